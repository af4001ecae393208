"""C1 and C2: the cycle of three gradients (a, −1, −1) on [−1, 1] that defeats a method."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from adal_theory.proofs.convex import _add_up
from adal_theory.proofs.plain import WHOLE
from adal_theory.proofs.regret import BIG, PART1, PART2, PART3, WEIGHTED, weights
from adal_theory.proofs.setting import (
    DOMAINS,
    G1,
    A,
    Ginf,
    T,
    beta1,
    beta2,
    claim,
    d,
    eps,
    eta,
    eta_prime,
    g,
    g_hat,
    hi,
    i,
    j,
    k,
    lo,
    m,
    n,
    t,
    v,
    v_max,
    w,
    x,
    x_star,
)
from adal_theory.proofs.sums import roots
from adal_theory.prove import (
    Eq,
    Forall,
    Function,
    Proof,
    Sum,
    Term,
    Theorem,
    inv,
    num,
    recorded,
    rules,
    sqrt,
    substitute,
    var,
)
from adal_theory.rules import RULES

K = var("K", "int")
a = var("a")
h = Function("h", ("int",))


@claim("L5.1", "a sum over 3K steps is a sum over K cycles", {"K": K >= 0},
       Eq(Sum(t, 1, 3 * K, h[t]), Sum(k, 0, K - 1, h[3 * k + 1] + h[3 * k + 2] + h[3 * k + 3])))
def _(p: Proof) -> Theorem:
    f = Eq(Sum(t, 1, 3 * n, h[t]), Sum(k, 0, n - 1, h[3 * k + 1] + h[3 * k + 2] + h[3 * k + 3]))

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        longer = rules.sum_split(Sum(t, 1, 3 * n + 3, h[t]), 3 * n, p.have(1 <= 3 * n + 1, *within), p.have(3 * n <= 3 * n + 3, auto=False))
        last = p.last(Sum(k, 0, n, h[3 * k + 1] + h[3 * k + 2] + h[3 * k + 3]), p.have(0 <= n, *within))
        return p.have(substitute(f, {n: n + 1}), ih, longer, last, degree=1, auto=False)

    return p.at(p.induct(n, f, 0, p.have(substitute(f, {n: 0}), auto=False), step), K, using=["K"])


def cycle(*offsets: tuple[int, Term]) -> dict[str, Term]:
    """The gradients of every cycle k = 0 … K−1: g_{3k+1} = a, g_{3k+2} = g_{3k+3} = −1."""
    del offsets
    return {f"g_{r}": Forall(k, Eq(g[3 * k + r, 1], a if r == 1 else num(-1)), 0, K - 1) for r in (1, 2, 3)}


def at_length(f: Term) -> Term:
    """A hypothesis of the general method in one dimension, on [−1, 1], over 3K steps."""
    return substitute(f, {d: num(1), lo: num(-1), hi: num(1), T: 3 * K})


UPDATE = {name: at_length(f) for name, f in recorded(RULES["adal_ams"]).hypotheses().items()}
RANGES = {name: WHOLE[name] for name in ("eta", "eps", "delta", "beta1 ≥ 0", "beta1 < 1", "beta2 > 0", "beta2 < 1", "gamma", "gamma < 1")}
SLOPE = {"a ≥ 1": a >= 1}
START = {"x1 ≥ lo": x[1, 1] >= -1, "x1 ≤ hi": x[1, 1] <= 1}
CYCLE: dict[str, Term] = {"K": K >= 1, **SLOPE, **cycle(), **UPDATE, **RANGES, **START}


def slope_at(rng: Any, known: Any) -> Any:
    """The cycle as a function of (t, i), for random instances."""
    del rng
    return lambda at, _: known["a"] if at % 3 == 1 else Fraction(-1)


VALUES = {**DOMAINS, "K": [1], "a": [Fraction(3, 2), Fraction(7, 4)], "g": slope_at, "x": [Fraction(0), Fraction(1)], "gamma": [Fraction(0)], "beta1": [Fraction(0), Fraction(1, 2)]}


def over(f: Term) -> Term:
    """∀ 1 ≤ t ≤ 3K."""
    return Forall(t, f, 1, 3 * K)


@claim("C1.1", "every |g_t| ≤ a", {"K": K >= 1, **SLOPE, **cycle()}, over(abs(g[t, 1]) <= a), domains=VALUES)
def _(p: Proof) -> Theorem:
    # By induction over cycles: all t ≤ 3n.
    f = Forall(t, abs(g[t, 1]) <= a, 1, 3 * n)

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        ranges = p.fix(t, 1, 3 * n + 3)
        goal = abs(g[t, 1]) <= a
        here = [*within, p.have(n <= K - 1, *within)]

        def old(t_: Theorem) -> Theorem:
            return p.at(ih, t, using=[*ranges, t_])

        def new(r: int) -> Theorem:
            value = p.at(f"g_{r}", n, using=here)
            size = p.equal_inside(value, abs)
            bound = p.have(abs(a if r == 1 else num(-1)) <= a, "a ≥ 1", *( [rules.defining(abs(a), 0), rules.defining(abs(a), 1)] if r == 1 else []), auto=False)
            return p.have(abs(g[3 * n + r, 1]) <= a, size, bound, degree=1, auto=False)

        def exactly(r: int, low: Theorem, high: Theorem) -> Theorem:
            same = p.have(Eq(3 * n + r, t), low, high, auto=False)
            hole = var("position", "int")
            return rules.leibniz(same, new(r), hole, abs(g[hole, 1]) <= a)

        def later(t_: Theorem) -> Theorem:
            one = rules.integral(t_)
            return p.cases(t <= 3 * n + 1, lambda q: exactly(1, one, q), lambda q: p.cases(
                t <= 3 * n + 2, lambda q2: exactly(2, rules.integral(q), q2), lambda q2: exactly(3, rules.integral(q2), ranges[1])))

        return p.forall(p.cases(t <= 3 * n, old, later), (t, 1, 3 * n + 3)) if goal else ih

    empty = p.fix(t, 1, 0)
    absurd = p.have(abs(g[t, 1]) <= a, *empty, auto=False)
    every = p.induct(n, f, 0, p.forall(absurd, (t, 1, 0)), step, hi=K)
    return p.at(every, K, using=["K"])
