"""Section B of theory.md: what is true for convex losses. Everything per coordinate until B9."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from adal_theory.proofs.algebra import BETA1, BETA2, _with, along, r, step_facts
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
    n,
    over_run,
    ratio,
    t,
    v,
    v_max,
    x,
    x_star,
)
from adal_theory.prove import Eq, Forall, Proof, Sum, Term, Theorem, inv, maximum, minimum, rules, sqrt, substitute, var

y, c = var("y"), var("c")
width = hi - lo
# Where A and H are any numbers with HAm = m.
ABSTRACT = {**DOMAINS, "A": [Fraction(2)], "H": [Fraction(1, 2)]}
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


STEP = ("x", "eta_prime > 0", "H ≥ 0", "H A m = m")


def _add_up(p: Proof, goal: Term, *using: Theorem) -> Theorem:
    """A linear combination of the theorems, every other fact left out."""
    return p.have(goal, *using, degree=1, auto=False)


def in_box(p: Proof, at: Term, within: list[Theorem], inside: list[Theorem]) -> tuple[Theorem, Theorem]:
    """lo ≤ x_t and x_t ≤ hi for 1 ≤ t ≤ T + 1, by induction (for one i)."""
    results = []
    low, high = (p.at(name, i, using=inside) for name in COMPARATOR)
    for bound, start in ((lambda z: lo <= z, "x1 ≥ lo"), (lambda z: z <= hi, "x1 ≤ hi")):
        f = bound(x[n, i])

        def step(_: Theorem, steps_: list[Theorem], bound: Any = bound, start: str = start) -> Theorem:
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


PARTS = Eq(
    Sum(t, 1, T, g_hat[t, i] * delta_x(t)),
    Sum(t, 1, T, m[t, i] * delta_x(t)) + rho1 * m[T, i] * delta_x(T) + rho1 * Sum(t, 1, T - 1, m[t, i] * (x[t, i] - x[t + 1, i])),
)


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
        sums = [
            p.last(Sum(t, 1, n + 1, q), p.have(n + 1 >= 1, *within)) for q in (g_hat[t, i] * delta_x(t), m[t, i] * delta_x(t))
        ]
        moves = p.last(Sum(t, 1, n, m[t, i] * (x[t, i] - x[t + 1, i])), *within)
        return p.have(substitute(f, {n: n + 1}), ih, *sums, moves, p.equal_inside(new, lambda q: q * delta_x(n + 1)), degree=1)

    one = p.have(T >= 1, "T")
    first = gradient(n - n + 1, [one])
    start = p.have(substitute(f, {n: 1}), p.equal_inside(first, lambda q: q * delta_x(1)), p.at("m_0", i, using=inside), degree=1)
    every = p.induct(n, f, 1, start, step, hi=T)
    return p.forall(p.at(every, T, using=["T"]), (i, 1, d))


POTENTIAL = Sum(t, 1, T, (delta_x(t) ** 2 - delta_x(t + 1) ** 2) * ratio(t) / 2)
POSITIVE_GAPS = Sum(t, 1, T, maximum(Gamma[t, i], 0))
GAPS = ("T", "Gamma_1", "Gamma", "x", *COMPARATOR, "x1 ≥ lo", "x1 ≤ hi")


@claim(
    "B4",
    "the potential costs at most the positive gaps",
    have_given(*GAPS, "H ≥ 0", "eta_prime > 0"),
    Forall(i, width**2 / 2 * POSITIVE_GAPS >= POTENTIAL, 1, d),
    domains=DOMAINS,
)
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
        sums = [
            p.last(Sum(t, 1, n + 1, q), ahead[0])
            for q in ((delta_x(t) ** 2 - delta_x(t + 1) ** 2) * ratio(t) / 2, maximum(Gamma[t, i], 0))
        ]
        scaled = [sums[0], p.equal_inside(sums[1], lambda q: width**2 * q)]
        return _add_up(p, substitute(f, {n: n + 1}), ih, *scaled, paid(n + 1, ahead), gap)

    one = p.have(T + 1 >= 1, "T")
    at_one = p.have(n - n + 1 >= 1, auto=False)
    gap = p.equal_inside(p.at("Gamma_1", i, using=inside), lambda q: q * delta_x(1) ** 2)
    start = _add_up(p, substitute(f, {n: 1}), paid(n - n + 1, [at_one, one]), gap)
    every = p.at(p.induct(n, f, 1, start, step, hi=T), T, using=["T"])
    last = p.at("eta_prime > 0", T, using=["T"])
    e = p.have(inv(eta_prime[T]) > 0, last, rules.inverse(last))
    rest = p.have(
        delta_x(T + 1) ** 2 * ratio(T) >= 0,
        p.have(ratio(T) >= 0, e, p.at("H ≥ 0", T, i, using=["T", *inside])),
        squares=[delta_x(T + 1)],
    )
    return p.forall(_add_up(p, width**2 / 2 * POSITIVE_GAPS >= POTENTIAL, every, rest), (i, 1, d))


def cost(at: Term) -> Term:
    """η'_t A_t m_t²."""
    return eta_prime[at] * A[at, i] * m[at, i] ** 2


