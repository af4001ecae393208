"""B11 and B12: from weighted to plain regret, and to the averaged iterate."""

from __future__ import annotations

from adal_theory.proofs.convex import COMPARATOR, _add_up, in_box, width
from adal_theory.proofs.regret import B10, PART1, PART2, PART3, REGRET, SIZES, special, weights
from adal_theory.proofs.setting import CONVEX, DOMAINS, F, T, claim, d, f, f_star, g, hi, i, k, lo, t, w, x, x_star
from adal_theory.prove import Eq, Forall, Function, Implies, Proof, Sum, Term, Theorem, inv, recorded, rules, sqrt, var
from adal_theory.rules import RULES

WEIGHT = recorded(RULES["adal_ams"]).hypotheses()["w"]
INSIDE = {"x ≥ lo": Forall(t, Forall(i, lo <= x[t, i], 1, d), 1, T), "x ≤ hi": Forall(t, Forall(i, x[t, i] <= hi, 1, d), 1, T)}
LEAST = {"f* least": Forall(t, f_star[t] <= f[t], 1, T)}
BASE = {"w": WEIGHT, "convex": CONVEX["convex"], **{q: CONVEX[q] for q in COMPARATOR}, **INSIDE}
PLAIN = Sum(t, 1, T, f[t] - f_star[t])
VALUES = {
    **DOMAINS,
    "f": [F(1), F(2)],
    "f_star": [F(0), F(1), F(1, 2)],
    "g": [F(1), F(-1), F(2), F(-2)],
    "x": [F(0), F(1), F(-1)],
    "x_star": [F(0), F(1), F(-1)],
}


def gap(at: Term) -> Term:
    return f[at] - f_star[at]


@claim("B11.1", "gap_t ≤ D ‖g_t‖_1", BASE, Forall(t, gap(t) <= width * w[t], 1, T), domains=VALUES)
def _(p: Proof) -> Theorem:
    within, inside = p.fix(t, 1, T), p.fix(i, 1, d)
    here = [*within, *inside]
    low, high = (p.at(q, t, i, using=here) for q in INSIDE)
    least, most = (p.at(q, i, using=inside) for q in COMPARATOR)
    size = abs(g[t, i])
    facts = [rules.defining(size, which) for which in (0, 2, 3)]
    near = [p.have(s * (x[t, i] - x_star[i]) <= width, low, high, least, most, auto=False) for s in (1, -1)]
    term = p.have(-g[t, i] * (x_star[i] - x[t, i]) <= width * size, *facts, *near, auto=False)
    total = p.sum(i, term, 1, d)
    named = p.equal_inside(p.at("w", t, using=within), lambda q: width * q)
    return p.forall(_add_up(p, gap(t) <= width * w[t], total, named, p.at("convex", t, using=within)), (t, 1, T))


@claim("B11.2", "Σ gap_t² ≤ D R^w(T)", {**BASE, **LEAST}, Sum(t, 1, T, gap(t) ** 2) <= width * REGRET, domains=VALUES)
def _(p: Proof) -> Theorem:
    within = p.fix(t, 1, T)
    bound, low = p.at(p.use("B11.1"), t, using=within), p.at("f* least", t, using=within)
    term = p.have(gap(t) ** 2 <= width * (w[t] * gap(t)), bound, low, auto=False)
    return _add_up(p, p.goal, p.sum(t, term, 1, T))


def square_of_sum(p: Proof) -> Theorem:
    """R(T)² ≤ T Σ gap_t²."""
    one = p.instance(p.use("L4.2"), None, {"a": ((k,), gap(k)), "b": ((k,), T - T + 1)})
    low = p.have(T >= 0, "T", auto=False)
    count = rules.sum_count(1, T, p.have(T + 1 >= 1, "T", auto=False))
    return p.have(
        T * Sum(t, 1, T, gap(t) ** 2) >= PLAIN**2,
        rules.cut(low, one),
        p.equal_inside(count, lambda q: q * Sum(t, 1, T, gap(t) ** 2)),
        degree=1,
        auto=False,
    )


