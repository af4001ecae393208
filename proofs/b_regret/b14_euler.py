"""B14: with β1 = 0 and v̂ frozen at δ², a recorded step on |x|^p/p is an Euler step of the flow of `b14_flow`."""

from adal_theory.proofs.b_regret.b14_flow import ADAL_AMS, AMSGRAD, degree
from adal_theory.proofs.hypotheses import BETA2, claim, given
from adal_theory.proofs.notation import *
from adal_theory.rules import RULES
from adal_theory.trace.options import Options

POSITIVE_FLOOR = {"delta": delta > 0}
AVERAGED_BELOW_THE_FLOOR = {"|ĝ| ≤ δ": over_run(abs(g_hat[t, i]) <= delta)}
SECOND_MOMENT = (*BETA2, "v_0", "v", "v_max_0", "v_max")
WITHOUT_MOMENTUM = {name: substitute(f, {beta1: num(0)}) for name, f in given("m", "eta_prime", "preconditioner").items()}
kappa = eta * (1 / delta + eps)  # κ of the flow


def alone(f: Term) -> Term:
    """A hypothesis in one dimension, for β1 = 0."""
    return substitute(f, {d: num(1), beta1: num(0)})


def on_a_power(rule: str, *spare: str) -> dict[str, Term]:
    """A rule's recorded update on |x|^p/p in one dimension, without box, β1 = 0."""
    update = recorded(RULES[rule], Options(box=False)).hypotheses("inverse_preconditioner", *spare)
    gradient = {"gradient": Forall(t, Eq(g[t, 1], power(x[t, 1], degree - 1)), 1, T)}
    return {**gradient, **given(*BETA2), **POSITIVE_FLOOR, **{name: alone(f) for name, f in update.items() if name != "m_0"}}


@claim(
    "B14.11",
    "With β1 = 0 and v̂ frozen at δ², a step moves x_t by η(1/δ + ε) ĝ_t/√t",
    {**given(*SECOND_MOMENT), **POSITIVE_FLOOR, **AVERAGED_BELOW_THE_FLOOR, **WITHOUT_MOMENTUM},
    over_run(Eq(eta_prime[t] * A[t, i] * m[t, i], kappa * g_hat[t, i] / sqrt(t))),
)
def frozen_move(p: Proof) -> None:
    """By induction v̂_t = δ², by A6.3, so that A_t = 1/√δ² + ε; m_t = ĝ_t, and η'_t = η/√t, as 0^t = 0."""
    frozen = p.induction(Forall(n, Eq(v_max[n, i], delta**2), 0, T), "v_max_0", "v_max", p.lemma("A6.3", G=delta))
    root, zero = p.have(Eq(sqrt(v_max[t, i]), delta), frozen, "delta"), p.have(Eq(num(0) ** t, 0))
    p.conclude(p.unfold(eta_prime[t] * A[t, i] * m[t, i], "eta_prime", "preconditioner", "m", root, zero))


@claim(
    "B14.7",
    "With β1 = 0 and v̂ frozen, a step of AdaL-AMS on |x|^p/p is an Euler step of the flow with q = 2p − 2",
    {**on_a_power("adal_ams"), "|ĝ| ≤ δ": alone(AVERAGED_BELOW_THE_FLOOR["|ĝ| ≤ δ"]), "x > 0": Forall(t, x[t, 1] > 0, 1, T)},
    Forall(t, Eq(x[t + 1, 1], x[t, 1] - kappa * power(x[t, 1], ADAL_AMS) / sqrt(t)), 1, T),
)
def step_of_adal_ams(p: Proof) -> None:
    """ĝ_t = |g_t| g_t = x_t^{p−1} x_t^{p−1} = x_t^{2p−2}; B14.11."""
    positive = p.have(x[t, 1] > 0, "x > 0")
    square = p.have(Eq(g_hat[t, 1], g[t, 1] ** 2), "g_hat", "w", p.have(g[t, 1] > 0, "gradient", positive))
    powers = inference.real_power_sum(x[t, 1], degree - 1, degree - 1, positive)
    gradient = p.have(Eq(g[t, 1], power(x[t, 1], degree - 1)), "gradient")
    averaged = p.have(Eq(g_hat[t, 1], power(x[t, 1], ADAL_AMS)), p.rewrite(square, gradient), powers)
    p.conclude("x", p.lemma("B14.11", d=1), averaged)


@claim(
    "B14.8",
    "With β1 = 0 and v̂ frozen, a step of AMSGrad on |x|^p/p is an Euler step of the flow with q = p − 1",
    {**on_a_power("amsgrad", "g_hat"), "|ĝ| ≤ δ": Forall(t, Forall(i, abs(g[t, i]) <= delta, 1, 1), 1, T)},
    Forall(t, Eq(x[t + 1, 1], x[t, 1] - kappa * power(x[t, 1], AMSGRAD) / sqrt(t)), 1, T),
)
def step_of_amsgrad(p: Proof) -> None:
    """ĝ_t = g_t = x_t^{p−1}; B14.11."""
    p.conclude("x", p.lemma("B14.11", d=1, g_hat=lambda t, i: g[t, i]), "gradient")
