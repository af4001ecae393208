"""A rule, a problem, a law or an experiment costs one file: a copy of the tree gets one of each, and everything has it."""

from __future__ import annotations

import inspect
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from adal_theory import noise, problems
from adal_theory.errors import ConfigurationError
from adal_theory.runtime.discovery import Registry, constructors, defining, imported, unique

ROOT = Path(__file__).resolve().parents[2]

RULE = '''
"""Zeta: steps that a large gradient makes no larger than η."""

from __future__ import annotations

from typing import Any

from adal_theory.rules.rule import BETA1, ETA, Rule


def step(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
    """x ← Π[x − η_t m/(1 + |g|)]."""
    beta1 = opt.beta1_t(p.beta1)
    m = beta1 * state.m + (1.0 - beta1) * g
    size, eta = 1.0 + o.abs(g), opt.step_size(p.eta)
    return {
        "m": m,
        "x": opt.project(state.x - eta * (1.0 / size * m)),
        "w": None,
        "g_hat": g,
        "eta_prime": eta,
        "preconditioner": 1.0 / size,
        "inverse_preconditioner": size,
    }


RULE = Rule("zeta", "Zeta", "as it stands here", "this test", (ETA, BETA1), ("m",), step)
'''
PROBLEM = '''
"""Zeta's loss: smooth, and almost |x| far away."""

from __future__ import annotations

from typing import Any

import numpy as np

from adal_theory.entries import keywords
from adal_theory.problems.problem import Array, Box, Problem


def _loss(o: Any, x: Any, q: Any) -> Any:
    return o.sqrt(1.0 + x * x) - 1.0


def _gradient(o: Any, x: Any, q: Any) -> Any:
    return x / o.sqrt(1.0 + x * x)


@keywords
def zeta_loss(d: int = 1) -> Problem:
    """Zeta's loss Σ_i √(1 + x_i²) − 1 on [−1, 1]^d, start 0.5."""

    def best(totals: tuple[Array, ...], box: Box) -> Array:
        return np.zeros((totals[0].shape[0], d))

    return Problem("zeta_loss", "Zeta's loss", r"f(x) = \\sum_i \\sqrt{1 + x_i^2} - 1", d, _loss, _gradient, best, {}, x0=0.5)


PROBLEMS = (zeta_loss,)
'''
LAW = '''
"""Zeta's noise: the sum of two uniform numbers."""

from __future__ import annotations

from typing import Any

from adal_theory.entries import keywords
from adal_theory.noise.law import Law, Number, check_parameter
from adal_theory.noise.uniforms import pair53


def _draw(o: Any, words: Any, p: Any) -> tuple[Any, ...]:
    u, v = pair53(o, words)
    return (u + v - 1.0,)


def _apply(o: Any, z: Any, p: Any) -> Any:
    return p.scale * o.cast(z, o.real)


@keywords
def zeta_noise(scale: Number = 1.0) -> Law:
    """Zeta's noise, scale × (u + v − 1)."""
    s = check_parameter("zeta_noise", "scale", scale, 0.0)
    return Law("zeta_noise", {"scale": s}, "53-bit", 1, _draw, 0.0, s * s / 6, True, 2.0, "this test", _apply)


LAWS = (zeta_noise,)
'''
EXPERIMENT = '''
"""S99: zeta's experiment."""

from __future__ import annotations

from typing import Any

import numpy as np

from adal_theory.plots import Series, draw_trajectories, new_figure
from adal_theory.problems import zeta_loss
from adal_theory.results.comparison import Comparison
from adal_theory.results.experiment import Context, Experiment, Outcome


def perform(context: Context) -> Outcome:
    data = context.run("zeta", rule="zeta", problem=zeta_loss(2), steps=int(context.settings["steps"]), metrics=("x",))
    last = float(np.abs(data["x_final"]).max())
    rows = [Comparison.upper("zeta stays in its box", "B5", last, 1.0)]
    return Outcome("s99_zeta", context.settings, rows, {"x": data["x"][0]})


def draw(outcome: Outcome) -> dict[str, Any]:
    figure, axes = new_figure()
    x = outcome.data["x"]
    draw_trajectories([Series(np.asarray(x["step"].values, float), x.values[:, 0], rule="zeta")], ax=axes[0, 0])
    return {"zeta": figure}


EXPERIMENT = Experiment(
    "S99", "s99_zeta", "Zeta at work", "Zeta on its loss.", ("B5",), {"steps": 100}, {"steps": 50}, perform, draw, {"zeta": "x."},
    small={"steps": 20},
)
'''
ADDED = {
    "adal_theory/rules/zeta.py": RULE,
    "adal_theory/problems/zeta.py": PROBLEM,
    "adal_theory/noise/zeta.py": LAW,
    "simulations/s99_zeta.py": EXPERIMENT,
}
# What is looked at inside the copy; it prints one JSON document.
LOOK = """
import contextlib, io, json, sys
from adal_theory import noise, plots, problems, rules, simulations
from adal_theory.bench import registers
from adal_theory.cli import main
from adal_theory.display.described import DESCRIBE
from adal_theory.display.things import called
from adal_theory.report.session import perform

def adal(*words):
    sys.argv, out = ["adal", *words], io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
        main()
    return out.getvalue()

found = {"listed": {}, "shown": {}}
for kind in ("rules", "problems", "laws", "experiments"):
    found["listed"][kind] = [t["name"] for t in json.loads(adal("list", "--kind", kind, "--format", "json"))[kind]]
for name in ("zeta", "zeta_loss", "zeta_noise"):
    found["shown"][name] = adal("show", name) + adal("show", name, "--format", "json")
for language in ("latex", "numba", "cuda"):
    found["shown"][language] = adal("show", "zeta", "--as", language)
found["shown"]["S99"] = DESCRIBE["experiments"](called("S99", "experiments")[0])["title"]
found["looks"] = {n: [s.label, s.colour, s.marker] for n, s in plots.RULES.items()}
done = perform(simulations.get("S99"), quick=True, changes={"steps": 20}, backend="reference")
figure = simulations.get("S99").figures(done.outcome)["zeta"]
found["drawn"] = [figure.axes[0].lines[0].get_color(), figure.axes[0].lines[0].get_marker(), done.outcome.ok]
found["registers"] = ["zeta" in registers.RULES, "zeta_loss" in registers.PROBLEMS, "zeta_noise" in registers.LAWS]
sys.path.insert(0, "docs/_extensions")
import gallery, reference
found["reference"] = [r["name"] for r in reference.rows()] + [
    n for m in ("adal_theory.problems", "adal_theory.noise") for n, _ in reference.public(m)
]
example = gallery.Example("s99_zeta")
found["gallery"] = [[e.name for e in gallery.examples()], example.says, example.svg[:5]]
print(json.dumps(found))
"""
# Where tests take rules, problems, laws and experiments from.
COLLECTED = (
    "tests/cuda/test_nvrtc.py",
    "tests/engine/test_array_engine.py",
    "tests/noise/test_sample.py",
    "tests/parity",
    "tests/plots/test_overlaps.py",
    "tests/problems/test_problems.py",
    "tests/prove/update/test_trajectory.py",
    "tests/rules",
    "tests/simulations/test_experiments.py",
    "tests/symbolic/test_values.py",
    "tests/trace",
)


