"""A rule's options from text, and the source of a typical kernel, for `adal show`."""

from __future__ import annotations

from adal_theory import rules
from adal_theory.engine import checks
from adal_theory.engine.plan import plan_run
from adal_theory.entries import choice
from adal_theory.noise import gaussian
from adal_theory.problems import quadratic
from adal_theory.trace.options import Options


def rule_options(
    rule: str | rules.Rule, bias_correction: bool, eps_placement: str, norm: str, step_schedule: str | None
) -> tuple[Options, str]:
    """Validated options and the step schedule (the rule's own by default)."""
    found = rules.get(rule)
    schedule = checks.one_of("step_schedule", step_schedule or found.step_schedule, checks.SCHEDULES)
    return checks.options_of(bias_correction, eps_placement, norm), schedule


def kernel_text(rule: str | rules.Rule, options: Options, language: str, lanes: int = 64) -> str:
    """The fused kernel of the rule on the noisy diagonal quadratic, regret only: "numba" (`lanes` runs a block) or "cuda"."""
    choice("language", language, ("numba", "cuda"))
    from adal_theory.engine.cuda import session
    from adal_theory.engine.numba_engine import kernel_source

    experiment = plan_run(
        rule,
        quadratic(),
        1,
        None,
        bias_correction=options.bias_correction,
        eps_placement=options.eps_placement,
        norm=options.norm,
        step_schedule=None,
        beta1_schedule=None,
        box="problem",
        x0=None,
        runs=lanes,
        seed=0,
        streams=None,
        noise=gaussian(),
        backend="numba",
        arithmetic="strict",
        dtype="float64",
        record="log",
        comparator="hindsight",
        metrics="regret",
    )
    return session.kernel_source(experiment.job).text if language == "cuda" else kernel_source(experiment.job, lanes).text
