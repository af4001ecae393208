"""Noise laws of gradients, their counter-based draws, and the elementary functions they are made of."""

from adal_theory.noise.alpha_stable import alpha_stable
from adal_theory.noise.gaussian import gaussian
from adal_theory.noise.law import Law
from adal_theory.noise.none import none
from adal_theory.noise.student_t import student_t
from adal_theory.noise.two_point import two_point
from adal_theory.noise.uniforms import uniform

__all__ = ["Law", "alpha_stable", "gaussian", "none", "student_t", "two_point", "uniform"]
