"""C1, published AdaL and Adam on the cycle: the second moments of the gradients (b, −1, −1) and their limits, exactly.

One proof for a general transformed gradient b > 0: AdaL's is b = a², Adam's b = a. The update is AdaL's recorded graph with
β1 = 0 and ε = 0. M ≥ b, 1 and 1/N ≤ b, 1 stand for the largest and the smallest |ĝ|.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from adal_theory.proofs.convex import _add_up
from adal_theory.proofs.cycle import K, at_length
from adal_theory.proofs.setting import DOMAINS, beta1, beta2, claim, eps, g_hat, k, n, t, v
from adal_theory.prove import Eq, Forall, Proof, Term, Theorem, inv, num, recorded, rules, substitute, var
from adal_theory.rules import RULES

b, M, N = var("b"), var("M"), var("N")
REMAINDERS = (1, 2, 3)


def weighted(now: Any, before: Any, earlier: Any) -> Term:
    """The steady second moment when the last three squared gradients, latest first, come round for ever."""
    return (1 - beta2) * (now + beta2 * before + beta2**2 * earlier) / (1 - beta2**3)


def steady(r: int, large: Term) -> Term:
    """theory.md C1: v1, v2, v3, the limits of the second moment after each gradient of the cycle (b, −1, −1)."""
    square, one = large**2, num(1)
    return {1: weighted(square, one, one), 2: weighted(one, square, one), 3: weighted(one, one, square)}[r]


def without_momentum(rule: str, *names: str) -> dict[str, Term]:
    """Of a rule's recorded graph, these equations: one dimension, box [−1, 1], 3K steps, β1 = 0, ε = 0."""
    graph = recorded(RULES[rule]).hypotheses()
    return {q: substitute(at_length(graph[q]), {beta1: num(0), eps: num(0)}) for q in names}


def pattern(large: Term) -> dict[str, Term]:
    """The transformed gradients of every cycle: ĝ_{3k+1} = b, ĝ_{3k+2} = ĝ_{3k+3} = −1."""
    return {f"ĝ_{r}": Forall(k, Eq(g_hat[3 * k + r, 1], large if r == 1 else num(-1)), 0, K - 1) for r in REMAINDERS}


LENGTH = {"K": K >= 1}
DECAY = {"beta2 > 0": beta2 > 0, "beta2 < 1": beta2 < 1}
LARGEST = {"M ≥ 1": M >= 1, "b ≤ M": b <= M}
SMALLEST = {"N ≥ 1": N >= 1, "N b ≥ 1": N * b >= 1}
V = {r: steady(r, b) for r in REMAINDERS}
MOMENT = without_momentum("adal", "v_0", "v")
AVERAGED = {**DECAY, **pattern(b), **MOMENT}


def large_first(rng: Any, known: Any) -> Any:
    """The cycle (b, −1, −1) as a function of (t, i), for random instances."""
    del rng
    return lambda at, _: known.get("b", Fraction(2)) if at % 3 == 1 else Fraction(-1)


VALUES: dict[str, Any] = {
    **DOMAINS,
    "K": [1, 2],
    "b": [Fraction(3), Fraction(2), Fraction(1, 2)],
    "M": [Fraction(3), Fraction(4)],
    "N": [Fraction(2), Fraction(1)],
    "g_hat": large_first,
}


def every(p: Proof, f: Callable[[Term], Term], thirds: Sequence[Theorem]) -> Theorem:
    """∀ 1 ≤ t ≤ 3K: φ(t), from ∀ 0 ≤ k ≤ K−1: φ(3k+r) for r = 1, 2, 3. By induction over cycles."""

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        low, high = p.fix(t, 1, 3 * n + 3)
        here = [*within, p.have(n <= K - 1, *within, auto=False)]

        def exactly(r: int, above: Theorem, below: Theorem) -> Theorem:
            same = p.have(Eq(3 * n + r, t), above, below, auto=False)
            hole = var("position", "int")
            return rules.leibniz(same, p.at(thirds[r - 1], n, using=here), hole, f(hole))

        def beyond(r: int, above: Theorem) -> Theorem:
            after = rules.integral(above)
            if r == 3:
                return exactly(3, after, high)
            return p.cases(t <= 3 * n + r, lambda q: exactly(r, after, q), lambda q: beyond(r + 1, q))

        old = p.cases(t <= 3 * n, lambda q: p.at(ih, t, using=[low, q]), lambda q: beyond(1, q))
        return p.forall(old, (t, 1, 3 * n + 3))

    start = p.forall(p.have(f(t), *p.fix(t, 1, 0), auto=False), (t, 1, 0))
    return p.at(p.induct(n, Forall(t, f(t), 1, 3 * n), 0, start, step, hi=K), K, using=["K"])


# --- the closed form ---------------------------------------------------------------------------------------------------

h1, h2, h3, top = var("h1"), var("h2"), var("h3"), var("top")


