"""D4, before the noise: the step sizes B_t = η'_t A_t of the recorded AdaL-AMS are what D3 asks of them.

Everything here is about one run of the recorded graph without a box. B_t is bounded (by a_max = 1/δ + ε), not too small
(a_min = 1/max(δ, Ĝ) + ε) and does not increase, because the running maximum does not decrease.
"""

from __future__ import annotations

from collections.abc import Sequence

from adal_theory.proofs.algebra import BETA1, BETA2, step_facts
from adal_theory.proofs.descent import UPDATE
from adal_theory.proofs.lemmas.l8_inverses_reverse_order import a, b
from adal_theory.proofs.regret import weights
from adal_theory.proofs.setting import (
    DOMAINS,
    G1,
    PARAMETERS,
    A,
    F,
    G,
    Ginf,
    T,
    beta1,
    claim,
    d,
    delta,
    eps,
    eta,
    eta_prime,
    g_hat,
    i,
    m,
    over_run,
    t,
    v_max,
)
from adal_theory.proofs.smooth import steps_B as B
from adal_theory.prove import Eq, Forall, Proof, Term, Theorem, inv, maximum, num, rules, sqrt, var

a_max = 1 / delta + eps
a_min = 1 / maximum(delta, G) + eps
CAP = eta * a_max / (1 - beta1)
# B_t of theory.md D3, as a sequence; B_0 is chosen so that it may stand before B_1.
STEP_SIZES = {"B_0": Forall(i, Eq(B[0, i], eta_prime[1] * a_max), 1, d), "B": over_run(Eq(B[t, i], eta_prime[t] * A[t, i]))}
SOURCE = {**PARAMETERS, **UPDATE, **STEP_SIZES, "delta": delta > 0}
FLOORED = ("v_max_0", "v_max", "preconditioner", "delta")
STEPS = ("eta_prime", "eta", *BETA1)
GRADIENTS = over_run(abs(g_hat[t, i]) <= G1 * Ginf)
HERE = {**DOMAINS, "delta": [F(1), F(1, 2)], "T": [1, 2, 3]}


def of_run(*names: str, **more: Term) -> dict[str, Term]:
    """The hypotheses of these names about a run without a box."""
    return {**{name: SOURCE[name] for name in names}, **more}


def at_start(p: Proof, first: Theorem, body: Term, hole: Term, later: Theorem, within: Sequence[Theorem]) -> Theorem:
    """φ(1), and φ(t) from 2 ≤ t (a hypothesis of `later`), give φ(t) for 1 ≤ t; the template is φ(hole)."""

    def one(low: Theorem) -> Theorem:
        same = p.have(Eq(1, t), rules.integral(low), *within, auto=False)
        return rules.leibniz(same, first, hole, body)

    return p.cases(t >= 2, lambda low: rules.cut(low, later), one)


def root_facts(p: Proof, at: Term, here: Sequence[Theorem]) -> tuple[Theorem, Theorem]:
    """δ ≤ √v_max and 0 ≤ v_max at step `at`."""
    least = p.at(p.use("B6.2"), at, i, using=here)
    low = p.have(v_max[at, i] >= 0, least, squares=[delta], degree=1, auto=False)
    root = sqrt(v_max[at, i])
    wide = p.have(delta <= root, least, rules.sqrt_square(low), rules.defining(root, 0), "delta", auto=False)
    return wide, low


def inverse_order(p: Proof, small: Term, large: Term, positive: Theorem, order: Theorem) -> Theorem:
    """1/large ≤ 1/small."""
    return p.supply(p.instance(p.use("L8"), {a: small, b: large}), positive, order)


@claim("D4.3", "|ĝ| ≤ Ĝ = G1·G∞, w being AdaL's own", of_run("w", "g_hat", "G1", "Ginf"), GRADIENTS, domains=HERE)
def _(p: Proof) -> Theorem:
    return p.supply(p.use("A6.1"), weights(p))


