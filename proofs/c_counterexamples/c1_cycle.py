"""C1, C2: the cycle of three gradients a, −1, −1 on [−1, 1], and what AdaL-AMS makes of it: weights and moments.

C1.20.1 and C1.20.2 pass from a total over T = 3K steps to what it is per step.
"""

from functools import partial

from adal_theory.proofs.hypotheses import claim, given
from adal_theory.proofs.lemmas.l5_cycle_sums import K, constant, each, size, three, total
from adal_theory.proofs.notation import *
from adal_theory.rules import RULES

a = var("a")
ROOT = sqrt(3 * K)
step_sizes = three(lambda at: 1 / sqrt(at))


def cycle() -> dict[str, Term]:
    """The gradients of every cycle k = 0 … K − 1: g_{3k+1} = a, g_{3k+2} = g_{3k+3} = −1."""
    return {f"g_{r}": Forall(k, Eq(g[3 * k + r, 1], a if r == 1 else num(-1)), 0, K - 1) for r in (1, 2, 3)}


def on_the_cycle(f: Term) -> Term:
    """What a hypothesis of the general method says here: in one dimension, on [−1, 1], over T = 3K steps."""
    return substitute(f, {d: num(1), lo: num(-1), hi: num(1), T: 3 * K})


def over(f: Term) -> Term:
    """∀ 1 ≤ t ≤ 3K."""
    return Forall(t, f, 1, 3 * K)


LENGTH, SLOPE = {"K": K >= 1}, {"a ≥ 1": a >= 1}
UPDATE = {name: on_the_cycle(f) for name, f in recorded(RULES["adal_ams"]).hypotheses().items()}
RANGES = given("eta", "eps", "delta", "beta1 ≥ 0", "beta2 > 0", "beta2 < 1", "gamma", "gamma < 1")
START = {"x1 ≥ lo": x[1, 1] >= -1, "x1 ≤ hi": x[1, 1] <= 1}
CYCLE = {**LENGTH, **SLOPE, **cycle(), **UPDATE, **RANGES, **START}


def by_cycle(first: str) -> Any:
    """For witnesses: the value of this variable, −1 and −1 in turn, at (t, i)."""
    return lambda rng, known: lambda at, _: known.get(first, Fraction(2)) if at % 3 == 1 else Fraction(-1)


# What a witness is drawn from, in C1 and C2: in each cycle the gradients a, −1, −1 and the transformed gradients b, −1, −1.
VALUES: dict[str, Any] = {"K": [1, 2], "a": [Fraction(3, 2), Fraction(7, 4)], "g": by_cycle("a"), "g_hat": by_cycle("b")}
cycle_claim = partial(claim, domains=VALUES)


@cycle_claim(
    "C1.1", "Every gradient of the cycle a, −1, −1 with a ≥ 1 has |g_t| ≤ a", {**SLOPE, **cycle()}, over(abs(g[t, 1]) <= a)
)
def gradients_are_bounded(p: Proof) -> None:
    """At each of the three steps of a cycle."""
    p.conclude(p.lemma("L5.2", *cycle(), h=lambda at: a - abs(g[at, 1])))


@cycle_claim(
    "C1.2",
    "Every weight of AdaL on the cycle a, −1, −1 is w_t = |g_t| ≤ a",
    {**SLOPE, **cycle(), "w": UPDATE["w"]},
    over(w[t] <= a),
)
def weights_are_bounded(p: Proof) -> None:
    """In one dimension ‖g_t‖_1 is |g_t| (C1.1)."""
    p.conclude("w", "C1.1")


@claim(
    "C1.4",
    "On the cycle a, −1, −1 the corrected second moment of AdaL-AMS is v̂_t ≥ a⁴ from the first gradient on",
    {**given("beta2 < 1"), "g_1": cycle()["g_1"], **{name: UPDATE[name] for name in ("w", "g_hat", "v_0", "v", "v_max")}},
    over(v_max[t, 1] >= a**4),
)
def second_moment_is_large(p: Proof) -> None:
    """ĝ_1 = |a| a and v_0 = 0 make v_1 = (1−β2) a⁴, which its bias correction divides by 1−β2; a running maximum never falls."""
    first = p.have(Eq(g_hat[1, 1], abs(a) * a), "g_hat", "w", "g_1", inference.integral(p.have(K > 0)))
    corrected = p.have(Eq(v[1, 1] / (1 - beta2), a**4), first, "v", "v_0")
    p.conclude(p.induction(over(v_max[t, 1] >= a**4), "v_max", corrected))


@claim(
    "C1.20.1",
    "A total over T = 3K steps within C√T of K times c is c/3 per step, within C/√T",
    {"K": K >= 1, "total": abs(total - each * K) <= size * ROOT},
    abs(total / (3 * K) - each / 3) <= size / ROOT,
)
def per_step(p: Proof) -> None:
    """Divide by T: √T/T = 1/√T."""
    off = total - each * K
    sides = [p.times(p.have(side <= size * ROOT, "total"), 1 / (3 * K)) for side in (off, -off)]
    p.conclude(*sides, p.field_simp(3 * K), p.field_simp(Eq(ROOT / (3 * K), 1 / ROOT)))


@claim(
    "C1.20.2",
    "A total over T = 3K steps that is within C/√T of c > 0 per step passes every multiple of √T",
    {"K": K >= 1, "near": abs(total / (3 * K) - each) <= size / ROOT, "long": ROOT * each > size + constant},
    total > constant * ROOT,
)
def passes_every_root(p: Proof) -> None:
    """The total is at least cT − C√T = √T (c√T − C)."""
    least = p.have(
        total >= 3 * K * each - size * ROOT, p.times("near", 3 * K), p.field_simp(3 * K), p.field_simp(Eq(3 * K / ROOT, ROOT))
    )
    p.conclude(least, p.times("long", ROOT), p.root(3 * K))
