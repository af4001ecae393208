"""E2: averaging independent noise makes its kurtosis smaller."""

from adal_theory.proofs.e_noise.random_variables import E, in_the_mean, omega
from adal_theory.proofs.hypotheses import BETA1, claim, given
from adal_theory.proofs.notation import *

m_old, zeta, m_new = (Function(name, ("sample",)) for name in ("m_old", "zeta", "m_new"))


def moment(a: int, b: int = 0) -> Term:
    """E[m^a ζ^b]."""
    return E(m_old[omega] ** a * zeta[omega] ** b)


def noise(b: int) -> Term:
    """E[ζ^b]."""
    return E(zeta[omega] ** b)


STEADY = {
    **given(*BETA1),
    "average": Forall(omega, Eq(m_new[omega], beta1 * m_old[omega] + (1 - beta1) * zeta[omega])),
    "E[m ζ]": Eq(moment(1, 1), moment(1) * noise(1)),
    "E ζ": Eq(noise(1), 0),
    "steady variance": Eq(E(m_new[omega] ** 2), moment(2)),
}
STEADY_FOURTH = {
    **STEADY,
    "E[m³ ζ]": Eq(moment(3, 1), moment(3) * noise(1)),
    "E[m² ζ²]": Eq(moment(2, 2), moment(2) * noise(2)),
    "E[m ζ³]": Eq(moment(1, 3), moment(1) * noise(3)),
    "E m": Eq(moment(1), 0),
    "steady fourth moment": Eq(E(m_new[omega] ** 4), moment(4)),
}
THREE = [(Fraction(-1), Fraction(1, 6)), (Fraction(0), Fraction(2, 3)), (Fraction(1), Fraction(1, 6))]
# Independent m and ζ/2 with values −1, 0, 1 and kurtosis 3: steady at β1 = 3/5.
POINTS: dict[str, Any] = {
    "domains": {"beta1": [Fraction(3, 5)], "m_old": lambda rng, known: lambda q: q[0], "zeta": lambda rng, known: lambda q: q[1]},
    "samples": lambda rng: [((a, 2 * b), wa * wb) for a, wa in THREE for b, wb in THREE],
}


def power_of_average(p: Proof, a: int) -> Theorem:
    """E[m_new^a] = E[(β1 m + (1−β1) ζ)^a]."""
    return in_the_mean(p.congr(p.specialize("average", omega), lambda q: q**a))


@claim(
    "E2.1",
    "In the steady state the average of independent noise has (1−β1)/(1+β1) of the noise's variance",
    STEADY,
    Eq(moment(2), (1 - beta1) / (1 + beta1) * noise(2)),
    **POINTS,
)
def variance_of_average(p: Proof) -> None:
    """E m² = β1² E m² + (1−β1)² E ζ², for E[mζ] = 0."""
    balance = Eq((1 - beta1**2) * moment(2), (1 - beta1) ** 2 * noise(2))
    p.conclude(p.have(balance, power_of_average(p, 2), "steady variance", "E[m ζ]", "E ζ"), "beta1 < 1", "beta1 ≥ 0")


@claim(
    "E2",
    "In the steady state the average's excess kurtosis is (1−β1²)/(1+β1²) of the noise's",
    STEADY_FOURTH,
    Eq(
        (1 + beta1**2) * (moment(4) - 3 * moment(2) ** 2) * noise(2) ** 2,
        (1 - beta1**2) * (noise(4) - 3 * noise(2) ** 2) * moment(2) ** 2,
    ),
    **POINTS,
)
def kurtosis_of_average(p: Proof) -> None:
    """Balance the fourth moment, put in (1+β1) E m² = (1−β1) E ζ² (E2.1), and divide by 1−β1²."""
    b, s = beta1, 1 - beta1
    fourth = Eq((1 - b**4) * moment(4), 6 * b**2 * s**2 * moment(2) * noise(2) + s**4 * noise(4))
    means = ("steady fourth moment", "E[m³ ζ]", "E[m² ζ²]", "E[m ζ³]", "E m", "E ζ")
    balance = p.have(fourth, power_of_average(p, 4), *means)
    variance = p.have(Eq((1 + b) * moment(2), s * noise(2)), "E2.1", "beta1 ≥ 0")
    left, right = p.goal.args
    squared = p.times(p.congr(variance, lambda q: q**2), s**2 * noise(4))
    mixed = p.times(variance, 6 * b**2 * s * moment(2) * noise(2) ** 2)
    whole = p.have(Eq((1 - b**2) * (left - right), 0), p.times(balance, noise(2) ** 2), squared, mixed)
    p.conclude(whole, p.have(1 - b**2 > 0, "beta1 ≥ 0", "beta1 < 1"))
