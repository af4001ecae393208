"""Section B of theory.md: what is true for convex losses. Everything per coordinate until B9."""

from __future__ import annotations

from adal_theory.proofs.algebra import BETA1, BETA2, _with, along, n, r, step_facts
from adal_theory.proofs.setting import (
    CONVEX,
    DOMAINS,
    A,
    Gamma,
    H,
    T,
    beta1,
    beta2,
    claim,
    d,
    eps,
    eta,
    eta_prime,
    g_hat,
    gamma,
    given,
    hi,
    i,
    j,
    lo,
    m,
    over_run,
    ratio,
    t,
    v,
    v_max,
    x,
    x_star,
)
from adal_theory.prove import (
    Eq,
    Forall,
    Function,
    Proof,
    Sum,
    Term,
    Theorem,
    inv,
    log,
    maximum,
    minimum,
    rules,
    sqrt,
    substitute,
    var,
)

y, c = var("y"), var("c")
width = hi - lo
rho1 = beta1 / (1 - beta1)
COMPARATOR = ("x* ≥ lo", "x* ≤ hi")
BOX = {"lo ≤ c": lo <= c, "c ≤ hi": c <= hi}


def clip(z: Term) -> Term:
    return minimum(maximum(z, lo), hi)


def have_given(*names: str, **more: Term) -> dict[str, Term]:
    return given(*names, source=CONVEX, **more)


def delta_x(at: Term | int) -> Term:
    """x_t − x*."""
    return x[at, i] - x_star[i]


@claim("L3.1", "the clip does not move away from a point of the box", BOX, (clip(y) - c) ** 2 <= (y - c) ** 2)
def _(p: Proof) -> Theorem:
    top = maximum(y, lo)
    a = [rules.defining(top, which) for which in range(3)]
    b = [rules.defining(clip(y), which) for which in range(3)]

    def middle(above: Theorem) -> Theorem:
        kept = p.have(Eq(top, y), above, *a)
        return p.cases(y <= hi, lambda below: p.have(p.goal, p.have(Eq(clip(y), y), kept, below, *b), degree=1),
                       lambda beyond: p.have(p.goal, p.have(Eq(clip(y), hi), kept, beyond, *b), beyond, "c ≤ hi"))

    def under(below: Theorem) -> Theorem:
        kept = p.have(Eq(top, lo), below, *a)
        low = p.have(lo <= hi, "lo ≤ c", "c ≤ hi")
        return p.have(p.goal, p.have(Eq(clip(y), lo), kept, low, *b), below, "lo ≤ c")

    return p.cases(lo <= y, middle, under)


@claim("L3.2", "the clip lies in the box", BOX, lo <= clip(y))
def _(p: Proof) -> Theorem:
    a = [rules.defining(maximum(y, lo), which) for which in range(3)]
    b = [rules.defining(clip(y), which) for which in range(3)]
    return p.have(p.goal, p.have(lo <= hi, "lo ≤ c", "c ≤ hi"), *a, *b)


STEP = ("x", "eta_prime > 0", "H ≥ 0", "H A m = m")


def one_step(at: Term) -> Term:
    move = eta_prime[at] * A[at, i] * m[at, i] ** 2 / 2
    return m[at, i] * delta_x(at) <= (delta_x(at) ** 2 - delta_x(at + 1) ** 2) * ratio(at) / 2 + move


@claim("B1", "one step", have_given(*STEP, *COMPARATOR), over_run(one_step(t)), domains=DOMAINS)
def _(p: Proof) -> Theorem:
    inside, within = p.fix(i, 1, d), p.fix(t, 1, T)
    here = [*within, *inside]
    update = p.at("x", t, i, using=here)
    free_point = x[t, i] - eta_prime[t] * A[t, i] * m[t, i]
    low, high = (p.at(name, i, using=inside) for name in COMPARATOR)
    closer = p.supply(p.instance(p.use("L3.1"), {y: free_point, c: x_star[i]}), low, high)
    shorter = p.have(delta_x(t + 1) ** 2 <= (free_point - x_star[i]) ** 2, closer, p.equal_inside(update, lambda z: (z - x_star[i]) ** 2), degree=1)
    positive = p.at("eta_prime > 0", t, using=within)
    divided = rules.inverse(positive)
    e = p.have(inv(eta_prime[t]) > 0, positive, divided)
    scale = p.have(ratio(t) >= 0, e, p.at("H ≥ 0", t, i, using=here))
    inverse = p.at("H A m = m", t, i, using=here)
    product = p.have(ratio(t) * ((free_point - x_star[i]) ** 2 - delta_x(t + 1) ** 2) >= 0, scale, shorter, auto=False)
    linear = p.have(Eq(ratio(t) * eta_prime[t] * A[t, i] * m[t, i], m[t, i]), divided, inverse)
    square = p.have(Eq(ratio(t) * (eta_prime[t] * A[t, i] * m[t, i]) ** 2, eta_prime[t] * A[t, i] * m[t, i] ** 2), linear)
    cross = p.have(Eq(ratio(t) * eta_prime[t] * A[t, i] * m[t, i] * delta_x(t), m[t, i] * delta_x(t)), linear)
    return p.forall(_add_up(p, one_step(t), product, square, cross), (t, 1, T), (i, 1, d))


