"""show: a lemma, an experiment, a rule, a problem, a law of noise or a named step by its name; nothing is proved or run."""

from __future__ import annotations

import re
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from adal_theory.cli.common import Output, app, print_json
from adal_theory.cli.laid_out import laid_out
from adal_theory.display.described import DESCRIBE
from adal_theory.display.things import KINDS, called
from adal_theory.errors import ConfigurationError, unknown_name

IDENTITY = re.compile(r"[A-Za-z]\d")  # what ids begin with: B9, s3


class Language(StrEnum):
    sympy = "sympy"
    latex = "latex"
    numba = "numba"
    cuda = "cuda"
    torch = "torch"
    jax = "jax"


Form = Annotated[Output, typer.Option("--format", help="Text to read, or one JSON document.")]


@app.command()
def show(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME|FILE",
            help="A lemma (B9), an experiment (S3), a rule, a problem, a law, a named step, or a file that defines RULE.",
        ),
    ],
    language: Annotated[
        Language | None, typer.Option("--as", help="The notation of a rule (default: sympy); torch and jax: as an optimiser.")
    ] = None,
    bias_correction: Annotated[
        bool, typer.Option("--bias-correction/--no-bias-correction", help="Of a rule: divide the moments by 1 − β^t.")
    ] = True,
    eps_placement: Annotated[str, typer.Option(help="Of a rule: preconditioner or denominator.")] = "preconditioner",
    norm: Annotated[str, typer.Option(help="Of a rule: 1, 2 or inf, the norm in AdaL's weight.")] = "1",
    step_schedule: Annotated[str | None, typer.Option(help="Of a rule: constant, 1/sqrt(t) or 1/t.")] = None,
    form: Form = Output.table,
) -> int:
    """Show a lemma, an experiment, a rule, a problem, a law of noise or a named step. Nothing is proved or simulated.

    `adal list` lists them."""
    found: dict[str, Any] = {"rules": None} if name.endswith(".py") else _named(name)
    documents, texts = [], []
    for kind, thing in found.items():
        if kind == "rules":
            text = _rule(name, language or Language.sympy, bias_correction, eps_placement, norm, step_schedule)
            document = {"name": name, "update": text}
        elif language is not None:
            raise ConfigurationError(f"--as {language.value} is a notation of rules, and {name} is not a rule: leave it out")
        else:
            document = DESCRIBE[kind](thing)
            text = laid_out(document)
        documents.append({"kind": kind, **document})
        texts.append(text)
    if form is Output.json:
        print_json({"found": documents})
    else:
        print("\n".join(texts), end="")
    return 0


def _named(name: str) -> dict[str, Any]:
    """The things of that name, by kind. A rule comes before a step of its name; P1 is an experiment and a lemma.

    Raises `ConfigurationError` with the names that come nearest.
    """
    ids = ("experiments", "lemmas")
    first = ids if IDENTITY.match(name) else tuple(kind for kind in KINDS if kind not in ids)
    found, known = _called(name, first)
    if not found:
        found, more = _called(name, tuple(kind for kind in KINDS if kind not in first))
        known += more
    if not found:
        raise unknown_name("name", name, known, "`adal list` shows all names, `adal list WORD` those that have to do with a word")
    return found if first == ids else dict([*found.items()][:1])


def _called(name: str, kinds: tuple[str, ...]) -> tuple[dict[str, Any], list[str]]:
    """(what bears the name, by kind; all names of these kinds)."""
    looked_up = {kind: called(name, kind) for kind in kinds}
    found = {kind: thing for kind, (thing, _) in looked_up.items() if thing is not None}
    return found, [n for _, names in looked_up.values() for n in names]


def _rule(name: str, language: Language, bias_correction: bool, eps_placement: str, norm: str, given: str | None) -> str:
    """A rule's update in a notation; `name` is its name or a file that defines RULE."""
    from adal_theory import rules
    from adal_theory.emit.jax import transformation_text
    from adal_theory.emit.torch import optimizer_text
    from adal_theory.engine.describe import kernel_text, rule_options
    from adal_theory.report.method import as_latex
    from adal_theory.results.source_file import blamed_on, defined
    from adal_theory.symbolic.show import as_sympy

    own = name.endswith(".py")
    shown = rules.get(defined(Path(name), "RULE", rules.Rule, "adal_theory/rules/sgd.py") if own else name.lower())
    options, schedule = rule_options(shown, bias_correction, eps_placement, norm, given)
    with blamed_on(Path(name)) if own else nullcontext():
        if language in (Language.numba, Language.cuda):
            return kernel_text(shown, options, language.value)
        if language in (Language.torch, Language.jax):
            text = optimizer_text if language is Language.torch else transformation_text
            return text(shown, options, given or "constant")  # in training a scheduler changes the learning rate
        return (as_sympy if language is Language.sympy else as_latex)(shown, options, schedule)
