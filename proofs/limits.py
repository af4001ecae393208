"""C1, published AdaL and Adam on the cycle: the preconditioner 1/√v̂_t comes within O(1/√t) of 1/√V1, 1/√V2, 1/√V3."""

from __future__ import annotations

from collections.abc import Sequence

from adal_theory.proofs.algebra import power_rate
from adal_theory.proofs.closeness import decay, last, limit, moment, rate
from adal_theory.proofs.convex import _add_up
from adal_theory.proofs.cycle import K, over
from adal_theory.proofs.setting import A, beta2, claim, k, t, v
from adal_theory.proofs.steady import (
    DECAY,
    LARGEST,
    LENGTH,
    MOMENT,
    REMAINDERS,
    SMALLEST,
    VALUES,
    M,
    N,
    V,
    b,
    every,
    h1,
    h2,
    h3,
    pattern,
    top,
    without_momentum,
)
from adal_theory.prove import Eq, Forall, Proof, Term, Theorem, inv, num, rules, sqrt, var

PRECONDITIONER = without_momentum("adal", "preconditioner")
SCALED = {**DECAY, **MOMENT, **PRECONDITIONER, **pattern(b), **SMALLEST}
# How far 1/√v̂_t may be from its limit, times √t.
WIDTH = M**2 * N**3 / (1 - beta2)


def squares(r: int) -> tuple[Term, ...]:
    """The cycle's last three squared gradients after its r-th, latest first."""
    one = num(1)
    return {1: (b**2, one, one), 2: (one, b**2, one), 3: (one, one, b**2)}[r]


def at_most(p: Proof, r: int) -> Theorem:
    """V_r ≤ M²."""
    b0 = p.have(b > 0, "N ≥ 1", "N b ≥ 1")
    sizes = [
        p.have(b**2 <= M**2, p.have(M * (M - b) >= 0, "M ≥ 1", "b ≤ M"), p.have(b * (M - b) >= 0, b0, "b ≤ M"), auto=False),
        p.have(num(1) <= M**2, "M ≥ 1", auto=False),
    ]
    return _bounded(p, r, num(1), M**2, sizes)


def at_least(p: Proof, r: int) -> Theorem:
    """1 ≤ N² V_r."""
    sizes = [
        p.have(-(N**2) * b**2 <= -1, p.have((N * b - 1) ** 2 >= 0, squares=[N * b - 1]), "N b ≥ 1", degree=1, auto=False),
        p.have(-(N**2) <= -1, "N ≥ 1", auto=False),
    ]
    return _bounded(p, r, -(N**2), num(-1), sizes)


def _bounded(p: Proof, r: int, scale: Term, most: Term, sizes: Sequence[Theorem]) -> Theorem:
    """scale·V_r ≤ most, from the same of each squared gradient."""
    values = {h: scale * q for h, q in zip((h1, h2, h3), squares(r), strict=True)}
    mean = p.supply(p.instance(p.use("C1.8"), {**values, top: most}), *sizes)
    return _add_up(p, scale * V[r] <= most, mean)


def power(p: Proof, at: Term, within: Sequence[Theorem]) -> tuple[Theorem, Theorem]:
    """0 ≤ β2^t < 1 for t ≥ 1."""
    one, zero = p.have(at >= 1, *within, auto=False), p.have(at >= 0, *within, auto=False)
    low = p.supply(p.instance(p.use("L1.2"), {var("r"): beta2, var("n", "int"): at}), zero)
    small = p.supply(p.instance(p.use("L1.3"), {var("r"): beta2, var("n", "int"): at}), one)
    return low, p.have(beta2**at < 1, small, "beta2 < 1", auto=False)


# --- from below --------------------------------------------------------------------------------------------------------


