"""The language of the kernel: typed terms and formulas over reals, integers and sample points, without capture.

A bound index is a number (de Bruijn), never a name, so substitution cannot capture it. Every function is total, as in
Lean's library: 1/0 = 0, √a = 0 for a < 0, log a = 0 for a ≤ 0, an empty sum is 0. So v̂ = 0 ⇒ v̂^(−1/2) = 0, as theory.md §0
has it, and no rule of the kernel may divide without a proof that it may.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from operator import attrgetter
from typing import Any

from adal_theory.prove.kernel.operations import OPERATIONS, SORTS

RELATIONS = ("le", "lt", "eq", "ne")
# Names stand in the keys by which terms are compared: nothing in them may look like structure.
_NAME = re.compile(r"[^\W\d][\w'*^]*")


class InvalidInference(ValueError):
    """A kernel rule was given something it does not hold for. `rule` names the rule, `reason` what is missing."""

    def __init__(self, rule: str, reason: str) -> None:
        super().__init__(f"{rule}: {reason}")
        self.rule, self.reason = rule, reason


def require(holds: bool, rule: str, reason: str, *parts: Any) -> None:
    """Refuse unless it holds. The parts are put into the reason only then: it takes time to show a term."""
    if not holds:
        raise InvalidInference(rule, reason.format(*parts))


class Frozen:
    """What cannot be changed once it is made, and has no subclasses but the kernel's own."""

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        if cls.__bases__ != (Frozen,):
            raise InvalidInference(cls.__mro__[1].__name__.lower(), "terms and theorems have no subclasses")

    def __setattr__(self, name: str, value: Any) -> None:
        raise InvalidInference(type(self).__name__.lower(), f"terms and theorems are immutable: {name} cannot be changed")

    def __delattr__(self, name: str) -> None:
        self.__setattr__(name, None)


def _operator(of_two: Callable[[Term, Any], Term]) -> Callable[[Term, Any], Term]:
    return of_two


class Term(Frozen):
    """An immutable term, or a formula (sort "bool"). Two terms are equal when they differ at most in bound names."""

    __slots__ = ("args", "hint", "key", "loose", "op", "reach", "sort")
    op: str
    args: tuple[Any, ...]
    sort: str
    key: str
    loose: frozenset[tuple[int, str]]  # numbers and sorts of the indices that nothing in it binds
    reach: int  # 0 for a closed term
    hint: str

    def __init__(self, op: str, args: tuple[Any, ...], sort: str, hint: str = "") -> None:
        """`hint` names the index that the term binds, for printing only. Use the constructors below, which check."""
        if hasattr(self, "key"):
            raise InvalidInference("term", f"terms are immutable: {self} is made already")
        if type(sort) is not str or type(hint) is not str or not _fits(op, args, sort):
            takes = OPERATIONS[op].takes if type(op) is str and op in OPERATIONS else ()
            raise InvalidInference("term", f"{op} takes ({', '.join(takes)}), not {args!r} (of sort {sort})")
        inner = "".join(f" {a.key}" if type(a) is Term else f" {a}" for a in args)
        loose = _loose(op, args)
        put = object.__setattr__
        put(self, "op", op)
        put(self, "args", args)
        put(self, "sort", sort)
        put(self, "key", f"({op}{inner})")
        put(self, "loose", loose)
        put(self, "reach", 1 + max((n for n, _ in loose), default=-1))
        put(self, "hint", hint)

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

    def __neg__(self) -> Term:
        return mul(-1, self)

    def __abs__(self) -> Term:
        return absolute(self)

    def __truediv__(self, other: Any) -> Term:
        other = lift(other)
        return mul(self, num(1 / other.args[0]) if other.op == "num" and other.args[0] != 0 else inv(other))

    __add__ = _operator(lambda a, b: add(a, b))
    __radd__ = _operator(lambda a, b: add(b, a))
    __sub__ = _operator(lambda a, b: add(a, mul(-1, b)))
    __rsub__ = _operator(lambda a, b: add(b, mul(-1, a)))
    __mul__ = _operator(lambda a, b: mul(a, b))
    __rmul__ = _operator(lambda a, b: mul(b, a))
    __rtruediv__ = _operator(lambda a, b: mul(b, apply("inv", a)))
    __pow__ = _operator(lambda a, n: power(a, n))
    __le__ = _operator(lambda a, b: apply("le", a, b))
    __lt__ = _operator(lambda a, b: apply("lt", a, b))
    __ge__ = _operator(lambda a, b: apply("le", b, a))
    __gt__ = _operator(lambda a, b: apply("lt", b, a))


