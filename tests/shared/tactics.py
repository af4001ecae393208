"""What a tactic is held to: the theorem that was asked for, from what was given alone; a refusal in words with what is left."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from known import shows

from adal_theory.prove import InvalidInference, Proof, Term, Theorem, Undecided
from adal_theory.prove.kernel.replay import replay

Move = Callable[[Proof], Theorem]


def answers(p: Proof, move: Move, goal: Term, *more: Term) -> bool:
    """Whether the tactic gives exactly the goal, from hypotheses of the proof (and `more`), and the kernel makes it again."""
    t = move(p)
    again = replay(t)
    return shows(t, goal, *(q.conclusion for q in p.given.values()), *more) and again.conclusion == t.conclusion


def refusal(p: Proof, move: Move) -> InvalidInference:
    """The error that the tactic raises: one line."""
    with pytest.raises(InvalidInference) as caught:
        move(p)
    assert "\n" not in str(caught.value)
    return caught.value


def left(p: Proof, move: Move) -> tuple[str, Term]:
    """(the message, what was left to show) of a tactic that does not get there; a traceback shows hypotheses ⊢ goal."""
    error = refusal(p, move)
    assert isinstance(error, Undecided), error
    notes: Sequence[str] = error.__notes__
    assert len(notes) == 1 and notes[0].startswith("left to show: ") and f"⊢ {error.left}" in notes[0]
    return str(error), error.left
