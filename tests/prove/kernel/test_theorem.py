"""Attacks on the kernel, each refused by name; and what it must be able to prove."""

import gc
import random
from fractions import Fraction

import pytest

from adal_theory.prove import (
    Eq,
    Forall,
    Function,
    Implies,
    InvalidInference,
    Library,
    Mean,
    Ne,
    Preserves,
    Proof,
    Sum,
    Tends,
    Theorem,
    Undecided,
    inv,
    log,
    num,
    rules,
    sqrt,
    var,
)
from adal_theory.prove.kernel.certificates import GOAL, Certificate, Product
from adal_theory.prove.kernel.terms import Term, exp
from adal_theory.prove.semantics.evaluate import DecimalArithmetic, Instance, evaluate

a, b, c, x = (var(n) for n in "abcx")
T, n, k, t = (var(q, "int") for q in ("T", "n", "k", "t"))
f = Function("f", ("int",))
omega = var("omega", "sample")
one = Fraction(1)


def refused(rule: str):  # type: ignore[no-untyped-def]
    return pytest.raises(InvalidInference, match=rf"^{rule}")


# --- theorems cannot be forged -----------------------------------------------------------------------------------------


def test_a_theorem_cannot_be_built_by_hand() -> None:
    with refused("theorem"):
        Theorem((), num(1) <= num(0))
    forged = object.__new__(Theorem)
    for name, value in (
        ("hypotheses", ()),
        ("conclusion", num(1) <= num(0)),
        ("rule", "assume"),
        ("arguments", ()),
        ("axioms", ()),
    ):
        object.__setattr__(forged, name, value)
    with refused("theorem"):
        rules.restate(forged, num(1) <= num(0))
    with refused("theorem"):
        rules.arith(num(1) <= num(0), (forged,), ())


def test_a_theorem_cannot_be_changed() -> None:
    true = rules.assume(a >= 0)
    with refused("theorem"):
        true.conclusion = a >= 1
    with refused("theorem"):
        del true.hypotheses


def test_a_theorem_changed_behind_the_kernels_back_fails_its_replay() -> None:
    true = rules.assume(a >= 0)
    object.__setattr__(true, "conclusion", a >= 5)
    with refused("replay"):
        rules.replay(true)
    del true
    gc.collect()


def test_a_claim_must_be_what_was_proved() -> None:
    library = Library()

    @library.claim("X1", "says more than is shown", {"a": a >= 1}, a >= 2)
    def _(p: Proof) -> Theorem:
        return p["a"]

    @library.claim("X2", "rests on more than is said", {"a": a >= 1}, a >= 0)
    def _(p: Proof) -> Theorem:
        return p.have(a >= 0, rules.assume(a >= 0), auto=False)

    @library.claim("X3", "an idle hypothesis", {"a": a >= 1, "b": b >= 0}, a >= 0)
    def _(p: Proof) -> Theorem:
        return p.have(a >= 0, "a")

    @library.claim("X4", "hypotheses that contradict each other", {"a": a >= 1, "b": a <= 0}, b >= 7)
    def _(p: Proof) -> Theorem:
        return p.have(b >= 7, "a", "b")

    @library.claim("X5", "a circle", {}, num(0) <= num(1))
    def _(p: Proof) -> Theorem:
        return p.use("X6")

    @library.claim("X6", "a circle", {}, num(0) <= num(1))
    def _(p: Proof) -> Theorem:
        return p.use("X5")

    reasons = {i: library.verify(i) for i in library.claims}
    assert [reasons[i].verdict for i in reasons] == ["undecided", "undecided", "undecided", "vacuous", "undecided", "undecided"]
    for i, word in (("X1", "not 2 ≤ a"), ("X2", "not among its hypotheses"), ("X3", "does not need b"), ("X5", "circular")):
        assert word in reasons[i].reason


# --- terms -----------------------------------------------------------------------------------------------------------


def test_floating_point_is_no_number() -> None:
    for value in (0.5, float("nan"), "1", None, True):
        with refused("number"):
            num(value)


