"""Section A of theory.md: the algebra of the update."""

from __future__ import annotations

from adal_theory.proofs.setting import (
    DOMAINS,
    G1,
    G,
    Ginf,
    T,
    beta1,
    beta2,
    claim,
    d,
    eps,
    eta,
    eta_prime,
    g,
    g_hat,
    given,
    i,
    j,
    m,
    n,
    over_run,
    t,
    v,
    w,
)
from adal_theory.prove import Eq, Forall, Function, Proof, Sum, Tends, Term, Theorem, inv, rules, sqrt, substitute, var

r = var("r")
BETA1 = ("beta1 ≥ 0", "beta1 < 1")
BETA2 = ("beta2 > 0", "beta2 < 1")


# --- powers: what the bias corrections need ------------------------------------------------------------------------


@claim("L1.1", "a power of a number in [0, 1) lies in [0, 1]", {"r ≥ 0": r >= 0, "r < 1": r < 1, "n": n >= 0}, r**n <= 1)
def _(p: Proof) -> Theorem:
    return p.at(power_bounds(p, r, "upper"), n, using=["n"])


def power_bounds(p: Proof, b: Term, which: str) -> Theorem:
    """∀ n ≥ 0: b^n ≤ 1 ("upper"), or 0 ≤ b^n ("lower"), from standing facts 0 ≤ b < 1."""
    k = var("power", "int")
    low, up = b**k >= 0, b**k <= 1

    def grow(ih: Theorem, within: list[Theorem]) -> Theorem:
        step = rules.power_step(b, k, within[0])
        return p.have(substitute(low, {k: k + 1}), step, ih)

    nonnegative = p.induct(k, low, 0, p.have(substitute(low, {k: 0})), grow)
    if which == "lower":
        return nonnegative

    def shrink(ih: Theorem, within: list[Theorem]) -> Theorem:
        step = rules.power_step(b, k, within[0])
        return p.have(substitute(up, {k: k + 1}), step, ih, p.at(nonnegative, k, using=within))

    return p.induct(k, up, 0, p.have(substitute(up, {k: 0})), shrink)


@claim("L1.2", "…and from below", {"r": r >= 0, "n": n >= 0}, r**n >= 0)
def _(p: Proof) -> Theorem:
    return p.at(power_bounds(p, r, "lower"), n, using=["n"])


@claim("L1.3", "a positive power of it is at most the number itself", {"r ≥ 0": r >= 0, "r < 1": r < 1, "n": n >= 1}, r**n <= r)
def _(p: Proof) -> Theorem:
    n0 = p.have(n - 1 >= 0, "n")
    small = p.at(power_bounds(p, r, "upper"), n - 1, using=[n0])
    return p.have(r**n <= r, rules.power_step(r, n - 1, n0), small)


@claim("L1.4", "geometric decay beats 1/n", {"r ≥ 0": r >= 0, "r < 1": r < 1, "n": n >= 0}, r**n * (1 + n * (1 - r)) <= 1)
def _(p: Proof) -> Theorem:
    f = r**n * (1 + n * (1 - r)) <= 1
    upper, lower = power_bounds(p, r, "upper"), power_bounds(p, r, "lower")

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        grown = rules.power_step(r, n, within[0])
        bounds = [p.at(b, n + 1, using=[p.have(n + 1 >= 0, *within)]) for b in (upper, lower)]
        first = p.have(r * r**n * (1 + n * (1 - r)) <= r, ih, auto=True, degree=2)
        second = p.have((1 - r) * r ** (n + 1) <= 1 - r, *bounds)
        return p.have(substitute(f, {n: n + 1}), grown, first, second, degree=1)

    return p.at(p.induct(n, f, 0, p.have(substitute(f, {n: 0})), step), n, using=["n"])


def correction(p: Proof, b: Term, at: Term, within: list[Theorem]) -> Theorem:
    """0 < 1 − b^at, from standing facts 0 ≤ b < 1 and a proof of 1 ≤ at."""
    one = p.have(at >= 1, *within)
    small = p.supply(p.instance(p.use("L1.3"), {r: b, n: at}), one)
    return p.have(1 - b**at > 0, small, degree=1)


# --- A1 ------------------------------------------------------------------------------------------------------------

AVERAGE = (1 - beta1) * Sum(j, 1, t, beta1 ** (t - j) * g_hat[j, i])


