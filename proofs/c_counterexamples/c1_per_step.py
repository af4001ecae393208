"""C1, C2: from a total over T = 3K steps to what it is per step."""

from __future__ import annotations

from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.lemmas.l5_cycle_sums import K, constant, each, size, total
from adal_theory.proofs.notation import *

ROOT = sqrt(3 * K)


@claim(
    "C1.20.1",
    "A total over T = 3K steps within C√T of K times c is c/3 per step, within C/√T",
    {"K": K >= 1, "total": abs(total - each * K) <= size * ROOT},
    abs(total / (3 * K) - each / 3) <= size / ROOT,
)
def per_step(p: Proof) -> None:
    """Divide by T: √T/T = 1/√T."""
    off = total - each * K
    sides = [p.times(p.have(side <= size * ROOT, "total"), 1 / (3 * K)) for side in (off, -off)]
    p.conclude(*sides, p.field_simp(3 * K), p.field_simp(Eq(ROOT / (3 * K), 1 / ROOT)))


@claim(
    "C1.20.2",
    "A total over T = 3K steps that is within C/√T of c > 0 per step passes every multiple of √T",
    {"K": K >= 1, "near": abs(total / (3 * K) - each) <= size / ROOT, "long": ROOT * each > size + constant},
    total > constant * ROOT,
)
def passes_every_root(p: Proof) -> None:
    """The total is at least cT − C√T = √T (c√T − C)."""
    least = p.have(
        total >= 3 * K * each - size * ROOT, p.times("near", 3 * K), p.field_simp(3 * K), p.field_simp(Eq(3 * K / ROOT, ROOT))
    )
    p.conclude(least, p.times("long", ROOT), p.root(3 * K))
