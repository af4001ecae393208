"""Command lines on which a formula may begin with a minus: -log(x) <= 1/x - 1 is not a row of options."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand


class Formulas(TyperCommand):
    """A command whose argument is a formula; only what is spelt as one of its options is an option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, sorted_out(args, *self._spellings(ctx)))

    def _spellings(self, ctx: Any) -> tuple[set[str], set[str]]:
        """The options that take a value, and those that do not."""
        options = [p for p in self.get_params(ctx) if p.param_type_name == "option"]
        flags = {w for p in options if getattr(p, "is_flag", False) for w in (*p.opts, *p.secondary_opts)}
        return {w for p in options for w in p.opts} - flags, flags


def sorted_out(args: list[str], valued: set[str], flags: set[str]) -> list[str]:
    """The options first, then -- and the formulas. A misspelt --option stays among the formulas, where it is refused."""
    options: list[str] = []
    formulas: list[str] = []
    rest = iter(args)
    for word in rest:
        if word == "--":
            formulas += rest
        elif word in valued:
            value = next(rest, None)
            if value is None:
                return [*options, word]
            options += _with_value(word, value)
        elif word in flags or (word.startswith("--") and word.split("=")[0] in valued):
            options.append(word)
        elif formulas and word[:2] in valued and not word.startswith("--"):  # -gFACT, once the formula is there
            options += _with_value(word[:2], word[2:])
        else:
            formulas.append(word)
    return [*options, "--", *formulas] if formulas else options


def _with_value(option: str, value: str) -> list[str]:
    """As one word where that can be: a value that begins with a minus is not an option."""
    return [f"{option}={value}"] if option.startswith("--") else [option + value] if value else [option, value]
