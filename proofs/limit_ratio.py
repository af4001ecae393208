"""A10: on gradients r^t g_0 the ratio m_t/√v_t tends to u(r), at the rate 1/√t at least; and what AdaL makes of such gradients.

With a_t = (β1/r)^t and b_t = (β2/r²)^t the ratio is u(r)·(1−a_t)/√(1−b_t) at every step.
"""

from __future__ import annotations

from adal_theory.proofs.algebra import power_rate, r
from adal_theory.proofs.scale import GEOMETRIC, SIGNAL, g0
from adal_theory.proofs.setting import F, T, beta1, beta2, claim, m, n, t, v
from adal_theory.prove import Eq, Forall, Proof, Tends, Term, Theorem, inv, rules, sqrt, var
from adal_theory.prove.kernel.binders import open_body


def u(ratio: Term) -> Term:
    """The limit of m_t/√v_t on gradients ratio^t g_0: (1−β1)/(1−β1/r)·√((1−β2/r²)/(1−β2))."""
    return (1 - beta1) / (1 - beta1 / ratio) * sqrt((1 - beta2 / ratio**2) / (1 - beta2))


FADED, FADED2 = beta1 / r, beta2 / r**2
# C: the distance from the limit fades like a_t + b_t, and q^t ≤ 1/((1−q)√t).
RATE = u(r) * (1 / (1 - FADED) + 1 / (1 - FADED2)) / (1 - FADED2)
RANGES = {
    "beta1 ≥ 0": beta1 >= 0,
    "beta1 < 1": beta1 < 1,
    "beta2 > 0": beta2 > 0,
    "beta2 < 1": beta2 < 1,
    "r > β1": r > beta1,
    "r > √β2": r > sqrt(beta2),
    "g0": g0 > 0,
}
# Values outside the ranges too: they show which hypotheses are needed.
GROWING = {
    **SIGNAL,
    "beta1": [F(0), F(1, 2), F(1, 4), F(3, 2), F(-1, 2)],
    "beta2": [F(9, 10), F(1, 2), F(16, 25), F(1, 4), F(3, 2), F(-1, 2)],
    "r": [F(5, 4), F(19, 20), F(2), F(1, 4)],
    "g0": [F(1), F(1, 2), F(-1), F(0)],
}
QUOTIENT = m[t, 1] / sqrt(v[t, 1])
EXACT = u(r) * (1 - FADED**t) / sqrt(1 - FADED2**t)


def fading(p: Proof) -> dict[str, Theorem]:
    """0 < r, β1/r < 1 and 0 < β2/r² < 1."""
    root = p.positive_root(beta2, "beta2 > 0")
    r0 = p.have(r > 0, root, "r > √β2", degree=1, auto=False)
    over = rules.inverse(r0)
    o0 = p.have(inv(r) > 0, r0, over, auto=False)
    square = p.have(inv(r) ** 2 > 0, o0, auto=False)
    less = p.have(beta2 < r**2, rules.sqrt_square(p["beta2 > 0"]), root, "r > √β2", auto=False)
    whole = p.equal_inside(over, lambda q: q**2)
    return {
        "r": r0,
        "1/r": over,
        "1/r > 0": o0,
        "β1/r < 1": p.have(FADED < 1, p.have(inv(r) * (r - beta1) > 0, o0, "r > β1", auto=False), over, degree=1, auto=False),
        "β2/r² > 0": p.have(FADED2 > 0, square, "beta2 > 0", auto=False),
        "β2/r² < 1": p.have(
            FADED2 < 1, p.have(inv(r) ** 2 * (r**2 - beta2) > 0, square, less, auto=False), whole, degree=1, auto=False
        ),
    }


def powers(p: Proof, known: dict[str, Theorem], within: list[Theorem]) -> list[Theorem]:
    """r^t (1/r)^t = 1, and (r^t)² (1/r²)^t = 1."""
    low = p.have(t >= 0, *within, degree=1, auto=False)
    one = p.have(Eq(r**t * inv(r) ** t, 1), p.equal_inside(known["1/r"], lambda q: q**t), degree=1, auto=False)
    double = p.equal_inside(rules.power_sum(inv(r), t, t, low, low), lambda q: q * (r**t) ** 2)
    square = p.equal_inside(one, lambda q: q**2)
    return [one, p.have(Eq((r**t) ** 2 * (inv(r) ** 2) ** t, 1), double, square, degree=1, auto=False)]


def still(p: Proof, q: Term, low: Theorem, high: Theorem, within: list[Theorem]) -> list[Theorem]:
    """0 ≤ q^t ≤ q and q^t ≤ 1/((1−q)√t) for t ≥ 1, from 0 ≤ q < 1."""
    n0 = p.have(t >= 0, *within, degree=1, auto=False)
    base = Proof({"low": r >= 0, "high": r < 1}, p.use)
    rate = p.instance(power_rate(base, r, [p.suppose(t >= 1)]), {r: q})
    facts = [p.instance(p.use("L1.2"), {r: q, n: t}), p.instance(p.use("L1.3"), {r: q, n: t}), rate]
    return [p.supply(f, low, high, n0, *within) for f in facts]


