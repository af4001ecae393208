"""What is printed is what is proved: no two symbols look alike, no title or axiom passes for what it is not."""

from __future__ import annotations

import re
from fractions import Fraction as F
from itertools import combinations
from typing import Any

import pytest

from adal_theory.errors import ConfigurationError
from adal_theory.proofs.catalogue import library as shipped
from adal_theory.prove import (
    Eq,
    Forall,
    Function,
    Implies,
    Library,
    Mean,
    Proof,
    Slope,
    Sum,
    Tends,
    Term,
    Theorem,
    exp,
    inv,
    num,
    power,
    sqrt,
    substitute,
    var,
)
from adal_theory.prove.check.check import check
from adal_theory.prove.library.ledger import verify
from adal_theory.prove.printing import latex, mathml
from adal_theory.prove.printing.boxes import Name
from adal_theory.prove.printing.layout import index
from adal_theory.prove.printing.names import alike, flaw, trouble
from adal_theory.prove.printing.symbols import GREEK, symbol
from adal_theory.prove.printing.text import draw, text
from adal_theory.report.appendix import appendix
from adal_theory.report.page import page_html, proofs_html

x, y, a = var("x"), var("y"), var("a")
k, T = var("k", "int"), var("T", "int")

# Pairs of names whose printed forms coincide, in text or in formulas as they are set.
ALIKE = [
    ("eta", "η"),
    ("x_star", "x*"),
    ("tau", "τ"),
    ("GF", "G_F"),
    ("omega", "ω"),
    ("Gamma", "Γ"),
    ("eta'", "eta_prime"),
    ("g_hat", "ĝ"),
    ("x_hat_a", "x_a_hat"),
    ("x_prime_b", "x_b_prime"),
    ("v_max", "v_hat_max"),
    ("Ginf", "G∞"),
    ("x1", "xl"),
    ("O1", "Ol"),
    ("eta1", "η1"),
    ("eta_star", "η*"),
    ("I", "l"),
]


def printed(name: str) -> set[str]:
    node = Name(symbol(name))
    return {draw(node), latex.draw(node), mathml.draw(node)}


def claim(show: Term, given: dict[str, Term] | None = None, title: str = "made up", **more: Any) -> Library:
    library = Library()

    @library.claim("Z", title, given or {}, show, **more)
    def _(p: Proof) -> Theorem:
        return p.have(p.goal, *(given or {}))

    return library


# --- symbols


@pytest.mark.parametrize(("one", "other"), [q for q in ALIKE if q[1] != "G∞"])
def test_two_symbols_that_print_alike_are_refused_in_one_line(one: str, other: str) -> None:
    for formula, given in ((var(one) <= var(other), {}), (var(one) <= 1, {"h": var(other) <= 0})):
        with pytest.raises(ConfigurationError) as refused:
            claim(formula, given)
        line = str(refused.value)
        assert one in line and other in line and "rename one of them" in line and "\n" not in line
    with pytest.raises(ConfigurationError):
        Library().false_claim("F", "made up", {}, var(one) <= var(other))
    with pytest.raises(ConfigurationError):  # a function and a number
        claim(Function(one, ("int",))[1] <= var(other))


def test_names_that_print_alike_are_those_that_are_found_alike() -> None:
    """By drawing every name that the grammar of names can make from a few parts."""
    bases = ("x", "eta", "η", "G", "v")
    tails = ("", "_star", "*", "_prime", "'", "_hat", "_max", "1", "_a", "_hat_a", "_a_hat", "_F")
    names = [b + t for b in bases for t in tails] + ["GF", "v_max", "Ginf"]
    for one, other in combinations(dict.fromkeys(names), 2):
        assert (alike([one, other]) is not None) == bool(printed(one) & printed(other)), (one, other)


@pytest.mark.parametrize(("one", "other"), [q for q in ALIKE if flaw(q[1]) is None])
@pytest.mark.parametrize("sort", ["int", "real"])
def test_a_bound_index_looks_like_no_symbol_beside_it(one: str, other: str, sort: str) -> None:
    for bound, beside in ((one, other), (other, one)):
        b, f, h = var(bound, sort), var(beside, sort), Function(beside, (sort,))
        made = [Forall(b, b <= f), Tends(b, b - f, 0), Forall(b, h[b] <= 1), Forall(b, h[1] <= b)]
        made += [Sum(b, 1, 3, b * f), Sum(b, 1, f, b)] if sort == "int" else [Slope(b, 0, b * f, f)]
        for whole in made:
            assert not printed(index(whole).args[0]) & printed(beside), text(whole)


