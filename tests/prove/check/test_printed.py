"""Steps as papers print them: each is read as a referee would read it, or refused in one line that says what to write."""

from __future__ import annotations

from typing import Any

import pytest

from adal_theory import ConfigurationError
from adal_theory.prove import Eq, Forall, Function, Ne, Sum, absolute, maximum, minimum, power, sqrt, var
from adal_theory.prove.check.check import check
from adal_theory.prove.check.reading import free_names, read
from adal_theory.prove.check.step import Step
from adal_theory.prove.kernel.terms import Term

T, N, d, t, s, k, i = (var(w, "int") for w in ("T", "N", "d", "t", "s", "k", "i"))
a, b, c, x, y, beta, eta, BOUND = (var(w) for w in ("a", "b", "c", "x", "y", "beta", "eta", "G"))
g, m, A, B_ = (Function(w, ("int",)) for w in "gmab")
SUM = r"\sum_{t=1}^T g_t \le T G"
FOR_ALL = Forall(t, g[t] <= BOUND, 1, T)


def one(step: Any, given: Any = (), **how: Any) -> Step:
    (found,) = read(step, given, **how)
    return found


def two(word: str) -> Function:
    return Function(word, ("int", "int"))


# Entries of sequences


@pytest.mark.parametrize("start", ["b_0 = 0", r"b_{0} = 0", "b(0) = 0", "Eq(b(0), 0)", "b[0] == 0"])
def test_a_number_below_a_sequence_is_a_place_in_it(start: str) -> None:
    facts = [start, r"for j in 1..N: b_j = \beta b_{j-1} + a_j", r"for j in 1..N: a_j \ge 0", r"\beta \ge 0", r"N\ge 1"]
    step = one(r"b_N \ge 0", facts)
    assert Eq(B_[0], 0) in step.given and step.goal == (B_[N] >= 0)
    assert check(r"b_N \ge 0", facts, seconds=60).proved


def test_the_sequence_may_be_known_from_any_other_line() -> None:
    assert one(r"a_T \ge 0", [r"a_1 \neq 0"]).given == (Ne(A[1], 0),)
    assert one(r"a_1 \ge 0", [r"\forall t\in\{1,\dots,T\}: a_t \ge 0"]).goal == (A[1] >= 0)
    assert one("m_T <= G", ["for t in 1..T: m(t) <= G"]).goal == (m[T] <= BOUND)
    assert one("Sum(g_t, (t, 1, T)) <= 0").goal == (Sum(t, 1, T, g[t]) <= 0)
    step = one("m_0 + m(1) <= 0")
    assert step.goal == (m[0] + m[1] <= 0) and any("m_0 is read as m(0)" in n for n in step.notes)
    assert one("x_1 <= x_2").goal == (var("x_1") <= var("x_2"))
    assert one("m_0 + m(1) <= 0", symbols={"m_0": "real"}).goal == (var("m_0") + m[1] <= 0)


def test_numbers_apart_from_their_sequence() -> None:
    step = one(r"\eta_t \le \eta", [r"\eta_t = \eta/\sqrt t", r"t \ge 1", r"\eta > 0"])
    own = var("eta_const")
    assert step.goal == (Function("eta", ("int",))[t] <= own) and step.given[-1] == (own > 0)
    assert any("eta_const" in n for n in step.notes)
    assert one(r"\beta_{1,t} \le \beta_1").goal == (Function("beta1", ("int",))[t] <= var("beta1_const"))
    assert one(r"\beta_{1t} \le \beta_{2t}").goal == (Function("beta1", ("int",))[t] <= Function("beta2", ("int",))[t])
    assert one(r"x_{1,i} \le x_{t,i}").goal == (two("x")[1, i] <= two("x")[t, i])
    assert one(r"a_{ij} \le 1").goal == (two("a")[i, var("j", "int")] <= 1)
    assert one(r"x^{(k+1)} \le x^{(k)}").goal == (Function("x", ("int",))[k + 1] <= Function("x", ("int",))[k])


# Quantifiers


