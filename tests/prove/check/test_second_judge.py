"""Kernel and second judge share no polynomials: a fault planted in one of them is caught by the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import pytest

from adal_theory.prove import (
    Eq,
    Forall,
    Function,
    InvalidInference,
    Proof,
    Sum,
    Term,
    inv,
    log,
    maximum,
    minimum,
    num,
    rules,
    sign,
    sqrt,
    var,
)
from adal_theory.prove.check.judging.certificates import certified
from adal_theory.prove.check.judging.forms import Forms
from adal_theory.prove.check.judging.formulas import same
from adal_theory.prove.check.judging.rules import JUDGES
from adal_theory.prove.check.judging.second_judge import SecondJudge, judge
from adal_theory.prove.kernel import polynomials, theorem
from adal_theory.prove.kernel.certificates import GOAL, Certificate, Product, check
from adal_theory.prove.kernel.polynomials import atom, constant, normal, plus, times

x, y, z = var("x"), var("y"), var("z")
n, k = var("n", "int"), var("k", "int")
f = Function("f", ("int",))
# Proves what the normal form takes for one: the negated goal says 0 > 0.
BY_ITSELF = (Certificate((Product(Fraction(1), (GOAL,)),)),) * 2


def _root(a: Term) -> Any:
    b = a.args[0]
    return normal(b.args[0]) if b.op == "pow" else atom(a)


def _inverse(a: Term) -> Any:
    result: Any = {}
    for b in a.args[0].args if a.args[0].op == "add" else ():
        result = plus(result, normal(inv(b)))
    return result or atom(a)


def _product(a: Term) -> Any:
    b = a.args[0]
    return times(normal(b.args[0]), normal(abs(b.args[1]))) if b.op == "mul" else atom(a)


def _out(a: Term) -> Any:
    """Σ f(k)·x = f(lo)·Σ x."""
    lo, hi, body = a.args
    return times(normal(f[lo]), normal(Sum(k, lo, hi, body.args[1]))) if body.op == "mul" else atom(a)


# The operation, what the kernel is made to think of it, and a false equation that it then proves.
FAULTS: dict[str, tuple[str, Callable[[Term], Any], Term]] = {
    "√(x²) = x": ("sqrt", _root, Eq(sqrt(x**2), x)),
    "1/(a+b) = 1/a + 1/b": ("inv", _inverse, Eq(inv(x + y), inv(x) + inv(y))),
    "|x| = x": ("abs", lambda a: normal(a.args[0]), Eq(abs(x - y), x - y)),
    "|ab| = a|b|": ("abs", _product, Eq(abs(x * y), x * abs(y))),
    "max(a, b) = a": ("max", lambda a: normal(a.args[0]), Eq(maximum(x, y), x)),
    "min(a, b) = b": ("min", lambda a: normal(a.args[1]), Eq(minimum(x, y), y)),
    "sign a = 1": ("sign", lambda a: constant(1), Eq(sign(x), 1)),
    "x^n = x": ("ipow", lambda a: normal(a.args[0]), Eq(x**n, x)),
    "log a = a": ("log", lambda a: normal(a.args[0]), Eq(log(x), x)),
    "Σ f x = f Σ x": ("sum", _out, Eq(Sum(k, 1, n, f[k] * x), f[1] * Sum(k, 1, n, x))),
    "a + b = a": ("add", lambda a: normal(a.args[0]), Eq(x + y, x)),
}


def forget() -> None:
    polynomials._normal.cache_clear()
    theorem._canonical_formula.cache_clear()


@pytest.fixture
def plant(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, Any], None]]:
    """Plants a fault in the kernel's normal form."""

    def put(op: str, wrong: Any) -> None:
        monkeypatch.setitem(polynomials.NORMAL, op, wrong)
        forget()

    yield put
    monkeypatch.undo()
    forget()


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_in_the_normal_form_is_caught(name: str, plant: Callable[[str, Any], None]) -> None:
    op, wrong, goal = FAULTS[name]
    with pytest.raises(InvalidInference):
        rules.arith(goal, (), BY_ITSELF)
    forget()
    plant(op, wrong)
    proved = rules.arith(goal, (), BY_ITSELF)
    found = judge(proved)
    assert not found.agrees and str(found) == "DISAGREES"
    (only,) = found.disagreements
    assert only.rule == "arith" and only.formula == goal and "do not add to 0" in only.reason
    assert repr(goal) in str(only)


