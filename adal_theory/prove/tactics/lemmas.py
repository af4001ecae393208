"""What is known of |·|, max, min, 1/·, √ and powers: proved once in the kernel, then instantiated."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import Sum, substitute
from adal_theory.prove.kernel.terms import Eq, Function, Ne, Term, absolute, exp, inv, log, maximum, minimum, power, sign, sqrt, var
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics.state import Proof

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


A, B = Function("a_of", ("int",)), Function("b_of", ("int",))
lo, hi, i, j, c = (var(q, "int") for q in ("lo", "hi", "i", "j", "c"))


@lemma
def cauchy_schwarz() -> Theorem:
    """⊢ (Σ a b)² ≤ Σ a² Σ b², from 0 ≤ Σ_i Σ_j (a_i b_j − a_j b_i)²."""
    p = given()
    square = p.have((A[i] * B[j] - A[j] * B[i]) ** 2 >= 0, squares=[A[i] * B[j] - A[j] * B[i]], auto=False)
    double = p.sum(i, p.sum(j, square, lo, hi), lo, hi)
    goal = Sum(i, lo, hi, A[i] * B[i]) ** 2 <= Sum(i, lo, hi, A[i] ** 2) * Sum(i, lo, hi, B[i] ** 2)
    return p.have(goal, double, auto=False, degree=1)


def _sum_lemma(total: Callable[[Term], Term], f: Callable[[Term], Term], ranges: dict[str, Term],
               powers: Callable[[Proof, list[Theorem]], list[Theorem]], top: Term | None = None) -> Theorem:
    """∀ n ≥ lo − 1: f(n), by induction, where f speaks of the sum total(n)."""
    p = given(**ranges)

    def step(ih: Theorem, w: list[Theorem]) -> Theorem:
        last = p.last(total(n + 1), *w)
        return p.have(f(n + 1), ih, last, *powers(p, w), auto=False, degree=1)

    start = p.have(f(lo - 1), *powers(p, []), auto=False, degree=1)
    return p.induct(n, f(n), lo - 1, start, step, top)


@lemma
def geometric() -> Theorem:
    """0 ≤ lo + c ⊢ ∀ n ≥ lo − 1: (1 − a) Σ_{t=lo}^{n} a^(t+c) = a^(lo+c) − a^(n+1+c)."""
    def total(at: Term) -> Term:
        return Sum(i, lo, at, power(a, i + c))

    def powers(p: Proof, w: list[Theorem]) -> list[Theorem]:
        return [k.power_step(a, n + 1 + c, p.have(n + 1 + c >= 0, "c", *w))] if w else []

    return _sum_lemma(total, lambda at: Eq((1 - a) * total(at), power(a, lo + c) - power(a, at + 1 + c)), {"c": lo + c >= 0}, powers)


@lemma
def arithmetic_geometric() -> Theorem:
    """0 ≤ lo + c ⊢ ∀ n ≥ lo − 1: (1−a)² Σ t a^(t+c) = lo a^(lo+c) − (lo−1) a^(lo+c+1) − (n+1) a^(n+c+1) + n a^(n+c+2)."""
    def total(at: Term) -> Term:
        return Sum(i, lo, at, i * power(a, i + c))

    def powers(p: Proof, w: list[Theorem]) -> list[Theorem]:
        low = p.have(n + 1 + c >= 0, "c", *w) if w else None
        found = [k.power_step(a, lo + c, p["c"])]
        if low is not None:
            found += [k.power_step(a, n + 1 + c, low), k.power_step(a, n + 2 + c, p.have(n + 2 + c >= 0, low))]
        return found

    def f(at: Term) -> Term:
        right = lo * power(a, lo + c) - (lo - 1) * power(a, lo + c + 1) - (at + 1) * power(a, at + c + 1) + at * power(a, at + c + 2)
        return Eq((1 - a) ** 2 * total(at), right)

    return _sum_lemma(total, f, {"c": lo + c >= 0}, powers)


@lemma
def geometric_reversed() -> Theorem:
    """⊢ ∀ lo − 1 ≤ n ≤ hi: (1 − a) Σ_{t=lo}^{n} a^(hi−t) = a^(hi−n) − a^(hi−lo+1)."""
    def total(at: Term) -> Term:
        return Sum(i, lo, at, power(a, hi - i))

    def powers(p: Proof, w: list[Theorem]) -> list[Theorem]:
        return [k.power_step(a, hi - n - 1, p.have(hi - n - 1 >= 0, *w))] if w else []

    def f(at: Term) -> Term:
        return Eq((1 - a) * total(at), power(a, hi - at) - power(a, hi - lo + 1))

    return _sum_lemma(total, f, {}, powers, hi)


@lemma
def sum_id() -> Theorem:
    """⊢ ∀ n ≥ lo − 1: 2 Σ_{t=lo}^{n} t = n (n+1) − lo (lo−1)."""
    def total(at: Term) -> Term:
        return Sum(i, lo, at, i)

    return _sum_lemma(total, lambda at: Eq(2 * total(at), at * (at + 1) - lo * (lo - 1)), {}, lambda p, w: [])


@lemma
def sum_square() -> Theorem:
    """⊢ ∀ n ≥ lo − 1: 6 Σ t² = n (n+1) (2n+1) − lo (lo−1) (2 lo − 1)."""
    def total(at: Term) -> Term:
        return Sum(i, lo, at, i**2)

    return _sum_lemma(total, lambda at: Eq(6 * total(at), at * (at + 1) * (2 * at + 1) - lo * (lo - 1) * (2 * lo - 1)), {},
                      lambda p, w: [])


def lemma_list() -> list[str]:
    return list(_BUILD)


@lemma
def le_of_sq_le() -> Theorem:
    """0 ≤ b, a² ≤ b² ⊢ a ≤ b."""
    p = given(b=b >= 0, s=a**2 <= b**2)
    return p.have(a <= b, "b", "s")


@lemma
def lt_of_sq_lt() -> Theorem:
    p = given(b=b >= 0, s=a**2 < b**2)
    return p.have(a < b, "b", "s")


@lemma
def log_sqrt() -> Theorem:
    """0 < a ⊢ log a = 2 log √a."""
    p = given(a=a > 0)
    root = p.positive_root(a, "a")
    split = k.detach(k.detach(k.axiom("log-product", sqrt(a), sqrt(a)), root), root)
    return p.have(Eq(log(a), 2 * log(sqrt(a))), split, p.equal_inside(k.sqrt_square(p["a"]), log))


@lemma
def sq_le_of_abs_le() -> Theorem:
    """|a| ≤ b ⊢ a² ≤ b²."""
    p = given(b=absolute(a) <= b)
    return p.have(a**2 <= b**2, "b", k.defining(absolute(a), 0), k.defining(absolute(a), 1))


c1, c2 = var("c1"), var("c2")


@lemma
def sq_of_average() -> Theorem:
    """0 ≤ p, 0 ≤ q, p + q = 1 ⊢ (p a + q b)² ≤ p a² + q b²: the difference is p q (a − b)²."""
    p = given(p=c1 >= 0, q=c2 >= 0, one=Eq(c1 + c2, 1))
    gap = p.have(c1 * c2 * (a - b) ** 2 >= 0, "p", "q", squares=[a - b])
    return p.have((c1 * a + c2 * b) ** 2 <= c1 * a**2 + c2 * b**2, gap, "one")


@lemma
def inv_sqrt_sq() -> Theorem:
    """0 < a ⊢ (1/√a)² = 1/a."""
    p = given(a=a > 0)
    root = p.positive_root(a, "a")
    return p.have(Eq(inv(sqrt(a)) ** 2, inv(a)), k.inverse(root), k.inverse(p["a"]), k.sqrt_square(p["a"]))


@lemma
def exp_le_of_le_log() -> Theorem:
    """0 < b, a ≤ log b ⊢ e^a ≤ b."""
    p = given(b=b > 0, order=a <= log(b))
    e = k.exp_positive(a)
    ratio = instance("log_ratio", {a: b, b: exp(a)}, p["b"], e)
    return p.have(exp(a) <= b, ratio, "order", k.log_exp(a), e, k.inverse(e))


@lemma
def le_exp_of_log_le() -> Theorem:
    """0 < b, log b ≤ a ⊢ b ≤ e^a."""
    p = given(b=b > 0, order=log(b) <= a)
    e = k.exp_positive(a)
    ratio = instance("log_ratio", {a: exp(a), b: b}, e, p["b"])
    return p.have(b <= exp(a), ratio, "order", k.log_exp(a), "b", k.inverse(p["b"]))


@lemma
def log_pow() -> Theorem:
    """0 < a ⊢ ∀ n ≥ 0: log(aⁿ) = n log a."""
    p = given(a=a > 0)

    def step(ih: Theorem, w: list[Theorem]) -> Theorem:
        grown = k.power_step(a, n, w[0])
        power_ = k.power_positive(n, p["a"])
        split = k.detach(k.detach(k.axiom("log-product", a, power(a, n)), p["a"]), power_)
        return p.have(Eq(log(power(a, n + 1)), (n + 1) * log(a)), split, p.equal_inside(grown, log), ih, auto=False)

    return _induct(p, Eq(log(power(a, n)), n * log(a)), step)
