"""Small theorems: each rule of the kernel in every branch, and the normal form of every operation."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from adal_theory.prove import (
    Eq,
    Forall,
    Function,
    Implies,
    InvalidInference,
    Mean,
    Ne,
    Preserves,
    Slope,
    Sum,
    Tends,
    Term,
    Theorem,
    exp,
    inv,
    log,
    maximum,
    minimum,
    num,
    power,
    sign,
    sqrt,
    var,
)
from adal_theory.prove import inference as k
from adal_theory.prove.kernel.certificates import GOAL, Certificate, Product
from adal_theory.prove.kernel.polynomials import canonical, normal
from adal_theory.prove.kernel.terms import apply

x, y, z, v, u = (var(n) for n in ("x", "y", "z", "v", "u_1"))
n, m, j, t = (var(name, "int") for name in ("n", "m", "j", "t"))
w, omega = var("w", "sample"), var("omega", "sample")
f, g = Function("f", ("real",)), Function("equal", ("int",))
X, Y = Function("X", ("sample",)), Function("Y", ("sample", "int"))
two = Function("h", ("int", "int"))
move = Function("move", ("sample", "real"), "sample")
HALF = Fraction(1, 2)


def by(*products: Product, rewrites: Any = ()) -> Certificate:
    return Certificate(products, tuple(rewrites))


def of(coefficient: Any, *factors: Any, equation: int | None = None, times: Term | None = None) -> Product:
    return Product(Fraction(coefficient), factors, equation, times)


SELF = by(of(1, GOAL))


def equation(a: Any, b: Any = None) -> Theorem:
    """a = b for terms with one normal form; without b, that form."""
    goal = Eq(a, canonical(a) if b is None else b)
    return k.arith(goal, (), (SELF, SELF))


def given(*formulas: Term) -> tuple[Theorem, ...]:
    return tuple(map(k.assume, formulas))


def certificates() -> dict[str, Theorem]:
    return {
        "square": k.arith(2 * x * y <= x**2 + y**2, (), (by(of(1, GOAL), of(1, x - y)),)),
        "number": k.arith(num(0) < num(1), (), (by(of(1, GOAL), of(1)),)),
        "unequal premise": k.arith((x - y) ** 2 > 0, given(Ne(x, y)), (by(of(1, GOAL), of(1, 0)),)),
        "unequal premise twice": k.arith((x - y) ** 4 > 0, given(Ne(x, y)), (by(of(1, GOAL), of(1, 0, 0)),)),
        "unequal goal": k.arith(Ne(x, 0), given(x > 0), (by(of(1, equation=GOAL), of(1, 0)),)),
        "unequal goal and premise": k.arith(Ne(x, 0), given(Ne(x * y, 0)), (by(of(1, 0), of(1, equation=GOAL, times=x * y**2)),)),
        "product": k.arith(x * y >= 0, given(x >= 0, y >= 0), (by(of(1, GOAL), of(1, 0, 1)),)),
        "product with the goal": k.arith(x >= 0, given(x * y >= 0, y > 0), (by(of(1, GOAL, 1), of(1, 0)),)),
        "fractions": k.arith(x <= num(Fraction(7, 3)), given(3 * x <= 7), (by(of(1, GOAL), of(Fraction(1, 3), 0)),)),
        "multiple of an equation": k.arith(
            Eq(x * z, y * z),
            given(Eq(x, y)),
            (by(of(1, GOAL), of(1, equation=0, times=z)), by(of(1, GOAL), of(-1, equation=0, times=z))),
        ),
        "rewriting": k.arith(Eq(x**4, 4), given(Eq(x**2, 2)), (by(of(1, GOAL), rewrites=[(0, ((x, 2),))]),) * 2),
        "rewriting in turn": k.arith(
            x**2 * y <= z,
            given(Eq(2 * x**2, y + 1), Eq(y**2 + y, 2 * z)),
            (by(of(1, GOAL), rewrites=[(0, ((x, 2),)), (1, ((y, 2),))]),),
        ),
        "strict": k.arith(x < y + 1, given(x <= y), (by(of(1, GOAL), of(1, 0), of(1)),)),
        "atoms rewritten": k.arith(sqrt(x**2) >= x, given(abs(x) >= x), (by(of(1, GOAL), of(1, 0)),)),
    }


def logic() -> dict[str, Theorem]:
    positive, bound = k.assume(x > 0), k.assume(Forall(v, f[v] <= v, 0, 1))
    square = k.arith(v**2 >= 0, (), (by(of(1, GOAL), of(1, v)),))
    onward = k.specialize(k.assume(Forall(j, g[j + 1] <= g[j])), n)
    step = k.arith(g[n + 1] <= x, (k.assume(g[n] <= x), onward), (by(of(1, GOAL), of(1, 0), of(1, 1)),))
    low, high = given(m <= n + 2, n + 2 <= t)
    nested = Forall(v, Implies(v > x, Forall(j, Implies(j >= n, f[v] + j >= 2 * x), n - 1, n + m)))
    again = Forall(v, Implies(x < v, Forall(j, Implies(n <= j, 2 * x <= j + f[v]), -1 + n, m + n)))
    found = {
        "assume": positive,
        "restate": k.restate(k.assume(x + x <= y), 2 * x <= y),
        "restate unequal": k.restate(k.assume(Ne(x, y)), Ne(y, x)),
        "restate unequal 0": k.restate(k.assume(Ne(x, y)), Ne(y - x, 0)),
        "restate equal": k.restate(k.assume(Eq(x, y)), Eq(2 * y, x + y)),
        "restate strict": k.restate(k.assume(x < y), x - y < 0),
        "restate slope": k.restate(k.assume(Slope(v, x + x, f[v] * v * v, v + f[v])), Slope(v, 2 * x, v**2 * f[v], f[v] + v)),
        "restate tends": k.restate(k.assume(Tends(n, g[n] * 2, x + x)), Tends(n, g[n] + g[n], 2 * x)),
        "restate tends real": k.restate(k.assume(Tends(v, f[v] * 2, x + x)), Tends(v, f[v] + f[v], 2 * x)),
        "restate real ends": k.restate(k.assume(Forall(v, f[v] + f[v] <= v, x + x, y)), Forall(v, 2 * f[v] <= v, 2 * x, y + 0)),
        "restate nested": k.restate(k.assume(nested), again),
        "restate sample": k.restate(k.assume(Forall(w, X[w] + X[w] <= 1)), Forall(w, 2 * X[w] <= 1)),
        "cut": k.cut(k.arith(x >= 0, given(x > 0), (by(of(1, GOAL), of(1, 0)),)), k.sqrt_square(k.assume(x >= 0))),
        "cut rearranged": k.cut(k.assume(x + x >= 0), k.assume(2 * x >= 0)),
        "discharge": k.discharge(x > 0, positive),
        "discharge what is not there": k.discharge(y > 0, positive),
        "discharge rearranged": k.discharge(x + x > 0, k.assume(2 * x > 0)),
        "detach": k.detach(k.assume(Implies(x + x > 0, y > 0)), k.assume(2 * x > 0)),
        "detach what vanishes": k.detach(k.discharge(Eq(z * X[w] * n, 0), positive), k.assume(Eq(z * X[w] * n, 0))),
        "generalize": k.generalize(v, square),
        "generalize real ends": k.generalize(v, k.assume(x <= v), x, y),
        "generalize rearranged": k.generalize(v, k.assume(x + x <= v), 2 * x),
        "generalize integers": k.generalize(n, k.assume(n <= 3), None, 3),
        "generalize samples": k.generalize(w, k.instantiate(square, ((v, X[w]),))),
        "specialize real ends": k.specialize(bound, x, *given(x >= 0, x <= 1)),
        "specialize rearranged": k.specialize(bound, x + x, *given(2 * x >= 0, 2 * x <= 1)),
        "specialize integers": k.specialize(k.assume(Forall(j, g[j] <= 1, m, t)), n + 2, low, high),
        "specialize samples": k.specialize(k.assume(Forall(w, X[w] <= 1)), move[w, x + 1]),
        "instantiate": k.instantiate(k.restate(k.assume(x + y <= y + x + z), z >= 0), ((x, 2 * n), (z, X[w] + 0))),
        "instantiate all": k.instantiate(
            k.arith(x**2 + n >= n, given(n >= 0), (by(of(1, GOAL), of(1, x)),)),
            ((x, y + 1), (n, maximum(m, 2) * abs(m) + sign(m) * minimum(m, n) + m**2)),
        ),
        "instantiate samples": k.instantiate(k.assume(X[w] <= 1), ((w, move[omega, x]),)),
        "instantiate what vanishes": k.instantiate(k.arith(Eq(x - x, 0), (), (SELF, SELF)), ((x, z * n),)),
        "instantiate_function": k.instantiate_function(k.assume(f[x] + f[2 * x] <= 3), "f", (v,), v**2 + 0),
        "instantiate_function in itself": k.instantiate_function(k.assume(f[f[x]] <= 3), "f", (v,), v + 1),
        "instantiate_function under binders": k.instantiate_function(
            k.assume(Eq(Sum(j, 1, n, two[j, n]), x)), "h", (m, t), Sum(j, m, t, g[j])
        ),
        "leibniz": k.leibniz(k.assume(Eq(x, y)), k.assume(f[x] + x <= 1), v, f[v] + v <= 1),
        "leibniz rearranged": k.leibniz(k.assume(Eq(x, y)), k.assume(x + f[x] <= 1), v, f[v] + v <= 1),
        "leibniz under binders": k.leibniz(
            k.assume(Eq(x, y)), k.assume(Eq(Sum(j, 1, n, x * g[j]), 1)), v, Eq(Sum(j, 1, n, v * g[j]), 1)
        ),
        "induction": k.induction(n, g[n] <= x, 1, k.assume(g[1] <= x), step),
        "induction to an end": k.induction(n, g[n] <= x, m, k.assume(g[m] <= x), step, t),
    }
    for goal, either in (("le", x <= y), ("lt", x < y), ("eq", Eq(x, y)), ("ne", Ne(x, y))):
        other = {"le": y < x, "lt": y <= x, "eq": Ne(x, y), "ne": Eq(x, y)}[goal]
        yes = k.detach(k.assume(Implies(either, z + z > 0)), k.assume(either))
        no = k.detach(k.assume(Implies(other, 2 * z > 0)), k.assume(other))
        found[f"cases {goal}"] = k.cases(either, yes, no)
    return found


def arithmetic() -> dict[str, Theorem]:
    n0, b0 = k.assume(n >= 0), k.assume(Ne(x, 0))
    a0, c0, p0 = given(x >= 0, y >= 0, z > 0)
    found = {
        "integral": k.integral(k.assume(n < 2 * m)),
        "inverse": k.inverse(b0),
        "inverse turned": k.inverse(k.assume(Ne(num(0), x + y))),
        "inverse positive": k.inverse(k.assume(x - y > 0)),
        "inverse negative": k.inverse(k.assume(x < 0)),
        "sqrt_square": k.sqrt_square(k.assume(x + y >= 0)),
        "sqrt_square strict": k.sqrt_square(k.assume(x > 0)),
        "exp_positive": k.exp_positive(x + x),
        "log_exp": k.log_exp(x - 1),
        "log_exp 0": k.log_exp(0),
        "power_step": k.power_step(x + y, n + 1, k.assume(n + 1 >= 0)),
        "power_step unequal": k.power_step(x, n, b0),
        "power_step positive": k.power_step(x, n, k.assume(x > 0)),
        "power_step number": k.power_step(x, 2, k.arith(num(2) >= 0, (), (by(of(1, GOAL), of(2)),))),
        "power_sum": k.power_sum(x, n, m, n0, k.assume(m >= 0)),
        "power_sum unequal": k.power_sum(x, n, m, b0, b0),
        "power_positive": k.power_positive(n, k.assume(x > 0)),
        "power_positive real": k.power_positive(y, k.assume(x > 0)),
        "power_positive number": k.power_positive(HALF, k.assume(x > 0)),
        "power_positive whole": k.power_positive(-2, k.assume(x > 0)),
        "real_power_product": k.real_power_product(x, y, z, a0, c0, p0),
        "real_power_product whole": k.real_power_product(x, y, n, a0, c0, k.assume(n > 0)),
        "real_power_sum": k.real_power_sum(x, y, z, k.assume(x > 0)),
        "real_power_sum half": k.real_power_sum(x, HALF, HALF, k.assume(x > 0)),
        "real_power_power": k.real_power_power(x, y, z, k.assume(x > 0)),
        "real_power_power whole": k.real_power_power(x, n, y, k.assume(x > 0)),
        "real_power_monotone": k.real_power_monotone(x, y, z, a0, k.assume(x < y), p0),
    }
    for a in (
        sqrt(x + 1),
        abs(x - y),
        maximum(x, y),
        minimum(x, 2 * y),
        sign(x + y),
        sqrt(num(-4)),
        abs(num(-4)),
        maximum(x, x + 1),
    ):
        for which in range(4):
            try:
                found[f"defining {which} of {a}"] = k.defining(a, which)
            except InvalidInference:
                break
    return found


def sums() -> dict[str, Theorem]:
    s = Sum(j, m, n, g[j] * x)
    count = k.assume(n + 1 >= 1)
    compare = {op: k.assume(Forall(j, apply(op, g[j], f[j]), m, n + 1)) for op in ("le", "lt", "eq")}
    return {
        **{f"sum_monotone {op}": k.sum_monotone(q) for op, q in compare.items()},
        "sum_split": k.sum_split(s, t, *given(m <= t + 1, t <= n)),
        "sum_split rearranged": k.sum_split(s, t - 1, *given(m - t <= 0, t <= n + 1)),
        "sum_shift": k.sum_shift(s, t),
        "sum_shift number": k.sum_shift(Sum(j, 1, n, g[j]), -1),
        "sum_shift nested": k.sum_shift(Sum(j, 1, n, Sum(t, 1, j, two[j, t])), 2),
        "sum_swap rectangle": k.sum_swap(Sum(j, 1, n, Sum(t, m, 2 * m, two[j, t] * x))),
        "sum_swap triangle": k.sum_swap(Sum(j, m, n, Sum(t, m, j, two[j, t]))),
        "sum_swap triangle rearranged": k.sum_swap(Sum(j, m + m, n, Sum(t, 2 * m, j, two[j, t]))),
        "sum_count": k.sum_count(1, n, count),
        "sum_count rearranged": k.sum_count(m, n, k.assume(m - n <= 1)),
        "telescope": k.telescope(j, g[j] * x, m, n, k.assume(m <= n + 1)),
        "telescope numbers": k.telescope(j, j**2, 1, n, k.assume(n >= 0)),
    }


def calculus() -> dict[str, Theorem]:
    above, wide = k.assume(Forall(v, Implies(x < v, f[v] > 0))), k.assume(Forall(v, Implies(2 * x - x < v, Ne(f[v] + 0, 0))))
    slope = k.assume(Slope(v, x, f[v], f[v] ** 2))
    second = k.assume(Slope(v, x + 0, f[v], y))
    facts = (above, slope)
    rate = k.assume(Forall(n, abs(g[n] - x) <= y / sqrt(n), m))
    real = k.assume(Forall(v, abs(f[v] - x) <= y * inv(sqrt(v)), z))
    equal = k.assume(Forall(v, Implies(x < v, Eq(v + v, 2 * v + f[v]))))
    return {
        "derivative": k.derivative(v, 3 * v**3 + v * x - y, x, ()),
        "derivative of a constant": k.derivative(v, y, x, ()),
        "derivative of v": k.derivative(v, v, x, ()),
        "derivative of a square": k.derivative(v, (v + 1) ** 2, x, ()),
        "derivative of exp": k.derivative(v, exp(v**2) * v, x, ()),
        "derivative of log": k.derivative(v, log(f[v]) * v, x, facts),
        "derivative of inv": k.derivative(v, inv(f[v]), x, (wide, slope)),
        "derivative of inv positive": k.derivative(v, v / f[v], x, facts),
        "derivative of sqrt": k.derivative(v, sqrt(f[v]), x, facts),
        "derivative of rpow": k.derivative(v, power(f[v], y), x, facts),
        "derivative of rpow half": k.derivative(v, power(f[v], Fraction(3, 2)), x, facts),
        "derivative takes the last": k.derivative(v, f[v] ** 2, x, (slope, second)),
        "derivative of three factors": k.derivative(v, v * f[v] * exp(v), x, facts),
        "slope_equal": k.slope_equal(k.derivative(v, v**2, x, ()), k.assume(Forall(v, Implies(x < v, Eq(2 * v, f[v]))))),
        "slope_equal rearranged": k.slope_equal(k.assume(Slope(v, x, f[v], v + v)), equal),
        "tends_by_rate": k.tends_by_rate(n, g[n], x, y, rate),
        "tends_by_rate real": k.tends_by_rate(v, f[v], x, y, real),
        "log-product": k.axiom("log-product", x, y + 1),
        "log-tangent": k.axiom("log-tangent", x * y),
        "zero-slope": k.axiom("zero-slope", v, x, f[v]),
        "monotone-slope": k.axiom("monotone-slope", v, x, f[v], v**2, y, z),
    }


def means() -> dict[str, Theorem]:
    compare = {op: k.assume(Forall(w, apply(op, X[w], X[w] ** 2))) for op in ("le", "lt", "eq")}
    keeps = k.assume(Preserves(w, move[w, x]))
    return {
        **{f"mean_monotone {op}": k.mean_monotone(q) for op, q in compare.items()},
        "mean_sum": k.mean_sum(Mean(w, Sum(j, m, n, Y[w, j]))),
        "mean_sum of products": k.mean_sum(Mean(w, Sum(j, 1, n, Y[w, j] * x))),
        "change_of_variables": k.change_of_variables(keeps, w, X[w] ** 2 + y),
    }


RULES = (certificates, logic, arithmetic, sums, calculus, means)


def normal_forms() -> list[Term]:
    """Terms whose normal forms go through every branch."""
    inverses = [
        num(0),
        num(Fraction(2, 3)),
        num(-2),
        x * y,
        2 * x,
        x**3,
        x + y,
        2 * x + 2 * y,
        x * y + x * z,
        inv(x),
        inv(x) * y,
        x**2 * y + 2 * x**2,
        -x - y,
        x - x,
        inv(x + 1),
        sqrt(num(2)),
        x * inv(x),
        (x + y) ** 2,
        3 * inv(x) + inv(x) ** 2 * y,
    ]
    roots = [
        num(-4),
        num(0),
        num(Fraction(4, 9)),
        num(2),
        num(8),
        x**2,
        4 * x**2 * y,
        inv(x),
        4 * inv(x),
        x * y,
        2 * x,
        x**3,
        x + y,
        -x,
        -4 * x,
        -(x**2),
        x**2 * inv(y),
        2 * x**2,
        abs(x) ** 2,
        x - x - 1,
        x**2 * y**3 * Fraction(4, 9),
        3 * inv(x),
        inv(x) ** 3,
        -2 * x**4,
        x * inv(x),
        sqrt(x),
        x - x,
        (x**2) ** 3,
        4 * x**6 * y**5,
    ]
    sizes = [
        num(0),
        num(-3),
        num(3),
        num(-HALF),
        x - x,
        -x,
        2 * x,
        -2 * x - 2 * y,
        x + y,
        x**2,
        x**3,
        x * y,
        abs(x),
        sqrt(x),
        inv(x),
        inv(x) ** 3,
        sqrt(x) ** 3,
        -(x**2) * y,
        x * inv(y),
        exp(x),
        x**4,
        -4 * x**5 * inv(y) ** 2,
        abs(x) ** 3,
        n,
        n - 2 * m,
    ]
    signs = [num(-2), num(0), num(HALF), x + x, x - x, -x, n]
    exps = [num(0), x - x, x + y + x, num(1), -x, n]
    logs = [num(0), num(1), num(-2), num(2), x + x, x - x, x - x + 1, exp(x)]
    pairs = [
        (x, x),
        (x, x + 1),
        (x + 1, x),
        (y, x),
        (x, y),
        (num(2), num(3)),
        (num(3), num(2)),
        (x + y, y + x),
        (x + y, 1 + y + x),
        (n, m),
        (n, n),
        (x + x, 2 * x),
        (x + x + y, z),
    ]
    bases = [
        x,
        num(0),
        num(1),
        num(-1),
        num(2),
        x * y,
        2 * x,
        x**2,
        x + y,
        3 * x**2 * y,
        x - x,
        x - x + 1,
        inv(x),
        sqrt(x),
        -x,
        abs(x),
        m,
        2 * m**3,
    ]
    whole = [n, 2 * n, n + 1, n - n, n - n + 1, n - n + 2, n - n - 1, n - n - 3, num(3), num(-3), num(0), num(1), num(-1)]
    powers = [apply("ipow", b, e) for b in bases for e in whole[:2]] + [
        apply("ipow", b, e) for b in (x, num(-2), num(0), x + y, x * y) for e in whole
    ]
    real = [
        power(x, HALF),
        power(x, Fraction(3, 2)),
        power(x + x, y),
        power(num(2), y),
        power(x, y - y + 2),
        power(x, y - y),
        power(x, y - y - 1),
        power(x, y - y + HALF),
        power(x - x, y),
        power(x, y + n),
    ]
    binders = [
        Sum(j, 1, 0, g[j]),
        Sum(j, 3, 1, g[j]),
        Sum(j, 1, 1, g[j]),
        Sum(j, 1, 3, g[j] * x),
        Sum(j, n, n, g[j]),
        Sum(j, n, n + 2, g[j]),
        Sum(j, n + 1, n, g[j]),
        Sum(j, n + 3, n, g[j]),
        Sum(j, 1, n, 3 * x * g[j]),
        Sum(j, 1, n, x),
        Sum(j, 1, n, 0),
        Sum(j, 1, n, g[j] - g[j]),
        Sum(j, 1, n, g[j] + x * j + 2),
        Sum(j, n - n + 1, n + 0, g[j + j]),
        Sum(j, 1, n, Sum(t, 1, j, g[j] * g[t] * x)),
        Sum(j, 1, 7, g[j]),
        Sum(j, 1, 6, g[j]),
        Sum(j, 0, 5, 2 * j),
        Sum(j, 1, 2, Sum(t, 1, j, g[t])),
        Sum(j, 1, n, sqrt(j**2)),
        Sum(j, 1, n, g[j] ** 2 * x**2 - y),
        Sum(j, m + m, 2 * n, g[j]),
        Sum(j, 1, n, j - j + 1),
        Sum(j, 1, n, Sum(t, 1, 3, two[j, t])),
        Sum(j, 1, 2, Sum(t, 1, n, x * two[j, t] + 1)),
        Sum(j, 1, n, power(x, j) * power(x * y, n)),
        Sum(j, 1, n, maximum(g[j], j) + minimum(n, 2)),
        Sum(j, n, n + 2, power(x, j)),
    ]
    means = [
        Mean(w, X[w]),
        Mean(w, x),
        Mean(w, 0),
        Mean(w, 2 * X[w] + 3),
        Mean(w, X[w] - X[w]),
        Mean(w, X[w] ** 2 * y - X[w]),
        Mean(w, Sum(j, 1, n, j * Y[w, j])),
        Sum(j, 1, n, Mean(w, j * Y[w, j])),
        Mean(w, X[move[w, x]] * x),
        Mean(w, num(1)),
        Mean(w, X[w] * 1 + 0),
    ]
    applied = [
        f[x + x],
        g[n + 1 - 1],
        two[n + n, 2 * m - m],
        X[move[w, x + x]],
        X[move[move[w, x - x], 1 + 1 + x]],
        f[f[x + x] + f[2 * x]],
    ]
    others = [
        minimum(apply("ipow", x * x, n - 2), y),
        apply("ipow", x * x, n - 2) + power(x, 2 * (n - 2)),
        (x + y) ** 3,
        (x - y) * (x + y),
        x * 2 * x,
        x + x,
        num(3) * 2,
        (n + m) ** 2,
        -(x - y),
    ]
    return [
        *map(inv, inverses),
        *map(sqrt, roots),
        *map(abs, sizes),
        *map(sign, signs),
        *map(exp, exps),
        *map(log, logs),
        *(extremum(a, b) for a, b in pairs for extremum in (maximum, minimum)),
        *powers,
        *real,
        *binders,
        *means,
        *applied,
        *others,
    ]


def forms() -> dict[str, Theorem]:
    """Each term equal to its normal form. That of √(−x²) is |x|√(−1), where √(−1) = 0 is not seen: it is compared with itself."""
    found = {}
    for q, a in enumerate(normal_forms()):
        seen = normal(canonical(a)) == normal(a)
        found[f"form {q}"] = equation(a) if seen else equation(a + a, 2 * a)
    return found