LINEAR = Sum(t, 1, T, g_hat[t, i] * delta_x(t))
CERTIFICATE = (
    width**2 / 2 * POSITIVE_GAPS + rho1 * width**2 / 2 * ratio(T) + (1 + beta1) / (2 * (1 - beta1)) * Sum(t, 1, T, cost(t))
)


def last_point(p: Proof, inside: list[Theorem]) -> Theorem:
    """m_T (x_T − x*) ≤ (D²/2) H_T/η'_T + η'_T A_T m_T²/2, from B1 at T."""
    here = ["T", p.have(T <= T, auto=False)]
    one = p.at(p.use("B1"), T, i, using=[*here, *inside])
    last = p.at("eta_prime > 0", T, using=here)
    e = p.have(inv(eta_prime[T]) > 0, last, rules.inverse(last))
    scale = p.have(ratio(T) >= 0, e, p.at("H ≥ 0", T, i, using=[*here, *inside]))
    comparator = [p.at(name, i, using=inside) for name in COMPARATOR]
    box = in_box(p, T, [p["T"], p.have(T <= T + 1, auto=False)], inside)
    near = p.have(delta_x(T) ** 2 <= width**2, *box, *comparator, auto=False)
    first = p.have(ratio(T) * (width**2 - delta_x(T) ** 2) >= 0, scale, near, auto=False)
    second = p.have(ratio(T) * delta_x(T + 1) ** 2 >= 0, scale, squares=[delta_x(T + 1)], auto=False)
    return _add_up(p, m[T, i] * delta_x(T) <= width**2 / 2 * ratio(T) + cost(T) / 2, one, first, second)


@claim(
    "B5",
    "the certificate of any run",
    have_given(
        "T",
        "m_0",
        "m",
        *BETA1,
        "x",
        *COMPARATOR,
        "x1 ≥ lo",
        "x1 ≤ hi",
        "eta_prime > 0",
        "A ≥ 0",
        "H ≥ 0",
        "H A m = m",
        "Gamma_1",
        "Gamma",
    ),
    Forall(i, LINEAR <= CERTIFICATE, 1, d),
    domains=ABSTRACT,
)
def _(p: Proof) -> Theorem:
    inside, within = p.fix(i, 1, d), p.fix(t, 1, T)
    here = [*within, *inside]
    parts = p.at(p.use("B3"), i, using=inside)
    stepwise = p.sum(t, p.at(p.use("B1"), t, i, using=here), 1, T)
    potential = p.at(p.use("B4"), i, using=inside)
    every = _add_up(
        p, Sum(t, 1, T, m[t, i] * delta_x(t)) <= width**2 / 2 * POSITIVE_GAPS + Sum(t, 1, T, cost(t)) / 2, stepwise, potential
    )
    early = p.fix(t, 1, T - 1)
    sooner = [*early, p.have(t <= T, *early), *inside]
    move = p.at(p.use("B2"), t, i, using=sooner)
    cross = p.have(m[t, i] * (x[t, i] - x[t + 1, i]) <= abs(m[t, i]) * abs(x[t + 1, i] - x[t, i]), *_both_signs(p))
    size = [rules.defining(abs(m[t, i]), which) for which in (0, 1)]
    paid = p.have(
        abs(m[t, i]) * (eta_prime[t] * A[t, i] * abs(m[t, i]) - abs(x[t + 1, i] - x[t, i])) >= 0, move, size[0], auto=False
    )
    square = p.equal_inside(size[1], lambda q: eta_prime[t] * A[t, i] * q)
    moves = p.sum(t, _add_up(p, m[t, i] * (x[t, i] - x[t + 1, i]) <= cost(t), cross, paid, square), 1, T - 1)
    rho = p.have(rho1 >= 0, p.have(inv(1 - beta1) > 0, p.inverse(1 - beta1), p.have(1 - beta1 > 0)))
    scaled = p.have(
        rho1 * (Sum(t, 1, T - 1, cost(t)) - Sum(t, 1, T - 1, m[t, i] * (x[t, i] - x[t + 1, i]))) >= 0, rho, moves, auto=False
    )
    final = last_point(p, inside)
    ended = p.have(rho1 * (width**2 / 2 * ratio(T) + cost(T) / 2 - m[T, i] * delta_x(T)) >= 0, rho, final, auto=False)
    split = p.last(Sum(t, 1, T, cost(t)), "T")
    rest = p.have(
        rho1 * cost(T) >= 0,
        rho,
        p.have(
            cost(T) >= 0,
            p.at("eta_prime > 0", T, using=["T"]),
            p.at("A ≥ 0", T, i, using=["T", *inside]),
            squares=[m[T, i]],
            degree=2,
        ),
    )
    # 1/2 + ρ1 = (1+β1)/(2(1−β1)).
    total = Sum(t, 1, T, cost(t))
    coefficient = p.have(Eq((1 + beta1) / (2 * (1 - beta1)), Fraction(1, 2) + rho1), p.inverse(1 - beta1))
    whole = p.equal_inside(coefficient, lambda q: q * total)
    split = p.equal_inside(split, lambda q: rho1 * q)
    return p.forall(_add_up(p, LINEAR <= CERTIFICATE, parts, every, scaled, ended, split, rest, whole), (i, 1, d))


