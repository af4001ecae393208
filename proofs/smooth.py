"""D3: the descent lemma along the shifted iterates, for one realisation of the noise."""

from __future__ import annotations

from fractions import Fraction

from adal_theory.proofs.lemmas.l7_product_of_bounds import a, b, bound_a, bound_b
from adal_theory.proofs.setting import G, T, claim, d, g_hat, i, k, m, n, t
from adal_theory.prove import Eq, Forall, Function, Proof, Sum, Term, Theorem, inv, log, num, rules, sqrt, substitute, var
from adal_theory.prove.kernel.binders import substitute_function

now, past, slope, true, noise, old, GF, rho = (var(q) for q in ("now", "past", "slope", "true", "noise", "old", "GF", "rho"))
Z = Fraction


def product(p: Proof, first: Term, top: Term, second: Term, over: Term, *using: Theorem) -> Theorem:
    """first·second ≤ top·over from |first| ≤ top and |second| ≤ over."""
    t_ = p.instance(p.use("L7"), {a: first, b: second, bound_a: top, bound_b: over})
    for q, e in ((first, top), (second, over)):
        t_ = rules.cut(p.have(abs(q) <= e, *using, auto=False), t_)
    return t_


MOVE = -now * noise + rho * (past - now) * old
SIZES = {
    "|slope| ≤ G_F": abs(slope) <= GF,
    "|true| ≤ G_F": abs(true) <= GF,
    "|ĝ| ≤ Ĝ": abs(noise) <= G,
    "|m| ≤ Ĝ": abs(old) <= G,
    "B_t ≥ 0": now >= 0,
    "B_t ≤ B_{t−1}": now <= past,
    "rho": rho >= 0,
}
SMALL = {
    "slope": [Z(1), Z(-1)],
    "true": [Z(1), Z(1, 2)],
    "GF": [Z(1), Z(2)],
    "G": [Z(1), Z(2)],
    "noise": [Z(1), Z(-1)],
    "old": [Z(1), Z(-1, 2)],
}


@claim(
    "D3.1",
    "one coordinate: the gradient at z split at x, and B_t replaced by B_{t−1}",
    SIZES,
    slope * MOVE <= -true * past * noise + (1 + rho) * GF * G * (past - now) + abs(slope - true) * now * G,
    domains=SMALL,
)
def _(p: Proof) -> Theorem:
    step = p.have(past - now >= 0, "B_t ≤ B_{t−1}", auto=False)
    one = product(p, true, GF, noise, G, p["|true| ≤ G_F"], p["|ĝ| ≤ Ĝ"])
    two = product(p, slope, GF, old, G, p["|slope| ≤ G_F"], p["|m| ≤ Ĝ"])
    size = p.have(abs(slope - true) <= abs(slope - true), auto=False)
    turned = p.have(abs(-(slope - true)) <= abs(slope - true), size, auto=False)
    three = product(p, -(slope - true), abs(slope - true), noise, G, turned, p["|ĝ| ≤ Ĝ"])
    scaled = [
        p.have((past - now) * (GF * G - true * noise) >= 0, step, one, auto=False),
        p.have(
            rho * (past - now) * (GF * G - slope * old) >= 0,
            p.have(rho * (past - now) >= 0, "rho", step, auto=False),
            two,
            auto=False,
        ),
        p.have(now * (abs(slope - true) * G + (slope - true) * noise) >= 0, "B_t ≥ 0", three, auto=False),
    ]
    return p.have(p.goal, *scaled, degree=1, auto=False)


