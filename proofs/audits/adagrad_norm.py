"""AdaGrad-Norm with exact gradients and b_0 ≥ ηL (Ward, Wu & Bottou, ICML 2019, theorem 2.2): how small the gradients become.

b_t² = b_{t−1}² + ‖∇F(x_t)‖² and x_{t+1} = x_t − η ∇F(x_t)/b_t for t = 1, …, T: the b_t that divides the step at x_t
has ∇F(x_t) in it, as in the paper, whose x_0 is x_1 here. F is L-smooth in d dimensions. The page `controls.md` has the proof in
words.
"""

from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.notation import *
from adal_theory.rules.rule import DELTA, ETA, Rule
from adal_theory.trace.options import Options

b, F = Function("b", ("int",)), Function("F", ("int",))
L, F_star, start = var("L"), var("F_star"), var("x_1")

squared_norm = coordinates(g[t, i] ** 2)  # ‖∇F(x_t)‖²
move = x[t + 1, i] - x[t, i]
STEP = {
    "eta": eta > 0,
    "b_0 > 0": b[0] > 0,
    "b_0 ≥ ηL": b[0] >= eta * L,
    "b": Forall(t, Eq(b[t], sqrt(b[t - 1] ** 2 + squared_norm)), 1, T),
    "x": over_run(Eq(x[t + 1, i], x[t, i] - eta / b[t] * g[t, i])),
    "smooth": Forall(t, F[t + 1] <= F[t] + coordinates(g[t, i] * move) + L / 2 * coordinates(move**2), 1, T),
}
RUN = {"T": T >= 1, **STEP, "F*": F_star <= F[T + 1]}
SMALL: dict[str, Any] = {"d": [2], "T": [2], "L": [Fraction(1)], "eta": [Fraction(1, 2)], "b": [Fraction(1), Fraction(2)]}
gap = F[1] - F_star


def lowered(first: Any, last: Any = None) -> Term:
    """2/η times what the steps from `first` to `last` lower F by; of one step, without `last`."""
    return 2 * (F[first] - F[(first if last is None else last) + 1]) / eta


@claim(
    "P10.9",
    "AdaGrad-Norm's b_t does not decrease",
    {name: STEP[name] for name in ("b_0 > 0", "b")},
    Forall(t, b[t - 1] <= b[t], 1, T),
    domains=SMALL,
)
def norms_grow(p: Proof) -> None:
    """b_t² ≥ b_{t−1}², and both are positive."""
    p.conclude("b", p.induction(Forall(n, b[n] > 0, 0, T), "b_0 > 0", "b"))


@claim(
    "P10.10",
    "If b_0 ≥ ηL, a step of AdaGrad-Norm lowers F by at least η ‖∇F(x_t)‖²/(2b_t)",
    STEP,
    Forall(t, squared_norm <= b[t] * lowered(t), 1, T),
    domains=SMALL,
)
def descent(p: Proof) -> None:
    """By the descent lemma the step lowers F by η/b_t (1 − ηL/(2b_t)) ‖∇F(x_t)‖², and ηL ≤ b_0 ≤ b_t (P10.9)."""
    share = eta / b[t] - L / 2 * (eta / b[t]) ** 2
    each = p.have(Forall(i, g[t, i] * move + L / 2 * move**2 <= -share * g[t, i] ** 2, 1, d), "x")
    lower = p.have(F[t + 1] <= F[t] - share * squared_norm, "smooth", each)
    large = p.have(b[t] >= b[0], p.induction(Forall(n, b[n] >= b[0], 1, T), "P10.9"))
    half = p.have(b[t] * share >= eta / 2, "b_0 ≥ ηL", large)
    p.conclude(p.times(lower, 2 * b[t] / eta, p.have(b[t] > 0, large, "b_0 > 0")), p.times(half, 2 / eta * squared_norm))


@claim(
    "P10.11",
    "If b_0 ≥ ηL, AdaGrad-Norm's b_t stays below b_0 + 2 (F(x_1) − F(x_{t+1}))/η",
    STEP,
    Forall(t, b[t] <= b[0] + lowered(1, t), 0, T),
    domains=SMALL,
)
def norms_are_bounded(p: Proof) -> None:
    """By induction: b_t − b_{t−1} ≤ (b_t² − b_{t−1}²)/b_t = ‖∇F(x_t)‖²/b_t ≤ 2 (F(x_t) − F(x_{t+1}))/η (P10.10)."""
    positive = p.induction(Forall(n, b[n] > 0, 0, T), "b_0 > 0", "b")
    squares = p.have(Forall(t, Eq(b[t] ** 2, b[t - 1] ** 2 + squared_norm), 1, T), "b")
    rise = p.have(Forall(t, b[t] - b[t - 1] <= lowered(t), 1, T), "P10.10", squares, positive, "P10.9")
    p.conclude(p.induction(Forall(n, b[n] <= b[0] + lowered(1, n), 0, T), rise))


