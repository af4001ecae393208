"""Rules of logic: hypotheses, quantifiers, substitution, induction, equality, axioms."""

from __future__ import annotations

from typing import Any

from adal_theory.prove.kernel import axioms as axiom_list
from adal_theory.prove.kernel.binders import Forall, free, open_body, substitute, substitute_function
from adal_theory.prove.kernel.integrands import parted
from adal_theory.prove.kernel.terms import Implies, Term, fits, lift, require
from adal_theory.prove.kernel.theorem import End, Integer, Made, Theorem, carrying, fresh, having, need, rule, together, without

OPPOSITE = {"le": "lt", "lt": "le", "eq": "ne", "ne": "eq"}


@rule
def assume(f: Term) -> Made:
    """f ⊢ f."""
    return (f,), f


@rule
def restate(t: Theorem, f: Term) -> Made:
    """The same statement in another arithmetic arrangement."""
    return having((t, f)), f


@rule
def cut(lemma: Theorem, t: Theorem) -> Made:
    """Γ ⊢ φ and Δ, φ ⊢ ψ give Γ, Δ ⊢ ψ."""
    return (*lemma.hypotheses, *without(t.hypotheses, lemma.conclusion)), t.conclusion


@rule
def discharge(f: Term, t: Theorem) -> Made:
    """Γ, φ ⊢ ψ gives Γ ⊢ φ ⇒ ψ."""
    return without(t.hypotheses, f), Implies(f, t.conclusion)


@rule
def detach(implication: Theorem, t: Theorem) -> Made:
    """φ ⇒ ψ and φ give ψ."""
    f = implication.conclusion
    need(f.op == "imp", "{} is not an implication", f)
    return (*implication.hypotheses, *having((t, f.args[0]))), f.args[1]


def opposite(f: Term) -> Term:
    """The negation of a comparison."""
    require(f.op in OPPOSITE, "cases", "{} is not a comparison", f)
    return Term(OPPOSITE[f.op], f.args[::-1] if f.op in ("le", "lt") else f.args, "bool")


@rule
def cases(f: Term, yes: Theorem, no: Theorem) -> Made:
    """Γ, φ ⊢ ψ and Δ, ¬φ ⊢ ψ give Γ, Δ ⊢ ψ, for a comparison φ."""
    having((no, yes.conclusion))
    return (*without(yes.hypotheses, f), *without(no.hypotheses, opposite(f))), yes.conclusion


def _range(v: Term, lo: End, hi: End) -> list[Term]:
    return ([lo <= v] if lo is not None else []) + ([v <= hi] if hi is not None else [])


def for_all(f: Term, v: Term, lo: End, hi: End) -> Term:
    """f for every v in the range, if it speaks of v."""
    return Forall(v, f, lo, hi) if v in free(f) else f


@carrying(lambda f, v, t, lo, hi: (for_all(f, v, lo, hi),))
def generalize(v: Term, t: Theorem, lo: End = None, hi: End = None) -> Made:
    """Γ, lo ≤ v ≤ hi ⊢ φ gives Γ ⊢ ∀ lo ≤ v ≤ hi: φ, where v is not free in Γ."""
    rest = without(t.hypotheses, *_range(v, lo, hi))
    fresh(v, *rest)
    return rest, Forall(v, t.conclusion, lo, hi)


@rule
def specialize(t: Theorem, a: Any, *within: Theorem) -> Made:
    """∀ lo ≤ v ≤ hi: φ(v), with lo ≤ a and a ≤ hi proved, gives φ(a)."""
    need(t.conclusion.op == "all", "{} is not about all of something", t.conclusion)
    a, (sort, lo, hi, body) = lift(a), t.conclusion.args
    need(fits(a, sort), "{} is of sort {}, not {}", a, a.sort, sort)
    wanted = _range(a, lo, hi)
    need(len(wanted) == len(within), "needs {} range conditions, was given {}", len(wanted), len(within))
    return (*t.hypotheses, *having(*zip(within, wanted, strict=True))), open_body(body, a)


@carrying(lambda f, t, values: parted(substitute(f, dict(values))))
def instantiate(t: Theorem, values: tuple[tuple[Term, Any], ...]) -> Made:
    """Terms for free variables, in hypotheses and conclusion alike."""
    m = dict(values)
    need(all(v.op == "var" for v in m), "something of {} is not a variable", list(m))
    return tuple(substitute(f, m) for f in t.hypotheses), substitute(t.conclusion, m)


@carrying(lambda f, t, name, parameters, a: parted(substitute_function(f, name, parameters, a)))
def instantiate_function(t: Theorem, name: str, parameters: tuple[Term, ...], a: Any) -> Made:
    """A term in `parameters` for a function symbol, in hypotheses and conclusion alike."""
    formulas = [substitute_function(f, name, parameters, a) for f in (*t.hypotheses, t.conclusion)]
    return tuple(formulas[:-1]), formulas[-1]


@carrying(lambda f, n, _, lo, base, step, hi: (for_all(f, n, lo, hi),))
def induction(n: Term, f: Term, lo: Integer, base: Theorem, step: Theorem, hi: End = None) -> Made:
    """φ(lo), and φ(n+1) from φ(n), lo ≤ n (and n+1 ≤ hi), give ∀ n ≥ lo (n ≤ hi): φ(n)."""
    need(n.op == "var" and n.sort == "int" and (hi is None or hi.sort == "int"), "{} is not over the integers", n)
    having((base, substitute(f, {n: lo})), (step, substitute(f, {n: n + 1})))
    rest = without(step.hypotheses, f, lo <= n, *([] if hi is None else [n + 1 <= hi]))
    start = base.hypotheses if hi is None else without(base.hypotheses, lo <= hi)
    fresh(n, *rest, *start, *([] if hi is None else [lo <= hi]))
    return (*start, *rest), Forall(n, f, lo, hi)


@rule
def leibniz(equation: Theorem, t: Theorem, hole: Term, template: Term) -> Made:
    """a = b and φ(a) give φ(b); the template is φ(hole)."""
    need(equation.conclusion.op == "eq", "{} is not an equation", equation.conclusion)
    a, b = equation.conclusion.args
    return together(equation) + having((t, substitute(template, {hole: a}))), substitute(template, {hole: b})


@rule
def axiom(name: str, *arguments: Any) -> Made:
    """An instance of a named axiom; the theorem carries its name from here on."""
    return (), axiom_list.instance(name, *arguments)