def _both_signs(p: Proof) -> list[Theorem]:
    """|m_t| ≥ ±m_t and |move| ≥ ±move."""
    return [rules.defining(abs(q), which) for q in (m[t, i], x[t + 1, i] - x[t, i]) for which in (2, 3)]


# --- what the graphs give: positive steps, HAm = m -------------------------------------------------------------------


@claim("B5.1", "A ≥ 0 (running maximum)", have_given("preconditioner", "eps"), over_run(A[t, i] >= 0), domains=DOMAINS)
def _(p: Proof) -> Theorem:
    inside, within = p.fix(i, 1, d), p.fix(t, 1, T)
    root = rules.defining(sqrt(v_max[t, i]), 0)
    return p.forall(
        p.have(
            A[t, i] >= 0, p.at("preconditioner", t, i, using=[*within, *inside]), nonnegative_inverse(p, sqrt(v_max[t, i]), root)
        ),
        (t, 1, T),
        (i, 1, d),
    )


def nonnegative_inverse(p: Proof, a: Term, nonnegative: Theorem) -> Theorem:
    """0 ≤ 1/a from 0 ≤ a, a = 0 included."""

    def positive(t_: Theorem) -> Theorem:
        return p.have(inv(a) >= 0, t_, rules.inverse(t_), auto=False)

    def zero(t_: Theorem) -> Theorem:
        vanishes = p.have(Eq(a, 0), t_, nonnegative, auto=False)
        return p.have(inv(a) >= 0, p.equal_inside(vanishes, inv), auto=False)

    return p.cases(a > 0, positive, zero)


@claim("B5.2", "H ≥ 0 (running maximum)", have_given("inverse_preconditioner", "eps"), over_run(H[t, i] >= 0), domains=DOMAINS)
def _(p: Proof) -> Theorem:
    inside, within = p.fix(i, 1, d), p.fix(t, 1, T)
    root = rules.defining(sqrt(v_max[t, i]), 0)
    room = p.have(1 + eps * sqrt(v_max[t, i]) > 0, root)
    c = p.have(inv(1 + eps * sqrt(v_max[t, i])) > 0, room, rules.inverse(room))
    return p.forall(
        p.have(H[t, i] >= 0, p.at("inverse_preconditioner", t, i, using=[*within, *inside]), root, c), (t, 1, T), (i, 1, d)
    )


@claim("B5.3", "v_t ≥ 0", have_given("v_0", "v", *BETA2), over_run(v[t, i] >= 0), domains=DOMAINS)
def _(p: Proof) -> Theorem:
    inside = p.fix(i, 1, d)
    f = v[n, i] >= 0

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        return p.have(substitute(f, {n: n + 1}), p.at("v", n + 1, i, using=[*within, *inside]), ih, squares=[g_hat[n + 1, i]])

    return along(p, p.induct(n, f, 0, p.have(substitute(f, {n: 0}), p.at("v_0", i, using=inside)), step, hi=T))


@claim(
    "B5.4",
    "the running maximum is at least v_t",
    have_given("v_0", "v", *BETA2, "v_max"),
    over_run(v[t, i] <= v_max[t, i]),
    domains=DOMAINS,
)
def _(p: Proof) -> Theorem:
    inside, within = p.fix(i, 1, d), p.fix(t, 1, T)
    here = [*within, *inside]
    low = p.have(beta2 >= 0, "beta2 > 0")
    _with(p, low)
    from adal_theory.proofs.algebra import correction

    room = correction(p, beta2, t, within)
    divided = rules.inverse(room)
    power = rules.cut(low, p.supply(p.instance(p.use("L1.2"), {r: beta2, n: t}), p.have(t >= 0, *within)))
    more = p.have(inv(1 - beta2**t) >= 1, room, divided, power)
    corrected = p.have(v[t, i] <= v[t, i] * inv(1 - beta2**t), p.at(p.use("B5.3"), t, i, using=here), more, auto=False)
    top = maximum(v_max[t - 1, i], v[t, i] / (1 - beta2**t))
    above = rules.defining(top, 1)
    done = _add_up(p, v[t, i] <= v_max[t, i], corrected, above, p.at("v_max", t, i, using=here))
    return rules.cut(low, p.forall(done, (t, 1, T), (i, 1, d)))


