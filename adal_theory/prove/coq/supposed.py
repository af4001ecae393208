"""Proofs in Coq that something is integrable, from what a lemma supposes: its moments."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import permutations

from adal_theory.prove.coq import names
from adal_theory.prove.coq.atoms_binders import combination, parts_integrable, parts_of, whole
from adal_theory.prove.coq.equations import by_value, certified, converted, equal
from adal_theory.prove.coq.errors import NotExported
from adal_theory.prove.coq.formulas import kind
from adal_theory.prove.coq.integers import isint
from adal_theory.prove.coq.page import Page
from adal_theory.prove.coq.raw import ONE, abstract, open_body, raw
from adal_theory.prove.kernel.binders import free, substitute
from adal_theory.prove.kernel.certificates import GOAL, Certificate, Product, sides
from adal_theory.prove.kernel.polynomials import canonical, normal, plus, value
from adal_theory.prove.kernel.terms import Term, num
from adal_theory.prove.kernel.theorem import same

Found = dict[Term, Term]  # what stands for an index
COMMUTE = ("add", "mul", "max", "min")


def suppose(page: Page, f: Term) -> str:
    """That something is integrable, for all indices of a range."""
    for known, name in page.moments.items():
        if known.key == f.key:
            return name
    if f.op == "integrable":
        v = page.fresh("sample")
        return integrable(page, open_body(f.args[0], v), v)
    return _for_all(page, f)


def _ends(a: Term, lo: Term | None, hi: Term | None) -> list[Term]:
    """lo ≤ a and a ≤ hi, where there are such ends."""
    return [*([] if lo is None else [raw("le", lo, a)]), *([] if hi is None else [raw("le", a, hi)])]


def _for_all(page: Page, f: Term) -> str:
    sort, lo, hi, body = f.args
    v = page.fresh(sort)
    n = names.variable(v)
    taken = f"({n} : {kind(sort)})" + (f" ({names.integer_proof(v)} : isint {n})" if sort == "int" else "")
    ranges = []
    for g in _ends(v, lo, hi):
        h = page.name("r")
        taken += f" ({h} : {page(g)})"
        ranges.append((g, h))
    with page.within(*ranges):
        return f"(fun {taken} => {suppose(page, open_body(body, v))})"


def integrable(page: Page, a: Term, v: Term) -> str:
    """That a term at the sample point v is integrable: the parts that linearity takes it to are."""
    parts = parts_of(a, v)
    if len(parts) == 1 and parts[0][0].key == ONE.key:
        ((_, f),) = parts
        proof = "(L_one M)" if f.key == ONE.key else _moment(page, abstract(canonical(f), v))
        return f"(L_ext M {page.of(v, f)} {page.of(v, a)} (fun {names.variable(v)} => {equal(page, a, f)}) {proof})"
    listed = combination(page, parts, v)
    total = equal(page, a, whole(parts))
    return (
        f"(L_ext M (lce M {listed}) {page.of(v, a)} (fun {names.variable(v)} => {total}) "
        f"(L_lin M {listed} {parts_integrable(page, parts, v)}))"
    )


def _moment(page: Page, body: Term) -> str:
    """One of the lemma's moments, at the indices at which it says this."""
    for known, name in page.moments.items():
        for proof in _instances(page, known, name, body):
            return proof
    raise NotExported(f"nothing says that {raw('integrable', body)}")


def _instances(page: Page, known: Term, name: str, body: Term) -> Iterator[str]:
    indices, inner = [], known
    while inner.op == "all":
        v = page.fresh(inner.args[0])
        indices.append(v)
        inner = open_body(inner.args[3], v)
    if inner.op != "integrable":
        return
    for found in _matches(inner.args[0], body, frozenset(indices), {}):
        try:
            proof = _applied(page, known, name, [found.get(v, num(0) if v.sort != "sample" else v) for v in indices])
        except NotExported:
            continue
        reached = substitute(inner.args[0], found)
        if canonical(reached).key != canonical(body).key:
            continue
        v = page.fresh("sample")
        a, b = open_body(reached, v), open_body(body, v)
        if a.key == b.key:
            yield proof
        else:
            yield f"(L_ext M {page.of(v, a)} {page.of(v, b)} (fun {names.variable(v)} => {equal(page, b, a)}) {proof})"


def _applied(page: Page, known: Term, name: str, values: list[Term]) -> str:
    """A moment for all indices, at these."""
    args = [name]
    f = known
    for a in values:
        sort, lo, hi, body = f.args
        args += [page(a), *([isint(a)] if sort == "int" else [])]
        args += [_in_range(page, g) for g in _ends(a, lo, hi)]
        f = open_body(body, a)
    return f"({' '.join(args)})"


def _in_range(page: Page, g: Term) -> str:
    """a ≤ b, which is known of indices, or follows from that by adding a number."""
    slack = value(sides(g))
    if slack is not None and slack >= 0:
        return by_value(page, g.args[0], "le", g.args[1])
    for f, name in page.ranges:
        if same(f, g):
            return converted(page, f, g, name)
        rest = value(plus(sides(g), sides(f), -1))
        if rest is not None and rest > 0:
            sum_ = Certificate((Product(Fraction(1), (GOAL,)), Product(Fraction(1), (0,)), Product(Fraction(rest))))
            return certified(page, g, [f], [name], (sum_,))
    raise NotExported(f"nothing says that {g}")


def _matches(pattern: Term, a: Term, indices: frozenset[Term], found: Found) -> Iterator[Found]:
    """The ways in which the pattern is the term, with something in the place of its indices."""
    if pattern in indices:
        if pattern in found:
            if _point(found[pattern]) == _point(a):
                yield found
        elif not a.reach and (a.sort == pattern.sort or (pattern.sort, a.sort) == ("real", "int")):
            yield found | {pattern: a}
        return
    if pattern.key == a.key:
        yield found
        return
    if pattern.op != a.op or len(pattern.args) != len(a.args):
        if pattern.sort == "int" == a.sort:
            yield from _solved(pattern, a, indices, found)
        return
    orders = permutations(a.args) if a.op in COMMUTE and len(a.args) <= 6 else [a.args]
    for args in orders:
        yield from _all_match(pattern.args, args, indices, found)
    if pattern.sort == "int" == a.sort:
        yield from _solved(pattern, a, indices, found)


def _all_match(patterns: tuple[object, ...], args: tuple[object, ...], indices: frozenset[Term], found: Found) -> Iterator[Found]:
    if not patterns:
        yield found
        return
    p, b = patterns[0], args[0]
    if type(p) is Term and type(b) is Term:
        for more in _matches(p, b, indices, found):
            yield from _all_match(patterns[1:], args[1:], indices, more)
    elif p == b:
        yield from _all_match(patterns[1:], args[1:], indices, found)


def _solved(pattern: Term, a: Term, indices: frozenset[Term], found: Found) -> Iterator[Found]:
    """t + c is a for t = a − c."""
    for v in sorted(free(pattern) & indices, key=lambda u: u.key):
        if v not in found and not a.reach and value(plus(normal(pattern), normal(v), -1)) is not None:
            yield found | {v: canonical(a - (pattern - v))}


def _point(a: Term) -> Term:
    return canonical(a) if a.sort != "sample" else a
