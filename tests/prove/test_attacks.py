"""Ways that once got something false past the kernel or the ledger; each is refused by name now."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from adal_theory.prove import Eq, Forall, Function, Library, Proof, Refused, Sum, Term, Theorem, num, rules, var
from adal_theory.prove.certificate import Certificate, Product

x, y = var("x"), var("y")
T, k, t = (var(q, "int") for q in "Tkt")
f = Function("f", ("int",))
FALSE = num(1) <= num(0)
one = Fraction(1)
BY_PREMISE = (Certificate((Product(one, (0,)), Product(one))),)


def forged() -> Theorem:
    """An object that looks like a theorem and says 1 ≤ 0."""
    t_ = object.__new__(Theorem)
    for name, value in (("hypotheses", ()), ("conclusion", FALSE), ("rule", "assume"), ("arguments", ()), ("axioms", ()),
                        ("smt", False)):
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


@pytest.mark.parametrize(("attack", "word"), [
    (lambda: rules.restate(SimpleNamespace(conclusion=FALSE, hypotheses=()), FALSE), "theorem"),
    (lambda: rules.cut(SimpleNamespace(conclusion=FALSE, hypotheses=()), rules.assume(x >= 0)), "theorem"),
    (lambda: rules.arith(FALSE, (forged(),), BY_PREMISE), "theorem"),
    (lambda: rules.arith(FALSE, [forged()], BY_PREMISE), "arith: premises is a list"),
    (lambda: rules.specialize(rules.assume(Forall(k, f[k] >= 0, 1, T)), k, forged(), forged()), "theorem"),
    (lambda: rules.assume(x >= 0, x >= 1), "assume: too many"),
    (lambda: rules.assume(rules.assume(x >= 0)), "assume: a theorem where f is wanted"),
    (lambda: rules.arith(FALSE, (), (SimpleNamespace(products=(Product(one),), rewrites=()),)), "arith: SimpleNamespace"),
    (lambda: rules.arith(FALSE, (), (Certificate((Product(one), Shifty())),)), "arith: .* no product"),
    (lambda: rules.arith(FALSE, (), (Certificate((Product(0.5),)),)), "arith: .* rational"),  # type: ignore[arg-type]
    (half_way, "sum_split: 1/2 is no integer"),
    (lambda: Term("sum", (num(Fraction(1, 2)), num(2), num(1)), "real"), "term: sum"),
    (lambda: Term("var", ("x real) (var y", "real"), "real"), "term: var"),
    (lambda: Term("bound", (-1, "int"), "int"), "term: bound"),
    (lambda: Term("inv", (x >= 0,), "real"), "term: inv"),
    (lambda: Term("ipow", (x, y), "real"), "term: ipow"),
    (lambda: Term("all", ("int", None, None, Term("bound", (0, "real"), "real") <= 1), "bool"), "term: all binds"),
    (lambda: type("Evil", (Term,), {}), "term: terms have no subclasses"),
    (lambda: type("Evil", (Theorem,), {}), "theorem: theorems have no subclasses"),
], ids=lambda a: a if isinstance(a, str) else None)
def test_refused_by_name(attack: Callable[[], Any], word: str) -> None:
    with pytest.raises(Refused, match=f"^{word}"):
        attack()


def test_structure_in_a_name_would_have_merged_two_terms() -> None:
    with pytest.raises(Refused):
        assert Term("add", (Term("var", ("x real) (var y", "real"), "real"),), "real") == x + y


def contradicting() -> Library:
    library = Library()

    @library.claim("X1", "one variable, two values", {"a": Eq(x, 1), "b": Eq(x, 2)}, x >= 0)
    def _(p: Proof) -> Theorem:
        return p.have(x >= 0, p.have(FALSE, "a", "b", auto=False), auto=False)

    @library.claim("X2", "one sequence, two definitions", {
        "T": T >= 1, "a": Forall(t, Eq(f[t], 1), 1, T), "b": Forall(t, Eq(f[t], 2), 1, T)}, f[1] >= 0)
    def _(p: Proof) -> Theorem:
        both = p.have(FALSE, p.at("a", 1, using=["T"]), p.at("b", 1, using=["T"]), auto=False)
        return p.have(f[1] >= 0, both, auto=False)

    @library.claim("X3", "a definition that is never computed", {
        "T": T >= 1, "a": Forall(t, Eq(f[2 * t], -1), 1, T), "b": Forall(t, f[t] >= 0, 1, 2 * T)}, T >= 1)
    def _(p: Proof) -> Theorem:
        second = p.at("b", 2, using=[p.have(num(2) >= 1), p.have(2 * T >= 2, "T")])
        return p.have(T >= 1, p.have(FALSE, p.at("a", 1, using=["T"]), second, auto=False), auto=False)

    endless = {"a": Forall(t, Eq(f[t], 1), 1), "b": Forall(t, Eq(f[t], 2), 1)}

    @library.claim("X4", "two definitions without end", endless, x**2 >= 0)
    def _(p: Proof) -> Theorem:
        within = p.have(num(1) >= 1, auto=False)
        both = p.have(FALSE, p.at("a", 1, using=[within]), p.at("b", 1, using=[within]), auto=False)
        return p.have(x**2 >= 0, both, auto=False)

    return library


@pytest.mark.parametrize("claim_id", ["X1", "X2", "X3", "X4"])
def test_hypotheses_that_contradict_each_other_have_no_witness(claim_id: str) -> None:
    verdict = contradicting().verify(claim_id)
    assert verdict.theorem is not None and verdict.verdict == "vacuous"
