"""The moments of independent normal coordinates: of their 1-norm (E3.1 to E3.4), and what they say of c (E3.9, E3.12, E3.13).

The coordinates g_1, …, g_d are independent, and the moments of |g_i| are those of a normal law with mean 0: c σ, and
E|g_i|^{k+2} = (k+1) σ² E|g_i|^k (integration by parts). For the normal law c² = 2/π, a number that the kernel does not have;
75/128 ≤ c² ≤ 175/256 follows from the moments.
"""

from adal_theory.proofs.e_noise.random_variables import E, gr, in_the_mean, omega
from adal_theory.proofs.hypotheses import claim, given
from adal_theory.proofs.notation import *

c, sigma = var("c"), var("sigma")


def size(at: Any) -> Term:
    """|g_at|."""
    return abs(gr[at, omega])


def norm(at: Any) -> Term:
    """‖(g_1, …, g_at)‖_1."""
    return Sum(j, 1, at, size(j))


def normal(highest: int) -> dict[str, Term]:
    """E|g_i| = c σ, and E|g_i|^k = (k−1) σ² E|g_i|^{k−2} for k up to the highest."""
    moments = {"E|g|": Eq(E(size(i)), c * sigma)}
    moments |= {f"E|g|^{k}": Eq(E(size(i) ** k), (k - 1) * sigma**2 * E(size(i) ** (k - 2))) for k in range(2, highest + 1)}
    return {name: Forall(i, f, 1, d) for name, f in moments.items()}


def independent(*orders: tuple[int, int]) -> dict[str, Term]:
    """E[‖(g_1, …, g_n)‖_1^a |g_{n+1}|^b] = E‖(g_1, …, g_n)‖_1^a E|g_{n+1}|^b for these a and b."""
    sizes = {(a, b): (norm(n) ** a, size(n + 1) ** b) for a, b in orders}
    return {f"independent {a}, {b}": Forall(n, Eq(E(q * r), E(q) * E(r)), 0, d - 1) for (a, b), (q, r) in sizes.items()}


# |g_i| with the moments of |N(0, 1)| up to the eighth, but for c = 75/94 in place of √(2/π) = 0.79788…
HALF_NORMAL = {
    Fraction(0): Fraction(35943, 430144),
    Fraction(1, 3): Fraction(23337, 65800),
    Fraction(-2, 3): Fraction(267, 2068),
    Fraction(1): Fraction(3289, 18800),
    Fraction(-4, 3): Fraction(249, 1504),
    Fraction(2): Fraction(103, 1400),
    Fraction(-8, 3): Fraction(9171, 526400),
    Fraction(11, 3): Fraction(237, 206800),
    Fraction(-13, 3): Fraction(177, 9409400),
}


# Two independent coordinates.
WITNESS: dict[str, Any] = {
    "domains": {
        "d": [1, 2],
        "c": [Fraction(75, 94)],
        "sigma": [Fraction(1), Fraction(2)],
        "g_r": lambda rng, known: lambda at, point: known["sigma"] * point[at - 1],
    },
    "samples": lambda rng: [((first, second), u * w) for first, u in HALF_NORMAL.items() for second, w in HALF_NORMAL.items()],
    "moments": [gr],
}


def moment_ratio(order: int) -> Term:
    """E|g_i|^k/σ^k."""
    return num(1) if order == 0 else c if order == 1 else (order - 1) * moment_ratio(order - 2)


def closed(order: int, at: Term) -> Term:
    """E‖(g_1, …, g_at)‖_1^k/σ^k."""
    two, three = at * (at - 1), at * (at - 1) * (at - 2)
    return {
        0: num(1),
        1: at * c,
        2: at + two * c**2,
        3: 2 * at * c + 3 * two * c + three * c**3,
        4: 3 * at + 8 * two * c**2 + 3 * two + 6 * three * c**2 + three * (at - 3) * c**4,
    }[order]


def absolute_moment(p: Proof, at: Term, order: int) -> Theorem:
    """E|g_at|^k = σ^k · 1, c, 1, 2c, 3, 8c, 15, 48c, 105 for k = 0, …, 8: by parts, two orders at a time."""
    goal = Eq(E(size(at) ** order), moment_ratio(order) * sigma**order)
    if order == 0:
        return p.have(goal)
    if order == 1:
        return p.have(goal, p.specialize("E|g|", at))
    return p.have(goal, p.specialize(f"E|g|^{order}", at), p.times(absolute_moment(p, at, order - 2), (order - 1) * sigma**2))


