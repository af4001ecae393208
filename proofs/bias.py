"""C3 and D5: noise that is not symmetric moves AdaL's fixed point."""

from __future__ import annotations

from fractions import Fraction

from adal_theory.proofs.setting import claim
from adal_theory.prove import Eq, Ne, Proof, Term, Theorem, maximum, num, rules, sqrt, var

x, y, a, b = var("x"), var("y"), var("a"), var("b")
third = Fraction(1, 3)
ROOT2 = sqrt(num(2))
FIXED = 3 * ROOT2 - 4


def field(at: Term) -> Term:
    """E[|x−ξ|(x−ξ)] for ξ = 2 with probability 1/3 and −1 with 2/3."""
    return third * abs(at - 2) * (at - 2) + 2 * third * abs(at + 1) * (at + 1)


def cubic(at: Term) -> Term:
    """E|x−ξ|³."""
    return third * abs(at - 2) ** 3 + 2 * third * abs(at + 1) ** 3


def root_two(p: Proof) -> list[Theorem]:
    """(√2)² = 2 and 7/5 < √2 < 3/2."""
    square = rules.sqrt_square(p.have(num(2) >= 0, auto=False))
    sign = rules.defining(ROOT2, 0)
    return [
        square,
        sign,
        p.have(Fraction(7, 5) < ROOT2, square, sign, auto=False),
        p.have(Fraction(3, 2) > ROOT2, square, sign, auto=False),
    ]


def modulus(p: Proof, inside: Term, positive: bool, *using: Theorem) -> Theorem:
    """|a| = ±a, where the sign is known."""
    facts = [rules.defining(abs(inside), which) for which in range(4)]
    low = p.have(inside >= 0 if positive else inside <= 0, *using, auto=False)
    return p.have(Eq(abs(inside), inside if positive else -inside), low, *facts, auto=False)


@claim("L6.1", "a|a| increases", {"a < b": a < b}, a * abs(a) < b * abs(b))
def _(p: Proof) -> Theorem:
    def right(t: Theorem) -> Theorem:
        later = p.have(b >= 0, t, "a < b", auto=False)
        return p.have(p.goal, *_scaled(p, (a, t, True), (b, later, True)), t, "a < b", auto=False)

    def left(t: Theorem) -> Theorem:
        def crossing(q: Theorem) -> Theorem:
            return p.have(p.goal, *_scaled(p, (a, t, False), (b, q, True)), t, q, auto=False)

        def below(q: Theorem) -> Theorem:
            return p.have(p.goal, *_scaled(p, (a, t, False), (b, q, False)), t, q, "a < b", auto=False)

        return p.cases(b >= 0, crossing, below)

    return p.cases(a >= 0, right, left)


def _scaled(p: Proof, *signs: tuple[Term, Theorem, bool]) -> list[Theorem]:
    """|a| = ±a for each."""
    return [modulus(p, q, positive, t) for q, t, positive in signs]


@claim("L6.2", "|b|³ ≥ |a|³ + 3a|a|(b−a)", {}, abs(a) ** 3 + 3 * a * abs(a) * (b - a) <= abs(b) ** 3)
def _(p: Proof) -> Theorem:
    def case(first: Theorem, first_sign: bool) -> Theorem:
        def inner(t: Theorem, sign: bool) -> Theorem:
            values = [modulus(p, a, first_sign, first), modulus(p, b, sign, t)]
            return p.have(p.goal, *values, first, t, squares=[a - b, a, b], degree=2, auto=False)

        return p.cases(b >= 0, lambda t: inner(t, True), lambda t: inner(t, False))

    return p.cases(a >= 0, lambda t: case(t, True), lambda t: case(t, False))


