"""Arithmetic in Coq: certificates, inverses, roots, powers, exp and log, and what defines |·|, max, min and sign."""

from __future__ import annotations

from collections.abc import Callable

from adal_theory.prove.coq.equations import certified, nonzero, weakened
from adal_theory.prove.coq.integers import isint
from adal_theory.prove.coq.raw import MINUS_ONE, ONE, ZERO, minus, raw
from adal_theory.prove.coq.step import Step
from adal_theory.prove.kernel.polynomials import canonical
from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.kernel.theorem import Theorem, same


def _arith(step: Step) -> str:
    goal, premises, certificates = step.arguments
    return certified(step.page, goal, [q.conclusion for q in premises], [step.use(q) for q in premises], certificates)


def _integral(step: Step) -> str:
    (t,) = step.arguments
    a, b = t.conclusion.args
    proof = f"(int_gap {step.page(a)} {step.page(b)} {isint(a)} {isint(b)} {step.use(t)})"
    return step.to(raw("le", raw("add", a, ONE), b), proof)


def _inverse(step: Step) -> str:
    (t,) = step.arguments
    f = t.conclusion
    a = next(b for b in f.args if canonical(b) != ZERO)
    return step.to(
        raw("eq", raw("mul", a, raw("inv", a)), ONE), f"(r_inverse {step.page(a)} {nonzero(step.page, f, a, step.use(t))})"
    )


def _sqrt_square(step: Step) -> str:
    (t,) = step.arguments
    a = t.conclusion.args[1]
    return step.to(
        raw("eq", raw("pow", raw("sqrt", a), 2), a),
        f"(r_sqrt_square {step.page(a)} {weakened(step.page, t.conclusion, a, step.use(t))})",
    )


_DEFINING: dict[str, Callable[..., list[Term]]] = {
    "sqrt": lambda a, _: [raw("le", ZERO, a)],
    "abs": lambda a, b: [
        raw("le", ZERO, a),
        raw("eq", raw("pow", a, 2), raw("pow", b, 2)),
        raw("le", b, a),
        raw("le", raw("mul", MINUS_ONE, b), a),
    ],
    "max": lambda a, b, c: [raw("le", b, a), raw("le", c, a), raw("eq", raw("mul", minus(a, b), minus(a, c)), ZERO)],
    "min": lambda a, b, c: [raw("le", a, b), raw("le", a, c), raw("eq", raw("mul", minus(a, b), minus(a, c)), ZERO)],
    "sign": lambda a, b: [
        raw("eq", raw("mul", a, raw("abs", b)), b),
        raw("eq", raw("mul", a, b), raw("abs", b)),
        raw("eq", raw("pow", a, 3), a),
        raw("le", raw("pow", a, 2), ONE),
    ],
}


def _defining(step: Step) -> str:
    a, which = step.arguments
    f = _DEFINING[a.op](a, *a.args)[which]
    return step.to(f, f"(d_{a.op}_{int(which)} {' '.join(map(step.page, a.args))})")


def _exp_positive(step: Step) -> str:
    (a,) = step.numbers(0)
    return step.to(raw("lt", ZERO, raw("exp", a)), f"(r_exp_positive {step.page(a)})")


def _log_exp(step: Step) -> str:
    (a,) = step.numbers(0)
    return step.to(raw("eq", raw("log", raw("exp", a)), a), f"(r_log_exp {step.page(a)})")


def _raisable(step: Step, b: Term, n: Term, q: Theorem) -> str:
    """0 ≤ n or b ≠ 0."""
    if same(q.conclusion, n >= 0):
        return f"(or_introl {step.premise(q, raw('le', ZERO, n))})"
    return f"(or_intror {nonzero(step.page, q.conclusion, b, step.use(q))})"


def _power_step(step: Step) -> str:
    b, n = step.numbers(0, 1)
    f = raw("eq", raw("ipow", b, raw("add", n, ONE)), raw("mul", b, raw("ipow", b, n)))
    return step.to(f, f"(r_power_step {step.page(b)} {step.page(n)} {isint(n)} {_raisable(step, b, n, step.arguments[2])})")


def _power_sum(step: Step) -> str:
    b, m, n = step.numbers(0, 1, 2)
    conditions = " ".join(_raisable(step, b, k, q) for k, q in zip((m, n), step.arguments[3:], strict=True))
    f = raw("eq", raw("ipow", b, raw("add", m, n)), raw("mul", raw("ipow", b, m), raw("ipow", b, n)))
    return step.to(f, f"(r_power_sum {' '.join(map(step.page, (b, m, n)))} {isint(m)} {isint(n)} {conditions})")


def _power_positive(step: Step) -> str:
    (n,) = step.numbers(0)
    q = step.arguments[1]
    b = q.conclusion.args[1]
    f = raw("lt", ZERO, raw("rpow", b, n))
    return step.to(f, f"(r_power_positive {step.page(b)} {step.page(n)} {step.premise(q, raw('lt', ZERO, b))})")


def _power(a: Term, p: Term) -> Term:
    return raw("rpow", a, p)


# Of a rule on real powers: what its premises say, and its conclusion.
_REAL: dict[str, Callable[[Term, Term, Term], tuple[list[Term], Term]]] = {
    "real_power_product": lambda a, b, p: (
        [raw("le", ZERO, a), raw("le", ZERO, b), raw("lt", ZERO, p)],
        raw("eq", _power(raw("mul", a, b), p), raw("mul", _power(a, p), _power(b, p))),
    ),
    "real_power_sum": lambda a, p, q: (
        [raw("lt", ZERO, a)],
        raw("eq", _power(a, raw("add", p, q)), raw("mul", _power(a, p), _power(a, q))),
    ),
    "real_power_power": lambda a, p, q: ([raw("lt", ZERO, a)], raw("eq", _power(_power(a, p), q), _power(a, raw("mul", p, q)))),
    "real_power_monotone": lambda a, b, p: (
        [raw("le", ZERO, a), raw("lt", a, b), raw("lt", ZERO, p)],
        raw("lt", _power(a, p), _power(b, p)),
    ),
}


def _real_power(step: Step) -> str:
    a, b, c = step.numbers(0, 1, 2)
    wanted, f = _REAL[step.theorem.rule](a, b, c)
    proofs = [step.premise(q, g) for q, g in zip(step.arguments[3:], wanted, strict=True)]
    return step.to(f, f"(r_{step.theorem.rule} {' '.join([*map(step.page, (a, b, c)), *proofs])})")


ARITHMETIC = {
    "arith": _arith,
    "integral": _integral,
    "inverse": _inverse,
    "sqrt_square": _sqrt_square,
    "defining": _defining,
    "exp_positive": _exp_positive,
    "log_exp": _log_exp,
    "power_step": _power_step,
    "power_sum": _power_sum,
    "power_positive": _power_positive,
    **dict.fromkeys(_REAL, _real_power),
}