@claim(
    "C1.11",
    "v̂_t ≥ min(1, b)²: N² v_t ≥ 1 − β2^t",
    {**LENGTH, **DECAY, **MOMENT, **pattern(b), **SMALLEST},
    over(N**2 * v[t, 1] >= 1 - beta2**t),
    domains=VALUES,
)
def _(p: Proof) -> Theorem:
    return every(p, lambda at: N**2 * v[at, 1] >= 1 - beta2**at, [_below(p, r) for r in REMAINDERS])


def _below(p: Proof, r: int) -> Theorem:
    """At t = 3k + r, from t = 3k on."""
    within, unit = p.fix(k, 0, K - 1), p.have(num(1) >= 1, auto=False)
    start = p.at(p.use("C1.10"), k, using=[within[0], p.have(k <= K, *within, auto=False)])
    zero = p.have(3 * k >= 0, *within, auto=False)
    small = p.supply(p.instance(p.use("L1.1"), {var("r"): beta2, var("n", "int"): 3 * k}), zero)
    room = p.have((N**2 * V[3] - 1) * (1 - beta2 ** (3 * k)) >= 0, at_least(p, 3), small, auto=False)
    last = _add_up(p, N**2 * v[3 * k, 1] >= 1 - beta2 ** (3 * k), room, p.equal_inside(start, lambda q: N**2 * q))
    for s in range(1, r + 1):
        at = 3 * k + s
        here = [p.have(at >= 1, *within, auto=False), p.have(at <= 3 * K, *within, auto=False), unit]
        value = p.equal_inside(p.at("v", at, 1, using=here), lambda q: N**2 * q)
        size = p.equal_inside(p.at(f"ĝ_{s}", k, using=within), lambda q: (1 - beta2) * N**2 * q * q)
        grown = rules.power_step(beta2, at - 1, p.have(at - 1 >= 0, *within, auto=False))
        kept = p.have(beta2 * (N**2 * v[at - 1, 1] - (1 - beta2 ** (at - 1))) >= 0, last, "beta2 > 0", auto=False)
        enough = p.have(N**2 * (b**2 if s == 1 else 1) >= 1, "N ≥ 1", *(["N b ≥ 1"] if s == 1 else []))
        new = p.have((1 - beta2) * (N**2 * (b**2 if s == 1 else 1) - 1) >= 0, enough, "beta2 < 1", auto=False)
        last = _add_up(p, N**2 * v[at, 1] >= 1 - beta2**at, value, size, grown, kept, new)
    return p.forall(last, (k, 0, K - 1))


# --- along the run -----------------------------------------------------------------------------------------------------


def normalised(p: Proof, at: Term, within: Sequence[Theorem]) -> list[Theorem]:
    """A_t ≥ 0, A_t² v_t = 1 − β2^t and N² v_t ≥ 1 − β2^t, for 1 ≤ t ≤ 3K."""
    _, small = power(p, at, within)
    left = p.have(1 - beta2**at > 0, small, auto=False)
    low = p.at(p.use("C1.11"), at, using=within)
    positive = p.have(v[at, 1] > 0, low, left, p.have(N**2 > 0, "N ≥ 1", auto=False))
    q = p.positive_root(v[at, 1], positive)
    divided, square, top_ = rules.inverse(q), rules.sqrt_square(positive), rules.sqrt_square(left)
    e = p.have(inv(sqrt(v[at, 1])) > 0, q, divided, auto=False)
    value = p.at("preconditioner", at, 1, using=[*within, p.have(num(1) >= 1, auto=False)])
    up = p.have(sqrt(1 - beta2**at) * inv(sqrt(v[at, 1])) >= 0, e, rules.defining(sqrt(1 - beta2**at), 0), auto=False)
    nonnegative = p.have(A[at, 1] >= 0, value, up, degree=1, auto=False)
    one = p.equal_inside(divided, lambda z: z**2)
    whole = p.have(
        Eq(A[at, 1] ** 2 * v[at, 1], 1 - beta2**at),
        p.equal_inside(value, lambda z: z**2 * v[at, 1]),
        p.equal_inside(top_, lambda z: z * inv(sqrt(v[at, 1])) ** 2 * v[at, 1]),
        p.equal_inside(square, lambda z: (1 - beta2**at) * inv(sqrt(v[at, 1])) ** 2 * z),
        p.equal_inside(one, lambda z: (1 - beta2**at) * z),
        degree=1,
        auto=False,
    )
    return [nonnegative, whole, low]


