"""The kernel's axioms, which are theorems in Coq."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from adal_theory.prove.coq.errors import NotExported
from adal_theory.prove.coq.raw import MINUS_ONE, ZERO, abstract, raw, substitute
from adal_theory.prove.coq.step import Step
from adal_theory.prove.kernel.axioms import AXIOMS
from adal_theory.prove.kernel.terms import Term, lift


def _implied(*formulas: Term) -> Term:
    """f ⇒ (g ⇒ (… ⇒ h))."""
    *before, whole = formulas
    for f in reversed(before):
        whole = raw("imp", f, whole)
    return whole


def _for_all(v: Term, f: Term) -> Term:
    return raw("all", "real", None, None, abstract(f, v))


def _log_product(step: Step, a: Any, b: Any) -> tuple[Term, str]:
    a, b = lift(a), lift(b)
    product = raw("eq", raw("log", raw("mul", a, b)), raw("add", raw("log", a), raw("log", b)))
    f = _implied(raw("lt", ZERO, a), raw("lt", ZERO, b), product)
    return f, f"(ax_log_product {step.page(a)} {step.page(b)})"


def _log_tangent(step: Step, a: Any) -> tuple[Term, str]:
    a = lift(a)
    f = _implied(raw("lt", ZERO, a), raw("le", raw("log", a), raw("add", a, MINUS_ONE)))
    return f, f"(ax_log_tangent {step.page(a)})"


def _zero_slope(step: Step, v: Term, lo: Any, a: Any) -> tuple[Term, str]:
    lo, a = lift(lo), lift(a)
    u, w = step.page.fresh("real"), step.page.fresh("real")
    constant = raw("eq", substitute(a, {v: u}), substitute(a, {v: w}))
    inner = _for_all(w, _implied(raw("lt", lo, w), constant))
    f = _implied(raw("slope", lo, abstract(a, v), ZERO), _for_all(u, _implied(raw("lt", lo, u), inner)))
    return f, f"(ax_zero_slope {step.page(lo)} {step.page.of(v, a)})"


def _monotone_slope(step: Step, v: Term, *numbers: Any) -> tuple[Term, str]:
    lo, a, b, p, q = map(lift, numbers)
    between = _for_all(v, _implied(raw("lt", p, v), raw("lt", v, q), raw("le", ZERO, b)))
    ends = raw("le", substitute(a, {v: p}), substitute(a, {v: q}))
    f = _implied(raw("slope", lo, abstract(a, v), abstract(b, v)), raw("lt", lo, p), raw("le", p, q), between, ends)
    page = step.page
    return f, f"(ax_monotone_slope {page(lo)} {page.of(v, a)} {page.of(v, b)} {page(p)} {page(q)})"


PROVED: dict[str, Callable[..., tuple[Term, str]]] = {
    "log-product": _log_product,
    "log-tangent": _log_tangent,
    "zero-slope": _zero_slope,
    "monotone-slope": _monotone_slope,
}


def _axiom(step: Step) -> str:
    name, *arguments = step.arguments
    if name not in AXIOMS or name not in PROVED:
        raise NotExported(f"the axiom {name} is not one of those that are proved in Coq")
    f, proof = PROVED[name](step, *arguments)
    return step.to(f, proof)


AXIOM = {"axiom": _axiom}
