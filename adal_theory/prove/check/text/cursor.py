"""A place in the tokens of a line, and what is said when the line does not go on as it should."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from adal_theory.errors import ConfigurationError
from adal_theory.prove.check.expression import Node, Reading
from adal_theory.prove.check.text.tokens import Token, tokens

DEEPEST = 100


class Cursor:
    """Goes from token to token; refuses in one line that shows the whole formula."""

    def __init__(self, line: str, reading: Reading) -> None:
        self.line, self.reading, self.tokens, self.at, self.depth = line, reading, tokens(line), 0, 0

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def take(self, *texts: str) -> bool:
        """Go on by one token if it is one of these signs or words."""
        found = self.next.kind in ("sign", "name") and self.next.text in texts
        self.at += found
        return found

    def want(self, text: str) -> None:
        if not self.take(text):
            self.fail(
                f"{text!r} is missing before {self.next.text!r}" if self.next.kind != "end" else f"{text!r} is missing at the end"
            )

    def fail(self, reason: str) -> NoReturn:
        raise ConfigurationError(f"{self.line!r}: {reason}")

    def unexpected(self) -> NoReturn:
        before = self.tokens[self.at - 1] if self.at else None
        if (
            before is not None
            and (before.kind in ("number", "name") or before.text == ")")
            and (self.next.kind in ("number", "name") or self.next.text == "(")
        ):
            self.fail(f"a sign is missing between {before.text!r} and {self.next.text!r}: a product is written with *")
        self.fail(f"{self.next.text!r} is not expected here" if self.next.kind != "end" else "something is missing at the end")

    def identifier(self, what: str) -> str:
        token = self.next
        if token.kind != "name":
            self.fail(f"{what} is expected, not {token.text!r}")
        self.at += 1
        return token.text

    def deeper(self, part: Callable[[], Node]) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            self.fail(f"is nested more than {DEEPEST} deep; name a part of it and give its value as a fact")
        found = part()
        self.depth -= 1
        return found
