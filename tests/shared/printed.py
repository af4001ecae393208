"""What a command prints, in this process."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from io import StringIO
from unittest.mock import patch

from adal_theory.cli import main


def printed(*words: str) -> str:
    """Standard output of `adal WORD…`, which must succeed."""
    out = StringIO()
    with patch.object(sys, "argv", ["adal", *words]), redirect_stdout(out):
        try:
            main()
        except SystemExit as end:
            assert not end.code, out.getvalue()
    return out.getvalue()