def mixed_moment(p: Proof, n: Term, a: int, b: int, known: Theorem) -> Theorem:
    """E[‖(g_1, …, g_n)‖_1^a |g_{n+1}|^b] in closed form, from `known`, that of E‖(g_1, …, g_n)‖_1^a."""
    other = absolute_moment(p, n + 1, b)
    return p.have(
        Eq(E(norm(n) ** a * size(n + 1) ** b), closed(a, n) * moment_ratio(b) * sigma ** (a + b)),
        p.specialize(f"independent {a}, {b}", n),
        p.times(known, E(size(n + 1) ** b)),
        p.times(other, closed(a, n) * sigma**a),
    )


def moment_of_the_norm(order: int) -> None:
    """E3.1 to E3.4."""
    form = Forall(n, Eq(E(norm(n) ** order), closed(order, n) * sigma**order), 0, d)
    needed = {**normal(order), **independent(*((a, b) for a in range(1, order) for b in range(1, order - a + 1)))}
    word = ("first", "second", "third", "fourth")[order - 1]

    @claim(
        f"E3.{order}",
        f"The {word} moment of the 1-norm of n independent normal coordinates in closed form",
        needed,
        form,
        **WITNESS,
    )
    def moment(p: Proof) -> None:
        """By induction on n: the binomial theorem, independence, and the moments of |g_{n+1}|."""

        def one_more(n: Term, so_far: Theorem) -> list[Theorem]:
            longer = in_the_mean(p.congr(p.last(norm(n + 1)), lambda q: q**order))
            products = [mixed_moment(p, n, q, order - q, p.specialize(p.use(f"E3.{q}"), n)) for q in range(1, order)]
            return [longer, so_far, absolute_moment(p, n + 1, order), *products]

        p.conclude(p.specialize(p.induction(form, step=one_more), n))


for order in (1, 2, 3, 4):
    moment_of_the_norm(order)


# --- c² ------------------------------------------------------------------------------------------------------------------


def scale(highest: int) -> dict[str, Term]:
    """A normal law with σ > 0, as far as its moments up to the highest show it."""
    return {**given("d"), **normal(highest), "sigma": sigma > 0}


LEAST, MOST = Fraction(75, 128), Fraction(175, 256)


def weighted_square(p: Proof, order: int, root: Term) -> list[Theorem]:
    """0 ≤ E[|g_1|^k (|g_1| − r σ)²], with these moments in closed form."""
    square = in_the_mean(p.have(size(1) ** order * (size(1) - root * sigma) ** 2 >= 0))
    return [square, *(absolute_moment(p, num(1), order + more) for more in range(3))]


@claim("E3.9", "The ratio c = E|g|/σ of a normal law is at least 2/3", scale(3), c >= Fraction(2, 3), **WITNESS)
def ratio_is_positive(p: Proof) -> None:
    """0 ≤ E[|g| (|g| − σ)²] = (3c − 2) σ³."""
    p.conclude(p.have((3 * c - 2) * sigma**3 >= 0, *weighted_square(p, 1, num(1))), p.have(sigma**3 > 0, "sigma"))


@claim("E3.12", "The ratio c = E|g|/σ of a normal law has c² ≥ 75/128", scale(7), c**2 >= LEAST, **WITNESS)
def ratio_from_below(p: Proof) -> None:
    """0 ≤ E[|g|⁵ (|g| − r σ)²] = (48c − 30r + 8cr²) σ⁷, and r = 15/(8c)."""
    root = 15 / (8 * c)
    positive = p.have(c > 0, "E3.9")
    mean = p.have((48 * c - 30 * root + 8 * c * root**2) * sigma**7 >= 0, *weighted_square(p, 5, root))
    p.conclude(p.have(48 * c - 30 * root + 8 * c * root**2 >= 0, mean, p.have(sigma**7 > 0, "sigma")), positive)


@claim("E3.13", "The ratio c = E|g|/σ of a normal law has c² ≤ 175/256", scale(8), c**2 <= MOST, **WITNESS)
def ratio_from_above(p: Proof) -> None:
    """0 ≤ E[g⁶ (|g| − r σ)²] = (105 − 96cr + 15r²) σ⁸ at r = 16c/5."""
    mean = p.have((105 - Fraction(768, 5) * c**2) * sigma**8 >= 0, *weighted_square(p, 6, 16 * c / 5))
    p.conclude(mean, p.have(sigma**8 > 0, "sigma"))
