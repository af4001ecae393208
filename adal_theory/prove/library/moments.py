"""What a claim supposes to be integrable: whatever E is taken of in it, and, where it says so, all moments of some variables.

The kernel lists for every theorem what its proof supposes to be integrable. A claim must say as much: a reader who sees E[X]
does not suppose that E[X³] exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from adal_theory.prove.kernel.binders import dangling
from adal_theory.prove.kernel.integrands import integrands, parted
from adal_theory.prove.kernel.operations import OPERATIONS
from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.kernel.theorem import Theorem, same
from adal_theory.prove.printing.symbols import symbol

# Of variables all of whose moments exist, these have all moments too; a sign does of anything, for it is bounded.
ALGEBRA = ("add", "mul", "pow", "abs", "max", "min", "sum")


def said(formulas: Iterable[Term]) -> frozenset[Term]:
    """What formulas suppose: the parts of what E is taken of in them, and what they say to be integrable."""
    found: set[Term] = set()
    for f in formulas:
        found |= integrands(f)
        if _innermost(f).op == "integrable":
            found |= {*parted(f)}
    return frozenset(found)


def unsaid(t: Theorem, formulas: Iterable[Term], moments: Sequence[str]) -> list[Term]:
    """What a theorem supposes and the formulas do not, nor that all moments of these variables exist."""
    known = said(formulas)
    open_ = (f for f in t.moments if f not in known and not any(same(f, g) for g in known))
    return [f for f in open_ if not made_of(_innermost(f).args[0], frozenset(moments))]


def _innermost(f: Term) -> Term:
    while f.op == "all":
        f = f.args[3]
    return f


def made_of(a: Term, variables: frozenset[str], level: int = 0) -> bool:
    """Whether a term at the sample point is a polynomial in these random variables, their sizes, maxima and minima, and in signs.

    `level` is the number of the sample point among the bound indices.
    """
    if not dangling(a, level) or a.op == "sign":
        return True
    if a.op == "app":
        return a.args[0] in variables
    under = OPERATIONS[a.op].under
    return a.op in ALGEBRA and all(made_of(b, variables, level + (k in under)) for k, b in enumerate(a.args) if type(b) is Term)


def in_words(moments: Sequence[str]) -> str:
    """That all moments exist, for a reader."""
    names = [symbol(name).plain for name in moments]
    listed = ", ".join(names[:-1]) + (" and " if len(names) > 1 else "") + "".join(names[-1:])
    return f"all moments of {listed} are finite" if names else ""
