"""Random runs for the faithfulness checks: rules, options, parameters, losses and noise, d ≤ 5, T ≤ 400.

Each kind of run is there for statements that others would rarely meet: the cycle of C1, the scaled losses of A8, the
geometric gradients of A10, smooth losses without a box for D2 to D4. "edge" holds the runs on which B5 is nearly an equality
(S1's extremal runs): a constant slope, from one end of the box to the other in about one step.
"""

from __future__ import annotations

import decimal
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

import numpy as np

from adal_theory import noise, problems, rules
from adal_theory.prove.semantics.evaluate import CONTEXT
from adal_theory.prove.update.decimal_losses import ArrayLosses, Losses, Point, SeparableLosses
from adal_theory.prove.update.trajectory import Diverged, Setup, Trajectory, noise_of
from adal_theory.trace.options import Options
from faithful.random_losses import CONVEX, FIXED, LAWS, NONCONVEX, SMOOTH, Random, batches, best, log_uniform, small_data, uniform

MOST_COORDINATES, MOST_STEPS = 5, 400


def steps(rng: Random, most: int = MOST_STEPS) -> int:
    """Over all orders of magnitude, short runs more often."""
    return max(1, round(0.6 * (most / 0.6) ** (rng.random() ** 1.7)))


def parameters(rng: Random, rule: Any) -> dict[str, float]:
    """η over five decades; β1, ε and δ zero now and then; γ = β1/√β2 < 1 nine times in ten."""
    beta1 = 0.0 if rng.random() < 0.25 else uniform(rng, 0.0, 0.98)
    low = beta1**2 if rng.random() < 0.9 else 0.05
    beta2 = min(0.9999, max(0.01, round(low + (1 - low) * rng.uniform(0.001, 0.999), 6)))
    values = {
        "eta": log_uniform(rng, 1e-3, 100),
        "beta1": beta1,
        "beta2": beta2,
        "eps": 0.0 if rng.random() < 0.5 else log_uniform(rng, 1e-8, 1),
        "delta": 0.0 if rng.random() < 0.4 else log_uniform(rng, 1e-3, 2),
    }
    return {p.name: p.default if p.low_open and not values[p.name] else values[p.name] for p in rule.parameters}


def box_of(rng: Random) -> tuple[float, float]:
    return (-1.0, 1.0) if rng.random() < 0.6 else (uniform(rng, -2, -0.1), uniform(rng, 0.1, 2))


def inside(rng: Random, box: tuple[float, float], d: int) -> list[float]:
    """A point of the box, at its ends now and then."""
    return [rng.choice(box) if rng.random() < 0.3 else uniform(rng, box[0] + 1e-6, box[1] - 1e-6) for _ in range(d)]


def on(rng: Random, problem: Any, rule: str, n: int, **more: Any) -> Setup:
    """A run of a rule on a separable problem in a box."""
    box, d = box_of(rng), problem.dimension
    star = best(problem, n, box) if rng.random() < 0.6 else inside(rng, box, d)
    chosen = rules.get(rule)
    given = {
        "params": parameters(rng, chosen),
        "x0": inside(rng, box, d),
        "box": box,
        "x_star": star,
        "schedule": chosen.step_schedule,
    } | more
    return Setup(chosen, SeparableLosses(problem), n, **given)


def convex(rng: Random, rule: str) -> Setup:
    """Exact gradients of convex losses, the rule as theory.md has it; half of the losses do not change, x* their minimum."""
    n, d = steps(rng), rng.randint(1, MOST_COORDINATES)
    if rng.random() < 0.5:
        return on(rng, CONVEX[rng.choice(list(CONVEX))](rng, d, n), rule, n)
    problem, box = FIXED[rng.choice(list(FIXED))](rng, d), box_of(rng)
    return on(rng, problem, rule, n, box=box, x0=inside(rng, box, d), x_star=best(problem, n, box))


def logistic(rng: Random, rule: str) -> Setup:
    """Minibatch losses of a logistic regression."""
    problem, box, chosen = small_data(), box_of(rng), rules.get(rule)
    losses = ArrayLosses(problem, batches(problem, rng.getrandbits(32), rng.getrandbits(16)))
    return Setup(chosen, losses, steps(rng, 60), parameters(rng, chosen), inside(rng, box, 4), box, x_star=inside(rng, box, 4))


def variant(rng: Random, rule: str) -> Setup:
    """Any options, any schedule, any separable loss, with noise or without."""
    n, d = steps(rng), rng.randint(1, MOST_COORDINATES)
    made = {**CONVEX, **NONCONVEX}
    problem = made[rng.choice(list(made))](rng, d, n)
    options = Options(rng.random() < 0.7, rng.choice(("preconditioner", "denominator")), rng.choice((1, 2, float("inf"))))
    law = LAWS[rng.choice(list(LAWS))](rng) if rng.random() < 0.6 else None
    zeta = None if law is None else noise_of(law, rng.getrandbits(32), rng.getrandbits(16), n, d)
    return on(rng, problem, rule, n, options=options, noise=zeta, schedule=rng.choice(("1/sqrt(t)", "1/t", "constant")))