def first_moment(p: Proof, known: dict[str, Theorem], one: Theorem, within: list[Theorem]) -> Theorem:
    """m_t = (1−β1)/(1−β1/r) g_0 r^t (1−(β1/r)^t), from A10.4."""
    c = inv(1 - FADED)
    under = rules.inverse(p.have(1 - FADED > 0, known["β1/r < 1"], degree=1, auto=False))
    return p.have(
        Eq(m[t, 1], (1 - beta1) * c * g0 * r**t * (1 - FADED**t)),
        p.equal_inside(p.at(p.use("A10.4"), t, using=within), lambda q: q * inv(r) * c),
        p.equal_inside(known["1/r"], lambda q: q * m[t, 1] * c),
        p.equal_inside(known["1/r"], lambda q: q * (1 - beta1) * g0 * (r**t - beta1**t) * c),
        p.equal_inside(under, lambda q: q * m[t, 1]),
        p.equal_inside(one, lambda q: q * (1 - beta1) * c * g0 * beta1**t),
        degree=1,
        auto=False,
    )


def second_moment(p: Proof, known: dict[str, Theorem], one: Theorem, within: list[Theorem]) -> Theorem:
    """(1−β2/r²) v_t = (1−β2) g_0² r^{2t} (1−(β2/r²)^t), from A10.5."""
    over = p.equal_inside(known["1/r"], lambda q: q**2)
    scale = (1 - beta2) * g0**2
    return p.have(
        Eq((1 - FADED2) * v[t, 1], scale * (r**t) ** 2 * (1 - FADED2**t)),
        p.equal_inside(p.at(p.use("A10.5"), t, using=within), lambda q: q * inv(r) ** 2),
        p.equal_inside(over, lambda q: q * v[t, 1]),
        p.equal_inside(over, lambda q: q * scale * ((r**t) ** 2 - beta2**t)),
        p.equal_inside(one, lambda q: q * scale * beta2**t),
        degree=1,
        auto=False,
    )


def equal_roots(p: Proof, left: Term, right: Term, squares: Theorem, *signs: Theorem) -> Theorem:
    """left = right from left² = right², both ≥ 0."""
    halves = [
        p.have(q <= e, p.have(q**2 <= e**2, squares, degree=1, auto=False), sign, auto=False)
        for q, e, sign in ((left, right, signs[1]), (right, left, signs[0]))
    ]
    return p.have(Eq(left, right), *halves, degree=1, auto=False)


def second_root(p: Proof, known: dict[str, Theorem], base: Theorem, within: list[Theorem]) -> dict[str, Theorem]:
    """√v_t √Q = g_0 r^t √(1−b_t) with Q = (1−β2/r²)/(1−β2), and what is positive in it."""
    b0 = p.have(FADED2 >= 0, known["β2/r² > 0"], auto=False)
    low = still(p, FADED2, b0, known["β2/r² < 1"], within)[1]
    room = p.have(1 - FADED2**t > 0, low, known["β2/r² < 1"], degree=1, auto=False)
    left, other = (p.have(1 - q > 0, e, degree=1, auto=False) for q, e in ((FADED2, known["β2/r² < 1"]), (beta2, p["beta2 < 1"])))
    under = rules.inverse(other)
    quotient = p.have((1 - FADED2) * inv(1 - beta2) > 0, left, p.have(inv(1 - beta2) > 0, other, under, auto=False), auto=False)
    size = p.have(g0 * r**t > 0, "g0", rules.power_positive(t, known["r"]), auto=False)
    content = p.have((g0 * r**t) ** 2 * (1 - FADED2**t) > 0, p.have((g0 * r**t) ** 2 > 0, size, auto=False), room, auto=False)
    whole = p.have(
        (1 - FADED2) * v[t, 1] > 0,
        p.have((1 - beta2) * content.conclusion.args[1] > 0, content, other, auto=False),
        base,
        degree=1,
        auto=False,
    )
    v0 = p.have(v[t, 1] > 0, whole, left, auto=False)
    s, q, e = sqrt(v[t, 1]), sqrt((1 - FADED2) / (1 - beta2)), sqrt(1 - FADED2**t)
    roots = [rules.sqrt_square(f) for f in (v0, quotient, room)]
    signs = [
        p.have(f > 0, f0, f2, rules.defining(f, 0), auto=False)
        for f, f0, f2 in zip((s, q, e), (v0, quotient, room), roots, strict=True)
    ]
    squares = p.have(
        Eq((s * q) ** 2, (g0 * r**t * e) ** 2),
        p.equal_inside(roots[0], lambda z: z * q**2),
        p.equal_inside(roots[1], lambda z: z * v[t, 1]),
        p.equal_inside(roots[2], lambda z: z * (g0 * r**t) ** 2),
        p.equal_inside(base, lambda z: z * inv(1 - beta2)),
        p.equal_inside(under, lambda z: z * (g0 * r**t) ** 2 * (1 - FADED2**t)),
        degree=1,
        auto=False,
    )
    both = [p.have(s * q >= 0, signs[0], signs[1], auto=False), p.have(g0 * r**t * e >= 0, size, signs[2], auto=False)]
    return {"equal": equal_roots(p, s * q, g0 * r**t * e, squares, *both), "√v": signs[0], "√Q": signs[1], "√(1−b)": signs[2]}


