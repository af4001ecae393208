"""C2 on the boundary: Adam fails where Δ ≤ 0, so at Δ = 0 too, from x_1 ≥ 0 with a small step: the iterates stay off −1."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from adal_theory.proofs.boundary import VALUES as RUNS
from adal_theory.proofs.boundary import drift, extremes, given, settle_facts
from adal_theory.proofs.convex import _add_up
from adal_theory.proofs.cycle import K, a, cycle
from adal_theory.proofs.ends import REGRET, ROOT, VALUES, S, comparator, inverse_root, within_cycle
from adal_theory.proofs.potential import REACH, RUN, moved, step_root
from adal_theory.proofs.setting import A, beta2, claim, eta, g, i, k, n, t, x
from adal_theory.proofs.steady import REMAINDERS, M, N, b
from adal_theory.proofs.transient import TRANSIENT, below_one, fades, from_every_cycle, pushes, shrinks, transient_positive
from adal_theory.prove import Forall, Proof, Term, Theorem, inv, num, rules, sqrt, substitute, var

BORDER = {"Δ ≤ 0": b * S[1] - S[2] - S[3] <= 0, "x1 ≥ 0": x[1, 1] >= 0, "small step": 4 * TRANSIENT <= 1}
HIGH = {q: f for q, f in RUN.items() if q != "x1 ≥ lo"}
SMALL: dict[str, Any] = {
    **VALUES,
    "b": [Fraction(3), Fraction(2)],
    "eta": [Fraction(1, 10**4)],
    "x": [Fraction(0), Fraction(1)],
    "beta2": [Fraction(1, 10), Fraction(1, 4)],
    "N": [Fraction(1)],
    "a": [Fraction(3), Fraction(5, 2)],
}


def held(at: Term) -> Term:
    """x_{3n+1} ≥ −TRANSIENT·(1 − β2^{3n}) − 2ηN(1 − 1/√(3n+1))."""
    return x[3 * at + 1, 1] >= -TRANSIENT * (1 - beta2 ** (3 * at)) - 2 * eta * N * (1 - inv(sqrt(3 * at + 1)))


def clipped_below(p: Proof, at: Term, here: list[Theorem], below: Theorem) -> Theorem:
    """x_{t+1} ≥ the free point, which is ≤ 1."""
    q = moved(at).args[0]
    least = p.have(
        moved(at) >= q.args[0],
        below,
        rules.defining(q, 0),
        rules.defining(moved(at), 1),
        rules.defining(moved(at), 2),
        auto=False,
    )
    return _add_up(p, x[at + 1, 1] >= q.args[0], p.at(p.use("C1.15"), at, using=here), least)


def at_top(p: Proof, at: Term, here: list[Theorem], above: Theorem) -> Theorem:
    """x_{t+1} ≥ 1, the free point being > 1."""
    q = moved(at).args[0]
    least = p.have(
        moved(at) >= 1, above, rules.defining(q, 0), rules.defining(moved(at), 1), rules.defining(moved(at), 2), auto=False
    )
    return _add_up(p, x[at + 1, 1] >= 1, p.at(p.use("C1.15"), at, using=here), least)


def sizes(p: Proof, r: int, here: list[Theorem], value: Theorem) -> tuple[Theorem, Theorem]:
    """η/√t A_t |ĝ_t| ≥ 0 and what the step is, at t = 3n + r."""
    at, size = 3 * n + r, b if r == 1 else num(1)
    scaled = p.have(eta / sqrt(at) > 0, "eta", step_root(p, at, *here)[2], auto=False)
    low = p.at(p.use("C1.13.1"), at, using=here)
    low = p.have(b * A[at, 1] >= 0, p.have(b > 0, "N ≥ 1", "N b ≥ 1"), low, auto=False) if r == 1 else low
    positive = p.have(eta / sqrt(at) * (size * A[at, 1]) >= 0, scaled, low, auto=False)
    return positive, p.equal_inside(value, lambda z: eta / sqrt(at) * A[at, 1] * z)


def steady_pull(p: Proof, within: list[Theorem], here: dict[int, list[Theorem]]) -> list[Theorem]:
    """η(b/√V1/√(3n+1) − 1/√V2/√(3n+2) − 1/√V3/√(3n+3)) ≤ 2ηN(1/√(3n+1) − 1/√(3n+4)) where Δ ≤ 0, in parts to add."""
    s = {r: inv(sqrt(3 * n + r)) for r in (1, 2, 3, 4)}
    first = p.have(eta * s[1] > 0, "eta", step_root(p, 3 * n + 1, *here[1])[2], auto=False)
    size = p.have(eta * N > 0, "eta", p.have(N > 0, "N ≥ 1", auto=False), auto=False)
    parts = [p.have(eta * s[1] * (S[2] + S[3] - b * S[1]) >= 0, first, "Δ ≤ 0", auto=False)]
    for r in (2, 3):
        shorter, later = shrinks(p, 3 * n + 1, 3 * n + r, *within), shrinks(p, 3 * n + r, 3 * n + 4, *within)
        room = p.have((N - S[r]) * (s[1] - s[r]) >= 0, inverse_root(p, r)[1], shorter, auto=False)
        parts.append(p.have(eta * ((N - S[r]) * (s[1] - s[r])) >= 0, "eta", room, auto=False))
        parts.append(p.have(eta * N * (s[r] - s[4]) >= 0, size, later, auto=False))
    return parts


@claim(
    "C2.10.1",
    "where Δ ≤ 0 the cycles start at or above what their transients and shrinking steps pull",
    {**HIGH, **{q: BORDER[q] for q in ("Δ ≤ 0", "x1 ≥ 0")}},
    Forall(n, held(n), 0, K),
    domains=SMALL,
)
def _(p: Proof) -> Theorem:
    start = p.have(substitute(held(n), {n: 0}), "x1 ≥ 0", auto=False)
    return p.induct(n, held(n), 0, start, lambda ih, within: _holds_on(p, ih, within), hi=K)


def _holds_on(p: Proof, ih: Theorem, within: list[Theorem]) -> Theorem:
    inside = [within[0], p.have(n <= K - 1, *within, auto=False)]
    here = {r: [p.have(3 * n + r >= 1, *inside, auto=False), p.have(3 * n + r <= 3 * K, *inside, auto=False)] for r in REMAINDERS}
    known = {r: sizes(p, r, here[r], p.at(f"ĝ_{r}", n, using=inside)) for r in REMAINDERS}
    free = {r: moved(3 * n + r).args[0].args[0] for r in REMAINDERS}
    goal, later, end = substitute(held(n), {n: n + 1}), fades(p, within), 3 * n + 4
    box = p.at(p.use("C1.15.2"), 3 * n + 1, using=[here[1][0], p.have(3 * n + 1 <= 3 * K + 1, *inside, auto=False)])
    first = clipped_below(p, 3 * n + 1, here[1], _add_up(p, free[1] <= 1, box, *known[1]))
    size = p.have(eta * N > 0, "eta", p.have(N > 0, "N ≥ 1", auto=False), auto=False)
    short = below_one(p, end, [p.have(end >= 1, *within, auto=False)])
    spare = [later[1], p.have(eta * N * (1 - inv(sqrt(end))) >= 0, size, short, auto=False)]
    room = rules.inverse(p.have(1 - beta2 > 0, "beta2 < 1", auto=False))
    push = p.equal_inside(room, lambda z: 3 * eta * M**3 * N**3 * beta2 ** (3 * n) * z)

    def last(second: Theorem, *rest: Theorem) -> Theorem:
        return p.cases(
            free[3] <= 1,
            lambda q: _add_up(p, goal, second, *rest, clipped_below(p, 3 * n + 3, here[3], q), *known[3]),
            lambda q: _add_up(p, goal, at_top(p, 3 * n + 3, here[3], q), *spare),
        )

    inner = [ih, first, *known[1], *known[2], *pushes(p, inside, here, -1), *steady_pull(p, inside, here), later[0], push]
    return p.cases(
        free[2] <= 1,
        lambda q: last(clipped_below(p, 3 * n + 2, here[2], q), *inner),
        lambda q: last(at_top(p, 3 * n + 2, here[2], q), *spare),
    )


@claim(
    "C2.10.2",
    "so for a ≥ 2 the regret against −1 is linear, at least (a−2)K/2 − O(√K)",
    {**HIGH, **BORDER, **cycle(), "a ≥ 2": a >= 2},
    substitute(REGRET, {comparator: num(-1)}) >= (a - 2) * K / 2 - 4 * REACH * ROOT,
    domains=SMALL,
)
def _(p: Proof) -> Theorem:
    within, bottom = p.fix(k, 0, K - 1), p.have(x[1, 1] >= -1, "x1 ≥ 0", auto=False)
    here = within_cycle(p, within)
    low = p.at(p.use("C2.10.1"), k, using=[within[0], p.have(k <= K, *within, auto=False)])
    decay = p.supply(p.instance(p.use("L1.2"), {var("r"): beta2, n: 3 * k}), p.have(3 * k >= 0, *within, auto=False))
    positive, wide = transient_positive(p)
    size = p.have(eta * N > 0, "eta", p.have(N > 0, "N ≥ 1", auto=False), auto=False)
    parts = [
        p.have(TRANSIENT * beta2 ** (3 * k) >= 0, positive, decay, auto=False),
        p.have(eta * N * inv(sqrt(3 * k + 1)) >= 0, size, step_root(p, 3 * k + 1, *here[1])[2], auto=False),
    ]
    half = _add_up(p, x[3 * k + 1, 1] >= -Fraction(1, 2), low, *parts, wide, p["small step"])
    gain = p.have((a - 2) * (x[3 * k + 1, 1] + Fraction(1, 2)) >= 0, "a ≥ 2", half, auto=False)
    return p.supply(from_every_cycle(p, -1, gain, within), bottom)


NARROW = extremes(a)
EDGE = {"Δ ≤ 0": drift(a) <= 0, "x1 ≥ 0": x[1, 1] >= 0, "small step": substitute(4 * TRANSIENT <= 1, NARROW), "a ≥ 2": a >= 2}


@claim(
    "C2.10",
    "Adam, β1 = ε = 0, Δ ≤ 0, a ≥ 2, from x_1 ≥ 0 with a small step: regret at least (a−2)K/2 − O(√K)",
    {**{q: f for q, f in given("adam").items() if q not in ("x1 ≥ lo", "a > 0")}, **EDGE},
    substitute(REGRET, {comparator: num(-1)}) >= (a - 2) * K / 2 - 4 * substitute(REACH, NARROW) * ROOT,
    domains={**RUNS, "a": [Fraction(3), Fraction(5, 2)], "beta2": [Fraction(1, 10), Fraction(1, 4)], "eta": [Fraction(1, 10**4)]},
)
def _(p: Proof) -> Theorem:
    own = p.instance(p.use("C2.10.2"), None, {"g_hat": ((t, i), g[t, i])})
    facts = settle_facts(p, a, 1, p.have(a > 0, "a ≥ 2", auto=False))
    return p.supply(p.instance(own, NARROW), *facts)
