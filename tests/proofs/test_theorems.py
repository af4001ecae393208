"""The lemmas of theory.md in the kernel: proved, satisfiable, none of their hypotheses idle, few axioms."""

import random
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from types import SimpleNamespace
from typing import Any

import pytest

from adal_theory.proofs.catalogue import library
from adal_theory.prove.check.judging.certificates import certified
from adal_theory.prove.check.judging.forms import Forms
from adal_theory.prove.check.judging.rules import JUDGES
from adal_theory.prove.check.judging.second_judge import SecondJudge
from adal_theory.prove.kernel.certificates import Certificate, check
from adal_theory.prove.kernel.terms import RELATIONS, InvalidInference, Term, num
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.library.derivation import derivation
from adal_theory.prove.library.ledger import Entry, Ledger, order, steps
from adal_theory.prove.library.mutants import try_mutants

LIBRARY = library()
IDS = sorted(LIBRARY.claims, key=order)


@pytest.mark.parametrize("claim_id", IDS)
def test_every_claim_is_proved(claim_id: str) -> None:
    verdict = LIBRARY.verify(claim_id)
    assert verdict.verdict == "proved", verdict.reason
    assert verdict.theorem is not None and verdict.witness is not None


@pytest.mark.slow
def test_steps_are_certified_and_axioms_few() -> None:
    theorems = [LIBRARY.theorem(i) for i in IDS]
    assert steps(theorems)["arith"] > 4000
    cited = {a for t in theorems for a in t.axioms}
    assert len(cited) <= 10
    assert {a for t in (LIBRARY.theorem(i) for i in ("B10", "C1", "A9.2", "B5")) for a in t.axioms} == set()


def test_the_theorems_are_chained() -> None:
    for claim, below in (
        ("B9", ("B1", "B3", "B4", "B5", "B7.1", "B8.5")),
        ("B10", ("B9.1", "B8.1")),
        ("B11.4", ("B10", "B11.2")),
        ("B12.3", ("B11.2",)),
        ("B13.4", ("B10", "B13.3")),
        ("D4", ("D1", "D2.1", "D3")),
        ("C1", ("B10.2", "C1.5")),
    ):
        seen = derivation(LIBRARY.theorem(claim))
        for lemma in below:
            assert LIBRARY.theorem(lemma) in seen, f"{claim} does not rest on {lemma}"


@pytest.mark.parametrize("claim_id", [*(pytest.param(c, marks=pytest.mark.slow) for c in ("A9.2", "B8.1", "B3")), "A4.1"])
def test_no_false_neighbour_is_proved(claim_id: str) -> None:
    claim = LIBRARY.get(claim_id)
    trials = try_mutants(LIBRARY, claim, LIBRARY.theorem(claim_id), instances=8)
    assert len([t for t in trials if t.kind != "hypothesis"]) >= 8
    assert not [t.label for t in trials if t.proved]
    assert sum(t.verdict == "refuted" for t in trials) >= len(trials) // 2


def test_the_ledger_is_deterministic() -> None:
    def document() -> object:
        ids = ("A4.3", "B8.2", "B6.1")
        ledger = Ledger([Entry(LIBRARY.verify(i), None, 0.0) for i in ids])
        return ledger.as_dict()

    first = document()
    random.random()
    assert first == document()


SECOND = SecondJudge()


def theorems() -> set[Theorem]:
    """All steps of all claims."""
    return set(derivation(*(LIBRARY.theorem(i) for i in IDS)))


@pytest.mark.slow
def test_sympy_agrees_with_every_step() -> None:
    found = SECOND.judge(*(LIBRARY.theorem(i) for i in IDS))
    assert found.agrees, "\n".join(map(str, found.disagreements))
    counts = steps([LIBRARY.theorem(i) for i in IDS])
    assert found.counts["certificates"] == counts["arith"]
    assert found.counts["equations"] > 5000 and found.counts["sums"] > 150 and found.counts["derivatives"] >= 4
    assert found.judged + found.logic == len(theorems()) and found.logic < 0.3 * len(theorems())


