"""What cannot be said to Coq."""

from __future__ import annotations

from adal_theory.prove.kernel.terms import InvalidInference


class NotExported(InvalidInference):
    """A step has no counterpart in Coq: the claim is then not checked there, which is said."""

    def __init__(self, reason: str) -> None:
        super().__init__("coq", reason)
