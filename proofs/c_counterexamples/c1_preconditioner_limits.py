"""C1, published AdaL and Adam on the cycle: the preconditioner 1/√v̂_t comes within O(1/√t) of 1/√V1, 1/√V2, 1/√V3."""

from adal_theory.proofs.c_counterexamples.c1_cycle import VALUES, cycle_claim, over
from adal_theory.proofs.c_counterexamples.c1_stationary_moments import DECAY, LARGEST, RECIPROCAL, SCALED, SMALLEST, M, N, V
from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.lemmas.l5_cycle_sums import REMAINDERS, K
from adal_theory.proofs.notation import *

gap, factor, room = var("gap"), var("factor"), var("room")
# In use the rate α is A_t, the moment v is v_t = V_r − V3 β2^t (C1.10), its limit V is V_r, the last V3, the decay P is β2^t.
rate, moment, limit, last, decay = (var(q) for q in ("rate", "moment", "limit", "last", "decay"))


@claim(
    "C1.12.1",
    "A number whose product with a factor of at least 1 is at most B ≥ 0 is itself at most B",
    {"product": gap * factor <= room, "factor": factor >= 1, "room": room >= 0},
    gap <= room,
)
def a_factor_dropped(p: Proof) -> None:
    """B ≤ B·factor."""
    p.conclude("product", "factor", p.times("factor", room))


@claim(
    "C1.12.2",
    "A rate α with α² v = 1 − P and N² v ≥ 1 − P > 0 is at most N",
    {"α² v": Eq(rate**2 * moment, 1 - decay), "v": N**2 * moment >= 1 - decay, "P < 1": decay < 1, "N ≥ 1": N >= 1},
    rate <= N,
)
def rate_from_above(p: Proof) -> None:
    """α² N² v ≥ α² (1 − P), and α² v = 1 − P: so N² ≥ α²."""
    scaled = p.have((1 - decay) * rate**2 <= (1 - decay) * N**2, p.times("v", rate**2), p.times("α² v", N**2))
    p.conclude(p.have(rate**2 <= N**2, scaled, "P < 1"), "N ≥ 1")


@claim(
    "C1.12.3",
    "A rate α with α² v = 1 − P, where v = V − P V3, is within P M² N³ of 1/√V",
    {
        "α": rate >= 0,
        "α ≤ N": rate <= N,
        "α² v": Eq(rate**2 * moment, 1 - decay),
        "v": Eq(moment, limit - decay * last),
        "P": decay >= 0,
        "V3 ≥ 0": last >= 0,
        "V3 ≤ M²": last <= M**2,
        "N² V ≥ 1": N**2 * limit >= 1,
        "N": N >= 1,
        "M": M >= 1,
    },
    abs(rate - 1 / sqrt(limit)) <= decay * M**2 * N**3,
)
def rate_near_its_limit(p: Proof) -> None:
    """(α − 1/√V)(αV + √V) = P (V3 α² − 1), where N (αV + √V) ≥ N √V ≥ 1 and |V3 α² − 1| ≤ M² N²."""
    root, size = sqrt(limit), decay * M**2 * N**3
    above = p.have(limit > 0, "N² V ≥ 1")
    long = p.have(N * root >= 1, p.have((N * root) ** 2 >= 1, "N² V ≥ 1", p.root(limit, above)), "N")
    positive = p.have(root > 0, long, "N")
    off, total = rate - 1 / root, rate * limit + root
    limited = [p.times("v", rate**2), "α² v", p.root(limit, above), p.field_simp(root, positive)]
    product = p.times(p.have(Eq(off * total, decay * (last * rate**2 - 1)), *limited), N)
    large = p.have(N * total >= 1, long, p.positivity(N * rate * limit, above))
    below = p.have(last * rate**2 <= M**2 * N**2, p.times("V3 ≤ M²", rate**2), p.times(p.have(rate**2 <= N**2), M**2))
    sides = []
    for side, rest in ((off, last * rate**2 - 1), (-off, 1 - last * rate**2)):
        bound = p.times(p.have(rest <= M**2 * N**2, below, p.positivity(last * rate**2), p.have(M**2 * N**2 >= 1)), decay * N)
        wanted = p.have(side * (N * total) <= size, product, bound)
        sides.append(p.lemma("C1.12.1", wanted, large, p.positivity(size), gap=side, factor=N * total, room=size))
    p.conclude(p.abs_le(off, size, *sides))


