"""Rules of arithmetic: certificates, inverses, roots, powers, exp and log, and what defines |·|, max, min and sign."""

from __future__ import annotations

from collections.abc import Callable

from adal_theory.prove.kernel.certificates import Certificate, check
from adal_theory.prove.kernel.polynomials import canonical
from adal_theory.prove.kernel.terms import Eq, Ne, Term, exp, log, num, power, sqrt
from adal_theory.prove.kernel.theorem import Integer, Made, Number, Theorem, having, need, rule, same, together


@rule
def arith(goal: Term, premises: tuple[Theorem, ...], certificates: tuple[Certificate, ...]) -> Made:
    """A comparison from comparisons, by a certificate that is re-expanded here in exact rationals."""
    check(goal, tuple(t.conclusion for t in premises), certificates)
    return together(*premises), goal


@rule
def integral(t: Theorem) -> Made:
    """a < b gives a + 1 ≤ b for integer terms."""
    f = t.conclusion
    need(f.op == "lt" and all(a.sort == "int" for a in f.args), "{} is not a strict inequality of integers", f)
    return t.hypotheses, f.args[0] + 1 <= f.args[1]


@rule
def inverse(nonzero: Theorem) -> Made:
    """a ≠ 0 (or 0 < a) gives a·(1/a) = 1."""
    f = nonzero.conclusion
    ends = [a for a in f.args if f.op in ("ne", "lt") and canonical(a) != num(0)]
    need(len(ends) == 1, "{} does not say that something differs from 0", f)
    return nonzero.hypotheses, Eq(ends[0] * (1 / ends[0]), 1)


def _above_0(t: Theorem, *relations: str) -> Term:
    """The a of which the theorem says 0 ≤ a, or 0 < a, whichever are among the relations."""
    f = t.conclusion
    sign = "≥" if "le" in relations else ">"
    need(f.op in relations and canonical(f.args[0]) == num(0), "{} does not say that something is {} 0", f, sign)
    a: Term = f.args[1]
    return a


@rule
def sqrt_square(nonnegative: Theorem) -> Made:
    """0 ≤ a gives (√a)² = a."""
    a = _above_0(nonnegative, "le", "lt")
    return nonnegative.hypotheses, Eq(sqrt(a) ** 2, a)


# What holds of √, |·|, max, min and sign of anything.
DEFINING: dict[str, Callable[..., tuple[Term, ...]]] = {
    "sqrt": lambda a, _: (a >= 0,),
    "abs": lambda a, b: (a >= 0, Eq(a**2, b**2), a >= b, a >= -b),
    "max": lambda a, b, c: (a >= b, a >= c, Eq((a - b) * (a - c), 0)),
    "min": lambda a, b, c: (a <= b, a <= c, Eq((a - b) * (a - c), 0)),
    "sign": lambda a, b: (Eq(a * abs(b), b), Eq(a * b, abs(b)), Eq(a**3, a), a**2 <= 1),
}


def constraints(a: Term) -> tuple[Term, ...]:
    """The defining constraints of a term; none for other operations."""
    return DEFINING[a.op](a, *a.args) if a.op in DEFINING else ()


@rule
def defining(a: Term, which: int) -> Made:
    """The defining constraint number `which` of a term."""
    return (), constraints(a)[which]


@rule
def exp_positive(a: Number) -> Made:
    """0 < e^a."""
    return (), exp(a) > 0


@rule
def log_exp(a: Number) -> Made:
    """log e^a = a."""
    return (), Eq(log(exp(a)), a)


def _raisable(b: Term, n: Term, t: Theorem) -> None:
    """0 ≤ n, or b ≠ 0: then b^(n+1) = b·b^n in the total semantics too."""
    f = t.conclusion
    need(any(same(f, g) for g in (n >= 0, Ne(b, 0), b > 0)), "needs {} ≥ 0 or {} ≠ 0, was given {}", n, b, f)


@rule
def power_step(b: Number, n: Integer, condition: Theorem) -> Made:
    """0 ≤ n, or b ≠ 0, gives b^(n+1) = b·b^n."""
    _raisable(b, n, condition)
    return condition.hypotheses, Eq(power(b, n + 1), b * power(b, n))


@rule
def power_sum(b: Number, m: Integer, n: Integer, first: Theorem, second: Theorem) -> Made:
    """0 ≤ m and 0 ≤ n, or b ≠ 0, give b^(m+n) = b^m · b^n."""
    _raisable(b, m, first)
    _raisable(b, n, second)
    return together(first, second), Eq(power(b, m + n), power(b, m) * power(b, n))


@rule
def power_positive(n: Number, positive: Theorem) -> Made:
    """0 < b gives 0 < b^n for every integer or real n."""
    return positive.hypotheses, power(_above_0(positive, "lt"), n) > 0


@rule
def real_power_product(a: Number, b: Number, p: Number, first: Theorem, second: Theorem, positive: Theorem) -> Made:
    """0 ≤ a, 0 ≤ b and 0 < p give (ab)^p = a^p b^p."""
    return having((first, a >= 0), (second, b >= 0), (positive, p > 0)), Eq(power(a * b, p), power(a, p) * power(b, p))


@rule
def real_power_sum(a: Number, p: Number, q: Number, positive: Theorem) -> Made:
    """0 < a gives a^(p+q) = a^p a^q for real p and q."""
    return having((positive, a > 0)), Eq(power(a, p + q), power(a, p) * power(a, q))


@rule
def real_power_power(a: Number, p: Number, q: Number, positive: Theorem) -> Made:
    """0 < a gives (a^p)^q = a^(pq) for real p and q."""
    return having((positive, a > 0)), Eq(power(power(a, p), q), power(a, p * q))


@rule
def real_power_monotone(a: Number, b: Number, p: Number, low: Theorem, ordered: Theorem, positive: Theorem) -> Made:
    """0 ≤ a < b and 0 < p give a^p < b^p."""
    return having((low, a >= 0), (ordered, a < b), (positive, p > 0)), power(a, p) < power(b, p)
