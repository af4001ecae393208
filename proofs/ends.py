"""C1, C2: the end of the box that the iterates of the cycle settle at, by the sign of Δ, and the regret there."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from adal_theory.proofs.convex import _add_up
from adal_theory.proofs.cycle import K, _root_over, a, cycle, slope_at
from adal_theory.proofs.limits import WIDTH, at_least
from adal_theory.proofs.potential import END, PULL, REACH, RUN, box, c, pull, step_root
from adal_theory.proofs.potential import VALUES as RUNS
from adal_theory.proofs.setting import A, T, beta2, claim, g, k, t, x
from adal_theory.proofs.steady import REMAINDERS, M, N, V, b
from adal_theory.prove import Eq, Proof, Sum, Term, Theorem, inv, num, rules, sqrt, var
from adal_theory.prove.kernel.terms import add

comparator = var("comparator")
S = {r: 1 / sqrt(V[r]) for r in REMAINDERS}
WHERE = {"c² = 1": Eq(c**2, 1)}
# The drift towards c: |Δ| for the end c at which the iterates settle.
pace = -c * (b * S[1] - S[2] - S[3])
PACE = {"pace > 0": pace > 0}
ROOT = sqrt(3 * K)
AWAY = Sum(k, 0, K - 1, 1 - c * x[3 * k + 1, 1])
# What a cycle's pull may differ from Δ times the distance, and by how much its iterates move, times √t.
SPREAD = 2 * M * WIDTH + 2 * N * REACH
STEPS = inv(sqrt(3 * k + 1)) + inv(sqrt(3 * k + 2)) + inv(sqrt(3 * k + 3))
VALUES: dict[str, Any] = {**RUNS, "a": [Fraction(3, 2), Fraction(3), Fraction(-1)], "g": slope_at}


def within_cycle(p: Proof, within: list[Theorem]) -> dict[int, list[Theorem]]:
    """1 ≤ 3k + r ≤ 3K."""
    return {r: [p.have(3 * k + r >= 1, *within, auto=False), p.have(3 * k + r <= 3 * K, *within, auto=False)] for r in REMAINDERS}


def ends(p: Proof) -> list[Theorem]:
    """−1 ≤ c ≤ 1."""
    return [p.have(q, "c² = 1", auto=False) for q in END.values()]


def moves(p: Proof, here: dict[int, list[Theorem]]) -> list[tuple[Theorem, Theorem]]:
    """x_{t+1} − x_t ≤ REACH/√t and its negative, at t = 3k+1 and 3k+2."""
    found = []
    for r in (1, 2):
        at = 3 * k + r
        D, size = x[at + 1, 1] - x[at, 1], p.at(p.use("C1.17"), at, using=here[r])
        facts = [rules.defining(abs(D), q) for q in (2, 3)]
        found.append((_add_up(p, REACH / sqrt(at) >= D, size, *facts), _add_up(p, REACH / sqrt(at) >= -D, size, *facts)))
    return found


def inverse_root(p: Proof, r: int) -> tuple[Theorem, Theorem]:
    """0 < 1/√V_r ≤ N."""
    low = at_least(p, r)
    positive = p.have(V[r] > 0, low, p.have(N**2 > 0, "N ≥ 1", auto=False), auto=False)
    root = p.positive_root(V[r], positive)
    square, divided, R = rules.sqrt_square(positive), rules.inverse(root), sqrt(V[r])
    e = p.have(inv(R) > 0, root, divided, auto=False)
    long = _add_up(p, (N * R) ** 2 >= 1, low, p.equal_inside(square, lambda q: N**2 * q))
    long = p.have(N * R >= 1, long, p.have(N * R > 0, root, p.have(N > 0, "N ≥ 1", auto=False), auto=False), auto=False)
    scaled = p.have(inv(R) * (N * R - 1) >= 0, e, long, auto=False)
    return e, _add_up(p, inv(R) <= N, scaled, p.equal_inside(divided, lambda q: N * q))


def drawn(p: Proof, r: int, within: list[Theorem], here: list[Theorem]) -> Theorem:
    """ĝ_t/√v̂_t (x_t − c) is at least its steady value less 2M·WIDTH/√t."""
    at, z, w = 3 * k + r, x[3 * k + r, 1] - c, WIDTH / sqrt(3 * k + r)
    d = A[at, 1] - S[r]
    size, facts = p.at(p.use(f"C1.14.{r}"), k, using=within), [rules.defining(abs(d), q) for q in (2, 3)]
    up, down = _add_up(p, d <= w, size, *facts), _add_up(p, -d <= w, size, *facts)
    wide = [*box(p, at, *here), *ends(p)]
    left, right = (_add_up(p, s * z <= 2, *wide) for s in (1, -1))
    both = [p.have((w - d) * (2 - s * z) >= 0, up, q, auto=False) for s, q in ((1, left), (-1, right))]
    back = [p.have((w + d) * (2 - s * z) >= 0, down, q, auto=False) for s, q in ((1, left), (-1, right))]
    w0 = p.have(w >= 0, up, down, auto=False)
    if r == 1:
        b0 = p.have(b > 0, "N ≥ 1", "N b ≥ 1")
        low = p.have(d * z + 2 * w >= 0, both[0], back[1], degree=1, auto=False)
        parts = [p.have(b * (d * z + 2 * w) >= 0, b0, low, auto=False), p.have((M - b) * w >= 0, "b ≤ M", w0, auto=False)]
    else:
        low = p.have(2 * w - d * z >= 0, both[1], back[0], degree=1, auto=False)
        parts = [low, p.have((M - 1) * w >= 0, "M ≥ 1", w0, auto=False)]
    value = p.equal_inside(p.at(f"ĝ_{r}", k, using=within), lambda q: A[at, 1] * q * z)
    return _add_up(p, pull(at) * z >= (b if r == 1 else num(-1)) * S[r] * z - 2 * M * w, value, *parts)


def drifts(p: Proof, moved: list[tuple[Theorem, Theorem]], here: dict[int, list[Theorem]]) -> list[Theorem]:
    """(S2+S3)(x2−x1) + S3(x3−x2) ≤ 2N·REACH(1/√(3k+1) + 1/√(3k+2)), in parts to add."""
    spare, parts = spare_moves(p, here), []
    for q, r in ((2, 1), (3, 1), (3, 2)):
        e, most = inverse_root(p, q)
        f = moved[r - 1][0].conclusion
        parts.append(p.have(S[q] * (f.args[1] - f.args[0]) >= 0, e, moved[r - 1][0], auto=False))
        parts.append(p.have((N - S[q]) * (REACH * inv(sqrt(3 * k + r))) >= 0, most, spare[r - 1], auto=False))
    return [*parts, *[p.have(N * q.conclusion.args[1] >= 0, "N ≥ 1", q, auto=False) for q in spare]]


def spare_moves(p: Proof, here: dict[int, list[Theorem]]) -> list[Theorem]:
    """0 < REACH/√(3k+r)."""
    reach = p.have(REACH > 0, *_sizes(p), auto=False)
    roots = [step_root(p, 3 * k + r, *here[r])[2] for r in REMAINDERS]
    return [p.have(REACH * q.conclusion.args[1] > 0, reach, q, auto=False) for q in roots]


def _sizes(p: Proof) -> list[Theorem]:
    return [p["eta"], p.have(M * N > 0, "M ≥ 1", "N ≥ 1", auto=False)]


def regrouped(p: Proof, term: Term) -> Theorem:
    """A sum over t = 1 … 3K as one over cycles (L5.1)."""
    return rules.cut(p.have(K >= 0, "K", auto=False), p.instance(p.use("L5.1"), None, {"h": ((t,), term)}))


def summed_steps(p: Proof) -> Theorem:
    """Σ over cycles of 1/√(3k+1) + 1/√(3k+2) + 1/√(3k+3) ≤ 2√(3K)."""
    by_cycle = regrouped(p, inv(sqrt(t)))
    most = rules.cut(p.have(3 * K >= 1, "K", auto=False), p.instance(p.use("B8.1"), {T: 3 * K}))
    return _add_up(p, Sum(k, 0, K - 1, STEPS) <= 2 * ROOT, by_cycle, most)


@claim("C1.19", "−cΔ Σ_k |x_{3k+1} − c| = O(√K)", {**RUN, **WHERE}, pace * AWAY <= (PULL + 2 * SPREAD) * ROOT, domains=VALUES)
def _(p: Proof) -> Theorem:
    within = p.fix(k, 0, K - 1)
    here = within_cycle(p, within)
    moved = moves(p, here)
    pulled = [drawn(p, r, within, here[r]) for r in REMAINDERS]
    single = add(*[pull(3 * k + r) * (x[3 * k + r, 1] - c) for r in REMAINDERS])
    wanted = pace * (1 - c * x[3 * k + 1, 1]) - SPREAD * STEPS <= single
    lower = p.sum(k, _add_up(p, wanted, *pulled, *drifts(p, moved, here), p["c² = 1"]), 0, K - 1)
    total = p.supply(p.use("C1.18"), *ends(p))
    return _add_up(p, p.goal, total, regrouped(p, pull(t) * (x[t, 1] - c)), lower, spread_out(p))


def spread_out(p: Proof) -> Theorem:
    """SPREAD·(2√(3K) − Σ) ≥ 0."""
    room = p.have(1 - beta2 > 0, "beta2 < 1", auto=False)
    e = p.have(inv(1 - beta2) > 0, room, rules.inverse(room), auto=False)
    size = p.have(M * N > 0, "M ≥ 1", "N ≥ 1", auto=False)
    cube = p.have((M * N) ** 2 * (M * N) >= 0, size, squares=[M * N], degree=1, auto=False)
    first = p.have(M**3 * N**3 * inv(1 - beta2) >= 0, cube, e, auto=False)
    second = p.have(N * REACH >= 0, "N ≥ 1", p.have(REACH > 0, *_sizes(p), auto=False), auto=False)
    positive = p.have(SPREAD >= 0, first, second, degree=1, auto=False)
    return p.have(SPREAD * (2 * ROOT - Sum(k, 0, K - 1, STEPS)) >= 0, positive, summed_steps(p), auto=False)


REGRET = Sum(t, 1, 3 * K, g[t, 1] * (x[t, 1] - comparator))
BOUND = abs(a - 2) * (PULL + 2 * SPREAD) / pace + 4 * REACH


def loss(p: Proof, r: int, point: Term, within: list[Theorem]) -> Theorem:
    """g_t (x_t − point) with the cycle's slope for g_t, at t = 3k + r."""
    return p.equal_inside(p.at(f"g_{r}", k, using=within), lambda q: q * (x[3 * k + r, 1] - point))