@claim(
    "D3.2",
    "the move squared",
    {q: SIZES[q] for q in ("|ĝ| ≤ Ĝ", "|m| ≤ Ĝ", "B_t ≥ 0", "B_t ≤ B_{t−1}", "rho")},
    ((1 + rho) * G * past) ** 2 >= MOVE**2,
    domains=SMALL,
)
def _(p: Proof) -> Theorem:
    ends = []
    for q, name in ((noise, "|ĝ| ≤ Ĝ"), (old, "|m| ≤ Ĝ")):
        facts = [rules.defining(abs(q), which) for which in (2, 3)]
        ends.append([p.have(s * q <= G, name, *facts, auto=False) for s in (1, -1)])
    low = p.have(rho * (past - now) >= 0, "rho", "B_t ≤ B_{t−1}", auto=False)
    top = p.have(G >= 0, *ends[0], degree=1, auto=False)
    room = p.have((past - now) * G >= 0, "B_t ≤ B_{t−1}", top, auto=False)
    more = p.have(rho * now * G >= 0, p.have(rho * now >= 0, "rho", "B_t ≥ 0", auto=False), top, auto=False)
    sides = []
    for sign in (1, -1):
        # ±MOVE ≤ B_t Ĝ + ρ (B_{t−1} − B_t) Ĝ ≤ (1+ρ) Ĝ B_{t−1}.
        first = p.have(now * (G + sign * noise) >= 0, "B_t ≥ 0", *ends[0], auto=False)
        second = p.have(rho * (past - now) * (G - sign * old) >= 0, low, *ends[1], auto=False)
        sides.append(p.have(sign * MOVE <= (1 + rho) * G * past, first, second, room, more, degree=1, auto=False))
    return p.have(
        p.goal,
        p.have(((1 + rho) * G * past - MOVE) * ((1 + rho) * G * past + MOVE) >= 0, *sides, auto=False),
        degree=1,
        auto=False,
    )


# --- one step, all coordinates -----------------------------------------------------------------------------------------

SLOPE, TRUE, NOW, PAST, NOISE, OLD = (Function(q, ("int",)) for q in ("dz", "mu", "B_now", "B_past", "noise", "m_past"))
L, q_ = var("L"), var("q")
SCALARS = {now: NOW[i], past: PAST[i], slope: SLOPE[i], true: TRUE[i], noise: NOISE[i], old: OLD[i]}
STEP = {name: (f if name == "rho" else Forall(i, substitute(f, SCALARS), 1, d)) for name, f in SIZES.items()}
MOVES = substitute(MOVE, SCALARS)
ERRORS = Sum(i, 1, d, (SLOPE[i] - TRUE[i]) ** 2)
KAPPA = L * rho + L / 2 * (1 + rho) ** 2
ONE_STEP = Sum(i, 1, d, SLOPE[i] * MOVES) + L / 2 * Sum(i, 1, d, MOVES**2) <= (
    -Sum(i, 1, d, TRUE[i] * PAST[i] * NOISE[i]) + (1 + rho) * GF * G * Sum(i, 1, d, PAST[i] - NOW[i]) + KAPPA * d * G**2 * q_
)
POINTWISE = {
    **STEP,
    "d": d >= 1,
    "L": L >= 0,
    "B_{t−1}² ≤ q": Forall(i, PAST[i] ** 2 <= q_, 1, d),
    "Lipschitz": L**2 * rho**2 * Sum(i, 1, d, (PAST[i] * OLD[i]) ** 2) >= ERRORS,
}
FEW = {
    "d": [1],
    "G": [Z(1)],
    "GF": [Z(2)],
    "rho": [Z(0), Z(1)],
    "L": [Z(1), Z(2)],
    "q": [Z(1), Z(4)],
    "dz": [Z(1), Z(1, 2)],
    "mu": [Z(1), Z(1, 2)],
    "B_now": [Z(0), Z(1, 2)],
    "B_past": [Z(1), Z(1, 2)],
    "noise": [Z(1), Z(-1)],
    "m_past": [Z(1), Z(-1)],
}


def signed(p: Proof, value: Term, top: Term, *using: Theorem) -> list[Theorem]:
    """−top ≤ value ≤ top from |value| ≤ top."""
    facts = [rules.defining(abs(value), which) for which in (2, 3)]
    return [p.have(s * value <= top, *facts, *using, auto=False) for s in (1, -1)]


