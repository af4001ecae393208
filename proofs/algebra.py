"""Helpers under the names that they had: powers and step sizes."""

from __future__ import annotations

from adal_theory.proofs.hypotheses import BETA1, BETA2
from adal_theory.proofs.lemmas.l1_powers import r
from adal_theory.proofs.setting import T, beta1, d, i, n, t
from adal_theory.prove import Eq, Proof, Term, Theorem, inv, rules, sqrt

__all__ = ["BETA1", "BETA2", "_with", "along", "correction", "power_rate", "r", "step_facts"]


def correction(p: Proof, b: Term, at: Term, within: list[Theorem]) -> Theorem:
    """0 < 1 − b^at, from standing facts 0 ≤ b < 1 and a proof of 1 ≤ at."""
    one = p.have(at >= 1, *within)
    small = p.supply(p.instance(p.use("L1.3"), {r: b, n: at}), one)
    return p.have(1 - b**at > 0, small, degree=1)


def along(p: Proof, every: Theorem) -> Theorem:
    """∀ 0 ≤ n ≤ T (for one i) as ∀ 1 ≤ t ≤ T ∀ 1 ≤ i ≤ d."""
    return p.forall(p.at(every, t, using=p.fix(t, 1, T)), (t, 1, T), (i, 1, d))


def _with(p: Proof, *facts: Theorem) -> Proof:
    """The same proof with more standing facts."""
    p.standing.extend(facts)
    return p


def power_rate(p: Proof, b: Term, within: list[Theorem]) -> Theorem:
    """b^t ≤ 1/((1−b)√t) for t ≥ 1, from standing facts 0 ≤ b < 1."""
    decay = p.supply(p.instance(p.use("L1.4"), {r: b, n: t}), p.have(t >= 0, *within))
    low = p.supply(p.instance(p.use("L1.2"), {r: b, n: t}), p.have(t >= 0, *within))
    root, square = p.positive_root(t, *within), p.root(t, *within)
    wide = p.have(sqrt(t) >= 1, root, square, *within)
    most = p.have(sqrt(t) <= t, wide, square)
    room = p.have(1 - b > 0)
    product = p.have(
        b**t * (sqrt(t) * (1 - b)) <= 1,
        p.have(b**t * (t * (1 - b)) <= 1, decay, low, degree=1),
        p.have(b**t * (sqrt(t) * (1 - b)) <= b**t * (t * (1 - b)), p.have(b**t * (1 - b) >= 0, low, room), most),
        degree=1,
    )
    s, c = rules.inverse(root), rules.inverse(room)
    s0, c0 = p.have(inv(sqrt(t)) > 0, root, s), p.have(inv(1 - b) > 0, room, c)
    both = p.have(inv(sqrt(t)) * inv(1 - b) > 0, s0, c0)
    whole = p.have(Eq(b**t * (sqrt(t) * (1 - b)) * (inv(sqrt(t)) * inv(1 - b)), b**t), s, c)
    return p.have(b**t <= inv(1 - b) / sqrt(t), product, both, whole, products=[[product, both]], degree=1)


def step_facts(p: Proof, at: Term, within: list[Theorem]) -> dict[str, Theorem]:
    """η'_t, √t, 1 − β1^t and their inverses, for 1 ≤ t ≤ T."""
    root, room = p.positive_root(at, *within), correction(p, beta1, at, within)
    s, c = rules.inverse(root), rules.inverse(room)
    return {
        "value": p.at("eta_prime", at, using=within),
        "root": root,
        "room": room,
        "1/root": s,
        "1/room": c,
        "square": p.root(at, *within),
        "s > 0": p.have(inv(sqrt(at)) > 0, root, s),
        "c > 0": p.have(inv(1 - beta1**at) > 0, room, c),
    }
