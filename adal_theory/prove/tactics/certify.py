"""From a certificate to a theorem: the premises that it needs, in the order that it numbers them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.certificates import GOAL, Certificate, Product, check, expand, facts, rewriting, sides
from adal_theory.prove.kernel.polynomials import Poly, normal, plus, term_of
from adal_theory.prove.kernel.terms import Eq, InvalidInference, Term
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics.search import Rules, lead_of, reduced

one = Fraction(1)


def accept(goal: Term, premises: Sequence[Theorem], certificates: Sequence[Certificate]) -> Theorem | None:
    """The theorem, if the kernel's checker agrees."""
    try:
        check(goal, tuple(t.conclusion for t in premises), tuple(certificates))
        return trim(goal, premises, certificates)
    except InvalidInference:
        return None


def trim(goal: Term, premises: Sequence[Theorem], certificates: Sequence[Certificate]) -> Theorem:
    """The theorem from the premises that the certificates use, so that needless hypotheses do not stick to it."""
    used = sorted(
        {f for c in certificates for p in c.products for f in (*p.factors, p.equation) if isinstance(f, int) and f >= 0}
        | {e for c in certificates for e, _ in c.rewrites if _matters(goal, premises, c, e)}
    )
    new = {old: i for i, old in enumerate(used)}
    return k.arith(goal, tuple(premises[i] for i in used), tuple(_renumbered(c, new) for c in certificates))


def _renumbered(c: Certificate, new: dict[int, int]) -> Certificate:
    def place(f: Any) -> Any:
        return new[f] if isinstance(f, int) and f >= 0 else f

    products = tuple(replace(p, factors=tuple(map(place, p.factors)), equation=place(p.equation)) for p in c.products)
    return replace(c, products=products, rewrites=tuple((new[e], m) for e, m in c.rewrites if e in new))


def _matters(goal: Term, premises: Sequence[Theorem], c: Certificate, e: int) -> bool:
    """Whether the certificate fails without the rewriting by equation e."""
    if goal.op == "eq":
        return True
    known = facts(goal, tuple(t.conclusion for t in premises))
    total: Poly = {}
    for p in c.products:
        total = plus(total, expand(p, known)[0])
    rest = [rewriting(premises[i].conclusion, m) for i, m in c.rewrites if i != e]
    return reduced(total, rest) != {}


def first_valid(goal: Term, premises: Sequence[Theorem], *choices: Sequence[Certificate]) -> Theorem | None:
    """The theorem by the first choice that the kernel takes: the sign of an equation depends on how it is written."""
    for certificates in choices:
        try:
            return k.arith(goal, tuple(premises), tuple(certificates))
        except InvalidInference:
            continue
    return None


def product_of(goal: Term, premises: Sequence[Theorem], *products: tuple[int, ...]) -> Theorem:
    """A comparison that is a sum of products of premises."""
    return k.arith(goal, tuple(premises), (Certificate((Product(one, (GOAL,)), *(Product(one, p) for p in products))),))


def from_sides(halves: Sequence[Theorem]) -> Theorem:
    """The goal from what `two_sides` asks for: a = b from a ≤ b and b ≤ a."""
    if len(halves) == 1:
        return halves[0]
    ends = [Certificate((Product(one, (GOAL,)), Product(one, (i,)))) for i in (0, 1)]
    return k.arith(Term("eq", halves[0].conclusion.args, "bool"), tuple(halves), tuple(ends))


def settle(premises: Sequence[Theorem]) -> list[Theorem]:
    """The premises with each equation reduced by those before it, so that rewriting with them is confluent enough.

    An equation stays as it stands where its rewriting does not come to an end.
    """
    inequalities = [t for t in premises if t.conclusion.op != "eq"]
    equations = sorted((t for t in premises if t.conclusion.op == "eq"), key=lambda t: not _lone(t.conclusion))
    rules: Rules = []
    rewrites: list[Any] = []
    kept: list[Theorem] = []
    for t in equations:
        p = sides(t.conclusion)
        q = reduced(p, rules)
        if q == {}:
            continue
        if q is not None and q != p:
            t = _reduced(t, q, kept, rewrites)
        lead = None if q is None else lead_of(t.conclusion)
        if lead is not None:
            rewrites.append((len(kept), lead))
            rules.append(rewriting(t.conclusion, lead))
        kept.append(t)
    return inequalities + kept


def _reduced(t: Theorem, q: Poly, kept: list[Theorem], rewrites: list[Any]) -> Theorem:
    """The equation q = 0 that is left of t when it is rewritten by those kept."""
    goal = _solved(t.conclusion, q)
    multiple = next(c / q[m] for m, c in sides(goal).items())  # goal says multiple · q = 0
    halves = tuple(
        Certificate((Product(one, (GOAL,)), Product(sign * multiple, equation=len(kept))), tuple(rewrites)) for sign in (1, -1)
    )
    return k.arith(goal, (*kept, t), halves)


def _solved(f: Term, q: Poly) -> Term:
    """q = 0, solved for the lone side of f if that is still there."""
    for side in f.args:
        lone = dict(normal(side))
        if len(lone) == 1 and (m := next(iter(lone))) and m in q:
            rest = {n: -c / q[m] for n, c in q.items() if n != m}
            return Eq(term_of({m: Fraction(1)}), term_of(rest))
    return Eq(0, term_of(q))


def _lone(f: Term) -> bool:
    return any(len(normal(a)) == 1 and next(iter(normal(a))) for a in f.args)