@claim(
    "B5.5",
    "v_t = 0 only where m_t = 0",
    have_given("m_0", "v_0", "m", "v", *BETA1, *BETA2),
    over_run(beta2**t * (1 - beta2) * m[t, i] ** 2 <= (1 - beta1) * v[t, i]),
    domains=DOMAINS,
)
def _(p: Proof) -> Theorem:
    inside = p.fix(i, 1, d)
    f = beta2**n * (1 - beta2) * m[n, i] ** 2 <= (1 - beta1) * v[n, i]

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        here = [*within, *inside]
        first, second = p.at("m", n + 1, i, using=here), p.at("v", n + 1, i, using=here)
        convex = p.have(
            (beta1 * m[n, i] + (1 - beta1) * g_hat[n + 1, i]) ** 2 <= beta1 * m[n, i] ** 2 + (1 - beta1) * g_hat[n + 1, i] ** 2,
            *BETA1,
            squares=[m[n, i] - g_hat[n + 1, i]],
            auto=False,
        )
        square = p.have(m[n + 1, i] ** 2 <= beta1 * m[n, i] ** 2 + (1 - beta1) * g_hat[n + 1, i] ** 2, convex, first, degree=1)
        low = p.have(beta2 >= 0, "beta2 > 0")
        up = rules.cut(low, p.supply(p.instance(p.use("L1.1"), {r: beta2, n: n + 1}), p.have(n + 1 >= 0, *within)))
        power = rules.power_positive(n, p["beta2 > 0"])
        grown = rules.power_step(beta2, n, within[0])
        scaled = p.have(
            beta2 ** (n + 1) * (1 - beta2) * (beta1 * m[n, i] ** 2 + (1 - beta1) * g_hat[n + 1, i] ** 2 - m[n + 1, i] ** 2) >= 0,
            p.have(beta2 ** (n + 1) * (1 - beta2) >= 0, rules.power_positive(n + 1, p["beta2 > 0"]), "beta2 < 1", auto=False),
            square,
            auto=False,
        )
        old = p.have(
            beta2 * beta1 * ((1 - beta1) * v[n, i] - beta2**n * (1 - beta2) * m[n, i] ** 2) >= 0,
            p.have(beta2 * beta1 >= 0),
            ih,
            auto=False,
        )
        less = p.have(
            (1 - beta1) ** 2 * beta2 * v[n, i] >= 0,
            p.have(beta2 * v[n, i] >= 0, _v_nonnegative(p, n, within, inside), "beta2 > 0", auto=False),
            squares=[1 - beta1],
        )
        new = p.have(
            (1 - beta1) * (1 - beta2) * (1 - beta2 ** (n + 1)) * g_hat[n + 1, i] ** 2 >= 0,
            p.have((1 - beta1) * (1 - beta2) >= 0),
            p.have(1 - beta2 ** (n + 1) >= 0, up),
            squares=[g_hat[n + 1, i]],
            auto=False,
        )
        del power
        return _add_up(
            p,
            substitute(f, {n: n + 1}),
            scaled,
            old,
            less,
            new,
            p.equal_inside(grown, lambda q: q * beta1 * (1 - beta2) * m[n, i] ** 2),
            second,
        )

    start = p.have(substitute(f, {n: 0}), p.at("m_0", i, using=inside), p.at("v_0", i, using=inside))
    return along(p, p.induct(n, f, 0, start, step, hi=T))


def _v_nonnegative(p: Proof, at: Term, within: list[Theorem], inside: list[Theorem]) -> Theorem:
    """v_n ≥ 0 for 0 ≤ n < T: v_0 = 0, else B5.3."""
    here = [p.have(at <= T, *within), *within]

    def later(t_: Theorem) -> Theorem:
        return p.at(p.use("B5.3"), at, i, using=[t_, *here, *inside])

    def start(t_: Theorem) -> Theorem:
        zero = p.have(Eq(at, 0), rules.integral(t_), *within)
        hole = var("position", "int")
        first = p.have(v[0, i] >= 0, p.at("v_0", i, using=inside))
        back = p.have(Eq(0, at), zero, auto=False)
        return rules.leibniz(back, first, hole, v[hole, i] >= 0)

    return p.cases(at >= 1, later, start)


@claim(
    "B5.6",
    "H A m = m (running maximum)",
    have_given("m_0", "v_0", "m", "v", "v_max", "preconditioner", "inverse_preconditioner", "eps", *BETA1, *BETA2),
    over_run(Eq(H[t, i] * A[t, i] * m[t, i], m[t, i])),
    domains=DOMAINS,
)
def _(p: Proof) -> Theorem:
    inside, within = p.fix(i, 1, d), p.fix(t, 1, T)
    here = [*within, *inside]
    root = sqrt(v_max[t, i])
    values = [p.at(name, t, i, using=here) for name in ("preconditioner", "inverse_preconditioner")]
    goal = Eq(H[t, i] * A[t, i] * m[t, i], m[t, i])

    def positive(t_: Theorem) -> Theorem:
        room = p.have(1 + eps * root > 0, t_)
        product = p.have(Eq(root / (1 + eps * root) * (inv(root) + eps), 1), rules.inverse(t_), rules.inverse(room))
        return p.have(goal, p.equal_inside(product, lambda q: q * m[t, i]), *values, degree=1)

    def zero(t_: Theorem) -> Theorem:
        low = p.at(p.use("B5.3"), t, i, using=here)
        most = p.at(p.use("B5.4"), t, i, using=here)
        square = rules.sqrt_square(p.have(v_max[t, i] >= 0, low, most, auto=False))
        vanishes = p.have(Eq(v[t, i], 0), t_, square, rules.defining(root, 0), low, most, auto=False)
        bound = p.at(p.use("B5.5"), t, i, using=here)
        scale = p.have(beta2**t * (1 - beta2) > 0, rules.power_positive(t, p["beta2 > 0"]), "beta2 < 1", auto=False)
        nothing = p.have(
            Eq(m[t, i], 0),
            p.have(beta2**t * (1 - beta2) * m[t, i] ** 2 <= 0, bound, vanishes, degree=1),
            scale,
            degree=3,
            auto=False,
        )
        return p.have(goal, nothing, degree=1)

    return p.forall(p.cases(root > 0, positive, zero), (t, 1, T), (i, 1, d))


