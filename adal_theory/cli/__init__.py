"""The command line `adal`: the only place that prints. `common.STATUS` says what its exit statuses mean."""

from __future__ import annotations

import os
import sys
import traceback
import warnings
from typing import Any

import typer

from adal_theory.cli import listing, show, proofs, export, steps, library, experiments, samples, fit, about  # isort: skip  # each adds its commands, in order
from adal_theory.cli.common import app
from adal_theory.cli.examples import with_examples
from adal_theory.cli.mistakes import told
from adal_theory.cli.streams import standard_streams
from adal_theory.errors import ConfigurationError

with_examples(app)


def main() -> None:
    """Entry point: mistakes become one line on standard error and exit status 2."""
    status = 0
    try:
        with standard_streams(), warnings.catch_warnings():
            warnings.showwarning = _warned
            status = _run()
    except ConfigurationError as error:  # of the streams themselves; one line is enough
        status = _fail(str(error)) if sys.stderr is not None and status != 2 else 2
    sys.exit(status)


def _run() -> int:
    try:
        return int(app(standalone_mode=False) or 0)
    except ConfigurationError as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(f"{error.strerror or error}: {error.filename or ''}".rstrip(": ") + "; choose a place that can be written")
    except (typer.Abort, KeyboardInterrupt):
        print("interrupted: results so far are kept; --resume finishes them", file=sys.stderr)
        return 130
    except MemoryError:
        return _fail("out of memory: ask for fewer runs, fewer recorded steps or a smaller chunk")
    except Exception as error:
        # Usage errors come from the click that typer carries; its public face names no common class for them.
        if hasattr(error, "format_message"):
            return _fail(told(error, sys.argv[1:]))
        if os.environ.get(TRACEBACK):
            raise
        return _fail(
            f"{type(error).__name__}: {error} ({_place(error)}): this is a bug in adal-theory, please report it; with "
            f"{TRACEBACK}=1 in the environment the whole traceback is printed"
        )


def _place(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{last.filename}, line {last.lineno}"


def _warned(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, file: Any = None, line: str | None = None
) -> None:
    """Without a line of code, which is none of the reader's."""
    print("warning: " + " ".join(str(message).split()), file=sys.stderr)


def _fail(message: str) -> int:
    print("error: " + " ".join(message.split()), file=sys.stderr)
    return 2


TRACEBACK = "ADAL_TRACEBACK"

__all__ = ["about", "app", "experiments", "export", "fit", "library", "listing", "main", "proofs", "samples", "show", "steps"]
