"""E3: the transformation un-smooths the noise: kurtosis of ‖ζ‖_1 ζ_i for independent standard normal coordinates.

With q = 2/π the absolute moments of a standard normal are √q, 1, 2√q, 3, 8√q, 15, 48√q, 105; c stands for √q.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from adal_theory.proofs.setting import claim, n
from adal_theory.prove import Eq, Forall, Function, Proof, Term, Theorem, rules, substitute, var

c = var("c")
P = [Function(f"P{k}", ("int",)) for k in range(5)]
ABSOLUTE: dict[int, Any] = {1: c, 2: 1, 3: 2 * c, 4: 3, 5: 8 * c, 6: 15, 7: 48 * c, 8: 105}
d = var("d", "int")
# R_n = Σ_{j≤n} |ζ_j|, P_k(n) = E R_n^k: the binomial theorem and independence.
MOMENTS = {
    **{f"P{k}(0)": Eq(P[k][0], 0) for k in (1, 2, 3, 4)},
    "P1": Forall(n, Eq(P[1][n + 1], P[1][n] + c), 0, d),
    "P2": Forall(n, Eq(P[2][n + 1], P[2][n] + 2 * c * P[1][n] + 1), 0, d),
    "P3": Forall(n, Eq(P[3][n + 1], P[3][n] + 3 * c * P[2][n] + 3 * P[1][n] + 2 * c), 0, d),
    "P4": Forall(n, Eq(P[4][n + 1], P[4][n] + 4 * c * P[3][n] + 6 * P[2][n] + 8 * c * P[1][n] + 3), 0, d),
}


def closed(k: int, at: Term) -> Term:
    """P_k(n) in closed form."""
    two, three = at * (at - 1), at * (at - 1) * (at - 2)
    return {
        1: at * c,
        2: at + two * c**2,
        3: 2 * at * c + 3 * two * c + three * c**3,
        4: 3 * at + 8 * two * c**2 + 3 * two + 6 * three * c**2 + three * (at - 3) * c**4,
    }[k]


def needed(k: int) -> dict[str, Term]:
    return {name: f for name, f in MOMENTS.items() if int(name[1]) <= k}


def _closed_form(k: int) -> None:
    f = Eq(P[k][n], closed(k, n))

    @claim(f"E3.{k}", f"E(Σ|ζ_j|)^{k} in closed form", needed(k), Forall(n, f, 0, d), domains={"d": [1, 2, 3]})
    def _(p: Proof) -> Theorem:
        lower = [p.use(f"E3.{q}") for q in range(1, k)]

        def step(ih: Theorem, within: list[Theorem]) -> Theorem:
            here = [*within, p.have(n <= d, *within)]
            now = p.at(f"P{k}", n, using=here)
            known = [p.at(q, n, using=here) for q in lower]
            return p.have(substitute(f, {n: n + 1}), now, ih, *known, auto=False)

        return p.induct(n, f, 0, p.have(substitute(f, {n: n - n}), f"P{k}(0)", auto=False), step, hi=d)


for order in (1, 2, 3, 4):
    _closed_form(order)

SECOND = ABSOLUTE[4] + 2 * ABSOLUTE[3] * P[1][d] + ABSOLUTE[2] * P[2][d]
FOURTH = ABSOLUTE[8] + 4 * ABSOLUTE[7] * P[1][d] + 6 * ABSOLUTE[6] * P[2][d] + 4 * ABSOLUTE[5] * P[3][d] + ABSOLUTE[4] * P[4][d]


def closed_second(at: Term) -> Term:
    """E[S²ζ²] with at = d − 1 other coordinates."""
    return 3 + 4 * c * closed(1, at) + closed(2, at)


def closed_fourth(at: Term) -> Term:
    """E[S⁴ζ⁴]."""
    return 105 + 192 * c * closed(1, at) + 90 * closed(2, at) + 32 * c * closed(3, at) + 3 * closed(4, at)


@claim("E3.5", "E[S²ζ²] with d other coordinates", needed(2) | {"d": d >= 0}, Eq(SECOND, closed_second(d)), domains={"d": [1, 2]})
def _(p: Proof) -> Theorem:
    known = [p.at(p.use(f"E3.{k}"), d, using=["d", p.have(d <= d, auto=False)]) for k in (1, 2)]
    return p.have(p.goal, *known, degree=1, auto=False)


@claim("E3.6", "E[S⁴ζ⁴] with d other coordinates", needed(4) | {"d": d >= 0}, Eq(FOURTH, closed_fourth(d)), domains={"d": [1, 2]})
def _(p: Proof) -> Theorem:
    known = [p.at(p.use(f"E3.{k}"), d, using=["d", p.have(d <= d, auto=False)]) for k in (1, 2, 3, 4)]
    return p.have(p.goal, *known, auto=False)


@claim("E3.7", "K(1) = 35/3", {"d": Eq(d, 0)}, Eq(closed_fourth(d), Fraction(35, 3) * closed_second(d) ** 2), domains={"d": [0]})
def _(p: Proof) -> Theorem:
    return p.have(p.goal, "d", auto=False)


SCALE = {"d": d >= 1, "c > 0": c > 0, "c ≤ 1": c <= 1}
SPREAD = 2000


@claim(
    "E3.8",
    "E[S⁴ζ⁴] − 3 E[S²ζ²]² = O(d³)",
    SCALE,
    abs(closed_fourth(d) - 3 * closed_second(d) ** 2) <= SPREAD * d**3,
    domains={"d": [1, 2, 3]},
)
def _(p: Proof) -> Theorem:
    powers = [p.have(c**j >= 0, "c > 0", auto=False) for j in (1, 2, 3, 4)]
    small = [p.have(c <= 1, "c ≤ 1", auto=False)]
    for j in (2, 3, 4):
        small.append(
            p.have(
                c**j <= 1,
                p.have(c ** (j - 1) * (1 - c) >= 0, powers[j - 2], "c ≤ 1", auto=False),
                small[-1],
                degree=1,
                auto=False,
            )
        )
    cubes = [p.have(d**k <= d**3, "d", degree=3, auto=False) for k in (0, 1, 2, 3)]
    signs = [p.have(d**k >= 1, "d", degree=max(k, 1), auto=False) for k in (0, 1, 2, 3)]
    terms = []
    for k in range(4):
        terms += [cubes[k], signs[k]]
        for low, high in zip(powers, small, strict=True):
            terms.append(p.have(d**k * low.conclusion.args[1] >= 0, signs[k], low, auto=False))
            room = p.have(d**k * (1 - low.conclusion.args[1]) >= 0, signs[k], high, auto=False)
            terms.append(p.have(d**k * low.conclusion.args[1] <= d**3, room, cubes[k], degree=1, auto=False))
    gap = closed_fourth(d) - 3 * closed_second(d) ** 2
    sides = [p.have(s * gap <= SPREAD * d**3, *terms, degree=1, auto=False) for s in (1, -1)]
    return p.have(p.goal, *sides, *[rules.defining(abs(gap), which) for which in (0, 1)], auto=False)


@claim(
    "E3",
    "the kurtosis tends to 3 like 3 + c/d: |K − 3| ≤ 2000/(q² d)",
    SCALE,
    c**4 * d * abs(closed_fourth(d) - 3 * closed_second(d) ** 2) <= SPREAD * closed_second(d) ** 2,
    domains={"d": [1, 2, 3]},
)
def _(p: Proof) -> Theorem:
    gap = abs(closed_fourth(d) - 3 * closed_second(d) ** 2)
    low = p.have(closed_second(d) >= c**2 * d**2, p.have(d * c**2 >= 0, "d", squares=[c], auto=False), "d", degree=1, auto=False)
    base = p.have(c**2 * d**2 >= 0, squares=[c * d], auto=False)
    square = p.have((c**2 * d**2) ** 2 <= closed_second(d) ** 2, low, base, auto=False)
    scale = p.have(c**4 * d >= 0, "d", squares=[c**2], degree=1, auto=False)
    scaled = p.have(c**4 * d * (SPREAD * d**3 - gap) >= 0, scale, p.use("E3.8"), auto=False)
    return p.have(p.goal, scaled, square, degree=1, auto=False)
