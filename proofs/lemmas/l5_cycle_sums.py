"""L5: runs of K cycles of three steps, 3k + 1, 3k + 2 and 3k + 3 for k = 0 … K − 1."""

from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.notation import *

K = var("K", "int")
each, total, size, constant = var("each"), var("total"), var("size"), var("constant")
h, slack = Function("h", ("int",)), Function("slack", ("int",))
REMAINDERS = (1, 2, 3)
CYCLES = {"K": K >= 0}


def over_cycles(each: Term) -> Term:
    """Σ over the cycles k = 0 … K − 1."""
    return Sum(k, 0, K - 1, each)


def three(a: Any, cycle: Term = k) -> Term:
    """a(3k+1) + a(3k+2) + a(3k+3)."""
    return a(3 * cycle + 1) + a(3 * cycle + 2) + a(3 * cycle + 3)


@claim(
    "L5.1", "A sum over 3K steps is one over K cycles", CYCLES, Eq(Sum(t, 1, 3 * K, h[t]), over_cycles(three(lambda at: h[at])))
)
def sum_by_cycles(p: Proof) -> None:
    """Induction on the number of cycles: the sum to 3(n + 1) has three terms more than that to 3n."""
    p.conclude(p.induction(Forall(n, substitute(p.goal, {K: n}), 0, K)))


@claim(
    "L5.2",
    "What is at least 0 at the three steps of every cycle is at least 0 at all 3K steps",
    {f"h_{r}": Forall(k, h[3 * k + r] >= 0, 0, K - 1) for r in REMAINDERS},
    Forall(t, h[t] >= 0, 1, 3 * K),
)
def at_every_step(p: Proof) -> None:
    """Induction on the number of cycles: a step t ≤ 3n + 3 is at most 3n, or 3n + 1, 3n + 2 or 3n + 3."""
    so_far = Forall(n, Forall(t, h[t] >= 0, 1, 3 * n), 0, K)
    p.conclude(p.specialize(p.induction(so_far, step=lambda cycle, before: [one_cycle_more(p, cycle, before)]), K))


def one_cycle_more(p: Proof, cycle: Term, before: Theorem) -> Theorem:
    """∀ 1 ≤ t ≤ 3n + 3: h_t ≥ 0, from t ≤ 3n."""
    first, last = p.intro(t, 1, 3 * cycle + 3)

    def from_step(r: int, above: Theorem) -> Theorem:
        def exactly(below: Theorem) -> Theorem:
            return p.rewrite(p.have(h[3 * cycle + r] >= 0, f"h_{r}"), p.have(Eq(3 * cycle + r, t), above, below))

        return exactly(last) if r == 3 else p.cases(t <= 3 * cycle + r, exactly, lambda later: after(r, later))

    def after(r: int, later: Theorem) -> Theorem:
        return from_step(r + 1, inference.integral(later))

    early = p.cases(t <= 3 * cycle, lambda early: p.have(h[t] >= 0, before, first, early), lambda late: after(0, late))
    return p.generalize(early, (t, 1, 3 * cycle + 3))


@claim(
    "L5.3",
    "The step sizes 1/√t of K cycles of three add to at most 2√(3K)",
    {"K": K >= 1},
    over_cycles(three(lambda at: 1 / sqrt(at))) <= 2 * sqrt(3 * K),
)
def step_sizes_by_cycles(p: Proof) -> None:
    """L5.1, and Σ 1/√t ≤ 2√T − 1 (B8.1)."""
    p.conclude(p.lemma("L5.1", h=lambda at: 1 / sqrt(at)), p.lemma("B8.1", T=3 * K))


@claim(
    "L5.4",
    "A sum over 3K steps is near K times a number that each cycle's sum is near",
    {**CYCLES, "every": Forall(k, abs(three(lambda at: h[at]) - each) <= slack[k], 0, K - 1)},
    abs(Sum(t, 1, 3 * K, h[t]) - each * K) <= over_cycles(slack[k]),
)
def near_in_total(p: Proof) -> None:
    """L5.1, and the triangle inequality for the sum of what each cycle is off by."""
    off = three(lambda at: h[at]) - each
    total = p.have(Eq(over_cycles(off), over_cycles(three(lambda at: h[at])) - each * K))
    triangle = p.step("abs_sum_le_sum_abs", a=lambda cycle: substitute(off, {k: cycle}), lo=0, hi=K - 1)
    p.conclude("L5.1", total, triangle, p.sum_le("every"))
