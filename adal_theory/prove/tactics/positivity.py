"""The sign of a term, from the signs of its parts, from the facts about all indices, and by linear arithmetic."""

from __future__ import annotations

from fractions import Fraction

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import free, open_body
from adal_theory.prove.kernel.certificates import GOAL, Certificate, Product, sides
from adal_theory.prove.kernel.polynomials import canonical, normal, term_of, value
from adal_theory.prove.kernel.terms import RELATIONS, Term, mul
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import lemmas, lemmas_powers
from adal_theory.prove.tactics.arith import linarith
from adal_theory.prove.tactics.certify import product_of
from adal_theory.prove.tactics.clock import NO_LIMIT
from adal_theory.prove.tactics.context import Context, Sign
from adal_theory.prove.tactics.instances import instances
from adal_theory.prove.tactics.lemmas import instance
from adal_theory.prove.tactics.linear import quick, relevant, thorough
from adal_theory.prove.tactics.signs import as_ne, of_zero, says, weaker

one = Fraction(1)


def sign(ctx: Context, a: Term) -> Sign | None:
    """The sign of a, if it can be found; kept for the next time."""
    return ctx.noting(ctx.signs, a, lambda: _sign(ctx, a))


def as_written(ctx: Context, raw: Term) -> None:
    """The sign of a term as it was written (a sum of squares, say), kept for its normal form too."""
    form = canonical(raw)
    if form == raw or ctx.signs.get(form) is not None:
        return
    s = sign(ctx, raw)
    if s is not None:
        ctx.signs[form] = (s[0], k.restate(s[1], says(s[0], form)))


def nonneg(ctx: Context, a: Term) -> Theorem | None:
    """0 ≤ a."""
    s = sign(ctx, a)
    if s is not None and s[0] == "=":
        return of_zero(s[1], a, ">=")
    return weaker(s, a) if s is not None and s[0] in (">", ">=") else None


def pos(ctx: Context, a: Term) -> Theorem | None:
    """0 < a."""
    s = sign(ctx, a)
    return s[1] if s is not None and s[0] == ">" else None


def nonzero(ctx: Context, a: Term) -> Theorem | None:
    """0 < a, a < 0 or a ≠ 0."""
    s = sign(ctx, a)
    return s[1] if s is not None and s[0] in (">", "<", "!=") else None


def _nonpos(ctx: Context, a: Term) -> Theorem | None:
    s = sign(ctx, a)
    return weaker(s, a) if s is not None and s[0] in ("<", "<=") else None


def _sign(ctx: Context, a: Term) -> Sign | None:
    c = value(normal(a))
    if c is not None:
        return _of_number(a, c)
    found = None
    for f in (a, term_of(normal(a))):
        found = _structural(ctx, f)
        if found is not None:
            if f is not a:
                found = found[0], k.restate(found[1], says(found[0], a))
            if found[0] in (">", "<", "="):
                return found
            break
    return _from_facts(ctx, a, found) or found


def _of_number(a: Term, c: Fraction) -> Sign | None:
    rel = ">" if c > 0 else "<" if c < 0 else "="
    t = linarith(says(rel, a), [], NO_LIMIT)
    return None if t is None else (rel, t)


def _structural(ctx: Context, a: Term) -> Sign | None:
    """From a fact that says so, or from the parts of a."""
    known = _settled(ctx, a)
    if known is not None and known[0] in (">", "<", "="):
        return known
    build = _BY_OP.get(a.op)
    found = build(ctx, a) if build is not None else None
    if found is None or found[0] in (">", "<") or known is None:
        return found or known
    return _both(ctx, a, found, known) or known


def _settled(ctx: Context, a: Term) -> Sign | None:
    """What the facts say of a in so many words."""
    known = [(rel, t) for rel in (">", "<", "=", "!=", ">=", "<=") if (t := ctx.settled(says(rel, a))) is not None]
    both = _both(ctx, a, known[0], known[1]) if len(known) > 1 else None
    return both or (known[0] if known else None)


def _both(ctx: Context, a: Term, found: Sign, known: Sign) -> Sign | None:
    """0 < a from 0 ≤ a and a ≠ 0."""
    if {found[0], known[0]} not in ({">=", "!="}, {"<=", "!="}):
        return None
    rel = found[0][0] if found[0] != "!=" else known[0][0]
    strict = linarith(says(rel, a), [found[1], known[1]], ctx.clock, 2)
    return None if strict is None else (rel, strict)


