"""B14: the flow dx/dτ = −κ x^q/√τ of |x|^p/p with frozen v̂, its gap curve, and its exponents.

A step of the method is an Euler step of that flow (B14.7, B14.8): κ = η(1/δ + ε), q = 2p − 2 for AdaL-AMS, q = p − 1
for AMSGrad. Powers are real powers of positive numbers.
"""

from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.notation import *
from adal_theory.prove.kernel.binders import open_body

tau, order, degree, kappa, constant = (var(name) for name in ("tau", "q", "p", "kappa", "c"))
start, later = var("t0"), var("t")
x = Function("x", ("real",))

FLOW = {
    "flow": Slope(tau, 0, x[tau], -kappa * power(x[tau], order) / sqrt(tau)),
    "x > 0": Forall(tau, Implies(tau > 0, x[tau] > 0)),
}
TIMES = {"t0 > 0": start > 0, "t > 0": later > 0}
speed = 2 * kappa * (order - 1)
ADAL_AMS, AMSGRAD = 2 * degree - 2, degree - 1  # the order q of the flow


def curve(initial: Any, at: Any, since: Any) -> Term:
    """x(t)^{1−q} = x_0^{1−q} + 2κ(q−1)(√t − √t_0), from x_0 = `initial`."""
    return power(initial, 1 - order) + speed * (sqrt(at) - sqrt(since))


def exponent(order: Term) -> Term:
    """The gap decays like t to the minus this: p/(2(q−1))."""
    return degree / (2 * (order - 1))


def everywhere(p: Proof, fact: Theorem) -> Theorem:
    """∀ τ: 0 < τ ⇒ φ(τ), from 0 < τ ⊢ φ(τ)."""
    return p.generalize(inference.discharge(tau > 0, fact), (tau,))


def slope(p: Proof, a: Term, value: Any, rules: Sequence[Theorem], *equations: Theorem) -> Theorem:
    """da/dτ = value for τ > 0: the derivative by the rules of calculus, equal to the value by the equations."""
    found = inference.derivative(tau, a, 0, (*rules, everywhere(p, p.suppose(tau > 0))))
    same = p.have(Eq(open_body(found.conclusion.args[2], tau), value), p.suppose(tau > 0), *equations)
    return inference.slope_equal(found, everywhere(p, same))


def bernoulli(p: Proof) -> Model:
    """q = 2, κ = 1, x(τ) = 1/(1 + 2√τ), from t_0 = 1 to t = 4."""
    values = {order: num(2), kappa: num(1), start: num(1), later: num(4)}
    solved = p.lemma("B14.2", q=2, kappa=1, c=1)
    positive = p.have(Forall(tau, Implies(tau > 0, 1 / (1 + 2 * sqrt(tau)) > 0)))
    return Model(values, {"x": ((tau,), 1 / (1 + 2 * sqrt(tau)))}, [solved, positive, p.have(num(1) > 0), p.have(num(4) > 0)])


@claim(
    "B14.1",
    "Every positive solution of dx/dτ = −κ x^q/√τ has x(t)^{1−q} = x(t_0)^{1−q} + 2κ(q−1)(√t − √t_0)",
    {**FLOW, **TIMES},
    Eq(power(x[later], 1 - order), curve(x[start], later, start)),
    model=bernoulli,
)
def solutions_of_the_flow(p: Proof) -> None:
    """x^{1−q} − 2κ(q−1)√τ has the derivative (1−q) x^{−q} (−κ x^q/√τ) − κ(q−1)/√τ = 0, and so is constant."""
    with p.assuming(p.suppose(tau > 0)):
        unit = p.have(Eq(power(x[tau], -order) * power(x[tau], order), 1), p.have(x[tau] > 0, "x > 0"))
    invariant = power(x[tau], 1 - order) - speed * sqrt(tau)
    flat = slope(p, invariant, 0, (p["flow"], p["x > 0"]), p.times(unit, (1 - order) * kappa / sqrt(tau)))
    same = inference.detach(inference.axiom("zero-slope", tau, num(0), invariant), flat)
    p.conclude(same)


base = constant + speed * sqrt(tau)
solution = power(base, inv(1 - order))


@claim(
    "B14.2",
    "The curve x(τ) = (c + 2κ(q−1)√τ)^{1/(1−q)} solves dx/dτ = −κ x^q/√τ",
    {"q > 1": order > 1, "kappa ≥ 0": kappa >= 0, "c > 0": constant > 0},
    Slope(tau, 0, solution, -kappa * power(solution, order) / sqrt(tau)),
)
def the_curve_solves_the_flow(p: Proof) -> Theorem:
    """With b = c + 2κ(q−1)√τ: dx/dτ = b^{1/(1−q) − 1} (q−1)κ/√τ/(1−q) = −κ b^{q/(1−q)}/√τ, and b^{q/(1−q)} = x^q."""
    positive = p.have(base > 0, p.suppose(tau > 0))
    factor = p.field_simp(order - 1)
    exponents = p.have(Eq(inv(1 - order) - 1, inv(1 - order) * order), factor)
    shifted = p.congr(exponents, lambda e: power(base, e))
    raised = inference.real_power_power(base, inv(1 - order), order, positive)
    scale = kappa / sqrt(tau)
    return slope(
        p,
        solution,
        -scale * power(solution, order),
        (everywhere(p, positive),),
        p.times(shifted, scale),
        p.times(raised, scale),
        p.times(factor, power(base, inv(1 - order) - 1) * scale),
    )


