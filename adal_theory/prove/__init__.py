"""Proofs: a small trusted kernel, and around it search, semantics, printing, recorded rules, claims and their ledger."""

import adal_theory.prove.printing  # noqa: F401 (terms show themselves)
from adal_theory.prove.kernel import inference
from adal_theory.prove.kernel import inference as rules
from adal_theory.prove.kernel.binders import Forall, Mean, Preserves, Slope, Sum, Tends, substitute
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
from adal_theory.prove.library.claim import Claim, Library, Model
from adal_theory.prove.tactics.state import Proof, Undecided
from adal_theory.prove.update.hypotheses import recorded

__all__ = [
    "Claim", "Eq", "Forall", "Function", "Implies", "InvalidInference", "Library", "Mean", "Model", "Ne", "Preserves",
    "Proof", "Slope", "Sum", "Tends", "Term", "Theorem", "Undecided", "absolute", "exp", "inference", "inv", "log",
    "maximum", "minimum", "num", "power", "recorded", "rules", "sign", "sqrt", "substitute", "var",
]
