"""Inequalities with roots."""

from __future__ import annotations

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.terms import Eq, Term, sqrt, var
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import lemmas
from adal_theory.prove.tactics.lemmas import given, instance
from adal_theory.prove.tactics.steps.elementary import FOLKLORE, INEQUALITIES
from adal_theory.prove.tactics.steps.registry import found, listed, named

a, b, e, p_, x = (var(name) for name in ("a", "b", "epsilon", "p", "x"))
t = var("t", "int")

listed(lemmas.sqrt_le_sqrt, "the root is monotone", FOLKLORE, "square root monotone")
listed(lemmas.sqrt_pos, "the root of a positive number", FOLKLORE, "square root positive")


def under_root(a: Term, root: Term, square: Theorem) -> Theorem:
    """a ≤ √b, from a² ≤ (√b)²."""
    return instance(lemmas.le_of_sq_le, {lemmas.a: a, lemmas.b: root}, k.defining(root, 0), square)


@named("the root is subadditive", FOLKLORE, "square root triangle sqrt_add_le_add_sqrt")
def sqrt_add_le() -> Theorem:
    return found(sqrt(a + b) <= sqrt(a) + sqrt(b), a >= 0, b >= 0)


@named("the root is Hölder continuous", FOLKLORE, "square root difference lipschitz")
def abs_sqrt_sub_sqrt_le() -> Theorem:
    return found(abs(sqrt(a) - sqrt(b)) <= sqrt(abs(a - b)), a >= 0, b >= 0)


@named("the root is Lipschitz away from 0", FOLKLORE, "square root difference epsilon")
def abs_sqrt_sub_sqrt_le_div() -> Theorem:
    return found(abs(sqrt(a + e) - sqrt(b + e)) <= abs(a - b) / (2 * sqrt(e)), a >= 0, b >= 0, e > 0)


@named("geometric and arithmetic mean", f"{INEQUALITIES}, §2.5", "am gm inner_le_nnorm_mul_nnorm product root")
def am_gm() -> Theorem:
    return found(sqrt(a * b) <= (a + b) / 2, a >= 0, b >= 0)


@named("the tangent of the root", FOLKLORE, "square root concave bernoulli")
def sqrt_one_add_le() -> Theorem:
    return found(sqrt(1 + x) <= 1 + x / 2, x >= -1)


@named("Jensen for the root, two points", f"{INEQUALITIES}, §3.8", "concave expectation square")
def jensen_sqrt_two() -> Theorem:
    """(p√a + (1−p)√b)² ≤ p a + (1−p) b."""
    p = given(p=p_ >= 0, q=p_ <= 1, a=a >= 0, b=b >= 0)
    low = p.have(p_ * a + (1 - p_) * b >= 0, products=[[p["p"], p["a"]], [p["q"], p["b"]]])
    mean, root = p_ * sqrt(a) + (1 - p_) * sqrt(b), sqrt(p_ * a + (1 - p_) * b)
    squares = [k.sqrt_square(h) for h in (low, p["a"], p["b"])]
    t = p.have(mean**2 <= root**2, *squares, products=[[p["p"], p["q"], sqrt(a) - sqrt(b)]], auto=False)
    return under_root(mean, root, t)


@named("one step of the AdaGrad sum", "J. Duchi, E. Hazan, Y. Singer, JMLR 12 (2011), lemma 4", "root telescoping")
def div_sqrt_le() -> Theorem:
    """(√(a+b) − √a)² / √(a+b) ≥ 0."""
    p = given(a=a >= 0, b=b >= 0)
    low = p.have(a + b >= 0, "a", "b")
    s, squares = sqrt(a + b), [k.sqrt_square(low), k.sqrt_square(p["a"])]
    goal = b / s <= 2 * (s - sqrt(a))

    def positive(ne: Theorem) -> Theorem:
        root = p.positive_root(a + b, low, ne)
        size = instance(lemmas.inv_pos, {lemmas.a: s}, root)
        whole = k.inverse(root)
        parts = p.have(Eq(b / s, s - a / s), whole, squares[0], auto=False)
        square = p.have(s - 2 * sqrt(a) + a / s >= 0, whole, squares[1], products=[[size, s - sqrt(a)]], auto=False, degree=1)
        return p.have(goal, parts, square, auto=False, degree=1)

    def zero(z: Theorem) -> Theorem:
        none = [p.have(Eq(x, 0), z, "a", "b") for x in (a, b)]
        roots = [p.have(Eq(r, 0), t, k.defining(r, 0), *none, z) for r, t in zip((s, sqrt(a)), squares, strict=True)]
        return p.have(goal, *none, *roots, auto=False)

    return p.cases(Eq(a + b, 0), zero, positive)


@named("one step of Σ 1/√t, from above", "M. Zinkevich, ICML 2003", "telescoping step size")
def inv_sqrt_le_sub() -> Theorem:
    return found(1 / sqrt(t) <= 2 * (sqrt(t) - sqrt(t - 1)), t >= 1)


@named("one step of Σ 1/√t, from below", "M. Zinkevich, ICML 2003", "telescoping step size")
def sqrt_sub_le_inv_sqrt() -> Theorem:
    return found(sqrt(t) - sqrt(t - 1) <= 1 / sqrt(t), t >= 1)


@named("a step of Adam is bounded", "D. P. Kingma, J. Ba, ICLR 2015, §2.1", "ratio moment root beta")
def abs_div_sqrt_le() -> Theorem:
    m, v, beta = var("m"), var("v"), var("beta")
    return found(abs(m) / sqrt(v) <= 1 / sqrt(1 - beta), beta < 1, (1 - beta) * m**2 <= v, v > 0)
