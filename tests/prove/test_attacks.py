"""Ways that once got something false past the kernel or the ledger; each is refused by name now."""

from __future__ import annotations

import contextlib
import copy
import pickle
import random
from collections.abc import Callable
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import adal_theory as at
from adal_theory.prove import (
    Claim,
    Eq,
    Forall,
    Function,
    InvalidInference,
    Library,
    Mean,
    Proof,
    Sum,
    Term,
    Theorem,
    num,
    recorded,
    rules,
    var,
)
from adal_theory.prove.check.judging.second_judge import judge
from adal_theory.prove.kernel import theorem as kernel
from adal_theory.prove.kernel.binders import functions
from adal_theory.prove.kernel.certificates import GOAL, Certificate, Product
from adal_theory.prove.kernel.polynomials import normal
from adal_theory.prove.semantics.evaluate import Instance, evaluate
from adal_theory.prove.semantics.interval import Interval
from adal_theory.rules.rule import ETA, Rule

x, y = var("x"), var("y")
T, k, t = (var(q, "int") for q in "Tkt")
f = Function("f", ("int",))
FALSE = num(1) <= num(0)
one = Fraction(1)
BY_PREMISE = (Certificate((Product(one, (0,)), Product(one))),)


def forged() -> Theorem:
    """An object that looks like a theorem and says 1 ≤ 0."""
    t_ = object.__new__(Theorem)
    for name, value in (("hypotheses", ()), ("conclusion", FALSE), ("rule", "assume"), ("arguments", ()), ("axioms", ())):
        object.__setattr__(t_, name, value)
    return t_


def half_way() -> Any:
    """Σ_{1}^{2} 1 split after 1/2: 2 = Σ_1^{1/2} 1 + Σ_{3/2}^{2} 1, that is 0 + 1."""
    p, half = Proof({}), num(Fraction(1, 2))
    return rules.sum_split(Sum(k, 1, 2, num(1)), half, p.have(num(1) <= half + 1), p.have(half <= 2))


class Shifty:
    """A product whose coefficient is positive when asked for its sign and negative when used."""

    factors, equation, multiplier, asked = (), None, None, 0

    @property
    def coefficient(self) -> Fraction:
        self.asked += 1
        return one if self.asked % 2 else -one


@pytest.mark.parametrize(
    ("attack", "word"),
    [
        (lambda: rules.restate(SimpleNamespace(conclusion=FALSE, hypotheses=()), FALSE), "theorem"),
        (lambda: rules.cut(SimpleNamespace(conclusion=FALSE, hypotheses=()), rules.assume(x >= 0)), "theorem"),
        (lambda: rules.arith(FALSE, (forged(),), BY_PREMISE), "theorem"),
        (lambda: rules.arith(FALSE, [forged()], BY_PREMISE), "theorem: list is not"),
        (lambda: rules.specialize(rules.assume(Forall(k, f[k] >= 0, 1, T)), k, forged(), forged()), "theorem"),
        (lambda: rules.assume(x >= 0, x >= 1), "assume: .*too many"),
        (lambda: rules.assume(rules.assume(x >= 0)), "assume: a theorem where f is wanted"),
        (lambda: rules.arith(FALSE, (), (SimpleNamespace(products=(Product(one),), rewrites=()),)), "arith: SimpleNamespace"),
        (lambda: rules.arith(FALSE, (), (Certificate((Product(one), Shifty())),)), "arith: Shifty is not"),
        (lambda: rules.arith(FALSE, (), (Certificate((Product(0.5),)),)), "arith: float is not"),  # type: ignore[arg-type]
        (half_way, "sum_split: 1/2 is not an integer"),
        (lambda: Term("sum", (num(Fraction(1, 2)), num(2), num(1)), "real"), "term: sum"),
        (lambda: Term("var", ("x real) (var y", "real"), "real"), "term: var"),
        (lambda: Term("bound", (-1, "int"), "int"), "term: bound"),
        (lambda: Term("inv", (x >= 0,), "real"), "term: inv"),
        (lambda: Term("ipow", (x, y), "real"), "term: ipow"),
        (lambda: Term("all", ("int", None, None, Term("bound", (0, "real"), "real") <= 1), "bool"), "term: all binds"),
        (lambda: type("Evil", (Term,), {}), "term: .* no subclasses"),
        (lambda: type("Evil", (Theorem,), {}), "theorem: .* no subclasses"),
    ],
    ids=lambda a: a if isinstance(a, str) else None,
)
def test_refused_by_name(attack: Callable[[], Any], word: str) -> None:
    with pytest.raises(InvalidInference, match=f"^{word}"):
        attack()