@claim(
    "P10.12",
    "AdaGrad-Norm with exact gradients and b_0 ≥ ηL has Σ ‖∇F(x_t)‖² ≤ (2Δ/η)² + 2Δ b_0/η, where Δ = F(x_1) − F*",
    RUN,
    steps(squared_norm) <= (2 * gap / eta) ** 2 + 2 * gap * b[0] / eta,
    domains=SMALL,
)
def gradients_are_small(p: Proof) -> None:
    """Let A_n = 2 (F(x_1) − F(x_{n+1}))/η. By P10.10 Σ_{t≤n} ‖∇F(x_t)‖² ≤ A_n b_n, as b_n does not decrease. At T, A_T ≤ 2Δ/η
    and b_T ≤ b_0 + A_T (P10.11)."""
    positive = p.induction(Forall(n, b[n] > 0, 0, T), "b_0 > 0", "P10.9")
    falls = p.have(Forall(t, lowered(t) >= 0, 1, T), "P10.10", positive)
    lower = p.induction(Forall(n, lowered(1, n) >= 0, 0, T), falls)
    total = p.induction(Forall(n, Sum(t, 1, n, squared_norm) <= b[n] * lowered(1, n), 0, T), "P10.10", lower, "P10.9")
    most = p.have(lowered(1, T) <= 2 * gap / eta, "F*")
    last = p.have(b[T] <= b[0] + 2 * gap / eta, "P10.11", most)
    p.conclude(
        total,
        p.times(most, b[T], p.have(b[T] > 0, positive)),
        p.times(last, 2 * gap / eta, p.have(2 * gap / eta >= 0, most, lower)),
    )


def step(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
    """v ← v + ‖g‖², x ← Π[x − η g/√v], where 0/0 = 0."""
    v = state.v + o.sum_coordinates(g * g)
    root = o.sqrt(v)
    return {"v": v, "x": opt.project(state.x - p.eta * o.where(o.equal(root, 0.0), 0.0, g / root))}


ADAGRAD_NORM = Rule(
    name="adagrad_norm",
    title="AdaGrad-Norm",
    step=step,
    parameters=(ETA, DELTA),
    state=("v",),
    initial={"v": "delta_squared"},
    step_schedule="constant",
    variant="b_0 = δ; b_t² = v_t, the same in all coordinates",
    source="Ward, Wu & Bottou, ICML 2019, Algorithm 1",
)


@claim(
    "P10.13",
    "AdaGrad-Norm as a rule that runs, with b_0 = δ ≥ ηL and exact gradients, has Σ ‖∇F(x_t)‖² ≤ (2Δ/η)² + 2Δ δ/η",
    {
        **recorded(ADAGRAD_NORM, Options(box=False)).hypotheses(),
        "T": T >= 1,
        "eta": eta > 0,
        "delta": delta > 0,
        "δ ≥ ηL": delta >= eta * L,
        **{name: RUN[name] for name in ("smooth", "F*")},
    },
    steps(squared_norm) <= (2 * gap / eta) ** 2 + 2 * gap * delta / eta,
    domains=SMALL,
)
def the_rule_that_runs(p: Proof) -> None:
    """v_t = δ² + Σ_{k≤t} ‖∇F(x_k)‖² in every coordinate; P10.12 with its root for b_t."""

    def square(at: Any) -> Term:
        return delta**2 + Sum(k, 1, at, coordinates(g[k, i] ** 2))

    sums = p.induction(Forall(n, Forall(i, Eq(v[n, i], square(n)), 1, d), 0, T), "v_0", "v")
    first = p.have(Eq(sqrt(square(0)), delta), "delta")
    p.conclude(p.lemma("P10.12", sums, first, "x", b=lambda t: sqrt(square(t))), first)


@claim(
    "P10.14",
    "The condition b_0 ≥ ηL of AdaGrad-Norm is needed: on F(x) = Lx²/2, from a small x_1 ≠ 0, the first gradient is too large",
    {"L": L > 0, "eta": eta > 0, "x_1 ≠ 0": Ne(start, 0), "x_1 is small": L * start**2 < eta * (eta * L - b[0])},
    (2 * (L * start**2 / 2) / eta) ** 2 + 2 * (L * start**2 / 2) * b[0] / eta < (L * start) ** 2,
    domains={"x_1": [Fraction(1, 2), Fraction(-1, 10)]},
)
def larger_steps_fail(p: Proof) -> None:
    """The bound is x_1²/η² + b_0/(ηL) times (Lx_1)²."""
    small = p.times("x_1 is small", (start / eta) ** 2 * L, p.positivity((start / eta) ** 2 * L))
    p.conclude(small, p.field_simp(eta))