def _add_up(p: Proof, goal: Term, *using: Theorem) -> Theorem:
    """A linear combination of the theorems, every other fact left out."""
    return p.have(goal, *using, degree=1, auto=False)


def in_box(p: Proof, at: Term, within: list[Theorem], inside: list[Theorem]) -> tuple[Theorem, Theorem]:
    """lo ≤ x_t and x_t ≤ hi for 1 ≤ t ≤ T + 1, by induction (for one i)."""
    results = []
    low, high = (p.at(name, i, using=inside) for name in COMPARATOR)
    for bound, start in ((lambda z: lo <= z, "x1 ≥ lo"), (lambda z: z <= hi, "x1 ≤ hi")):
        f = bound(x[n, i])

        def step(_: Theorem, steps_: list[Theorem], bound=bound) -> Theorem:  # type: ignore[no-untyped-def]
            update = p.at("x", n, i, using=[*steps_, *inside])
            free_point = x[n, i] - eta_prime[n] * A[n, i] * m[n, i]
            if start == "x1 ≥ lo":
                side = p.supply(p.instance(p.use("L3.2"), {y: free_point, c: x_star[i]}), low, high)
            else:
                side = rules.defining(clip(free_point), 1)
            return p.have(bound(x[n + 1, i]), update, side, degree=1)

        every = p.induct(n, f, 1, p.at(start, i, using=inside), step, hi=T + 1)
        results.append(p.at(every, at, using=within))
    return results[0], results[1]


MOVE = ("x", *COMPARATOR, "x1 ≥ lo", "x1 ≤ hi", "eta_prime > 0", "A ≥ 0")


@claim("B2", "the move", have_given(*MOVE), over_run(abs(x[t + 1, i] - x[t, i]) <= eta_prime[t] * A[t, i] * abs(m[t, i])), domains=DOMAINS)
def _(p: Proof) -> Theorem:
    inside, within = p.fix(i, 1, d), p.fix(t, 1, T)
    here = [*within, *inside]
    low, high = in_box(p, t, [*within, p.have(t <= T + 1, *within)], inside)
    free_point = x[t, i] - eta_prime[t] * A[t, i] * m[t, i]
    closer = p.supply(p.instance(p.use("L3.1"), {y: free_point, c: x[t, i]}), low, high)
    update = p.at("x", t, i, using=here)
    shorter = p.have((x[t + 1, i] - x[t, i]) ** 2 <= (eta_prime[t] * A[t, i] * m[t, i]) ** 2, closer, p.equal_inside(update, lambda z: (z - x[t, i]) ** 2), degree=1)
    scale = p.have(eta_prime[t] * A[t, i] >= 0, p.at("eta_prime > 0", t, using=within), p.at("A ≥ 0", t, i, using=here))
    reach = p.have(eta_prime[t] * A[t, i] * abs(m[t, i]) >= 0, scale, rules.defining(abs(m[t, i]), 0))
    square = p.have(Eq((eta_prime[t] * A[t, i] * abs(m[t, i])) ** 2, (eta_prime[t] * A[t, i] * m[t, i]) ** 2), rules.defining(abs(m[t, i]), 1))
    step = abs(x[t + 1, i] - x[t, i])
    size = [rules.defining(step, which) for which in (0, 1)]
    longer = p.have(step**2 <= (eta_prime[t] * A[t, i] * abs(m[t, i])) ** 2, shorter, square, size[1], degree=1)
    return p.forall(p.have(step <= eta_prime[t] * A[t, i] * abs(m[t, i]), longer, reach, size[0], auto=False), (t, 1, T), (i, 1, d))


PARTS = Eq(Sum(t, 1, T, g_hat[t, i] * delta_x(t)), Sum(t, 1, T, m[t, i] * delta_x(t)) + rho1 * m[T, i] * delta_x(T)
           + rho1 * Sum(t, 1, T - 1, m[t, i] * (x[t, i] - x[t + 1, i])))


