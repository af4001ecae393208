"""E4.1 to E4.9: g_i² ≤ |ĝ_i| ≤ ‖g‖_1² along every run of AdaL, so that a random ĝ_i has tails between those of |g_i| and ‖g‖_1.

P(a > y) is E of the indicator max(sign(a(ω) − y), 0).
"""

from adal_theory.proofs.e_noise.random_variables import GRADIENT, NORM, E, gr, gr_hat, in_the_mean, omega
from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.notation import *
from adal_theory.rules import RULES

ADAL = recorded(RULES["adal"]).hypotheses()
TRANSFORMED = {name: ADAL[name] for name in ("w", "g_hat")}
norm = Sum(j, 1, d, abs(g[t, j]))


@claim(
    "E4.1",
    "AdaL's transformed gradient is at least the squared gradient, |ĝ_i| ≥ g_i²",
    TRANSFORMED,
    over_run(g[t, i] ** 2 <= abs(g_hat[t, i])),
)
def transformed_from_below(p: Proof) -> None:
    """|ĝ_i| = ‖g‖_1 |g_i|, and ‖g‖_1 ≥ |g_i|."""
    part = p.have(abs(g[t, i]) <= w[t], "w", p.have(abs(g[t, i]) <= norm))
    p.conclude(p.times(part, abs(g[t, i])), "g_hat")


@claim(
    "E4.2",
    "AdaL's transformed gradient is at most the squared 1-norm of the gradient, |ĝ_i| ≤ ‖g‖_1²",
    TRANSFORMED,
    over_run(abs(g_hat[t, i]) <= norm**2),
)
def transformed_from_above(p: Proof) -> None:
    """|ĝ_i| = ‖g‖_1 |g_i|, and |g_i| ≤ ‖g‖_1."""
    part = p.have(abs(g[t, i]) <= w[t], "w", p.have(abs(g[t, i]) <= norm))
    positive = p.have(w[t] >= 0, part)
    p.conclude(p.times(part, w[t], positive), p.have(Eq(abs(g_hat[t, i]), w[t] * abs(g[t, i])), "g_hat", positive), "w")


# --- tails ---------------------------------------------------------------------------------------------------------------

a, b, y = var("a"), var("b"), var("y")
level = var("x")


def positive(z: Any) -> Term:
    """The indicator of z > 0."""
    return maximum(sign(z), 0)


def above(q: Term, at: Any) -> Term:
    """The indicator of q > at."""
    return positive(q - at)


def exceeds(q: Term, at: Any) -> Term:
    """P(q > at), for a random variable q."""
    return E(above(q, at))


@claim("E4.4", "The indicator of a > 0 is 0 where a ≤ 0", {"a ≤ 0": a <= 0}, Eq(positive(a), 0))
def indicator_outside(p: Proof) -> None:
    """sign a is 0 at a = 0, and below 0 where a < 0."""

    def negative(here: Theorem) -> Theorem:
        return p.have(p.goal, p.have(sign(a) <= 0, p.have(a < 0, here, "a ≤ 0")))

    p.conclude(p.cases(Eq(a, 0), lambda here: p.have(p.goal, p.congr(here, positive)), negative))


@claim(
    "E4.5",
    "Where one event implies another, its indicator is at most the other's",
    {"event": Implies(a > 0, b > 0)},
    positive(a) <= positive(b),
)
def indicators_are_ordered(p: Proof) -> None:
    """Where a > 0 both are 1; elsewhere the first is 0."""

    def inside(here: Theorem) -> Theorem:
        return p.have(p.goal, p.have(Eq(positive(a), 1), here), p.have(Eq(positive(b), 1), inference.detach(p["event"], here)))

    p.conclude(p.cases(a > 0, inside, lambda here: p.have(p.goal, p.lemma("E4.4", here, a=a))))


@claim(
    "E4.13",
    "The indicator of a + b > 0 is at most those of a > 0 and b > 0 together",
    {},
    positive(a + b) <= positive(a) + positive(b),
)
def indicators_add_up(p: Proof) -> None:
    """Where a ≤ 0, a + b > 0 implies b > 0; elsewhere the indicator of a is 1."""

    def outside(here: Theorem) -> Theorem:
        return p.have(p.goal, p.lemma("E4.5", p.have(Implies(a + b > 0, b > 0), here), a=a + b, b=b))

    p.conclude(p.cases(a > 0, lambda here: p.have(p.goal, p.have(Eq(positive(a), 1), here)), outside))


def ordered(p: Proof, first: Term, second: Term, *facts: Any) -> Theorem:
    """P(first > 0) ≤ P(second > 0), where the facts show second > 0 from first > 0 at every sample point."""
    return in_the_mean(p.lemma("E4.5", p.have(Implies(first > 0, second > 0), *facts), a=first, b=second))


