"""The language of the kernel: typed terms and formulas over reals, integers and sample points, without capture.

A bound index is a number (de Bruijn), never a name, so substitution cannot capture it. Every function is total, as in
Lean's library: 1/0 = 0, √a = 0 for a < 0, log a = 0 for a ≤ 0, an empty sum is 0. So v̂ = 0 ⇒ v̂^(−1/2) = 0, as theory.md §0
has it, and no rule of the kernel may divide without a proof that it may.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

SORTS = ("real", "int", "sample")
RELATIONS = ("le", "lt", "eq", "ne")
# Names stand in the keys by which terms are compared: nothing in them may look like structure.
_NAME = re.compile(r"[^\W\d][\w'*^]*")
BINDERS = ("sum", "mean", "all", "tends", "preserves", "slope")


class Refused(ValueError):
    """A kernel rule was given something it does not hold for. `rule` names the rule, `reason` what is missing."""

    def __init__(self, rule: str, reason: str) -> None:
        super().__init__(f"{rule}: {reason}")
        self.rule, self.reason = rule, reason


class Term:
    """An immutable term, or a formula (sort "bool"). Two terms are equal when they differ at most in bound names."""

    __slots__ = ("args", "hint", "key", "loose", "op", "reach", "sort")
    op: str
    args: tuple[Any, ...]
    sort: str
    key: str
    loose: frozenset[tuple[int, str]]
    reach: int
    hint: str

    def __init_subclass__(cls) -> None:
        raise Refused("term", "terms have no subclasses")

    def __init__(self, op: str, args: tuple[Any, ...], sort: str, hint: str = "") -> None:
        """`hint` names the index that the term binds, for printing only. Use the constructors below, which check."""
        if type(sort) is not str or type(hint) is not str:
            raise Refused("term", f"{op} has a sort or a hint that is no plain text")
        _well_formed(op, args, sort)
        inner = "".join(f" {a.key}" if type(a) is Term else f" {a}" for a in args)
        put = object.__setattr__
        put(self, "op", op)
        put(self, "args", args)
        put(self, "sort", sort)
        put(self, "key", f"({op}{inner})")
        put(self, "loose", _loose(op, args))
        put(self, "reach", 1 + max((n for n, _ in self.loose), default=-1))  # 0 for a closed term
        put(self, "hint", hint)

    def __setattr__(self, name: str, value: Any) -> None:
        raise Refused("term", f"terms are immutable: {name} cannot be set")

    def __delattr__(self, name: str) -> None:
        raise Refused("term", f"terms are immutable: {name} cannot be deleted")

    def __eq__(self, other: object) -> bool:
        """Sameness of terms. The formula a = b is `Eq(a, b)`."""
        return type(other) is Term and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __bool__(self) -> bool:
        remedy = "for a ≤ b ≤ c write two formulas, in a proof use cases()"
        raise Refused("term", f"{self} is a formula or a term, not a Python truth value: {remedy}")

    def __repr__(self) -> str:
        from adal_theory.prove.show import text

        return text(self)

    def __add__(self, other: Any) -> Term:
        return add(self, other)

    def __radd__(self, other: Any) -> Term:
        return add(other, self)

    def __sub__(self, other: Any) -> Term:
        return add(self, mul(-1, other))

    def __rsub__(self, other: Any) -> Term:
        return add(other, mul(-1, self))

    def __mul__(self, other: Any) -> Term:
        return mul(self, other)

    def __rmul__(self, other: Any) -> Term:
        return mul(other, self)

    def __truediv__(self, other: Any) -> Term:
        other = lift(other)
        return mul(self, num(1 / other.args[0]) if other.op == "num" and other.args[0] != 0 else inv(other))

    def __rtruediv__(self, other: Any) -> Term:
        return mul(other, inv(self))

    def __neg__(self) -> Term:
        return mul(-1, self)

    def __abs__(self) -> Term:
        return absolute(self)

    def __pow__(self, n: Any) -> Term:
        return power(self, n)

    def __le__(self, other: Any) -> Term:
        return relation("le", self, other)

    def __lt__(self, other: Any) -> Term:
        return relation("lt", self, other)

    def __ge__(self, other: Any) -> Term:
        return relation("le", other, self)

    def __gt__(self, other: Any) -> Term:
        return relation("lt", other, self)


_ONE, _TWO = ("number",), ("number", "number")
# The sorts of the arguments by operation; "number" is real or int, "end" a number or nothing, "term" any sort.
_TAKES: dict[str, tuple[Any, ...]] = {
    "inv": _ONE, "sqrt": _ONE, "log": _ONE, "abs": _ONE, "sign": _ONE, "max": _TWO, "min": _TWO,
    "ipow": ("number", "int"), "rpow": ("number", "real"), "sum": ("int", "int", "number"), "mean": _ONE,
    "slope": ("number",) * 3,
    "preserves": ("sample",), "le": _TWO, "lt": _TWO, "eq": _TWO, "ne": _TWO, "imp": ("bool", "bool"),
    "all": ("binder", "end", "end", "bool"), "tends": ("binder", "number", "number"), "add": ("number", ...),
    "mul": ("number", ...), "app": ("name", "result", "term", ...), "num": ("fraction",), "var": ("name", "sort"),
    "bound": ("index", "sort"), "pow": ("number", "exponent"),
}
_IS: dict[str, Callable[[Any], bool]] = {
    "number": lambda a: type(a) is Term and a.sort in ("real", "int"),
    "term": lambda a: type(a) is Term and a.sort in SORTS,
    "end": lambda a: a is None or (type(a) is Term and a.sort in ("real", "int")),
    "binder": lambda a: type(a) is str and a in SORTS, "sort": lambda a: type(a) is str and a in SORTS,
    "result": lambda a: type(a) is str and a in ("real", "sample"),
    "name": lambda a: type(a) is str and _NAME.fullmatch(a) is not None,
    "fraction": lambda a: type(a) is Fraction, "index": lambda a: type(a) is int and a >= 0,
    "exponent": lambda a: type(a) is int and a > 1,
    **{sort: (lambda a, sort=sort: type(a) is Term and a.sort == sort) for sort in (*SORTS, "bool")},  # type: ignore[misc]
}


def _well_formed(op: str, args: tuple[Any, ...], sort: str) -> None:
    """Refuse what the constructors would not build: names and sorts are what comparison and integer rules rest on."""
    takes = _TAKES.get(op) if type(op) is str and type(args) is tuple else None
    ok = takes is not None
    if takes is not None:
        if takes[-1] is ...:
            takes = takes[:-1] + takes[-2:-1] * (len(args) - len(takes) + 1)
        ok = len(takes) == len(args) and all(_IS[kind](a) for kind, a in zip(takes, args, strict=True))
    if op == "tends":
        ok = ok and args[0] != "sample"
    elif op == "all":
        ok = ok and (args[0] != "sample" or args[1:3] == (None, None))
    if not ok or sort != _sort_of(op, args):
        raise Refused("term", f"{op} of sort {sort} is not well formed")


def _sort_of(op: str, args: tuple[Any, ...]) -> str:
    if op in ("var", "bound", "app"):
        return str(args[1])
    if op == "num":
        return "int" if args[0].denominator == 1 else "real"
    if op in ("add", "mul", "max", "min", "abs", "sign", "pow"):
        return _joint(tuple(a for a in args if type(a) is Term))
    return "bool" if op in ("all", "tends", "preserves", "slope", "imp", *RELATIONS) else "real"


def binds(op: str, position: int, count: int) -> bool:
    """Whether the argument lies under the term's own binder (the last, but for `tends`' limit; both terms of a `slope`)."""
    if op not in BINDERS:
        return False
    if op == "slope":
        return position > 0
    return position == (count - 2 if op == "tends" else count - 1)


def _index_sort(op: str, args: tuple[Any, ...]) -> str:
    """The sort of the index that a binder binds."""
    return {"sum": "int", "mean": "sample", "preserves": "sample", "slope": "real"}.get(op) or str(args[0])


def _loose(op: str, args: tuple[Any, ...]) -> frozenset[tuple[int, str]]:
    """Numbers and sorts of the dangling indices. Refuses an index of another sort than its binder's."""
    if op == "bound":
        return frozenset({(args[0], args[1])})
    found: frozenset[tuple[int, str]] = frozenset()
    for k, a in enumerate(args):
        if type(a) is Term and a.loose:
            inner = a.loose
            if binds(op, k, len(args)):
                if any(n == 0 and sort != _index_sort(op, args) for n, sort in inner):
                    raise Refused("term", f"{op} binds an index of another sort")
                inner = frozenset((n - 1, sort) for n, sort in inner if n)
            found = found | inner if found else inner
    return found


