"""A7 and A8: weighted losses, and scaled losses."""

from __future__ import annotations

from collections.abc import Callable

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


def equal_points(at: Any) -> Term:
    """x'_t = x_t."""
    return Forall(i, Eq(x2[at, i], x[at, i]), 1, d)


def oracle(f: Term) -> Term:
    """At equal points, f in every coordinate."""
    return Forall(t, Implies(equal_points(t), Forall(i, f, 1, d)), 1, T)


def pattern(times: str | None) -> Any:
    """Gradients for witnesses: a fixed pattern, or the same times a variable."""
    return lambda rng, known: lambda at, k: Fraction((7 * at + 3 * k) % 5 - 2) * (known[times] if times else 1)


BOTH = {
    **both_runs("m_0", "v_0", "m", "v", "preconditioner", "x"),
    "eps": Eq(eps, 0),
    "x1": Forall(i, Eq(x2[1, i], x[1, i]), 1, d),
}
LOSSES = {"c": c > 0, "scaled losses": oracle(Eq(g2[t, i], c * g[t, i]))}
SCALES = {"factor": [Fraction(2), Fraction(1, 2)], "c": [Fraction(2), Fraction(1, 2)], "eps": [Fraction(0)]}


def differences(at: Term) -> tuple[Term, Term, Term]:
    """x'_{n+1} − x_{n+1}, m'_n − λm_n and v'_n − λ²v_n."""
    return x2[at + 1, i] - x[at + 1, i], m2[at, i] - factor * m[at, i], v2[at, i] - factor**2 * v[at, i]


def agreement(at: Term) -> Term:
    """x' = x, m' = λm and v' = λ²v after n steps, in one equation."""
    point, first, second = differences(at)
    return everywhere(Eq(point**2 + first**2 + second**2, 0))


def everywhere(f: Term) -> Term:
    """f in every coordinate."""
    return Forall(i, f, 1, d)


kappa = var("kappa")


@claim(
    "A8.4",
    "With ε = 0, scaling the first moment by λ > 0 and the second by λ² leaves the update unchanged",
    {
        "λ": factor > 0,
        "m'": everywhere(Eq(m2[t, i], factor * m[t, i])),
        "v'": everywhere(Eq(v2[t, i], factor**2 * v[t, i])),
        "A": everywhere(Eq(A[t, i], kappa / sqrt(v[t, i]))),
        "A'": everywhere(Eq(A2[t, i], kappa / sqrt(v2[t, i]))),
    },
    everywhere(Eq(A2[t, i] * m2[t, i], A[t, i] * m[t, i])),
)
def update_is_invariant_to_scale(p: Proof) -> None:
    """λm/√(λ²v) = m/√v."""
    update = p.unfold(A2[t, i] * m2[t, i], "A'", "m'", "v'")
    root = p.have(Eq(factor / sqrt(factor**2 * v[t, i]), 1 / sqrt(v[t, i])), "λ")
    p.conclude(update, p.times(root, kappa * m[t, i]), "A")


share, old, new, old2, new2 = (var(name) for name in ("share", "old", "new", "old_scaled", "new_scaled"))


@claim(
    "A8.5",
    "An average of scaled numbers is the scaled average",
    {"old": Eq(old2, factor * old), "new": Eq(new2, factor * new)},
    Eq(share * old2 + (1 - share) * new2, factor * (share * old + (1 - share) * new)),
)
def average_of_scaled_numbers(p: Proof) -> None:
    """Multiply out."""
    p.conclude("old", "new")


@claim(
    "A8.6",
    "Equal moves from equal points lead to equal points",
    {"old": Eq(old2, old), "new": Eq(new2, new)},
    Eq(clip(old2 - share * new2), clip(old - share * new)),
)
def equal_moves(p: Proof) -> None:
    """The points before the projection are equal."""
    p.conclude(p.congr(p.have(Eq(old2 - share * new2, old - share * new), "old", "new"), clip))


def pairs(at: Term, moment: Function, scaled_moment: Function, power: int) -> dict[str, Term]:
    """What A8.5 is about: a moment, and a power of the next gradient, in either run."""
    averaged = {"old": moment[at, i], "old_scaled": scaled_moment[at, i]}
    return averaged | {"new": g_hat[at + 1, i] ** power, "new_scaled": g_hat2[at + 1, i] ** power}