class Copy:
    """A copy of the tree with files more, and the same modules where an installation has them."""

    def __init__(self, folder: Path, added: dict[str, str]) -> None:
        self.tree, self.site = folder / "tree", folder / "site"
        ignored = shutil.ignore_patterns("__pycache__", "_build", "results", ".*")
        for name in ("adal_theory", "proofs", "simulations", "tests", "docs"):
            shutil.copytree(
                ROOT / name, self.tree / name, ignore=ignored if name == "docs" else shutil.ignore_patterns("__pycache__")
            )
        shutil.copy(ROOT / "pyproject.toml", self.tree)
        for name, text in added.items():
            self.add(name, text)
        self.site.mkdir()
        (self.site / "adal_theory").symlink_to(self.tree / "adal_theory")
        for name in ("proofs", "simulations"):
            (self.tree / "adal_theory" / name).symlink_to(self.tree / name)

    def add(self, name: str, text: str) -> Path:
        file = self.tree / name
        assert not file.exists()
        file.write_text(text.lstrip("\n"), "utf-8")
        return file

    @contextmanager
    def file(self, name: str, text: str) -> Iterator[None]:
        """One more for a while."""
        added = self.add(name, text)
        try:
            yield
        finally:
            added.unlink()

    def python(self, *words: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONPATH": str(self.site), "PYTHONDONTWRITEBYTECODE": "", "PYTHONWARNINGS": "error"}
        return subprocess.run([sys.executable, *words], cwd=self.tree, env=environment, capture_output=True, text=True)


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return Copy(tmp_path_factory.mktemp("grown"), ADDED)


@pytest.fixture(scope="module")
def found(grown: Copy) -> Any:
    pytest.importorskip("jinja2", reason="the tools of the documentation are not installed: make docs")
    done = grown.python("-c", LOOK)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


@pytest.mark.slow
def test_lists_and_show_have_each_of_them(found: Any) -> None:
    listed, shown = found["listed"], found["shown"]
    for kind, name in (("rules", "zeta"), ("problems", "zeta_loss"), ("laws", "zeta_noise"), ("experiments", "S99")):
        assert name in listed[kind], kind
    assert listed["rules"][:7] == ["adal", "adal_ams", "adam", "amsgrad", "adamw", "sgd", "adagrad"]  # these lead every list
    assert "x_next" in shown["zeta"] and "Zeta's loss" in shown["zeta_loss"] and "scale" in shown["zeta_noise"]
    assert "align*" in shown["latex"] and "def " in shown["numba"] and "__global__" in shown["cuda"]
    assert shown["S99"] == "Zeta at work"


@pytest.mark.slow
def test_figures_have_a_colour_and_a_marker_of_its_own(found: Any) -> None:
    looks = {name: (label, colour, json.dumps(marker)) for name, (label, colour, marker) in found["looks"].items()}
    label, colour, marker = looks.pop("zeta")
    assert label == "Zeta" and colour not in {c for _, c, _ in looks.values()} and marker not in {m for *_, m in looks.values()}
    colour_drawn, marker_drawn, ok = found["drawn"]
    assert (colour_drawn, json.dumps(marker_drawn), ok) == (colour, marker, True)


@pytest.mark.slow
def test_the_documentation_has_each_of_them(found: Any) -> None:
    assert {"zeta", "zeta_loss", "zeta_noise"} <= set(found["reference"]) and found["registers"] == [True] * 3
    names, says, svg = found["gallery"]
    assert "s99_zeta" in names and says == "Zeta on its loss." and svg.startswith("<svg")


@pytest.mark.slow
def test_the_tests_of_all_rooms_collect_each_of_them(grown: Copy) -> None:
    done = grown.python("-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "-p", "no:benchmark", *COLLECTED)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    of = {file: "\n".join(re.findall(rf"^{file}[^:]*::.*$", done.stdout, re.MULTILINE)) for file in COLLECTED}
    by_name = {
        "zeta[-\\]]": (
            "tests/cuda",
            "tests/engine",
            "tests/parity",
            "tests/prove",
            "tests/rules",
            "tests/symbolic",
            "tests/trace",
        ),
        "zeta_loss": ("tests/cuda", "tests/parity", "tests/problems", "tests/prove"),
        "zeta_noise": ("tests/cuda", "tests/noise", "tests/parity"),
        "s99_zeta|S99": ("tests/plots", "tests/simulations"),
    }
    for name, folders in by_name.items():
        for folder in folders:
            text = "\n".join(t for file, t in of.items() if file.startswith(folder))
            assert re.search(name, text), (name, folder)


@pytest.mark.slow
def test_the_batteries_hold_for_each_of_them(grown: Copy) -> None:
    files = ("tests/rules", "tests/noise", "tests/problems/test_problems.py", "tests/symbolic/test_values.py")
    done = grown.python("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:benchmark", "-k", "zeta", *files)
    passed = re.search(r"(\d+) passed", done.stdout)
    assert done.returncode == 0 and passed is not None and int(passed[1]) >= 25, done.stdout[-3000:]


BROKEN = {
    "adal_theory/rules/zeta.py": ("RULE = Rule(\n", "zeta.py, line 1: "),
    "adal_theory/problems/zeta.py": ("PROBLEMS = 1 / 0\n", "zeta.py, line 1: ZeroDivisionError"),
    "adal_theory/noise/zeta.py": (
        "from adal_theory.noise.laplace import laplas\nLAWS = (laplas,)\n",
        "zeta.py, line 1: ImportError",
    ),
    "simulations/s99_zeta.py": ("EXPERIMENT = 3\n", "defines no EXPERIMENT of type Experiment"),
}


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return Copy(tmp_path_factory.mktemp("bare"), {})


@pytest.mark.slow
@pytest.mark.parametrize("name", BROKEN)
def test_a_file_in_which_something_is_wrong_is_told_in_one_line(name: str, bare: Copy) -> None:
    text, said = BROKEN[name]
    with bare.file(name, text):
        done = bare.python(
            "-c",
            "import sys; sys.argv = ['adal', 'list', '--kind', KIND]; from adal_theory.cli import main; main()".replace(
                "KIND",
                repr({"rules": "rules", "problems": "problems", "noise": "laws"}.get(Path(name).parent.name, "experiments")),
            ),
        )
    assert done.returncode == 2 and done.stdout == "" and done.stderr.count("\n") == 1
    assert said in done.stderr and done.stderr.startswith("error: ")


def package(folder: Path, monkeypatch: pytest.MonkeyPatch, **files: str) -> str:
    """A package of these files, importable under the name that is returned."""
    name = f"found_{folder.name}"
    (folder / name).mkdir()
    for file, text in {"__init__": "", **files}.items():
        (folder / name / f"{file}.py").write_text(dedent(text), "utf-8")
    monkeypatch.syspath_prepend(str(folder))
    return name


def test_only_files_that_define_the_name_at_the_margin_are_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = package(
        tmp_path, monkeypatch, b="ROW = 2", a="ROW: int = 1", helper="raise ValueError  # ROW = 3", inner="def f():\n    ROW = 1"
    )
    (tmp_path / name / "a (copy).py").write_text("ROW = 4")
    assert defining(name, "ROW") == ["a", "b"]


def test_two_of_one_name_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = package(tmp_path, monkeypatch, a="def f(): ...\nROWS = (f,)", b="def f(): ...\nROWS = (f,)", c="ROWS = 3")
    with pytest.raises(ConfigurationError, match=r"ROWS in c\.py is not a tuple of functions"):
        constructors(name, "ROWS", "row")
    (tmp_path / name / "c.py").unlink()
    with pytest.raises(ConfigurationError, match=r"a\.py and b\.py both define the row 'f': give each a name of its own"):
        constructors(name, "ROWS", "row")
    assert list(unique("p", "row", iter([("b.py", "y", 1), ("a.py", "x", 2)]))) == ["y", "x"]


def test_what_goes_wrong_in_a_file_is_one_line_with_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = package(tmp_path, monkeypatch, a="x = 1\nROW = x.y", b="ROW = (", c="import sys\nROW = sys.exit(3)")
    for file, said in (
        ("a", "line 2: AttributeError"),
        ("b", "line 1: '(' was never closed"),
        ("c", "line 2: the file ends the program"),
    ):
        with pytest.raises(ConfigurationError, match=rf"{file}\.py, {re.escape(said)}") as told:
            imported(name, file)
        assert "\n" not in str(told.value)


def test_a_registry_looks_once_and_when_it_is_asked() -> None:
    asked: list[int] = []

    def find() -> dict[str, int]:
        asked.append(1)
        return {"b": 1, "a": 2}

    registry = Registry(find)
    assert asked == []
    assert list(registry) == ["b", "a"] and registry["a"] == 2 and len(registry) == 2 and "c" not in registry
    assert asked == [1] and repr(registry) == "<b, a>"


@pytest.mark.parametrize(("room", "found"), [("problems", problems.PROBLEMS), ("noise", noise.LAWS)])
def test_none_is_forgotten(room: str, found: dict[str, Any]) -> None:
    """Each function with arguments of a user's is named in `PROBLEMS` or `LAWS` of its file, and says what it returns."""
    for path in (ROOT / "adal_theory" / room).glob("*.py"):
        for made in re.findall(r"^@keywords\n(?:@.*\n)*def (\w+)", path.read_text("utf-8"), re.MULTILINE):
            assert made in found, (path.name, made)
    for name, make in found.items():
        assert inspect.signature(make).return_annotation is not inspect.Signature.empty, name


@pytest.mark.parametrize("name", [n for n in problems.PROBLEMS if problems.is_separable(n)])
def test_every_separable_problem_can_be_made_in_any_dimension(name: str) -> None:
    for d in (1, 3):
        made = problems.example(name, d)
        assert isinstance(made, problems.Problem) and (made.name, made.dimension) == (name, d)
