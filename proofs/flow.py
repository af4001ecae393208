"""B14: the flow dx/dt = −κ x^q/√t of |x|^p/p with frozen v̂, its gap curve, and its exponents.

A step of the method is an Euler step of that flow (B14.7): κ = η(1/δ + ε), q = 2p − 2 for AdaL-AMS, q = p − 1
for AMSGrad. Powers are real powers of positive numbers.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from adal_theory.proofs.setting import claim
from adal_theory.prove import (
    Eq,
    Forall,
    Function,
    Implies,
    Model,
    Proof,
    Slope,
    Tends,
    Term,
    Theorem,
    inv,
    num,
    power,
    rules,
    sqrt,
    var,
)
from adal_theory.prove.kernel.binders import open_body

tau, q, p_, kappa, c, t0, t1 = (var(name) for name in ("tau", "q", "p", "kappa", "c", "t0", "t"))
x = Function("x", ("real",))
POSITIVE = Forall(tau, Implies(tau > 0, x[tau] > 0))
FLOW = {"flow": Slope(tau, 0, x[tau], -kappa * power(x[tau], q) / sqrt(tau)), "x > 0": POSITIVE}
TIMES = {"t0 > 0": t0 > 0, "t > 0": t1 > 0}
SPEED = 2 * kappa * (q - 1)


def curve(start: Any, at: Any, since: Any) -> Term:
    """x(t)^{1−q} = x_0^{1−q} + 2κ(q−1)(√t − √t_0), from x_0 = `start`."""
    return power(start, 1 - q) + SPEED * (sqrt(at) - sqrt(since))


def always(p: Proof, t: Theorem) -> Theorem:
    """∀ τ: 0 < τ ⇒ φ(τ), from 0 < τ ⊢ φ(τ)."""
    return p.forall(rules.discharge(tau > 0, t), (tau,))


def later(p: Proof, t: Theorem, *values: Term, using: tuple[Theorem, ...]) -> Theorem:
    """∀ u: 0 < u ⇒ (∀ w: 0 < w ⇒ …) at these values."""
    for a, positive in zip(values, using, strict=True):
        t = rules.detach(rules.specialize(t, a), positive)
    return t


def zero_exponent(p: Proof, base: Term, e: Term, positive: Theorem) -> Theorem:
    """b^{−e} b^e = 1 for b > 0."""
    return p.have(Eq(power(base, -e) * power(base, e), 1), rules.real_power_sum(base, -e, e, positive), degree=1, auto=False)


def bernoulli(p: Proof) -> Model:
    """q = 2, κ = 1, x(τ) = 1/(1 + 2√τ)."""
    values = {q: num(2), kappa: num(1), t0: num(1), t1: num(4)}
    solved = p.instance(p.use("B14.2"), {q: num(2), kappa: num(1), c: num(1)})
    solved = p.supply(solved)
    t = p.suppose(tau > 0)
    size = p.have(1 + 2 * sqrt(tau) > 0, rules.defining(sqrt(tau), 0), auto=False)
    positive = always(p, rules.cut(t, p.have(inv(1 + 2 * sqrt(tau)) > 0, size, rules.inverse(size), auto=False)))
    units = [p.have(values[v] > 0, auto=False) for v in (t0, t1)]
    return Model(values, {"x": ((tau,), inv(1 + 2 * sqrt(tau)))}, [solved, positive, *units])


@claim(
    "B14.1",
    "every solution of the flow: x(t)^{1−q} = x_0^{1−q} + 2κ(q−1)(√t − √t_0)",
    {**FLOW, **TIMES},
    Eq(power(x[t1], 1 - q), curve(x[t0], t1, t0)),
    model=bernoulli,
)
def _(p: Proof) -> Theorem:
    here = p.suppose(tau > 0)
    invariant = power(x[tau], 1 - q) - SPEED * sqrt(tau)
    slope = rules.derivative(tau, invariant, 0, (p["flow"], p["x > 0"], always(p, here)))
    positive = later(p, p["x > 0"], tau, using=(here,))
    unit = zero_exponent(p, x[tau], q, positive)
    vanishes = p.have(
        Eq(derivative_of(slope), 0), p.equal_inside(unit, lambda z: (1 - q) * kappa * inv(sqrt(tau)) * z), degree=1, auto=False
    )
    flat = rules.slope_equal(slope, always(p, vanishes))
    constant = rules.detach(rules.axiom("zero-slope", tau, num(0), invariant), flat)
    same = later(p, constant, t1, t0, using=(p["t > 0"], p["t0 > 0"]))
    return p.have(p.goal, same, degree=1, auto=False)


def derivative_of(slope: Theorem) -> Term:
    return open_body(slope.conclusion.args[2], tau)


BASE = c + SPEED * sqrt(tau)
SOLUTION = power(BASE, inv(1 - q))


@claim(
    "B14.2",
    "and that curve does solve it: (c + 2κ(q−1)√τ)^{1/(1−q)}",
    {"q > 1": q > 1, "kappa ≥ 0": kappa >= 0, "c > 0": c > 0},
    Slope(tau, 0, SOLUTION, -kappa * power(SOLUTION, q) / sqrt(tau)),
)
def _(p: Proof) -> Theorem:
    here = p.suppose(tau > 0)
    root = p.positive_root(tau, here)
    scale = p.have(SPEED >= 0, "q > 1", "kappa ≥ 0", auto=False)
    positive = p.have(BASE > 0, p.have(SPEED * sqrt(tau) >= 0, scale, root, auto=False), "c > 0", degree=1, auto=False)
    slope = rules.derivative(tau, SOLUTION, 0, (always(p, positive), always(p, here)))
    nonzero = p.have(q - 1 > 0, "q > 1", auto=False)
    divided = rules.inverse(nonzero)
    # 1/(1−q) − 1 = q/(1−q), and (b^{1/(1−q)})^q = b^{q/(1−q)}.
    exponent = p.have(Eq(inv(1 - q) - 1, inv(1 - q) * q), divided, degree=1, auto=False)
    first = p.equal_inside(exponent, lambda e: power(BASE, e))
    second = rules.real_power_power(BASE, inv(1 - q), q, positive)
    front = p.have(Eq(inv(1 - q) * (q - 1), -1), divided, degree=1, auto=False)
    half = p.have(Eq(inv(2 * sqrt(tau)), inv(sqrt(tau)) / 2), auto=False)
    raised = power(BASE, inv(1 - q) - 1)
    parts = [
        p.equal_inside(front, lambda z: z * raised * kappa * inv(sqrt(tau))),
        p.equal_inside(first, lambda z: z * kappa * inv(sqrt(tau))),
        p.equal_inside(second, lambda z: z * kappa * inv(sqrt(tau))),
        half,
    ]
    target = -kappa * power(SOLUTION, q) / sqrt(tau)
    same = p.have(Eq(derivative_of(slope), target), *parts, degree=1, auto=False)
    return rules.slope_equal(slope, always(p, same))


# --- how fast the gap decays: x^p is of the order t^{−p/(2(q−1))} -----------------------------------------------------

RATIO = p_ / (q - 1)
ORDER = {**FLOW, **TIMES, "q > 1": q > 1, "kappa": kappa > 0, "p": p_ > 0}


def order_model(p: Proof) -> Model:
    """The same solution, p = 2, from t_0 = 1 to t = 9."""
    base = bernoulli(p)
    values = {**base.values, p_: num(2), t1: num(9)}
    start = inv(1 + 2 * sqrt(num(1)))
    numbers = [
        num(9) > 0,
        num(2) > 0,
        num(2) > 1,
        sqrt(num(9)) >= 2 * sqrt(num(1)),
        power(start, num(1) - num(2)) <= 2 * sqrt(num(9)),
    ]
    return Model(values, base.functions, [*base.theorems, *[p.have(f, auto=False) for f in numbers]])


def reciprocal(p: Proof, positive: Theorem) -> Theorem:
    """x^p (x^{1−q})^{p/(q−1)} = 1."""
    room = p.have(q - 1 > 0, "q > 1", auto=False)
    exponent = p.have(Eq((1 - q) * RATIO, -p_), p.equal_inside(rules.inverse(room), lambda z: z * p_), degree=1, auto=False)
    raised = rules.real_power_power(x[t1], 1 - q, RATIO, positive)
    unit = zero_exponent(p, x[t1], p_, positive)
    moved = p.equal_inside(exponent, lambda e: power(x[t1], e) * power(x[t1], p_))
    return p.have(
        Eq(power(x[t1], p_) * power(power(x[t1], 1 - q), RATIO), 1),
        p.equal_inside(raised, lambda z: z * power(x[t1], p_)),
        moved,
        unit,
        degree=1,
        auto=False,
    )


def ratio_positive(p: Proof) -> Theorem:
    room = p.have(q - 1 > 0, "q > 1", auto=False)
    e = p.have(inv(q - 1) > 0, room, rules.inverse(room), auto=False)
    return p.have(RATIO > 0, "p", e, auto=False)


def compared(p: Proof, below: Term, above: Term, low: Theorem, order: Theorem, goal: Term) -> Theorem:
    """goal, x^p·b^r against 1, from 0 ≤ a < b: raised to r = p/(q−1) and multiplied with x^p."""
    positive = later(p, p["x > 0"], t1, using=(p["t > 0"],))
    raised = rules.real_power_monotone(below, above, RATIO, low, order, ratio_positive(p))
    scale = rules.power_positive(p_, positive)
    product = p.have(power(x[t1], p_) * (power(above, RATIO) - power(below, RATIO)) >= 0, scale, raised, auto=False)
    return p.have(goal, product, reciprocal(p, positive), degree=1, auto=False)


LOWER, UPPER = SPEED / 2 * sqrt(t1), 2 * SPEED * sqrt(t1)


@claim(
    "B14.3",
    "the gap decays at least like t^{−p/(2(q−1))}: x(t)^p ((κ(q−1))√t)^{p/(q−1)} ≤ 1 from √t ≥ 2√t_0 on",
    {**ORDER, "late": sqrt(t1) >= 2 * sqrt(t0)},
    power(x[t1], p_) * power(LOWER, RATIO) <= 1,
    model=order_model,
)
def _(p: Proof) -> Theorem:
    speed = p.have(SPEED > 0, "q > 1", "kappa", auto=False)
    start = rules.power_positive(1 - q, later(p, p["x > 0"], t0, using=(p["t0 > 0"],)))
    grown = p.have(SPEED * (sqrt(t1) - 2 * sqrt(t0)) >= 0, speed, "late", auto=False)
    above = power(x[t1], 1 - q)
    order = p.have(above > LOWER, p.use("B14.1"), start, grown, degree=1, auto=False)
    low = p.have(LOWER >= 0, speed, rules.defining(sqrt(t1), 0), auto=False)
    return compared(p, LOWER, above, low, order, p.goal)


@claim(
    "B14.4",
    "and at most so: 1 ≤ x(t)^p (4κ(q−1)√t)^{p/(q−1)} once x_0^{1−q} ≤ 2κ(q−1)√t",
    {**ORDER, "late": power(x[t0], 1 - q) <= SPEED * sqrt(t1)},
    power(x[t1], p_) * power(UPPER, RATIO) >= 1,
    model=order_model,
)
def _(p: Proof) -> Theorem:
    speed = p.have(SPEED > 0, "q > 1", "kappa", auto=False)
    root = p.positive_root(t0, "t0 > 0")
    lost = p.have(SPEED * sqrt(t0) > 0, speed, root, auto=False)
    below = power(x[t1], 1 - q)
    order = p.have(below < UPPER, p.use("B14.1"), lost, "late", degree=1, auto=False)
    positive = later(p, p["x > 0"], t1, using=(p["t > 0"],))
    low = p.have(below >= 0, rules.power_positive(1 - q, positive), auto=False)
    return compared(p, below, UPPER, low, order, p.goal)


def exponent(order: Term) -> Term:
    """The gap decays like t to the minus this: p/(2(q−1))."""
    return p_ / (2 * (order - 1))


ADAL_AMS, AMSGRAD = 2 * p_ - 2, p_ - 1  # the order q of the flow


def tends(p: Proof, order: Term, limit: Fraction, rate: int) -> Theorem:
    """|exponent − limit| ≤ rate/√p for p ≥ 3."""
    within = p.fix(p_, 3)
    bottom = p.have(order - 1 > 0, *within, auto=False)
    root, square = p.positive_root(p_, *within), p.root(p_, *within)
    above = p.have(sqrt(p_) >= 1, square, root, *within, auto=False)
    e, f = rules.inverse(bottom), rules.inverse(root)
    small, size = p.have(inv(order - 1) > 0, bottom, e, auto=False), p.have(inv(sqrt(p_)) > 0, root, f, auto=False)
    # √p·√p = p, so 1/√p = √p/p; and rate·(q−1) ≥ √p·(what the difference is times (q−1)).
    gap = exponent(order) - limit
    factor = p.have(
        Eq(gap, (p_ / 2 - limit * (order - 1)) * inv(order - 1)), p.equal_inside(e, lambda z: z * limit), degree=1, auto=False
    )
    left, right = p_ / 2 - limit * (order - 1), rate * inv(sqrt(p_))
    top = p.have(right * (order - 1) >= left, *covering(p, order, square, f, size, within), above, degree=1, auto=False)
    up = p.have((right * (order - 1) - left) * inv(order - 1) >= 0, top, small, auto=False)
    bound = p.have(gap <= right, up, factor, p.equal_inside(e, lambda z: z * right), degree=1, auto=False)
    over = p.have(left * inv(order - 1) >= 0, p.have(left >= 0, auto=False), small, auto=False)
    down = p.have(-gap <= right, over, factor, size, degree=1, auto=False)
    bound = p.have(abs(gap) <= right, bound, down, *[rules.defining(abs(gap), which) for which in (0, 1)], auto=False)
    return rules.tends_by_rate(p_, exponent(order), limit, rate, p.forall(bound, (p_, 3, None)))


def covering(p: Proof, order: Term, square: Theorem, f: Theorem, size: Theorem, within: list[Theorem]) -> list[Theorem]:
    """3(q−1)/√p ≥ p/√p = √p, for p ≥ 3."""
    wide = p.have(3 * (order - 1) - p_ >= 0, *within, auto=False)
    return [
        p.have((3 * (order - 1) - p_) * inv(sqrt(p_)) >= 0, wide, size, auto=False),
        p.equal_inside(square, lambda z: z * inv(sqrt(p_))),
        p.equal_inside(f, lambda z: z * sqrt(p_)),
    ]


@claim(
    "B14.5",
    "B11's exponent is tight in the limit: AdaL-AMS's tends to 1/4 as p → ∞",
    {},
    Tends(p_, exponent(ADAL_AMS), Fraction(1, 4)),
)
def _(p: Proof) -> Theorem:
    return tends(p, ADAL_AMS, Fraction(1, 4), 3)


@claim("B14.6", "and AMSGrad's to 1/2", {}, Tends(p_, exponent(AMSGRAD), Fraction(1, 2)))
def _(p: Proof) -> Theorem:
    return tends(p, AMSGRAD, Fraction(1, 2), 3)
