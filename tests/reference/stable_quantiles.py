"""Derives the table of adal_theory/statistics/stable_table.py: quantiles and densities of the symmetric stable laws.

Method: V. M. Zolotarev's integral for the distribution function (One-dimensional Stable Distributions, 1986, theorem 2.2.3,
the symmetric case; J. P. Nolan, Stochastic Models 13 (1997) 759–774, theorem 1) in 20-digit arithmetic, its root by Newton's
steps, and the density there by the derivative of the same integral. Cauchy and Gaussian laws in closed form.
Tolerance: none beyond the 9 digits that are stored. Run this file with Python to print the table (some minutes).
"""

from __future__ import annotations

import mpmath as mp

LEVELS = ("0.75", "0.95")
ALPHAS = [mp.mpf(i) / 20 for i in range(10, 41)]
DIGITS = 9


def _integral(x: mp.mpf, alpha: mp.mpf, density: bool) -> mp.mpf:
    """∫ exp(−h) or ∫ h exp(−h) over (0, π/2), h = x^(α/(α−1)) V(θ): h is monotone, so the parts follow its values."""
    power = alpha / (alpha - 1)

    def h(theta: mp.mpf) -> mp.mpf:
        v = (mp.cos(theta) / mp.sin(alpha * theta)) ** power * mp.cos((alpha - 1) * theta) / mp.cos(theta)
        return x**power * v

    def f(theta: mp.mpf) -> mp.mpf:
        value = h(theta)
        if value > 200:
            return mp.mpf(0)
        return value * mp.exp(-value) if density else mp.exp(-value)

    return mp.quad(f, _parts(h))


def _parts(h: object) -> list[mp.mpf]:
    """Ends of the parts: where log h crosses whole multiples of 3 between −42 and 6, by bisection."""
    low, high = mp.mpf(10) ** -15, mp.pi / 2 - mp.mpf(10) ** -15
    rising = h(high) > h(low)  # type: ignore[operator]
    ends = [mp.mpf(0), mp.pi / 2]
    for level in range(-14, 3):
        target = mp.e ** (3 * level)
        a, b = low, high
        for _ in range(20):
            middle = (a + b) / 2
            if (h(middle) < target) == rising:  # type: ignore[operator]
                a = middle
            else:
                b = middle
        ends.append(a)
    return sorted(set(ends))


def distribution(x: mp.mpf, alpha: mp.mpf) -> mp.mpf:
    """F(x) of exp(−|t|^α), x > 0."""
    if alpha == 1:
        return mp.mpf(1) / 2 + mp.atan(x) / mp.pi
    if alpha == 2:
        return mp.ncdf(x / mp.sqrt(2))
    value = _integral(x, alpha, density=False) / mp.pi
    return 1 - value if alpha > 1 else mp.mpf(1) / 2 + value


def density(x: mp.mpf, alpha: mp.mpf) -> mp.mpf:
    """f(x) of exp(−|t|^α), x > 0."""
    if alpha == 1:
        return 1 / (mp.pi * (1 + x * x))
    if alpha == 2:
        return mp.exp(-x * x / 4) / mp.sqrt(4 * mp.pi)
    return alpha / (mp.pi * abs(alpha - 1) * x) * _integral(x, alpha, density=True)


def quantile(p: mp.mpf, alpha: mp.mpf, start: mp.mpf) -> mp.mpf:
    """The root of F(x) = p by Newton's steps from `start`."""
    x = start
    for _ in range(60):
        move = (distribution(x, alpha) - p) / density(x, alpha)
        x = x - move if move < x else x / 2
        if abs(move) < mp.mpf(10) ** -7 * x:  # the next step would be of the order of its square
            return x
    raise ArithmeticError(f"no quantile {p} at alpha = {alpha}")


def row(alpha: mp.mpf, starts: tuple[mp.mpf, ...]) -> tuple[mp.mpf, ...]:
    """q(0.75), q(0.95), f at 0, at q(0.75) and at q(0.95)."""
    with mp.workdps(20):
        points = tuple(quantile(mp.mpf(p), alpha, s) for p, s in zip(LEVELS, starts, strict=True))
        return (*points, mp.gamma(1 + 1 / alpha) / mp.pi, *(density(x, alpha) for x in points))


def table() -> dict[str, tuple[str, ...]]:
    """The rows by α, as they stand in the module."""
    rows = {}
    last: tuple[mp.mpf, ...] = (mp.mpf("0.954"), mp.mpf("2.326"))
    for alpha in reversed(ALPHAS):
        values = row(alpha, last[:2])
        last = values
        rows[mp.nstr(alpha, 3)] = tuple(mp.nstr(v, DIGITS) for v in values)
    return dict(reversed(rows.items()))


if __name__ == "__main__":
    for name, entries in table().items():
        print(f"    ({name}, {', '.join(entries)}),")  # noqa: T201