# --- B6 --------------------------------------------------------------------------------------------------------------

MONOTONE = ("v_max", "inverse_preconditioner", "eps", "eta_prime", "eta", *BETA1)


@claim(
    "B6.1",
    "the running maximum does not decrease",
    have_given("v_max"),
    over_run(v_max[t - 1, i] <= v_max[t, i]),
    domains=DOMAINS,
)
def _(p: Proof) -> Theorem:
    inside, within = p.fix(i, 1, d), p.fix(t, 1, T)
    top = rules.defining(maximum(v_max[t - 1, i], v[t, i] / (1 - beta2**t)), 0)
    return p.forall(
        _add_up(p, v_max[t - 1, i] <= v_max[t, i], p.at("v_max", t, i, using=[*within, *inside]), top), (t, 1, T), (i, 1, d)
    )


delta = var("delta")


@claim(
    "B6.2",
    "the running maximum is at least δ²",
    have_given("v_max_0", "v_max"),
    over_run(v_max[t, i] >= delta**2),
    domains=DOMAINS,
)
def _(p: Proof) -> Theorem:
    inside = p.fix(i, 1, d)
    f = v_max[n, i] >= delta**2

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        here = [p.have(n + 1 >= 1, *within), *within, *inside]
        top = rules.defining(maximum(v_max[n, i], v[n + 1, i] / (1 - beta2 ** (n + 1))), 0)
        return _add_up(p, substitute(f, {n: n + 1}), p.at("v_max", n + 1, i, using=here), top, ih)

    return along(p, p.induct(n, f, 0, p.have(substitute(f, {n: 0}), p.at("v_max_0", i, using=inside)), step, hi=T))


@claim(
    "B6.3",
    "so H_t/η'_t does not decrease",
    have_given("v_max_0", *MONOTONE),
    Forall(t, Forall(i, ratio(t) <= ratio(t + 1), 1, d), 1, T - 1),
    domains={**DOMAINS, "T": [2, 3]},
)
def _(p: Proof) -> Theorem:
    inside, within = p.fix(i, 1, d), p.fix(t, 1, T - 1)
    here = [*within, p.have(t <= T, *within)]
    ahead = [p.have(t + 1 >= 1, *within), p.have(t + 1 <= T, *within)]
    more = p.at(p.use("B6.1"), t + 1, i, using=[*ahead, *inside])
    floor_ = p.at(p.use("B6.2"), t, i, using=[*here, *inside])
    low = p.have(v_max[t, i] >= 0, floor_, squares=[delta])
    rise = p.supply(p.instance(p.use("A5.2"), {var("a"): v_max[t, i], var("b"): v_max[t + 1, i]}), low, more)
    values = [p.at("inverse_preconditioner", at, i, using=[*q, *inside]) for at, q in ((t, here), (t + 1, ahead))]
    rise = _add_up(p, H[t, i] <= H[t + 1, i], rise, *values)
    root = rules.defining(sqrt(v_max[t + 1, i]), 0)
    room = p.have(1 + eps * sqrt(v_max[t + 1, i]) > 0, root)
    top = p.have(H[t + 1, i] >= 0, values[1], root, p.have(inv(1 + eps * sqrt(v_max[t + 1, i])) > 0, room, rules.inverse(room)))
    steps_ = [p.at(p.use("A4.2"), at, using=q) for at, q in ((t, here), (t + 1, ahead))]
    divided = [rules.inverse(q) for q in steps_]
    e, e2 = (p.have(inv(eta_prime[at]) > 0, s_, q) for at, s_, q in zip((t, t + 1), steps_, divided, strict=True))
    slower = p.at(p.use("A4.5"), t, using=within)
    more_ratio = p.have(
        inv(eta_prime[t]) <= inv(eta_prime[t + 1]),
        p.have(
            inv(eta_prime[t]) * inv(eta_prime[t + 1]) * (eta_prime[t] - eta_prime[t + 1]) >= 0,
            p.have(inv(eta_prime[t]) * inv(eta_prime[t + 1]) > 0, e, e2),
            slower,
            auto=False,
        ),
        *divided,
        degree=1,
    )
    return p.forall(
        p.have(
            ratio(t) <= ratio(t + 1),
            p.have((H[t + 1, i] - H[t, i]) * inv(eta_prime[t]) >= 0, rise, e, auto=False),
            p.have((inv(eta_prime[t + 1]) - inv(eta_prime[t])) * H[t + 1, i] >= 0, more_ratio, top, auto=False),
            degree=1,
            auto=False,
        ),
        (t, 1, T - 1),
        (i, 1, d),
    )


