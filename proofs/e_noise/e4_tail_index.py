"""E4: the transformation halves the tail index.

|g_j| has tail index α when log P(|g_j| > x)/log x → −α. A tail that varies regularly with index −α meets Potter's bounds
(N. H. Bingham, C. M. Goldie, J. L. Teugels, Regular Variation, Theorem 1.5.6): for every e > 0 there are constants K and x0 with
x^(−α−e) ≤ K·P(|g_j| > x) and P(|g_j| > x) ≤ K·x^(−α+e) for x ≥ x0. That is supposed here; no axiom is needed, and regular
variation itself, which says more, is neither supposed nor shown of ĝ.
"""

from functools import partial

from adal_theory.proofs.e_noise.e4_tail_bounds import LEVELS, a, above, b, exceeds, level, points, y
from adal_theory.proofs.e_noise.random_variables import GRADIENT, gr, gr_hat, in_a_model, in_the_mean, omega
from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.notation import *

alpha, e, C = var("alpha"), var("e"), var("C")
# Whole exponents: a fractional power has no exact value.
EXPONENTS = {"x": [Fraction(q) for q in (2, -2, 0, 4)], "y": [Fraction(q) for q in ("1", "4", "1/4", "9")]}


@claim(
    "E4.10",
    "(ab)^x = a^x b^x for a, b > 0 and every real x",
    {"a": a > 0, "b": b > 0},
    Eq(power(a * b, level), power(a, level) * power(b, level)),
    domains={"x": [Fraction(2), Fraction(-1), Fraction(0), Fraction(-2)]},
)
def power_of_a_product(p: Proof) -> None:
    """The kernel has it for x > 0; for x < 0 take inverses, q^(−x) q^x = 1; at x = 0 all three are 1."""
    bases = a, b, a * b
    A, B, AB = (power(q, level) for q in bases)

    def rises(exponent: Term, here: Theorem) -> Theorem:
        signs = [p.have(q, "a", "b", here) for q in (a >= 0, b >= 0, exponent > 0)]
        return inference.real_power_product(a, b, exponent, *signs)

    def falls(here: Theorem) -> Theorem:
        one = [p.have(Eq(power(q, -level) * power(q, level), 1), p.have(q > 0)) for q in bases]
        both = p.have(Eq(power(a, -level) * A * power(b, -level) * B, 1), *one[:2])
        return p.have(p.goal, p.times(rises(-level, here), AB * A * B), p.times(one[2], A * B), p.times(both, AB))

    def stays(here: Theorem) -> Theorem:
        return p.have(p.goal, *(p.congr(here, partial(power, q)) for q in bases))

    def not_above(here: Theorem) -> Theorem:
        return p.cases(level < 0, falls, lambda least: stays(p.have(Eq(level, 0), here, least)))

    p.conclude(p.cases(level > 0, lambda here: rises(level, here), not_above))


@claim(
    "E4.15",
    "(√y)^x = y^(x/2) for y > 0 and every real x",
    {"y": y > 0},
    Eq(power(sqrt(y), level), power(y, level / 2)),
    domains=EXPONENTS,
)
def power_of_a_root(p: Proof) -> None:
    """((√y)²)^(x/2) in two ways."""
    twice = inference.real_power_power(sqrt(y), num(2), level / 2, p.positive_root(y, "y"))
    p.conclude(twice, p.congr(p.root(y, "y"), lambda q: power(q, level / 2)))


@claim(
    "E4.16",
    "(√y/d)^x = d^(−x) y^(x/2) for y, d > 0 and every real x",
    {"y": y > 0, "d": d >= 1},
    Eq(power(sqrt(y) / d, level), power(d, -level) * power(y, level / 2)),
    domains=EXPONENTS,
)
def power_of_a_share(p: Proof) -> None:
    """√y = (√y/d)·d, and d^(−x) d^x = 1."""
    share = sqrt(y) / d
    product = p.lemma("E4.10", p.positivity(share > 0, "y", "d"), p.have(d > 0, "d"), a=share, b=d)
    root = p.congr(p.times(p.field_simp(d), sqrt(y)), lambda q: power(q, level))
    scaled = p.have(Eq(power(share, level) * power(d, level), power(y, level / 2)), product, root, "E4.15")
    inverse = p.have(Eq(power(d, -level) * power(d, level), 1), "d")
    p.conclude(p.times(scaled, power(d, -level)), p.times(inverse, power(share, level)))


LIGHT, HEAVY = -alpha + 2 * e, -alpha - 2 * e
TAIL = {
    **GRADIENT,
    "y": y > 0,
    "i ≥ 1": i >= 1,
    "i ≤ d": i <= d,
    "C": C >= 0,
    "lower": power(sqrt(y), HEAVY) <= C * exceeds(abs(gr[i, omega]), sqrt(y)),
    "upper": Forall(j, exceeds(abs(gr[j, omega]), sqrt(y) / d) <= C * power(sqrt(y) / d, LIGHT), 1, d),
}
TAIL_HAT = exceeds(abs(gr_hat[i, omega]), y)
LOWER, UPPER = power(y, HEAVY / 2), d * power(d, -LIGHT) * C * power(y, LIGHT / 2)
BOTH = maximum(LOWER - C * TAIL_HAT, TAIL_HAT - UPPER)
POWERS: dict[str, Any] = {
    "domains": {
        **LEVELS,
        **EXPONENTS,
        "d": [2],
        "i": [1, 2],
        **{name: [*map(Fraction, values)] for name, values in {"alpha": (2, 4, 6), "e": (1, 2), "C": (1, 2, 4, 8)}.items()},
    },
    "samples": points,
}


