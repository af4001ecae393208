"""Standard output and error that never end a command: any encoding, a reader that has gone, descriptors that are closed."""

from __future__ import annotations

import codecs
import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from adal_theory.errors import ConfigurationError
from adal_theory.runtime import clear

# What an encoding lacks is spelled out: a "?" for "≤" could be read as anything.
SPELLED = {
    "≤": "<=", "≥": ">=", "≈": "~=", "≠": "!=", "∞": "inf", "−": "-", "–": "-", "—": "-", "·": "*", "×": "x", "√": "sqrt",
    "²": "^2", "³": "^3", "⁴": "^4", "⁵": "^5", "⁶": "^6", "⁷": "^7", "⁸": "^8", "⁹": "^9", "⁰": "^0", "¹": "^1", "∈": "in",
    "…": "...", "‖": "||", "→": "->", "↦": "->", "⇒": "=>", "⊢": "|-", "Σ": "sum", "∑": "sum", "∏": "prod", "±": "+-", "’": "'",
    "‘": "'", "“": '"', "”": '"', "∀": "for all", "∃": "there is", "∧": "and", "∨": "or", "¬": "not", "∂": "d", "∇": "grad",
    "⌊": "floor(", "⌋": ")", "⌈": "ceil(", "⌉": ")", "ö": "oe", "ä": "ae", "ü": "ue", "é": "e",
    "α": "alpha", "β": "beta", "γ": "gamma", "Γ": "Gamma", "δ": "delta", "Δ": "Delta", "ε": "eps", "ζ": "zeta", "η": "eta",
    "θ": "theta", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau",
    "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega", "Ω": "Omega", "Π": "Pi", "ĝ": "g_hat", "Ĝ": "G_hat",
    "─": "-", "│": "|", "₀": "0", "₁": "1", "₂": "2", "₃": "3", "₄": "4", "₅": "5", "₆": "6", "₇": "7", "₈": "8", "₉": "9",
}  # fmt: skip
SPELLING = "adal-spelling"


def _spell(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    known = "".join(SPELLED.get(c) or c.encode("ascii", "backslashreplace").decode() for c in text)
    return known, error.end


codecs.register_error(SPELLING, _spell)


class Outlet:
    """A text stream that spells out what its encoding lacks, and goes quiet, for good, when it cannot be written."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.failure: OSError | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def write(self, text: str) -> int:
        encoding = getattr(self.stream, "encoding", None) or "utf-8"
        clear()
        self._do(lambda: self.stream.write(text.encode(encoding, SPELLING).decode(encoding)))
        return len(text)

    def write_document(self, text: str) -> None:
        """JSON, HTML and LaTeX are UTF-8 whatever the terminal's encoding: they are what a file would hold."""
        clear()
        raw = getattr(self.stream, "buffer", None)
        if raw is None:
            self.write(text)
            return
        self._do(self.stream.flush)
        self._do(lambda: raw.write(text.encode("utf-8", "backslashreplace")))
        self._do(raw.flush)

    def flush(self) -> None:
        self._do(self.stream.flush)

    def _do(self, action: Any) -> None:
        if self.failure is not None:
            return
        try:
            action()
        except OSError as error:
            self.failure = error
            self._to_nowhere()

    def _to_nowhere(self) -> None:
        """What is still buffered goes there when the interpreter ends, without a complaint of its own."""
        try:
            sink = os.open(os.devnull, os.O_WRONLY)
            os.dup2(sink, self.stream.fileno())
            os.close(sink)
        except (OSError, ValueError, AttributeError):
            pass


@contextmanager
def standard_streams() -> Iterator[None]:
    """Both standard streams as outlets. Raises `ConfigurationError` where standard output is closed, or could not take all."""
    closed = _open_descriptors()
    before = sys.stdout, sys.stderr
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = error = Outlet(sys.stderr)
    try:
        if sys.stdout is None or 1 in closed:
            raise ConfigurationError(
                f"standard output is closed, so no answer can be given: redirect it to a file, or to {os.devnull}"
            )
        sys.stdout = output = Outlet(sys.stdout)
        yield
        output.flush()
        if output.failure is not None and output.failure.errno != errno.EPIPE:
            raise ConfigurationError(
                f"standard output could not be written ({output.failure.strerror}), so that the answer is "
                "not whole; what -o names is kept: make room, or write it elsewhere"
            )
    finally:
        error.flush()
        sys.stdout, sys.stderr = before


def reader_gone() -> bool:
    """Whether nobody reads standard output any more (`| head`): what only prints may then stop."""
    return getattr(sys.stdout, "failure", None) is not None


def _open_descriptors() -> set[int]:
    """Closed standard descriptors are pointed at the null device, lest a result's file be opened in their place."""
    closed = set()
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            closed.add(descriptor)
            os.open(os.devnull, os.O_RDWR)  # takes the lowest that is free: this one
    return closed
