"""D4, before the noise: on an L-smooth F, the shifted iterates of the recorded AdaL-AMS do what D3 asks of them."""

from __future__ import annotations

from typing import Any

from adal_theory.proofs.descent import SHIFTED, rho1, z
from adal_theory.proofs.setting import F, T, beta1, claim, d, g_hat, i, m, over_run, t, x
from adal_theory.proofs.smooth import KAPPA, RUN, Fz, L, grad_x, grad_z, rho
from adal_theory.proofs.smooth import steps_B as B
from adal_theory.proofs.step_sizes import HERE, at_start, of_run
from adal_theory.prove import Eq, Forall, Proof, Sum, Term, Theorem, inv, num, rules, substitute, var
from adal_theory.prove.kernel.binders import open_body

hole = var("position", "int")


def offset(at: Term) -> Term:
    """z_t − x_t = −ρ1 B_{t−1} m_{t−1}."""
    return Eq(z[at, i] - x[at, i], -rho1 * B[at - 1, i] * m[at - 1, i])


def move(at: Term) -> Term:
    """D3's move of z at step t: −B_t ĝ_t + ρ1 (B_{t−1} − B_t) m_{t−1}."""
    return -B[at, i] * g_hat[at, i] + rho1 * (B[at - 1, i] - B[at, i]) * m[at - 1, i]


def moved(at: Term) -> Term:
    return Eq(z[at + 1, i] - z[at, i], move(at))


@claim(
    "D4.13",
    "z_t − x_t = −ρ1 B_{t−1} m_{t−1}, z_1 = x_1 included",
    of_run("m_0", "x", "B", **SHIFTED),
    over_run(offset(t)),
    domains=HERE,
)
def _(p: Proof) -> Theorem:
    within, inside = p.fix(t, 1, T), p.fix(i, 1, d)
    zero = p.equal_inside(p.at("m_0", i, using=inside), lambda q: rho1 * B[0, i] * q)
    start = p.have(substitute(offset(hole), {hole: num(1)}), zero, p.at("z_1", i, using=inside), degree=1, auto=False)
    late = rules.assume(t >= 2)
    before = [p.have(t - 1 >= 1, late), p.have(t - 1 <= T, *within), *inside]
    step, named = p.at("x", t - 1, i, using=before), p.at("B", t - 1, i, using=before)
    shift = p.at("z", t, i, using=[late, p.have(t <= T + 1, *within), *inside])
    scaled = [
        p.equal_inside(p.have(Eq(x[t, i], step.conclusion.args[1]), step, auto=False), lambda q: rho1 * q),
        p.equal_inside(named, lambda q: rho1 * q * m[t - 1, i]),
    ]
    later = p.have(offset(t), shift, *scaled, degree=1, auto=False)
    return p.forall(at_start(p, start, offset(hole), hole, later, within), (t, 1, T), (i, 1, d))


@claim(
    "D4.14",
    "z_{t+1} − z_t = −B_t ĝ_t + ρ1 (B_{t−1} − B_t) m_{t−1}, t = 1 included",
    of_run("T", "m_0", "m", "x", "B", "beta1 < 1", **SHIFTED),
    over_run(moved(t)),
    domains=HERE,
)
def _(p: Proof) -> Theorem:
    within, inside = p.fix(t, 1, T), p.fix(i, 1, d)
    one = [p.have(num(1) >= 1, auto=False), p.have(T >= 1, "T"), *inside]
    zero = p.equal_inside(p.at("m_0", i, using=inside), lambda q: rho1 * (B[0, i] - B[1, i]) * q)
    names = p.equal_inside(p.at("B", 1, i, using=one), lambda q: q * g_hat[1, i])
    begun = p.at(p.use("D2.2"), i, using=inside)
    start = p.have(substitute(moved(hole), {hole: num(1)}), zero, names, begun, degree=1, auto=False)
    late = rules.assume(t >= 2)
    before = [p.have(t - 1 >= 1, late), p.have(t - 1 <= T, *within), *inside]
    named = [p.at("B", at, i, using=q) for at, q in ((t, [*within, *inside]), (t - 1, before))]
    scaled = [
        p.equal_inside(named[0], lambda q: q * g_hat[t, i]),
        *[p.equal_inside(q, lambda y: rho1 * y * m[t - 1, i]) for q in named],
    ]
    step = p.at(p.use("D2.1"), t, i, using=[late, *within, *inside])
    later = p.have(moved(t), step, *scaled, degree=1, auto=False)
    return p.forall(at_start(p, start, moved(hole), hole, later, within), (t, 1, T), (i, 1, d))


