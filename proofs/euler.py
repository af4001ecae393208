"""B14: with β1 = 0 and v̂ frozen at δ², a recorded step on |x|^p/p is an Euler step of the flow of `flow.py`."""

from __future__ import annotations

from adal_theory.proofs.flow import ADAL_AMS, AMSGRAD, p_
from adal_theory.proofs.setting import (
    DOMAINS,
    A,
    F,
    G,
    T,
    beta1,
    beta2,
    claim,
    d,
    delta,
    eps,
    eta,
    eta_prime,
    g,
    g_hat,
    i,
    m,
    n,
    t,
    v_max,
    x,
)
from adal_theory.prove import Eq, Forall, Function, Proof, Term, Theorem, inv, num, power, recorded, rules, sqrt, substitute
from adal_theory.rules import RULES
from adal_theory.trace.options import Options

ALONE = {d: num(1), beta1: num(0)}
FROZEN: dict[str, Term] = {
    "gradient": Forall(t, Eq(g[t, 1], power(x[t, 1], p_ - 1)), 1, T),
    "beta2 > 0": beta2 > 0,
    "beta2 < 1": beta2 < 1,
    "delta": delta > 0,
}
SMALL = {**DOMAINS, "p": [F(2), F(3)], "delta": [F(4)], "eta": [F(1, 100)], "T": [1, 2], "x": [F(1)]}


def update(name: str) -> dict[str, Term]:
    """A rule's recorded update in one dimension, without box, β1 = 0; and what it averages stays below δ."""
    spare = () if name == "adal_ams" else ("g_hat",)
    found = recorded(RULES[name], Options(box=False)).hypotheses("inverse_preconditioner", *spare)
    adal = name == "adal_ams"
    small = Forall(t, Forall(i, abs(averaged(adal)[t, i]) <= delta, 1, 1), 1, T)
    return {
        **{quantity: substitute(f, ALONE) for quantity, f in found.items() if quantity != "m_0"},
        "|ĝ| ≤ δ": small,
        **({"x > 0": Forall(t, x[t, 1] > 0, 1, T)} if adal else {}),
    }


def averaged(adal: bool) -> Function:
    """ĝ, which is g itself in AMSGrad's graph."""
    return g_hat if adal else g


def here(p: Proof, at: Term, within: list[Theorem]) -> list[Theorem]:
    return [*within, p.have(num(1) >= 1, auto=False), p.have(num(1) <= 1, auto=False)]


def transformed(p: Proof, adal: bool, within: list[Theorem]) -> Theorem:
    """ĝ_t = x_t^{2p−2} for AdaL-AMS (‖g‖_1 g = g² for g > 0), x_t^{p−1} for AMSGrad."""
    near = here(p, t, within)
    gradient = p.at("gradient", t, using=within)
    if not adal:
        return gradient
    positive = p.at("x > 0", t, using=within)
    size = rules.power_positive(p_ - 1, positive)
    named = p.at("g_hat", t, 1, using=near)
    above = p.have(g[t, 1] > 0, size, gradient, degree=1, auto=False)
    modulus = p.have(Eq(abs(g[t, 1]), g[t, 1]), above, *[rules.defining(abs(g[t, 1]), k) for k in range(4)], auto=False)
    weight = p.equal_inside(p.at("w", t, using=within), lambda z: z * g[t, 1])
    square = rules.real_power_sum(x[t, 1], p_ - 1, p_ - 1, positive)
    steps = [
        p.equal_inside(modulus, lambda z: z * g[t, 1]),
        p.equal_inside(gradient, lambda z: z * g[t, 1]),
        p.equal_inside(gradient, lambda z: z * power(x[t, 1], p_ - 1)),
    ]
    return p.have(Eq(g_hat[t, 1], power(x[t, 1], ADAL_AMS)), named, weight, square, *steps, degree=1, auto=False)