def test_structure_in_a_name_would_have_merged_two_terms() -> None:
    with pytest.raises(InvalidInference):
        assert Term("add", (Term("var", ("x real) (var y", "real"), "real"),), "real") == x + y


def contradicting() -> Library:
    library = Library()

    @library.claim("X1", "one variable, two values", {"a": Eq(x, 1), "b": Eq(x, 2)}, x >= 0)
    def _(p: Proof) -> Theorem:
        return p.have(x >= 0, p.have(FALSE, "a", "b", auto=False), auto=False)

    @library.claim(
        "X2",
        "one sequence, two definitions",
        {"T": T >= 1, "a": Forall(t, Eq(f[t], 1), 1, T), "b": Forall(t, Eq(f[t], 2), 1, T)},
        f[1] >= 0,
    )
    def _(p: Proof) -> Theorem:
        both = p.have(FALSE, p.specialize("a", 1, using=["T"]), p.specialize("b", 1, using=["T"]), auto=False)
        return p.have(f[1] >= 0, both, auto=False)

    @library.claim(
        "X3",
        "a definition that is never computed",
        {"T": T >= 1, "a": Forall(t, Eq(f[2 * t], -1), 1, T), "b": Forall(t, f[t] >= 0, 1, 2 * T)},
        T >= 1,
    )
    def _(p: Proof) -> Theorem:
        second = p.specialize("b", 2, using=[p.have(num(2) >= 1), p.have(2 * T >= 2, "T")])
        return p.have(T >= 1, p.have(FALSE, p.specialize("a", 1, using=["T"]), second, auto=False), auto=False)

    endless = {"a": Forall(t, Eq(f[t], 1), 1), "b": Forall(t, Eq(f[t], 2), 1)}

    @library.claim("X4", "two definitions without end", endless, x**2 >= 0)
    def _(p: Proof) -> Theorem:
        within = p.have(num(1) >= 1, auto=False)
        both = p.have(FALSE, p.specialize("a", 1, using=[within]), p.specialize("b", 1, using=[within]), auto=False)
        return p.have(x**2 >= 0, both, auto=False)

    return library


@pytest.mark.parametrize("claim_id", ["X1", "X2", "X3", "X4"])
def test_hypotheses_that_contradict_each_other_have_no_witness(claim_id: str) -> None:
    verdict = contradicting().verify(claim_id)
    assert verdict.theorem is not None and verdict.verdict == "vacuous"


# --- look-alikes of Python objects, and what they might leave in a cache -------------------------------------------------


class Text(str):
    """A sort that is never unequal to another."""

    __hash__ = str.__hash__

    def __ne__(self, other: object) -> bool:
        return False


class Swallow:
    def __init_subclass__(cls) -> None:
        pass


class Twin:
    """Equal to whatever it is compared with."""

    op, args, sort, key, reach = "le", (num(0), num(1)), "bool", "", 0

    def __hash__(self) -> int:
        return hash(FALSE)

    def __eq__(self, other: object) -> bool:
        return True


class Monomial(tuple):  # type: ignore[type-arg]
    def __new__(cls) -> Any:
        return tuple.__new__(cls, ((x, 1),))

    def __iter__(self) -> Any:
        return iter(())


def evil() -> Any:
    class Evil(Swallow, Term):
        def __init__(self) -> None:
            pass

        op, sort, args, key, loose, reach, hint = "var", "real", ("x", "real"), "(var x real)", frozenset(), 0, ""  # type: ignore[assignment]

        def __hash__(self) -> int:
            return 0

        def __eq__(self, other: object) -> bool:
            return getattr(other, "key", None) == x.key

    return Evil()


TRUE = Proof({}).have(num(0) <= num(1))


