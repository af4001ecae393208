"""The language of the kernel: typed terms and formulas over reals, integers and sample points, without capture.

A bound index is a number (de Bruijn), never a name, so substitution cannot capture it. Every function is total, as in
Lean's library: 1/0 = 0, √a = 0 for a < 0, log a = 0 for a ≤ 0, an empty sum is 0. So v̂ = 0 ⇒ v̂^(−1/2) = 0, as theory.md §0
has it, and no rule of the kernel may divide without a proof that it may.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from operator import attrgetter
from typing import Any

SORTS = ("real", "int", "sample")
RELATIONS = ("le", "lt", "eq", "ne")
# Names stand in the keys by which terms are compared: nothing in them may look like structure.
_NAME = re.compile(r"[^\W\d][\w'*^]*")
BINDERS = ("sum", "mean", "all", "tends", "preserves", "slope")


class InvalidInference(ValueError):
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
        raise InvalidInference("term", "terms have no subclasses")

    def __init__(self, op: str, args: tuple[Any, ...], sort: str, hint: str = "") -> None:
        """`hint` names the index that the term binds, for printing only. Use the constructors below, which check."""
        if type(sort) is not str or type(hint) is not str:
            raise InvalidInference("term", f"{op} has a sort or a hint that is no plain text")
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
        raise InvalidInference("term", f"terms are immutable: {name} cannot be set")

    def __delattr__(self, name: str) -> None:
        raise InvalidInference("term", f"terms are immutable: {name} cannot be deleted")

    def __eq__(self, other: object) -> bool:
        """Sameness of terms. The formula a = b is `Eq(a, b)`."""
        return type(other) is Term and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __bool__(self) -> bool:
        remedy = "for a ≤ b ≤ c write two formulas, in a proof use cases()"
        raise InvalidInference("term", f"{self} is a formula or a term, not a Python truth value: {remedy}")

    def __repr__(self) -> str:
        return _shown(self)

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


_shown: Callable[[Term], str] = attrgetter("key")


def set_text(text: Callable[[Term], str]) -> None:
    """How terms show themselves from here on, in messages and sessions; nothing that is compared or proved looks at it."""
    global _shown
    _shown = text


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
    "real": lambda a: type(a) is Term and a.sort == "real", "int": lambda a: type(a) is Term and a.sort == "int",
    "sample": lambda a: type(a) is Term and a.sort == "sample", "bool": lambda a: type(a) is Term and a.sort == "bool",
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
        raise InvalidInference("term", f"{op} of sort {sort} is not well formed")


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


def index_sort(op: str, args: tuple[Any, ...]) -> str:
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
                if any(n == 0 and sort != index_sort(op, args) for n, sort in inner):
                    raise InvalidInference("term", f"{op} binds an index of another sort")
                inner = frozenset((n - 1, sort) for n, sort in inner if n)
            found = found | inner if found else inner
    return found


def num(value: Any) -> Term:
    """An exact rational. A float is refused: floating point proves nothing."""
    if isinstance(value, bool) or not isinstance(value, (int, Fraction)):
        raise InvalidInference("number", f"{value!r} is a {type(value).__name__}: write an int or a Fraction")
    c = Fraction(int(value.numerator), int(value.denominator))
    return Term("num", (c,), "int" if c.denominator == 1 else "real")


def lift(value: Any) -> Term:
    """Terms pass through, ints and Fractions become numbers."""
    return value if type(value) is Term else num(value)


def _named(name: str) -> None:
    if not _IS["name"](name):
        raise InvalidInference("name", f"{name!r} is no name: start with a letter, go on with letters, digits, _ ' * ^")


def var(name: str, sort: str = "real") -> Term:
    _named(name)
    if sort not in SORTS:
        raise InvalidInference("variable", f"sort {sort!r} of {name}: choose one of {', '.join(SORTS)}")
    return Term("var", (name, sort), sort)


def numeric(op: str, *values: Any) -> tuple[Term, ...]:
    terms = tuple(lift(v) for v in values)
    for a in terms:
        if a.sort not in ("real", "int"):
            raise InvalidInference(op, f"{a} is of sort {a.sort}, a number is wanted")
    return terms


def _joint(terms: tuple[Term, ...]) -> str:
    return "int" if all(a.sort == "int" for a in terms) else "real"


def _flat(op: str, terms: tuple[Term, ...]) -> tuple[Term, ...]:
    return tuple(b for a in terms for b in (a.args if a.op == op else (a,)))


def add(*values: Any) -> Term:
    terms = tuple(a for a in _flat("add", numeric("add", *values)) if not (a.op == "num" and a.args[0] == 0))
    if not terms:
        return num(0)
    return terms[0] if len(terms) == 1 else Term("add", terms, _joint(terms))


def mul(*values: Any) -> Term:
    terms = _flat("mul", numeric("mul", *values))
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
        (b,) = numeric("power", base)
        if n < 0:
            return inv(power(b, -n))
        return num(1) if n == 0 else b if n == 1 else num(b.args[0] ** n) if b.op == "num" else Term("pow", (b, n), b.sort)
    if isinstance(n, Fraction) and n == Fraction(1, 2):
        return sqrt(base)
    b, e = numeric("power", base, n)
    return Term("ipow" if e.sort == "int" else "rpow", (b, e), "real")


def _function(op: str, *values: Any) -> Term:
    terms = numeric(op, *values)
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
    return Term(op, numeric(op, a, b), "bool")


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
            raise InvalidInference("implies", f"{f!r} is no formula")
    return Term("imp", (a, b), "bool")


class Function:
    """A function symbol: x[t, i]. Arguments are integers or sample points; `result` is "real" or "sample"."""

    def __init__(self, name: str, sorts: tuple[str, ...], result: str = "real") -> None:
        _named(name)
        if result not in ("real", "sample") or any(s not in SORTS for s in sorts):
            raise InvalidInference("function", f"{name}: arguments are real, int or sample, the result is real or sample")
        self.name, self.sorts, self.result = name, sorts, result

    def __getitem__(self, index: Any) -> Term:
        values = index if isinstance(index, tuple) else (index,)
        terms = tuple(lift(v) for v in values)
        fits = len(terms) == len(self.sorts) and all(
            a.sort == s or (s, a.sort) == ("real", "int") for a, s in zip(terms, self.sorts, strict=True))
        if not fits:
            got = ", ".join(a.sort for a in terms)
            raise InvalidInference("function", f"{self.name} takes ({', '.join(self.sorts)}), not ({got})")
        return Term("app", (self.name, self.result, *terms), self.result)


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
