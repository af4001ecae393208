"""Names in Coq: read back, never alike, and none that means something else there."""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adal_theory.prove import var
from adal_theory.prove.coq import names, rules

PIECES = [*"abuxZé_γ0159'*^", "_u", "_u41_", "u5f_", "_ua"]
NAMES = st.from_regex(r"[^\W\d][\w'*^]*", fullmatch=True) | st.lists(st.sampled_from(PIECES)).map(
    lambda found: "".join(["a", *found])
)
THEORY = Path(str(inspect.getsourcefile(names))).parent / "theory"
PREFIXES = ("x_", "n_", "w_", "fn_")


def read_back(mangled: str) -> str:
    return re.sub(r"_u([0-9a-f]+)_", lambda found: chr(int(found[1], 16)), mangled)


@given(NAMES)
def test_a_name_can_be_read_back(name: str) -> None:
    assert read_back(names.mangled(name)) == name
    assert re.fullmatch(r"\w+", names.mangled(name), re.ASCII)


@given(NAMES, NAMES)
def test_different_symbols_have_different_names(one: str, other: str) -> None:
    def every(name: str) -> list[str]:
        return [
            *(names.variable(var(name, sort)) for sort in ("real", "int", "sample")),
            names.function(name),
            names.integer_proof(var(name, "int")),
            names.claim(name),
            names.corollary(name),
        ]

    assert len({*every(one), *every(other)}) == len({one, other}) * len(every(one))
    assert not {*every(one)} & {names.index(k) for k in range(10)}


@pytest.mark.parametrize(
    "name",
    [
        "forall",
        "fun",
        "in",
        "Prop",
        "Type",
        "if",
        "let",
        "sum",
        "E",
        "M",
        "R",
        "k0",
        "equal",
        "equal2",
        "pw_nat",
        "abs_square",
        "G0",
        "H0",
    ],
)
def test_no_symbol_is_named_like_a_word_of_coq_or_of_the_theory(name: str) -> None:
    assert names.variable(var(name)) == f"x_{name}" and names.function(name) == f"fn_{name}"
    assert names.variable(var(name, "int")) == f"n_{name}"


def test_no_lemma_begins_like_a_symbol() -> None:
    stated = re.compile(r"\b(?:Lemma|Theorem|Definition|Fixpoint|Record|Notation|Ltac)\s+([\w']+)")
    lemmas = [name for file in THEORY.glob("*.v") for name in stated.findall(file.read_text("utf-8"))]
    assert len(lemmas) > 100
    room = [
        Path(str(import_module(m.name).__file__)).read_text("utf-8")
        for package in ("adal_theory.prove.coq", rules.__name__)
        for m in iter_modules(import_module(package).__path__, f"{package}.")
    ]
    cited = re.findall(r"""["({ ](\w+)""", "\n".join(text for text in room))
    for name in (*lemmas, *(c for c in cited if c not in ("n_", "x_", "w_", "fn_"))):
        assert not name.startswith(PREFIXES), name


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("regret", "Regret"),
        ("step_sizes", "Step_sizes"),
        ("assumptions", "Assumptions_"),
        ("Assumptions", "Assumptions_"),
        ("2024-paper", "File_2024_u2d_paper"),
        ("_mine", "File__mine"),
        ("été", "File__ue9_t_ue9_"),
        ("my.own", "My_u2e_own"),
    ],
)
def test_files_of_claims_have_names_that_coq_takes(stem: str, name: str) -> None:
    assert names.file(stem) == name and re.fullmatch(r"[A-Z]\w*", name, re.ASCII)


def test_the_same_text_has_the_same_stamp() -> None:
    assert names.stamp("a") == names.stamp("a") != names.stamp("b") and re.fullmatch("[0-9a-f]{16}", names.stamp("a"))
