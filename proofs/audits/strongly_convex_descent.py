"""Online gradient descent on strongly convex losses, with steps 1/(μt) (Hazan, Agarwal & Kale, Mach. Learn. 69, 2007, theorem 1).

‖·‖ is the Euclidean norm. The projection is on any set: all that is used is that it takes no point away from x*; in a box it is
the clip of the recorded rule. The page `controls.md` has the proof in words.
"""

from dataclasses import replace

from adal_theory.proofs.hypotheses import COMPARATOR, claim, given
from adal_theory.proofs.notation import *
from adal_theory.rules import RULES
from adal_theory.trace.options import Options

mu = var("mu")

# The recorded rule with β1 = 0, steps η/t and η = 1/μ.
RULE = replace(RULES["sgd"], step_schedule="1/t")
DESCENT = recorded(RULE, Options(bias_correction=False)).hypotheses()
UPDATE = {name: substitute(DESCENT[name], {beta1: num(0), eta: 1 / mu}) for name in ("m", "x", "eta_prime")}


def squared_distance(at: Any) -> Term:
    """‖x_t − x*‖²."""
    return coordinates(error(at) ** 2)


along = coordinates(g[t, i] * (x_star[i] - x[t, i]))
LOSSES = {
    "mu": mu > 0,
    "strongly convex": Forall(t, f[t] + along + mu / 2 * squared_distance(t) <= f_star[t], 1, T),
    "‖g‖ ≤ G": Forall(t, coordinates(g[t, i] ** 2) <= G**2, 1, T),
}
before_projection = x[t, i] - g[t, i] / (mu * t)
PROJECTED = {"nearer": Forall(t, squared_distance(t + 1) <= coordinates((before_projection - x_star[i]) ** 2), 1, T)}
BOX = {**UPDATE, **given(*COMPARATOR)}
regret = steps(f[t] - f_star[t])
bound = G**2 * (1 + log(T)) / (2 * mu)
lost = mu / 2 * ((t - 1) * squared_distance(t) - t * squared_distance(t + 1))
# Two steps, from 1 over −1 to −1/2 in both coordinates, with a positive regret.
SMALL: dict[str, Any] = {
    **{"d": [2], "T": [2]},
    **{name: [Fraction(a)] for name, a in {"mu": 1, "G": 3, "f": 1, "f_star": 0, "x_star": 0}.items()},
    "g": lambda rng, known: lambda at, _: Fraction(2 if at == 1 else -1),
    "x": lambda rng, known: lambda at, _: {1: Fraction(1), 2: Fraction(-1)}.get(at, Fraction(-1, 2)),
}


@claim(
    "P10.5",
    "One projected step 1/(μt): f_t(x_t) − f_t(x*) ≤ (μ/2) ((t − 1) ‖x_t − x*‖² − t ‖x_{t+1} − x*‖²) + G²/(2μt)",
    {**LOSSES, **PROJECTED},
    Forall(t, f[t] - f_star[t] <= lost + G**2 / (2 * mu * t), 1, T),
    domains=SMALL,
)
def one_step(p: Proof) -> None:
    """‖x_{t+1} − x*‖² ≤ ‖x_t − x*‖² − 2 ⟨g_t, x_t − x*⟩/(μt) + ‖g_t‖²/(μt)². Multiply by μt/2; strong convexity."""
    expanded = squared_distance(t) + 2 / (mu * t) * along + coordinates(g[t, i] ** 2) / (mu * t) ** 2
    near = p.have(squared_distance(t + 1) <= expanded, "nearer")
    p.conclude(
        p.times(near, mu * t / 2),
        p.field_simp(mu * t),
        "strongly convex",
        p.times(p.have(coordinates(g[t, i] ** 2) <= G**2, "‖g‖ ≤ G"), 1 / (2 * mu * t)),
    )


@claim(
    "P10.6",
    "On μ-strongly convex losses with ‖g_t‖ ≤ G, projected gradient steps 1/(μt) have regret at most G² (1 + log T)/(2μ)",
    {"T": T >= 1, **LOSSES, **PROJECTED},
    regret <= bound,
    domains=SMALL,
)
def logarithmic_regret(p: Proof) -> None:
    """P10.5, added: the distances telescope to −(μ/2) T ‖x_{T+1} − x*‖², and Σ 1/t ≤ 1 + log T (B8.2)."""
    potentials = p.step("telescoping_neg", a=lambda t: mu / 2 * (t - 1) * squared_distance(t), hi=T)
    p.conclude("P10.5", potentials, p.positivity(mu / 2 * T * squared_distance(T + 1)), p.times("B8.2", G**2 / (2 * mu)))


@claim(
    "P10.7",
    "Online gradient descent in a box, with steps 1/(μt), takes no coordinate further from x* than x_t − g_t/(μt) is",
    BOX,
    over_run(error(t + 1) ** 2 <= (before_projection - x_star[i]) ** 2),
    domains=SMALL,
)
def projected_step(p: Proof) -> None:
    """The projection is nonexpansive (L3.1)."""
    p.conclude(p.lemma("L3.1", y=before_projection, c=x_star[i]), "x", "m", "eta_prime")


@claim(
    "P10.8",
    "Online gradient descent in a box, with steps 1/(μt) on μ-strongly convex losses, has regret at most G² (1 + log T)/(2μ)",
    {"T": T >= 1, **LOSSES, **BOX},
    regret <= bound,
    domains=SMALL,
)
def regret_in_a_box(p: Proof) -> None:
    """P10.7, added over the coordinates, is what P10.6 asks of the projection."""
    p.conclude(p.lemma("P10.6", "P10.7"))
