"""The sign of a term, from the signs of its parts."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import open_body
from adal_theory.prove.kernel.certificates import GOAL, Certificate, Product
from adal_theory.prove.kernel.polynomials import canonical, normal, term_of, value
from adal_theory.prove.kernel.terms import InvalidInference, Term, num
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import lemmas

if TYPE_CHECKING:
    from adal_theory.prove.tactics.context import Context

one = Fraction(1)
Sign = tuple[str, Theorem]  # ">", ">=", "<", "<=", "!=" or "=", and the theorem that says so, about 0


def says(rel: str, a: Term) -> Term:
    """0 < a, 0 ≤ a, a < 0, a ≤ 0, a ≠ 0, a = 0."""
    zero = num(0)
    return {">": Term("lt", (zero, a), "bool"), ">=": Term("le", (zero, a), "bool"), "<": Term("lt", (a, zero), "bool"),
            "<=": Term("le", (a, zero), "bool"), "!=": Term("ne", (a, zero), "bool"), "=": Term("eq", (a, zero), "bool")}[rel]


def product_of(goal: Term, premises: tuple[Theorem, ...], *products: tuple[int, ...]) -> Theorem:
    """A comparison that is a sum of products of premises."""
    terms = (Product(one, (GOAL,)), *(Product(one, p) for p in products))
    return k.arith(goal, premises, (Certificate(terms),))


def weaker(s: Sign, a: Term) -> Theorem:
    """0 ≤ a from 0 < a (or a ≤ 0 from a < 0)."""
    rel, t = s
    if rel in (">=", "<="):
        return t
    if rel == "=":
        raise InvalidInference("positivity", "an equation")
    return product_of(says(rel + "=", a), (t,), (0,))


def sign(ctx: Context, a: Term) -> Sign | None:
    """The sign of a, if it can be found; kept for the next time."""
    if a not in ctx.signs:
        ctx.tick()
        ctx.signs[a] = None  # what rests on itself is not known
        ctx.signs[a] = _sign(ctx, a)
    return ctx.signs[a]


def as_written(ctx: Context, raw: Term) -> None:
    """The sign of a term as it was written (a sum of squares, say), kept for its normal form too."""
    form = canonical(raw)
    if form == raw or ctx.signs.get(form) is not None:
        return
    s = sign(ctx, raw)
    if s is not None:
        ctx.signs[form] = (s[0], k.restate(s[1], says(s[0], form)))


def nonneg(ctx: Context, a: Term) -> Theorem | None:
    s = sign(ctx, a)
    if s is not None and s[0] == "=":
        return _half(s[1], a, ">=")
    return weaker(s, a) if s is not None and s[0] in (">", ">=") else None


def pos(ctx: Context, a: Term) -> Theorem | None:
    s = sign(ctx, a)
    return s[1] if s is not None and s[0] == ">" else None


def nonzero(ctx: Context, a: Term) -> Theorem | None:
    s = sign(ctx, a)
    return s[1] if s is not None and s[0] in (">", "<", "!=") else None


def _sign(ctx: Context, a: Term) -> Sign | None:
    c = value(normal(a))
    if c is not None:
        rel = ">" if c > 0 else "<" if c < 0 else "="
        goal = says(rel, a)
        return rel, _plain(goal)
    for f in (a, term_of(normal(a))):
        found = _structural(ctx, f)
        if found is not None:
            if f is not a:
                found = found[0], k.restate(found[1], says(found[0], a))
            if found[0] in (">", "<", "="):
                return found
            break
    better = _from_facts(ctx, a, found)
    return better or found


def _plain(goal: Term) -> Theorem:
    from adal_theory.prove.tactics.arith import linarith

    t = linarith(goal, [], 1e18)
    assert t is not None
    return t


def _structural(ctx: Context, a: Term) -> Sign | None:
    known = [rel for rel in (">", "<", "=", "!=", ">=", "<=") if ctx.settled(says(rel, a)) is not None]
    if known:
        t = ctx.settled(says(known[0], a))
        assert t is not None
        if known[0] in (">", "<", "="):
            return known[0], t
    build = _BY_OP.get(a.op)
    found = build(ctx, a) if build is not None else None
    if found is not None and found[0] in (">", "<"):
        return found
    if found is not None and known and {found[0], known[0]} in ({">=", "!="}, {"<=", "!="}):
        from adal_theory.prove.tactics.arith import linarith

        rel = found[0][0] if found[0] != "!=" else known[0][0]
        both = [found[1], ctx.settled(says(known[0], a))]
        strict = linarith(says(rel, a), [t for t in both if t is not None], ctx.deadline, 2)
        if strict is not None:
            return rel, strict
    if known:
        t = ctx.settled(says(known[0], a))
        assert t is not None
        return known[0], t
    return found


def _sum_of(ctx: Context, a: Term) -> Sign | None:
    parts = [sign(ctx, b) for b in a.args]
    for strict, weak in ((">", ">="), ("<", "<=")):
        if all(s is not None and s[0] in (strict, weak, "=") for s in parts):
            rel = strict if any(s is not None and s[0] == strict for s in parts) else weak
            premises = tuple(s[1] if s[0] != "=" else _half(s[1], b, weak) for s, b in zip(parts, a.args, strict=True) if s)
            return rel, product_of(says(rel, a), premises, *((i,) for i in range(len(premises))))
    return None


def _half(t: Theorem, b: Term, rel: str) -> Theorem:
    goal = says(rel, b)
    c = Certificate((Product(one, (GOAL,)), Product(one if rel == "<=" else one, equation=0)))
    try:
        return k.arith(goal, (t,), (c,))
    except InvalidInference:
        return k.arith(goal, (t,), (Certificate((Product(one, (GOAL,)), Product(-one, equation=0))),))


def _product(ctx: Context, a: Term) -> Sign | None:
    powers: dict[Term, int] = {}
    for b in a.args:
        powers[b] = powers.get(b, 0) + 1
    negative, strict, premises = False, True, []
    for b in a.args:
        s = sign(ctx, b)
        if s is None or s[0] == "!=":
            return None
        if s[0] == "=":
            return None
        negative ^= s[0].startswith("<")
        strict = strict and s[0] in (">", "<")
        premises.append(s[1])
    rel = ("<" if negative else ">") + ("" if strict else "=")
    return rel, product_of(says(rel, a), tuple(premises), tuple(range(len(premises))))


def _power(ctx: Context, a: Term) -> Sign | None:
    base, n = a.args
    s = sign(ctx, base)
    if n % 2 == 0:
        if s is not None and s[0] in (">", "<", "!="):
            return ">", product_of(says(">", a), (s[1],), (0,) * n) if s[0] != "!=" else _even(a, s[1])
        half = base ** (n // 2)
        return ">=", k.arith(says(">=", a), (), (Certificate((Product(one, (GOAL,)), Product(one, (half,)))),))
    if s is None or s[0] in ("=", "!="):
        return None
    return s[0], product_of(says(s[0], a), (s[1],), (0,) * n)


def _even(a: Term, t: Theorem) -> Theorem:
    """a^(2k) > 0 for a ≠ 0: the square of a premise ≠ counts as positive."""
    return product_of(says(">", a), (t,), (0,) * (a.args[1] // 2))


def _inverse(ctx: Context, a: Term) -> Sign | None:
    b = a.args[0]
    s = sign(ctx, b)
    if s is None:
        return None
    if s[0] in (">", "<"):
        return s[0], lemmas.instance("inv_pos" if s[0] == ">" else "inv_neg", {lemmas.a: b}, s[1])
    if s[0] in (">=", "<="):
        name = "inv_nonneg" if s[0] == ">=" else "inv_nonpos"
        return s[0], lemmas.instance(name, {lemmas.a: b}, s[1])
    if s[0] == "!=":
        return "!=", lemmas.instance("inv_ne_zero", {lemmas.a: b}, s[1])
    return None


def _root(ctx: Context, a: Term) -> Sign | None:
    p = pos(ctx, a.args[0])
    return (">", lemmas.instance("sqrt_pos", {lemmas.a: a.args[0]}, p)) if p is not None else (">=", k.defining(a, 0))


def _abs(ctx: Context, a: Term) -> Sign | None:
    t = nonzero(ctx, a.args[0])
    low = k.defining(a, 0)
    if t is None:
        return ">=", low
    return ">", lemmas.instance("abs_pos", {lemmas.a: a.args[0]}, _as_ne(t, a.args[0]))


def _as_ne(t: Theorem, b: Term) -> Theorem:
    if t.conclusion.op == "ne":
        return t
    c = Certificate((Product(one, (0,)), Product(one, equation=GOAL)))
    for factor in (one, -one):
        try:
            c = Certificate((Product(one, (0,)), Product(factor, equation=GOAL)))
            return k.arith(says("!=", b), (t,), (c,))
        except InvalidInference:
            continue
    raise InvalidInference("positivity", f"{t} does not say that {b} differs from 0")


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
    t = lemmas.instance("pow_nonneg", {lemmas.a: base}, s[1])
    return ">=", k.specialize(t, n, k.restate(low, n >= 0))


def _rpow(ctx: Context, a: Term) -> Sign | None:
    base, e = a.args
    p = pos(ctx, base)
    return (">", k.restate(k.power_positive(e, p), says(">", a))) if p is not None else None


def _range_sum(ctx: Context, a: Term) -> Sign | None:
    lo, hi, body = a.args
    i = ctx.fresh("index", "int", a)
    inner = ctx.extended(k.assume(lo <= i), k.assume(i <= hi))
    summand = open_body(body, i)
    for rel, found in ((">=", nonneg(inner, summand)), ("<=", _nonpos(inner, summand))):
        if found is not None:
            t = k.sum_monotone(k.generalize(i, found, lo, hi))
            return rel, k.restate(t, says(rel, a))
    return None


def _nonpos(ctx: Context, a: Term) -> Theorem | None:
    s = sign(ctx, a)
    return weaker(s, a) if s is not None and s[0] in ("<", "<=") else None


def _max(ctx: Context, a: Term) -> Sign | None:
    x, y = a.args
    for which, b in enumerate((x, y)):
        s = sign(ctx, b)
        if s is not None and s[0] in (">", ">="):
            return s[0], product_of(says(s[0], a), (s[1], k.defining(a, which)), (0,), (1,))
    return None


def _min(ctx: Context, a: Term) -> Sign | None:
    found = [sign(ctx, b) for b in a.args]
    if all(s is not None and s[0] in (">", ">=") for s in found):
        rel = ">" if all(s is not None and s[0] == ">" for s in found) else ">="
        from adal_theory.prove.tactics.arith import linarith

        premises = [s[1] for s in found if s is not None] + [k.defining(a, i) for i in range(3)]
        t = linarith(says(rel, a), premises, ctx.deadline, 2)
        return None if t is None else (rel, t)
    return None


def _application(ctx: Context, a: Term) -> Sign | None:
    """From the facts about all indices, at this one."""
    if not ctx.alls:
        return None
    from adal_theory.prove.tactics.algebra import relevant
    from adal_theory.prove.tactics.arith import linarith
    from adal_theory.prove.tactics.atoms import instances

    new = instances(ctx, [a], set())
    facts = [t for t in new if t.conclusion.op in ("le", "lt", "eq", "ne")]
    if not facts:
        return None
    facts += relevant(ctx.facts, [a, *(t.conclusion for t in facts)], 12)
    for rel in (">", ">=", "<", "<="):
        t = linarith(says(rel, a), facts, ctx.deadline)
        if t is not None:
            return rel, t
    return None


def _exp(_: Context, a: Term) -> Sign | None:
    return ">", k.exp_positive(a.args[0])


def _factor(ctx: Context, a: Term) -> Theorem | None:
    """0 < a where a number > 0 is at most a product of a and of positive factors."""
    from adal_theory.prove.kernel.certificates import sides
    from adal_theory.prove.tactics.arith import linarith

    for t in ctx.facts:
        p = dict(sides(t.conclusion)) if t.conclusion.op in ("le", "lt") else {}
        c = p.pop((), None)
        if c is None or c >= 0 or len(p) != 1:
            continue
        ((m, e),) = p.items()
        others = [x for x, n in m if x != a]
        if e < 0 or dict(m).get(a) != 1 or not others or len(others) > 2 or len(m) != len(others) + 1:
            continue
        known = [pos(ctx, x) for x in others]
        if all(k is not None for k in known):
            found = linarith(says(">", a), [t, *(k for k in known if k is not None)], ctx.deadline, len(others) + 1)
            if found is not None:
                return found
    return None


def _from_facts(ctx: Context, a: Term, found: Sign | None) -> Sign | None:
    """By linear arithmetic from what is known of the atoms."""
    from adal_theory.prove.tactics.algebra import quick

    if a.op in ("var", "app"):
        t = _factor(ctx, a)
        if t is not None:
            return ">", t
    if ctx.alls and a.op != "app":
        from adal_theory.prove.tactics.atoms import instances

        new = instances(ctx, [a], {t.conclusion for t in ctx.facts})
        ctx = ctx.extended(*new) if new else ctx
    wanted = [">", "<", ">=", "<="] if found is None else [">"] if found[0] == ">=" else ["<"] if found[0] == "<=" else [">", "<"]
    for rel in wanted:
        t = quick(ctx, says(rel, a))
        if t is not None:
            return rel, t
    for rel in wanted if len(normal(a)) > 1 else []:
        t = quick(ctx, says(rel, a), thorough=True)
        if t is not None:
            return rel, t
    return None


_BY_OP = {"app": _application, "add": _sum_of, "mul": _product, "pow": _power, "inv": _inverse, "sqrt": _root, "abs": _abs, "ipow": _ipow,
          "rpow": _rpow, "sum": _range_sum, "max": _max, "min": _min, "exp": _exp}
