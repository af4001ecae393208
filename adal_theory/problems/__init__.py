"""The problems: one constructor each. Separable ones run fused on every engine."""

from __future__ import annotations

from adal_theory.problems.linear import linear
from adal_theory.problems.problem import Problem
from adal_theory.problems.quadratic import drifting_quadratic, quadratic

__all__ = ["Problem", "drifting_quadratic", "linear", "quadratic"]