# What SymPy's route is made to think; the kernel does not, and its certificates show it.
WRONG_ROUTES: dict[str, tuple[str, Callable[..., Any]]] = {
    "√(x²) = x": ("absolute", lambda forms, f: f),
    "1/x = x": ("inverse", lambda forms, f: f),
    "max(a, b) = a": ("extremum", lambda forms, op, f, g: f),
    "b^n = b": ("power", lambda forms, op, base, exponent: base),
    "√(xy) = xy": ("root", lambda forms, f: f),
    "Σ f = f": ("binder", lambda forms, op, ends, body, index: body),
}


@pytest.mark.parametrize("name", WRONG_ROUTES)
def test_a_fault_in_sympys_route_is_caught_by_the_kernels_certificates(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    method, wrong = WRONG_ROUTES[name]
    monkeypatch.setattr(Forms, method, wrong)
    second = SecondJudge()
    faults = (t for t in theorems() if t.rule == "arith" and second.step(t)[1])
    assert len(list(islice(faults, 3))) == 3, name


def spoilt(f: Term) -> Term:
    """The formula with its innermost comparison moved by 1, or its factor doubled."""
    if f.op in RELATIONS:
        return Term(f.op, (f.args[0], f.args[1] + 1), "bool")
    if f.op == "slope":
        return Term(f.op, (*f.args[:2], f.args[2] + 1), "bool", f.hint)
    if f.op == "tends":
        return Term(f.op, (*f.args[:2], f.args[2] + 1), "bool", f.hint)
    return Term(f.op, (*f.args[:-1], spoilt(f.args[-1])), "bool", f.hint)


def test_no_judge_nods_at_a_conclusion_that_the_rule_does_not_give() -> None:
    by_rule: dict[str, list[Theorem]] = {}
    for t in theorems():
        by_rule.setdefault(t.rule, []).append(t)
    assert len(by_rule.keys() & JUDGES.keys()) >= 25
    for rule in by_rule.keys() & JUDGES.keys():
        for t in sorted(by_rule[rule], key=lambda t: len(t.conclusion.key))[:4]:
            _, judged = JUDGES[rule]
            forged = SimpleNamespace(
                rule=rule, arguments=t.arguments, premises=t.premises, hypotheses=t.hypotheses, conclusion=spoilt(t.conclusion)
            )
            assert judged(Forms(), t) == ""
            assert reason(judged, forged), f"{rule} to {forged.conclusion}"


def reason(judged: Callable[..., str], forged: Any) -> str:
    try:
        return judged(Forms(), forged)
    except (ValueError, AttributeError, IndexError, KeyError) as error:  # no longer of the rule's shape
        return str(error) or "shape"


def test_certificates_that_were_tampered_with_are_refused_by_both() -> None:
    rng, refused = random.Random(5), 0
    for t in rng.sample(sorted((t for t in theorems() if t.rule == "arith"), key=lambda t: t.conclusion.key), 400):
        goal, premises, certificates = t.arguments
        facts = tuple(p.conclusion for p in premises)
        changed = tuple(tampered(rng, c, len(facts)) for c in certificates)
        try:
            check(goal, facts, changed)
            kernel = True
        except (InvalidInference, KeyError):  # a premise that is not there
            kernel, refused = False, refused + 1
        assert (certified(Forms(), goal, facts, changed) == "") == kernel, f"{goal} by {changed}"
    assert refused > 200


def tampered(rng: random.Random, c: Certificate, premises: int) -> Certificate:
    """One thing changed."""
    at = rng.randrange(len(c.products))
    p = c.products[at]
    new = rng.choice(
        [
            [replace(p, coefficient=p.coefficient * 2)],
            [replace(p, coefficient=-p.coefficient)],
            [],
            [p, p],
            [replace(p, factors=(*p.factors, rng.randrange(-1, premises + 1)))],
            [replace(p, equation=rng.randrange(premises + 1))],
            [p, replace(p, factors=(num(1),), equation=None, multiplier=None, coefficient=Fraction(1, 1000))],
        ]
    )
    rewrites = c.rewrites[:-1] if rng.random() < 0.2 else c.rewrites
    return Certificate((*c.products[:at], *new, *c.products[at + 1 :]), rewrites)
