"""Sums over a range lo..hi: Cauchy–Schwarz and its kin, Hölder, norms, Jensen with weights, telescoping."""

from __future__ import annotations

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import Forall, Sum
from adal_theory.prove.kernel.terms import Eq, Function, Term, inv, log, num, sqrt, var
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import lemmas, lemmas_powers, lemmas_sums
from adal_theory.prove.tactics.lemmas import discharge, given, instance
from adal_theory.prove.tactics.state import State
from adal_theory.prove.tactics.steps.elementary import FOLKLORE, INEQUALITIES, young_eps
from adal_theory.prove.tactics.steps.registry import found, named
from adal_theory.prove.tactics.steps.roots import under_root

A, B, W = Function("a", ("int",)), Function("b", ("int",)), Function("w", ("int",))
i, j, lo, hi, n = (var(name, "int") for name in ("i", "j", "lo", "hi", "n"))
c, m, eps = var("c"), var("m"), var("epsilon")
BOUND = Forall(i, abs(A[i]) <= c, lo, hi)


def total(f: Term) -> Term:
    return Sum(i, lo, hi, f)


def each(f: Term) -> Term:
    return Forall(i, f, lo, hi)


def at(p: State, name: str) -> Theorem:
    """A hypothesis about all indices, at the index i of the range."""
    return k.specialize(p[name], i, k.assume(lo <= i), k.assume(i <= hi))


def summed(t: Theorem) -> Theorem:
    """Both sides summed over the range."""
    return k.sum_monotone(k.generalize(i, t, lo, hi))


def with_factors(a: Term, b: Term) -> Theorem:
    """Cauchy–Schwarz for these two factors, as terms in i."""
    t = lemmas_sums.cauchy_schwarz()
    for name, f in (("a_of", a), ("b_of", b)):
        t = k.instantiate_function(t, name, (i,), f)
    return t


@named("Cauchy–Schwarz for sums", f"{INEQUALITIES}, §2.4", "inner product norm inner_mul_le_norm_mul_norm bunyakovsky")
def cauchy_schwarz() -> Theorem:
    return with_factors(A[i], B[i])


@named("Cauchy–Schwarz for sums, with roots", f"{INEQUALITIES}, §2.4", "inner product norm real_inner_le_norm")
def cauchy_schwarz_sqrt() -> Theorem:
    """|Σ ab| ≤ √Σa² √Σb²."""
    p = given()
    one, two, s = total(A[i] ** 2), total(B[i] ** 2), total(A[i] * B[i])
    roots = []
    for f in (A, B):
        low = summed(p.have(f[i] ** 2 >= 0, squares=[f[i]], auto=False))
        roots.append(k.sqrt_square(p.have(total(f[i] ** 2) >= 0, low, auto=False)))
    r, q = sqrt(one), sqrt(two)
    size = k.defining(abs(s), 1)
    t = p.have(abs(s) ** 2 <= (r * q) ** 2, size, cauchy_schwarz(), *roots, auto=False, degree=1)
    low = p.have(r * q >= 0, products=[[k.defining(r, 0), k.defining(q, 0)]], auto=False)
    return instance(lemmas.le_of_sq_le, {lemmas.a: abs(s), lemmas.b: r * q}, low, t)


@named("Cauchy–Schwarz with weights", f"{INEQUALITIES}, §2.4", "inner product weighted")
def cauchy_schwarz_weighted() -> Theorem:
    """With √w a and √w b."""
    p = given(w=each(W[i] >= 0))
    r = sqrt(W[i])
    square = k.sqrt_square(at(p, "w"))
    pairs = ((A[i], B[i]), (A[i], A[i]), (B[i], B[i]))
    inside = [summed(p.have(Eq(r * x * (r * y), W[i] * x * y), square, auto=False)) for x, y in pairs]
    sums = [total(W[i] * f) for f in (A[i] * B[i], A[i] ** 2, B[i] ** 2)]
    return p.have(sums[0] ** 2 <= sums[1] * sums[2], with_factors(r * A[i], r * B[i]), *inside, auto=False, degree=1)


