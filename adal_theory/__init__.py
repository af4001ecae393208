"""AdaL Theory: write an optimiser's update once; simulate it, and see theory and measurement in one figure.

`run` simulates a rule on a problem and returns an `xarray.Dataset` of theory.md's quantities, and `open` reads one back that a
run kept on disk; `sample` draws noise; `read_samples` reads samples from a file; `check` decides one step of a proof as it is
typed, with `forall` for facts for all t, and `prove` holds the kernel; `fit_exponent` tells how a quantity grows or decays with
the step; `problems`, `noise` and `rules` hold what can be run; `ConfigurationError` is what a mistake in the arguments raises.
"""

import sys as _sys
from importlib import import_module as _import_module
from importlib.metadata import version as _version
from typing import TYPE_CHECKING as _TYPE_CHECKING
from typing import Any as _Any

from adal_theory.errors import ConfigurationError

if _TYPE_CHECKING:
    from adal_theory import noise, problems, prove, rules
    from adal_theory.engine.gradient_check import gradient_error
    from adal_theory.engine.run import run
    from adal_theory.engine.sampling import sample
    from adal_theory.prove.check.check import check
    from adal_theory.prove.check.reading import forall
    from adal_theory.reader import read_samples
    from adal_theory.results.fits import fit_exponent
    from adal_theory.results.opening import open

# Loaded when first asked for: they bring NumPy, xarray, SciPy or SymPy, and `adal check` of a step needs none of the first two.
_ROOMS = ("noise", "problems", "prove", "rules", "statistics")
_HOMES = {
    "check": "prove.check.check",
    "fit_exponent": "results.fits",
    "forall": "prove.check.reading",
    "gradient_error": "engine.gradient_check",
    "open": "results.opening",
    "read_samples": "reader",
    "run": "engine.run",
    "sample": "engine.sampling",
}


def __getattr__(name: str) -> _Any:
    """A room or a function of the public face."""
    if name in _ROOMS:
        return _import_module(f"adal_theory.{name}")
    if name in _HOMES:
        found = getattr(_import_module(f"adal_theory.{_HOMES[name]}"), name)
        globals()[name] = found
        return found
    # With name and obj Python itself adds "Did you mean …?" where a name comes near.
    raise AttributeError(f"module 'adal_theory' has no attribute {name!r}", name=name, obj=_sys.modules[__name__])


def __dir__() -> list[str]:
    return sorted({*globals(), *_ROOMS, *_HOMES})


__version__ = _version("adal-theory")

__all__ = [
    "ConfigurationError",
    "__version__",
    "check",
    "fit_exponent",
    "forall",
    "gradient_error",
    "noise",
    "open",
    "problems",
    "prove",
    "read_samples",
    "rules",
    "run",
    "sample",
]