@claim(
    "A1.1",
    "the first moment is a weighted sum of the gradients",
    given("m_0", "m"),
    over_run(Eq(m[t, i], AVERAGE)),
    domains=DOMAINS,
)
def _(p: Proof) -> Theorem:
    inside = p.fix(i, 1, d)
    f = Eq(m[n, i], substitute(AVERAGE, {t: n}))

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        recursion = p.at("m", n + 1, i, using=[*within, *inside])
        last = p.last(Sum(j, 1, n + 1, beta1 ** (n + 1 - j) * g_hat[j, i]), *within)
        ranges = p.fix(j, 1, n)
        grown = rules.power_step(beta1, n - j, p.have(n - j >= 0, *ranges))
        decayed = p.sum(j, p.have(Eq(beta1 ** (n + 1 - j) * g_hat[j, i], beta1 * beta1 ** (n - j) * g_hat[j, i]), grown), 1, n)
        return p.have(substitute(f, {n: n + 1}), recursion, ih, last, decayed, degree=1)

    start = p.have(substitute(f, {n: 0}), p.at("m_0", i, using=inside))
    every = p.induct(n, f, 0, start, step, hi=T)
    return along(p, every)


def along(p: Proof, every: Theorem) -> Theorem:
    """∀ 0 ≤ n ≤ T (for one i) as ∀ 1 ≤ t ≤ T ∀ 1 ≤ i ≤ d."""
    return p.forall(p.at(every, t, using=p.fix(t, 1, T)), (t, 1, T), (i, 1, d))


WEIGHTS = (1 - beta1) * Sum(j, 1, t, beta1 ** (t - j))


@claim("A1.2", "its weights add to 1 − β1^t", {}, Forall(t, Eq(WEIGHTS, 1 - beta1**t), 1, T), domains=DOMAINS)
def _(p: Proof) -> Theorem:
    f = Eq(substitute(WEIGHTS, {t: n}), 1 - beta1**n)

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        last = p.last(Sum(j, 1, n + 1, beta1 ** (n + 1 - j)), *within)
        grown = rules.power_step(beta1, n - j, p.have(n - j >= 0, *p.fix(j, 1, n)))
        decayed = p.sum(j, p.have(Eq(beta1 ** (n + 1 - j), beta1 * beta1 ** (n - j)), grown), 1, n)
        return p.have(substitute(f, {n: n + 1}), ih, last, decayed, rules.power_step(beta1, n, within[0]), degree=1)

    every = p.induct(n, f, 0, p.have(substitute(f, {n: 0})), step)
    return p.forall(p.at(every, t, using=p.fix(t, 1, T)), (t, 1, T))


constant = var("constant")


@claim(
    "A1.3",
    "so a constant gradient is its own bias-corrected mean",
    given("m_0", "m", *BETA1, constant=over_run(Eq(g_hat[t, i], constant))),
    over_run(Eq(m[t, i] / (1 - beta1**t), constant)),
    domains=DOMAINS,
)
def _(p: Proof) -> Theorem:
    inside, within = p.fix(i, 1, d), p.fix(t, 1, T)
    closed = p.at(p.use("A1.1"), t, i, using=[*within, *inside])
    ranges = p.fix(j, 1, t)
    early = p.have(j <= T, *ranges, *within)
    same_gradient = p.at("constant", j, i, using=[*ranges, early, *inside])
    terms = p.sum(j, p.have(Eq(beta1 ** (t - j) * g_hat[j, i], beta1 ** (t - j) * constant), same_gradient), 1, t)
    weights = p.at(p.use("A1.2"), t, using=within)
    divided = rules.inverse(correction(p, beta1, t, within))
    show = Eq(m[t, i] / (1 - beta1**t), constant)
    total = p.have(Eq(m[t, i], constant * (1 - beta1**t)), closed, terms, weights, degree=1)
    return p.forall(p.have(show, total, divided, degree=1), (t, 1, T), (i, 1, d))


# --- A2, A3, A4 ----------------------------------------------------------------------------------------------------


def blend(at: Term) -> Term:
    """b_t = β1(1−β1^{t−1})/(1−β1^t)."""
    return beta1 * (1 - beta1 ** (at - 1)) / (1 - beta1**at)


def m_hat(at: Term) -> Term:
    return m[at, i] / (1 - beta1**at)


