"""How long the proofs are, and how much of them is housekeeping: `python benchmarks/proof_lines.py [FOLDER]`, as JSON.

A claim's own lines are those from its decorator to the end of its proof, blank ones left out; all-in it has its share of what
else is in its file, too (imports, definitions, helpers). Housekeeping are lines of a body that do nothing but open or close
quantifiers, take facts at indices or show that these are in range, show signs and cancel a·(1/a), pass flags, or hold brackets
alone. It is judged line by line, alike for all ways to write a proof.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import mean, median

PLUMBING = (
    "assume", "at", "assuming", "cut", "defining", "discharge_hypotheses", "field_simp", "fix", "forall", "generalize", "get",
    "instance", "integral", "inverse", "positive_root", "positivity", "power_positive", "power_step", "root", "specialize",
    "sqrt_square", "suppose", "supply", "use",
)  # fmt: skip
CALL = re.compile(r"\b(?:p|rules|inference)\.(\w+)\(")
SIGN = re.compile(r"p\.have\([^()]*(?:\([^()]*\)[^()]*)*(?:>=|>) 0(?:,|\))")
INDEX = re.compile(r"p\.have\(\w+(?: [+-] \d)? (?:<=|>=|<|>) \w+(?: [+-] \d)?(?:,|\))")
FLAG = re.compile(r"^(?:auto|degree|squares|products|using|hi)=[^=]*$")
BRACKETS = re.compile(r"^[\[\](){},:]*$")


def housekeeping(line: str) -> bool:
    """Whether a line does nothing but the chores above."""
    text = line.strip()
    if BRACKETS.match(text) or FLAG.match(text) or text.startswith("del "):
        return True
    calls = CALL.findall(text)
    if not calls:
        return False
    chores = len(SIGN.findall(text)) + len(INDEX.findall(text)) + sum(name in PLUMBING for name in calls)
    return chores >= len(calls)


def claims(file: Path) -> Iterator[tuple[str, int, list[str]]]:
    """(id, lines in all, lines of the body after its docstring) of each claim of a file."""
    lines = file.read_text(encoding="utf-8").splitlines()
    for node in ast.walk(ast.parse("\n".join(lines))):
        if isinstance(node, ast.FunctionDef) and (id_ := _id(node)) is not None:
            first = min(d.lineno for d in node.decorator_list)
            words = isinstance(node.body[0], ast.Expr) and isinstance(node.body[0].value, ast.Constant)
            start = node.body[1].lineno if words and len(node.body) > 1 else node.body[0].lineno
            yield id_, _solid(lines[first - 1 : node.end_lineno]), [q for q in lines[start - 1 : node.end_lineno] if q.strip()]


def _id(node: ast.FunctionDef) -> str | None:
    for d in node.decorator_list:
        if isinstance(d, ast.Call) and ast.unparse(d.func).endswith("claim") and d.args:
            return ast.unparse(d.args[0])
    return None


def _solid(lines: list[str]) -> int:
    return sum(bool(line.strip()) for line in lines)


def measured(folder: Path) -> dict[str, object]:
    """Lines of a folder of proofs, without published theorems of other methods (`audits`) and their curves."""
    files = [f for f in sorted(folder.rglob("*.py")) if "audits" not in (*f.parts, f.stem)]
    by_file = [list(claims(f)) for f in files]
    counted = [c for found in by_file for c in found]
    bodies = [q for _, _, body in counted for q in body]
    longest = sorted(((len(body), id_) for id_, _, body in counted), reverse=True)
    lengths = {str(f.relative_to(folder)): len(f.read_text(encoding="utf-8").splitlines()) for f in files}
    chores = sum(map(housekeeping, bodies))
    shared = [
        _solid(f.read_text(encoding="utf-8").splitlines()) - sum(n for _, n, _ in c) for f, c in zip(files, by_file, strict=True)
    ]
    all_in = [n + rest / len(found) for found, rest in zip(by_file, shared, strict=True) for _, n, _ in found]
    return {
        "files": len(files),
        "lines": sum(lengths.values()),
        "longest files": dict(sorted(lengths.items(), key=lambda pair: -pair[1])[:3]),
        "claims": len(counted),
        "own lines of a claim, median": median(n for _, n, _ in counted),
        "all-in lines of a claim, median": round(median(all_in), 1),
        "all-in lines of a claim, mean": round(mean(all_in), 1),
        "bodies over 45 lines": sum(n > 45 for n, _ in longest),
        "longest bodies": {id_: n for n, id_ in longest[:3]},
        "lines of bodies": len(bodies),
        "housekeeping lines": chores,
        "housekeeping share": round(chores / len(bodies), 3),
    }


if __name__ == "__main__":
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "proofs"
    sys.stdout.write(json.dumps(measured(where), indent=2, ensure_ascii=False) + "\n")
