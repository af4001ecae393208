"""Coq accepts a theorem of each rule in each branch, and the normal form of every operation."""

from __future__ import annotations

import random

import pytest
import small_theorems
from coq_files import fault, file_of, needs_coq
from random_terms import term

from adal_theory.prove import Theorem
from adal_theory.prove.kernel.axioms import AXIOMS
from adal_theory.prove.kernel.certificates import GOAL
from adal_theory.prove.kernel.inference.arithmetic import DEFINING
from adal_theory.prove.kernel.inference.calculus import CHAIN
from adal_theory.prove.kernel.operations import OPERATIONS
from adal_theory.prove.kernel.polynomials import canonical, normal
from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.kernel.theorem import RULES

BY_RULE = {name: t for group in small_theorems.RULES for name, t in group().items()}


def steps() -> set[Theorem]:
    found: set[Theorem] = set()
    todo = list(BY_RULE.values())
    while todo:
        t = todo.pop()
        if t not in found:
            found.add(t)
            todo.extend(t.premises)
    return found


def operations(a: Term) -> set[str]:
    return {a.op}.union(*(operations(b) for b in a.args if type(b) is Term))


def test_they_use_every_rule_axiom_and_table() -> None:
    used = steps()
    assert {t.rule for t in used} == set(RULES)
    assert {t.arguments[0] for t in used if t.rule == "axiom"} == set(AXIOMS)
    assert {t.arguments[0].op for t in used if t.rule == "defining"} == set(DEFINING)
    derived = set().union(*(operations(t.arguments[1]) for t in used if t.rule == "derivative"))
    assert set(CHAIN) <= derived
    certificates = [c for t in used if t.rule == "arith" for c in t.arguments[2]]
    assert any(c.rewrites for c in certificates) and any(p.equation == GOAL for c in certificates for p in c.products)
    numbers = {name for name, o in OPERATIONS.items() if o.sort != "bool"} - {"bound"}
    assert numbers <= set().union(*map(operations, small_theorems.normal_forms()))


@needs_coq
def test_coq_accepts_each_rule() -> None:
    assert fault(file_of(BY_RULE.items())) == ""


@needs_coq
def test_coq_accepts_each_normal_form() -> None:
    assert fault(file_of(small_theorems.forms().items())) == ""


def drawn(seed: int, count: int) -> dict[str, Theorem]:
    """Random terms, each equal to its normal form."""
    rng, found = random.Random(seed), dict[str, Theorem]()
    while len(found) < count:
        a = term(rng, rng.choice([2, 3, 4]))
        b = canonical(a)
        if max(len(a.key), len(b.key)) < 2000:
            found[f"random {len(found)}"] = small_theorems.equation(*((a,) if normal(b) == normal(a) else (a + a, 2 * a)))
    return found


@needs_coq
@pytest.mark.parametrize("count", [60, pytest.param(800, marks=pytest.mark.long)])
def test_coq_accepts_the_normal_forms_of_random_terms(count: int) -> None:
    assert fault(file_of(drawn(count, count).items())) == ""
