"""B11: from the weighted regret to the plain one, where one point minimises every loss."""

from adal_theory.proofs.b_regret.b9_weighted_regret import regret, special
from adal_theory.proofs.b_regret.b10_worst_case import SIZES, worst_constant
from adal_theory.proofs.hypotheses import COMPARATOR, START, claim, given
from adal_theory.proofs.notation import *
from adal_theory.rules import RULES

weighted_regret = regret
least_norm = var("c")


def gap(at: Term) -> Term:
    """f_t(x_t) − f_t(x*)."""
    return f[at] - f_star[at]


plain_regret = steps(gap(t))
ADAL_WEIGHT = {"w": recorded(RULES["adal_ams"]).hypotheses()["w"]}
INSIDE = {"x ≥ lo": over_run(lo <= x[t, i]), "x ≤ hi": over_run(x[t, i] <= hi)}
CONVEX = {**ADAL_WEIGHT, **given("convex", *COMPARATOR), **INSIDE}
MINIMISER = {"f* least": Forall(t, f_star[t] <= f[t], 1, T)}
SHARP = {"c": least_norm > 0, "sharp": Forall(t, Implies(gap(t) > 0, w[t] >= least_norm), 1, T)}
ADAL_AMS = {**special("adal_ams"), **given(*SIZES)}
LOSSES = {"f_star": [Fraction(0), Fraction(1), Fraction(1, 2)]}


@claim(
    "B11.1",
    "For convex losses on the box [lo, hi]^d, f_t(x_t) − f_t(x*) ≤ D ‖g_t‖_1 with D = hi − lo",
    CONVEX,
    Forall(t, gap(t) <= diameter * w[t], 1, T),
    domains=LOSSES,
)
def gap_is_at_most_the_norm(p: Proof) -> None:
    """Convexity: gap_t ≤ Σ_i g_{t,i} (x_t − x*)_i. In every coordinate |x_t − x*| ≤ D."""
    near = p.have(Forall(i, abs(error(t)) <= diameter, 1, d), *INSIDE, *COMPARATOR)
    slopes = p.sum_le(p.have(Forall(i, g[t, i] * error(t) <= diameter * abs(g[t, i]), 1, d), near))
    p.conclude("convex", slopes, "w")


@claim(
    "B11.2",
    "If x* minimises every convex f_t over the box, the squared gaps add to at most D times AdaL's weighted regret",
    {**CONVEX, **MINIMISER},
    steps(gap(t) ** 2) <= diameter * weighted_regret,
    domains=LOSSES,
)
def squared_gaps(p: Proof) -> None:
    """gap_t ≥ 0 times B11.1, added."""
    p.conclude(p.sum_le(p.have(Forall(t, gap(t) ** 2 <= diameter * (w[t] * gap(t)), 1, T), "B11.1", "f* least")))


@claim(
    "B11.8",
    "If x* minimises every convex f_t over the box, the square of the plain regret is at most D T R^w(T)",
    {"T": T >= 1, **CONVEX, **MINIMISER},
    plain_regret**2 <= diameter * T * weighted_regret,
    domains=LOSSES,
)
def squared_regret(p: Proof) -> None:
    """Cauchy–Schwarz, R(T)² ≤ T Σ gap_t², and B11.2."""
    p.conclude(p.step("sq_sum_le_card_mul_sum_sq", a=lambda k: gap(k), hi=T), p.times("B11.2", T))


@claim(
    "B11.3",
    "If x* minimises every convex f_t over the box, the plain regret is at most √(D T R^w(T))",
    {"T": T >= 1, **CONVEX, **MINIMISER},
    sqrt(diameter * T * weighted_regret) >= plain_regret,
    domains=LOSSES,
)
def root_of_the_squared_regret(p: Proof) -> None:
    """The root of B11.8 (L1.7)."""
    p.conclude(p.lemma("L1.7", "B11.8", a=plain_regret, b=diameter * T * weighted_regret))