decay = degree / (order - 1)
ORDER = {**FLOW, **TIMES, "q > 1": order > 1, "kappa": kappa > 0, "p": degree > 0}
lower, upper = speed / 2 * sqrt(later), 2 * speed * sqrt(later)


def long_run(p: Proof) -> Model:
    """The solution of `bernoulli`, p = 2, from t_0 = 1 to t = 9."""
    model, start_value = bernoulli(p), 1 / (1 + 2 * sqrt(num(1)))
    late = sqrt(num(9)) >= 2 * sqrt(num(1)), power(start_value, num(1) - num(2)) <= 2 * sqrt(num(9))
    more = map(p.have, (num(9) > 0, num(2) > 0, num(2) > 1, *late))
    return Model({**model.values, degree: num(2), later: num(9)}, model.functions, [*model.theorems, *more])


y = var("y")


@claim(
    "B14.9",
    "y^p times the power p/(q−1) of y^{1−q} is 1, for y > 0 and q > 1",
    {"y": y > 0, "q > 1": order > 1},
    Eq(power(y, degree) * power(power(y, 1 - order), decay), 1),
)
def reciprocal_powers(p: Proof) -> None:
    """(y^{1−q})^{p/(q−1)} = y^{−p}."""
    exponents = p.have(Eq((1 - order) * decay, -degree), p.times(p.field_simp(order - 1), degree))
    raised = inference.real_power_power(y, 1 - order, decay, p["y"])
    unit = p.have(Eq(power(y, -degree) * power(y, degree), 1), "y")
    p.conclude(p.times(raised, power(y, degree)), p.times(p.congr(exponents, lambda e: power(y, e)), power(y, degree)), unit)


@claim(
    "B14.3",
    "A positive solution of the flow has x(t)^p ((κ(q−1))√t)^{p/(q−1)} ≤ 1 as soon as √t ≥ 2√t_0",
    {**ORDER, "late": sqrt(later) >= 2 * sqrt(start)},
    power(x[later], degree) * power(lower, decay) <= 1,
    model=long_run,
)
def gap_from_above(p: Proof) -> None:
    """x^{1−q} > κ(q−1)√t by B14.1; raise both to p/(q−1) and multiply by x^p (B14.9)."""
    now, then = (p.have(x[at] > 0, "x > 0") for at in (later, start))
    grown = p.times(p.have(sqrt(later) - 2 * sqrt(start) >= 0, "late"), speed)
    inside = p.have(power(x[later], 1 - order) > lower, "B14.1", grown, p.have(power(x[start], 1 - order) > 0, then))
    raised = p.step("rpow_le_rpow", inside, p.positivity(decay), a=lower, b=power(x[later], 1 - order), q=decay)
    p.conclude(p.times(raised, power(x[later], degree), now), p.lemma("B14.9", now, y=x[later]))


@claim(
    "B14.4",
    "A positive solution of the flow has x(t)^p (4κ(q−1)√t)^{p/(q−1)} ≥ 1 as soon as x(t_0)^{1−q} ≤ 2κ(q−1)√t",
    {**ORDER, "late": power(x[start], 1 - order) <= speed * sqrt(later)},
    power(x[later], degree) * power(upper, decay) >= 1,
    model=long_run,
)
def gap_from_below(p: Proof) -> None:
    """x^{1−q} < 4κ(q−1)√t by B14.1; raise both to p/(q−1) and multiply by x^p (B14.9)."""
    now = p.have(x[later] > 0, "x > 0")
    inside = p.have(power(x[later], 1 - order) < upper, "B14.1", "late", p.positivity(speed * sqrt(start)))
    low = p.have(power(x[later], 1 - order) > 0, now)
    raised = p.step("rpow_le_rpow", inside, low, p.positivity(decay), a=power(x[later], 1 - order), b=upper, q=decay)
    p.conclude(p.times(raised, power(x[later], degree), now), p.lemma("B14.9", now, y=x[later]))


def tends(p: Proof, order: Term, limit: Fraction) -> Theorem:
    """The exponent p/(2(q−1)) → L as p → ∞, from |p/(2(q−1)) − L| ≤ 3/√p for p ≥ 3, where √p ≤ p."""
    root = p.have(Forall(degree, sqrt(degree) <= degree, 3, None))
    near = p.have(Forall(degree, abs(exponent(order) - limit) <= 3 / sqrt(degree), 3, None), root)
    return inference.tends_by_rate(degree, exponent(order), limit, 3, near)


@claim(
    "B14.5",
    "B11's exponent is tight in the limit: that of the gap of AdaL-AMS's flow, p/(2(2p−3)), tends to 1/4 as p → ∞",
    {},
    Tends(degree, exponent(ADAL_AMS), Fraction(1, 4)),
)
def exponent_of_adal_ams(p: Proof) -> Theorem:
    """|p/(2(2p−3)) − 1/4| = 3/(4(2p−3))."""
    return tends(p, ADAL_AMS, Fraction(1, 4))


@claim(
    "B14.6",
    "B10's exponent is tight in the limit: that of the gap of AMSGrad's flow, p/(2(p−2)), tends to 1/2 as p → ∞",
    {},
    Tends(degree, exponent(AMSGRAD), Fraction(1, 2)),
)
def exponent_of_amsgrad(p: Proof) -> Theorem:
    """|p/(2(p−2)) − 1/2| = 1/(p−2)."""
    return tends(p, AMSGRAD, Fraction(1, 2))
