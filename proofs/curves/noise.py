"""What averaging and the transformation do to noise, on numbers: the terms of E1, E2 and E3, proved when first asked for."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.entries import real_array as numbers
from adal_theory.proofs.catalogue import library
from adal_theory.proofs.e_noise import e1_averages_of_stable_noise as e1
from adal_theory.proofs.e_noise import e2_kurtosis_of_averages as e2
from adal_theory.proofs.e_noise import e3_kurtosis as e3
from adal_theory.proofs.e_noise import e3_normal_moments as normal
from adal_theory.proofs.notation import d as dimension
from adal_theory.proofs.notation import i, t
from adal_theory.prove import var
from adal_theory.prove.kernel.binders import body_of, open_body
from adal_theory.prove.semantics.arrays import on_arrays, replaced

Array = NDArray[np.float64]
DECAY: Any = {"low": 0.0, "high": 1.0, "high_open": True}  # the range of β1 and β2
MOMENTS = {e2.moment(4): var("m4"), e2.moment(2): var("m2"), e2.noise(4): var("z4"), e2.noise(2): var("z2")}


def _proved(claim_id: str) -> Any:
    return library().theorem(claim_id).conclusion


def average_scale(alpha: Any, beta1: Any) -> Array:
    """E1: the scale of the average of α-stable noise over that of the noise, t → ∞: ((1−β1)^α/(1−β1^α))^{1/α}."""
    _proved("E1.1")
    given: dict[str, Any] = {
        "alpha": numbers("alpha", alpha, low=0.0, high=2.0, low_open=True),
        "beta1": numbers("beta1", beta1, **DECAY),
    }
    gain, decay = (np.asarray(on_arrays(term, given)) for term in (e1.GAIN, e1.DECAY))
    return np.asarray((gain / (1.0 - decay)) ** (1.0 / given["alpha"]))


def average_kurtosis(beta1: Any) -> Array:
    """E2, (1+β1²)(…) = (1−β1²)(…): the excess kurtosis of the steady average over that of i.i.d. noise: (1−β1²)/(1+β1²)."""
    unit = {"beta1": numbers("beta1", beta1, **DECAY), "m2": 1.0, "z2": 1.0, "m4": 4.0, "z4": 4.0}  # both excess kurtoses 1
    left, right = (np.asarray(on_arrays(replaced(side, MOMENTS), unit)) for side in _proved("E2").args)
    return np.asarray(right / left)


def transformed_kurtosis(d: Any) -> Array:
    """E3: K(d), the kurtosis of ‖ζ‖₁ ζ_i for d independent standard normal coordinates."""
    for claim_id in ("E3.5", "E3.6"):
        _proved(claim_id)
    given = {normal.c.args[0]: np.sqrt(2.0 / np.pi), "d": numbers("d", d, low=1.0)}
    fourth, second = (on_arrays(term(dimension), given) for term in (e3.closed_fourth, e3.closed_second))
    return np.asarray(fourth / second**2)


def update_bound(beta1: Any, beta2: Any, step: Any) -> Array:
    """E5: what |m̂_t|/√v̂_t never exceeds, whatever the noise (A9, with the bias corrections of that step)."""
    body = open_body(body_of(open_body(body_of(_proved("E5")), t)), i)
    beta1, beta2, step = numbers("beta1", beta1, **DECAY), numbers("beta2", beta2, **DECAY), numbers("step", step, low=1.0)
    return np.asarray(on_arrays(body.args[1], {"beta1": beta1, "beta2": beta2, "t": step, "gamma": beta1 / np.sqrt(beta2)}))
