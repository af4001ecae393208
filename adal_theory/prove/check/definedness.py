"""Where a formula is defined as a reader would take it: no 1/0, no root or logarithm of what is too small.

The kernel's functions are total (1/0 = 0, √a = 0 for a < 0, log a = 0 for a ≤ 0). A step of a user's may not rest on that, so
these conditions are proved, or stated with the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from adal_theory.prove.kernel.binders import Forall, free, open_body, substitute
from adal_theory.prove.kernel.polynomials import normal, value
from adal_theory.prove.kernel.terms import Eq, Implies, Ne, Term, fits, num, relation, var
from adal_theory.prove.kernel.theorem import canonical_formula

Range = tuple[Term, Term | None, Term | None, bool]  # a variable, its ends (None where there is none), whether they are left out
Ranges = tuple[Range, ...]


def conditions_of(*found: Term, ranges: Ranges = ()) -> list[Term]:
    """The conditions of terms or formulas, without those that are plain from their form and these ranges, each once."""
    unique: dict[str, Term] = {}
    for a in found:
        for f in _inside(a, ranges):
            unique.setdefault(f.key, f)
    return list(unique.values())


def ranges_of(given: Iterable[Term]) -> Ranges:
    """What facts of the form c ≤ v and v ≤ c say of a variable."""
    found: list[Range] = []
    for f in given:
        if f.op in ("le", "lt", "eq"):
            a, b = f.args
            whole = a.sort == b.sort == "int"
            step, strict = int(f.op == "lt" and whole), f.op == "lt" and not whole
            if b.op == "var":
                found.append((b, a + step, None, strict))
            if a.op == "var" and (b.op != "var" or f.op == "eq"):
                found.append((a, b if f.op == "eq" else None, b - step, strict))
    return tuple(found)


def _inside(a: Term, ranges: Ranges) -> Iterator[Term]:
    if a.op in ("sum", "all"):
        yield from _bound(a, ranges)
        return
    for b in a.args:
        if type(b) is Term:
            yield from _inside(b, ranges)
    yield from _own(a, ranges)


def _bound(a: Term, ranges: Ranges) -> Iterator[Term]:
    """Under a binder: for each index of the range."""
    lo, hi, body = a.args[-3:]
    for end in (lo, hi):
        if end is not None:
            yield from _inside(end, ranges)
    word = a.hint or "t"
    named = [b for r in ranges for b in r[:3] if b is not None]  # an end may name what the index is called
    taken = {v.args[0] for b in (a, *named) for v in free(b)}
    while word in taken:
        word += "'"
    v = var(word, "int" if a.op == "sum" else a.args[0])
    for f in _inside(open_body(body, v), (*ranges, (v, lo, hi, False))):
        yield Forall(v, f, lo, hi) if v in free(f) else f


def _own(a: Term, ranges: Ranges) -> Iterator[Term]:
    match a.op:
        case "inv":
            yield from _nonzero(a.args[0], ranges)
        case "sqrt":
            yield from _at_least("le", a.args[0], ranges)
        case "log":
            yield from _at_least("lt", a.args[0], ranges)
        case "rpow":
            literal = a.args[1].op == "num" and a.args[1].args[0] > 0
            yield from _at_least("le" if literal else "lt", a.args[0], ranges)
        case "ipow":
            base, exponent = a.args  # 0^n has a value for n ≥ 0 only (0^0 is 1)
            if not nonnegative(exponent, ranges) and not positive(base, ranges):
                yield Implies(Eq(base, num(0)), relation("le", num(0), exponent))


def _nonzero(a: Term, ranges: Ranges) -> Iterator[Term]:
    """a ≠ 0, said of its factors."""
    match a.op:
        case "mul":
            for b in a.args:
                yield from _nonzero(b, ranges)
        case "pow" | "abs" | "ipow" | "inv":
            yield from _nonzero(a.args[0], ranges)
        case "sqrt" | "rpow":
            yield from _at_least("lt", a.args[0], ranges)
        case _:
            if not positive(a, ranges) and not positive(-a, ranges):
                yield Ne(a, num(0))


def _at_least(op: str, a: Term, ranges: Ranges) -> Iterator[Term]:
    if not (positive if op == "lt" else nonnegative)(a, ranges):
        yield relation(op, num(0), a)


def least(a: Term, ranges: Ranges) -> tuple[Fraction, bool] | None:
    """A number that a cannot fall below, and whether it cannot reach it, where the ends of the ranges show one at once."""
    left_out = False
    for v, lo, hi, strict in reversed(ranges):
        inside = [(m, c) for m, c in normal(a).items() if any(v == b or v in free(b) for b, _ in m)]
        if len(inside) == 1 and inside[0][0] == ((v, 1),):
            end = lo if inside[0][1] > 0 else hi
            if end is not None and v not in free(end) and fits(end, v.sort):
                a, left_out = substitute(a, {v: end}), left_out or strict
    c = value(normal(a))
    return None if c is None else (c, left_out)


def nonnegative(a: Term, ranges: Ranges = ()) -> bool:
    """Whether a ≥ 0 is plain from its form, or from the ranges."""
    match a.op:
        case "pow":
            plain = a.args[1] % 2 == 0 or nonnegative(a.args[0], ranges)
        case "abs" | "sqrt" | "exp" | "rpow":
            plain = True
        case "add" | "mul" | "min":
            plain = all(nonnegative(b, ranges) for b in a.args)
        case "max":
            plain = any(nonnegative(b, ranges) for b in a.args)
        case "inv" | "ipow":
            plain = nonnegative(a.args[0], ranges)
        case "sum":
            plain = nonnegative(a.args[2])  # its index dangles: only the form can tell
        case _:
            plain = False
    bottom = None if plain else least(a, ranges)
    return plain or (bottom is not None and bottom[0] >= 0)


def positive(a: Term, ranges: Ranges = ()) -> bool:
    """Whether a > 0 is plain from its form, or from the ranges."""
    match a.op:
        case "exp":
            plain = True
        case "mul" | "min":
            plain = all(positive(b, ranges) for b in a.args)
        case "add":
            plain = all(nonnegative(b, ranges) for b in a.args) and any(positive(b, ranges) for b in a.args)
        case "max":
            plain = any(positive(b, ranges) for b in a.args)
        case "inv" | "ipow" | "pow" | "sqrt":
            plain = positive(a.args[0], ranges)
        case _:
            plain = False
    bottom = None if plain else least(a, ranges)
    return plain or (bottom is not None and (bottom[0] > 0 or bottom == (Fraction(0), True)))


def stronger(f: Term) -> tuple[Term, ...]:
    """0 < a and a < 0 for a ≠ 0, under the same ∀."""
    if f.op == "all":
        return tuple(Term("all", (*f.args[:3], g), "bool", f.hint) for g in stronger(f.args[3]))
    if f.op != "ne":
        return ()
    return tuple(relation("lt", *sides) for sides in (f.args[::-1], f.args))


def _weaker(f: Term) -> tuple[Term, ...]:
    """a ≤ b and a ≠ b for a < b, under the same ∀."""
    if f.op == "all":
        return tuple(Term("all", (*f.args[:3], g), "bool", f.hint) for g in _weaker(f.args[3]))
    return tuple(relation(op, *f.args) for op in ("le", "ne")) if f.op == "lt" else ()


def without_repeats(conditions: Iterable[Term], given: Iterable[Term]) -> tuple[Term, ...]:
    """Those that no fact states as it is, and neither 0 ≤ a nor a ≠ 0 beside 0 < a."""
    stated = {canonical_formula(g).key for f in given for g in (f, *_weaker(f))}
    found: dict[str, Term] = {}
    for f in conditions:
        found.setdefault(canonical_formula(f).key, f)
    stated |= {canonical_formula(g).key for f in found.values() for g in _weaker(f)}
    return tuple(f for key, f in found.items() if key not in stated)