@claim(
    "A10.10",
    "m_t/√v_t = u(r) (1−(β1/r)^t)/√(1−(β2/r²)^t) at every step",
    {**GEOMETRIC, **{q: f for q, f in RANGES.items() if q not in ("beta1 ≥ 0", "beta1 < 1")}},
    Forall(t, Eq(QUOTIENT, EXACT), 1, T),
    domains=GROWING,
)
def _(p: Proof) -> Theorem:
    within, known = p.fix(t, 1, T), fading(p)
    first, second = powers(p, known, within)
    top = first_moment(p, known, first, within)
    roots = second_root(p, known, second_moment(p, known, second, within), within)
    s, e = sqrt(v[t, 1]), sqrt(1 - FADED2**t)
    front = (1 - beta1) * inv(1 - FADED) * (1 - FADED**t)
    return p.forall(
        p.have(
            Eq(QUOTIENT, EXACT),
            p.equal_inside(top, lambda q: q * inv(s)),
            p.equal_inside(roots["equal"], lambda q: q * front * inv(s) * inv(e)),
            p.equal_inside(rules.inverse(roots["√(1−b)"]), lambda q: q * front * inv(s) * g0 * r**t),
            p.equal_inside(rules.inverse(roots["√v"]), lambda q: q * front * inv(e) * sqrt((1 - FADED2) / (1 - beta2))),
            degree=1,
            auto=False,
        ),
        (t, 1, T),
    )


# --- the limit -----------------------------------------------------------------------------------------------------------

size, one_gone, two_gone, most = var("size"), var("one_gone"), var("two_gone"), var("most")


def inverse_root(own: Proof, e: Term) -> tuple[Theorem, Theorem, Theorem, Theorem]:
    """0 < e ≤ 1, e² = 1−b and 1/e ≤ 1/(1−q), for e = √(1−b) and 0 ≤ b ≤ q < 1."""
    room = own.have(1 - most > 0, "q < 1", auto=False)
    inner = own.have(1 - two_gone > 0, room, "b ≤ q", degree=1, auto=False)
    square = rules.sqrt_square(inner)
    root = own.have(e > 0, rules.defining(e, 0), square, inner, auto=False)
    top = own.have(e <= 1, square, root, "b", auto=False)
    low = own.have(e >= 1 - most, own.have(e * (1 - e) >= 0, root, top, auto=False), square, "b ≤ q", degree=1, auto=False)
    under, over = rules.inverse(root), rules.inverse(room)
    y0, z0 = own.have(inv(e) > 0, root, under, auto=False), own.have(inv(1 - most) > 0, room, over, auto=False)
    gap = own.have(
        inv(e) * inv(1 - most) * (e - (1 - most)) >= 0, own.have(inv(e) * inv(1 - most) > 0, y0, z0, auto=False), low, auto=False
    )
    less = own.have(
        inv(e) <= inv(1 - most),
        gap,
        own.equal_inside(under, lambda q: q * inv(1 - most)),
        own.equal_inside(over, lambda q: q * inv(e)),
        degree=1,
        auto=False,
    )
    return root, top, square, less