def num(value: Any) -> Term:
    """An exact rational. A float is refused: floating point proves nothing."""
    if isinstance(value, bool) or not isinstance(value, (int, Fraction)):
        raise Refused("number", f"{value!r} is a {type(value).__name__}: write an int or a Fraction")
    c = Fraction(int(value.numerator), int(value.denominator))
    return Term("num", (c,), "int" if c.denominator == 1 else "real")


def lift(value: Any) -> Term:
    """Terms pass through, ints and Fractions become numbers."""
    return value if type(value) is Term else num(value)


def _named(name: str) -> None:
    if not _IS["name"](name):
        raise Refused("name", f"{name!r} is no name: start with a letter, go on with letters, digits, _ ' * ^")


def var(name: str, sort: str = "real") -> Term:
    _named(name)
    if sort not in SORTS:
        raise Refused("variable", f"sort {sort!r} of {name}: choose one of {', '.join(SORTS)}")
    return Term("var", (name, sort), sort)


def _numeric(op: str, *values: Any) -> tuple[Term, ...]:
    terms = tuple(lift(v) for v in values)
    for a in terms:
        if a.sort not in ("real", "int"):
            raise Refused(op, f"{a} is of sort {a.sort}, a number is wanted")
    return terms


def _joint(terms: tuple[Term, ...]) -> str:
    return "int" if all(a.sort == "int" for a in terms) else "real"


