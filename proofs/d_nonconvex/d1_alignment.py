"""D1: for symmetric noise the transformed gradient points along the gradient, coordinate by coordinate."""

from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.notation import *

omega = var("omega", "sample")
mu, zeta, weight, g = (Function(name, ("int", "sample")) for name in ("mu", "zeta", "B", "g"))
flip = Function("flip", ("int", "sample"), "sample")  # flip[j, ω] is ω with ζ_j turned round
gradient, noise = var("mu"), var("zeta")  # one coordinate of them, in D1.1 and D1.2
weighted_square = weight[i, omega] * mu[i, omega] ** 2


def larger(at: Any) -> Term:
    """max(|μ_j|, |ζ_j|)."""
    return maximum(abs(mu[at, omega]), abs(zeta[at, omega]))


def along_gradient(by: Term) -> Term:
    """B_i μ_i g_i |g_j|."""
    return weight[i, omega] * mu[i, omega] * g[i, omega] * abs(g[by, omega])


def aligned(by: Term) -> Term:
    """E[B μ_i² max(|μ_j|, |ζ_j|)] ≤ E[B μ_i g_i |g_j|]."""
    return Mean(omega, weighted_square * larger(by)) <= Mean(omega, along_gradient(by))


def every_flip(f: Term) -> Term:
    """∀ i ∀ j ∀ ω: f, where flip[j, ω] occurs."""
    return Forall(i, Forall(j, f, 1, d), 1, d)


there = flip[j, omega]
M, norm = Sum(j, 1, d, larger(j)), Sum(j, 1, d, abs(g[j, omega]))

GRADIENT = {
    "gradient": Forall(i, Forall(omega, Eq(g[i, omega], mu[i, omega] + zeta[i, omega])), 1, d),
    "B ≥ 0": Forall(i, Forall(omega, weight[i, omega] >= 0), 1, d),
}
# Coordinate-wise symmetric noise, given the past: turning ζ_j round preserves E and leaves the rest alone.
SYMMETRIC_NOISE = {
    "symmetric": Forall(j, Preserves(omega, there), 1, d),
    "turned": Forall(j, Forall(omega, Eq(zeta[j, there], -zeta[j, omega])), 1, d),
    "other noise": every_flip(Implies(Ne(i, j), Forall(omega, Eq(zeta[i, there], zeta[i, omega])))),
    "past gradient": every_flip(Forall(omega, Eq(mu[i, there], mu[i, omega]))),
    "past weight": every_flip(Forall(omega, Eq(weight[i, there], weight[i, omega]))),
    **GRADIENT,
}


@claim(
    "D1.2",
    "Averaged over the two signs of the noise ζ, |μ ± ζ| is at least max(|μ|, |ζ|)",
    {},
    2 * maximum(abs(gradient), abs(noise)) <= abs(gradient + noise) + abs(gradient - noise),
)
def paired_size(p: Proof) -> None:
    """The triangle inequality, for 2μ = (μ + ζ) + (μ − ζ) and 2ζ = (μ + ζ) − (μ − ζ)."""
    p.conclude()


@claim(
    "D1.1",
    "Averaged over the two signs of the noise ζ, μ (μ ± ζ) |μ ± ζ| is at least μ² max(|μ|, |ζ|)",
    {},
    2 * gradient**2 * maximum(abs(gradient), abs(noise))
    <= gradient * ((gradient + noise) * abs(gradient + noise) + (gradient - noise) * abs(gradient - noise)),
)
def paired_with_its_own_size(p: Proof) -> None:
    """With a = |μ + ζ| and b = |μ − ζ|, the right-hand side is μ² (a + b) + (a + b) (a − b)²/4; D1.2 times μ²."""
    a, b = abs(gradient + noise), abs(gradient - noise)
    p.conclude(p.times("D1.2", gradient**2), p.positivity((a + b) * (a - b) ** 2))


def noise_values(rng: Any, known: Any) -> Any:
    """±1 or ±3 in the first coordinate, ±1/2 in the second."""
    size = {1: Fraction(rng.choice([1, 3])), 2: Fraction(1, 2)}
    return lambda at, point: size.get(at, Fraction(0)) * point[at - 1 if at in size else 0]


def gradient_values(rng: Any, known: Any) -> Any:
    """A gradient that the noise says nothing about."""
    values = [rng.choice([Fraction(1), Fraction(-2), Fraction(0), Fraction(1, 2)]) for _ in range(3)]
    return lambda at, point: values[at % 3]


# In two dimensions, so that "other noise" says something; the four sign patterns of two coordinates are each as likely.
TWO_COORDINATES: dict[str, Any] = {
    "domains": {
        "d": [2],
        "zeta": noise_values,
        "flip": lambda rng, known: lambda at, point: tuple(-s if k + 1 == at else s for k, s in enumerate(point)),
        "mu": gradient_values,
        "B": lambda rng, known: lambda at, point: Fraction(1, 2),
    },
    "samples": lambda rng: [((a, b), Fraction(1, 4)) for a in (1, -1) for b in (1, -1)],
    "moments": [mu, zeta, weight, g],
}


