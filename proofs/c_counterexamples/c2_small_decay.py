"""C2.6: β2 ≤ 1/(1+b²) makes the drift Δ negative, whatever b: the case of Reddi et al. 2018 and everything below it."""

from __future__ import annotations

from adal_theory.proofs.c_counterexamples.c1_published_rules import drift
from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.notation import *
from adal_theory.proofs.steady import b, steady

share, v1, v2, v3 = (var(name) for name in ("share", "v1", "v2", "v3"))


@claim(
    "C2.6.1",
    "b/√v1 < 1/√v2 + 1/√v3 where v1 is larger than b²s, and v2 and v3 are smaller than 2s",
    {
        "b": b > 0,
        "s": share > 0,
        "v1": v1 > b**2 * share,
        "v2 > 0": v2 > 0,
        "v2": v2 < 2 * share,
        "v3 > 0": v3 > 0,
        "v3": v3 < 2 * share,
    },
    b / sqrt(v1) < 1 / sqrt(v2) + 1 / sqrt(v3),
    domains={"b": [2], "share": [1], "v1": [9], "v2": [1], "v3": [1]},
)
def roots_by_their_squares(p: Proof) -> None:
    """b²/v1 < 1/s < 1/v2 + 1/v3 ≤ (1/√v2 + 1/√v3)²; take roots."""
    large = p.have(b**2 / v1 < 1 / share)
    small = p.have(1 / share < 1 / v2 + 1 / v3)
    squares = p.have((b / sqrt(v1)) ** 2 < (1 / sqrt(v2) + 1 / sqrt(v3)) ** 2, large, small)
    p.conclude(squares)


@claim(
    "C2.6",
    "β2 ≤ 1/(1+b²) gives Δ < 0: the gradients of the cycle (b, −1, −1) drive the iterates to +1",
    {"beta2 > 0": beta2 > 0, "beta2 < 1": beta2 < 1, "b": b > 0, "β2 (1+b²) ≤ 1": beta2 * (1 + b**2) <= 1},
    drift(b) < 0,
    domains={"beta2": [Fraction(1, 5), Fraction(1, 10), Fraction(1, 17)], "b": [Fraction(2), Fraction(1), Fraction(3)]},
)
def small_decay_drives_to_plus_one(p: Proof) -> None:
    """With s = (1−β2)/(1−β2³): V1 > b² s, and V2, V3 < 2s as β2 b² ≤ 1 − β2 and β2² b² ≤ β2 (1 − β2)."""
    s, moments = (1 - beta2) / (1 - beta2**3), {r: steady(r, b) for r in (1, 2, 3)}
    positive = p.positivity(s)
    first = p.have(moments[1] > b**2 * s)
    second = p.have(moments[2] < 2 * s)
    third = p.have(moments[3] < 2 * s)
    p.conclude(p.lemma("C2.6.1", first, second, third, share=s, v1=moments[1], v2=moments[2], v3=moments[3]))