# F is L-smooth, at the points where D3 needs it: its gradient is L-Lipschitz, and the descent inequality holds.
SMOOTH = {
    "∇F is L-Lipschitz": Forall(
        t, L**2 * Sum(i, 1, d, (z[t, i] - x[t, i]) ** 2) >= Sum(i, 1, d, (grad_z[t, i] - grad_x[t, i]) ** 2), 1, T
    ),
    "descent inequality": Forall(
        t,
        Fz[t] + Sum(i, 1, d, grad_z[t, i] * (z[t + 1, i] - z[t, i])) + L / 2 * Sum(i, 1, d, (z[t + 1, i] - z[t, i]) ** 2)
        >= Fz[t + 1],
        1,
        T,
    ),
}


def half(name: str) -> Any:
    """∇F(y) = y/2, for F(y) = Σ y_i²/4, along the sequence of this name."""
    return lambda rng, known: lambda *at: known["functions"][name](*at) * F(1, 2)


def quarter(rng: Any, known: Any) -> Any:
    """F(z_t) for the same F."""
    del rng
    return lambda at: sum((known["functions"]["z"](at, k) ** 2 for k in range(1, known["d"] + 1)), start=F(0)) * F(1, 4)


BOWL = {**HERE, "L": [F(1), F(2)], "grad_x": half("x"), "grad_z": half("z"), "F_z": quarter}


@claim(
    "D4.15",
    "‖∇F(z_t) − ∇F(x_t)‖² ≤ L² ρ1² ‖B_{t−1} m_{t−1}‖²",
    of_run("m_0", "x", "B", **SHIFTED, lipschitz=SMOOTH["∇F is L-Lipschitz"]),
    substitute(RUN["Lipschitz"], {rho: rho1}),
    domains=BOWL,
)
def _(p: Proof) -> Theorem:
    within, inside = p.fix(t, 1, T), p.fix(i, 1, d)
    away = p.at(p.use("D4.13"), t, i, using=[*within, *inside])
    square = p.sum(i, p.equal_inside(away, lambda q: q**2), 1, d)
    scaled = p.equal_inside(square, lambda q: L**2 * q)
    goal = opened(RUN["Lipschitz"])
    return p.forall(p.have(goal, scaled, p.at("lipschitz", t, using=within), degree=1, auto=False), (t, 1, T))


def opened(f: Term) -> Term:
    """The body of ∀ t at t, with ρ1 for ρ."""
    return substitute(open_body(f.args[3], t), {rho: rho1})


@claim(
    "D4.16",
    "F(z_{t+1}) − F(z_t) by D3's move of z",
    of_run("T", "m_0", "m", "x", "B", "beta1 < 1", **SHIFTED, descent=SMOOTH["descent inequality"]),
    substitute(RUN["smooth"], {rho: rho1}),
    domains=BOWL,
)
def _(p: Proof) -> Theorem:
    within, inside = p.fix(t, 1, T), p.fix(i, 1, d)
    step = p.at(p.use("D4.14"), t, i, using=[*within, *inside])
    slope = p.sum(i, p.equal_inside(step, lambda q: grad_z[t, i] * q), 1, d)
    square = p.sum(i, p.equal_inside(step, lambda q: q**2), 1, d)
    scaled = p.equal_inside(square, lambda q: L / 2 * q)
    known = p.at("descent", t, using=within)
    return p.forall(p.have(opened(RUN["smooth"]), known, slope, scaled, degree=1, auto=False), (t, 1, T))


@claim(
    "D4.17",
    "κ = L ρ1 + (L/2)(1+ρ1)² ≤ L/(1−β1)²",
    {"L": L >= 0, "beta1 < 1": beta1 < 1},
    substitute(KAPPA, {rho: rho1}) <= L / (1 - beta1) ** 2,
    domains={"L": [F(0), F(1), F(2)], "beta1": [F(0), F(1, 2), F(1, 4)]},
)
def _(p: Proof) -> Theorem:
    e = inv(1 - beta1)
    unit = p.have(Eq(rho1, e - 1), p.inverse(1 - beta1), degree=1)
    # L/(1−β1)² − κ = (L/2)((e − 1)² + 1) with e = 1/(1−β1) = 1 + ρ1.
    square = p.have((e - 1) ** 2 + 1 >= 0, squares=[e - 1], degree=1, auto=False)
    gap = p.have(L * ((e - 1) ** 2 + 1) >= 0, "L", square, auto=False)
    value = p.equal_inside(unit, lambda q: L * q + L / 2 * (1 + q) ** 2)
    return p.have(p.goal, gap, value, degree=1, auto=False)
