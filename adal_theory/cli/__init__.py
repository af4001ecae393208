"""The command line `adal`: the only place that prints. Exit status 0 all well, 1 a check failed, 2 bad usage or input."""

from __future__ import annotations

import sys

import typer

from adal_theory.cli import proofs, experiments, samples, about  # isort: skip  # each adds its commands, in this order
from adal_theory.cli.common import app
from adal_theory.errors import ConfigurationError


def main() -> None:
    """Entry point: mistakes become one line on standard error and exit status 2."""
    try:
        sys.exit(app(standalone_mode=False) or 0)
    except ConfigurationError as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{error.strerror or error}: {error.filename or ''}".rstrip(": ") + "; choose a place that can be written")
    except (typer.Abort, KeyboardInterrupt):
        print("interrupted: results so far are kept; --resume finishes them", file=sys.stderr)
        sys.exit(130)
    except Exception as error:
        # Usage errors come from the click that typer carries; its public face names no common class for them.
        if not hasattr(error, "format_message"):
            raise
        _fail(error.format_message() or "a command is missing: see adal --help")


def _fail(message: str) -> None:
    print("error: " + " ".join(message.split()), file=sys.stderr)
    sys.exit(2)


__all__ = ["about", "app", "experiments", "main", "proofs", "samples"]
