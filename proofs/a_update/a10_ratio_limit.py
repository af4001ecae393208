"""A10: on gradients r^t g_0 the ratio m_t/√v_t tends to u(r), at the rate 1/√t at least.

With a_t = (β1/r)^t and b_t = (β2/r²)^t the ratio is u(r)·(1−a_t)/√(1−b_t) at every step.
"""

from adal_theory.proofs.hypotheses import BETA1, BETA2, claim, given
from adal_theory.proofs.notation import *
from adal_theory.prove.kernel.binders import open_body

r, g0 = var("r"), var("g0")
GEOMETRIC = {
    "m_0": Eq(m[0, 1], 0),
    "v_0": Eq(v[0, 1], 0),
    "m": Forall(t, Eq(m[t, 1], beta1 * m[t - 1, 1] + (1 - beta1) * r**t * g0), 1, T),
    "v": Forall(t, Eq(v[t, 1], beta2 * v[t - 1, 1] + (1 - beta2) * (r**t * g0) ** 2), 1, T),
}


def first_moment(at: Any) -> Term:
    """(r−β1) m_t = (1−β1) r g_0 (r^t − β1^t)."""
    return Eq((r - beta1) * m[at, 1], (1 - beta1) * r * g0 * (r**at - beta1**at))


def second_moment(at: Any) -> Term:
    """(r²−β2) v_t = (1−β2) r² g_0² (r^{2t} − β2^t)."""
    return Eq((r**2 - beta2) * v[at, 1], (1 - beta2) * r**2 * g0**2 * ((r**at) ** 2 - beta2**at))


@claim(
    "A10.4",
    "On gradients r^t g_0 the first moment satisfies (r−β1) m_t = (1−β1) r g_0 (r^t − β1^t)",
    {name: GEOMETRIC[name] for name in ("m_0", "m")},
    Forall(t, first_moment(t), 1, T),
)
def first_moment_of_a_geometric_gradient(p: Proof) -> None:
    """By induction: r−β1 times the recursion."""
    p.conclude(p.induction(Forall(n, first_moment(n), 0, T), "m_0", "m"))


@claim(
    "A10.5",
    "On gradients r^t g_0 the second moment satisfies (r²−β2) v_t = (1−β2) r² g_0² (r^{2t} − β2^t)",
    {name: GEOMETRIC[name] for name in ("v_0", "v")},
    Forall(t, second_moment(t), 1, T),
)
def second_moment_of_a_geometric_gradient(p: Proof) -> None:
    """By induction: r²−β2 times the recursion."""
    p.conclude(p.induction(Forall(n, second_moment(n), 0, T), "v_0", "v"))


def limit(ratio: Term) -> Term:
    """u, the limit of m_t/√v_t on gradients ratio^t g_0: (1−β1)/(1−β1/r)·√((1−β2/r²)/(1−β2))."""
    return (1 - beta1) / (1 - beta1 / ratio) * sqrt((1 - beta2 / ratio**2) / (1 - beta2))


fading, fading2 = beta1 / r, beta2 / r**2
RANGES = given(*BETA1, *BETA2) | {"r > β1": r > beta1, "r > √β2": r > sqrt(beta2), "g0": g0 > 0}
# Values outside the ranges too: they show which hypotheses are needed.
GROWING = {
    "beta1": [Fraction(0), Fraction(1, 2), Fraction(1, 4), Fraction(3, 2), Fraction(-1, 2)],
    "beta2": [Fraction(9, 10), Fraction(1, 2), Fraction(16, 25), Fraction(1, 4), Fraction(3, 2), Fraction(-1, 2)],
    "r": [Fraction(5, 4), Fraction(19, 20), Fraction(2), Fraction(1, 4)],
    "g0": [Fraction(1), Fraction(1, 2), Fraction(-1), Fraction(0)],
}
quotient = m[t, 1] / sqrt(v[t, 1])
exact = limit(r) * (1 - fading**t) / sqrt(1 - fading2**t)
size, room, left, second = (var(name) for name in ("size", "room", "left", "second"))


@claim(
    "A10.19",
    "The root of v with v·q = s²·e is s√e/√q for positive s, q and e",
    {"size": size > 0, "room": room > 0, "left": left > 0, "second": Eq(second * room, size**2 * left)},
    Eq(inv(sqrt(second)), sqrt(room) / (size * sqrt(left))),
)
def inverse_root_of_a_quotient(p: Proof) -> None:
    """v > 0, and the roots of both sides of v·q = s²·e are √v√q and s√e."""
    positive = p.have(second > 0, "second", p.positivity(size**2 * left))
    roots = (
        p.have(Eq(sqrt(second * room), sqrt(second) * sqrt(room)), positive),
        p.have(Eq(sqrt(size**2 * left), size * sqrt(left))),
    )
    same = p.have(Eq(sqrt(second) * sqrt(room), size * sqrt(left)), *roots, p.congr(p["second"], sqrt))
    p.conclude(same, p.field_simp(sqrt(second), positive), p.field_simp(size * sqrt(left)))


def ranges(p: Proof) -> list[Theorem]:
    """0 < r, β1/r < 1 and 0 < β2/r² < 1."""
    positive = p.have(r > 0, "r > √β2", p.positivity(sqrt(beta2)))
    less = p.have(beta2 < r**2, "r > √β2", "beta2 > 0")
    second = p.have(fading2 < 1, p.times(less, 1 / r**2, positive), p.field_simp(r**2, positive))
    first = p.have(fading < 1, p.times("r > β1", 1 / r, positive), p.field_simp(r, positive))
    return [positive, first, p.positivity(fading2, positive), second]


