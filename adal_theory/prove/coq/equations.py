"""Proofs in Coq of what the kernel decides by normal forms: equations of terms, certificates, formulas in another arrangement."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from adal_theory.prove.coq import names
from adal_theory.prove.coq.errors import NotExported
from adal_theory.prove.coq.formulas import kind
from adal_theory.prove.coq.page import Page
from adal_theory.prove.coq.raw import ZERO, minus, open_body, raw
from adal_theory.prove.coq.reify import RELATION, Reified
from adal_theory.prove.coq.witness import TABLE, witness
from adal_theory.prove.kernel.certificates import Certificate, sides
from adal_theory.prove.kernel.polynomials import canonical, term_of
from adal_theory.prove.kernel.terms import RELATIONS, Term
from adal_theory.prove.kernel.theorem import same

CHECKED = "ltac:(vm)"
FROM_ONE = "(PsatzAdd (PsatzIn Q 0) (PsatzIn Q 1))"  # the negated goal and the one premise add up to 0 > 0


def reflexivity(page: Page, a: Term) -> str:
    return f"(@eq_refl {kind(a.sort)} {page(a)})"


def chain(*proofs: str | None) -> str:
    """a = d from a = b, b = c, c = d; None stands for a link that is not needed."""
    *before, last = [p for p in proofs if p is not None]
    for p in reversed(before):
        last = f"(eq_trans {p} {last})"
    return last


def equal(page: Page, a: Term, b: Term) -> str:
    """a = b, for numbers with one normal form."""
    if a.key == b.key:
        return reflexivity(page, a)
    r = Reified(page)
    left, right = r(a, a.key == canonical(b).key), r(b, b.key == canonical(a).key)
    env, table, equations = r.head()
    return f"(peq {env} {table} {left} {right} {equations} {CHECKED} {CHECKED} : {page(a)} = {page(b)})"


def inside(page: Page, function: str, a: Term, b: Term) -> str | None:
    """f(a) = f(b), for numbers with one normal form; None where they are the same term."""
    return None if a.key == b.key else f"(f_equal (fun y : R => {function} y) {equal(page, a, b)})"


def same_application(page: Page, a: Term, b: Term) -> str:
    """f(a1, …) = f(b1, …), argument by argument."""
    before, after = [page(x) for x in a.args[2:]], [page(y) for y in b.args[2:]]
    links = []
    for n, (x, y) in enumerate(zip(a.args[2:], b.args[2:], strict=True)):
        if x.key != y.key:
            args = " ".join([*after[:n], "y", *before[n + 1 :]])
            links.append(f"(f_equal (fun y => {names.function(a.args[0])} {args}) {same_point(page, x, y)})")
    page(a)
    return chain(*links) if links else reflexivity(page, a)


def same_point(page: Page, a: Term, b: Term) -> str:
    if a.sort != "sample":
        return equal(page, a, b)
    if a.key == b.key:
        return reflexivity(page, a)
    if a.op == b.op == "app" and a.args[0] == b.args[0]:
        return same_application(page, a, b)
    raise NotExported(f"{a} and {b} are not seen to be one sample point")


def by_value(page: Page, a: Term, op: str, b: Term) -> str:
    """A comparison of numbers that holds by their values."""
    return certified(page, raw(op, a, b), [], [], None)


def certified(
    page: Page, goal: Term, premises: Sequence[Term], proofs: Sequence[str], certificates: tuple[Certificate, ...] | None
) -> str:
    """A comparison from comparisons and their proofs, by certificates; without any where it holds by value."""
    r = Reified(page)
    left, right = r(goal.args[0]), r(goal.args[1])
    hypotheses, given = [], []
    for f, p in zip(premises, proofs, strict=True):
        if f.op == "ne":  # a ≠ b is 0 < (b − a)²
            d = minus(f.args[1], f.args[0])
            f, p = raw("lt", ZERO, raw("mul", d, d)), f"(ne_sq _ _ {p})"
        hypotheses.append(r.formula(f))
        given.append(p)
    goals = [goal] if goal.op != "eq" else [raw("le", *goal.args), raw("le", *goal.args[::-1])]
    found = (
        ["(PsatzIn Q 0)"] * len(goals)
        if certificates is None
        else [witness(r, g, premises, c) for g, c in zip(goals, certificates, strict=True)]
    )
    env, table, equations = r.head()
    found = [w.replace(TABLE, table) for w in found]
    known, all_of = f"[{'; '.join(hypotheses)}]", _conjunction(given)
    if goal.op == "eq":
        return (
            f"(cert_eq {env} {table} {known} {left} {right} {found[0]} {found[1]} {equations} {all_of} {CHECKED} {CHECKED}"
            f" : {page(goal)})"
        )
    return (
        f"(cert {env} {table} {known} (F {left} {RELATION[goal.op]} {right}) {found[0]} {equations} {all_of} {CHECKED}"
        f" : {page(goal)})"
    )


def _conjunction(proofs: Sequence[str]) -> str:
    all_of = "I"
    for p in reversed(proofs):
        all_of = f"(conj {p} {all_of})"
    return all_of


def converted(page: Page, f: Term, g: Term, proof: str) -> str:
    """A proof of g from one of f, which says the same in another arrangement."""
    return proof if f.key == g.key else _CONVERTED.get(f.op, _relation)(page, f, g, proof)


def _relation(page: Page, f: Term, g: Term, proof: str) -> str:
    if f.op not in RELATIONS:
        raise NotExported(f"{f} in the arrangement {g}")
    if f.op == "ne":
        h = page.name("e")
        back = converted(page, raw("eq", *g.args), raw("eq", *f.args), h)
        return f"(fun {h} : {page(raw('eq', *g.args))} => {proof} {back})"
    r = Reified(page)
    premise, left, right = r.formula(f), r(g.args[0]), r(g.args[1])
    env, table, equations = r.head()
    if f.op in ("le", "lt"):
        return (
            f"(cert {env} {table} [{premise}] (F {left} {RELATION[g.op]} {right}) {FROM_ONE} {equations} (conj {proof} I) "
            f"{CHECKED} : {page(g)})"
        )
    signs = (1, -1) if term_of(sides(f)).key != term_of(sides(g)).key else (-1, 1)
    one, two = (f"(PsatzAdd (PsatzIn Q 0) (PsatzMulC (Pc ({s})%Q) (PsatzIn Q 1)))" for s in signs)
    return (
        f"(cert_eq {env} {table} [{premise}] {left} {right} {one} {two} {equations} (conj {proof} I) {CHECKED} {CHECKED}"
        f" : {page(g)})"
    )


def _implication(page: Page, f: Term, g: Term, proof: str) -> str:
    h = page.name("h")
    premise = converted(page, g.args[0], f.args[0], h)
    return f"(fun {h} : {page(g.args[0])} => {converted(page, f.args[1], g.args[1], f'({proof} {premise})')})"


def _for_all(page: Page, f: Term, g: Term, proof: str) -> str:
    sort, *_ = f.args
    v = page.fresh(sort)
    n, integer = names.variable(v), names.integer_proof(v)
    taken, given = [f"({n} : {kind(sort)})"], [n]
    if sort == "int":
        taken.append(f"({integer} : isint {n})")
        given.append(integer)
    ranges = []
    conditions: list[tuple[int, Callable[[Term], Term]]] = [(1, lambda e: raw("le", e, v)), (2, lambda e: raw("le", v, e))]
    for k, condition in conditions:
        if f.args[k] is not None:
            h = page.name("r")
            taken.append(f"({h} : {page(condition(g.args[k]))})")
            given.append(converted(page, condition(g.args[k]), condition(f.args[k]), h))
            ranges.append((condition(g.args[k]), h))
    with page.within(*ranges):
        body = converted(page, open_body(f.args[3], v), open_body(g.args[3], v), f"({proof} {' '.join(given)})")
    return f"(fun {' '.join(taken)} => {body})"


def _pointwise(page: Page, sort: str, a: Term, b: Term) -> str:
    """∀ v: a(v) = b(v), for two bodies."""
    v = page.fresh(sort)
    n, integer = names.variable(v), names.integer_proof(v)
    taken = f"{n} {integer}" if sort == "int" else n
    return f"(fun {taken} => {equal(page, open_body(a, v), open_body(b, v))})"


def _slope(page: Page, f: Term, g: Term, proof: str) -> str:
    ends = equal(page, f.args[0], g.args[0])
    return (
        f"(slope_same _ _ _ _ _ _ {ends} {_pointwise(page, 'real', f.args[1], g.args[1])} "
        f"{_pointwise(page, 'real', f.args[2], g.args[2])} {proof} : {page(g)})"
    )


def _limit(page: Page, f: Term, g: Term, proof: str) -> str:
    sort = f.args[0]
    lemma = {"int": "tendsZ_same", "real": "tendsR_same"}[sort]
    bodies, limits = _pointwise(page, sort, f.args[1], g.args[1]), equal(page, f.args[2], g.args[2])
    return f"({lemma} _ _ _ _ {bodies} {limits} {proof} : {page(g)})"


_CONVERTED: dict[str, Callable[[Page, Term, Term, str], str]] = {
    "imp": _implication,
    "all": _for_all,
    "slope": _slope,
    "tends": _limit,
}


def weakened(page: Page, f: Term, a: Term, proof: str) -> str:
    """0 ≤ a from 0 ≤ a or 0 < a."""
    if f.op == "lt":
        return f"(Rlt_le _ _ {converted(page, f, raw('lt', ZERO, a), proof)})"
    return converted(page, f, raw("le", ZERO, a), proof)


def nonzero(page: Page, f: Term, a: Term, proof: str) -> str:
    """a ≠ 0 from 0 < a, a < 0, a ≠ 0 or 0 ≠ a."""
    for goal, lemma in (
        (raw("ne", a, ZERO), "{}"),
        (raw("lt", ZERO, a), "(Rgt_not_eq _ _ {})"),
        (raw("lt", a, ZERO), "(Rlt_not_eq _ _ {})"),
    ):
        if goal.op == f.op and same(f, goal):
            return lemma.format(converted(page, f, goal, proof))
    raise NotExported(f"{f} does not say in Coq that {a} is not 0")
