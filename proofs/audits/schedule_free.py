"""Schedule-Free SGD (Defazio et al., NeurIPS 2024, theorem 1): the bound for the last average, which is true for 0 ≤ β ≤ 1.

x_t is the mean of z_1, …, z_t; the subgradient g_t of f is taken at y_t = (1 − β) z_t + β x_t; and z_{t+1} = z_t − γ g_t.
There is no projection, f is convex in d dimensions, and h_t is a subgradient at x_t. The page `controls.md` has the proof in
words.
"""

from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.notation import *

z, y, h = (Function(name, ("int", "int")) for name in ("z", "y", "h"))
f_x, f_y = Function("f_x", ("int",)), Function("f_y", ("int",))  # f(x_t), f(y_t)
beta, step, least = var("beta"), var("gamma"), var("f_star")


def squared_distance(at: Any) -> Term:
    """‖z_t − x*‖²."""
    return coordinates((z[at, i] - x_star[i]) ** 2)


def along(slope: Function, point: Term) -> Term:
    """⟨slope_t, point⟩."""
    return coordinates(slope[t, i] * point)


gradient = along(g, z[t, i] - x_star[i])
linear_regret = steps(gradient)


def every(f: Term) -> Term:
    """∀ 1 ≤ t ≤ T: f."""
    return Forall(t, f, 1, T)


# x_0 is any point: it has the weight 0 in x_1 = z_1.
AVERAGES = {
    "beta ≥ 0": beta >= 0,
    "beta ≤ 1": beta <= 1,
    "x": over_run(Eq(x[t, i], (1 - 1 / t) * x[t - 1, i] + z[t, i] / t)),
    "y": over_run(Eq(y[t, i], (1 - beta) * z[t, i] + beta * x[t, i])),
}
CONVEX = {
    "at x*": every(least >= f_y[t] + along(g, x_star[i] - y[t, i])),
    "from y_t": every(f_x[t - 1] >= f_y[t] + along(g, x[t - 1, i] - y[t, i])),
    "back": every(f_x[t - 1] >= f_x[t] + along(h, x[t - 1, i] - x[t, i])),
    "ahead": every(f_y[t] >= f_x[t] + along(h, y[t, i] - x[t, i])),
}
STEPS = {
    "T": T >= 1,
    "gamma": step > 0,
    "z": over_run(Eq(z[t + 1, i], z[t, i] - step * g[t, i])),
    "‖g‖ ≤ G": every(coordinates(g[t, i] ** 2) <= G**2),
}
ahead = (1 - beta) * (t - 1)
# f(x) = |x_1| + |x_2| from (2, 2) on, with β = 1/2 and γ = 1; z runs over (2, 2), (1, 1) and (0, 0).
TWO: dict[str, Any] = {
    **{"d": [2], "T": [2], "beta": [Fraction(1, 2)], "G": [Fraction(2)]},
    **{name: [Fraction(a)] for name, a in {"gamma": 1, "g": 1, "h": 1, "f_star": 0, "x_star": 0}.items()},
    **{name: lambda rng, known: lambda at, _: Fraction(3 - at if at > 0 else 2) for name in ("z", "x")},
    "f_x": lambda rng, known: lambda at: Fraction(3 if at == 2 else 4),
    "f_y": lambda rng, known: lambda at: Fraction(5, 2) if at == 2 else Fraction(4),
}


def of(*names: str) -> dict[str, Term]:
    """Some of the hypotheses."""
    return {name: f for name, f in {**AVERAGES, **CONVEX}.items() if name in names}


@claim(
    "P10.15",
    "In Schedule-Free SGD x_t lies between x_{t−1} and y_t: (1 + s) f(x_t) ≤ s f(x_{t−1}) + f(y_t) with s = (1 − β) (t − 1)",
    of("beta ≤ 1", "x", "y", "back", "ahead"),
    every((1 + ahead) * f_x[t] <= ahead * f_x[t - 1] + f_y[t]),
    domains=TWO,
)
def between(p: Proof) -> None:
    """s times the inequality from x_t back to x_{t−1}, and that to y_t: s (x_{t−1} − x_t) + (y_t − x_t) = 0."""
    balance = ahead * (x[t - 1, i] - x[t, i]) + y[t, i] - x[t, i]
    each = p.have(Forall(i, Eq(h[t, i] * balance, 0), 1, d), "x", "y")
    back = p.have(f_x[t - 1] >= f_x[t] + along(h, x[t - 1, i] - x[t, i]), "back")
    p.conclude(p.times(back, ahead), "ahead", p.have(Eq(along(h, balance), 0), each))


