"""What a derivation is made of, for a reader: inductions with their base and step, cases, lemmas by name, sums, derivatives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from adal_theory.prove.check.definedness import nonnegative
from adal_theory.prove.check.how_identity import hint_of, hinted, readable
from adal_theory.prove.check.how_lemmas import NAMES, SQUARES, lemma_of, main_premise, supplied
from adal_theory.prove.kernel.binders import free, open_body, substitute, walk
from adal_theory.prove.kernel.certificates import GOAL, Product
from adal_theory.prove.kernel.polynomials import canonical, normal, term_of
from adal_theory.prove.kernel.terms import RELATIONS, Term, add, num
from adal_theory.prove.kernel.theorem import Theorem, same

LONGEST = 110  # letters of a formula within a line
WIDE = 150  # of a step
SHORT = 45
MOST = 3  # of each kind


@dataclass
class Induction:
    """∀ n ≥ lo: claim, said of `letter`."""

    theorem: Theorem
    letter: Term

    def of(self, f: Term) -> Term:
        """A formula about the index, in the user's letter."""
        return readable(_tidy(substitute(f, {self.theorem.arguments[0]: self.letter})))

    @property
    def claim(self) -> Term:
        return self.of(self.theorem.arguments[1])

    def base(self) -> str:
        lo, base = self.theorem.arguments[2:4]
        f = base.conclusion
        where = f"base {self.letter} = {lo}"
        if f.op not in RELATIONS:
            return where
        left, right = (readable(canonical(a)) for a in f.args)
        sign = {"le": "≤", "lt": "<", "eq": "=", "ne": "≠"}[f.op]
        shown = "both sides are equal" if left == right else f"{left} {sign} {right}"
        return f"{where}: {shown}" if len(shown) <= SHORT else where

    def step(self) -> str:
        """By how much each side grows, where the certificate compares just that; else the facts that the step uses."""
        n, f, _, _, step = self.theorem.arguments[:5]
        grown = _growth(n, f) if f.op in RELATIONS and _adds(step, f) else None
        if grown is not None:
            shown = str(self.of(grown))
            if len(shown) <= WIDE:
                return f"step: {shown}"
            return "step: both sides grow by the same" if f.op == "eq" else "step: by what each side grows"
        facts = [self.of(g) for g in _facts(step, n, f)]
        shown = ", ".join(map(str, dict.fromkeys(facts[:MOST])))
        return f"step by {shown}" if shown and len(shown) <= LONGEST else ""


@dataclass
class Story:
    """Reads a derivation from its end, down to the lemmas in `known` and to the facts."""

    known: dict[Theorem, str]
    inductions: list[Induction] = field(default_factory=list)
    cases: list[Term] = field(default_factory=list)
    lemmas: dict[str, list[Term]] = field(default_factory=dict)
    sums: list[tuple[str, Term]] = field(default_factory=list)
    slopes: list[str] = field(default_factory=list)
    _seen: set[Theorem] = field(default_factory=set)
    _told: set[Theorem] = field(default_factory=set)

    def read(self, root: Theorem) -> None:
        level = [root]
        while level:
            level = [p for t in level if t not in self._seen for p in self._look(t)]

    def _look(self, t: Theorem) -> list[Theorem]:
        """Note what t is, and go on to these."""
        self._seen.add(t)
        lemma = lemma_of(t, self.known)
        if lemma:
            if lemma in NAMES:
                self.lemmas.setdefault(NAMES[lemma], []).append(t.conclusion)
            return list(supplied(t, self.known))
        if t.rule == "detach" and self._slope(t):
            return list(supplied(t, self.known))
        if t.rule == "specialize":
            self._at(t)
        elif t.rule == "induction":
            self._induction(t, t.arguments[0])
        elif t.rule == "cases":
            self.cases.append(t.arguments[0])
        elif t.rule == "telescope":
            self.sums.append(("telescoping", t.conclusion))
        elif t.rule == "sum_swap":
            self.sums.append(("the sums swapped", t.conclusion))
        elif t.rule == "sum_monotone":
            self._term_by_term(t)
        return list(t.premises)

    def _at(self, t: Theorem) -> None:
        """∀ n: … by induction, at one n."""
        at: Theorem | None = t
        while at is not None and at.rule != "induction":
            at = main_premise(at)
        if at is not None and t.arguments[1].op == "var":
            self._induction(at, t.arguments[1])

    def _induction(self, t: Theorem, letter: Term) -> None:
        if t in self._told:
            return
        self._told.add(t)
        free_of_it = letter.sort == t.arguments[0].sort and letter not in free(t.arguments[1])
        self.inductions.append(Induction(t, letter if free_of_it else t.arguments[0]))

    def _term_by_term(self, t: Theorem) -> None:
        f = t.arguments[0].conclusion
        body = f.args[3] if f.op == "all" else f
        if body.op in ("le", "lt") and (body.args[0] != num(0) or not (nonnegative(body.args[1]) or body.args[1].sort == "int")):
            self.sums.append(("term by term", f))

    def _slope(self, t: Theorem) -> bool:
        """f(p) ≤ f(q), as f' ≥ 0 between."""
        at: Theorem | None = t
        while at is not None and at.rule == "detach":
            at = at.arguments[0]
        if at is None or at.rule != "axiom" or at.arguments[0] != "monotone-slope":
            return False
        _, v, _, f, b, p, q = at.arguments
        x = next((a for a in (q, p) if a.op == "var" and a not in free(f)), v)
        f, b = (readable(canonical(substitute(a, {v: x}))) for a in (f, b))
        where = " and ".join(f"{low} < {high}" for low, high in ((p, x), (x, q)) if low != high)
        self.slopes.append(f"monotone: d/d{x} ({f}) = {b} ≥ 0 for {where}")
        return True

    def parts(self, goal: Term) -> list[str]:
        """All that was found, the main thing first."""
        hint = hint_of(goal)
        found = [*self._inductions(goal), *self._cases(), *self._named(goal, hint), *self._sums(hint), *self.slopes]
        return list(dict.fromkeys(found))

    def _inductions(self, goal: Term) -> Iterator[str]:
        groups: dict[tuple[str, str], list[Induction]] = {}
        for i in self.inductions:
            groups.setdefault((str(i.letter), i.step()), []).append(i)
        for (letter, step), group in list(groups.items())[:2]:
            claims = [str(i.claim) for i in group[:2] if not same(i.claim, goal) and len(str(i.claim)) <= LONGEST]
            said = f" for {' and for '.join(claims)}" if claims else ""
            base = group[0].base() if len(group) == 1 else f"base {letter} = {group[0].theorem.arguments[2]}"
            yield f"induction on {letter}{said}: {base}"
            if step:
                yield step

    def _lettered(self, f: Term) -> Term:
        """With the user's letters for the indices of the inductions."""
        return substitute(f, {i.theorem.arguments[0]: i.letter for i in self.inductions if i.letter not in free(f)})

    def _cases(self) -> Iterator[str]:
        conditions = list(dict.fromkeys(str(self._lettered(f)) for f in self.cases))
        if conditions:
            more = f" and {len(conditions) - MOST} more" if len(conditions) > MOST else ""
            yield f"by cases: {', '.join(f'{c} or not' for c in conditions[:MOST])}{more}"

    def _named(self, goal: Term, hint: str | None) -> Iterator[str]:
        for name, uses in self.lemmas.items():
            shown = [] if name == SQUARES else [str(hinted(_simpler(self._lettered(f)), hint)) for f in uses if f.op != "all"]
            shown = [s for s in dict.fromkeys(shown) if len(s) <= LONGEST and s != str(goal)]
            yield f"{name}: {', '.join(shown[:MOST])}" if shown else name

    def _sums(self, hint: str | None) -> Iterator[str]:
        for what, f in self.sums:
            shown = f"{what}: {hinted(readable(_tidy(self._lettered(f))), hint)}"
            if len(shown) <= LONGEST + SHORT:
                yield shown


