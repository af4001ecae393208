"""Rules × problems × laws × types × sizes × options × metrics × runs, by pairs: each two levels meet in some case."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import combinations
from math import prod
from typing import Any

import numpy as np
import pytest
from cases import groups
from pairs import by_pairs, pairs_of

import adal_theory as at
from adal_theory.rules import Rule

STEPS = 70


def normal(*shape: int) -> Any:
    return np.random.default_rng(5).normal(size=shape)


# A problem from its dimension and the shape of its data: (…) in front of d, and the runs.
PROBLEMS: dict[str, Callable[[int, Any], Any]] = {
    "quadratic": lambda d, _: at.problems.quadratic(d),
    "linear": lambda d, shape: at.problems.linear(normal(*shape(d))),
    "absolute": lambda d, _: at.problems.absolute(d, normal(d) / 4),
    "power": lambda d, _: at.problems.power(3, d),
    "power half": lambda d, _: at.problems.power(2.5, d),
    "huber": lambda d, _: at.problems.huber(d),
    "drifting quadratic": lambda d, _: at.problems.drifting_quadratic(d, period=40),
    "cosine": lambda d, _: at.problems.cosine(d),
    "double well": lambda d, _: at.problems.double_well(d),
    "geman-mcclure": lambda d, _: at.problems.geman_mcclure(d),
}
MADE = {make(2, lambda d: (d,)).name for make in PROBLEMS.values()}
SEPARABLE = [n for n in at.problems.PROBLEMS if at.problems.is_separable(n)]
PROBLEMS |= {n: lambda d, _, n=n: at.problems.example(n, d) for n in SEPARABLE if n not in MADE}
DATA: dict[str, Callable[[int, int], tuple[int, ...]]] = {
    "once": lambda d, runs: (d,),
    "by step": lambda d, runs: (7, d),
    "by step and run": lambda d, runs: (3, d, runs),
}
# A law from a number, or from one number per run.
LAWS: dict[str, Callable[[Any], Any]] = {
    "none": lambda size: None,
    "gaussian": at.noise.gaussian,
    "gaussian fast32": lambda size: at.noise.gaussian(size, sampler="fast32"),
    "student": lambda size: at.noise.student_t(3.0, size),
    "alpha-stable": lambda size: at.noise.alpha_stable(0.9 + size, 0.5),
    "two-point": lambda size: at.noise.two_point(size, -size),
    "laplace": at.noise.laplace,
    "exponential": at.noise.exponential,
    "pareto": lambda size: at.noise.pareto(1.0 + size, 0.3),
    "shared scale": lambda size: at.noise.shared_scale(0.5, size),
    "uniform": lambda size: at.noise.uniform(-size, size),
}
DRAWN = {"none" if law is None else law.name for law in (make(0.5) for make in LAWS.values())}
LAWS |= {n: partial(at.noise.example, n) for n in at.noise.LAWS if n not in DRAWN}
OPTIONS: dict[str, dict[str, Any]] = {
    "bias_correction": {"corrected": True, "raw": False},
    "eps_placement": {"preconditioner": "preconditioner", "denominator": "denominator"},
    "norm": {"l1": 1, "l2": 2, "linf": float("inf")},
    "step_schedule": {"1/sqrt(t)": "1/sqrt(t)", "constant": "constant", "1/t": "1/t", "rates": np.linspace(1.0, 0.1, STEPS)},
    "beta1_schedule": {"beta1": None, "beta1 by step": 0.9 * 0.99 ** np.arange(STEPS)},
    "box": {"box": (-2.0, 2.0), "free": None},
    "record": {"some": None, "every": "all", "two": np.array([2, 50])},
}
LEVELS: dict[str, list[Any]] = {
    "rule": sorted(at.rules.RULES),
    "problem": list(PROBLEMS),
    "law": list(LAWS),
    "d": [3, 1, 18],
    "runs": [5, 37],
    "metrics": ["regret", "x", "all"],
    "varying": ["nothing", "rule", "law"],
    "data": list(DATA),
    "dtype": ["float64", "float32"],
    **{name: list(values) for name, values in OPTIONS.items()},
}
WITHOUT_BETA1 = {n for n, r in at.rules.RULES.items() if "beta1" not in [p.name for p in r.parameters]}


def meets(pair: dict[str, Any]) -> bool:
    """What experiments can combine: β1 by step needs a β1, and leaves B5 without its hypothesis; no noise has no size."""
    if pair.get("beta1_schedule") == "beta1 by step" and (pair.get("rule") in WITHOUT_BETA1 or pair.get("metrics") == "all"):
        return False
    if pair.get("data", "once") != "once" and pair.get("problem", "linear") != "linear":
        return False
    return not (pair.get("law") == "none" and pair.get("varying") == "law")


# All laws and problems meet the rules that lead the lists; the others meet some of each. `make test` has time for two cases of
# each of those rules and a quarter of the leading ones', and leaves the rest, and all laws and problems, to `make test-slow`.
LEADING = [n for n in LEVELS["rule"] if at.rules.RULES[n].order < Rule.order]
OTHERS = {
    "rule": [n for n in LEVELS["rule"] if n not in LEADING],
    "problem": ["quadratic", "linear"],
    "law": ["gaussian", "none"],
}
PARTS = ({**LEVELS, "rule": LEADING}, {**LEVELS, **OTHERS})
CASES = [case for part in PARTS for case in by_pairs(part, meets)]
LATER = [c for n in OTHERS["rule"] for c in [case for case in CASES if case["rule"] == n][2:]]
LATER += [case for k, case in enumerate(c for c in CASES if c["rule"] in LEADING) if k % 4]
REST = [case for case in by_pairs(LEVELS, meets) if case["rule"] in OTHERS["rule"]]


def describe(case: dict[str, Any]) -> str:
    return "-".join(str(v) for v in case.values())


@pytest.mark.parametrize(
    "case",
    [
        *(case for case in CASES if case not in LATER),
        *(pytest.param(case, marks=pytest.mark.slow) for case in (*LATER, *(c for c in REST if c not in CASES))),
    ],
    ids=describe,
)
def test_engines_agree(both: Callable[..., Any], case: dict[str, Any]) -> None:
    runs, rule = case["runs"], at.rules.RULES[case["rule"]]
    problem = PROBLEMS[case["problem"]](case["d"], lambda d: DATA[case["data"]](d, runs))
    law = LAWS[case["law"]](np.linspace(0.1, 1.0, runs) if case["varying"] == "law" else 0.5)
    values = {"eta": np.linspace(0.1, 0.9, runs), "beta2": np.linspace(0.5, 0.99, runs)} if case["varying"] == "rule" else {}
    values = {"eta": 0.5, "eps": 0.1} | values
    params = {p.name: values[p.name] for p in rule.parameters if p.name in values}
    metrics = {"all": groups(case["rule"]), "regret": "regret", "x": ("regret", "x")}[case["metrics"]]
    options = {name: values[case[name]] for name, values in OPTIONS.items()}
    both(
        case["rule"],
        problem,
        STEPS,
        params,
        runs=runs,
        noise=law,
        metrics=metrics,
        dtype=case["dtype"],
        seed=2**40 + 7,
        comparator=0.25,
        **{name: value for name, value in options.items() if value is not None or name == "box"},
    )


@pytest.mark.parametrize("levels", PARTS, ids=["leading rules", "other rules"])
def test_every_two_levels_meet(levels: dict[str, list[Any]]) -> None:
    cases = by_pairs(levels, meets)
    met = {frozenset(two) for case in cases for two in combinations(case.items(), 2)}
    assert met >= set(pairs_of(levels, meets)) and all(case in CASES for case in cases)
    assert len(cases) < 1.2 * prod(sorted(map(len, levels.values()))[-2:]) + 16  # hardly more than the two largest factors need
    assert all(meets(dict(two)) for case in cases for two in combinations(case.items(), 2))


def test_every_two_levels_meet_in_some_case() -> None:
    met = {frozenset(two) for case in (*CASES, *REST) for two in combinations(case.items(), 2)}
    assert met >= set(pairs_of(LEVELS, meets))


def test_the_levels_are_all_that_the_package_has() -> None:
    made = {PROBLEMS[name](2, lambda d: (d,)).name for name in PROBLEMS}
    assert made == set(SEPARABLE) and len(made) < len(at.problems.PROBLEMS)  # array problems do not run in a kernel
    laws = [LAWS[name](0.5) for name in LAWS]
    assert {"none" if law is None else law.name for law in laws} == set(at.noise.LAWS)