def points(rng: Any) -> list[tuple[Any, Any]]:
    """Two coordinates with heavy values of either sign."""
    values = [Fraction(v) for v in ("5", "3", "1", "1/2", "0", "-1", "-3/2", "-4")]
    drawn = [(rng.choice(values), rng.choice(values)) for _ in range(4)]
    return [((first, second, k), Fraction(1, 4)) for k, (first, second) in enumerate(drawn)]


LEVELS = {
    "d": [1, 2],
    "y": [Fraction(q) for q in ("0", "1", "4", "1/4", "9", "2")],
    "x": [Fraction(q) for q in ("0", "1", "2", "1/2", "-1", "3")],
    "g_r": lambda rng, known: lambda k, point: point[k - 1],
}
SAMPLES: dict[str, Any] = {"domains": LEVELS, "samples": points}


def at_a_sample_point(p: Proof, id: str) -> Theorem:
    """E4.1 or E4.2 for one step, at every sample point."""
    return p.specialize(p.lemma(id, "ĝ", T=1, w=NORM, g=lambda _, k: gr[k, omega], g_hat=lambda _, k: gr_hat[k, omega]), 1, i)


@claim(
    "E4.6",
    "A squared coordinate exceeds y as often as its size exceeds √y",
    {"y": y >= 0},
    Forall(i, Eq(exceeds(gr[i, omega] ** 2, y), exceeds(abs(gr[i, omega]), sqrt(y))), 1, d),
    **SAMPLES,
)
def tail_of_the_square(p: Proof) -> None:
    """g² > y if and only if |g| > √y."""
    q = gr[i, omega]
    p.conclude(ordered(p, q**2 - y, abs(q) - sqrt(y), "y"), ordered(p, abs(q) - sqrt(y), q**2 - y, "y"))


@claim(
    "E4.7",
    "The tail of |ĝ_i| at y is at least that of |g_i| at √y",
    {**GRADIENT, "y": y >= 0},
    Forall(i, exceeds(abs(gr[i, omega]), sqrt(y)) <= exceeds(abs(gr_hat[i, omega]), y), 1, d),
    **SAMPLES,
)
def tail_from_below(p: Proof) -> None:
    """|g_i| > √y means g_i² > y (E4.6), and |ĝ_i| ≥ g_i² (E4.1)."""
    larger = at_a_sample_point(p, "E4.1")
    p.conclude(ordered(p, gr[i, omega] ** 2 - y, abs(gr_hat[i, omega]) - y, larger), "E4.6")


@claim(
    "E4.8",
    "The tail of |ĝ_i| at y is at most that of ‖g‖_1 at √y",
    {**GRADIENT, "y": y >= 0},
    Forall(i, exceeds(abs(gr_hat[i, omega]), y) <= exceeds(NORM, sqrt(y)), 1, d),
    **SAMPLES,
)
def tail_from_above(p: Proof) -> None:
    """‖g‖_1² ≥ |ĝ_i| (E4.2), and ‖g‖_1 ≥ 0."""
    smaller = at_a_sample_point(p, "E4.2")
    p.conclude(ordered(p, abs(gr_hat[i, omega]) - y, NORM - sqrt(y), smaller, p.positivity(NORM), p.root(y)))


@claim(
    "E4.9",
    "If ‖g‖_1 exceeds x, one of the d coordinates exceeds x/d, so P(‖g‖_1 > x) ≤ Σ_j P(|g_j| > x/d)",
    {"d": d >= 1},
    exceeds(NORM, level) <= Sum(j, 1, d, exceeds(abs(gr[j, omega]), level / d)),
    **SAMPLES,
)
def union_bound(p: Proof) -> None:
    """1{Σ_{j≤n} (|g_j| − x/d) > 0} ≤ Σ_{j≤n} 1{|g_j| > x/d} by induction on n (E4.13); take means at n = d."""
    share = level / d

    def excess(at: Any) -> Term:
        return Sum(j, 1, at, abs(gr[j, omega])) - at * share

    def count(at: Any) -> Term:
        return Sum(j, 1, at, above(abs(gr[j, omega]), share))

    def one_more(n: Term, _: Theorem) -> list[Theorem]:
        longer = p.last(Sum(j, 1, n + 1, abs(gr[j, omega])))
        split = p.lemma("E4.13", a=excess(n), b=abs(gr[n + 1, omega]) - share)
        return [p.congr(longer, lambda q: positive(q - (n + 1) * share)), split, p.last(count(n + 1))]

    each = p.specialize(p.induction(Forall(n, positive(excess(n)) <= count(n), 0, d), step=one_more), d)
    whole = p.congr(p.field_simp(d), lambda q: positive(NORM - q * level))
    p.conclude(in_the_mean(p.have(above(NORM, level) <= count(d), each, whole)), inference.mean_sum(E(count(d))))