_shown: Callable[[Term], str] = attrgetter("key")


def set_text(text: Callable[[Term], str]) -> None:
    """How terms show themselves from here on, in messages and sessions; nothing that is compared or proved looks at it."""
    global _shown
    _shown = text


def _of(*sorts: str) -> Callable[[Any], bool]:
    return lambda a: type(a) is Term and a.sort in sorts


# What an argument of each kind may be.
KINDS: dict[str, Callable[[Any], bool]] = {
    "number": _of("real", "int"),
    "real": _of("real"),
    "int": _of("int"),
    "sample": _of("sample"),
    "bool": _of("bool"),
    "term": _of(*SORTS),
    "end": lambda a: a is None or (type(a) is Term and a.sort in ("real", "int")),
    "sort": lambda a: type(a) is str and a in SORTS,
    "ordered": lambda a: type(a) is str and a in ("real", "int"),
    "result": lambda a: type(a) is str and a in ("real", "sample"),
    "name": lambda a: type(a) is str and _NAME.fullmatch(a) is not None,
    "fraction": lambda a: type(a) is Fraction,
    "level": lambda a: type(a) is int and a >= 0,
    "exponent": lambda a: type(a) is int and a > 1,
}


def _fits(op: str, args: tuple[Any, ...], sort: str) -> bool:
    """Whether the constructors would build it: names and sorts are what comparison and integer rules rest on."""
    if type(op) is not str or type(args) is not tuple or op not in OPERATIONS:
        return False
    takes = OPERATIONS[op].takes
    if takes[-1] == "...":
        takes = takes[:-1] + takes[-2:-1] * (len(args) - len(takes) + 1)
    ok = len(takes) == len(args) and all(KINDS[kind](a) for kind, a in zip(takes, args, strict=True))
    return ok and sort == sort_of(op, args) and (op != "all" or args[0] != "sample" or args[1:3] == (None, None))


def sort_of(op: str, args: tuple[Any, ...]) -> str:
    """The sort of an operation's result."""
    sort = OPERATIONS[op].sort
    if sort == "joint":
        return "int" if all(a.sort == "int" for a in args if type(a) is Term) else "real"
    if op == "num":
        return "int" if args[0].denominator == 1 else "real"
    return str(args[1]) if sort == "stated" else sort


def index_sort(op: str, args: tuple[Any, ...]) -> str:
    """The sort of the index that a binder binds."""
    sort = OPERATIONS[op].index
    return str(args[0]) if sort == "stated" else sort


def _loose(op: str, args: tuple[Any, ...]) -> frozenset[tuple[int, str]]:
    """Numbers and sorts of the dangling indices. Refuses an index of another sort than its binder's."""
    if op == "bound":
        return frozenset({(args[0], args[1])})
    found: frozenset[tuple[int, str]] = frozenset()
    for k, a in enumerate(args):
        if type(a) is Term and a.loose:
            inner = a.loose
            if k in OPERATIONS[op].under:
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


def var(name: str, sort: str = "real") -> Term:
    """A variable of sort "real", "int" or "sample". Raises `InvalidInference` for another sort, or what is not a name."""
    require(KINDS["name"](name), "name", "{!r} is not a name: start with a letter, go on with letters, digits, _ ' * ^", name)
    require(sort in SORTS, "variable", "sort {!r} of {}: choose one of {}", sort, name, ", ".join(SORTS))
    return Term("var", (name, sort), sort)


