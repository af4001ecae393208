"""One source, one hash: wherever it is installed, whatever its line ends."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from adal_theory.results.provenance import source_hash, sources

ROOT = Path(__file__).resolve().parents[2]
TOLD = """import sys
sys.path.insert(0, sys.argv[1])
import adal_theory.results.provenance as p
print(p.__file__, p.source_hash())
"""


def hash_in(place: Path) -> str:
    """The hash that the package at the head of the path gives, in a process of its own."""
    found = subprocess.run([sys.executable, "-c", TOLD, str(place)], capture_output=True, text=True, check=True, cwd=place.parent)
    file, value = found.stdout.split()
    assert file.startswith(str(place))
    return value


def checkout(target: Path) -> Path:
    """A copy of what a wheel is built from."""
    target.mkdir()
    for name in ("adal_theory", "proofs", "simulations"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, target)
    return target


def installed(tree: Path, target: Path) -> Path:
    """The same modules where an installation has them."""
    shutil.copytree(tree / "adal_theory", target / "adal_theory")
    for name in ("proofs", "simulations"):
        shutil.copytree(tree / name, target / "adal_theory" / name)
    return target


def test_modules_go_by_their_installed_names() -> None:
    names = set(sources())
    assert {f"adal_theory/{n}.py" for n in ("__init__", "engine/cuda/session", "simulations/s03_linear_regret")} <= names
    assert all(n.startswith("adal_theory/") and n.endswith(".py") for n in names)
    assert sum(n.startswith("adal_theory/proofs/") for n in names) == len(list((ROOT / "proofs").rglob("*.py")))


def test_a_wheel_a_zip_and_a_copy_with_other_line_ends_have_one_hash(tmp_path: Path) -> None:
    tree = checkout(tmp_path / "tree")
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        str(tree),
        "-w",
        str(tmp_path / "wheels"),
    ]
    subprocess.run(build, check=True, capture_output=True, cwd=tmp_path)
    (wheel,) = (tmp_path / "wheels").glob("*.whl")
    shutil.unpack_archive(wheel, tmp_path / "site", "zip")
    assert hash_in(tmp_path / "site") == source_hash()
    assert hash_in(wheel) == source_hash()  # a wheel is a zip that can be imported from


@pytest.mark.parametrize("change", ["line ends", "stray files", "a module"])
def test_only_modules_and_what_they_say_count(tmp_path: Path, change: str) -> None:
    place = installed(checkout(tmp_path / "tree"), tmp_path / "copy")
    package = place / "adal_theory"
    if change == "line ends":
        for path in package.rglob("*.py"):
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    elif change == "stray files":
        for name in ("rules/.#adal.py", "rules/adal.py~", "rules/adal (copy).py", "rules/adal.orig.py", "scratch/run.py"):
            (package / name).parent.mkdir(exist_ok=True)
            (package / name).write_text("x = 1\n")
    else:
        (package / "rules" / "adal.py").write_text((package / "rules" / "adal.py").read_text() + "\n# changed\n")
    assert (hash_in(place) == source_hash()) == (change != "a module")