@pytest.mark.parametrize("name", FAULTS)
def test_the_same_fault_is_caught_where_formulas_are_rearranged(name: str, plant: Callable[[str, Any], None]) -> None:
    op, wrong, goal = FAULTS[name]
    a, b = goal.args
    plant(op, wrong)
    restated = rules.restate(rules.assume(z <= a), z <= b)
    replaced = rules.cut(rules.assume(z <= a), rules.assume(z <= b))
    assert {d.rule for d in judge(restated, replaced).disagreements} == {"restate", "cut"}


def test_what_is_true_is_agreed_with() -> None:
    p = Proof({"n": n >= 0, "x": x > 0, "y": y >= 0})
    theorems = [
        p.have((x - y) ** 2 >= 0),
        p.have(sqrt(x**2) >= x),
        rules.power_step(x, n, rules.assume(n >= 0)),
        rules.inverse(rules.assume(x > 0)),
        rules.log_exp(x * y),
        rules.exp_positive(-x),
        rules.sqrt_square(rules.assume(y >= 0)),
        rules.defining(maximum(x, abs(y)), 2),
        rules.sum_count(0, n, p.have(num(0) <= n + 1, "n")),
        rules.sum_shift(Sum(k, 1, n, f[k]), 3),
        rules.telescope(k, f[k] * x, 0, n, p.have(num(0) <= n + 1, "n")),
    ]
    found = judge(*theorems)
    assert found.agrees, found.disagreements
    assert str(found) == "agrees" and found.counts["certificates"] >= 3 and found.counts["sums"] == 3
    assert found.judged == sum(found.counts.values()) and found.logic >= 2


def test_a_rule_whose_lead_is_no_monomial_to_the_judge_says_nothing_against_a_certificate() -> None:
    """|(x − 1)³| is an atom to the kernel and (x − 1)²|x − 1| to SymPy: its square says no more than |x − 1|² = (x − 1)²."""
    p = Proof({"x": abs(x - 1) <= Fraction(1, 2)})
    square = p.have((x - 1) ** 2 <= Fraction(1, 4), "x")
    found = judge(p.have(abs((x - 1) ** 3) <= Fraction(1, 8), "x", square))
    assert found.agrees, found.disagreements


def test_a_theorem_is_looked_at_once() -> None:
    t = Proof({}).have(x**2 >= 0)
    second = SecondJudge()
    assert second.judge(t, t).counts == second.judge(t).counts
    assert len(second._found) == len({t, *t.premises})


def test_only_theorems_are_judged() -> None:
    with pytest.raises(InvalidInference, match="theorem"):
        judge(object())  # type: ignore[arg-type]


