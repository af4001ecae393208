"""The translation says the same numbers as the rule in float64, and as theory.md §0 transcribed by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath
import pytest

from adal_theory.rules import RULES
from adal_theory.trace.options import Options

STEPS = 3
# Float64 rounds some thirty operations a step on numbers of order one: far below 1e−12; a mistake is above.
FLOAT_TOLERANCE = 1e-12
DIGIT_TOLERANCE = mpmath.mpf(10) ** -45


def mpf(q: Any) -> Any:
    return mpmath.mpf(q.numerator) / q.denominator if isinstance(q, Fraction) else q


def theory_step(case: Any, data: Any, t: int, state: Any, history: list[Any]) -> dict[str, list[Any]]:
    """theory.md §0 by hand, in mpmath: lists over the coordinates. `history` gathers β1_s, s ≤ t."""
    with mpmath.workdps(60):
        p = {n: mpf(v) for n, v in case.parameters.items()}
        g = [mpf(e) for e in data.gradients[t - 1]]
        old = {n: [mpf(e) for e in v] for n, v in state.items()}
        sizes = [abs(e) for e in g]
        w = {1: sum(sizes), 2: mpmath.sqrt(sum(e * e for e in g))}.get(case.options.norm, max(sizes))
        g_hat = [w * e for e in g] if case.rule in ("adal", "adal_ams") else g
        history.append(mpf(data.schedule[t - 1]) if case.options.beta1_schedule else p["beta1"])
        return BY_HAND[case.rule](case, data, t, old, p, g_hat, history)


def project(case: Any, data: Any, x: Any) -> Any:
    lo, hi = (mpf(e) for e in data.box)
    return min(max(x, lo), hi) if case.options.box else x


def first_moment(case: Any, old: Any, g_hat: Any, history: list[Any]) -> tuple[list[Any], list[Any]]:
    beta1 = history[-1]
    m = [beta1 * a + (1 - beta1) * b for a, b in zip(old["m"], g_hat, strict=True)]
    correction = 1 - mpmath.fprod(history) if case.options.bias_correction else 1
    return m, [e / correction for e in m]


def damped(case: Any, eps: Any, v_hat: Any) -> Any:
    """v̂^(−1/2) + ε, or 1/(√v̂ + ε); v̂^(−1/2) counts as 0 at v̂ = 0."""
    if case.options.eps_placement == "denominator":
        return 1 / (mpmath.sqrt(v_hat) + eps) if v_hat + eps > 0 else mpmath.mpf(0)
    return (1 / mpmath.sqrt(v_hat) if v_hat > 0 else 0) + eps


def moments(case: Any, data: Any, t: int, old: Any, p: Any, g_hat: Any, history: list[Any]) -> dict[str, Any]:
    m, m_hat = first_moment(case, old, g_hat, history)
    beta2 = p["beta2"]
    v = [beta2 * a + (1 - beta2) * b * b for a, b in zip(old["v"], g_hat, strict=True)]
    v_hat = [e / (1 - beta2**t) if case.options.bias_correction else e for e in v]
    new = {"m": m, "v": v}
    if case.rule in ("adal_ams", "amsgrad"):
        v_hat = [max(a, b) for a, b in zip(old["v_max"], v_hat, strict=True)]
        new["v_max"] = v_hat
    a = [damped(case, p["eps"], e) for e in v_hat]
    eta_t = p["eta"] / mpmath.sqrt(t)
    steps = [eta_t * b * c for b, c in zip(a, m_hat, strict=True)]
    decay = eta_t * p["weight_decay"] if case.rule == "adamw" else 0
    x_next = [project(case, data, x - s - decay * x) for x, s in zip(old["x"], steps, strict=True)]
    return new | {"x": x_next, "preconditioner": a}


def sgd(case: Any, data: Any, t: int, old: Any, p: Any, g_hat: Any, history: list[Any]) -> dict[str, Any]:
    m, m_hat = first_moment(case, old, g_hat, history)
    eta_t = p["eta"] / mpmath.sqrt(t)
    return {"m": m, "x": [project(case, data, x - eta_t * e) for x, e in zip(old["x"], m_hat, strict=True)]}


def adagrad(case: Any, data: Any, t: int, old: Any, p: Any, g_hat: Any, history: list[Any]) -> dict[str, Any]:
    v = [a + b * b for a, b in zip(old["v"], g_hat, strict=True)]
    a = [damped(case, p["eps"], e) for e in v]
    steps = [p["eta"] * b * c for b, c in zip(a, g_hat, strict=True)]
    x_next = [project(case, data, x - s) for x, s in zip(old["x"], steps, strict=True)]
    return {"v": v, "x": x_next, "preconditioner": a}


def adamax(case: Any, data: Any, t: int, old: Any, p: Any, g_hat: Any, history: list[Any]) -> dict[str, Any]:
    """Kingma & Ba's Algorithm 2; ε added to 1/u, or to |g| inside the maximum."""
    m, m_hat = first_moment(case, old, g_hat, history)
    inside = case.options.eps_placement == "denominator"
    u = [max(p["beta2"] * a, abs(b) + (p["eps"] if inside else 0)) for a, b in zip(old["u"], g_hat, strict=True)]
    a = [(1 / e if e > 0 else 0) + (0 if inside else p["eps"]) for e in u]
    steps = [p["eta"] / mpmath.sqrt(t) * b * c for b, c in zip(a, m_hat, strict=True)]
    x_next = [project(case, data, x - s) for x, s in zip(old["x"], steps, strict=True)]
    return {"m": m, "u": u, "x": x_next, "preconditioner": a}


