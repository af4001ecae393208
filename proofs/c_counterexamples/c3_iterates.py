"""C3: the iterates of AdaL-AMS on E(x − ξ)²/2 come near x° = 3√2 − 4, not the minimiser E ξ = 0.

ξ_t is 2 or −1, and 2 with probability 1/3 whatever came before: a map that preserves E turns ξ_t through three values that
add to 0, and leaves x_t alone.
"""

from adal_theory.proofs.c_counterexamples.c3_biased_point import biased_point, field
from adal_theory.proofs.c_counterexamples.c3_update import FLOOR, RUN, kappa, signed_square, spread
from adal_theory.proofs.hypotheses import claim, given
from adal_theory.proofs.notation import *
from adal_theory.prove.kernel.binders import substitute_function

omega = var("omega", "sample")
PATHWISE = {name: Function(f"{name}_r", ("int", "int", "sample")) for name in ("x", "g", "g_hat", "m", "v", "v_max", "A")}
iterate, weight, xi = PATHWISE["x"], Function("w_r", ("int", "sample")), Function("xi_r", ("int", "sample"))
turn = Function("turn", ("int", "sample"), "sample")
now = iterate[t, 1, omega]
distance = now - biased_point


def in_the_mean(p: Proof, fact: Theorem) -> Theorem:
    """E[a] ≤ E[b] (or =) from a ≤ b at every sample point."""
    return inference.mean_monotone(p.generalize(fact, (omega,)))


def three_points(_: Any) -> list[tuple[Any, Any]]:
    """Three outcomes: ξ = 2 at the first, −1 at the others."""
    return [(point, Fraction(1, 3)) for point in range(3)]


def at_point(value: Any) -> Any:
    """A random variable by its value at a sample point, whatever the indices before it."""
    return lambda rng, drawn: lambda *indices: value(indices[-1])


def nine_paths(rng: Any) -> list[tuple[Any, Any]]:
    """Outcomes of two steps."""
    return [((first, second), Fraction(1, 9)) for first, _ in three_points(rng) for second, _ in three_points(rng)]


def at_step(value: Any) -> Any:
    """A random sequence by its value at the outcomes of two steps."""
    return lambda rng, drawn: lambda at, *rest: value(at, rest[-1])


PATH_VALUES = {
    "T": [2],
    "delta": [Fraction(9)],
    "xi_r": at_step(lambda at, point: Fraction(-1 if point[at - 1] else 2)),
    "turn": at_step(lambda at, point: tuple((o + 1) % 3 if n == at else o for n, o in enumerate(point, 1))),
    "x_r": at_step(lambda at, point: Fraction(0)),
}


remembered, noise = Function("Y", ("sample",)), Function("X", ("sample",))
image = Function("image", ("sample",), "sample")
TURNED = {
    "image": Preserves(omega, image[omega]),
    "three values": Forall(omega, Eq(noise[omega] + noise[image[omega]] + noise[image[image[omega]]], 0)),
    "known": Forall(omega, Eq(remembered[image[omega]], remembered[omega])),
}


@claim(
    "C3.10",
    "E[Y X] = 0 if a map preserves E and Y, and turns X through three values that add to 0",
    TURNED,
    Eq(Mean(omega, remembered[omega] * noise[omega]), 0),
    domains={
        "X": at_point(lambda point: Fraction(-1 if point else 2)),
        "Y": at_point(lambda point: Fraction(1)),
        "image": at_point(lambda point: (point + 1) % 3),
    },
    samples=three_points,
    moments=(remembered, noise),
)
def uncorrelated(p: Proof) -> None:
    """E[Y X] is the mean of Y times each of the three values, and their sum is Y·0."""
    once, twice = image[omega], image[image[omega]]
    values = [remembered[at] * noise[at] for at in (omega, once, twice)]
    first = inference.change_of_variables(p["image"], omega, values[0])
    second = inference.change_of_variables(p["image"], omega, values[1])
    same, again = p.specialize("known", omega), p.specialize("known", once)
    total = p.have(
        Eq(values[0] + values[1] + values[2], 0),
        p.times(p.specialize("three values", omega), remembered[omega]),
        p.times(same, noise[once] + noise[twice]),
        p.times(again, noise[twice]),
    )
    p.conclude(in_the_mean(p, total), first, second)


