"""Section E of theory.md: what averaging and the transformation do to gradient noise."""

from __future__ import annotations

from adal_theory.proofs.setting import DOMAINS, F, T, beta1, claim, n, t
from adal_theory.prove import Eq, Forall, Function, Proof, Term, Theorem, num, power, rules, substitute, var

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
