"""Certificates expanded by SymPy from the raw terms: the signs of their products, and that their sum is zero."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import QQ
from sympy.polys.rings import PolyElement

from adal_theory.prove.check.judging.forms import Forms
from adal_theory.prove.check.judging.formulas import difference
from adal_theory.prove.check.judging.ring import Form, Space
from adal_theory.prove.kernel.terms import Term

Rule = tuple[tuple[int, ...], PolyElement]
GOAL = -1  # the negated goal's number among the factors
WORK = 20_000  # terms that rewriting may make before it counts as endless; the proofs of this project need 103 at most


def certified(forms: Forms, goal: Term, premises: Sequence[Term], certificates: Sequence[Any]) -> str:
    """What is wrong with the certificates for the goal; nothing if they prove it."""
    goals = [goal]
    if goal.op == "eq":
        goals = [Term("le", goal.args, "bool"), Term("le", goal.args[::-1], "bool")]
    if any(f.op not in ("le", "lt", "eq", "ne") for f in (goal, *premises)):
        return "it compares no numbers"
    if len(goals) != len(certificates):
        return f"{len(certificates)} certificates for {len(goals)} inequalities"
    return next(filter(None, (_fault(forms, g, premises, c) for g, c in zip(goals, certificates, strict=True))), "")


def _facts(forms: Forms, goal: Term, premises: Sequence[Term]) -> dict[int, tuple[Form, str]]:
    """(form, its relation to 0) of the premises and of the negated goal."""
    facts = {k: (difference(forms, f), f.op) for k, f in enumerate(premises)}
    p = difference(forms, goal)
    facts[GOAL] = (p, "eq") if goal.op == "ne" else (forms.add(forms.zero, p, -1), "lt" if goal.op == "le" else "le")
    return facts


def _fault(forms: Forms, goal: Term, premises: Sequence[Term], certificate: Any) -> str:
    facts = _facts(forms, goal, premises)
    parts = [q for p in certificate.products for q in (*p.factors, p.multiplier) if type(q) is Term]
    parts += [a for _, lead in certificate.rewrites for a, _ in lead]
    used = {k for p in certificate.products for k in (*p.factors, p.equation) if type(k) is int}
    used |= {k for k, _ in certificate.rewrites}
    if not used <= facts.keys() or any(k == GOAL for k, _ in certificate.rewrites):
        return "it uses a premise that is not there"
    if any(facts[k][1] != "eq" for k, _ in certificate.rewrites):
        return "it rewrites with something that is not an equation"
    space = Space([*(facts[k][0] for k in used), *map(forms.of, parts)])
    total, positive = space.ring.zero, False
    for product in certificate.products:
        fault = _signs(product, facts)
        if fault:
            return fault
        total += _expanded(forms, space, product, facts)
        positive = positive or _strict(product, facts)
    if not positive:
        return "none of its products is strictly positive"
    left = forms.form(space.terms(total))  # once more: the powers of numbers in a product are one power
    if left.terms:
        left = _rewritten(forms, left, [(facts[k][0], _monomial(forms, lead)) for k, lead in certificate.rewrites])
    return "its products do not add to 0" if left.terms else ""


def _signs(product: Any, facts: dict[int, tuple[Form, str]]) -> str:
    if product.equation is not None:
        return "" if facts[product.equation][1] == "eq" else "it multiplies by something that is not an equation"
    if product.coefficient <= 0:
        return f"the coefficient {product.coefficient} of a product is not positive"
    return (
        "an equation among the factors of a product"
        if any(type(k) is int and facts[k][1] == "eq" for k in product.factors)
        else ""
    )


def _strict(product: Any, facts: dict[int, tuple[Form, str]]) -> bool:
    return product.equation is None and all(type(k) is int and facts[k][1] in ("lt", "ne") for k in product.factors)


def _expanded(forms: Forms, space: Space, product: Any, facts: dict[int, tuple[Form, str]]) -> PolyElement:
    result = space.ring.ground_new(QQ(product.coefficient.numerator, product.coefficient.denominator))
    if product.equation is not None:
        if product.multiplier is not None:
            result *= space.element(forms.of(product.multiplier))
        return result * space.element(facts[product.equation][0])
    for k in product.factors:
        p = space.element(facts[k][0] if type(k) is int else forms.of(k))
        result *= p**2 if type(k) is not int or facts[k][1] == "ne" else p
    return result


def _monomial(forms: Forms, lead: Any) -> Form:
    return forms.product(*((forms.of(a), e) for a, e in lead))


def _rewritten(forms: Forms, left: Form, equations: Sequence[tuple[Form, Form]]) -> Form:
    """What is left when the leads of the equations are replaced, rule by rule and everywhere at once, until none occurs.

    A lead may be no single monomial here, where |a³| is a²|a|: such an equation is first rewritten by the others, of which it
    may say nothing new.
    """
    space = Space([left, *(f for pair in equations for f in pair)])
    known = [(space.element(f), _lone(space.element(lead))) for f, lead in equations if f.terms]
    rules = [_solved(p, m) for p, m in known if m is not None and m in p]
    for p in (_reduced(p, rules) for p, m in known if m not in p):
        if p:
            rules.append(_solved(p, p.LM))
    return forms.form(space.terms(_reduced(space.element(left), rules)))


def _lone(p: PolyElement) -> tuple[int, ...] | None:
    """The monomial that a polynomial is, if it is one and not a number."""
    m = next(iter(p), ())
    return m if len(p) == 1 and any(m) else None


def _reduced(p: PolyElement, rules: Sequence[Rule]) -> PolyElement:
    work = 0
    while work < WORK:
        for lead, rest in rules:
            quotient = {
                tuple(e - d for e, d in zip(k, lead, strict=True)): c
                for k, c in p.items()
                if all(e >= d for e, d in zip(k, lead, strict=True))
            }
            if quotient:
                q = p.ring.from_dict(quotient)
                p = p - q * p.ring.from_dict({lead: QQ(1)}) + q * rest
                work += len(q) * (1 + len(rest))
                break
        else:
            break
    return p


def _solved(p: PolyElement, m: tuple[int, ...]) -> Rule:
    """(m, r): p = 0 says m = r, for its monomial m."""
    rest = p.copy()
    c = rest.pop(m)
    return m, rest * (-1 / c)