def _flat(op: str, terms: tuple[Term, ...]) -> tuple[Term, ...]:
    return tuple(b for a in terms for b in (a.args if a.op == op else (a,)))


def add(*values: Any) -> Term:
    terms = tuple(a for a in _flat("add", _numeric("add", *values)) if not (a.op == "num" and a.args[0] == 0))
    if not terms:
        return num(0)
    return terms[0] if len(terms) == 1 else Term("add", terms, _joint(terms))


def mul(*values: Any) -> Term:
    terms = _flat("mul", _numeric("mul", *values))
    factor = Fraction(1)
    rest = []
    for a in terms:
        if a.op == "num":
            factor *= a.args[0]
        else:
            rest.append(a)
    if not rest or factor == 0:
        return num(factor)
    whole = tuple(rest) if factor == 1 else (num(factor), *rest)
    return whole[0] if len(whole) == 1 else Term("mul", whole, _joint(whole))


def power(base: Any, n: Any) -> Term:
    """base^n: a literal integer, an integer term (then n-fold product), or a real term (then for base > 0)."""
    if isinstance(n, Fraction) and n.denominator == 1:
        n = int(n)
    if isinstance(n, int) and not isinstance(n, bool):
        (b,) = _numeric("power", base)
        if n < 0:
            return inv(power(b, -n))
        return num(1) if n == 0 else b if n == 1 else num(b.args[0] ** n) if b.op == "num" else Term("pow", (b, n), b.sort)
    if isinstance(n, Fraction) and n == Fraction(1, 2):
        return sqrt(base)
    b, e = _numeric("power", base, n)
    return Term("ipow" if e.sort == "int" else "rpow", (b, e), "real")


def _function(op: str, *values: Any) -> Term:
    terms = _numeric(op, *values)
    return Term(op, terms, _joint(terms) if op in ("max", "min", "abs", "sign") else "real")


