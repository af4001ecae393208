"""Faithfulness: statements about runs, evaluated on runs in 50-digit decimals.

A claim is selected when every symbol in it is a sequence or number of a run, one of `quantities`, or defined by one of its
own hypotheses, and it can be decided on one run. On a run its hypotheses are evaluated first, the recorded update among
them: where one fails, the run says nothing about the claim. Where all hold and the conclusion does not, the claim is
violated.
"""

from __future__ import annotations

import decimal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from adal_theory.prove import Claim, Library, Term
from adal_theory.prove.kernel.binders import free, functions
from adal_theory.prove.kernel.terms import rebuild
from adal_theory.prove.library.definitions import Definition, definition, solve
from adal_theory.prove.semantics.evaluate import CONTEXT, DecimalArithmetic, Instance, evaluate
from adal_theory.prove.update.trajectory import OF_STEP, Trajectory
from faithful.quantities import QUANTITIES, Quantity

PER_COORDINATE = ("x", "g", "g_hat", "m", "v", "v_max", "A", "H")
SHAPES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(PER_COORDINATE, ("number", "number")),
    **dict.fromkeys((*OF_STEP, "x_star"), ("number",)),
}
NUMBERS = ("T", "d", "eta", "beta1", "beta2", "eps", "delta", "lo", "hi")
MARGIN = Fraction(1, 10**30)
HOLDS, VIOLATED = "holds", "violated"


@lru_cache(maxsize=4096)
def symbols(f: Term) -> tuple[frozenset[str], Mapping[str, tuple[tuple[str, ...], str]]]:
    """The free variables and the function symbols of a formula."""
    return frozenset(v.args[0] for v in free(f)), functions(f)


@lru_cache(maxsize=4096)
def undecidable(f: Term) -> str | None:
    """What no single run decides in a formula: limits, derivatives, expectations, and all of infinitely many numbers."""
    kinds = {"tends": "a limit", "slope": "a derivative", "mean": "an expectation", "preserves": "a law of noise"}
    if f.op in kinds:
        return kinds[f.op]
    if f.op == "all" and (f.args[0] != "int" or None in f.args[1:3]):
        return f"all {'sample points' if f.args[0] == 'sample' else 'numbers'}"
    return next((q for a in f.args if isinstance(a, Term) and (q := undecidable(a))), None)


@dataclass(frozen=True)
class Needs:
    """What a claim needs of a run: its variables, its functions with their shapes, and what its hypotheses define."""

    variables: frozenset[str]
    functions: Mapping[str, tuple[tuple[str, ...], str]]
    definitions: tuple[Definition, ...]
    quantities: Mapping[str, Quantity]


def needs(claim: Claim) -> Needs:
    """The symbols of a claim, and for each that no run has by itself the quantity or definition that gives it."""
    return _needs(claim.id, (claim.show, *claim.given.values()))


@lru_cache(maxsize=4096)
def _needs(claim_id: str, formulas: tuple[Term, ...]) -> Needs:
    variables: set[str] = set()
    shapes: dict[str, tuple[tuple[str, ...], str]] = {}
    for f in formulas:
        names, found = symbols(f)
        variables |= names
        shapes |= found
    # A sequence that a run does not have (v_max without a running maximum) is not made up from a hypothesis.
    definitions = tuple(q for q in map(definition, formulas[1:]) if q is not None and q.name not in {*SHAPES, *NUMBERS})
    quantities = {q.name: q for q in QUANTITIES if q.fits(claim_id) and (q.name in shapes if q.function else q.name in variables)}
    return Needs(frozenset(variables), shapes, definitions, quantities)


def left_out(claim: Claim) -> str | None:
    """Why a claim is not evaluated on runs; None where it is."""
    hard = next((q for f in (claim.show, *claim.given.values()) if (q := undecidable(f))), None)
    if hard:
        return f"it speaks of {hard}"
    n = needs(claim)
    shapes = dict(SHAPES) | {q.name: q.function for q in n.quantities.values() if q.function}
    defined_by = {q.name for q in n.definitions}
    foreign = sorted(
        name for name, (sorts, _) in n.functions.items() if shapes.get(name, sorts if name in defined_by else None) != sorts
    )
    foreign += sorted(n.variables - set(NUMBERS) - set(n.quantities) - defined_by)
    if foreign:
        return f"a run has no {', '.join(foreign)}"
    given = set(NUMBERS) | set(SHAPES) | set(n.quantities)
    return None if given & (set(n.functions) | n.variables) else "it has no symbol that a run could give"


def selection(library: Library) -> tuple[list[Claim], dict[str, str]]:
    """The claims to evaluate on runs, and the reason of each that is left out."""
    reasons = {c.id: left_out(c) for c in library}
    return [c for c in library if reasons[c.id] is None], {i: r for i, r in reasons.items() if r is not None}


