"""Derivations as plain data: made again by the kernel, and of no consequence when they are altered or for something else."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest
from known import shows

from adal_theory.prove import Eq, Forall, Function, Proof, Sum, Term, Theorem, Undecided, maximum, sqrt, var
from adal_theory.prove.tactics import derivations, kept
from adal_theory.prove.tactics.moves import prover

T, n, t, i = (var(name, "int") for name in "Tnti")
a, b, c, beta, G = (var(name) for name in ("a", "b", "c", "beta", "G"))
g, m = (Function(name, ("int",)) for name in "gm")
GIVEN = {
    "a": a >= 0,
    "b": b > 0,
    "T": T >= 1,
    "m": Forall(t, Eq(m[t], beta * m[t - 1] + (1 - beta) * g[t]), 1, T),
    "m_0": m[0] <= G,
    "g": Forall(t, g[t] <= G, 1, T),
    "β ≥ 0": beta >= 0,
    "β ≤ 1": beta <= 1,
}
GOALS: list[tuple[Term, tuple[str, ...]]] = [
    (sqrt(a + b) <= sqrt(a) + sqrt(b), ()),
    (a / b + b / (a + b) >= 0, ()),
    (m[1] <= G, ("m", "m_0", "g")),
    (Sum(t, 1, T, g[t]) <= T * G, ("g",)),
    (maximum(a, b) <= a + b, ()),
    (Forall(n, b**n >= 0, 0), ()),
]
FALSE = [sqrt(a + b) <= sqrt(a), m[1] <= G - 1, a >= 1]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder, and no word from earlier runs."""
    monkeypatch.setenv("ADAL_THEORY_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(kept, "_searching_anew", 0)
    kept._store.cache_clear()
    return tmp_path / "cache"


def proof() -> Proof:
    return Proof(GIVEN, patience=2.0)


def prove_all() -> list[Theorem]:
    kept._store.cache_clear()
    made = [proof().have(goal, *facts) for goal, facts in GOALS]
    kept.save()
    return made


def test_what_was_found_is_made_again_without_a_search(monkeypatch: pytest.MonkeyPatch) -> None:
    first = prove_all()

    def search(*_: Any) -> None:
        raise AssertionError("searched for again")

    monkeypatch.setattr(prover.Prover, "_at_hand", search)
    monkeypatch.setattr(prover.Prover, "_sought", search)
    again = prove_all()
    for t1, t2, (goal, _) in zip(first, again, GOALS, strict=True):
        assert (t1.conclusion, t1.hypotheses, t1.moments, t1.axioms) == (t2.conclusion, t2.hypotheses, t2.moments, t2.axioms)
        assert shows(t2, goal, *GIVEN.values())


def test_the_time_that_a_step_needed_is_kept_with_it() -> None:
    p = proof()
    p.have(*GOALS[0][:1])
    kept.save()
    kept._store.cache_clear()
    q = proof()
    q.have(*GOALS[0][:1])
    assert q.needed == pytest.approx(p.needed, abs=0.05) and q.needed > 0


def entries(folder: Path) -> dict[str, Any]:
    return {line[:32]: json.loads(line[33:]) for line in (folder / kept.NAME).read_text().splitlines()}


def write(folder: Path, found: dict[str, Any]) -> None:
    lines = (f"{key} {json.dumps(data, separators=(',', ':'))}\n" for key, data in found.items())
    (folder / kept.NAME).write_text("".join(lines))


def altered(data: Any, rng: random.Random) -> Any:
    """Plain data with one part changed: another number, another word, two parts exchanged, one left out or doubled."""
    whole = [copy.deepcopy(data)]
    holder, place = whole, 0
    while isinstance(holder[place], list) and holder[place] and rng.random() < 0.9:
        holder, place = holder[place], rng.randrange(len(holder[place]))
    old = holder[place]
    choices = [None, True, -1, 10**9, "le", "lt", ["t", 0], ["s", 0], ["f", 0], ["q", "1/0"], ["n", "lemmas.abs_pos"], ["()"], {}]
    if isinstance(old, int):
        choices += [old + 1, old - 1]
    if isinstance(old, str):
        choices += ["eq", "ne", "arith", "assume", "cut", old + "x", "3/7"]
    if isinstance(old, list) and len(old) > 1:
        choices += [old[::-1], old[1:], [*old, old[0]]]
    holder[place] = rng.choice(choices)
    return whole[0]


@pytest.mark.parametrize("seed", range(2))
def test_altered_data_cost_time_only(seed: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, rng = prove_all(), random.Random(seed)
    sound = entries(folder)
    read = derivations._read
    answered: list[Theorem] = []

    def watched(data: Any, facts: Any, accepts: Any) -> Any:
        found = read(data, facts, accepts)
        if found is not None:
            answered.append(found[0])
        return found

    monkeypatch.setattr(derivations, "_read", watched)
    for _ in range(40):
        write(folder, {key: altered(data, rng) for key, data in sound.items()})
        kept._store.cache_clear()
        monkeypatch.setattr(prover.Prover, "_at_hand", lambda *_: None)
        monkeypatch.setattr(prover.Prover, "_sought", lambda *_: None)
        for goal, facts in GOALS:
            try:
                t = proof().have(goal, *facts)
            except Undecided:
                continue
            assert shows(t, goal, *GIVEN.values())
    assert len(first) == len(GOALS)
    assert answered  # some alterations do no harm


def test_what_is_kept_for_one_goal_does_not_prove_another(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prove_all()
    sound = list(entries(folder).values())
    asked: list[str] = []
    key = kept.key

    def noted(kind: str, *parts: Any) -> str:
        asked.append(key(kind, *parts))
        return asked[-1]

    monkeypatch.setattr(kept, "key", noted)
    for goal in FALSE:
        with pytest.raises(Undecided):
            Proof(GIVEN, patience=0.2).have(goal)
    for data in sound:
        write(folder, dict.fromkeys(asked, data))
        kept._store.cache_clear()
        for goal in FALSE:
            with pytest.raises(Undecided):
                Proof(GIVEN, patience=0.2).have(goal)


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        [0.1, [], [], ["s", 0]],
        [0.1, [], [["assume", ["t", 0]]], ["s", 0]],
        [0.1, [["le", "bool", "", ["t", 0], ["t", 0]]], [], ["t", 0]],
        [0.1, [["num", "int", "", 1], ["le", "bool", "", ["t", 0], ["t", 0]]], [["assume", ["t", 1]]], ["s", 0]],
        ["much", [], [], ["f", 0]],
        [-1, [], [], ["f", 0]],
        [0.1, [], [], ["f", 0]],
        [0.1, [], [], ["n", "os.system"]],
        [0.1, [], [["__import__", "os"]], ["s", 0]],
    ],
)
def test_data_that_show_something_else_are_not_used(data: Any) -> None:
    p = proof()
    fact = p.have(b + 1 > 0)
    assert derivations._read(data, [fact], lambda t: t.conclusion == (a >= 0)) is None