@claim("B11.3", "R(T) ≤ √(D T R^w(T))", {"T": T >= 1, **BASE, **LEAST}, sqrt(width * T * REGRET) >= PLAIN, domains=VALUES)
def _(p: Proof) -> Theorem:
    squares = p.use("B11.2")
    square = p.have(
        width * T * REGRET >= PLAIN**2,
        square_of_sum(p),
        p.have(T * (width * REGRET - Sum(t, 1, T, gap(t) ** 2)) >= 0, squares, "T", auto=False),
        degree=1,
        auto=False,
    )
    inside = p.have(width * T * REGRET >= 0, square, squares=[PLAIN], degree=1, auto=False)
    return p.have(p.goal, square, rules.sqrt_square(inside), rules.defining(sqrt(width * T * REGRET), 0), auto=False)


def run_inside(p: Proof) -> list[Theorem]:
    """The iterates stay in the box."""
    inside, within = p.fix(i, 1, d), p.fix(t, 1, T)
    both = in_box(p, t, [*within, p.have(t <= T + 1, *within)], inside)
    return [p.forall(q, (t, 1, T), (i, 1, d)) for q in both]


WHOLE = {**special("adal_ams"), **{q: CONVEX[q] for q in SIZES}}
RATE = PART1 + PART2 + PART3


@claim(
    "B11.4",
    "for AdaL-AMS: R(T) = O(T^{3/4}) when x* minimises every f_t",
    {**WHOLE, **LEAST},
    sqrt(width * d * RATE) * (sqrt(T) * sqrt(sqrt(T))) >= PLAIN,
    domains=VALUES,
)
def _(p: Proof) -> Theorem:
    worst = p.supply(p.use("B10"), weights(p))
    plain = p.supply(p.use("B11.2"), *run_inside(p))
    root = p.root(T, "T")
    positive = p.positive_root(T, "T")
    quarter = rules.sqrt_square(p.have(sqrt(T) >= 0, positive, auto=False))
    wide = p.have(
        width >= 0,
        p.at("x* ≥ lo", 1, using=["d", p.have(lift(1) >= 1, auto=False)]),
        p.at("x* ≤ hi", 1, using=["d", p.have(lift(1) >= 1, auto=False)]),
        auto=False,
    )
    # R² ≤ T Σgap² ≤ T D R^w ≤ T D B10 = D d C T √T.
    square = p.have(
        T * width * B10 >= PLAIN**2,
        square_of_sum(p),
        p.have(T * (width * REGRET - Sum(t, 1, T, gap(t) ** 2)) >= 0, plain, "T", auto=False),
        p.have(T * width * (B10 - REGRET) >= 0, p.have(T * width >= 0, wide, "T", auto=False), worst, auto=False),
        degree=1,
        auto=False,
    )
    inside = p.have(T * sqrt(T) * (width * d * RATE) >= 0, square, squares=[PLAIN], degree=1, auto=False)
    scale = p.have(T * sqrt(T) > 0, positive, "T", auto=False)
    content = p.have(width * d * RATE >= 0, inside, scale, auto=False)
    c = rules.sqrt_square(content)
    right = sqrt(width * d * RATE) * (sqrt(T) * sqrt(sqrt(T)))
    step = p.have(
        Eq(right**2, width * d * RATE * (sqrt(T) ** 2 * sqrt(sqrt(T)) ** 2)),
        p.equal_inside(c, lambda q: q * sqrt(T) ** 2 * sqrt(sqrt(T)) ** 2),
        degree=1,
        auto=False,
    )
    step = p.have(
        Eq(right**2, width * d * RATE * (T * sqrt(T))),
        step,
        p.equal_inside(root, lambda q: q * sqrt(sqrt(T)) ** 2 * width * d * RATE),
        p.equal_inside(quarter, lambda q: q * T * width * d * RATE),
        degree=1,
        auto=False,
    )
    low = p.have(
        right >= 0,
        rules.defining(sqrt(width * d * RATE), 0),
        p.have(sqrt(T) * sqrt(sqrt(T)) >= 0, rules.defining(sqrt(sqrt(T)), 0), positive, auto=False),
        auto=False,
    )
    return p.have(p.goal, p.have(right**2 >= PLAIN**2, square, step, degree=1, auto=False), low, auto=False)


def lift(c: int) -> Term:
    from adal_theory.prove import num

    return num(c)


least_norm = var("c")
SHARP = Forall(t, Implies(gap(t) > 0, w[t] >= least_norm), 1, T)


