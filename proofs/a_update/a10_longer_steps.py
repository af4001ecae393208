"""A10: where AdaL amplifies a gradient, and where its steps are longer than Adam's on gradients r^t g_0: by their limits u."""

from adal_theory.proofs.a_update.a8_scale import ADAL
from adal_theory.proofs.a_update.a10_ratio_limit import GROWING, limit, quotient, r, without_end
from adal_theory.proofs.hypotheses import BETA1, BETA2, claim, given
from adal_theory.proofs.notation import *

TRANSFORMED = {name: ADAL[name] for name in ("w", "g_hat")}


def norm(of: Function) -> Term:
    """‖·_t‖_1."""
    return Sum(j, 1, d, abs(of[t, j]))


@claim("A10.1", "The transformed gradient has ‖ĝ_t‖_1 = ‖g_t‖_1²", TRANSFORMED, Forall(t, Eq(norm(g_hat), w[t] * norm(g)), 1, T))
def norm_of_the_transformed_gradient(p: Proof) -> None:
    """|ĝ_{t,j}| = w_t |g_{t,j}|, as w_t = ‖g_t‖_1 ≥ 0."""
    size = p.have(Forall(j, Eq(abs(g_hat[t, j]), w[t] * abs(g[t, j])), 1, d), "g_hat", p.have(w[t] >= 0, "w"))
    p.conclude(size)


@claim(
    "A10.2",
    "AdaL amplifies a gradient with ‖g_t‖_1 > 1",
    {**TRANSFORMED, "larger": Forall(t, w[t] > 1, 1, T)},
    Forall(t, norm(g) < norm(g_hat), 1, T),
)
def large_gradients_are_amplified(p: Proof) -> None:
    """‖ĝ‖_1 = w ‖g‖_1 with w = ‖g‖_1 > 1 (A10.1)."""
    p.conclude("A10.1", "w", "larger", p.have(w[t] * (w[t] - 1) > 0, "larger"))


@claim(
    "A10.3",
    "AdaL does not amplify a gradient with ‖g_t‖_1 < 1",
    {**TRANSFORMED, "smaller": Forall(t, w[t] < 1, 1, T)},
    Forall(t, norm(g_hat) <= norm(g), 1, T),
)
def small_gradients_are_not_amplified(p: Proof) -> None:
    """‖ĝ‖_1 = w ‖g‖_1 with 0 ≤ w = ‖g‖_1 < 1 (A10.1)."""
    p.conclude("A10.1", "w", p.have(w[t] * (1 - w[t]) >= 0, "smaller", p.have(w[t] >= 0, "w")))


s = var("s")
FORGETFUL = {"β1": Eq(beta1, 0), **given("beta2 > 0")}


def squared_limit(at: Term) -> Term:
    """u² for β1 = 0."""
    return (1 - beta2 / at**2) / (1 - beta2)


@claim(
    "A10.13",
    "For β1 = 0 the limit u(r) of m_t/√v_t increases with r > √β2",
    {**FORGETFUL, **given("beta2 < 1"), "r > √β2": r > sqrt(beta2), "r < s": r < s},
    limit(r) < limit(s),
    domains=GROWING,
)
def limit_increases(p: Proof) -> None:
    """u(r)² = (1−β2/r²)/(1−β2) for β1 = 0, and that increases."""
    positive = p.have(r > 0, "r > √β2", p.positivity(sqrt(beta2)))
    less = p.have(beta2 < r**2, "r > √β2", "beta2 > 0")
    low = p.have(beta2 / r**2 < 1, p.times(less, 1 / r**2, positive), p.field_simp(r**2, positive))
    inverse = p.have(1 / s**2 < 1 / r**2, "r < s", positive)
    order = p.have(squared_limit(r) < squared_limit(s), p.times(inverse, beta2 / (1 - beta2)))
    roots = p.lemma("L1.6", order, p.positivity(squared_limit(r), low), a=squared_limit(r), b=squared_limit(s))
    p.conclude(roots, *[p.have(Eq(limit(at), sqrt(squared_limit(at))), "β1") for at in (r, s)])