@pytest.mark.parametrize(
    ("attack", "word"),
    [
        (lambda: Term("var", ("x", "real"), Text("int")), "term"),
        (lambda: rules.generalize(evil(), rules.assume(x >= 1)), "generalize: Evil"),
        (lambda: rules.instantiate(rules.assume(x >= 1), ((Twin(), num(0)),)), "instantiate: Twin"),
        (lambda: rules.cases(Twin(), rules.assume(x > 1), rules.assume(x > 1)), "cases: Twin"),
        (lambda: rules.restate(TRUE, Twin()), "restate: Twin"),
        (lambda: rules.arith(FALSE, (), (Certificate((Product(one, equation=0, multiplier=Twin()),)),)), "arith"),  # type: ignore[arg-type]
        (
            lambda: rules.arith(x <= x, (), (Certificate((Product(one, (GOAL,)), Product(one, (3,)))),)),
            "arith: there is no premise 3",
        ),
        (
            lambda: rules.arith(x <= x, (), (Certificate((Product(one, (GOAL,)), Product(one, equation=3))),)),
            "arith: there is no premise 3",
        ),
        # Premise −1 is the negated goal among the factors; among the rewritings it would be the last premise.
        (
            lambda: rules.arith(x <= 0, (rules.assume(Eq(x, 0)),), (Certificate((Product(one, (GOAL,)),), ((-1, ((x, 1),)),)),)),
            "arith: there is no premise -1",
        ),
        (
            lambda: rules.arith(FALSE, (rules.assume(Eq(x, 0)),), (Certificate((Product(one),), ((0, Monomial()),)),)),
            "arith: Monomial is not",
        ),
        (lambda: kernel.rule(lambda: ((), FALSE)), "rule"),
        (lambda: evaluate(Twin(), Instance()), "evaluate"),  # type: ignore[arg-type]
        (lambda: kernel.canonical_formula(Twin()), "formula"),  # type: ignore[arg-type]
        (lambda: functions(Twin()), "symbol: Twin is not"),  # type: ignore[arg-type]
        (lambda: Interval(Fraction(2), Fraction(1)), "interval"),
    ],
    ids=lambda a: a if isinstance(a, str) else None,
)
def test_look_alikes_are_refused(attack: Callable[[], Any], word: str) -> None:
    with pytest.raises(InvalidInference, match=f"^{word}"):
        attack()
    with pytest.raises(InvalidInference):
        rules.restate(TRUE, FALSE)


def test_what_looks_like_a_formula_leaves_no_symbols_of_it_behind() -> None:
    two_meanings = Eq(var("x", "int"), x + 12345)

    class Poison(Twin):
        args = ()  # type: ignore[assignment]

        def __hash__(self) -> int:
            return hash(two_meanings)

    with contextlib.suppress(InvalidInference):
        functions(Poison())  # type: ignore[arg-type]
    with pytest.raises(InvalidInference, match=r"^symbol"):
        rules.assume(two_meanings)


def test_a_normal_form_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        normal(num(7))[()] = Fraction(0)
    with pytest.raises(TypeError):
        kernel.RULES["anything"] = rules.assume  # type: ignore[index]


class Fake:
    """Says ∀ x: x ≤ −1 when it is held to its claim, and something true when it is made again."""

    hypotheses, rule, arguments, axioms, asked = (), TRUE.rule, TRUE.arguments, (), 0

    @property
    def conclusion(self) -> Term:
        self.asked += 1
        return Forall(x, x <= -1) if self.asked == 1 else TRUE.conclusion


def test_what_only_looks_like_a_theorem_proves_no_claim() -> None:
    library = Library()
    library.claim("X1", "fake", {}, Forall(x, x <= -1))(lambda p: Fake())  # type: ignore[arg-type, return-value]
    assert library.verify("X1").verdict == "undecided"


def test_a_theorem_changed_after_its_replay_is_found_out() -> None:
    true, seen = rules.assume(x >= 0), {}  # type: ignore[var-annotated]
    rules.replay(true, seen)
    object.__setattr__(true, "conclusion", x >= 5)
    with pytest.raises(InvalidInference, match=r"^replay"):
        rules.replay(true, seen)


# --- hypotheses that nothing satisfies -----------------------------------------------------------------------------------

w, h, other = var("omega", "sample"), Function("h", ("sample",)), Function("other", ("int",))
u = Function("u", ("int", "int"))
seventh = t * (t - 1) * (t - 2) * (t - 3) * (t - 4) * (t - 5) * (t - 6)


