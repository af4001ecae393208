"""Formulas as text, LaTeX and MathML: a wrong bracket is a false statement."""

from __future__ import annotations

import re
from fractions import Fraction
from xml.etree import ElementTree

import pytest

from adal_theory.prove import (
    Eq,
    Forall,
    Function,
    Implies,
    Mean,
    Preserves,
    Slope,
    Sum,
    Tends,
    Term,
    inv,
    log,
    maximum,
    num,
    sign,
    sqrt,
    var,
)
from adal_theory.prove.printing import latex as latex_of
from adal_theory.prove.printing import mathml
from adal_theory.prove.printing.boxes import width
from adal_theory.prove.printing.layout import layout
from adal_theory.prove.printing.symbols import symbol
from adal_theory.prove.printing.text import text

a, b, c, x, y = (var(name) for name in "abcxy")
k, n, t, i, T = (var(name, "int") for name in ("k", "n", "t", "i", "T"))
omega = var("omega", "sample")
f, eta_prime, x_star = (Function(name, ("int",)) for name in ("f", "eta_prime", "x_star"))
g_hat, v_max, Gamma = (Function(name, ("int", "int")) for name in ("g_hat", "v_max", "Gamma"))
X, psi, flip = Function("X", ("sample",)), Function("psi", ("int", "real")), Function("flip", ("int", "sample"), "sample")
S = Sum(k, 1, n, f[k])


def plain(term: Term) -> str:
    """The LaTeX without what only moves it about."""
    drawn = re.sub(r"\\(?:left|right|[bB]igg?[lr])(?=[(\[)\]|\\])", "", latex_of.formula(term))
    drawn = drawn.replace(r"\lvert ", "|").replace(r"\rvert ", "|").replace(r"\penalty500 ", "").replace(r"\,", " ")
    return re.sub(r" +", " ", drawn).replace(" }", "}").replace("| ", "|").replace("for}", "for }").strip()


def read(node: ElementTree.Element) -> str:
    """MathML as a line in which braces show what belongs together."""
    parts = [read(child) for child in node]
    match node.tag:
        case "mfrac":
            return "{{{}}}/{{{}}}".format(*parts)
        case "msqrt":
            return "√{" + "".join(parts) + "}"
        case "msup":
            return "{}^{{{}}}".format(*parts)
        case "msub":
            return "{}_{{{}}}".format(*parts)
        case "msubsup":
            return "{}_{{{}}}^{{{}}}".format(*parts)
        case "munderover":
            return "{}_{{{}}}^{{{}}}".format(*parts)
        case "mover":
            return "".join(parts)
    return (node.text or "") + "".join(parts)


def marked(term: Term) -> str:
    """The MathML of a term, read back."""
    pieces = re.findall(r"<math>(.*?)</math>", mathml.formula(term))
    return (
        "".join(read(ElementTree.fromstring(f"<math>{p}</math>")) for p in pieces)
        .replace("\N{INVISIBLE TIMES}", " ")
        .replace("\N{FUNCTION APPLICATION}", "")
    )