@claim(
    "D3.3",
    "the error of the gradient at z: Σ |∇F(z)−∇F(x)| B_t Ĝ ≤ L ρ1 d Ĝ² q",
    {q: POINTWISE[q] for q in ("|m| ≤ Ĝ", "B_t ≥ 0", "B_t ≤ B_{t−1}", "rho", "d", "L", "B_{t−1}² ≤ q", "Lipschitz")},
    Sum(i, 1, d, abs(SLOPE[i] - TRUE[i]) * (NOW[i] * G)) <= L * rho * d * G**2 * q_,
    domains=FEW,
)
def _(p: Proof) -> Theorem:
    inside = p.fix(i, 1, d)
    size = abs(SLOPE[i] - TRUE[i])
    schwarz = p.instance(p.use("L4.2"), {T: d}, {"a": ((k,), abs(SLOPE[k] - TRUE[k])), "b": ((k,), NOW[k] * G)})
    schwarz = rules.cut(p.have(d >= 0, "d", auto=False), schwarz)
    squares = p.sum(i, p.have(Eq(size**2, (SLOPE[i] - TRUE[i]) ** 2), rules.defining(size, 1), auto=False), 1, d)
    small = p.at("B_{t−1}² ≤ q", i, using=inside)
    low, order = p.at("B_t ≥ 0", i, using=inside), p.at("B_t ≤ B_{t−1}", i, using=inside)
    ends = signed(p, OLD[i], G, p.at("|m| ≤ Ĝ", i, using=inside))
    top = p.have(G**2 - OLD[i] ** 2 >= 0, *ends, auto=False)
    first = p.have(
        (PAST[i] * OLD[i]) ** 2 <= G**2 * q_,
        p.have(PAST[i] ** 2 * (G**2 - OLD[i] ** 2) >= 0, top, squares=[PAST[i]], degree=1, auto=False),
        p.have(G**2 * (q_ - PAST[i] ** 2) >= 0, small, squares=[G], degree=1, auto=False),
        degree=1,
        auto=False,
    )
    now_small = p.have(NOW[i] ** 2 <= q_, low, order, small, auto=False)
    second = p.have(
        (NOW[i] * G) ** 2 <= G**2 * q_,
        p.have(G**2 * (q_ - NOW[i] ** 2) >= 0, now_small, squares=[G], degree=1, auto=False),
        degree=1,
        auto=False,
    )
    count = p.equal_inside(rules.sum_count(1, d, p.have(d + 1 >= 1, "d", auto=False)), lambda y: y * G**2 * q_)
    many = [_named(p, p.sum(i, f, 1, d), count) for f in (first, second)]
    content = d * G**2 * q_
    one = p.at("B_{t−1}² ≤ q", num(1), using=[p.have(num(1) >= 1, auto=False), "d"])
    q0 = p.have(q_ >= 0, one, squares=[PAST[1]], degree=1, auto=False)
    c0 = p.have(content >= 0, "d", p.have(G**2 * q_ >= 0, q0, squares=[G], degree=1, auto=False), auto=False)
    error = p.have(
        L**2 * rho**2 * content >= ERRORS,
        "Lipschitz",
        p.have((L * rho) ** 2 * (content - many[0].conclusion.args[0]) >= 0, many[0], squares=[L * rho], degree=1, auto=False),
        degree=1,
        auto=False,
    )
    e0 = p.have(
        ERRORS >= 0, p.sum(i, p.have((SLOPE[i] - TRUE[i]) ** 2 >= 0, squares=[SLOPE[i] - TRUE[i]], auto=False), 1, d), auto=False
    )
    left, other = Sum(i, 1, d, size * (NOW[i] * G)), many[1].conclusion.args[0]
    product_ = p.have(
        left**2 <= (L * rho * content) ** 2,
        schwarz,
        p.equal_inside(squares, lambda y: y * other),
        p.have(ERRORS * (content - other) >= 0, e0, many[1], auto=False),
        p.have(content * (L**2 * rho**2 * content - ERRORS) >= 0, c0, error, auto=False),
        degree=1,
        auto=False,
    )
    positive = p.have(L * rho * content >= 0, p.have(L * rho >= 0, "L", "rho", auto=False), c0, auto=False)
    return p.have(p.goal, product_, positive, auto=False)


def _named(p: Proof, total: Theorem, count: Theorem) -> Theorem:
    """Σ a ≤ d·b from Σ a ≤ Σ b with constant b."""
    return p.have(total.conclusion.args[0] <= d * G**2 * q_, total, count, degree=1, auto=False)


