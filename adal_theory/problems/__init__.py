"""The problems: one constructor each. Separable ones run fused on every engine; array problems on real and planted data."""

from __future__ import annotations

from adal_theory.problems.absolute import absolute
from adal_theory.problems.huber import huber
from adal_theory.problems.linear import linear
from adal_theory.problems.logistic import logistic_regression
from adal_theory.problems.matrix_factorisation import matrix_factorisation
from adal_theory.problems.network import network
from adal_theory.problems.nonconvex import cosine, double_well, geman_mcclure
from adal_theory.problems.phase_retrieval import phase_retrieval
from adal_theory.problems.power import power
from adal_theory.problems.problem import Problem
from adal_theory.problems.quadratic import drifting_quadratic, quadratic

__all__ = [
    "Problem",
    "absolute",
    "cosine",
    "double_well",
    "drifting_quadratic",
    "geman_mcclure",
    "huber",
    "linear",
    "logistic_regression",
    "matrix_factorisation",
    "network",
    "phase_retrieval",
    "power",
    "quadratic",
]
