"""AdaL Theory: write an optimiser's update once; simulate it, and see theory and measurement in one figure.

`run` simulates a rule on a problem and returns an `xarray.Dataset` of theory.md's quantities; `sample` draws noise; `problems`,
`noise` and `rules` hold what can be run; `ConfigurationError` is what a mistake in the arguments raises.
"""

from importlib.metadata import version as _version

from adal_theory import noise, problems, rules
from adal_theory.engine.launch import run
from adal_theory.engine.sampling import sample
from adal_theory.errors import ConfigurationError

__version__ = _version("adal-theory")

__all__ = ["ConfigurationError", "__version__", "noise", "problems", "rules", "run", "sample"]