@claim("D3.4", "one step of descent", POINTWISE, ONE_STEP, domains=FEW)
def _(p: Proof) -> Theorem:
    inside = p.fix(i, 1, d)
    here = {name: p.at(name, i, using=inside) for name in SIZES if name != "rho"}
    coordinate = p.supply(p.instance(p.use("D3.1"), SCALARS), *here.values())
    square = p.supply(p.instance(p.use("D3.2"), SCALARS), *here.values())
    first = p.sum(i, coordinate, 1, d)
    capped = p.have(
        (1 + rho) ** 2 * G**2 * q_ >= MOVES**2,
        square,
        p.have(
            ((1 + rho) * G) ** 2 * (q_ - PAST[i] ** 2) >= 0,
            p.at("B_{t−1}² ≤ q", i, using=inside),
            squares=[(1 + rho) * G],
            degree=1,
            auto=False,
        ),
        degree=1,
        auto=False,
    )
    count = p.equal_inside(rules.sum_count(1, d, p.have(d + 1 >= 1, "d", auto=False)), lambda y: y * (1 + rho) ** 2 * G**2 * q_)
    second = p.have(Sum(i, 1, d, MOVES**2) <= d * (1 + rho) ** 2 * G**2 * q_, p.sum(i, capped, 1, d), count, degree=1, auto=False)
    scaled = p.have(L * (d * (1 + rho) ** 2 * G**2 * q_ - Sum(i, 1, d, MOVES**2)) >= 0, "L", second, auto=False)
    return p.have(p.goal, first, scaled, p.use("D3.3"), degree=1, auto=False)


# --- all steps -------------------------------------------------------------------------------------------------------

grad_z, grad_x, steps_B = (Function(name, ("int", "int")) for name in ("grad_z", "grad_x", "B"))
Fz = Function("F_z", ("int",))
c = var("c")


def at_step(f: Term, at: Term) -> Term:
    """A formula about one step, with the run's sequences at step `at`."""
    for name, value in step_values(at).items():
        f = substitute_function(f, name, (i,), value)
    return f


def step_values(at: Term) -> dict[str, Term]:
    return {
        "dz": grad_z[at, i],
        "mu": grad_x[at, i],
        "B_now": steps_B[at, i],
        "B_past": steps_B[at - 1, i],
        "noise": g_hat[at, i],
        "m_past": m[at - 1, i],
    }


RUN = {
    "T": T >= 1,
    "d": d >= 1,
    "L": L >= 0,
    "rho": rho >= 0,
    **{name: Forall(t, at_step(STEP[name], t), 1, T) for name in SIZES if name != "rho"},
    "B_0 ≤ c": Forall(i, steps_B[0, i] <= c, 1, d),
    "B_t ≤ c/√t": Forall(t, Forall(i, steps_B[t, i] * sqrt(t) <= c, 1, d), 1, T),
    "Lipschitz": Forall(t, at_step(POINTWISE["Lipschitz"], t), 1, T),
    "smooth": Forall(t, Fz[t + 1] <= Fz[t] + at_step(Sum(i, 1, d, SLOPE[i] * MOVES) + L / 2 * Sum(i, 1, d, MOVES**2), t), 1, T),
}
GAIN = Sum(t, 1, T, Sum(i, 1, d, grad_x[t, i] * steps_B[t - 1, i] * g_hat[t, i]))
LOST = KAPPA * d * G**2 * c**2
RUNS = {
    "T": [1, 2],
    "d": [1],
    "G": [Z(1)],
    "GF": [Z(2)],
    "rho": [Z(0), Z(1)],
    "L": [Z(1)],
    "c": [Z(1)],
    "grad_z": [Z(1), Z(1, 2)],
    "grad_x": [Z(1), Z(1, 2)],
    "g_hat": [Z(1), Z(-1)],
    "m": [Z(1), Z(-1)],
    "F_z": lambda rng, known: lambda at: Z(-9 * at),
    "B": lambda rng, known: lambda at, _: Z(1, 2 ** (at + 1)),
}


