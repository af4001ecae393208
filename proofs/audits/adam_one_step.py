"""Adam's and AdaMax's bound on one step (Kingma & Ba, ICLR 2015, §2.1, §7.1): refuted by two gradients, and what holds instead.

One coordinate, ε = 0, constant α: Δ_t = α m̂_t/√v̂_t for Adam, Δ_t = α m̂_t/u_t with u_t = max(β2 u_{t−1}, |g_t|) for AdaMax.
The page beside this file says what the paper prints, what is wrong with it, and what is true.
"""

from adal_theory.proofs.hypotheses import BETA1, BETA2, claim, given
from adal_theory.proofs.notation import *

m, v, g, u = (Function(name, ("int",)) for name in ("m", "v", "g", "u"))
rho = var("rho")


def every(f: Term) -> Term:
    """∀ 1 ≤ t ≤ T: f."""
    return Forall(t, f, 1, T)


FIRST = {"m_0": Eq(m[0], 0), "m": every(Eq(m[t], beta1 * m[t - 1] + (1 - beta1) * g[t]))}
SECOND = {"v_0": Eq(v[0], 0), "v": every(Eq(v[t], beta2 * v[t - 1] + (1 - beta2) * g[t] ** 2))}
LARGEST = {"u": every(Eq(u[t], maximum(beta2 * u[t - 1], abs(g[t]))))}
RATIO = {"rho": Eq(rho * beta2, beta1**2), "rho < 1": rho < 1}
HALVES: dict[str, Any] = {
    "T": [2],
    "beta1": [Fraction(1, 2)],
    "beta2": [Fraction(3, 4), Fraction(1, 2)],
    "rho": lambda rng, known: known["beta1"] ** 2 / known["beta2"],
}


def first_corrected(at: Any) -> Term:
    """m̂_t."""
    return m[at] / (1 - beta1**at)


def second_corrected(at: Any) -> Term:
    """v̂_t."""
    return v[at] / (1 - beta2**at)


# κ_T² and κ_∞².
LONGEST_SO_FAR = (1 - beta1) ** 2 * (1 - beta2**T) * (1 - rho**T) / ((1 - beta2) * (1 - beta1**T) ** 2 * (1 - rho))
LONGEST = 1 + (beta1 - beta2) ** 2 / ((1 - beta2) * (beta2 - beta1**2))

old, new, share, second = (var(name) for name in ("old", "new", "share", "second"))
room, rest = (1 - beta2) * (1 - rho), (1 - beta1) ** 2


@claim(
    "P1.1",
    "One more gradient in Cauchy–Schwarz between Adam's moments: m and v become β1 m + (1−β1) g and β2 v + (1−β2) g²",
    {**given(*BETA2), **RATIO, "share": share > 0, "before": room * old**2 <= rest * share * second},
    room * (beta1 * old + (1 - beta1) * new) ** 2 <= rest * (1 - rho + rho * share) * (beta2 * second + (1 - beta2) * new**2),
    domains={**HALVES, "old": [1, -1], "share": [1], "second": [4]},
)
def one_more_gradient(p: Proof) -> None:
    """Times β2 S, the difference is what was given, β2 (β1² S + (1−ρ) β2) times, and (1−β2) ((1−ρ) β2 m − β1 (1−β1) S g)²."""
    less, more = p.goal.args
    square = p.positivity((1 - beta2) * ((1 - rho) * beta2 * old - beta1 * (1 - beta1) * share * new) ** 2)
    before = p.times("before", beta2 * (beta1**2 * share + (1 - rho) * beta2))
    named = [p.times("rho", rest * share**2 * (beta2 * second + (1 - beta2) * new**2))]
    scaled = p.have(beta2 * share * less <= beta2 * share * more, before, square, *named)
    p.conclude(p.times(scaled, 1 / (beta2 * share)), p.field_simp(beta2 * share))


@claim(
    "P1.2",
    "Adam's moments after T steps: (1−β2)(1−ρ) m_T² ≤ (1−β1)² (1−ρ^T) v_T with ρ = β1²/β2 < 1, for all gradients",
    {**given("T", *BETA2), **RATIO, **FIRST, **SECOND},
    room * m[T] ** 2 <= rest * (1 - rho**T) * v[T],
    domains=HALVES,
)
def first_moment_by_the_second(p: Proof) -> None:
    """By induction (P1.1): 1 − ρ^{t+1} = 1 − ρ + ρ (1 − ρ^t)."""

    def longer(n: Term, ih: Theorem) -> list[Theorem]:
        share = p.have(rho**n < 1, p.lemma("L1.3", r=rho, n=n))
        grown = p.lemma("P1.1", ih, share, old=m[n], new=g[n + 1], share=1 - rho**n, second=v[n])
        return [grown]

    p.conclude(
        p.specialize(
            p.induction(Forall(n, room * m[n] ** 2 <= rest * (1 - rho**n) * v[n], 1, T), *FIRST, *SECOND, step=longer), T
        )
    )