@claim(
    "B11.5",
    "gradients that stay away from 0: R(T) ≤ R^w(T)/c",
    {**LEAST, "c": least_norm > 0, "sharp": SHARP},
    REGRET / least_norm >= PLAIN,
    domains={**VALUES, "w": [F(1), F(2), F(0)], "c": [F(1), F(1, 2)]},
)
def _(p: Proof) -> Theorem:
    within = p.fix(t, 1, T)
    low = p.at("f* least", t, using=within)
    goal = least_norm * gap(t) <= w[t] * gap(t)

    def open_gap(t_: Theorem) -> Theorem:
        return p.have(goal, rules.detach(p.at("sharp", t, using=within), t_), t_, auto=False)

    def closed(t_: Theorem) -> Theorem:
        return p.have(goal, p.have(Eq(gap(t), 0), t_, low, auto=False), auto=False)

    total = p.sum(t, p.cases(gap(t) > 0, open_gap, closed), 1, T)
    divided = rules.inverse(p["c"])
    e = p.have(inv(least_norm) > 0, "c", divided, auto=False)
    return p.have(
        p.goal,
        p.have(inv(least_norm) * (REGRET - least_norm * PLAIN) >= 0, e, total, auto=False),
        p.equal_inside(divided, lambda q: q * PLAIN),
        degree=1,
        auto=False,
    )


# --- B12 -------------------------------------------------------------------------------------------------------------

f_bar, f_least = var("f_bar"), var("f_least")
slope, x_bar = Function("slope", ("int",)), Function("x_bar", ("int",))
TOTAL = Sum(t, 1, T, w[t])
TANGENT = Forall(t, f_bar + Sum(i, 1, d, slope[i] * (x[t, i] - x_bar[i])) <= f[t], 1, T)
ONE_LOSS = {"one loss": Forall(t, Eq(f_star[t], f_least), 1, T)}


@claim(
    "B12.1",
    "f(x̄^w) − f* ≤ R^w(T)/Σw, for the weighted average",
    {
        "w ≥ 0": CONVEX["w ≥ 0"],
        "Σw > 0": TOTAL > 0,
        **ONE_LOSS,
        "subgradient at the average": TANGENT,
        "average": Forall(i, Eq(x_bar[i], Sum(t, 1, T, w[t] * x[t, i]) / TOTAL), 1, d),
    },
    f_bar - f_least <= REGRET / TOTAL,
    domains={**VALUES, "w": [F(1), F(2)], "f_bar": [F(0), F(1)], "slope": [F(0), F(1, 2)]},
)
def _(p: Proof) -> Theorem:
    return averaged(p, w, "w ≥ 0", p["Σw > 0"])


def averaged(p: Proof, weight: Function, low_name: str, positive: Theorem) -> Theorem:
    """The subgradient inequality at the average, weighted and added: its linear part vanishes."""
    within, inside = p.fix(t, 1, T), p.fix(i, 1, d)
    tangent, low = p.at("subgradient at the average", t, using=within), p.at(low_name, t, using=within)
    linear = Sum(i, 1, d, slope[i] * (x[t, i] - x_bar[i]))
    product = p.have(weight[t] * (f[t] - f_bar - linear) >= 0, tangent, low, auto=False)
    same_loss = p.equal_inside(p.at("one loss", t, using=within), lambda q: weight[t] * q)
    total = p.sum(
        t,
        _add_up(p, weight[t] * (f_bar - f_least) + weight[t] * linear <= weight[t] * (f[t] - f_star[t]), product, same_loss),
        1,
        T,
    )
    divided = rules.inverse(positive)
    centre = p.at("average", i, using=inside)
    zero = p.have(
        Eq(Sum(t, 1, T, weight[t] * (x[t, i] - x_bar[i])), 0),
        p.equal_inside(centre, lambda q: q * TOTAL),
        p.equal_inside(divided, lambda q: q * Sum(t, 1, T, weight[t] * x[t, i])),
        degree=1,
        auto=False,
    )
    swapped = rules.sum_swap(Sum(t, 1, T, Sum(i, 1, d, weight[t] * slope[i] * (x[t, i] - x_bar[i]))))
    vanish = p.sum(
        i,
        p.have(
            Eq(slope[i] * Sum(t, 1, T, weight[t] * (x[t, i] - x_bar[i])), 0),
            p.equal_inside(zero, lambda q: slope[i] * q),
            degree=1,
            auto=False,
        ),
        1,
        d,
    )
    whole = p.have(TOTAL * (f_bar - f_least) <= REGRET, total, swapped, vanish, degree=1, auto=False)
    e = p.have(inv(TOTAL) > 0, positive, divided, auto=False)
    return p.have(
        f_bar - f_least <= REGRET / TOTAL,
        p.have(inv(TOTAL) * (REGRET - TOTAL * (f_bar - f_least)) >= 0, e, whole, auto=False),
        p.equal_inside(divided, lambda q: q * (f_bar - f_least)),
        degree=1,
        auto=False,
    )