@claim("C3.1", "E|x−ξ|(x−ξ) vanishes at 3√2 − 4", {}, Eq(field(FIXED), 0))
def _(p: Proof) -> Theorem:
    facts = root_two(p)
    values = [modulus(p, FIXED - 2, False, *facts[2:]), modulus(p, FIXED + 1, True, *facts[2:])]
    scaled = [
        p.equal_inside(values[0], lambda q: third * q * (FIXED - 2)),
        p.equal_inside(values[1], lambda q: 2 * third * q * (FIXED + 1)),
    ]
    return p.have(p.goal, *scaled, facts[0], auto=False)


@claim("C3.2", "it increases, so it vanishes nowhere else", {"x < y": x < y}, field(x) < field(y))
def _(p: Proof) -> Theorem:
    parts = []
    for shift in (-2, 1):
        order = p.have(x + shift < y + shift, "x < y", auto=False)
        parts.append(rules.cut(order, p.instance(p.use("L6.1"), {a: x + shift, b: y + shift})))
    return p.have(p.goal, *parts, degree=1, auto=False)


@claim("C3", "the biased fixed point: E|x−ξ|(x−ξ) = 0 only at 3√2 − 4", {"elsewhere": Ne(x, FIXED)}, Ne(field(x), 0))
def _(p: Proof) -> Theorem:
    zero = p.use("C3.1")

    def side(low: Term, high: Term) -> Theorem:
        """field(low) < field(high) from low < high."""
        return p.instance(p.use("C3.2"), {x: low, y: high})

    def smaller(t: Theorem) -> Theorem:
        return p.have(p.goal, rules.cut(t, side(x, FIXED)), zero, auto=False)

    def larger(t: Theorem) -> Theorem:
        more = p.have(x > FIXED, t, "elsewhere", auto=False)
        return p.have(p.goal, rules.cut(more, side(FIXED, x)), zero, auto=False)

    return p.cases(x < FIXED, smaller, larger)


@claim(
    "C3.3",
    "while the mean of the gradients vanishes at 0, where E|x−ξ|(x−ξ) does not",
    {},
    Ne(field(num(0)), third * (0 - num(2)) + 2 * third * (num(0) + 1)),
)
def _(p: Proof) -> Theorem:
    return p.have(p.goal, auto=False)


@claim("C3.4", "3√2 − 4 minimises E|x−ξ|³, not E(x−ξ)²", {}, cubic(FIXED) <= cubic(x))
def _(p: Proof) -> Theorem:
    parts = [p.instance(p.use("L6.2"), {a: FIXED + shift, b: x + shift}) for shift in (-2, 1)]
    zero = p.equal_inside(p.use("C3.1"), lambda q: q * 3 * (x - FIXED))
    return p.have(p.goal, *parts, zero, degree=1, auto=False)


mu = var("mu")


@claim(
    "D5",
    "without symmetry the alignment D1 fails: C3's noise, at C3's fixed point",
    {"μ": Eq(mu, FIXED)},
    mu * field(mu) < mu**2 * (third * maximum(abs(mu), 2) + 2 * third * maximum(abs(mu), 1)),
)
def _(p: Proof) -> Theorem:
    facts = root_two(p)
    zero = p.equal_inside(p["μ"], field)
    gone = p.have(
        Eq(mu * field(mu), 0),
        p.equal_inside(p.have(Eq(field(mu), 0), zero, p.use("C3.1"), degree=1, auto=False), lambda q: mu * q),
        auto=False,
    )
    away = p.have(mu > Fraction(1, 5), "μ", *facts[2:], auto=False)
    tops = [rules.defining(maximum(abs(mu), q), 0 if maximum(abs(mu), q).args[0] == num(q) else 1) for q in (2, 1)]
    large = [p.have(t.conclusion, t, auto=False) for t in tops]
    content = p.have(third * maximum(abs(mu), 2) + 2 * third * maximum(abs(mu), 1) > 0, *large, auto=False)
    return p.have(
        p.goal,
        gone,
        p.have(mu**2 * content.conclusion.args[1] > 0, p.have(mu**2 > 0, away, auto=False), content, auto=False),
        degree=1,
        auto=False,
    )
