"""What binds an index, and what is done under it: sums, means, quantifiers, limits, and substitution without capture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from adal_theory.prove.kernel.terms import SORTS, InvalidInference, Term, binds, lift, numeric, rebuild


def walk(a: Term, leaf: Callable[[Term, int], Term | None], depth: int = 0) -> Term:
    """Rebuild `a` with `leaf(subterm, binders above it)` in place of each subterm for which it is not None."""
    new = leaf(a, depth)
    if new is not None:
        return new
    count = len(a.args)
    args = tuple(walk(b, leaf, depth + binds(a.op, k, count)) if type(b) is Term else b for k, b in enumerate(a.args))
    return a if all(x is y for x, y in zip(args, a.args, strict=True)) else rebuild(a, args)


def shift(a: Term, by: int, above: int = 0) -> Term:
    """Add `by` to every bound number ≥ `above` that dangles; refuses to let an index escape its binder."""
    def leaf(b: Term, depth: int) -> Term | None:
        if b.reach <= depth + above:
            return b
        if b.op != "bound":
            return None
        if b.args[0] + by < depth + above:
            raise InvalidInference("scope", "a bound index escapes its sum")
        return Term("bound", (b.args[0] + by, b.args[1]), b.args[1])

    return a if by == 0 else walk(a, leaf)


def abstract(body: Term, v: Term) -> Term:
    """The body of a binder for the variable v."""
    def leaf(b: Term, depth: int) -> Term | None:
        if b == v:
            return Term("bound", (depth, v.sort), v.sort)
        if b.op == "bound" and b.args[0] >= depth:
            return Term("bound", (b.args[0] + 1, b.args[1]), b.args[1])
        return None

    return walk(body, leaf)


def open_bodies(body: Term, values: tuple[Term, ...]) -> Term:
    """A body under len(values) binders with the values for their indices, outermost first, all at once."""
    n = len(values)

    def leaf(b: Term, depth: int) -> Term | None:
        if b.reach <= depth:
            return b
        if b.op != "bound":
            return None
        k, sort = b.args
        if k < depth:
            return b
        if k < depth + n:
            return shift(values[n - 1 - (k - depth)], depth)
        return Term("bound", (k - n, sort), sort)

    return walk(body, leaf)


def open_body(body: Term, value: Term) -> Term:
    """The body of a binder with `value` for its index."""
    return open_bodies(body, (value,))


def body_of(a: Term) -> Term:
    """The part of a binder that lies under its index."""
    return a.args[-2] if a.op == "tends" else a.args[-1]


def dangling(a: Term, k: int = 0) -> bool:
    """Whether bound number k occurs free in a."""
    try:
        shift(a, -1, above=k)
    except InvalidInference:
        return True
    return False


def free(a: Term) -> set[Term]:
    """The free variables."""
    found: set[Term] = set()

    def leaf(b: Term, _: int) -> Term | None:
        if b.op == "var":
            found.add(b)
        return None

    walk(a, leaf)
    return found


def functions(a: Term) -> dict[str, tuple[tuple[str, ...], str]]:
    """Function symbols that occur: name → (argument sorts, result sort)."""
    found: dict[str, tuple[tuple[str, ...], str]] = {}

    def leaf(b: Term, _: int) -> Term | None:
        if b.op == "app":
            # A function of integers is one of reals seen at integers.
            shape = (tuple("number" if c.sort in ("int", "real") else c.sort for c in b.args[2:]), b.args[1])
            if found.setdefault(b.args[0], shape) != shape:
                raise InvalidInference("symbol", f"{b.args[0]} is used with two shapes, {found[b.args[0]]} and {shape}")
        return None

    walk(a, leaf)
    return found


def substitute(a: Term, values: Mapping[Term, Any]) -> Term:
    """Terms for free variables, all at once. Sorts must agree (an integer may stand for a real)."""
    new = {}
    for v, value in values.items():
        if type(v) is not Term:
            raise InvalidInference("substitute", f"{v!r} is no variable")
        b = lift(value)
        if b.sort != v.sort and not (v.sort == "real" and b.sort == "int"):
            raise InvalidInference("substitute", f"{b} is of sort {b.sort}, {v} of sort {v.sort}")
        new[v] = b

    def leaf(b: Term, depth: int) -> Term | None:
        return shift(new[b], depth) if b.op == "var" and b in new else None

    return walk(a, leaf)


def substitute_function(a: Term, name: str, parameters: tuple[Term, ...], value: Any) -> Term:
    """`value`, a term in `parameters`, for every application of the function."""
    closed = lift(value)
    if closed.reach:
        raise InvalidInference("substitute", f"{closed} holds an index that nothing binds")
    for p in parameters:
        closed = abstract(closed, p)

    def leaf(c: Term, depth: int) -> Term | None:
        if c.op != "app" or c.args[0] != name:
            return None
        fits = len(c.args) - 2 == len(parameters) and all(
            x.sort == p.sort or (p.sort, x.sort) == ("real", "int") for x, p in zip(c.args[2:], parameters, strict=True))
        if not fits or c.args[1] not in (closed.sort, "real"):
            raise InvalidInference("substitute", f"{name} has other arguments, or another sort, than the term for it")
        return open_bodies(closed, tuple(walk(x, lambda y, n: leaf(y, n + depth)) for x in c.args[2:]))

    return walk(a, leaf)


def _index(v: Any, op: str, sorts: tuple[str, ...]) -> Term:
    if type(v) is not Term or v.op != "var" or v.sort not in sorts:
        raise InvalidInference(op, f"{v!r} cannot be bound: it must be a variable of sort {' or '.join(sorts)}")
    return v


def Sum(k: Term, lo: Any, hi: Any, body: Any) -> Term:
    """Σ_{k=lo}^{hi} body, 0 when hi < lo. The ends are integer terms that k does not occur in."""
    _index(k, "sum", ("int",))
    (b, low, high) = numeric("sum", body, lo, hi)
    if low.sort != "int" or high.sort != "int":
        raise InvalidInference("sum", f"the range {low} … {high} is not of integers")
    return Term("sum", (low, high, abstract(b, k)), "real", k.args[0])


def Mean(omega: Term, body: Any) -> Term:
    """E[body] over the sample point ω."""
    _index(omega, "mean", ("sample",))
    (b,) = numeric("mean", body)
    return Term("mean", (abstract(b, omega),), "real", omega.args[0])


def Forall(v: Term, body: Term, lo: Any = None, hi: Any = None) -> Term:
    """∀ v body; integers (and reals) with an optional range lo ≤ v ≤ hi."""
    _index(v, "forall", SORTS)
    if type(body) is not Term or body.sort != "bool":
        raise InvalidInference("forall", f"{body!r} is no formula: write Eq(a, b) for a = b")
    ends = [None if e is None else lift(e) for e in (lo, hi)]
    if v.sort == "sample" and ends != [None, None]:
        raise InvalidInference("forall", "sample points have no range")
    if any(e is not None and v in free(e) for e in ends):
        raise InvalidInference("forall", f"the range of {v} contains {v} itself")
    return Term("all", (v.sort, *ends, abstract(body, v)), "bool", v.args[0])


def Tends(v: Term, body: Any, limit: Any) -> Term:
    """body → limit as the integer or real v → ∞."""
    _index(v, "tends", ("int", "real"))
    b, c = numeric("tends", body, limit)
    if v in free(c):
        raise InvalidInference("tends", f"the limit {c} contains {v}")
    return Term("tends", (v.sort, abstract(b, v), c), "bool", v.args[0])


def Slope(v: Term, lo: Any, body: Any, slope: Any) -> Term:
    """At every real v > lo, body has the derivative `slope` in v."""
    _index(v, "slope", ("real",))
    low, b, c = numeric("slope", lo, body, slope)
    if v in free(low):
        raise InvalidInference("slope", f"the range of {v} contains {v} itself")
    return Term("slope", (low, abstract(b, v), abstract(c, v)), "bool", v.args[0])


def Preserves(omega: Term, image: Term) -> Term:
    """The map ω ↦ image of sample points preserves E: E[a(image)] = E[a(ω)] for every random variable a."""
    _index(omega, "preserves", ("sample",))
    if type(image) is not Term or image.sort != "sample":
        raise InvalidInference("preserves", f"{image!r} is no sample point")
    return Term("preserves", (abstract(image, omega),), "bool", omega.args[0])