@pytest.mark.parametrize(
    "fact",
    [
        r"g_t \le G \text{ for all } t",
        "g_t \\le G for all t",
        r"g_t \le G \text{ for every } t",
        r"g_t \le G \quad \forall t\in\{1,\dots,T\}",
        r"g_t \le G,\ \forall t\in[T]",
        r"g_t \le G \quad (\forall t \in [T])",
        r"g_t \le G, \quad t=1,\ldots,T.",
        r"g_t \le G, t = 1, 2, ..., T",
        r"g_t \le G \text{ for } 1\le t\le T",
        r"g_t \le G \quad (1\le t\le T)",
        r"g_t \le G, t \in [T]",
        r"g_t \le G, \forall t \ge 1",
        r"\forall t: g_t \le G",
        r"\forall t \in [1, T]: g_t \le G",
        r"\forall t \in \mathbb N: g_t \le G",
        r"for all t: g_t \le G",
        r"for t in [1,T]: g_t \le G",
        r"for t in 1..T: g_t \le G",
        r"forall t in 1..T: g_t \le G",
        r"for t = 1,\dots,T: g_t \le G",
        r"for 1 \le t \le T: g_t \le G",
        "for t in 1..T: g(t) <= G",
        "for all t: g_t <= G",
        "forall t in [1, T]: g(t) <= G",
        "∀ t ∈ {1, ..., T}: g(t) <= G",
        "g(t) <= G for all t",
        "g(t) <= G for t in 1..T",
        r"g_t \le G",
    ],
)
def test_a_fact_for_all_t(fact: str) -> None:
    assert one(SUM, [fact]).given == (FOR_ALL,)
    assert one(SUM, [fact, "T >= 1"]).given == (FOR_ALL, T >= 1)


def test_what_was_supplied_is_said() -> None:
    assert "for all t is read as for t in 1..T" in one(SUM, [r"g_t \le G \text{ for all } t"]).notes
    assert "g(t) <= G is read for all t in 1..T" in one(SUM, [r"g_t \le G"]).notes
    formal = one("Sum(g(t), (t, 1, T)) <= T*G", ["g(t) <= G"])
    assert formal.given == (g[t] <= BOUND,) and any("holds at one t only" in n for n in formal.notes)
    assert any("for the t of the claim only" in n for n in one(r"m_t \le G", [r"m_t = \beta m_{t-1}"]).notes)


def test_a_fixed_index_stays_fixed() -> None:
    step = one(SUM, [r"g_t \le G", r"t \le 3"])
    assert step.given == (g[t] <= BOUND, t <= 3) and any("holds at one t only" in n for n in step.notes)
    assert one(r"g_t \le 2 G", [r"g_t \le G", r"G \ge 0"]).given == (g[t] <= BOUND, BOUND >= 0)


def test_an_inner_range_is_not_taken_outside() -> None:
    step = one(r"\sum_{t=1}^T \sum_{s=1}^t g_s \le c", [r"g_s \le G"])
    assert step.given == (Forall(s, g[s] <= BOUND, 1, T),)


def test_several_indices() -> None:
    j = two("g")
    for fact in (
        r"\forall t\in[T], i\in[d]: g_{t,i} \le G",
        r"g_{t,i} \le G \quad \forall t\in[T], \forall i\in[d]",
        r"\text{for all } t, i: g_{t,i} \le G",
    ):
        assert one(r"\sum_{i=1}^d g_{T,i} \le d G", [fact]).given == (Forall(t, Forall(i, j[t, i] <= BOUND, 1, d), 1, T),)


