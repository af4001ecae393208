"""LaTeX as papers print it: the formula of the claim, or one line that names the sign without a meaning."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from adal_theory import ConfigurationError
from adal_theory.prove import Eq, Forall, Function, Ne, Sum, absolute, inv, log, maximum, minimum, num, power, sign, sqrt, var
from adal_theory.prove.check.languages import is_latex
from adal_theory.prove.check.reading import read
from adal_theory.prove.check.step import Step
from adal_theory.prove.kernel.terms import Term, exp
from adal_theory.prove.kernel.theorem import same

A, B, C, X = var("a"), var("b"), var("c"), var("x")
T, N, D, s, t, i = (var(w, "int") for w in "Tndsti")
G, M, W = (Function(w, ("int",)) for w in "gmw")
STEPS = json.loads((Path(__file__).parents[2] / "reference" / "steps.json").read_text())
# The signs that no symbol of their step stands for.
NO_MEANING = {
    "rec-04": r"\hat v_T",
    "clip-02": r"\Pi(x)",
    "clip-03": r"\Pi(x)",
    "clip-F3": r"\Pi(x)",
    "desc-03": "f(x^+)",
    "desc-05": "x_t",
    "desc-06": "f(x(T))",
    "desc-F2": "f(x^+)",
    "desc-F3": "x_t",
    "desc-F5": "f(x(T))",
    "exp-02": r"\mathbb E",
    "exp-04": r"\mathbb E",
    "exp-05": r"\mathbb E",
    "exp-F3": r"\mathbb E",
    "exp-F4": r"\mathbb E",
}
BY_THEIR_DEFINITION = {"norm-05", "norm-F4"}  # the claim has a bound G of the entries where the LaTeX has ‖x‖_∞


def one(step: str, given: Any = (), **how: Any) -> Step:
    (found,) = read(step, given, **how)
    return found


def test_the_latex_of_45_of_the_60_steps_is_their_claim() -> None:
    agreed, read_at_all = 0, 0
    for step in STEPS:
        claim = one(step["claim"], step["given"], symbols=step["symbols"], closed=True)
        if step["id"] in NO_MEANING:
            with pytest.raises(ConfigurationError) as error:
                read(step["latex"], step["given"], step["symbols"], closed=True)
            assert NO_MEANING[step["id"]] in str(error.value) and "\n" not in str(error.value)
            continue
        latex = one(step["latex"], step["given"], symbols=step["symbols"], closed=True)
        read_at_all += 1
        if step["id"] not in BY_THEIR_DEFINITION:
            agreed += 1
            assert same(claim.goal, latex.goal), step["id"]
            assert {f.key for f in latex.given} == {f.key for f in claim.given}, step["id"]
    assert (agreed, read_at_all) == (43, 45)


@pytest.mark.parametrize(
    ("latex", "goal"),
    [
        (r"2ab \le c", 2 * A * B <= C),
        (r"\frac12 \le \frac ab", num(1) / 2 <= A / B),
        (r"\tfrac32 a \leq b", num(3) / 2 * A <= B),
        (r"\frac1{\sqrt t} \le x", inv(sqrt(t)) <= X),
        (r"t\beta^t \le 1", t * power(var("beta"), t) <= 1),
        (r"a^{10}b \le c", A**10 * B <= C),
        (r"\big||a|-|b|\big| \le |a-b|", absolute(absolute(A) - absolute(B)) <= absolute(A - B)),
        (r"||a|-|b|| \le |a||b|", absolute(absolute(A) - absolute(B)) <= absolute(A) * absolute(B)),
        (r"\left|a\right|b \le \lvert c\rvert", absolute(A) * B <= absolute(C)),
        (r"\sum_{t=1}^T g_t^2 + a \le b", Sum(t, 1, T, G[t] ** 2) + A <= B),
        (r"\sum_{s\le t} g_s \le \sum_{s<t} g_s", Sum(s, 1, t, G[s]) <= Sum(s, 1, t - 1, G[s])),
        (r"\sum_{0\le s<t} g_s \le \sum_i g_i", Sum(s, 0, t - 1, G[s]) <= Sum(i, 1, D, G[i])),
        (r"\prod_{n=1}^{3} (a+n) \le b", (A + 1) * (A + 2) * (A + 3) <= B),
        (r"\max(a, |b|) \ge \min\{a, b\}", minimum(A, B) <= maximum(A, absolute(B))),
        (r"\log\Big(1+\frac1a\Big) \le \ln b", log(1 + 1 / A) <= log(B)),
        (r"\log 2T \le \log^2 T", log(2 * T) <= log(T) ** 2),
        (r"\sqrt[3]{a} \le \sqrt{ab}", power(A, num(1) / 3) <= sqrt(A * B)),
        (r"\operatorname{sign}(a) \le 1", sign(A) <= 1),
        (r"\beta_1 \le \beta_2", var("beta1") <= var("beta2")),
        (r"\hat m_t \le \bar{m}_t", Function("m_hat", ("int",))[t] <= Function("m_bar", ("int",))[t]),
        (r"x^* \le x'", var("x_star") <= var("x_prime")),
        (r"x^*_t \le x_t^*", Function("x_star", ("int",))[t] <= Function("x_star", ("int",))[t]),
        (r"x_1 \le x_t", Function("x", ("int",))[1] <= Function("x", ("int",))[t]),
        (r"x_1 \le x_2", var("x1") <= var("x2")),
        (r"g_{t,i} \le c", Function("g", ("int", "int"))[t, i] <= C),
        (r"\mathrm{lo} \le v_{\max}", var("lo") <= var("v_max")),
        (r"\varepsilon \neq 0", Ne(var("eps"), 0)),
        (r"a(b+c) = [a]\{b\}", Eq(A * (B + C), A * B)),
        (r"1/a\cdot b \ge 0.5", num(1) / 2 <= inv(A) * B),
        (
            r"(1-\beta)\sum_{t=1}^T\beta^{T-t}=1-\beta^T",
            Eq((1 - var("beta")) * Sum(t, 1, T, power(var("beta"), T - t)), 1 - power(var("beta"), T)),
        ),
        (r"$a \le b$.", A <= B),
        (r"\|\alpha g\|_1 \le c", Sum(i, 1, D, absolute(var("alpha") * G[i])) <= C),
        (r"\|g-m\|^2 \le c", Sum(i, 1, D, (G[i] - M[i]) ** 2) <= C),
        (r"|\langle g, m\rangle| \le c", absolute(Sum(i, 1, D, G[i] * M[i])) <= C),
        (r"\|g_t\| \le c", sqrt(Sum(i, 1, D, Function("g", ("int", "int"))[t, i] ** 2)) <= C),
        ("2(x-a)(x-b)=(a+b)c", Eq(2 * (X - A) * (X - B), (A + B) * C)),
        ("2x <= 3a", 2 * X <= 3 * A),
        (r"[x-a]_+ + (x-a)^{-} \le (c)_{+}^2", maximum(X - A, 0) + maximum(-(X - A), 0) <= maximum(C, 0) ** 2),
        (r"g_{t+1} := g_t", Eq(G[t + 1], G[t])),
        (r"\lVert g\rVert_1 \leqslant \left(\bar x\right)", Sum(i, 1, D, absolute(G[i])) <= var("x_bar")),
        (r"e^{-x} \le \exp(a)e", exp(-X) <= exp(A) * var("e")),
    ],
)
def test_what_is_printed_is_what_is_read(latex: str, goal: Term) -> None:
    assert one(latex).goal == goal


@pytest.mark.parametrize(
    ("sign", "goal"),
    [
        *((w, A <= B) for w in (r"\le ", r"\leq ", r"\leqslant ", "≤")),
        *((w, A >= B) for w in (r"\ge ", r"\geq ", r"\geqslant ", "≥")),
        *((w, A < B) for w in ("<", r"\lt ")),
        *((w, A > B) for w in (">", r"\gt ")),
        *((w, Ne(A, B)) for w in (r"\ne ", r"\neq ", "≠")),
        ("=", Eq(A, B)),
    ],
)
def test_each_relation(sign: str, goal: Term) -> None:
    assert one(f"${{a}}{sign}b$").goal == goal


def test_the_letter_e() -> None:
    assert one(r"e^{x} \le 1").notes == ("e^x is read as exp(x); declare e for a symbol",)
    assert one(r"x/e \le 1").notes == (r"e is a symbol here; write \exp(1) for the number 2.718…",)
    declared = one(r"e^x \le e", symbols={"e": "real"})
    assert declared.goal == (power(var("e"), X) <= var("e")) and declared.notes == ()


def test_conditions_behind_the_claim_are_hypotheses() -> None:
    step = one(r"a \le b \quad(0<c<2)")
    assert step.goal == (A <= B) and step.given == (C > 0, C < 2) and any("read as hypotheses" in n for n in step.notes)
    assert one(r"a \le b, \quad \text{where } b \in [0, 1),\ c \ne 0").given == (B >= 0, B < 1, Ne(C, 0))
    assert one(r"x \le a \quad (x\in\mathbb R)").given == ()
    assert one(r"m_t \le a \quad \forall t \in \{1, \dots, T\}").given == (t >= 1, t <= T)


def test_the_maximum_norm_is_its_definition() -> None:
    step = one(r"\|g\|_\infty \le c")
    j = var("j_g", "int")
    assert step.goal == (absolute(G[j]) <= C)
    assert step.given == (j >= 1, j <= D, Forall(i, absolute(G[i]) <= absolute(G[j]), 1, D))


def test_expectations_over_declared_laws() -> None:
    laws = {"X": "law(p: a, 1-p: b)", "Y": "law(p: c, 1-p: x)"}
    p = var("p")
    assert one(r"1/\mathbb EX \le \mathbb E[1/X]", symbols=laws).goal == (
        1 / (p * A + (1 - p) * B) <= p * (1 / A) + (1 - p) * (1 / B)
    )
    assert one(r"(\mathbb EXY)^2 \le 1", symbols=laws).goal.args[0] == (p * (A * C) + (1 - p) * (B * X)) ** 2
    for wrong, reason in ((r"X \le \mathbb E X", "outside of an expectation"), (r"\mathbb E Z \le 1", "no law is declared")):
        with pytest.raises(ConfigurationError, match=reason):
            read(wrong, symbols=laws)


def test_latex_and_text_can_stand_together() -> None:
    step = one(r"\hat m_t \le \epsilon", ["for t in 1..T: m_hat(t) <= eps", r"for t in 1..T: \hat m_t \ge 0"])
    m_hat = Function("m_hat", ("int",))
    assert step.goal == (m_hat[t] <= var("eps"))
    assert set(step.given) == {Forall(t, m_hat[t] <= var("eps"), 1, T), Forall(t, m_hat[t] >= 0, 1, T)}
    for line in (r"\beta", "a_{t}", "2(x-y)(x-z) = 0", "(a+b)(a-b) <= 2a"):
        assert is_latex(line), line
    for line in ("a <= b**2", "2x(t) <= 1", "2beta <= 1", "1e3 <= a", "2(x1 - y) <= 1", "f(t) <= 2(x)"):
        assert not is_latex(line), line  # as LaTeX, x(t) would be a product and beta four letters
    assert one(r"x_+ \le 1", symbols={"x_plus": "real"}).goal == (var("x_plus") <= 1)


@pytest.mark.parametrize(
    ("latex", "reason"),
    [
        (r"a \le b \foo c", r"\foo"),
        (r"f(x+1) \le 3", "f(x+1)"),
        (r"x^+ \le 3", "x^+"),
        (r"1/2x \le y", "above or below"),
        (r"\frac{a}{b \le 3", "'}' is missing"),
        (r"\frac{a}", "missing"),
        (r"|a \le b", "not closed"),
        (r"n! \le 3", "factorial"),
        (r"\log ab \le c", "argument of"),
        (r"\max a \le c", "in parentheses"),
        (r"\sum g_t \le 1", "needs its range"),
        (r"\|x\|_3 \le 1", "_3"),
        (r"\int x \le 1", r"\int"),
        (r"a \le", "missing at the end"),
        (r"\beta", "not a relation"),
        (r"a \pm b \le c", r"\pm"),
        (r"\prod_{t=1}^T g_t \le 1", "ends that are numbers"),
        (r"{" * 200 + "a" + "}" * 200 + r"\le 1", "nested"),
        (r"a_b_c \le 1", "two subscripts"),
        (r"\log_{2} a \le 1", "subscript"),
        (r"\mathbb P(A) \le 1", r"\mathbb P"),
        (r"x \in \mathbb C \le 1", r"\in"),
        (r"\infty \ge 1", r"\infty"),
        (r"x_+ \le 1", "declare x_plus, write (x)_+ for the positive part"),
        (r"x_{+}^2 \le 1", "the sign x_+ has no meaning"),
        (r"g_{1:T} \le 1", "in a norm only"),
        (r"1 \le \dots \le T", r"\dots"),
    ],
)
def test_a_sign_without_a_meaning_is_named(latex: str, reason: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        read(latex)
    assert reason in str(error.value) and "\n" not in str(error.value)