@claim(
    "P1.3",
    "Adam's bias-corrected moments: m̂_T² ≤ κ_T² v̂_T for all gradients, κ_T² = (1−β1)²(1−β2^T)(1−ρ^T)/((1−β2)(1−β1^T)²(1−ρ))",
    {**given("T", *BETA2), **RATIO, **FIRST, **SECOND},
    first_corrected(T) ** 2 <= LONGEST_SO_FAR * second_corrected(T),
    domains=HALVES,
)
def corrected_moments(p: Proof) -> None:
    """Divide P1.2 by (1−β2)(1−ρ)(1−β1^T)²."""
    with p.assuming(p.have(beta2**T < 1, p.lemma("L1.3", r=beta2, n=T))):
        scaled = p.times("P1.2", 1 / (room * (1 - beta1**T) ** 2))
        p.conclude(scaled, p.field_simp(room), p.field_simp(1 - beta2**T))


@claim(
    "P1.4",
    "The bound after T steps is at most that for all T: κ_T² ≤ κ_∞² = 1 + (β1−β2)²/((1−β2)(β2−β1²))",
    {**given("T", *BETA2), **RATIO},
    LONGEST_SO_FAR <= LONGEST,
    domains=HALVES,
)
def bound_grows_to_its_limit(p: Proof) -> None:
    """β2^T ρ^T = β1^{2T}, so β2^T + ρ^T ≥ 2 β1^T and (1−β2^T)(1−ρ^T) ≤ (1−β1^T)²; and (1−β1)²β2 = (1−β2)(β2−β1²) + (β1−β2)²."""
    equal = Forall(n, Eq(beta2**n * rho**n, (beta1**n) ** 2), 0, T)
    powers = p.specialize(p.induction(equal, step=lambda n, ih: [p.times(ih, beta1**2), p.times("rho", beta2**n * rho**n)]), T)
    mean = p.have(2 * beta1**T <= beta2**T + rho**T, p.have((2 * beta1**T) ** 2 <= (beta2**T + rho**T) ** 2, powers))
    most = p.have((1 - beta2**T) * (1 - rho**T) <= (1 - beta1**T) ** 2, powers, mean)
    larger = p.have(beta2 - beta1**2 > 0, p.times("rho < 1", beta2), "rho")
    below = p.have(beta1**T < 1, mean, *[p.have(b**T < 1, p.lemma("L1.3", r=b, n=T)) for b in (beta2, rho)])
    with p.assuming(larger):
        limit = p.have(Eq(rest / room, LONGEST), "rho")
        p.conclude(p.times(most, rest / (room * (1 - beta1**T) ** 2)), p.field_simp((1 - beta1**T) ** 2, below), limit)


@claim(
    "P1.5",
    "Adam's step is at most κ_∞ α for all gradients: m̂_T² ≤ κ_∞² v̂_T with κ_∞² = 1 + (β1−β2)²/((1−β2)(β2−β1²)), if β1² < β2",
    {**given("T", *BETA2), **RATIO, **FIRST, **SECOND},
    first_corrected(T) ** 2 <= LONGEST * second_corrected(T),
    domains=HALVES,
)
def step_is_bounded(p: Proof) -> None:
    """P1.3 and P1.4, where v̂_T ≥ 0."""
    nonnegative = p.specialize(p.induction(Forall(n, v[n] >= 0, 0, T), *SECOND), T)
    correction = p.have(beta2**T < 1, p.lemma("L1.3", r=beta2, n=T))
    positive = p.times(nonnegative, 1 / (1 - beta2**T), correction)
    p.conclude("P1.3", p.times("P1.4", second_corrected(T), positive))


