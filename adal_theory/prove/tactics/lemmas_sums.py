"""Lemmas on sums: Cauchy–Schwarz, and closed forms proved by induction on the upper end."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import Sum
from adal_theory.prove.kernel.terms import Eq, Function, Term, power, var
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics.lemmas import a, given
from adal_theory.prove.tactics.state import State

A, B = Function("a_of", ("int",)), Function("b_of", ("int",))
lo, hi, i, j, c, n = (var(q, "int") for q in ("lo", "hi", "i", "j", "c", "n"))


@cache
def cauchy_schwarz() -> Theorem:
    """⊢ (Σ a b)² ≤ Σ a² Σ b², from 0 ≤ Σ_i Σ_j (a_i b_j − a_j b_i)²."""
    p = given()
    square = p.have((A[i] * B[j] - A[j] * B[i]) ** 2 >= 0, squares=[A[i] * B[j] - A[j] * B[i]], auto=False)
    double = p.sum(i, p.sum(j, square, lo, hi), lo, hi)
    goal = Sum(i, lo, hi, A[i] * B[i]) ** 2 <= Sum(i, lo, hi, A[i] ** 2) * Sum(i, lo, hi, B[i] ** 2)
    return p.have(goal, double, auto=False, degree=1)


def _sum_lemma(
    total: Callable[[Term], Term],
    f: Callable[[Term], Term],
    ranges: dict[str, Term],
    powers: Callable[[State, list[Theorem]], list[Theorem]],
    top: Term | None = None,
) -> Theorem:
    """∀ n ≥ lo − 1: f(n), by induction, where f speaks of the sum total(n)."""
    p = given(**ranges)

    def step(ih: Theorem, w: list[Theorem]) -> Theorem:
        last = p.last(total(n + 1), *w)
        return p.have(f(n + 1), ih, last, *powers(p, w), auto=False, degree=1)

    start = p.have(f(lo - 1), *powers(p, []), auto=False, degree=1)
    return p.induct(n, f(n), lo - 1, start, step, top)


@cache
def geometric() -> Theorem:
    """0 ≤ lo + c ⊢ ∀ n ≥ lo − 1: (1 − a) Σ_{t=lo}^{n} a^(t+c) = a^(lo+c) − a^(n+1+c)."""

    def total(at: Term) -> Term:
        return Sum(i, lo, at, power(a, i + c))

    def powers(p: State, w: list[Theorem]) -> list[Theorem]:
        return [k.power_step(a, n + 1 + c, p.have(n + 1 + c >= 0, "c", *w))] if w else []

    def f(at: Term) -> Term:
        return Eq((1 - a) * total(at), power(a, lo + c) - power(a, at + 1 + c))

    return _sum_lemma(total, f, {"c": lo + c >= 0}, powers)


@cache
def arithmetic_geometric() -> Theorem:
    """0 ≤ lo + c ⊢ ∀ n ≥ lo − 1: (1−a)² Σ t a^(t+c) = lo a^(lo+c) − (lo−1) a^(lo+c+1) − (n+1) a^(n+c+1) + n a^(n+c+2)."""

    def total(at: Term) -> Term:
        return Sum(i, lo, at, i * power(a, i + c))

    def powers(p: State, w: list[Theorem]) -> list[Theorem]:
        low = p.have(n + 1 + c >= 0, "c", *w) if w else None
        found = [k.power_step(a, lo + c, p["c"])]
        if low is not None:
            found += [k.power_step(a, n + 1 + c, low), k.power_step(a, n + 2 + c, p.have(n + 2 + c >= 0, low))]
        return found

    def f(at: Term) -> Term:
        start = lo * power(a, lo + c) - (lo - 1) * power(a, lo + c + 1)
        return Eq((1 - a) ** 2 * total(at), start - (at + 1) * power(a, at + c + 1) + at * power(a, at + c + 2))

    return _sum_lemma(total, f, {"c": lo + c >= 0}, powers)


@cache
def geometric_reversed() -> Theorem:
    """⊢ ∀ lo − 1 ≤ n ≤ hi: (1 − a) Σ_{t=lo}^{n} a^(hi−t) = a^(hi−n) − a^(hi−lo+1)."""

    def total(at: Term) -> Term:
        return Sum(i, lo, at, power(a, hi - i))

    def powers(p: State, w: list[Theorem]) -> list[Theorem]:
        return [k.power_step(a, hi - n - 1, p.have(hi - n - 1 >= 0, *w))] if w else []

    def f(at: Term) -> Term:
        return Eq((1 - a) * total(at), power(a, hi - at) - power(a, hi - lo + 1))

    return _sum_lemma(total, f, {}, powers, hi)


@cache
def sum_id() -> Theorem:
    """⊢ ∀ n ≥ lo − 1: 2 Σ_{t=lo}^{n} t = n (n+1) − lo (lo−1)."""

    def total(at: Term) -> Term:
        return Sum(i, lo, at, i)

    return _sum_lemma(total, lambda at: Eq(2 * total(at), at * (at + 1) - lo * (lo - 1)), {}, lambda p, w: [])


@cache
def sum_square() -> Theorem:
    """⊢ ∀ n ≥ lo − 1: 6 Σ t² = n (n+1) (2n+1) − lo (lo−1) (2 lo − 1)."""

    def total(at: Term) -> Term:
        return Sum(i, lo, at, i**2)

    return _sum_lemma(
        total, lambda at: Eq(6 * total(at), at * (at + 1) * (2 * at + 1) - lo * (lo - 1) * (2 * lo - 1)), {}, lambda p, w: []
    )
