"""A theorem's record as the numbered lines of a proof, for a reader.

Every step of the kernel that belongs to the claim is a line or part of one: an assumption is cited as a hypothesis (H1) or
as a supposition (S1) that a later step uses up, a defining constraint is stated where it is used, and steps that only open
or close quantifiers, or supply conditions, one after the other, are one line. The theorem of another claim is cited by its id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adal_theory.prove.kernel.terms import Function, Term, lift
from adal_theory.prove.kernel.theorem import RULES, Theorem, same
from adal_theory.prove.printing.axioms import marked
from adal_theory.prove.printing.certificate_words import Words, certified, listed

CHAINS = ("cut", "instantiate", "instantiate_function")
# Rules whose words need no more than the labels of their premises.
PHRASES = {
    "inverse": "reciprocal, as {0}",
    "sqrt_square": "square of the root, as {0}",
    "power_step": "power, as {0}",
    "power_sum": "powers, as {0}, {1}",
    "power_positive": "power of a positive number {0}",
    "exp_positive": "an exponential is positive",
    "log_exp": "log undoes exp",
    "integral": "{0}, between integers",
    "sum_split": "splitting the sum, as {0}, {1}",
    "sum_shift": "shifting the index",
    "sum_swap": "order of summation",
    "sum_count": "counting terms, as {0}",
    "mean_sum": "linearity of E",
    "telescope": "telescoping sum, as {0}",
    "tends_by_rate": "rate of convergence {0}",
    "detach": "{0} applied to {1}",
    "change_of_variables": "change of variables {0}",
    "slope_equal": "{0}, rewritten by {1}",
    "real_power_product": "real powers, as {0}, {1}, {2}",
    "real_power_sum": "real powers, as {0}",
    "real_power_power": "real powers, as {0}",
    "real_power_monotone": "real powers increase, as {0}, {1}, {2}",
}


@dataclass(frozen=True)
class Line:
    """One line: what holds, why, and the suppositions that it rests on, by number."""

    number: int
    formula: Term
    reason: Words
    rule: str
    under: tuple[int, ...] = ()


@dataclass
class Outline:
    """The proof of one claim. `cites` are the claims that it rests on, `steps` the kernel's steps that it shows."""

    suppositions: list[Term]
    lines: list[Line]
    cites: tuple[str, ...]
    steps: int


Known = Mapping[Theorem, str]


def own(t: Theorem, known: Known) -> tuple[list[Theorem], list[str]]:
    """The steps of a theorem down to other claims', premises first, and the ids of those claims."""
    steps: dict[Theorem, None] = {}
    cited: dict[str, None] = {}
    stack = [(t, False)]
    while stack:
        u, done = stack.pop()
        if done:
            steps.setdefault(u)
        elif u is not t and u in known:
            cited.setdefault(known[u])
        elif u not in steps:
            stack.append((u, True))
            stack.extend((q, False) for q in reversed(u.premises))
    return list(steps), list(cited)


def outline(given: Sequence[Term], t: Theorem, known: Known) -> Outline:
    """The proof of a claim with these hypotheses, line by line."""
    steps, cited = own(t, known)
    writer = _Writer(given, t, known, steps)
    writer.write()
    return Outline(writer.suppositions, writer.lines, tuple(cited), sum(u.rule != "assume" for u in steps))


def _statement(t: Theorem) -> tuple[Any, ...]:
    return t.conclusion.key, frozenset(f.key for f in t.hypotheses), t.axioms


