"""SymPy's objects, taken apart without a call of SymPy's that could evaluate: only `func`, `args` and assumptions are read."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy
from sympy.core.function import AppliedUndef

from adal_theory.errors import ConfigurationError
from adal_theory.prove.check.expression import Node, Reading, exact_decimal, name, number, two_of_a_name

_RELATIONS = {
    "LessThan": ("le", False),
    "StrictLessThan": ("lt", False),
    "GreaterThan": ("le", True),
    "StrictGreaterThan": ("lt", True),
    "Equality": ("eq", False),
    "Unequality": ("ne", False),
}
_PLAIN = {"Add": "add", "Mul": "mul", "Pow": "pow", "Abs": "abs", "sign": "sign", "exp": "exp", "Max": "max", "Min": "min"}
_SIGNS = {"positive": ("lt", False), "nonnegative": ("le", False), "negative": ("lt", True), "nonpositive": ("le", True)}

# Assumptions that say more of a real number than the formulas here can.
_UNREAD = frozenset(["even", "odd", "prime", "composite", "rational", "irrational", "noninteger", "algebraic"]) | {
    "transcendental",
    *(f"extended_{sign}" for sign in (*_SIGNS, "nonzero")),
}


def read_sympy(value: Any, what: str = "the step") -> Reading:
    """The facts that a relation of SymPy's states, and what the assumptions of its symbols add."""
    reading = Reading()
    truth = {sympy.true: True, sympy.false: False}.get(value) if isinstance(value, sympy.logic.boolalg.BooleanAtom) else None
    if truth is not None:
        _evaluated(truth, what, reading)
        return reading
    reading.facts.append(_Walk(reading).fact(value))
    return reading


def read_expression(value: Any, into: Reading) -> Node:
    """A number, as in the ends of a range."""
    return _Walk(into).number(value)


def _evaluated(truth: bool, what: str, reading: Reading) -> None:
    """SymPy closes b >= 0 for a b declared positive, before anyone can read it."""
    if truth and what != "the step":
        reading.notes.append(
            "a fact is True: SymPy evaluated it under the assumptions of its symbols, which are hypotheses already"
        )
        return
    raise ConfigurationError(
        f"{what} is {truth}: SymPy evaluated it before it could be read (by the assumptions of its symbols or by "
        "arithmetic); write it as text, or build it with evaluate=False"
    )


