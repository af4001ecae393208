"""Statements known to be false, some of them printed in papers or "proved" by other tools: the kernel must refuse each."""

from adal_theory.proofs.b_regret.b9_weighted_regret import regret_bound
from adal_theory.proofs.b_regret.b10_worst_case import diameter_part, eps_part, gradient_part, worst_case
from adal_theory.proofs.d_nonconvex import d4_convergence
from adal_theory.proofs.d_nonconvex.d1_alignment import GRADIENT
from adal_theory.proofs.hypotheses import BETA1, BETA2, COMPARATOR, LIBRARY, START, given
from adal_theory.proofs.notation import *
from adal_theory.proofs.witness_domains import DOMAINS
from adal_theory.rules import RULES

false = LIBRARY.false_claim
g0, a = var("g0"), Function("a", ("int",))
decay = Function("beta1_t", ("int",))

false("F1", "5 ≤ 9/2", {}, num(5) <= num(Fraction(9, 2)), reference="teorth/estimates, issue 4")
false("F2", "143/2 ≤ 137/2", {}, num(Fraction(143, 2)) <= num(Fraction(137, 2)), reference="teorth/estimates, issue 4")
false("F3", "|g| ≥ 1 whenever g ≠ 0", {"g ≠ 0": Ne(g0, 0)}, abs(g0) >= 1)
false("F4", "√t + 1/√t ≤ √(t+1)", {"t ≥ 1": t >= 1}, sqrt(t) + 1 / sqrt(t) <= sqrt(t + 1))
false(
    "F5",
    "1/(1−β1_t) taken as 1/(1−β1) out of a telescoping sum whose terms have both signs",
    {
        "T": T >= 1,
        "0 ≤ β1_t": Forall(t, decay[t] >= 0, 1, T),
        "β1_t ≤ β1": Forall(t, decay[t] <= beta1, 1, T),
        "beta1 < 1": beta1 < 1,
    },
    Sum(t, 1, T, (a[t + 1] - a[t]) / (1 - decay[t])) <= Sum(t, 1, T, a[t + 1] - a[t]) / (1 - beta1),
    domains={"T": [1, 2], "beta1": [Fraction(1, 2)], "beta1_t": [Fraction(0), Fraction(1, 2)], "a": [*map(Fraction, (0, 1, -1))]},
    reference="Kingma and Ba 2015, proof of theorem 4.1, as Reddi et al. 2018 found",
)

LINEAR = steps(coordinates(g_hat[t, i] * error(t)))
PLAIN = steps(coordinates(g[t, i] * error(t)))


def run(rule: str, *leave_out: str, sizes: bool = False) -> dict[str, Term]:
    """A rule's recorded run under B9's hypotheses, linear losses; with `sizes` also B10's bounds on the gradients."""
    ranges = ("T", "d", "eta", *BETA1, *BETA2, "eps", *COMPARATOR, *START, "gamma", "gamma < 1")
    weight = ("w ≥ 0", "G1") if rule.startswith("adal") else ()
    found = given(*ranges, *((*weight, "Ginf", "delta") if sizes else ()))
    return {name: f for name, f in {**recorded(RULES[rule]).hypotheses(), **found}.items() if name not in leave_out}


def instance(slopes: tuple[Any, ...], steps: int, d: int = 1, x1: int = 1, best: int = -1, **parameters: Any) -> dict[str, Any]:
    """One run in [−1, 1]: gradients in a cycle, x_1 and x* at the ends; ε = δ = β1 = 0 and η = 1 unless said."""
    values = {"lo": -1, "hi": 1, "eps": 0, "delta": 0, "beta1": 0, "eta": 1, "x": x1, "x_star": best, **parameters}
    cycle = {"g": lambda rng, known: lambda at, k: Fraction(slopes[(at - 1) % len(slopes)])}
    return {**DOMAINS, **{name: [Fraction(value)] for name, value in values.items()}, **cycle, "T": [steps], "d": [d]}


false(
    "F6",
    "AdaL-AMS has the weighted regret bound B9 where γ = 1, too",
    {**run("adal_ams", "gamma < 1"), "gamma = 1": Eq(gamma, 1)},
    LINEAR <= regret_bound,
    like="B9",
    domains=instance((1,), 1, beta1="1/2", beta2="1/4", eta=4),
)
false(
    "F7",
    "AdaL as published, without the running maximum, has the weighted regret bound B9",
    run("adal"),
    LINEAR <= regret_bound,
    like="B9",
    domains=instance((100, -1, -1), 9, beta2="1/100"),
)
false(
    "F8",
    "AdaL-AMS has the worst-case regret bound B10 without its factor d",
    run("adal_ams", sizes=True),
    sqrt(T) * (diameter_part + gradient_part + eps_part) >= LINEAR,
    like="B10",
    domains=instance((1,), 1, d=2, beta2="1/100", eta="3/2", G1=2, Ginf=1),
)
false(
    "F9",
    "Adam's plain O(√T) regret, with the constants that AMSGrad has (B10)",
    {**run("adam", sizes=True), "G1 = 1": Eq(G1, 1)},
    PLAIN <= worst_case,
    like="B10",
    domains=instance((100, -1, -1), 150, beta2="1/100", eta="1/2", G1=1, Ginf=100),
    reference="Reddi et al. 2018, theorem 1; theorem C2",
)
false(
    "F10",
    "AdaL's plain O(√T) regret, with the constants of its weighted one (B10)",
    run("adal", sizes=True),
    PLAIN <= worst_case,
    like="B10",
    domains=instance(("3/2", -1, -1), 810, x1=-1, best=1, beta2="4/5", G1="3/2", Ginf="3/2"),
    reference="theorem C1",
)


def always(value: int | str) -> Any:
    """A function with one value."""
    return lambda rng, known: lambda *_: Fraction(value)


false(
    "F11",
    "The transformed gradient is aligned (D1) under noise that is not symmetric, such as C3's",
    GRADIENT,
    LIBRARY.get("D1").show,
    like="D1",
    # C3's noise: 2 with probability 1/3, −1 with 2/3.
    domains={"d": [1], "mu": always("1/10"), "zeta": lambda rng, known: lambda k, point: -Fraction(point), "B": always(1)},
    samples=lambda rng: [(2, Fraction(1, 3)), (-1, Fraction(2, 3))],
    reference="theorems C3 and D5",
)

false(
    "F12",
    "The gradients fall as in D4 under noise that is not symmetric and cancels them at every step",
    {name: f for name, f in d4_convergence.RUN.items() if name != "turned"}
    | {name: LIBRARY.get("D4").given[name] for name in ("noise level", "minimum")},
    LIBRARY.get("D4").show,
    like="D4",
    # Fraction(y) = y in one dimension, ζ = −1: the gradient estimate is 0, nothing moves, and ‖∇F‖ stays 1.
    domains={
        **d4_convergence.BOWL,
        "d": [1],
        **{name: [Fraction(0)] for name in ("L", "G1", "Ginf", "s", "F_star")},
        **{name: [Fraction(1)] for name in ("GF", "least")},
        **{name: always(v) for name, v in {"x_r": 0, "grad_x_r": 1, "grad_z_r": 1, "zeta_r": -1}.items()},
        "F_r": lambda rng, known: lambda at, point: known["functions"]["z_r"](at, 1, point),
        "flip_r": lambda rng, known: lambda at, k, point: point,
    },
    samples=lambda rng: [(1, Fraction(1))],
    reference="theorems C3 and D5",
)
