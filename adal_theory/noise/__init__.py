"""Noise laws."""

from adal_theory.noise.gaussian import gaussian
from adal_theory.noise.law import Law

__all__ = ["Law", "gaussian"]