def test_no_rule_is_forgotten() -> None:
    logic = {"assume", "axiom", "instantiate", "instantiate_function"}  # substitution alone, or taken on trust
    assert set(theorem.RULES) == {"arith", *JUDGES, *logic}


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (sqrt(x**2 * y), abs(x) * sqrt(y)),
        (sqrt(4 * x + 4 * y), 2 * sqrt(x + y)),
        (inv(x**2 - y**2), inv(x - y) * inv(x + y)),
        (abs(x**2 - x * y), abs(y - x) * abs(x)),
        (sqrt(inv(-x)), inv(sqrt(-x))),
        ((-x * y) ** n, num(-1) ** n * x**n * y**n),
        (inv(inv(x + y)), x + y),
        (Sum(k, 1, 3, f[k] * x), x * f[3] + x * f[1] + x * f[2]),
        (sqrt(num(8)), 2 * sqrt(num(2))),
        (Sum(k, 1, n, f[k] * x + 2), x * Sum(k, 1, n, f[k]) + 2 * Sum(k, 1, n, 1)),
        (maximum(x, y), maximum(y, x)),
        ((num(2) ** n) ** 2, num(4) ** n),
        (sqrt(num(2) ** (2 * n)), num(2) ** n),
        (num(2) ** (n + 1), 2 * num(2) ** n),
        (num(6) ** (n - 2), num(Fraction(1, 36)) * num(2) ** n * num(3) ** n),
    ],
)
def test_one_number_has_one_form(left: Term, right: Term) -> None:
    forms = Forms()
    assert forms.of(left) is forms.of(right)
    assert same(forms, left <= z, right <= z) and not same(forms, left <= z, right <= z + 1)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (sqrt(x**2), x),
        (sqrt(x * y), sqrt(x) * sqrt(y)),
        (abs(x), x),
        (x * inv(x), num(1)),
        (sqrt(x) ** 2, x),
        (sqrt(-x), sqrt(x)),
        (abs(x + y), abs(x) + abs(y)),
        (Sum(k, 1, n, f[k] * f[k + 1]), Sum(k, 1, n, f[k]) * Sum(k, 1, n, f[k + 1])),
        (Sum(k, 1, n, 1), n),
        ((-1 * x) ** n, x**n),
        (x**n * x, x ** (n + 1)),
        (maximum(x, y), x),
        (inv(x + y), inv(x) + inv(y)),
        (num(2) ** (n + 1), num(2) ** n),
        (Sum(k, 1, n, Sum(var("j", "int"), 1, k, f[k])), Sum(k, 1, n, Sum(var("j", "int"), 1, k, f[var("j", "int")]))),
    ],
)
def test_different_numbers_have_different_forms(left: Term, right: Term) -> None:
    forms = Forms()
    assert forms.of(left) is not forms.of(right)


ONE, TURNED = Fraction(1), Product(Fraction(1), (GOAL,))


@pytest.mark.parametrize(
    ("goal", "premises", "products", "rewrites", "reason"),
    [
        (x < x, (), (TURNED,), (), "strictly positive"),
        (x <= x - 1, (), (TURNED, Product(-ONE)), (), "not positive"),
        (x <= x - 1, (Eq(x, y),), (TURNED, Product(ONE, (0,))), (), "an equation among the factors"),
        (x <= x - 1, (y <= x,), (TURNED, Product(ONE, (), 0)), (), "not an equation"),
        (x <= y, (), (TURNED, Product(ONE, (3,))), (), "not there"),
        (x <= y, (), (TURNED, Product(ONE, (), 3)), (), "not there"),
        (x <= y, (x <= y,), (TURNED,), ((0, ((x, 1),)),), "rewrites with something"),
        (x <= y, (x <= y,), (TURNED, Product(ONE, (0,)), Product(ONE, (x,))), (), "do not add to 0"),
        (Eq(x, y), (), (TURNED,), (), "certificates for 2 inequalities"),
        (Forall(n, f[n] >= 0), (), (TURNED,), (), "compares no numbers"),
        (x**2 <= 2, (Eq(x**2, x**3),), (TURNED,), ((0, ((x, 2),)),), "do not add to 0"),  # the rewriting does not come to an end
    ],
)
def test_a_certificate_that_proves_nothing_is_refused_in_words(
    goal: Term, premises: tuple[Term, ...], products: tuple[Product, ...], rewrites: Any, reason: str
) -> None:
    assert reason in certified(Forms(), goal, premises, (Certificate(products, rewrites),))
    with pytest.raises((InvalidInference, KeyError)):
        check(goal, premises, (Certificate(products, rewrites),))
