"""Second judge: inverses, roots, powers, what defines |·|, max, min and sign, and derivatives."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import product
from typing import Any

import sympy as sp

from adal_theory.prove.check.judging.expressions import Expressions, vanishes
from adal_theory.prove.check.judging.forms import Forms
from adal_theory.prove.check.judging.formulas import difference, likeness, same
from adal_theory.prove.check.judging.ring import Form
from adal_theory.prove.check.judging.rules import conditions, differ, first, judges, unlike
from adal_theory.prove.kernel.binders import open_body
from adal_theory.prove.kernel.terms import Term, add, exp, lift, log, power, var
from adal_theory.prove.kernel.theorem import Theorem


def _holds(forms: Forms, f: Term) -> bool:
    return f.op == "eq" and vanishes(Expressions(forms).of(difference(forms, f)))


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
    b, *exponents = (lift(a) for a in t.arguments[: -len(t.premises)])
    each = [1, exponents[0]] if t.rule == "power_step" else exponents
    wanted = Term("eq", (power(b, add(*each)), power(b, each[0]) * power(b, each[1])), "bool")
    holds = _nothing(len(exponents)) if _zero(forms, b) else _holds(forms, t.conclusion)
    return first(
        conditions(forms, t, *(_natural(b, n) for n in exponents)),
        unlike(forms, (wanted, t.conclusion)),
        "" if holds else f"{t.conclusion} is not an identity",
    )


def _nothing(count: int) -> bool:
    """0^(m+n) = 0^m·0^n for natural numbers, and 0^(n+1) = 0·0^n, as SymPy has it."""
    some = [(sp.S.Zero, sp.Symbol(f"n{k}", integer=True, positive=True)) for k in range(count)]
    one = (sp.S.One,) if count == 1 else ()
    return all(sp.S.Zero ** sp.Add(*n, *one) == sp.Mul(*(sp.S.Zero**e for e in (*n, *one))) for n in product(*some))


@judges("equations", "real_power_product", "real_power_sum", "real_power_power")
def _real_powers(forms: Forms, t: Theorem) -> str:
    a, b, e = (lift(q) for q in t.arguments[:3])
    several = t.rule == "real_power_product"
    wanted = [(a >= 0,), (b >= 0,), (e > 0,)] if several else [(a > 0,)]
    named, plain = Expressions(forms, positive=True), Expressions(forms, positive=True)
    bases = [sp.Symbol(name, positive=True) for name in ("a", "b")]
    named.bases = {forms.of(a): bases[0]}
    if several:
        named.bases = {forms.of(a * b): bases[0] * bases[1], **named.bases, forms.of(b): bases[1]}
    p = difference(forms, t.conclusion)
    holds = t.conclusion.op == "eq" and (vanishes(named.of(p)) or vanishes(plain.of(p)))
    return first(conditions(forms, t, *wanted), "" if holds else f"{t.conclusion} is not an identity")


@judges("equations", "real_power_monotone")
def _real_power_monotone(forms: Forms, t: Theorem) -> str:
    a, b, e = (lift(q) for q in t.arguments[:3])
    (c, p), (d, q) = (s.args if s.op in ("rpow", "ipow") else (s, e) for s in t.conclusion.args)
    return first(conditions(forms, t, (a >= 0,), (a < b,), (e > 0,)), differ(forms, "power", (a, c), (b, d), (p, e), (q, e)))


@judges("equations", "log_exp")
def _log_exp(forms: Forms, t: Theorem) -> str:
    a = lift(t.arguments[0])
    return first(
        unlike(forms, (t.conclusion, Term("eq", (log(exp(a)), a), "bool"))),
        "" if _holds(forms, t.conclusion) else f"{t.conclusion} is not an identity",
    )


@judges("equations", "exp_positive")
def _exp_positive(forms: Forms, t: Theorem) -> str:
    """e^a > 0 for real a, as SymPy has it."""
    positive = sp.exp(sp.Symbol("a", real=True)).is_positive
    return unlike(forms, (t.conclusion, exp(t.arguments[0]) > 0)) if positive else "SymPy does not know it"


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
    known = {
        "sqrt": [zero <= a],
        "abs": [zero <= a, square, b <= a, zero <= a + b],
        "max": [b <= a, c <= a, touches],
        "min": [a <= b, a <= c, touches],
    }
    if op != "sign":
        return known.get(op, [])
    ones = [Term("eq", sides, "bool") for sides in ((a * abs(b), b), (a * b, abs(b)), (a * a * a, a))]
    return [*ones, a * a <= 1]


POINTS = [sp.Rational(*q) for q in ((-3, 1), (-1, 2), (0, 1), (2, 3), (2, 1))]
_EXACT: dict[str, Callable[..., Any]] = {
    "sqrt": lambda a: sp.sqrt(a) if a > 0 else sp.S.Zero,
    "abs": sp.Abs,
    "sign": sp.sign,
    "max": sp.Max,
    "min": sp.Min,
}
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


@judges("derivatives", "derivative")
def _derivative(forms: Forms, t: Theorem) -> str:
    """SymPy's own derivative; functions of the variable have those that the facts give."""
    v, a = t.arguments[0], lift(t.arguments[1])
    x = sp.Symbol("v", real=True)
    slopes = {
        forms.of(open_body(f.args[1], v)): forms.of(open_body(f.args[2], v))
        for f in (p.conclusion for p in t.premises)
        if f.op == "slope"
    }
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
    return first(
        differ(forms, "derivative", (lo, low), (open_body(body, v), open_body(same_body, v))),
        unlike(
            forms,
            (implication.args[0], lo < v),
            (implication.args[1], Term("eq", (open_body(slope, v), open_body(other, v)), "bool")),
        ),
    )
