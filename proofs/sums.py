"""B8: the sums that regret bounds need."""

from __future__ import annotations

from fractions import Fraction

from adal_theory.proofs.algebra import r
from adal_theory.proofs.setting import T, claim, j, k, n, t
from adal_theory.prove import Eq, Function, Proof, Sum, Term, Theorem, inv, log, rules, sqrt, substitute, var

a, b = Function("a", ("int",)), Function("b", ("int",))


def roots(at: Term | int) -> Term:
    """Σ_{t≤n} 1/√t."""
    return Sum(t, 1, at, 1 / sqrt(t))


def harmonic(at: Term | int) -> Term:
    """Σ_{t≤n} 1/t."""
    return Sum(t, 1, at, inv(t))


@claim("B8.0", "2√T + 1/√(T+1) ≤ 2√(T+1)", {"T": T >= 0}, 2 * sqrt(T) + 1 / sqrt(T + 1) <= 2 * sqrt(T + 1))
def _(p: Proof) -> Theorem:
    after = p.have(T + 1 > 0, "T")
    root = p.positive_root(T + 1, after)
    return p.have(
        p.goal, rules.sqrt_square(p["T"]), rules.sqrt_square(after), root, rules.inverse(root), squares=[sqrt(T) - sqrt(T + 1)]
    )


@claim("B8.1", "Σ 1/√t ≤ 2√T − 1", {"T": T >= 1}, roots(T) <= 2 * sqrt(T) - 1)
def _(p: Proof) -> Theorem:
    f = roots(n) <= 2 * sqrt(n) - 1

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        low = p.have(n >= 0, *within)
        single = p.supply(p.instance(p.use("B8.0"), {T: n}), low)
        return p.have(substitute(f, {n: n + 1}), p.last(roots(n + 1), low), ih, single, degree=1)

    return p.at(p.induct(n, f, 1, p.have(substitute(f, {n: 1})), step), T)


@claim("B8.2", "Σ 1/t ≤ 1 + log T", {"T": T >= 1}, harmonic(T) <= 1 + log(T))
def _(p: Proof) -> Theorem:
    f = harmonic(n) <= 1 + log(n)

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        positive, after = p.have(n > 0, *within), p.have(n + 1 > 0, *within)
        divided = rules.inverse(after)
        share = n * inv(n + 1)
        e = p.have(inv(n + 1) > 0, after, divided)
        between = p.have(share > 0, positive, e)
        tangent = rules.detach(rules.axiom("log-tangent", share), between)
        product = rules.detach(rules.detach(rules.axiom("log-product", n + 1, share), after), between)
        whole = p.equal_inside(p.have(Eq((n + 1) * share, n), divided), log)
        less = p.have(Eq(share - 1, -inv(n + 1)), divided)
        return p.have(
            substitute(f, {n: n + 1}),
            p.last(harmonic(n + 1), p.have(n + 1 >= 1, *within)),
            ih,
            tangent,
            product,
            whole,
            less,
            degree=1,
        )

    return p.at(p.induct(n, f, 1, p.have(substitute(f, {n: 1})), step), T)


@claim("B8.3", "Σ 1/√t ≥ √T", {"T": T >= 1}, sqrt(T) <= roots(T))
def _(p: Proof) -> Theorem:
    within = p.fix(t, 1, T)
    here, end = p.positive_root(t, *within), p.positive_root(T, "T")
    wider = p.have(sqrt(t) <= sqrt(T), p.root(t, *within), p.root(T, "T"), here, end, *within)
    d1, d2 = rules.inverse(here), rules.inverse(end)
    both = p.have(inv(sqrt(t)) * inv(sqrt(T)) > 0, p.have(inv(sqrt(t)) > 0, here, d1), p.have(inv(sqrt(T)) > 0, end, d2))
    less = p.have(
        inv(sqrt(T)) <= inv(sqrt(t)),
        p.have(inv(sqrt(t)) * inv(sqrt(T)) * (sqrt(T) - sqrt(t)) >= 0, both, wider, auto=False),
        d1,
        d2,
        degree=1,
    )
    terms = p.sum(t, less, 1, T)
    count = rules.sum_count(1, T, p.have(T + 1 >= 1, "T"))
    same = p.have(Eq(T * inv(sqrt(T)), sqrt(T)), d2, p.root(T, "T"), products=[])
    return p.have(p.goal, terms, p.equal_inside(count, lambda q: q * inv(sqrt(T))), same, degree=1)