@named(
    "Titu's lemma: Cauchy–Schwarz with weights in the denominators",
    "S. J. Reddi, S. Kale, S. Kumar, ICLR 2018, theorem 4",
    "engel sedrakyan reddi weighted inner product amsgrad div_add_div_same inner_mul",
)
def titu() -> Theorem:
    """With √w and a/√w."""
    p = given(w=each(W[i] > 0))
    positive = at(p, "w")
    r = sqrt(W[i])
    root = p.positive_root(W[i], positive)
    square = k.sqrt_square(p.have(W[i] >= 0, positive, auto=False))
    whole = [k.inverse(root), k.inverse(positive), square]
    parts = (Eq(r * (A[i] * inv(r)), A[i]), Eq(r**2, W[i]), Eq((A[i] * inv(r)) ** 2, A[i] ** 2 * inv(W[i])))
    inverse_square = p.have(Eq(inv(r) ** 2, inv(W[i])), *whole, auto=False)
    inside = [summed(p.have(f, *whole[::2], inverse_square, auto=False)) for f in parts]
    goal = total(A[i]) ** 2 <= total(W[i]) * total(A[i] ** 2 / W[i])
    return p.have(goal, with_factors(r, A[i] * inv(r)), *inside, auto=False, degree=1)


@named("the square of a sum", f"{INEQUALITIES}, §2.4", "cauchy schwarz cardinality dimension norm sq_sum_le_card_mul_sum_sq")
def sq_sum_le_card_mul_sum_sq() -> Theorem:
    p = given(order=lo <= hi + 1)
    t = with_factors(A[i], num(1))
    return p.have(total(A[i]) ** 2 <= (hi - lo + 1) * total(A[i] ** 2), t, k.sum_count(lo, hi, p["order"]), auto=False, degree=1)


@named("the 1-norm by the 2-norm", f"{INEQUALITIES}, §2.4", "cauchy schwarz dimension norm root")
def norm_one_le_sqrt_mul_norm_two() -> Theorem:
    return found(total(abs(A[i])) <= sqrt(hi - lo + 1) * sqrt(total(A[i] ** 2)), lo <= hi + 1)


@named("the 2-norm by the 1-norm", f"{INEQUALITIES}, §2.10", "norm root")
def norm_two_le_norm_one() -> Theorem:
    return found(sqrt(Sum(i, 1, n, A[i] ** 2)) <= Sum(i, 1, n, abs(A[i])), n >= 1)


@named("the 2-norm by the largest coordinate", FOLKLORE, "norm dimension infinity sum of squares")
def sum_sq_le_card_mul_sq() -> Theorem:
    p = given(order=lo <= hi + 1, bound=BOUND)
    square = discharge(k.instantiate(lemmas.sq_le_of_abs_le(), ((lemmas.a, A[i]), (lemmas.b, c))), (at(p, "bound"),))
    return p.have(total(A[i] ** 2) <= (hi - lo + 1) * c**2, summed(square), k.sum_count(lo, hi, p["order"]), auto=False, degree=1)


@named("Hölder's inequality for 1 and ∞", f"{INEQUALITIES}, §2.8", "holder hoelder inner product norm dual")
def hoelder_one_inf() -> Theorem:
    return found(abs(total(A[i] * B[i])) <= c * total(abs(B[i])), BOUND)


@named("the triangle inequality for sums", FOLKLORE, "absolute norm abs_sum_le_sum_abs")
def abs_sum_le_sum_abs() -> Theorem:
    p = given()
    ends = [summed(k.defining(abs(A[i]), which)) for which in (2, 3)]
    return p.abs_le(total(A[i]), total(abs(A[i])), *ends)


