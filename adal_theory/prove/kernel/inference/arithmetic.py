"""Rules of arithmetic: certificates, inverses, roots, powers, and what defines |·|, max, min and sign."""

from __future__ import annotations

from typing import Any

from adal_theory.prove.kernel.certificates import Certificate, check
from adal_theory.prove.kernel.polynomials import canonical
from adal_theory.prove.kernel.terms import Eq, InvalidInference, Term, lift, num, power, sqrt
from adal_theory.prove.kernel.theorem import Made, Theorem, number, rule, same, together, wants


@rule
def arith(goal: Term, premises: tuple[Theorem, ...], certificates: tuple[Certificate, ...]) -> Made:
    """A comparison from comparisons, by a certificate that is re-expanded here in exact rationals."""
    check(goal, tuple(t.conclusion for t in premises), certificates)
    return together(*premises), goal


@rule
def integral(t: Theorem) -> Made:
    """a < b gives a + 1 ≤ b for integer terms."""
    f = t.conclusion
    if f.op != "lt" or any(a.sort != "int" for a in f.args):
        raise InvalidInference("integral", f"{f} is no strict inequality of integers")
    return t.hypotheses, f.args[0] + 1 <= f.args[1]


@rule
def inverse(nonzero: Theorem) -> Made:
    """a ≠ 0 (or 0 < a) gives a·(1/a) = 1."""
    f = nonzero.conclusion
    ends = [a for a in f.args if canonical(a) != num(0)]
    if f.op not in ("ne", "lt") or len(ends) != 1:
        raise InvalidInference("inverse", f"{f} does not say that something differs from 0")
    return nonzero.hypotheses, Eq(ends[0] * (1 / ends[0]), 1)


@rule
def sqrt_square(nonnegative: Theorem) -> Made:
    """0 ≤ a gives (√a)² = a."""
    f = nonnegative.conclusion
    if f.op not in ("le", "lt") or canonical(f.args[0]) != num(0):
        raise InvalidInference("sqrt_square", f"{f} does not say that something is ≥ 0")
    return nonnegative.hypotheses, Eq(sqrt(f.args[1]) ** 2, f.args[1])


@rule
def defining(a: Term, which: int) -> Made:
    """What holds of √, |·|, max, min and sign of anything: number `which` of the list below."""
    return (), constraints(a)[which]


def constraints(a: Term) -> tuple[Term, ...]:
    """The defining constraints of a term; none for other operations."""
    if a.op == "sqrt":
        return (a >= 0,)
    if a.op == "abs":
        return (a >= 0, Eq(a**2, a.args[0] ** 2), a >= a.args[0], a >= -a.args[0])
    if a.op == "max":
        b, c = a.args
        return (a >= b, a >= c, Eq((a - b) * (a - c), 0))
    if a.op == "min":
        b, c = a.args
        return (a <= b, a <= c, Eq((a - b) * (a - c), 0))
    if a.op == "sign":
        b = a.args[0]
        return (Eq(a * abs(b), b), Eq(a * b, abs(b)), Eq(a**3, a), a**2 <= 1)
    return ()


@rule
def power_step(b: Any, n: Any, condition: Theorem) -> Made:
    """0 ≤ n, or b ≠ 0, gives b^(n+1) = b·b^n."""
    b, n = number("power_step", b), lift(n)
    _power_condition("power_step", b, n, condition)
    return condition.hypotheses, Eq(power(b, n + 1), b * power(b, n))


def _power_condition(name: str, b: Term, n: Term, t: Theorem) -> None:
    if n.sort != "int":
        raise InvalidInference(name, f"the exponent {n} is no integer")
    f = t.conclusion
    if not (same(f, n >= 0) or same(f, Term("ne", (b, num(0)), "bool")) or same(f, b > 0)):
        raise InvalidInference(name, f"needs {n} ≥ 0 or {b} ≠ 0, was given {f}")


@rule
def power_sum(b: Any, m: Any, n: Any, first: Theorem, second: Theorem) -> Made:
    """0 ≤ m and 0 ≤ n, or b ≠ 0, give b^(m+n) = b^m · b^n."""
    b, m, n = number("power_sum", b), lift(m), lift(n)
    _power_condition("power_sum", b, m, first)
    _power_condition("power_sum", b, n, second)
    return together(first, second), Eq(power(b, m + n), power(b, m) * power(b, n))


@rule
def power_positive(n: Any, positive: Theorem) -> Made:
    """0 < b gives 0 < b^n for every integer or real n."""
    f = positive.conclusion
    if f.op != "lt" or canonical(f.args[0]) != num(0):
        raise InvalidInference("power_positive", f"{f} does not say that something is > 0")
    return positive.hypotheses, power(f.args[1], number("power_positive", n)) > 0


@rule
def real_power_product(a: Any, b: Any, exponent: Any, first: Theorem, second: Theorem, positive: Theorem) -> Made:
    """0 ≤ a, 0 ≤ b and 0 < p give (ab)^p = a^p b^p."""
    a, b, e = (number("real_power_product", q) for q in (a, b, exponent))
    for t, f in ((first, a >= 0), (second, b >= 0), (positive, e > 0)):
        wants("real_power_product", t, f)
    return together(first, second, positive), Eq(power(a * b, e), power(a, e) * power(b, e))


@rule
def real_power_sum(a: Any, p: Any, q: Any, positive: Theorem) -> Made:
    """0 < a gives a^(p+q) = a^p a^q for real p and q."""
    a, p, q = (number("real_power_sum", z) for z in (a, p, q))
    wants("real_power_sum", positive, a > 0)
    return positive.hypotheses, Eq(power(a, p + q), power(a, p) * power(a, q))


@rule
def real_power_power(a: Any, p: Any, q: Any, positive: Theorem) -> Made:
    """0 < a gives (a^p)^q = a^(pq) for real p and q."""
    a, p, q = (number("real_power_power", z) for z in (a, p, q))
    wants("real_power_power", positive, a > 0)
    return positive.hypotheses, Eq(power(power(a, p), q), power(a, p * q))


@rule
def real_power_monotone(a: Any, b: Any, exponent: Any, low: Theorem, ordered: Theorem, positive: Theorem) -> Made:
    """0 ≤ a < b and 0 < p give a^p < b^p."""
    a, b, e = (number("real_power_monotone", z) for z in (a, b, exponent))
    for t, f in ((low, a >= 0), (ordered, a < b), (positive, e > 0)):
        wants("real_power_monotone", t, f)
    return together(low, ordered, positive), power(a, e) < power(b, e)