def rmsprop(case: Any, data: Any, t: int, old: Any, p: Any, g_hat: Any, history: list[Any]) -> dict[str, Any]:
    v = [p["beta2"] * a + (1 - p["beta2"]) * b * b for a, b in zip(old["v"], g_hat, strict=True)]
    a = [damped(case, p["eps"], e) for e in v]
    steps = [p["eta"] / mpmath.sqrt(t) * b * c for b, c in zip(a, g_hat, strict=True)]
    x_next = [project(case, data, x - s) for x, s in zip(old["x"], steps, strict=True)]
    return {"v": v, "x": x_next, "preconditioner": a}


def adabelief(case: Any, data: Any, t: int, old: Any, p: Any, g_hat: Any, history: list[Any]) -> dict[str, Any]:
    """Zhuang et al.'s Algorithm 2."""
    m, m_hat = first_moment(case, old, g_hat, history)
    beta2 = p["beta2"]
    v = [beta2 * a + (1 - beta2) * (b - c) ** 2 + p["eps"] for a, b, c in zip(old["v"], g_hat, m, strict=True)]
    v_hat = [e / (1 - beta2**t) if case.options.bias_correction else e for e in v]
    a = [damped(case, p["eps"], e) for e in v_hat]
    steps = [p["eta"] / mpmath.sqrt(t) * b * c for b, c in zip(a, m_hat, strict=True)]
    x_next = [project(case, data, x - s) for x, s in zip(old["x"], steps, strict=True)]
    return {"m": m, "v": v, "x": x_next, "preconditioner": a}


def lion(case: Any, data: Any, t: int, old: Any, p: Any, g_hat: Any, history: list[Any]) -> dict[str, Any]:
    """Chen et al.'s Program 1."""
    c = [history[-1] * a + (1 - history[-1]) * b for a, b in zip(old["m"], g_hat, strict=True)]
    m = [p["beta2"] * a + (1 - p["beta2"]) * b for a, b in zip(old["m"], g_hat, strict=True)]
    eta_t, decay = p["eta"] / mpmath.sqrt(t), p["weight_decay"]
    x_next = [project(case, data, x - eta_t * (mpmath.sign(e) + decay * x)) for x, e in zip(old["x"], c, strict=True)]
    return {"m": m, "x": x_next}


def adopt(case: Any, data: Any, t: int, old: Any, p: Any, g_hat: Any, history: list[Any]) -> dict[str, Any]:
    """Taniguchi et al.'s Algorithm 2, whose step 0 is the first one here."""
    if t == 1:
        return {"m": old["m"], "v": [e * e for e in g_hat], "x": [project(case, data, x) for x in old["x"]]}
    beta1, beta2 = history[-1], p["beta2"]
    scaled = [b / max(mpmath.sqrt(a), p["eps"]) for a, b in zip(old["v"], g_hat, strict=True)]
    m = [beta1 * a + (1 - beta1) * b for a, b in zip(old["m"], scaled, strict=True)]
    v = [beta2 * a + (1 - beta2) * b * b for a, b in zip(old["v"], g_hat, strict=True)]
    x_next = [project(case, data, x - p["eta"] / mpmath.sqrt(t) * e) for x, e in zip(old["x"], m, strict=True)]
    return {"m": m, "v": v, "x": x_next}


