"""The right side of theorem B5, once: the proof states it of its terms, and a run evaluates it on its sums.

The quantities may be whatever has + − × ÷ and powers: terms of a proof of one coordinate, or arrays with the sums of all.
"""

from __future__ import annotations

from typing import Any


def certificate_bound(diameter: Any, beta1: Any, gaps: Any, last_ratio: Any, costs: Any) -> Any:
    """(D²/2) Σ(Γ_t)_+ + ρ1 (D²/2) H_T/η'_T + (1 + β1)/(2(1 − β1)) Σ η'_t A_t m_t².

    ρ1 is β1/(1 − β1), `diameter` D = hi − lo, `gaps` Σ(Γ_t)_+, `last_ratio` H_T/η'_T and `costs` Σ η'_t A_t m_t².
    """
    rho1 = beta1 / (1 - beta1)
    return diameter**2 / 2 * gaps + rho1 * diameter**2 / 2 * last_ratio + (1 + beta1) / (2 * (1 - beta1)) * costs