def _number(value: Any) -> Term:
    a = lift(value)
    require(KINDS["number"](a), "term", "{} is of sort {}, a number is wanted", a, a.sort)
    return a


def _flat(op: str, values: tuple[Any, ...]) -> tuple[Term, ...]:
    return tuple(b for a in map(_number, values) for b in (a.args if a.op == op else (a,)))


def apply(op: str, *values: Any) -> Term:
    """An operation on these arguments, as it stands."""
    args = tuple(map(lift, values))
    return Term(op, args, sort_of(op, args))


def add(*values: Any) -> Term:
    terms = tuple(a for a in _flat("add", values) if a.op != "num" or a.args[0] != 0)
    return num(0) if not terms else terms[0] if len(terms) == 1 else apply("add", *terms)


def mul(*values: Any) -> Term:
    factor = Fraction(1)
    rest = []
    for a in _flat("mul", values):
        if a.op == "num":
            factor *= a.args[0]
        else:
            rest.append(a)
    if not rest or factor == 0:
        return num(factor)
    whole = rest if factor == 1 else [num(factor), *rest]
    return whole[0] if len(whole) == 1 else apply("mul", *whole)


def power(base: Any, n: Any) -> Term:
    """base^n: a literal integer, an integer term (then n-fold product), or a real term (then for base > 0)."""
    if isinstance(n, Fraction) and n.denominator == 1:
        n = int(n)
    if isinstance(n, int) and not isinstance(n, bool):
        b = _number(base)
        if n < 0:
            return inv(power(b, -n))
        return num(1) if n == 0 else b if n == 1 else num(b.args[0] ** n) if b.op == "num" else Term("pow", (b, n), b.sort)
    if isinstance(n, Fraction) and n == Fraction(1, 2):
        return sqrt(base)
    b, e = _number(base), _number(n)
    return Term("ipow" if e.sort == "int" else "rpow", (b, e), "real")


def _function(op: str) -> Callable[..., Term]:
    function = partial(apply, op)
    function.__doc__ = OPERATIONS[op].meaning
    return function


inv, sqrt, exp, log = _function("inv"), _function("sqrt"), _function("exp"), _function("log")
absolute, sign, maximum, minimum = _function("abs"), _function("sign"), _function("max"), _function("min")
relation = apply
Eq, Ne, Implies = _function("eq"), _function("ne"), _function("imp")


def fits(a: Term, sort: str) -> bool:
    """Whether the term may stand where that sort is asked for: an integer is a real too."""
    return a.sort == sort or (sort, a.sort) == ("real", "int")


class Function:
    """A function symbol: x[t, i]. Arguments are real, int or sample points; `result` is "real" or "sample"."""

    def __init__(self, name: str, sorts: tuple[str, ...], result: str = "real") -> None:
        var(name)  # refuses what is not a name
        known = KINDS["result"](result) and all(s in SORTS for s in sorts)
        require(known, "function", "{}: arguments are real, int or sample, the result is real or sample", name)
        self.name, self.sorts, self.result = name, sorts, result

    def __getitem__(self, index: Any) -> Term:
        terms = tuple(lift(v) for v in (index if isinstance(index, tuple) else (index,)))
        given = tuple(a.sort for a in terms)
        fit = len(terms) == len(self.sorts) and all(fits(a, s) for a, s in zip(terms, self.sorts, strict=True))
        require(fit, "function", "{} takes ({}), not ({})", self.name, ", ".join(self.sorts), ", ".join(given))
        return Term("app", (self.name, self.result, *terms), self.result)


def rebuild(a: Term, args: tuple[Any, ...]) -> Term:
    """The same operation on other arguments, simplified as the constructors do."""
    if a.op in ("add", "mul", "pow"):
        return {"add": add, "mul": mul, "pow": power}[a.op](*args)
    if a.op in ("ipow", "rpow"):
        return power(args[0], int(args[1].args[0]) if args[1].op == "num" and args[1].sort == "int" else args[1])
    return Term(a.op, args, sort_of(a.op, args), a.hint)
