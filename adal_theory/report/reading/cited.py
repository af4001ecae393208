"""Statements of theory.md that are cited from the literature: nothing in this project proves them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Cited:
    """One statement, in words, with where it is proved."""

    id: str
    statement: str
    source: str


CITED: dict[str, Cited] = {
    c.id: c
    for c in (
        Cited(
            "E6",
            "In a double well under symmetric α-stable gradient noise with α < 2, the mean exit time of SGD is a power of the "
            "noise scale: it is asymptotic to 2/C_α (ησ)^{−α} steps as ησ goes to 0. At α = 2 it is exponential in 1/σ².",
            "P. Imkeller and I. Pavlyukevich, First exit times of SDEs driven by stable Lévy processes, Stochastic Processes and "
            "their Applications 116 (2006), 611–642",
        ),
    )
}