@named("Minkowski: the triangle inequality of the 2-norm", f"{INEQUALITIES}, §2.11", "norm root triangle norm_add_le")
def minkowski() -> Theorem:
    p = given()
    one, two, whole = (sqrt(total(f**2)) for f in (A[i], B[i], A[i] + B[i]))
    low = [summed(p.have(f**2 >= 0, squares=[f], auto=False)) for f in (A[i], B[i], A[i] + B[i])]
    squares = [k.sqrt_square(p.have(r.args[0] >= 0, t, auto=False)) for r, t in zip((one, two, whole), low, strict=True)]
    s = total(A[i] * B[i])
    mixed = p.have(s <= one * two, cauchy_schwarz_sqrt(), k.defining(abs(s), 2), auto=False, degree=1)
    t = p.have(whole**2 <= (one + two) ** 2, mixed, *squares, auto=False, degree=1)
    positive = p.have(one + two >= 0, k.defining(one, 0), k.defining(two, 0), auto=False)
    return instance(lemmas.le_of_sq_le, {lemmas.a: whole, lemmas.b: one + two}, positive, t)


@named("Young's inequality for sums", f"{INEQUALITIES}, §4.8", "inner product epsilon peter paul")
def young_sum() -> Theorem:
    p = given(e=eps > 0)
    t = k.instantiate(young_eps(), ((var("a"), A[i]), (var("b"), B[i])))
    goal = total(A[i] * B[i]) <= eps / 2 * total(A[i] ** 2) + total(B[i] ** 2) / (2 * eps)
    return p.have(goal, summed(discharge(t, (p["e"],))), auto=False, degree=1)


WEIGHTS = {"w": each(W[i] >= 0), "one": Eq(total(W[i]), 1)}
MEAN = total(W[i] * A[i])


@named("Jensen for the square, weighted sums", f"{INEQUALITIES}, §3.8", "convex average variance momentum")
def jensen_sq_sum() -> Theorem:
    """Cauchy–Schwarz with weights, for b = 1."""
    p = given(**WEIGHTS)
    t = discharge(k.instantiate_function(cauchy_schwarz_weighted(), "b", (i,), num(1)), (p["w"],))
    return p.have(total(W[i] * A[i] ** 2) >= MEAN**2, t, p["one"], auto=False)


@named("Jensen for the root, weighted sums", f"{INEQUALITIES}, §3.8", "concave average square")
def jensen_sqrt_sum() -> Theorem:
    p = given(**WEIGHTS, a=each(A[i] >= 0))
    t = discharge(k.instantiate_function(jensen_sq_sum(), "a", (i,), sqrt(A[i])), (p["w"], p["one"]))
    inside = summed(p.have(Eq(W[i] * sqrt(A[i]) ** 2, W[i] * A[i]), k.sqrt_square(at(p, "a")), auto=False))
    terms = p.have(W[i] * A[i] >= 0, products=[[at(p, "w"), at(p, "a")]], auto=False)
    root = sqrt(MEAN)
    square = k.sqrt_square(p.have(MEAN >= 0, summed(terms), auto=False))
    mean = total(W[i] * sqrt(A[i]))
    return under_root(mean, root, p.have(mean**2 <= root**2, t, inside, square, auto=False))


@named("Jensen for the absolute value, weighted sums", f"{INEQUALITIES}, §3.8", "convex average triangle")
def jensen_abs_sum() -> Theorem:
    p = given(w=WEIGHTS["w"])
    ends = [
        summed(p.have(f, products=[[at(p, "w"), k.defining(abs(A[i]), which)]], auto=False))
        for which, f in ((2, W[i] * A[i] <= W[i] * abs(A[i])), (3, -W[i] * A[i] <= W[i] * abs(A[i])))
    ]
    return p.abs_le(MEAN, total(W[i] * abs(A[i])), *ends)


@named("Jensen for the logarithm, weighted sums", f"{INEQUALITIES}, §3.8", "concave average am gm entropy")
def jensen_log_sum() -> Theorem:
    """log a ≤ log m + a/m − 1 at the mean m, times w, summed."""
    p = given(**WEIGHTS, a=each(A[i] > 0), m=MEAN > 0)
    t = instance(lemmas_powers.log_ratio, {lemmas.a: A[i], lemmas.b: m}, at(p, "a"), k.assume(m > 0))
    times = p.have(W[i] * log(A[i]) <= W[i] * log(m) + W[i] * A[i] * inv(m) - W[i], products=[[at(p, "w"), t]], auto=False)
    whole = discharge(k.instantiate(summed(times), ((m, MEAN),)), (p["m"],))
    return p.have(total(W[i] * log(A[i])) <= log(MEAN), whole, p["one"], k.inverse(p["m"]), auto=False, degree=1)