def noisy(rng: Random, rule: str) -> Setup:
    """The rule as theory.md has it, on noisy gradients of any loss."""
    return replace(variant(rng, rule), options=Options(), schedule=rules.get(rule).step_schedule)


def cycle(rng: Random, rule: str) -> Setup:
    """C1: slopes (a, −1, −1) on [−1, 1], mostly √2 < a < 2; whole cycles."""
    a = uniform(rng, 1.4143, 2.0) if rng.random() < 0.8 else uniform(rng, 1.0, 3.0)
    n = 3 * max(1, steps(rng) // 3)
    return on(rng, problems.linear([a, -1.0, -1.0]), rule, n, box=(-1.0, 1.0), x0=[uniform(rng, -1, 1)])


def forgetful(rng: Random, rule: str, decay: bool = False) -> Setup:
    """C1 and C2 for β1 = ε = 0, against an end of the box: any β2, or β2 = 1/(1 + b²) exactly, where the large transformed
    gradient is b (`decay`)."""
    low, high = rng.choice(((1.4, 2.0), (2.0, 3.0), (2.0, 3.0), (0.6, 3.0)))
    a, beta2 = uniform(rng, low, high), round(1 - log_uniform(rng, 1e-3, 0.95), 6)
    params = {"eta": log_uniform(rng, 1e-2, 10), "beta1": 0.0, "beta2": one_over(a, rule) if decay else beta2, "eps": 0.0}
    return on_cycle(rng, rule, a, uniform(rng, -1, 1), params)


def slow(rng: Random, rule: str) -> Setup:
    """C1.27 and C2.10: from the better half of the box in steps so small that no cycle crosses it, Δ of the sign that fails."""
    adal = rule == "adal"
    a = uniform(rng, 1.5, 2.0) if adal else uniform(rng, 2.0, 3.0)
    beta2: Any = round(1 - log_uniform(rng, 1e-3, 0.3), 6) if adal else one_over(a, rule) * Decimal(uniform(rng, 0.2, 1))
    largest = (1 - float(beta2)) / (6 * a**6 if adal else 12 * a**3)
    params = {"eta": largest * uniform(rng, 0.1, 1), "beta1": 0.0, "beta2": beta2, "eps": 0.0}
    return on_cycle(rng, rule, a, uniform(rng, -1, 0) if adal else uniform(rng, 0, 1), params)


def one_over(a: float, rule: str) -> Decimal:
    """1/(1 + b²), in 50 digits."""
    with decimal.localcontext(CONTEXT):
        b = Decimal(a) ** (2 if rule == "adal" else 1)
        return 1 / (1 + b * b)


def on_cycle(rng: Random, rule: str, a: float, start: float, params: dict[str, Any]) -> Setup:
    return on(
        rng,
        problems.linear([a, -1.0, -1.0]),
        rule,
        3 * max(1, steps(rng) // 3),
        box=(-1.0, 1.0),
        x0=[start],
        x_star=[rng.choice((-1.0, 1.0))],
        params=params,
    )


def edge(rng: Random, rule: str) -> Setup:
    """From one end of the box to the other against a constant slope, with η about the width of the box; few steps, or one.

    There B5 is an equality at T = 1, β1 = ε = 0 and η = D (simulations/s01_regret.py has the reckoning).
    """
    n, d, box = 1 if rng.random() < 0.5 else steps(rng, 30), rng.choice((1, 2, 5)), box_of(rng)
    changed = {"eta": (box[1] - box[0]) * log_uniform(rng, 0.4, 2.5)} | ({"beta1": 0.0} if rng.random() < 0.6 else {})
    chosen = rules.get(rule)
    kept = {p.name for p in chosen.parameters}
    params = parameters(rng, chosen) | {name: v for name, v in changed.items() if name in kept}
    slope = np.full((1, d), log_uniform(rng, 1e-3, 3))
    return on(rng, problems.linear(slope), rule, n, box=box, params=params, x0=[box[1]] * d, x_star=[box[0]] * d)


def floor(rng: Random, rule: str) -> Setup:
    """A floor δ above the transformed gradients of a constant slope, for which B10 needs max(δ, Ĝ)."""
    n, d, box = rng.randint(10, 120), rng.randint(1, MOST_COORDINATES), box_of(rng)
    chosen = rules.get(rule)
    changed = {
        "eta": (box[1] - box[0]) * log_uniform(rng, 0.3, 3),
        "delta": log_uniform(rng, 0.1, 2),
        "beta2": uniform(rng, 0.3, 0.9),
        "beta1": rng.choice((0.0, 0.3)),
    }
    return on(
        rng,
        problems.linear(np.full((1, d), log_uniform(rng, 1e-3, 0.1))),
        rule,
        n,
        box=box,
        x0=[box[1]] * d,
        x_star=[box[0]] * d,
        params=parameters(rng, chosen) | changed,
    )


class ScaledLosses:
    """c times the losses of another problem."""

    def __init__(self, losses: Losses, c: Decimal) -> None:
        self.losses, self.c, self.dimension = losses, c, losses.dimension

    def at(self, t: int, x: Point) -> tuple[Decimal, list[Decimal]]:
        f, g = self.losses.at(t, x)
        return self.c * f, [self.c * a for a in g]


def pair(rng: Random, rule: str) -> Setup:
    """A8: ε = 0 and the same run on c times the losses. Other factors than powers of ten round differently, and a loss
    with kinks can turn that into another run: then on few steps of smooth or linear losses only."""
    plain = rng.random() < 0.5
    n, d = steps(rng, 200 if plain else 30), rng.randint(1, MOST_COORDINATES)
    c = Decimal(10) ** rng.choice((-2, -1, 1, 2)) if plain else Decimal(rng.choice(("0.5", "2", "3", "0.3")))
    problem = CONVEX[rng.choice(list(CONVEX) if plain else ["linear", "quadratic"])](rng, d, n)
    setup = on(rng, problem, rule, n)
    setup = replace(setup, params={**setup.params, "eps": 0.0})
    other = Trajectory(replace(setup, losses=ScaledLosses(setup.losses, c)))
    return replace(setup, known={"c": c, "scaled": other})


def geometric(rng: Random, rule: str) -> Setup:
    """A10: gradients r^t g_0, exact in float64."""
    r, n = rng.choice((0.5, 2.0, 0.75, 1.25, 1.5, -0.5)), steps(rng, 20)
    return on(rng, problems.linear([g * r**t for g in (rng.choice((1.0, -0.25, 3.0)),) for t in range(1, n + 1)]), rule, n)


def sized(rng: Random, rule: str) -> Setup:
    """A10: ‖g‖_1 above 1 at every step, or below 1 at every step; or the same everywhere (A1.3)."""
    d, n = rng.randint(1, MOST_COORDINATES), steps(rng)
    a = np.random.default_rng(rng.getrandbits(32)).uniform(0.3, 0.9, (n, d)).round(4)
    a = a[:1, :1] * np.ones((1, d)) if rng.random() < 0.3 else a
    return on(rng, problems.linear(a * rng.choice((1 / 8, 4.0))), rule, n)


def smooth(rng: Random, rule: str) -> Setup:
    """D2 to D4: a smooth loss, noisy gradients, no box, a floor δ > 0."""
    n, d = steps(rng, 100), rng.randint(1, MOST_COORDINATES)
    problem, lipschitz = SMOOTH[rng.choice(list(SMOOTH))](rng, d)
    zeta = noise_of(noise.gaussian(log_uniform(rng, 0.01, 1)), rng.getrandbits(32), 0, n, d) if rng.random() < 0.8 else None
    chosen = rules.get(rule)
    params = parameters(rng, chosen) | {"eta": log_uniform(rng, 1e-3, 3)}
    params |= {"delta": log_uniform(rng, 0.05, 2)} if chosen.running_max else {}
    return Setup(
        chosen,
        SeparableLosses(problem),
        n,
        params,
        inside(rng, (-2.0, 2.0), d),
        None,
        Options(box=False),
        noise=zeta,
        known={"L": Decimal(lipschitz)},
    )


KINDS: dict[str, tuple[Callable[..., Setup], Sequence[str]]] = {
    "convex ams": (convex, ("adal_ams",)),
    "convex plain": (convex, ("amsgrad",)),
    "convex": (convex, ("adal", "adam", "sgd", "adagrad")),
    "logistic": (logistic, ("adal_ams", "adal", "amsgrad", "adam")),
    "variant": (variant, tuple(n for n, rule in rules.RULES.items() if not rule.without_certificate)),
    "noisy": (noisy, ("adal_ams", "adal", "amsgrad", "adam")),
    "edge": (edge, ("adal_ams", "amsgrad", "adal", "adam", "sgd", "adagrad")),
    "floor": (floor, ("adal_ams", "amsgrad")),
    "cycle": (cycle, ("adal_ams",)),
    "cycle adal": (forgetful, ("adal",)),
    "cycle adam": (forgetful, ("adam",)),
    "decay adal": (partial(forgetful, decay=True), ("adal",)),
    "decay adam": (partial(forgetful, decay=True), ("adam",)),
    "slow adal": (slow, ("adal",)),
    "slow adam": (slow, ("adam",)),
    "scaled adal": (pair, ("adal",)),
    "scaled adam": (pair, ("adam",)),
    "geometric": (geometric, ("adal", "adam", "amsgrad")),
    "sized": (sized, ("adal", "adal_ams")),
    "smooth": (smooth, ("adal_ams",)),
}


def draw(kind: str, seed: int) -> tuple[str, Trajectory]:
    """A label and a run of that kind; draws that leave the range of `Diverged` are drawn again."""
    make, names = KINDS[kind]
    rng = Random(f"{kind} {seed}")
    while True:
        rule = rng.choice(names)
        try:
            setup = make(rng, rule)
            problem = getattr(setup.losses, "problem", None)
            return f"{kind} {seed}: {rule} on {problem.name if problem else 'losses'}", Trajectory(setup)
        except Diverged:
            continue
