"""What the transients of 1/√v̂_t push within a cycle, once Δ is left aside: geometric, so bounded over all cycles."""

from __future__ import annotations

from adal_theory.proofs.convex import _add_up
from adal_theory.proofs.cycle import K, a
from adal_theory.proofs.ends import ROOT, STEPS, S, loss, moves, regrouped, spare_moves, summed_steps, within_cycle
from adal_theory.proofs.potential import REACH, step_root
from adal_theory.proofs.setting import A, beta2, eta, g, k, n, t, x
from adal_theory.proofs.steady import REMAINDERS, M, N, b
from adal_theory.prove import Proof, Sum, Term, Theorem, inv, num, rules, sqrt, var
from adal_theory.prove.kernel.terms import add

# All that the transients of all cycles can push.
TRANSIENT = 3 * eta * M**3 * N**3 / (1 - beta2)


def shrinks(p: Proof, at: Term, later: Term, *within: Theorem) -> Theorem:
    """1/√(later) ≤ 1/√at for 1 ≤ at ≤ later."""
    (square, one, s0), (square_, two, l0) = (step_root(p, q, *within) for q in (at, later))
    roots = [rules.defining(sqrt(q), 0) for q in (at, later)]
    order = p.have(at <= later, *within, auto=False)
    wider = p.have(sqrt(at) <= sqrt(later), square, square_, order, *roots, auto=False)
    both = p.have(inv(sqrt(at)) * inv(sqrt(later)) > 0, s0, l0, auto=False)
    gap = p.have(inv(sqrt(at)) * inv(sqrt(later)) * (sqrt(later) - sqrt(at)) >= 0, both, wider, auto=False)
    return _add_up(
        p,
        inv(sqrt(later)) <= inv(sqrt(at)),
        gap,
        p.equal_inside(one, lambda q: q * inv(sqrt(later))),
        p.equal_inside(two, lambda q: q * inv(sqrt(at))),
    )


def below_one(p: Proof, at: Term, here: list[Theorem]) -> Theorem:
    """1/√t ≤ 1."""
    square, divided, s0 = step_root(p, at, *here)
    long = p.have(sqrt(at) >= 1, square, rules.defining(sqrt(at), 0), here[0], auto=False)
    return _add_up(p, inv(sqrt(at)) <= 1, p.have(inv(sqrt(at)) * (sqrt(at) - 1) >= 0, s0, long, auto=False), divided)


def _cubed(p: Proof) -> Theorem:
    """M² N³ ≥ 0."""
    return p.have(M**2 * N**3 >= 0, "N ≥ 1", squares=[M * N], degree=1, auto=False)


def transients(p: Proof, within: list[Theorem], push: int) -> dict[int, Theorem]:
    """|1/√v̂ − 1/√V_r| ≤ β2^{3n} M² N³ within cycle n, one-sided: what limits a push towards +1 (or −1)."""
    found, P = {}, beta2 ** (3 * n)
    zero = p.have(3 * n >= 0, *within, auto=False)
    last = p.supply(p.instance(p.use("L1.2"), {var("r"): beta2, n: 3 * n}), zero)
    kept = _add_up(p, P <= P, last)
    for r in REMAINDERS:
        now = 3 * n + r
        grown = rules.power_step(beta2, now - 1, p.have(now - 1 >= 0, *within, auto=False))
        less = p.have((1 - beta2) * beta2 ** (now - 1) >= 0, "beta2 < 1", last, auto=False)
        kept = _add_up(p, beta2**now <= P, kept, less, grown)
        last = p.have(
            beta2**now >= 0, grown, p.have(beta2 * beta2 ** (now - 1) >= 0, "beta2 > 0", last, auto=False), degree=1, auto=False
        )
        size = p.have(M**2 * N**3 * (P - beta2**now) >= 0, kept, _cubed(p), auto=False)
        d = A[now, 1] - S[r]
        close = p.at(p.use(f"C1.13.{r + 1}"), n, using=within)
        sign = -push if r == 1 else push
        found[r] = _add_up(p, sign * d <= P * M**2 * N**3, close, size, rules.defining(abs(d), 2 if sign > 0 else 3))
    return found


def pushes(p: Proof, within: list[Theorem], here: dict[int, list[Theorem]], push: int) -> list[Theorem]:
    """What the transients of cycle n add to a push towards +1 (or −1): at most 3η M³ N³ β2^{3n}, in parts to add."""
    W, off = beta2 ** (3 * n) * M**2 * N**3, transients(p, within, push)
    b0 = p.have(b > 0, "N ≥ 1", "N b ≥ 1")
    low = p.supply(p.instance(p.use("L1.2"), {var("r"): beta2, n: 3 * n}), p.have(3 * n >= 0, *within, auto=False))
    w0 = p.have(eta * W >= 0, "eta", p.have(W >= 0, low, _cubed(p), auto=False), auto=False)
    parts = []
    for r in REMAINDERS:
        at, size = 3 * n + r, b if r == 1 else num(1)
        s, d = inv(sqrt(at)), A[at, 1] - S[r]
        scaled = p.have(eta * s > 0, "eta", step_root(p, at, *here[r])[2], auto=False)
        rest = W - (-push if r == 1 else push) * d
        rest0 = p.have(b * rest >= 0, b0, off[r], auto=False) if r == 1 else p.have(rest >= 0, off[r], auto=False)
        parts.append(p.have(eta * s * (size * rest) >= 0, scaled, rest0, auto=False))
        short = below_one(p, at, here[r])
        most = p.have(b * (1 - s) >= 0, b0, short, auto=False) if r == 1 else short
        most = p.have(M - size * s >= 0, most, "M ≥ 1", "b ≤ M", auto=False)
        parts.append(p.have(eta * W * (M - size * s) >= 0, w0, most, auto=False))
    return parts