def test_a_term_with_a_false_sort_is_refused() -> None:
    with refused("term"):
        Term("var", ("T", "real"), "int")
    with refused("term"):
        Term("num", (Fraction(1, 2),), "int")
    with refused("term"):
        Term("add", (a, b), "int")
    with refused("term"):
        Term("num", (0.5,), "real")


def test_a_name_with_structure_in_it_is_refused() -> None:
    for name in ("x real) (var y", "", "1a", "a b", "a)", 3):
        with refused("name"):
            var(name)  # type: ignore[arg-type]


def test_a_term_has_no_truth_value() -> None:
    with refused("term"):
        bool(a <= b)


# --- substitution, symbols, capture ------------------------------------------------------------------------------------


def test_a_negative_number_for_a_positive_variable_leaves_a_false_hypothesis() -> None:
    positive = Proof({"a": a > 0}).have(1 / a > 0, "a", rules.inverse(rules.assume(a > 0)))
    assert rules.instantiate(positive, ((a, num(-1)),)).hypotheses == (num(-1) > 0,)
    assert rules.instantiate(positive, ((a, num(2)),)).conclusion == (inv(num(2)) > 0)


def test_a_symbol_with_two_meanings_is_refused() -> None:
    with refused("symbol"):
        rules.discharge(Eq(var("a", "int"), 1), rules.assume(a >= 0))
    with refused("symbol"):
        rules.cut(rules.assume(Eq(f[n], 0)), rules.assume(var("f") >= 0))
    with refused("symbol"):
        rules.assume(Eq(f[n], Function("f", ("int", "int"))[n, n]))


def test_generalising_over_a_variable_of_a_hypothesis_is_refused() -> None:
    with refused("generalize"):
        rules.generalize(a, rules.assume(a >= 0))
    with refused("induction"):
        rules.induction(
            n, f[n] >= 0, 0, rules.assume(f[0] >= 0), rules.cut(rules.assume(f[n + 1] >= 0), rules.assume(f[n + 1] >= 0))
        )


def test_a_bound_index_is_not_captured() -> None:
    every = rules.assume(Forall(k, f[k] <= f[t], 1, T))
    moved = rules.instantiate(every, ((t, k),))
    assert moved.conclusion == Forall(n, f[n] <= f[k], 1, T) and moved.conclusion != Forall(k, f[k] <= f[k], 1, T)
    with refused("scope"):
        from adal_theory.prove.kernel.binders import shift

        shift(Sum(k, 1, T, f[k]).args[2], -1)


def test_rules_that_name_indices_do_not_capture_free_ones() -> None:
    inner, point, r = var("inner", "int"), var("point", "sample"), Function("r", ("int", "sample"))
    for taken in (r[inner, omega], r[k, point]):
        with refused("mean_sum"):
            rules.mean_sum(Mean(omega, Sum(k, 1, T, taken)))
    two = Function("two", ("sample", "sample"), "sample")
    fixed = rules.assume(Preserves(var("other", "sample"), two[var("other", "sample"), omega]))
    with refused("change_of_variables"):
        rules.change_of_variables(fixed, omega, r[1, omega])
    loose = Term("bound", (0, "int"), "int")
    with refused("substitute"):
        rules.instantiate_function(rules.assume(Forall(k, f[k] <= 1, 1, T)), "f", (n,), loose)


def test_a_rate_must_not_depend_on_the_index() -> None:
    with refused("tends_by_rate"):
        rules.tends_by_rate(n, f[n], 0, f[n] * sqrt(n), rules.assume(Forall(n, abs(f[n]) <= f[n], 1)))
    with refused("tends"):
        Tends(n, f[n], n)
    with refused("all"):
        Forall(n, f[n] >= 0, 1, n)


# --- division, ranges, induction ---------------------------------------------------------------------------------------


def test_dividing_by_what_may_be_zero_is_refused() -> None:
    for fact in (a >= 0, a <= 1, Eq(a, a), a < b):
        with refused("inverse"):
            rules.inverse(rules.assume(fact))
    with pytest.raises(Undecided):
        Proof({}).have(Eq(a / a, 1))
    with refused("power_step"):
        rules.power_step(a, n, rules.assume(n >= -1))
    with refused("sqrt_square"):
        rules.sqrt_square(rules.assume(a <= 0))


