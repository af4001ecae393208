"""C1 on the boundary: published AdaL fails where Δ ≥ 0, so at Δ = 0 too, from x_1 ≤ 0 with a small step.

There a cycle pushes towards +1 by no more than its transient, which is geometric: the iterates never come near +1.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from adal_theory.proofs.boundary import LARGE, drift, extremes, given, settle_facts, transformed
from adal_theory.proofs.boundary import VALUES as RUNS
from adal_theory.proofs.convex import _add_up
from adal_theory.proofs.cycle import K, a, cycle
from adal_theory.proofs.ends import REGRET, ROOT, VALUES, S, comparator, inverse_root
from adal_theory.proofs.potential import REACH, RUN, moved, step_root
from adal_theory.proofs.setting import A, beta2, claim, eta, k, n, x
from adal_theory.proofs.steady import REMAINDERS, M, N, b
from adal_theory.proofs.transient import TRANSIENT, below_one, fades, from_every_cycle, pushes, shrinks, transient_positive
from adal_theory.prove import Forall, Proof, Term, Theorem, inv, num, rules, sqrt, substitute, var

BORDER = {"Δ ≥ 0": b * S[1] - S[2] - S[3] >= 0, "x1 ≤ 0": x[1, 1] <= 0, "small step": 2 * TRANSIENT <= 1}
LOW = {q: f for q, f in RUN.items() if q != "x1 ≤ hi"}
SMALL: dict[str, Any] = {
    **VALUES,
    "b": [Fraction(3), Fraction(2)],
    "eta": [Fraction(1, 10**4)],
    "x": [Fraction(0), Fraction(-1)],
    "beta2": [Fraction(1, 2), Fraction(9, 10)],
    "N": [Fraction(1)],
}


def pushed(at: Term) -> Term:
    """x_{3n+1} ≤ TRANSIENT·(1 − β2^{3n})."""
    return x[3 * at + 1, 1] <= TRANSIENT * (1 - beta2 ** (3 * at))


def rises(p: Proof, r: int, at: Term, here: list[Theorem], value: Theorem) -> Theorem:
    """x_{t+1} ≤ x_t + η/√t A_t where ĝ_t = −1."""
    now = 3 * at + r
    q = moved(now).args[0]
    free = x[now, 1] + eta / sqrt(now) * A[now, 1]
    _, _, s0 = step_root(p, now, *here)
    positive = p.have(
        eta / sqrt(now) * A[now, 1] >= 0,
        p.have(eta / sqrt(now) > 0, "eta", s0, auto=False),
        p.at(p.use("C1.13.1"), now, using=here),
        auto=False,
    )
    named = p.equal_inside(value, lambda z: eta / sqrt(now) * A[now, 1] * z)
    above = _add_up(p, q.args[0] >= -1, box_low(p, now, here), positive, named)
    kept = p.have(q <= q.args[0], above, rules.defining(q, 2), auto=False)
    return _add_up(p, x[now + 1, 1] <= free, p.at(p.use("C1.15"), now, using=here), rules.defining(moved(now), 0), kept, named)


def box_low(p: Proof, at: Term, here: list[Theorem]) -> Theorem:
    """−1 ≤ x_t."""
    return p.at(p.use("C1.15.1"), at, using=[p.have(at >= 1, *here, auto=False), p.have(at <= 3 * K + 1, *here, auto=False)])


def steady_push(p: Proof, within: list[Theorem], here: dict[int, list[Theorem]]) -> list[Theorem]:
    """η(1/√V2/√(3n+2) + 1/√V3/√(3n+3) − b/√V1/√(3n+1)) ≤ 0 where Δ ≥ 0, in parts to add."""
    s = {r: inv(sqrt(3 * n + r)) for r in REMAINDERS}
    first = p.have(eta * s[1] > 0, "eta", step_root(p, 3 * n + 1, *here[1])[2], auto=False)
    parts = [p.have(eta * s[1] * (b * S[1] - S[2] - S[3]) >= 0, first, "Δ ≥ 0", auto=False)]
    for r in (2, 3):
        shorter = p.have(S[r] * (s[1] - s[r]) >= 0, inverse_root(p, r)[0], shrinks(p, 3 * n + 1, 3 * n + r, *within), auto=False)
        parts.append(p.have(eta * (S[r] * (s[1] - s[r])) >= 0, "eta", shorter, auto=False))
    return parts


def short_steps(p: Proof, here: dict[int, list[Theorem]]) -> list[Theorem]:
    """η/√t A_t ≤ ηN at the cycle's last two steps, and 2ηN ≤ 1."""
    parts = [transient_positive(p)[1], p["small step"]]
    for r in (2, 3):
        at = 3 * n + r
        scaled = p.have(eta * inv(sqrt(at)) > 0, "eta", step_root(p, at, *here[r])[2], auto=False)
        parts.append(
            p.have(eta * inv(sqrt(at)) * (N - A[at, 1]) >= 0, scaled, p.at(p.use("C1.13"), at, using=here[r]), auto=False)
        )
        size = p.have(eta * N > 0, "eta", p.have(N > 0, "N ≥ 1", auto=False), auto=False)
        parts.append(p.have(eta * N * (1 - inv(sqrt(at))) >= 0, size, below_one(p, at, here[r]), auto=False))
    return parts