def _sum_of(ctx: Context, a: Term) -> Sign | None:
    parts = [sign(ctx, b) for b in a.args]
    for strict, weak in ((">", ">="), ("<", "<=")):
        if all(s is not None and s[0] in (strict, weak, "=") for s in parts):
            rel = strict if any(s is not None and s[0] == strict for s in parts) else weak
            premises = tuple(s[1] if s[0] != "=" else of_zero(s[1], b, weak) for s, b in zip(parts, a.args, strict=True) if s)
            return rel, product_of(says(rel, a), premises, *((i,) for i in range(len(premises))))
    return None


def _product(ctx: Context, a: Term) -> Sign | None:
    negative, strict, premises = False, True, []
    parts = [(b, sign(ctx, b)) for b in a.args]
    unknown = [b for b, s in parts if s is None]
    if len(unknown) == 1:
        parts = _with_another(ctx, unknown[0], parts)
    for _, s in parts:
        if s is None or s[0] in ("!=", "="):
            return None
        negative ^= s[0].startswith("<")
        strict = strict and s[0] in (">", "<")
        premises.append(s[1])
    rel = ("<" if negative else ">") + ("" if strict else "=")
    return rel, product_of(says(rel, a), premises, tuple(range(len(premises))))


def _with_another(ctx: Context, b: Term, parts: list[tuple[Term, Sign | None]]) -> list[tuple[Term, Sign | None]]:
    """Factors with their signs, where that of b is not known: b taken together with another, if a fact says the sign of both."""
    for other, _ in parts:
        s = _settled(ctx, mul(b, other)) if other is not b else None
        if s is not None:
            return [(mul(b, other), s), *((x, own) for x, own in parts if x is not b and x is not other)]
    return parts