def _simpler(f: Term) -> Term:
    """With numbers added up, where that makes it shorter."""
    f = _tidy(f)
    if f.op not in RELATIONS:
        return f
    g = Term(f.op, tuple(readable(canonical(a)) for a in f.args), "bool")
    return g if len(str(g)) <= len(str(f)) else f


def _tidy(a: Term) -> Term:
    """Integers simplified: n for n + 1 − 1."""

    def leaf(b: Term, _: int) -> Term | None:
        return readable(canonical(b)) if b.op in ("add", "mul") and b.sort == "int" else None

    return walk(a, leaf)


def _growth(n: Term, f: Term) -> Term:
    """f(n+1) less f(n), side by side."""
    sides = []
    for a in f.args:
        later = walk(substitute(a, {n: n + 1}), lambda b, _: _split(b, n))
        sides.append(canonical(add(later, -a)))
    if sides[0] == num(0):  # 0 ≤ u − v as v ≤ u
        p = normal(sides[1])
        sides = [term_of({m: -c for m, c in p.items() if c < 0}), term_of({m: c for m, c in p.items() if c > 0})]
    return Term(f.op, tuple(map(readable, sides)), "bool")


def _split(a: Term, n: Term) -> Term | None:
    """Σ to n+1 as Σ to n and the last term, where it is a term of the side."""
    if a.op in ("add", "mul"):
        return None
    if a.op != "sum" or a.reach or canonical(a.args[1]) != canonical(n + 1):
        return a
    return add(Term("sum", (a.args[0], n, a.args[2]), "real", a.hint), open_body(a.args[2], n + 1))


def _adds(t: Theorem, f: Term) -> bool:
    """Whether the proof of f(n+1) compares what is added on both sides: ¬f(n+1) and f(n) come with the same factors."""
    if f.op == "eq":
        return True
    while t.rule in ("restate", "cut"):
        t = t.arguments[0 if t.rule == "restate" else 1]
    if t.rule != "arith":
        return False
    _, premises, certificates = t.arguments
    carrying = [k for k, p in enumerate(premises) if any(same(h, f) for h in p.hypotheses)]
    if len(carrying) != 1:
        return False
    (k,) = carrying
    products: tuple[Product, ...] = certificates[0].products
    if not all(_beside(p, GOAL) is not None for p in products if GOAL in p.factors):
        return False
    with_goal = sorted(str((p.coefficient, _beside(p, GOAL))) for p in products if GOAL in p.factors)
    with_it = sorted(str((p.coefficient, _beside(p, k))) for p in products if k in p.factors)
    if with_goal != with_it and premises[k].conclusion.op != "eq":
        return False
    return premises[k].rule == "assume" or _adds(premises[k], f)


def _beside(p: Product, k: int) -> tuple[str, ...] | None:
    """The other factors of a product; None if k stands there twice."""
    others = [q for q in p.factors if q != k]
    return tuple(sorted(map(str, others))) if len(others) == len(p.factors) - 1 else None


def _facts(step: Theorem, n: Term, claim: Term) -> list[Term]:
    """Facts about all indices, at the indices at which the step uses them: the latest first."""
    from adal_theory.prove.library.derivation import derivation

    found = []
    for t in derivation(step):
        if t.rule == "specialize" and t.arguments[0].rule == "assume" and n in free(t.conclusion):
            found.append(t.conclusion)
    late = {f: str(canonical(n + 1)) in str(_tidy(f)) for f in found}
    return [f for f in found if late[f]] or found
