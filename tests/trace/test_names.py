"""A name that does not exist is one line: where it is asked for, what there is, and what was probably meant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import adal_theory as at
from adal_theory.noise import Law
from adal_theory.noise.uniforms import pair53
from adal_theory.rules.rule import ETA, Rule
from adal_theory.trace.numpy_handle import NumpyHandle


def draw(o: Any, words: Any, p: Any) -> Any:
    return pair53(o, words)


def rule(step: Callable[..., dict[str, Any]]) -> Rule:
    return Rule(name="mine", title="", variant="", source="", parameters=(ETA,), state=("m",), step=step)


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (lambda o, s, p, g, opt: {"x": s.x - p.etta * g, "m": g}, "unknown parameter of mine 'etta'. Did you mean 'eta'?"),
        (lambda o, s, p, g, opt: {"x": s.x - s.v * g, "m": g}, "unknown state of mine 'v'. .*Choose one of: m, x"),
        (lambda o, s, p, g, opt: {"x": s.x - o.srt(g), "m": g}, "unknown operation .* 'srt'. Did you mean 'sqrt'"),
        (lambda o, s, p, g, opt: {"x": opt.projekt(s.x), "m": g}, "unknown option of a rule 'projekt'. Did you mean 'project'"),
        (lambda o, s, p, g, opt: {"x": s.x - g.sum(), "m": g}, r"uses .sum: reduce over coordinates with o.sum_coordinates"),
        (lambda o, s, p, g, opt: {"x": s.x - g.mean, "m": g}, "unknown attribute of a traced value"),
        (lambda o, s, p, g, opt: {"x": s.x - (g @ g), "m": g}, "uses @"),
        (lambda o, s, p, g, opt: {"x": s.x - np.clip(g, -1, 1), "m": g}, "test_names.py, line .* uses numpy"),
        (lambda o, s, p, g, opt: {"x": opt.project(s.x), "m": g, "ghat": g}, "returns 'ghat': did you mean 'g_hat'"),
    ],
)
def test_in_a_rule(step: Any, words: str) -> None:
    with pytest.raises(at.ConfigurationError, match=words) as caught:
        at.run(rule(step), at.problems.quadratic(2), 3)
    assert "\n" not in str(caught.value)


def test_in_a_problem_and_a_law() -> None:
    def loss(o: Any, x: Any, q: Any) -> Any:
        return q.center * x

    problem = at.problems.Problem("p", "", "", 1, loss, lambda o, x, q: x, lambda totals, box: 0.0, {"centre": np.ones((1, 1))})
    with pytest.raises(at.ConfigurationError, match=r"unknown data of p 'center'\. Did you mean 'centre'"):
        at.run("adal", problem, 3)
    law = Law("l", {"scale": 1.0}, "53-bit", 2, draw, 0.0, 1.0, True, 2.0, "", apply=lambda o, z, p: p.scal * z)
    with pytest.raises(at.ConfigurationError, match=r"unknown parameter of l 'scal'\. Did you mean 'scale'"):
        at.run("adal", at.problems.quadratic(2), 3, noise=law)


def test_asking_whether_there_is_a_name_is_no_mistake() -> None:
    h = NumpyHandle()
    assert not hasattr(h, "log") and not hasattr(h.value(np.ones(2)), "mean") and getattr(h, "log", None) is None
    assert np.array_equal((np.float64(2.0) * h.value(np.ones(2))).array, [2.0, 2.0])


@pytest.mark.parametrize("per_block", [1, 3, 4])
def test_a_law_that_draws_another_number_than_it_says(per_block: int) -> None:
    law = Law("l", {}, "53-bit", per_block, draw, 0.0, 1.0, False, 2.0, "")
    words = f"law 'l' draws 2 of type f64 from a block; return per_block = {per_block}"
    with pytest.raises(at.ConfigurationError, match=words):
        at.run("adal", at.problems.quadratic(2), 3, noise=law, backend="numba")
    with pytest.raises(at.ConfigurationError, match=words):
        at.sample(law, 3)