def test_the_known_holes_say_what_they_are() -> None:
    eta, eta_, tau, tau_ = var("eta"), var("η"), var("tau", "int"), var("τ", "int")
    assert text(Forall(eta_, eta_ <= eta)) == "∀ η' ∈ ℝ: η' ≤ η"
    assert text(Eq(Sum(tau_, 1, 3, tau), 15)) == "Σ_{τ'=1}^{3} τ = 15"
    assert latex.formula(Sum(tau_, 1, 3, tau)) == r"\sum_{\tau ^{\prime }=1}^{3} \tau "
    prime = var("eta_prime")
    assert text(substitute(Forall(eta, eta <= x), {x: prime + eta})) == "∀ η'' ∈ ℝ: η'' ≤ η' + η"
    assert text(Forall(var("e"), exp(var("e")) <= x)) == "∀ e' ∈ ℝ: exp(e') ≤ x"


def test_a_bound_index_of_a_strange_name_becomes_a_letter() -> None:
    strange = Term("sum", (num(1), num(3), num(1)), "real", "k=1}^{9} 0 + Σ_{k")
    assert text(strange) == "Σ_{k=1}^{3} 1"
    assert text(Forall(var("а"), var("а") <= var("a"))) == "∀ u ∈ ℝ: u ≤ a"  # Cyrillic