def along(q: Function) -> Any:
    """A random sequence on the path of ω."""
    return lambda at, of: q[at, of, omega]


PATH: dict[str, Any] = {
    **{name: along(q) for name, q in PATHWISE.items()},
    "w": lambda at: weight[at, omega],
    "xi": lambda at: xi[at, omega],
}


def on_every_path(f: Term) -> Term:
    """∀ ω: a hypothesis about the path of ω."""
    for name, q in PATHWISE.items():
        f = substitute_function(f, name, (t, i), q[t, i, omega])
    f = substitute_function(f, "w", (t,), weight[t, omega])
    return Forall(omega, substitute_function(f, "xi", (t,), xi[t, omega]))


FIXED = {**given("eta", "eps"), **FLOOR, "eta_prime": RUN["eta_prime"]}
PATHS = {name: on_every_path(f) for name, f in RUN.items() if name not in FIXED}
INDEPENDENT = {
    "turn": Forall(t, Preserves(omega, turn[t, omega]), 1, T),
    "law": Forall(t, Forall(omega, Eq(xi[t, omega] + xi[t, turn[t, omega]] + xi[t, turn[t, turn[t, omega]]], 0)), 1, T),
    "past": Forall(t, Forall(omega, Eq(iterate[t, 1, turn[t, omega]], iterate[t, 1, omega])), 1, T),
}


RANDOM: dict[str, Any] = {"domains": PATH_VALUES, "samples": nine_paths, "moments": (iterate, xi)}


def square_distance(at: Any) -> Term:
    """E (x_t − x°)²."""
    return Mean(omega, (iterate[at, 1, omega] - biased_point) ** 2)


@claim(
    "C3.11",
    "Where ξ_t is independent of x_t, E[(x_t − x°)|x_t−ξ_t|(x_t−ξ_t)] = E[(x_t − x°) φ(x_t)], where φ(x) = E[|x−ξ|(x−ξ)]",
    {"ξ": PATHS["ξ"], **INDEPENDENT},
    Forall(t, Eq(Mean(omega, distance * signed_square(now - xi[t, omega])), Mean(omega, distance * field(now))), 1, T),
    **RANDOM,
)
def mean_of_the_noise(p: Proof) -> None:
    """By C3.6 the two differ by E[h(x_t) ξ_t]/3 for a function h, and that is 0 (C3.10)."""

    def h(at: Term) -> Term:
        return (at - biased_point) * spread(at)

    past = p.congr(p.specialize(p.specialize("past", t), omega), h)
    zero = p.lemma(
        "C3.10",
        p.specialize("turn", t),
        p.specialize("law", t),
        p.generalize(past, (omega,)),
        Y=lambda at: h(iterate[t, 1, at]),
        X=lambda at: xi[t, at],
        image=lambda at: turn[t, at],
    )
    value = p.lemma("C3.6", p.specialize(p.specialize("ξ", omega), t), y=now, z=xi[t, omega])
    p.conclude(in_the_mean(p, p.times(value, distance)), zero)


@claim(
    "C3.12",
    "In the mean a step of AdaL-AMS brings x_t nearer to 3√2 − 4: E(x_{t+1} − x°)² ≤ (1 − 4κ/√t) E(x_t − x°)² + 81κ²/t",
    {**FIXED, **PATHS, **INDEPENDENT},
    Forall(t, square_distance(t + 1) <= (1 - 4 * kappa / sqrt(t)) * square_distance(t) + 81 * kappa**2 / t, 1, T),
    **RANDOM,
)
def mean_step(p: Proof) -> None:
    """C3.9 under E; there C3.11, and (x − x°) φ(x) ≥ 2(x − x°)² on the box (C3.5)."""
    here = [p.specialize(name, omega) for name in PATHS]
    inside = p.lemma("B11.9", *here, d=1, lo=-1, hi=2, x_star=0, **{name: PATH[name] for name in ("x", "m", "A")})
    step = in_the_mean(p, p.specialize(p.lemma("C3.9", *here, **PATH), t))
    pull = in_the_mean(p, p.lemma("C3.5", inside, y=now))
    mean = Mean(omega, distance * signed_square(now - xi[t, omega]))
    p.conclude(step, p.times(p.have(2 * square_distance(t) <= mean, "C3.11", pull), 2 * kappa / sqrt(t)))