@claim("C1.13", "1/√v̂_t ≤ 1/min(1, b)", {**LENGTH, **SCALED}, over(A[t, 1] <= N), domains=VALUES)
def _(p: Proof) -> Theorem:
    within = p.fix(t, 1, 3 * K)
    _, whole, low = normalised(p, t, within)
    _, small = power(p, t, within)
    one = p.instance(p.use("C1.12.2"), {rate: A[t, 1], moment: v[t, 1], decay: beta2**t})
    return p.forall(p.supply(one, whole, low, small), (t, 1, 3 * K))


@claim("C1.13.1", "1/√v̂_t ≥ 0", {**LENGTH, **SCALED}, over(A[t, 1] >= 0), domains=VALUES)
def _(p: Proof) -> Theorem:
    within = p.fix(t, 1, 3 * K)
    return p.forall(normalised(p, t, within)[0], (t, 1, 3 * K))


@claim("C1.14", "β2^t ≤ 1/((1−β2)√t)", {**DECAY, "t": t >= 1}, beta2**t <= 1 / ((1 - beta2) * sqrt(t)))
def _(p: Proof) -> Theorem:
    return power_rate(p, beta2, [p["t"]])


def _nears(r: int) -> None:
    at, known = 3 * k + r, {**LENGTH, **SCALED, **LARGEST}
    off = abs(A[at, 1] - 1 / sqrt(V[r]))
    geometric, slow = off <= beta2**at * M**2 * N**3, off <= WIDTH / sqrt(at)

    @claim(
        f"C1.13.{r + 1}",
        f"1/√v̂_{{3k+{r}}} is geometrically close to 1/√V{r}",
        known,
        Forall(k, geometric, 0, K - 1),
        domains=VALUES,
    )
    def _(p: Proof) -> Theorem:
        within = p.fix(k, 0, K - 1)
        here = [p.have(at >= 1, *within, auto=False), p.have(at <= 3 * K, *within, auto=False)]
        nonnegative, whole, _ = normalised(p, at, here)
        bounds = [at_least(p, r), at_least(p, 3), at_most(p, 3)]
        above = [p.have(V[q] >= 0, s, "N ≥ 1") for q, s in zip((r, 3), bounds[:2], strict=True)]
        closed, most = p.at(p.use(f"C1.10.{r}"), k, using=within), p.at(p.use("C1.13"), at, using=here)
        one = p.instance(p.use("C1.12.3"), {rate: A[at, 1], moment: v[at, 1], decay: beta2**at, limit: V[r], last: V[3]})
        found = p.supply(one, nonnegative, most, whole, closed, power(p, at, here)[0], *bounds, *above)
        return p.forall(found, (k, 0, K - 1))

    @claim(f"C1.14.{r}", f"1/√v̂_{{3k+{r}}} is within O(1/√t) of 1/√V{r}", known, Forall(k, slow, 0, K - 1), domains=VALUES)
    def _(p: Proof) -> Theorem:
        within = p.fix(k, 0, K - 1)
        close = p.at(p.use(f"C1.13.{r + 1}"), k, using=within)
        faded = p.supply(p.instance(p.use("C1.14"), {t: at}), p.have(at >= 1, *within, auto=False))
        size = p.have(M**2 * N**3 >= 0, "N ≥ 1", squares=[M * N], degree=1, auto=False)
        scaled = p.have(M**2 * N**3 * (1 / ((1 - beta2) * sqrt(at)) - beta2**at) >= 0, size, faded, auto=False)
        return p.forall(_add_up(p, slow, close, scaled), (k, 0, K - 1))


for _r in REMAINDERS:
    _nears(_r)