@claim(
    "A2.1",
    "the bias-corrected mean is a running average with weight b_t",
    given("m", *BETA1),
    Forall(t, Forall(i, Eq(m_hat(t), blend(t) * m_hat(t - 1) + (1 - blend(t)) * g_hat[t, i]), 1, d), 2, T),
    domains={**DOMAINS, "T": [3]},
)
def _(p: Proof) -> Theorem:
    inside, within = p.fix(i, 1, d), p.fix(t, 2, T)
    one, before = p.have(t >= 1, *within), p.have(t - 1 >= 1, *within)
    grown = rules.power_step(beta1, t - 1, p.have(t - 1 >= 0, *within))
    now = rules.inverse(correction(p, beta1, t, [one]))
    then = rules.inverse(correction(p, beta1, t - 1, [before]))
    recursion = p.at("m", t, i, using=[one, *within, *inside])
    c = inv(1 - beta1**t)
    rest = p.have(Eq(1 - blend(t), (1 - beta1) * c), now, grown)
    old = p.have(Eq(blend(t) * m_hat(t - 1), beta1 * c * m[t - 1, i]), then, degree=1)
    show = Eq(m_hat(t), blend(t) * m_hat(t - 1) + (1 - blend(t)) * g_hat[t, i])
    new = p.have(Eq((1 - blend(t)) * g_hat[t, i], (1 - beta1) * c * g_hat[t, i]), rest, degree=1)
    return p.forall(p.have(show, recursion, old, new, degree=1), (t, 2, T), (i, 1, d))


def _blend_facts(p: Proof, at: Term, within: list[Theorem]) -> list[Theorem]:
    """β1^t = β1·β1^{t−1}, 0 ≤ β1^{t−1} ≤ 1, and what 1/(1−β1^t) is, for t ≥ 1."""
    zero = p.have(at - 1 >= 0, *within)
    low = p.supply(p.instance(p.use("L1.2"), {r: beta1, n: at - 1}), zero)
    up = p.supply(p.instance(p.use("L1.1"), {r: beta1, n: at - 1}), zero)
    positive = correction(p, beta1, at, within)
    return [rules.power_step(beta1, at - 1, zero), low, up, positive, rules.inverse(positive)]


@claim("A2.2", "0 ≤ b_t", given(*BETA1), Forall(t, blend(t) >= 0, 1, T), domains=DOMAINS)
def _(p: Proof) -> Theorem:
    within = p.fix(t, 1, T)
    _, _, up, positive, divided = _blend_facts(p, t, within)
    c = p.have(inv(1 - beta1**t) > 0, positive, divided)
    return p.forall(p.have(blend(t) >= 0, up, c, products=[[up, c, p["beta1 ≥ 0"]]], degree=3), (t, 1, T))


@claim("A2.3", "b_t < β1", given("beta1 < 1", positive=beta1 > 0), Forall(t, blend(t) < beta1, 1, T), domains=DOMAINS)
def _(p: Proof) -> Theorem:
    within = p.fix(t, 1, T)
    low = p.have(beta1 >= 0, "positive")
    zero = p.have(t - 1 >= 0, *within)
    power = rules.power_positive(t - 1, p["positive"])
    grown = rules.power_step(beta1, t - 1, zero)
    positive = rules.cut(low, correction(_with(p, low), beta1, t, within))
    divided = rules.inverse(positive)
    c = p.have(inv(1 - beta1**t) > 0, positive, divided)
    lost = p.have((1 - beta1) * beta1 * beta1 ** (t - 1) > 0, power, degree=3)
    gap = p.have((1 - beta1) * beta1 * beta1 ** (t - 1) * inv(1 - beta1**t) > 0, lost, c, products=[[lost, c]])
    equal = p.have(Eq(beta1 - blend(t), (1 - beta1) * beta1 * beta1 ** (t - 1) * inv(1 - beta1**t)), divided, grown)
    return p.forall(p.have(blend(t) < beta1, gap, equal, degree=1), (t, 1, T))


def _with(p: Proof, *facts: Theorem) -> Proof:
    """The same proof with more standing facts."""
    p.standing.extend(facts)
    return p