@claim(
    "P10.16",
    "One step of Schedule-Free SGD on a convex f, for 0 ≤ β ≤ 1: t f(x_t) − (t − 1) f(x_{t−1}) − f(x*) ≤ ⟨g_t, z_t − x*⟩",
    {**AVERAGES, **CONVEX},
    every(t * f_x[t] - (t - 1) * f_x[t - 1] - least <= along(g, z[t, i] - x_star[i])),
    domains=TWO,
)
def one_step(p: Proof) -> None:
    """From x_{t−1} to x_t f rises by at most ⟨g_t, x_t − x_{t−1}⟩, the slope at y_t beyond (P10.15). Add β (t − 1) times that,
    P10.15 and f(y_t) − f(x*) ≤ ⟨g_t, y_t − x*⟩, for z_t − y_t = β (t − 1) (x_t − x_{t−1})."""
    onward = g[t, i] * (x[t, i] - x[t - 1, i])
    behind = p.have(Forall(i, Eq(g[t, i] * (x[t - 1, i] - y[t, i]), -(1 + ahead) * onward), 1, d), "x", "y")
    beyond = p.have(Forall(i, Eq(g[t, i] * (z[t, i] - y[t, i]), beta * (t - 1) * onward), 1, d), "x", "y")
    slope = p.have((1 + ahead) * (f_x[t] - f_x[t - 1]) <= (1 + ahead) * coordinates(onward), "P10.15", "from y_t", behind)
    rise = p.have(f_x[t] - f_x[t - 1] <= coordinates(onward), p.times(slope, 1 / (1 + ahead)), p.field_simp(1 + ahead))
    p.conclude("P10.15", "at x*", p.times(rise, beta * (t - 1)), beyond)


@claim(
    "P10.17",
    "The last average of Schedule-Free SGD on a convex f, for 0 ≤ β ≤ 1: T (f(x_T) − f(x*)) ≤ Σ ⟨g_t, z_t − x*⟩",
    {"T": T >= 1, **AVERAGES, **CONVEX},
    T * (f_x[T] - least) <= linear_regret,
    domains=TWO,
)
def last_average(p: Proof) -> None:
    """P10.16, added."""
    values = p.step("telescoping_neg", a=lambda t: -(t - 1) * (f_x[t - 1] - least), hi=T)
    p.conclude(p.sum_le("P10.16"), values)


@claim(
    "P10.18",
    "Plain gradient steps γ along ‖g_t‖ ≤ G: Σ ⟨g_t, z_t − x*⟩ ≤ ‖z_1 − x*‖²/(2γ) + γ T G²/2",
    STEPS,
    linear_regret <= squared_distance(1) / (2 * step) + step * T * G**2 / 2,
    domains=TWO,
)
def gradient_steps(p: Proof) -> None:
    """‖z_{t+1} − x*‖² = ‖z_t − x*‖² − 2γ ⟨g_t, z_t − x*⟩ + γ² ‖g_t‖²; add, and divide by 2γ."""
    squares = coordinates(g[t, i] ** 2)
    moved = squared_distance(t) - 2 * step * gradient + step**2 * squares
    each = p.have(every(Eq(squared_distance(t + 1), moved)), "z")
    distances = p.step("telescoping_neg", a=lambda t: squared_distance(t), hi=T)
    small = p.have(steps(squares) <= T * G**2, "‖g‖ ≤ G")
    doubled = 2 * step * linear_regret <= squared_distance(1) + step**2 * T * G**2
    added = p.have(doubled, p.sum_le(each), distances, p.times(small, step**2), p.positivity(squared_distance(T + 1)))
    p.conclude(p.times(added, 1 / (2 * step)), p.field_simp(step))


@claim(
    "P10.19",
    "Schedule-Free SGD on a convex f with ‖g_t‖ ≤ G has f(x_T) − f(x*) ≤ ‖z_1 − x*‖²/(2γT) + γG²/2, for 0 ≤ β ≤ 1",
    {**STEPS, **AVERAGES, **CONVEX},
    f_x[T] - least <= squared_distance(1) / (2 * step * T) + step * G**2 / 2,
    domains=TWO,
)
def rate(p: Proof) -> None:
    """P10.17 and P10.18, divided by T."""
    p.conclude(p.times("P10.17", 1 / T), p.times("P10.18", 1 / T), p.field_simp(T))


x_line, y_line, z_line, g_line = (Function(name, ("int",)) for name in ("x", "y", "z", "g"))  # in one dimension


@claim(
    "P10.20",
    "With β = 3/2 Schedule-Free SGD can have T f(x_T) = Σ g_t z_t + 8: on f(x) = |x|, with z_1 = −2, γ = 2 and T = 4",
    {
        "z_1": Eq(z_line[1], -2),
        "x_1": Eq(x_line[1], z_line[1]),
        "x": Forall(t, Eq(x_line[t], (1 - 1 / t) * x_line[t - 1] + z_line[t] / t), 2, 4),
        "y": Forall(t, Eq(y_line[t], Fraction(3, 2) * x_line[t] - z_line[t] / 2), 1, 4),
        "g": Forall(t, Eq(g_line[t], sign(y_line[t])), 1, 4),
        "z": Forall(t, Eq(z_line[t + 1], z_line[t] - 2 * g_line[t]), 1, 4),
    },
    Eq(4 * abs(x_line[4]), Sum(t, 1, 4, g_line[t] * z_line[t]) + 8),
)
def weights_beyond_one_fail(p: Proof) -> None:
    """All slopes are −1: z = −2, 0, 2, 4; x = −2, −1, 0, 1; y = −2, −3/2, −1, −1/2. The left side is 4, the sum −4."""
    known: list[Any] = ["z_1", "x_1"]
    for k in range(1, 5):
        known.append(p.have(Eq(y_line[k], Fraction(k - 5, 2)), *known, "y"))
        known.append(p.have(Eq(g_line[k], -1), *known, "g"))
        known.append(p.have(Eq(z_line[k + 1], 2 * k - 2), *known, "z"))
        known.append(p.have(Eq(x_line[k + 1], k - 2), *known, "x") if k < 4 else p.have(Eq(abs(x_line[4]), 1), *known))
    p.conclude(*known)