BRACKETS: list[tuple[Term, str, str, str]] = [
    (-(a + b), "−(a + b)", "-(a+b)", "−(a+b)"),
    ((a / b) ** 2, "(a/b)^2", r"(\frac{a}{b})^{2}", "({a}/{b})^{2}"),
    (1 / (a * b), "1/(a·b)", r"\frac{1}{a b}", "{1}/{a b}"),
    (inv(a) * inv(b), "1/(a·b)", r"\frac{1}{a b}", "{1}/{a b}"),
    (S * b, "(Σ_{k=1}^{n} f[k])·b", r"(\sum_{k=1}^{n} f_{k}) b", "(∑_{k=1}^{n}f_{k}) b"),
    (Sum(k, 1, n, f[k] * b), "Σ_{k=1}^{n} f[k]·b", r"\sum_{k=1}^{n} f_{k} b", "∑_{k=1}^{n}f_{k} b"),
    (b * S, "b·Σ_{k=1}^{n} f[k]", r"b \sum_{k=1}^{n} f_{k}", "b ∑_{k=1}^{n}f_{k}"),
    (Sum(k, 1, n, f[k] + b), "Σ_{k=1}^{n} (f[k] + b)", r"\sum_{k=1}^{n} (f_{k}+b)", "∑_{k=1}^{n}(f_{k}+b)"),
    (S + b, "Σ_{k=1}^{n} f[k] + b", r"\sum_{k=1}^{n} f_{k}+b", "∑_{k=1}^{n}f_{k}+b"),
    (S**2, "(Σ_{k=1}^{n} f[k])^2", r"(\sum_{k=1}^{n} f_{k})^{2}", "(∑_{k=1}^{n}f_{k})^{2}"),
    (Sum(k, 1, n, -f[k]), "Σ_{k=1}^{n} (−f[k])", r"\sum_{k=1}^{n} (-f_{k})", "∑_{k=1}^{n}(−f_{k})"),
    (b / S, "b/(Σ_{k=1}^{n} f[k])", r"\frac{b}{\sum_{k=1}^{n} f_{k}}", "{b}/{∑_{k=1}^{n}f_{k}}"),
    (abs(a) ** n, "|a|^n", "|a|^{n}", "|a|^{n}"),
    (abs(a + b) * c, "|a + b|·c", "|a+b|c", "|a+b| c"),
    (a - (b - c), "a − (b − c)", "a-(b-c)", "a−(b−c)"),
    (a - b * c, "a − b·c", "a-b c", "a−b c"),
    (-a + b, "−a + b", "-a+b", "−a+b"),
    (a - (b + c) / x, "a − (b + c)/x", r"a-\frac{b+c}{x}", "a−{b+c}/{x}"),
    (sqrt(x) / y, "√x/y", r"\frac{\sqrt{x}}{y}", "{√{x}}/{y}"),
    (sqrt(x / y), "√(x/y)", r"\sqrt{\frac{x}{y}}", "√{{x}/{y}}"),
    (sqrt(x) ** 3, "(√x)^3", r"(\sqrt{x})^{3}", "(√{x})^{3}"),
    (sqrt(x**3), "√(x^3)", r"\sqrt{x^{3}}", "√{x^{3}}"),
    ((-a) ** 2, "(−a)^2", "(-a)^{2}", "(−a)^{2}"),
    (-(a**2), "−a^2", "-a^{2}", "−a^{2}"),
    (a * -b, "−a·b", "-a b", "−a b"),
    (1 / -a, "1/(−a)", r"\frac{1}{-a}", "{1}/{−a}"),
    (a / (b / c), "a/(b/c)", r"\frac{a}{\frac{b}{c}}", "{a}/{{b}/{c}}"),
    ((a / b) / c, "a/(b·c)", r"\frac{a}{b c}", "{a}/{b c}"),
    (num(Fraction(-2, 3)), "−2/3", r"-\frac{2}{3}", "−{2}/{3}"),
    (num(Fraction(-2, 3)) * a, "−(2/3)·a", r"-\frac{2}{3} a", "−{2}/{3} a"),
    (num(Fraction(2, 3)) ** n, "(2/3)^n", r"(\frac{2}{3})^{n}", "({2}/{3})^{n}"),
    (num(-2) ** n, "(−2)^n", "(-2)^{n}", "(−2)^{n}"),
    (a + num(-2), "a − 2", "a-2", "a−2"),
    (2 * num(3) ** n, "2·3^n", r"2\cdot 3^{n}", "2·3^{n}"),
    ((a**n) ** 2, "(a^n)^2", "(a^{n})^{2}", "(a^{n})^{2}"),
    (a ** (n + 1), "a^(n + 1)", "a^{n+1}", "a^{n+1}"),
    (a ** (-n), "a^(−n)", "a^{-n}", "a^{−n}"),
    ((a + b) * (a - b), "(a + b)·(a − b)", "(a+b) (a-b)", "(a+b) (a−b)"),
    (maximum(a, b) ** 2, "(max(a, b))^2", r"(\max(a, b))^{2}", "(max(a,b))^{2}"),
    (log(a) ** 2, "(log(a))^2", r"(\log(a))^{2}", "(log(a))^{2}"),
    (sign(a) * b, "sign(a)·b", r"\operatorname{sign}(a) b", "sign(a) b"),
    (Mean(omega, X[omega] ** 2), "E[X[ω]^2]", r"\mathbb{E}[X(\omega )^{2}]", "E[X(ω)^{2}]"),
    (Mean(omega, X[omega]) ** 2, "(E[X[ω]])^2", r"(\mathbb{E}[X(\omega )])^{2}", "(E[X(ω)])^{2}"),
    (eta_prime[t] ** 2, "(η'[t])^2", r"(\eta _{t}^{\prime})^{2}", "(η_{t}^{′})^{2}"),
    (x_star[i] ** 2, "(x*[i])^2", "(x_{i}^{*})^{2}", "(x_{i}^{*})^{2}"),
    (g_hat[t, i] ** 2, "ĝ[t, i]^2", r"\hat{g}_{t,i}^{2}", "g^_{t,i}^{2}"),
]