@claim("A2.4", "b_t does not decrease", given(*BETA1), Forall(t, blend(t) <= blend(t + 1), 1, T), domains=DOMAINS)
def _(p: Proof) -> Theorem:
    within = p.fix(t, 1, T)
    later = p.have(t + 1 >= 1, *within)
    grown, low, _, positive, divided = _blend_facts(p, t, within)
    again = rules.power_step(beta1, t, p.have(t >= 0, *within))
    positive_2 = correction(p, beta1, t + 1, [later])
    divided_2 = rules.inverse(positive_2)
    c, e = inv(1 - beta1**t), inv(1 - beta1 ** (t + 1))
    c0, e0 = p.have(c > 0, positive, divided), p.have(e > 0, positive_2, divided_2)
    P = beta1 ** (t - 1)
    # b_{t+1} − b_t = β1 P (1−β1)² / ((1−β1^t)(1−β1^{t+1})).
    gain = p.have(beta1 * P * (1 - beta1) ** 2 >= 0, p.have(beta1 * P >= 0, low), squares=[1 - beta1])
    scaled = p.have(beta1 * P * (1 - beta1) ** 2 * c * e >= 0, gain, p.have(c * e >= 0, c0, e0))
    equal = p.have(Eq(blend(t + 1) - blend(t), beta1 * P * (1 - beta1) ** 2 * c * e), divided, divided_2, grown, again)
    return p.forall(p.have(blend(t) <= blend(t + 1), scaled, equal, degree=1), (t, 1, T))


@claim("A2.5", "b_t → β1 geometrically", given(*BETA1), Forall(t, beta1 - blend(t) <= beta1**t, 1, T), domains=DOMAINS)
def _(p: Proof) -> Theorem:
    within = p.fix(t, 1, T)
    grown, low, up, positive, divided = _blend_facts(p, t, within)
    c, P = inv(1 - beta1**t), beta1 ** (t - 1)
    share = p.have(
        (1 - beta1) * c <= 1,
        p.have(c >= 0, positive, divided),
        divided,
        grown,
        up,
        p.have(beta1 * P <= beta1, up),
        products=[[p.have(c >= 0, positive, divided), p.have(beta1 * P <= beta1, up)]],
    )
    equal = p.have(Eq(beta1 - blend(t), beta1 * P * ((1 - beta1) * c)), divided, grown)
    bound = p.have(beta1 * P * ((1 - beta1) * c) <= beta1 * P, share, p.have(beta1 * P >= 0, low))
    return p.forall(p.have(beta1 - blend(t) <= beta1**t, equal, bound, grown, degree=1), (t, 1, T))


@claim("A2.6", "b_t → β1", given("beta1 < 1", positive=beta1 > 0), Tends(t, blend(t), beta1), domains=DOMAINS)
def _(p: Proof) -> Theorem:
    low = p.have(beta1 >= 0, "positive")
    _with(p, low)
    within = p.fix(t, 1)
    here = p.have(t <= t, auto=False)
    upper = p.at(p.instance(p.use("A2.3"), {T: t}), t, using=[*within, here])
    rate = p.at(p.instance(p.use("A2.5"), {T: t}), t, using=[*within, here])
    decay = power_rate(p, beta1, within)
    c = inv(1 - beta1)
    small = p.have(c / sqrt(t) >= 0, decay, p.supply(p.instance(p.use("L1.2"), {r: beta1, n: t}), p.have(t >= 0, *within)))
    close = p.modulus(blend(t) - beta1, c / sqrt(t), upper, rate, decay, small)
    return rules.cut(low, rules.tends_by_rate(t, blend(t), beta1, c, rules.generalize(t, close, 1)))


def power_rate(p: Proof, b: Term, within: list[Theorem]) -> Theorem:
    """b^t ≤ 1/((1−b)√t) for t ≥ 1, from standing facts 0 ≤ b < 1."""
    decay = p.supply(p.instance(p.use("L1.4"), {r: b, n: t}), p.have(t >= 0, *within))
    low = p.supply(p.instance(p.use("L1.2"), {r: b, n: t}), p.have(t >= 0, *within))
    root, square = p.positive_root(t, *within), p.root(t, *within)
    wide = p.have(sqrt(t) >= 1, root, square, *within)
    most = p.have(sqrt(t) <= t, wide, square)
    room = p.have(1 - b > 0)
    product = p.have(
        b**t * (sqrt(t) * (1 - b)) <= 1,
        p.have(b**t * (t * (1 - b)) <= 1, decay, low, degree=1),
        p.have(b**t * (sqrt(t) * (1 - b)) <= b**t * (t * (1 - b)), p.have(b**t * (1 - b) >= 0, low, room), most),
        degree=1,
    )
    s, c = rules.inverse(root), rules.inverse(room)
    s0, c0 = p.have(inv(sqrt(t)) > 0, root, s), p.have(inv(1 - b) > 0, room, c)
    both = p.have(inv(sqrt(t)) * inv(1 - b) > 0, s0, c0)
    whole = p.have(Eq(b**t * (sqrt(t) * (1 - b)) * (inv(sqrt(t)) * inv(1 - b)), b**t), s, c)
    return p.have(b**t <= inv(1 - b) / sqrt(t), product, both, whole, products=[[product, both]], degree=1)