@claim(
    "B6.4",
    "and the positive gaps add to H_T/η'_T",
    have_given("T", "v_max_0", *MONOTONE, "Gamma_1", "Gamma"),
    Forall(i, Eq(POSITIVE_GAPS, ratio(T)), 1, d),
    domains=DOMAINS,
)
def _(p: Proof) -> Theorem:
    inside = p.fix(i, 1, d)
    f = Eq(substitute(POSITIVE_GAPS, {T: n}), ratio(n))

    def positive(at: Term, gap: Theorem, low: Theorem) -> Theorem:
        """(Γ_t)_+ is the difference, given that it is ≥ 0."""
        plus = maximum(Gamma[at, i], 0)
        facts = [rules.defining(plus, which) for which in range(3)]
        return p.have(Eq(plus, gap.conclusion.args[1]), gap, low, *facts, auto=False)

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        ahead = [p.have(n + 1 >= 2, *within), p.have(n <= T - 1, *within), *within]
        gap = p.at("Gamma", n + 1, i, using=[*ahead, *inside])
        low = p.at(p.use("B6.3"), n, i, using=[*ahead, *inside])
        low = _add_up(p, ratio(n + 1) - ratio(n) >= 0, low)
        last = p.last(Sum(t, 1, n + 1, maximum(Gamma[t, i], 0)), p.have(n + 1 >= 1, *within))
        return p.have(substitute(f, {n: n + 1}), ih, last, positive(n + 1, gap, low), degree=1)

    one = [p.have(lift_one >= 1, auto=False) for lift_one in (n - n + 1,)]
    first = [*one, p.have(T >= 1, "T")]
    value = p.at("inverse_preconditioner", 1, i, using=[*first, *inside])
    root = rules.defining(sqrt(v_max[1, i]), 0)
    room = p.have(1 + eps * sqrt(v_max[1, i]) > 0, root)
    h = p.have(H[1, i] >= 0, value, root, p.have(inv(1 + eps * sqrt(v_max[1, i])) > 0, room, rules.inverse(room)))
    start_step = p.at(p.use("A4.2"), 1, using=first)
    e = p.have(inv(eta_prime[1]) > 0, start_step, rules.inverse(start_step))
    low = p.have(ratio(1) >= 0, h, e)
    start = p.have(substitute(f, {n: 1}), positive(n - n + 1, p.at("Gamma_1", i, using=inside), low), degree=1)
    every = p.induct(n, f, 1, start, step, hi=T)
    return p.forall(p.at(every, T, using=["T"]), (i, 1, d))


@claim(
    "B6.5",
    "which is at most √T H_T/η",
    have_given("T", "H ≥ 0", "eta_prime", "eta", *BETA1),
    Forall(i, ratio(T) <= sqrt(T) * H[T, i] / eta, 1, d),
    domains=DOMAINS,
)
def _(p: Proof) -> Theorem:
    inside = p.fix(i, 1, d)
    f = step_facts(p, T, [p["T"], p.have(T <= T, auto=False)])
    steps_ = p.at(p.use("A4.3"), T, using=["T"])
    positive = p.at(p.use("A4.2"), T, using=["T"])
    divided, scale = rules.inverse(positive), p.inverse(eta)
    e = p.have(inv(eta_prime[T]) > 0, positive, divided)
    size = p.have(inv(eta) > 0, "eta", scale)
    reach = p.have(sqrt(T) * inv(eta) > 0, f["root"], size)
    product = p.have(
        (sqrt(T) * inv(eta) * inv(eta_prime[T])) * (eta_prime[T] - eta / sqrt(T)) >= 0,
        p.have(sqrt(T) * inv(eta) * inv(eta_prime[T]) > 0, reach, e, auto=False),
        steps_,
        auto=False,
    )
    inverse = p.have(
        inv(eta_prime[T]) <= sqrt(T) * inv(eta),
        product,
        p.have(
            Eq((sqrt(T) * inv(eta) * inv(eta_prime[T])) * (eta_prime[T] - eta / sqrt(T)), sqrt(T) * inv(eta) - inv(eta_prime[T])),
            divided,
            scale,
            f["1/root"],
        ),
        degree=1,
        auto=False,
    )
    h = p.at("H ≥ 0", T, i, using=["T", *inside])
    return p.forall(
        p.have(
            ratio(T) <= sqrt(T) * H[T, i] / eta,
            p.have(H[T, i] * (sqrt(T) * inv(eta) - inv(eta_prime[T])) >= 0, h, inverse, auto=False),
            degree=1,
            auto=False,
        ),
        (i, 1, d),
    )


# --- B7 --------------------------------------------------------------------------------------------------------------

GAMMA = ("gamma", *BETA1, *BETA2)
K7 = (1 - beta1) / sqrt(1 - beta2)


def memory(at: Term) -> Term:
    """Σ_{j≤t} γ^{t−j} |ĝ_j|."""
    return Sum(j, 1, at, gamma ** (at - j) * abs(g_hat[j, i]))


