"""Statements about runs hold on random runs in 50-digit decimals; weakened ones are caught by the same harness."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from faithful.cases import HOLDS, VIOLATED, Case, left_out, selection
from faithful.random_runs import FIXED, KINDS, draw
from faithful.survey import first_violations, survey
from faithful.weakened import times, weakened

import adal_theory as at
from adal_theory.engine.score import regret
from adal_theory.proofs.b_regret.b1_one_step import inverse_step
from adal_theory.proofs.b_regret.b4_certificate import positive_gaps, total_cost
from adal_theory.proofs.catalogue import library
from adal_theory.proofs.hypotheses import LIBRARY
from adal_theory.proofs.notation import T, beta1, d, delta, diameter, i
from adal_theory.prove import Sum
from adal_theory.prove.kernel.binders import open_body
from adal_theory.prove.semantics.evaluate import DecimalArithmetic, evaluate
from adal_theory.prove.update.decimal_losses import SeparableLosses
from adal_theory.prove.update.trajectory import Setup, Trajectory, noise_of
from adal_theory.rules import RULES
from adal_theory.trace.certificate import certificate_bound
from adal_theory.trace.options import Options

CLAIMS, LEFT_OUT = selection(library())
# The survey is cut into parts that run side by side; each evaluates every claim so often, 200 times together.
PARTS, QUOTA = 8, 25
# Claims that fewer runs speak of, with the number that a part reaches: few are without bias correction and ε. `test_controls`
# has runs of the methods of P10.
FEWER: dict[str, int] = {"B9.8": 0, "B9.reddi": 0, "P10.1": 3, "P10.2": 1} | {
    f"P10.{k}": 0 for k in (3, 4, 5, 6, 7, 8, 10, 11, 12, 13)
}
PLAIN = [n for n, rule in RULES.items() if not rule.without_certificate]  # the theorems are about steps of this form


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_no_run_violates_a_statement(part: int) -> None:
    tally = survey(CLAIMS, QUOTA, part, PARTS)
    assert tally.violations == []
    short = {
        c.id: (tally.evaluated[c.id], tally.silent.get(c.id)) for c in CLAIMS if tally.evaluated[c.id] < FEWER.get(c.id, QUOTA)
    }
    assert short == {}
    assert set(tally.runs) == set(KINDS) and {*PLAIN[:6]} <= set(tally.rules) <= {*PLAIN}  # no part is long enough for all


def test_weakened_statements_are_violated_within_200_runs() -> None:
    mutants = weakened(library())
    found = first_violations(mutants, 200 // len(KINDS))
    assert [m.id for m in mutants if m.id not in found] == [] and len(mutants) >= 30


def test_statements_about_runs_are_selected_and_others_have_a_reason() -> None:
    chosen = {c.id for c in CLAIMS}
    assert {
        "A1.1",
        "A2.1",
        "A3",
        "A4.1",
        "A5.1",
        "A6.2",
        "A8.2",
        "A9.2",
        "A10.2",
        "B1",
        "B2",
        "B3",
        "B4",
        "B5",
        "B6.4",
        "B7.2",
        "B8.5",
        "B9",
        "B9.adal_ams",
        "B9.amsgrad",
        "B10",
        "B11.4",
        "B12.3",
        "B13.3",
        "C1",
        "D2.1",
        "D3",
        "E5",
    } <= chosen
    assert chosen.isdisjoint(LEFT_OUT) and len(chosen) + len(LEFT_OUT) == len(library().claims)
    assert LEFT_OUT["D1"] == "it speaks of an expectation" and LEFT_OUT["A2.6"] == "it speaks of a limit"
    # A symbol that no run has is named.
    foreign = replace(LIBRARY.get("B6.2"), given={"more": at_most_nobody()})
    assert left_out(foreign) == "a run has no nobody"


def at_most_nobody() -> Any:
    from adal_theory.prove import var

    return delta <= var("nobody")


def simple(rule: str = "adal_ams", **changes: Any) -> Trajectory:
    params = {"eta": 0.5, "beta1": 0.5, "beta2": 0.9, "eps": 0.1, "delta": 0.0} | changes.pop("params", {})
    given: dict[str, Any] = {
        "params": {p.name: params[p.name] for p in RULES[rule].parameters},
        "x0": [1.0],
        "x_star": [-1.0],
        "schedule": RULES[rule].step_schedule,
    }
    losses = SeparableLosses(at.problems.linear([1.0, -0.5, 0.25]))
    return Trajectory(Setup(RULES[rule], losses, 6, **(given | changes)))


def test_a_hypothesis_that_fails_makes_a_run_say_nothing() -> None:
    case = Case(simple())
    assert case.outcome(LIBRARY.get("B5")) == HOLDS
    # 0 < δ does not pass at δ = 0, though decimals are compared with a slack.
    assert case.outcome(library().get("D4.4")) == "without its hypothesis delta"
    assert Case(simple(params={"delta": 0.5})).outcome(library().get("D4.4")) == HOLDS
    assert case.outcome(library().get("B9.amsgrad")) in [f"without its hypothesis {q}" for q in ("m", "v", "g_hat")]
    assert Case(simple("adal")).outcome(library().get("B6.1")) == "without v_max"
    assert Case(simple(schedule="constant")).outcome(library().get("A4.3")) == "without its hypothesis eta_prime"
    paper = simple("amsgrad", options=Options(bias_correction=False), params={"eps": 0.0})
    assert Case(paper).outcome(library().get("B9.reddi")) == Case(paper).outcome(library().get("B9.8")) == HOLDS
    assert Case(simple("sgd")).outcome(library().get("B9.1")) == "without beta2, eps, v, v_max"


def test_a_run_of_another_method_fails_the_recorded_update() -> None:
    run = simple()
    run.table["x"][4, 1] += Decimal(10) ** -20
    assert Case(run).outcome(LIBRARY.get("B5")) == "without its hypothesis x"
    changed = simple()
    changed.table["H"] = {k: a * 2 for k, a in changed.table["H"].items()}
    assert Case(changed).outcome(LIBRARY.get("B5")) == "without its hypothesis H A m = m"


def test_a_violation_is_seen_at_the_twentieth_digit() -> None:
    one_step = replace(LIBRARY.get("B2"), show=times(LIBRARY.get("B2").show, 1 - Fraction(1, 10**20)))
    case = Case(simple(params={"eta": 0.1}))
    assert case.outcome(LIBRARY.get("B2")) == HOLDS and case.outcome(one_step) == VIOLATED


def test_draws_are_reproducible_and_stay_small() -> None:
    for kind in KINDS:
        (label, run), (again, same) = draw(kind, 11), draw(kind, 11)
        assert label == again and run.table["x"] == same.table["x"]
        assert run.setup.dimension <= 5 and run.setup.steps <= 400
    assert set(FIXED) == {"absolute", "quadratic", "huber", "power"}


# --- the certificate that runs carry -----------------------------------------------------------------------------------


def proved_certificate(run: Trajectory) -> float:
    """Theorem B5's right-hand side on a decimal run, added over the coordinates."""
    claim, theorem = LIBRARY.get("B5"), LIBRARY.theorem("B5")
    instance = Case(run).instance(claim)
    assert not isinstance(instance, str)
    bound = open_body(theorem.conclusion.args[3], i).args[1]
    return float(evaluate(Sum(i, 1, d, bound), instance, DecimalArithmetic))