a, c = Function("a", ("int",)), var("c")


@claim(
    "C3.13",
    "Where 0 ≤ a_{t+1} ≤ (1 − 4c/√t) a_t + 81c²/t, the a_t with weights 1/√t add up to O(log T)",
    {"T": T >= 1, "step": Forall(t, a[t + 1] <= (1 - 4 * c / sqrt(t)) * a[t] + 81 * c**2 / t, 1, T), "a ≥ 0": a[T + 1] >= 0},
    4 * c * steps(a[t] / sqrt(t)) <= a[1] + 81 * c**2 * (1 + log(T)),
)
def weighted_sum_of_a_recursion(p: Proof) -> None:
    """The steps telescope, and Σ 1/t ≤ 1 + log T (B8.2)."""
    every = p.have(Forall(t, 4 * c * (a[t] / sqrt(t)) <= a[t] - a[t + 1] + 81 * c**2 * (1 / t), 1, T), "step")
    telescoped = p.telescope(Eq(steps(a[t] - a[t + 1]), a[1] - a[T + 1]))
    p.conclude(
        p.sum_le(steps(4 * c * (a[t] / sqrt(t))) <= steps(a[t] - a[t + 1] + 81 * c**2 * (1 / t)), every),
        telescoped,
        p.times("B8.2", c**2),
        "a ≥ 0",
    )


@claim(
    "C3.14",
    "For AdaL-AMS on E(x−ξ)²/2 the means E(x_t − 3√2 + 4)², weighted with 1/√t, add up to O(log T)",
    {"T": T >= 1, **FIXED, **PATHS, **INDEPENDENT},
    4 * kappa * steps(square_distance(t) / sqrt(t)) <= 9 + 81 * kappa**2 * (1 + log(T)),
    **RANDOM,
)
def iterates_settle_at_the_biased_point(p: Proof) -> None:
    """C3.12 is the recursion of C3.13, and E(x_1 − x°)² ≤ 9."""
    first, last = (iterate[at, 1, omega] - biased_point for at in (1, T + 1))
    start = in_the_mean(
        p, p.have(first**2 <= 9, p.have(abs(first) <= 3, p.specialize("x1 ≥ −1", omega), p.specialize("x1 ≤ 2", omega)))
    )
    low = in_the_mean(p, p.have(last**2 >= 0))
    p.conclude(p.lemma("C3.13", "C3.12", low, a=square_distance, c=kappa), start)


least = var("least")


@claim(
    "C3.16",
    "The least of numbers a_t times √T is at most their sum with the weights 1/√t",
    {"T": T >= 1, "least ≥ 0": least >= 0, "least": Forall(t, least <= a[t], 1, T)},
    least * sqrt(T) <= steps(a[t] / sqrt(t)),
)
def least_by_the_weighted_sum(p: Proof) -> None:
    """Σ 1/√t ≥ √T (B8.3)."""
    every = p.have(Forall(t, least * (1 / sqrt(t)) <= a[t] / sqrt(t), 1, T), "least")
    p.conclude(p.have(least * steps(1 / sqrt(t)) <= steps(a[t] / sqrt(t)), every), p.times("B8.3", least))


LEAST = {"least ≥ 0": least >= 0, "least": Forall(t, least <= square_distance(t), 1, T)}


@claim(
    "C3.15",
    "AdaL-AMS on E(x−ξ)²/2, where E ξ = 0, comes near 3√2 − 4 in the mean: min_t E(x_t − 3√2 + 4)² = O(log T/√T)",
    {"T": T >= 1, **FIXED, **PATHS, **INDEPENDENT, **LEAST},
    4 * kappa * least * sqrt(T) <= 9 + 81 * kappa**2 * (1 + log(T)),
    **RANDOM,
)
def iterates_come_near_the_biased_point(p: Proof) -> None:
    """C3.14, and the weights 1/√t add up to at least √T (C3.16)."""
    total = p.lemma("C3.16", "least", a=square_distance)
    p.conclude("C3.14", p.times(total, 4 * kappa))
