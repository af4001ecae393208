"""The proof kernel: terms, theorems that only the kernel can make, certificates, claims and the ledger."""

from adal_theory.prove import rules
from adal_theory.prove.binding import Forall, Mean, Preserves, Slope, Sum, Tends, substitute
from adal_theory.prove.claims import Claim, Library, Model
from adal_theory.prove.kernel import Theorem
from adal_theory.prove.proof import Proof, Undecided
from adal_theory.prove.recorded import recorded
from adal_theory.prove.terms import (
    Eq,
    Function,
    Implies,
    Ne,
    Refused,
    Term,
    absolute,
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

__all__ = [
    "Claim", "Eq", "Forall", "Function", "Implies", "Library", "Mean", "Model", "Ne", "Preserves", "Proof", "Refused", "Slope",
    "Sum", "Tends", "Term", "Theorem", "Undecided", "absolute", "inv", "log", "maximum", "minimum", "num", "power",
    "recorded", "rules", "sign", "sqrt", "substitute", "var",
]