class _Writer:
    """Folds the steps into lines. A statement that is proved twice is shown with its first proof only."""

    def __init__(self, given: Sequence[Term], root: Theorem, known: Known, steps: Sequence[Theorem]) -> None:
        self.hypotheses, self.root, self.known = given, root, known
        self.first: dict[Any, Theorem] = {}
        for u in steps:
            self.first.setdefault(_statement(u), u)
        self.shown, self.uses = self._reach()
        self.lines: list[Line] = []
        self.numbers: dict[Theorem, int] = {}
        self.suppositions: list[Term] = []
        self.names: dict[str, str] = {}  # of assumptions by formula: H3 or S2
        self.given = {f.key: k for k, f in reversed([*enumerate(given, 1)])}

    def same_as(self, t: Theorem) -> Theorem:
        """The theorem that stands for t."""
        return t if t in self.known and t is not self.root else self.first.get(_statement(t), t)

    def premises(self, t: Theorem) -> list[Theorem]:
        return [self.same_as(u) for u in t.premises]

    def _reach(self) -> tuple[list[Theorem], dict[Theorem, int]]:
        """Theorems in order, premises first, and how often each is used."""
        uses: dict[Theorem, int] = {}
        order: dict[Theorem, None] = {}
        stack = [(self.same_as(self.root), False)]
        while stack:
            u, done = stack.pop()
            if done:
                order.setdefault(u)
            elif u not in order and not (u in self.known and u is not self.root):
                stack.append((u, True))
                stack.extend((q, False) for q in reversed(self.premises(u)))
        for u in order:
            for q in self.premises(u):
                uses[q] = uses.get(q, 0) + 1
        return list(order), uses

    def write(self) -> None:
        inside = {q for u in self.shown for q in self._folded(u)}
        for u in self.shown:
            if u.rule not in ("assume", "defining") and u not in inside and not _trivial(u):
                self._line(u)
        if not self.lines or self.lines[-1].formula.key != self.root.conclusion.key:
            self._line(self.same_as(self.root))

    def _folded(self, t: Theorem) -> list[Theorem]:
        """Premises that become part of the line of t: the inner links of a chain, used nowhere else."""
        inner: list[Theorem] = []
        if t.rule == "restate" or t.rule in ("specialize", "instantiate", "instantiate_function"):
            inner = [self.same_as(t.arguments[0])]
        elif t.rule in ("cut", "generalize"):
            inner = [self.same_as(t.arguments[1])]
        elif t.rule in ("sum_monotone", "mean_monotone"):
            inner = [self.same_as(t.arguments[0])]
        wanted = {
            "specialize": ("specialize",),
            "generalize": ("generalize",),
            "sum_monotone": ("generalize",),
            "mean_monotone": ("generalize",),
            **dict.fromkeys(CHAINS, (*CHAINS, "restate")),
            "restate": CHAINS,
        }
        return [q for q in inner if self.uses.get(q) == 1 and q.rule in wanted[t.rule] and q not in self.known]

    def _line(self, t: Theorem) -> None:
        if t in self.numbers:
            return
        reason = self._reason(t)
        under = tuple(sorted(int(n[1:]) for n in {self._name(f) for f in t.hypotheses} if n[0] == "S"))
        self.numbers[t] = len(self.lines) + 1
        self.lines.append(Line(self.numbers[t], t.conclusion, reason, t.rule, under))

    def _name(self, f: Term) -> str:
        """H3 for the third hypothesis of the claim, S2 for the second other assumption."""
        if f.key not in self.names:
            at = self.given.get(f.key) or next((k for k, g in enumerate(self.hypotheses, 1) if same(f, g)), 0)
            if not at:
                self.suppositions.append(f)
            self.names[f.key] = f"H{at}" if at else f"S{len(self.suppositions)}"
        return self.names[f.key]

    def label(self, t: Theorem) -> str:
        """How a line cites t: a claim's id in ⟦ ⟧, a hypothesis, or a line."""
        t = self.same_as(t)
        if t in self.known and t is not self.root:
            return f"⟦{self.known[t]}⟧"
        if t.rule == "assume":
            return self._name(t.conclusion)
        if t not in self.numbers:
            self._line(t)
        return f"({self.numbers[t]})"

    def _reason(self, t: Theorem) -> Words:
        return getattr(self, f"_{t.rule}", self._general)(t)

    def _general(self, t: Theorem) -> Words:
        labels = [self.label(u) for u in self.premises(t)]
        if t.rule in PHRASES:
            return (PHRASES[t.rule].format(*labels),)
        said = (RULES[t.rule].__doc__ or t.rule).splitlines()[0].rstrip(".") if t.rule in RULES else t.rule
        return (said + (f", by {listed(labels)}" if labels else ""),)

    def _arith(self, t: Theorem) -> Words:
        labels, extra = self._labels(t)
        return (*certified(t.arguments[2], labels), *extra)

    def _labels(self, t: Theorem) -> tuple[list[str], Words]:
        """Labels of the premises, and the definitions among them, which get letters and are stated."""
        labels: list[str] = []
        extra: list[str | Term] = []
        for u in self.premises(t):
            if u.rule == "defining":
                letter = f"({chr(ord('a') + len(extra) // 2 % 26)})"
                labels.append(letter)
                extra += [f"{', with ' if not extra else ', '}{letter} ", u.conclusion]
            else:
                labels.append(self.label(u))
        return labels, tuple(extra)

    def _defining(self, t: Theorem) -> Words:
        return ("definition",)

    def _axiom(self, t: Theorem) -> Words:
        return (f"axiom {marked(t.arguments[0])}",)

    def _restate(self, t: Theorem) -> Words:
        return self._cut(t) if self._folded(t) else (f"{self.label(t.arguments[0])}, rearranged",)

    def _cut(self, t: Theorem) -> Words:
        """A chain down to the theorem that it starts from: terms put in, conditions supplied."""
        supplied: list[str] = []
        put: list[str | Term] = []
        while True:
            if t.rule == "cut":
                supplied.append(self.label(t.arguments[0]))
            elif t.rule == "instantiate":
                put = [q for v, a in t.arguments[1] for q in (", ", v, " := ", lift(a))] + put
            elif t.rule == "instantiate_function":
                name, parameters, a = t.arguments[1:]
                put = [", ", _at(name, parameters), " := ", lift(a), *put]
            inner = self._folded(t)
            if not inner:
                break
            t = inner[0]
        source = self.label(t.arguments[1 if t.rule == "cut" else 0])
        conditions = f"; conditions by {listed(supplied[::-1])}" if supplied else ""
        return (source, *([" with ", *put[1:]] if put else []), conditions)

    _instantiate = _instantiate_function = _cut

    def _specialize(self, t: Theorem) -> Words:
        values: list[str | Term] = []
        ranges: list[str] = []
        while True:
            values = [", ", lift(t.arguments[1]), *values]
            ranges = [self.label(u) for u in t.arguments[2:]] + ranges
            inner = self._folded(t)
            if not inner:
                break
            t = inner[0]
        within = f", in range by {listed(ranges)}" if ranges else ""
        return (f"{self.label(t.arguments[0])} at ", *values[1:], within)

    def _quantified(self, t: Theorem) -> tuple[str, list[str | Term]]:
        """(the theorem under the quantifiers that one line puts before it, their indices)."""
        values: list[str | Term] = []
        while True:
            values += [", ", t.arguments[0]]
            inner = self._folded(t)
            if not inner:
                return self.label(t.arguments[1]), values[1:]
            t = inner[0]

    def _generalize(self, t: Theorem) -> Words:
        source, values = self._quantified(t)
        return (f"{source} for every ", *values)

    def _summed(self, t: Theorem, words: str) -> Words:
        inner = self._folded(t)
        if not inner:
            return (f"{self.label(t.arguments[0])}, {words}",)
        source, values = self._quantified(inner[0])
        return (f"{source}, {words} over ", *values)

    def _sum_monotone(self, t: Theorem) -> Words:
        return self._summed(t, "summed")

    def _mean_monotone(self, t: Theorem) -> Words:
        return self._summed(t, "averaged")

    def _leibniz(self, t: Theorem) -> Words:
        equation, start = t.arguments[:2]
        into = "" if _trivial(self.same_as(start)) else f" in {self.label(start)}"
        return (f"{self.label(equation)} substituted{into}",)

    def _induction(self, t: Theorem) -> Words:
        n, _, _, base, step = t.arguments[:5]
        return ("induction on ", n, f": start {self.label(base)}, step {self.label(step)}")

    def _cases(self, t: Theorem) -> Words:
        f, yes, no = t.arguments
        return ("cases ", f, f": {self.label(yes)}, and otherwise {self.label(no)}")

    def _discharge(self, t: Theorem) -> Words:
        return (f"{self.label(t.arguments[1])}, its supposition made a condition",)

    def _derivative(self, t: Theorem) -> Words:
        labels = [self.label(u) for u in self.premises(t)]
        return ("rules of differentiation" + (f", by {listed(labels)}" if labels else ""),)


def _trivial(t: Theorem) -> bool:
    """a = a."""
    f = t.conclusion
    return t.rule == "arith" and not t.premises and f.op == "eq" and f.args[0].key == f.args[1].key


def _at(name: str, parameters: Sequence[Term]) -> Term:
    """The function at its parameters."""
    return Function(name, tuple(p.sort for p in parameters))[tuple(parameters)]


__all__ = ["Line", "Outline", "outline", "own"]
