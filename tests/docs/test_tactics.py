"""The tutorial's list of tactics holds every tactic, and each example in it proves something."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import adal_theory.prove as prove
from adal_theory.prove import Eq, Forall, Function, Proof, Sum, Theorem, var
from adal_theory.prove.kernel.theorem import genuine
from adal_theory.prove.tactics.moves.statement import Statement
from adal_theory.prove.tactics.state import State

TUTORIAL = Path(__file__).parents[2] / "proofs" / "TUTORIAL.md"
ROWS = re.findall(r"^\| `(\w+)` \| `(p\..*?)` \|", TUTORIAL.read_text(encoding="utf-8"), re.M)
TERMS = {"times"}  # of the moves about a statement, those on terms
OF_THE_STATE = {name for q in (State, Statement) for name in vars(q) if not name.startswith("_")} - {"have", *TERMS}


def proof() -> tuple[Proof, dict[str, object]]:
    names = {name: var(name) for name in ("a", "b", "c", "x", "y", "eps", "beta")}
    names |= {name: var(name, "int") for name in ("T", "t", "s")}
    names |= {name: Function(name, ("int",)) for name in ("g", "h", "w", "m")} | {"omega": var("omega", "sample")}
    names |= {"X": Function("X", ("sample",))}
    a, b, c, eps, beta, T, t, g, h, w, m = (names[k] for k in ("a", "b", "c", "eps", "beta", "T", "t", "g", "h", "w", "m"))
    X = names["X"][names["omega"]]
    given = {
        "a": a >= 0,
        "a ≤ b": a <= b,
        "b": b >= 0,
        "c": c > 0,
        "eps": eps > 0,
        "beta": beta >= 0,
        "beta < 1": beta < 1,
        "T": T >= 1,
        "g": Forall(t, g[t] >= 0, 1, T),
        "gh": Forall(t, g[t] <= h[t], 1, T),
        "w": Forall(t, w[t] > 0, 1, T),
        "X": Forall(names["omega"], X >= 0),
        "m": Forall(t, Eq(m[t], Sum(names["s"], 1, t, g[names["s"]])), 1, T),
    }
    return Proof(given), {**vars(prove), "sqrt": prove.sqrt, **names}


@pytest.mark.parametrize(("name", "line"), ROWS)
def test_an_example_proves_something(name: str, line: str) -> None:
    p, names = proof()
    t = eval(line, {**names, "p": p})
    assert isinstance(genuine(t), Theorem) and line.startswith(f"p.{name}(") and p.needed < p.patience / 2
    assert set(t.hypotheses) <= {q.conclusion for q in p.given.values()}


def test_every_tactic_is_listed_with_a_use_in_one_line() -> None:
    tactics = {name for name in dir(Proof) if not name.startswith("_")} - OF_THE_STATE
    assert {name for name, _ in ROWS} == tactics - {"context", "instance_of", "told"}
    for name, _ in ROWS:
        assert (getattr(Proof, name).__doc__ or "").startswith(f"`p.{name}("), name
