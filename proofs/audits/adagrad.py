"""AdaGrad, diagonal (Duchi, Hazan & Singer, JMLR 12, 2011, theorem 5): the bound of its regret, which is true.

The update is the recorded rule of this project with δ = 0 and ε = 0: v_t = v_{t−1} + g_t² and x_{t+1} = Π[x_t − η g_t/√v_t],
where 0/0 = 0. The page `controls.md` has the proof in words.
"""

from adal_theory.proofs.hypotheses import COMPARATOR, START, claim, given
from adal_theory.proofs.notation import *
from adal_theory.rules import RULES

AS_PUBLISHED = {eps: num(0), delta: num(0)}
UPDATE = {name: substitute(fact, AS_PUBLISHED) for name, fact in recorded(RULES["adagrad"]).hypotheses().items()}
SQUARES = {name: UPDATE[name] for name in ("v_0", "v")}
PRECONDITIONER = {**SQUARES, "preconditioner": UPDATE["preconditioner"]}
ADAGRAD = {**given("T", "eta", *COMPARATOR, *START), **PRECONDITIONER, **{name: UPDATE[name] for name in ("eta_prime", "x")}}
TWO: dict[str, Any] = {"d": [2], "T": [2]}


def squares(at: Any) -> Term:
    """Σ_{k≤t} g_k², of a coordinate."""
    return Sum(k, 1, at, g[k, i] ** 2)


gradient_norm = sqrt(squares(T))  # ‖g_{1:T,i}‖
factor = diameter**2 / (2 * eta) + eta


@claim(
    "P10.1",
    "AdaGrad's v_t is the sum of the squared gradients",
    SQUARES,
    Forall(t, Forall(i, Eq(v[t, i], squares(t)), 1, d), 0, T),
    domains=TWO,
)
def sum_of_squares(p: Proof) -> None:
    """By induction."""
    p.conclude(p.induction(Forall(n, Eq(v[n, i], squares(n)), 0, T), "v", "v_0"))


@claim(
    "P10.2",
    "AdaGrad's step √v_t (g_t/√v_t) is g_t itself, also where v_t = 0",
    PRECONDITIONER,
    over_run(Eq(sqrt(v[t, i]) * A[t, i] * g[t, i], g[t, i])),
    domains=TWO,
)
def preconditioner_is_inverted(p: Proof) -> None:
    """There g_t = 0, as g_t² ≤ v_t (P10.1)."""
    zero = p.have(Implies(v[t, i] <= 0, Eq(g[t, i], 0)), p.have(g[t, i] ** 2 <= v[t, i], "v", p.have(v[t - 1, i] >= 0, "P10.1")))
    p.conclude(p.by_cases(p.goal, "preconditioner", zero, on=v[t, i] > 0))


@claim(
    "P10.3",
    "In every coordinate AdaGrad has Σ g_t (x_t − x*) ≤ (D²/(2η) + η) ‖g_{1:T}‖_2",
    ADAGRAD,
    Forall(i, steps(g[t, i] * error(t)) <= factor * gradient_norm, 1, d),
    domains=TWO,
)
def regret_in_a_coordinate(p: Proof) -> None:
    """B1 with H_t = √v_t (P10.2), added. √v_t does not decrease and no error exceeds D (B4.1), so that the potential is at most
    D² √v_T/(2η); the cost is η/2 Σ g_t²/√v_t ≤ η √v_T (lemma 4 of the paper, a step of the library)."""
    every = p.lemma("B1", "eta_prime", "P10.2", m=lambda t, i: g[t, i], H=lambda t, i: sqrt(v[t, i]))
    potential, cost = (error(t) ** 2 - error(t + 1) ** 2) * sqrt(v[t, i]), g[t, i] ** 2 / sqrt(squares(t))
    bound = g[t, i] * error(t) <= potential / (2 * eta) + eta / 2 * cost
    single = p.have(Forall(t, bound, 1, T), every, "eta_prime", "preconditioner", "P10.1")
    near = p.lemma("B4.1", m=lambda t, i: g[t, i])
    positive, rises = p.have(Forall(t, v[t, i] >= 0, 0, T), "P10.1"), p.have(Forall(t, v[t, i] <= v[t + 1, i], 1, T - 1), "v")
    paid = p.step("abel_le", positive, rises, near, w=lambda t: sqrt(v[t, i]), a=lambda t: error(t) ** 2, c=diameter**2, n=T)
    costs = p.step("adagrad_sq", g=lambda t: g[t, i], n=T)
    p.conclude(p.sum_le(single), p.times(paid, 1 / (2 * eta)), p.times(costs, eta / 2), "P10.1")


@claim(
    "P10.4",
    "AdaGrad's regret on convex losses is at most (D²/(2η) + η) Σ_i ‖g_{1:T,i}‖_2",
    {**ADAGRAD, **given("convex")},
    steps(f[t] - f_star[t]) <= factor * coordinates(gradient_norm),
    domains={**TWO, "f": [Fraction(1)], "f_star": [Fraction(0)], "g": [Fraction(1), Fraction(2)], "x_star": [Fraction(-1)]},
)
def regret(p: Proof) -> None:
    """Convexity (B9.5 with w = 1 and ĝ = g), and P10.3 in every coordinate."""
    p.conclude(
        p.lemma("B9.5", g_hat=lambda t, i: g[t, i], w=1),
        p.have(coordinates(steps(g[t, i] * error(t))) <= p.goal.args[1], "P10.3"),
    )