@pytest.mark.parametrize(("term", "line", "latex", "markup"), BRACKETS, ids=[q[1] for q in BRACKETS])
def test_brackets(term: Term, line: str, latex: str, markup: str) -> None:
    assert (text(term), plain(term), marked(term)) == (line, latex, markup)


FORMULAS: list[tuple[Term, str, str]] = [
    (
        Forall(t, Forall(i, g_hat[t, i] <= a, 1, t), 1, T),
        "∀ 1 ≤ t ≤ T: ∀ 1 ≤ i ≤ t: ĝ[t, i] ≤ a",
        r"\hat{g}_{t,i}\le a\quad\text{for }{1\le t\le T},\allowbreak\ {1\le i\le t}",
    ),
    (Implies(Implies(a < b, b < c), a < c), "(a < b ⇒ b < c) ⇒ a < c", r"(a<b\Rightarrow b<c)\Rightarrow a<c"),
    (Implies(a < b, Implies(b < c, a < c)), "a < b ⇒ (b < c ⇒ a < c)", r"a<b\Rightarrow (b<c\Rightarrow a<c)"),
    (Implies(Forall(x, x < a), b < c), "(∀ x ∈ ℝ: x < a) ⇒ b < c", r"(\forall x\in \mathbb{R}\colon\; (x<a))\Rightarrow b<c"),
    (Forall(x, Implies(a < x, Forall(y, x < y))), "∀ x ∈ ℝ: (a < x ⇒ (∀ y ∈ ℝ: x < y))", ""),
    (Forall(k, Eq(f[k], 0), 1), "∀ k ≥ 1: f[k] = 0", r"f_{k}=0\quad\text{for }{k\ge 1}"),
    (Tends(t, f[t], 0), "f[t] → 0 as t → ∞", r"f_{t}\to 0\ \text{as}\ t\to \infty"),
    (Preserves(omega, flip[1, omega]), "ω ↦ flip[1, ω] preserves E ", ""),
    (Slope(x, 0, sqrt(x) + 1, 1 / x), "∀ x > 0: (d/dx)·(√x + 1) = 1/x", ""),
]


@pytest.mark.parametrize(("term", "line", "latex"), FORMULAS, ids=[q[1] for q in FORMULAS])
def test_formulas(term: Term, line: str, latex: str) -> None:
    assert text(term) == line
    assert latex in ("", plain(term))
    assert marked(term)


