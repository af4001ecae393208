"""Terms that theory.md gives a letter, printed by that letter: D for hi − lo, V_1(b) for a steady second moment of the cycle.

Only claims of this project are printed so, and only where they do not use the letter for something else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from adal_theory.proofs.b_regret.b10_worst_case import worst_constant
from adal_theory.proofs.c_counterexamples.c1_published_rules import drift
from adal_theory.proofs.c_counterexamples.c1_stationary_moments import steady
from adal_theory.proofs.d_nonconvex.d4_one_run import a_max, a_min
from adal_theory.proofs.notation import G1, G, Ginf, diameter, hi, lo, num, sqrt, substitute
from adal_theory.prove.kernel.binders import functions, subterms
from adal_theory.prove.kernel.terms import Function, Term, var
from adal_theory.prove.library.claim import Claim
from adal_theory.report.reading.matching import Binding, fits
from adal_theory.report.reading.meanings import home

b = var("b")


@dataclass(frozen=True)
class Abbreviation:
    """A letter for the instances of a term; `arguments` are what it is shown to depend on."""

    name: str
    term: Term
    parameters: tuple[str, ...] = ()
    arguments: tuple[Term, ...] = ()
    told: bool = True  # whether its definition is; a special case of another needs none
    but: str = ""  # not in the claims of this lemma, which is about it

    def short(self, bound: Mapping[str, Term]) -> Term:
        """What is printed for an instance."""
        if not self.arguments:
            return var(self.name)
        values = tuple(_instance(a, bound) for a in self.arguments)
        return Function(self.name, ("real",) * len(values))[values]


@lru_cache(maxsize=1)
def abbreviations() -> tuple[Abbreviation, ...]:
    """Larger terms first."""
    cycle = substitute(worst_constant, {lo: num(-1), hi: num(1)})
    return (
        Abbreviation("Delta", drift(b), ("b",), (b,)),
        *(Abbreviation(f"V{r}", steady(r, b), ("b",), (b,)) for r in (1, 2, 3)),
        Abbreviation("C", worst_constant, ("G1", "Ginf"), (diameter, G1 * Ginf), but="B10"),
        Abbreviation("C", cycle, ("G1", "Ginf"), (num(2), G1 * Ginf), told=False),
        Abbreviation("a_max", a_max, but="D4.4"),
        Abbreviation("a_min", a_min, ("G",), (G,), but="D4.5"),
        Abbreviation("x^o", 3 * sqrt(2) - 4, but="C3.1"),
        Abbreviation("x_star", var("comparator"), told=False),
        Abbreviation("D", diameter),
    )


class Shortener:
    """Prints the terms of claims by their letters, and remembers which were used."""

    def __init__(self) -> None:
        self.used: dict[str, Abbreviation] = {}
        self._known: dict[str, list[Abbreviation]] = {}  # by claim: those whose letters it leaves free

    def short(self, f: Term, c: Claim) -> Term:
        """A formula of the claim with letters for terms."""
        if not home(c):
            return f
        if c.id not in self._known:
            taken = names([c.show, *c.given.values()])
            free = [a for a in abbreviations() if a.name not in taken and a.but not in (c.lemma, c.id)]
            self._known[c.id] = free
        return self._short(f, self._known[c.id])

    def _short(self, f: Term, known: list[Abbreviation]) -> Term:
        for a in known:
            bound: Binding = {}
            if a.term.op == f.op and fits(a.term, f, a.parameters, bound):
                if a.told:
                    self.used[a.name] = a
                short = a.short({name: self._short(value, known) for name, value in bound.items()})
                return self._short(short, [q for q in known if q is not a]) if a.arguments else short
        args = tuple(self._short(q, known) if type(q) is Term else q for q in f.args)
        return f if args == f.args else Term(f.op, args, f.sort, f.hint)

    def definitions(self) -> Iterable[tuple[Term, Term]]:
        """(letter, what it stands for) of those used, and of those in their definitions."""
        while True:
            before = len(self.used)
            found = [(a.short({p: var(p) for p in a.parameters}), self._inside(a)) for a in [*self.used.values()]]
            if len(self.used) == before:
                return [q for q, a in zip(found, self.used.values(), strict=True) if a.told]

    def _inside(self, a: Abbreviation) -> Term:
        args = tuple(self._short(q, [*abbreviations()]) if type(q) is Term else q for q in a.term.args)
        return Term(a.term.op, args, a.term.sort, a.term.hint)


def names(formulas: Iterable[Term]) -> set[str]:
    """The variables and functions of formulas."""
    found: set[str] = set()
    for f in formulas:
        found |= {*functions(f)} | {str(q.args[0]) for q in subterms(f) if q.op == "var"}
    return found


def _instance(a: Term, bound: Mapping[str, Term]) -> Term:
    if a.op == "var" and a.args[0] in bound:
        return bound[str(a.args[0])]
    args = tuple(_instance(q, bound) if type(q) is Term else q for q in a.args)
    return a if args == a.args else Term(a.op, args, a.sort, a.hint)
