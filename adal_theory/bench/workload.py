"""The benchmarked job, defined once: AdaL on the noisy diagonal quadratic g = A(x − c) + σξ, clipped to a box."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from adal_theory.errors import ConfigurationError

DTYPES = ("float64", "float32")

# Speed is per coordinate-update and no implementation gets cheaper or dearer with t, so the slower ones are timed
# over fewer steps: about half a second each. The rows of the table state the steps that were run.
SHORTENED = {"numpy": 400, "numpy_blocked": 1000, "jax_vmap": 400, "jax_best": 400, "jax_blocked": 2000}


@dataclass(frozen=True)
class Workload:
    """One size of the job: `runs` independent runs of `steps` steps in `dimension` coordinates.

    Loss ½ Σ_i a_i (x_i − c)², a_i log-spaced from 1 to `condition`; ξ standard normal; published AdaL with both bias
    corrections and ε inside the preconditioner (theory.md §0). Logged: Σ_{s≤t} f(x_s) − f(c), in float64, at `records`
    log-spaced steps. Raises ConfigurationError for a size below 1 or a centre outside the box (c must be the minimiser).
    """

    dimension: int
    runs: int
    steps: int
    condition: float = 100.0
    centre: float = 0.3
    sigma: float = 1.0
    box: tuple[float, float] = (-1.0, 1.0)
    x0: float = -0.5
    eta: float = 0.5
    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-3
    records: int = 64

    def __post_init__(self) -> None:
        for name in ("dimension", "runs", "steps", "records"):
            if getattr(self, name) < 1:
                raise ConfigurationError(f"{name}={getattr(self, name)} must be an integer >= 1")
        if not self.box[0] <= self.centre <= self.box[1]:
            raise ConfigurationError(f"centre={self.centre} lies outside the box {self.box}: move it inside")

    @property
    def name(self) -> str:
        """The size in one line."""
        return f"d={self.dimension} runs={self.runs} T={self.steps}"

    def updates(self, steps: int) -> int:
        """The number of coordinate-updates in `steps` steps."""
        return self.dimension * self.runs * steps

    def curvatures(self) -> NDArray[np.float64]:
        """a, shape (dimension,)."""
        return np.geomspace(1.0, self.condition, self.dimension)

    def record_steps(self, steps: int) -> NDArray[np.int64]:
        """The logged steps (1-based, increasing) of the full run that lie within the first `steps`."""
        spaced = np.unique(np.rint(np.geomspace(1, self.steps, self.records)).astype(np.int64))
        return spaced[spaced <= steps]

    def step_scalars(self, steps: int, dtype: DTypeLike) -> tuple[NDArray[Any], NDArray[Any]]:
        """(p, q), each (steps,), with which x ← Π[x − M (p/√V + q)] is AdaL's update.

        M = m/(1−β1) and V = v/(1−β2) drop one product each; p = η'_t (1−β1) √((1−β2^t)/(1−β2)) and q = ε η'_t (1−β1)
        carry the corrections. β2 is rounded to the run's dtype first: 1−β2 and 1−β2^t must come from the same number.
        """
        t = np.arange(1, steps + 1, dtype=np.float64)
        b1, b2 = (float(np.asarray(b, dtype)) for b in (self.beta1, self.beta2))
        rate = self.eta / np.sqrt(t) * (1.0 - b1) / (1.0 - b1**t)
        p = rate * np.sqrt((1.0 - b2**t) / (1.0 - b2))
        return p.astype(dtype), (self.eps * rate).astype(dtype)

    def to_json(self) -> dict[str, Any]:
        """A dict that `from_json` reads back."""
        return asdict(self)

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> Workload:
        """The workload that `to_json` wrote."""
        return cls(**{**fields, "box": tuple(fields["box"])})


WORKLOADS = (Workload(10, 4096, 10_000), Workload(1, 65_536, 10_000), Workload(100, 512, 10_000))


def part_of(runs: int, part: int, parts: int) -> int:
    """How many of `runs` runs worker `part` (0-based) of `parts` takes; they differ by one at most."""
    return runs // parts + (part < runs % parts)
