"""D4, the past: in the recorded update ∇F(x_t) and B_{t−1} do not depend on ζ_t.

The noise ζ_t is symmetric given the past: to turn one coordinate ζ_{t,j} round (ω ↦ flip_{t,j} ω) preserves E and leaves x_1
and the earlier noise alone. That the weight B_{t−1} and the gradient ∇F(x_t) stay as they are then is D1's hypothesis; here it
is derived from the equations of the update, as ∇F(x_t) is a function of x_t.
"""

from adal_theory.proofs.d_nonconvex.d1_alignment import every_flip
from adal_theory.proofs.d_nonconvex.d4_expectation import RANDOM
from adal_theory.proofs.d_nonconvex.d4_one_run import of_run
from adal_theory.proofs.d_nonconvex.random_notation import *
from adal_theory.proofs.hypotheses import claim

there, psi = flip[t, j, omega], var("psi", "sample")


def same(a: Term) -> Term:
    """The value where ζ_{t,j} is turned round is that at ω."""
    return Eq(substitute(a, {omega: there}), a)


def unchanged(a: Term) -> Term:
    """The same in every coordinate i."""
    return Forall(i, same(a), 1, d)


def coordinates_equal(a: Function) -> Term:
    """a_t at ψ and at ω are the same."""
    return Forall(i, Eq(a[t, i, psi], a[t, i, omega]), 1, d)


PAST = {
    "start": Forall(t, every_flip(Forall(omega, same(x[1, i, omega]))), 1, T),
    "past noise": Forall(t, Forall(n, every_flip(Forall(omega, same(zeta[n, i, omega]))), 1, t - 1), 1, T),
    "∇F(x_t) is a function of x_t": Forall(
        t, Forall(omega, Forall(psi, Implies(coordinates_equal(x), coordinates_equal(grad_x)))), 1, T
    ),
    "gradient": RANDOM["gradient"],
}
STATE = ("m_0", "v_0", "v_max_0", "m", "v", "v_max", "x", "w", "g_hat", "preconditioner")
UPDATE = {name: at_random(f) for name, f in of_run(*STATE).items()}
STEPS = {name: at_random(f) for name, f in of_run("B_0", "B").items()}


def state(at: Term) -> list[Term]:
    """What step `at` starts from."""
    return [x[at, i, omega], m[at - 1, i, omega], v[at - 1, i, omega], v_max[at - 1, i, omega]]


def change(at: Term) -> Term:
    """Σ of the squared changes of that when ζ_{t,j} is turned round."""
    a, b, c, e = (substitute(q, {omega: there}) - q for q in state(at))
    return a**2 + b**2 + c**2 + e**2


# F(y) = ‖y‖²/4 in the plane, two steps; every coordinate of the noise is ±1.
BOWL = {
    "T": [2],
    "d": [2],
    "delta": [Fraction(16)],
    "eta": [Fraction(1), Fraction(1, 4)],
    "beta1": [Fraction(0), Fraction(1, 2)],
    "beta2": [Fraction(1, 2), Fraction(9, 10)],
    "eps": [Fraction(0), Fraction(1, 10)],
    "x_r": lambda rng, known: (lambda value: lambda *_: value)(rng.choice([Fraction(1), Fraction(-1, 2)])),
    "grad_x_r": lambda rng, known: lambda *at: known["functions"]["x_r"](*at) * Fraction(1, 2),
    **{name: TWO_STEPS[name] for name in ("zeta_r", "flip_r")},
}


@claim(
    "D4.18",
    "Turning a coordinate of the noise of step t round changes neither x_t nor m, v and the running maximum before that step",
    {**UPDATE, **PAST},
    Forall(t, Forall(j, Forall(omega, Forall(i, Eq(change(t), 0), 1, d)), 1, d), 1, T),
    **noisy(BOWL, moments=()),
)
def state_belongs_to_the_past(p: Proof) -> None:
    """By induction on the step n: x_n, m_{n−1}, … are the same, hence ∇F(x_n), g_n (n < t), ‖g_n‖_1, ĝ_n, and the next state."""

    def next_step(n: Term, before: Theorem) -> list[Theorem]:
        place, moment, second, top = (p.have(unchanged(a), before) for a in state(n))
        gradient = p.have(unchanged(grad_x[n, i, omega]), "∇F(x_t) is a function of x_t", place)
        noisy = p.have(unchanged(g[n, i, omega]), "gradient", "past noise", gradient)
        norm = p.have(same(coordinates(abs(g[n, i, omega]))), p.have(unchanged(abs(g[n, i, omega])), noisy))
        new = p.have(unchanged(g_hat[n, i, omega]), "g_hat", p.have(same(w[n, omega]), "w", norm), noisy)
        moment = p.have(unchanged(m[n, i, omega]), "m", moment, new)
        second = p.have(unchanged(v[n, i, omega]), "v", second, new)
        top = p.have(unchanged(v_max[n, i, omega]), "v_max", top, second)
        size = p.have(unchanged(A[n, i, omega]), "preconditioner", top)
        return [p.have(unchanged(x[n + 1, i, omega]), "x", place, size, moment), moment, second, top]

    start = ("start", "m_0", "v_0", "v_max_0")
    p.conclude(p.induction(Forall(n, Forall(i, Eq(change(n), 0), 1, d), 1, t), *start, step=next_step))


@claim(
    "D4.19",
    "∇F(x_t) does not depend on the noise of step t",
    {**UPDATE, **PAST},
    RANDOM["past gradient"],
    **noisy(BOWL, moments=()),
)
def gradient_belongs_to_the_past(p: Proof) -> None:
    """x_t does not (D4.18), and ∇F(x_t) is a function of x_t."""
    place = p.have(unchanged(x[t, i, omega]), "D4.18")
    p.conclude(p.have(unchanged(grad_x[t, i, omega]), "∇F(x_t) is a function of x_t", place))


@claim(
    "D4.20",
    "The step size B_{t−1} does not depend on the noise of step t",
    {**UPDATE, **PAST, **STEPS},
    RANDOM["past weight"],
    **noisy(BOWL, moments=()),
)
def step_size_belongs_to_the_past(p: Proof) -> Theorem:
    """B_0 is not random; later B_{t−1} = η'_{t−1} A_{t−1} by the running maximum before step t (D4.18)."""

    def later(n: Term, _: Theorem) -> list[Theorem]:
        top, size = (every_flip(Forall(omega, Eq(a[n, i, flip[n + 1, j, omega]], a[n, i, omega]))) for a in (v_max, A))
        return [p.have(size, "preconditioner", p.have(top, "D4.18"))]

    return p.induction(p.goal, "B_0", "B", step=later)
