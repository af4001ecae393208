"""The kernel's rules of inference under one name. None can be added once this is imported."""

from adal_theory.prove.kernel.inference.arithmetic import *  # noqa: F403 (every rule, once)
from adal_theory.prove.kernel.inference.calculus import *  # noqa: F403
from adal_theory.prove.kernel.inference.expectation import *  # noqa: F403
from adal_theory.prove.kernel.inference.logic import *  # noqa: F403
from adal_theory.prove.kernel.inference.sums import *  # noqa: F403
from adal_theory.prove.kernel.replay import replay as replay
from adal_theory.prove.kernel.theorem import RULES as RULES
from adal_theory.prove.kernel.theorem import Theorem as Theorem
from adal_theory.prove.kernel.theorem import canonical_formula as canonical_formula
from adal_theory.prove.kernel.theorem import same as same
from adal_theory.prove.kernel.theorem import seal

seal()
