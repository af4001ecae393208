"""Section E of theory.md: what averaging and the transformation do to gradient noise."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from adal_theory.proofs.algebra import correction
from adal_theory.proofs.convex import have_given
from adal_theory.proofs.scale import LIMIT, MEMORY
from adal_theory.proofs.setting import DOMAINS, F, T, beta1, beta2, claim, d, i, m, n, over_run, t, v
from adal_theory.prove import Eq, Forall, Function, Mean, Proof, Term, Theorem, inv, num, power, rules, sqrt, substitute, var

# --- E1: averages of α-stable noise ------------------------------------------------------------------------------------

alpha, sigma, u = var("alpha"), var("sigma"), var("u")
psi, law = Function("psi", ("int", "real")), Function("law", ("real",))
DECAY = power(beta1, alpha)
STABLE = {
    "no noise yet": Forall(u, Eq(psi[0, u], 0)),
    "independence": Forall(t, Forall(u, Eq(psi[t, u], psi[t - 1, beta1 * u] + law[(1 - beta1) * u])), 1, T),
    "stable": Forall(u, Eq(law[u], -sigma * power(abs(u), alpha))),
    "alpha": alpha > 0,
    "beta1 ≥ 0": beta1 >= 0,
    "beta1 < 1": beta1 < 1,
}
LAWS = {**DOMAINS, "alpha": [F(1), F(2)], "sigma": [F(1), F(2)]}
SPREAD = power(1 - beta1, alpha) * sigma


@claim(
    "E1.1",
    "the average of α-stable noise is α-stable: log E e^{ium_t} = −σ^α (1−β1)^α (1−β1^{αt})/(1−β1^α) |u|^α",
    STABLE,
    Forall(t, Forall(u, Eq((1 - DECAY) * psi[t, u], -SPREAD * (1 - DECAY**t) * power(abs(u), alpha))), 1, T),
    domains=LAWS,
)
def _(p: Proof) -> Theorem:
    f = Forall(u, Eq((1 - DECAY) * psi[n, u], -SPREAD * (1 - DECAY**n) * power(abs(u), alpha)))

    def scaled(factor: Term, low: Theorem) -> Theorem:
        """|c u|^α = c^α |u|^α for c ≥ 0."""
        size = p.have(Eq(abs(factor * u), factor * abs(u)), *_modulus(p, factor, low), auto=False)
        product = rules.real_power_product(factor, abs(u), alpha, low, rules.defining(abs(u), 0), p["alpha"])
        return p.have(
            Eq(power(abs(factor * u), alpha), power(factor, alpha) * power(abs(u), alpha)),
            p.equal_inside(size, lambda q: power(q, alpha)),
            product,
            degree=1,
            auto=False,
        )

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        now = p.at(p.at("independence", n + 1, using=within), u)
        old = p.at(ih, beta1 * u)
        new = p.at("stable", (1 - beta1) * u)
        room = p.have(1 - beta1 >= 0, "beta1 < 1", auto=False)
        first, second = scaled(beta1, p["beta1 ≥ 0"]), scaled(1 - beta1, room)
        grown = rules.power_step(DECAY, n, within[0])
        rest = -SPREAD * (1 - DECAY**n)
        whole = p.have(
            Eq((1 - DECAY) * psi[n + 1, u], -SPREAD * (1 - DECAY ** (n + 1)) * power(abs(u), alpha)),
            p.equal_inside(now, lambda q: (1 - DECAY) * q),
            old,
            p.equal_inside(first, lambda q: rest * q),
            p.equal_inside(new, lambda q: (1 - DECAY) * q),
            p.equal_inside(second, lambda q: (1 - DECAY) * sigma * q),
            p.equal_inside(grown, lambda q: q * SPREAD * power(abs(u), alpha)),
            degree=1,
            auto=False,
        )
        return p.forall(whole, (u,))

    start = p.forall(
        p.have(
            substitute(Eq((1 - DECAY) * psi[n, u], -SPREAD * (1 - DECAY**n) * power(abs(u), alpha)), {n: num(0)}),
            p.equal_inside(p.at("no noise yet", u), lambda q: (1 - DECAY) * q),
            degree=1,
            auto=False,
        ),
        (u,),
    )
    every = p.induct(n, f, 0, start, step, hi=T)
    return p.forall(p.at(every, t, using=p.fix(t, 1, T)), (t, 1, T))


def _modulus(p: Proof, factor: Term, low: Theorem) -> list[Theorem]:
    """|c u| = |c||u| and |c| = c for c ≥ 0."""
    product = abs(factor * u)
    facts = [rules.defining(product, which) for which in range(4)] + [rules.defining(abs(u), which) for which in range(4)]
    square = p.have(
        Eq(product**2, (factor * abs(u)) ** 2), facts[1], p.equal_inside(facts[5], lambda q: q * factor**2), degree=1, auto=False
    )
    right = p.have(factor * abs(u) >= 0, low, facts[4], auto=False)
    return [
        p.have(
            product <= factor * abs(u),
            p.have(product**2 <= (factor * abs(u)) ** 2, square, degree=1, auto=False),
            right,
            auto=False,
        ),
        p.have(
            factor * abs(u) <= product,
            p.have((factor * abs(u)) ** 2 <= product**2, square, degree=1, auto=False),
            facts[0],
            auto=False,
        ),
    ]


@claim(
    "E1.2",
    "at α = 2 the steady factor (1−β1)^α/(1−β1^α) is (1−β1)/(1+β1)",
    {"β1 ≥ 0": beta1 >= 0, "β1 < 1": beta1 < 1},
    Eq((1 - beta1) ** 2 / (1 - beta1**2), (1 - beta1) / (1 + beta1)),
)
def _(p: Proof) -> Theorem:
    room, other = p.have(1 - beta1**2 > 0, "β1 ≥ 0", "β1 < 1", auto=False), p.have(1 + beta1 > 0, "β1 ≥ 0", auto=False)
    return p.have(p.goal, rules.inverse(room), rules.inverse(other))


@claim("E1.3", "at α = 1 it is 1: averaging does not tame Cauchy noise", {"β1 < 1": beta1 < 1}, Eq((1 - beta1) / (1 - beta1), 1))
def _(p: Proof) -> Theorem:
    return p.have(p.goal, rules.inverse(p.have(1 - beta1 > 0, "β1 < 1", auto=False)), auto=False)


# --- E2: averages and kurtosis -----------------------------------------------------------------------------------------

omega = var("omega", "sample")
mean, zeta, after = (Function(name, ("sample",)) for name in ("m_old", "zeta", "m_new"))


def moment(a: int, b: int = 0) -> Term:
    """E[m^a ζ^b]."""
    return Mean(omega, mean[omega] ** a * zeta[omega] ** b)


def noise(b: int) -> Term:
    return Mean(omega, zeta[omega] ** b)


INDEPENDENT = {f"E[m^{a} ζ^{b}]": Eq(moment(a, b), moment(a) * noise(b)) for a, b in ((3, 1), (2, 2), (1, 3), (1, 1))}
STEADY = {
    "average": Forall(omega, Eq(after[omega], beta1 * mean[omega] + (1 - beta1) * zeta[omega])),
    **INDEPENDENT,
    "E ζ": Eq(noise(1), 0),
    "E m": Eq(moment(1), 0),
    "beta1 ≥ 0": beta1 >= 0,
    "beta1 < 1": beta1 < 1,
    "steady variance": Eq(Mean(omega, after[omega] ** 2), moment(2)),
    "steady fourth moment": Eq(Mean(omega, after[omega] ** 4), moment(4)),
    "variance": noise(2) > 0,
}
THREE = [(Fraction(-1), Fraction(1, 6)), (Fraction(0), Fraction(2, 3)), (Fraction(1), Fraction(1, 6))]


def three_points(rng: Any) -> list[tuple[Any, Any]]:
    """Independent m and ζ/2 with values −1, 0, 1 and kurtosis 3: steady at β1 = 3/5."""
    del rng
    return [((a, 2 * b), wa * wb) for a, wa in THREE for b, wb in THREE]


POINTS = {"beta1": [F(3, 5)], "m_old": lambda rng, known: lambda q: q[0], "zeta": lambda rng, known: lambda q: q[1]}


@claim(
    "E2.1",
    "the steady variance of the average: (1−β1)/(1+β1) of the noise's",
    {q: STEADY[q] for q in ("average", "E[m^1 ζ^1]", "E ζ", "steady variance", "beta1 < 1", "beta1 ≥ 0")},
    Eq(moment(2), (1 - beta1) / (1 + beta1) * noise(2)),
    domains=POINTS,
    samples=three_points,
)
def _(p: Proof) -> Theorem:
    square = rules.mean_monotone(p.forall(p.equal_inside(p.at("average", omega), lambda q: q**2), (omega,)))
    balance = p.have(
        Eq((1 - beta1**2) * moment(2), (1 - beta1) ** 2 * noise(2)),
        square,
        "steady variance",
        p.equal_inside(p["E[m^1 ζ^1]"], lambda q: q * beta1 * (1 - beta1)),
        p.equal_inside(p["E ζ"], lambda q: q * beta1 * (1 - beta1) * moment(1)),
        degree=1,
        auto=False,
    )
    room, other = p.have(1 - beta1 > 0, "beta1 < 1", auto=False), p.have(1 + beta1 > 0, "beta1 ≥ 0", auto=False)
    d1, d2 = rules.inverse(room), rules.inverse(other)
    left = p.equal_inside(balance, lambda q: q * inv(1 - beta1) * inv(1 + beta1))
    one = p.have(Eq((1 - beta1**2) * inv(1 - beta1) * inv(1 + beta1), 1), d1, d2)
    two = p.have(Eq((1 - beta1) ** 2 * inv(1 - beta1) * inv(1 + beta1), (1 - beta1) * inv(1 + beta1)), d1, d2)
    return p.have(
        p.goal,
        left,
        p.equal_inside(one, lambda q: q * moment(2)),
        p.equal_inside(two, lambda q: q * noise(2)),
        degree=1,
        auto=False,
    )


@claim(
    "E2",
    "the average's excess kurtosis is (1−β1²)/(1+β1²) of the noise's",
    {q: f for q, f in STEADY.items() if q not in ("variance",)},
    Eq(
        (1 + beta1**2) * (moment(4) - 3 * moment(2) ** 2) * noise(2) ** 2,
        (1 - beta1**2) * (noise(4) - 3 * noise(2) ** 2) * moment(2) ** 2,
    ),
    domains=POINTS,
    samples=three_points,
)
def _(p: Proof) -> Theorem:
    fourth = rules.mean_monotone(p.forall(p.equal_inside(p.at("average", omega), lambda q: q**4), (omega,)))
    s = 1 - beta1
    zeros = [
        p.equal_inside(p["E[m^3 ζ^1]"], lambda q: q * 4 * beta1**3 * s),
        p.equal_inside(p["E ζ"], lambda q: q * 4 * beta1**3 * s * moment(3)),
        p.equal_inside(p["E[m^1 ζ^3]"], lambda q: q * 4 * beta1 * s**3),
        p.equal_inside(p["E m"], lambda q: q * 4 * beta1 * s**3 * noise(3)),
    ]
    cross = p.equal_inside(p["E[m^2 ζ^2]"], lambda q: q * 6 * beta1**2 * s**2)
    balance = p.have(
        Eq((1 - beta1**4) * moment(4), 6 * beta1**2 * s**2 * moment(2) * noise(2) + s**4 * noise(4)),
        fourth,
        "steady fourth moment",
        *zeros,
        cross,
        degree=1,
        auto=False,
    )
    variance = p.use("E2.1")
    other = p.have(1 + beta1 > 0, "beta1 ≥ 0", auto=False)
    second = p.have(
        Eq((1 + beta1) * moment(2), s * noise(2)),
        p.equal_inside(variance, lambda q: q * (1 + beta1)),
        p.equal_inside(rules.inverse(other), lambda q: q * s * noise(2)),
        degree=1,
        auto=False,
    )
    product = p.have(
        Eq((1 + beta1) ** 2 * moment(2) ** 2, s**2 * noise(2) ** 2), p.equal_inside(second, lambda q: q**2), degree=1, auto=False
    )
    # Times 1−β1²: what is left are multiples of the two balances.
    left, right = p.goal.args
    whole = p.have(
        Eq((1 - beta1**2) * (left - right), 0),
        p.equal_inside(balance, lambda q: q * noise(2) ** 2),
        p.equal_inside(product, lambda q: q * s**2 * noise(4)),
        p.equal_inside(second, lambda q: q * 6 * beta1**2 * s * moment(2) * noise(2) ** 2),
        degree=1,
        auto=False,
    )
    scale = p.have(1 - beta1**2 > 0, "beta1 ≥ 0", "beta1 < 1", auto=False)
    return p.have(p.goal, whole, scale, auto=False)


# --- E5: the update is bounded, whatever the tails ------------------------------------------------------------------------


@claim(
    "E5",
    "so the normalised update is bounded for any noise",
    have_given(*MEMORY),
    over_run(abs(m[t, i] / (1 - beta1**t)) / sqrt(v[t, i] / (1 - beta2**t)) <= LIMIT * sqrt(1 - beta2**t) / (1 - beta1**t)),
    domains=DOMAINS,
)
def _(p: Proof) -> Theorem:
    inside, within = p.fix(i, 1, d), p.fix(t, 1, T)
    base = p.at(p.use("A9.2"), t, i, using=[*within, *inside])
    first = correction(p, beta1, t, within)
    p.standing.append(p.have(beta2 >= 0, "beta2 > 0", auto=False))
    second = correction(p, beta2, t, within)
    c = p.have(inv(1 - beta1**t) > 0, first, rules.inverse(first), auto=False)
    root = p.positive_root(1 - beta2**t, second)
    size = _abs_quotient(p)
    low = p.at(p.use("B5.3"), t, i, using=[*within, *inside])
    square = _root_quotient(p, low, second, root)
    both = p.have(inv(1 - beta1**t) * sqrt(1 - beta2**t) >= 0, c, root, auto=False)
    bound = p.have(inv(1 - beta1**t) * sqrt(1 - beta2**t) * (LIMIT - abs(m[t, i]) / sqrt(v[t, i])) >= 0, both, base, auto=False)
    left = abs(m[t, i] / (1 - beta1**t)) / sqrt(v[t, i] / (1 - beta2**t))
    one = p.equal_inside(size, lambda q: q / sqrt(v[t, i] / (1 - beta2**t)))
    two = p.equal_inside(square, lambda q: abs(m[t, i]) * inv(1 - beta1**t) * q)
    done = p.have(left <= LIMIT * sqrt(1 - beta2**t) / (1 - beta1**t), one, two, bound, degree=1, auto=False)
    return rules.cut(p.have(beta2 >= 0, "beta2 > 0", auto=False), p.forall(done, (t, 1, T), (i, 1, d)))


def _abs_quotient(p: Proof) -> Theorem:
    """|m/(1−β1^t)| = |m|/(1−β1^t)."""
    room = correction(p, beta1, t, p.fix(t, 1, T))
    size = p.have(Eq(abs(1 - beta1**t), 1 - beta1**t), room)
    quotient = p.equal_inside(p.equal_inside(size, inv), lambda q: q * abs(m[t, i]))
    return p.have(Eq(abs(m[t, i] / (1 - beta1**t)), abs(m[t, i]) * inv(1 - beta1**t)), quotient, degree=1, auto=False)


def _root_quotient(p: Proof, low: Theorem, second: Theorem, root: Theorem) -> Theorem:
    """1/√(v/(1−β2^t)) = √(1−β2^t)/√v."""
    quotient, under = v[t, i] / (1 - beta2**t), sqrt(v[t, i])
    divided = rules.inverse(second)
    e = p.have(inv(1 - beta2**t) > 0, second, divided, auto=False)
    inside = p.have(quotient >= 0, low, e, auto=False)
    a, b = rules.sqrt_square(inside), rules.sqrt_square(low)
    c = rules.sqrt_square(second)
    square = p.have(
        Eq((sqrt(quotient) * sqrt(1 - beta2**t)) ** 2, under**2),
        p.equal_inside(a, lambda q: q * sqrt(1 - beta2**t) ** 2),
        p.equal_inside(c, lambda q: q * quotient),
        p.equal_inside(divided, lambda q: q * v[t, i]),
        b,
        degree=1,
        auto=False,
    )
    signs = [rules.defining(q, 0) for q in (sqrt(quotient), under)]
    left = p.have(sqrt(quotient) * sqrt(1 - beta2**t) >= 0, signs[0], root, auto=False)
    whole = sqrt(quotient) * sqrt(1 - beta2**t)
    same = p.have(
        Eq(whole, under),
        p.have(whole <= under, p.have(whole**2 <= under**2, square, degree=1, auto=False), signs[1], auto=False),
        p.have(under <= whole, p.have(under**2 <= whole**2, square, degree=1, auto=False), left, auto=False),
        auto=False,
    )
    inverse = p.equal_inside(same, lambda q: inv(q) * sqrt(1 - beta2**t))
    return p.have(
        Eq(inv(sqrt(quotient)), sqrt(1 - beta2**t) * inv(under)),
        inverse,
        p.equal_inside(rules.inverse(root), lambda q: q * inv(sqrt(quotient))),
        degree=1,
        auto=False,
    )
