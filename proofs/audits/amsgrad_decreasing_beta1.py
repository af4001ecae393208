"""AMSGrad with β1t (Reddi, Kale & Kumar, ICLR 2018, theorem 4): a step of the proof refuted, the bound proved for falling β1t.

One coordinate: m_t = β1t m_{t−1} + (1 − β1t) g_t, x_{t+1} = Π[x_t − α_t m_t/H_t] with α_t = α/√t and H_t = √v̂_t, v̂ the running
maximum. The page beside this file says what the paper prints, what is wrong with it, and what is true.
"""

from adal_theory.proofs.audits.weighted_gaps import every, w, weight
from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.notation import *

x, g, m, v, v_max, H = (Function(name, ("int",)) for name in ("x", "g", "m", "v", "v_max", "H"))
b = Function("b", ("int",))  # β1t
alpha, best = var("alpha"), var("x_star")


def step_size(at: Any) -> Term:
    """α_t = α/√t."""
    return alpha / sqrt(at)


def distance(at: Any) -> Term:
    """δ_t = x_t − x*."""
    return x[at] - best


def squared_error(at: Any) -> Term:
    """Δ_t = δ_t²."""
    return distance(at) ** 2


def half_cost(at: Any) -> Term:
    """e_t = α_t m_t²/(2 H_t)."""
    return step_size(at) * m[at] ** 2 / (2 * H[at])


UPDATE = {
    "T": T >= 1,
    "alpha": alpha > 0,
    "m_0": Eq(m[0], 0),
    "m": every(Eq(m[t], b[t] * m[t - 1] + (1 - b[t]) * g[t])),
    "v_max": every(Eq(v_max[t], maximum(v_max[t - 1], v[t])), 2),
    "H": every(Eq(H[t], sqrt(v_max[t]))),
    "x": every(Eq(x[t + 1], clip(x[t] - step_size(t) * m[t] / H[t]))),
    "H_1 > 0": v_max[1] > 0,  # the first step divides by it
}
BOX = {"x* ≥ lo": lo <= best, "x* ≤ hi": best <= hi, "x1 ≥ lo": lo <= x[1], "x1 ≤ hi": x[1] <= hi}
# w_t = 1/(1 − β1t), and w_{T+1} = 1.
WEIGHTS = {"b < 1": every(b[t] < 1), "w": every(Eq(w[t], 1 / (1 - b[t]))), "w_{T+1}": Eq(w[T + 1], 1)}

FEW = {
    "T": [2],
    "alpha": [Fraction(1)],
    "m": [Fraction(1), Fraction(-1)],
    "H": [Fraction(1), Fraction(2)],
    **{name: [Fraction(a)] for name, a in {"lo": -1, "hi": 1, "x_star": 0}.items()},
    "x": [Fraction(0), Fraction(1, 2)],
}


@claim(
    "P3.2",
    "Lemma U: with w_t = 1/(1 − β1t) and w_{T+1} = 1, "
    "Σ g_t δ_t = Σ (1 + w_t − w_{t+1}) m_t δ_t − Σ (w_{t+1} − 1) m_t (x_{t+1} − x_t)",
    {**{name: UPDATE[name] for name in ("T", "m_0", "m")}, **WEIGHTS},
    Eq(steps(g[t] * distance(t)), steps(weight(t) * m[t] * distance(t)) - steps((w[t + 1] - 1) * m[t] * (x[t + 1] - x[t]))),
)
def gradients_by_moments(p: Proof) -> None:
    """g_t = w_t m_t − (w_t − 1) m_{t−1}; by induction on n, with (w_{n+1} − 1) m_n δ_{n+1} more on the right; w_{T+1} = 1."""
    positive = p.have(every(1 - b[t] > 0), "b < 1")
    gradient = p.have(every(Eq(g[t], w[t] * m[t] - (w[t] - 1) * m[t - 1])), "m", "w", positive)
    right = Sum(t, 1, n, weight(t) * m[t] * distance(t)) - Sum(t, 1, n, (w[t + 1] - 1) * m[t] * (x[t + 1] - x[t]))
    f = Eq(Sum(t, 1, n, g[t] * distance(t)), right + (w[n + 1] - 1) * m[n] * distance(n + 1))
    p.conclude(p.induction(Forall(n, f, 1, T), gradient, "m_0"), "w_{T+1}")


