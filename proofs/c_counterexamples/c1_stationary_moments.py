"""C1, published AdaL and Adam on the cycle: the second moments of the gradients b, −1, −1 and their limits, exactly.

One proof for a general transformed gradient b > 0: AdaL's is b = a², Adam's b = a. The update is AdaL's recorded graph with
β1 = 0 and ε = 0. M ≥ b, 1 and 1/N ≤ b, 1 stand for the largest and the smallest |ĝ|.
"""

from adal_theory.proofs.c_counterexamples.c1_cycle import cycle_claim, on_the_cycle, over
from adal_theory.proofs.hypotheses import claim, given
from adal_theory.proofs.lemmas.l5_cycle_sums import REMAINDERS, K
from adal_theory.proofs.notation import *
from adal_theory.rules import RULES

b, M, N = var("b"), var("M"), var("N")


def weighted(now: Any, before: Any, earlier: Any) -> Term:
    """The steady second moment when the last three squared gradients, latest first, come round for ever."""
    return (1 - beta2) * (now + beta2 * before + beta2**2 * earlier) / (1 - beta2**3)


def squares(r: int, large: Term) -> tuple[Term, Term, Term]:
    """The last three squared gradients after the r-th of the cycle (b, −1, −1), latest first."""
    square, one = large**2, num(1)
    return {1: (square, one, one), 2: (one, square, one), 3: (one, one, square)}[r]


def steady(r: int, large: Term) -> Term:
    """V1, V2, V3 (theory.md C1: v1, v2, v3), the limits of the second moment after each gradient of the cycle (b, −1, −1)."""
    return weighted(*squares(r, large))


def without_momentum(rule: str, *names: str) -> dict[str, Term]:
    """Of a rule's recorded graph, these equations: one dimension, box [−1, 1], 3K steps, β1 = 0, ε = 0."""
    graph = recorded(RULES[rule]).hypotheses()
    return {q: substitute(on_the_cycle(graph[q]), {beta1: num(0), eps: num(0)}) for q in names}


def pattern(large: Term) -> dict[str, Term]:
    """The transformed gradients of every cycle: ĝ_{3k+1} = b, ĝ_{3k+2} = ĝ_{3k+3} = −1."""
    return {f"ĝ_{r}": Forall(k, Eq(g_hat[3 * k + r, 1], large if r == 1 else num(-1)), 0, K - 1) for r in REMAINDERS}


DECAY = given("beta2 > 0", "beta2 < 1")
LARGEST = {"M ≥ 1": M >= 1, "b ≤ M": b <= M}
SMALLEST = {"N ≥ 1": N >= 1, "N b ≥ 1": N * b >= 1}
V = {r: steady(r, b) for r in REMAINDERS}
MOMENT = without_momentum("adal", "v_0", "v")
AVERAGED = {**DECAY, **pattern(b), **MOMENT}
RECIPROCAL = without_momentum("adal", "preconditioner")
SCALED = {**AVERAGED, **RECIPROCAL, **SMALLEST}


h1, h2, h3, top = var("h1"), var("h2"), var("h3"), var("top")


@claim(
    "C1.8",
    "A steady second moment is at most the largest of the squares that it averages",
    {**DECAY, "h1": h1 <= top, "h2": h2 <= top, "h3": h3 <= top},
    weighted(h1, h2, h3) <= top,
)
def a_mean_of_squares(p: Proof) -> None:
    """Its weights (1−β2)/(1−β2³)·(1, β2, β2²) are positive and add to 1."""
    latest = (1 - beta2) / (1 - beta2**3)
    with p.assuming(p.have(1 - beta2**3 > 0)):
        weights = [p.times(h, latest * beta2**n) for n, h in enumerate(("h1", "h2", "h3"))]
        p.conclude(*weights, p.times(p.field_simp(1 - beta2**3), top))


