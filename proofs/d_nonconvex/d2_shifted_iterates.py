"""D2: how the shifted iterates z_t = x_t + ρ1 (x_t − x_{t−1}) of AdaL-AMS without a box move."""

from adal_theory.proofs.hypotheses import PARAMETERS, claim
from adal_theory.proofs.notation import *
from adal_theory.prove import recorded
from adal_theory.rules import RULES
from adal_theory.trace.options import Options

UPDATE = recorded(RULES["adal_ams"], Options(box=False)).hypotheses()
z = Function("z", ("int", "int"))


def each_coordinate(f: Term) -> Term:
    """∀ 1 ≤ i ≤ d: f."""
    return Forall(i, f, 1, d)


def step_size(at: Any) -> Term:
    """B_t = η'_t A_t."""
    return eta_prime[at] * A[at, i]


turn = rho1 * (step_size(t - 1) - step_size(t)) * m[t - 1, i]
# z_1 = x_1, as if x_0 were x_1.
SHIFTED = {
    "z_1": each_coordinate(Eq(z[1, i], x[1, i])),
    "z": Forall(t, each_coordinate(Eq(z[t, i], x[t, i] + rho1 * (x[t, i] - x[t - 1, i]))), 2, T + 1),
}
WITHOUT_BOX = {**PARAMETERS, **UPDATE, **SHIFTED}


@claim(
    "D2.1",
    "From the second step on, the shifted iterates of AdaL-AMS without a box move by −B_t ĝ_t + ρ1 (B_{t−1} − B_t) m_{t−1}",
    {name: WITHOUT_BOX[name] for name in ("m", "x", "z", "beta1 < 1")},
    Forall(t, each_coordinate(Eq(z[t + 1, i], z[t, i] - step_size(t) * g_hat[t, i] + turn)), 2, T),
)
def shifted_move(p: Proof) -> None:
    """(1 + ρ1) m_t = ρ1 m_{t−1} + ĝ_t; multiply by B_t and put in x_{t+1}, x_t, z_{t+1} and z_t."""
    blend = p.have(Eq((1 + rho1) * m[t, i], rho1 * m[t - 1, i] + g_hat[t, i]), "m", p.field_simp(1 - beta1))
    p.conclude(p.times(blend, step_size(t)), "x", "z")


@claim(
    "D2.2",
    "In the first step the shifted iterate of AdaL-AMS without a box moves by −B_1 ĝ_1, as m_0 = 0",
    {name: WITHOUT_BOX[name] for name in ("m_0", "m", "x", "z_1", "z", "T", "beta1 < 1")},
    each_coordinate(Eq(z[2, i], z[1, i] - step_size(1) * g_hat[1, i])),
)
def first_shifted_move(p: Proof) -> None:
    """(1 + ρ1) m_1 = ĝ_1; multiply by B_1."""
    blend = p.have(Eq((1 + rho1) * m[1, i], g_hat[1, i]), "m", "m_0", p.field_simp(1 - beta1))
    p.conclude(p.times(blend, step_size(1)), "x", "z", "z_1")