@claim(
    "A8.1",
    "With ε = 0, gradients scaled by a constant λ > 0 leave the iterates unchanged",
    {**BOTH, "λ": factor > 0, "scaled gradients": oracle(Eq(g_hat2[t, i], factor * g_hat[t, i]))},
    Forall(n, equal_points(n + 1), 0, T),
    domains={**SCALES, "g_hat": pattern(None), "g_hat_scaled": pattern("factor")},
)
def scaled_gradients_leave_the_iterates_unchanged(p: Proof) -> None:
    """By induction x' = x, m' = λm and v' = λ²v: at equal points ĝ' = λĝ, and then the moves are the same (A8.4)."""

    def agree(n: Term, ih: Theorem) -> list[Theorem]:
        point, old_m, old_v = (p.have(everywhere(Eq(a, 0)), ih) for a in differences(n))
        gradient = p.have(everywhere(Eq(g_hat2[n + 1, i], factor * g_hat[n + 1, i])), "scaled gradients", point)
        average_m = p.lemma("A8.5", old_m, gradient, over=(i, 1, d), share=beta1, **pairs(n, m, m2, 1))
        average_v = p.lemma("A8.5", old_v, gradient, over=(i, 1, d), share=beta2, factor=factor**2, **pairs(n, v, v2, 2))
        first = p.have(everywhere(Eq(m2[n + 1, i], factor * m[n + 1, i])), "m", "m'", average_m)
        second = p.have(everywhere(Eq(v2[n + 1, i], factor**2 * v[n + 1, i])), "v", "v'", average_v)
        move = p.lemma(
            "A8.4", first, second, "preconditioner", "preconditioner'", "eps", t=n + 1, kappa=sqrt(1 - beta2 ** (n + 1))
        )
        points = {"old": x[n + 1, i], "old_scaled": x2[n + 1, i]}
        moves = {"new": A[n + 1, i] * m[n + 1, i], "new_scaled": A2[n + 1, i] * m2[n + 1, i]}
        moved = p.lemma("A8.6", point, move, over=(i, 1, d), share=eta_prime[n + 1], **points, **moves)
        return [first, second, p.have(equal_points(n + 2), "x", "x'", moved)]

    every = p.induction(Forall(n, agreement(n), 0, T), "m_0", "m_0'", "v_0", "v_0'", "x1", step=agree)
    p.conclude(p.have(everywhere(Eq(differences(n)[0], 0)), every))


def at_equal_points(p: Proof, gradients: Callable[[Theorem], Theorem]) -> Theorem:
    """What `gradients` shows of ĝ' from g' = c·g, as a condition of A8.1."""
    with p.assuming(*p.intro(t, 1, T)):
        larger = gradients(inference.detach(p.specialize("scaled losses", t), inference.assume(equal_points(t))))
    return p.generalize(inference.discharge(equal_points(t), larger), (t, 1, T))


@claim(
    "A8.2",
    "With ε = 0, AdaL has the same iterates on the losses c·f_t as on f_t: its ĝ grows by c²",
    {**BOTH, **LOSSES, **both_runs("w", "g_hat")},
    Forall(n, equal_points(n + 1), 0, T),
    domains={**SCALES, "g": pattern(None), "g_scaled": pattern("c")},
)
def adal_is_invariant_to_scale(p: Proof) -> None:
    """w' = c·w, so that ĝ' = c²ĝ, and A8.1 with λ = c²."""

    def larger(scaled: Theorem) -> Theorem:
        size = p.have(Forall(j, Eq(abs(g2[t, j]), c * abs(g[t, j])), 1, d), scaled, "c")
        norm = p.have(
            Eq(w2[t], c * w[t]), "w", "w'", p.sum_le(Eq(Sum(j, 1, d, abs(g2[t, j])), c * Sum(j, 1, d, abs(g[t, j]))), size)
        )
        product = p.have(everywhere(Eq(w2[t] * g2[t, i], c**2 * w[t] * g[t, i])), norm, scaled)
        return p.have(everywhere(Eq(g_hat2[t, i], c**2 * g_hat[t, i])), "g_hat", "g_hat'", product)

    p.conclude(p.lemma("A8.1", at_equal_points(p, larger), factor=c**2))


@claim(
    "A8.3",
    "With ε = 0, Adam has the same iterates on the losses c·f_t as on f_t: its ĝ grows by c",
    {**BOTH, **LOSSES, **both_runs("g_hat", rule="adam")},
    Forall(n, equal_points(n + 1), 0, T),
    domains={**SCALES, "g": pattern(None), "g_scaled": pattern("c")},
)
def adam_is_invariant_to_scale(p: Proof) -> None:
    """A8.1 with λ = c."""

    def larger(scaled: Theorem) -> Theorem:
        return p.have(everywhere(Eq(g_hat2[t, i], c * g_hat[t, i])), "g_hat", "g_hat'", scaled)

    p.conclude(p.lemma("A8.1", at_equal_points(p, larger), factor=c))