@claim("B3", "summation by parts", have_given("T", "m_0", "m", "beta1 < 1"), Forall(i, PARTS, 1, d), domains=DOMAINS)
def _(p: Proof) -> Theorem:
    inside = p.fix(i, 1, d)
    f = substitute(PARTS, {T: n})
    divided = p.inverse(1 - beta1)

    def gradient(at: Term, within: list[Theorem]) -> Theorem:
        """ĝ_t = m_t + ρ1 (m_t − m_{t−1}), A3 with 1/(1−β1) = 1 + ρ1."""
        recursion = p.at("m", at, i, using=[*within, *inside])
        return p.have(Eq(g_hat[at, i], m[at, i] + rho1 * (m[at, i] - m[at - 1, i])), recursion, divided)

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        ahead = p.have(n + 1 >= 1, *within)
        new = gradient(n + 1, [*within, ahead])
        sums = [p.last(Sum(t, 1, n + 1, q), p.have(n + 1 >= 1, *within)) for q in (g_hat[t, i] * delta_x(t), m[t, i] * delta_x(t))]
        moves = p.last(Sum(t, 1, n, m[t, i] * (x[t, i] - x[t + 1, i])), *within)
        return p.have(substitute(f, {n: n + 1}), ih, *sums, moves, p.equal_inside(new, lambda q: q * delta_x(n + 1)), degree=1)

    one = p.have(1 <= T, "T")
    first = gradient(n - n + 1, [one])
    start = p.have(substitute(f, {n: 1}), p.equal_inside(first, lambda q: q * delta_x(1)), p.at("m_0", i, using=inside), degree=1)
    every = p.induct(n, f, 1, start, step, hi=T)
    return p.forall(p.at(every, T, using=["T"]), (i, 1, d))


POTENTIAL = Sum(t, 1, T, (delta_x(t) ** 2 - delta_x(t + 1) ** 2) * ratio(t) / 2)
POSITIVE_GAPS = Sum(t, 1, T, maximum(Gamma[t, i], 0))
GAPS = ("T", "Gamma_1", "Gamma", "x", *COMPARATOR, "x1 ≥ lo", "x1 ≤ hi")


@claim("B4", "the potential costs at most the positive gaps", have_given(*GAPS, "H ≥ 0", "eta_prime > 0"),
       Forall(i, POTENTIAL <= width**2 / 2 * POSITIVE_GAPS, 1, d), domains=DOMAINS)
def _(p: Proof) -> Theorem:
    inside = p.fix(i, 1, d)
    f = substitute(POTENTIAL, {T: n}) <= width**2 / 2 * substitute(POSITIVE_GAPS, {T: n}) - delta_x(n + 1) ** 2 * ratio(n) / 2
    comparator = [p.at(name, i, using=inside) for name in COMPARATOR]

    def near(at: Term, within: list[Theorem]) -> Theorem:
        """(x_t − x*)² ≤ D²."""
        box = in_box(p, at, within, inside)
        return p.have(delta_x(at) ** 2 <= width**2, *box, *comparator, auto=False)

    def paid(at: Term, within: list[Theorem]) -> Theorem:
        """(x_t − x*)² Γ_t ≤ D² (Γ_t)_+."""
        plus = maximum(Gamma[at, i], 0)
        up, zero = rules.defining(plus, 0), rules.defining(plus, 1)
        first = p.have(delta_x(at) ** 2 * (plus - Gamma[at, i]) >= 0, up, squares=[delta_x(at)], auto=False)
        second = p.have((width**2 - delta_x(at) ** 2) * plus >= 0, zero, near(at, within), auto=False)
        return _add_up(p, delta_x(at) ** 2 * Gamma[at, i] <= width**2 * plus, first, second)

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        ahead = [p.have(n + 1 >= 1, *within), p.have(n + 1 >= 2, *within), *within, p.have(n + 1 <= T + 1, *within)]
        gap = p.equal_inside(p.at("Gamma", n + 1, i, using=[*ahead, *inside]), lambda q: q * delta_x(n + 1) ** 2)
        sums = [p.last(Sum(t, 1, n + 1, q), ahead[0]) for q in
                ((delta_x(t) ** 2 - delta_x(t + 1) ** 2) * ratio(t) / 2, maximum(Gamma[t, i], 0))]
        scaled = [sums[0], p.equal_inside(sums[1], lambda q: width**2 * q)]
        return _add_up(p, substitute(f, {n: n + 1}), ih, *scaled, paid(n + 1, ahead), gap)

    one = p.have(1 <= T + 1, "T")
    at_one = p.have(n - n + 1 >= 1, auto=False)
    gap = p.equal_inside(p.at("Gamma_1", i, using=inside), lambda q: q * delta_x(1) ** 2)
    start = _add_up(p, substitute(f, {n: 1}), paid(n - n + 1, [at_one, one]), gap)
    every = p.at(p.induct(n, f, 1, start, step, hi=T), T, using=["T"])
    last = p.at("eta_prime > 0", T, using=["T"])
    e = p.have(inv(eta_prime[T]) > 0, last, rules.inverse(last))
    rest = p.have(delta_x(T + 1) ** 2 * ratio(T) >= 0, p.have(ratio(T) >= 0, e, p.at("H ≥ 0", T, i, using=["T", *inside])), squares=[delta_x(T + 1)])
    return p.forall(_add_up(p, POTENTIAL <= width**2 / 2 * POSITIVE_GAPS, every, rest), (i, 1, d))
