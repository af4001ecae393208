"""What is not a function of its arguments is refused, by name, operation and line; what merely looks odd is recorded."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest

import adal_theory as at
from adal_theory.engine.stages import Stages
from adal_theory.prove import recorded
from adal_theory.prove.update.decimal_losses import SeparableLosses
from adal_theory.rules.rule import ETA, Rule
from adal_theory.symbolic.to_sympy import translate_rule
from adal_theory.trace.graph import Recorder
from adal_theory.trace.options import Options
from adal_theory.trace.record import Shape, record_losses, record_noise, record_update
from adal_theory.trace.refusal import UntraceableError

Step = Callable[..., dict[str, Any]]
QUADRATIC = at.problems.quadratic(2)
run = partial(at.run, backend="reference")


def rule(step: Step) -> Rule:
    return Rule("mine", "", "", "", (ETA,), (), step)


def scaled(number: Callable[[], float]) -> Step:
    """A step by a number that is asked for at every call."""
    return lambda o, s, p, g, opt: {"x": opt.project(s.x - p.eta * (g * number()))}


def every(n: int) -> Callable[[], float]:
    """A counter that changes at every n-th call."""
    calls = itertools.count()
    return lambda: 1.0 + next(calls) // n


def toggle() -> Callable[[], float]:
    calls = itertools.count()
    return lambda: float(next(calls) % 2)


CHANGING: dict[str, float] = {"c": 1.0}


def shrinks() -> float:
    CHANGING["c"] *= 0.5
    return CHANGING["c"]


def counts(o: Any, s: Any, p: Any, g: Any, opt: Any, seen: list[int] = []) -> dict[str, Any]:  # noqa: B006
    seen.append(1)
    return {"x": opt.project(s.x - p.eta * (g * float(len(seen))))}


NUMBERS: dict[str, Callable[[], float]] = {
    "counter": every(1),
    "every second call": every(2),
    "toggle": toggle(),
    "random": random.random,
    "NumPy's random": np.random.random,
    "clock": time.time,
    "global": shrinks,
}


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_that_changes(name: str) -> None:
    told = r"rule 'mine' is not a pure function: called again, it computes another constant .*\(test_pure.py, line \d+, in <lam"
    with pytest.raises(UntraceableError, match=told):
        record_update(rule(scaled(NUMBERS[name])), Options())


def test_a_default_argument_that_a_call_changes() -> None:
    with pytest.raises(UntraceableError, match=r"constant 2.0 \(test_pure.py, line \d+, in counts: `return .*depend on its arg"):
        record_update(rule(counts), Options())


def test_another_operation_or_another_result() -> None:
    calls = itertools.count()

    def operation(o: Any, s: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
        return {"x": opt.project(s.x - p.eta * (o.sign(g) if next(calls) % 2 else g))}

    def result(o: Any, s: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
        both = [opt.project(s.x - p.eta * g), opt.project(s.x + p.eta * g)]
        return {"x": both[next(calls) % 2]}

    def names(o: Any, s: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
        return {"x": opt.project(s.x - p.eta * g), **({"m": g} if next(calls) % 2 else {})}

    for step, told in ((operation, "computes another 'sign'"), (result, "returns something else as x"), (names, "else as m")):
        with pytest.raises(UntraceableError, match=told):
            record_update(rule(step), Options())


def test_what_is_kept_from_an_earlier_recording() -> None:
    """A cache that knows the recorder shows the same node to the same recorder, and another to the next."""
    kept: dict[Any, Any] = {}

    def of_the_recorder(o: Any, s: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
        return {"x": opt.project(s.x - p.eta * (g * kept.setdefault(id(o), random.random())))}

    with pytest.raises(UntraceableError, match=r"recorded again, it computes constant .* instead"):
        record_update(rule(of_the_recorder), Options())

    def operand(o: Any, s: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
        return {"x": opt.project(s.x - p.eta * kept.setdefault("g", g))}

    def result(o: Any, s: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
        return dict(kept.setdefault("all", {"x": opt.project(s.x - p.eta * g)}))

    for step, told in (
        (operand, "in operand: .* uses a value of another recording"),
        (result, "rule 'mine' returns a value of another recording as x"),
    ):
        with pytest.raises(UntraceableError, match=told):
            record_update(rule(step), Options())
    o, other = Recorder(), Recorder()
    for use in (
        lambda: o.output("x", other.constant(1.0)),
        lambda: o.sum_coordinates(other.constant(1.0)),
        lambda: o.constant(2.0) + other.constant(1.0),
    ):
        with pytest.raises(UntraceableError, match="a value of another recording"):
            use()


def test_honest_steps_are_recorded() -> None:
    def writes(o: Any, s: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
        s.x = s.x - p.eta * g
        return {"x": opt.project(s.x)}

    known: dict[float, float] = {}

    def remembers(o: Any, s: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
        x = opt.project(s.x - p.eta * (g * known.setdefault(2.0, 2.0**0.5)))
        return {"x": x, "note": [1, "two", None], "half": g * 0.5}

    plain = record_update(rule(scaled(lambda: 1.0)), Options())[0].graph
    assert len(record_update(rule(writes), Options())[0].graph.nodes) < len(plain.nodes)
    record_update(rule(remembers), Options())


IMPURE = rule(scaled(random.random))


@pytest.mark.parametrize(
    "entry",
    [
        lambda: run(IMPURE, QUADRATIC, 3),
        lambda: recorded(IMPURE),
        lambda: translate_rule(IMPURE),
        lambda: Stages(IMPURE),
        lambda: run(IMPURE, at.problems.logistic_regression("breast_cancer"), 3),
    ],
)
def test_every_entry_of_a_rule(entry: Callable[[], Any]) -> None:
    with pytest.raises(at.ConfigurationError, match="rule 'mine' is not a pure function"):
        entry()


GAUSSIAN, SHARED = at.noise.gaussian(1.0), at.noise.shared_scale()
LAWS = [
    replace(GAUSSIAN, draw=lambda o, words, p: tuple(random.random() * z for z in GAUSSIAN.draw(o, words, p))),
    replace(GAUSSIAN, apply=lambda o, z, p: z * random.random()),
    replace(SHARED, shared=lambda o, words, p: o.constant(random.random())),
]


@pytest.mark.parametrize("law", LAWS, ids=["draw", "apply", "shared"])
def test_every_entry_of_a_law(law: Any) -> None:
    for entry in (lambda: run("adam", QUADRATIC, 3, noise=law), lambda: at.sample(law, 2, 3, 4)):
        with pytest.raises(at.ConfigurationError, match=f"law '{law.name}' is not a pure function: called again, it computes"):
            entry()


def test_draws_that_change() -> None:
    with pytest.raises(UntraceableError, match="law 'gaussian'"):
        record_noise(LAWS[0], Shape(), "f64")


LINEAR = at.problems.linear([1.0, -1.0])
PROBLEMS = {
    "loss": replace(QUADRATIC, loss=lambda o, x, q: x * random.random()),
    "gradient": replace(QUADRATIC, gradient=lambda o, x, q: x * random.random()),
    "features": replace(LINEAR, features=lambda o, q: (q.slope * random.random(),)),
    "time_phi": replace(LINEAR, time_phi=lambda o, x, q: (x * random.random(),)),
}


@pytest.mark.parametrize("part", PROBLEMS)
def test_every_entry_of_a_problem(part: str) -> None:
    problem = PROBLEMS[part]
    for entry in (lambda: run("adam", problem, 3), lambda: at.gradient_error(problem), lambda: SeparableLosses(problem)):
        with pytest.raises(at.ConfigurationError, match=f"problem '{problem.name}': its {part} is not a pure function"):
            entry()


def test_a_problem_is_recorded_as_it_runs() -> None:
    o, loss, gradient = record_losses(LINEAR, Shape(data_axes=(("slope", 1),)))
    assert o.graph.nodes[loss.payload].op == "mul" and o.graph.nodes[gradient.payload].name == ("data", "slope")


def test_an_array_problem_that_draws_its_own_numbers() -> None:
    problem = at.problems.logistic_regression("breast_cancer")
    plain = type(problem).gradient

    class Drawn(type(problem)):  # type: ignore[misc]
        def gradient(self, xp: Any, x: Any, batch: Any) -> Any:
            return plain(self, xp, x, batch) + 1e-9 * np.random.random()

    with pytest.raises(at.ConfigurationError, match="its gradient is not a pure function: called again with the same x"):
        run("adam", Drawn(**vars(problem)), 3)


def test_a_rule_that_changes_while_a_run_lasts_is_told_and_its_result_kept() -> None:
    speed = {"c": 1.0}
    changing = rule(scaled(lambda: speed["c"]))
    with pytest.warns(UserWarning, match=r"rule 'mine'.* changed while .* \(constant 2.0 instead of constant 1.0\)") as told:
        data = run(changing, QUADRATIC, 3, progress=lambda share: speed.update(c=2.0))
    assert [found.filename for found in told] == [__file__]
    assert data.x_final.equals(run(rule(scaled(lambda: 1.0)), QUADRATIC, 3).x_final)


def test_a_law_that_changes_while_a_run_lasts_is_told() -> None:
    size, gauss = {"c": 3.0}, at.noise.gaussian(0.1)
    law = replace(gauss, draw=lambda o, words, p: tuple(z * size["c"] for z in gauss.draw(o, words, p)))
    with pytest.warns(UserWarning, match=r"its noise changed while .* \(constant 7.0 instead of constant 3.0\)"):
        run("adam", QUADRATIC, 3, noise=law, progress=lambda share: size.update(c=7.0))


def test_data_cannot_be_changed_behind_a_problem() -> None:
    slopes = np.array([[1.0], [-2.0]])
    own = replace(LINEAR, data={"slope": slopes})
    before = run("sgd", own, 4)
    slopes[:] = 7.0
    assert before.equals(run("sgd", own, 4))
    for problem in (own, LINEAR, replace(own)):
        with pytest.raises(ValueError, match="read-only"):
            problem.data["slope"][0] = 3.0
    assert replace(own).data["slope"] is own.data["slope"]


def test_a_fraction_is_no_whole_number() -> None:
    o = Recorder()
    words = o.input("counter", "block", 1, "u64")
    with pytest.raises(UntraceableError, match=r"a constant of type u64 = 2\.5 is not an integer"):
        words * 2.5
    assert o.graph.nodes[(words * 2.0).payload].op == "mul"


def test_an_initial_value_that_nothing_knows() -> None:
    for initial in ({"v": "one"}, {"u": "delta_squared"}):
        wrong = replace(at.rules.RULES["adal"], initial=initial)
        with pytest.raises(at.ConfigurationError, match=r"rule 'adal': initial = \{.*\} is not known"):
            record_update(wrong, Options())