@claim(
    "A10.14",
    "For β1 = 0, AdaL's steps are longer than Adam's while gradients grow: u(r) < u(r²) for r > 1",
    {**FORGETFUL, **given("beta2 < 1"), "r > 1": r > 1},
    limit(r) < limit(r**2),
    domains=GROWING,
)
def longer_for_growing_gradients(p: Proof) -> None:
    """√β2 < 1 < r < r², and A10.13."""
    p.conclude(p.lemma("A10.13", p.have(r > sqrt(beta2), "r > 1", "beta2 < 1"), p.have(r < r**2, "r > 1"), s=r**2))


@claim(
    "A10.15",
    "For β1 = 0, AdaL's steps are shorter than Adam's while gradients decay: u(r²) < u(r) for √β2 < r² < 1",
    {**FORGETFUL, "r > 0": r > 0, "r < 1": r < 1, "r² > √β2": r**2 > sqrt(beta2)},
    limit(r**2) < limit(r),
    domains=GROWING,
)
def shorter_for_decaying_gradients(p: Proof) -> None:
    """√β2 < r² < r < 1, and A10.13."""
    less = p.have(r**2 < r, "r > 0", "r < 1")
    below = p.have(beta2 < 1, p.have(sqrt(beta2) < 1, less, "r² > √β2", "r < 1"), "beta2 > 0")
    p.conclude(p.lemma("A10.13", less, below, r=r**2, s=r))


start = Function("g_start", ("int",))
start_norm = Sum(j, 1, d, abs(start[j]))
PATTERN = Forall(t, Forall(i, Eq(g[t, i], r**t * start[i]), 1, d), 1, T)


@claim(
    "A10.16",
    "AdaL sees r² where Adam sees r: on g_t = r^t g_0, ĝ_t = (r²)^t ‖g_0‖_1 g_0",
    {**TRANSFORMED, "gradients": PATTERN, "r": r > 0},
    Forall(t, Forall(i, Eq(g_hat[t, i], (r**2) ** t * (start_norm * start[i])), 1, d), 1, T),
    domains=GROWING,
)
def adal_squares_the_growth(p: Proof) -> None:
    """w_t = ‖g_t‖_1 = r^t ‖g_0‖_1."""
    size = p.have(Forall(j, Eq(abs(g[t, j]), r**t * abs(start[j])), 1, d), "gradients", p.positivity(r**t))
    weight = p.have(Eq(w[t], r**t * start_norm), "w", size)
    p.conclude("g_hat", p.times(weight, r**t * start[i]), p.times(p.have(Eq(g[t, i], r**t * start[i]), "gradients"), w[t]))


ENDLESS_RUN = given("m_0", "v_0") | {name: without_end(ADAL[name]) for name in ("w", "g_hat", "m", "v")}
ABOVE = given(*BETA1, *BETA2, "d") | {"r": r > 0, "r² > β1": r**2 > beta1, "r² > √β2": r**2 > sqrt(beta2), "g_0": start[1] > 0}


@claim(
    "A10.17",
    "On gradients r^t g_0, AdaL's ratio m_t/√v_t tends to u(r²), where Adam's tends to u(r)",
    {**ENDLESS_RUN, "gradients": without_end(PATTERN), **ABOVE},
    Tends(t, quotient, limit(r**2)),
    domains=GROWING,
)
def adal_tends_to_the_limit_at_the_square(p: Proof) -> None:
    """A10.12 for r² and ‖g_0‖_1 g_0 in place of r and g_0 (A10.16)."""
    positive = p.have(start_norm > 0, p.first(start_norm), p.sum_le(Sum(j, 2, d, abs(start[j])) >= 0), "g_0")
    with p.assuming(*p.intro(t, 1)):
        value = p.specialize(p.lemma("A10.16", "w", "g_hat", "gradients", T=t), t, num(1))
    transformed = p.generalize(value, (t, 1))
    p.conclude(p.lemma("A10.12", "m_0", "v_0", "m", "v", transformed, positive, r=r**2, g0=start_norm * start[1]))
