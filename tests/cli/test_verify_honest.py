"""`adal verify` on hostile files: axioms of their own, titles that promise more, false claims alone, symbols that print alike."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from adal_theory.cli import main
from adal_theory.prove.kernel import axioms

Run = Callable[..., tuple[int, str, str]]
HEAD = """from adal_theory.prove import Eq, Forall, Function, Library, Sum, inv, log, num, rules, var
from adal_theory.prove.kernel import axioms
from adal_theory.prove.kernel.axioms import AXIOMS, Axiom, declare
library, x = Library(), var("x")
"""
CLAIM = """
@library.claim("AX", "every real is at most 0", {}, Forall(x, x <= 0))
def _(p):
    return rules.axiom("%s")
"""
OWN = (
    HEAD
    + """declare("log-tangents", "log a ≤ a − 1 for a > 0", "G. H. Hardy, J. E. Littlewood, G. Pólya, Inequalities, §4.2")(
    lambda: Forall(x, x <= 0))
"""
    + CLAIM % "log-tangents"
)


@pytest.fixture
def adal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Run]:
    """The command, run in an empty folder of its own; what a file declares is forgotten afterwards."""
    monkeypatch.chdir(tmp_path)

    def run(text: str, *words: str) -> tuple[int, str, str]:
        (tmp_path / "mine.py").write_text(text)
        monkeypatch.setattr(sys, "argv", ["adal", "verify", "mine.py", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    yield run
    axioms._declared.clear()


@pytest.mark.parametrize("form", ["table", "json", "latex", "html"])
def test_an_axiom_of_the_file_is_marked_and_not_accepted(adal: Run, form: str) -> None:
    code, out, _ = adal(OWN, "--format", form)
    assert code == 1 and "log-tangents" in out and "shipped" in out
    assert {"table": "∀ x ∈ ℝ: x ≤ 0", "json": "∀ x ∈ ℝ: x ≤ 0", "latex": r"x\le 0", "html": "<mi>x</mi>"}[form] in out
    out = out.replace("-{}-", "--")  # in LaTeX two hyphens are kept apart
    assert "not accepted without --allow-axioms" in out or form == "json"
    allowed, again, _ = adal(OWN, "--format", form, "--allow-axioms")
    assert allowed == 0 and "shipped" in again and "--allow-axioms" not in again


def test_the_instance_stands_beside_the_wording(adal: Run) -> None:
    _, out, _ = adal(OWN)
    line = next(q for q in out.splitlines() if q.startswith("axiom log-tangents (not shipped): log a"))
    assert line.endswith("taken: ∀ x ∈ ℝ: x ≤ 0")
    found = json.loads(adal(OWN, "--format", "json")[1])
    assert found["ok"] is False and found["axioms"][0]["shipped"] is False and found["axioms"][0]["declared_in"] == "mine.py"
    assert found["axioms"][0]["instances"] == ["∀ x ∈ ℝ: x ≤ 0"]
    assert found["lemmas"][0]["parts"][0]["axioms"] == found["lemmas"][0]["axioms"] == ["log-tangents (not shipped)"]


def test_what_is_shipped_is_not_marked(adal: Run) -> None:
    text = (
        HEAD
        + """
@library.claim("L", "log", {}, Forall(x, x <= x))
def _(p):
    rules.axiom("log-tangent", x)
    return rules.generalize(x, p.have(x <= x))

@library.claim("M", "log", {"x": x > 0}, log(x) <= x - 1)
def _(p):
    return rules.detach(rules.axiom("log-tangent", x), p["x"])
