"""adal list, adal show and adal --version: what there is, without proving or simulating anything."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import version

import pytest

from adal_theory.cli import main
from adal_theory.display.things import KINDS
from adal_theory.errors import unknown_name
from adal_theory.prove.library.library import Library

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def adal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["adal", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        return (int(ended.value.code or 0), *capsys.readouterr())

    return run


@pytest.mark.parametrize("words", [(), ("momentum",), ("--kind", "lemmas")])
def test_what_the_kernel_proves_is_a_statement(adal: Run, words: tuple[str, ...]) -> None:
    """A claim is one of the four of AdaL's paper."""
    status, out, _ = adal("list", *words)
    assert status == 0 and "statements" in out and "claim" not in out


def test_the_version_is_told_at_once(adal: Run) -> None:
    assert adal("--version") == (0, f"adal-theory {version('adal-theory')}\n", "")
    loaded = (
        "import sys; sys.argv = ['adal', '--version']\nfrom adal_theory.cli import main\ntry: main()\nexcept SystemExit: pass\n"
    )
    program = loaded + "print(sorted({'sympy', 'xarray', 'scipy', 'matplotlib', 'numba'} & {*sys.modules}))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [f"adal-theory {version('adal-theory')}", "[]"]


@pytest.mark.parametrize("kind", KINDS)
def test_everything_of_a_kind_is_listed_and_can_be_shown(adal: Run, kind: str) -> None:
    status, out, err = adal("list", "--kind", kind, "--format", "json")
    listed = json.loads(out)
    assert (status, err) == (0, "") and [*listed] == [kind] and len(listed[kind]) >= 7
    assert all(one["name"] and one["title"] for one in listed[kind])
    for one in listed[kind][:: max(1, len(listed[kind]) // 4)]:
        status, out, err = adal("show", one["name"], "--format", "json")
        found = json.loads(out)["found"]
        assert (status, err) == (0, "") and one["name"] in [f["name"] for f in found if f["kind"] == kind], one
        assert adal("show", one["name"])[1].strip()


def test_words_are_sought_in_all_kinds(adal: Run) -> None:
    status, out, _ = adal("list", "Double", "well", "--format", "json")
    names = {kind: [one["name"] for one in found] for kind, found in json.loads(out).items()}
    assert status == 0 and names["problems"] == ["double_well"] and names["experiments"] == ["S8"] and "E6" in names["lemmas"]
    status, table, _ = adal("list", "momentum", "--kind", "rules")
    assert status == 0 and "sgd" in table and "lion" in table and "adagrad" not in table
    assert adal("list", "zzz") == (1, "nothing is about zzz: try one word, such as regret, noise or momentum\n", "")


def test_the_overview_has_each_lemma_once(adal: Run) -> None:
    _, out, _ = adal("list")
    rows = [line.split("│")[1:-1] for line in out.splitlines() if line.startswith("│")]
    names = [row[0].strip() for row in rows if row[0].strip()]
    assert {"S3, s03_linear_regret", "B9", "A1.1", "E6", "F9", "adal", "linear", "student_t"} <= {*names}
    assert "B9.5" not in names and "titu" not in names and "adal steps lists 126 named steps" in out


def test_a_lemma_is_shown_in_words(adal: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("nothing is to be proved")

    monkeypatch.setattr(Library, "attempt", never)
    status, out, err = adal("show", "b9")
    assert (status, err) == (0, "") and out.startswith("B9: Weighted methods with a running maximum")
    for said in (
        "  statement   Σ_{t=1}^{T} w[t]·(f[t] − f*[t]) ≤ ",
        "  hypotheses  the recorded update of any weighted method with a running maximum, except the initial value of\n"
        "              v̂max\n                ∀ 1 ≤ i ≤ d: m[0, i] = 0\n",
        "the first iterate lies in the box\n                ∀ 1 ≤ i ≤ d: lo ≤ x[1, i]\n",
        "the losses are convex: a gradient bounds the loss at the comparator from below\n",
        "1 ≤ T; 0 < η; 0 ≤ ε; 0 ≤ β1; 0 < β2; β2 < 1\n",
        "  proof       By convexity (B9.5) it is the sum over coordinates of what B9.7 bounds.\n",
        "  rests on    B9.5, B9.7\n",
        "  used by     B9.adal_ams, B9.amsgrad\n",
        "  next        adal verify B9\n",
    ):
        assert said in out, said
    (found,) = json.loads(adal("show", "D4", "--format", "json")[1])["found"]
    assert "all moments" in found["hypotheses"][-1]["words"]


def test_what_has_no_proof_here_says_so(adal: Run) -> None:
    assert "E6: cited from the literature, not proved here\n" in adal("show", "E6")[1]
    assert adal("show", "F9")[1].startswith("F9: known to be false: ") and "adal verify F9" not in adal("show", "F9")[1]
    parts = adal("show", "A1")[1]
    assert parts.startswith("A1\n  parts  A1.1: The first moment") and "A1.3: " in parts


def test_an_experiment_a_problem_and_a_law_are_shown(adal: Run) -> None:
    _, out, _ = adal("show", "s3")
    assert out.startswith("S3: Linear regret and the phase diagram\n  what it does  On losses with slopes a")
    assert "  theorems      C1, C2\n" in out and "phase_steps = 300000 (with --quick: 60000)" in out
    assert adal("show", "s03_linear_regret")[1] == out
    _, out, _ = adal("show", "student_t")
    assert "0.2 <= df <= 1e6" in out and "df = 3.0" in out and "Bailey, Math. Comp. 62 (1994)" in out
    _, out, _ = adal("show", "linear")
    assert "slopes: must be given" in out and "linear losses" not in out.partition("\n")[0]
    _, out, _ = adal("show", "P1", "--format", "json")
    assert [one["kind"] for one in json.loads(out)["found"]] == ["experiments", "lemmas"]


@pytest.mark.parametrize(("name", "near"), [("adall", "'adal' or 'adam'"), ("B99", "'B9'"), ("titus", "'titu'"), ("zzzzzzz", "")])
def test_an_unknown_name_suggests_near_ones(adal: Run, name: str, near: str) -> None:
    status, out, err = adal("show", name)
    assert (status, out, err.count("\n")) == (2, "", 1)
    hint = f" Did you mean {near}" if near else " `adal list"
    assert err.startswith(f"error: unknown name '{name}'.{hint}") and "`adal list WORD` those" in err


def test_suggestions() -> None:
    assert (
        str(unknown_name("rule", "adan", ["adam", "sgd"])) == "unknown rule 'adan'. Did you mean 'adam'? Choose one of: adam, sgd"
    )
    assert (
        str(unknown_name("rule", "ADAM", ["adam", "sgd"])) == "unknown rule 'ADAM'. Did you mean 'adam'? Choose one of: adam, sgd"
    )
    assert (
        str(unknown_name("name", "b1", ["b2", "b3", "c"], "see there"))
        == "unknown name 'b1'. Did you mean 'b3' or 'b2'? see there"
    )


@pytest.mark.slow
def test_a_lemma_is_shown_within_two_seconds_of_work() -> None:
    """Of one processor, start and imports included."""
    import resource

    def spent() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    program = "from adal_theory.cli import main; main()"
    for words, limit in ((("show", "B9"), 2.5), (("--version",), 0.5)):
        before, begun = spent(), time.perf_counter()
        subprocess.run([sys.executable, "-c", program, *words], capture_output=True, check=True)
        assert spent() - before < limit, (words, time.perf_counter() - begun)
