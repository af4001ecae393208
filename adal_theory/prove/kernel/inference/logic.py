"""Rules of logic: hypotheses, quantifiers, substitution, induction, equality, axioms."""

from __future__ import annotations

from typing import Any

from adal_theory.prove.kernel import axioms as axiom_list
from adal_theory.prove.kernel.binders import Forall, open_body, substitute, substitute_function
from adal_theory.prove.kernel.terms import Implies, InvalidInference, Term, lift
from adal_theory.prove.kernel.theorem import Made, Theorem, fresh, rule, together, wants, without


@rule
def assume(f: Term) -> Made:
    """f ⊢ f."""
    return (f,), f


@rule
def restate(t: Theorem, f: Term) -> Made:
    """The same statement in another arithmetic arrangement."""
    wants("restate", t, f)
    return t.hypotheses, f


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
    if implication.conclusion.op != "imp":
        raise InvalidInference("detach", f"{implication.conclusion} is no implication")
    wants("detach", t, implication.conclusion.args[0])
    return together(implication, t), implication.conclusion.args[1]


def opposite(f: Term) -> Term:
    """The negation of a comparison."""
    if f.op in ("le", "lt"):
        return Term("lt" if f.op == "le" else "le", f.args[::-1], "bool")
    if f.op in ("eq", "ne"):
        return Term("ne" if f.op == "eq" else "eq", f.args, "bool")
    raise InvalidInference("cases", f"{f} is no comparison")


@rule
def cases(f: Term, yes: Theorem, no: Theorem) -> Made:
    """Γ, φ ⊢ ψ and Δ, ¬φ ⊢ ψ give Γ, Δ ⊢ ψ, for a comparison φ."""
    wants("cases", no, yes.conclusion)
    return (*without(yes.hypotheses, f), *without(no.hypotheses, opposite(f))), yes.conclusion


def _range(v: Term, lo: Term | None, hi: Term | None) -> list[Term]:
    return ([lo <= v] if lo is not None else []) + ([v <= hi] if hi is not None else [])


@rule
def generalize(v: Term, t: Theorem, lo: Any = None, hi: Any = None) -> Made:
    """Γ, lo ≤ v ≤ hi ⊢ φ gives Γ ⊢ ∀ lo ≤ v ≤ hi: φ, where v is not free in Γ."""
    ends = [None if e is None else lift(e) for e in (lo, hi)]
    rest = without(t.hypotheses, *_range(v, *ends))
    fresh(v, "generalize", *rest)
    return rest, Forall(v, t.conclusion, *ends)


@rule
def specialize(t: Theorem, a: Any, *within: Theorem) -> Made:
    """∀ lo ≤ v ≤ hi: φ(v), with lo ≤ a and a ≤ hi proved, gives φ(a)."""
    if t.conclusion.op != "all":
        raise InvalidInference("specialize", f"{t.conclusion} is not about all of something")
    a, (sort, lo, hi, body) = lift(a), t.conclusion.args
    if a.sort != sort and not (sort == "real" and a.sort == "int"):
        raise InvalidInference("specialize", f"{a} is of sort {a.sort}, not {sort}")
    wanted = _range(a, lo, hi)
    if len(wanted) != len(within):
        raise InvalidInference("specialize", f"needs {len(wanted)} range conditions, was given {len(within)}")
    for f, proof in zip(wanted, within, strict=True):
        wants("specialize", proof, f)
    return together(t, *within), open_body(body, a)


@rule
def instantiate(t: Theorem, values: tuple[tuple[Term, Any], ...]) -> Made:
    """Terms for free variables, in hypotheses and conclusion alike."""
    m = dict(values)
    for v in m:
        if v.op != "var":
            raise InvalidInference("instantiate", f"{v} is no variable")
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
        raise InvalidInference("induction", f"{n} from {lo} is not over the integers")
    wants("induction (base)", base, substitute(f, {n: lo}))
    wants("induction (step)", step, substitute(f, {n: n + 1}))
    rest = without(step.hypotheses, f, lo <= n, *([] if hi is None else [n + 1 <= hi]))
    start = base.hypotheses if hi is None else without(base.hypotheses, lo <= hi)
    fresh(n, "induction", *rest, *start, *([] if hi is None else [lo <= hi]))
    return (*start, *rest), Forall(n, f, lo, hi)


@rule
def leibniz(equation: Theorem, t: Theorem, hole: Term, template: Term) -> Made:
    """a = b and φ(a) give φ(b); the template is φ(hole)."""
    if equation.conclusion.op != "eq":
        raise InvalidInference("leibniz", f"{equation.conclusion} is no equation")
    a, b = equation.conclusion.args
    wants("leibniz", t, substitute(template, {hole: a}))
    return together(equation, t), substitute(template, {hole: b})


@rule
def axiom(name: str, *arguments: Any) -> Made:
    """An instance of a named axiom; the theorem carries its name from here on."""
    return (), axiom_list.instance(name, *arguments)
