"""Lemmas on |·|, max, min, sign, 1/· and √: each is proved once in the kernel, then instantiated wherever it is needed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.terms import Eq, Ne, Term, absolute, inv, maximum, minimum, sign, sqrt, var
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics.state import State

Lemma = Callable[[], Theorem]
a, b, p, q = (var(name) for name in ("a", "b", "c1", "c2"))


def given(**hypotheses: Term) -> State:
    """A proof that starts from these hypotheses."""
    return State(hypotheses)


def instance(lemma: Lemma, values: dict[Term, Any], *premises: Theorem) -> Theorem:
    """The lemma with terms for its variables, its hypotheses discharged by the premises."""
    t = lemma()
    return discharge(k.instantiate(t, tuple(values.items())) if values else t, premises)


def discharge(t: Theorem, premises: tuple[Theorem, ...]) -> Theorem:
    """Cut the hypotheses of t by theorems that say them."""
    for p in premises:
        for h in t.hypotheses:
            if k.same(h, p.conclusion):
                t = k.cut(p if p.conclusion.key == h.key else k.restate(p, h), t)
    return t


@cache
def abs_of_nonneg() -> Theorem:
    """0 ≤ a ⊢ |a| = a."""
    return given(a=a >= 0).have(Eq(absolute(a), a), "a")


@cache
def abs_of_nonpos() -> Theorem:
    """a ≤ 0 ⊢ |a| = −a."""
    return given(a=a <= 0).have(Eq(absolute(a), -a), "a")


@cache
def abs_pos() -> Theorem:
    """a ≠ 0 ⊢ 0 < |a|."""
    p = given(a=Ne(a, 0))
    return p.have(absolute(a) > 0, "a", *[k.defining(absolute(a), i) for i in range(2)])


@cache
def max_right() -> Theorem:
    """a ≤ b ⊢ max(a, b) = b."""
    return given(a=a <= b).have(Eq(maximum(a, b), b), "a")


@cache
def max_left() -> Theorem:
    """b ≤ a ⊢ max(a, b) = a."""
    return given(a=b <= a).have(Eq(maximum(a, b), a), "a")


@cache
def min_left() -> Theorem:
    """a ≤ b ⊢ min(a, b) = a."""
    return given(a=a <= b).have(Eq(minimum(a, b), a), "a")


@cache
def min_right() -> Theorem:
    """b ≤ a ⊢ min(a, b) = b."""
    return given(a=b <= a).have(Eq(minimum(a, b), b), "a")


@cache
def sign_of_pos() -> Theorem:
    """0 < a ⊢ sign a = 1."""
    p = given(a=a > 0)
    size = p.have(Eq(absolute(a), a), "a")
    return p.have(Eq(sign(a), 1), k.inverse(p["a"]), k.defining(sign(a), 0), size)


@cache
def sign_of_neg() -> Theorem:
    """a < 0 ⊢ sign a = −1."""
    p = given(a=a < 0)
    size = p.have(Eq(absolute(a), -a), "a")
    return p.have(Eq(sign(a), -1), k.inverse(p.have(Ne(a, 0), "a")), k.defining(sign(a), 0), size)


@cache
def sign_of_zero() -> Theorem:
    """a = 0 ⊢ sign a = 0."""
    p = given(a=Eq(a, 0))
    return p.have(Eq(sign(a), 0), p.congr(p["a"], sign))


@cache
def inv_pos() -> Theorem:
    """0 < a ⊢ 0 < 1/a."""
    p = given(a=a > 0)
    return p.have(inv(a) > 0, "a", k.inverse(p["a"]))


@cache
def inv_neg() -> Theorem:
    """a < 0 ⊢ 1/a < 0."""
    p = given(a=a < 0)
    return p.have(inv(a) < 0, "a", k.inverse(p.have(Ne(a, 0), "a")))


@cache
def inv_zero() -> Theorem:
    """a = 0 ⊢ 1/a = 0, by convention."""
    p = given(a=Eq(a, 0))
    return p.have(Eq(inv(a), 0), p.congr(p["a"], inv))


@cache
def inv_ne_zero() -> Theorem:
    """a ≠ 0 ⊢ 1/a ≠ 0."""
    p = given(a=Ne(a, 0))
    return p.have(Ne(inv(a), 0), "a", k.inverse(p["a"]))


@cache
def inv_nonneg() -> Theorem:
    """0 ≤ a ⊢ 0 ≤ 1/a (1/0 = 0)."""
    p = given(a=a >= 0)
    return p.cases(
        Eq(a, 0),
        lambda z: p.have(inv(a) >= 0, instance(inv_zero, {}, z)),
        lambda z: p.have(inv(a) >= 0, "a", k.inverse(z), squares=[inv(a)]),
    )


@cache
def inv_nonpos() -> Theorem:
    """a ≤ 0 ⊢ 1/a ≤ 0."""
    p = given(a=a <= 0)
    return p.cases(
        Eq(a, 0),
        lambda z: p.have(inv(a) <= 0, instance(inv_zero, {}, z)),
        lambda z: p.have(inv(a) <= 0, "a", k.inverse(z), squares=[inv(a)]),
    )


@cache
def inv_le_inv() -> Theorem:
    """0 < a, a ≤ b ⊢ 1/b ≤ 1/a."""
    p = given(a=a > 0, b=a <= b)
    high = p.have(b > 0, "a", "b")
    both = [k.inverse(p["a"]), k.inverse(high), instance(inv_pos, {a: a}, p["a"]), instance(inv_pos, {a: b}, high)]
    return p.have(inv(b) <= inv(a), *both, products=[[both[2], both[3], p["b"]]], auto=False, degree=1)


@cache
def sqrt_pos() -> Theorem:
    """0 < a ⊢ 0 < √a."""
    p = given(a=a > 0)
    return p.positive_root(a, "a")


@cache
def sqrt_le_sqrt() -> Theorem:
    """0 ≤ a, a ≤ b ⊢ √a ≤ √b."""
    p = given(a=a >= 0, b=a <= b)
    low = p.have(b >= 0, "a", "b")
    roots = (k.sqrt_square(p["a"]), k.sqrt_square(low), k.defining(sqrt(a), 0), k.defining(sqrt(b), 0))
    return p.have(sqrt(a) <= sqrt(b), "b", *roots)


@cache
def sqrt_le_self() -> Theorem:
    """1 ≤ a ⊢ √a ≤ a."""
    p = given(a=a >= 1)
    root = k.sqrt_square(p.have(a >= 0, "a"))
    return p.have(sqrt(a) <= a, "a", root, k.defining(sqrt(a), 0))


@cache
def le_of_sq_le() -> Theorem:
    """0 ≤ b, a² ≤ b² ⊢ a ≤ b."""
    p = given(b=b >= 0, s=a**2 <= b**2)
    return p.have(a <= b, "b", "s")


@cache
def lt_of_sq_lt() -> Theorem:
    """0 ≤ b, a² < b² ⊢ a < b."""
    p = given(b=b >= 0, s=a**2 < b**2)
    return p.have(a < b, "b", "s")


@cache
def abs_le_of_sq_le() -> Theorem:
    """a² ≤ b², 0 ≤ b ⊢ |a| ≤ b."""
    p = given(square=a**2 <= b**2, sign=b >= 0)
    return p.have(absolute(a) <= b, "square", "sign", *[k.defining(absolute(a), i) for i in range(2)])


@cache
def sq_nonneg() -> Theorem:
    """0 ≤ a²."""
    return given().have(a**2 >= 0, squares=[a])


@cache
def eq_of_sq_nonpos() -> Theorem:
    """(a − b)² ≤ 0 ⊢ a = b."""
    return given(square=(a - b) ** 2 <= 0).have(Eq(a, b), "square")


@cache
def sq_le_of_abs_le() -> Theorem:
    """|a| ≤ b ⊢ a² ≤ b²."""
    p = given(b=absolute(a) <= b)
    return p.have(a**2 <= b**2, "b", k.defining(absolute(a), 0), k.defining(absolute(a), 1))


@cache
def inv_sqrt_sq() -> Theorem:
    """0 < a ⊢ (1/√a)² = 1/a."""
    p = given(a=a > 0)
    root = p.positive_root(a, "a")
    return p.have(Eq(inv(sqrt(a)) ** 2, inv(a)), k.inverse(root), k.inverse(p["a"]), k.sqrt_square(p["a"]))


@cache
def sq_of_average() -> Theorem:
    """0 ≤ p, 0 ≤ q, p + q = 1 ⊢ (p a + q b)² ≤ p a² + q b²: the difference is p q (a − b)²."""
    proof = given(p=p >= 0, q=q >= 0, one=Eq(p + q, 1))
    gap = proof.have(p * q * (a - b) ** 2 >= 0, "p", "q", squares=[a - b])
    return proof.have((p * a + q * b) ** 2 <= p * a**2 + q * b**2, gap, "one")


@cache
def sq_add_le() -> Theorem:
    """0 ≤ p < 1 ⊢ (p a + b)² ≤ p a² + b²/(1 − p): the difference is p ((1 − p) a − b)²/(1 − p)."""
    proof = given(p=p >= 0, gap=1 - p > 0)
    scale = instance(inv_pos, {a: 1 - p}, proof["gap"])
    rest = (1 - p) * a - b
    gap = proof.have(p * rest**2 * inv(1 - p) >= 0, "p", scale, products=[[proof["p"], scale, rest]], auto=False)
    return proof.have((p * a + b) ** 2 <= p * a**2 + b**2 * inv(1 - p), gap, k.inverse(proof["gap"]), auto=False)