"""
    )
    code, out, _ = adal(text)
    assert code == 0 and "shipped" not in out and "taken: 0 < x ⇒ log(x) ≤ x − 1" in out


# What a file may try with the shipped axioms, and what becomes of it: refused where it stands, or marked.
REFUSED = {
    "declared again": 'declare("log-tangent", "log a ≤ a − 1", "known")(lambda: Forall(x, x <= 0))',
    "put in": 'AXIOMS["log-tangents"] = Axiom("log-tangents", "known", "known", lambda: Forall(x, x <= 0))',
    "taken out": 'del AXIOMS["log-tangent"]',
    "changed": 'AXIOMS["log-tangent"].build = lambda: Forall(x, x <= 0)',
    "two of one name": 'declare("mine", "a", "b")(lambda: x <= 0)\ndeclare("mine", "a", "b")(lambda: x <= 1)',
    "a list as a name": 'declare("log-tangent, log-product", "a", "b")(lambda: x <= 0)',
    "Cyrillic": 'declare("log-tаngent", "a", "b")(lambda: x <= 0)',
    "no reference": 'declare("mine", "a", " ")(lambda: x <= 0)',
}


@pytest.mark.parametrize("how", REFUSED)
def test_the_shipped_axioms_cannot_be_changed(adal: Run, how: str) -> None:
    code, out, err = adal(HEAD + REFUSED[how] + "\n" + CLAIM % "log-tangent")
    assert code == 2 and out == "" and err.startswith("error: mine.py, line ") and err.count("\n") == 1


FORCED = {
    "build": 'object.__setattr__(AXIOMS["log-tangent"], "build", lambda: Forall(x, x <= 0))',
    "code": 'f = AXIOMS["log-tangent"].build\nf.__code__ = (lambda *a: Forall(__import__("adal_theory.prove").prove.var("x"), '
    '__import__("adal_theory.prove").prove.var("x") <= 0)).__code__',
    "table": 'axioms.AXIOMS = {**AXIOMS, "log-tangent": Axiom("log-tangent", "known", "known", lambda: Forall(x, x <= 0))}',
}


@pytest.mark.parametrize("how", FORCED)
def test_a_shipped_axiom_that_is_changed_by_force_is_marked(adal: Run, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    a, f = axioms.AXIOMS["log-tangent"], axioms.AXIOMS["log-tangent"].build
    monkeypatch.setattr(axioms, "AXIOMS", axioms.AXIOMS)
    code = f.__code__  # type: ignore[attr-defined]
    try:
        done, out, _ = adal(HEAD + FORCED[how] + "\n" + CLAIM % "log-tangent")
    finally:
        object.__setattr__(a, "build", f)
        f.__code__ = code  # type: ignore[attr-defined]
    assert done == 1 and "axiom log-tangent (not shipped)" in out and "taken: ∀ x ∈ ℝ: x ≤ 0" in out


def test_what_an_axiom_calls_is_watched_too(adal: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(axioms, "log", axioms.log)
    text = (
        HEAD
        + """axioms.log = lambda a: a * 2
@library.claim("M", "log", {"x": x > 0}, x * 2 <= x - 1)
def _(p):
    return rules.detach(rules.axiom("log-tangent", x), p["x"])
