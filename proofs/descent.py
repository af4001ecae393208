"""D2 to D4: descent of AdaL-AMS on a smooth function with symmetric noise, no box."""

from __future__ import annotations

from adal_theory.proofs.setting import A, T, beta1, claim, d, eta_prime, g_hat, i, m, t, x
from adal_theory.prove import Eq, Forall, Function, Proof, Term, Theorem, num, recorded
from adal_theory.rules import RULES
from adal_theory.trace.options import Options

UPDATE = recorded(RULES["adal_ams"], Options(box=False)).hypotheses()
z = Function("z", ("int", "int"))
rho1 = beta1 / (1 - beta1)


def B(at: Term) -> Term:
    """B_t = η'_t A_t."""
    return eta_prime[at] * A[at, i]


# z_t = x_t + ρ1 (x_t − x_{t−1}), with x_0 = x_1.
SHIFTED = {
    "z_1": Forall(i, Eq(z[1, i], x[1, i]), 1, d),
    "z": Forall(t, Forall(i, Eq(z[t, i], x[t, i] + rho1 * (x[t, i] - x[t - 1, i])), 1, d), 2, T + 1),
}


@claim(
    "D2.1",
    "the shifted iterate moves by −B_t ĝ_t + ρ1 (B_{t−1} − B_t) m_{t−1}",
    {**{q: UPDATE[q] for q in ("m", "x")}, "z": SHIFTED["z"], "beta1 < 1": beta1 < 1},
    Forall(t, Forall(i, Eq(z[t + 1, i], z[t, i] - B(t) * g_hat[t, i] + rho1 * (B(t - 1) - B(t)) * m[t - 1, i]), 1, d), 2, T),
    domains={"T": [2, 3], "d": [1, 2]},
)
def _(p: Proof) -> Theorem:
    inside, within = p.fix(i, 1, d), p.fix(t, 2, T)
    one = p.have(t >= 1, *within)
    now = p.at("x", t, i, using=[one, *within, *inside])
    past = p.at("x", t - 1, i, using=[p.have(t - 1 >= 1, *within), p.have(t - 1 <= T, *within), *inside])
    shifts = [p.at("z", at, i, using=[p.have(at >= 2, *within), p.have(at <= T + 1, *within), *inside]) for at in (t, t + 1)]
    first = p.at("m", t, i, using=[one, *within, *inside])
    scaled = [p.equal_inside(q, lambda y: rho1 * y) for q in (now, past)]
    # (1 + ρ1) m_t = ρ1 m_{t−1} + ĝ_t, times B_t.
    blend = p.have(Eq((1 + rho1) * m[t, i], rho1 * m[t - 1, i] + g_hat[t, i]), first, p.inverse(1 - beta1))
    blend = p.equal_inside(blend, lambda y: B(t) * y)
    goal = Eq(z[t + 1, i], z[t, i] - B(t) * g_hat[t, i] + rho1 * (B(t - 1) - B(t)) * m[t - 1, i])
    return p.forall(p.have(goal, now, past, *scaled, *shifts, blend, degree=1, auto=False), (t, 2, T), (i, 1, d))


@claim(
    "D2.2",
    "and by −B_1 ĝ_1 at the start",
    {**{q: UPDATE[q] for q in ("m_0", "m", "x")}, **SHIFTED, "T": T >= 1, "beta1 < 1": beta1 < 1},
    Forall(i, Eq(z[2, i], z[1, i] - eta_prime[1] * A[1, i] * g_hat[1, i]), 1, d),
    domains={"T": [1, 2], "d": [1, 2]},
)
def _(p: Proof) -> Theorem:
    inside = p.fix(i, 1, d)
    unit = [p.have(num(1) >= 1, auto=False), p.have(T >= 1, "T")]
    now = p.at("x", 1, i, using=[*unit, *inside])
    shift = p.at("z", 2, i, using=[p.have(num(1) + 1 >= 2, auto=False), p.have(T + 1 >= 2, "T"), *inside])
    first = p.have(
        Eq((1 + rho1) * m[1, i], g_hat[1, i]),
        p.at("m", 1, i, using=[*unit, *inside]),
        p.at("m_0", i, using=inside),
        p.inverse(1 - beta1),
    )
    blend = p.equal_inside(first, lambda y: eta_prime[1] * A[1, i] * y)
    scaled = p.equal_inside(now, lambda y: rho1 * y)
    goal = Eq(z[2, i], z[1, i] - eta_prime[1] * A[1, i] * g_hat[1, i])
    return p.forall(p.have(goal, now, scaled, shift, p.at("z_1", i, using=inside), blend, degree=1, auto=False), (i, 1, d))
