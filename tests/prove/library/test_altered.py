"""What a changed claim is given: the patience of its line of the proof, and what was found of other goals from the same facts."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest

from adal_theory.prove import Library, Proof
from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import Mean
from adal_theory.prove.kernel.terms import Function, InvalidInference, Term, var
from adal_theory.prove.library.library import LEAST, ROOM
from adal_theory.prove.semantics.evaluate import Instance, evaluate
from adal_theory.prove.tactics import combine, search
from adal_theory.prove.tactics.clock import NO_LIMIT
from adal_theory.prove.tactics.context import Context
from adal_theory.prove.tactics.moves.prover import Prover

a, b, c = (var(name) for name in "abc")
omega = var("omega", "sample")


def test_each_line_has_the_patience_that_its_own_line_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hardest line of a proof does not lend its time to the others; a line that the proof does not have gets the most."""
    library, seen = Library(), dict[str, float]()

    @library.claim("X", "Three lines", {"a": a >= 1, "b": b >= a}, a + b >= 2)
    def _(p: Proof) -> None:
        p.have(a >= 1, "a")
        p.have(b >= 1, "a", "b")
        p.conclude("a", "b")

    library.theorem("X")
    lines = {(0, "have"), (1, "have"), (2, "conclude")}
    assert lines <= set(library._needed_by["X"])
    assert library._needed["X"] == max(library._needed_by["X"].values())
    library._needed["X"] = 2.0
    library._needed_by["X"] = {(0, "have"): 0.0, (1, "have"): 2.0}
    p = library.altered(library.get("X"))
    p.earlier = {}
    monkeypatch.setattr(Prover, "_again", lambda q, asked, given=(): seen.setdefault(asked[1], q.patience) and None)
    library.get("X").prove(p)
    assert [*seen.values()][:3] == [LEAST, ROOM * 2.0, ROOM * 2.0]
    assert p.patience == ROOM * 2.0


def test_a_context_settles_what_its_copies_and_itself_know() -> None:
    first, second = k.assume(a <= b), k.assume(b <= c)
    ctx = Context([first], NO_LIMIT, lambda ctx, goal: None)
    assert ctx.settled(a - b <= 0) is not None and ctx.settled(b <= c) is None
    more = ctx.extended(second)
    assert more.settled(b <= c) is second and more.settled(a <= b) is first
    assert ctx.settled(b <= c) is None
    assert more.known() - ctx.known() == {(second.conclusion, second.hypotheses)}


class Forgetful(dict[Any, Any]):
    """Remembers nothing for longer than it takes to ask for it."""

    def __contains__(self, key: object) -> bool:
        return False


def test_remembered_products_are_those_of_the_goal_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same answers as where every product is made anew, whatever other goals were asked of the same premises before."""
    premises = (a <= b, Term("eq", (c, a * b), "bool"), a >= 1)
    goals = [a <= b + 1, c >= a * a, c >= 2 * a * a, a * a >= 1, c <= a, b >= 1, b >= 2]

    def answers() -> list[object]:
        search.choose.cache_clear()
        return [search.choose(goal, premises, (a - b,), degree) for degree in (2, 1) for goal in goals]

    with monkeypatch.context() as m:
        m.setattr(search, "_made_of", lambda premises, rewrites: Forgetful())
        expected = answers()
    assert any(x is None for x in expected) and any(x is not None for x in expected)
    search._made_of.cache_clear()
    assert answers() == expected == answers()


def test_hopeless_columns_have_no_combination(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is given up before the solver is asked, the solver finds nothing for either."""
    rng, given_up, found = random.Random(1), 0, 0
    for _ in range(300):
        columns = [{m: Fraction(rng.choice((-2, -1, 1, 3))) for m in rng.sample(range(4), rng.randint(1, 2))} for _ in range(5)]
        strict = [rng.random() < 0.5 for _ in columns]
        quick = combine.combination(columns, strict)
        with monkeypatch.context() as m:
            m.setattr(combine, "_hopeless", lambda entries, strict: False)
            assert combine.combination(columns, strict) == quick
        entries = [(float(v), row, j) for j, p in enumerate(columns) for row, v in p.items()]
        given_up += combine._hopeless(entries, strict)
        found += quick is not None
    assert given_up > 30 and found > 30


def test_weights_are_looked_at_whenever_they_may_have_changed() -> None:
    f = Function("f", ("sample",))
    mean, values = Mean(omega, f[omega]), {"f": lambda point: Fraction(point)}
    half = Fraction(1, 2)
    assert evaluate(mean, Instance({}, values, ((1, half), (3, half)))) == 2
    with pytest.raises(InvalidInference):
        evaluate(mean, Instance({}, values, ((1, half), (3, Fraction(1)))))
    weights = [(1, half), (3, half)]
    assert evaluate(mean, Instance({}, values, weights)) == 2
    weights[1] = (3, Fraction(1))
    with pytest.raises(InvalidInference):
        evaluate(mean, Instance({}, values, weights))