@claim(
    "B8.4",
    "Σ_{t≥j} γ^{t−j}/√t ≤ 1/((1−γ)√j)",
    {"j": j >= 1, "T": j <= T, "r ≥ 0": r >= 0, "r < 1": r < 1},
    Sum(t, j, T, r ** (t - j) / sqrt(t)) <= 1 / ((1 - r) * sqrt(j)),
    domains={"j": [1, 2], "T": [2, 3, 4]},
)
def _(p: Proof) -> Theorem:
    within = p.fix(t, j, T)
    first, here = p.positive_root(j, "j"), p.positive_root(t, p.have(t >= 1, *within, "j"))
    wider = p.have(sqrt(j) <= sqrt(t), p.root(j, "j"), p.root(t, p.have(t >= 1, *within, "j")), first, here, *within)
    d1, d2 = rules.inverse(first), rules.inverse(here)
    e1, e2 = p.have(inv(sqrt(j)) > 0, first, d1), p.have(inv(sqrt(t)) > 0, here, d2)
    less = p.have(
        inv(sqrt(t)) <= inv(sqrt(j)),
        p.have(
            inv(sqrt(t)) * inv(sqrt(j)) * (sqrt(t) - sqrt(j)) >= 0,
            p.have(inv(sqrt(t)) * inv(sqrt(j)) > 0, e1, e2),
            wider,
            auto=False,
        ),
        d1,
        d2,
        degree=1,
    )
    power = p.supply(p.instance(p.use("L1.2"), {n: t - j}), p.have(t - j >= 0, *within))
    terms = p.sum(
        t,
        p.have(
            r ** (t - j) / sqrt(t) <= r ** (t - j) / sqrt(j),
            p.have(r ** (t - j) * (inv(sqrt(j)) - inv(sqrt(t))) >= 0, power, less, auto=False),
            degree=1,
            auto=False,
        ),
        j,
        T,
    )
    geometric = Sum(t, j, n, r ** (t - j))
    f = Eq((1 - r) * geometric, 1 - r ** (n - j + 1))

    def step(ih: Theorem, within_: list[Theorem]) -> Theorem:
        last = p.last(substitute(geometric, {n: n + 1}), p.have(j <= n + 1, *within_))
        grown = rules.power_step(r, n - j + 1, p.have(n - j + 1 >= 0, *within_))
        return p.have(substitute(f, {n: n + 1}), ih, last, p.equal_inside(last, lambda q: (1 - r) * q), grown, degree=1)

    every = p.at(p.induct(n, f, j, p.have(substitute(f, {n: j})), step), T)
    rest = p.supply(p.instance(p.use("L1.2"), {n: T - j + 1}), p.have(T - j + 1 >= 0, "T"))
    room = p.have(1 - r > 0)
    divided = rules.inverse(room)
    total = substitute(geometric, {n: T})
    most = p.have((1 - r) * total <= 1, every, rest, degree=1)
    bound = p.have(
        total <= inv(1 - r),
        p.have(inv(1 - r) * (1 - (1 - r) * total) >= 0, p.have(inv(1 - r) > 0, room, divided), most, auto=False),
        p.equal_inside(divided, lambda q: q * total),
        degree=1,
        auto=False,
    )
    return p.have(p.goal, terms, p.have((inv(1 - r) - total) * inv(sqrt(j)) >= 0, bound, e1, auto=False), degree=1, auto=False)


AB, AA, BB = (lambda at: Sum(k, 1, at, a[k] * b[k])), (lambda at: Sum(k, 1, at, a[k] ** 2)), (lambda at: Sum(k, 1, at, b[k] ** 2))
u, w_, S = var("u"), var("w"), var("S")


@claim(
    "L4.1",
    "2Sab ≤ Ub² + Wa² when S² ≤ UW",
    {"u": u >= 0, "w": w_ >= 0, "S": u * w_ >= S**2},
    2 * S * var("a") * var("b") <= u * var("b") ** 2 + w_ * var("a") ** 2,
    domains={"S": [Fraction(1), Fraction(0), Fraction(-1)]},
)
def _(p: Proof) -> Theorem:
    x, y = var("a"), var("b")
    right = p.have(
        u * y**2 + w_ * x**2 >= 0, p.have(u * y**2 >= 0, "u", squares=[y]), p.have(w_ * x**2 >= 0, "w", squares=[x]), degree=1
    )
    # (ub² + wa²)² − (2Sab)² = (ub² − wa²)² + 4(uw − S²)a²b².
    part = p.have((u * w_ - S**2) * (x * y) ** 2 >= 0, "S", squares=[x * y], auto=False)
    square = p.have(
        (2 * S * x * y) ** 2 <= (u * y**2 + w_ * x**2) ** 2, part, squares=[u * y**2 - w_ * x**2], degree=1, auto=False
    )
    return p.have(p.goal, square, right, auto=False)