def over_cycle(p: Proof) -> tuple[Theorem, Theorem]:
    """(1−β2³)·1/(1−β2³) = 1 and 0 < (1−β2)/(1−β2³)."""
    room = p.have(1 - beta2 > 0, "beta2 < 1", auto=False)
    longer = p.have(1 + beta2 + beta2**2 > 0, "beta2 > 0", auto=False)
    whole = p.have(1 - beta2**3 > 0, room, longer, auto=False)
    divided = rules.inverse(whole)
    e = p.have(inv(1 - beta2**3) > 0, whole, divided, auto=False)
    return divided, p.have((1 - beta2) * inv(1 - beta2**3) > 0, room, e, auto=False)


@claim(
    "C1.8",
    "a steady second moment is at most the largest square",
    {**DECAY, "h1": h1 <= top, "h2": h2 <= top, "h3": h3 <= top},
    weighted(h1, h2, h3) <= top,
    domains={"beta2": DOMAINS["beta2"]},
)
def _(p: Proof) -> Theorem:
    divided, scale = over_cycle(p)
    s = (1 - beta2) * inv(1 - beta2**3)
    once = p.have(s * beta2 > 0, scale, "beta2 > 0", auto=False)
    twice = p.have(s * beta2**2 > 0, once, "beta2 > 0", auto=False)
    gaps = [
        p.have(c * (top - h) >= 0, positive, name, auto=False)
        for c, positive, name, h in ((s, scale, "h1", h1), (s * beta2, once, "h2", h2), (s * beta2**2, twice, "h3", h3))
    ]
    return _add_up(p, p.goal, *gaps, p.equal_inside(divided, lambda q: q * top))


def recursion(r: int) -> Term:
    """V_r = β2 V_{r−1} + (1−β2) ĝ², the square being that of the cycle's r-th gradient."""
    return Eq(V[r], beta2 * V[3 if r == 1 else r - 1] + (1 - beta2) * (b**2 if r == 1 else 1))


def _closes(r: int) -> None:
    before = 3 if r == 1 else r - 1

    @claim(
        f"C1.9.{r}", f"the steady second moments reproduce themselves: V{r} after V{before}", DECAY, recursion(r), domains=VALUES
    )
    def _(p: Proof) -> Theorem:
        divided, _ = over_cycle(p)
        return _add_up(p, p.goal, p.equal_inside(divided, lambda q: (1 - beta2) * (b**2 if r == 1 else 1) * q))


for _r in REMAINDERS:
    _closes(_r)


def follow(p: Proof, at: Term, within: list[Theorem], start: Theorem) -> list[Theorem]:
    """v_{3k+r} = V_r − V3 β2^{3k+r}, r = 1, 2, 3, from v_{3k} = V3 − V3 β2^{3k}."""
    found, last = [], start
    unit = p.have(num(1) >= 1, auto=False)
    for r in REMAINDERS:
        now = 3 * at + r
        here = [p.have(now >= 1, *within, auto=False), p.have(now <= 3 * K, *within, auto=False), unit]
        value = p.at("v", now, 1, using=here)
        size = p.equal_inside(p.at(f"ĝ_{r}", at, using=within), lambda q: (1 - beta2) * q * q)
        before = p.equal_inside(last, lambda q: beta2 * q)
        grown = p.equal_inside(rules.power_step(beta2, now - 1, p.have(now - 1 >= 0, *within, auto=False)), lambda q: V[3] * q)
        goal = Eq(v[now, 1], V[r] - V[3] * beta2**now)
        last = _add_up(p, goal, value, size, before, grown, p.use(f"C1.9.{r}"))
        found.append(last)
    return found


ROUND = Eq(v[3 * n, 1], V[3] - V[3] * beta2 ** (3 * n))


@claim("C1.10", "v_{3n} = V3 (1 − β2^{3n})", AVERAGED, Forall(n, ROUND, 0, K), domains=VALUES)
def _(p: Proof) -> Theorem:
    unit = p.have(num(1) >= 1, auto=False)

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        here = [within[0], p.have(n <= K - 1, *within, auto=False)]
        return p.have(substitute(ROUND, {n: n + 1}), follow(p, n, here, ih)[-1], degree=1, auto=False)

    return p.induct(n, ROUND, 0, p.have(substitute(ROUND, {n: 0}), p.at("v_0", 1, using=[unit]), auto=False), step, hi=K)


def settled(r: int) -> Term:
    """∀k: v_{3k+r} = V_r − V3 β2^{3k+r}."""
    return Forall(k, Eq(v[3 * k + r, 1], V[r] - V[3] * beta2 ** (3 * k + r)), 0, K - 1)


def _settles(r: int) -> None:
    @claim(f"C1.10.{r}", f"v_{{3k+{r}}} = V{r} − V3 β2^{{3k+{r}}}", AVERAGED, settled(r), domains=VALUES)
    def _(p: Proof) -> Theorem:
        within = p.fix(k, 0, K - 1)
        start = p.at(p.use("C1.10"), k, using=[within[0], p.have(k <= K, *within, auto=False)])
        return p.forall(follow(p, k, within, start)[r - 1], (k, 0, K - 1))


for _r in REMAINDERS:
    _settles(_r)