@pytest.mark.parametrize(
    ("given", "more"),
    [
        ({"half": Eq(k, num(Fraction(1, 2)))}, {}),
        ({"low": k > 0, "high": k < 1}, {"domains": {"k": [Fraction(1, 2)]}}),
        ({"a": Forall(t, Eq(f[t], 1), None, -1), "b": Forall(t, Eq(f[t], 2), None, -1)}, {}),
        ({"a": Forall(t, Eq(f[t], 0), 0), "b": Forall(t, Eq(f[t], seventh), 0)}, {}),
        ({"a": Forall(t, Eq(f[t], var("index_0")), 1, 3), "b": f[1] < f[2]}, {}),
        ({"a": Forall(t, Eq(f[t], 1 + f[t]), 1)}, {}),
        ({"a": Forall(t, Eq(u[0, t], 0), 0), "b": Forall(k, Forall(t, Eq(u[k, t], seventh), 0), 0)}, {}),
        ({"a": Forall(t, Eq(f[t], other[t] + 1), 1), "b": Forall(t, Eq(other[t], f[t]), 1)}, {}),
        ({"a": Forall(t, Eq(f[t], f[t - 1] ** 2 + 1), None, 0)}, {}),  # an endless way back needs ever smaller values ≥ 1
        ({"a": Mean(w, h[w] ** 2) <= -1}, {"samples": lambda rng: [("a", 2), ("b", -1)]}),
        ({"a": Mean(w, h[w] ** 2 + 1) <= 0}, {"samples": lambda rng: iter([("a", 1)]), "domains": {"h": [0]}}),
        ({"a": Forall(w, h[w] <= 0), "b": h[var("v", "sample")] >= 1}, {"samples": lambda rng: [("a", 1)]}),
        ({"b": y >= 1, "a": Eq(x + y, 2 * x - x)}, {"domains": {"x": [1e17], "y": [1.0]}}),
    ],
)
def test_contradictions_have_no_witness(given: dict[str, Any], more: dict[str, Any]) -> None:
    claim = Claim("X1", "contradiction", given, num(0) <= 0, lambda p: p["a"], **more)
    with contextlib.suppress(InvalidInference):
        assert claim.sampler().draw(random.Random(0)) is None


# --- a recorded rule that divides by what may be 0 -----------------------------------------------------------------------


def by_its_modulus(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
    m = g / o.abs(g)
    return {"m": m, "x": opt.project(state.x - opt.step_size(p.eta) * m)}


NORMALISED = Rule(name="normalised", title="", variant="", source="", parameters=(ETA,), state=(), step=by_its_modulus)
RECORDED = recorded(NORMALISED)
d, i = var("d", "int"), var("i", "int")
lo, hi = var("lo"), var("hi")
at_step, gradient, average = (Function(name, ("int", "int")) for name in ("x", "g", "m"))


def normalised(*conditions: str) -> Library:
    """The iterates stay in the box, and |m| ≤ 1: of the recorded rule, with these of its conditions as hypotheses."""
    library, update = Library(), RECORDED.hypotheses()
    more = {name: RECORDED.conditions[name] for name in conditions}
    small = {"T": [1, 2], "d": [1, 2], "lo": [one * -1], "hi": [one], "g": [one, -one * 2]}

    def equation(p: Proof, name: str, here: list[Theorem]) -> Theorem:
        t_ = p[name]
        for condition in conditions:
            t_ = rules.detach(t_, p[condition])
        return p.specialize(t_, t, i, using=here)

    @library.claim(
        "BOX",
        "the iterates stay in the box",
        {"x": update["x"], **more},
        Forall(t, Forall(i, at_step[t + 1, i] <= hi, 1, d), 1, T),
        domains=small,
    )
    def _(p: Proof) -> Theorem:
        q = equation(p, "x", [*p.intro(t, 1, T), *p.intro(i, 1, d)])
        top = p.have(at_step[t + 1, i] <= hi, q, rules.defining(q.conclusion.args[1], 1), auto=False)
        return p.generalize(top, (t, 1, T), (i, 1, d))

    @library.claim(
        "SMALL", "|m| ≤ 1", {"m": update["m"], **more}, Forall(t, Forall(i, average[t, i] ** 2 <= 1, 1, d), 1, T), domains=small
    )
    def _(p: Proof) -> Theorem:
        here = [*p.intro(t, 1, T), *p.intro(i, 1, d)]
        q, size = equation(p, "m", here), abs(gradient[t, i])

        def by(nonzero: Theorem) -> Theorem:
            share = p.have(Eq(gradient[t, i] ** 2 * (1 / size) ** 2, 1), rules.inverse(nonzero), rules.defining(size, 1))
            return p.have(average[t, i] ** 2 <= 1, share, p.congr(q, lambda z: z**2))

        def vanishing(zero: Theorem) -> Theorem:  # 1/0 = 0 in the kernel
            return p.have(average[t, i] ** 2 <= 1, q, p.congr(zero, lambda z: 1 / z), zero)

        bound = (
            by(p.specialize(conditions[0], t, i, using=here))
            if conditions
            else p.cases(
                size > 0,
                by,
                lambda low: p.have(average[t, i] ** 2 <= 1, vanishing(p.have(Eq(size, 0), low, rules.defining(size, 0)))),
            )
        )
        return p.generalize(bound, (t, 1, T), (i, 1, d))

    return library


def test_the_run_of_which_something_was_proved_is_nan() -> None:
    run = at.run(NORMALISED, at.problems.quadratic(d=1, centre=0.3), 4, {"eta": 0.5}, box=(-1.0, 1.0), x0=0.3)
    assert np.isnan(run.x_final.values).all()
    assert list(RECORDED.conditions) == ["∀ 1 ≤ t ≤ T: ∀ 1 ≤ i ≤ d: |g[t, i]| ≠ 0"]


@pytest.mark.parametrize("claim_id", ["BOX", "SMALL"])
def test_a_rule_that_divides_by_what_may_be_0_gives_no_equation_without_the_condition(claim_id: str) -> None:
    verdict = normalised().verify(claim_id)
    assert verdict.theorem is None and verdict.verdict == "undecided" and "is not about all of something" in verdict.reason
    verdict = normalised(*RECORDED.conditions).verify(claim_id)
    assert verdict.verdict == "proved", verdict.reason
    assert verdict.theorem is not None and next(iter(RECORDED.conditions.values())) in verdict.theorem.hypotheses


# --- terms that are changed after they are made ----------------------------------------------------------------------------


def lying(f: Term, says: Term) -> Term:
    """A new term like f that is compared as if it were `says`."""
    lie = Term(f.op, f.args, f.sort)
    object.__setattr__(lie, "key", says.key)
    return lie


@pytest.mark.parametrize("made", [x, FALSE, TRUE.conclusion, rules.assume(x >= 0).conclusion.args[1]], ids=repr)
def test_a_term_is_made_once(made: Term) -> None:
    """TRUE.conclusion.__init__(…) made 1 ≤ 0 of 0 ≤ 1, under a theorem of the kernel's."""
    before = (made.op, made.args, made.key)
    with pytest.raises(InvalidInference, match=r"^term: terms are immutable"):
        made.__init__("le", (num(1), num(0)), "bool")  # type: ignore[misc]
    assert (made.op, made.args, made.key) == before


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda a: pickle.loads(pickle.dumps(a))])
@pytest.mark.parametrize("made", [x, TRUE])
def test_neither_terms_nor_theorems_are_copied(made: Any, again: Callable[[Any], Any]) -> None:
    with pytest.raises(InvalidInference, match="immutable"):
        again(made)