def inv(a: Any) -> Term:
    """1/a, and 0 where a = 0."""
    return _function("inv", a)


def sqrt(a: Any) -> Term:
    """√a, and 0 where a < 0."""
    return _function("sqrt", a)


def absolute(a: Any) -> Term:
    return _function("abs", a)


def sign(a: Any) -> Term:
    """−1, 0 or 1; sign 0 = 0."""
    return _function("sign", a)


def log(a: Any) -> Term:
    """The natural logarithm, and 0 where a ≤ 0."""
    return _function("log", a)


def maximum(a: Any, b: Any) -> Term:
    return _function("max", a, b)


def minimum(a: Any, b: Any) -> Term:
    return _function("min", a, b)


def relation(op: str, a: Any, b: Any) -> Term:
    return Term(op, _numeric(op, a, b), "bool")


def Eq(a: Any, b: Any) -> Term:
    """The formula a = b."""
    return relation("eq", a, b)


def Ne(a: Any, b: Any) -> Term:
    """The formula a ≠ b."""
    return relation("ne", a, b)


def Implies(a: Term, b: Term) -> Term:
    """The formula a ⇒ b."""
    for f in (a, b):
        if type(f) is not Term or f.sort != "bool":
            raise Refused("implies", f"{f!r} is no formula")
    return Term("imp", (a, b), "bool")


class Function:
    """A function symbol: x[t, i]. Arguments are integers or sample points; `result` is "real" or "sample"."""

    def __init__(self, name: str, sorts: tuple[str, ...], result: str = "real") -> None:
        _named(name)
        if result not in ("real", "sample") or any(s not in SORTS for s in sorts):
            raise Refused("function", f"{name}: arguments are real, int or sample, the result is real or sample")
        self.name, self.sorts, self.result = name, sorts, result

    def __getitem__(self, index: Any) -> Term:
        values = index if isinstance(index, tuple) else (index,)
        terms = tuple(lift(v) for v in values)
        fits = len(terms) == len(self.sorts) and all(
            a.sort == s or (s, a.sort) == ("real", "int") for a, s in zip(terms, self.sorts, strict=True))
        if not fits:
            got = ", ".join(a.sort for a in terms)
            raise Refused("function", f"{self.name} takes ({', '.join(self.sorts)}), not ({got})")
        return Term("app", (self.name, self.result, *terms), self.result)


def _index(v: Any, op: str, sorts: tuple[str, ...]) -> Term:
    if type(v) is not Term or v.op != "var" or v.sort not in sorts:
        raise Refused(op, f"{v!r} cannot be bound: it must be a variable of sort {' or '.join(sorts)}")
    return v


def Sum(k: Term, lo: Any, hi: Any, body: Any) -> Term:
    """Σ_{k=lo}^{hi} body, 0 when hi < lo. The ends are integer terms that k does not occur in."""
    _index(k, "sum", ("int",))
    (b, low, high) = _numeric("sum", body, lo, hi)
    if low.sort != "int" or high.sort != "int":
        raise Refused("sum", f"the range {low} … {high} is not of integers")
    return Term("sum", (low, high, abstract(b, k)), "real", k.args[0])


def Mean(omega: Term, body: Any) -> Term:
    """E[body] over the sample point ω."""
    _index(omega, "mean", ("sample",))
    (b,) = _numeric("mean", body)
    return Term("mean", (abstract(b, omega),), "real", omega.args[0])


def Forall(v: Term, body: Term, lo: Any = None, hi: Any = None) -> Term:
    """∀ v body; integers (and reals) with an optional range lo ≤ v ≤ hi."""
    _index(v, "forall", SORTS)
    if type(body) is not Term or body.sort != "bool":
        raise Refused("forall", f"{body!r} is no formula: write Eq(a, b) for a = b")
    ends = [None if e is None else lift(e) for e in (lo, hi)]
    if v.sort == "sample" and ends != [None, None]:
        raise Refused("forall", "sample points have no range")
    if any(e is not None and v in free(e) for e in ends):
        raise Refused("forall", f"the range of {v} contains {v} itself")
    return Term("all", (v.sort, *ends, abstract(body, v)), "bool", v.args[0])


