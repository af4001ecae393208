"""A certificate as an identity: (right side − left side)·W = a sum of products that are ≥ 0, by equations that hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from adal_theory.prove.check.how_lemmas import lemma_of
from adal_theory.prove.kernel.binders import free, subterms
from adal_theory.prove.kernel.certificates import GOAL, Certificate, Product, reduce, rewriting
from adal_theory.prove.kernel.polynomials import canonical, normal, term_of
from adal_theory.prove.kernel.terms import InvalidInference, Term, add, inv, mul, num, power, rebuild
from adal_theory.prove.kernel.theorem import Theorem

LARGEST = 12  # terms of a sum that is factored, and exponents in it
DEEPEST = 12  # premises that are opened on the way to the facts
# Rules whose equations everybody knows, or that are told of beside the certificate.
_PLAIN = (
    "inverse",
    "sqrt_square",
    "power_step",
    "power_sum",
    "sum_split",
    "sum_shift",
    "sum_count",
    "log_exp",
    "defining",
    "sum_monotone",
    "sum_swap",
    "telescope",
)
Known = dict[Theorem, str]


@dataclass(frozen=True)
class Identity:
    """`gap`·`weight` = the sum of `parts`, where `gap` is the right side less the left side, given the equations `by`."""

    gap: Term
    weight: Term
    parts: tuple[Term, ...]
    by: tuple[str, ...]
    equal: bool = False  # both sides are the same

    def hinted(self, hint: str | None) -> Identity:
        return replace(self, weight=hinted(self.weight, hint), parts=tuple(hinted(a, hint) for a in self.parts))


def identity(t: Theorem, known: Known, depth: int = DEEPEST) -> Identity | None:
    """What the certificate of t says, down to the facts (`depth` 0: to its own premises); None where it is not of that form."""
    goal, premises, certificates = t.arguments
    if goal.op not in ("le", "lt", "eq"):
        return None
    first: Certificate = certificates[0]
    own = [p for p in first.products if GOAL in p.factors]
    rest = [p for p in first.products if p not in own and p.equation is None]
    multiplied = [p.equation for p in first.products if p.equation is not None and p.equation != GOAL]
    by = [premises[e] for e in (*(e for e, _ in first.rewrites), *multiplied)]
    gap = goal.args[1] - goal.args[0]
    weight = _weight(own, gap, premises)
    if weight is None:
        return None
    rules = [rewriting(premises[e].conclusion, lead) for e, lead in first.rewrites]
    weight, scale = _without_number(term_of(reduce(normal(weight), rules)))
    parts = []
    for p in rest:
        factors = []
        for f in p.factors:
            if isinstance(f, Term):
                factors.append(power(_forward(f), 2))
            else:
                term, more = _side(premises[f], known, depth if len(rest) == 1 else min(depth, 1))
                factors.append(term)
                by += more
        parts.append(mul(num(p.coefficient / scale), *factors))
    weight, parts = _divided(factored(weight), parts)
    equal = not parts and (goal.op == "eq" or weight == num(1))
    return Identity(gap, readable(weight), tuple(readable(_gathered(a)) for a in parts), _shown(by, goal, known), equal)


def _shown(by: Sequence[Theorem], goal: Term, known: Known) -> tuple[str, ...]:
    """The equations that a reader is told of: those of the step, and of an equation all that made it."""
    found = [str(e.conclusion) for e in by if not _plain(e, known)]
    if goal.op == "eq":
        found += [str(e.conclusion) for e in by if e.rule == "defining"]
        found = found or [str(e.conclusion) for e in by if e.rule in ("inverse", "sqrt_square")]
    else:
        defined = {b.op for e in by if e.rule == "defining" for b in atoms(e.conclusion.args)} & {"max", "min"}
        found += [f"the definition of {' and '.join(sorted(defined))}"] if defined else []
    return tuple(dict.fromkeys(found))


def _without_number(a: Term) -> tuple[Term, Fraction]:
    """a = c·b, c > 0 being the number in front if all of a's terms have it."""
    numbers = {abs(c) for c in normal(a).values()}
    c = numbers.pop() if len(numbers) == 1 else Fraction(1)
    return canonical(mul(num(1 / c), a)), c


def _divided(weight: Term, parts: list[Term]) -> tuple[Term, list[Term]]:
    """Multiplied out where the weight is 1/D."""
    if weight.op != "inv":
        return weight, parts
    return num(1), [mul(weight.args[0], a) for a in parts]


def _gathered(a: Term) -> Term:
    """A product with equal factors as one power: numbers first, then names, then sums, then what is divided by."""
    if a.op != "mul":
        return a
    powers: dict[Term, int] = {}
    for f in a.args:
        turned = f.op == "inv"
        for b in f.args[0].args if turned and f.args[0].op == "mul" else f.args if turned else (f,):
            base, e = b.args if b.op == "pow" else (b, 1)
            powers[base] = powers.get(base, 0) + (-e if turned else e)
    rank = {"num": 0, "var": 1, "app": 1, "add": 3}
    ordered = sorted(powers.items(), key=lambda item: (item[1] < 0, rank.get(item[0].op, 2), item[1], str(item[0])))
    below = [power(b, -e) for b, e in ordered if e < 0]
    return mul(*(power(b, e) for b, e in ordered if e > 0), *([inv(mul(*below))] if below else []))


def readable(a: Term) -> Term:
    """Sums with the positive terms first, everywhere."""
    args = tuple(readable(b) if type(b) is Term else b for b in a.args)
    return _positive_first(rebuild(a, args) if args != a.args else a)