def transient_positive(p: Proof) -> tuple[Theorem, Theorem]:
    """TRANSIENT ≥ 0 and 3ηN ≤ TRANSIENT."""
    room = p.have(1 - beta2 > 0, "beta2 < 1", auto=False)
    divided = rules.inverse(room)
    e = p.have(inv(1 - beta2) > 0, room, divided, auto=False)
    more = _add_up(p, inv(1 - beta2) >= 1, p.have(beta2 * inv(1 - beta2) >= 0, "beta2 > 0", e, auto=False), divided)
    first = p.have(M * N >= 1, "M ≥ 1", "N ≥ 1", auto=False)
    second = p.have((M * N) ** 2 >= 1, first, auto=False)
    third = p.have((M * N) ** 2 * (M * N - 1) >= 0, first, second, auto=False)
    cube = _add_up(
        p,
        (M * N) ** 3 - N >= 0,
        p.have(N * (M - 1) >= 0, "N ≥ 1", "M ≥ 1", auto=False),
        third,
        p.have(M * N * ((M * N) - 1) >= 0, first, auto=False),
        p.have((M * N - 1) ** 2 >= 0, first, auto=False),
    )
    n0 = p.have(N > 0, "N ≥ 1", auto=False)
    whole = p.have(eta * ((M * N) ** 3 - N) >= 0, "eta", cube, auto=False)
    n1 = p.have(eta * N > 0, "eta", n0, auto=False)
    cubed = p.have(eta * (M * N) ** 3 >= 0, whole, n1, degree=1, auto=False)
    wide = p.have(eta * (M * N) ** 3 * (inv(1 - beta2) - 1) >= 0, cubed, more, auto=False)
    return p.have(TRANSIENT >= 0, cubed, e, auto=False), _add_up(p, 3 * eta * N <= TRANSIENT, wide, whole, n1)


def fades(p: Proof, within: list[Theorem]) -> tuple[Theorem, Theorem]:
    """TRANSIENT·(β2·β2^{3n} − β2^{3n+3}) ≥ 0 and TRANSIENT·(1 − β2^{3n+3}) ≥ 0."""
    zero = p.have(3 * n >= 0, *within, auto=False)
    low = p.supply(p.instance(p.use("L1.2"), {var("r"): beta2, n: 3 * n}), zero)
    high = p.supply(p.instance(p.use("L1.1"), {var("r"): beta2, n: 3 * n + 3}), p.have(3 * n + 3 >= 0, zero, auto=False))
    last, two, one = (rules.power_step(beta2, 3 * n + r, p.have(3 * n + r >= 0, zero, auto=False)) for r in (2, 1, 0))
    squared = [p.equal_inside(one, lambda q: beta2**2 * q), p.equal_inside(two, lambda q: beta2 * q), last]
    cube = p.have(1 - beta2**2 > 0, "beta2 > 0", "beta2 < 1", auto=False)
    fall = p.have(beta2 * (1 - beta2**2) >= 0, "beta2 > 0", cube, auto=False)
    less = p.have(beta2 ** (3 * n) * (beta2 * (1 - beta2**2)) >= 0, low, fall, auto=False)
    less = _add_up(p, beta2 * beta2 ** (3 * n) - beta2 ** (3 * n + 3) >= 0, less, *squared)
    positive, _ = transient_positive(p)
    return (
        p.have(TRANSIENT * less.conclusion.args[1] >= 0, positive, less, auto=False),
        p.have(TRANSIENT * (1 - beta2 ** (3 * n + 3)) >= 0, positive, high, auto=False),
    )


def from_every_cycle(p: Proof, end: int, gain: Theorem, within: list[Theorem]) -> Theorem:
    """The goal, regret against `end` (±1) of at least |2−a|K/2 − 4 REACH √(3K), from what each cycle's start gains."""
    share = end * (2 - a) / 2
    named, slow = [loss(p, r, num(end), within) for r in REMAINDERS], [q[0] for q in moves(p, within_cycle(p, within))]
    single = add(*[g[3 * k + r, 1] * (x[3 * k + r, 1] - end) for r in REMAINDERS])
    spare = spare_moves(p, within_cycle(p, within))[1:]
    lower = _add_up(p, share - 2 * REACH * STEPS <= single, gain, *named, *slow, *spare)
    count = p.equal_inside(rules.sum_count(0, K - 1, p.have(K >= 0, "K", auto=False)), lambda q: q * share)
    reach = p.have(REACH > 0, "eta", p.have(M * N > 0, "M ≥ 1", "N ≥ 1", auto=False), auto=False)
    room = p.have(2 * REACH * (2 * ROOT - Sum(k, 0, K - 1, STEPS)) >= 0, reach, summed_steps(p), auto=False)
    return _add_up(p, p.goal, regrouped(p, g[t, 1] * (x[t, 1] - end)), p.sum(k, lower, 0, K - 1), count, room)
