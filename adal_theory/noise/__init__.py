"""Noise laws of gradients, their counter-based draws, and the elementary functions they are made of."""

from adal_theory.noise.alpha_stable import alpha_stable
from adal_theory.noise.exponential import exponential
from adal_theory.noise.gaussian import gaussian
from adal_theory.noise.laplace import laplace
from adal_theory.noise.law import Law
from adal_theory.noise.none import none
from adal_theory.noise.pareto import pareto
from adal_theory.noise.shared_scale import shared_scale
from adal_theory.noise.student_t import student_t
from adal_theory.noise.two_point import two_point
from adal_theory.noise.uniforms import uniform

__all__ = [
    "Law",
    "alpha_stable",
    "exponential",
    "gaussian",
    "laplace",
    "none",
    "pareto",
    "shared_scale",
    "student_t",
    "two_point",
    "uniform",
]