def ratio(at: Any) -> Term:
    """r_t = H_t/(2α_t)."""
    return H[at] * sqrt(at) / (2 * alpha)


def before_projection(at: Any) -> Term:
    """x_t − α_t m_t/H_t."""
    return x[at] - step_size(at) * m[at] / H[at]


STEP = {**{name: UPDATE[name] for name in ("alpha", "x")}, "H > 0": every(H[t] > 0)}


@claim(
    "P3.4",
    "One step of AMSGrad, for any H_t > 0: m_t δ_t ≤ (H_t/(2α_t)) (δ_t² − δ_{t+1}²) + α_t m_t²/(2H_t)",
    {**STEP, **{name: BOX[name] for name in ("x* ≥ lo", "x* ≤ hi")}},
    every(m[t] * distance(t) <= ratio(t) * (squared_error(t) - squared_error(t + 1)) + half_cost(t)),
    domains=FEW,
)
def one_step(p: Proof) -> None:
    """Π is nonexpansive (L3.1): δ_{t+1}² ≤ (δ_t − α_t m_t/H_t)²; expand, and multiply by H_t/(2α_t)."""
    positive = p.have(H[t] > 0, "H > 0")
    z = before_projection(t)
    nearer = p.have(squared_error(t + 1) <= (z - best) ** 2, p.lemma("L3.1", y=z, c=best), "x")
    p.conclude(p.times(nearer, ratio(t), positive), p.field_simp(H[t], positive), p.field_simp(alpha), p.field_simp(sqrt(t)))


@claim(
    "P3.5",
    "The iterates of AMSGrad stay in the box: (x_t − x*)² ≤ D² for t ≤ T + 1",
    {"x": UPDATE["x"], **BOX},
    every(squared_error(t) <= diameter**2, 1, T + 1),
    domains=FEW,
)
def iterates_stay_in_the_box(p: Proof) -> None:
    """x_{t+1} is a projection (L3.2)."""
    low = p.induction(
        Forall(n, lo <= x[n], 1, T + 1), "x", "x1 ≥ lo", step=lambda n, _: [p.lemma("L3.2", y=before_projection(n), c=best)]
    )
    high = p.induction(Forall(n, x[n] <= hi, 1, T + 1), "x", "x1 ≤ hi")
    p.conclude(p.have(lo <= x[t], low), p.have(x[t] <= hi, high))


@claim(
    "P3.6",
    "No step of AMSGrad pays more than twice its cost: −m_t (x_{t+1} − x_t) ≤ α_t m_t²/H_t, for any H_t > 0",
    {**STEP, **BOX},
    every(-m[t] * (x[t + 1] - x[t]) <= 2 * half_cost(t)),
    domains=FEW,
)
def move(p: Proof) -> None:
    """x_t lies in the box, so that L3.1 holds with c = x_t: (x_{t+1} − x_t)² ≤ (α_t m_t/H_t)²; take roots."""
    low = Forall(n, lo <= x[n], 1, T + 1)
    above = p.induction(low, "x", "x1 ≥ lo", step=lambda n, _: [p.lemma("L3.2", y=before_projection(n), c=best)])
    below = p.induction(Forall(n, x[n] <= hi, 1, T + 1), "x", "x1 ≤ hi")
    near = p.lemma("L3.1", above, below, y=before_projection(t), c=x[t])
    length = step_size(t) * abs(m[t]) / H[t]
    positive = p.positivity(length, p.have(H[t] > 0, "H > 0"))
    square = p.have((x[t + 1] - x[t]) ** 2 <= length**2, near, "x")
    short = p.have(abs(x[t + 1] - x[t]) <= length, square, positive)
    p.conclude(p.times(short, abs(m[t])))


