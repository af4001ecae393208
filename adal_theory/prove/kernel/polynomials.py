"""Normal forms: a term as a polynomial with rational coefficients in its atoms. All arithmetic is exact.

Every rewriting here holds for all values of the variables in the total semantics of `terms` (1/0 = 0, √negative = 0):
nothing is assumed, so nothing needs a proof. What needs one (a·(1/a) = 1, (√a)² = a, …) is a rule of the kernel.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache, reduce
from math import gcd, isqrt, lcm
from types import MappingProxyType

from adal_theory.prove.kernel.binders import dangling, open_body, shift
from adal_theory.prove.kernel.terms import InvalidInference, Term, absolute, add, exp, inv, log, mul, num, power, rebuild, sqrt

Monomial = tuple[tuple[Term, int], ...]
Poly = Mapping[Monomial, Fraction]
ONE: Monomial = ()
EXPAND = 6  # sums of at most this many terms, with numeric ends, are written out


def constant(c: Fraction | int) -> Poly:
    return {ONE: Fraction(c)} if c else {}


def atom(a: Term) -> Poly:
    return {((a, 1),): Fraction(1)}


def plus(p: Poly, q: Poly, factor: Fraction | int = 1) -> dict[Monomial, Fraction]:
    """p + factor·q."""
    result = dict(p)
    for m, c in q.items():
        more, old = c if factor == 1 else factor * c, result.get(m)
        new = more if old is None else old + more
        if new:
            result[m] = new if type(new) is Fraction else Fraction(new)
        else:
            result.pop(m, None)
    return result


def join(m: Monomial, n: Monomial) -> Monomial:
    if not m or not n:
        return m or n
    powers = dict(m)
    for a, e in n:
        powers[a] = powers.get(a, 0) + e
    return tuple(sorted(powers.items(), key=lambda item: item[0].key))


def times(p: Poly, q: Poly) -> Poly:
    result: dict[Monomial, Fraction] = {}
    for m, c in p.items():
        for n, e in q.items():
            k = join(m, n)
            result[k] = result[k] + c * e if k in result else c * e
    return {m: c for m, c in result.items() if c}


def to_power(p: Poly, n: int) -> Poly:
    return reduce(times, [p] * n, constant(1))


def _ordered(p: Poly) -> list[tuple[Monomial, Fraction]]:
    return sorted(p.items(), key=lambda item: (-sum(e for _, e in item[0]), [(a.key, e) for a, e in item[0]]))


def term_of(p: Poly) -> Term:
    """The polynomial as a term, in one order."""
    return add(*[mul(num(c), *[power(a, e) for a, e in m]) for m, c in _ordered(p)])


def canonical(a: Term) -> Term:
    """The one term of all those with this normal form."""
    return term_of(normal(a))


def value(p: Poly) -> Fraction | None:
    """The number that the polynomial is, or None."""
    if not p:
        return Fraction(0)
    return p[ONE] if len(p) == 1 and ONE in p else None


@lru_cache(maxsize=200_000)
def _normal(a: Term) -> Poly:
    return NORMAL[a.op](a)


def normal(a: Term) -> Poly:
    """The normal form, which nobody can change."""
    if type(a) is not Term or a.sort not in ("real", "int"):
        raise InvalidInference("normal", f"{a} is not a number")
    return MappingProxyType(_normal(a))


def _inside(a: Term) -> Term:
    """The same operation on the normal forms of its arguments, inside sample points too."""
    args = (b if type(b) is not Term else canonical(b) if b.sort in ("real", "int") else _inside(b) for b in a.args)
    return rebuild(a, tuple(args))


def _opaque(a: Term) -> Poly:
    new = _inside(a)
    return atom(new) if new.op == a.op else normal(new)  # b^(x−x+2) is b²


def split(p: Poly) -> tuple[Fraction, Monomial, Poly]:
    """p = c · m · q: rational content (sign of the first term), common powers, and what is left."""
    first = _ordered(p)[0][1]
    numerators = gcd(*[c.numerator for c in p.values()])
    c = Fraction(numerators, lcm(*[e.denominator for e in p.values()])) * (1 if first > 0 else -1)
    common = dict(next(iter(p)))
    for powers in map(dict, p):
        common = {a: min(e, powers[a]) for a, e in common.items() if a in powers}
    rest = {tuple((a, k - common.get(a, 0)) for a, k in m if k > common.get(a, 0)): e / c for m, e in p.items()}
    return c, tuple(sorted(common.items(), key=lambda item: item[0].key)), rest


def _inv(a: Term) -> Poly:
    (b,) = a.args
    if b.op == "mul":
        return normal(mul(*[inv(c) for c in b.args]))
    if b.op == "pow":
        return to_power(normal(inv(b.args[0])), b.args[1])
    p = normal(b)
    c = value(p)
    if c is not None:
        return constant(1 / c if c else 0)
    c, common, rest = split(p)
    result = constant(1 / c)
    for x, e in common:
        result = times(result, to_power(normal(x.args[0]) if x.op == "inv" else atom(inv(x)), e))
    return result if value(rest) == 1 else times(result, atom(inv(term_of(rest))))


def root(c: Fraction) -> Fraction | None:
    """√c if rational, else None."""
    if c < 0:
        return None
    p, q = isqrt(c.numerator), isqrt(c.denominator)
    return Fraction(p, q) if p * p == c.numerator and q * q == c.denominator else None


def _sqrt(a: Term) -> Poly:
    p = normal(a.args[0])
    c = value(p)
    if c is not None and c <= 0:
        return {}
    if len(p) > 1:
        return atom(sqrt(term_of(p)))
    ((m, c),) = p.items()
    # √(x²y) = |x|√y, and √(1/x) = 1/√x: true for negative y and x = 0 too.
    outside = constant(1)
    inside: list[Term] = []
    for x, e in m:
        outside = times(outside, to_power(normal(absolute(x)), e // 2))
        inside += [x] * (e % 2)
    r = root(c)
    if r is not None:
        outside, c = times(outside, constant(r)), Fraction(1)
    if not inside and c > 0:
        return times(outside, atom(sqrt(num(c)))) if c != 1 else outside
    if len(inside) == 1 and inside[0].op == "inv" and c == 1:
        return times(outside, normal(inv(sqrt(inside[0].args[0]))))
    return times(outside, atom(sqrt(mul(num(c), *inside))))


def _abs(a: Term) -> Poly:
    p = normal(a.args[0])
    if not p:
        return {}
    c, common, _ = split(p)
    if len(p) > 1:
        return times(constant(abs(c)), atom(absolute(term_of({m: e / c for m, e in p.items()}))))
    result = constant(abs(c))
    for x, e in common:
        size = normal(inv(absolute(x.args[0]))) if x.op == "inv" else atom(x if x.op in ("abs", "sqrt") else absolute(x))
        result = times(result, times(to_power(atom(x), e - e % 2), size if e % 2 else constant(1)))
    return result


def _sign(a: Term) -> Poly:
    c = value(normal(a.args[0]))
    return constant((c > 0) - (c < 0)) if c is not None else _opaque(a)


def _log(a: Term) -> Poly:
    c = value(normal(a.args[0]))
    return {} if c is not None and (c <= 0 or c == 1) else atom(log(canonical(a.args[0])))


def _exp(a: Term) -> Poly:
    b = canonical(a.args[0])
    return constant(1) if b == num(0) else atom(exp(b))


def _extremum(a: Term) -> Poly:
    p, q = (normal(b) for b in a.args)
    difference = value(plus(p, q, -1))
    if difference is not None:
        return p if (difference >= 0) == (a.op == "max") or difference == 0 else q
    ends = sorted((term_of(p), term_of(q)), key=lambda b: b.key)
    return atom(rebuild(a, tuple(ends)))


def _ipow(a: Term) -> Poly:
    base, n = normal(a.args[0]), normal(a.args[1])
    k = value(n)
    if k is not None:
        return normal(power(a.args[0], int(k)))
    if value(base) == 1:
        return constant(1)
    exponent = term_of(n)
    if len(base) == 1:
        ((m, c),) = base.items()
        # (xy)^n = x^n y^n for every integer n, since 1/(xy) = (1/x)(1/y) in the total semantics.
        factors = [power(x, mul(num(e), exponent)) for x, e in m] + ([power(num(c), exponent)] if c != 1 else [])
        if len(factors) > 1:
            return normal(mul(*factors))
        if m:
            return atom(power(m[0][0], mul(num(m[0][1]), exponent)))
    return atom(power(term_of(base), exponent))


def _binder(a: Term) -> Poly:
    """Σ and E are linear: constants and factors free of the index come out, terms come apart."""
    ends = tuple(canonical(b) for b in a.args[:-1])
    if a.op == "sum":
        length = value(plus(plus(normal(ends[1]), normal(ends[0]), -1), constant(1)))
        if length is not None and length <= EXPAND:
            written: Poly = {}
            for k in range(int(length)):
                written = plus(written, normal(open_body(a.args[-1], add(ends[0], num(k)))))
            return written
    result: Poly = {}
    for m, c in normal(a.args[-1]).items():
        outside = [(shift(x, -1), e) for x, e in m if not dangling(x)]
        inside = [power(x, e) for x, e in m if dangling(x)]
        factor = {tuple(sorted(outside, key=lambda item: item[0].key)): c}
        if a.op == "mean" and not inside:
            result = plus(result, factor)
        else:
            result = plus(result, times(factor, atom(Term(a.op, (*ends, mul(*inside)), "real", a.hint))))
    return result


# The normal form of each operation that gives a number.
NORMAL = {
    "num": lambda a: constant(a.args[0]),
    "var": atom,
    "bound": atom,
    "app": _opaque,
    "add": lambda a: reduce(plus, map(normal, a.args), constant(0)),
    "mul": lambda a: reduce(times, map(normal, a.args), constant(1)),
    "pow": lambda a: to_power(normal(a.args[0]), a.args[1]),
    "ipow": _ipow,
    "rpow": _opaque,
    "inv": _inv,
    "sqrt": _sqrt,
    "exp": _exp,
    "log": _log,
    "abs": _abs,
    "sign": _sign,
    "max": _extremum,
    "min": _extremum,
    "sum": _binder,
    "mean": _binder,
}
