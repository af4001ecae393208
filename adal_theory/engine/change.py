"""Whether the step would be recorded otherwise once a run has ended: what user code depends on may change slowly."""

from __future__ import annotations

from adal_theory.engine.plan import RunPlan
from adal_theory.errors import ConfigurationError, warn
from adal_theory.trace.recording import changed


def warn_of_change(plan: RunPlan) -> None:
    """Say so where a whole plan's step or noise is recorded differently once its runs have ended; what they gave is kept."""
    source, recording = plan.source, plan.job.recording
    assert source is not None and recording is not None
    try:
        found = changed(source, recording)
    except ConfigurationError as error:
        found = str(error)
    if found is not None:
        warn(
            f"rule '{source.rule.name}', problem '{source.problem.name}' or its noise changed while the run lasted ({found}): "
            "the result is of what was recorded at the start; let them depend on their arguments alone"
        )