total, content = var("a"), var("b")


@claim(
    "B11.7",
    "A number whose square is at most b T^{3/2} is at most √b T^{3/4}",
    {"T": T >= 1, "square": total**2 <= content * (T * sqrt(T))},
    total <= sqrt(content) * (sqrt(T) * sqrt(sqrt(T))),
)
def three_quarters(p: Proof) -> None:
    """b ≥ 0, for 0 ≤ a² ≤ b T √T and T √T > 0; the square of the right-hand side is b T √T."""
    positive, root = p.have(content >= 0, "square", p.positivity(T * sqrt(T))), sqrt(content) * (sqrt(T) * sqrt(sqrt(T)))
    square = p.have(Eq(root**2, content * (T * sqrt(T))), positive)
    p.conclude(p.step("le_of_sq_le", p.have(total**2 <= root**2, square, "square"), a=total, b=root))


@claim(
    "B11.9",
    "The iterates of a projected method stay in the box: |x_t − (lo + hi)/2| ≤ (hi − lo)/2",
    given("x", *COMPARATOR, *START),
    over_run(abs(x[t, i] - (lo + hi) / 2) <= diameter / 2),
)
def iterates_stay_in_the_box(p: Proof) -> None:
    """By induction, as x_{t+1} is a projection on the box (L3.2)."""
    p.conclude("B2.1", "B2.2")


@claim(
    "B11.4",
    "If x* minimises every f_t over the box, the plain regret of AdaL-AMS is at most √(D d C) T^{3/4} with B10's constant C",
    {**ADAL_AMS, **MINIMISER},
    sqrt(diameter * d * worst_constant) * (sqrt(T) * sqrt(sqrt(T))) >= plain_regret,
    domains=LOSSES,
)
def regret_of_adal_ams(p: Proof) -> None:
    """The iterates lie in the box (B11.9), so that R² ≤ T Σ gap_t² ≤ D T R^w(T) as for B11.3, and R^w(T) ≤ C d √T by B10."""
    wide = p.have(diameter >= 0, p.specialize("x* ≥ lo", 1), p.specialize("x* ≤ hi", 1))
    squares, worst = p.lemma("B11.8", "B11.9"), p.times("B10", diameter * T, wide)
    square = p.have(plain_regret**2 <= diameter * d * worst_constant * (T * sqrt(T)), squares, worst)
    p.conclude(p.lemma("B11.7", square, a=plain_regret, b=diameter * d * worst_constant))


@claim(
    "B11.5",
    "If x* minimises every f_t, and ‖g_t‖_1 ≥ c > 0 wherever f_t(x_t) > f_t(x*), the plain regret is at most R^w(T)/c",
    {**MINIMISER, **SHARP},
    weighted_regret / least_norm >= plain_regret,
    domains=LOSSES,
)
def sharp_losses(p: Proof) -> None:
    """c gap_t ≤ w_t gap_t, whether the gap is 0 or positive; add and divide by c."""
    with p.assuming(*p.intro(t, 1, T)):
        one = p.by_cases(least_norm * gap(t) <= w[t] * gap(t), "sharp", "f* least", on=gap(t) > 0)
    p.conclude(p.times(p.sum(t, one, 1, T), 1 / least_norm), p.field_simp(least_norm))


@claim(
    "B11.6",
    "If x* minimises every f_t, and ‖g_t‖_1 ≥ c > 0 wherever f_t(x_t) > f_t(x*), AdaL-AMS has plain regret at most C d √T/c",
    {**ADAL_AMS, **MINIMISER, **SHARP},
    d * sqrt(T) * worst_constant / least_norm >= plain_regret,
    domains=LOSSES,
)
def sharp_losses_of_adal_ams(p: Proof) -> None:
    """B11.5, and R^w(T) ≤ C d √T by B10."""
    p.conclude("B11.5", p.times("B10", 1 / least_norm))