@claim(
    "P1.6",
    "Where β1 = β2, Adam's step is at most α for all gradients: m̂_T² ≤ v̂_T",
    {**given("T", *BETA2), "equal": Eq(beta1, beta2), **FIRST, **SECOND},
    first_corrected(T) ** 2 <= second_corrected(T),
    domains={**HALVES, "beta2": [Fraction(1, 2)]},
)
def equal_discounts_suffice(p: Proof) -> None:
    """κ_∞ = 1 (P1.5), with ρ = β1."""
    named = p.have(Eq(beta1 * beta2, beta1**2), "equal")
    p.conclude(p.lemma("P1.5", named, p.have(beta1 < 1, "equal"), rho=beta1), p.have(Eq(beta1 - beta2, 0), "equal"))


TWO_STEPS = {
    "m_1": Eq(m[1], (1 - beta1) * g[1]),
    "m_2": Eq(m[2], beta1 * m[1] + (1 - beta1) * g[2]),
    "v_1": Eq(v[1], (1 - beta2) * g[1] ** 2),
    "v_2": Eq(v[2], beta2 * v[1] + (1 - beta2) * g[2] ** 2),
}


def values(first: Any, second: Any, **discounts: Fraction) -> dict[str, Term]:
    """Two gradients, and β1 and β2."""
    named = {name: Eq(var(name), num(value)) for name, value in discounts.items()}
    return {"g_1": Eq(g[1], num(first)), "g_2": Eq(g[2], num(second)), **named}


@claim(
    "P1.7",
    "Where 0 < β1 ≠ β2, two gradients 1, β2/β1 make Adam's second step longer than α: m̂_2² > v̂_2",
    {
        **given("beta1 < 1", *BETA2),
        "beta1 > 0": beta1 > 0,
        "different": Ne(beta1, beta2),
        **TWO_STEPS,
        "g_1": Eq(g[1], 1),
        "g_2": Eq(g[2], beta2 / beta1),
    },
    first_corrected(2) ** 2 > second_corrected(2),
    domains=HALVES,
)
def two_gradients_refute_it(p: Proof) -> None:
    """m̂_2 = (β1²+β2)/(β1(1+β1)), v̂_2 = β2(β1²+β2)/(β1²(1+β2)), and (β1²+β2)(1+β2) − β2(1+β1)² = (β1−β2)² > 0."""
    total = beta1**2 + beta2
    first = p.have(Eq(first_corrected(2), total / (beta1 * (1 + beta1))), "m_1", "m_2", "g_1", "g_2")
    second = p.have(Eq(second_corrected(2), beta2 * total / (beta1**2 * (1 + beta2))), "v_1", "v_2", "g_1", "g_2")
    square = p.have((beta1 - beta2) ** 2 > 0, "different")
    factor = total / (beta1**2 * (1 + beta1) ** 2 * (1 + beta2))
    gap = Eq(total**2 / (beta1 * (1 + beta1)) ** 2 - beta2 * total / (beta1**2 * (1 + beta2)), factor * (beta1 - beta2) ** 2)
    p.conclude(first, second, p.times(square, factor), p.field_simp(gap))


@claim(
    "P1.8",
    "At β1 = 9/10, β2 = 99/100, where the paper prints a step shorter than α, the gradients 10, 11 give Δ_2² = 3980/3971 α²",
    {**TWO_STEPS, **values(10, 11, beta1=Fraction(9, 10), beta2=Fraction(99, 100))},
    Eq(first_corrected(2) ** 2, Fraction(3980, 3971) * second_corrected(2)),
)
def equality_case_refuted(p: Proof) -> None:
    """m̂_2 = 200/19 and v̂_2 = 22000/199."""
    p.conclude()


@claim(
    "P1.9",
    "At β1 = 1/2, β2 = 151/200 the gradients 1, 151/100 give a step longer than the printed α(1−β1)/√(1−β2), by √(384111/377500)",
    {**TWO_STEPS, **values(1, Fraction(151, 100), beta1=Fraction(1, 2), beta2=Fraction(151, 200))},
    Eq(first_corrected(2) ** 2, Fraction(384111, 377500) * (1 - beta1) ** 2 / (1 - beta2) * second_corrected(2)),
)
def first_case_refuted(p: Proof) -> None:
    """Both sides are numbers."""
    p.conclude()


