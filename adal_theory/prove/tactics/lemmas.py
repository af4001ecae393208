"""What is known of |·|, max, min, 1/·, √ and powers: proved once in the kernel, then instantiated."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from adal_theory.prove import rules as k
from adal_theory.prove.binding import substitute
from adal_theory.prove.kernel import Theorem
from adal_theory.prove.proof import Proof
from adal_theory.prove.terms import Eq, Ne, Term, absolute, inv, log, maximum, minimum, power, sign, sqrt, var

a, b = var("a"), var("b")
n, m = var("n", "int"), var("m", "int")
_BUILD: dict[str, Callable[[], Theorem]] = {}


def lemma(build: Callable[[], Theorem]) -> Callable[[], Theorem]:
    _BUILD[build.__name__] = lru_cache(maxsize=1)(build)
    return build


def given(**hypotheses: Term) -> Proof:
    return Proof(hypotheses)


def instance(name: str, values: dict[Term, Any], *premises: Theorem) -> Theorem:
    """The lemma with terms for its variables, its hypotheses discharged by the premises in order."""
    t = _BUILD[name]()
    if values:
        t = k.instantiate(t, tuple(values.items()))
    return discharge(t, premises)


def discharge(t: Theorem, premises: tuple[Theorem, ...]) -> Theorem:
    """Cut the hypotheses of t by theorems that say them."""
    for p in premises:
        for h in t.hypotheses:
            if k.same(h, p.conclusion):
                t = k.cut(p if p.conclusion.key == h.key else k.restate(p, h), t)
    return t


@lemma
def abs_of_nonneg() -> Theorem:
    """0 ≤ a ⊢ |a| = a."""
    return given(a=a >= 0).have(Eq(absolute(a), a), "a")


@lemma
def abs_of_nonpos() -> Theorem:
    return given(a=a <= 0).have(Eq(absolute(a), -a), "a")


@lemma
def max_right() -> Theorem:
    """a ≤ b ⊢ max(a, b) = b."""
    return given(a=a <= b).have(Eq(maximum(a, b), b), "a")


@lemma
def max_left() -> Theorem:
    return given(a=b <= a).have(Eq(maximum(a, b), a), "a")


@lemma
def min_left() -> Theorem:
    return given(a=a <= b).have(Eq(minimum(a, b), a), "a")


@lemma
def min_right() -> Theorem:
    return given(a=b <= a).have(Eq(minimum(a, b), b), "a")


@lemma
def sign_of_pos() -> Theorem:
    p = given(a=a > 0)
    size = p.have(Eq(absolute(a), a), "a")
    return p.have(Eq(sign(a), 1), k.inverse(p["a"]), k.defining(sign(a), 0), size)


@lemma
def sign_of_neg() -> Theorem:
    p = given(a=a < 0)
    size = p.have(Eq(absolute(a), -a), "a")
    return p.have(Eq(sign(a), -1), k.inverse(p.have(Ne(a, 0), "a")), k.defining(sign(a), 0), size)


@lemma
def sign_of_zero() -> Theorem:
    p = given(a=Eq(a, 0))
    return p.have(Eq(sign(a), 0), p.equal_inside(p["a"], sign))


@lemma
def inv_pos() -> Theorem:
    """0 < a ⊢ 0 < 1/a."""
    p = given(a=a > 0)
    return p.have(inv(a) > 0, "a", k.inverse(p["a"]))


@lemma
def inv_neg() -> Theorem:
    p = given(a=a < 0)
    return p.have(inv(a) < 0, "a", k.inverse(p.have(Ne(a, 0), "a")))


@lemma
def inv_zero() -> Theorem:
    """a = 0 ⊢ 1/a = 0, by convention."""
    p = given(a=Eq(a, 0))
    return p.have(Eq(inv(a), 0), p.equal_inside(p["a"], inv))


@lemma
def sqrt_pos() -> Theorem:
    """0 < a ⊢ 0 < √a."""
    p = given(a=a > 0)
    return p.positive_root(a, "a")


@lemma
def sqrt_le_sqrt() -> Theorem:
    """0 ≤ a, a ≤ b ⊢ √a ≤ √b."""
    p = given(a=a >= 0, b=a <= b)
    low = p.have(b >= 0, "a", "b")
    roots = (k.sqrt_square(p["a"]), k.sqrt_square(low), k.defining(sqrt(a), 0), k.defining(sqrt(b), 0))
    return p.have(sqrt(a) <= sqrt(b), "b", *roots)


def _induct(p: Proof, f: Term, step: Callable[[Theorem, list[Theorem]], Theorem], lo: int = 0) -> Theorem:
    return p.induct(n, f, lo, p.have(substitute(f, {n: lo})), step)


@lemma
def pow_nonneg() -> Theorem:
    """0 ≤ a ⊢ ∀ n ≥ 0: 0 ≤ aⁿ."""
    p = given(a=a >= 0)
    return _induct(p, power(a, n) >= 0, lambda ih, w: p.have(power(a, n + 1) >= 0, k.power_step(a, n, w[0]), ih, "a"))


@lemma
def pow_le_one() -> Theorem:
    """0 ≤ a ≤ 1 ⊢ ∀ n ≥ 0: aⁿ ≤ 1."""
    p = given(a=a >= 0, b=a <= 1)

    def step(ih: Theorem, w: list[Theorem]) -> Theorem:
        return p.have(power(a, n + 1) <= 1, k.power_step(a, n, w[0]), ih, "a", "b")

    return _induct(p, power(a, n) <= 1, step)


@lemma
def pow_le_base() -> Theorem:
    """0 ≤ a ≤ 1 ⊢ ∀ n ≥ 1: aⁿ ≤ a."""
    p = given(a=a >= 0, b=a <= 1)

    def step(ih: Theorem, w: list[Theorem]) -> Theorem:
        low = p.have(n >= 0, *w)
        at_most = k.specialize(pow_le_one(), n, low)
        return p.have(power(a, n + 1) <= a, k.power_step(a, n, low), at_most, "a", "b")

    return _induct(p, power(a, n) <= a, step, 1)


@lemma
def one_le_pow() -> Theorem:
    """1 ≤ a ⊢ ∀ n ≥ 0: 1 ≤ aⁿ."""
    p = given(a=a >= 1)
    return _induct(p, power(a, n) >= 1, lambda ih, w: p.have(power(a, n + 1) >= 1, k.power_step(a, n, w[0]), ih, "a"))


@lemma
def bernoulli() -> Theorem:
    """0 ≤ a ⊢ ∀ n ≥ 0: 1 + n (a − 1) ≤ aⁿ."""
    p = given(a=a >= 0)

    def step(ih: Theorem, w: list[Theorem]) -> Theorem:
        f = 1 + (n + 1) * (a - 1) <= power(a, n + 1)
        return p.have(f, k.power_step(a, n, w[0]), ih, "a", w[0], squares=[a - 1], products=[[w[0], a - 1]])

    return _induct(p, 1 + n * (a - 1) <= power(a, n), step)


@lemma
def pow_le_pow() -> Theorem:
    """0 ≤ a ≤ b ⊢ ∀ n ≥ 0: aⁿ ≤ bⁿ."""
    p = given(a=a >= 0, b=a <= b)

    def step(ih: Theorem, w: list[Theorem]) -> Theorem:
        low = k.specialize(pow_nonneg(), n, w[0])
        grown = [k.power_step(x, n, w[0]) for x in (a, b)]
        return p.have(power(a, n + 1) <= power(b, n + 1), *grown, ih, low, "a", "b", p.have(b >= 0, "a", "b"))

    return _induct(p, power(a, n) <= power(b, n), step)


@lemma
def log_le_sub_one() -> Theorem:
    """0 < a ⊢ log a ≤ a − 1."""
    p = given(a=a > 0)
    return k.detach(k.axiom("log-tangent", a), p["a"])


@lemma
def log_ratio() -> Theorem:
    """0 < a, 0 < b ⊢ log a − log b ≤ a/b − 1."""
    p = given(a=a > 0, b=b > 0)
    ratio = instance("inv_pos", {a: b}, p["b"])
    quotient = p.have(a * inv(b) > 0, "a", ratio)
    tangent = k.detach(k.axiom("log-tangent", a * inv(b)), quotient)
    split = k.detach(k.detach(k.axiom("log-product", a * inv(b), b), quotient), p["b"])
    whole = p.have(Eq(a * inv(b) * b, a), k.inverse(p["b"]))
    return p.have(log(a) - log(b) <= a * inv(b) - 1, tangent, split, p.equal_inside(whole, log))


@lemma
def one_sub_inv_le_log() -> Theorem:
    """0 < a ⊢ 1 − 1/a ≤ log a."""
    p = given(a=a > 0)
    one = p.have(var("one") * 0 + 1 > 0)
    t = instance("log_ratio", {a: 1, b: a}, one, p["a"])
    return p.have(1 - inv(a) <= log(a), t)


def lemma_names() -> list[str]:
    return sorted(_BUILD)


@lemma
def abs_pos() -> Theorem:
    """a ≠ 0 ⊢ 0 < |a|."""
    p = given(a=Ne(a, 0))
    return p.have(absolute(a) > 0, "a", *[k.defining(absolute(a), i) for i in range(2)])


@lemma
def inv_ne_zero() -> Theorem:
    p = given(a=Ne(a, 0))
    return p.have(Ne(inv(a), 0), "a", k.inverse(p["a"]))


@lemma
def inv_nonneg() -> Theorem:
    """0 ≤ a ⊢ 0 ≤ 1/a (1/0 = 0)."""
    p = given(a=a >= 0)
    return p.cases(Eq(a, 0), lambda z: p.have(inv(a) >= 0, instance("inv_zero", {}, z)),
                   lambda z: p.have(inv(a) >= 0, "a", k.inverse(z), squares=[inv(a)]))


@lemma
def inv_nonpos() -> Theorem:
    p = given(a=a <= 0)
    return p.cases(Eq(a, 0), lambda z: p.have(inv(a) <= 0, instance("inv_zero", {}, z)),
                   lambda z: p.have(inv(a) <= 0, "a", k.inverse(z), squares=[inv(a)]))


@lemma
def pow_antitone() -> Theorem:
    """0 ≤ a ≤ 1, 0 ≤ n ≤ m ⊢ aᵐ ≤ aⁿ."""
    p = given(a=a >= 0, b=a <= 1, n=n >= 0, m=n <= m)
    gap = p.have(m - n >= 0, "m")
    split = k.power_sum(a, n, m - n, p["n"], gap)
    rest = k.specialize(pow_le_one(), m - n, gap)
    low = k.specialize(pow_nonneg(), n, p["n"])
    return p.have(power(a, m) <= power(a, n), split, rest, low)
