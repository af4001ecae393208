"""The files of the tree: what they must not name, and what they must agree on."""

from __future__ import annotations

import importlib
import re
import subprocess
import tomllib
from importlib.metadata import distribution, version
from pathlib import Path

import pytest

import adal_theory

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
VERSION = PROJECT["project"]["version"]
PACKAGES = PROJECT["tool"]["setuptools"]["packages"]
MAPPED = PROJECT["tool"]["setuptools"]["package-dir"]

# Each pattern is written so that it does not match its own text.
FORBIDDEN = {
    "the address of a package index": r"pypi[.]org|pythonhosted[.]org|npmjs[.]|anaconda[.](org|com)",
    "an index option": r"--(extra-)?index[-]url|--find[-]links",
    "a path of one machine": r"(?<![\w.~/-])(/wor[k]\b|/(root|home|opt|Users)/[\w.])|file[:]//",
}


def tree_files() -> list[Path]:
    """Files that git tracks or would add; outside a git checkout (an archive) the test is skipped."""
    listing = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        names = subprocess.run(listing, capture_output=True, text=True, check=True).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout: generated files cannot be told from source")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_names(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])
    found = []
    for path in tree_files():
        text = path.read_bytes().decode("utf-8", errors="replace")
        found += [f"{path.relative_to(ROOT)}: {match.group()}" for match in pattern.finditer(text)]
    assert found == []


def test_version_agrees_everywhere() -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^version: (\S+)$", citation, re.MULTILINE) == [VERSION]
    assert re.findall(r"^## \[(\d[^]]*)\]", changelog, re.MULTILINE)[0] == VERSION
    assert version("adal-theory") == VERSION
    assert adal_theory.__version__ == VERSION


def folder_of(package: str) -> Path:
    top = next((name for name in MAPPED if package == name or package.startswith(f"{name}.")), None)
    return ROOT / (package.replace(".", "/") if top is None else package.replace(top, MAPPED[top]).replace(".", "/"))


def test_package_list_is_the_tree() -> None:
    tops = [ROOT / "adal_theory", *(ROOT / folder for folder in MAPPED.values())]
    folders = {path.parent for top in tops for path in top.rglob("*.py")}
    assert len(folders) > 40
    assert {folder_of(package) for package in PACKAGES} == folders
    assert [folder for folder in sorted(folders) if not (folder / "__init__.py").is_file()] == []


@pytest.mark.parametrize("package", sorted(MAPPED))
def test_mapped_packages_come_from_the_top_of_the_tree(package: str) -> None:
    path = importlib.import_module(package).__file__
    assert path is not None
    assert Path(path).resolve().parent == ROOT / MAPPED[package]


def test_only_one_name_is_claimed_at_the_top() -> None:
    assert (distribution("adal-theory").read_text("top_level.txt") or "").split() == ["adal_theory"]


def test_every_requirement_is_pinned() -> None:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9-]+==[\w.]+", line)] == []
    pinned = {line.split("==")[0] for line in lines}
    wanted = [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]]
    wanted += [line for extra in PROJECT["project"]["optional-dependencies"].values() for line in extra]
    names = {match.group() for line in wanted if (match := re.match(r"[\w-]+", line))}
    assert names - {"adal-theory"} - pinned == set()
