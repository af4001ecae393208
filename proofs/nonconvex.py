"""Section D of theory.md: symmetric noise, smooth and not necessarily convex."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from adal_theory.proofs.setting import F, claim, d, i, j
from adal_theory.prove import Eq, Forall, Function, Implies, Mean, Ne, Preserves, Proof, Sum, Term, Theorem, maximum, rules, var

omega = var("omega", "sample")
mu, zeta, weight, g = (Function(name, ("int", "sample")) for name in ("mu", "zeta", "B", "g"))
flip = Function("flip", ("int", "sample"), "sample")
NOW = g[i, omega]


def bigger(at: Term) -> Term:
    """max(|μ_j|, |ζ_j|)."""
    return maximum(abs(mu[at, omega]), abs(zeta[at, omega]))


M = Sum(j, 1, d, bigger(j))
# Coordinate-wise symmetric noise, given the past: turning ζ_j round preserves E and leaves the rest alone.
SYMMETRIC = {
    "symmetric": Forall(j, Preserves(omega, flip[j, omega]), 1, d),
    "turned": Forall(j, Forall(omega, Eq(zeta[j, flip[j, omega]], -zeta[j, omega])), 1, d),
    "other noise": Forall(
        i, Forall(j, Implies(Ne(i, j), Forall(omega, Eq(zeta[i, flip[j, omega]], zeta[i, omega]))), 1, d), 1, d
    ),
    "past gradient": Forall(i, Forall(j, Forall(omega, Eq(mu[i, flip[j, omega]], mu[i, omega])), 1, d), 1, d),
    "past weight": Forall(i, Forall(j, Forall(omega, Eq(weight[i, flip[j, omega]], weight[i, omega])), 1, d), 1, d),
}
GRADIENT = {
    "gradient": Forall(i, Forall(omega, Eq(g[i, omega], mu[i, omega] + zeta[i, omega])), 1, d),
    "B ≥ 0": Forall(i, Forall(omega, weight[i, omega] >= 0), 1, d),
}


def signs(rng: Any) -> list[tuple[Any, Any]]:
    """The four sign patterns of two coordinates."""
    del rng
    return [((a, b), Fraction(1, 4)) for a in (1, -1) for b in (1, -1)]


NOISE = {
    "d": [1, 2],
    "zeta": lambda rng, known: (lambda sizes: lambda at, point: sizes[at] * point[at - 1] if at in (1, 2) else Fraction(0))(
        {1: rng.choice([F(1), F(3)]), 2: F(1, 2)}
    ),
    "flip": lambda rng, known: lambda at, point: tuple(-s if k + 1 == at else s for k, s in enumerate(point)),
    "mu": lambda rng, known: (lambda values: lambda at, point: values[at % 3])(
        [rng.choice([F(1), F(-2), F(0), F(1, 2)]) for _ in range(3)]
    ),
    "B": lambda rng, known: lambda at, point: F(1, 2),
}


@claim(
    "D1.1",
    "the two cases: paired with its reflection, μ·g|g| is at least μ² max(|μ|, |ζ|)",
    {},
    2 * var("m") ** 2 * maximum(abs(var("m")), abs(var("z")))
    <= var("m") * ((var("m") + var("z")) * abs(var("m") + var("z")) + (var("m") - var("z")) * abs(var("m") - var("z"))),
)
def _(p: Proof) -> Theorem:
    m, z = var("m"), var("z")
    top = maximum(abs(m), abs(z))

    def modulus(a: Term, positive: bool, *using: Theorem) -> Theorem:
        facts = [rules.defining(abs(a), which) for which in range(4)]
        low = p.have(a >= 0 if positive else a <= 0, *using, auto=False)
        return p.have(Eq(abs(a), a if positive else -a), low, *facts, auto=False)

    def choose(first: bool, order: Theorem, *using: Theorem) -> Theorem:
        facts = [rules.defining(top, which) for which in range(3)]
        return p.have(Eq(top, abs(m) if first else abs(z)), order, *using, *facts, auto=False)

    def quarter(m_sign: bool, z_sign: bool, a: Theorem, b: Theorem) -> Theorem:
        ms, zs = modulus(m, m_sign, a), modulus(z, z_sign, b)

        def inside(q: Theorem) -> Theorem:
            one, two = modulus(m + z, m_sign, q, a, b, ms, zs), modulus(m - z, m_sign, q, a, b, ms, zs)
            return finish(choose(True, q), one, two)

        def outside(q: Theorem) -> Theorem:
            one, two = modulus(m + z, z_sign, q, a, b, ms, zs), modulus(m - z, not z_sign, q, a, b, ms, zs)
            return finish(choose(False, q), one, two)

        def finish(top_: Theorem, one: Theorem, two: Theorem) -> Theorem:
            size = p.have(Eq(top, top_.conclusion.args[1]), top_, auto=False)
            scaled = [
                p.equal_inside(size, lambda q: 2 * m**2 * q),
                p.equal_inside(one, lambda q: m * (m + z) * q),
                p.equal_inside(two, lambda q: m * (m - z) * q),
            ]
            more = [p.equal_inside(ms, lambda q: 2 * m**2 * q), p.equal_inside(zs, lambda q: 2 * m**2 * q)]
            positive = [
                p.have((m if m_sign else -m) * z**2 >= 0, a, squares=[z], degree=1, auto=False),
                p.have((z if z_sign else -z) * m**2 >= 0, b, squares=[m], degree=1, auto=False),
            ]
            return p.have(p.goal, *scaled, *more, *positive, degree=1, auto=False)

        return p.cases(abs(z) <= abs(m), inside, outside)

    def half(m_sign: bool, a: Theorem) -> Theorem:
        return p.cases(z >= 0, lambda b: quarter(m_sign, True, a, b), lambda b: quarter(m_sign, False, a, b))

    return p.cases(m >= 0, lambda a: half(True, a), lambda a: half(False, a))


@claim(
    "D1.2",
    "paired with its reflection, |g| is at least max(|μ|, |ζ|)",
    {},
    2 * maximum(abs(var("m")), abs(var("z"))) <= abs(var("m") + var("z")) + abs(var("m") - var("z")),
)
def _(p: Proof) -> Theorem:
    m, z = var("m"), var("z")
    top = maximum(abs(m), abs(z))
    sums = [rules.defining(abs(q), which) for q in (m + z, m - z) for which in (2, 3)]
    both = abs(m + z) + abs(m - z)
    low = []
    for q in (m, z):
        up = [p.have(2 * s * q <= both, *sums, degree=1, auto=False) for s in (1, -1)]
        positive = p.have(both >= 0, *sums, degree=1, auto=False)
        facts = [rules.defining(abs(q), which) for which in range(2)]
        low.append(p.have(2 * abs(q) <= both, *up, *facts, positive, auto=False))
    facts = [rules.defining(top, which) for which in range(3)]
    return p.have(p.goal, *low, *facts, auto=False)


def turned(p: Proof, at: Term, by: Term, inside: list[Theorem], same: bool, other: Theorem | None = None) -> Theorem:
    """g_at where ζ_by is turned round: μ − ζ if at = by, unchanged if at ≠ by (`other` says so)."""
    there = flip[by, omega]
    gradient = p.at("gradient", at, there, using=inside)
    past = p.at("past gradient", at, by, omega, using=inside)
    if same:
        noise = p.at("turned", at, omega, using=inside)
        return p.have(Eq(g[at, there], mu[at, omega] - zeta[at, omega]), gradient, past, noise, degree=1, auto=False)
    assert other is not None
    noise = p.at(rules.detach(p.at("other noise", at, by, using=inside), other), omega)
    return p.have(
        Eq(g[at, there], g[at, omega]), gradient, past, noise, p.at("gradient", at, omega, using=inside), degree=1, auto=False
    )


def symmetrised(p: Proof, a: Term, by: Term, inside: list[Theorem], below: Theorem, image: Theorem) -> Theorem:
    """E[low] ≤ E[a], where `below` says 2·low ≤ a + (a with ζ_by turned round) and `image` says what the latter is.

    `image` is an equation between a at the turned point and its value here.
    """
    change = rules.change_of_variables(p.at("symmetric", by, using=inside), omega, a)
    same = rules.mean_monotone(p.forall(image, (omega,)))
    ordered = rules.mean_monotone(p.forall(below, (omega,)))
    return p.have(Mean(omega, below.conclusion.args[0]) <= 2 * Mean(omega, a), change, same, ordered, degree=1, auto=False)


m_, z_ = var("m"), var("z")
HYPOTHESES = {**SYMMETRIC, **GRADIENT}


def own(at: Term) -> Term:
    """B_i μ_i g_i |g_i|."""
    return weight[at, omega] * mu[at, omega] * (g[at, omega] * abs(g[at, omega]))


@claim(
    "D1.3",
    "alignment with the own coordinate: E[B μ_i g_i|g_i|] ≥ E[B μ_i² max(|μ_i|, |ζ_i|)]",
    {q: HYPOTHESES[q] for q in ("symmetric", "turned", "past gradient", "past weight", "gradient", "B ≥ 0")},
    Forall(i, Mean(omega, weight[i, omega] * mu[i, omega] ** 2 * bigger(i)) <= Mean(omega, own(i)), 1, d),
    domains=NOISE,
    samples=signs,
    moments=[mu, zeta, weight, g],
)
def _(p: Proof) -> Theorem:
    inside = p.fix(i, 1, d)
    pair = p.instance(p.use("D1.1"), {m_: mu[i, omega], z_: zeta[i, omega]})
    low = p.at("B ≥ 0", i, omega, using=inside)
    M_, Z = mu[i, omega], zeta[i, omega]
    there = flip[i, omega]
    turned_g = turned(p, i, i, inside, True)
    past = [p.at(q, i, i, omega, using=inside) for q in ("past gradient", "past weight")]
    size = p.equal_inside(turned_g, lambda q: q * abs(q))
    image = p.have(
        Eq(weight[i, there] * mu[i, there] * (g[i, there] * abs(g[i, there])), weight[i, omega] * M_ * ((M_ - Z) * abs(M_ - Z))),
        p.equal_inside(size, lambda q: weight[i, there] * mu[i, there] * q),
        p.equal_inside(past[0], lambda q: weight[i, there] * q * (M_ - Z) * abs(M_ - Z)),
        p.equal_inside(past[1], lambda q: q * M_ * (M_ - Z) * abs(M_ - Z)),
        degree=1,
        auto=False,
    )
    here = p.equal_inside(p.at("gradient", i, omega, using=inside), lambda q: weight[i, omega] * M_ * (q * abs(q)))
    scaled = p.have(weight[i, omega] * (pair.conclusion.args[1] - pair.conclusion.args[0]) >= 0, low, pair, auto=False)
    below = p.have(
        2 * (weight[i, omega] * M_**2 * bigger(i)) <= own(i) + weight[i, omega] * M_ * ((M_ - Z) * abs(M_ - Z)),
        scaled,
        here,
        degree=1,
        auto=False,
    )
    done = symmetrised(p, own(i), i, inside, below, image)
    return p.forall(
        p.have(Mean(omega, weight[i, omega] * M_**2 * bigger(i)) <= Mean(omega, own(i)), done, degree=1, auto=False), (i, 1, d)
    )


def cross(at: Term, by: Term) -> Term:
    """B_i μ_i g_i |g_j|."""
    return weight[at, omega] * mu[at, omega] * g[at, omega] * abs(g[by, omega])


@claim(
    "D1.4",
    "alignment through another coordinate: E[B μ_i g_i|g_j|] ≥ E[B μ_i² max(|μ_j|, |ζ_j|)], i ≠ j",
    HYPOTHESES,
    Forall(
        i,
        Forall(
            j, Implies(Ne(i, j), Mean(omega, weight[i, omega] * mu[i, omega] ** 2 * bigger(j)) <= Mean(omega, cross(i, j))), 1, d
        ),
        1,
        d,
    ),
    domains=NOISE,
    samples=signs,
    moments=[mu, zeta, weight, g],
)
def _(p: Proof) -> Theorem:
    inside = [*p.fix(i, 1, d), *p.fix(j, 1, d)]
    apart = rules.assume(Ne(i, j))
    back = p.have(Ne(j, i), apart, auto=False)
    B_, M_, Z = weight[i, omega], mu[i, omega], zeta[i, omega]
    # ζ_i turned round: E[B μ_i g_i |g_j|] = E[B μ_i² |g_j|].
    there = flip[i, omega]
    past = [p.at(q, i, i, omega, using=inside) for q in ("past gradient", "past weight")]
    mine, yours = turned(p, i, i, inside, True), p.equal_inside(turned(p, j, i, inside, False, back), abs)
    image = p.have(
        Eq(weight[i, there] * mu[i, there] * g[i, there] * abs(g[j, there]), B_ * M_ * (M_ - Z) * abs(g[j, omega])),
        p.equal_inside(yours, lambda q: weight[i, there] * mu[i, there] * g[i, there] * q),
        p.equal_inside(mine, lambda q: weight[i, there] * mu[i, there] * q * abs(g[j, omega])),
        p.equal_inside(past[0], lambda q: weight[i, there] * q * (M_ - Z) * abs(g[j, omega])),
        p.equal_inside(past[1], lambda q: q * M_ * (M_ - Z) * abs(g[j, omega])),
        degree=1,
        auto=False,
    )
    here = p.equal_inside(p.at("gradient", i, omega, using=inside), lambda q: B_ * M_ * q * abs(g[j, omega]))
    below = p.have(
        2 * (B_ * M_**2 * abs(g[j, omega])) <= cross(i, j) + B_ * M_ * (M_ - Z) * abs(g[j, omega]), here, degree=1, auto=False
    )
    first = symmetrised(p, cross(i, j), i, inside, below, image)
    # ζ_j turned round: E[B μ_i² |g_j|] ≥ E[B μ_i² max(|μ_j|, |ζ_j|)].
    there = flip[j, omega]
    past = [p.at(q, i, j, omega, using=inside) for q in ("past gradient", "past weight")]
    yours = p.equal_inside(turned(p, j, j, inside, True), abs)
    image = p.have(
        Eq(weight[i, there] * mu[i, there] ** 2 * abs(g[j, there]), B_ * M_**2 * abs(mu[j, omega] - zeta[j, omega])),
        p.equal_inside(yours, lambda q: weight[i, there] * mu[i, there] ** 2 * q),
        p.equal_inside(
            p.equal_inside(past[0], lambda q: q**2), lambda q: weight[i, there] * q * abs(mu[j, omega] - zeta[j, omega])
        ),
        p.equal_inside(past[1], lambda q: q * M_**2 * abs(mu[j, omega] - zeta[j, omega])),
        degree=1,
        auto=False,
    )
    pair = p.instance(p.use("D1.2"), {m_: mu[j, omega], z_: zeta[j, omega]})
    scale = p.have(B_ * M_**2 >= 0, p.at("B ≥ 0", i, omega, using=inside), squares=[M_], auto=False)
    scaled = p.have(B_ * M_**2 * (pair.conclusion.args[1] - pair.conclusion.args[0]) >= 0, scale, pair, auto=False)
    here = p.equal_inside(p.equal_inside(p.at("gradient", j, omega, using=inside), abs), lambda q: B_ * M_**2 * q)
    below = p.have(
        2 * (B_ * M_**2 * bigger(j)) <= B_ * M_**2 * abs(g[j, omega]) + B_ * M_**2 * abs(mu[j, omega] - zeta[j, omega]),
        scaled,
        here,
        degree=1,
        auto=False,
    )
    second = symmetrised(p, B_ * M_**2 * abs(g[j, omega]), j, inside, below, image)
    done = p.have(Mean(omega, B_ * M_**2 * bigger(j)) <= Mean(omega, cross(i, j)), first, second, degree=1, auto=False)
    return p.forall(rules.discharge(Ne(i, j), done), (i, 1, d), (j, 1, d))


ALIGNED = Forall(
    i,
    Mean(omega, weight[i, omega] * mu[i, omega] ** 2 * M)
    <= Mean(omega, weight[i, omega] * mu[i, omega] * (g[i, omega] * Sum(j, 1, d, abs(g[j, omega])))),
    1,
    d,
)


@claim(
    "D1",
    "alignment: μ_i E[ĝ_i] ≥ μ_i² M for symmetric noise, with any weight of the past",
    HYPOTHESES,
    ALIGNED,
    domains=NOISE,
    samples=signs,
    moments=[mu, zeta, weight, g],
)
def _(p: Proof) -> Theorem:
    inside = p.fix(i, 1, d)
    ranges = p.fix(j, 1, d)

    def same(t_: Theorem) -> Theorem:
        hole = var("position", "int")
        own_ = p.at(p.use("D1.3"), i, using=inside)
        template = Mean(omega, weight[i, omega] * mu[i, omega] ** 2 * bigger(hole)) <= Mean(omega, cross(i, hole))
        return rules.leibniz(
            t_,
            p.have(
                Mean(omega, weight[i, omega] * mu[i, omega] ** 2 * bigger(i)) <= Mean(omega, cross(i, i)),
                own_,
                degree=1,
                auto=False,
            ),
            hole,
            template,
        )

    def other(t_: Theorem) -> Theorem:
        return rules.detach(p.at(p.use("D1.4"), i, j, using=[*inside, *ranges]), t_)

    each = p.cases(Eq(i, j), same, other)
    total = p.sum(j, each, 1, d)
    swaps = [
        rules.mean_sum(Mean(omega, Sum(j, 1, d, q))) for q in (weight[i, omega] * mu[i, omega] ** 2 * bigger(j), cross(i, j))
    ]
    return p.forall(
        p.have(
            Mean(omega, weight[i, omega] * mu[i, omega] ** 2 * M)
            <= Mean(omega, weight[i, omega] * mu[i, omega] * (g[i, omega] * Sum(j, 1, d, abs(g[j, omega])))),
            total,
            *swaps,
            degree=1,
            auto=False,
        ),
        (i, 1, d),
    )