@claim("D4.4", "A_t ≤ a_max = 1/δ + ε", of_run(*FLOORED), over_run(A[t, i] <= a_max), domains=HERE)
def _(p: Proof) -> Theorem:
    here = [*p.fix(t, 1, T), *p.fix(i, 1, d)]
    wide, _ = root_facts(p, t, here)
    less = inverse_order(p, delta, sqrt(v_max[t, i]), p["delta"], wide)
    value = p.at("preconditioner", t, i, using=here)
    return p.forall(p.have(A[t, i] <= a_max, less, value, degree=1, auto=False), (t, 1, T), (i, 1, d))


@claim(
    "D4.5", "A_t ≥ a_min = 1/max(δ, Ĝ) + ε", of_run("v_0", "v", *FLOORED, *BETA2, "G"), over_run(a_min <= A[t, i]), domains=HERE
)
def _(p: Proof) -> Theorem:
    here = [*p.fix(t, 1, T), *p.fix(i, 1, d)]
    root = sqrt(v_max[t, i])
    # B10.1 at ε = 0, where H = √v_max.
    most = p.instance(p.use("B10.1"), {eps: 0}, {"H": ((t, i), root)})
    same = p.forall(p.have(Eq(root, root * inv(num(1))), auto=False), (t, 1, T), (i, 1, d))
    most = p.at(p.supply(most, same), t, i, using=here)
    wide, _ = root_facts(p, t, here)
    positive = p.have(root > 0, wide, "delta", auto=False)
    less = inverse_order(p, root, maximum(delta, G), positive, most)
    value = p.at("preconditioner", t, i, using=here)
    return p.forall(p.have(a_min <= A[t, i], less, value, degree=1, auto=False), (t, 1, T), (i, 1, d))


@claim(
    "D4.6",
    "A_t does not increase",
    of_run(*FLOORED),
    Forall(t, Forall(i, A[t + 1, i] <= A[t, i], 1, d), 1, T - 1),
    domains={**HERE, "T": [2, 3]},
)
def _(p: Proof) -> Theorem:
    inside, within = p.fix(i, 1, d), p.fix(t, 1, T - 1)
    here = [*within, p.have(t <= T, *within), *inside]
    ahead = [p.have(t + 1 >= 1, *within), p.have(t + 1 <= T, *within), *inside]
    more = p.at(p.use("B6.1"), t + 1, i, using=ahead)
    (wide, low), (_, high) = root_facts(p, t, here), root_facts(p, t + 1, ahead)
    roots = [sqrt(v_max[at, i]) for at in (t, t + 1)]
    rise = p.have(
        roots[0] <= roots[1],
        more,
        rules.sqrt_square(low),
        rules.sqrt_square(high),
        *[rules.defining(q, 0) for q in roots],
        auto=False,
    )
    positive = p.have(roots[0] > 0, wide, "delta", auto=False)
    less = inverse_order(p, roots[0], roots[1], positive, rise)
    values = [p.at("preconditioner", at, i, using=q) for at, q in ((t, here), (t + 1, ahead))]
    return p.forall(p.have(A[t + 1, i] <= A[t, i], less, *values, degree=1, auto=False), (t, 1, T - 1), (i, 1, d))


@claim("D4.7", "B_t ≥ 0", of_run("preconditioner", "eps", *STEPS, "B"), over_run(B[t, i] >= 0), domains=HERE)
def _(p: Proof) -> Theorem:
    within, inside = p.fix(t, 1, T), p.fix(i, 1, d)
    here = [*within, *inside]
    size, step = p.at(p.use("B5.1"), t, i, using=here), p.at(p.use("A4.2"), t, using=within)
    product = p.have(eta_prime[t] * A[t, i] >= 0, size, step, auto=False)
    return p.forall(p.have(B[t, i] >= 0, product, p.at("B", t, i, using=here), degree=1, auto=False), (t, 1, T), (i, 1, d))


