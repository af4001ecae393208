"""Problems and laws that stand for all that the engines know: every formula, every shape of data and parameters, five runs."""

from __future__ import annotations

import numpy as np

import adal_theory as at
from adal_theory.trace.metrics import GROUPS, NEEDED
from adal_theory.trace.options import Options
from adal_theory.trace.record import record_update

RNG = np.random.default_rng(11)
PROBLEMS = {
    "linear": at.problems.linear([1.5, -1.0, -1.0]),
    "linear_full": at.problems.linear(RNG.normal(size=(150, 2))),
    "linear_runs": at.problems.linear(RNG.normal(size=(3, 2, 5))),
    "absolute": at.problems.absolute(3, [0.1, -0.2, 0.3]),
    "quadratic": at.problems.quadratic(10),
    "power": at.problems.power(3, 2),
    "power_half": at.problems.power(2.5),
    "huber": at.problems.huber(2),
    "drifting_quadratic": at.problems.drifting_quadratic(3, period=40),
    "cosine": at.problems.cosine(2),
    "double_well": at.problems.double_well(5),
    "geman_mcclure": at.problems.geman_mcclure(2),
}
PROBLEMS |= {n: at.problems.example(n, 2) for n in at.problems.PROBLEMS if n not in PROBLEMS and at.problems.is_separable(n)}
LAWS = {
    "gaussian": at.noise.gaussian(0.5),
    "gaussian_fast32": at.noise.gaussian(0.5, sampler="fast32"),
    "gaussian_runs": at.noise.gaussian(np.linspace(0.0, 1.0, 5)),
    "student_t": at.noise.student_t(3.0),
    "alpha_stable": at.noise.alpha_stable(1.5),
    "alpha_stable_runs": at.noise.alpha_stable(np.array([0.8, 1.0, 1.2, 1.7, 2.0])),
    "two_point": at.noise.two_point(),
    "laplace": at.noise.laplace(0.5),
    "exponential": at.noise.exponential(0.5),
    "pareto": at.noise.pareto(1.5, 0.3),
    "pareto_runs": at.noise.pareto(np.array([0.5, 1.0, 2.0, 3.0, 5.0])),
    "shared_scale": at.noise.shared_scale(0.5),
    "shared_scale_runs": at.noise.shared_scale(0.5, np.linspace(0.0, 2.0, 5)),
    "uniform": at.noise.uniform(-1.0, 2.0),
}
LAWS |= {n: at.noise.example(n, 0.5) for n in at.noise.LAWS if n not in LAWS and n != "none"}


def groups(rule: str) -> tuple[str, ...]:
    """All metrics that a rule has."""
    _, step = record_update(at.rules.RULES[rule], Options())
    named = [g for g in GROUPS if all(step.get(n) is not None for n in NEEDED.get(g, ()))]
    return tuple(g for g in named if g != "certificate" or not at.rules.RULES[rule].without_certificate)