@claim(
    "E4.11",
    "If P(|g_i| > √y) ≥ y^(−α/2−e)/C, the tail of |ĝ_i| at y is at least that too",
    {name: f for name, f in TAIL.items() if name != "upper"},
    LOWER <= C * TAIL_HAT,
    **POWERS,
)
def heavy_enough(p: Proof) -> None:
    """P(|g_i| > √y) ≤ P(|ĝ_i| > y) (E4.7), times C."""
    p.conclude("lower", p.times(p.specialize(p.lemma("E4.7", "y"), i), C), p.lemma("E4.15", x=HEAVY))


@claim(
    "E4.12",
    "If P(|g_j| > √y/d) ≤ C (√y/d)^(−α+2e) for every j, the tail of |ĝ_i| at y is at most C d^(1+α−2e) y^(−α/2+e)",
    {name: f for name, f in TAIL.items() if name not in ("lower", "C")},
    TAIL_HAT <= UPPER,
    **POWERS,
)
def light_enough(p: Proof) -> None:
    """P(|ĝ_i| > y) ≤ P(‖g‖_1 > √y) ≤ Σ_j P(|g_j| > √y/d) (E4.8, E4.9), a sum of d terms."""
    some = p.have(d >= 1, "i ≥ 1", "i ≤ d")
    norm, parts = p.specialize(p.lemma("E4.8", "y"), i), p.lemma("E4.9", some, x=sqrt(y))
    bound = C * power(sqrt(y) / d, LIGHT)
    total = p.have(Sum(j, 1, d, exceeds(abs(gr[j, omega]), sqrt(y) / d)) <= d * bound, "upper", some)
    p.conclude(norm, parts, total, p.times(p.lemma("E4.16", some, x=LIGHT), d * C))


@claim(
    "E4",
    "At one point y, bounds C^(±1) (√y)^(−α∓2e) of the coordinates' tails give bounds y^(−α/2∓e) of ĝ_i's, with half the index",
    TAIL,
    BOTH <= 0,
    **POWERS,
)
def tail_index_is_halved_at_a_point(p: Proof) -> None:
    """y^(−α/2−e) ≤ C P(|ĝ_i| > y) (E4.11) and P(|ĝ_i| > y) ≤ C d^(1+α−2e) y^(−α/2+e) (E4.12)."""
    p.conclude(p.by_cases(p.goal, "E4.11", "E4.12"))


# --- for all large y -----------------------------------------------------------------------------------------------------

K, x0, X = var("K"), var("x0"), var("X")
BOTH_AT_K = substitute(BOTH, {C: K})
POTTER = {
    **{name: TAIL[name] for name in ("ĝ", "i ≥ 1", "i ≤ d")},
    "K": K >= 0,
    "x0": x0 > 0,
    "X": X >= 0,
    "lower": Forall(level, power(level, HEAVY) <= K * exceeds(abs(gr[i, omega]), level), x0, X),
    "upper": Forall(j, Forall(level, exceeds(abs(gr[j, omega]), level) <= K * power(level, LIGHT), x0, X), 1, d),
}


def always_large(p: Proof) -> Model:
    """Two coordinates that are always 5, with tails 1 as far as X = 4, for α = 3, e = 1/2 and K = 16."""
    values = {alpha: num(3), e: num(1) / 2, K: num(16), x0: num(1), X: num(4), d: num(2), i: num(1)}
    constants = {"g_r": ((j, omega), num(5)), "g_hat_r": ((j, omega), num(50))}
    large = p.have(abs(num(5)) - level > 0, inference.assume(level <= 4))
    certain = p.generalize(in_the_mean(p.have(Eq(above(abs(num(5)), level), 1), large)), (level, 1, 4))
    return Model(values, constants, [p.have(f, certain) for f in in_a_model(POTTER, values, constants)])


@claim(
    "E4.14",
    "If |g_1|, …, |g_d| meet Potter's bounds of tail index α from x0 up to any X, ĝ_i does those of index α/2 from (d·x0)² to X²",
    POTTER,
    Forall(y, BOTH_AT_K <= 0, (d * x0) ** 2, X**2),
    model=always_large,
)
def tail_index_is_halved(p: Proof) -> None:
    """E4 at y, for x0 ≤ √y/d ≤ √y ≤ X. Nothing depends on X: bounds for all x ≥ x0 give bounds for all y ≥ (d·x0)².

    The exponents are −α∓2e and half of that, e being any number; the constants are K, and K·max(1, d^(1+α−2e)). Bounds up to
    every X are bounds for all x; they are stated up to one X because no finite sample space has them for all x.
    """
    some = p.have(d >= 1, "i ≥ 1", "i ≤ d")
    start = p.have(d * x0 >= x0, p.times(some, x0, "x0"))
    y0 = p.have(y > 0, p.have((d * x0) ** 2 > 0, start, "x0"))
    root = p.root(y, y0)
    far = p.have(sqrt(y) >= d * x0, root, start, "x0")
    near = p.have(sqrt(y) <= X, root, "X")
    share = p.have(sqrt(y) / d >= x0, p.times(far, 1 / d, some), p.times(p.field_simp(d, some), x0))
    smaller = p.have(sqrt(y) / d <= X, near, p.times(p.have(1 / d <= 1, some), sqrt(y)))
    lower = p.specialize("lower", sqrt(y), using=[p.have(sqrt(y) >= x0, far, start), near])
    upper = p.specialize(p.specialize("upper", j, using=p.intro(j, 1, d)), sqrt(y) / d, using=[share, smaller])
    p.conclude(p.lemma("E4", y0, lower, p.generalize(upper, (j, 1, d)), C=K))
