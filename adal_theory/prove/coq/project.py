"""A folder that Coq can check: the theory, the claims, and how to check them."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from adal_theory.prove.coq import names
from adal_theory.prove.coq.units import Unit

THEORY = ("Certificates", "Numbers", "Sums", "Means", "Calculus", "NormalForms", "Kernel")
FLAGS = ("-Q", "theory", "AdaL", "-Q", "claims", "Claims")
# What the classical reals of Coq's standard library rest on. Nothing else may be taken for granted.
ALLOWED = ("Coq.Reals.ClassicalDedekindReals.sig_forall_dec", "Coq.Reals.ClassicalDedekindReals.sig_not_dec",
           "Coq.Logic.FunctionalExtensionality.functional_extensionality_dep", "Coq.Logic.Classical_Prop.classic")
# What each file of the theory requires.
_REQUIRES = {"Certificates": [], "Numbers": ["Certificates"], "Sums": ["Numbers"], "Means": ["Sums"], "Calculus": ["Numbers"],
             "NormalForms": ["Sums"], "Kernel": ["Certificates", "Numbers", "Sums", "Means", "Calculus", "NormalForms"]}


def sources(units: Sequence[Unit]) -> dict[str, tuple[str, list[str]]]:
    """(text, what it requires) of every file, by its path without .v, what is required first first."""
    here = files("adal_theory.prove.coq") / "theory"
    found = {f"theory/{name}": ((here / f"{name}.v").read_text("utf-8"), [f"theory/{r}" for r in _REQUIRES[name]])
             for name in THEORY}
    for unit in units:
        found[f"claims/{unit.name}"] = (unit.text, ["theory/Kernel", *(f"claims/{r}" for r in unit.requires)])
    found["claims/Assumptions"] = (assumptions(units), ["theory/Kernel", *(f"claims/{u.name}" for u in units)])
    return found


def assumptions(units: Sequence[Unit]) -> str:
    """A file that has Coq print what the claims rest on."""
    lines = ["From AdaL Require Import Kernel.", *(f"From Claims Require {u.name}." for u in units)]
    claims = [f"@{u.name}.{names.claim(id)}" for u in units for id in u.claims]
    if claims:
        lines += [f"Definition all_claims := ({', '.join(claims)}).", "Print Assumptions all_claims."]
    return "\n".join(lines) + "\n"


def write(folder: Path, units: Sequence[Unit]) -> dict[str, tuple[str, list[str]]]:
    """Write the project; files of an earlier one that are the same stay as they are."""
    found = sources(units)
    for path, (text, _) in found.items():
        _put(folder / f"{path}.v", text)
    _put(folder / "_CoqProject", "\n".join(["-Q theory AdaL", "-Q claims Claims", *(f"{path}.v" for path in found)]) + "\n")
    _put(folder / "Makefile", _makefile(found))
    _put(folder / "README.md", _readme(units))
    return found


def _put(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists() or file.read_text("utf-8") != text:
        file.write_text(text, "utf-8")


def _makefile(found: dict[str, tuple[str, list[str]]]) -> str:
    rules = "".join(f"{path}.vo: {' '.join([f'{path}.v', *(f'{r}.vo' for r in requires)])}\n"
                    for path, (_, requires) in found.items())
    every = " ".join(f"{path}.vo" for path in found)
    modules = " ".join(path.replace("theory/", "AdaL.").replace("claims/", "Claims.") for path in found)
    return (f"# make -j2: coqc accepts every file. make check: coqchk, Coq's separate checker, reads the results again.\n"
            f"FLAGS = {' '.join(FLAGS)}\nall: {every}\n\ncheck: all\n\tcoqchk -silent -o $(FLAGS) {modules}\n\n"
            f"%.vo: %.v\n\tcoqc -q $(FLAGS) $<\n\n{rules}\n.PHONY: all check\n")


def _readme(units: Sequence[Unit]) -> str:
    text = (files("adal_theory.prove.coq") / "theory" / "README.md").read_text("utf-8")
    count = sum(len(u.claims) for u in units)
    lines = [f"- `claims/{u.name}.v`: {', '.join(u.claims) or 'lemmas only'}" for u in units]
    lines += [f"- not here: {id}, since {reason}" for u in units for id, reason in u.left_out.items()]
    return text.replace("{count}", str(count)) + "\n" + "\n".join(lines) + "\n"