@named("a telescoping sum", FOLKLORE, "telescope difference sum_range_sub")
def telescoping() -> Theorem:
    p = given(order=lo <= hi + 1)
    return k.telescope(i, A[i], lo, hi, p["order"])


@named("a telescoping sum that falls", FOLKLORE, "telescope difference descent")
def telescoping_neg() -> Theorem:
    p = given(order=lo <= hi + 1)
    t = k.telescope(i, A[i], lo, hi, p["order"])
    return p.have(Eq(total(A[i] - A[i + 1]), A[lo] - A[hi + 1]), t, auto=False, degree=1)


@named("a sum whose terms are at most differences", FOLKLORE, "telescope descent regret sum_le")
def sum_le_of_differences() -> Theorem:
    p = given(order=lo <= hi + 1, step=each(B[i] <= A[i] - A[i + 1]))
    return p.have(total(B[i]) <= A[lo] - A[hi + 1], k.sum_monotone(p["step"]), telescoping_neg(), auto=False, degree=1)


@named(
    "summation by parts",
    "N. H. Abel, 1826; W. Rudin, Principles of Mathematical Analysis, theorem 3.41",
    "abel partial telescope",
)
def abel() -> Theorem:
    goal = Eq(Sum(i, 1, n, W[i] * (A[i] - A[i - 1])), W[n] * A[n] - W[1] * A[0] - Sum(i, 1, n - 1, (W[i + 1] - W[i]) * A[i]))
    return found(goal, n >= 1)


@named(
    "summation by parts with growing weights", "M. Zinkevich, ICML 2003, theorem 1", "abel regret telescope monotone step size"
)
def abel_le() -> Theorem:
    """By induction the sum to j is at most w_j (c − a_{j+1}), and 0 ≤ w_j."""
    p = given(
        n=n >= 1,
        w=W[1] >= 0,
        grows=Forall(i, W[i] <= W[i + 1], 1, n - 1),
        low=Forall(i, A[i] >= 0, 1, n + 1),
        up=Forall(i, A[i] <= c, 1, n + 1),
    )

    def s(end: Term) -> Term:
        return Sum(i, 1, end, W[i] * (A[i] - A[i + 1]))

    def grown(ih: Theorem, within: list[Theorem]) -> Theorem:
        return p.have(W[j + 1] >= 0, ih, p.specialize("grows", j, using=within), auto=False)

    def longer(ih: Theorem, within: list[Theorem]) -> Theorem:
        room = p.have(c - A[j + 1] >= 0, p.specialize("up", j + 1, using=within), auto=False)
        more = p.have(W[j + 1] - W[j] >= 0, p.specialize("grows", j, using=within), auto=False)
        f = s(j + 1) <= W[j + 1] * (c - A[j + 2])
        return p.have(f, ih, p.last(s(j + 1), *within), products=[[room, more]], auto=False, degree=1)

    weights = p.induct(j, W[j] >= 0, 1, p["w"], grown, n)
    first = p.have(c - A[1] >= 0, p.specialize("up", 1, using=["n"]), auto=False)
    one = p.last(s(num(1)), p.have(num(1) >= 1, auto=False))
    start = p.have(s(num(1)) <= W[1] * (c - A[2]), one, products=[[p["w"], first]], auto=False, degree=1)
    t = p.specialize(p.induct(j, s(j) <= W[j] * (c - A[j + 1]), 1, start, longer, n), n, using=["n"])
    end = [p.specialize(weights, n, using=["n"]), p.specialize("low", n + 1, using=["n"])]
    return p.have(s(n) <= W[n] * c, t, products=[end], auto=False, degree=1)