@claim(
    "A3",
    "the gradient from two first moments",
    given("m", "beta1 < 1"),
    over_run(Eq(g_hat[t, i], (m[t, i] - beta1 * m[t - 1, i]) / (1 - beta1))),
    domains=DOMAINS,
)
def _(p: Proof) -> Theorem:
    inside, within = p.fix(i, 1, d), p.fix(t, 1, T)
    show = Eq(g_hat[t, i], (m[t, i] - beta1 * m[t - 1, i]) / (1 - beta1))
    recursion = p.at("m", t, i, using=[*within, *inside])
    return p.forall(p.have(show, recursion, p.inverse(1 - beta1), degree=1), (t, 1, T), (i, 1, d))


@claim(
    "A4.1",
    "the first-moment correction is a change of step",
    given("eta_prime"),
    over_run(Eq(eta / sqrt(t) * m_hat(t), eta_prime[t] * m[t, i])),
    domains=DOMAINS,
)
def _(p: Proof) -> Theorem:
    within = p.fix(t, 1, T)
    show = Eq(eta / sqrt(t) * m_hat(t), eta_prime[t] * m[t, i])
    return p.forall(p.have(show, p.at("eta_prime", t, using=within)), (t, 1, T), (i, 1, d))


STEP = ("eta_prime", "eta", *BETA1)


def step_facts(p: Proof, at: Term, within: list[Theorem]) -> dict[str, Theorem]:
    """η'_t, √t, 1 − β1^t and their inverses, for 1 ≤ t ≤ T."""
    root, room = p.positive_root(at, *within), correction(p, beta1, at, within)
    s, c = rules.inverse(root), rules.inverse(room)
    return {
        "value": p.at("eta_prime", at, using=within),
        "root": root,
        "room": room,
        "1/root": s,
        "1/room": c,
        "square": p.root(at, *within),
        "s > 0": p.have(inv(sqrt(at)) > 0, root, s),
        "c > 0": p.have(inv(1 - beta1**at) > 0, room, c),
    }


@claim("A4.2", "η'_t > 0", given(*STEP), Forall(t, eta_prime[t] > 0, 1, T), domains=DOMAINS)
def _(p: Proof) -> Theorem:
    within = p.fix(t, 1, T)
    f = step_facts(p, t, within)
    both = p.have(eta / sqrt(t) > 0, f["s > 0"])
    return p.forall(p.have(eta_prime[t] > 0, f["value"], f["c > 0"], both), (t, 1, T))


@claim("A4.3", "η/√t ≤ η'_t", given(*STEP), Forall(t, eta / sqrt(t) <= eta_prime[t], 1, T), domains=DOMAINS)
def _(p: Proof) -> Theorem:
    within = p.fix(t, 1, T)
    f = step_facts(p, t, within)
    low = p.supply(p.instance(p.use("L1.2"), {r: beta1, n: t}), p.have(t >= 0, *within))
    c = p.have(inv(1 - beta1**t) >= 1, f["1/room"], f["c > 0"], low)
    scale = p.have(eta / sqrt(t) > 0, f["s > 0"])
    return p.forall(p.have(eta / sqrt(t) <= eta_prime[t], f["value"], c, scale), (t, 1, T))


@claim(
    "A4.4", "η'_t ≤ η/((1−β1)√t)", given(*STEP), Forall(t, eta_prime[t] <= eta / ((1 - beta1) * sqrt(t)), 1, T), domains=DOMAINS
)
def _(p: Proof) -> Theorem:
    within = p.fix(t, 1, T)
    f = step_facts(p, t, within)
    small = p.supply(p.instance(p.use("L1.3"), {r: beta1, n: t}), p.have(t >= 1, *within))
    room = p.have(1 - beta1 > 0)
    e = rules.inverse(room)
    e0 = p.have(inv(1 - beta1) > 0, room, e)
    both = p.have(inv(1 - beta1) * inv(1 - beta1**t) > 0, e0, f["c > 0"])
    c = p.have(
        inv(1 - beta1**t) <= inv(1 - beta1),
        p.have((inv(1 - beta1) * inv(1 - beta1**t)) * (beta1 - beta1**t) >= 0, both, small),
        e,
        f["1/room"],
        degree=1,
    )
    scale = p.have(eta / sqrt(t) > 0, f["s > 0"])
    return p.forall(p.have(eta_prime[t] <= eta / ((1 - beta1) * sqrt(t)), f["value"], c, scale), (t, 1, T))