@pytest.mark.parametrize(
    "name",
    [
        "а",
        "Α",
        "Ο",
        "ο",
        "х",
        "𝑥",
        "ｘ",
        "x²",
        "x₁",
        "x١",
        "ﬁ",
        "µ",
        "ϵ",
        "ℝ",
        "ı",
        "ſ",
        "漢",
        "א",
        "x^2",
        "x*y",
        "αβ",
        "xα",
        "log",
        "max",
        "exp",
        "sqrt",
        "x__y",
    ],
)
def test_a_name_that_may_be_read_as_something_else_is_refused(name: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        claim(var(name) <= 1)
    assert name in str(refused.value) and "choose another name" in str(refused.value) and "\n" not in str(refused.value)


def test_honest_names_are_allowed() -> None:
    honest = ["x", "x1", "x_1", "x'", "x*", "x_star", "weight", "bound_a", "beta1_t", "é", "ĝ"]
    honest += [*GREEK, *(set(GREEK.values()) - {"∇"})]
    assert [n for n in honest if flaw(n)] == []
    assert all(trouble([c.show, *c.given.values()]) is None for c in (*shipped(), *shipped().false.values()))


def test_signs_of_operations_are_not_names() -> None:
    omega, n = var("omega", "sample"), Function("f", ("sample",))
    for formula in (
        Mean(omega, n[omega]) <= var("E"),
        exp(x) <= power(var("e"), 2),
        Function("E", ("int",))[1] <= 1,
        Sum(k, 1, T, x) <= var("Sigma"),
        Slope(x, 0, x * var("d"), var("d")),
    ):
        with pytest.raises(ConfigurationError, match="choose another name"):
            claim(formula)
    for formula in (var("E") <= 1, power(var("e"), 2) <= 1, var("d") <= 1):
        claim(formula)


def test_a_figure_below_is_an_index_or_a_part_of_the_name() -> None:
    with pytest.raises(ConfigurationError, match="x1 and x are both printed as x with a subscript digit"):
        claim(Function("x", ("int",))[1] <= var("x1"))


def test_a_proof_whose_lines_hold_symbols_alike_is_refused() -> None:
    library, eta, other = Library(), var("eta"), var("η")

    @library.claim("Z", "made up", {}, eta**2 >= 0)
    def _(p: Proof) -> Theorem:
        first = p.have(other**2 >= 0)
        return p.instance(first, {other: eta})

    found = library.verify("Z")
    assert found.verdict == "undecided" and "in its proof, the names" in found.reason and "η" in found.reason


@pytest.mark.parametrize("words", ["two\nlines", "\x1b[2K", "left\u202eright", "\u200b"])
def test_words_that_do_not_show_are_refused(words: str) -> None:
    for more in ({"title": words}, {"reference": words}, {"given": {words: x >= 0}}):
        with pytest.raises(ConfigurationError, match="does not show"):
            claim(x**2 >= 0, **more)


@pytest.mark.parametrize("step", ["eta <= η", "alpha*α >= 0", "Max(eta_star, 0) <= η_star", "а <= a"])
def test_a_step_with_symbols_alike_is_refused(step: str) -> None:
    with pytest.raises(ConfigurationError):
        check(step)


# --- titles


ZETA = "all zeros of zeta lie on the line Re s = 1/2"


def test_the_statement_is_the_formula_and_the_title_stands_under_it() -> None:
    ledger = verify(claim(num(0) <= num(1), title=ZETA))
    assert ledger.as_dict()["lemmas"][0]["statement"] == "0 ≤ 1"
    shown, formula = proofs_html(ledger, {}), mathml.formula(num(0) <= num(1))
    first, said = shown.index(formula), shown.index("all zeros")
    assert first < said and shown.count("all zeros") == 2
    assert max(m.end() for m in re.finditer(re.escape(formula), shown[:said])) > said - 200
    # In the appendix the sentence comes first; the formula follows at once, and the document says that it is what is proved.
    document = appendix(ledger)
    said = document.index("All zeros") if "All zeros" in document else document.index("all zeros")
    assert 0 < document.index("$0\\le 1$") - said < 100
    assert "what is proved is the formula that follows" in document[:said]
    assert "all zeros" in page_html([], True, {}, proofs=ledger)


def test_what_a_claim_supposes_stands_beside_it() -> None:
    ledger = verify(claim(x >= 5, {"h": x >= 6}, title="every x is at least 5"))
    assert 'given <span class="formula"><math>' in proofs_html(ledger, {}) and r"\given{$x \ge 6$}" in appendix(ledger)


# --- counterexamples


def test_a_counterexample_lists_sequences_in_every_output() -> None:
    s = Function("s", ("int",))
    library = Library()
    library.false_claim(
        "F",
        "made up",
        {"T": T >= 1},
        Sum(k, 1, T, s[k]) ** 2 <= Sum(k, 1, T, s[k] ** 2),
        domains={"T": [3], "s": lambda rng, known: lambda at: F(at, 2)},
    )
    ledger = verify(library)
    assert ledger.ok and ledger.as_dict()["false"][0]["counterexample"] == {"T": "3", "s": ["1/2", "1", "3/2"]}
    line = "T = 3; s(1..3) = 1/2, 1, 3/2"
    assert f"<td>{line}</td>" in proofs_html(ledger, {}) and latex.words(line) in appendix(ledger)


def test_a_refutation_that_rests_on_a_convention_says_so() -> None:
    library = Library()
    library.false_claim("F", "x/x = 1", {}, Eq(x * inv(x), 1), domains={"x": [F(0)]})
    library.false_claim("G", "√x² = x", {}, Eq(sqrt(x) ** 2, x), domains={"x": [F(-1)]})
    library.false_claim("H", "1/x ≥ 1", {}, inv(x) >= 1, domains={"x": [F(0), F(2)]})
    ledger = verify(library)
    found = {q["id"]: q for q in ledger.as_dict()["false"]}
    assert [found[q]["conventions"] for q in "FGH"] == [["1/0 = 0"], ["√(-1) = 0"], []]
    assert found["H"]["counterexample"] == {"x": "2"}
    line = "only because 1/0 = 0, which refutes nothing by itself"
    assert line in proofs_html(ledger, {}) and latex.words(line) in appendix(ledger)
    assert proofs_html(ledger, {}).count("only because") == appendix(ledger).count("only because") == 2


def test_a_mutants_counterexample_lists_sequences() -> None:
    s = Function("s", ("int",))
    ledger = verify(claim(Sum(k, 1, 2, s[k]) <= 1, {"h": Sum(k, 1, 2, s[k]) <= 1}, domains={"s": [F(0), F(1)]}), mutants=True)
    without = ledger.as_dict()["lemmas"][0]["parts"][0]["without"]
    assert without == {"h": {"s": ["1", "1"]}}


def test_long_counterexamples_are_whole_in_the_document_and_cut_in_a_line() -> None:
    s, library = Function("s", ("int",)), Library()
    library.false_claim("F", "made up", {}, Sum(k, 1, 900, s[k]) <= 0, domains={"s": [F(1)]})
    ledger = verify(library)
    ((_, trial),) = ledger.false.values()
    assert len(ledger.as_dict()["false"][0]["counterexample"]["s"]) == 900
    assert len(trial.point) < 1100 and trial.point.endswith("(900 entries; adal verify --format json --all-values has them all)")


# --- claims without value


@pytest.mark.parametrize(
    "show",
    [
        power(a, var("theta")) + a >= power(a, var("theta")),
        exp(exp(a)) + a >= exp(exp(a)),
        Function("f", ("real",))[sqrt(a)] + a >= Function("f", ("real",))[sqrt(a)],
        inv(sqrt(a) * sqrt(a) - a) * a <= inv(sqrt(a) * sqrt(a) - a) * a + a,
    ],
    ids=["power", "exp", "function", "inverse"],
)
def test_a_conclusion_without_value_makes_no_claim_vacuous(show: Term) -> None:
    library = claim(show, {"a": a >= 0}, domains={"a": [F(2)], "theta": [F(1, 3), F(-5, 7)]})
    assert library.verify("Z").verdict == "proved"


def test_a_conclusion_that_fails_at_its_witness_is_still_seen() -> None:
    from adal_theory.prove.library.claim import false_at
    from adal_theory.prove.semantics.evaluate import Instance

    assert false_at(power(a, var("theta")) <= 1, Instance({"a": F(2), "theta": F(1, 3)}))
    assert not false_at(Implies(a > 0, a > 0), Instance({"a": F(2)}))