"""
    )
    code, out, _ = adal(text)
    assert code == 1 and "log-tangent (not shipped)" in out


def test_a_title_does_not_stand_for_the_statement(adal: Run) -> None:
    title = "all zeros of zeta lie on the critical line"
    text = HEAD + f'@library.claim("RH", "{title}", {{}}, num(0) <= num(1))\ndef _(p):\n    return p.have(p.goal)\n'
    lines = adal(text)[1].splitlines()
    assert lines[2].split()[:4] == ["RH", "0", "≤", "1"] and "proved" in lines[2] and lines[3].strip() == title
    text = HEAD + '@library.claim("G", "every x is at least 5", {"h": x >= 6}, x >= 5)\n'
    text += 'def _(p):\n    return p.have(p.goal, "h")\n'
    lines = adal(text)[1].splitlines()
    assert "5 ≤ x" in lines[2] and lines[3].strip() == "given 6 ≤ x" and lines[4].strip() == "every x is at least 5"


def test_false_claims_alone_are_accepted(adal: Run) -> None:
    false = 'library.false_claim("F", "too small", {}, x**2 >= 1, domains={"x": [0]})\n'
    code, out, _ = adal(HEAD + false)
    assert code == 0 and "1 of 1 statements known to be false refuted" in out
    assert "known to be false: F: 1 ≤ x^2 (too small): refuted at x = 0\n" in out
    for form in ("json", "latex", "html"):
        assert adal(HEAD + false, "--format", form)[0] == 0
    assert adal(HEAD + 'library.false_claim("F", "true", {}, x**2 >= 0)\n')[0] == 1
    assert adal(HEAD)[0] == 2


def test_a_refutation_by_a_convention_says_so(adal: Run) -> None:
    s = 'library.false_claim("F", "x/x", {}, Eq(x*inv(x), 1), domains={"x": [0]})\n'
    assert "refuted at x = 0; only because 1/0 = 0, which refutes nothing by itself\n" in adal(HEAD + s)[1]
    assert json.loads(adal(HEAD + s, "--format", "json")[1])["false"][0]["conventions"] == ["1/0 = 0"]


def test_symbols_that_print_alike_are_one_line_with_the_line_of_the_file(adal: Run) -> None:
    code, out, err = adal(HEAD + '\nlibrary.false_claim("F", "t", {}, var("eta") <= var("η"))\n')
    assert code == 2 and out == ""
    assert err == "error: mine.py, line 6: claim F: the names eta and η are both printed as η: rename one of them\n"


BESIDE = {
    "symbols": ('Claim("F", "t", {}, var("eta") <= var("η"), prove)', "are both printed as η"),
    "title": ('Claim("F", "two\\nlines", {}, x**2 >= 0, prove)', "does not show"),
    "formula": ('Claim("F", "t", {}, forged, prove)', "is not the formula that it shows"),
}


@pytest.mark.parametrize("table", ["claims", "false"])
@pytest.mark.parametrize("how", BESIDE)
def test_a_claim_that_is_put_in_by_hand_is_looked_at_too(adal: Run, how: str, table: str) -> None:
    made, said = BESIDE[how]
    text = (
        HEAD
        + f"""from adal_theory.prove import Claim
def prove(p):
    return p.have(x**2 >= 0)
forged = num(0) <= num(1)
object.__setattr__(forged, "args", (num(1), num(0)))
library.{table}["F"] = {made}
"""
    )
    code, out, err = adal(text)
    assert code == 2 and out == "" and said in err and err.count("\n") == 1


def test_a_bound_index_is_renamed_in_every_output(adal: Run) -> None:
    text = (
        HEAD
        + """tau, other = var("tau", "int"), var("τ", "int")
@library.claim("S", "1 + 2 + 3 = 15", {"h": Eq(tau, 5)}, Eq(Sum(other, 1, 3, tau), 15), domains={"tau": [5]})
def _(p):
    return p.have(p.goal, "h")
"""
    )
    shown = {
        "table": "Σ_{τ'=1}^{3} τ = 15",
        "json": "Σ_{τ'=1}^{3} τ = 15",
        "latex": r"\sum_{\tau ^{\prime }=1}^{3} \tau =15",
        "html": "<msup><mi>τ</mi><mrow><mo>′</mo></mrow></msup>",
    }
    for form, part in shown.items():
        code, out, _ = adal(text, "--format", form)
        assert code == 0 and part in out


def test_a_recorded_rule_that_divides_by_what_may_be_0_is_known_under_that_condition_only() -> None:
    from adal_theory.prove import recorded
    from adal_theory.prove.printing.text import text
    from adal_theory.rules.rule import ETA, Rule

    def step(o, state, p, g, opt):  # type: ignore[no-untyped-def]
        """x ← x − (η/√t) g/|g|."""
        eta_prime, one = opt.step_size(p.eta), o.constant(1.0)
        m = g / o.abs(g)
        return {
            "x": opt.project(state.x - eta_prime * m),
            "w": None,
            "g_hat": g,
            "m": m,
            "eta_prime": eta_prime,
            "preconditioner": one,
            "inverse_preconditioner": one,
        }

    rule = Rule(
        name="normalised", title="normalised gradient", step=step, parameters=(ETA,), state=(), source="hole", variant="clipped"
    )
    for name, f in recorded(rule).hypotheses().items():
        assert text(f).startswith("(∀ 1 ≤ t ≤ T: ∀ 1 ≤ i ≤ d: |g[t, i]| ≠ 0) ⇒ "), name
