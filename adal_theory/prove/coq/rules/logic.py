"""Logic in Coq: hypotheses, quantifiers, substitution, induction, equality."""

from __future__ import annotations

from adal_theory.prove.coq import names
from adal_theory.prove.coq.equations import converted
from adal_theory.prove.coq.formulas import kind
from adal_theory.prove.coq.integers import isint
from adal_theory.prove.coq.raw import ONE, open_body, raw, substitute, substitute_function
from adal_theory.prove.coq.step import Step
from adal_theory.prove.kernel import binders
from adal_theory.prove.kernel.inference.logic import opposite
from adal_theory.prove.kernel.terms import Term, lift


def _end(step: Step, k: int) -> Term | None:
    """An end of a range, where it was given."""
    return lift(step.arguments[k]) if len(step.arguments) > k and step.arguments[k] is not None else None


def _assume(step: Step) -> str:
    return step.own(step.arguments[0])


def _restate(step: Step) -> str:
    (t, _) = step.arguments
    return step.to(t.conclusion, step.use(t))


def _cut(step: Step) -> str:
    lemma, t = step.arguments
    return step.use(t, step.having((lemma.conclusion, step.use(lemma))))


def _discharge(step: Step) -> str:
    f, t = step.arguments
    return f"(fun hd : {step.page(f)} => {step.use(t, step.having((f, 'hd')))})"


def _detach(step: Step) -> str:
    implication, t = step.arguments
    return f"({step.use(implication)} {step.premise(t, implication.conclusion.args[0])})"


_EITHER = {"le": "Rle_or_lt", "lt": "Rlt_or_le", "eq": "Req_dec", "ne": "Req_dec"}


def _cases(step: Step) -> str:
    f, yes, no = step.arguments
    either = f"{_EITHER[f.op]} {step.page(f.args[0])} {step.page(f.args[1])}"
    found = [step.to(t.conclusion, step.use(t, step.having((case, "hc")))) for t, case in ((yes, f), (no, opposite(f)))]
    if f.op == "ne":  # Req_dec has equality first
        found.reverse()
    return f"(match {either} with or_introl hc => {found[0]} | or_intror hc => {found[1]} end)"


def _generalize(step: Step) -> str:
    v, t = step.arguments[:2]
    lo, hi = _end(step, 2), _end(step, 3)
    n = names.variable(v)
    taken = f"({n} : {kind(v.sort)})" + (f" ({names.integer_proof(v)} : isint {n})" if v.sort == "int" else "")
    more = []
    for h, f in (("hl", None if lo is None else lo <= v), ("hh", None if hi is None else v <= hi)):
        if f is not None:
            taken += f" ({h} : {step.page(f)})"
            more.append((f, h))
    step.page.scope.add(n)
    with step.page.about(v), step.page.within(*more):
        return f"(fun {taken} => {step.use(t, step.having(*more))})"


def _specialize(step: Step) -> str:
    t, a, *within = step.arguments
    a = lift(a)
    sort, lo, hi, body = t.conclusion.args
    args = [step.page(a), *([isint(a)] if sort == "int" else [])]
    wanted = [*([raw("le", lo, a)] if lo is not None else []), *([raw("le", a, hi)] if hi is not None else [])]
    args += [step.premise(w, f) for w, f in zip(within, wanted, strict=True)]
    return step.to(open_body(body, a), f"({step.use(t)} {' '.join(args)})")


def _instantiate(step: Step) -> str:
    t, pairs = step.arguments
    values = {v: lift(a) for v, a in pairs}

    def given(f: Term) -> str:
        new = binders.substitute(f, values)
        return converted(step.page, new, substitute(f, values), step.own(new))

    return step.to(substitute(t.conclusion, values), step.use(t, given, values, moved=lambda f: substitute(f, values)))


def _instantiate_function(step: Step) -> str:
    t, name, parameters, a = step.arguments
    a = lift(a)
    taken = " ".join(f"({names.variable(p)} : {kind(p.sort)})" for p in parameters)

    def given(f: Term) -> str:
        new = binders.substitute_function(f, name, parameters, a)
        return converted(step.page, new, substitute_function(f, name, parameters, a), step.own(new))

    use = step.use(
        t,
        given,
        functions={name: f"(fun {taken} => {step.page(a)})"},
        moved=lambda f: substitute_function(f, name, parameters, a),
    )
    return step.to(substitute_function(t.conclusion, name, parameters, a), use)


def _leibniz(step: Step) -> str:
    equation, t, hole, template = step.arguments
    a, b = equation.conclusion.args
    page, n = step.page, names.variable(hole)
    page.scope.add(n)
    start = step.premise(t, substitute(template, {hole: a}))
    proof = f"(@eq_ind _ {page(a)} (fun {n} => {page(template)}) {start} {page(b)} {step.use(equation)})"
    return step.to(substitute(template, {hole: b}), proof)


def _induction(step: Step) -> str:
    n, f, lo, base, inner = step.arguments[:5]
    lo, hi = lift(lo), _end(step, 5)
    page, name = step.page, names.variable(n)
    function = page.of(n, f)
    page.scope.add(name)
    more = [(f, "hi"), (lo <= n, "hl"), *([] if hi is None else [(n + 1 <= hi, "hh")])]
    with page.about(n), page.within(*more[1:]):
        proof = converted(page, inner.conclusion, substitute(f, {n: raw("add", n, ONE)}), step.use(inner, step.having(*more)))
    onward = f"(fun {name} {names.integer_proof(n)} hl {'' if hi is None else 'hh '}hi => {proof})"
    page.scope.discard(name)
    start = [] if hi is None else [(lo <= hi, "hb")]
    first = converted(page, base.conclusion, substitute(f, {n: lo}), step.use(base, step.having(*start)))
    if hi is None:
        return f"(r_induction {function} {page(lo)} {isint(lo)} {first} {onward})"
    return f"(r_induction_hi {function} {page(lo)} {page(hi)} {isint(lo)} {isint(hi)} (fun hb => {first}) {onward})"


LOGIC = {
    "assume": _assume,
    "restate": _restate,
    "cut": _cut,
    "discharge": _discharge,
    "detach": _detach,
    "cases": _cases,
    "generalize": _generalize,
    "specialize": _specialize,
    "instantiate": _instantiate,
    "instantiate_function": _instantiate_function,
    "leibniz": _leibniz,
    "induction": _induction,
}