def test_a_reversed_range_is_refused() -> None:
    low = rules.assume(n <= n + 1)
    with refused("telescope"):
        rules.telescope(k, f[k], 5, 2, low)
    with refused("sum_count"):
        rules.sum_count(5, 2, low)
    with refused("sum_split"):
        rules.sum_split(Sum(k, 1, n, f[k]), n + 1, low, low)
    with refused("specialize"):
        rules.specialize(rules.assume(Forall(k, f[k] >= 0, 1, T)), num(0), low, low)


def test_induction_with_a_wrong_base_or_step_is_refused() -> None:
    claim = Sum(k, 1, n, num(1)) <= n
    ih = rules.assume(claim)
    with refused("induction: needs"):
        rules.induction(n, claim, 1, rules.assume(f[0] >= 0), ih)
    with refused("induction: needs"):
        base = Proof({}).have(Sum(k, 1, num(1), num(1)) <= num(1))
        rules.induction(n, claim, 1, base, ih)
    with refused("induction"):
        rules.induction(a, a >= 0, 0, rules.assume(b >= 0), rules.assume(b >= 0))


def test_the_monotone_rules_want_every_term() -> None:
    for given in (f[k] <= f[k + 1], Forall(k, f[k] <= 1, 1), Forall(k, Ne(f[k], 1), 1, T)):
        with refused("sum_monotone"):
            rules.sum_monotone(rules.assume(given))
    with refused("mean_monotone"):
        rules.mean_monotone(rules.assume(Forall(k, f[k] <= 1, 1, T)))


def test_integers_only_are_integers() -> None:
    with refused("integral"):
        rules.integral(rules.assume(a < b))
    assert rules.integral(rules.assume(n < T)).conclusion == (n + 1 <= T)


def test_logic_wants_its_premises() -> None:
    with refused("detach"):
        rules.detach(rules.assume(Implies(a >= 0, b >= 0)), rules.assume(a >= -1))
    with refused("cases"):
        rules.cases(a >= 0, rules.assume(b >= 0), rules.assume(b >= 1))
    with refused("cases"):
        rules.cases(Forall(k, f[k] >= 0, 1, T), rules.assume(b >= 0), rules.assume(b >= 0))
    with refused("axiom"):
        rules.axiom("everything", a >= 1)
    # ¬(0 ≤ a) is a < 0: a hypothesis a ≤ 0 is more than that, and must stay.
    square = Proof({}).have(a**2 >= 0, squares=[a])
    assert rules.cases(a >= 0, square, square).hypotheses == ()
    product = Proof({"a": a <= 0}).have(a * (a - 1) >= 0, "a")
    other = rules.discharge(c >= 0, product)
    assert rules.cases(a >= 0, rules.discharge(c >= 0, rules.assume(a * (a - 1) >= 0)), other).hypotheses == (
        a * (a - 1) >= 0,
        a <= 0,
    )


def test_what_is_known_of_an_exponential() -> None:
    rng, points = random.Random(7), [Fraction(n, d) for n in range(-40, 41) for d in (1, 3, 7)]
    for _ in range(60):
        inner = rng.choice([a, a * b, a - b**2, abs(a) - inv(b), sqrt(a) * b])
        at = Instance({"a": rng.choice(points), "b": rng.choice(points)})
        for t in (rules.exp_positive(inner), rules.log_exp(inner)):
            assert t.hypotheses == () and evaluate(t.conclusion, at, DecimalArithmetic)
            assert evaluate(t.conclusion, at) is not False
    assert evaluate(rules.exp_positive(a).conclusion, Instance({"a": Fraction(-5000)})) is True
    for attack in (rules.exp_positive, rules.log_exp):
        for wrong in (omega, a >= 0, 0.5, True, rules.assume(a >= 0)):
            with pytest.raises(InvalidInference):
                attack(wrong)


# --- certificates ------------------------------------------------------------------------------------------------------


