"""Inputs that once were read as something else than they say: each is refused now, or read as a mathematician reads it."""

from __future__ import annotations

import time
from typing import Any

import pytest
import sympy as sp

import adal_theory as at
from adal_theory import ConfigurationError
from adal_theory.prove import InvalidInference, Term, Theorem, rules
from adal_theory.prove.check import deciding
from adal_theory.prove.check.reading import read
from adal_theory.prove.kernel.theorem import same
from adal_theory.prove.tactics import automatic


def goals(step: Any, given: Any = (), **how: Any) -> list[Term]:
    return [s.goal for s in read(step, given, **how)]


REFUSED: list[tuple[str, str]] = [
    # LaTeX: two numbers side by side were a product, so that 10 000 was 0
    (r"10 000 \le x", "two numbers"),
    (r"10\,000 \le x", "two numbers"),
    (r"x \le 3 + 10~000", "two numbers"),
    (r"x^23 \ge 0", "first digit"),
    (r"a^10b \le c", "first digit"),
    (r"x_12 \ge 0", "first digit"),
    # prose in the midst of a formula was a factor: 2·or·x
    (r"x \le 2 \text{ or } x \le 1", "text"),
    (r"x \le 2 \text{ then } x \le 1", "text"),
    (r"x \le 2 \text{ by Lemma } 3", "text"),
    # two letters were one symbol, so that anything was ≤ its look-alike
    (r"\epsilon \le \varepsilon", "two forms"),
    (r"\phi - \varphi = 0", "two forms"),
    (r"\mathcal L \le L", "two forms"),
    (r"\mathbf{x} \le x_t", "two forms"),
    (r"\mathrm{E} \le E", "two forms"),
    (r"\mathcal{F}\le\mathbf F", "two forms"),
    # {−1, 1} was the range from −1 to 1
    (r"x^2 \ge 1 \quad x \in \{-1, 1\}", "range of integers"),
    (r"x^2 \ge 1 \quad x_t \in \{1, \dots, 3\}", "range of integers"),
    (r"x^2 \ge 1 \quad x \in \{1, \dots, 3)", "not closed"),
    # d/dx was a quotient, and log a product of l, o and g
    (r"\frac{d}{dx} x^2 = 2x", "d/dx"),
    (r"\frac{dy}{dx} \le 2", "d/dx"),
    (r"\frac{d^2}{dx^2} x^2 = 2", "d/dx"),
    (r"2log T \le T^{1}", "spell a word"),
    (r"2logT \le T^{1}", "begin with a word"),
    # what a power, an index, a mean or a logarithm takes
    (r"x^{t+1}_t \le y", "power or an entry"),
    (r"\log T (1+x) \le 1", "not clear"),
    (r"\log T \frac{a}{b} \le 1", "not clear"),
    (r"1e-3 x \le x^{2}", "power of 10"),
    # text
    ("Integer(7/2) <= 3", "rounds"),
    ("Float(x) <= 3", "rounds"),
    ("T//2 <= T/2", "not expected"),
    ("not x <= y", "sign is missing"),
    ("x not in y", "sign is missing"),
    ("x <= y if y <= z", "sign is missing"),
    ("x <= y or y <= z", "sign is missing"),
    ("x² >= 0", "may look like"),
    ("½ <= 1", "may look like"),
    ("xₜ >= 0", "may look like"),
    ("х >= 0, x >= 0", "may look like"),  # the first is Cyrillic
    ("x <= 1_000", "sign is missing"),
    # numbers without end
    ("9**9**9**9 >= 0", "digits"),
    ("10**1000000000 >= 0", "digits"),
    ("1e1000000000 >= 0", "digits"),
    ("1e-999999 >= 0", "digits"),
    ("10**3000*10**3000 >= 0", "digits"),
    (f"{'1' * 5000} >= 0", "digits"),
    (rf"{'1' * 5000} \ge 0", "digits"),
    ("(x + 1)**1000000 >= 0", "powers"),
    ("(x + 1)**(-1000000) >= 0", "powers"),
    ("(x + y + z + a + b + c)**900 >= 0", "powers"),
]