@claim(
    "C1.27.1",
    "where Δ ≥ 0 the cycles start at or below what their transients push",
    {**LOW, **BORDER},
    Forall(n, pushed(n), 0, K),
    domains=SMALL,
)
def _(p: Proof) -> Theorem:
    room = rules.inverse(p.have(1 - beta2 > 0, "beta2 < 1", auto=False))

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        inside = [within[0], p.have(n <= K - 1, *within, auto=False)]
        here = {
            r: [p.have(3 * n + r >= 1, *inside, auto=False), p.have(3 * n + r <= 3 * K, *inside, auto=False)] for r in REMAINDERS
        }
        values = {r: p.at(f"ĝ_{r}", n, using=inside) for r in REMAINDERS}
        up = [rises(p, r, n, here[r], values[r]) for r in (2, 3)]
        now = 3 * n + 1
        q = moved(now).args[0]
        first = [p.at(p.use("C1.15"), now, using=here[1]), rules.defining(moved(now), 0)]
        later = fades(p, within)
        named = p.equal_inside(values[1], lambda z: eta / sqrt(now) * A[now, 1] * z)
        goal = substitute(pushed(n), {n: n + 1})

        def free(above: Theorem) -> Theorem:
            kept = p.have(q <= q.args[0], above, rules.defining(q, 2), auto=False)
            push = p.equal_inside(room, lambda z: 3 * eta * M**3 * N**3 * beta2 ** (3 * n) * z)
            return _add_up(
                p, goal, ih, *first, kept, named, *up, *pushes(p, inside, here, 1), *steady_push(p, inside, here), later[0], push
            )

        def stuck(below: Theorem) -> Theorem:
            kept = p.have(q <= -1, below, rules.defining(q, 2), auto=False)
            return _add_up(p, goal, *first, kept, *up, *short_steps(p, here), later[1])

        return p.cases(q.args[0] >= -1, free, stuck)

    start = p.have(substitute(pushed(n), {n: 0}), "x1 ≤ 0", auto=False)
    return p.induct(n, pushed(n), 0, start, step, hi=K)


@claim(
    "C1.27.2",
    "so for a ≤ 2 the regret against +1 is linear, at least (2−a)K/2 − O(√K)",
    {**LOW, **BORDER, **cycle(), "a ≤ 2": a <= 2},
    substitute(REGRET, {comparator: num(1)}) >= (2 - a) * K / 2 - 4 * REACH * ROOT,
    domains=SMALL,
)
def _(p: Proof) -> Theorem:
    within, top = p.fix(k, 0, K - 1), p.have(x[1, 1] <= 1, "x1 ≤ 0", auto=False)
    low = p.at(p.use("C1.27.1"), k, using=[within[0], p.have(k <= K, *within, auto=False)])
    decay = p.supply(p.instance(p.use("L1.2"), {var("r"): beta2, n: 3 * k}), p.have(3 * k >= 0, *within, auto=False))
    most = p.have(TRANSIENT * beta2 ** (3 * k) >= 0, transient_positive(p)[0], decay, auto=False)
    half = _add_up(p, x[3 * k + 1, 1] <= Fraction(1, 2), low, most, p["small step"])
    gain = p.have((2 - a) * (Fraction(1, 2) - x[3 * k + 1, 1]) >= 0, "a ≤ 2", half, auto=False)
    return p.supply(from_every_cycle(p, 1, gain, within), top)


NARROW = extremes(LARGE["adal"])
EDGE = {
    "Δ ≥ 0": drift(LARGE["adal"]) >= 0,
    "x1 ≤ 0": x[1, 1] <= 0,
    "small step": substitute(2 * TRANSIENT <= 1, NARROW),
    "a ≤ 2": a <= 2,
}


@claim(
    "C1.27",
    "published AdaL, β1 = ε = 0, Δ ≥ 0, a ≤ 2, from x_1 ≤ 0 with a small step: regret at least (2−a)K/2 − O(√K)",
    {**{q: f for q, f in given("adal").items() if q != "x1 ≤ hi"}, **EDGE},
    substitute(REGRET, {comparator: num(1)}) >= (2 - a) * K / 2 - 4 * substitute(REACH, NARROW) * ROOT,
    domains={**RUNS, "a": [Fraction(7, 4), Fraction(3, 2)], "eta": [Fraction(1, 10**4)]},
)
def _(p: Proof) -> Theorem:
    special = p.instance(p.use("C1.27.2"), NARROW)
    return p.supply(special, *settle_facts(p, LARGE["adal"], 1, p["a > 0"]), *[transformed(p, r) for r in REMAINDERS])