MEAN_POINT = {"average": Forall(i, Eq(x_bar[i], Sum(t, 1, T, x[t, i]) / T), 1, d)}
ONE_CONVEX = {"T": T >= 1, **ONE_LOSS, "subgradient at the average": TANGENT, **MEAN_POINT}


@claim(
    "B12.2",
    "f(x̄) − f* ≤ R(T)/T, for the plain average",
    ONE_CONVEX,
    f_bar - f_least <= PLAIN / T,
    domains={**VALUES, "f_bar": [F(0), F(1)], "slope": [F(0), F(1, 2)]},
)
def _(p: Proof) -> Theorem:
    general = p.instance(p.use("B12.1"), None, {"w": ((t,), lift(1))})
    within, inside = p.fix(t, 1, T), p.fix(i, 1, d)
    count = rules.sum_count(1, T, p.have(T + 1 >= 1, "T", auto=False))
    positive = p.have(Sum(t, 1, T, lift(1)) > 0, count, "T", auto=False)
    one = p.forall(p.have(lift(1) >= 0, auto=False), (t, 1, T))
    shared = p.equal_inside(count, inv)
    centre = p.forall(
        p.have(
            Eq(x_bar[i], Sum(t, 1, T, x[t, i]) / Sum(t, 1, T, lift(1))),
            p.at("average", i, using=inside),
            p.equal_inside(shared, lambda q: q * Sum(t, 1, T, x[t, i])),
            degree=1,
            auto=False,
        ),
        (i, 1, d),
    )
    del within
    return p.have(
        p.goal, p.supply(general, positive, one, centre), p.equal_inside(shared, lambda q: q * PLAIN), degree=1, auto=False
    )


@claim(
    "B12.3",
    "f(x̄) − f* ≤ √(D R^w(T)/T)",
    {**ONE_CONVEX, **BASE, **LEAST},
    f_bar - f_least <= sqrt(width * REGRET / T),
    domains={
        **VALUES,
        "f_bar": [F(0), F(1)],
        "slope": [F(0), F(1, 2)],
        "f_star": [F(0), F(1, 2)],
        "f": [F(1, 2), F(1), F(2)],
        "T": [2],
        "d": [1],
    },
)
def _(p: Proof) -> Theorem:
    plain, mean = p.use("B11.2"), p.use("B12.2")
    divided = p.inverse(T, "T")
    e = p.have(inv(T) > 0, divided, "T", auto=False)
    square = p.have(
        T * (width * REGRET) >= PLAIN**2,
        square_of_sum(p),
        p.have(T * (width * REGRET - Sum(t, 1, T, gap(t) ** 2)) >= 0, plain, "T", auto=False),
        degree=1,
        auto=False,
    )
    both = p.have(inv(T) ** 2 * (T * (width * REGRET) - PLAIN**2) >= 0, square, squares=[inv(T)], auto=False)
    part = p.have(
        width * REGRET / T >= (PLAIN / T) ** 2,
        both,
        p.equal_inside(divided, lambda q: q * inv(T) * width * REGRET),
        degree=1,
        auto=False,
    )
    inside = p.have(width * REGRET / T >= 0, part, squares=[PLAIN * inv(T)], degree=1, auto=False)
    root = p.have(
        sqrt(width * REGRET / T) >= PLAIN / T,
        part,
        rules.sqrt_square(inside),
        rules.defining(sqrt(width * REGRET / T), 0),
        auto=False,
    )
    del e
    return _add_up(p, p.goal, mean, root)
