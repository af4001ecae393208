"""A term of C3 under the name that it had."""

from __future__ import annotations

from adal_theory.proofs.c_counterexamples.c3_biased_point import point as x

__all__ = ["x"]
