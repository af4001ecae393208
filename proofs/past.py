"""D4, the past: in the recorded update ∇F(x_t) and B_{t−1} do not depend on ζ_t.

The noise ζ_t is symmetric given the past: to turn one coordinate ζ_{t,j} round (ω ↦ flip_{t,j} ω) preserves E and leaves x_1
and the earlier noise alone. That the weight B_{t−1} and the gradient ∇F(x_t) stay as they are then is D1's hypothesis; here it
is derived from the equations of the update, as ∇F(x_t) is a function of x_t.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from adal_theory.proofs import stochastic
from adal_theory.proofs.setting import T, beta2, claim, d, eta_prime, i, j, n, t
from adal_theory.proofs.step_sizes import at_start, of_run
from adal_theory.proofs.stochastic import ALONG, RANDOM, Names, flip, grad_x, omega, renamed, zeta
from adal_theory.prove import Eq, Forall, Function, Implies, Proof, Term, Theorem, inv, maximum, num, rules, sqrt, var

F = Fraction
x, v, v_max, A, g, z = (Function(f"{name}_r", ("int", "int", "sample")) for name in ("x", "v", "v_max", "A", "g", "z"))
w = Function("w_r", ("int", "sample"))
m, g_hat, B = stochastic.m, stochastic.g_hat, stochastic.B
# The sequences of a run as random ones.
PATH: Names = {
    **ALONG,
    **{name: ((t, i), f[t, i, omega]) for name, f in (("x", x), ("v", v), ("v_max", v_max), ("A", A), ("g", g), ("z", z))},
    "w": ((t,), w[t, omega]),
}


def at_random(f: Term) -> Term:
    """A formula about one run, at every sample point."""
    return Forall(omega, renamed(f, PATH))


def turning(f: Term) -> Term:
    """∀ t ∀ i ∀ j ∀ ω: f."""
    return Forall(t, Forall(i, Forall(j, Forall(omega, f), 1, d), 1, d), 1, T)


there, psi = flip[t, j, omega], var("psi", "sample")
PAST = {
    "start": turning(Eq(x[1, i, there], x[1, i, omega])),
    "past noise": Forall(
        t, Forall(n, Forall(i, Forall(j, Forall(omega, Eq(zeta[n, i, there], zeta[n, i, omega])), 1, d), 1, d), 1, t - 1), 1, T
    ),
    "∇F(x_t) is a function of x_t": Forall(
        t,
        Forall(
            omega,
            Forall(
                psi,
                Implies(
                    Forall(i, Eq(x[t, i, psi], x[t, i, omega]), 1, d), Forall(i, Eq(grad_x[t, i, psi], grad_x[t, i, omega]), 1, d)
                ),
            ),
        ),
        1,
        T,
    ),
    "gradient": RANDOM["gradient"],
}
STATE = ("m_0", "v_0", "v_max_0", "m", "v", "v_max", "x", "w", "g_hat", "preconditioner")
UPDATE = {name: at_random(f) for name, f in of_run(*STATE).items()}
STEPS = {name: at_random(f) for name, f in of_run("B_0", "B").items()}


def differences(at: Term) -> tuple[Term, ...]:
    """What turning ζ_{t,j} round does to x_n, m_{n−1}, v_{n−1} and v_max_{n−1}."""
    pairs = ((x, at), (m, at - 1), (v, at - 1), (v_max, at - 1))
    return tuple(f[k, i, there] - f[k, i, omega] for f, k in pairs)


def drift(at: Term) -> Term:
    x_, m_, v_, top = differences(at)
    return x_**2 + m_**2 + v_**2 + top**2


def alike(p: Proof, zero: Theorem, at: Term) -> list[Theorem]:
    """Each of them is 0, from the sum of their squares being 0."""
    parts = differences(at)
    return [p.have(Eq(q, 0), zero, squares=[r for r in parts if r is not q], degree=2, auto=False) for q in parts]


def both(p: Proof, name: str, *at: Term, using: Sequence[Theorem]) -> list[Theorem]:
    """An equation of the update, with ζ_{t,j} turned round and as it was."""
    return [p.at(p.at(name, point), *at, using=using) for point in (there, omega)]


def same_gradient(p: Proof, at: Term, places: Theorem, using: Sequence[Theorem]) -> Theorem:
    """∀ i: ∇F(x_n) is the same, from ∀ i: x_n is the same."""
    known = p.at("∇F(x_t) is a function of x_t", at, omega, there, using=using)
    return rules.detach(known, places)


def same_transformed(p: Proof, at: Term, places: Theorem, using: Sequence[Theorem]) -> Theorem:
    """ĝ_n is the same for one i, since g_n, and so ‖g_n‖_1, is."""
    inside = p.fix(i, 1, d)
    gradients = same_gradient(p, at, places, using)
    noise = p.at(p.at("past noise", t, at, i, j, using=[*using, *inside]), omega)
    sums = [p.at(p.at("gradient", at, i, using=[*using, *inside]), point) for point in (there, omega)]
    goal = Eq(g[at, i, there], g[at, i, omega])
    each = p.have(goal, *sums, noise, p.at(gradients, i, using=inside), degree=1, auto=False)
    norm = p.sum(i, p.equal_inside(each, abs), 1, d)
    weight = p.have(Eq(w[at, there], w[at, omega]), *both(p, "w", at, using=using), norm, degree=1, auto=False)
    values = both(p, "g_hat", at, i, using=[*using, *inside])
    scaled = [p.equal_inside(weight, lambda q: q * g[at, i, omega]), p.equal_inside(each, lambda q: w[at, there] * q)]
    return p.have(Eq(g_hat[at, i, there], g_hat[at, i, omega]), *values, *scaled, degree=1, auto=False)


def next_state(p: Proof, before: Theorem, new: Theorem, using: Sequence[Theorem]) -> Theorem:
    """The drift at n + 1 is 0, from that at n and from ĝ_n being the same."""
    place, moment, second, top = alike(p, before, n)
    now = {name: both(p, name, n, i, using=using) for name in ("m", "v", "v_max", "preconditioner", "x")}
    first = p.have(Eq(m[n, i, there], m[n, i, omega]), *now["m"], moment, new, degree=1, auto=False)
    square = p.equal_inside(new, lambda q: q**2)
    second = p.have(Eq(v[n, i, there], v[n, i, omega]), *now["v"], second, square, degree=1, auto=False)
    # The maximum of two things that are the same.
    old, corrected = v_max[n - 1, i, omega], 1 - beta2**n
    turned = [
        p.equal_inside(
            p.have(Eq(v_max[n - 1, i, there], old), top, degree=1, auto=False), lambda q: maximum(q, v[n, i, there] / corrected)
        ),
        p.equal_inside(second, lambda q: maximum(old, q / corrected)),
    ]
    top = p.have(Eq(v_max[n, i, there], v_max[n, i, omega]), *now["v_max"], *turned, degree=1, auto=False)
    root = p.equal_inside(top, lambda q: inv(sqrt(q)))
    size = p.have(Eq(A[n, i, there], A[n, i, omega]), *now["preconditioner"], root, degree=1, auto=False)
    scaled = [
        p.equal_inside(first, lambda q: eta_prime[n] * A[n, i, there] * q),
        p.equal_inside(size, lambda q: eta_prime[n] * q * m[n, i, omega]),
    ]
    place = p.have(Eq(x[n + 1, i, there], x[n + 1, i, omega]), *now["x"], place, *scaled, degree=1, auto=False)
    return p.have(Eq(drift(n + 1), 0), place, first, second, top, auto=False)


EARLIER = Forall(t, Forall(j, Forall(omega, Forall(i, Eq(drift(t), 0), 1, d)), 1, d), 1, T)


def choose(*values: Fraction) -> Any:
    """One value of these for all t, i and ω."""
    return lambda rng, known: (lambda value: lambda *_: value)(rng.choice(values))


# F(y) = y²/4 in one dimension, noise ±1.
BOWL = {
    "T": [1, 2],
    "d": [1],
    "delta": [F(16)],
    "eta": [F(1), F(1, 4)],
    "beta1": [F(0), F(1, 2)],
    "beta2": [F(1, 2), F(9, 10)],
    "eps": [F(0), F(1, 10)],
    "x_r": choose(F(1), F(-1, 2)),
    "grad_x_r": lambda rng, known: lambda *at: known["functions"]["x_r"](*at) * F(1, 2),
    **{name: stochastic.NOISY[name] for name in ("zeta_r", "flip_r")},
}


@claim(
    "D4.18",
    "x_t, m_{t−1}, v_{t−1} and v_max_{t−1} belong to the past",
    {**UPDATE, **PAST},
    EARLIER,
    domains=BOWL,
    samples=stochastic.signs,
)
def _(p: Proof) -> Theorem:
    outer, inside = [*p.fix(t, 1, T), *p.fix(j, 1, d)], p.fix(i, 1, d)

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        here = [*within, p.have(n <= t - 1, *within), p.have(n <= T, *within, *outer), *outer]
        before = p.at(ih, i, using=inside)
        places = p.have(Eq(x[n, i, there], x[n, i, omega]), alike(p, before, n)[0], degree=1, auto=False)
        new = same_transformed(p, n, p.forall(places, (i, 1, d)), here)
        return p.forall(next_state(p, before, new, [*here, *inside]), (i, 1, d))

    begun = [q for name in ("m_0", "v_0", "v_max_0") for q in both(p, name, i, using=inside)]
    start = p.at("start", t, i, j, omega, using=[*outer, *inside])
    first = p.forall(p.have(Eq(drift(num(1)), 0), start, *begun, auto=False), (i, 1, d))
    every = p.induct(n, Forall(i, Eq(drift(n), 0), 1, d), 1, first, step, hi=t)
    return p.forall(p.at(every, t, using=outer), (t, 1, T), (j, 1, d), (omega,))


def earlier(p: Proof, using: Sequence[Theorem]) -> list[Theorem]:
    """What D4.18 says at t, i, j, ω."""
    return alike(p, p.at(p.at(p.use("D4.18"), t, j, omega, using=using), i, using=using), t)


@claim(
    "D4.19", "so ∇F(x_t) belongs to the past", {**UPDATE, **PAST}, RANDOM["past gradient"], domains=BOWL, samples=stochastic.signs
)
def _(p: Proof) -> Theorem:
    outer, inside = [*p.fix(t, 1, T), *p.fix(j, 1, d)], p.fix(i, 1, d)
    same = p.have(Eq(x[t, i, there], x[t, i, omega]), earlier(p, [*outer, *inside])[0], degree=1, auto=False)
    gradients = same_gradient(p, t, p.forall(same, (i, 1, d)), outer)
    return p.forall(p.at(gradients, i, using=inside), (t, 1, T), (i, 1, d), (j, 1, d), (omega,))


@claim("D4.20", "and so does B_{t−1}", {**UPDATE, **PAST, **STEPS}, RANDOM["past weight"], domains=BOWL, samples=stochastic.signs)
def _(p: Proof) -> Theorem:
    within = p.fix(t, 1, T)
    inside = [*p.fix(i, 1, d), *p.fix(j, 1, d)]
    begun = both(p, "B_0", i, using=inside)
    start = p.have(Eq(B[num(1) - 1, i, there], B[num(1) - 1, i, omega]), *begun, degree=1, auto=False)
    late = rules.assume(t >= 2)
    before = [p.have(t - 1 >= 1, late), p.have(t - 1 <= T, *within), *inside]
    top = earlier(p, [*within, *inside])[3]
    top = p.have(Eq(v_max[t - 1, i, there], v_max[t - 1, i, omega]), top, degree=1, auto=False)
    root = p.equal_inside(top, lambda q: eta_prime[t - 1] * inv(sqrt(q)))
    sizes, steps = (both(p, name, t - 1, i, using=before) for name in ("preconditioner", "B"))
    scaled = [p.equal_inside(q, lambda y: eta_prime[t - 1] * y) for q in sizes]
    later = p.have(Eq(B[t - 1, i, there], B[t - 1, i, omega]), *steps, *scaled, root, degree=1, auto=False)
    # The sample point is turned at step t, also where the weight is that of step 1.
    hole = var("position", "int")
    same = at_start(p, start, Eq(B[hole - 1, i, there], B[hole - 1, i, omega]), hole, later, within)
    return p.forall(same, (t, 1, T), (i, 1, d), (j, 1, d), (omega,))
