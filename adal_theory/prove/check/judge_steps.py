"""The steps that are not certificates, judged rule by rule: what they rearrange, differentiate or sum is worked out again.

Each function takes the judge's forms and a theorem and returns what it finds wrong, or "". The formulas that a theorem
records are read; substitution is that of `binding`, all arithmetic is SymPy's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from itertools import product
from typing import Any

import sympy as sp

from adal_theory.prove.binding import open_bodies, open_body, substitute
from adal_theory.prove.check.judge_expressions import Expressions, vanishes
from adal_theory.prove.check.judge_formulas import difference, likeness, lost, same
from adal_theory.prove.check.judge_forms import Form, Forms
from adal_theory.prove.kernel import Theorem
from adal_theory.prove.terms import Term, add, lift, sqrt, var

Judge = Callable[[Forms, Theorem], str]
JUDGES: dict[str, tuple[str, Judge]] = {}  # by rule: what it counts as, and how it is judged
# Names that no term of a user's has, for indices that are opened here.
FIRST, SECOND = var("judged_first", "int"), var("judged_second", "int")


def judges(kind: str, *rules: str) -> Callable[[Judge], Judge]:
    def register(judge: Judge) -> Judge:
        JUDGES.update({name: (kind, judge) for name in rules})
        return judge

    return register


def unlike(forms: Forms, *pairs: tuple[Term, Term]) -> str:
    """The first pair of formulas that do not say the same."""
    return next((f"{f} is not {g} rearranged" for f, g in pairs if not same(forms, f, g)), "")


def differ(forms: Forms, what: str, *pairs: tuple[Any, Any]) -> str:
    """The first pair of numbers that are not one number."""
    return next((f"{what}: {a} is not {b}" for a, b in pairs if forms.of(lift(a)) is not forms.of(lift(b))), "")


def dropped(forms: Forms, t: Theorem, *premises: tuple[Theorem, tuple[Term, ...]]) -> str:
    """Hypotheses of premises that the theorem has no more, although the rule takes away others."""
    gone = [f for p, away in premises for f in lost(forms, p.hypotheses, t.hypotheses, *away)]
    return f"the hypothesis {gone[0]} is lost" if gone else ""


def first(*faults: str) -> str:
    return next(filter(None, faults), "")


# Formulas rearranged


@judges("equations", "restate")
def _restate(forms: Forms, t: Theorem) -> str:
    return unlike(forms, (t.arguments[0].conclusion, t.conclusion))


@judges("equations", "leibniz")
def _leibniz(forms: Forms, t: Theorem) -> str:
    equation, before, hole, template = t.arguments
    if equation.conclusion.op != "eq":
        return f"{equation.conclusion} is not an equation"
    a, b = equation.conclusion.args
    return unlike(forms, (before.conclusion, substitute(template, {hole: a})), (t.conclusion, substitute(template, {hole: b})))


@judges("equations", "detach")
def _detach(forms: Forms, t: Theorem) -> str:
    implication, before = t.arguments[0].conclusion, t.arguments[1].conclusion
    return unlike(forms, (implication.args[0], before), (implication.args[1], t.conclusion))


@judges("equations", "cut")
def _cut(forms: Forms, t: Theorem) -> str:
    lemma, before = t.arguments
    away = (lemma.conclusion,)
    return first(unlike(forms, (before.conclusion, t.conclusion)), dropped(forms, t, (lemma, ()), (before, away)))


@judges("equations", "discharge")
def _discharge(forms: Forms, t: Theorem) -> str:
    f, before = t.arguments
    return first(unlike(forms, (t.conclusion.args[0], f), (t.conclusion.args[1], before.conclusion)),
                 dropped(forms, t, (before, (f,))))


@judges("equations", "cases")
def _cases(forms: Forms, t: Theorem) -> str:
    f, yes, no = t.arguments
    op, swapped = {"le": ("lt", True), "lt": ("le", True), "eq": ("ne", False), "ne": ("eq", False)}[f.op]
    other = Term(op, f.args[::-1] if swapped else f.args, "bool")
    return first(unlike(forms, (yes.conclusion, t.conclusion), (no.conclusion, t.conclusion)),
                 dropped(forms, t, (yes, (f,)), (no, (other,))))


@judges("equations", "generalize")
def _generalize(forms: Forms, t: Theorem) -> str:
    v, before = t.arguments[:2]
    _, lo, hi, body = t.conclusion.args
    ends = tuple(f for f in (lo is not None and lo <= v, hi is not None and v <= hi) if type(f) is Term)
    return first(unlike(forms, (open_body(body, v), before.conclusion)), dropped(forms, t, (before, ends)))


@judges("equations", "specialize")
def _specialize(forms: Forms, t: Theorem) -> str:
    _, lo, hi, body = t.arguments[0].conclusion.args
    a = lift(t.arguments[1])
    wanted = [f for f in (lo is not None and lo <= a, hi is not None and a <= hi) if type(f) is Term]
    given = [p.conclusion for p in t.arguments[2:]]
    if len(given) != len(wanted):
        return f"{len(given)} of {len(wanted)} conditions of the range are there"
    return unlike(forms, (open_body(body, a), t.conclusion), *zip(wanted, given, strict=True))


@judges("equations", "induction")
def _induction(forms: Forms, t: Theorem) -> str:
    n, f, lo, base, step = t.arguments[:5]
    lo, hi = lift(lo), t.conclusion.args[2]
    ranges = (f, lo <= n) if hi is None else (f, lo <= n, n + 1 <= hi)
    return first(unlike(forms, (base.conclusion, substitute(f, {n: lo})), (step.conclusion, substitute(f, {n: n + 1})),
                        (open_body(t.conclusion.args[3], n), f)),
                 differ(forms, "induction starts elsewhere", (t.conclusion.args[1], lo)),
                 dropped(forms, t, (base, () if hi is None else (lo <= hi,)), (step, ranges)))


# Equations and comparisons of numbers


def _holds(forms: Forms, f: Term, **assumptions: bool) -> bool:
    return f.op == "eq" and vanishes(Expressions(forms, **assumptions).of(difference(forms, f)))


def _given(forms: Forms, t: Theorem, *wanted: Iterable[Term]) -> str:
    """Each premise in turn must say one of the formulas wanted of it."""
    for p, either in zip(t.premises, wanted, strict=True):
        if not any(same(forms, p.conclusion, f) for f in either):
            return f"{p.conclusion} is not the condition"
    return ""


def _zero(forms: Forms, a: Term) -> bool:
    return not forms.of(a).terms


@judges("equations", "inverse")
def _inverse(forms: Forms, t: Theorem) -> str:
    f = t.arguments[0].conclusion
    a = f.args[1] if _zero(forms, f.args[0]) else f.args[0]
    fits = f.op in ("ne", "lt") and any(_zero(forms, b) for b in f.args)
    if not fits or likeness(forms, t.conclusion) != likeness(forms, Term("eq", (a * (1 / a), lift(1)), "bool")):
        return f"{f} does not give {t.conclusion}"
    return "" if _holds(forms, t.conclusion) else f"{t.conclusion} does not cancel to 1 = 1"


@judges("equations", "sqrt_square")
def _sqrt_square(forms: Forms, t: Theorem) -> str:
    f = t.arguments[0].conclusion
    if f.op not in ("le", "lt") or not _zero(forms, f.args[0]) or forms.of(f.args[1]) is not forms.of(t.conclusion.args[1]):
        return f"{f} does not give {t.conclusion}"
    return "" if _holds(forms, t.conclusion) else f"{t.conclusion} is not an identity"


@judges("equations", "integral")
def _integral(forms: Forms, t: Theorem) -> str:
    f = t.arguments[0].conclusion
    gap = forms.add(difference(forms, f), difference(forms, t.conclusion), -1)
    fits = f.op == "lt" and t.conclusion.op == "le" and all(a.sort == "int" for a in f.args)
    return "" if fits and gap is forms.one else f"{f} does not give {t.conclusion}"


def _natural(b: Term, n: Term) -> tuple[Term, ...]:
    return n >= 0, Term("ne", (b, lift(0)), "bool"), b > 0


@judges("equations", "power_step", "power_sum")
def _powers(forms: Forms, t: Theorem) -> str:
    b, *exponents = (lift(a) for a in t.arguments[:-len(t.premises)])
    return first(_given(forms, t, *(_natural(b, n) for n in exponents)),
                 "" if _holds(forms, t.conclusion) else f"{t.conclusion} is not an identity")


@judges("equations", "real_power_product", "real_power_sum", "real_power_power")
def _real_powers(forms: Forms, t: Theorem) -> str:
    a, b, e = (lift(q) for q in t.arguments[:3])
    wanted = [(a >= 0,), (b >= 0,), (e > 0,)] if t.rule == "real_power_product" else [(a > 0,)]
    return first(_given(forms, t, *wanted),
                 "" if _holds(forms, t.conclusion, positive=True) else f"{t.conclusion} is not an identity")


@judges("equations", "real_power_monotone")
def _real_power_monotone(forms: Forms, t: Theorem) -> str:
    a, b, e = (lift(q) for q in t.arguments[:3])
    (c, p), (d, q) = (s.args if s.op in ("rpow", "ipow") else (s, e) for s in t.conclusion.args)
    return first(_given(forms, t, (a >= 0,), (a < b,), (e > 0,)), differ(forms, "power", (a, c), (b, d), (p, e), (q, e)))


@judges("equations", "power_positive")
def _power_positive(forms: Forms, t: Theorem) -> str:
    f, g = t.arguments[1].conclusion, t.conclusion
    fits = f.op == g.op == "lt" and _zero(forms, f.args[0]) and _zero(forms, g.args[0])
    return "" if fits and forms.of(g.args[1]) is forms.of(f.args[1] ** t.arguments[0]) else f"{f} does not give {g}"


def _constraints(op: str, a: Term, *args: Term) -> list[Term]:
    """What holds of √, |·|, max, min and sign of any numbers."""
    b, c = args[0], args[-1]
    square, zero = Term("eq", (b * b, a * a), "bool"), lift(0)
    touches = Term("eq", ((a - b) * (a - c), zero), "bool")
    known = {"sqrt": [zero <= a], "abs": [zero <= a, square, b <= a, zero <= a + b], "max": [b <= a, c <= a, touches],
             "min": [a <= b, a <= c, touches]}
    if op != "sign":
        return known.get(op, [])
    ones = [Term("eq", sides, "bool") for sides in ((a * abs(b), b), (a * b, abs(b)), (a * a * a, a))]
    return [*ones, a * a <= 1]


POINTS = [sp.Rational(*q) for q in ((-3, 1), (-1, 2), (0, 1), (2, 3), (2, 1))]
_EXACT: dict[str, Callable[..., Any]] = {
    "sqrt": lambda a: sp.sqrt(a) if a > 0 else sp.S.Zero, "abs": sp.Abs, "sign": sp.sign, "max": sp.Max, "min": sp.Min}
_SIGNS: dict[str, Callable[[Any], bool]] = {"le": lambda a: a >= 0, "lt": lambda a: a > 0, "eq": lambda a: a == 0}


@cache
def _confirmed(op: str) -> bool:
    """Whether SymPy finds the constraints true at exact points: below, at and above 0, in every order."""
    forms = Forms()
    whole, *args = [var(f"judged_{k}") for k in range(1 + (1 if op in ("sqrt", "abs", "sign") else 2))]
    symbols = {forms.single(forms.of(v)): sp.Symbol(v.args[0], real=True) for v in (whole, *args)}
    expressions = Expressions(forms, {a.number: s for a, s in symbols.items() if a is not None})
    claims = [(f.op, expressions.of(difference(forms, f))) for f in _constraints(op, whole, *args)]
    for values in product(POINTS, repeat=len(args)):
        put = dict(zip(symbols.values(), (_EXACT[op](*values), *values), strict=True))
        if not all(_SIGNS[relation](e.subs(put)) for relation, e in claims):
            return False
    return True


@judges("equations", "defining")
def _defining(forms: Forms, t: Theorem) -> str:
    a = t.arguments[0]
    fits = any(same(forms, t.conclusion, f) for f in _constraints(a.op, a, *a.args))
    return "" if fits and _confirmed(a.op) else f"{t.conclusion} does not define {a}"


# Sums and means


def _pieces(a: Term) -> tuple[Term, ...]:
    return a.args if a.op == "add" else (a,)


@judges("sums", "sum_split")
def _sum_split(forms: Forms, t: Theorem) -> str:
    s, m = t.arguments[0], lift(t.arguments[1])
    (lo, hi, body), (low, middle, left), (after, high, right) = s.args, *(p.args for p in t.conclusion.args[1].args)
    return first(_given(forms, t, (lo <= m + 1,), (m <= hi,)),
                 differ(forms, "an end of the sum", (lo, low), (hi, high), (middle + 1, after), (middle, m)),
                 _bodies(forms, (body, left), (body, right)))


def _bodies(forms: Forms, *pairs: tuple[Term, Term]) -> str:
    """Terms under one binder."""
    return next((f"{a} is not {b} under the sum" for a, b in pairs if forms.of(a, 1) is not forms.of(b, 1)), "")


@judges("sums", "sum_shift")
def _sum_shift(forms: Forms, t: Theorem) -> str:
    (lo, hi, body), (low, high, moved) = (s.args for s in t.conclusion.args)
    c = lift(t.arguments[1])
    return differ(forms, "shifting the sum", (lo + c, low), (hi + c, high),
                  (open_body(body, FIRST), open_body(moved, FIRST + c)))


@judges("sums", "sum_swap")
def _sum_swap(forms: Forms, t: Theorem) -> str:
    """The same terms in the same pairs of indices; a triangle is written out from 0 to 3 rows."""
    (lo, hi, outer), (low, high, swapped) = (s.args for s in t.conclusion.args)
    (inner_lo, inner_hi, body), (after_lo, after_hi, moved) = outer.args, swapped.args
    terms = differ(forms, "the term of the sum", (open_bodies(body, (FIRST, SECOND)), open_bodies(moved, (SECOND, FIRST))))
    ends = [open_body(e, FIRST) for e in (inner_lo, inner_hi)]
    if forms.of(ends[1]) is not forms.of(FIRST):
        return first(terms, differ(forms, "the ends", (ends[0], low), (ends[1], high), (lo, open_body(after_lo, SECOND)),
                                   (hi, open_body(after_hi, SECOND))))
    return first(terms, differ(forms, "the triangle", (ends[0], lo), (low, lo), (high, hi), (open_body(after_lo, SECOND), SECOND),
                               (open_body(after_hi, SECOND), hi)))


@judges("sums", "sum_monotone", "mean_monotone")
def _monotone(forms: Forms, t: Theorem) -> str:
    f, g = t.arguments[0].conclusion, t.conclusion
    body, ends = f.args[3], f.args[1:3]
    if (g.op == "eq") != (body.op == "eq") or g.op == "lt" or any(s.op not in ("sum", "mean") for s in g.args):
        return f"{g} does not follow from {f}"
    pairs = [(e, d) for s in g.args for e, d in zip(s.args[:-1], ends, strict=False)]
    return first(differ(forms, "an end of the sum", *pairs),
                 _bodies(forms, *((s.args[-1], side) for s, side in zip(g.args, body.args, strict=True))))


@judges("sums", "sum_count")
def _sum_count(forms: Forms, t: Theorem) -> str:
    lo, hi = (lift(a) for a in t.arguments[:2])
    s, value = t.conclusion.args
    low, high, expressions = *(sp.Symbol(n, integer=True) for n in ("low", "high")), Expressions(forms)
    closed = sp.summation(1, (sp.Symbol("k", integer=True), low, high))
    number = closed.subs({low: expressions.of(forms.of(lo)), high: expressions.of(forms.of(hi))}, simultaneous=True)
    return first(_given(forms, t, (lo <= hi + 1,)), differ(forms, "an end of the sum", (s.args[0], lo), (s.args[1], hi)),
                 _bodies(forms, (s.args[2], lift(1))),
                 "" if vanishes(number - expressions.of(forms.of(value))) else f"SymPy counts {number}")


@judges("sums", "telescope")
def _telescope(forms: Forms, t: Theorem) -> str:
    """The general term, and the sums of no to three terms written out."""
    k, a, lo, hi = t.arguments[0], *(lift(b) for b in t.arguments[1:4])
    (low, high, body), closed = t.conclusion.args[0].args, t.conclusion.args[1]
    shorter = [(add(*(open_body(body, lo + j) for j in range(n))), substitute(a, {k: lo + n}) - substitute(a, {k: lo}))
               for n in range(4)]
    return first(_given(forms, t, (lo <= hi + 1,)),
                 differ(forms, "telescoping", (low, lo), (high, hi), (open_body(body, k), substitute(a, {k: k + 1}) - a),
                        (closed, substitute(a, {k: hi + 1}) - substitute(a, {k: lo})), *shorter))


@judges("sums", "mean_sum")
def _mean_sum(forms: Forms, t: Theorem) -> str:
    mean, s = t.conclusion.args
    lo, hi, body = mean.args[0].args
    point, k = var("judged_point", "sample"), FIRST
    inside = open_body(s.args[2], k)
    if inside.op != "mean":
        return f"{s} is not a sum of means"
    return differ(forms, "order of E and the sum", (open_body(lo, point), s.args[0]), (open_body(hi, point), s.args[1]),
                  (open_bodies(body, (point, k)), open_body(inside.args[0], point)))


@judges("sums", "change_of_variables")
def _change_of_variables(forms: Forms, t: Theorem) -> str:
    omega, a = t.arguments[1], lift(t.arguments[2])
    image = open_body(t.arguments[0].conclusion.args[0], omega)
    moved, mean = t.conclusion.args
    return differ(forms, "change of variables", (open_body(mean.args[0], omega), a),
                  (open_body(moved.args[0], omega), substitute(a, {omega: image})))


@judges("equations", "tends_by_rate")
def _tends_by_rate(forms: Forms, t: Theorem) -> str:
    v, a, limit, rate = (lift(q) for q in t.arguments[:4])
    f = t.arguments[4].conclusion
    return first(unlike(forms, (open_body(f.args[3], v), abs(a - limit) <= rate * (1 / sqrt(v)))),
                 differ(forms, "limit", (open_body(t.conclusion.args[1], v), a), (t.conclusion.args[2], limit)))


# Derivatives


@judges("derivatives", "derivative")
def _derivative(forms: Forms, t: Theorem) -> str:
    """SymPy's own derivative; functions of the variable have those that the facts give."""
    v, a = t.arguments[0], lift(t.arguments[1])
    x = sp.Symbol("v", real=True)
    slopes = {forms.of(open_body(f.args[1], v)): forms.of(open_body(f.args[2], v))
              for f in (p.conclusion for p in t.premises) if f.op == "slope"}
    return "" if _slope_is(forms, v, x, slopes, a, open_body(t.conclusion.args[2], v)) else f"SymPy does not find {t.conclusion}"


def _slope_is(forms: Forms, v: Term, x: Any, slopes: dict[Form, Form], a: Term, b: Term) -> bool:
    def leaf(f: Form) -> int:
        one = forms.single(f)
        return -1 if one is None else one.number

    functions = {f: sp.Function(f"f{f.number}", real=True)(x) for f in slopes}
    expressions = Expressions(forms, {leaf(forms.of(v)): x, **{leaf(f): e for f, e in functions.items()}})
    found = sp.diff(expressions.of(forms.of(a)), x)
    found = found.subs({sp.Derivative(e, x): expressions.of(slopes[f]) for f, e in functions.items()})
    return vanishes(found - expressions.of(forms.of(b)))


@judges("derivatives", "slope_equal")
def _slope_equal(forms: Forms, t: Theorem) -> str:
    (lo, body, slope), (low, same_body, other) = t.arguments[0].conclusion.args, t.conclusion.args
    v = var("judged_real")
    implication = open_body(t.arguments[1].conclusion.args[3], v)
    return first(differ(forms, "derivative", (lo, low), (open_body(body, v), open_body(same_body, v))),
                 unlike(forms, (implication.args[0], lo < v),
                        (implication.args[1], Term("eq", (open_body(slope, v), open_body(other, v)), "bool"))))
