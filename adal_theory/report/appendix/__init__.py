"""Statements and proofs as an appendix of a paper, in LaTeX."""

from adal_theory.report.appendix.document import appendix

__all__ = ["appendix"]
