"""Derivations as plain data: what a search found is kept with all its inferences, and the kernel makes each of them again.

Data that is read is not believed: it names rules and arguments, and only the kernel makes theorems of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from types import ModuleType
from typing import Any

from adal_theory.prove.kernel.certificates import Certificate, Product
from adal_theory.prove.kernel.terms import InvalidInference, Term
from adal_theory.prove.kernel.theorem import RULES, Theorem
from adal_theory.prove.tactics import kept, lemmas, lemmas_powers, lemmas_real_powers, lemmas_sums

MOST_STEPS = 1500
LONGEST = 60.0  # seconds that a file may claim
MODULES: tuple[ModuleType, ...] = (lemmas, lemmas_powers, lemmas_real_powers, lemmas_sums)
UNREADABLE = (InvalidInference, ArithmeticError, AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError)


def recall(key: str, facts: Sequence[Theorem], accepts: Callable[[Theorem], bool]) -> tuple[Theorem, float] | None:
    """The theorem kept under a key, made again from these facts if it is what is wanted, and the seconds that the search took."""
    return kept.recall(key, lambda data: _read(data, facts, accepts))


def keep(key: str, t: Theorem, facts: Sequence[Theorem], seconds: float) -> None:
    """Keep how a theorem is made from these facts, unless that is long, and the seconds that it took to find."""
    written = Writing(facts).write(t)
    if written is not None:
        kept.keep(key, [round(seconds, 3), *written])


def _read(data: Any, facts: Sequence[Theorem], accepts: Callable[[Theorem], bool]) -> tuple[Theorem, float] | None:
    try:
        seconds, *derivation = data
        t = Reading(facts).read(derivation)
        return (t, min(float(seconds), LONGEST)) if accepts(t) and float(seconds) >= 0 else None
    except UNREADABLE:
        return None


def _lemmas() -> Mapping[str, Callable[[], Theorem]]:
    """The lemmas that the search has by name: theorems of no argument, each proved once."""
    return {
        f"{m.__name__.rpartition('.')[2]}.{name}": f
        for m in MODULES
        for name, f in vars(m).items()
        if hasattr(f, "cache_info")
        and f.__wrapped__.__annotations__.get("return") == "Theorem"
        and not f.__wrapped__.__code__.co_argcount
    }


class Writing:
    """Terms and inferences, each once and after what it is made of."""

    def __init__(self, facts: Sequence[Theorem]) -> None:
        self.terms: list[Any] = []
        self.steps: list[Any] = []
        self._term: dict[Term, int] = {}
        self._step: dict[Theorem, list[Any]] = {t: ["f", i] for i, t in reversed(list(enumerate(facts)))}
        for name, f in _lemmas().items():
            if f.cache_info().currsize:  # type: ignore[attr-defined]
                self._step.setdefault(f(), ["n", name])

    def write(self, t: Theorem) -> Any:
        """The derivation; None where it is longer than is kept."""
        stack = [t]
        while stack:
            u = stack[-1]
            waiting = [p for p in u.premises if p not in self._step]
            if u in self._step or waiting:
                stack = [*stack[:-1]] if u in self._step else [*stack, *waiting]
                continue
            self.steps.append([u.rule, *map(self._written, u.arguments)])
            self._step[u] = ["s", len(self.steps) - 1]
            if len(self.steps) > MOST_STEPS:
                return None
        return [self.terms, self.steps, self._step[t]]

    def _written(self, a: Any) -> Any:
        """An argument: a list whose first entry says what it is; a number, a text or nothing as it is."""
        if isinstance(a, Theorem):
            return self._step[a]
        if isinstance(a, Term):
            return ["t", self._number(a)]
        if isinstance(a, tuple):
            return ["()", *map(self._written, a)]
        if isinstance(a, Fraction):
            return ["q", str(a)]
        if isinstance(a, Certificate):
            return ["c", self._written(a.products), self._written(a.rewrites)]
        if isinstance(a, Product):
            return ["p", *map(self._written, (a.coefficient, a.factors, a.equation, a.multiplier))]
        return a

    def _number(self, a: Term) -> int:
        if a not in self._term:
            parts = [self._written(b) for b in a.args]
            self.terms.append([a.op, a.sort, a.hint, *parts])
            self._term[a] = len(self.terms) - 1
        return self._term[a]


class Reading:
    """The same backwards."""

    def __init__(self, facts: Sequence[Theorem]) -> None:
        self.facts, self.terms, self.steps = facts, list[Term](), list[Theorem]()

    def read(self, data: Any) -> Theorem:
        terms, steps, last = data
        for op, sort, hint, *parts in terms:
            self.terms.append(Term(op, tuple(map(self._value, parts)), sort, hint))
        for rule, *arguments in steps[:MOST_STEPS]:
            self.steps.append(RULES[rule](*map(self._value, arguments)))
        t = self._value(last)
        if not isinstance(t, Theorem):
            raise InvalidInference("kept", "what was kept is not a theorem")
        return t

    def _value(self, a: Any) -> Any:
        if not isinstance(a, list):
            return a
        kind, *rest = a
        return _KINDS[kind](self, *rest)

    def _tuple(self, *parts: Any) -> tuple[Any, ...]:
        return tuple(map(self._value, parts))


_KINDS: dict[str, Callable[..., Any]] = {
    "f": lambda r, i: r.facts[i],
    "s": lambda r, i: r.steps[i],
    "t": lambda r, i: r.terms[i],
    "n": lambda r, name: _lemmas()[name](),
    "()": Reading._tuple,
    "q": lambda r, text: Fraction(text),
    "c": lambda r, *parts: Certificate(*r._tuple(*parts)),
    "p": lambda r, *parts: Product(*r._tuple(*parts)),
}