@claim(
    "A4.5", "η'_t decreases", given(*STEP), Forall(t, eta_prime[t + 1] <= eta_prime[t], 1, T - 1), domains={**DOMAINS, "T": [3]}
)
def _(p: Proof) -> Theorem:
    within = p.fix(t, 1, T - 1)
    ahead = [p.have(t + 1 >= 1, *within), p.have(t + 1 <= T, *within)]
    here = [*within, p.have(t <= T, *within)]
    f, q = step_facts(p, t, here), step_facts(p, t + 1, ahead)
    grown = rules.power_step(beta1, t, p.have(t >= 0, *within))
    low = p.supply(p.instance(p.use("L1.2"), {r: beta1, n: t}), p.have(t >= 0, *within))
    wider = p.have(sqrt(t) <= sqrt(t + 1), f["square"], q["square"], f["root"], q["root"])
    shrinks = p.have(beta1 ** (t + 1) <= beta1**t, grown, low)
    s, s2 = inv(sqrt(t)), inv(sqrt(t + 1))
    c, c2 = inv(1 - beta1**t), inv(1 - beta1 ** (t + 1))
    less = p.have(
        s2 <= s,
        p.have(s * s2 * (sqrt(t + 1) - sqrt(t)) >= 0, p.have(s * s2 > 0, f["s > 0"], q["s > 0"]), wider),
        f["1/root"],
        q["1/root"],
        degree=1,
    )
    less_2 = p.have(
        c2 <= c,
        p.have(c * c2 * (beta1**t - beta1 ** (t + 1)) >= 0, p.have(c * c2 > 0, f["c > 0"], q["c > 0"]), shrinks),
        f["1/room"],
        q["1/room"],
        degree=1,
    )
    product = p.have(s2 * c2 <= s * c, less, less_2, f["s > 0"], q["c > 0"], auto=False)
    return p.forall(p.have(eta_prime[t + 1] <= eta_prime[t], f["value"], q["value"], product), (t, 1, T - 1))


# --- A5: the inverse preconditioner as a function of the second moment -----------------------------------------------

s, a, b, share = var("s"), var("a"), var("b"), var("share")


def floor(root: Term) -> Term:
    """H as a function of √v: √v/(1+ε√v)."""
    return root / (1 + eps * root)


def _floor_facts(p: Proof, root: Term, nonnegative: Theorem) -> tuple[Theorem, Theorem]:
    """(1+ε√v)·1/(1+ε√v) = 1 and 0 < 1/(1+ε√v), from √v ≥ 0 and a standing ε ≥ 0."""
    room = p.have(1 + eps * root > 0, nonnegative)
    divided = rules.inverse(room)
    return divided, p.have(inv(1 + eps * root) > 0, room, divided)


@claim("L2.1", "r/(1+εr) increases", {"eps": eps >= 0, "a": a >= 0, "a ≤ b": a <= b}, floor(a) <= floor(b))
def _(p: Proof) -> Theorem:
    da, ca = _floor_facts(p, a, p["a"])
    db, cb = _floor_facts(p, b, p.have(b >= 0, "a", "a ≤ b"))
    both = p.have(inv(1 + eps * a) * inv(1 + eps * b) > 0, ca, cb)
    gap = p.have((b - a) * (inv(1 + eps * a) * inv(1 + eps * b)) >= 0, "a ≤ b", both)
    equal = p.have(Eq(floor(b) - floor(a), (b - a) * (inv(1 + eps * a) * inv(1 + eps * b))), da, db)
    return p.have(p.goal, gap, equal, degree=1)


SHARE = {"share ≥ 0": share >= 0, "share ≤ 1": share <= 1}


@claim(
    "L2.2",
    "r/(1+εr) is concave",
    {"eps": eps >= 0, "a": a >= 0, "b": b >= 0, **SHARE},
    share * floor(a) + (1 - share) * floor(b) <= floor(share * a + (1 - share) * b),
)
def _(p: Proof) -> Theorem:
    mean = share * a + (1 - share) * b
    da, ca = _floor_facts(p, a, p["a"])
    db, cb = _floor_facts(p, b, p["b"])
    dm, cm = _floor_facts(p, mean, p.have(mean >= 0, "a", "b", *SHARE))
    scale = inv(1 + eps * a) * inv(1 + eps * b) * inv(1 + eps * mean)
    positive = p.have(scale > 0, p.have(inv(1 + eps * a) * inv(1 + eps * b) > 0, ca, cb), cm)
    spread = p.have(
        eps * (share * (1 - share)) * (a - b) ** 2 >= 0, p.have(eps * (share * (1 - share)) >= 0, degree=3), squares=[a - b]
    )
    gap = p.have(eps * (share * (1 - share)) * (a - b) ** 2 * scale >= 0, spread, positive)
    equal = p.have(
        Eq(floor(mean) - share * floor(a) - (1 - share) * floor(b), eps * (share * (1 - share)) * (a - b) ** 2 * scale),
        da,
        db,
        dm,
    )
    return p.have(p.goal, gap, equal, degree=1)


