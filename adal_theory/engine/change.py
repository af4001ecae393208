"""Whether the step would be recorded otherwise once a run has ended: what user code depends on may change slowly."""

from __future__ import annotations

from adal_theory.engine.job import Job
from adal_theory.errors import ConfigurationError, warn
from adal_theory.trace.pure import once, unlike


def warn_of_change(job: Job) -> None:
    """Say so where the step is recorded differently once a run has ended; what it gave is kept."""
    try:
        with once():
            found = unlike(job.step_graph, job.recorded())
    except ConfigurationError as error:
        found = str(error)
    if found is not None:
        warn(
            f"rule '{job.rule.name}', problem '{job.problem.name}' or its noise changed while the run lasted ({found}): the "
            "result is of what was recorded at the start; let them depend on their arguments alone"
        )
