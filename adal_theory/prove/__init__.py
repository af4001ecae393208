"""Proofs: a small trusted kernel, and around it search, semantics, printing, recorded rules, claims and their ledger."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

import adal_theory.prove.printing  # noqa: F401 (terms show themselves)
from adal_theory.prove.kernel import inference
from adal_theory.prove.kernel import inference as rules
from adal_theory.prove.kernel.binders import Forall, Integrable, Mean, Preserves, Slope, Sum, Tends, substitute
from adal_theory.prove.kernel.terms import (
    Eq,
    Function,
    Implies,
    InvalidInference,
    Ne,
    Term,
    absolute,
    exp,
    inv,
    log,
    maximum,
    minimum,
    num,
    power,
    sign,
    sqrt,
    var,
)
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.printing.sequents import sequent
from adal_theory.showing import ShownAsFormula

if TYPE_CHECKING:
    from adal_theory.prove.library.claim import Claim, Model
    from adal_theory.prove.library.library import Library
    from adal_theory.prove.tactics.proof import Proof
    from adal_theory.prove.tactics.state import Undecided
    from adal_theory.prove.tactics.steps import step, steps
    from adal_theory.prove.update.hypotheses import recorded

# The kernel knows no printing and no notebook: how a theorem shows itself is given to it here.
for _name in ("_repr_html_", "_repr_latex_"):
    setattr(Theorem, _name, getattr(ShownAsFormula, _name))
Theorem.__repr__ = sequent  # type: ignore[method-assign]

# Loaded when first asked for: the search brings SciPy, the recorded rules bring SymPy.
_HOMES = {
    "Claim": "library.claim",
    "Library": "library.library",
    "Model": "library.claim",
    "Proof": "tactics.proof",
    "Undecided": "tactics.state",
    "recorded": "update.hypotheses",
    "step": "tactics.steps",
    "steps": "tactics.steps",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        found = getattr(import_module(f"adal_theory.prove.{_HOMES[name]}"), name)
        globals()[name] = found
        return found
    raise AttributeError(f"module 'adal_theory.prove' has no attribute {name!r}")


__all__ = [
    "Claim",
    "Eq",
    "Forall",
    "Function",
    "Implies",
    "Integrable",
    "InvalidInference",
    "Library",
    "Mean",
    "Model",
    "Ne",
    "Preserves",
    "Proof",
    "Slope",
    "Sum",
    "Tends",
    "Term",
    "Theorem",
    "Undecided",
    "absolute",
    "exp",
    "inference",
    "inv",
    "log",
    "maximum",
    "minimum",
    "num",
    "power",
    "recorded",
    "rules",
    "sign",
    "sqrt",
    "step",
    "steps",
    "substitute",
    "var",
]