def memory_step(p: Proof, at: Term, low: Theorem) -> Theorem:
    """The memory at n+1 is γ times that at n plus |ĝ_{n+1}|, from 0 ≤ n."""
    last = p.last(memory(at + 1), low)
    ranges = p.fix(j, 1, at)
    grown = rules.power_step(gamma, at - j, p.have(at - j >= 0, *ranges))
    decayed = p.sum(
        j,
        p.have(Eq(gamma ** (at + 1 - j) * abs(g_hat[j, i]), gamma * gamma ** (at - j) * abs(g_hat[j, i])), grown, auto=False),
        1,
        at,
    )
    return p.have(Eq(memory(at + 1), gamma * memory(at) + abs(g_hat[at + 1, i])), last, decayed, degree=1, auto=False)


def gamma_facts(p: Proof) -> tuple[Theorem, Theorem, Theorem]:
    """γ √β2 = β1, 0 < √β2, 0 ≤ γ."""
    root = p.positive_root(beta2, "beta2 > 0")
    divided = rules.inverse(root)
    e = p.have(inv(sqrt(beta2)) > 0, root, divided, auto=False)
    return (
        p.have(
            Eq(gamma * sqrt(beta2), beta1),
            p.have(Eq(beta1 / sqrt(beta2) * sqrt(beta2), beta1), divided, auto=False),
            p.equal_inside(p["gamma"], lambda q: q * sqrt(beta2)),
            degree=1,
            auto=False,
        ),
        root,
        p.have(gamma >= 0, "gamma", p.have(beta1 / sqrt(beta2) >= 0, "beta1 ≥ 0", e, auto=False), degree=1, auto=False),
    )


@claim(
    "B7.1",
    "the first moment squared against the second: m_t² ≤ (1−β1)/√(1−β2) √v_t Σ_j γ^{t−j}|ĝ_j|",
    have_given("m_0", "v_0", "m", "v", *GAMMA),
    over_run(m[t, i] ** 2 <= K7 * sqrt(v[t, i]) * memory(t)),
    domains=DOMAINS,
)
def _(p: Proof) -> Theorem:
    inside = p.fix(i, 1, d)
    f = m[n, i] ** 2 <= K7 * sqrt(v[n, i]) * memory(n)
    product, _, g0 = gamma_facts(p)
    gap = p.positive_root(1 - beta2)
    q = sqrt(1 - beta2)
    divided = rules.inverse(gap)
    squares = [p.root(1 - beta2), p.root(beta2)]

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        here = [*within, *inside]
        first, second = p.at("m", n + 1, i, using=here), p.at("v", n + 1, i, using=here)
        old, new, grad = sqrt(v[n, i]), sqrt(v[n + 1, i]), abs(g_hat[n + 1, i])
        v0 = _v_nonnegative(p, n, within, inside)
        g2 = rules.defining(grad, 1)
        v1 = p.have(
            v[n + 1, i] >= 0,
            second,
            p.have(beta2 * v[n, i] >= 0, v0, "beta2 > 0", auto=False),
            p.have((1 - beta2) * g_hat[n + 1, i] ** 2 >= 0, "beta2 < 1", squares=[g_hat[n + 1, i]], auto=False),
            degree=1,
            auto=False,
        )
        s0, s1 = rules.sqrt_square(v0), rules.sqrt_square(v1)
        p1, a0 = rules.defining(new, 0), rules.defining(grad, 0)
        # √v_{n+1} ≥ √β2 √v_n and √v_{n+1} ≥ √(1−β2) |ĝ_{n+1}|.
        square = p.have(Eq(new**2, beta2 * old**2 + (1 - beta2) * grad**2), second, s0, s1, g2, degree=1, auto=False)
        keep = p.have(
            (sqrt(beta2) * old) ** 2 <= new**2,
            square,
            squares[1],
            p.have((1 - beta2) * grad**2 >= 0, "beta2 < 1", squares=[grad], auto=False),
            degree=1,
            auto=False,
        )
        add = p.have(
            (q * grad) ** 2 <= new**2,
            square,
            squares[0],
            p.have(beta2 * old**2 >= 0, "beta2 > 0", squares=[old], auto=False),
            degree=1,
            auto=False,
        )
        kept = p.have(sqrt(beta2) * old <= new, keep, p1, auto=False)
        added = p.have(q * grad <= new, add, p1, auto=False)
        convex = p.have(
            m[n + 1, i] ** 2 <= beta1 * m[n, i] ** 2 + (1 - beta1) * g_hat[n + 1, i] ** 2,
            p.have(
                (beta1 * m[n, i] + (1 - beta1) * g_hat[n + 1, i]) ** 2
                <= beta1 * m[n, i] ** 2 + (1 - beta1) * g_hat[n + 1, i] ** 2,
                *BETA1,
                squares=[m[n, i] - g_hat[n + 1, i]],
                auto=False,
            ),
            first,
            degree=1,
            auto=False,
        )
        k0 = p.have(K7 >= 0, p.have(inv(q) > 0, gap, divided, auto=False), p.have(1 - beta1 > 0), auto=False)
        total = nonnegative_memory(p, n, within[0], g0)
        # β1 m_n² ≤ β1 K √v_n a_n = K γ √β2 √v_n a_n ≤ K γ √v_{n+1} a_n.
        one = p.have(beta1 * (K7 * old * memory(n) - m[n, i] ** 2) >= 0, ih, "beta1 ≥ 0", auto=False)
        scale = p.have(K7 * gamma * memory(n) >= 0, p.have(K7 * gamma >= 0, k0, g0, auto=False), total, auto=False)
        two = p.have(K7 * gamma * memory(n) * (new - sqrt(beta2) * old) >= 0, scale, kept, auto=False)
        link = p.equal_inside(product, lambda z: z * K7 * old * memory(n))
        # (1−β1) ĝ² = K √(1−β2) |ĝ| |ĝ| ≤ K |ĝ| √v_{n+1}.
        three = p.have(K7 * grad * (new - q * grad) >= 0, p.have(K7 * grad >= 0, k0, a0, auto=False), added, auto=False)
        four = p.have(Eq(K7 * q * grad**2, (1 - beta1) * g_hat[n + 1, i] ** 2), divided, g2, auto=False)
        grown = p.equal_inside(memory_step(p, n, within[0]), lambda z: K7 * new * z)
        return _add_up(p, substitute(f, {n: n + 1}), convex, one, two, link, three, four, grown)

    start = p.have(substitute(f, {n: 0}), p.at("m_0", i, using=inside), auto=False)
    return along(p, p.induct(n, f, 0, start, step, hi=T))