def test_quantifiers_of_a_claim() -> None:
    assert one(r"g_t \le G \quad \forall t\in\{1,\dots,T\}").given == (t >= 1, t <= T)
    assert one(r"\forall t: g_t \le G").goal == (g[t] <= BOUND) == one("g(t) <= G for all t").goal
    assert one(r"for t in 1..T: g_t \le G").goal == FOR_ALL


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        (r"x \le G \text{ for all } x", "does not occur as an index"),
        ("for all x: x <= G", "does not occur as an index"),
        (r"\forall q: w_q \le G", "give the range"),
        (r"g_t \le G \text{ a.s.}", r"the remark \text{ a.s.}"),
        (r"g_t \le G \text{ with high probability}", "leave it out"),
        ("for t in {1, 3}: g(t) <= G", "a range"),
        ("for t in 1..T g(t) <= G", "':' is missing"),
    ],
)
def test_what_cannot_be_quantified(fact: str, reason: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        read(SUM, [fact])
    assert reason in str(error.value) and "\n" not in str(error.value)


# Operators, words and labels


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        (r"\nabla (f h) = f \nabla h", r"\nabla is not a factor"),
        (r"\nabla^2 f(x) \le 1", r"\nabla is not a factor"),
        (r"\nabla_x f \le 1", r"\nabla is not a factor"),
        (r"\nabla c^t \le 1", r"\nabla c_k"),
        (r"x = \mathcal{O}(y)", "order of magnitude"),
        (r"x \le \tilde O(\sqrt T)", "order of magnitude"),
        (r"\Omega(T) \le x", "order of magnitude"),
        (r"\beta E_k[g_k] \le 1", "expectation"),
        (r"\mathbb{E}_t[g_t] \le 1", "conditional expectation"),
        (r"\mathrm{Var}(x) \le 1", "a function"),
        (r"\operatorname{prox}(x) \le 1", "a function"),
        (r"\Pi(x) \le 1", "clip(x, lo, hi)"),
        (r"f_i(x^k) \le 1", "write the iterate as x_k"),
        (r"\|x^k - x^*\| \le 1", "write x_k for the iterate"),
        (r"f(x+y) \le f(x)", "f(x+y)"),
        (r"a(b) \le c\beta", "product or the value"),
        (r"v_t(i) \le 1", "v_{t, i}"),
        (r"\beta sum(x) \le 1", "spell a word"),
        (r"max a \le \beta", "spell a word"),
        (r"maxa \le \beta", "begin with a word"),
        (r"\beta such \le 1", "spell a word"),
        (r"\epsilon \le \varepsilon", "two forms"),
        (r"\min_x f(x) \le 1", "entries of a sequence"),
        (r"\sum_{i\in S} g_i \le 1", "not clear"),
        (r"\frac{df}{dx} \le 1", "derivative"),
        (r"x_i^t \le 1", "a power or an entry"),
        (r"\lambda_{\max}(A) \le 1", "no meaning here"),
        (r"\text{If } x \ge 0 \text{ then } x \le 1", "spell a word"),
        (r"x \le \beta \text{ or } x \ge 1", "the word or"),
        (r"x \le \beta or x \ge 1", "spell a word"),
        ("E[g] <= 1", "an expectation"),
        ("x <= O(n)", "an order of magnitude"),
        (r"x_{k+1} [", "missing"),
        (r"a \approx b", "not an exact relation"),
        (r"a \le b \\ c \le d", "one by one"),
        ("sum(1/t, (t, 1, T)) <= T", "write Sum("),
        ("prod(t, (t, 1, T)) <= T", "write Product("),
        (r"\|g_t\|_\infty \le \beta", "coordinates"),
        (r"\|A x\| \le 1", "which factor is the vector"),
        (r"\|x_k\| \le x_k", "is a vector here"),
        (r"w_t \in \mathbb R^d", "write a relation"),
        (r"\alpha \in \mathbb R", "write a relation"),
    ],
)
def test_what_is_no_product_is_refused_in_one_line(step: str, reason: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        read(step)
    assert reason in str(error.value) and "\n" not in str(error.value)


@pytest.mark.parametrize("word", ["for", "all", "forall", "where", "and", "if", "such", "max", "min", "lim", "sum", "then", "or"])
def test_letters_that_spell_a_word_are_never_a_product(word: str) -> None:
    for line in (rf"{word} x \le \beta", rf"\beta {word} \le x", rf"x \le \beta {word}", rf"x \le 2{word} y"):
        try:
            found = read(line)
        except ConfigurationError:
            continue
        assert not free_names(found[0]) & set(word) - {"x", "y"}, line


def value(word: str, *indices: Any) -> Term:
    return Function(word, ("int",) * len(indices))[indices] if indices else var(word)


@pytest.mark.parametrize(
    ("latex", "goal"),
    [
        (r"\gamma_{max} \le 1", var("gamma_max") <= 1),
        (r"\gamma_{\max} \le \gamma_t", var("gamma_max") <= value("gamma", t)),
        (r"\gamma_b \le 1", var("gamma_b") <= 1),
        (r"\sum_{b=1}^{3} \gamma_b \le 1", Sum(i, 1, 3, value("gamma", i)) <= 1),
        (r"\theta_{\mathrm{old}} \le \theta_{\text{new}}", var("theta_old") <= var("theta_new")),
        (r"g_t \le G_\infty", g[t] <= var("G_inf")),
        (r"F_* \le F_{*} + F_\star + F^{\star}", var("F_star") <= var("F_star") + var("F_star") + var("F_star")),
        (r"f(x_k) - f(x^*) \le f(x)", value("f_x", k) - var("f_x_star") <= var("f_x_const")),
        (r"f\big(x\big) \le 1", var("f_x") <= 1),
        (r"f_t(x_t) \le f_t(x^*)", value("f_at_x", t, t) <= value("f_at_x_star", t)),
        (r"\nabla f(x_k) \le \nabla f_k", value("grad_f_x", k) <= value("grad_f", k)),
        (r"a(1) \le a_T", A[1] <= A[T]),
        (r"m(t) \le \beta", m[t] <= beta),
        (r"\beta(1-x) \le y", beta * (1 - x) <= y),
        (r"w_t(a_t-b) \le c", value("w", t) * (A[t] - b) <= c),
        (r"max(a, b) \le \max\{a,b\}", maximum(a, b) <= maximum(a, b)),
        (r"sqrt(a) \le beta", sqrt(a) <= beta),
        (r"clip(x, a, b) \le \mathrm{clip}(x, a, b)", maximum(a, minimum(b, x)) <= maximum(a, minimum(b, x))),
        (r"a := b", Eq(a, b)),
        (r"a \triangleq b", Eq(a, b)),
        (r"\begin{aligned} a &\le b \end{aligned}", a <= b),
        (r"\sum_{t\in[T]} g_t \le \sum_{t \in \{1, \dots, T\}} g_t", Sum(t, 1, T, g[t]) <= Sum(t, 1, T, g[t])),
        (r"\beta^{t+1} \le \beta^t", power(beta, t + 1) <= power(beta, t)),
    ],
)
def test_everyday_notation(latex: str, goal: Term) -> None:
    assert one(latex).goal == goal


def test_values_and_powers_are_said() -> None:
    assert any("nothing is known of it but the facts" in n for n in one(r"f(x_k) \le 1").notes)
    assert any("is read as a power" in n for n in one(r"x^{k+1} \le x^k").notes)
    assert any("product of letters" in n for n in one(r"\beta abc \le 1").notes)


def test_sets_and_lists_as_facts() -> None:
    beta1, beta2 = var("beta1"), var("beta2")
    both = (beta1 >= 0, beta1 < 1, beta2 >= 0, beta2 < 1)
    assert one("a <= b", [r"\beta_1,\beta_2\in[0,1)"]).given == both
    assert set(one("a <= b", [r"0 \le \beta_1,\beta_2 < 1"]).given) == set(both)
    assert one("a <= b", [r"a, b \ge 0\beta"]).given == one("a <= b", [r"a \ge 0", r"b \ge 0"]).given
    assert one("a <= b", [r"\beta \in \mathbb R", r"0 \le a, b \ge \beta"]).given == (a >= 0, b >= beta)


def test_the_lines_of_an_aligned_formula_are_a_chain() -> None:
    assert [s.goal for s in read(r"\begin{aligned} a &\le b \\ &= c \end{aligned}")] == [a <= b, Eq(b, c)]


def test_the_least_of_a_range_is_an_entry() -> None:
    step = one(r"\min_{1\le t\le T} g_t \le \frac1T\sum_{t=1}^T g_t")
    at = var("t_min", "int")
    assert step.goal.args[0] == g[at] and step.given == (at >= 1, at <= T, Forall(t, g[at] <= g[t], 1, T))
    assert check(r"\min_{1\le t\le T} g_t \le g_1", [r"T\ge1"], seconds=60).proved
    assert check(r"\max_{1\le t\le T} g_t \le g_1", [r"T\ge1"], seconds=60).refuted
    with pytest.raises(ConfigurationError, match="take a sequence"):
        read(r"\sum_{t=1}^T \max_{1\le s\le t} g_s \le 1")


# Vectors


def test_norms_of_iterates_are_of_vectors() -> None:
    p, q = two("a"), two("b")
    step = one(r"|\langle a_k, b_k\rangle| \le \|a_k\|\|b_k\|")
    lengths = [sqrt(Sum(i, 1, d, f[k, i] ** 2)) for f in (p, q)]
    assert step.goal == (absolute(Sum(i, 1, d, p[k, i] * q[k, i])) <= lengths[0] * lengths[1])
    assert check(r"\|a_k\|\|b_k\| \le |\langle a_k,b_k\rangle|", seconds=60).refuted


def test_equations_of_vectors_are_read_in_each_coordinate() -> None:
    u, grad = two("x"), two("grad_f_x")
    step = one(r"\|x_{k+1}-x^*\| \le 1", [r"x_{k+1} = x_k - \eta \nabla f(x_k)"])
    assert step.given == (Forall(i, Eq(u[k + 1, i], u[k, i] - eta * grad[k, i]), 1, d),)
    assert one(r"\|x_k\| \le 1", [r"x_0 = 0"]).given == (Forall(i, Eq(u[0, i], 0), 1, d),)
    assert one(r"x_k^\top x_k = \|x_k\|^2").goal.args[0] == Sum(i, 1, d, u[k, i] * u[k, i])
    assert one(r"\|x_k - x\| \le 1").goal.args[0] == sqrt(Sum(i, 1, d, (u[k, i] - Function("x_const", ("int",))[i]) ** 2))
    assert one(r"\|d_k\| \le 1").goal.args[0] == sqrt(Sum(i, 1, var("dim", "int"), two("d")[k, i] ** 2))
    assert one(r"\|g_{1:T,i}\|_2 \le 1").goal.args[0] == sqrt(Sum(t, 1, T, two("g")[t, i] ** 2))


def test_the_step_of_gradient_descent_expands_in_vectors() -> None:
    claim = r"\|x_{k+1}-x^*\|^2 = \|x_k-x^*\|^2 - 2\eta\langle g_k,x_k-x^*\rangle+\eta^2\|g_k\|^2"
    assert check(claim, [r"x_{k+1}=x_k-\eta g_k"], seconds=60).proved
    assert check(claim.replace(r"2\eta\langle", r"3\eta\langle"), [r"x_{k+1}=x_k-\eta g_k"], seconds=60).refuted


def test_what_is_declared_keeps_its_dimension() -> None:
    step = one(r"\|g_t\| \le 1", symbols={"g": "function(int)->real"})
    assert step.goal == (absolute(g[t]) <= 1) and any("is one number here" in n for n in step.notes)
    declared = one(r"\|g_t\|_1 \le 1", symbols={"g": "function(int, int)->real"})
    assert declared.goal.args[0] == Sum(i, 1, d, absolute(two("g")[t, i]))


# One language for a step


@pytest.mark.parametrize(
    ("claim", "fact", "wanted"),
    [
        (r"m \le \beta", "m = (1-b_1) g", Eq(var("m"), (1 - var("b1")) * var("g"))),
        (r"m \le \beta", "m >= 2b c", var("m") >= 2 * b * c),
        (r"a_T \ge \beta", "a(1) >= 1", A[1] >= 1),
        (r"a b \le \beta", "ab <= 1", a * b <= 1),
        (r"a b \le \beta", "beta <= 1", beta <= 1),
        (r"a b \le \beta", "a*b <= 1", a * b <= 1),
        (r"\beta \le 1", "lo <= 1", var("lo") <= 1),
        ("m <= b", r"m \le (1-b_1) g", var("m") <= (1 - var("b1")) * var("g")),
    ],
)
def test_the_parts_of_a_step_are_in_one_language(claim: str, fact: str, wanted: Term) -> None:
    assert one(claim, [fact]).given == (wanted,)


def test_positive_integers_are_at_least_one() -> None:
    import sympy as sp

    last, index = sp.Symbol("T", integer=True, positive=True), sp.Symbol("t", integer=True)
    claim = sp.Le(sp.Sum(1 / sp.sqrt(index), (index, 1, last)), 2 * sp.sqrt(last) - 1)
    assert one(claim).given == (T >= 1,) == one(claim, [last >= 1]).given == one("T <= T", ["T > 0"]).given
    assert one("x <= x", ["x > 0"]).given == (x > 0,)
    assert one(sp.Symbol("n", integer=True, negative=True) <= sp.Symbol("a", real=True)).given == (var("n", "int") <= -1,)
