"""Every rule of the kernel on random arguments: what comes out holds wherever its hypotheses do. ADAL_FUZZ sets how many.

Premises are assumptions, so that the theorem's own hypotheses say when it must hold; some are wrong for the rule, which must
refuse them or prove something true all the same. Values are those of `semantics`, which shares nothing with the rules.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from fuzz import examples
from random_terms import INTS, NUMBERS, REALS, F, instance, term

from adal_theory.prove import Eq, Forall, Implies, InvalidInference, Mean, Ne, Sum, Term, Theorem, num, rules, var
from adal_theory.prove.kernel import theorem as kernel
from adal_theory.prove.kernel.terms import Function
from adal_theory.prove.semantics.evaluate import Instance, evaluate

k, n = INTS
omega, X = var("omega", "sample"), Function("X", ("sample",))
Draw = random.Random
SHORT = 400


def some(rng: Draw, depth: int = 2) -> Term:
    while True:
        a = term(rng, rng.randrange(depth + 1))
        if len(a.key) <= SHORT:
            return a


def whole(rng: Draw) -> Term:
    return rng.choice([k, n, k + n, n - k, num(rng.randrange(-1, 4)), n + rng.randrange(-1, 3), 2 * k])


def body(rng: Draw, t: Term) -> Term:
    return term(rng, rng.randrange(2), (t,))


def comparison(rng: Draw, a: Term | None = None, b: Term | None = None) -> Term:
    a, b = some(rng, 1) if a is None else a, some(rng, 1) if b is None else b
    return rng.choice([a <= b, a < b, Eq(a, b), Ne(a, b)])


def known(rng: Draw, *fitting: Term) -> Theorem:
    """An assumption that the rule asks for, and now and then another one about the same terms."""
    f = rng.choice(fitting)
    if rng.random() < 0.25 and f.op in ("le", "lt", "eq", "ne"):
        a, b = f.args
        f = rng.choice([comparison(rng, a, b), b <= a, a - 1 <= b, Ne(a, b), Eq(a, b)])
    return rules.assume(f)


def power_sum(rng: Draw) -> Theorem:
    b, m, p = some(rng), whole(rng), whole(rng)
    return rules.power_sum(b, m, p, known(rng, m >= 0, Ne(b, 0), b > 0), known(rng, p >= 0, Ne(b, 0), b > 0))


def power_step(rng: Draw) -> Theorem:
    b, m = some(rng), whole(rng)
    return rules.power_step(b, m, known(rng, m >= 0, Ne(b, 0), b > 0))


def real_power(rng: Draw) -> Theorem:
    a, b = (rng.choice([*REALS, some(rng, 1)]) for _ in range(2))
    p, q = (rng.choice([REALS[2], num(Fraction(1, 2)), num(Fraction(2, 3)), n / 2, REALS[1] + 1]) for _ in range(2))
    match rng.randrange(4):
        case 0:
            return rules.real_power_product(a, b, p, known(rng, a >= 0), known(rng, b >= 0), known(rng, p > 0))
        case 1:
            return rules.real_power_sum(a, p, q, known(rng, a > 0))
        case 2:
            return rules.real_power_power(a, p, q, known(rng, a > 0))
    a, b, p = *rng.sample([*REALS, *INTS], 2), rng.choice([REALS[2], num(Fraction(1, 2)), num(Fraction(2, 3))])
    return rules.real_power_monotone(a, b, p, known(rng, a >= 0), known(rng, a < b), known(rng, p > 0))


def a_sum(rng: Draw) -> Term:
    t = var("t", "int")
    return Sum(t, *rng.choice([(1, n), (k, n), (0, k), (n, n + 2), (3, k)]), body(rng, t))


def sum_split(rng: Draw) -> Theorem:
    s, m = a_sum(rng), whole(rng)
    lo, hi, _ = s.args
    return rules.sum_split(s, m, known(rng, lo <= m + 1), known(rng, m <= hi))


def sum_swap(rng: Draw) -> Theorem:
    t, j = var("t", "int"), var("j", "int")
    inner = rng.choice([(1, k), (k, t), (n, k + 1), (1, t), (t, n)])
    return rules.sum_swap(Sum(t, rng.choice([1, k]), n, Sum(j, *inner, F[j] * F[t] + rng.choice([t, j, REALS[0]]))))


def sum_monotone(rng: Draw) -> Theorem:
    t = var("t", "int")
    f = rng.choice([Term.__le__, Term.__lt__, Eq, Ne])(body(rng, t), body(rng, t))
    return rules.sum_monotone(rules.assume(Forall(t, f, rng.choice([1, k]), n)))


def telescope(rng: Draw) -> Theorem:
    t, lo, hi = var("t", "int"), whole(rng), whole(rng)
    return rules.telescope(t, body(rng, t), lo, hi, known(rng, lo <= hi + 1))


def sum_count(rng: Draw) -> Theorem:
    lo, hi = whole(rng), whole(rng)
    return rules.sum_count(lo, hi, known(rng, lo <= hi + 1))


def mean(rng: Draw) -> Theorem:
    t = var("t", "int")
    a, b = (rng.choice([X[omega] * some(rng, 1), X[omega] ** 2, some(rng, 1), abs(X[omega])]) for _ in range(2))
    if rng.random() < 0.5:
        return rules.mean_monotone(rules.assume(Forall(omega, rng.choice([a <= b, a < b, Eq(a, b)]))))
    return rules.mean_sum(Mean(omega, Sum(t, 1, rng.choice([n, k]), X[omega] * body(rng, t))))


def assumed(rng: Draw, *formulas: Term) -> Theorem:
    """A theorem from these formulas and perhaps one more, that says one of them or follows from them."""
    t = rules.assume(rng.choice(formulas))
    return rules.cut(rules.assume(rng.choice(formulas)), t) if rng.random() < 0.3 else t


def logic(rng: Draw) -> Theorem:
    f, g = comparison(rng), comparison(rng)
    match rng.randrange(7):
        case 0:
            return rules.discharge(rng.choice([f, g]), assumed(rng, f))
        case 1:
            return rules.detach(rules.assume(Implies(f, g)), known(rng, f))
        case 2:
            return rules.cut(rules.assume(f), rules.assume(rng.choice([f, g])))
        case 3:
            either = rules.detach(rules.assume(Implies(f, g)), rules.assume(f))
            other = rules.detach(rules.assume(Implies(opposite(f), g)), rules.assume(opposite(f)))
            return rules.cases(f, either, other)
        case 4:
            return rules.restate(rules.assume(f), rng.choice([kernel.canonical_formula(f), g, f]))
        case 5:
            v = rng.choice([*REALS, *INTS])
            at = some(rng, 1) if v.sort == "real" else whole(rng)
            return rules.instantiate(rules.cut(rules.assume(g), rules.assume(f)), ((v, at),))
    p = var("p", "int")
    return rules.instantiate_function(rules.cut(rules.assume(g), rules.assume(f)), "f", (p,), term(rng, 1, (p,)))


def opposite(f: Term) -> Term:
    op = {"le": "lt", "lt": "le", "eq": "ne", "ne": "eq"}[f.op]
    return Term(op, f.args[::-1] if f.op in ("le", "lt") else f.args, "bool")


def quantified(rng: Draw) -> Theorem:
    t = rng.choice([n, k, var("t", "int")])
    lo, hi = rng.choice([1, k, 0]), rng.choice([n, 3, k + 2])
    f = comparison(rng, body(rng, t), body(rng, t))
    match rng.randrange(3):
        case 0:
            a = whole(rng)
            return rules.specialize(rules.assume(Forall(var("t", "int"), f, lo, hi)), a, known(rng, lo <= a), known(rng, a <= hi))
        case 1:
            ranges = [rules.assume(num(0) + lo <= t), rules.assume(t <= num(0) + hi)]
            made = rules.assume(rng.choice([r.conclusion for r in ranges]))
            made = rules.arith(rng.choice([t - hi <= 0, lo - t <= 0]), (made,), ()) if rng.random() < 0.1 else made
            return rules.generalize(t, made, lo, hi)
    v = var("m", "int")
    g = rng.choice([v >= lo, v <= v**2, F[v] >= REALS[0], Eq(Sum(var("j", "int"), 1, v, 1), v)])
    first = rules.assume(Forall(v, g, lo, lo))
    step = rules.assume(Forall(v, Implies(g, substituted(g, v)), lo, num(0) + hi - 1))
    here, below, level = (rules.assume(f) for f in (num(0) + lo <= v, v + 1 <= hi, num(0) + lo <= num(0) + lo))
    base = rules.specialize(first, lo, level, level)
    return rules.induction(v, g, lo, base, rules.detach(rules.specialize(step, v, here, below), rules.assume(g)), hi)


def substituted(g: Term, v: Term) -> Term:
    return rules.instantiate(rules.assume(g), ((v, v + 1),)).conclusion


def leibniz(rng: Draw) -> Theorem:
    hole = var("hole")
    template = comparison(rng, rng.choice([hole * some(rng, 1), hole + some(rng, 1), abs(hole)]), some(rng, 1))
    a, b = some(rng, 1), some(rng, 1)
    says = rules.instantiate(rules.assume(template), ((hole, a),)).conclusion
    return rules.leibniz(known(rng, Eq(a, b)), rules.assume(says), hole, template)


MAKERS: dict[str, Callable[[Draw], Theorem]] = {
    "integral": lambda rng: rules.integral(known(rng, whole(rng) < whole(rng))),
    "inverse": lambda rng: rules.inverse(known(rng, Ne(a := some(rng), 0), a > 0, a < 0)),
    "sqrt_square": lambda rng: rules.sqrt_square(known(rng, (a := some(rng)) >= 0, a > 0)),
    "defining": lambda rng: rules.defining(
        Term(
            op := rng.choice(["sqrt", "abs", "max", "min", "sign"]),
            tuple(some(rng) for _ in range(1 + (op in ("max", "min")))),
            "real",
        ),
        rng.randrange(4),
    ),
    "exp_positive": lambda rng: rules.exp_positive(some(rng, 1)),
    "log_exp": lambda rng: rules.log_exp(some(rng, 1)),
    "power_positive": lambda rng: rules.power_positive(rng.choice([whole(rng), REALS[0]]), known(rng, some(rng) > 0)),
    "power_step": power_step,
    "power_sum": power_sum,
    "real_power": real_power,
    "sum_split": sum_split,
    "sum_swap": sum_swap,
    "sum_monotone": sum_monotone,
    "telescope": telescope,
    "sum_count": sum_count,
    "mean": mean,
    "logic": logic,
    "leibniz": leibniz,
    "quantified": quantified,
    "sum_shift": lambda rng: rules.sum_shift(a_sum(rng), whole(rng)),
}
# By their own tests: certificates (with both judges), derivatives, limits, the change of variables, axioms, assumptions.
ELSEWHERE = {"arith", "derivative", "slope_equal", "tends_by_rate", "change_of_variables", "axiom", "assume"}


def value(f: Term, at: Instance) -> bool | None:
    try:
        return evaluate(f, at)
    except (InvalidInference, ArithmeticError, RecursionError):
        return None


def points(rng: Draw, count: int) -> list[Instance]:
    found = []
    for _ in range(count):
        at = instance(rng)
        table: dict[Any, Fraction] = {}
        x: Callable[[Any], Fraction] = lambda w, d=table: d.setdefault(w, rng.choice(NUMBERS))  # noqa: E731
        found.append(
            Instance(
                at.variables,
                {**at.functions, "X": x},
                rng.choice([(("u", Fraction(1, 3)), ("v", Fraction(2, 3))), (("u", Fraction(1)),)]),
            )
        )
    return found


def try_rules(count: int, seed: str) -> Counter[str]:
    """How many instances spoke for each rule."""
    rng, spoke = Draw(f"rules {seed}"), Counter[str]()
    for j in range(count):
        name = [*MAKERS][j % len(MAKERS)]
        try:
            t = MAKERS[name](rng)
        except InvalidInference:
            continue
        for at in points(rng, 8):
            if all(value(f, at) is True for f in t.hypotheses):
                said = value(t.conclusion, at)
                assert said is not False, f"{t!r} by {t.rule} at {at.variables}"
                spoke[t.rule] += said is True
    return spoke


def test_what_a_rule_makes_holds_wherever_its_hypotheses_do() -> None:
    spoke = try_rules(examples(8000), "holds")
    missing = set(rules_of_the_kernel()) - ELSEWHERE - {name for name, times in spoke.items() if times >= 20}
    assert not missing, (missing, spoke)


def rules_of_the_kernel() -> list[str]:
    return sorted(kernel.RULES)


@pytest.mark.parametrize("name", ["power_step", "sum_split", "sum_count", "inverse", "integral", "real_power_sum"])
def test_a_rule_without_its_condition_would_be_seen(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same theorem without its hypotheses is found false."""
    rule = getattr(rules, name)

    class Bare:
        def __init__(self, t: Theorem) -> None:
            self.hypotheses, self.conclusion, self.rule = (), t.conclusion, t.rule

    monkeypatch.setattr(rules, name, lambda *given: Bare(rule(*given)))
    with pytest.raises(AssertionError, match=f"by {name}"):
        try_rules(4000, "bare")
