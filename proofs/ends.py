"""The terms of C1.19 and C1.20, and helpers that other modules still use."""

from __future__ import annotations

from adal_theory.proofs.c_counterexamples.c1_end import BOUND, REGRET, VALUES, comparator
from adal_theory.proofs.c_counterexamples.c1_end import LIMIT as S
from adal_theory.proofs.c_counterexamples.c1_end import step_sizes as STEPS
from adal_theory.proofs.c_counterexamples.c1_per_step import ROOT
from adal_theory.proofs.c_counterexamples.c1_stationary_moments import M, N, V
from adal_theory.proofs.convex import _add_up
from adal_theory.proofs.lemmas.l5_cycle_sums import REMAINDERS, K, constant, each, size, total
from adal_theory.proofs.potential import REACH, step_root
from adal_theory.proofs.setting import T, k, t, x
from adal_theory.prove import Proof, Sum, Term, Theorem, inv, rules, sqrt

__all__ = [
    "BOUND",
    "REACH",
    "REGRET",
    "ROOT",
    "STEPS",
    "VALUES",
    "K",
    "S",
    "comparator",
    "constant",
    "each",
    "inverse_root",
    "loss",
    "moves",
    "regrouped",
    "size",
    "spare_moves",
    "summed_steps",
    "total",
    "within_cycle",
]


def within_cycle(p: Proof, within: list[Theorem]) -> dict[int, list[Theorem]]:
    """1 ≤ 3k + r ≤ 3K."""
    return {r: [p.have(3 * k + r >= 1, *within, auto=False), p.have(3 * k + r <= 3 * K, *within, auto=False)] for r in REMAINDERS}


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
    low = p.use(f"C1.8.{r}")
    positive = p.have(V[r] > 0, low, p.have(N**2 > 0, "N ≥ 1", auto=False), auto=False)
    root = p.positive_root(V[r], positive)
    square, divided, R = rules.sqrt_square(positive), rules.inverse(root), sqrt(V[r])
    e = p.have(inv(R) > 0, root, divided, auto=False)
    long = _add_up(p, (N * R) ** 2 >= 1, low, p.equal_inside(square, lambda q: N**2 * q))
    long = p.have(N * R >= 1, long, p.have(N * R > 0, root, p.have(N > 0, "N ≥ 1", auto=False), auto=False), auto=False)
    scaled = p.have(inv(R) * (N * R - 1) >= 0, e, long, auto=False)
    return e, _add_up(p, inv(R) <= N, scaled, p.equal_inside(divided, lambda q: N * q))


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


def loss(p: Proof, r: int, point: Term, within: list[Theorem]) -> Theorem:
    """g_t (x_t − point) with the cycle's slope for g_t, at t = 3k + r."""
    return p.equal_inside(p.at(f"g_{r}", k, using=within), lambda q: q * (x[3 * k + r, 1] - point))
