"""The kernel: the only place where theorems are made. Small, and each rule says what it holds for.

A `Theorem` Γ ⊢ φ says: for all values of its free variables and all functions for its function symbols, if every
formula of Γ holds then φ does (real arithmetic, total functions as in `terms`; E is any positive linear functional on
random variables with E[1] = 1). Rules raise `Refused`; they never guess.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable
from functools import lru_cache, wraps
from typing import Any

from adal_theory.prove import axioms as axiom_list
from adal_theory.prove.certificate import Certificate, check, sides
from adal_theory.prove.normal import canonical, term_of, value
from adal_theory.prove.terms import (
    Eq,
    Forall,
    Implies,
    Mean,
    Refused,
    Sum,
    Tends,
    Term,
    add,
    body_of,
    dangling,
    free,
    functions,
    lift,
    mul,
    num,
    open_bodies,
    open_body,
    power,
    rebuild,
    shift,
    sqrt,
    substitute,
    substitute_function,
    var,
)

Made = tuple[tuple[Term, ...], Term]


class Theorem:
    """Γ ⊢ φ with the rule and the arguments that made it. Cannot be built by hand or changed."""

    __slots__ = ("__weakref__", "arguments", "axioms", "conclusion", "hypotheses", "rule", "smt")
    hypotheses: tuple[Term, ...]
    conclusion: Term
    rule: str
    arguments: tuple[Any, ...]
    axioms: tuple[str, ...]
    smt: bool

    def __init__(self, *_: Any, **__: Any) -> None:
        raise Refused("theorem", "a theorem is made by the rules of the kernel only")

    def __setattr__(self, name: str, _: Any) -> None:
        raise Refused("theorem", f"a theorem cannot be changed: {name}")

    def __delattr__(self, name: str) -> None:
        raise Refused("theorem", f"a theorem cannot be changed: {name}")

    def __repr__(self) -> str:
        return f"{', '.join(map(repr, self.hypotheses))} ⊢ {self.conclusion!r}"

    @property
    def premises(self) -> tuple[Theorem, ...]:
        """The theorems that this one was made from."""
        return tuple(t for a in self.arguments for t in (a if isinstance(a, tuple) else (a,)) if isinstance(t, Theorem))


_made: weakref.WeakSet[Theorem] = weakref.WeakSet()
RULES: dict[str, Callable[..., Theorem]] = {}


def genuine(t: object) -> Theorem:
    if type(t) is not Theorem or t not in _made:
        raise Refused("theorem", f"{type(t).__name__} is no theorem made by the kernel")
    return t


@lru_cache(maxsize=100_000)
def _symbols(f: Term) -> dict[str, Any]:
    shapes: dict[str, Any] = {}
    for v in free(f):
        if shapes.setdefault(v.args[0], v.sort) != v.sort:
            raise Refused("symbol", f"{v} is used as {v.sort} and as {shapes[v.args[0]]}")
    for name, shape in functions(f).items():
        if name in shapes:
            raise Refused("symbol", f"{name} is both a variable and a function")
        shapes[name] = shape
    return shapes


def _consistent(formulas: Iterable[Term]) -> None:
    """One name, one meaning, throughout a theorem."""
    seen: dict[str, Any] = {}
    for f in formulas:
        for name, shape in _symbols(f).items():
            if seen.setdefault(name, shape) != shape:
                raise Refused("symbol", f"{name} is used as {seen[name]} and as {shape}")


def _satisfiable(f: Term) -> None:
    if f.op in ("le", "lt", "eq", "ne"):
        c = value(sides(f))
        if c is not None and not {"le": c >= 0, "lt": c > 0, "eq": c == 0, "ne": c != 0}[f.op]:
            raise Refused("contradiction", f"the hypothesis {f} is false")


def rule(make: Callable[..., Made]) -> Callable[..., Theorem]:
    """A rule of the kernel: `make` returns (hypotheses, conclusion) or refuses."""
    name = make.__name__

    @wraps(make)
    def apply(*arguments: Any) -> Theorem:
        theorems = [genuine(t) for a in arguments for t in (a if isinstance(a, tuple) else (a,)) if isinstance(t, Theorem)]
        hypotheses, conclusion = make(*arguments)
        unique = tuple({f.key: f for f in hypotheses}.values())
        for f in (*unique, conclusion):
            if not isinstance(f, Term) or f.sort != "bool" or f.reach:
                raise Refused(name, f"{f!r} is no closed formula")
        for f in unique:
            _satisfiable(f)
        _consistent((*unique, conclusion))
        t = object.__new__(Theorem)
        put = object.__setattr__
        put(t, "hypotheses", unique)
        put(t, "conclusion", conclusion)
        put(t, "rule", name)
        put(t, "arguments", arguments)
        cited = {a for p in theorems for a in p.axioms} | ({arguments[0]} if name == "axiom" else set())
        put(t, "axioms", tuple(sorted(cited)))
        put(t, "smt", name == "smt" or any(p.smt for p in theorems))
        _made.add(t)
        return t

    RULES[name] = apply
    return apply


def _together(*theorems: Theorem) -> tuple[Term, ...]:
    return tuple(f for t in theorems for f in t.hypotheses)


@lru_cache(maxsize=100_000)
def canonical_formula(f: Term) -> Term:
    """One form for formulas that differ by arithmetic rearrangement only."""
    if f.op in ("le", "lt", "eq", "ne"):
        p = term_of(sides(f))
        if f.op in ("eq", "ne"):
            p = min(p, term_of(sides(Term(f.op, f.args[::-1], "bool"))), key=lambda a: a.key)
        return Term(f.op, (num(0), p), "bool")
    args = tuple(
        b if not isinstance(b, Term) or b.sort == "sample" else canonical_formula(b) if b.sort == "bool" else canonical(b)
        for b in f.args)
    return rebuild(f, args)


def same(f: Term, g: Term) -> bool:
    """Whether two formulas are equal up to arithmetic rearrangement."""
    return f.key == g.key or canonical_formula(f).key == canonical_formula(g).key


def _without(hypotheses: Iterable[Term], *gone: Term) -> tuple[Term, ...]:
    return tuple(f for f in hypotheses if not any(same(f, g) for g in gone))


def _fresh(v: Term, rule_name: str, *formulas: Term) -> None:
    for f in formulas:
        if v in free(f):
            raise Refused(rule_name, f"{v} occurs in {f}")


def _wants(name: str, t: Theorem, f: Term) -> None:
    if not same(t.conclusion, f):
        raise Refused(name, f"needs {f}, was given {t.conclusion}")


# --- logic ---------------------------------------------------------------------------------------------------------


@rule
def assume(f: Term) -> Made:
    """f ⊢ f."""
    return (f,), f


@rule
def restate(t: Theorem, f: Term) -> Made:
    """The same statement in another arithmetic arrangement."""
    _wants("restate", t, f)
    return t.hypotheses, f


@rule
def cut(lemma: Theorem, t: Theorem) -> Made:
    """Γ ⊢ φ and Δ, φ ⊢ ψ give Γ, Δ ⊢ ψ."""
    return (*lemma.hypotheses, *_without(t.hypotheses, lemma.conclusion)), t.conclusion


@rule
def discharge(f: Term, t: Theorem) -> Made:
    """Γ, φ ⊢ ψ gives Γ ⊢ φ ⇒ ψ."""
    return _without(t.hypotheses, f), Implies(f, t.conclusion)


@rule
def detach(implication: Theorem, t: Theorem) -> Made:
    """φ ⇒ ψ and φ give ψ."""
    if implication.conclusion.op != "imp":
        raise Refused("detach", f"{implication.conclusion} is no implication")
    _wants("detach", t, implication.conclusion.args[0])
    return _together(implication, t), implication.conclusion.args[1]


def opposite(f: Term) -> Term:
    """The negation of a comparison."""
    if f.op in ("le", "lt"):
        return Term("lt" if f.op == "le" else "le", f.args[::-1], "bool")
    if f.op in ("eq", "ne"):
        return Term("ne" if f.op == "eq" else "eq", f.args, "bool")
    raise Refused("cases", f"{f} is no comparison")


@rule
def cases(f: Term, yes: Theorem, no: Theorem) -> Made:
    """Γ, φ ⊢ ψ and Δ, ¬φ ⊢ ψ give Γ, Δ ⊢ ψ, for a comparison φ."""
    _wants("cases", no, yes.conclusion)
    return (*_without(yes.hypotheses, f), *_without(no.hypotheses, opposite(f))), yes.conclusion


def _range(v: Term, lo: Term | None, hi: Term | None) -> list[Term]:
    return ([lo <= v] if lo is not None else []) + ([v <= hi] if hi is not None else [])


@rule
def generalize(v: Term, t: Theorem, lo: Any = None, hi: Any = None) -> Made:
    """Γ, lo ≤ v ≤ hi ⊢ φ gives Γ ⊢ ∀ lo ≤ v ≤ hi: φ, where v is not free in Γ."""
    ends = [None if e is None else lift(e) for e in (lo, hi)]
    rest = _without(t.hypotheses, *_range(v, *ends))
    _fresh(v, "generalize", *rest)
    return rest, Forall(v, t.conclusion, *ends)


@rule
def specialize(t: Theorem, a: Any, *within: Theorem) -> Made:
    """∀ lo ≤ v ≤ hi: φ(v), with lo ≤ a and a ≤ hi proved, gives φ(a)."""
    if t.conclusion.op != "all":
        raise Refused("specialize", f"{t.conclusion} is not about all of something")
    a, (sort, lo, hi, body) = lift(a), t.conclusion.args
    if a.sort != sort and not (sort == "real" and a.sort == "int"):
        raise Refused("specialize", f"{a} is of sort {a.sort}, not {sort}")
    wanted = _range(a, lo, hi)
    if len(wanted) != len(within):
        raise Refused("specialize", f"needs {len(wanted)} range conditions, was given {len(within)}")
    for f, proof in zip(wanted, within, strict=True):
        _wants("specialize", proof, f)
    return _together(t, *within), open_body(body, a)


@rule
def instantiate(t: Theorem, values: tuple[tuple[Term, Any], ...]) -> Made:
    """Terms for free variables, in hypotheses and conclusion alike."""
    m = dict(values)
    for v in m:
        if v.op != "var":
            raise Refused("instantiate", f"{v} is no variable")
    return tuple(substitute(f, m) for f in t.hypotheses), substitute(t.conclusion, m)


@rule
def instantiate_function(t: Theorem, name: str, parameters: tuple[Term, ...], a: Any) -> Made:
    """A term in `parameters` for a function symbol, in hypotheses and conclusion alike."""
    formulas = [substitute_function(f, name, parameters, a) for f in (*t.hypotheses, t.conclusion)]
    return tuple(formulas[:-1]), formulas[-1]


@rule
def induction(n: Term, f: Term, lo: Any, base: Theorem, step: Theorem, hi: Any = None) -> Made:
    """φ(lo), and φ(n+1) from φ(n), lo ≤ n (and n+1 ≤ hi), give ∀ n ≥ lo (n ≤ hi): φ(n)."""
    lo, hi = lift(lo), None if hi is None else lift(hi)
    if n.op != "var" or any(a.sort != "int" for a in (n, lo, *([] if hi is None else [hi]))):
        raise Refused("induction", f"{n} from {lo} is not over the integers")
    _wants("induction (base)", base, substitute(f, {n: lo}))
    _wants("induction (step)", step, substitute(f, {n: n + 1}))
    rest = _without(step.hypotheses, f, lo <= n, *([] if hi is None else [n + 1 <= hi]))
    start = base.hypotheses if hi is None else _without(base.hypotheses, lo <= hi)
    _fresh(n, "induction", *rest, *start, *([] if hi is None else [lo <= hi]))
    return (*start, *rest), Forall(n, f, lo, hi)


@rule
def leibniz(equation: Theorem, t: Theorem, hole: Term, template: Term) -> Made:
    """a = b and φ(a) give φ(b); the template is φ(hole)."""
    if equation.conclusion.op != "eq":
        raise Refused("leibniz", f"{equation.conclusion} is no equation")
    a, b = equation.conclusion.args
    _wants("leibniz", t, substitute(template, {hole: a}))
    return _together(equation, t), substitute(template, {hole: b})


@rule
def axiom(name: str, *arguments: Any) -> Made:
    """An instance of a named axiom; the theorem carries its name from here on."""
    return (), axiom_list.instance(name, *arguments)


# --- arithmetic ----------------------------------------------------------------------------------------------------


@rule
def arith(goal: Term, premises: tuple[Theorem, ...], certificates: tuple[Certificate, ...]) -> Made:
    """A comparison from comparisons, by a certificate that is re-expanded here in exact rationals."""
    check(goal, tuple(t.conclusion for t in premises), certificates)
    return _together(*premises), goal


@rule
def smt(goal: Term, premises: tuple[Theorem, ...]) -> Made:
    """A comparison from comparisons, decided by z3: the theorem is marked."""
    from adal_theory.prove.solver import refutes

    if not refutes(goal, tuple(t.conclusion for t in premises)):
        raise Refused("smt", f"z3 does not derive {goal}")
    return _together(*premises), goal


@rule
def integral(t: Theorem) -> Made:
    """a < b gives a + 1 ≤ b for integer terms."""
    f = t.conclusion
    if f.op != "lt" or any(a.sort != "int" for a in f.args):
        raise Refused("integral", f"{f} is no strict inequality of integers")
    return t.hypotheses, f.args[0] + 1 <= f.args[1]


def _number(name: str, a: Any) -> Term:
    a = lift(a)
    if a.sort not in ("real", "int"):
        raise Refused(name, f"{a} is no number")
    return a


@rule
def inverse(nonzero: Theorem) -> Made:
    """a ≠ 0 (or 0 < a) gives a·(1/a) = 1."""
    f = nonzero.conclusion
    ends = [a for a in f.args if canonical(a) != num(0)]
    if f.op not in ("ne", "lt") or len(ends) != 1:
        raise Refused("inverse", f"{f} does not say that something differs from 0")
    return nonzero.hypotheses, Eq(ends[0] * (1 / ends[0]), 1)


@rule
def sqrt_square(nonnegative: Theorem) -> Made:
    """0 ≤ a gives (√a)² = a."""
    f = nonnegative.conclusion
    if f.op not in ("le", "lt") or canonical(f.args[0]) != num(0):
        raise Refused("sqrt_square", f"{f} does not say that something is ≥ 0")
    return nonnegative.hypotheses, Eq(sqrt(f.args[1]) ** 2, f.args[1])


@rule
def defining(a: Term, which: int) -> Made:
    """What holds of √, |·|, max, min and sign of anything: number `which` of the list below."""
    return (), constraints(a)[which]


def constraints(a: Term) -> tuple[Term, ...]:
    """The defining constraints of a term; none for other operations."""
    if a.op == "sqrt":
        return (a >= 0,)
    if a.op == "abs":
        return (a >= 0, Eq(a**2, a.args[0] ** 2), a >= a.args[0], a >= -a.args[0])
    if a.op == "max":
        b, c = a.args
        return (a >= b, a >= c, Eq((a - b) * (a - c), 0))
    if a.op == "min":
        b, c = a.args
        return (a <= b, a <= c, Eq((a - b) * (a - c), 0))
    if a.op == "sign":
        b = a.args[0]
        return (Eq(a * abs(b), b), Eq(a * b, abs(b)), Eq(a**3, a), a**2 <= 1)
    return ()


@rule
def power_step(b: Any, n: Any, condition: Theorem) -> Made:
    """0 ≤ n, or b ≠ 0, gives b^(n+1) = b·b^n."""
    b, n = _number("power_step", b), lift(n)
    _power_condition("power_step", b, n, condition)
    return condition.hypotheses, Eq(power(b, n + 1), b * power(b, n))


def _power_condition(name: str, b: Term, n: Term, t: Theorem) -> None:
    if n.sort != "int":
        raise Refused(name, f"the exponent {n} is no integer")
    f = t.conclusion
    if not (same(f, n >= 0) or same(f, Term("ne", (b, num(0)), "bool")) or same(f, b > 0)):
        raise Refused(name, f"needs {n} ≥ 0 or {b} ≠ 0, was given {f}")


@rule
def power_sum(b: Any, m: Any, n: Any, first: Theorem, second: Theorem) -> Made:
    """0 ≤ m and 0 ≤ n, or b ≠ 0, give b^(m+n) = b^m · b^n."""
    b, m, n = _number("power_sum", b), lift(m), lift(n)
    _power_condition("power_sum", b, m, first)
    _power_condition("power_sum", b, n, second)
    return _together(first, second), Eq(power(b, m + n), power(b, m) * power(b, n))


@rule
def power_positive(n: Any, positive: Theorem) -> Made:
    """0 < b gives 0 < b^n for every integer or real n."""
    f = positive.conclusion
    if f.op != "lt" or canonical(f.args[0]) != num(0):
        raise Refused("power_positive", f"{f} does not say that something is > 0")
    return positive.hypotheses, power(f.args[1], _number("power_positive", n)) > 0


@rule
def real_power_product(a: Any, b: Any, exponent: Any, first: Theorem, second: Theorem, positive: Theorem) -> Made:
    """0 ≤ a, 0 ≤ b and 0 < p give (ab)^p = a^p b^p."""
    a, b, e = (_number("real_power_product", q) for q in (a, b, exponent))
    for t, f in ((first, a >= 0), (second, b >= 0), (positive, e > 0)):
        _wants("real_power_product", t, f)
    return _together(first, second, positive), Eq(power(a * b, e), power(a, e) * power(b, e))


@rule
def real_power_sum(a: Any, p: Any, q: Any, positive: Theorem) -> Made:
    """0 < a gives a^(p+q) = a^p a^q for real p and q."""
    a, p, q = (_number("real_power_sum", z) for z in (a, p, q))
    _wants("real_power_sum", positive, a > 0)
    return positive.hypotheses, Eq(power(a, p + q), power(a, p) * power(a, q))


@rule
def real_power_power(a: Any, p: Any, q: Any, positive: Theorem) -> Made:
    """0 < a gives (a^p)^q = a^(pq) for real p and q."""
    a, p, q = (_number("real_power_power", z) for z in (a, p, q))
    _wants("real_power_power", positive, a > 0)
    return positive.hypotheses, Eq(power(power(a, p), q), power(a, p * q))


@rule
def real_power_monotone(a: Any, b: Any, exponent: Any, low: Theorem, ordered: Theorem, positive: Theorem) -> Made:
    """0 ≤ a < b and 0 < p give a^p < b^p."""
    a, b, e = (_number("real_power_monotone", z) for z in (a, b, exponent))
    for t, f in ((low, a >= 0), (ordered, a < b), (positive, e > 0)):
        _wants("real_power_monotone", t, f)
    return _together(low, ordered, positive), power(a, e) < power(b, e)


# --- sums and means ------------------------------------------------------------------------------------------------


def _sum(name: str, s: Term) -> tuple[Term, Term, Term]:
    if not isinstance(s, Term) or s.op != "sum":
        raise Refused(name, f"{s!r} is no sum")
    lo, hi, body = s.args
    return lo, hi, body


@rule
def sum_monotone(t: Theorem) -> Made:
    """∀ lo ≤ k ≤ hi: a ≤ b (or =, <) gives Σa ≤ Σb (or =, ≤)."""
    f = t.conclusion
    if f.op != "all" or f.args[0] != "int" or None in f.args[1:3] or f.args[3].op not in ("le", "lt", "eq"):
        raise Refused("sum_monotone", f"{f} compares no terms over a range of integers")
    _, lo, hi, body = f.args
    a, b = (Term("sum", (lo, hi, side), "real", f.hint) for side in body.args)
    return t.hypotheses, Eq(a, b) if body.op == "eq" else a <= b


@rule
def mean_monotone(t: Theorem) -> Made:
    """a(ω) ≤ b(ω) (or =, <) for all ω gives E[a] ≤ E[b] (or =, ≤)."""
    f = t.conclusion
    if f.op != "all" or f.args[0] != "sample" or f.args[3].op not in ("le", "lt", "eq"):
        raise Refused("mean_monotone", f"{f} compares no random variables at all sample points")
    a, b = (Term("mean", (side,), "real", f.hint) for side in f.args[3].args)
    return t.hypotheses, Eq(a, b) if f.args[3].op == "eq" else a <= b


@rule
def sum_split(s: Term, after: Any, low: Theorem, high: Theorem) -> Made:
    """lo ≤ m+1 and m ≤ hi give Σ_{lo}^{hi} = Σ_{lo}^{m} + Σ_{m+1}^{hi}."""
    lo, hi, body = _sum("sum_split", s)
    m = lift(after)
    _wants("sum_split (reversed range)", low, lo <= m + 1)
    _wants("sum_split (reversed range)", high, m <= hi)
    parts = [Term("sum", (*ends, body), "real", s.hint) for ends in ((lo, m), (m + 1, hi))]
    return _together(low, high), Eq(s, add(*parts))


@rule
def sum_shift(s: Term, by: Any) -> Made:
    """Σ_{k=lo}^{hi} f(k) = Σ_{k=lo+c}^{hi+c} f(k−c)."""
    lo, hi, body = _sum("sum_shift", s)
    c = lift(by)
    if c.sort != "int":
        raise Refused("sum_shift", f"{c} is no integer")
    k = var("shifted", "int")
    if k in free(body) or k in free(c):
        raise Refused("sum_shift", f"the name {k} is taken")
    return (), Eq(s, Sum(k, lo + c, hi + c, open_body(body, k - c)))


@rule
def sum_swap(s: Term) -> Made:
    """ΣΣ in the other order: a rectangle, or the triangle lo ≤ j ≤ t ≤ hi."""
    lo, hi, body = _sum("sum_swap", s)
    if body.op != "sum":
        raise Refused("sum_swap", f"{s} is no double sum")
    low, high, inner = body.args
    t, j = var("outer", "int"), var("inner", "int")
    if {t, j} & free(s):
        raise Refused("sum_swap", "the names inner and outer are taken")
    term = open_bodies(inner, (t, j))
    hints = (body.hint, s.hint)
    if not dangling(low) and not dangling(high):
        swapped = Sum(j, shift(low, -1), shift(high, -1), Sum(t, lo, hi, term))
    elif not dangling(low) and canonical(shift(low, -1)) == canonical(lo) and high == Term("bound", (0, "int"), "int"):
        swapped = Sum(j, lo, hi, Sum(t, j, hi, term))
    else:
        raise Refused("sum_swap", f"the inner range of {s} is neither fixed nor from {lo} to the outer index")
    return (), Eq(s, _named(swapped, hints))


def _named(s: Term, hints: tuple[str, str]) -> Term:
    lo, hi, body = s.args
    return Term("sum", (lo, hi, Term("sum", body.args, "real", hints[1])), "real", hints[0])


@rule
def mean_sum(m: Term) -> Made:
    """E Σ = Σ E, for ends that are not random."""
    if not isinstance(m, Term) or m.op != "mean" or m.args[0].op != "sum":
        raise Refused("mean_sum", f"{m!r} is no mean of a sum")
    lo, hi, inner = m.args[0].args
    if dangling(lo) or dangling(hi):
        raise Refused("mean_sum", "the range is random")
    k, omega = var("inner", "int"), var("point", "sample")
    if {k, omega} & free(m):
        raise Refused("mean_sum", "the names inner and point are taken")
    body = open_bodies(inner, (omega, k))
    return (), Eq(m, Sum(k, shift(lo, -1), shift(hi, -1), Mean(omega, body)))


@rule
def change_of_variables(t: Theorem, omega: Term, a: Any) -> Made:
    """A map of sample points that preserves E: E[a(image of ω)] = E[a(ω)]."""
    if t.conclusion.op != "preserves":
        raise Refused("change_of_variables", f"{t.conclusion} does not say that a map preserves E")
    _fresh(omega, "change_of_variables", t.conclusion)
    a, image = _number("change_of_variables", a), open_body(t.conclusion.args[0], omega)
    return t.hypotheses, Eq(Mean(omega, substitute(a, {omega: image})), Mean(omega, a))


@rule
def sum_count(lo: Any, hi: Any, ordered: Theorem) -> Made:
    """lo ≤ hi + 1 gives Σ_{lo}^{hi} 1 = hi − lo + 1."""
    lo, hi = lift(lo), lift(hi)
    _wants("sum_count (reversed range)", ordered, lo <= hi + 1)
    return ordered.hypotheses, Eq(Sum(var("k", "int"), lo, hi, 1), hi - lo + 1)


@rule
def telescope(k: Term, a: Any, lo: Any, hi: Any, ordered: Theorem) -> Made:
    """lo ≤ hi + 1 gives Σ_{k=lo}^{hi} (a(k+1) − a(k)) = a(hi+1) − a(lo)."""
    lo, hi, a = lift(lo), lift(hi), lift(a)
    _wants("telescope (reversed range)", ordered, lo <= hi + 1)
    difference = substitute(a, {k: k + 1}) - a
    return ordered.hypotheses, Eq(Sum(k, lo, hi, difference), substitute(a, {k: hi + 1}) - substitute(a, {k: lo}))


@rule
def tends_by_rate(v: Term, a: Any, limit: Any, rate: Any, t: Theorem) -> Made:
    """∀ v ≥ lo: |a(v) − L| ≤ C/√v, C free of v, gives a(v) → L as v → ∞."""
    a, limit, rate = lift(a), lift(limit), lift(rate)
    _fresh(v, "tends_by_rate", limit, rate)
    f = t.conclusion
    if f.op != "all" or f.args[1] is None or f.args[2] is not None or f.args[0] != v.sort:
        raise Refused("tends_by_rate", f"{f} does not hold for all large {v}")
    wanted = abs(a - limit) <= mul(rate, 1 / sqrt(v))
    if not same(open_body(f.args[3], v), wanted):
        raise Refused("tends_by_rate", f"needs {wanted}, was given {open_body(f.args[3], v)}")
    _fresh(v, "tends_by_rate", f)
    return t.hypotheses, Tends(v, a, limit)


def replay(t: Theorem, _seen: dict[int, Theorem] | None = None) -> Theorem:
    """Make the theorem again from its record, every step, and refuse unless the same comes out."""
    seen = {} if _seen is None else _seen
    if id(t) in seen:
        return seen[id(t)]
    arguments = tuple(
        replay(a, seen) if isinstance(a, Theorem)
        else tuple(replay(b, seen) if isinstance(b, Theorem) else b for b in a) if isinstance(a, tuple) else a
        for a in t.arguments)
    if t.rule not in RULES:
        raise Refused("replay", f"there is no rule {t.rule}")
    again = RULES[t.rule](*arguments)
    if (again.hypotheses, again.conclusion, again.axioms, again.smt) != (t.hypotheses, t.conclusion, t.axioms, t.smt):
        raise Refused("replay", f"{t.rule} does not give {t.conclusion} again")
    seen[id(t)] = again
    return again


__all__ = ["RULES", "Theorem", "body_of", "canonical_formula", "replay", "same"]