def test_another_class_cannot_turn_into_a_theorem() -> None:
    class Slotted:
        __slots__ = ("__weakref__", "arguments", "axioms", "conclusion", "hypotheses", "rule")

    with pytest.raises(TypeError):
        Slotted().__class__ = Theorem  # type: ignore[assignment]


BY_FALSE = (Certificate((Product(one, (GOAL,)), Product(one, (0, x)), Product(one, (0,)))),)  # x² + 1 > 0, −x² ≥ 0 and −1 ≥ 0


def proofs_from_lies() -> Library:
    library = Library()

    @library.claim("X1", "restated as what it is not", {}, x**2 <= -1)
    def _(p: Proof) -> Theorem:
        below = rules.restate(TRUE, lying(FALSE, TRUE.conclusion))
        return rules.arith(x**2 <= -1, (rules.arith(FALSE, (below,), BY_PREMISE),), BY_FALSE)

    shown = x**2 <= -1

    @library.claim("X2", "a statement that changes while it is proved", {}, shown)
    def _(p: Proof) -> Theorem:
        object.__setattr__(shown, "key", TRUE.conclusion.key)
        return TRUE

    supposed = x**2 <= 7

    @library.claim("X3", "a hypothesis that changes while it is used", {"a": supposed}, x <= -1)
    def _(p: Proof) -> Theorem:
        object.__setattr__(supposed, "key", (x <= -1).key)
        return rules.assume(x <= -1)

    number = num(0) <= num(1)

    @library.claim("X4", "a number that changes", {}, number)
    def _(p: Proof) -> Theorem:
        t = p.have(number)
        number.args[0].args[0]._numerator = 2
        return t

    return library


@pytest.mark.parametrize("claim_id", ["X1", "X2", "X3", "X4"])
def test_a_term_with_another_terms_key_proves_no_claim(claim_id: str) -> None:
    verdict = proofs_from_lies().verify(claim_id)
    assert verdict.verdict == "undecided" and "changed after it was made" in verdict.reason, verdict.reason


def test_what_a_lying_term_left_in_a_cache_is_found_by_the_second_judge() -> None:
    target = var("poisoned") >= 5
    kernel.canonical_formula(lying(TRUE.conclusion, target))  # the kernel takes 5 ≤ poisoned for 0 ≤ 1 from here on
    try:
        found = judge(rules.restate(TRUE, target))
    finally:
        kernel._canonical_formula.cache_clear()
    assert not found.agrees and "rearranged" in str(found.disagreements[0])
    with pytest.raises(InvalidInference, match=r"^restate"):
        rules.restate(TRUE, target)
