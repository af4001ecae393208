"""The problems: one constructor each. Separable ones run fused on every engine; array problems on real and planted data.

Each file here names its constructors in `PROBLEMS`; nothing else lists them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from inspect import signature
from typing import TYPE_CHECKING, Any

from adal_theory.errors import ConfigurationError
from adal_theory.problems.problem import Problem
from adal_theory.runtime.discovery import constructors, without

if TYPE_CHECKING:  # for type checkers and editors alone: to them a constructor that is not here is Any
    from adal_theory.problems.absolute import absolute as absolute
    from adal_theory.problems.huber import huber as huber
    from adal_theory.problems.linear import linear as linear
    from adal_theory.problems.logistic import logistic_regression as logistic_regression
    from adal_theory.problems.matrix_factorisation import matrix_factorisation as matrix_factorisation
    from adal_theory.problems.network import network as network
    from adal_theory.problems.nonconvex import cosine as cosine
    from adal_theory.problems.nonconvex import double_well as double_well
    from adal_theory.problems.nonconvex import geman_mcclure as geman_mcclure
    from adal_theory.problems.phase_retrieval import phase_retrieval as phase_retrieval
    from adal_theory.problems.power import power as power
    from adal_theory.problems.quadratic import drifting_quadratic as drifting_quadratic
    from adal_theory.problems.quadratic import quadratic as quadratic

PROBLEMS: dict[str, Callable[..., Any]] = constructors(__name__, "PROBLEMS", "problem")
"""The constructors of the shipped problems by name."""
globals().update(PROBLEMS)  # after all files are imported: a file may bear the name of its constructor


def is_separable(name: str) -> bool:
    """Whether a problem runs in fused kernels: its constructor says that it returns a `Problem`."""
    return signature(PROBLEMS[name]).return_annotation in (Problem, Problem.__name__)


def example(name: str, d: int) -> Any:
    """A small instance of a problem in d coordinates: that of `EXAMPLES` in its file, else by its argument d.

    Raises `ConfigurationError` for a constructor that has neither.
    """
    make = PROBLEMS[name]
    own = getattr(sys.modules[make.__module__], "EXAMPLES", {})
    if name in own:
        return own[name](d)
    if "d" not in signature(make).parameters:
        raise ConfigurationError(f"problem {name!r} has no argument d: write EXAMPLES = {{{name!r}: lambda d: …}} in its file")
    return make(d=d)


def __getattr__(name: str) -> Any:
    raise without(__name__, name)


__all__ = ["PROBLEMS", "Problem", *PROBLEMS]
