"""AdaGrad-Norm with exact gradients and b_0 ≥ ηL (Ward, Wu & Bottou, ICML 2019, theorem 2.2): how small the gradients become.

b_t² = b_{t−1}² + ‖∇F(x_t)‖² and x_{t+1} = x_t − η ∇F(x_t)/b_t for t = 1, …, T: the step at x_t is divided by the b_t that has
∇F(x_t) in it, as in the paper, whose x_0 is x_1 here. F is L-smooth in d dimensions. The page `controls.md` has the proof in words.
"""

from __future__ import annotations

from adal_theory.proofs.hypotheses import claim, given
from adal_theory.proofs.notation import *

b, F, grad = Function("b", ("int",)), Function("F", ("int",)), Function("grad", ("int", "int"))
L, F_star = var("L"), var("F_star")

squared_norm = coordinates(grad[t, i] ** 2)  # ‖∇F(x_t)‖²
move = x[t + 1, i] - x[t, i]
STEP = {
    "eta": eta > 0,
    "b_0 > 0": b[0] > 0,
    "b_0 ≥ ηL": b[0] >= eta * L,
    "b": Forall(t, Eq(b[t], sqrt(b[t - 1] ** 2 + squared_norm)), 1, T),
    "x": over_run(Eq(x[t + 1, i], x[t, i] - eta / b[t] * grad[t, i])),
    "smooth": Forall(t, F[t + 1] <= F[t] + coordinates(grad[t, i] * move) + L / 2 * coordinates(move**2), 1, T),
}

SMALL = {"d": [2]}
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
    "If b_0 ≥ ηL, a step of AdaGrad-Norm lowers F by at least η ‖∇F(x_t)‖²/(2b_t), so that ‖∇F(x_t)‖² ≤ 2b_t (F(x_t) − F(x_{t+1}))/η",
    STEP,
    Forall(t, squared_norm <= b[t] * lowered(t), 1, T),
    domains=SMALL,
)
def descent(p: Proof) -> None:
    """By the descent lemma the step lowers F by η/b_t (1 − ηL/(2b_t)) ‖∇F(x_t)‖², and ηL ≤ b_0 ≤ b_t (P10.9)."""
    share = eta / b[t] - L / 2 * (eta / b[t]) ** 2
    each = p.have(Forall(i, grad[t, i] * move + L / 2 * move**2 <= -share * grad[t, i] ** 2, 1, d), "x")
    lower = p.have(F[t + 1] <= F[t] - share * squared_norm, "smooth", each)
    large = p.have(b[t] >= b[0], p.induction(Forall(n, b[n] >= b[0], 1, T), "P10.9"))
    half = p.have(b[t] * share >= eta / 2, "b_0 ≥ ηL", large)
    p.conclude(p.times(lower, 2*b[t]/eta, p.have(b[t] > 0, large, "b_0 > 0")), p.times(half, 2/eta*squared_norm))


@claim(
    "P10.11",
    "If b_0 ≥ ηL, AdaGrad-Norm's b_t stays below b_0 + 2 (F(x_1) − F(x_{t+1}))/η",
    STEP,
    Forall(t, b[t] <= b[0] + lowered(1,t), 0, T),
    domains=SMALL,
)
def norms_are_bounded(p: Proof) -> None:
    """By induction: b_t − b_{t−1} ≤ (b_t² − b_{t−1}²)/b_t = ‖∇F(x_t)‖²/b_t ≤ 2 (F(x_t) − F(x_{t+1}))/η (P10.10)."""
    positive = p.induction(Forall(n, b[n] > 0, 0, T), "b_0 > 0", "b")
    squares = p.have(Forall(t, Eq(b[t] ** 2, b[t - 1] ** 2 + squared_norm), 1, T), "b")
    rise = p.have(Forall(t, b[t] - b[t - 1] <= lowered(t), 1, T), "P10.10", squares, positive, "P10.9")
    p.conclude(p.induction(Forall(n, b[n] <= b[0] + lowered(1,n), 0, T), rise))


@claim(
    "P10.12",
    "AdaGrad-Norm with exact gradients and b_0 ≥ ηL has Σ ‖∇F(x_t)‖² ≤ (2Δ/η)² + 2Δ b_0/η, where Δ = F(x_1) − F*",
    {"T": T >= 1, **STEP, "F*": F_star <= F[T + 1]},
    steps(squared_norm) <= (2 * gap / eta) ** 2 + 2 * gap * b[0] / eta,
    domains=SMALL,
)
def gradients_are_small(p: Proof) -> None:
    """With A_n = 2 (F(x_1) − F(x_{n+1}))/η: Σ_{t≤n} ‖∇F(x_t)‖² ≤ A_n b_n by P10.10, as b_n does not decrease. At T, A_T ≤ 2Δ/η and
    b_T ≤ b_0 + A_T (P10.11)."""
    positive = p.induction(Forall(n, b[n] > 0, 0, T), "b_0 > 0", "P10.9")
    falls = p.have(Forall(t, lowered(t) >= 0, 1, T), "P10.10", positive)
    lower = p.induction(Forall(n, lowered(1, n) >= 0, 0, T), falls)
    total = p.induction(Forall(n, Sum(t, 1, n, squared_norm) <= b[n] * lowered(1, n), 0, T), "P10.10", lower, "P10.9")
    most = p.have(lowered(1, T) <= 2 * gap / eta, "F*")
    last = p.have(b[T] <= b[0] + 2 * gap / eta, "P10.11", most)
    p.conclude(total, p.times(most, b[T], p.have(b[T] > 0, positive)), p.times(last, 2 * gap / eta, p.have(2 * gap / eta >= 0, most, lower)))