@claim(
    "P3.7",
    "One step of Lemma U, with 1 ≤ w_{t+1} ≤ w_t: u_t m_t δ_t − (w_{t+1} − 1) m_t (x_{t+1} − x_t) is at most "
    "u_t r_t (δ_t² − δ_{t+1}²) + (w_1 − 1/2) α_t m_t²/H_t",
    {**STEP, **BOX, "w ≥ 1": every(w[t + 1] >= 1), "w decreases": every(w[t + 1] <= w[t])},
    every(
        weight(t) * m[t] * distance(t) - (w[t + 1] - 1) * m[t] * (x[t + 1] - x[t])
        <= weight(t) * ratio(t) * (squared_error(t) - squared_error(t + 1)) + (2 * w[1] - 1) * half_cost(t)
    ),
    domains={**FEW, "w": [Fraction(1), Fraction(2)]},
)
def one_weighted_step(p: Proof) -> None:
    """u_t times P3.4 and w_{t+1} − 1 times P3.6: the cost has the factor u_t + 2 (w_{t+1} − 1) ≤ 2 w_1 − 1."""
    falls, least = p.have(w[t] - w[t + 1] >= 0, "w decreases"), p.have(w[t + 1] - 1 >= 0, "w ≥ 1")
    nearer = p.have(m[t] * distance(t) <= ratio(t) * (squared_error(t) - squared_error(t + 1)) + half_cost(t), "P3.4")
    shorter = p.have(-m[t] * (x[t + 1] - x[t]) <= 2 * half_cost(t), "P3.6")
    cost = p.positivity(half_cost(t), p.have(H[t] > 0, "H > 0"))
    largest = p.induction(Forall(n, w[n] <= w[1], 1, T), "w decreases")
    factor = p.have(w[t] + w[t + 1] - 1 <= 2 * w[1] - 1, largest, "w decreases")
    p.conclude(p.times(nearer, weight(t), falls), p.times(shorter, w[t + 1] - 1, least), p.times(factor, half_cost(t), cost))


# β1t falls from β11 < 1; beyond the run it is 0.
DECREASING = {
    "b < 1": every(b[t] < 1, 1, T + 1),
    "b decreases": every(b[t + 1] <= b[t]),
    "b ≥ 0": every(b[t] >= 0, 1, T + 1),
    "b_{T+1}": Eq(b[T + 1], 0),
}
regret = steps(g[t] * distance(t))
costs = steps(step_size(t) * m[t] ** 2 / H[t])


def inverse(at: Any) -> Term:
    """w_t = 1/(1 − β1t)."""
    return 1 / (1 - b[at])


@claim(
    "P3.8",
    "The method of AMSGrad with any positive non-decreasing H_t and non-increasing β1t: "
    "R(T) ≤ D² √T H_T/(2α (1 − β11)) + (1 + β11)/(2 (1 − β11)) Σ α_t m_t²/H_t",
    {
        **{name: UPDATE[name] for name in ("T", "alpha", "m_0", "m", "x")},
        **BOX,
        **DECREASING,
        "H > 0": every(H[t] > 0),
        "H increases": every(H[t - 1] <= H[t], 2),
    },
    regret <= diameter**2 * sqrt(T) * H[T] / (2 * alpha * (1 - b[1])) + (1 + b[1]) / (2 * (1 - b[1])) * costs,
    domains=FEW,
)
def regret_of_decreasing_averages(p: Proof) -> None:
    """Lemma U (P3.2) for w_t = 1/(1 − β1t); its terms by P3.7; the distances that are left by P3.3."""
    room = p.have(every(1 - b[t] > 0, 1, T + 1), "b < 1")
    falls = p.have(every(inverse(t + 1) <= inverse(t)), "b decreases", room)
    least = p.have(every(inverse(t + 1) >= 1), "b ≥ 0", room)
    end = p.have(Eq(inverse(T + 1), 1), "b_{T+1}")
    moments = p.lemma("P3.2", end, w=inverse)
    each_step = p.lemma("P3.7", falls, least, w=inverse)
    ratios = p.have(every(ratio(t) >= 0), "H > 0"), p.have(every(ratio(t - 1) <= ratio(t), 2), "H > 0", "H increases")
    distances = p.have(every(squared_error(t) >= 0, 1, T + 1)), p.use("P3.5")
    gaps = p.lemma("P3.3", falls, end, *distances, *ratios, w=inverse, r=ratio, gap=squared_error, D=diameter)
    p.conclude(moments, each_step, gaps)