def sum_and_difference(p: Proof, at: Term) -> list[Theorem]:
    """g is μ + ζ, and μ − ζ where ζ is turned round, in this coordinate."""
    here, there = Eq(g[at, omega], mu[at, omega] + zeta[at, omega]), Eq(g[at, flip[at, omega]], mu[at, omega] - zeta[at, omega])
    return [p.have(here, "gradient"), p.have(there, "gradient", "past gradient", "turned")]


def paired(p: Proof, low: Term, a: Term, by: Term, *facts: Any) -> Theorem:
    """E[low] ≤ E[a], from 2·low ≤ a + (a where ζ_by is turned round), as neither μ nor B depends on ζ."""
    pair = p.have(2 * low <= a + substitute(a, {omega: flip[by, omega]}), *facts, "past gradient", "past weight")
    means = inference.mean_monotone(p.generalize(pair, (omega,)))
    turned = inference.change_of_variables(p.specialize("symmetric", by), omega, a)
    return p.have(Mean(omega, low) <= Mean(omega, a), means, turned)


@claim(
    "D1.3",
    "For symmetric noise E[B μ_i g_i |g_i|] ≥ E[B μ_i² max(|μ_i|, |ζ_i|)], for any weight B ≥ 0 of the past",
    {name: SYMMETRIC_NOISE[name] for name in ("symmetric", "turned", "past gradient", "past weight", "gradient", "B ≥ 0")},
    Forall(i, Mean(omega, weighted_square * larger(i)) <= Mean(omega, along_gradient(i)), 1, d),
    **TWO_COORDINATES,
)
def alignment_with_the_own_coordinate(p: Proof) -> None:
    """D1.1 for μ_i and ζ_i, times B, is 2 B μ² max ≤ B μ g|g| + (the same where ζ_i is turned round); take means."""
    pair = p.times(p.lemma("D1.1", mu=mu[i, omega], zeta=zeta[i, omega]), weight[i, omega])
    p.conclude(paired(p, weighted_square * larger(i), along_gradient(i), i, pair, *sum_and_difference(p, i)))


@claim(
    "D1.5",
    "For symmetric noise E[B μ_i g_i |g_j|] ≥ E[B μ_i² max(|μ_j|, |ζ_j|)] for all i and j, with any weight B ≥ 0 of the past",
    SYMMETRIC_NOISE,
    every_flip(aligned(j)),
    **TWO_COORDINATES,
)
def alignment_through_every_coordinate(p: Proof) -> None:
    """D1.3 where j = i. Where not, turning ζ_i round leaves |g_j| alone and makes μ_i g_i into μ_i²; turning ζ_j round then
    makes |g_j| into max (D1.2)."""

    def other(apart: Theorem) -> Theorem:
        unmoved = inference.detach(p.specialize("other noise", j, i), p.have(Ne(j, i), apart))
        alone = p.have(Eq(g[j, flip[i, omega]], g[j, omega]), "gradient", "past gradient", unmoved)
        first = paired(p, weighted_square * abs(g[j, omega]), along_gradient(j), i, *sum_and_difference(p, i), alone)
        pair = p.times(p.lemma("D1.2", mu=mu[j, omega], zeta=zeta[j, omega]), weighted_square)
        facts = pair, *sum_and_difference(p, j)
        return p.have(p.goal, first, paired(p, weighted_square * larger(j), weighted_square * abs(g[j, omega]), j, *facts))

    own = p.have(aligned(i), "D1.3")
    p.conclude(p.cases(Eq(i, j), lambda same: inference.leibniz(same, own, k, aligned(k)), other))


@claim(
    "D1",
    "For symmetric noise the mean of the transformed gradient ĝ = ‖g‖_1 g points along the gradient μ = ∇F: "
    "E[B μ_i ĝ_i] ≥ E[B μ_i² M] with M = Σ_j max(|μ_j|, |ζ_j|), for any weight B ≥ 0 of the past",
    SYMMETRIC_NOISE,
    Forall(i, Mean(omega, weighted_square * M) <= Mean(omega, weight[i, omega] * mu[i, omega] * (g[i, omega] * norm)), 1, d),
    **TWO_COORDINATES,
)
def alignment(p: Proof) -> None:
    """Add D1.5 over the coordinates j of ‖g‖_1, under the mean."""
    sums = (Sum(j, 1, d, a) for a in (weighted_square * larger(j), along_gradient(j)))
    p.conclude(p.sum_le(p.specialize(p.lemma("D1.5"), i)), *(inference.mean_sum(Mean(omega, a)) for a in sums))