for r in REMAINDERS:
    before, square = 3 if r == 1 else r - 1, squares(r, b)[0]

    @claim(
        f"C1.8.{r}",
        f"The steady second moment V{r} of the cycle b, −1, −1 is at least 1/N² for 1/N ≤ 1, b",
        {**DECAY, **SMALLEST},
        N**2 * V[r] >= 1,
    )
    def steady_moment_from_below(p: Proof, r: int = r) -> None:
        """Each of its squares is (C1.8)."""
        h1, h2, h3 = (-(N**2) * h for h in squares(r, b))
        p.conclude(p.lemma("C1.8", p.have((N * b) ** 2 >= 1), h1=h1, h2=h2, h3=h3, top=-1))

    @claim(
        f"C1.9.{r}",
        f"The steady second moments of the cycle b, −1, −1 reproduce themselves: V{r} = β2 V{before} + (1 − β2) ĝ²",
        DECAY,
        Eq(V[r], beta2 * V[before] + (1 - beta2) * square),
    )
    def steady_moment_recurs(p: Proof, square: Term = square) -> None:
        """Multiply by 1 − β2³."""
        with p.assuming(p.have(1 - beta2**3 > 0)):
            p.conclude(p.times(p.field_simp(1 - beta2**3), (1 - beta2) * square))


@claim(
    "C1.8.4",
    "The steady second moment V3 of the cycle b, −1, −1 is at most M² for M ≥ 1, b",
    {**DECAY, **LARGEST, **SMALLEST},
    V[3] <= M**2,
)
def steady_moment_from_above(p: Proof) -> None:
    """Each of its squares is (C1.8)."""
    with p.assuming(p.have(b > 0, "N b ≥ 1", "N ≥ 1")):
        p.conclude(p.lemma("C1.8", p.have(b**2 <= M**2), h1=1, h2=1, h3=b**2, top=M**2))


def transient(at: Term, r: int) -> Term:
    """v_t = V_r − V_3 β2^t at a step t after r gradients of a cycle."""
    return Eq(v[at, 1], V[r] - V[3] * beta2**at)


@claim(
    "C1.10",
    "After n cycles b, −1, −1 the second moment is v_{3n} = V3 (1 − β2^{3n})",
    AVERAGED,
    Forall(n, transient(3 * n, 3), 0, K),
)
def after_whole_cycles(p: Proof) -> Theorem:
    """Induction on n, through the three steps of a cycle: v_t − V_r shrinks by β2 a step (C1.9), from −V3 at t = 0."""

    def one_cycle_more(n: Term, moment: Theorem) -> list[Theorem]:
        for r in REMAINDERS:
            moment = p.have(transient(3 * n + r, r), "v", f"ĝ_{r}", moment, f"C1.9.{r}")
        return [moment]

    return p.induction(p.goal, "v_0", step=one_cycle_more)


def settled(r: int) -> Term:
    """∀k: v_{3k+r} = V_r − V3 β2^{3k+r}."""
    return Forall(k, transient(3 * k + r, r), 0, K - 1)


for r in REMAINDERS:

    @claim(
        f"C1.10.{r}", f"On the cycle b, −1, −1 the second moment at t = 3k + {r} is v_t = V{r} − V3 β2^t", AVERAGED, settled(r)
    )
    def within_a_cycle(p: Proof, r: int = r) -> None:
        """From v_{3k} (C1.10), one recursion (C1.9) after the other."""
        p.conclude(*(("C1.10",) if r == 3 else ("v", f"ĝ_{r}", "C1.10" if r == 1 else "C1.10.1", f"C1.9.{r}")))


@cycle_claim(
    "C1.11",
    "On the cycle b, −1, −1 the corrected second moment is at least min(1, b)²: N² v_t ≥ 1 − β2^t for 1/N ≤ 1, b",
    {**AVERAGED, **SMALLEST},
    over(N**2 * v[t, 1] >= 1 - beta2**t),
)
def moment_from_below(p: Proof) -> None:
    """N² ĝ_t² ≥ 1 at every step; induction on t."""
    with p.assuming(p.have((N * b) ** 2 >= 1, "N b ≥ 1")):
        squares = p.lemma("L5.2", *pattern(b), h=lambda at: N**2 * g_hat[at, 1] ** 2 - 1)
    low = Forall(n, N**2 * v[n, 1] >= 1 - beta2**n, 0, 3 * K)

    def step(n: Term, before: Theorem) -> list[Any]:
        return ["v", p.times(before, beta2), p.times(p.have(N**2 * g_hat[n + 1, 1] ** 2 - 1 >= 0, squares), 1 - beta2)]

    p.conclude(p.induction(low, "v_0", step=step))