@claim(
    "P3.9",
    "AMSGrad with non-increasing β1t: R(T) ≤ D² √T √v̂_T/(2α (1 − β11)) + (1 + β11)/(2 (1 − β11)) Σ α_t m_t²/√v̂_t, "
    "without a decay of β1t and without the second term of the paper",
    {**UPDATE, **BOX, **DECREASING},
    regret <= diameter**2 * sqrt(T) * H[T] / (2 * alpha * (1 - b[1])) + (1 + b[1]) / (2 * (1 - b[1])) * costs,
    domains={**FEW, "v": [Fraction(1), Fraction(4)], "v_max": [Fraction(1)], "b": [Fraction(0)]},
)
def regret_of_amsgrad(p: Proof) -> None:
    """The running maximum is positive from the first step on and does not decrease; P3.8."""
    positive = p.induction(Forall(n, v_max[n] > 0, 1, T), "v_max", "H_1 > 0")
    roots = p.have(every(H[t] > 0), "H", positive)
    p.conclude(p.lemma("P3.8", roots, p.have(every(H[t - 1] <= H[t], 2), "H", "v_max", positive)))


@claim(
    "P3.10",
    "That √v̂_t/(α_t (1 − β1t)) does not decrease, a step of the paper's proof, is false for AMSGrad at T = 2, "
    "with g = (1, 0) and β1 = (1/2, 1/4)",
    {
        "alpha": alpha > 0,
        "beta2 < 1": beta2 < 1,
        "v_1": Eq(v[1], (1 - beta2) * g[1] ** 2),
        "v_2": Eq(v[2], beta2 * v[1] + (1 - beta2) * g[2] ** 2),
        "v_max_1": Eq(v_max[1], v[1]),
        "v_max_2": Eq(v_max[2], maximum(v_max[1], v[2])),
        "H": Forall(t, Eq(H[t], sqrt(v_max[t])), 1, 2),
        **{f"g_{k}": Eq(g[k], a) for k, a in ((1, 1), (2, 0))},
        **{f"b_{k}": Eq(b[k], a) for k, a in ((1, Fraction(1, 2)), (2, Fraction(1, 4)))},
    },
    H[2] / (step_size(2) * (1 - b[2])) < H[1] / (step_size(1) * (1 - b[1])),
    domains={"alpha": [Fraction(1)], "beta2": [Fraction(3, 4)]},
)
def printed_step_is_false(p: Proof) -> None:
    """v̂_1 = v̂_2 = 1 − β2, and √2/(1 − 1/4) < 1/(1 − 1/2): the squares of the two sides are to one another as 32/9 to 4."""
    first = p.have(Eq(v_max[1], 1 - beta2), "v_max_1", "v_1", "g_1")
    second = p.have(Eq(v_max[2], 1 - beta2), "v_max_2", first, "v_2", "v_1", "g_1", "g_2")
    roots = p.have(Eq(H[1], sqrt(1 - beta2)), "H", first), p.have(Eq(H[2], sqrt(1 - beta2)), "H", second)
    size = p.positivity(sqrt(1 - beta2) / alpha)
    p.conclude(*roots, "b_1", "b_2", p.times(p.have(sqrt(num(2)) < Fraction(3, 2)), sqrt(1 - beta2) / alpha, size))