def _power(ctx: Context, a: Term) -> Sign | None:
    base, n = a.args
    s = sign(ctx, base)
    if n % 2:
        return None if s is None or s[0] in ("=", "!=") else (s[0], product_of(says(s[0], a), (s[1],), (0,) * n))
    if s is not None and s[0] in (">", "<", "!="):
        # The square of a premise ≠ counts as positive.
        return ">", product_of(says(">", a), (s[1],), (0,) * (n // 2 if s[0] == "!=" else n))
    square = Certificate((Product(one, (GOAL,)), Product(one, (base ** (n // 2),))))
    return ">=", k.arith(says(">=", a), (), (square,))


_OF_INVERSE: dict[str, lemmas.Lemma] = {
    ">": lemmas.inv_pos,
    "<": lemmas.inv_neg,
    ">=": lemmas.inv_nonneg,
    "<=": lemmas.inv_nonpos,
    "!=": lemmas.inv_ne_zero,
}


def _inverse(ctx: Context, a: Term) -> Sign | None:
    b = a.args[0]
    s = sign(ctx, b)
    lemma = _OF_INVERSE.get(s[0]) if s is not None else None
    return None if s is None or lemma is None else (s[0], instance(lemma, {lemmas.a: b}, s[1]))


def _root(ctx: Context, a: Term) -> Sign | None:
    p = pos(ctx, a.args[0])
    return (">", instance(lemmas.sqrt_pos, {lemmas.a: a.args[0]}, p)) if p is not None else (">=", k.defining(a, 0))


def _abs(ctx: Context, a: Term) -> Sign | None:
    t = nonzero(ctx, a.args[0])
    if t is None:
        return ">=", k.defining(a, 0)
    return ">", instance(lemmas.abs_pos, {lemmas.a: a.args[0]}, as_ne(t, a.args[0]))


def _ipow(ctx: Context, a: Term) -> Sign | None:
    base, n = a.args
    s = sign(ctx, base)
    if s is None or s[0] not in (">", ">="):
        return None
    if s[0] == ">":
        return ">", k.restate(k.power_positive(n, s[1]), says(">", a))
    low = nonneg(ctx, n)
    if low is None:
        return None
    t = instance(lemmas_powers.pow_nonneg, {lemmas.a: base}, s[1])
    return ">=", k.specialize(t, n, k.restate(low, n >= 0))


def _rpow(ctx: Context, a: Term) -> Sign | None:
    base, e = a.args
    p = pos(ctx, base)
    return (">", k.restate(k.power_positive(e, p), says(">", a))) if p is not None else None


def _range_sum(ctx: Context, a: Term) -> Sign | None:
    lo, hi, body = a.args
    i = ctx.fresh("index", "int", a)
    inner, summand = ctx.range(i, lo, hi), open_body(body, i)
    for rel, side in ((">=", nonneg), ("<=", _nonpos)):
        found = side(inner, summand)
        if found is not None:
            t = k.sum_monotone(k.generalize(i, found, lo, hi))
            return rel, k.restate(t, says(rel, a))
    return None


def _max(ctx: Context, a: Term) -> Sign | None:
    for which, b in enumerate(a.args):
        s = sign(ctx, b)
        if s is not None and s[0] in (">", ">="):
            return s[0], product_of(says(s[0], a), (s[1], k.defining(a, which)), (0,), (1,))
    return None


def _min(ctx: Context, a: Term) -> Sign | None:
    found = [s for b in a.args if (s := sign(ctx, b)) is not None and s[0] in (">", ">=")]
    if len(found) < 2:
        return None
    rel = ">" if all(s[0] == ">" for s in found) else ">="
    t = linarith(says(rel, a), [*(s[1] for s in found), *(k.defining(a, i) for i in range(3))], ctx.clock, 2)
    return None if t is None else (rel, t)


def _exp(_: Context, a: Term) -> Sign | None:
    return ">", k.exp_positive(a.args[0])


def _application(ctx: Context, a: Term) -> Sign | None:
    """From the facts about all indices, at this one."""
    facts = [t for t in instances(ctx, [a], set()) if t.conclusion.op in RELATIONS] if ctx.alls else []
    if not facts:
        return None
    facts += relevant(ctx.facts, [a, *(t.conclusion for t in facts)], 12)
    for rel in (">", ">=", "<", "<="):
        t = linarith(says(rel, a), facts, ctx.clock)
        if t is not None:
            return rel, t
    return None


def _equated(ctx: Context, a: Term) -> Sign | None:
    """From an equation that says what a is."""
    for t in ctx.facts:
        f = t.conclusion
        for left, right in (f.args, f.args[::-1]) if f.op == "eq" else ():
            s = sign(ctx, right) if left == a and a not in free(right) and right.op != "num" else None
            if s is not None and s[0] in (">", "<", ">=", "<="):
                found = linarith(says(s[0], a), [t, s[1]], ctx.clock)
                return None if found is None else (s[0], found)
    return None


def _factor(ctx: Context, a: Term) -> Sign | None:
    """0 < a where a number > 0 is at most a product of a and of one or two positive factors."""
    for t in ctx.facts:
        p = dict(sides(t.conclusion)) if t.conclusion.op in ("le", "lt") else {}
        if p.pop((), one) >= 0 or len(p) != 1:
            continue
        ((m, e),) = p.items()
        others = [x for x, _ in m if x != a]
        if e < 0 or dict(m).get(a) != 1 or not 1 <= len(others) <= 2:
            continue
        positive = [s for x in others if (s := pos(ctx, x)) is not None]
        found = linarith(says(">", a), [t, *positive], ctx.clock, len(others) + 1) if len(positive) == len(others) else None
        if found is not None:
            return ">", found
    return None


def _from_facts(ctx: Context, a: Term, found: Sign | None) -> Sign | None:
    """By linear arithmetic, then by products, from what is known of the atoms; only what says more than what was found."""
    own = _factor(ctx, a) if a.op in ("var", "app") else None
    if own is not None:
        return own
    if ctx.alls and a.op != "app":
        new = instances(ctx, [a], {t.conclusion for t in ctx.facts})
        ctx = ctx.extended(*new) if new else ctx
    better = {None: (">", "<", ">=", "<="), ">=": (">",), "<=": ("<",)}.get(found[0] if found is not None else None, (">", "<"))
    for ask in (quick, thorough) if len(normal(a)) > 1 else (quick,):
        for rel in better:
            t = ask(ctx, says(rel, a))
            if t is not None:
                return rel, t
    return None


_BY_OP = {
    "var": _equated,
    "app": _application,
    "add": _sum_of,
    "mul": _product,
    "pow": _power,
    "inv": _inverse,
    "sqrt": _root,
    "abs": _abs,
    "ipow": _ipow,
    "rpow": _rpow,
    "sum": _range_sum,
    "max": _max,
    "min": _min,
    "exp": _exp,
}