@claim(
    "A5.1",
    "it inverts the preconditioner: H = 1/(v^{−1/2}+ε) for v > 0",
    {"eps": eps >= 0, "a": a > 0},
    Eq(floor(sqrt(a)), inv(inv(sqrt(a)) + eps)),
)
def _(p: Proof) -> Theorem:
    root = p.positive_root(a, "a")
    e = rules.inverse(root)
    divided, _ = _floor_facts(p, sqrt(a), p.have(sqrt(a) >= 0, root))
    other = p.have(inv(sqrt(a)) + eps > 0, p.have(inv(sqrt(a)) > 0, root, e))
    return p.have(p.goal, rules.inverse(other), divided, e)


@claim("A5.2", "it increases with v", {"eps": eps >= 0, "a": a >= 0, "a ≤ b": a <= b}, floor(sqrt(a)) <= floor(sqrt(b)))
def _(p: Proof) -> Theorem:
    b0 = p.have(b >= 0, "a", "a ≤ b")
    roots = [rules.defining(sqrt(q), 0) for q in (a, b)]
    wider = p.have(sqrt(a) <= sqrt(b), p.root(a, "a"), p.root(b, b0), *roots, "a ≤ b")
    return p.supply(p.instance(p.use("L2.1"), {a: sqrt(a), b: sqrt(b)}), *roots, wider)


@claim("A5.3", "H ≤ √v", {"eps": eps >= 0}, floor(sqrt(a)) <= sqrt(a))
def _(p: Proof) -> Theorem:
    root = rules.defining(sqrt(a), 0)
    divided, c = _floor_facts(p, sqrt(a), root)
    part = p.have(eps * sqrt(a) * inv(1 + eps * sqrt(a)) >= 0, p.have(eps * sqrt(a) >= 0, root), c)
    return p.have(p.goal, p.have(inv(1 + eps * sqrt(a)) <= 1, divided, part, degree=1), root)


@claim("A5.4", "H ≤ 1/ε", {"eps": eps > 0}, floor(sqrt(a)) <= inv(eps))
def _(p: Proof) -> Theorem:
    root = rules.defining(sqrt(a), 0)
    divided, c = _floor_facts(p, sqrt(a), root)
    e = rules.inverse(p["eps"])
    positive = p.have(inv(eps) * inv(1 + eps * sqrt(a)) > 0, p.have(inv(eps) > 0, "eps", e), c)
    equal = p.have(Eq(inv(eps) - floor(sqrt(a)), inv(eps) * inv(1 + eps * sqrt(a))), divided, e)
    return p.have(p.goal, positive, equal, degree=1)


@claim(
    "A5.5",
    "it is concave in v",
    {"eps": eps >= 0, "a": a >= 0, "b": b >= 0, **SHARE},
    share * floor(sqrt(a)) + (1 - share) * floor(sqrt(b)) <= floor(sqrt(share * a + (1 - share) * b)),
)
def _(p: Proof) -> Theorem:
    mixed, mean = share * a + (1 - share) * b, share * sqrt(a) + (1 - share) * sqrt(b)
    ra, rb, rc = (rules.defining(sqrt(q), 0) for q in (a, b, mixed))
    qc = p.root(mixed, p.have(mixed >= 0, "a", "b", *SHARE))
    m0 = p.have(mean >= 0, ra, rb, *SHARE)
    spread = p.have(share * (1 - share) * (sqrt(a) - sqrt(b)) ** 2 >= 0, *SHARE, squares=[sqrt(a) - sqrt(b)])
    below = p.have(mean**2 <= mixed, spread, p.root(a, "a"), p.root(b, "b"), degree=1)
    ordered = p.have(mean <= sqrt(mixed), below, qc, rc, m0)
    chord = p.supply(p.instance(p.use("L2.2"), {a: sqrt(a), b: sqrt(b)}), ra, rb)
    rise = p.supply(p.instance(p.use("L2.1"), {a: mean, b: sqrt(mixed)}), m0, ordered)
    return p.have(p.goal, chord, rise, degree=1)


