"""C2: β2 ≤ 1/(1+b²) makes the drift Δ negative, whatever b: the case of Reddi et al. 2018 and everything below it."""

from __future__ import annotations

from fractions import Fraction

from adal_theory.proofs.boundary import drift
from adal_theory.proofs.convex import _add_up
from adal_theory.proofs.setting import beta2, claim
from adal_theory.proofs.steady import REMAINDERS, b, over_cycle, steady
from adal_theory.prove import Eq, Proof, Theorem, inv, num, rules, sqrt
from adal_theory.prove.kernel.terms import add

SHARE = (1 - beta2) * inv(1 - beta2**3)


@claim(
    "C2.6",
    "β2 ≤ 1/(1+b²) gives Δ < 0",
    {"beta2 > 0": beta2 > 0, "beta2 < 1": beta2 < 1, "b": b > 0, "β2 (1+b²) ≤ 1": beta2 * (1 + b**2) <= 1},
    drift(b) < 0,
    domains={"beta2": [Fraction(1, 5), Fraction(1, 10), Fraction(1, 17)], "b": [Fraction(2), Fraction(1), Fraction(3)]},
)
def _(p: Proof) -> Theorem:
    _, scale = over_cycle(p)
    decay = p.have(beta2 - beta2**2 > 0, "beta2 > 0", "beta2 < 1")
    more = p.have(beta2 * (1 - beta2 * (1 + b**2)) >= 0, "beta2 > 0", "β2 (1+b²) ≤ 1", auto=False)
    square = p.have((1 - beta2) ** 2 > 0, "beta2 < 1", auto=False)
    large = p.have(SHARE * (beta2 + beta2**2) > 0, scale, "beta2 > 0")
    moments = {
        1: p.have(steady(1, b) - b**2 * SHARE > 0, large, degree=1, auto=False),
        2: _moment_below(p, scale, 2, _add_up(p, 1 - beta2 * b**2 - beta2**2 > 0, decay, p["β2 (1+b²) ≤ 1"])),
        3: _moment_below(p, scale, 3, _add_up(p, 1 - beta2 - beta2**2 * b**2 > 0, square, more)),
    }
    return _drift_negative(p, scale, moments)


def _moment_below(p: Proof, scale: Theorem, r: int, less: Theorem) -> Theorem:
    """V_r < 2(1−β2)/(1−β2³)."""
    gap = p.have(SHARE * less.conclusion.args[1] > 0, scale, less, auto=False)
    return p.have(2 * SHARE - steady(r, b) > 0, gap, degree=1, auto=False)


def _moment_positive(p: Proof, scale: Theorem, r: int) -> Theorem:
    """V_r > 0."""
    now, before, earlier = (
        p.have(b**2 > 0, "b", auto=False) if ago == r - 1 else p.have(num(1) > 0, auto=False) for ago in range(3)
    )
    once = p.have(beta2 * before.conclusion.args[1] > 0, "beta2 > 0", before, auto=False)
    twice = p.have(beta2**2 * earlier.conclusion.args[1] > 0, p.have(beta2**2 > 0, "beta2 > 0", auto=False), earlier, auto=False)
    inner = add(*[q.conclusion.args[1] for q in (now, once, twice)])
    whole = p.have(SHARE * inner > 0, scale, p.have(inner > 0, now, once, twice, degree=1, auto=False), auto=False)
    return p.have(steady(r, b) > 0, whole, degree=1, auto=False)


def _inverse_root(p: Proof, scale: Theorem, r: int) -> tuple[Theorem, Theorem]:
    """1/√V_r > 0 and (1/√V_r)² V_r = 1."""
    positive = _moment_positive(p, scale, r)
    root = p.positive_root(steady(r, b), positive)
    divided, whole, q = rules.inverse(root), rules.sqrt_square(positive), inv(sqrt(steady(r, b)))
    parts = [p.equal_inside(whole, lambda z: q**2 * z), p.equal_inside(divided, lambda z: z**2)]
    return p.have(q > 0, root, divided, auto=False), _add_up(p, Eq(q**2 * steady(r, b), 1), *parts)


def _drift_negative(p: Proof, scale: Theorem, moments: dict[int, Theorem]) -> Theorem:
    """(b/√V1)² < 1/V2 + 1/V3, from V1 > b² κ and V2, V3 < 2κ, with κ = (1−β2)/(1−β2³)."""
    S = {r: inv(sqrt(steady(r, b))) for r in REMAINDERS}
    signs, squares = zip(*[_inverse_root(p, scale, r) for r in REMAINDERS], strict=True)
    scaled = []
    for r, f in moments.items():
        square = p.have(S[r] ** 2 > 0, signs[r - 1], auto=False)
        scaled.append(p.have(S[r] ** 2 * f.conclusion.args[1] > 0, square, f, auto=False))
    total = _add_up(p, SHARE * (S[2] ** 2 + S[3] ** 2 - (b * S[1]) ** 2) > 0, *scaled, *squares)
    longer = p.have((b * S[1]) ** 2 < S[2] ** 2 + S[3] ** 2, total, scale, auto=False)
    product = p.have(S[2] * S[3] > 0, *signs[1:], auto=False)
    sums = p.have((b * S[1]) ** 2 < (S[2] + S[3]) ** 2, longer, product, degree=1, auto=False)
    less = p.have(b * S[1] < S[2] + S[3], sums, p.have(S[2] + S[3] > 0, *signs[1:], auto=False), auto=False)
    return p.have(p.goal, less, degree=1, auto=False)
