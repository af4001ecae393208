"""Proofs in Coq that all moments of some variables are enough: what is made of these lies in their algebra."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from adal_theory.prove.coq import names
from adal_theory.prove.coq.errors import NotExported
from adal_theory.prove.coq.formulas import kind
from adal_theory.prove.coq.integers import isint
from adal_theory.prove.coq.page import Page
from adal_theory.prove.coq.raw import open_body, raw
from adal_theory.prove.kernel.binders import free
from adal_theory.prove.kernel.terms import Term, var

ALGEBRA = "B"  # the name of the algebra in a corollary
POINT = var("omega", "sample")  # the sample point in its hypotheses, which are closed


class Members:
    """The variables of which a corollary supposes that they lie in the algebra, each at all indices; by name as they are met."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._known: dict[str, tuple[str, str]] = {}  # a variable with its indices left open: (name, formula)

    def moment(self, f: Term) -> str:
        """That something is integrable (for all indices), since it lies in the algebra."""
        page = self.page
        if f.op == "integrable":
            v = page.fresh("sample")
            return f"(A_L M {ALGEBRA} {page.under(f.args[0], 'sample')} {self.member(open_body(f.args[0], v), v)})"
        sort, lo, hi, body = f.args
        v = page.fresh(sort)
        taken = " ".join(
            [names.variable(v), *([names.integer_proof(v)] if sort == "int" else []), *("_" for e in (lo, hi) if e is not None)]
        )
        return f"(fun {taken} => {self.moment(open_body(body, v))})"

    def member(self, a: Term, v: Term) -> str:
        """That the term at the sample point v lies in the algebra."""
        page = self.page
        if v not in free(a):
            return f"(A_const M {ALGEBRA} {page(a)})"
        if a.op not in _MEMBERS:
            raise NotExported(f"{a} is not made of variables by + and ×")
        return _MEMBERS[a.op](self, a, v)

    def folded(self, lemma: str, op: str, parts: Iterable[Term], v: Term) -> str:
        first, *rest = parts
        proof = self.member(first, v)
        for b in rest:
            proof = f"({lemma} M {ALGEBRA} {self.page.of(v, first)} {self.page.of(v, b)} {proof} {self.member(b, v)})"
            first = raw(op, first, b)
        return proof

    def variable(self, a: Term, v: Term) -> str:
        """A variable at its indices."""
        indices: list[tuple[Term, Term]] = []
        shape = self._open(a, v, indices)
        page = self.page
        if shape.key not in self._known:
            conditions = "".join(map(_for_all, (u for u, _ in indices)))
            self._known[shape.key] = (f"B{len(self._known)}", f"{conditions}{ALGEBRA} {page.of(POINT, shape)}")
        args = [part for u, b in indices for part in (page(b), *([isint(b)] if u.sort == "int" else []))]
        return f"({' '.join([self._known[shape.key][0], *args])})"

    def _open(self, a: Term, v: Term, indices: list[tuple[Term, Term]]) -> Term:
        """The variable with new indices in the place of its own, which are listed."""
        args = []
        for b in a.args[2:]:
            if b == v:
                args.append(POINT)
            elif b.op == "app" and b.sort == "sample":
                args.append(self._open(b, v, indices))
            elif v in free(b):
                raise NotExported(f"the indices of {a} are random")
            else:
                u = var(f"k{len(indices)}", b.sort)
                indices.append((u, b))
                args.append(u)
        return raw("app", *a.args[:2], *args)

    def taken(self) -> str:
        """The algebra and its members, as the hypotheses of a corollary."""
        return f"\n  ({ALGEBRA} : algebra M)" + "".join(f"\n  ({name} : {formula})" for name, formula in self._known.values())


def _for_all(u: Term) -> str:
    name = names.variable(u)
    return f"forall {name} : {kind(u.sort)}, " + (f"isint {name} -> " if u.sort == "int" else "")


def _unary(lemma: str) -> Callable[[Members, Term, Term], str]:
    def proof(of: Members, a: Term, v: Term) -> str:
        return f"({lemma} M {ALGEBRA} {of.page.of(v, a.args[0])} {of.member(a.args[0], v)})"

    return proof


def _binary(lemma: str) -> Callable[[Members, Term, Term], str]:
    def proof(of: Members, a: Term, v: Term) -> str:
        b, c = a.args
        return f"({lemma} M {ALGEBRA} {of.page.of(v, b)} {of.page.of(v, c)} {of.member(b, v)} {of.member(c, v)})"

    return proof


def _power(of: Members, a: Term, v: Term) -> str:
    return f"(A_pow M {ALGEBRA} {of.page.of(v, a.args[0])} {a.args[1]} {of.member(a.args[0], v)})"


def _sign(of: Members, a: Term, v: Term) -> str:
    return f"(A_sgn M {ALGEBRA} {of.page.of(v, a.args[0])})"


def _sum(of: Members, a: Term, v: Term) -> str:
    lo, hi, body = a.args
    if v in free(lo) | free(hi):
        raise NotExported(f"the range of {a} is random")
    page, k = of.page, of.page.fresh("int")
    term = open_body(body, k)
    inner = f"(fun {names.variable(k)} {names.integer_proof(k)} _ _ => {of.member(term, v)})"
    return f"(A_sum M {ALGEBRA} {page(lo)} {page(hi)} {page.of(v, page.of(k, term))} {isint(lo)} {isint(hi)} {inner})"


_MEMBERS: dict[str, Callable[[Members, Term, Term], str]] = {
    "add": lambda of, a, v: of.folded("A_add", "add", a.args, v),
    "mul": lambda of, a, v: of.folded("A_mul", "mul", a.args, v),
    "pow": _power,
    "abs": _unary("A_abs"),
    "max": _binary("A_max"),
    "min": _binary("A_min"),
    "sign": _sign,
    "sum": _sum,
    "app": Members.variable,
}