@claim(
    "C1.20",
    "regret on the cycle against any point x*: (a−2)(c−x*)K, to O(√K), when the drift is towards c",
    {**RUN, **WHERE, **PACE, **cycle()},
    abs(REGRET - (a - 2) * (c - comparator) * K) <= BOUND * ROOT,
    domains=VALUES,
)
def _(p: Proof) -> Theorem:
    within = p.fix(k, 0, K - 1)
    here = within_cycle(p, within)
    y, fixed = 1 - c * x[3 * k + 1, 1], (a - 2) * (c - comparator)
    terms = {r: g[3 * k + r, 1] * (x[3 * k + r, 1] - comparator) for r in REMAINDERS}
    named = [loss(p, r, comparator, within) for r in terms]
    tilts, moved, spare = tilt(p, box(p, 3 * k + 1, *here[1]), y), moves(p, here), spare_moves(p, here)[1:]
    by_cycle = regrouped(p, g[t, 1] * (x[t, 1] - comparator))
    count = p.equal_inside(rules.sum_count(0, K - 1, p.have(K >= 0, "K", auto=False)), lambda q: q * fixed)
    reach = p.have(REACH > 0, *_sizes(p), auto=False)
    near, most = nearness(p), p.have(2 * REACH * (2 * ROOT - Sum(k, 0, K - 1, STEPS)) >= 0, reach, summed_steps(p), auto=False)
    sides = []
    for s, slope, side in ((1, tilts[0], 1), (-1, tilts[1], 0)):
        goal = s * (add(*terms.values()) - fixed) <= abs(a - 2) * y + 2 * REACH * STEPS
        each = p.sum(k, _add_up(p, goal, *named, slope, *[q[side] for q in moved], *spare, p["c² = 1"]), 0, K - 1)
        sides.append(_add_up(p, s * (REGRET - fixed * K) <= BOUND * ROOT, by_cycle, each, count, near, most))
    facts = [rules.defining(abs(REGRET - fixed * K), q) for q in (0, 1)]
    return p.have(p.goal, *sides, *facts, auto=False)