def test_theory_names() -> None:
    names = {
        Gamma[t, i]: r"\Gamma _{t,i}",
        v_max[t, i]: r"\hat{v}_{t,i}^{\max}",
        var("beta1"): r"\beta _{1}",
        eta_prime[t]: r"\eta _{t}^{\prime}",
        x_star[i]: "x_{i}^{*}",
        var("Ginf"): r"G_{\infty}",
        psi[t, x]: r"\psi _{t}(x)",
        var("lo"): r"\mathrm{lo}",
        var("m_old"): r"m^{\mathrm{old}}",
        Function("B_r", ("int",))[t]: "B_{t}^{(r)}",
        Function("v_max_r", ("int",))[t]: r"\hat{v}_{t}^{\max,(r)}",
        var("Ginf_old"): r"G_{\infty}^{\mathrm{old}}",
    }
    assert {term: plain(term) for term in names} == names


def test_a_random_running_maximum_keeps_its_hat_in_plain_text() -> None:
    """As the values of a counterexample and a notebook name it, beside ĝ_r and x_r."""
    shown = {"v_max": "v̂max", "v_max_r": "v̂max_r", "g_hat_r": "ĝ_r", "v_maximum": "v_maximum"}
    assert {name: symbol(name).plain for name in shown} == shown
    assert text(Function("v_max_r", ("int",))[t]) == "v̂max_r[t]"


def test_different_names_look_different() -> None:
    """A letter above a name is not a power, and a figure below it not an index of another name."""
    names = ("x", "x_a", "x_2", "x2", "x_star", "x'", "x_hat", "x_bar", "x_prime_star", "x_a_b", "x_ab", "X", "xa")
    assert len({latex_of.formula(var(n)) for n in names}) == len({mathml.formula(var(n)) for n in names}) == len(names)
    assert len({symbol(n).plain for n in names}) == len(names)
    assert latex_of.formula(var("x_a")) != latex_of.formula(x**a)


def test_bound_names_avoid_free_ones() -> None:
    inner = Sum(k, 1, n, f[k] * var("k'", "int"))
    assert text(Forall(var("k", "int"), inner <= a, 1, n)).count("k'") == 1
    shadowed = Sum(k, 1, n, f[n] * f[k])
    assert text(Forall(n, shadowed <= var("n'"), 1, T)) == "∀ 1 ≤ n ≤ T: Σ_{k=1}^{n} f[n]·f[k] ≤ n'"
    free_k = Sum(var("j", "int"), 1, 3, f[var("j", "int")] * a)
    renamed = Term("sum", free_k.args, "real", "a")  # its index would be called a
    assert text(renamed) == "Σ_{a'=1}^{3} f[a']·a"


def test_what_is_too_wide_can_break() -> None:
    long = sum((var(f"a{j}") * var(f"b{j}") for j in range(20)), num(0))
    for term in (1 / long, sqrt(long), x / sqrt(long), abs(long), (a + long) * b):
        drawn = latex_of.formula(term)
        assert width(layout(term)) > 40
        assert r"\frac{" not in drawn.replace(r"\frac{1}{2}", "") and r"\sqrt" not in drawn and r"\left" not in drawn
    assert marked(1 / long).endswith(")^{−1}") and marked(sqrt(long)).endswith(")^{1/2}")


def test_long_formulas_are_several_pieces_of_mathml() -> None:
    whole = mathml.formula(a + b + c + x <= sum((var(f"b{j}") for j in range(12)), num(0)))
    assert whole.count("<math>") == 1 + 12  # the left side is short
    assert mathml.formula(a <= b).count("<math>") == 1


@pytest.mark.parametrize(
    ("said", "latex"),
    [
        ("50% & a_b #1 ~ \\x", r"50\% \& a$_{b}$ \#1 \textasciitilde{} \textbackslash{}x"),
        ("β1^t ≤ 1", r"$\beta$$_{1}$$^{t}$ $\le$ 1"),
        ("μ_i² M", r"$\mu$$_{i}$$^2$ M"),
        ("v̂_t", r"$\hat v$$_{t}$"),
        ("adal_ams", r"adal\_ams"),
        ("Pólya ĝ", r"Pólya $\hat g$"),
        ("漢", "[U+6F22]"),
    ],
)
def test_words_in_latex(said: str, latex: str) -> None:
    assert latex_of.words(said) == latex