def test_a_run_evaluates_the_expression_that_the_theorem_states() -> None:
    """One function is the theorem's right-hand side on terms and the certificate on a run's sums."""
    stated = open_body(LIBRARY.theorem("B5").conclusion.args[3], i).args[1]
    assert stated == certificate_bound(diameter, beta1, positive_gaps(), inverse_step(T), total_cost())
    assert vars(regret)["certificate_bound"] is certificate_bound


@pytest.mark.parametrize("rule", PLAIN)
@pytest.mark.parametrize(
    ("problem", "options"),
    [
        (at.problems.linear([[1.5, -0.2], [-1.0, 0.3], [-1.0, 0.0]]), {}),
        (at.problems.quadratic(3, 4.0), {"eps_placement": "denominator"}),
        (at.problems.absolute(2, [0.2, -0.4]), {"bias_correction": False}),
    ],
)
def test_the_engine_computes_the_proved_certificate(rule: str, problem: Any, options: dict[str, Any]) -> None:
    values = {"eta": 0.4, "beta1": 0.6, "beta2": 0.9, "eps": 0.05, "delta": 0.01}
    params = {p.name: values[p.name] for p in RULES[rule].parameters}
    law, n, box = at.noise.gaussian(0.2), 50, (-0.5, 2.0)
    data = at.run(
        rule,
        problem,
        n,
        params=params,
        noise=law,
        seed=2,
        backend="reference",
        record="all",
        x0=0.5,
        box=box,
        metrics=("certificate",),
        **options,
    )
    for t in (1, 7, n):
        run = Trajectory(
            Setup(
                RULES[rule],
                SeparableLosses(problem),
                t,
                params,
                [0.5] * problem.dimension,
                box,
                Options(**options),
                RULES[rule].step_schedule,
                x_star=[0.0] * problem.dimension,
                noise=noise_of(law, 2, 0, n, problem.dimension),
            )
        )
        assert proved_certificate(run) == pytest.approx(float(data.certificate[0, t - 1]), rel=1e-10)
