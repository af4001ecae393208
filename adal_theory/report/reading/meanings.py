"""What the symbols of a claim mean, in words: for the page, the appendix, the notebooks and `adal show`.

The meanings are those of `symbols`. A symbol has the meaning that it has there only where a proof's file takes
it from `adal_theory.proofs.notation`, or belongs to this project: of a symbol of someone else's, whatever its name, only its sort
is told.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from adal_theory.proofs import notation
from adal_theory.proofs.hypotheses import LIBRARY
from adal_theory.prove.kernel.binders import free, functions, subterms
from adal_theory.prove.kernel.terms import Function, Term
from adal_theory.prove.library.claim import Claim
from adal_theory.report.reading.symbols import LOCAL, NOTATION

PLACE = Path(notation.__file__).parent
INDICES = ("t", "i")  # bound in almost every statement about a run, and named alike in all of them
Shape = tuple[tuple[str, ...], str] | str  # of a function, its arguments and value; of a variable, its sort


def meanings(claim: Claim) -> dict[str, str]:
    """The symbols of a claim that have a meaning, with it."""
    found = {name: meaning(name, shape, claim) for name, shape in symbols_of(claim).items()}
    return {name: words for name, words in found.items() if words is not None}


def symbols_of(claim: Claim) -> dict[str, Shape]:
    """The free symbols of a claim and, where it is about a run, the indices t and i, in the order of `NOTATION`."""
    formulas = (claim.show, *claim.given.values())
    found: dict[str, Shape] = {}
    for f in formulas:
        found |= {v.args[0]: v.sort for v in free(f)}
        found |= functions(f)
    run = any(isinstance(q, tuple) and q[0][:1] == ("number",) for q in found.values())
    hints = {q.hint for f in formulas for q in subterms(f)} if run else set()
    found |= {n: "int" for n in INDICES if n in hints and n not in found}
    order = {name: k for k, name in enumerate(NOTATION)}
    return {n: found[n] for n in sorted(found, key=lambda n: (order.get(n, len(order)), n))}


def home(claim: Claim) -> str:
    """The file of this project in which a claim stands, as "b_regret.b9_weighted_regret"; "" for a claim of someone else's."""
    if LIBRARY.false.get(claim.id) is claim:
        return "known_false"
    code = getattr(claim.proof, "__code__", None)
    if LIBRARY.claims.get(claim.id) is not claim or code is None or PLACE not in Path(code.co_filename).parents:
        return ""
    return str(claim.proof.__module__).removeprefix("adal_theory.proofs.")


def meaning(name: str, shape: Shape, claim: Claim) -> str | None:
    """What a symbol means in a claim, or None where nobody has said so."""
    at, base = home(claim), name.removesuffix("_r")
    if at:
        parts = at.split(".")
        scopes = [claim.id, *(".".join(parts[:k]) for k in range(len(parts), 0, -1))]
        found = next((LOCAL[s][n] for s in scopes if s in LOCAL for n in (name, base) if n in LOCAL[s]), None)
        if found is not None or base != name:
            return found or NOTATION.get(base)
    theirs = (vars(notation) if at == "known_false" else getattr(claim.proof, "__globals__", {})).get(name)
    same = theirs is not None and theirs is getattr(notation, name, None) and _shape(theirs) == shape
    return NOTATION.get(name) if same else None


def _shape(a: Any) -> Shape | None:
    """How a symbol of Python is used in a formula."""
    if isinstance(a, Function):
        return tuple("sample" if s == "sample" else "number" for s in a.sorts), a.result
    return a.sort if isinstance(a, Term) else None


def sort_in_words(shape: Shape) -> str:
    """What is certain of any symbol: "a real number", "a sequence of real numbers"."""
    if isinstance(shape, str):
        return {"real": "a real number", "int": "an integer", "sample": "a sample point"}.get(shape, shape)
    arguments, value = shape
    if value == "sample":
        return "a map of the sample points"
    if arguments == ("sample",):
        return "a random variable"
    random = "random " if "sample" in arguments else ""
    count = sum(s != "sample" for s in arguments)
    return f"a {random}function of a number" if count == 1 else f"a {random}function of {count} numbers"
