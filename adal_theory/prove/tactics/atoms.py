"""What holds of the atoms of a goal: inverses, roots, absolute values, extremes, powers, logarithms, sums, values of sequences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import free, open_body
from adal_theory.prove.kernel.polynomials import normal, plus, value
from adal_theory.prove.kernel.terms import Eq, InvalidInference, Term, num, power, var
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import lemmas
from adal_theory.prove.tactics.context import COMPARISONS, Context, applications, atoms_of
from adal_theory.prove.tactics.positivity import nonneg, pos, sign

MOST_FACTS = 80


class Saturated:
    """The facts about the atoms that occur, and the comparisons whose answer would tell more."""

    def __init__(self, ctx: Context, formulas: Sequence[Term], rounds: int = 3) -> None:
        self.ctx, self.facts = ctx, list[Theorem]()
        self.splits: dict[Term, None] = {}
        self.inverses: dict[Term, tuple[Theorem, Theorem | None, str]] = {}
        self.logs: dict[Term, Theorem] = {}
        self._seen: set[Term] = set()
        self._said: set[Term] = set()
        self._pairs: set[tuple[Term, Term]] = set()
        formulas = list(formulas)
        for _ in range(rounds):
            new = [a for a in atoms_of([*formulas, *(t.conclusion for t in self.facts)]) if a not in self._seen]
            if not new or len(self.facts) > MOST_FACTS:
                break
            for a in new:
                self._seen.add(a)
                about = _ABOUT.get(a.op)
                if about is not None:
                    about(self, a)
            self._between()
            raised(self, [t.conclusion for t in (*ctx.facts, *self.facts) if t.conclusion.op == "eq"])

    def add(self, *facts: Theorem) -> None:
        for t in facts:
            f = t.conclusion
            if f.op in COMPARISONS and f not in self._said:
                c = value(plus(normal(f.args[1]), normal(f.args[0]), -1))
                self._said.add(f)
                if c is None:
                    self.facts.append(t)

    def known_sign(self, a: Term) -> str:
        """The sign of a, said as a fact too."""
        s = sign(self.ctx, a)
        if s is None:
            return ""
        self.add(s[1])
        return s[0]

    def _between(self) -> None:
        """Facts about two atoms of a kind."""
        for op, about in _BETWEEN.items():
            for a, b in combinations([x for x in self._seen_in_order(op)], 2):
                if (a, b) not in self._pairs:
                    self._pairs.add((a, b))
                    about(self, a, b)

    def _seen_in_order(self, op: str) -> list[Term]:
        return sorted((a for a in self._seen if a.op == op), key=lambda a: a.key)[:8]


def _inverse(s: Saturated, a: Term) -> None:
    d = a.args[0]
    rel = s.known_sign(d)
    if rel in (">", "<", "!="):
        found = sign(s.ctx, d)
        assert found is not None
        t = k.inverse(found[1])
        own = sign(s.ctx, a)
        s.inverses[a] = (t, own[1] if own is not None and own[0] in (">", "<") else None, rel)
        s.add(t, *([own[1]] if own is not None else []))
    elif rel == "=":
        s.add(lemmas.instance("inv_zero", {lemmas.a: d}, sign(s.ctx, d)[1]))  # type: ignore[index]
    else:
        s.splits[k.opposite(Term("ne", (d, num(0)), "bool")) if rel in (">=", "<=") else num(0) <= d] = None


def _root(s: Saturated, a: Term) -> None:
    d = a.args[0]
    t = nonneg(s.ctx, d)
    own = sign(s.ctx, a)
    if own is not None:
        s.add(own[1])
    if d in s.logs:
        _log_of_root(s, d)
    if t is not None:
        s.add(k.sqrt_square(t))
        s.known_sign(d)
    else:
        s.splits[num(0) <= d] = None


def _absolute(s: Saturated, a: Term) -> None:
    d = a.args[0]
    rel = s.known_sign(d)
    if rel in (">", ">=", "<", "<="):
        low = nonneg(s.ctx, d) if rel.startswith(">") else nonneg(s.ctx, -d)
        name = "abs_of_nonneg" if rel.startswith(">") else "abs_of_nonpos"
        found = sign(s.ctx, d)
        assert found is not None
        from adal_theory.prove.tactics.positivity import weaker

        del low
        s.add(lemmas.instance(name, {lemmas.a: d}, weaker(found, d)))
        return
    s.add(*(k.defining(a, i) for i in range(4)))
    s.splits[num(0) <= d] = None


def _extreme(s: Saturated, a: Term) -> None:
    x, y = a.args
    from adal_theory.prove.tactics.algebra import quick

    for f, name in ((x <= y, "max_right" if a.op == "max" else "min_left"), (y <= x, "max_left" if a.op == "max" else "min_right")):
        t = s.ctx.settled(f) or quick(s.ctx, f)
        if t is not None:
            s.add(lemmas.instance(name, {lemmas.a: x, lemmas.b: y}, t), t)
            return
    s.add(*(k.defining(a, i) for i in range(3)))
    s.splits[x <= y] = None


def _sign(s: Saturated, a: Term) -> None:
    d = a.args[0]
    rel = s.known_sign(d)
    name = {">": "sign_of_pos", "<": "sign_of_neg", "=": "sign_of_zero"}.get(rel)
    if name is not None:
        s.add(lemmas.instance(name, {lemmas.a: d}, sign(s.ctx, d)[1]))  # type: ignore[index]
        return
    s.add(*(k.defining(a, i) for i in range(4)))
    s.splits[num(0) < d if rel != ">=" else Term("eq", (d, num(0)), "bool")] = None


def _power(s: Saturated, a: Term) -> None:
    b, n = a.args
    own = sign(s.ctx, a)
    if own is not None:
        s.add(own[1])
    rel = s.known_sign(b)
    low = nonneg(s.ctx, n)
    if rel not in (">", ">=") or low is None:
        return
    base = sign(s.ctx, b)
    assert base is not None
    from adal_theory.prove.tactics.algebra import quick
    from adal_theory.prove.tactics.positivity import weaker

    at_least = k.restate(low, n >= 0)
    up = quick(s.ctx, b <= 1)
    if up is not None:
        one = quick(s.ctx, n >= 1)
        if one is not None:
            s.add(k.specialize(lemmas.instance("pow_le_base", {lemmas.a: b}, weaker(base, b), up), n, one))
        else:
            s.add(k.specialize(lemmas.instance("pow_le_one", {lemmas.a: b}, weaker(base, b), up), n, at_least))
        s.add(k.specialize(lemmas.instance("bernoulli", {lemmas.a: b}, weaker(base, b)), n, at_least))
        return
    up = quick(s.ctx, b >= 1)
    if up is not None:
        s.add(k.specialize(lemmas.instance("one_le_pow", {lemmas.a: b}, up), n, at_least))
    s.add(k.specialize(lemmas.instance("bernoulli", {lemmas.a: b}, weaker(base, b)), n, at_least))


def _powers(s: Saturated, a: Term, c: Term) -> None:
    """b^(n+1) = b·b^n for exponents that differ by a small number; a^n ≤ b^n for a ≤ b."""
    if a.args[0] == c.args[0]:
        difference = value(plus(normal(c.args[1]), normal(a.args[1]), -1))
        if difference is None:
            _antitone(s, a, c)
            return
        if difference < 0:
            a, c, difference = c, a, -difference
        if difference.denominator != 1 or difference > 4:
            return
        for j in range(int(difference)):
            t = power_step(s.ctx, a.args[0], a.args[1] + j)
            if t is None:
                return
            s.add(t)
        _shrinks(s, a, c)
    elif a.args[1] == c.args[1]:
        from adal_theory.prove.tactics.algebra import quick

        n = nonneg(s.ctx, a.args[1])
        for x, y in ((a, c), (c, a)):
            low = nonneg(s.ctx, x.args[0])
            ordered = quick(s.ctx, x.args[0] <= y.args[0])
            if n is not None and low is not None and ordered is not None:
                t = lemmas.instance("pow_le_pow", {lemmas.a: x.args[0], lemmas.b: y.args[0]}, low, ordered)
                s.add(k.specialize(t, x.args[1], k.restate(n, x.args[1] >= 0)))
                return


def _shrinks(s: Saturated, a: Term, c: Term) -> None:
    """b^m ≤ b^n for 0 ≤ n ≤ m, 0 ≤ b ≤ 1."""
    from adal_theory.prove.tactics.algebra import quick

    b, n, m = a.args[0], a.args[1], c.args[1]
    low, first, up = nonneg(s.ctx, b), nonneg(s.ctx, n), quick(s.ctx, b <= 1)
    gap = quick(s.ctx, n <= m)
    if low is None or first is None or up is None or gap is None:
        return
    t = lemmas.instance("pow_antitone", {lemmas.a: b, lemmas.n: n, lemmas.m: m}, low, up, k.restate(first, n >= 0), gap)
    s.add(t)


def raised(s: Saturated, equations: Sequence[Term]) -> None:
    """L^n = R^n for equations L = R of monomials in bases that occur with the exponent n."""
    powers = [a for a in s._seen if a.op == "ipow"]
    for n in sorted({a.args[1] for a in powers}, key=lambda a: a.key):
        bases = {x for a in powers if a.args[1] == n for m in normal(a.args[0]) for x, _ in m}
        bases |= {x.args[0] for x in bases if x.op == "inv"}
        for t in [*s.ctx.facts, *s.facts]:
            f = t.conclusion
            if f.op != "eq" or f not in equations:
                continue
            sides_ = [normal(b) for b in f.args]
            inside = {x for p in sides_ for m in p for x, _ in m}
            if all(len(p) == 1 for p in sides_) and len(inside & bases) > 1 and inside <= bases | {x for x in inside if x.op == "inv"}:
                s.add(_congruent(t, n))


def _congruent(t: Theorem, n: Term) -> Theorem:
    """a = b gives aⁿ = bⁿ."""
    a, b = t.conclusion.args
    hole = var("hole")
    from adal_theory.prove.tactics.arith import linarith

    same = linarith(Eq(power(a, n), power(a, n)), [], 1e18)
    assert same is not None
    return k.leibniz(t, same, hole, Eq(power(a, n), power(hole, n)))


def _antitone(s: Saturated, a: Term, c: Term) -> None:
    """b^n = b^m b^(n−m) where 0 ≤ m ≤ n."""
    from adal_theory.prove.tactics.algebra import quick

    b = a.args[0]
    for m, n in ((a.args[1], c.args[1]), (c.args[1], a.args[1])):
        low, gap = nonneg(s.ctx, m), quick(s.ctx, n - m >= 0)
        if low is not None and gap is not None:
            t = k.power_sum(b, m, n - m, k.restate(low, m >= 0), k.restate(gap, n - m >= 0))
            s.add(t)
            _shrinks(s, power(b, m), power(b, n))
            return


def power_step(ctx: Context, b: Term, n: Term) -> Theorem | None:
    """b^(n+1) = b·b^n, if n ≥ 0 or b ≠ 0 is found."""
    low = nonneg(ctx, n)
    if low is not None:
        return k.power_step(b, n, k.restate(low, n >= 0))
    p = pos(ctx, b)
    return k.power_step(b, n, k.restate(p, b > 0)) if p is not None else None


def _logarithm(s: Saturated, a: Term) -> None:
    u = a.args[0]
    p = pos(s.ctx, u)
    if p is None:
        s.splits[num(0) < u] = None
        return
    s.logs[u] = p
    if u.op == "ipow":
        base, low = pos(s.ctx, u.args[0]), nonneg(s.ctx, u.args[1])
        if base is not None and low is not None:
            t = lemmas.instance("log_pow", {lemmas.a: u.args[0]}, base)
            s.add(k.specialize(t, u.args[1], k.restate(low, u.args[1] >= 0)))
    if any(x.op == "sqrt" and x.args[0] == u for x in s._seen):
        _log_of_root(s, u)
    s.add(p, lemmas.instance("log_le_sub_one", {lemmas.a: u}, p), lemmas.instance("one_sub_inv_le_log", {lemmas.a: u}, p))


def _log_of_root(s: Saturated, u: Term) -> None:
    """log a = 2 log √a."""
    s.add(lemmas.instance("log_sqrt", {lemmas.a: u}, s.logs[u]))


def _logarithms(s: Saturated, a: Term, c: Term) -> None:
    u, v = a.args[0], c.args[0]
    p, q = pos(s.ctx, u), pos(s.ctx, v)
    if p is not None and q is not None:
        s.add(lemmas.instance("log_ratio", {lemmas.a: u, lemmas.b: v}, p, q),
              lemmas.instance("log_ratio", {lemmas.a: v, lemmas.b: u}, q, p))


def _roots(s: Saturated, a: Term, c: Term) -> None:
    from adal_theory.prove.tactics.algebra import quick

    for x, y in ((a.args[0], c.args[0]), (c.args[0], a.args[0])):
        low = nonneg(s.ctx, x)
        t = quick(s.ctx, x <= y) if low is not None else None
        if t is None and low is not None:
            t = quick(s.ctx, x <= y, thorough=True)
        if low is not None and t is not None:
            s.add(lemmas.instance("sqrt_le_sqrt", {lemmas.a: x, lemmas.b: y}, low, t))


def _sum(s: Saturated, a: Term) -> None:
    own = sign(s.ctx, a)
    if own is not None:
        s.add(own[1])


def ends_of_sums(ctx: Context, formulas: Sequence[Term]) -> list[Theorem]:
    """Of two sums of the same thing, to ends that differ by a small number: the longer one taken apart at its end."""
    sums = sorted({a for a in atoms_of(formulas) if a.op == "sum"}, key=lambda a: a.key)
    found = []
    for x in sums:
        for y in sums:
            if x.args[2] != y.args[2] or x.args[0] != y.args[0]:
                continue
            gap = value(plus(normal(y.args[1]), normal(x.args[1]), -1))
            if gap is None or gap < 1 or gap > 3 or gap.denominator != 1:
                continue
            for j in range(int(gap), 0, -1):
                t = last_term(ctx, Term("sum", (y.args[0], x.args[1] + j, y.args[2]), "real", y.hint))
                if t is not None:
                    found.append(t)
    return found


def last_term(ctx: Context, total: Term) -> Theorem | None:
    """Σ_{lo}^{hi} = Σ_{lo}^{hi−1} + the last term, if lo ≤ hi is found."""
    lo, hi, _ = total.args
    low = nonneg(ctx, hi - lo)
    if low is None:
        return None
    from adal_theory.prove.tactics.arith import linarith

    ordered = linarith(lo <= hi - 1 + 1, [low], ctx.deadline)
    below = linarith(hi - 1 <= hi, [], ctx.deadline)
    if ordered is None or below is None:
        return None
    return k.sum_split(total, hi - 1, ordered, below)


def _exponential(s: Saturated, a: Term) -> None:
    s.add(k.exp_positive(a.args[0]))
    _logarithm_of_exp(s, a)


def _logarithm_of_exp(s: Saturated, a: Term) -> None:
    s.add(k.log_exp(a.args[0]))


def instances(ctx: Context, formulas: Sequence[Term], known: set[Term]) -> list[Theorem]:
    """Facts about all indices, at those indices for which they speak of values that occur."""
    there = list(dict.fromkeys(a for f in formulas for g in (f, k.canonical_formula(f)) for a in applications(g)))
    found: list[Theorem] = []
    for t in ctx.alls:
        for at in _indices(t.conclusion, there):
            made = _at(ctx, t, at)
            if made is not None and made.conclusion not in known:
                known.add(made.conclusion)
                found.append(made)
    return found


def _indices(f: Term, there: Sequence[Term]) -> list[Term]:
    """The values of the index of f = ∀ v: … at which an application in its body is one of those there are."""
    v = Term("var", ("an_index", "int"), "int")
    body = open_body(f.args[3], v)
    found: dict[Term, None] = {}
    for p in applications(body):
        if v not in free(p):
            continue
        for a in there:
            if a.args[:2] != p.args[:2] or len(a.args) != len(p.args):
                continue
            at = _match(p.args[2:], a.args[2:], v)
            if at is not None:
                found[at] = None
    return list(found)


def _match(pattern: Sequence[Term], actual: Sequence[Term], v: Term) -> Term | None:
    """The v with pattern = actual, where a pattern is v + c."""
    answer: Term | None = None
    for p, a in zip(pattern, actual, strict=True):
        if p.sort != "int" or a.sort != "int":
            return None
        q = dict(normal(p))
        c = q.pop(((v, 1),), None)
        if c is None:
            continue
        if c != 1 or any(v in free(x) for m in q for x, _ in m):
            return None
        from adal_theory.prove.kernel.polynomials import term_of

        at = term_of(plus(normal(a), q, -1))
        if at.sort != "int" or (answer is not None and at != answer):
            return None
        answer = at
    return answer


def _at(ctx: Context, t: Theorem, at: Term) -> Theorem | None:
    """The fact at one index, if that is in its range."""
    _, lo, hi, _ = t.conclusion.args
    within = []
    for f in ([lo <= at] if lo is not None else []) + ([at <= hi] if hi is not None else []):
        from adal_theory.prove.tactics.algebra import quick

        found = ctx.settled(f) or quick(ctx, f)
        if found is None:
            return None
        within.append(found)
    try:
        made = k.specialize(t, at, *within)
    except InvalidInference:
        return None
    return made


_ABOUT: dict[str, Callable[[Saturated, Term], None]] = {
    "inv": _inverse, "sqrt": _root, "abs": _absolute, "max": _extreme, "min": _extreme, "sign": _sign, "ipow": _power,
    "log": _logarithm, "sum": _sum, "exp": _exponential}
_BETWEEN: dict[str, Callable[[Saturated, Term, Term], None]] = {
    "ipow": _powers, "log": _logarithms, "sqrt": _roots}
