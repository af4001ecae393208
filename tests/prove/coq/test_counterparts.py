"""Coq follows the whole kernel: each rule, axiom, definition and derivative has its counterpart, and its lemma is there."""

from __future__ import annotations

import inspect
import re
from collections.abc import Collection
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from adal_theory.prove.coq import atoms, formulas, integers, project, rules
from adal_theory.prove.coq.rules import RULES, arithmetic, axioms, calculus
from adal_theory.prove.kernel.axioms import AXIOMS
from adal_theory.prove.kernel.inference.arithmetic import DEFINING
from adal_theory.prove.kernel.inference.calculus import CHAIN
from adal_theory.prove.kernel.operations import OPERATIONS
from adal_theory.prove.kernel.polynomials import NORMAL
from adal_theory.prove.kernel.theorem import RULES as KERNEL

FOLDER = Path(str(inspect.getsourcefile(project))).parent
STATED = re.compile(r"\b(?:Lemma|Theorem|Definition|Fixpoint|Record|Ltac|Notation)\s+([\w']+)")
LEMMAS = {name for file in (FOLDER / "theory").glob("*.v") for name in STATED.findall(file.read_text("utf-8"))}
POLYNOMIAL = ("num", "var", "bound", "add", "mul", "pow")
TABLES: dict[str, tuple[Collection[str], Collection[str]]] = {
    "rules": (RULES, KERNEL),
    "axioms": (axioms.PROVED, AXIOMS),
    "definitions": (arithmetic._DEFINING, DEFINING),
    "derivatives": (calculus._CHAIN, {*CHAIN} - {"pow"}),
    "normal forms": (atoms._ATOMS, {*NORMAL} - {*POLYNOMIAL}),
    "integers": ([*integers._OF_TWO, *integers._OF_ONE, "pow"], [name for name, o in OPERATIONS.items() if o.sort == "joint"]),
}


@pytest.mark.parametrize("room", TABLES)
def test_each_table_of_the_kernel_has_its_counterpart(room: str) -> None:
    here, kernel = TABLES[room]
    assert {*here} == {*kernel}, f"{room}: {sorted({*here} ^ {*kernel})}"


def test_a_counterpart_that_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for room, (here, kernel) in TABLES.items():
        monkeypatch.setitem(TABLES, room, ([*here][1:], kernel))
        with pytest.raises(AssertionError, match=room):
            test_each_table_of_the_kernel_has_its_counterpart(room)


def cited() -> set[str]:
    """Names of the theory's lemmas in the text of the room: those that begin as they do."""
    texts = [
        Path(str(import_module(m.name).__file__)).read_text("utf-8")
        for package in ("adal_theory.prove.coq", rules.__name__)
        for m in iter_modules(import_module(package).__path__, f"{package}.")
    ]
    return set(
        re.findall(
            r"""["(](r_\w+|s_\w+'?|nf_\w+|ax_\w+|isint\w*|sum_\w+|mean_lin|E_\w+|cert\w*|peq|int_gap|slope_\w+"""
            r"""|tends[ZR]_\w+|ne_sq|lce?)(?=[ "()])""",
            "\n".join(texts),
        )
    )


def test_the_lemmas_that_are_cited_are_proved() -> None:
    families = {
        *(f"d_{op}_{which}" for op in DEFINING for which in range(4 if op in ("abs", "sign") else 1 if op == "sqrt" else 3)),
        "s_add",
        "s_mul",
        *(f"r_{name}" for name in arithmetic._REAL),
        *(lemma for _, lemma in calculus._CHAIN.values()),
    }
    found = cited() - {"sum_", "E_", *KERNEL}
    fields = {"E_add", "E_scal", "E_pos", "E_one"}  # of the record mean_space
    assert len(found) > 50
    assert {*found, *families} - fields <= LEMMAS, sorted({*found, *families} - fields - LEMMAS)


def test_the_theory_is_whole() -> None:
    here = {file.stem for file in (FOLDER / "theory").glob("*.v")}
    assert here == {*project.THEORY} == {*project._REQUIRES}
    for name, needs in project._REQUIRES.items():
        text = (FOLDER / "theory" / f"{name}.v").read_text("utf-8")
        said = re.findall(r"From AdaL Require Export ([\w ]+)\.", text)
        direct = {*" ".join(said).split()}
        assert direct == {*needs}, name
        assert not re.search(r"\b(Admitted|Axiom|Parameter|Conjecture|Hypothesis|admit|give_up|bypass_check)\b", text), name
        assert project.THEORY.index(name) > max((project.THEORY.index(n) for n in needs), default=-1)


def test_the_page_for_the_reader_has_every_definition_of_a_statement() -> None:
    """What formulas are printed with is Coq's own or defined on the page, and so is what the definitions are made of."""
    coq_has = """R Z nat Prop Type IZR up Rabs Rmax Rmin sqrt exp ln powerRZ Rlt_dec Req_EM_T derivable_pt_lim Z.of_nat Z.to_nat
        S O forall exists fun if then else match with end Definition Fixpoint Record"""
    known = {*coq_has.split()}
    page = project.definitions()
    assert all(re.search(rf"^(Definition|Fixpoint|Record) {name}\b", page, re.MULTILINE) for name in project.DEFINITIONS)
    fields = {"Om", "om0", "L", "L_one", "L_add", "L_scal", "E", "E_add", "E_scal", "E_pos", "E_one"}
    heads = {"E M": "E", "L M": "L", "preserves M": "preserves", "tends": "tendsZ"}
    printed = {heads.get(word, word) for word in (*formulas.FUNCTIONS.values(), *formulas.BINDERS.values())} - {"/"}
    assert printed <= known | fields | {*project.DEFINITIONS}, printed
    words = {*re.findall(r"[A-Za-z](?:\w|\.\w)+", page)} - known - fields - {*project.DEFINITIONS, "om", "lo", "hi"}
    assert not words, sorted(words)