def tilt(p: Proof, inside: tuple[Theorem, Theorem], y: Term) -> list[Theorem]:
    """−c(a−2)y ≤ |a−2|y and c(a−2)y ≤ |a−2|y, as products that are ≥ 0."""
    low, high = ends(p)
    size = abs(a - 2)
    left, right = rules.defining(size, 2), rules.defining(size, 3)
    # y = 1 − cx is ≥ 0: (1−c)(1+x) + (1+c)(1−x) = 2 − 2cx.
    y0 = p.have(
        y >= 0,
        p.have((1 - c) * (1 + x[3 * k + 1, 1]) >= 0, high, inside[0], auto=False),
        p.have((1 + c) * (1 - x[3 * k + 1, 1]) >= 0, low, inside[1], auto=False),
        degree=1,
        auto=False,
    )
    found = []
    for s, less, more in ((1, high, low), (-1, low, high)):
        # 2(|z| + scz) = (1−sc)(|z| − z) + (1+sc)(|z| + z).
        parts = [
            p.have((1 - s * c) * (size - (a - 2)) >= 0, less, left, auto=False),
            p.have((1 + s * c) * (size + (a - 2)) >= 0, more, right, auto=False),
        ]
        found.append(p.have((size + s * c * (a - 2)) * y >= 0, _add_up(p, size + s * c * (a - 2) >= 0, *parts), y0, auto=False))
    return found


