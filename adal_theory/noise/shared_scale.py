"""Gaussian noise whose scale is random and shared by all coordinates of a step: dependent, and heavier than Gaussian."""

from __future__ import annotations

from typing import Any

import numpy as np

from adal_theory.entries import keywords
from adal_theory.noise.elementary64 import exp64
from adal_theory.noise.gaussian import SAMPLERS, normal_pair64
from adal_theory.noise.law import Law, Number, check_lengths, check_parameter


def _shared(o: Any, words: Any, p: Any) -> Any:
    """exp(spread N), N standard normal, in "f64"."""
    return exp64(o, o.cast(p.spread, "f64") * normal_pair64(o, words)[0])


def _apply(o: Any, z: Any, p: Any, shared: Any) -> Any:
    return p.sigma * o.cast(shared * z, o.real)


@keywords
def shared_scale(sigma: Number = 1.0, spread: Number = 1.0) -> Law:
    """Normal noise with a random scale that the coordinates share: ζ_{t,i} = sigma exp(spread N_t) ξ_{t,i}.

    N_t and ξ_{t,i} are standard normal, one N_t per step; sigma >= 0, 0 <= spread <= 10.

    Given N_t the coordinates are independent and each is symmetric (D's assumption holds). Variance sigma² exp(2 spread²),
    kurtosis 3 exp(4 spread²): theory.md E3 says that here the transformation keeps its effect for every d.
    """
    name = "shared_scale"
    values = check_lengths(
        name, {"sigma": check_parameter(name, "sigma", sigma, 0.0), "spread": check_parameter(name, "spread", spread, 0.0, 10.0)}
    )
    s, b = values["sigma"], values["spread"]
    per_block, draw = SAMPLERS["precise"]
    return Law(
        name,
        values,
        "precise",
        per_block,
        draw,
        mean=0.0,
        variance=s * s * np.exp(2 * np.square(b)),
        symmetric=True,
        alpha=2.0,
        source="lognormal mixture of normals (Clark, Econometrica 41, 1973, 135–155)",
        apply=_apply,
        shared=_shared,
    )


LAWS = (shared_scale,)
