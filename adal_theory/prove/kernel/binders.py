"""What binds an index, and what is done under it: sums, means, quantifiers, limits, and substitution without capture."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any

from adal_theory.prove.kernel.operations import OPERATIONS
from adal_theory.prove.kernel.terms import KINDS, Term, fits, index_sort, lift, rebuild, require, sort_of

Put = Callable[[Term, tuple[Any, ...]], Term]


def walk(a: Term, leaf: Callable[[Term, int], Term | None], depth: int = 0, put: Put = rebuild) -> Term:
    """Rebuild `a` with `leaf(subterm, binders above it)` in place of each subterm for which it is not None.

    `put`, here and below, makes the operation on other arguments; as the constructors do unless something else is given.
    """
    new = leaf(a, depth)
    if new is not None:
        return new
    under, args, changed = OPERATIONS[a.op].under, list(a.args), False
    for k, b in enumerate(a.args):
        if type(b) is Term:
            args[k] = walk(b, leaf, depth + (k in under), put)
            changed = changed or args[k] is not b
    return put(a, tuple(args)) if changed else a


def shift(a: Term, by: int, above: int = 0, put: Put = rebuild) -> Term:
    """Add `by` to every bound number ≥ `above` that dangles; refuses to let an index escape its binder."""

    def leaf(b: Term, depth: int) -> Term | None:
        if b.reach <= depth + above:
            return b
        if b.op != "bound":
            return None
        require(b.args[0] + by >= depth + above, "scope", "a bound index escapes its binder")
        return Term("bound", (b.args[0] + by, b.args[1]), b.args[1])

    return a if by == 0 else walk(a, leaf, put=put)


def abstract(body: Term, v: Term, put: Put = rebuild) -> Term:
    """The body of a binder for the variable v."""

    def leaf(b: Term, depth: int) -> Term | None:
        if b == v:
            return Term("bound", (depth, v.sort), v.sort)
        if b.op == "bound" and b.args[0] >= depth:
            return Term("bound", (b.args[0] + 1, b.args[1]), b.args[1])
        return None

    return walk(body, leaf, put=put)


def open_bodies(body: Term, values: tuple[Term, ...], put: Put = rebuild) -> Term:
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
            return shift(values[n - 1 - (k - depth)], depth, put=put)
        return Term("bound", (k - n, sort), sort)

    return walk(body, leaf, put=put)


def open_body(body: Term, value: Term) -> Term:
    """The body of a binder with `value` for its index."""
    return open_bodies(body, (value,))


def body_of(a: Term) -> Term:
    """The part of a binder that lies under its index."""
    body: Term = a.args[-2] if a.op == "tends" else a.args[-1]
    return body


def dangling(a: Term, k: int = 0) -> bool:
    """Whether bound number k occurs free in a."""
    return any(n == k for n, _ in a.loose)


def subterms(a: Term) -> Iterator[Term]:
    """The term and all that it is made of."""
    yield a
    for b in a.args:
        if type(b) is Term:
            yield from subterms(b)


def free(a: Term) -> set[Term]:
    """The free variables."""
    return {b for b in subterms(a) if b.op == "var"}


def symbols(a: Term) -> Mapping[str, Any]:
    """What names mean: a variable's sort, a function's (argument sorts, result sort). Refuses a name with two meanings."""
    require(type(a) is Term, "symbol", "{} is not a term", type(a).__name__)  # before the cache sees it
    return _symbols(a)


@lru_cache(maxsize=100_000)
def _symbols(a: Term) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for b in subterms(a):
        if b.op in ("var", "app"):
            # A function of integers is one of reals seen at integers.
            shape = b.sort if b.op == "var" else (tuple("number" if KINDS["number"](c) else c.sort for c in b.args[2:]), b.sort)
            known = found.setdefault(b.args[0], shape)
            require(known == shape, "symbol", "{} is used as {} and as {}", b.args[0], known, shape)
    return MappingProxyType(found)


def functions(a: Term) -> dict[str, tuple[tuple[str, ...], str]]:
    """Function symbols that occur: name → (argument sorts, result sort)."""
    return {name: shape for name, shape in symbols(a).items() if type(shape) is tuple}


def substitute(a: Term, values: Mapping[Term, Any], put: Put = rebuild) -> Term:
    """Terms for free variables, all at once. Sorts must agree (an integer may stand for a real)."""
    new = {}
    for v, value in values.items():
        require(type(v) is Term, "substitute", "{!r} is not a variable", v)
        b = new[v] = lift(value)
        require(fits(b, v.sort), "substitute", "{} is of sort {}, {} of sort {}", b, b.sort, v, v.sort)

    def leaf(b: Term, depth: int) -> Term | None:
        return shift(new[b], depth, put=put) if b.op == "var" and b in new else None

    return walk(a, leaf, put=put)


def substitute_function(a: Term, name: str, parameters: tuple[Term, ...], value: Any, put: Put = rebuild) -> Term:
    """`value`, a term in `parameters`, for every application of the function."""
    closed = lift(value)
    require(not closed.reach, "substitute", "{} holds an index that nothing binds", closed)
    for p in parameters:
        closed = abstract(closed, p, put)

    def leaf(c: Term, depth: int) -> Term | None:
        if c.op != "app" or c.args[0] != name:
            return None
        fit = len(c.args) - 2 == len(parameters) and all(fits(x, p.sort) for x, p in zip(c.args[2:], parameters, strict=True))
        require(
            fit and c.args[1] in (closed.sort, "real"),
            "substitute",
            "{} has other arguments, or another sort, than the term for it",
            name,
        )
        inside = tuple(walk(x, lambda y, n: leaf(y, n + depth), put=put) for x in c.args[2:])
        return open_bodies(closed, inside, put)

    return walk(a, leaf, put=put)


def bind(op: str, v: Any, *args: Any) -> Term:
    """A binder for the variable v, which the arguments that are not under it must not contain."""
    sort, under = index_sort(op, args), OPERATIONS[op].under
    require(type(v) is Term and v.op == "var" and v.sort == sort, op, "{!r} cannot be bound: it must be a variable ({})", v, sort)
    inside: list[Any] = []
    for k, a in enumerate(args):
        a = a if a is None or type(a) is str else lift(a)
        require(type(a) is not Term or k in under or v not in free(a), op, "{} contains {}, which is bound here", a, v)
        inside.append(abstract(a, v) if k in under and type(a) is Term else a)
    return Term(op, tuple(inside), sort_of(op, tuple(inside)), v.args[0])


def _binder(op: str) -> Callable[..., Term]:
    binder = partial(bind, op)
    binder.__doc__ = OPERATIONS[op].meaning
    return binder


# Sum(k, lo, hi, body); Mean(omega, body); Slope(v, lo, body, slope); Preserves(omega, image); Integrable(omega, body)
Sum, Mean, Slope, Preserves = _binder("sum"), _binder("mean"), _binder("slope"), _binder("preserves")
Integrable = _binder("integrable")


def Forall(v: Term, body: Term, lo: Any = None, hi: Any = None) -> Term:
    """∀ v body; integers (and reals) with an optional range lo ≤ v ≤ hi."""
    require(type(body) is Term and body.sort == "bool", "forall", "{!r} is not a formula: write Eq(a, b) for a = b", body)
    return bind("all", v, getattr(v, "sort", ""), lo, hi, body)


def Tends(v: Term, body: Any, limit: Any) -> Term:
    """body → limit as the integer or real v → ∞."""
    return bind("tends", v, getattr(v, "sort", ""), body, limit)
