"""The symbols and hypotheses under the names that they had."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from adal_theory.proofs.hypotheses import GENERAL, LIBRARY, PARAMETERS
from adal_theory.proofs.hypotheses import HYPOTHESES as CONVEX
from adal_theory.proofs.notation import *
from adal_theory.proofs.notation import inverse_step as ratio
from adal_theory.proofs.witness_domains import DOMAINS
from adal_theory.prove import Library

F = Fraction
claim = LIBRARY.claim


def given(*names: str, source: Mapping[str, Term] = GENERAL, **more: Term) -> dict[str, Term]:
    """The hypotheses of these names, and more of one's own."""
    return {**{name: source[name] for name in names}, **more}


__all__ = [
    "CONVEX",
    "DOMAINS",
    "G1",
    "GENERAL",
    "LIBRARY",
    "PARAMETERS",
    "A",
    "F",
    "G",
    "Gamma",
    "Ginf",
    "H",
    "Library",
    "T",
    "beta1",
    "beta2",
    "claim",
    "coordinates",
    "d",
    "delta",
    "eps",
    "eta",
    "eta_prime",
    "f",
    "f_star",
    "g",
    "g_hat",
    "gamma",
    "given",
    "hi",
    "i",
    "j",
    "k",
    "lo",
    "m",
    "n",
    "over_run",
    "ratio",
    "steps",
    "t",
    "v",
    "v_max",
    "w",
    "x",
    "x_star",
]  # fmt: skip
