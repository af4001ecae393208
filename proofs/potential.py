"""C1, C2: where published AdaL and Adam end on the cycle of three, decided by the sign of Δ = b/√V1 − 1/√V2 − 1/√V3.

For a general transformed gradient b > 0 (AdaL's b = a², Adam's b = a), β1 = 0 and ε = 0. c = −1 where Δ > 0 and c = +1 where
Δ < 0: the iterates are near c on average, and the regret against any point x* is (a−2)(c−x*)K + O(√K).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from adal_theory.proofs.convex import _add_up, y
from adal_theory.proofs.convex import c as inner
from adal_theory.proofs.cycle import START, K, over
from adal_theory.proofs.limits import SCALED
from adal_theory.proofs.setting import A, T, claim, eta, eta_prime, g_hat, hi, k, lo, m, n, t, x
from adal_theory.proofs.steady import LARGEST, LENGTH, REMAINDERS, M, N, b, every, without_momentum
from adal_theory.proofs.steady import VALUES as MOMENTS
from adal_theory.prove import Eq, Forall, Proof, Sum, Term, Theorem, inv, maximum, minimum, num, rules, sqrt, substitute, var

c = var("c")
MOVES = without_momentum("adal", "m", "x", "eta_prime")
SPEED = {"eta": eta > 0}
END = {"c ≥ −1": c >= -1, "c ≤ 1": c <= 1}
VALUES: dict[str, Any] = {**MOMENTS, "c": [Fraction(-1), Fraction(1)], "x": [Fraction(0), Fraction(1), Fraction(-1)]}


def pull(at: Term) -> Term:
    """The normalised gradient ĝ_t/√v̂_t."""
    return A[at, 1] * g_hat[at, 1]


def moved(at: Term) -> Term:
    """The next iterate, Π[x_t − η/√t · ĝ_t/√v̂_t]."""
    return clip(x[at, 1] - eta / sqrt(at) * pull(at))


def clip(q: Term) -> Term:
    return minimum(maximum(q, num(-1)), num(1))


@claim("C1.15", "a step without momentum", MOVES, over(Eq(x[t + 1, 1], moved(t))), domains=VALUES)
def _(p: Proof) -> Theorem:
    within = p.fix(t, 1, 3 * K)
    here = [*within, p.have(num(1) >= 1, auto=False)]
    never = rules.power_step(num(0), t - 1, p.have(t - 1 >= 0, *within, auto=False))
    step = p.have(
        Eq(eta_prime[t] * A[t, 1] * m[t, 1], eta / sqrt(t) * pull(t)),
        p.equal_inside(p.at("eta_prime", t, using=within), lambda q: q * A[t, 1] * m[t, 1]),
        p.equal_inside(never, lambda q: eta / sqrt(t) * inv(1 - q) * A[t, 1] * m[t, 1]),
        p.equal_inside(p.at("m", t, 1, using=here), lambda q: eta / sqrt(t) * A[t, 1] * q),
        degree=1,
        auto=False,
    )
    whole = p.equal_inside(step, lambda q: clip(x[t, 1] - q))
    return p.forall(_add_up(p, Eq(x[t + 1, 1], moved(t)), p.at("x", t, 1, using=here), whole), (t, 1, 3 * K))


def inside(which: str) -> Term:
    """∀ 1 ≤ t ≤ 3K+1: −1 ≤ x_t, or x_t ≤ 1."""
    return Forall(t, x[t, 1] >= -1 if which == "low" else x[t, 1] <= 1, 1, 3 * K + 1)


def _stays(id_: str, which: str, name: str) -> None:
    @claim(id_, f"the iterates stay in the box ({which})", {**MOVES, name: START[name]}, inside(which), domains=VALUES)
    def _(p: Proof) -> Theorem:
        f = x[n, 1] >= -1 if which == "low" else x[n, 1] <= 1

        def step(ih: Theorem, within: list[Theorem]) -> Theorem:
            del ih
            update = p.at(p.use("C1.15"), n, using=within)
            q = moved(n).args[0]
            facts = [rules.defining(moved(n), 1), rules.defining(moved(n), 2), rules.defining(q, 1)]
            bound = p.have(moved(n) >= -1 if which == "low" else moved(n) <= 1, *facts, auto=False)
            return p.have(substitute(f, {n: n + 1}), update, bound, degree=1, auto=False)

        every_ = p.induct(n, f, 1, p[name], step, hi=3 * K + 1)
        return p.forall(p.at(every_, t, using=p.fix(t, 1, 3 * K + 1)), (t, 1, 3 * K + 1))


_stays("C1.15.1", "low", "x1 ≥ lo")
_stays("C1.15.2", "high", "x1 ≤ hi")
BOX = {**MOVES, **START}
REACH = eta * M * N


@claim("C1.16", "|ĝ_t|/√v̂_t ≤ max(1, b)/min(1, b)", {**LENGTH, **SCALED, **LARGEST}, over(abs(pull(t)) <= M * N), domains=VALUES)
def _(p: Proof) -> Theorem:
    return every(p, lambda at: abs(pull(at)) <= M * N, [_short(p, r) for r in REMAINDERS])


def _short(p: Proof, r: int) -> Theorem:
    within, at = p.fix(k, 0, K - 1), 3 * k + r
    here = [p.have(at >= 1, *within, auto=False), p.have(at <= 3 * K, *within, auto=False)]
    low, high = (p.at(p.use(q), at, using=here) for q in ("C1.13.1", "C1.13"))
    value = p.equal_inside(p.at(f"ĝ_{r}", k, using=within), lambda q: A[at, 1] * q)
    facts = [rules.defining(abs(pull(at)), q) for q in (0, 1)]
    size = [p.have(N * (M - 1) >= 0, "M ≥ 1", "N ≥ 1", auto=False), p.have(M * N >= 0, "M ≥ 1", "N ≥ 1", auto=False)]
    if r == 1:
        b0 = p.have(b > 0, "N ≥ 1", "N b ≥ 1")
        size += [
            p.have(b * (N - A[at, 1]) >= 0, b0, high, auto=False),
            p.have(N * (M - b) >= 0, "N ≥ 1", "b ≤ M", auto=False),
            p.have(b * A[at, 1] >= 0, b0, low, auto=False),
        ]
    sides = [_add_up(p, s * pull(at) <= M * N, value, low, high, *size) for s in (1, -1)]
    return p.forall(p.have(abs(pull(at)) <= M * N, *sides, *facts, auto=False), (k, 0, K - 1))


def nonexpansive(p: Proof, at: Term, point: Term, within: list[Theorem], low: Theorem, high: Theorem) -> Theorem:
    """(x_{t+1} − c)² ≤ (x_t − η/√t·u_t − c)² for a point c of the box."""
    free = x[at, 1] - eta / sqrt(at) * pull(at)
    closer = p.supply(p.instance(p.use("L3.1"), {y: free, inner: point, lo: num(-1), hi: num(1)}), low, high)
    update = p.at(p.use("C1.15"), at, using=within)
    return _add_up(
        p, (x[at + 1, 1] - point) ** 2 <= (free - point) ** 2, closer, p.equal_inside(update, lambda q: (q - point) ** 2)
    )


def box(p: Proof, at: Term, *within: Theorem) -> tuple[Theorem, Theorem]:
    """−1 ≤ x_t ≤ 1 for 1 ≤ t ≤ 3K + 1."""
    here = [p.have(at >= 1, *within, auto=False), p.have(at <= 3 * K + 1, *within, auto=False)]
    low, high = (p.at(p.use(q), at, using=here) for q in ("C1.15.1", "C1.15.2"))
    return low, high


def step_root(p: Proof, at: Term, *within: Theorem) -> tuple[Theorem, Theorem, Theorem]:
    """(√t)² = t, √t·1/√t = 1 and 1/√t > 0, for t ≥ 1."""
    positive = p.have(at > 0, *within, auto=False)
    root = p.positive_root(at, positive)
    divided = rules.inverse(root)
    return rules.sqrt_square(positive), divided, p.have(inv(sqrt(at)) > 0, root, divided, auto=False)


def small_pull(p: Proof, at: Term, within: list[Theorem]) -> Theorem:
    """u_t² ≤ (MN)²."""
    size, facts = p.at(p.use("C1.16"), at, using=within), [rules.defining(abs(pull(at)), q) for q in (0, 1)]
    return p.have(pull(at) ** 2 <= (M * N) ** 2, size, *facts, auto=False)


RUN = {**LENGTH, **SCALED, **LARGEST, **BOX, **SPEED}


@claim(
    "C1.17",
    "a step moves by at most η max(1, b)/(min(1, b)√t)",
    RUN,
    over(abs(x[t + 1, 1] - x[t, 1]) <= REACH / sqrt(t)),
    domains=VALUES,
)
def _(p: Proof) -> Theorem:
    within = p.fix(t, 1, 3 * K)
    closer = nonexpansive(p, t, x[t, 1], within, *box(p, t, *within, p["K"]))
    _, _, s0 = step_root(p, t, *within)
    s, D = inv(sqrt(t)), x[t + 1, 1] - x[t, 1]
    square = p.have((eta * s) ** 2 * ((M * N) ** 2 - pull(t) ** 2) >= 0, small_pull(p, t, within), squares=[eta * s], auto=False)
    reach = p.have(
        REACH * s >= 0, p.have(eta * s > 0, "eta", s0, auto=False), p.have(M * N >= 0, "M ≥ 1", "N ≥ 1", auto=False), auto=False
    )
    facts = [rules.defining(abs(D), q) for q in (0, 1)]
    longer = p.have(abs(D) ** 2 <= (REACH * s) ** 2, closer, square, facts[1], degree=1, auto=False)
    return p.forall(p.have(abs(D) <= REACH * s, longer, reach, facts[0], auto=False), (t, 1, 3 * K))


# --- the potential -----------------------------------------------------------------------------------------------------

PULL = 2 / eta + eta * (M * N) ** 2


def distance(at: Term) -> Term:
    return (x[at, 1] - c) ** 2


def one_step(at: Term) -> Term:
    """2 u_t (x_t − c) ≤ √t/η [(x_t−c)² − (x_{t+1}−c)²] + η (MN)²/√t."""
    return 2 * pull(at) * (x[at, 1] - c) <= sqrt(at) / eta * (distance(at) - distance(at + 1)) + eta * (M * N) ** 2 / sqrt(at)


@claim(
    "C1.18.1",
    "one step of the potential",
    {**LENGTH, **SCALED, **LARGEST, **MOVES, **SPEED, **END},
    over(one_step(t)),
    domains=VALUES,
)
def _(p: Proof) -> Theorem:
    within = p.fix(t, 1, 3 * K)
    low, high = p.have(num(-1) <= c, "c ≥ −1", auto=False), p["c ≤ 1"]
    closer = nonexpansive(p, t, c, within, low, high)
    _, divided, s0 = step_root(p, t, *within)
    rate = rules.inverse(p["eta"])
    e = p.have(inv(eta) > 0, "eta", rate, auto=False)
    scale = p.have(sqrt(t) * inv(eta) >= 0, e, rules.defining(sqrt(t), 0), auto=False)
    s, u = inv(sqrt(t)), pull(t)
    scaled = p.have(sqrt(t) * inv(eta) * (closer.conclusion.args[1] - closer.conclusion.args[0]) >= 0, scale, closer, auto=False)
    cross = p.equal_inside(p.have(Eq(sqrt(t) * inv(eta) * eta * s, 1), rate, divided), lambda q: q * 2 * u * (x[t, 1] - c))
    last = p.equal_inside(p.have(Eq(sqrt(t) * inv(eta) * (eta * s) ** 2, eta * s), rate, divided), lambda q: q * u**2)
    most = p.have(
        eta * s * ((M * N) ** 2 - u**2) >= 0, p.have(eta * s > 0, "eta", s0, auto=False), small_pull(p, t, within), auto=False
    )
    return p.forall(_add_up(p, one_step(t), scaled, cross, last, most), (t, 1, 3 * K))


def potential(at: Term) -> Term:
    left = Sum(t, 1, at, 2 * pull(t) * (x[t, 1] - c)) + sqrt(at) / eta * distance(at + 1)
    return left <= 4 / eta * sqrt(at) + eta * (M * N) ** 2 * Sum(t, 1, at, inv(sqrt(t)))


def grows(p: Proof, e: Theorem, ih: Theorem, within: list[Theorem]) -> Theorem:
    """The potential one step on: √t grows by so much only, and (x − c)² ≤ 4."""
    at = n + 1
    here = [p.have(at >= 1, *within, auto=False), within[1]]
    near = box(p, at, *within)
    wide = [p.have(q, *near, "c ≥ −1", "c ≤ 1", auto=False) for q in (x[at, 1] - c <= 2, x[at, 1] - c >= -2)]
    far = p.have(distance(at) <= 4, *wide, auto=False)
    squares = [rules.sqrt_square(p.have(q >= 0, *within, auto=False)) for q in (n, at)]
    wider = p.have(sqrt(at) >= sqrt(n), *squares, *[rules.defining(sqrt(q), 0) for q in (n, at)], auto=False)
    room = p.have((sqrt(at) - sqrt(n)) * (4 - distance(at)) >= 0, wider, far, auto=False)
    room = p.have(inv(eta) * ((sqrt(at) - sqrt(n)) * (4 - distance(at))) >= 0, room, e, auto=False)
    lasts = [p.last(Sum(t, 1, at, q), here[0]) for q in (2 * pull(t) * (x[t, 1] - c), inv(sqrt(t)))]
    scaled = p.equal_inside(lasts[1], lambda q: eta * (M * N) ** 2 * q)
    single = p.at(p.use("C1.18.1"), at, using=here)
    return _add_up(p, substitute(potential(n), {n: at}), ih, single, room, lasts[0], scaled)


@claim(
    "C1.18",
    "Σ ĝ_t/√v̂_t (x_t − c) = O(√T) for every point c of the box",
    {**RUN, **END},
    Sum(t, 1, 3 * K, pull(t) * (x[t, 1] - c)) <= PULL * sqrt(3 * K),
    domains=VALUES,
)
def _(p: Proof) -> Theorem:
    e = p.have(inv(eta) > 0, "eta", rules.inverse(p["eta"]), auto=False)
    start = p.have(substitute(potential(n), {n: 0}), auto=False)
    every_ = p.induct(n, potential(n), 0, start, lambda ih, within: grows(p, e, ih, within), hi=3 * K)
    whole = p.at(every_, 3 * K, using=[p.have(3 * K >= 0, "K", auto=False), p.have(3 * K <= 3 * K, auto=False)])
    sums = rules.cut(p.have(3 * K >= 1, "K", auto=False), p.instance(p.use("B8.1"), {T: 3 * K}))
    size = p.have(eta * (M * N) ** 2 >= 0, "eta", squares=[M * N], degree=1, auto=False)
    most = p.have(eta * (M * N) ** 2 * (sums.conclusion.args[1] - sums.conclusion.args[0]) >= 0, size, sums, auto=False)
    scale = p.have(sqrt(3 * K) * inv(eta) >= 0, e, rules.defining(sqrt(3 * K), 0), auto=False)
    end = 3 * K + 1
    left = p.have(sqrt(3 * K) * inv(eta) * distance(end) >= 0, scale, squares=[x[end, 1] - c], degree=1, auto=False)
    return _add_up(p, p.goal, whole, most, left, size)
