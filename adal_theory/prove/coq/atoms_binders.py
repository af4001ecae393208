"""Why a sum or a mean is its normal form: written out, or by linearity."""

from __future__ import annotations

from adal_theory.prove.coq import names
from adal_theory.prove.coq.equations import by_value, chain, equal
from adal_theory.prove.coq.formulas import kind
from adal_theory.prove.coq.integers import isint
from adal_theory.prove.coq.page import Page
from adal_theory.prove.coq.raw import ONE, ZERO, abstract, open_body, raw
from adal_theory.prove.kernel.binders import free
from adal_theory.prove.kernel.polynomials import EXPAND, canonical, constant, normal, plus, value
from adal_theory.prove.kernel.terms import Term, mul, num, power

Parts = list[tuple[Term, Term]]


def parts_of(body: Term, v: Term) -> Parts:
    """The body, opened at v, as Σ coefficient · term: what v does not occur in is the coefficient."""
    found = []
    for m, c in normal(body).items():
        outside = [power(x, e) for x, e in m if v not in free(x)]
        found.append((mul(num(c), *outside), mul(*[power(x, e) for x, e in m if v in free(x)])))
    return found


def combination(page: Page, parts: Parts, v: Term) -> str:
    """The parts as a list in Coq: (coefficient, function of the index)."""
    n, of = names.variable(v), kind(v.sort)
    return f"[{'; '.join(f'({page(c)}, fun {n} : {of} => {page(f)})' for c, f in parts)}]"


def whole(parts: Parts) -> Term:
    """c·f + (d·g + (… + 0)), as the lemmas on linearity have it."""
    whole = ZERO
    for c, f in reversed(parts):
        whole = raw("add", raw("mul", c, f), whole)
    return whole


def parts_integrable(page: Page, parts: Parts, v: Term) -> str:
    """That the functions of a combination are integrable."""
    proof = "I"
    for _, f in reversed(parts):
        one = "(L_one M)" if f.key == ONE.key else page.book.suppose(page, raw("integrable", abstract(f, v)))
        proof = f"(conj {one} {proof})"
    return proof


def sum_atom(page: Page, a: Term) -> tuple[Term, str]:
    lo, hi, body = a.args
    first, last = canonical(lo), canonical(hi)
    length = value(plus(plus(normal(last), normal(first), -1), constant(1)))
    if length is not None and length <= EXPAND:
        return _written_out(page, a, int(length))
    v = page.fresh("int")
    opened = open_body(body, v)
    function = page.under(body, "int")
    ends = None
    if (lo.key, hi.key) != (first.key, last.key):
        ends = (
            f"(sum_ends {page(lo)} {page(first)} {page(hi)} {page(last)} {function} "
            f"{equal(page, lo, first)} {equal(page, hi, last)})"
        )

    def extended(g: str, other: Term) -> str:
        n = names.variable(v)
        with page.within((raw("le", first, v), f"L{n}"), (raw("le", v, last), f"R{n}")):
            proof = equal(page, opened, other)
        return (
            f"(sum_ext {page(first)} {page(last)} {function} {g} {isint(first)} {isint(last)} "
            f"(fun {n} I{n} L{n} R{n} => {proof}))"
        )

    parts, target = parts_of(opened, v), canonical(a)
    if len(parts) == 1 and parts[0][0].key == ONE.key and target.op == "sum":
        inner = target.args[2]
        return target, chain(ends, extended(page.under(inner, "int"), open_body(inner, v)))
    listed = combination(page, parts, v)
    total = whole([(c, raw("sum", first, last, abstract(f, v), hint=a.hint)) for c, f in parts])
    apart = f"(sum_lin {page(first)} {page(last)} {listed} : _ = {page(total)})"
    return total, chain(ends, extended(f"(lc {listed})", whole(parts)), apart)


def _written_out(page: Page, a: Term, length: int) -> tuple[Term, str]:
    """A sum of few terms, or of none."""
    lo, hi, body = a.args
    function = page.under(body, "int")
    if length <= 0:
        return ZERO, f"(sum_empty {page(lo)} {page(hi)} {function} {isint(lo)} {isint(hi)} {by_value(page, hi, 'lt', lo)})"
    total = ZERO
    for k in range(length):
        total = raw("add", total, open_body(body, raw("add", lo, num(k))))
    last = equal(page, hi, raw("add", lo, num(length - 1)))
    return total, f"(nf_sum_expand {length} {page(lo)} {page(hi)} {function} {isint(lo)} {last} : {page(a)} = {page(total)})"


def mean_atom(page: Page, a: Term) -> tuple[Term, str]:
    (body,) = a.args
    if body.key == ONE.key:
        return ONE, "(E_one M)"
    v = page.fresh("sample")
    opened = open_body(body, v)

    def extended(g: str, proof: str) -> str:
        return f"(E_ext M {page.under(body, 'sample')} {g} (fun {names.variable(v)} => {proof}))"

    parts, target = parts_of(opened, v), canonical(a)
    if len(parts) == 1 and parts[0][0].key == ONE.key and target.op in ("mean", "num"):
        inner = target.args[0] if target.op == "mean" else ONE
        proof = extended(page.under(inner, "sample"), equal(page, opened, open_body(inner, v)))
        return target, proof if target.op == "mean" else chain(proof, "(E_one M)")
    listed = combination(page, parts, v)
    total = whole([(c, raw("mean", abstract(f, v), hint=a.hint)) for c, f in parts])
    apart = f"(mean_lin M {listed} {parts_integrable(page, parts, v)} : _ = {page(total)})"
    return total, chain(extended(f"(lce M {listed})", equal(page, opened, whole(parts))), apart)