BY_HAND = {
    **dict.fromkeys(("adal", "adal_ams", "adam", "amsgrad", "adamw"), moments),
    **{f.__name__: f for f in (sgd, adagrad, adamax, rmsprop, adabelief, lion, adopt)},
}


def states(case: Any, found: dict[str, Any]) -> dict[str, Any]:
    return {n: found[n] for n in ("x", *RULES[case.rule].state) if n in found}


def close(a: Any, b: Any) -> bool:
    with mpmath.workdps(60):
        return bool(abs(a._to_mpmath(220) - b) <= DIGIT_TOLERANCE)


def check(case: Any, data: Any, step: Any, symbolic: Any, in_float64: Any) -> None:
    """Three runs of the same steps, each from its own state: SymPy, theory.md by hand, float64."""
    state, ours, rounded, history = case.start, case.start, case.start, []
    for t in range(1, STEPS + 1):
        found = symbolic(step, case, t, state)
        # A rule without a computation by hand above is held to float64 alone.
        expected = theory_step(case, data, t, ours, history) if case.rule in BY_HAND else {}
        floats = in_float64(case, t, rounded)
        assert set(found) == set(floats)
        for name, values in expected.items():
            assert all(close(a, b) for a, b in zip(found[name], values, strict=True)), (name, t)
        for name, values in floats.items():
            for a, b in zip(found[name], values, strict=True):
                assert abs(float(a) - b) <= FLOAT_TOLERANCE * max(1.0, abs(b)), (name, t, a, b)
        state, ours, rounded = states(case, found), states(case, expected), states(case, floats)


def test_sympy_theory_and_float64_agree(case: Any, data: Any, translated: Any, symbolic: Any, in_float64: Any) -> None:
    check(case, data, translated(case), symbolic, in_float64)


@pytest.mark.parametrize("rule", ["adal", "adal_ams", "adam", "amsgrad", "adagrad"])
@pytest.mark.parametrize("placement", ["preconditioner", "denominator"])
def test_no_epsilon_no_floor(
    rule: str, placement: str, data: Any, symbolic: Any, in_float64: Any, make_case: Any, translated: Any
) -> None:
    """ε = δ = 0: coordinate 2 has v̂ = 0 at the first step, where v̂^(−1/2) m̂ counts as 0."""
    case = make_case(rule, Options(eps_placement=placement, box=False))
    case.parameters |= {"eps": Fraction(0), "delta": Fraction(0)}
    check(case, data, translated(case), symbolic, in_float64)


def test_expressions_expand_the_definitions(case: Any, translated: Any, symbolic: Any, expanded: Any) -> None:
    """x and A from the inputs alone are the same numbers as through the lines in between."""
    step = translated(case)
    found = symbolic(step, case, 1, case.start)
    for name in ("x", "preconditioner") if "preconditioner" in found else ("x",):
        values = expanded(step, case, 1, case.start, name)
        assert all(abs(a - b) <= 1e-45 for a, b in zip(values, found[name], strict=True))


def test_named_quantities_make_the_step(case: Any, data: Any, translated: Any, symbolic: Any) -> None:
    """x_{t+1} = Π[x_t − η'_t A_t m_t] (less η_1 λ x_t where x decays) and H_t A_t = 1, wherever v̂ > 0 (coordinates 0 and 1)."""
    if RULES[case.rule].uncertified:
        pytest.skip("its step is not of this form: it " + RULES[case.rule].uncertified)
    step = translated(case)
    found = symbolic(step, case, 1, case.start)
    for i in (0, 1):
        move = found["eta_prime"][i] * found["preconditioner"][i] * found["m"][i]
        start = case.start["x"][i]
        with mpmath.workdps(60):
            decay = mpf(case.parameters["eta"] * case.parameters["weight_decay"]) if RULES[case.rule].decays else 0
            x = mpf(start) * (1 - decay) - move._to_mpmath(220)
            assert close(found["x"][i], project(case, data, x))
        assert abs(found["preconditioner"][i] * found["inverse_preconditioner"][i] - 1) < 1e-45