class _Walk:
    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.bound: dict[str, Any] = {}  # indices and the symbols that stand for them

    def fact(self, a: Any) -> Node:
        kind = type(a).__name__
        if kind in _RELATIONS:
            op, turned = _RELATIONS[kind]
            left, right = self.number(a.args[0]), self.number(a.args[1])
            return Node(op, (right, left) if turned else (left, right))
        if kind == "And":
            return Node("and", tuple(self.fact(b) for b in sorted(a.args, key=lambda b: b.sort_key())))
        raise ConfigurationError(f"{a} is a {kind}, not a relation; give <=, <, >=, >, Eq, Ne or And of them")

    def number(self, a: Any) -> Node:
        a = sympy.Integer(a) if type(a) is int else a
        if not isinstance(a, sympy.Basic):
            raise ConfigurationError(f"{a!r} is a {type(a).__name__}; give an expression of SymPy's")
        kind = type(a).__name__
        if isinstance(a, sympy.Symbol):
            return self.symbol(a)
        if isinstance(a, sympy.Rational):
            return number(Fraction(int(a.p), int(a.q)))
        if isinstance(a, sympy.Float):
            return self.decimal(a)
        if isinstance(a, (AppliedUndef, sympy.Indexed)):
            return self.applied(a)
        if kind in _PLAIN and a.args:
            return Node(_PLAIN[kind], tuple(self.number(b) for b in a.args))
        if kind == "log":
            logs = [Node("log", (self.number(b),)) for b in a.args]
            return logs[0] if len(logs) == 1 else Node("div", tuple(logs))
        if kind in ("Sum", "Product"):
            return self.summed(a, kind)
        if a is sympy.E:
            return Node("exp", (number(1),))
        raise ConfigurationError(_refusal(a, kind))

    def decimal(self, a: Any) -> Node:
        if not a.is_finite:
            raise ConfigurationError(_refusal(a, "nan"))
        text = repr(float(a)) if a._prec == 53 else str(a)
        return exact_decimal(text, self.reading.notes)

    def symbol(self, a: Any) -> Node:
        word = _plain_name(a.name)
        given = a._assumptions_orig if hasattr(a, "_assumptions_orig") else a.assumptions0
        if a.is_real is False or a.is_commutative is False:
            raise ConfigurationError(f"the symbol {word} is not real by its assumptions; only real numbers can be read")
        if unread := [f"{k}={v}" for k, v in sorted(given.items()) if k in _UNREAD or (k == "integer" and v is False)]:
            raise ConfigurationError(
                f"the symbol {word} is assumed {unread[0]}, which cannot be read; say it in other words (n = 2m for an even n), "
                "or take a symbol without it"
            )
        if word in self.bound:
            if self.bound[word] != a:
                raise two_of_a_name(word)
            return name(word)
        if self.reading.objects.setdefault(word, a) != a:
            raise two_of_a_name(word)
        sort = "int" if a.is_integer else "real" if given.get("real") or a.is_integer is False else None
        if sort is not None:
            self.reading.sorts[word] = sort
        for fact in self.assumed(a, word):
            if fact not in self.reading.hypotheses:
                self.reading.hypotheses.append(fact)
        return name(word)

    def assumed(self, a: Any, word: str) -> list[Node]:
        """What the assumptions say beside the sort: the strongest sign, and ≠ 0."""
        zero = number(0)
        if a.is_zero:
            return [Node("eq", (name(word), zero))]
        for sign, (op, turned) in _SIGNS.items():
            if getattr(a, f"is_{sign}"):
                if a.is_integer and op == "lt":  # T > 0 is T >= 1
                    return [Node("le", (name(word), number(-1)) if turned else (number(1), name(word)))]
                return [Node(op, (name(word), zero) if turned else (zero, name(word)))]
        return [Node("ne", (name(word), zero))] if a.is_zero is False else []

    def applied(self, a: Any) -> Node:
        indexed = isinstance(a, sympy.Indexed)
        word = _plain_name(str(a.base.label) if indexed else a.func.__name__)
        for assumption in ("integer", *_SIGNS, "nonzero"):
            if getattr(a, f"is_{assumption}", None):
                raise ConfigurationError(
                    f"the sequence {word} is assumed {assumption}, which only symbols can be; state it as a fact for "
                    f"all t instead, such as forall(t, 1, T, {word}(t) >= 0)"
                )
        given = [self.number(b) for b in (a.indices if indexed else a.args)]
        if indexed:
            self.reading.index(b for b in given if b.args[0] not in self.bound)
        return Node("call", (word, *given))

    def summed(self, a: Any, kind: str) -> Node:
        before = dict(self.bound)
        ranges = []
        for limits in reversed(a.limits):  # the last range is the outermost, and inner ends may use its index
            if len(limits) != 3:
                raise ConfigurationError(f"{a}: {kind} needs both ends, as in {kind}(g(t), (t, 1, T))")
            index, low, high = limits
            ends = self.number(low), self.number(high)
            word = _plain_name(index.name)
            self.bound[word] = index
            ranges.append((word, *ends))
        body = self.number(a.function)
        self.bound = before
        for word, low_, high_ in reversed(ranges):
            body = Node(kind.lower(), (word, low_, high_, body))
        return body


def _plain_name(text: str) -> str:
    """beta_{1} and \\beta_1 are beta_1."""
    return text.replace("\\", "").replace("{", "").replace("}", "").replace(",", "_")


def _refusal(a: Any, kind: str) -> str:
    if a in (sympy.oo, -sympy.oo, sympy.zoo, sympy.nan) or kind == "nan":
        return f"{a} is not a real number (SymPy makes nan of 0·oo); take a symbol T and bound it for each T"
    if a is sympy.pi:
        return "pi has no exact value in the kernel; take a symbol with its bounds as facts, such as 3 < p, p < 4"
    if a is sympy.I:
        return "I is SymPy's imaginary unit; make a symbol with symbols('I') if a name was meant"
    if kind == "Zero" or not isinstance(a, sympy.Basic):
        return f"{a} cannot be read"
    word = a.func.__name__ if a.args else str(a)
    if word in ("factorial", "binomial"):
        return (
            f"{a}: {word} has no meaning here; take a sequence with its recursion as facts, such as Eq(F(t), t*F(t-1)) for all t"
        )
    return f"{a}: {word} has no meaning here; take a symbol for its value and state what is known of it as facts"
