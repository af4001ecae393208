"""A folder that Coq can check: the theory, the claims, and how to check them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from adal_theory.prove.coq import names
from adal_theory.prove.coq.compiling import FLAGS, Sources
from adal_theory.prove.coq.units import Unit

THEORY = ("Certificates", "Numbers", "Sums", "Means", "Calculus", "NormalForms", "Kernel")
ASSUMPTIONS = "claims/Assumptions"
SHOWN = ("B10", "C1")  # claims whose statements the page for the reader shows, where they are part of the project
# What the statements of claims are made of, beside Coq's own: with all that these are made of.
DEFINITIONS = ("isint", "zof", "sgn", "pw", "sumn", "sumz", "sum", "mean_space", "preserves", "tendsZ", "tendsR", "slope")
_MARK = "-Q theory AdaL\n-Q claims Claims\n"  # how the list of files of such a project begins
# What the classical reals of Coq's standard library rest on. Nothing else may be taken for granted.
ALLOWED = (
    "Coq.Reals.ClassicalDedekindReals.sig_forall_dec",
    "Coq.Reals.ClassicalDedekindReals.sig_not_dec",
    "Coq.Logic.FunctionalExtensionality.functional_extensionality_dep",
    "Coq.Logic.Classical_Prop.classic",
)
_MADE = (".vo", ".vok", ".vos", ".glob", ".stamp")  # what coqc and we put beside a file
# What each file of the theory requires.
_REQUIRES = {
    "Certificates": [],
    "Numbers": ["Certificates"],
    "Sums": ["Numbers"],
    "Means": ["Sums"],
    "Calculus": ["Numbers"],
    "NormalForms": ["Sums"],
    "Kernel": ["Certificates", "Numbers", "Sums", "Means", "Calculus", "NormalForms"],
}


def sources(units: Sequence[Unit]) -> Sources:
    """(text, what it requires) of every file, by its path without .v, what is required first first."""
    here = files("adal_theory.prove.coq") / "theory"
    found = {
        f"theory/{name}": ((here / f"{name}.v").read_text("utf-8"), [f"theory/{r}" for r in _REQUIRES[name]]) for name in THEORY
    }
    for unit in units:
        found[f"claims/{unit.name}"] = (unit.text, ["theory/Kernel", *(f"claims/{r}" for r in unit.requires)])
    found[ASSUMPTIONS] = (assumptions(units), ["theory/Kernel", *(f"claims/{u.name}" for u in units)])
    return found


def assumptions(units: Sequence[Unit]) -> str:
    """A file that has Coq print what the claims rest on."""
    lines = ["From AdaL Require Import Kernel.", *(f"From Claims Require {u.name}." for u in units)]
    claims = [f"@{u.name}.{names.claim(id)}" for u in units for id in u.claims]
    if claims:
        lines += [f"Definition all_claims := ({', '.join(claims)}).", "Print Assumptions all_claims."]
    return "\n".join(lines) + "\n"


def is_ours(folder: Path) -> bool:
    """Whether the folder holds such a project."""
    listed = folder / "_CoqProject"
    return listed.is_file() and listed.read_bytes().startswith(_MARK.encode())


def write(folder: Path, units: Sequence[Unit]) -> Sources:
    """Write the project; files of an earlier one that are the same stay as they are, those that are no longer part of it go."""
    found = sources(units)
    for old in folder.glob("claims/*.v"):
        if f"claims/{old.stem}" not in found:
            for file in (old, *(old.with_suffix(end) for end in _MADE), old.with_name(f".{old.stem}.aux")):
                file.unlink(missing_ok=True)
    for path, (text, _) in found.items():
        _put(folder / f"{path}.v", text)
    _put(folder / "_CoqProject", _MARK + "".join(f"{path}.v\n" for path in found))
    _put(folder / "Makefile", _makefile(found))
    _put(folder / "README.md", _readme(units))
    return found


def _put(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists() or file.read_text("utf-8") != text:
        file.write_text(text, "utf-8")


def _makefile(found: Sources) -> str:
    rules = "".join(
        f"{path}.vo: {' '.join([f'{path}.v', *(f'{r}.vo' for r in requires)])}\n" for path, (_, requires) in found.items()
    )
    every = " ".join(f"{path}.vo" for path in found)
    modules = " ".join(path.replace("theory/", "AdaL.").replace("claims/", "Claims.") for path in found)
    return (
        f"# make -j2: coqc accepts every file. make check: coqchk, Coq's separate checker, reads the results again.\n"
        f"FLAGS = {' '.join(FLAGS)}\nall: {every}\n\ncheck: all\n\tcoqchk -silent -o $(FLAGS) {modules}\n\n"
        f"%.vo: %.v\n\tcoqc -q $(FLAGS) $<\n\n{rules}\n.PHONY: all check\n"
    )


def _readme(units: Sequence[Unit]) -> str:
    text = (files("adal_theory.prove.coq") / "theory" / "README.md").read_text("utf-8")
    count = sum(len(u.claims) for u in units)
    lines = [f"- `claims/{u.name}.v`: {', '.join(u.claims) or 'lemmas only'}" for u in units]
    lines += [f"- not here: {id}, since {reason}" for u in units for id, reason in u.left_out.items()]
    shown = [f"`claims/{u.name}.v`:\n\n```coq\n{statement(u, id)}\n```\n" for id in SHOWN for u in units if id in u.claims]
    if shown:
        lines += ["", "## How a claim reads", "", *shown]
    return text.replace("{count}", str(count)).replace("{definitions}", definitions()) + "\n" + "\n".join(lines) + "\n"


def definitions() -> str:
    """The definitions as they stand in the theory."""
    theory = files("adal_theory.prove.coq") / "theory"
    text = "".join((theory / f"{name}.v").read_text("utf-8") for name in THEORY)
    found = [
        re.search(rf"^(?:Definition|Fixpoint|Record) {name}\b.*?\.$", text, re.DOTALL | re.MULTILINE) for name in DEFINITIONS
    ]
    return "\n".join(d[0] for d in found if d is not None)


def statement(unit: Unit, id: str) -> str:
    """A claim as it stands in its file, up to the proof."""
    before, head, after = unit.text.partition(f"Theorem {names.claim(id)} ")
    return before.rstrip("\n").rpartition("\n")[2] + "\n" + head + after.partition("\nProof. ")[0]