CLOSENESS = M**2 * N**3 / (1 - beta2)


@cycle_claim(
    "C1.12",
    "On the cycle b, −1, −1 the preconditioner A_t = 1/√v̂_t of AdaL and Adam has A_t² v_t = 1 − β2^t",
    SCALED,
    over(Eq(A[t, 1] ** 2 * v[t, 1], 1 - beta2**t)),
)
def rate_squared(p: Proof) -> None:
    """A_t = √(1 − β2^t)/√v_t, where v_t > 0 (C1.11)."""
    below = p.have(beta2**t < 1, p.lemma("L1.3", r=beta2, n=t))
    with p.assuming(below, p.have(v[t, 1] > 0, "C1.11", below)):
        p.conclude("preconditioner")


@cycle_claim(
    "C1.13",
    "On the cycle b, −1, −1 the preconditioner 1/√v̂_t of AdaL and Adam is at most 1/min(1, b)",
    SCALED,
    over(A[t, 1] <= N),
)
def preconditioner_from_above(p: Proof) -> None:
    """A_t² v_t = 1 − β2^t ≤ N² v_t (C1.11, C1.12)."""
    small = p.have(beta2**t < 1, p.lemma("L1.3", r=beta2, n=t))
    p.conclude(p.lemma("C1.12.2", "C1.11", "C1.12", small, rate=A[t, 1], moment=v[t, 1], decay=beta2**t))


@cycle_claim("C1.13.1", "The preconditioner 1/√v̂_t of AdaL and Adam is at least 0", RECIPROCAL, over(A[t, 1] >= 0))
def preconditioner_from_below(p: Proof) -> None:
    """It is a quotient of roots."""
    p.conclude("preconditioner")


for r in REMAINDERS:
    at = 3 * k + r
    off = abs(A[at, 1] - 1 / sqrt(V[r]))

    @claim(
        f"C1.12.{r + 3}",
        f"The limit 1/√V{r} of the preconditioner on the cycle b, −1, −1 is at most 1/min(1, b)",
        {**DECAY, **SMALLEST},
        1 / sqrt(V[r]) <= N,
    )
    def limit_from_above(p: Proof, r: int = r) -> None:
        """N² V ≥ 1 (C1.8.1 to C1.8.3)."""
        with p.assuming(p.positivity(V[r])):
            long = p.have(N * sqrt(V[r]) >= 1, p.have((N * sqrt(V[r])) ** 2 >= 1, f"C1.8.{r}"))
            p.conclude(p.times(long, 1 / sqrt(V[r])))

    @claim(
        f"C1.13.{r + 1}",
        f"On the cycle b, −1, −1 the preconditioner 1/√v̂_{{3k+{r}}} of AdaL and Adam is geometrically close to 1/√V{r}",
        {**SCALED, **LARGEST},
        Forall(k, off <= beta2**at * M**2 * N**3, 0, K - 1),
        domains=VALUES,
    )
    def geometrically_close(p: Proof, r: int = r) -> None:
        """C1.12.3, of v_t = V − V3 β2^t (C1.10)."""
        at = 3 * k + r
        moments = [f"C1.10.{r}", f"C1.8.{r}", "C1.8.3", "C1.8.4", p.positivity(V[3])]
        rates = ["C1.12", "C1.13", "C1.13.1", p.lemma("L1.2", r=beta2, n=at)]
        values: dict[str, Any] = {"rate": A[at, 1], "moment": v[at, 1], "limit": V[r], "last": V[3], "decay": beta2**at}
        p.conclude(p.lemma("C1.12.3", *moments, *rates, **values))

    @claim(
        f"C1.14.{r}",
        f"On the cycle b, −1, −1 the preconditioner 1/√v̂_{{3k+{r}}} of AdaL and Adam is within O(1/√t) of 1/√V{r}",
        {**SCALED, **LARGEST},
        Forall(k, off <= CLOSENESS / sqrt(at), 0, K - 1),
        domains=VALUES,
    )
    def close(p: Proof, r: int = r) -> None:
        """β2^t is at most 1/((1 − β2)√t) (L1.5)."""
        p.conclude(f"C1.13.{r + 1}", p.times(p.lemma("L1.5", r=beta2, n=3 * k + r), M**2 * N**3))
