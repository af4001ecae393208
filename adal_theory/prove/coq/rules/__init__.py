"""What each rule of the kernel is in Coq, by the rule's name. A test holds this against the kernel's list."""

from collections.abc import Callable, Mapping

from adal_theory.prove.coq.rules.arithmetic import ARITHMETIC
from adal_theory.prove.coq.rules.axioms import AXIOM
from adal_theory.prove.coq.rules.calculus import CALCULUS
from adal_theory.prove.coq.rules.expectation import EXPECTATION
from adal_theory.prove.coq.rules.logic import LOGIC
from adal_theory.prove.coq.rules.sums import SUMS
from adal_theory.prove.coq.step import Step

RULES: Mapping[str, Callable[[Step], str]] = LOGIC | ARITHMETIC | SUMS | EXPECTATION | CALCULUS | AXIOM
