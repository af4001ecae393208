"""What holds of the atoms of a goal: inverses, roots, absolute values, max and min, signs, logarithms, exponentials, sums."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.certificates import sides
from adal_theory.prove.kernel.polynomials import value
from adal_theory.prove.kernel.terms import RELATIONS, Term, num
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import lemmas, lemmas_powers, logarithms, powers, real_powers
from adal_theory.prove.tactics.context import Context, Sign, atoms_of
from adal_theory.prove.tactics.lemmas import instance
from adal_theory.prove.tactics.linear import quick, thorough
from adal_theory.prove.tactics.positivity import nonneg, pos, sign
from adal_theory.prove.tactics.signs import weaker

MOST_FACTS = 80
MOST_OF_A_KIND = 8  # atoms of one operation that are compared with one another


class Saturated:
    """The facts about the atoms that occur, and the comparisons whose answer would tell more (`splits`).

    `inverses` gives for an atom 1/D with D ≠ 0: the theorem D·(1/D) = 1, the sign of 1/D if known, and the sign of D.
    """

    def __init__(self, ctx: Context, formulas: Sequence[Term], rounds: int = 3, sums: bool = True) -> None:
        self.sums = sums  # whether the signs of sums are looked for
        self.ctx, self.facts = ctx, list[Theorem]()
        self.splits: dict[Term, None] = {}
        self.inverses: dict[Term, tuple[Theorem, Theorem | None, str]] = {}
        self.logs: dict[Term, Theorem] = {}
        self.seen: set[Term] = set()
        self._said: set[Term] = set()
        self._pairs: set[tuple[Term, Term]] = set()
        for _ in range(rounds):
            new = [a for a in atoms_of([*formulas, *(t.conclusion for t in self.facts)]) if a not in self.seen]
            if not new or len(self.facts) > MOST_FACTS:
                break
            self._round(new)

    def _round(self, new: Sequence[Term]) -> None:
        for a in new:
            self.seen.add(a)
            if a.op in _ABOUT:
                _ABOUT[a.op](self, a)
        for op, about in _BETWEEN.items():
            alike = sorted((a for a in self.seen if a.op == op), key=lambda a: a.key)[:MOST_OF_A_KIND]
            for pair in combinations(alike, 2):
                if pair not in self._pairs:
                    self._pairs.add(pair)
                    about(self, *pair)
        equations = [t for t in (*self.ctx.facts, *self.facts) if t.conclusion.op == "eq"]
        self.add(*powers.raised([a for a in self.seen if a.op == "ipow"], equations))

    def add(self, *facts: Theorem) -> None:
        """Comparisons that are new and not of two numbers."""
        for t in facts:
            f = t.conclusion
            if f.op in RELATIONS and f not in self._said:
                self._said.add(f)
                if value(sides(f)) is None:
                    self.facts.append(t)

    def known_sign(self, a: Term) -> Sign | None:
        """The sign of a, said as a fact too."""
        s = sign(self.ctx, a)
        if s is not None:
            self.add(s[1])
        return s


def _inverse(s: Saturated, a: Term) -> None:
    d = a.args[0]
    found = s.known_sign(d)
    rel = found[0] if found is not None else ""
    if found is not None and rel in (">", "<", "!="):
        t, own = k.inverse(found[1]), sign(s.ctx, a)
        s.inverses[a] = (t, own[1] if own is not None and own[0] in (">", "<") else None, rel)
        s.add(t, *([own[1]] if own is not None else []))
    elif found is not None and rel == "=":
        s.add(instance(lemmas.inv_zero, {lemmas.a: d}, found[1]))
    else:
        s.splits[Term("eq", (d, num(0)), "bool") if rel in (">=", "<=") else num(0) <= d] = None


def _root(s: Saturated, a: Term) -> None:
    d = a.args[0]
    t = nonneg(s.ctx, d)
    s.known_sign(a)
    if d in s.logs:
        s.add(_log_of_root(s, d))
    if t is not None:
        s.add(k.sqrt_square(t))
        s.known_sign(d)
    else:
        s.splits[num(0) <= d] = None


def _absolute(s: Saturated, a: Term) -> None:
    d = a.args[0]
    found = s.known_sign(d)
    if found is not None and found[0] in (">", ">=", "<", "<="):
        lemma = lemmas.abs_of_nonneg if found[0].startswith(">") else lemmas.abs_of_nonpos
        s.add(instance(lemma, {lemmas.a: d}, weaker(found, d)))
        return
    s.add(*(k.defining(a, i) for i in range(4)))
    s.splits[num(0) <= d] = None


def _extreme(s: Saturated, a: Term) -> None:
    x, y = a.args
    first, second = (lemmas.max_right, lemmas.max_left) if a.op == "max" else (lemmas.min_left, lemmas.min_right)
    for f, lemma in ((x <= y, first), (y <= x, second)):
        t = s.ctx.settled(f) or quick(s.ctx, f)
        if t is not None:
            s.add(instance(lemma, {lemmas.a: x, lemmas.b: y}, t), t)
            return
    s.add(*(k.defining(a, i) for i in range(3)))
    s.splits[x <= y] = None


_OF_SIGN = {">": lemmas.sign_of_pos, "<": lemmas.sign_of_neg, "=": lemmas.sign_of_zero}


def _sign(s: Saturated, a: Term) -> None:
    d = a.args[0]
    found = s.known_sign(d)
    if found is not None and found[0] in _OF_SIGN:
        s.add(instance(_OF_SIGN[found[0]], {lemmas.a: d}, found[1]))
        return
    s.add(*(k.defining(a, i) for i in range(4)))
    halved = found is not None and found[0] in (">=", "<=")
    s.splits[Term("eq", (d, num(0)), "bool") if halved else num(0) < d] = None


def _power(s: Saturated, a: Term) -> None:
    s.known_sign(a)
    base = s.known_sign(a.args[0])
    if base is not None:
        s.add(*powers.bounds(s.ctx, a, base))


def _powers(s: Saturated, a: Term, c: Term) -> None:
    s.add(*powers.between(s.ctx, a, c))


def _real_power(s: Saturated, a: Term) -> None:
    s.known_sign(a)
    s.add(*real_powers.bounds(s.ctx, a))


def _real_powers(s: Saturated, a: Term, c: Term) -> None:
    s.add(*real_powers.between(s.ctx, a, c, s.seen))


def _logarithm(s: Saturated, a: Term) -> None:
    u = a.args[0]
    p = pos(s.ctx, u)
    if p is None:
        s.splits[num(0) < u] = None
        return
    s.logs[u] = p
    low = nonneg(s.ctx, u.args[1]) if u.op == "ipow" else None
    base = pos(s.ctx, u.args[0]) if low is not None else None
    if low is not None and base is not None:
        t = instance(lemmas_powers.log_pow, {lemmas.a: u.args[0]}, base)
        s.add(k.specialize(t, u.args[1], k.restate(low, u.args[1] >= 0)))
    if any(x.op == "sqrt" and x.args[0] == u for x in s.seen):
        s.add(_log_of_root(s, u))
    s.add(*logarithms.apart(s.ctx, u))
    s.add(p, *(instance(lemma, {lemmas.a: u}, p) for lemma in (lemmas_powers.log_le_sub_one, lemmas_powers.one_sub_inv_le_log)))


def _log_of_root(s: Saturated, u: Term) -> Theorem:
    """log a = 2 log √a."""
    return instance(lemmas_powers.log_sqrt, {lemmas.a: u}, s.logs[u])


def _logarithms(s: Saturated, a: Term, c: Term) -> None:
    s.add(*logarithms.beside(s.ctx, a.args[0], c.args[0]))


def _roots(s: Saturated, a: Term, c: Term) -> None:
    for x, y in ((a.args[0], c.args[0]), (c.args[0], a.args[0])):
        low = nonneg(s.ctx, x)
        t = quick(s.ctx, x <= y) or thorough(s.ctx, x <= y) if low is not None else None
        if low is not None and t is not None:
            s.add(instance(lemmas.sqrt_le_sqrt, {lemmas.a: x, lemmas.b: y}, low, t))


def _sum(s: Saturated, a: Term) -> None:
    if s.sums:
        s.known_sign(a)


def _exponential(s: Saturated, a: Term) -> None:
    s.add(k.exp_positive(a.args[0]), k.log_exp(a.args[0]))


_ABOUT: dict[str, Callable[[Saturated, Term], None]] = {
    "inv": _inverse,
    "sqrt": _root,
    "abs": _absolute,
    "max": _extreme,
    "min": _extreme,
    "sign": _sign,
    "ipow": _power,
    "rpow": _real_power,
    "log": _logarithm,
    "sum": _sum,
    "exp": _exponential,
}
_BETWEEN: dict[str, Callable[[Saturated, Term, Term], None]] = {
    "ipow": _powers,
    "rpow": _real_powers,
    "log": _logarithms,
    "sqrt": _roots,
}