@claim("D4.8", "B_t ≤ B_{t−1}", of_run(*FLOORED, "eps", *STEPS, "B_0", "B"), over_run(B[t, i] <= B[t - 1, i]), domains=HERE)
def _(p: Proof) -> Theorem:
    within, inside = p.fix(t, 1, T), p.fix(i, 1, d)
    here = [*within, *inside]

    def product(at: Term, using: Sequence[Theorem], past: Term, lower: Theorem) -> Theorem:
        """η'_t (past − A_t) ≥ 0."""
        step = p.at(p.use("A4.2"), at, using=using)
        return p.have(eta_prime[at] * (past - A[at, i]) >= 0, step, lower, auto=False)

    one = [p.have(num(1) >= 1, auto=False), p.have(num(1) <= T, *within), *inside]
    first = product(num(1), one, a_max, p.at(p.use("D4.4"), 1, i, using=one))
    names = [p.at("B", 1, i, using=one), p.at("B_0", i, using=inside)]
    start = p.have(B[1, i] <= B[num(1) - 1, i], first, *names, degree=1, auto=False)
    late = rules.assume(t >= 2)
    before = [p.have(t - 1 >= 1, late), p.have(t - 1 <= T - 1, *within), p.have(t - 1 <= T, *within), *inside]
    slower, lower = p.at(p.use("A4.5"), t - 1, using=before), p.at(p.use("D4.6"), t - 1, i, using=before)
    size = p.at(p.use("B5.1"), t - 1, i, using=before)
    later = p.have(
        B[t, i] <= B[t - 1, i],
        product(t, here, A[t - 1, i], p.have(A[t, i] <= A[t - 1, i], lower, auto=False)),
        p.have((eta_prime[t - 1] - eta_prime[t]) * A[t - 1, i] >= 0, slower, size, auto=False),
        p.at("B", t, i, using=here),
        p.at("B", t - 1, i, using=before),
        degree=1,
        auto=False,
    )
    hole = var("position", "int")
    return p.forall(at_start(p, start, B[hole, i] <= B[hole - 1, i], hole, later, within), (t, 1, T), (i, 1, d))


def capped(p: Proof, at: Term, within: list[Theorem]) -> tuple[Theorem, Theorem]:
    """η'_t √t ≤ η/(1−β1), and 0 < √t."""
    facts = step_facts(p, at, within)
    most = p.at(p.use("A4.4"), at, using=within)
    scaled = p.have(sqrt(at) * (eta / ((1 - beta1) * sqrt(at)) - eta_prime[at]) >= 0, facts["root"], most, auto=False)
    unit = p.equal_inside(facts["1/root"], lambda q: q * eta * inv(1 - beta1))
    return p.have(eta_prime[at] * sqrt(at) <= eta / (1 - beta1), scaled, unit, degree=1, auto=False), facts["root"]


def cap_positive(p: Proof) -> Theorem:
    """0 ≤ η/(1−β1)."""
    room = p.have(1 - beta1 > 0, "beta1 < 1", auto=False)
    c = p.have(inv(1 - beta1) > 0, room, rules.inverse(room), auto=False)
    return p.have(eta / (1 - beta1) >= 0, c, "eta", auto=False)


@claim("D4.9", "B_t √t ≤ η a_max/(1−β1)", of_run(*FLOORED, "eps", *STEPS, "B"), over_run(B[t, i] * sqrt(t) <= CAP), domains=HERE)
def _(p: Proof) -> Theorem:
    within, inside = p.fix(t, 1, T), p.fix(i, 1, d)
    here = [*within, *inside]
    small, _ = capped(p, t, within)
    size, top = p.at(p.use("B5.1"), t, i, using=here), p.at(p.use("D4.4"), t, i, using=here)
    step = p.have((eta / (1 - beta1) - eta_prime[t] * sqrt(t)) * A[t, i] >= 0, small, size, auto=False)
    rest = p.have(eta / (1 - beta1) * (a_max - A[t, i]) >= 0, cap_positive(p), top, auto=False)
    named = p.equal_inside(p.at("B", t, i, using=here), lambda q: q * sqrt(t))
    return p.forall(p.have(B[t, i] * sqrt(t) <= CAP, step, rest, named, degree=1, auto=False), (t, 1, T), (i, 1, d))