def _weight(own: Sequence[Product], gap: Term, premises: Sequence[Theorem]) -> Term | None:
    """W, of the products with the negated goal; a second negated goal in a product is left side − right side."""
    terms = []
    for p in own:
        others = list(p.factors)
        others.remove(GOAL)
        factors = [-gap if f == GOAL else f**2 if isinstance(f, Term) else _difference(premises[f].conclusion) for f in others]
        terms.append(mul(num(p.coefficient), *factors))
    return canonical(add(*terms)) if terms else None


def _side(t: Theorem, known: Known, depth: int) -> tuple[Term, list[Theorem]]:
    """The factor that a fact contributes, b − a for a ≤ b, and the equations by which it is written so."""
    at = t
    while at.rule == "restate" or (at.rule == "cut" and not lemma_of(at, known)):
        at = at.arguments[0 if at.rule == "restate" else 1]
    if at.rule == "arith" and depth > 0 and at.conclusion.op in ("le", "lt"):
        opened = identity(at, known, depth - 1)
        if opened is not None and opened.weight == num(1) and len(opened.parts) == 1 and not opened.by:
            return opened.parts[0], []
    return _forward_side(t.conclusion), []


def _forward_side(f: Term) -> Term:
    a, b = f.args
    if a == num(0):
        return factored(b)
    return factored(_negated(a)) if b == num(0) else _difference(f)


def _difference(f: Term) -> Term:
    if f.op not in ("le", "lt", "eq", "ne"):
        raise InvalidInference("how", f"{f} is not a comparison")
    a, b = (num(0) if c.op == "sum" and c.args[2] == num(0) else c for c in f.args)
    return _negated(a) if b == num(0) else b if a == num(0) else _positive_first(b - a)


def _negated(a: Term) -> Term:
    if a.op == "inv":
        return inv(_negated(a.args[0]))
    return _positive_first(add(*(-b for b in a.args))) if a.op == "add" else -a


def _minus(a: Term) -> bool:
    """Whether it is written with a minus in front."""
    return (a.op == "num" and a.args[0] < 0) or (a.op == "mul" and _minus(a.args[0]))


def _positive_first(a: Term) -> Term:
    return add(*sorted(a.args, key=_minus)) if a.op == "add" else a


def _forward(a: Term) -> Term:
    """a or −a, which have the same square: with fewer minus signs, or else in the order of the alphabet."""
    if a.op != "add":
        return _negated(a) if _minus(a) else a
    signs = [*map(_minus, a.args)]
    both = _positive_first(a), _negated(a)
    return both[1] if (2 * sum(signs), str(both[0])) > (len(signs), str(both[1])) else both[0]


def factored(a: Term) -> Term:
    """A polynomial as the product of its factors, for a reader: found by SymPy, taken if the kernel's normal form is the same."""
    if a.op != "add" or len(a.args) > LARGEST or not _polynomial(a):
        return _positive_first(a)
    from sympy import factor

    from adal_theory.prove.check.sympy_terms import from_sympy
    from adal_theory.prove.check.to_sympy import to_sympy

    found = from_sympy(factor(to_sympy(a)))
    return _tidy(found) if found.op != "add" and canonical(found) == canonical(a) else _positive_first(a)


def _tidy(a: Term) -> Term:
    """−(−x + y)·z as (x − y)·z."""
    factors = list(a.args) if a.op == "mul" else [a]
    sign = 1
    for k, f in enumerate(factors):
        if f.op == "add" and _minus(f.args[0]):
            factors[k], sign = _negated(f), -sign
        elif f.op == "pow" and f.args[1] % 2 == 0:
            factors[k] = power(_forward(f.args[0]), f.args[1])
    if sign < 0:
        minus = next((k for k, f in enumerate(factors) if f.op == "num"), None)
        if minus is not None:
            factors[minus] = num(-factors[minus].args[0])
        else:
            k = next(k for k, f in enumerate(factors) if f.op == "add")
            factors[k] = _negated(factors[k])
    return mul(*factors)


def _polynomial(a: Term) -> bool:
    inside = (b for b in a.args if isinstance(b, Term))
    if a.op == "pow" and a.args[1] > LARGEST:  # SymPy may take long
        return False
    return a.op in ("num", "var", "app") or (a.op in ("add", "mul", "pow") and all(map(_polynomial, inside)))


def _plain(e: Theorem, known: Known) -> bool:
    """Whether everybody knows the equation: c·(1/c) = 1, (√a)² = a, what |·|, max and min are."""
    if e.rule in _PLAIN or lemma_of(e, known):
        return True
    if e.rule in ("restate", "cut", "specialize", "instantiate"):
        inner = e.arguments[1 if e.rule == "cut" else 0]
        return inner.rule != "assume" and _plain(inner, known)
    return e.rule == "arith" and all(_plain(p, known) for p in e.premises)


def atoms(terms: Iterable[Term]) -> Iterator[Term]:
    """Subterms that a letter may stand for: |·|, max, min, √, Σ, log, exp, innermost first."""
    for a in terms:
        yield from atoms(b for b in a.args if isinstance(b, Term))
        if a.op in ("abs", "max", "min", "sqrt", "sum", "log", "exp") and not a.reach:
            yield a


def hint_of(goal: Term) -> str | None:
    """The letter that the user takes for the index of sums, if it is one."""
    hints = {a.hint for a in subterms(goal) if a.op == "sum"}
    return hints.pop() if len(hints) == 1 else None


def hinted(a: Term, hint: str | None) -> Term:
    """With the user's letter for the indices of sums and of facts for all."""
    if hint is None or any(v.args[0] == hint for v in free(a)):
        return a

    def renamed(b: Term, inside: bool) -> Term:
        binds = b.op in ("sum", "all")
        args = tuple(renamed(c, inside or binds) if type(c) is Term else c for c in b.args)
        return Term(b.op, args, b.sort, hint if binds and not inside else b.hint)

    return renamed(a, False)