@claim("L4.2", "Cauchy–Schwarz: (Σab)² ≤ Σa² Σb²", {"T": T >= 0}, AB(T) ** 2 <= AA(T) * BB(T))
def _(p: Proof) -> Theorem:
    f = AB(n) ** 2 <= AA(n) * BB(n)

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        zero = [p.sum(k, p.have(q**2 >= 0, squares=[q]), 1, n) for q in (a[k], b[k])]
        zero = [p.have(z.conclusion.args[1] >= 0, z, auto=False) for z in zero]
        cross = p.supply(
            p.instance(p.use("L4.1"), {u: AA(n), w_: BB(n), S: AB(n), var("a"): a[n + 1], var("b"): b[n + 1]}), *zero, ih
        )
        low = p.have(n + 1 >= 1, *within)
        lasts = [p.last(q(n + 1), low) for q in (AB, AA, BB)]
        return p.have(substitute(f, {n: n + 1}), *lasts, cross, ih, degree=1, auto=False)

    return p.at(p.induct(n, f, 0, p.have(substitute(f, {n: 0})), step), T, using=["T"])


@claim("L4.3", "Cauchy–Schwarz: Σab ≤ √Σa² √Σb²", {"T": T >= 0}, AB(T) <= sqrt(AA(T)) * sqrt(BB(T)))
def _(p: Proof) -> Theorem:
    zero = [p.sum(k, p.have(q**2 >= 0, squares=[q]), 1, T) for q in (a[k], b[k])]
    squares = [rules.sqrt_square(p.have(z.conclusion.args[1] >= 0, z, auto=False)) for z in zero]
    low = [rules.defining(sqrt(q(T)), 0) for q in (AA, BB)]
    product = p.have(Eq((sqrt(AA(T)) * sqrt(BB(T))) ** 2, AA(T) * BB(T)), *squares, auto=False)
    positive = p.have(sqrt(AA(T)) * sqrt(BB(T)) >= 0, *low, auto=False)
    return p.have(
        p.goal,
        p.have(AB(T) ** 2 <= (sqrt(AA(T)) * sqrt(BB(T))) ** 2, p.use("L4.2"), product, degree=1, auto=False),
        positive,
        auto=False,
    )


@claim("B8.5", "Σ |ĝ_j|/√j ≤ √(1+log T) √Σĝ²", {"T": T >= 1}, Sum(k, 1, T, abs(a[k]) / sqrt(k)) <= sqrt(1 + log(T)) * sqrt(AA(T)))
def _(p: Proof) -> Theorem:
    low = p.have(T >= 0, "T")
    general = p.instance(p.use("L4.3"), None, {"a": ((k,), abs(a[k])), "b": ((k,), inv(sqrt(k)))})
    general = p.supply(general, low)
    within = p.fix(k, 1, T)
    one = p.sum(k, rules.defining(abs(a[k]), 1), 1, T)
    root = p.positive_root(k, *within)
    square = p.have(Eq(inv(sqrt(k)) ** 2, inv(k)), rules.inverse(root), p.root(k, *within), rules.inverse(p.have(k > 0, *within)))
    two = p.sum(k, square, 1, T)
    first, second = p.equal_inside(one, sqrt), p.equal_inside(two, sqrt)
    sum_ = p.use("B8.2")
    names = p.have(Sum(k, 1, T, inv(k)) <= 1 + log(T), sum_, auto=False)
    h0 = p.have(
        Sum(k, 1, T, inv(k)) >= 0,
        p.sum(k, p.have(inv(k) >= 0, rules.inverse(p.have(k > 0, *within)), p.have(k > 0, *within)), 1, T),
        auto=False,
    )
    most = p.have(
        sqrt(Sum(k, 1, T, inv(k))) <= sqrt(1 + log(T)),
        rules.sqrt_square(h0),
        rules.sqrt_square(p.have(1 + log(T) >= 0, names, h0, auto=False)),
        names,
        *[rules.defining(sqrt(q), 0) for q in (1 + log(T), Sum(k, 1, T, inv(k)))],
        auto=False,
    )
    product = p.have(
        (sqrt(1 + log(T)) - sqrt(Sum(k, 1, T, inv(k)))) * sqrt(AA(T)) >= 0, most, rules.defining(sqrt(AA(T)), 0), auto=False
    )
    left = p.have(
        Eq(sqrt(Sum(k, 1, T, abs(a[k]) ** 2)) * sqrt(Sum(k, 1, T, inv(sqrt(k)) ** 2)), sqrt(AA(T)) * sqrt(Sum(k, 1, T, inv(k)))),
        first,
        second,
        auto=False,
    )
    return p.have(p.goal, general, left, product, degree=1, auto=False)