@claim(
    "D4.10", "and B_0 ≤ η a_max/(1−β1)", of_run("T", "delta", "eps", *STEPS, "B_0"), Forall(i, B[0, i] <= CAP, 1, d), domains=HERE
)
def _(p: Proof) -> Theorem:
    inside, one = p.fix(i, 1, d), [p.have(num(1) >= 1, auto=False), p.have(num(1) <= T, "T")]
    small = p.at(p.use("A4.4"), 1, using=one)
    e = p.have(inv(delta) > 0, "delta", rules.inverse(p["delta"]), auto=False)
    top = p.have(a_max >= 0, e, "eps", auto=False)
    step = p.have((eta / (1 - beta1) - eta_prime[1]) * a_max >= 0, small, top, auto=False)
    return p.forall(p.have(B[0, i] <= CAP, step, p.at("B_0", i, using=inside), degree=1, auto=False), (i, 1, d))


@claim(
    "D4.11",
    "B_{t−1} ≥ η a_min/√t",
    of_run("v_0", "v", *FLOORED, *BETA2, "G", "eps", *STEPS, "B_0", "B"),
    over_run(eta * a_min / sqrt(t) <= B[t - 1, i]),
    domains=HERE,
)
def _(p: Proof) -> Theorem:
    within, inside = p.fix(t, 1, T), p.fix(i, 1, d)
    here = [*within, *inside]
    step, low = p.at(p.use("A4.3"), t, using=within), p.at(p.use("D4.5"), t, i, using=here)
    positive, size = p.at(p.use("A4.2"), t, using=within), smallest_positive(p)
    products = [
        p.have((eta_prime[t] - eta / sqrt(t)) * a_min >= 0, step, size, auto=False),
        p.have(eta_prime[t] * (A[t, i] - a_min) >= 0, positive, low, auto=False),
    ]
    order, named = p.at(p.use("D4.8"), t, i, using=here), p.at("B", t, i, using=here)
    return p.forall(
        p.have(eta * a_min / sqrt(t) <= B[t - 1, i], *products, order, named, degree=1, auto=False), (t, 1, T), (i, 1, d)
    )


def smallest_positive(p: Proof, largest: Term = G) -> Theorem:
    """0 ≤ a_min, with this for Ĝ."""
    top = maximum(delta, largest)
    positive = p.have(top > 0, "delta", rules.defining(top, 0), auto=False)
    e = p.have(inv(top) > 0, positive, rules.inverse(positive), auto=False)
    return p.have(inv(top) + eps >= 0, e, "eps", auto=False)


@claim("D4.12", "|m_{t−1}| ≤ Ĝ, m_0 = 0 included", of_run("m_0", "m", "G", *BETA1), over_run(abs(m[t - 1, i]) <= G), domains=HERE)
def _(p: Proof) -> Theorem:
    within, inside = p.fix(t, 1, T), p.fix(i, 1, d)
    size = p.at("G", t, i, using=[*within, *inside])
    big = p.have(G >= 0, size, rules.defining(size.conclusion.args[0], 0), auto=False)
    zero = p.equal_inside(p.at("m_0", i, using=inside), abs)
    start = p.have(abs(m[num(1) - 1, i]) <= G, zero, big, degree=1, auto=False)
    late = rules.assume(t >= 2)
    before = [p.have(t - 1 >= 1, late), p.have(t - 1 <= T, *within), *inside]
    power = p.supply(p.instance(p.use("L1.2"), {var("r"): beta1, var("n", "int"): t - 1}), p.have(t - 1 >= 0, *within))
    room = p.have(beta1 ** (t - 1) * G >= 0, power, big, auto=False)
    later = p.have(abs(m[t - 1, i]) <= G, p.at(p.use("A6.2"), t - 1, i, using=before), room, degree=1, auto=False)
    hole = var("position", "int")
    return p.forall(at_start(p, start, abs(m[hole - 1, i]) <= G, hole, later, within), (t, 1, T), (i, 1, d))