def nonnegative_memory(p: Proof, at: Term, low: Theorem, g0: Theorem) -> Theorem:
    """0 ≤ Σ_{j≤n} γ^{n−j} |ĝ_j|, each term being ≥ 0."""
    ranges = p.fix(j, 1, at)
    power = p.have(gamma ** (at - j) >= 0, _power_nonnegative(p, at - j, p.have(at - j >= 0, *ranges), g0), auto=False)
    term = p.have(gamma ** (at - j) * abs(g_hat[j, i]) >= 0, power, rules.defining(abs(g_hat[j, i]), 0), auto=False)
    del low
    return p.have(memory(at) >= 0, p.sum(j, term, 1, at), auto=False)


def _power_nonnegative(p: Proof, at: Term, low: Theorem, base: Theorem) -> Theorem:
    """0 ≤ γ^n, L1.2 for γ."""
    return p.supply(p.instance(p.use("L1.2"), {r: gamma, n: at}), base, low)


@claim(
    "B7.2",
    "m_t²/√v_t ≤ (1−β1)/√(1−β2) Σ_j γ^{t−j}|ĝ_j|",
    have_given("m_0", "v_0", "m", "v", *GAMMA),
    over_run(m[t, i] ** 2 / sqrt(v[t, i]) <= K7 * memory(t)),
    domains=DOMAINS,
)
def _(p: Proof) -> Theorem:
    inside, within = p.fix(i, 1, d), p.fix(t, 1, T)
    return p.forall(divided_moment(p, v[t, i], p.have(v[t, i] <= v[t, i], auto=False), within, inside), (t, 1, T), (i, 1, d))


def divided_moment(p: Proof, second: Term, above: Theorem, within: list[Theorem], inside: list[Theorem]) -> Theorem:
    """m_t²/√u ≤ K Σ_j γ^{t−j}|ĝ_j| for u ≥ v_t, where `above` says so."""
    product, root2, g0 = gamma_facts(p)
    del product, root2
    base = p.at(p.use("B7.1"), t, i, using=[*within, *inside])
    gap = p.positive_root(1 - beta2)
    k0 = p.have(K7 >= 0, p.have(inv(sqrt(1 - beta2)) > 0, gap, rules.inverse(gap), auto=False), p.have(1 - beta1 > 0), auto=False)
    total = p.have(K7 * memory(t) >= 0, k0, nonnegative_memory(p, t, p.have(t >= 0, *within), g0), auto=False)
    root, low = sqrt(second), p.at(p.use("B5.3"), t, i, using=[*within, *inside])
    high = p.have(second >= 0, low, above, auto=False)
    wider = p.have(
        sqrt(v[t, i]) <= root, rules.sqrt_square(low), rules.sqrt_square(high), above, rules.defining(root, 0), auto=False
    )
    goal = m[t, i] ** 2 / root <= K7 * memory(t)

    def positive(t_: Theorem) -> Theorem:
        divided = rules.inverse(t_)
        e = p.have(inv(root) > 0, t_, divided, auto=False)
        first = p.have(inv(root) * (K7 * sqrt(v[t, i]) * memory(t) - m[t, i] ** 2) >= 0, e, base, auto=False)
        second_ = p.have(
            inv(root) * (K7 * memory(t) * (root - sqrt(v[t, i]))) >= 0,
            e,
            p.have(K7 * memory(t) * (root - sqrt(v[t, i])) >= 0, total, wider, auto=False),
            auto=False,
        )
        return _add_up(p, goal, first, second_, p.equal_inside(divided, lambda z: z * K7 * memory(t)))

    def zero(t_: Theorem) -> Theorem:
        vanishes = p.have(Eq(root, 0), t_, rules.defining(root, 0), auto=False)
        return p.have(
            goal, p.equal_inside(p.equal_inside(vanishes, inv), lambda z: z * m[t, i] ** 2), total, degree=1, auto=False
        )

    return p.cases(root > 0, positive, zero)