def test_certificates_are_checked_not_believed() -> None:
    goal = num(5) <= num(Fraction(9, 2))
    for products in (
        (Product(one), Product(2 * one, (GOAL,))),
        (Product(-one), Product(2 * one, (GOAL,))),
        (Product(one, (GOAL,)),),
        (),
    ):
        with refused("arith"):
            rules.arith(goal, (), (Certificate(products),))
    premise = rules.assume(a >= 0)
    with refused("arith"):  # an odd power of a square root of a premise, a negative multiple, a premise that is not a comparison
        rules.arith(a <= 0, (premise,), (Certificate((Product(-one, (0,)), Product(one, (GOAL,)))),))
    with refused("arith"):
        rules.arith(a >= 0, (rules.assume(Forall(k, f[k] >= 0, 1, T)),), (Certificate((Product(one, (0,)),)),))
    with refused("arith"):  # an equation may be multiplied by anything, an inequality may not
        rules.arith(a >= 1, (premise,), (Certificate((Product(one, (GOAL,)), Product(one, equation=0))),))
    with refused("arith"):  # an equation solved for a monomial that it does not have
        rules.arith(a >= 1, (rules.assume(Eq(a, b)),), (Certificate((Product(one, (GOAL,)),), ((0, ((c, 1),)),)),))


@pytest.mark.parametrize(
    "goal",
    [
        num(5) <= num(Fraction(9, 2)),
        num(Fraction(143, 2)) <= num(Fraction(137, 2)),
        a**2 >= a,
        abs(a) <= a,
        a * b <= a**2,
        Eq(sqrt(a) ** 2, a),
        Eq(sqrt(a**2), a),
        Eq(a / a, 1),
        Eq(inv(a + b), inv(a) + inv(b)),
        1 / a <= a,
        log(a) <= a - 1,
        Eq(exp(a + b), exp(a) + exp(b)),
        exp(a) >= 1,
        exp(a) >= 1 + a + a**2 / 2,
        Eq(exp(log(a)), a),  # for a > 0 only
        Eq(log(exp(a) * b), a + log(b)),
        exp(a) <= exp(a) ** 2,
        sqrt(T) + 1 / sqrt(T) <= sqrt(T + 1),
        Eq(Sum(k, 1, n, num(1)), n),
        a**n >= 0,
        Sum(k, 1, T, f[k] ** 2) >= Sum(k, 1, T, f[k]),
    ],
    ids=repr,
)
def test_false_claims_are_not_proved(goal: Term) -> None:
    with pytest.raises(Undecided):
        Proof({}, patience=1.0).have(goal)


# --- what must be provable in a single step ------------------------------------------------------------------------------


def test_hard_single_steps() -> None:
    p = Proof({"β ≥ 0": b >= 0, "β ≤ 1": b <= 1})
    assert p.have((b * a + (1 - b) * c) ** 2 <= b * a**2 + (1 - b) * c**2).conclusion.op == "le"
    # weighted Young: 2ac ≤ s a² + c²/s
    s = var("s")
    q = Proof({"s": s > 0})
    young = q.have(
        2 * a * c <= s * a**2 + c**2 / s,
        "s",
        rules.inverse(q["s"]),
        q.have(inv(s) > 0, "s", rules.inverse(q["s"])),
        squares=[s * a - c],
    )
    assert young.rule == "arith"
    # D1's two cases, z = |ζ| and 0 ≤ μ.
    m, z, rest = var("m"), var("z"), var("rest")
    small = Proof({"m": m >= 0, "z": z >= 0, "S": rest >= 0, "z ≤ m": z <= m})
    assert small.have(m * (rest * m + m**2 + z**2) >= m**2 * (rest + m), *small.given)
    large = Proof({"m": m > 0, "S": rest >= 0, "z > m": z > m})
    assert large.have(m * (rest * m + 2 * m * z) >= m**2 * (rest + z), *large.given)


def test_an_empty_sample_space_witnesses_nothing() -> None:
    omega, r = var("omega", "sample"), Function("r", ("sample",))
    library = Library()

    @library.claim(
        "X7",
        "hypotheses that hold at no sample point",
        {"r": Forall(omega, r[omega] <= -1), "s": Forall(omega, r[omega] >= 1)},
        num(0) >= 1,
    )
    def _(p: Proof) -> Theorem:
        both = p.have(num(0) >= 1, p.specialize("r", omega), p.specialize("s", omega), auto=False)
        return both

    assert library.verify("X7").verdict == "vacuous"