@claim(
    "A10.10",
    "On gradients r^t g_0, m_t/√v_t = u(r) (1−(β1/r)^t)/√(1−(β2/r²)^t) at every step",
    GEOMETRIC | {name: f for name, f in RANGES.items() if name not in BETA1},
    Forall(t, Eq(quotient, exact), 1, T),
    domains=GROWING,
)
def ratio_at_every_step(p: Proof) -> None:
    """A10.4 and A10.5, divided by r^t and r^{2t}:

    m_t = (1−β1)/(1−β1/r) g_0 r^t (1−a_t) and (1−β2/r²) v_t = (1−β2) g_0² r^{2t} (1−b_t).
    """
    positive, first, low, second = ranges(p)
    signal = g0 * r**t
    cancelled = p.have(Eq(r**t * (1 / r) ** t, 1), positive)
    room, left = (1 - fading2) / (1 - beta2), 1 - fading2**t
    moment = p.field_simp(Eq(m[t, 1], (1 - beta1) / (1 - fading) * signal * (1 - fading**t)), "A10.4", first, positive)
    square = p.field_simp(Eq(v[t, 1] * room, signal**2 * left), "A10.5", second, positive, cancelled)
    faded = p.have(fading2**t < 1, p.lemma("L1.3", low, second, r=fading2, n=t), second)
    root = p.lemma("A10.19", square, faded, second, positive, size=signal, room=room, left=left, second=v[t, 1])
    p.conclude(p.times(root, m[t, 1]), moment, p.field_simp(signal, positive))


first_left, second_left, most = var("first_left"), var("second_left"), var("most")


@claim(
    "A10.20",
    "The factor (1−a)/√(1−b) changes a number U ≥ 0 by at most U(a+b)/(1−q), for a ≥ 0 and 0 ≤ b ≤ q < 1",
    {"U": size >= 0, "a": first_left >= 0, "b": second_left >= 0, "b ≤ q": second_left <= most, "q < 1": most < 1},
    abs(size * (1 - first_left) / sqrt(1 - second_left) - size) <= size * ((first_left + second_left) / (1 - most)),
)
def factor_is_close_to_one(p: Proof) -> None:
    """With e = √(1−b), 1 − b ≤ e ≤ 1 and e ≥ 1 − q: 0 ≤ 1/e − 1 ≤ b/(1−q), and a/e ≤ a/(1−q)."""
    root = sqrt(1 - second_left)
    inner = p.have(1 - second_left > 0, "b ≤ q", "q < 1")
    below = p.have(root <= 1, "b", inner)
    above = p.have(1 - second_left <= root, "b", inner)
    inverse = p.gcongr(1 / root <= 1 / (1 - most), p.have(1 - most <= root, above, "b ≤ q"))
    cancelled = p.field_simp(root, inner)
    upper = p.times(above, 1 / root), p.times(inverse, first_left), p.times(inverse, second_left)
    lower = p.times(below, 1 / root), p.positivity(first_left / root)
    gap, most_gap = (1 - first_left) / root - 1, (first_left + second_left) / (1 - most)
    close = [p.times(p.have(side <= most_gap, *upper, *lower, cancelled), size) for side in (gap, -gap)]
    p.conclude(p.abs_le(size * gap, size * most_gap, *close))


# The distance from the limit fades like a_t + b_t, and q^t ≤ 1/((1−q)√t).
RATE = limit(r) * (1 / (1 - fading) + 1 / (1 - fading2)) / (1 - fading2)


@claim(
    "A10.11",
    "On gradients r^t g_0, |m_t/√v_t − u(r)| ≤ C/√t with C = u(r) (1/(1−β1/r) + 1/(1−β2/r²))/(1−β2/r²)",
    {**GEOMETRIC, **RANGES},
    Forall(t, abs(quotient - limit(r)) <= RATE / sqrt(t), 1, T),
    domains=GROWING,
)
def ratio_approaches_its_limit(p: Proof) -> None:
    """A10.10 and A10.20, with a_t and b_t at most 1/((1−q)√t) (L1.5)."""
    positive, first, low2, second = ranges(p)
    low1 = p.positivity(fading, positive)
    powers = [
        p.lemma(id, low, high, r=q, n=t)
        for q, low, high in ((fading, low1, first), (fading2, low2, second))
        for id in ("L1.2", "L1.5")
    ]
    nonnegative, at_most = p.positivity(limit(r), first), p.lemma("L1.3", low2, second, r=fading2, n=t)
    factors: dict[str, Any] = {"first_left": fading**t, "second_left": fading2**t, "most": fading2}
    near = p.lemma("A10.20", *powers, nonnegative, at_most, second, size=limit(r), **factors)
    fades = p.have(fading**t + fading2**t <= (1 / (1 - fading) + 1 / (1 - fading2)) / sqrt(t), *powers)
    scaled = p.times(fades, limit(r) / (1 - fading2), first, second)
    p.conclude(p.rewrite(near, p.have(Eq(quotient, exact), "A10.10"), back=True), scaled)


def without_end(f: Term) -> Term:
    """A hypothesis about 1 ≤ t ≤ T as one about all t ≥ 1."""
    return Forall(t, open_body(f.args[3], t), 1)


ENDLESS = {name: without_end(f) if f.op == "all" else f for name, f in GEOMETRIC.items()}


@claim(
    "A10.12",
    "On gradients r^t g_0 with r > max(β1, √β2), m_t/√v_t tends to u(r)",
    {**ENDLESS, **RANGES},
    Tends(t, quotient, limit(r)),
    domains=GROWING,
)
def ratio_tends_to_its_limit(p: Proof) -> None:
    """A10.11 for runs of every length."""
    with p.assuming(*p.intro(t, 1)):
        near = p.specialize(p.lemma("A10.11", "m", "v", T=t), t)
    p.tends(RATE, p.generalize(near, (t, 1)))
