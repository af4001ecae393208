"""Named inequalities and equations: thin names over the library of steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from adal_theory.prove.kernel.binders import substitute
from adal_theory.prove.kernel.terms import RELATIONS, InvalidInference, Term, lift
from adal_theory.prove.kernel.theorem import Theorem, same
from adal_theory.prove.tactics.moves.prover import Prover
from adal_theory.prove.tactics.state import Undecided, Using
from adal_theory.prove.tactics.steps import step

Over = tuple[Term, Any, Any] | Term | None  # (t, lo, hi) for Σ, ω for E
JENSEN = {
    "two": ("abs", "inv", "log", "sq", "sqrt"),
    "sum": ("abs", "log", "sq", "sqrt"),
    "mean": ("abs", "exp", "inv", "log", "sq", "sqrt"),
}


class NamedSteps(Prover):
    """`step`, and steps that papers cite by name. Their hypotheses are found, or given (`using`)."""

    def step(self, name: str, *using: Using, **values: Any) -> Theorem:
        """`p.step("titu", a=g, w=w, hi=T)`: a named step of the library (`adal steps` lists them) at these values.

        Its hypotheses are discharged: by the theorems given (or hypotheses of this proof, by name), else by `have`.
        """
        given, t = self.named(using), step(name, **values)
        known = [*given, *self.given.values()]
        wanted = [f for f in t.hypotheses if f.op == "all" and not any(same(f, q.conclusion) for q in known)]
        try:
            every = [self.have(f, *using) for f in wanted]
            return self.supply(t, *given, *every, using=[q for q in given if q.conclusion.op in RELATIONS])
        except Undecided as failure:
            raise Undecided(
                failure.goal, failure.known, failure.need or f"the step {name} needs", failure.left, failure.seconds
            ) from None

    def cauchy_schwarz(self, a: Any, b: Any, over: Over, *using: Using, weights: Any = None, root: bool = False) -> Theorem:
        """`p.cauchy_schwarz(a[t], b[t], (t, 1, T))`: (Σ ab)² ≤ Σa² Σb²; over a sample point ω: (E ab)² ≤ E a² E b².

        `root` : |Σ ab| ≤ √Σa² √Σb².  `weights` : (Σ w ab)² ≤ Σ wa² Σ wb², for w ≥ 0.
        """
        if isinstance(over, tuple):
            kind = "_sqrt" if root else "" if weights is None else "_weighted"
            more = {} if weights is None or root else {"w": weights}
            return self.step(f"cauchy_schwarz{kind}", *using, **_over(over, a=a, b=b, **more))
        return self.step("cauchy_schwarz_mean", *using, **_over(over, x=a, y=b))

    def young(self, a: Any, b: Any, eps: Any, *using: Using, over: Over = None) -> Theorem:
        """`p.young(a, b, eps)`: ab ≤ εa²/2 + b²/(2ε) for ε > 0; over (t, 1, T) or a sample point ω the same of Σ and of E."""
        if over is None:
            return self.step("young_eps", *using, a=a, b=b, epsilon=eps)
        if isinstance(over, tuple):
            return self.step("young_sum", *using, epsilon=eps, **_over(over, a=a, b=b))
        return self.step("young_mean", *using, epsilon=eps, **_over(over, x=a, y=b))

    def jensen(self, f: str, a: Any, over: Any, *using: Using, weights: Any = None) -> Theorem:
        """`p.jensen("sqrt", X[omega], omega)`: E√X ≤ √E X; f is one of sq, sqrt, abs, log, inv, exp.

        Over (t, 1, T), with `weights` ≥ 0 that add to 1: the same of Σ w a.  Of two points, a = (x, y), over their weight p:
        of p·x + (1 − p)·y.
        """
        kind = "two" if isinstance(a, tuple) else "sum" if isinstance(over, tuple) else "mean"
        if f not in JENSEN[kind]:
            raise InvalidInference("jensen", f"{f!r}: choose one of {', '.join(JENSEN[kind])}")
        if kind == "two":
            return self.step(f"jensen_{f}_two", *using, a=a[0], b=a[1], p=over)
        if kind == "sum" and weights is None:
            raise InvalidInference("jensen", "a sum needs weights=…, which add to 1")
        values = _over(over, a=a, w=weights) if kind == "sum" else _over(over, x=a)
        return self.step(f"jensen_{f}_sum" if kind == "sum" else f"jensen_{f}", *using, **values)

    def am_gm(self, a: Any, b: Any, *using: Using, weight: Any = None) -> Theorem:
        """`p.am_gm(a, b)`: √(ab) ≤ (a + b)/2; with `weight` θ in [0, 1], real: a^θ b^(1−θ) ≤ θa + (1 − θ)b."""
        if weight is None:
            return self.step("am_gm", *using, a=a, b=b)
        return self.step("am_gm_weighted", *using, a=a, b=b, **{"theta": weight})

    def abel(self, w: Any, a: Any, n: Any, *using: Using) -> Theorem:
        """`p.abel(w, a, n)`: Σ_{i≤n} w_i (a_i − a_{i−1}) = w_n a_n − w_1 a_0 − Σ_{i<n} (w_{i+1} − w_i) a_i."""
        return self.step("abel", *using, w=w, a=a, n=n)


def _over(over: Over, **terms: Any) -> dict[str, Any]:
    """Terms in an index as functions of it, with the ends of its range."""
    if isinstance(over, tuple):
        v, lo, hi = over
        ends = {"lo": lo, "hi": hi}
    elif isinstance(over, Term) and over.op == "var" and over.sort == "sample":
        v, ends = over, {}
    else:
        raise InvalidInference("step", f"{over!r}: give (t, lo, hi) for a sum, or a sample point for E")
    return {**{name: _function(lift(a), v) for name, a in terms.items()}, **ends}


def _function(a: Term, v: Term) -> Callable[[Term], Term]:
    return lambda at: substitute(a, {v: at})
