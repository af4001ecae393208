"""What a witness of a claim is drawn from, unless the claim says otherwise: exact values by name."""

from fractions import Fraction
from typing import Any

DOMAINS: dict[str, Any] = {
    "T": [2, 3],
    "d": [1, 2],
    "eta": [Fraction(1, 10), Fraction(1, 2), Fraction(2)],
    "beta1": [Fraction(0), Fraction(1, 2), Fraction(1, 4)],
    "beta2": [Fraction(9, 10), Fraction(1, 2), Fraction(16, 25)],
    "eps": [Fraction(0), Fraction(1, 10)],
    "delta": [Fraction(0), Fraction(1), Fraction(1, 2)],
    "G1": [Fraction(3), Fraction(6)],
    "Ginf": [Fraction(3), Fraction(4)],
    "G": [Fraction(9), Fraction(24)],
    "lo": [Fraction(-1), Fraction(-2)],
    "hi": [Fraction(1), Fraction(2)],
    "x_star": [Fraction(0), Fraction(1), Fraction(-1)],
    "x": [Fraction(0), Fraction(1, 2), Fraction(-1)],
    "f": [Fraction(0), Fraction(1)],
    "f_star": [Fraction(8), Fraction(20)],
    "w": [Fraction(0), Fraction(1), Fraction(2), Fraction(1, 2)],
    "g": [Fraction(1), Fraction(-1), Fraction(2), Fraction(-1, 2), Fraction(0), Fraction(-2)],
}
# Where A and H are any numbers with H A m = m.
ANY_PRECONDITIONER: dict[str, Any] = {"A": [Fraction(2)], "H": [Fraction(1, 2)]}
