"""Outcomes of all experiments from runs far smaller than --quick: enough to draw, not to judge."""

from __future__ import annotations

import functools
from typing import Any

from adal_theory import simulations
from adal_theory.report.session import perform
from adal_theory.results.experiment import Outcome

# Far fewer steps and runs than --quick: whether the comparisons hold is not asked here.
SMALL: dict[str, dict[str, Any]] = {
    "S1": {"linear_steps": 300, "steps": 60, "batch_steps": 40},
    "S2": {"steps": 20_000},
    "S3": {"steps": 3000, "cells": 12, "phase_steps": 3000},
    "S4": {"steps": 3000, "runs": 64},
    "S5": {"steps": 2000, "geman_mcclure": 128, "cosine": 64},
    "S6": {"samples": 200},
    "S7": {"runs": 1000, "numbers": 100_000, "largest": 50},
    "S8": {
        "grids": [[1.5, 0.06, 0.12, 3, 1_000_000], [1.8, 0.06, 0.12, 3, 1_000_000], [2.0, 0.6, 0.9, 3, 300_000]],
        "side_runs": 64,
        "side_steps": 1000,
    },
    "S9": {"points": 11, "steps": 200},
    "S10": {"steps": 40, "seeds": 3, "tuning_seeds": 1, "replicas": 200, "points": 1},
    "P1": {"steps": 300, "cells": 12, "cell_steps": 300, "runs": 8, "random_steps": 50},
    "P3": {"ratio_steps": 200, "steps": 1000, "cells": 12, "phase_steps": 3000},
    "P10": {"steps": 1000, "norm_steps": 200, "starts": 11},
}


@functools.cache
def outcome(name: str) -> Outcome:
    return perform(simulations.get(name), quick=True, changes=SMALL[name]).outcome
