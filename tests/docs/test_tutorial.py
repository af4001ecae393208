"""The tutorial's proofs go through as printed, in the length that they promise, and only because they are true."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from snippets import python_blocks

import adal_theory as at
from adal_theory import problems
from adal_theory.proofs.catalogue import from_path
from adal_theory.prove.check.refute_claim import findings
from adal_theory.prove.library.ledger import verify
from adal_theory.results.source_file import run_file

TUTORIAL = Path(__file__).parents[2] / "proofs" / "TUTORIAL.md"
CODE = "\n\n\n".join(python_blocks(TUTORIAL))
WITHOUT_SLIP = CODE[: CODE.rindex("@library.claim(")]


def verdicts(folder: Path, code: str, refute: bool = False) -> dict[str, str]:
    file = folder / "ogd.py"
    file.write_text(code, encoding="utf-8")
    ledger = verify(from_path(file), refute=findings if refute else None)
    return {entry.claim.id: entry.verdict.verdict for entry in ledger.entries}


@pytest.mark.slow
def test_three_bounds_are_proved_and_the_slip_is_refuted(tmp_path: Path) -> None:
    proved = dict.fromkeys(("OGD", "OGD.strong", "NORM"), "proved")
    assert verdicts(tmp_path, CODE, refute=True) == {**proved, "OGD.slip": "refuted"}


def body(name: str) -> list[str]:
    """The lines of a function after its docstring."""
    tree = next(b for b in ast.walk(ast.parse(CODE)) if isinstance(b, ast.FunctionDef) and b.name == name)
    return CODE.splitlines()[tree.body[1].lineno - 1 : tree.end_lineno]


@pytest.mark.parametrize("proof", ["square_root_regret", "logarithmic_regret"])
def test_a_proof_takes_at_most_25_lines(proof: str) -> None:
    assert len(body("one_step")) + len(body(proof)) <= 25


@pytest.mark.parametrize(
    ("printed", "changed", "claim"),
    [
        pytest.param(
            "sqrt(T) / (2 * eta) + eta * G**2 * sqrt(T), 1, d)",
            "sqrt(T) / (3 * eta) + eta * G**2 * sqrt(T), 1, d)",
            "OGD",
            marks=pytest.mark.slow,
        ),
        pytest.param("eta * G**2 * (1 + log(T)) / 2", "eta * G**2 * log(T) / 2", "OGD.strong", marks=pytest.mark.slow),
        pytest.param("eta * G**2 * (1 + log(T)) / 2", "eta * G**2 * (1 + log(T)) / 4", "OGD.strong", marks=pytest.mark.slow),
    ],
)
def test_a_smaller_bound_is_not_proved(tmp_path: Path, printed: str, changed: str, claim: str) -> None:
    smaller = WITHOUT_SLIP.replace(printed, changed)
    assert smaller != WITHOUT_SLIP and verdicts(tmp_path, smaller)[claim] == "undecided"


def test_the_rules_run_with_the_step_sizes_of_their_variants(tmp_path: Path) -> None:
    file = tmp_path / "ogd.py"
    file.write_text(WITHOUT_SLIP, encoding="utf-8")
    module = run_file(file, "tutorial", {})
    for rule, power in ((module.OGD, 0.5), (module.OGD_STRONG, 1.0)):
        run = at.run(rule, problems.linear([1.0]), steps=3, params={"eta": 0.25})
        assert float(run["x_final"].squeeze()) == pytest.approx(-0.25 * sum(t**-power for t in (1, 2, 3)))