@claim(
    "P1.10",
    "AdaMax exceeds its printed bound α for all 0 < β1, 0 < β2 < 1: the gradients 1, β2 give m̂_2 > u_2",
    {
        **given("beta1 < 1", *BETA2),
        "beta1 > 0": beta1 > 0,
        "m_1": TWO_STEPS["m_1"],
        "m_2": TWO_STEPS["m_2"],
        "g_1": Eq(g[1], 1),
        "g_2": Eq(g[2], beta2),
        "u_1": Eq(u[1], abs(g[1])),
        "u_2": Eq(u[2], maximum(beta2 * u[1], abs(g[2]))),
    },
    first_corrected(2) > u[2],
    domains=HALVES,
)
def adamax_refuted(p: Proof) -> None:
    """u_2 = β2 and m̂_2 = (β1 + β2)/(1 + β1) > β2."""
    largest = p.have(Eq(u[2], beta2), "u_1", "u_2", "g_1", "g_2")
    mean = p.have(Eq(m[2], (1 - beta1) * (beta1 + beta2)), "m_1", "m_2", "g_1", "g_2")
    p.conclude(largest, mean)


ratio = var("ratio")


@claim(
    "P1.12",
    "AdaMax's moment and largest gradient after T steps: (β2−β1)|m_T| ≤ (1−β1) β2 (1 − (β1/β2)^T) u_T for β1 ≤ β2, all gradients",
    {**given("T", *BETA1, "beta2 > 0"), "smaller": beta1 <= beta2, "ratio": Eq(ratio * beta2, beta1), **FIRST, **LARGEST},
    (beta2 - beta1) * abs(m[T]) <= (1 - beta1) * beta2 * (1 - ratio**T) * u[T],
    domains={**HALVES, "ratio": lambda rng, known: known["beta1"] / known["beta2"]},
)
def adamax_moment_by_the_largest(p: Proof) -> None:
    """By induction: |g_t| and β2 u_{t−1} are at most u_t, and β1 (1 − r^t) + β2 − β1 = β2 (1 − r^{t+1}) for r = β1/β2."""
    bounds = [p.have(ratio >= 0, "ratio"), p.have(ratio <= 1, "ratio", "smaller")]

    def longer(n: Term, ih: Theorem) -> list[Theorem]:
        small = p.have(ratio**n <= 1, *bounds)
        kept = p.times(p.have(u[n + 1] >= beta2 * u[n], "u"), beta1 * (1 - beta1) * (1 - ratio**n), small)
        seen = p.times(p.have(u[n + 1] >= abs(g[n + 1]), "u"), (beta2 - beta1) * (1 - beta1))
        moved = p.have(abs(m[n + 1]) <= beta1 * abs(m[n]) + (1 - beta1) * abs(g[n + 1]), "m")
        named = p.times("ratio", (1 - beta1) * ratio**n * u[n + 1])
        return [p.times(moved, beta2 - beta1), p.times(ih, beta1), kept, seen, named]

    claim_at = Forall(n, (beta2 - beta1) * abs(m[n]) <= (1 - beta1) * beta2 * (1 - ratio**n) * u[n], 0, T)
    p.conclude(p.specialize(p.induction(claim_at, *FIRST, *LARGEST, step=longer), T))


@claim(
    "P1.11",
    "AdaMax, repaired: for β1 < β2 the step is at most α β2(1−β1)/(β2−β1), for all gradients",
    {**given("T", "beta1 ≥ 0", "beta2 < 1"), "smaller": beta1 < beta2, **FIRST, **LARGEST},
    abs(m[T]) / (1 - beta1**T) <= beta2 * (1 - beta1) / (beta2 - beta1) * u[T],
    domains={**HALVES, "beta2": [Fraction(3, 4)]},
)
def adamax_repaired(p: Proof) -> None:
    """P1.12, where 1 − (β1/β2)^T ≤ 1 − β1^T as β1 ≤ β1/β2."""
    r = beta1 / beta2
    bound = p.lemma("P1.12", p.field_simp(beta2), ratio=r)
    largest = p.have(u[T] >= abs(g[T]), "u")
    power = p.have(r**T >= beta1**T, p.have(r >= beta1))
    correction = p.have(beta1**T < 1, p.lemma("L1.3", r=beta1, n=T))
    more = p.times(power, (1 - beta1) * beta2 * u[T], p.have(u[T] >= 0, largest))
    whole = p.have((beta2 - beta1) * abs(m[T]) <= (1 - beta1) * beta2 * (1 - beta1**T) * u[T], bound, more)
    divided = p.times(whole, 1 / ((beta2 - beta1) * (1 - beta1**T)), correction)
    p.conclude(divided, p.field_simp(beta2 - beta1), p.field_simp(1 - beta1**T, correction))
