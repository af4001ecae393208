"""D3: what the gradients gain along a run, for one realisation of the noise."""

from adal_theory.proofs.d_nonconvex.d2_shifted_iterates import each_coordinate
from adal_theory.proofs.d_nonconvex.d3_one_step import GF, ONE, ONE_COORDINATE, SIGNS, L, kappa, rho
from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.notation import *

grad_z, grad_x, B = (Function(name, ("int", "int")) for name in ("grad_z", "grad_x", "B"))
F_z = Function("F_z", ("int",))  # F(z_t)
c = var("c")  # B_t ≤ c/√t

move = -B[t, i] * g_hat[t, i] + rho * (B[t - 1, i] - B[t, i]) * m[t - 1, i]
squared_error = Sum(i, 1, d, (grad_z[t, i] - grad_x[t, i]) ** 2)
DESCENT = {
    "T": T >= 1,
    "d": d >= 1,
    "L": L >= 0,
    "rho": rho >= 0,
    "|∇F(z)| ≤ G_F": over_run(abs(grad_z[t, i]) <= GF),
    "|∇F(x)| ≤ G_F": over_run(abs(grad_x[t, i]) <= GF),
    "|ĝ| ≤ Ĝ": over_run(abs(g_hat[t, i]) <= G),
    "|m| ≤ Ĝ": over_run(abs(m[t - 1, i]) <= G),
    "B_t ≥ 0": over_run(B[t, i] >= 0),
    "B_t ≤ B_{t−1}": over_run(B[t, i] <= B[t - 1, i]),
    "B_0 ≤ c": each_coordinate(B[0, i] <= c),
    "B_t ≤ c/√t": over_run(B[t, i] * sqrt(t) <= c),
    "Lipschitz": Forall(t, L**2 * rho**2 * Sum(i, 1, d, (B[t - 1, i] * m[t - 1, i]) ** 2) >= squared_error, 1, T),
    "smooth": Forall(t, F_z[t + 1] <= F_z[t] + (Sum(i, 1, d, grad_z[t, i] * move) + L / 2 * Sum(i, 1, d, move**2)), 1, T),
}
second_order = kappa * d * G**2 * c**2


def gain(at: Any) -> Term:
    """Σ_{t ≤ n} Σ_i ∇F(x_t)_i B_{t−1,i} ĝ_{t,i}."""
    return Sum(t, 1, at, Sum(i, 1, d, grad_x[t, i] * B[t - 1, i] * g_hat[t, i]))


def telescoped(at: Any) -> Term:
    """F(z_1) − F(z_{n+1}), and what changes of B cost until then."""
    return F_z[1] - F_z[at + 1] + (1 + rho) * GF * G * Sum(i, 1, d, B[0, i] - B[at, i])


FALLING_STEPS = {
    **ONE_COORDINATE,
    **{"T": [1, 2], "L": ONE, "c": ONE, "m": SIGNS},
    "F_z": lambda rng, known: lambda at: Fraction(-9 * at),
    "B": lambda rng, known: lambda at, _: Fraction(1, 2 ** (at + 1)),
}


def descent_at(p: Proof, at: Any, largest: Term, *facts: Any) -> Theorem:
    """D3.4 at step t = `at`, where B_{t−1}² ≤ `largest`."""
    return p.lemma(
        "D3.4",
        *(name for name, f in DESCENT.items() if f.op == "all"),
        *facts,
        grad_z=lambda k: grad_z[at, k],
        grad_x=lambda k: grad_x[at, k],
        g_hat=lambda k: g_hat[at, k],
        m_prev=lambda k: m[at - 1, k],
        B_t=lambda k: B[at, k],
        B_prev=lambda k: B[at - 1, k],
        q=largest,
    )


@claim(
    "D3",
    "Along a run with non-increasing step sizes B_t ≤ c/√t, what the gradients gain is at most what F(z) loses, "
    "(1 + ρ) G_F Ĝ Σ_i (B_0 − B_T) and κ d Ĝ² c² (2 + log T)",
    DESCENT,
    telescoped(T) + second_order * (2 + log(T)) >= gain(T),
    domains=FALLING_STEPS,
)
def descent(p: Proof) -> None:
    """Add D3.4 over the steps, with q = c² at first and c²/(t − 1) later: F(z) and B telescope, and Σ 1/t ≤ 1 + log T."""
    first = p.have(each_coordinate(B[0, i] ** 2 <= c**2), "B_t ≥ 0", "B_t ≤ B_{t−1}", "B_0 ≤ c")
    start = descent_at(p, num(1), c**2, first)

    def step(n: Term, _: Theorem) -> list[Any]:
        small = p.have(each_coordinate(B[n, i] <= c / sqrt(n)), "B_t ≤ c/√t")
        square = p.have(Eq(inv(sqrt(n)) ** 2, inv(n)))
        later = p.have(each_coordinate(B[n, i] ** 2 <= c**2 * inv(n)), small, square, "B_t ≥ 0")
        return [descent_at(p, n + 1, c**2 * inv(n), later)]

    bound = telescoped(n) + second_order * (1 + Sum(k, 1, n - 1, inv(k)))
    every = p.induction(Forall(n, gain(n) <= bound, 1, T), start, "smooth", step=step)
    harmonic = p.have(Sum(k, 1, T - 1, inv(k)) <= 1 + log(T), "B8.2")
    p.conclude(every, p.times(harmonic, second_order))