# --- A6: bounds ------------------------------------------------------------------------------------------------------


@claim("A6.1", "|ĝ| ≤ Ĝ = G1·G∞", given("g_hat", "w ≥ 0", "G1", "Ginf"), over_run(abs(g_hat[t, i]) <= G1 * Ginf), domains=DOMAINS)
def _(p: Proof) -> Theorem:
    inside, within = p.fix(i, 1, d), p.fix(t, 1, T)
    low, high = p.at("w ≥ 0", t, using=within), p.at("G1", t, using=within)
    size = p.at("Ginf", t, i, using=[*within, *inside])
    split = p.equal_inside(p.at("g_hat", t, i, using=[*within, *inside]), abs)
    weight = p.have(Eq(abs(w[t]), w[t]), low)
    g0 = rules.defining(abs(g[t, i]), 0)
    up = p.have(w[t] * abs(g[t, i]) <= G1 * Ginf, low, high, size, g0, auto=False)
    return p.forall(p.have(abs(g_hat[t, i]) <= G1 * Ginf, split, weight, up, degree=1), (t, 1, T), (i, 1, d))


@claim(
    "A6.2", "|m_t| ≤ (1−β1^t) Ĝ", given("m_0", "m", "G", *BETA1), over_run(abs(m[t, i]) <= (1 - beta1**t) * G), domains=DOMAINS
)
def _(p: Proof) -> Theorem:
    inside = p.fix(i, 1, d)
    f = abs(m[n, i]) <= (1 - beta1**n) * G

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        recursion = p.at("m", n + 1, i, using=[*within, *inside])
        size = p.at("G", n + 1, i, using=[*within, *inside])
        grown = rules.power_step(beta1, n, within[0])
        return p.modulus(m[n + 1, i], (1 - beta1 ** (n + 1)) * G, recursion, ih, size, grown)

    start = p.at("m_0", i, using=inside)
    every = p.induct(n, f, 0, p.have(substitute(f, {n: 0}), p.equal_inside(start, abs), degree=1), step, hi=T)
    return along(p, every)


@claim("A6.3", "v̂_t ≤ Ĝ²", given("v_0", "v", "G", *BETA2), over_run(v[t, i] / (1 - beta2**t) <= G**2), domains=DOMAINS)
def _(p: Proof) -> Theorem:
    inside = p.fix(i, 1, d)
    f = v[n, i] <= (1 - beta2**n) * G**2

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        recursion = p.at("v", n + 1, i, using=[*within, *inside])
        size = p.at("G", n + 1, i, using=[*within, *inside])
        square = p.have(g_hat[n + 1, i] ** 2 <= G**2, size)
        return p.have(substitute(f, {n: n + 1}), recursion, ih, square, rules.power_step(beta2, n, within[0]))

    every = p.induct(n, f, 0, p.have(substitute(f, {n: 0}), p.at("v_0", i, using=inside)), step, hi=T)
    within = p.fix(t, 1, T)
    _with(p, p.have(beta2 >= 0, "beta2 > 0"))
    room = correction(p, beta2, t, within)
    divided = rules.inverse(room)
    c = p.have(inv(1 - beta2**t) > 0, room, divided)
    bound = p.have(
        v[t, i] * inv(1 - beta2**t) <= G**2,
        p.at(every, t, using=within),
        c,
        divided,
        products=[[p.at(every, t, using=within), c]],
    )
    return rules.cut(p.have(beta2 >= 0, "beta2 > 0"), p.forall(bound, (t, 1, T), (i, 1, d)))


# --- A7, A8: reduction and scale -------------------------------------------------------------------------------------

f_now, f_there, weight, width = var("f_now"), var("f_there"), var("weight"), var("width")
slope, at, there = Function("slope", ("int",)), Function("at", ("int",)), Function("there", ("int",))


@claim(
    "A7",
    "a subgradient of f_t times w_t is a subgradient of w_t f_t",
    {"weight": weight >= 0, "subgradient": f_now + Sum(i, 1, d, slope[i] * (there[i] - at[i])) <= f_there},
    weight * f_now + Sum(i, 1, d, weight * slope[i] * (there[i] - at[i])) <= weight * f_there,
)
def _(p: Proof) -> Theorem:
    return p.have(p.goal, "weight", "subgradient")
