"""The recorded updates that hypotheses are taken from, recognised in them: which rule, which of its equations, in what case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from adal_theory.prove.kernel.binders import body_of, substitute
from adal_theory.prove.kernel.terms import Function, Term, num, var
from adal_theory.prove.update.hypotheses import recorded
from adal_theory.report.appendix.matching import Binding, fits
from adal_theory.rules import RULES
from adal_theory.trace.options import Options

PARAMETERS = ("T", "d", "lo", "hi", "eta", "beta1", "eps")
UNUSED = ("inverse_preconditioner",)  # H occurs in bounds, not in the step
RANDOM = "_r"  # ends the names of what depends on the random outcome ω
WEIGHTLESS = {"adal_ams": "any weighted method with a running maximum", "adal": "any weighted method without a running maximum"}


@dataclass(frozen=True)
class Method:
    """A rule's recorded update; `title` names it in a sentence. `equations` are those of its step, by quantity."""

    title: str
    equations: Mapping[str, Term] = field(hash=False, compare=False)
    key: str = ""


@dataclass
class Update:
    """The equations of a claim that are a method's, by the names of the hypotheses; `case` is what parameters stand for."""

    method: Method
    names: dict[str, str]  # of a claim's hypothesis → quantity
    case: Binding
    random: bool

    @property
    def whole(self) -> bool:
        return set(self.names.values()) >= {q for q in self.method.equations if not q.endswith("_0") and q not in UNUSED}


@lru_cache(maxsize=1)
def methods() -> tuple[Method, ...]:
    """The methods, the most general first: with any weights, in the box, without a box, without bias correction."""
    found: list[Method] = []
    for box, correction in ((True, True), (False, True), (True, False), (False, False)):
        how = ("" if box else " without a box") + ("" if correction else ", without bias correction")
        for name in (*WEIGHTLESS, *RULES):
            weightless = name in WEIGHTLESS and not any(m.key == f"{name}{how}" for m in found)
            try:
                equations = recorded(RULES[name], Options(box=box, bias_correction=correction)).hypotheses()
            except Exception:  # a rule that has no such variant
                continue
            if weightless:
                general = {q: f for q, f in equations.items() if q != "w"}
                found.append(Method(WEIGHTLESS[name] + how, general, f"{name}{how}"))
            else:
                found.append(Method(RULES[name].title + how, equations, f"{name}{how} whole"))
    return tuple(found)


def recognised(given: Mapping[str, Term]) -> Update | None:
    """The update that most of a claim's hypotheses are equations of; None if fewer than two are."""
    plain = {name: _without_outcome(f) for name, f in given.items() if _subject(f)}
    random = any(plain[name] is not given[name] for name in plain)
    subjects = [_subject(f) for f in plain.values()]
    best: Update | None = None
    for method in methods() if len(plain) > 1 else ():
        for zero in ZEROS:
            equations = _equations(method, zero)
            if best is not None and sum(q in equations for q in subjects) < len(best.names):
                continue
            names, case = _matched(equations, {name: num(0) for name in zero}, plain)
            better = best is None or (len(names), -len(case)) > (len(best.names), -len(best.case))
            if len(names) >= 2 and better:
                best = Update(method, names, case, random)
            if best is not None and len(best.names) == len(plain) and not best.case:
                return best
    return best


ZEROS: tuple[tuple[str, ...], ...] = ((), ("beta1",), ("eps",), ("beta1", "eps"))


@lru_cache(maxsize=512)
def _equations(method: Method, zero: tuple[str, ...]) -> dict[str, list[tuple[str, Term]]]:
    """The equations by what they give values to, where these parameters are 0 and terms vanish."""
    found: dict[str, list[tuple[str, Term]]] = {}
    for quantity, f in method.equations.items():
        f = substitute(f, {var(name): num(0) for name in zero}) if zero else f
        found.setdefault(_subject(f), []).append((quantity, f))
    return found


def _matched(
    equations: Mapping[str, list[tuple[str, Term]]], case: Binding, given: Mapping[str, Term]
) -> tuple[dict[str, str], Binding]:
    names: dict[str, str] = {}
    for name, f in given.items():
        for quantity, g in equations.get(_subject(f), ()):
            bound = dict(case)
            if quantity not in names.values() and fits(g, f, PARAMETERS, bound):
                names[name], case = quantity, bound
                break
    return names, {p: a for p, a in case.items() if a.key != var(p, a.sort).key}


@lru_cache(maxsize=10_000)
def _subject(f: Term) -> str:
    """The function whose values an equation gives; "" of anything else."""
    while f.op == "all":
        f = body_of(f)
    return str(f.args[0].args[0]) if f.op == "eq" and f.args[0].op == "app" else ""


def _without_outcome(f: Term) -> Term:
    """∀ ω of a formula about x_r[t, i, ω] as one about x[t, i]; any other formula itself."""
    if f.op != "all" or f.args[0] != "sample":
        return f
    body = body_of(f)
    return _stripped(body)


def _stripped(a: Term) -> Term:
    if a.op == "app" and str(a.args[0]).endswith(RANDOM):
        inside = [_stripped(b) if type(b) is Term else b for b in a.args[2:-1]]
        return Function(a.args[0].removesuffix(RANDOM), tuple(b.sort for b in inside))[tuple(inside)]
    args = tuple(_stripped(b) if type(b) is Term else b for b in a.args)
    return a if args == a.args else Term(a.op, args, a.sort, a.hint)


__all__ = ["Method", "Update", "methods", "recognised"]
