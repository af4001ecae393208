"""What a noise law is, how its parameters are checked, and how its draws follow from counters."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.entries import choice, real_array, shown, whole
from adal_theory.errors import ConfigurationError
from adal_theory.noise.philox import block_words
from adal_theory.showing import Shown

Number = float | NDArray[np.float64]
NOISE_TAG, SHARED_TAG = 0, 2  # tag 1 draws minibatches


def _unchanged(o: Any, z: Any, p: Any) -> Any:
    """The draw itself, in the run's real type."""
    return o.cast(z, o.real)


@dataclass(frozen=True)
class Law(Shown):
    """The law of one coordinate of gradient noise, independent over steps, coordinates and runs.

    `parameters` are numbers or 1-D arrays over runs; `per_block` is how many draws one Philox block gives.
    `draw(o, words, p)` makes them ("f32" or "f64" Values) from four "u64" words below 2^32, `apply(o, z, p)`
    turns one draw into the noise in the run's real type; `p` holds the parameters as Values by name.
    Where coordinates share something random, `shared(o, words, p)` makes it, one per run and step, and `apply` takes it last.
    `mean` and `variance` are those of the noise (inf or nan where they do not exist), `symmetric` says that
    −ζ has the law of ζ, `alpha` is the index of the stable law that attracts it (2 = Gaussian).
    """

    name: str
    parameters: Mapping[str, Number]
    sampler: str
    per_block: int
    draw: Callable[[Any, Any, Any], tuple[Any, ...]]
    mean: Number
    variance: Number
    symmetric: bool
    alpha: Number
    source: str
    apply: Callable[..., Any] = field(default=_unchanged)
    shared: Callable[[Any, Any, Any], Any] | None = None

    def __post_init__(self) -> None:
        """A law of the user's own: parameters become numbers and frozen arrays of one length, functions must be some."""
        if not isinstance(self.parameters, Mapping):
            raise ConfigurationError(f"law '{self.name}': parameters = {shown(self.parameters)}: pass a dict of numbers by name")
        checked = {n: check_parameter(self.name, n, v) for n, v in self.parameters.items()}
        object.__setattr__(self, "parameters", check_lengths(self.name, checked))
        object.__setattr__(self, "per_block", whole(f"law '{self.name}': per_block", self.per_block, 1))
        for name in ("draw", "apply", *(() if self.shared is None else ("shared",))):
            if not callable(getattr(self, name)):
                raise ConfigurationError(f"law '{self.name}': {name} = {shown(getattr(self, name))} is not a function: see Law")

    @property
    def runs(self) -> int | None:
        """The number of runs that the parameters prescribe; None when every parameter is one number."""
        return next((len(v) for v in self.parameters.values() if isinstance(v, np.ndarray)), None)

    @property
    def is_none(self) -> bool:
        """Whether gradients are exact."""
        return self.name == "none"


def draws(law: Law, o: Any, block: Any, stream: Any, seed: Any, p: Any, tag: int = NOISE_TAG) -> tuple[Any, ...]:
    """The `law.per_block` draws of one block: `block`, `stream` (run) and `seed` are "u64" Values."""
    found = tuple(law.draw(o, block_words(o, block, stream, seed, tag), p))
    kinds = {getattr(v, "dtype", None) for v in found}
    if len(found) != law.per_block or len(kinds) != 1 or None in kinds:
        told = ", ".join(sorted(str(k) for k in kinds))
        raise ConfigurationError(
            f"law '{law.name}' draws {len(found)} of type {told or 'none'} from a block; return per_block = "
            f'{law.per_block} of one type, "f64" or "f32"'
        )
    return found


def noise_of(law: Law, o: Any, z: Any, step: Any, stream: Any, seed: Any, p: Any) -> Any:
    """The noise from one draw `z` at `step` (t − 1, a "u64" Value like `stream` and `seed`)."""
    if law.shared is None:
        return law.apply(o, z, p)
    return law.apply(o, z, p, law.shared(o, block_words(o, step, stream, seed, SHARED_TAG), p))


def check_parameter(
    law: str, name: str, value: Any, low: float = -math.inf, high: float = math.inf, low_open: bool = False
) -> Number:
    """`value` as a float or a read-only 1-D float array over runs, in [low, high] ((low, high] if open)."""
    array = real_array(
        f"{law}: {name}", value, ndim=(0, 1), low=low, high=high, low_open=low_open, wanted="a number or a 1-D array over runs"
    )
    return array if array.ndim else float(array)


def check_lengths(law: str, parameters: Mapping[str, Number]) -> Mapping[str, Number]:
    """The same parameters, after a check that arrays over runs have one length."""
    lengths = {n: len(v) for n, v in parameters.items() if isinstance(v, np.ndarray)}
    if len(set(lengths.values())) > 1:
        text = ", ".join(f"{n}: {k}" for n, k in lengths.items())
        raise ConfigurationError(f"{law}: parameters differ in their number of runs ({text}); give all arrays the same length")
    return parameters


def check_sampler(law: str, sampler: str, allowed: tuple[str, ...]) -> str:
    """The same sampler name, or an error with a suggestion."""
    return choice(f"sampler of {law}", sampler, allowed)
