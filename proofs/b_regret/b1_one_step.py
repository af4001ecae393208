"""B1 and B2: what one step does to the distance from the comparator, and how far it goes."""

from adal_theory.proofs.hypotheses import COMPARATOR, START, claim, given
from adal_theory.proofs.notation import *
from adal_theory.proofs.witness_domains import ANY_PRECONDITIONER


def over_iterates(f: Term) -> Term:
    """∀ 1 ≤ t ≤ T + 1 ∀ 1 ≤ i ≤ d: f."""
    return Forall(t, Forall(i, f, 1, d), 1, T + 1)


def before_projection(at: Term) -> Term:
    """x_t − η'_t A_t m_t."""
    return x[at, i] - eta_prime[at] * A[at, i] * m[at, i]


def cost(at: Term) -> Term:
    """η'_t A_t m_t², of which B1 charges a step one half."""
    return eta_prime[at] * A[at, i] * m[at, i] ** 2


@claim(
    "B1",
    "Optimising one step costs at most the loss of potential and half the squared move, for any preconditioner with H A m = m",
    given("x", "eta_prime > 0", "H ≥ 0", "H A m = m", *COMPARATOR),
    over_run(m[t, i] * error(t) <= (error(t) ** 2 - error(t + 1) ** 2) * inverse_step(t) / 2 + cost(t) / 2),
    domains=ANY_PRECONDITIONER,
)
def one_step(p: Proof) -> None:
    """Π is nonexpansive (L3.1): (x_{t+1} − x*)² ≤ (x_t − η' A m − x*)². Expand the square, multiply by H/(2η') ≥ 0: by H A m = m
    its mixed term is m (x_t − x*), and its last η' A m²/2."""
    z = before_projection(t)
    nearer = p.have(error(t + 1) ** 2 <= (z - x_star[i]) ** 2, p.lemma("L3.1", y=z, c=x_star[i]), "x")
    p.conclude(p.times(nearer, inverse_step(t)), p.field_simp(eta_prime[t]), "H A m = m")


@claim("B2.1", "Projected iterates never fall below their box", given("x", *COMPARATOR, "x1 ≥ lo"), over_iterates(lo <= x[t, i]))
def iterates_above_lo(p: Proof) -> None:
    """By induction: x_{n+1} is a projection (L3.2). That x* lies in the box says no more than that the box is not empty."""
    above = Forall(n, lo <= x[n, i], 1, T + 1)
    p.conclude(p.induction(above, "x", "x1 ≥ lo", step=lambda n, _: [p.lemma("L3.2", y=before_projection(n), c=x_star[i])]))


@claim("B2.2", "Projected iterates never rise above their box", given("x", "x1 ≤ hi"), over_iterates(x[t, i] <= hi))
def iterates_below_hi(p: Proof) -> None:
    """By induction: x_{n+1} is a minimum with hi."""
    p.conclude(p.induction(Forall(n, x[n, i] <= hi, 1, T + 1), "x", "x1 ≤ hi"))


@claim(
    "B2",
    "One step moves a coordinate by at most η'_t A_t |m_t|",
    given("x", *COMPARATOR, *START, "eta_prime > 0", "A ≥ 0"),
    over_run(abs(x[t + 1, i] - x[t, i]) <= eta_prime[t] * A[t, i] * abs(m[t, i])),
)
def move(p: Proof) -> None:
    """x_t lies in the box (B2.1, B2.2), so that L3.1 holds with c = x_t: (x_{t+1} − x_t)² ≤ (η' A m)²; take roots."""
    near = p.lemma("L3.1", "B2.1", "B2.2", y=before_projection(t), c=x[t, i])
    shorter = p.have((x[t + 1, i] - x[t, i]) ** 2 <= (eta_prime[t] * A[t, i] * m[t, i]) ** 2, near, "x")
    p.conclude(shorter, "eta_prime > 0", "A ≥ 0")