def nearness(p: Proof) -> Theorem:
    """|a−2|/pace · ((PULL + 2 SPREAD)√(3K) − pace Σ|x − c|) ≥ 0, its product with the sum written out."""
    divided = rules.inverse(p["pace > 0"])
    e = p.have(inv(pace) > 0, "pace > 0", divided, auto=False)
    weight = p.have(abs(a - 2) * inv(pace) >= 0, e, rules.defining(abs(a - 2), 0), auto=False)
    total = _add_up(p, pace * AWAY <= (PULL + 2 * SPREAD) * ROOT, p.use("C1.19"))
    scaled = p.have(abs(a - 2) * inv(pace) * ((PULL + 2 * SPREAD) * ROOT - pace * AWAY) >= 0, weight, total, auto=False)
    cancel = p.equal_inside(divided, lambda q: q * abs(a - 2) * AWAY)
    return _add_up(p, abs(a - 2) * AWAY <= abs(a - 2) * inv(pace) * (PULL + 2 * SPREAD) * ROOT, scaled, cancel)


# --- per step, and against every √T ------------------------------------------------------------------------------------

total, each, size, constant = (var(q) for q in ("total", "each", "size", "constant"))
EXACT = {"each": [Fraction(1), Fraction(2)], "size": [Fraction(1, 2), Fraction(1)], "constant": [Fraction(0), Fraction(1, 4)]}


@claim(
    "C1.20.1",
    "a total over 3K steps, per step",
    {"K": K >= 1, "total": abs(total - each * K) <= size * ROOT},
    abs(total / (3 * K) - each / 3) <= size / ROOT,
    domains={**EXACT, "K": [3, 1]},
)
def _(p: Proof) -> Theorem:
    square, inverse, inverse_root_, e = _root_facts(p)
    per = p.equal_inside(_root_over(p, square, inverse, inverse_root_), lambda q: q * size)
    share = p.equal_inside(inverse, lambda q: q * each / 3)
    inner, outer = total - each * K, total / (3 * K) - each / 3
    most = p.have(inv(3 * K) * (size * ROOT - abs(inner)) >= 0, e, "total", auto=False)
    facts = [
        p.have(inv(3 * K) * (abs(inner) - s * inner) >= 0, e, rules.defining(abs(inner), q), auto=False)
        for s, q in ((1, 2), (-1, 3))
    ]
    sides = [_add_up(p, s * outer <= size / ROOT, q, most, per, share) for s, q in zip((1, -1), facts, strict=True)]
    return p.have(p.goal, *sides, *[rules.defining(abs(outer), q) for q in (0, 1)], auto=False)


def _root_facts(p: Proof) -> tuple[Theorem, Theorem, Theorem, Theorem]:
    """(√T)² = T, T·1/T = 1, √T·1/√T = 1 and 1/T > 0, at T = 3K."""
    length = p.have(3 * K > 0, "K", auto=False)
    root, inverse = p.positive_root(3 * K, length), rules.inverse(length)
    return rules.sqrt_square(length), inverse, rules.inverse(root), p.have(inv(3 * K) > 0, length, inverse, auto=False)


@claim(
    "C1.20.2",
    "a limit > 0 of the regret per step outgrows every multiple of √T",
    {"K": K >= 1, "near": abs(total / (3 * K) - each) <= size / ROOT, "long": ROOT * each > size + constant},
    total > constant * ROOT,
    domains={**EXACT, "K": [3, 12], "total": lambda rng, known: known["each"] * 3 * known["K"]},
)
def _(p: Proof) -> Theorem:
    square, inverse, inverse_root_, _ = _root_facts(p)
    root = p.positive_root(3 * K, p.have(3 * K > 0, "K", auto=False))
    inner = total / (3 * K) - each
    least = _add_up(p, inner + size / ROOT >= 0, p["near"], rules.defining(abs(inner), 3))
    long = p.have(3 * K * (inner + size / ROOT) >= 0, least, p.have(3 * K > 0, "K", auto=False), auto=False)
    gain = p.have(ROOT * (ROOT * each - size - constant) > 0, root, "long", auto=False)
    named = [
        p.equal_inside(inverse, lambda q: q * total),
        p.equal_inside(square, lambda q: q * each),
        p.equal_inside(square, lambda q: q * size * inv(ROOT)),
        p.equal_inside(inverse_root_, lambda q: q * ROOT * size),
    ]
    return _add_up(p, p.goal, long, gain, *named)