@pytest.mark.parametrize(("step", "word"), REFUSED)
def test_what_might_be_misread_is_refused_at_once(step: str, word: str) -> None:
    start = time.process_time()
    with pytest.raises(ConfigurationError, match=word) as error:
        read(step)
    assert "\n" not in str(error.value) and time.process_time() - start < 1


ALIKE: list[tuple[str, str]] = [
    ("-x^2 <= y", r"-x^{2} \le y"),
    ("-x**2 <= y", "-(x**2) <= y"),
    ("2**-x <= y", "1*2**(-x) <= y"),
    ("x**2**3 <= y", "x**8 <= y"),
    ("a/b*c <= y", "(a*c)/b <= y"),
    ("a/b/c <= y", r"\frac{a}{bc} \le y"),
    ("a - b - c <= y", "a - (b + c) <= y"),
    (r"\frac1{2}x \le y", "x/2 <= y"),
    (r"\frac12x \le y", "x/2 <= y"),
    (r"\frac123 \le y", "3/2 <= y"),
    (r"\sqrt2x \le y", "sqrt(2)*x <= y"),
    (r"x_t^2 \le y", "x(t)**2 <= y"),
    (r"(x_t)^{t+1} \le y", "x(t)**(t+1) <= y"),
    (r"x_{t}^{(i)} \le y", "x(t, i) <= y"),
    (r"x^{(2)} \le y_{1}", "x2 <= y1"),
    (r"g(t)\beta \le y", "g(t)*beta <= y"),
    (r"log(T) \le T^{1}", "log(T) <= T"),
    (r"exp(x^{2}) \ge 1", "exp(x**2) >= 1"),
    (r"sqrt(x)^{2} \ge 0", "sqrt(x)**2 >= 0"),
    (r"v_{max} \ge v^{2}", "v_max >= v**2"),
    (r"abs(x_{t}) \ge 0", "abs(x(t)) >= 0"),
    (r"x \le y \quad n \in \{0, 1\}", "x <= y"),
    (r"\sum_{t=1}^T a_t + b \le y", "b + Sum(a(t), (t, 1, T)) <= y"),
    (r"\sum_{t=1}^T a_t b_t - c \le y", "Sum(a(t)*b(t), (t, 1, T)) - c <= y"),
    (r"\sum_{t=1}^T -a_t + b \le y", "b - Sum(a(t), (t, 1, T)) <= y"),
    (r"\sum_{t=1}^T a_t / 2 \cdot c \le y", "Sum(a(t)/2*c, (t, 1, T)) <= y"),
    (r"2\sum_{t=1}^T \sum_{s=1}^t a_s b \le y", "2*Sum(Sum(a(s)*b, (s, 1, t)), (t, 1, T)) <= y"),
    ("Sum(t*x, (x, 1, t)) <= y", "t*Sum(k, (k, 1, t)) <= y"),
    ("Sum(Sum(t, (t, 1, t)), (t, 1, T)) <= y", "Sum(Sum(s, (s, 1, t)), (t, 1, T)) <= y"),
    ("Sum(a(i), (i, 1, t), (t, 1, T)) <= y", "Sum(Sum(a(i), (i, 1, t)), (t, 1, T)) <= y"),
    ("0.1*x <= y", "x/10 <= y"),
    ("1e-3*x <= y", "x/1000 <= y"),
    ("x >= y", "y <= x"),
    ("Ge(x, y)", "y <= x"),
    ("Gt(x, y)", "y < x"),
    ("Le(x, y)", "x <= y"),
    ("Lt(x, y)", "x < y"),
    ("x > y", "y < x"),
    ("S*N + E*I <= Q", "N*S + I*E <= Q"),
    ("lambda*beta <= gamma", r"\lambda\beta \le \gamma"),
    (r"\text{lo} \le x^{1}", "lo <= x"),
    (r"|a||b| \le y", "abs(a)*abs(b) <= y"),
    (r"||a|-|b|| \le y", "abs(abs(a) - abs(b)) <= y"),
    (r"\log T^2 \le y", "log(T**2) <= y"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_what_means_the_same_is_read_alike(one: str, other: str) -> None:
    (f,), (g,) = goals(one), goals(other)
    assert same(f, g), (f, g)


@pytest.mark.parametrize(
    ("step", "given"), [("x*10**3000 <= 1", []), ("(10**3000*x)**2 >= x + 1", ["x >= 2"]), ("(10**n)**5 <= 1", ["n >= 1000"])]
)
def test_a_number_too_large_for_a_search_raises_nothing(step: str, given: list[str]) -> None:
    assert at.check(step, given, seconds=1).verdict in ("refuted", "undecided")


UNLIKE: list[tuple[str, str]] = [
    ("-x^2 <= y", "(-x)^2 <= y"),
    ("a/b*c <= y", "a/(b*c) <= y"),
    ("x**2**3 <= y", "(x**2)**3 <= y"),
    (r"\frac1{2x} \le y", r"\frac1{2}x \le y"),
    (r"\sum_{t=1}^T a_t + b \le y", r"\sum_{t=1}^T (a_t + b) \le y"),
    (r"\sum_{t=1}^T a_t b_t - c \le y", r"\sum_{t=1}^T (a_t b_t - c) \le y"),
    ("Sum(t*x, (x, 1, t)) <= y", "Sum(x*x, (x, 1, t)) <= y"),
    ("Sum(Sum(t, (t, 1, t)), (t, 1, T)) <= y", "Sum(Sum(t, (s, 1, t)), (t, 1, T)) <= y"),
    ("x < y", "x <= y"),
    ("Gt(x, y)", "Ge(x, y)"),
    ("Eq(x, y)", "Ne(x, y)"),
    ("x >= y", "x <= y"),
    (r"|a|b|c| \le y", r"|abc| \le y"),
    (r"x_{t+1} \le y", r"x_t+1 \le y"),
    (r"\log T^2 \le y", r"(\log T)^2 \le y"),
    (r"\log^2 T \le y", r"\log T^2 \le y"),
    ("2**-x <= y", "-2**x <= y"),
]


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_what_differs_is_read_apart(one: str, other: str) -> None:
    (f,), (g,) = goals(one), goals(other)
    assert not same(f, g), (f, g)


@pytest.mark.parametrize(
    "joined", [r"\wedge", r"\land", r"\text{ and }", r"\quad\text{and}\quad", r", \text{ and }", r"\mathrm{and}"]
)
def test_a_conjunction_claims_both(joined: str) -> None:
    """The second half was taken for a hypothesis, or for a factor."""
    steps = read(rf"x^2 \ge 0 {joined} y \ge 1")
    assert [s.goal for s in steps] == [*goals("x^2 >= 0"), *goals("y >= 1")] and all(s.given == () for s in steps)


@pytest.mark.parametrize(
    ("interval", "given"),
    [
        ("[0, 1]", ["0 <= x", "x <= 1"]),
        ("(0, 1]", ["0 < x", "x <= 1"]),
        ("[0, 1)", ["0 <= x", "x < 1"]),
        ("(0, 1)", ["0 < x", "x < 1"]),
    ],
)
def test_an_end_of_an_interval_is_in_it_or_not(interval: str, given: list[str]) -> None:
    (step,) = read(rf"x^2 \le y \quad x \in {interval}")
    assert step.given == tuple(f for g in given for f in goals(g))


def test_an_index_in_parentheses_is_no_exponent_where_names_are_declared() -> None:
    with pytest.raises(ConfigurationError, match="index or an exponent"):
        read(r"x^{(t)} \ge 0", symbols={"x": "real", "t": "int"}, closed=True)


def test_letters_in_two_forms_are_told_across_the_lines_of_a_step() -> None:
    with pytest.raises(ConfigurationError, match="two forms"):
        read(r"\mathcal L \le \beta", [r"L \le \beta"])


@pytest.mark.parametrize("word", ["if", " where ", "for", "for all ", "whenever", "provided", "such that", "given"])
def test_prose_before_a_condition_is_not_a_factor(word: str) -> None:
    (step,) = read(rf"x \le 2 \text{{{word}}} x \le 1 \text{{ and }} y \ge 0")
    assert [step.goal] == goals("x <= 2") and list(step.given) == [*goals("x <= 1"), *goals("y >= 0")]


LAW = {"X": "law(p: a, q: b)", "Y": "law(p: a, 1-p: b)", "Z": "law(1/2: a, 1/3: b)"}


@pytest.mark.parametrize(
    ("step", "verdict"),
    [
        (r"(\mathbb E[X])^2 \le \mathbb E[X^2]", "proved"),  # p = −1 was a counterexample
        (r"(\mathbb E[Y])^2 \le \mathbb E[Y^2]", "proved"),
        (r"\mathbb E[Y^2] \ge 0", "proved"),
        (r"\mathbb E[X - X + 1] = 1", "proved"),
        (r"(\mathbb E[Y])^2 \ge \mathbb E[Y^2]", "refuted"),
    ],
)
def test_the_weights_of_a_law_are_weights(step: str, verdict: str) -> None:
    found = at.check(step, symbols=LAW, seconds=5)
    assert found.verdict == verdict and any("0 <= p" in note for note in found.notes), found


def test_weights_that_do_not_add_to_1_contradict_themselves() -> None:
    found = at.check(r"\mathbb E[Z] \le 1", symbols=LAW, seconds=2)
    assert any("contradict" in note for note in found.notes)


def test_the_mean_of_a_power_is_not_the_power_of_a_mean() -> None:
    with pytest.raises(ConfigurationError, match="mean of the power"):
        read(r"\mathbb E (Y - 2)^2 \ge 0", symbols=LAW)


# --- SymPy's objects ------------------------------------------------------------------------------------------------------

x, t, T = sp.Symbol("x"), sp.Symbol("t", integer=True), sp.Symbol("T", integer=True)
OTHER = sp.Symbol("t", real=True)


UNREAD = ["even", "odd", "prime", "composite", "irrational", "rational", "extended_positive", "transcendental"]
ASSUMED = [*({w: True} for w in UNREAD), {"integer": False, "real": True}, {"prime": False}]


@pytest.mark.parametrize("assumption", ASSUMED, ids=str)
def test_an_assumption_that_cannot_be_said_is_refused(assumption: dict[str, bool]) -> None:
    """n = 1 was a counterexample to (n − 1)² ≥ 1 for an even n."""
    n = sp.Symbol("n", **assumption)
    with pytest.raises(ConfigurationError, match=f"assumed {next(iter(assumption))}="):
        read((n - 1) ** 2 >= x)


@pytest.mark.parametrize("step", [sp.Sum(OTHER * t, (t, 1, T)) <= x, sp.Sum(sp.Dummy("t") * t, (t, 1, T)) <= x])
def test_a_symbol_is_not_captured_by_an_index_of_the_same_name(step: Any) -> None:
    with pytest.raises(ConfigurationError, match="two symbols t"):
        read(step)


def test_a_fact_for_all_t_is_about_its_own_t() -> None:
    with pytest.raises(ConfigurationError, match="two symbols t"):
        read(x <= 1, [at.forall(t, 1, T, OTHER >= 0)])
    assert read(x <= 1, [at.forall(t, 1, T, t >= 0)])[0].given == read("x <= 1", ["for t in 1..T: t >= 0"])[0].given


def test_a_symbol_that_is_zero_is_zero() -> None:
    z = sp.Symbol("z", zero=True)
    assert at.check(sp.Le(z * x, 0, evaluate=False)).proved


# --- what the answer rests on -----------------------------------------------------------------------------------------------


def test_an_index_named_like_a_free_variable_keeps_its_condition() -> None:
    """T ≥ t² + 1 for the free t says nothing of T − t² under the sum."""
    found = at.check("1 <= 1 + Sum(Abs(1/(T - t**2)), (t, 1, 10))", ["T >= t**2 + 1"], seconds=5)
    assert not found.proved or any("≠ 0 (assumed" in c for c in found.conditions)


@pytest.mark.parametrize("step", ["0*(1/x) + x**2 > 0", "x**2 > 0*log(Abs(x))", "Ne(x, 0*x**(-1))"])
def test_a_point_where_the_step_has_no_meaning_does_not_refute(step: str) -> None:
    """At x = 0 the kernel has 0 > 0, where a reader has 0·(1/0)."""
    found = at.check(step, seconds=5)
    assert found.proved and any("(assumed" in c for c in found.conditions), found


def test_conditions_of_facts_do_not_prove_each_other() -> None:
    found = at.check("x**2 > 0", ["log(x**2) >= y", "1/x >= z"], seconds=5)
    assert found.proved and any("(assumed" in c for c in found.conditions), found.conditions


@pytest.mark.parametrize(
    ("step", "given"),
    [
        ("log(x) + log(-x) <= 1", []),
        ("log(x - 1) + log(1 - x) <= 1", []),
        ("Sum(1/t, (t, 0, T)) >= 0", ["T >= 1"]),
        ("Sum(1/(T - t), (t, 1, T)) <= Sum(1/(T - t), (t, 1, T)) + 1", ["T >= 1"]),
        ("log(x) <= 5", ["x <= -1"]),
        ("Eq(0**(n-n-1), 0)", []),
        ("1/(x - y) <= 1/(x - y) + 1", ["Eq(x, y)"]),
    ],
)
def test_a_step_that_means_nothing_is_not_proved(step: str, given: list[str]) -> None:
    found = at.check(step, given, seconds=5)
    assert found.verdict == "undecided" and "no meaning" in found.reason


@pytest.mark.parametrize(
    "given",
    [["1 <= 0"], ["x >= 1", "x <= 0"], ["x**2 + y**2 <= 1", "x + y >= 2"], ["sqrt(x) <= -1"], ["Eq(2*n, 3)", "n >= 1", "n <= 1"]],
)
@pytest.mark.parametrize("step", ["z <= z + 1", "1 <= 0", "z <= 0"])
def test_facts_that_contradict_each_other_are_told(step: str, given: list[str]) -> None:
    found = at.check(step, given, seconds=5)
    assert any("contradict" in note for note in found.notes)


# --- a prover that cheats ---------------------------------------------------------------------------------------------------


def forged(goal: Term) -> Theorem:
    made = object.__new__(Theorem)
    for name, value in (("hypotheses", ()), ("conclusion", goal), ("rule", "assume"), ("arguments", ()), ("axioms", ())):
        object.__setattr__(made, name, value)
    return made


@pytest.mark.parametrize(
    "cheat",
    [
        lambda goal, given, seconds: rules.assume(goal),  # rests on what is to be shown
        lambda goal, given, seconds: rules.exp_positive(goal.args[0]),  # shows something else
        lambda goal, given, seconds: rules.assume(given[0]) if given else None,
        lambda goal, given, seconds: forged(goal),
    ],
)
def test_a_prover_that_cheats_proves_nothing(cheat: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(automatic, "prove", cheat)
    try:
        found = at.check("x**2 + 1/y <= 1 + z", ["x <= z"], seconds=0.3, second_judge=False)
    except InvalidInference as refusal:
        assert "not a theorem made by the kernel" in str(refusal)
    else:
        assert not found.proved


def test_where_the_two_judges_disagree_nothing_is_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "judge", lambda t: ("disagrees", "its products do not add to 0"))
    found = at.check("x**2 >= 0", seconds=1)
    assert found.verdict == "undecided" and "do not add to 0" in found.reason and found.sympy == "disagrees"


def test_a_chain_says_all_that_its_links_rest_on() -> None:
    found = at.check("x <= x + Abs(1/y) <= x + Abs(1/y) + Abs(1/z)", seconds=5)
    assert found.proved and {c.partition(" (")[0] for c in found.conditions} == {"y ≠ 0", "z ≠ 0"}
    assert not at.check("x <= y <= x + Abs(y - x)", seconds=2).proved and not at.check("x - 1 <= x <= 7", seconds=2).proved
