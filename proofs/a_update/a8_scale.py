"""A7 and A8: weighted losses, and scaled losses."""

from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.notation import *
from adal_theory.prove.kernel.binders import substitute_function
from adal_theory.rules import RULES

loss, loss_there, weight = var("f_now"), var("f_there"), var("weight")
subgradient, here, there = Function("slope", ("int",)), Function("at", ("int",)), Function("there", ("int",))


@claim(
    "A7",
    "A subgradient of f_t times w_t ≥ 0 is a subgradient of w_t f_t",
    {"weight": weight >= 0, "subgradient": loss + Sum(i, 1, d, subgradient[i] * (there[i] - here[i])) <= loss_there},
    weight * loss + Sum(i, 1, d, weight * subgradient[i] * (there[i] - here[i])) <= weight * loss_there,
)
def weighted_subgradient(p: Proof) -> None:
    """The inequality of the subgradient, times w_t."""
    p.conclude(p.times("subgradient", weight))


c, factor = var("c"), var("factor")
m2, v2, x2, g_hat2, A2, g2 = (Function(f"{name}_scaled", ("int", "int")) for name in ("m", "v", "x", "g_hat", "A", "g"))
w2 = Function("w_scaled", ("int",))
ADAL = recorded(RULES["adal"]).hypotheses()


def of_the_other_run(f: Term) -> Term:
    """The same equation with the sequences of the other run."""
    for name, other in (("m", m2), ("v", v2), ("x", x2), ("g_hat", g_hat2), ("A", A2), ("g", g2)):
        f = substitute_function(f, name, (t, i), other[t, i])
    return substitute_function(f, "w", (t,), w2[t])


def both_runs(*names: str, rule: str = "adal") -> dict[str, Term]:
    """The equations of these names, for either run."""
    equations = recorded(RULES[rule]).hypotheses()
    return {name: equations[name] for name in names} | {f"{name}'": of_the_other_run(equations[name]) for name in names}


def everywhere(f: Term) -> Term:
    """f in every coordinate."""
    return Forall(i, f, 1, d)


def equal_points(at: Any) -> Term:
    """x'_t = x_t."""
    return everywhere(Eq(x2[at, i], x[at, i]))


def oracle(f: Term) -> Term:
    """At equal points, f in every coordinate."""
    return Forall(t, Implies(equal_points(t), everywhere(f)), 1, T)


def pattern(times: str | None) -> Any:
    """Gradients for witnesses: a fixed pattern, or the same times a variable."""
    return lambda rng, known: lambda at, k: Fraction((7 * at + 3 * k) % 5 - 2) * (known[times] if times else 1)


BOTH = {**both_runs("m_0", "v_0", "m", "v", "preconditioner", "x"), "eps": Eq(eps, 0), "x1": equal_points(1)}
LOSSES = {"c": c > 0, "scaled losses": oracle(Eq(g2[t, i], c * g[t, i]))}
SCALES = {"factor": [Fraction(2), Fraction(1, 2)], "c": [Fraction(2), Fraction(1, 2)], "eps": [Fraction(0)]}


def pairs(at: Term) -> tuple[tuple[Term, Term], ...]:
    """x'_{n+1} and x_{n+1}, m'_n and λm_n, v'_n and λ²v_n."""
    return (x2[at + 1, i], x[at + 1, i]), (m2[at, i], factor * m[at, i]), (v2[at, i], factor**2 * v[at, i])