def Tends(v: Term, body: Any, limit: Any) -> Term:
    """body → limit as the integer or real v → ∞."""
    _index(v, "tends", ("int", "real"))
    b, c = _numeric("tends", body, limit)
    if v in free(c):
        raise Refused("tends", f"the limit {c} contains {v}")
    return Term("tends", (v.sort, abstract(b, v), c), "bool", v.args[0])


def Slope(v: Term, lo: Any, body: Any, slope: Any) -> Term:
    """At every real v > lo, body has the derivative `slope` in v."""
    _index(v, "slope", ("real",))
    low, b, c = _numeric("slope", lo, body, slope)
    if v in free(low):
        raise Refused("slope", f"the range of {v} contains {v} itself")
    return Term("slope", (low, abstract(b, v), abstract(c, v)), "bool", v.args[0])


def Preserves(omega: Term, image: Term) -> Term:
    """The map ω ↦ image of sample points preserves E: E[a(image)] = E[a(ω)] for every random variable a."""
    _index(omega, "preserves", ("sample",))
    if type(image) is not Term or image.sort != "sample":
        raise Refused("preserves", f"{image!r} is no sample point")
    return Term("preserves", (abstract(image, omega),), "bool", omega.args[0])


def rebuild(a: Term, args: tuple[Any, ...]) -> Term:
    """The same operation on other arguments (sums and products are flattened again)."""
    if a.op == "add":
        return add(*args)
    if a.op == "mul":
        return mul(*args)
    if a.op == "pow":
        return power(*args)
    if a.op in ("ipow", "rpow"):
        return power(args[0], int(args[1].args[0]) if args[1].op == "num" and args[1].sort == "int" else args[1])
    sort = a.sort
    if a.op in ("max", "min", "abs", "sign"):
        sort = _joint(args)
    return Term(a.op, args, sort, a.hint)


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
            raise Refused("scope", "a bound index escapes its sum")
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
    except Refused:
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
                raise Refused("symbol", f"the function {b.args[0]} is used with two shapes, {found[b.args[0]]} and {shape}")
        return None

    walk(a, leaf)
    return found


def substitute(a: Term, values: Mapping[Term, Any]) -> Term:
    """Terms for free variables, all at once. Sorts must agree (an integer may stand for a real)."""
    new = {}
    for v, value in values.items():
        if type(v) is not Term:
            raise Refused("substitute", f"{v!r} is no variable")
        b = lift(value)
        if b.sort != v.sort and not (v.sort == "real" and b.sort == "int"):
            raise Refused("substitute", f"{b} is of sort {b.sort}, {v} of sort {v.sort}")
        new[v] = b

    def leaf(b: Term, depth: int) -> Term | None:
        return shift(new[b], depth) if b.op == "var" and b in new else None

    return walk(a, leaf)


def substitute_function(a: Term, name: str, parameters: tuple[Term, ...], value: Any) -> Term:
    """`value`, a term in `parameters`, for every application of the function."""
    closed = lift(value)
    if closed.reach:
        raise Refused("substitute", f"{closed} holds an index that nothing binds")
    for p in parameters:
        closed = abstract(closed, p)

    def leaf(c: Term, depth: int) -> Term | None:
        if c.op != "app" or c.args[0] != name:
            return None
        fits = len(c.args) - 2 == len(parameters) and all(
            x.sort == p.sort or (p.sort, x.sort) == ("real", "int") for x, p in zip(c.args[2:], parameters, strict=True))
        if not fits or c.args[1] not in (closed.sort, "real"):
            raise Refused("substitute", f"{name} has other arguments, or another sort, than the term for it")
        return open_bodies(closed, tuple(walk(x, lambda y, n: leaf(y, n + depth)) for x in c.args[2:]))

    return walk(a, leaf)
