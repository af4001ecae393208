"""Random terms and certificates whose truth is known: both judges say it. ADAL_FUZZ sets how many."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest
from fuzz import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from random_terms import INTS, REALS, F, instance, same_value, term

from adal_theory.prove import Eq, Function, InvalidInference, Sum, Term, num, power, var
from adal_theory.prove.check.judging.certificates import certified
from adal_theory.prove.check.judging.forms import Forms
from adal_theory.prove.check.judging.ring import Atom, Form
from adal_theory.prove.kernel.certificates import GOAL, Certificate, Product, check
from adal_theory.prove.kernel.polynomials import canonical
from adal_theory.prove.kernel.terms import rebuild

COUNT = examples(600)
SEEDS = some.integers(0, 2**40)
LONG = 500  # longer terms take their time and show nothing more


def number(c: Any) -> Term:
    return num(Fraction(int(c.numerator), int(c.denominator)))


def written(forms: Forms, f: Form, indices: dict[int, Term]) -> Term:
    """The form as a term, by its meaning."""
    total = num(0)
    for powers, c in f.terms.items():
        product = number(c)
        for n, e in powers:
            product = product * written_atom(forms, forms.atoms[n], indices) ** e
        total = total + product
    return total


def written_atom(forms: Forms, a: Atom, indices: dict[int, Term]) -> Term:
    if a.number in indices:
        return indices[a.number]
    if a.op == "sum":
        lo, hi, body, index = a.args
        name = var(f"i{len(indices)}", "int")
        (leaf,) = index.leaves
        return Sum(name, *(whole(forms, q, indices) for q in (lo, hi)), written(forms, body, {**indices, leaf: name}))
    if a.op == "var":
        return var(*a.args)
    if a.op == "app":
        return Function(a.args[0], ("int",))[whole(forms, a.args[2], indices)]
    if a.op in ("ipow", "rpow"):
        return power_of(forms, a, indices)
    return rebuild(Term(a.op, (REALS[0],) * len(a.args), "real"), tuple(written(forms, q, indices) for q in a.args))


def power_of(forms: Forms, a: Atom, indices: dict[int, Term]) -> Term:
    """b^n; where the exponent has halves, √b to its double."""
    base, exponent = a.args
    if all(c.denominator == 1 for c in exponent.terms.values()):
        return power(written(forms, base, indices), whole(forms, exponent, indices))
    doubled = forms.product((exponent, 1), (forms.constant(num(2).args[0]), 1))
    return power(Term("sqrt", (written(forms, base, indices),), "real"), whole(forms, doubled, indices))


def whole(forms: Forms, f: Form, indices: dict[int, Term]) -> Term:
    a = written(forms, f, indices)
    assert a.sort == "int", a
    return a


def drawn(rng: random.Random, depth: int) -> Term:
    while True:
        a = term(rng, rng.randrange(1, depth + 1))
        if len(a.key) <= LONG:
            return a


@settings(max_examples=COUNT, deadline=None, suppress_health_check=list(HealthCheck))
@given(SEEDS)
def test_a_form_keeps_the_value_and_knows_the_kernels_identities(seed: int) -> None:
    rng, forms = random.Random(seed), Forms()
    a = drawn(rng, 4)
    f = forms.of(a)
    assert f is forms.of(canonical(a)), f"{a!r} is another number than {canonical(a)!r}"
    back = written(forms, f, {})
    for _ in range(3):
        assert same_value(a, back, instance(rng)) is not False, f"{a!r}  became  {back!r}"


def combination(rng: random.Random) -> tuple[list[Term], list[Product], Term]:
    """Premises, products of them, and the sum of the products as a term: what they prove to be ≥ 0."""
    relations = rng.choices(["le", "lt", "eq", "ne"], k=rng.randrange(4))
    premises = [Term(op, (drawn(rng, 2), drawn(rng, 2)), "bool") for op in relations]
    products, total = [], num(0)
    for _ in range(rng.randrange(1, 4)):
        c = Fraction(rng.randrange(1, 7), rng.randrange(1, 5))
        equations = [k for k, f in enumerate(premises) if f.op == "eq"]
        if equations and rng.random() < 0.4:
            k, multiplier = rng.choice(equations), drawn(rng, 2)
            products.append(Product(c, (), k, multiplier))
            total = total + c * multiplier * (premises[k].args[1] - premises[k].args[0])
            continue
        others = [k for k, f in enumerate(premises) if f.op != "eq"]
        factors = [rng.choice(others) if others and rng.random() < 0.7 else drawn(rng, 2) for _ in range(rng.randrange(3))]
        products.append(Product(c, tuple(factors)))
        value = num(c)
        for q in factors:
            p = q if isinstance(q, Term) else premises[q].args[1] - premises[q].args[0]
            value = value * (p**2 if isinstance(q, Term) or premises[q].op == "ne" else p)
        total = total + value
    return premises, products, total


def altered(rng: random.Random, a: Term) -> Term:
    """The same number in other words."""
    b = drawn(rng, 1)
    return rng.choice([a, a + b - b, a * 2 - a])


def verdicts(goal: Term, premises: list[Term], certificate: Certificate) -> tuple[bool, bool]:
    """(the kernel's, the second judge's)."""
    both = (certificate,) * (2 if goal.op == "eq" else 1)
    try:
        check(goal, tuple(premises), both)
        kernel = True
    except (InvalidInference, KeyError):  # a premise that is not there
        kernel = False
    return kernel, certified(Forms(), goal, premises, both) == ""


@pytest.mark.slow
@settings(max_examples=COUNT, deadline=None, suppress_health_check=list(HealthCheck))
@given(SEEDS)
def test_both_judges_know_a_true_certificate_from_a_false_one(seed: int) -> None:
    rng = random.Random(seed)
    premises, products, total = combination(rng)
    proof = Certificate((Product(Fraction(1), (GOAL,)), *products))
    bound = altered(rng, total)
    if len(bound.key) > 6000:
        return
    assert verdicts(num(0) <= bound, premises, proof) == (True, True)
    kernel, second = verdicts(num(0) <= canonical(bound), premises, proof)  # the kernel may not know its own words again
    assert second and kernel <= second
    wrong = rng.choice([bound - 1, bound + Fraction(1, 1000), bound + rng.choice(REALS), bound * 2 + 1])
    refuted = any(same_value(wrong, total, instance(rng)) is False for _ in range(20))
    if refuted:
        assert verdicts(num(0) <= wrong, premises, proof) == (False, False)
    for spoilt in ((Product(Fraction(-1), (GOAL,)), *products), (Product(Fraction(1), (GOAL,), 7), *products), tuple(products)):
        kernel, second = verdicts(num(0) <= bound, premises, Certificate(spoilt))
        assert kernel <= second, f"{bound!r} from {spoilt!r}"


@settings(max_examples=COUNT, deadline=None, suppress_health_check=list(HealthCheck))
@given(SEEDS)
def test_an_equation_that_is_false_somewhere_is_certified_by_neither(seed: int) -> None:
    """One operation of a term replaced by something like it."""
    rng = random.Random(seed)
    a = drawn(rng, 3)
    b = likeness(rng, a)
    if any(same_value(a, b, instance(rng)) is False for _ in range(12)):
        assert verdicts(Eq(a, b), [], Certificate((Product(Fraction(1), (GOAL,)),))) == (False, False), f"{a!r} = {b!r}"


def likeness(rng: random.Random, a: Term) -> Term:
    """Slips of the hand: √(x²) = x, |x| = x, 1/(a+b) = 1/a + 1/b, a sum one term longer, …"""
    inner = [k for k, b in enumerate(a.args) if isinstance(b, Term) and a.op not in ("app", "sum", "ipow")]
    if inner and rng.random() < 0.6:
        at = rng.choice(inner)
        args = [likeness(rng, b) if k == at else b for k, b in enumerate(a.args)]
        return rebuild(a, tuple(args))
    b = a.args[0] if a.args and isinstance(a.args[0], Term) else a
    slips = {
        "sqrt": b,
        "abs": b,
        "sign": num(1),
        "max": b,
        "min": b,
        "ipow": b,
        "log": b,
        "inv": Sum(var("one", "int"), 1, 2, 1 / b),
        "add": a + 1,
        "mul": b + a,
        "pow": b,
    }
    if a.op == "sum":
        lo, hi, body = a.args
        return Term("sum", (lo, hi + 1, body), "real", a.hint)
    return slips.get(a.op, a + rng.choice([*REALS, *INTS, F[0]]))


def test_a_fault_in_the_judge_is_seen_by_these_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Forms, "root", lambda self, f: f)
    with pytest.raises(AssertionError, match=r"became|another number"):
        test_a_form_keeps_the_value_and_knows_the_kernels_identities()