@lru_cache(maxsize=4096)
def firm(f: Term) -> Term:
    """A hypothesis with a < b made a + 10⁻³⁰ ≤ b: comparisons in decimals would let a = b pass for a < b."""
    if f.op == "lt":
        return f.args[0] + MARGIN <= f.args[1]
    if f.op in ("all", "imp"):
        return rebuild(f, (*f.args[:-1], firm(f.args[-1])))
    return f


@lru_cache(maxsize=4096)
def depth(f: Term) -> int:
    """How many quantifiers and sums lie within each other in a formula."""
    inner = max((depth(a) for a in f.args if isinstance(a, Term)), default=0)
    return inner + (f.op in ("all", "sum"))


class Case:
    """A run under examination. Hypotheses that claims share are evaluated once."""

    def __init__(self, run: Trajectory) -> None:
        self.run, self.base = run, run.instance()
        self._known: dict[str, bool] = {}
        self._values: dict[int, Any] = {}
        self._tables: dict[str, Callable[..., Any]] = {}

    def outcome(self, claim: Claim) -> str:
        """HOLDS, VIOLATED, or why the run says nothing about the claim."""
        with decimal.localcontext(CONTEXT):
            n, found = needs(claim), self.instance(claim)
            if isinstance(found, str):
                return found
            own = set(n.quantities) | {q.name for q in n.definitions}
            for name, f in sorted(claim.given.items(), key=lambda pair: self._effort(pair[1])):
                if not self._truth(f, found, own):
                    return f"without its hypothesis {name}"
            return HOLDS if evaluate(claim.show, found, DecimalArithmetic) else VIOLATED

    def _effort(self, f: Term) -> int:
        """Hypotheses known to fail on the run come first, then those that take fewest evaluations."""
        if self._known.get(f.key) is False:
            return 0
        return 1 + depth(f)

    def _truth(self, f: Term, instance: Instance, own: set[str]) -> bool:
        names, shapes = symbols(f)
        if own & (names | set(shapes)):
            return bool(evaluate(firm(f), instance, DecimalArithmetic))
        if f.key not in self._known:
            self._known[f.key] = bool(evaluate(firm(f), instance, DecimalArithmetic))
        return self._known[f.key]

    def instance(self, claim: Claim) -> Instance | str:
        """The run with the claim's further symbols, or which of them it lacks."""
        n = needs(claim)
        numbers, table = dict(self.base.variables), dict(self.base.functions)
        instance = Instance(numbers, table)
        for q in n.quantities.values():
            value = self._quantity(q)
            if value is None:
                return f"without {q.name}"
            (table if q.function else numbers)[q.name] = value
        mine = [q for q in n.definitions if q.pattern and q.name not in n.quantities]
        for name in {q.name for q in mine}:
            table[name] = self._defined([q for q in mine if q.name == name], instance, set(n.quantities))
        lacking = sorted(
            (set(n.functions) - set(table)) | (n.variables - set(numbers) - {q.name for q in n.definitions if not q.pattern})
        )
        if lacking:
            return f"without {', '.join(lacking)}"
        for d in n.definitions:
            if not d.pattern and d.name not in numbers:
                numbers[d.name] = evaluate(d.value, instance, DecimalArithmetic)
        return instance

    def _defined(self, mine: list[Definition], instance: Instance, own: set[str]) -> Callable[..., Any]:
        """A function by its definitions; shared between claims where they speak of the run's own symbols only."""
        parts = [a for d in mine for a in (*d.pattern, d.value, *(e for ends in d.ranges for e in ends if e is not None))]
        used = {name for a in parts for names in symbols(a) for name in names if not name.startswith("index_")}
        if used & own or not used <= set(self.base.functions) | set(self.base.variables):
            return defined(mine, instance)
        key = " ".join([*(d.name for d in mine), *(a.key for a in parts)])
        if key not in self._tables:
            self._tables[key] = defined(mine, self.base)
        return self._tables[key]

    def _quantity(self, q: Quantity) -> Any:
        if id(q) not in self._values:
            self._values[id(q)] = q.value(self.run)
        return self._values[id(q)]


def defined(mine: list[Definition], instance: Instance) -> Callable[..., Decimal]:
    """The function that hypotheses define, each value computed when it is asked for."""
    memo: dict[tuple[Any, ...], Decimal] = {}

    def value(*arguments: Any) -> Decimal:
        if arguments not in memo:
            at, d = next((found, d) for d in mine if (found := solve(d, arguments, instance)) is not None)
            scoped = Instance({**instance.variables, **{k: int(a) for k, a in at.items()}}, instance.functions)
            memo[arguments] = evaluate(d.value, scoped, DecimalArithmetic)
        return memo[arguments]

    return value
