"""What must be integrable for the rules about E to hold: the terms that E is taken of, in the parts that linearity takes them to.

E is a positive linear functional on a linear space of random variables, the integrable ones, that holds the constants. Nothing
says which others it holds: every theorem carries, as `moments`, what its proof supposes to be integrable.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from adal_theory.prove.kernel.binders import dangling, shift
from adal_theory.prove.kernel.operations import OPERATIONS
from adal_theory.prove.kernel.polynomials import canonical, normal
from adal_theory.prove.kernel.terms import Term, index_sort, mul, power


@lru_cache(maxsize=100_000)
def integrands(a: Term) -> frozenset[Term]:
    """For every E in the term or formula: that the parts of what it is taken of are integrable, for all indices around it."""
    if "(mean " not in a.key:
        return frozenset()
    found: set[Term] = set()
    for k, b in enumerate(a.args):
        if type(b) is Term:
            inner = integrands(b)
            found |= {_under(a, f) for f in inner} if k in OPERATIONS[a.op].under else inner
    return frozenset(found | _parts(a.args[0], a.hint)) if a.op == "mean" else frozenset(found)


def _parts(body: Term, hint: str) -> set[Term]:
    """That each monomial of a body is integrable, but for what does not depend on the sample point."""
    random = ([power(x, e) for x, e in m if dangling(x)] for m in normal(body))
    return {Term("integrable", (canonical(mul(*factors)),), "bool", hint) for factors in random if factors}


def _under(a: Term, f: Term) -> Term:
    """f for every value of the index that the binder `a` binds."""
    if not dangling(f):
        return shift(f, -1)
    lo, hi = {"sum": a.args[:2], "all": a.args[1:3]}.get(a.op, (None, None))
    ends = (e if e is None else canonical(e) for e in (lo, hi))
    return Term("all", (index_sort(a.op, a.args), *ends, f), "bool", a.hint)


def parted(f: Term) -> Iterable[Term]:
    """That something is integrable (for all …): said of its parts."""
    if f.op == "integrable":
        return _parts(f.args[0], f.hint)
    return {_under(f, g) for g in parted(f.args[3])}
