"""A search that was cut short goes on where it was left, and leaves no note of what it could not look at."""

from __future__ import annotations

import time

import pytest
from known import known, shows

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.terms import num, sqrt, var
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import algebra
from adal_theory.prove.tactics.algebra import EXHAUSTED, Tried
from adal_theory.prove.tactics.arith import forget, linarith
from adal_theory.prove.tactics.clock import NO_LIMIT, Clock, OutOfTime
from adal_theory.prove.tactics.leaf import Leaf
from adal_theory.prove.tactics.linear import quick

a, b, c = (var(name) for name in "abc")


def test_both_clocks_are_kept() -> None:
    now = time.monotonic()
    Clock(now + 100).tick()
    for over in (Clock(now - 1), Clock(now + 100, time.thread_time() - 1)):
        with pytest.raises(OutOfTime):
            over.tick()
    whole = Clock(now + 100)
    assert whole.within(1e6).deadline == whole.deadline and whole.within(1).patience < whole.within(50).patience
    assert whole.leaves(1) and not whole.leaves(1e6)


def test_the_processors_clock_is_asked_again_in_time() -> None:
    clock = Clock(time.monotonic() + 100).within(0.02)
    clock.tick()
    with pytest.raises(OutOfTime):
        for _ in range(10**8):
            clock.tick()
    clock.set(Clock(time.monotonic() + 100))
    clock.tick()


def test_a_question_cut_short_is_asked_again() -> None:
    ctx = known(a <= b, seconds=100)
    notes: dict[str, int | None] = {}

    def cut() -> int | None:
        raise OutOfTime

    with pytest.raises(OutOfTime):
        ctx.noting(notes, "it", cut)
    assert not notes and ctx.noting(notes, "it", lambda: 3) == 3 == ctx.noting(notes, "it", cut)
    hasty = known(a <= b, seconds=100)
    hasty.clock.patience = time.thread_time() + 0.01

    def slow() -> int | None:
        while time.thread_time() <= hasty.clock.patience:
            pass
        return None

    with pytest.raises(OutOfTime):
        hasty.noting(notes, "another", slow)
    assert "another" not in notes


def test_a_comparison_goes_on_where_it_was_left(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    asked: list[object] = []

    class Interrupted(Leaf):
        def __init__(self, *args: object) -> None:
            super().__init__(*args)  # type: ignore[arg-type]
            made.append((self.goal, self.ctx.known(), self.rounds))

        def prove(self, level: int) -> Theorem | None:
            asked.append((self.goal, self.ctx.known(), self.rounds, level))
            if len(asked) == 6:
                raise OutOfTime
            return super().prove(level)

    monkeypatch.setattr(algebra, "Leaf", Interrupted)
    ctx, goal = known(a >= 0, b >= 0, seconds=100), abs(sqrt(a) - sqrt(b)) <= sqrt(abs(a - b))
    tried = Tried(ctx, goal)
    with pytest.raises(OutOfTime):
        tried.go_on(ctx.clock)
    assert shows(tried.go_on(ctx.clock), goal, a >= 0, b >= 0)
    assert len(made) == len(set(made)) and len(asked) == len(set(asked)) + 1, "what was left off is asked again, nothing else"


def test_what_is_exhausted_is_not_tried_again() -> None:
    ctx = known(a >= 0, seconds=100)
    tried = Tried(ctx, a <= b)
    assert tried.go_on(ctx.clock) is None and tried.seconds == EXHAUSTED


def test_linear_questions_are_answered_once_from_the_same_facts() -> None:
    facts = [k.assume(a <= b), k.assume(b <= c)]
    forget()
    t = linarith(a <= c, facts, NO_LIMIT)
    assert t is not None and linarith(a <= c, facts, NO_LIMIT) is t
    assert linarith(a <= c, facts[:1], NO_LIMIT) is None
    other = [k.cut(k.assume(a <= b), k.assume(a <= b)), facts[1]]
    assert linarith(a <= c, other, NO_LIMIT) is t  # the same facts from the same hypotheses
    weaker = [linarith(a <= b, [k.assume(a + 1 <= b)], NO_LIMIT), facts[1]]
    found = linarith(a <= c, [w for w in weaker if w is not None], NO_LIMIT)
    assert found is not None and found is not t and (a + 1 <= b).key in [h.key for h in found.hypotheses]
    forget()
    assert quick(known(a <= b), num(0) <= a) is None