@claim(
    "A8.1",
    "With ε = 0, gradients scaled by a constant λ > 0 leave the iterates unchanged",
    {**BOTH, "λ": factor > 0, "scaled gradients": oracle(Eq(g_hat2[t, i], factor * g_hat[t, i]))},
    Forall(n, equal_points(n + 1), 0, T),
    domains={**SCALES, "g_hat": pattern(None), "g_hat_scaled": pattern("factor")},
)
def scaled_gradients_leave_the_iterates_unchanged(p: Proof) -> None:
    """By induction x' = x, m' = λm and v' = λ²v, all three in one equation: at equal points ĝ' = λĝ, and λm/√(λ²v) = m/√v."""

    def agree(n: Term, ih: Theorem) -> list[Theorem]:
        now = n + 1
        point, old_m, old_v = (p.have(everywhere(Eq(a, b)), ih) for a, b in pairs(n))
        gradient = p.have(everywhere(Eq(g_hat2[now, i], factor * g_hat[now, i])), "scaled gradients", point)
        first = p.have(everywhere(Eq(m2[now, i], factor * m[now, i])), "m", "m'", old_m, gradient)
        second = p.have(everywhere(Eq(v2[now, i], factor**2 * v[now, i])), "v", "v'", old_v, gradient)
        root = p.have(Eq(factor / sqrt(factor**2 * v[now, i]), 1 / sqrt(v[now, i])), "λ")
        scaled = p.times(root, sqrt(1 - beta2**now) * m[now, i])
        move, move2 = A[now, i] * m[now, i], A2[now, i] * m2[now, i]
        with p.assuming(*p.intro(i, 1, d)):
            same = p.have(Eq(move2, move), p.unfold(move2, "preconditioner'", second, first), scaled, "preconditioner", "eps")
            before = p.have(Eq(x2[now, i] - eta_prime[now] * move2, x[now, i] - eta_prime[now] * move), point, same)
        moved = p.generalize(p.congr(before, clip), (i, 1, d))
        return [first, second, p.have(equal_points(now + 1), "x", "x'", moved)]

    agreement = everywhere(Eq(sum((a - b) ** 2 for a, b in pairs(n)), 0))
    p.conclude(p.induction(Forall(n, agreement, 0, T), "m_0", "m_0'", "v_0", "v_0'", "x1", step=agree))


@claim(
    "A8.2",
    "With ε = 0, AdaL has the same iterates on the losses c·f_t as on f_t: its ĝ grows by c²",
    {**BOTH, **LOSSES, **both_runs("w", "g_hat")},
    Forall(n, equal_points(n + 1), 0, T),
    domains={**SCALES, "g": pattern(None), "g_scaled": pattern("c")},
)
def adal_is_invariant_to_scale(p: Proof) -> None:
    """w' = c·w, so that ĝ' = c²ĝ, and A8.1 with λ = c²."""
    same = p.suppose(equal_points(t))
    with p.assuming(*p.intro(t, 1, T)):
        scaled = p.have(everywhere(Eq(g2[t, i], c * g[t, i])), "scaled losses", same)
        sizes = p.have(Forall(j, Eq(abs(g2[t, j]), c * abs(g[t, j])), 1, d), scaled, "c")
        norm = p.have(Eq(w2[t], c * w[t]), "w", "w'", sizes)
        larger = p.have(everywhere(Eq(g_hat2[t, i], c**2 * g_hat[t, i])), "g_hat", "g_hat'", norm, scaled)
    every = p.generalize(inference.discharge(equal_points(t), larger), (t, 1, T))
    p.conclude(p.lemma("A8.1", every, factor=c**2))


@claim(
    "A8.3",
    "With ε = 0, Adam has the same iterates on the losses c·f_t as on f_t: its ĝ grows by c",
    {**BOTH, **LOSSES, **both_runs("g_hat", rule="adam")},
    Forall(n, equal_points(n + 1), 0, T),
    domains={**SCALES, "g": pattern(None), "g_scaled": pattern("c")},
)
def adam_is_invariant_to_scale(p: Proof) -> None:
    """A8.1 with λ = c."""
    gradients: dict[str, Any] = {"g_hat": lambda t, i: g[t, i], "g_hat_scaled": lambda t, i: g2[t, i]}
    p.conclude(p.lemma("A8.1", "g_hat", "g_hat'", "m", "m'", "v", "v'", factor=c, **gradients))