@claim(
    "D3",
    "descent: what the gradients gain along a run",
    RUN,
    (Fz[1] - Fz[T + 1] + (1 + rho) * GF * G * Sum(i, 1, d, steps_B[0, i] - steps_B[T, i]) + LOST * (2 + log(T))) >= GAIN,
    domains=RUNS,
)
def _(p: Proof) -> Theorem:
    inside = p.fix(i, 1, d)
    before = substitute(GAIN, {T: n})
    f = before <= (
        Fz[1]
        - Fz[n + 1]
        + (1 + rho) * GF * G * Sum(i, 1, d, steps_B[0, i] - steps_B[n, i])
        + LOST * (1 + Sum(k, 1, n - 1, inv(k)))
    )

    def one(at: Term, within: list[Theorem], q: Term, small: Theorem) -> Theorem:
        """F(z_{t+1}) against F(z_t), from D3.4 with B_{t−1}² ≤ q."""
        t_ = p.use("D3.4")
        for name, value in step_values(at).items():
            t_ = rules.instantiate_function(t_, name, (i,), value)
        t_ = rules.instantiate(t_, ((q_, q),))
        met = [p.at(name, at, using=within) for name in (*[s for s in SIZES if s != "rho"], "Lipschitz", "smooth")]
        descent = p.supply(t_, *met[:-1], p.forall(small, (i, 1, d)))
        return p.have(
            Fz[at + 1] - Fz[at] + Sum(i, 1, d, grad_x[at, i] * steps_B[at - 1, i] * g_hat[at, i])
            <= (1 + rho) * GF * G * Sum(i, 1, d, steps_B[at - 1, i] - steps_B[at, i]) + KAPPA * d * G**2 * q,
            descent,
            met[-1],
            degree=1,
            auto=False,
        )

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        here = [p.have(n + 1 >= 1, *within), *within]
        now_ = [*within, p.have(n <= T, *within)]
        cap = p.at("B_t ≤ c/√t", n, i, using=[*now_, *inside])
        low = p.at("B_t ≥ 0", n, i, using=[*now_, *inside])
        root, square = p.positive_root(n, *within), p.root(n, *within)
        both = p.have(steps_B[n, i] * sqrt(n) >= 0, low, root, auto=False)
        power_ = p.have((steps_B[n, i] * sqrt(n)) ** 2 <= c**2, cap, both, auto=False)
        whole = p.have(
            n * steps_B[n, i] ** 2 <= c**2, power_, p.equal_inside(square, lambda y: y * steps_B[n, i] ** 2), degree=1, auto=False
        )
        positive = p.have(n > 0, *within)
        divided = rules.inverse(positive)
        e = p.have(inv(n) > 0, positive, divided, auto=False)
        small = p.have(
            steps_B[n, i] ** 2 <= c**2 * inv(n),
            p.have(inv(n) * (c**2 - n * steps_B[n, i] ** 2) >= 0, e, whole, auto=False),
            p.equal_inside(divided, lambda y: y * steps_B[n, i] ** 2),
            degree=1,
            auto=False,
        )
        new = one(n + 1, here, c**2 * inv(n), small)
        lasts = [
            p.last(substitute(GAIN, {T: n + 1}), here[0]),
            p.equal_inside(p.last(Sum(k, 1, n, inv(k)), *within), lambda y: LOST * y),
        ]
        return p.have(substitute(f, {n: n + 1}), ih, new, *lasts, degree=1, auto=False)

    unit = [p.have(num(1) >= 1, auto=False), p.have(T >= 1, "T")]
    start_low = p.have(
        steps_B[0, i] >= 0,
        p.at("B_t ≥ 0", 1, i, using=[*unit, *inside]),
        p.at("B_t ≤ B_{t−1}", 1, i, using=[*unit, *inside]),
        auto=False,
    )
    small = p.have(steps_B[0, i] ** 2 <= c**2, start_low, p.at("B_0 ≤ c", i, using=inside), auto=False)
    start = p.have(substitute(f, {n: num(1)}), one(num(1), unit, c**2, small), degree=1, auto=False)
    every = p.at(p.induct(n, f, 1, start, step, hi=T), T, using=["T"])
    total, last = p.use("B8.2"), p.last(Sum(k, 1, T, inv(k)), "T")
    positive = p.have(T > 0, "T", auto=False)
    e = p.have(inv(T) > 0, positive, rules.inverse(positive), auto=False)
    less = p.have(Sum(k, 1, T - 1, inv(k)) <= 1 + log(T), total, last, e, degree=1, auto=False)
    kappa = p.have(
        KAPPA >= 0,
        p.have(L * rho >= 0, "L", "rho", auto=False),
        p.have(L * (1 + rho) ** 2 >= 0, "L", squares=[1 + rho], degree=1, auto=False),
        degree=1,
        auto=False,
    )
    scale = p.have(KAPPA * d >= 0, kappa, "d", auto=False)
    lost = p.have(LOST >= 0, scale, squares=[G * c], degree=1, auto=False)
    return p.have(
        p.goal, every, p.have(LOST * (1 + log(T) - Sum(k, 1, T - 1, inv(k))) >= 0, lost, less, auto=False), degree=1, auto=False
    )