def frozen(p: Proof, adal: bool) -> Theorem:
    """v̂max_t = δ² for all t, since no v̂_t exceeds it (A6.3 with δ for Ĝ)."""
    f = Eq(v_max[n, 1], delta**2)
    below = p.instance(p.use("A6.3"), {d: num(1), G: delta}, {"g_hat": ((t, i), averaged(adal)[t, i])})
    below = p.supply(below)

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        near = [*here(p, n, within), p.have(n + 1 >= 1, *within)]
        grown = p.at("v_max", n + 1, 1, using=near)
        top = grown.conclusion.args[1]
        cap = p.at(below, n + 1, 1, using=near)
        facts = [rules.defining(top, which) for which in range(3)]
        return p.have(
            substitute(f, {n: n + 1}), grown, p.have(Eq(top, delta**2), ih, cap, *facts, auto=False), degree=1, auto=False
        )

    start = p.at("v_max_0", 1, using=[p.have(num(1) >= 1, auto=False), p.have(num(1) <= 1, auto=False)])
    return p.induct(n, f, 0, start, step, hi=T)


def no_memory(p: Proof, within: list[Theorem]) -> Theorem:
    """0^t = 0 for t ≥ 1."""
    step = rules.power_step(num(0), t - 1, p.have(t - 1 >= 0, *within, auto=False))
    return p.have(Eq(power(num(0), t), 0), step, degree=1, auto=False)


def euler(p: Proof, adal: bool) -> Theorem:
    within = p.fix(t, 1, T)
    near = here(p, t, within)
    empty = no_memory(p, within)
    rate = p.have(
        Eq(eta_prime[t], eta * inv(sqrt(t))),
        p.at("eta_prime", t, using=within),
        p.equal_inside(empty, lambda z: eta * inv(sqrt(t)) * inv(1 - z)),
        degree=1,
        auto=False,
    )
    held = p.at(frozen(p, adal), t, using=[p.have(t >= 0, *within, auto=False), *within])
    root = p.have(
        Eq(sqrt(v_max[t, 1]), delta), p.equal_inside(held, sqrt), p.have(Eq(abs(delta), delta), "delta"), degree=1, auto=False
    )
    scale = p.have(
        Eq(A[t, 1], inv(delta) + eps), p.at("preconditioner", t, 1, using=near), p.equal_inside(root, inv), degree=1, auto=False
    )
    moment = p.have(
        Eq(m[t, 1], power(x[t, 1], ADAL_AMS if adal else AMSGRAD)),
        p.at("m", t, 1, using=near),
        transformed(p, adal, within),
        degree=1,
        auto=False,
    )
    move = p.at("x", t, 1, using=near)
    parts = [
        p.equal_inside(rate, lambda z: z * A[t, 1] * m[t, 1]),
        p.equal_inside(scale, lambda z: eta * inv(sqrt(t)) * z * m[t, 1]),
        p.equal_inside(moment, lambda z: eta * inv(sqrt(t)) * (inv(delta) + eps) * z),
    ]
    return p.forall(p.have(euler_step(adal), move, *parts, degree=1, auto=False), (t, 1, T))


def euler_step(adal: bool) -> Term:
    """x_{t+1} = x_t − κ x_t^q/√t with κ = η(1/δ + ε)."""
    slope = eta * (1 / delta + eps) * power(x[t, 1], ADAL_AMS if adal else AMSGRAD)
    return Eq(x[t + 1, 1], x[t, 1] - slope / sqrt(t))


for _rule, _id, _order in (("adal_ams", "B14.7", "2p−2"), ("amsgrad", "B14.8", "p−1")):

    @claim(
        _id,
        f"a step of {_rule} is an Euler step of the flow with q = {_order}",
        {**FROZEN, **update(_rule)},
        Forall(t, euler_step(_rule == "adal_ams"), 1, T),
        domains=SMALL,
    )
    def _(p: Proof, adal: bool = _rule == "adal_ams") -> Theorem:
        return euler(p, adal)
