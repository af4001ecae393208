"""Comparisons from products of facts and from squares: certificates of growing degree, sums of squares last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.certificates import GOAL, Certificate
from adal_theory.prove.kernel.terms import InvalidInference, Term
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import kept, sos
from adal_theory.prove.tactics.arith import Arithmetic, Column
from adal_theory.prove.tactics.atoms import Saturated
from adal_theory.prove.tactics.certify import accept
from adal_theory.prove.tactics.clock import Clock
from adal_theory.prove.tactics.coded import Coded, Endless, Mono, degree, times
from adal_theory.prove.tactics.context import Context, atoms_of
from adal_theory.prove.tactics.linear import SECONDS, facts_near
from adal_theory.prove.tactics.positivity import sign
from adal_theory.prove.tactics.search import sums_and_differences

LINEAR, PRODUCTS, MIDDLE, SQUARES, CUBES = 0, 1, 1.5, 2, 3  # how much is tried
CURVED = ("ipow", "log", "sqrt")  # operations whose atoms need facts of their own
SQUARES_SECONDS = 4.0
MOST_PREMISES = 14  # of a question
LONGEST = 60  # monomials of a column of a semidefinite program
HIGHEST = 8  # degree of a sum of squares
Owner = tuple[int, ...]  # premises that a sum of squares is multiplied by


def by_products(ctx: Context, goal: Term) -> Theorem | None:
    """A comparison from the facts about its own atoms: products of two, and squares of single atoms."""
    facts, atoms = facts_near(ctx, goal), atoms_of([goal])
    signs = [s[1] for s in (ctx.signs.get(a) or sign(ctx, a) for a in atoms) if s is not None]
    near = _near(facts, set(atoms))
    fractions = [t.conclusion for t in near if any(a.op == "inv" for a in atoms_of([t.conclusion]))]
    about = Saturated(ctx, [goal, *fractions], 1).facts if fractions or any(a.op in CURVED for a in atoms) else []
    premises = distinct([*near, *signs, *about])
    end = ctx.clock.within(SECONDS)
    t = nlinarith(goal, premises[:MOST_PREMISES], end, MIDDLE)
    return t or (nlinarith(goal, signs, end, SQUARES) if len(atoms) <= 2 else None)


def _near(facts: Sequence[Theorem], own: set[Term]) -> list[Theorem]:
    """Facts about these atoms and their inverses alone, and equations that hold one of them."""
    inside = [set(atoms_of([t.conclusion])) for t in facts]
    wider = own | {a for each in inside for a in each if a.op == "inv" and set(atoms_of([a.args[0] <= 0])) <= own}
    return [t for t, each in zip(facts, inside, strict=True) if each <= wider or (t.conclusion.op == "eq" and own & each)]


def distinct(facts: Sequence[Theorem]) -> list[Theorem]:
    """One theorem of each that say the same."""
    found: dict[str, Theorem] = {}
    for t in facts:
        found.setdefault(k.canonical_formula(t.conclusion).key, t)
    return list(found.values())


def nlinarith(goal: Term, premises: Sequence[Theorem], clock: Clock, level: float) -> Theorem | None:
    """A comparison (not =) from products of premises and squares; `level` says how many, see `LINEAR` to `CUBES`."""
    try:
        a = Arithmetic(goal, premises, clock)
        for products, squares, deep in _ladder(a, level):
            found = a.search(products, squares, deep)
            t = None if found is None else accept(goal, a.premises, [found])
            if t is not None:
                return t
        for owners in (1, 2) if level >= SQUARES else ():
            found = sums_of_squares(a, owners, alone=level == SQUARES)
            if found is not None:
                return accept(goal, a.premises, [found])
    except (Endless, InvalidInference):
        return None
    return None


def _ladder(a: Arithmetic, level: float) -> list[tuple[int, list[Term], int]]:
    """(premises in a product, squares, premises that a square may be multiplied by), to be tried in turn."""
    if level <= PRODUCTS:
        return [(1, [], 0), (2, [], 0)]
    inside = {x for p in (*(q for q, _ in a.known.values()), *(q for _, q in a.rules)) for m in p for x, _ in m}
    if level < SQUARES:
        return [(1, [], 0), (2, [a.ring.atoms[x] for x in sorted(inside)] if len(inside) <= 5 else [], 1)]
    replaced = {x for lead, _ in a.rules for x, _ in lead if len(lead) == 1}
    terms = [a.ring.atoms[x] for x in sorted(inside - replaced)]
    squares = [*terms, *(sums_and_differences(terms) if len(terms) <= 7 else [])]
    return [(1, squares, 1), (2, squares, 1)] if level == SQUARES else [(3, squares, 1)]


def sums_of_squares(a: Arithmetic, degree_: int, alone: bool) -> Certificate | None:
    """Products of up to `degree_` premises and sums of squares times such; `alone`: the goal is not multiplied."""
    columns = [c for c in a.columns(degree_, (), 0) if len(c.poly) <= LONGEST and not (alone and _multiplies_goal(c))]
    goals = [c for c in columns if GOAL in c.product.factors]
    top = max((degree(m) for c in goals for m in c.poly), default=2)
    top += top % 2
    if not goals or top > HIGHEST:
        return None
    step = kept.key("squares", a.goal.key, [t.conclusion.key for t in a.premises], degree_, alone)
    owners = _owners(a, degree_)
    before = kept.recall(step, lambda data: _as_before(a, columns, owners, data))
    if before is not None:
        return before
    limits = _limits(c.poly for c in (columns if alone and degree_ == 1 else goals))
    blocks = _blocks(a, owners, limits, top, {m for c in columns for m in c.poly})
    seconds = a.clock.within(SQUARES_SECONDS).solver()
    found = sos.solve([c.poly for c in columns], [c.strict for c in columns], blocks, seconds)
    if found is None:
        return None
    weights = [(j, v) for j, v in enumerate(found.weights) if v]
    squares = [(owners.index(owner), weight, poly) for owner, weight, poly in found.squares]
    kept.keep(step, [kept.written(weights), [[i, str(w), [[str(c), m] for m, c in p.items()]] for i, w, p in squares]])
    return _certificate(a, columns, owners, weights, squares)


def _certificate(
    a: Arithmetic,
    columns: Sequence[Column],
    owners: Sequence[Owner],
    weights: Iterable[tuple[int, Fraction]],
    squares: Iterable[tuple[int, Fraction, Coded]],
) -> Certificate:
    chosen = [(columns[j].product, v) for j, v in weights]
    return a.certificate([*chosen, *((a.squared(a.ring.decode(p), owners[i]), w) for i, w, p in squares)])


def _as_before(a: Arithmetic, columns: Sequence[Column], owners: Sequence[Owner], data: Any) -> Certificate | None:
    """The certificate that was kept, if the kernel agrees; None for anything else."""
    if not (isinstance(data, list) and len(data) == 2 and isinstance(data[1], list) and len(data[1]) <= LONGEST):
        return None
    weights, squares = kept.weights(data[0]), [_square(a, one_) for one_ in data[1]]
    if weights is None or any(j >= len(columns) for j, _ in weights):
        return None
    read = [s for s in squares if s is not None and s[0] < len(owners)]
    if len(read) < len(squares):
        return None
    found = _certificate(a, columns, owners, weights, read)
    return None if accept(a.goal, a.premises, [found]) is None else found


def _square(a: Arithmetic, data: Any) -> tuple[int, Fraction, Coded] | None:
    """(number of what it is multiplied by, weight, what is squared), of a degree that the search could have found."""
    weight = kept.weights([data[:2]]) if isinstance(data, list) and len(data) == 3 else None
    if weight is None or not isinstance(data[2], list) or len(data[2]) > LONGEST:
        return None
    poly = kept.polynomial(data[2], len(a.ring.atoms), HIGHEST)
    return None if poly is None else (*weight[0], poly)


def _multiplies_goal(c: Column) -> bool:
    return GOAL in c.product.factors and len(c.product.factors) > 1


def _blocks(a: Arithmetic, owners: Sequence[Owner], limits: dict[int, int], top: int, support: set[Mono]) -> list[sos.Block]:
    """A Gram matrix for each thing that a sum of squares may be multiplied by, over monomials that can occur in it."""
    blocks = []
    for owner in owners:
        poly: Coded = {(): 1}
        for f in owner:
            poly = a.reduced(times(poly, a.known[f][0]))
        half = (top - max((degree(m) for m in poly), default=0)) // 2
        if half < bool(owner):
            continue
        own = _limits([poly])
        most = {x: (e + 1 - own.get(x, 0)) // 2 for x, e in limits.items()}
        basis = sos.monomials([x for x, e in most.items() if e], most, half)
        basis = sos.possible(basis, list(poly), support, a.rules)
        if len(basis) <= sos.MOST_BASIS:
            blocks.append(sos.block(owner, poly, basis, a.reduced))
    return blocks


def _owners(a: Arithmetic, degree_: int) -> list[Owner]:
    """What sums of squares may be multiplied by: nothing, a premise, two of them."""
    usable = [i for i in a.usable() if i != GOAL and a.known[i][1] != "ne"]
    pairs = list(combinations(usable, 2)) if degree_ > 1 and len(usable) <= 8 else []
    return [(), *((i,) for i in usable), *pairs]


def _limits(polys: Iterable[Coded]) -> dict[int, int]:
    """The highest power of each atom."""
    found: dict[int, int] = {}
    for p in polys:
        for m in p:
            for x, e in m:
                found[x] = max(found.get(x, 0), e)
    return found