def distance(p: Proof) -> Theorem:
    """|U(1−a)/√(1−b) − U| ≤ U(a+b)/(1−q) for U, a, b ≥ 0 and b ≤ q < 1, with U, a, b, q the variables above."""
    own = Proof({"U": size >= 0, "a": one_gone >= 0, "b": two_gone >= 0, "b ≤ q": two_gone <= most, "q < 1": most < 1}, p.use)
    e = sqrt(1 - two_gone)
    root, top, square, less = inverse_root(own, e)
    y0, under = own.have(inv(e) > 0, root, rules.inverse(root), auto=False), rules.inverse(root)
    gone = own.have(one_gone + two_gone >= 0, "a", "b", degree=1, auto=False)
    wide = own.have((one_gone + two_gone) * (inv(1 - most) - inv(e)) >= 0, gone, less, auto=False)
    parts = [
        own.have(f >= 0, y0, g, auto=False)
        for f, g in ((inv(e) * one_gone, own["a"]), (inv(e) * two_gone, own["b"]), (inv(e) * (1 - e), top))
    ]
    whole = [own.equal_inside(square, lambda q: q * inv(e)), under, own.equal_inside(under, lambda q: q * e)]
    bound = (one_gone + two_gone) * inv(1 - most)
    near = [
        own.have(s * ((1 - one_gone) * inv(e) - 1) <= bound, wide, *parts, *whole, top, degree=1, auto=False) for s in (1, -1)
    ]
    scaled = [
        own.have(size * (bound - s * ((1 - one_gone) * inv(e) - 1)) >= 0, "U", f, auto=False)
        for s, f in zip((1, -1), near, strict=True)
    ]
    return own.modulus(size * (1 - one_gone) / e - size, size * bound, *scaled)


def close(p: Proof, within: list[Theorem]) -> Theorem:
    """|m_t/√v_t − u(r)| ≤ C/√t for one 1 ≤ t ≤ T."""
    known = fading(p)
    zero1, zero2 = (
        p.have(FADED >= 0, known["1/r > 0"], "beta1 ≥ 0", auto=False),
        p.have(FADED2 >= 0, known["β2/r² > 0"], auto=False),
    )
    one, two = still(p, FADED, zero1, known["β1/r < 1"], within), still(p, FADED2, zero2, known["β2/r² < 1"], within)
    rooms = [p.have(1 - q > 0, known[name], degree=1, auto=False) for q, name in ((FADED, "β1/r < 1"), (FADED2, "β2/r² < 1"))]
    scales = [p.have(inv(1 - q) > 0, f, rules.inverse(f), auto=False) for q, f in zip((FADED, FADED2), rooms, strict=True)]
    root = rules.defining(sqrt((1 - FADED2) / (1 - beta2)), 0)
    front = p.have((1 - beta1) * inv(1 - FADED) >= 0, scales[0], "beta1 < 1", auto=False)
    low = p.have(u(r) >= 0, front, root, auto=False)
    lemma = p.instance(distance(p), {size: u(r), one_gone: FADED**t, two_gone: FADED2**t, most: FADED2})
    lemma = p.supply(lemma, low, one[0], two[0], two[1], known["β2/r² < 1"])
    factor = p.have(u(r) * inv(1 - FADED2) >= 0, low, scales[1], auto=False)
    fades = p.have(FADED**t + FADED2**t <= (inv(1 - FADED) + inv(1 - FADED2)) / sqrt(t), one[2], two[2], degree=1, auto=False)
    bound = p.have(
        u(r) * inv(1 - FADED2) * ((inv(1 - FADED) + inv(1 - FADED2)) / sqrt(t) - FADED**t - FADED2**t) >= 0,
        factor,
        fades,
        auto=False,
    )
    exact = p.equal_inside(p.at(p.use("A10.10"), t, using=within), lambda q: abs(q - u(r)))
    return p.have(abs(QUOTIENT - u(r)) <= RATE / sqrt(t), exact, lemma, bound, degree=1, auto=False)


@claim(
    "A10.11",
    "so |m_t/√v_t − u(r)| ≤ C/√t with C = u(r) (1/(1−β1/r) + 1/(1−β2/r²))/(1−β2/r²)",
    {**GEOMETRIC, **RANGES},
    Forall(t, abs(QUOTIENT - u(r)) <= RATE / sqrt(t), 1, T),
    domains=GROWING,
)
def _(p: Proof) -> Theorem:
    return p.forall(close(p, p.fix(t, 1, T)), (t, 1, T))


def without_end(f: Term) -> Term:
    """A hypothesis about 1 ≤ t ≤ T as one about all t ≥ 1."""
    return Forall(t, open_body(f.args[3], t), 1)


ENDLESS = {q: without_end(f) if f.op == "all" else f for q, f in GEOMETRIC.items()}


@claim(
    "A10.12",
    "m_t/√v_t → u(r) on gradients r^t g_0, for r > max(β1, √β2)",
    {**ENDLESS, **RANGES},
    Tends(t, QUOTIENT, u(r)),
    domains=GROWING,
)
def _(p: Proof) -> Theorem:
    within, ranges = p.fix(t, 1), p.fix(n, 1, t)
    runs = [p.forall(p.at(q, n, using=ranges[:1]), (n, 1, t)) for q in ("m", "v")]
    rate = p.supply(p.instance(p.use("A10.11"), {T: t}), *runs)
    here = p.at(rate, t, using=[*within, p.have(t <= t, auto=False)])
    return rules.tends_by_rate(t, QUOTIENT, u(r), RATE, p.forall(here, (t, 1)))
