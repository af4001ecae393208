"""A plan is data: recorded once, cut to some of its runs without a new recording, and sent to another process by pickle."""

from __future__ import annotations

import inspect
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import own_rule
import pytest
from cases import LAWS, PROBLEMS

import adal_theory as at
from adal_theory.engine.chunk import run_chunk, store_chunk
from adal_theory.engine.gather import open_store
from adal_theory.engine.numba_engine import kernel_source
from adal_theory.engine.plan import RunPlan, plan_run

DEFAULTS = {n: p.default for n, p in inspect.signature(at.run).parameters.items() if p.kind is p.KEYWORD_ONLY}
SHARED = Path(__file__).parents[1] / "shared"
ELSEWHERE = f"""
import pickle, sys
sys.path.insert(0, {str(SHARED)!r})
plan = pickle.loads(sys.stdin.buffer.read())
from adal_theory.engine.chunk import run_chunk
sys.stdout.buffer.write(pickle.dumps([run_chunk(p, 1) for p in plan]))
"""


WRITER = """
import pickle, sys
from pathlib import Path
path, parts = pickle.loads(sys.stdin.buffer.read())
from adal_theory.engine.chunk import store_chunk
from adal_theory.results.store import RunStore
for k, plan in parts:
    for _ in range(2):
        store_chunk(RunStore.joined(Path(path)), k, plan, 1)
"""


def planned(rule: Any, problem: Any, steps: int, **given: Any) -> RunPlan:
    return plan_run(rule, problem, steps, given.pop("params", None), **{**DEFAULTS, "runs": 5, "backend": "reference", **given})


def elsewhere(plans: list[RunPlan]) -> list[dict[str, Any]]:
    """What another process makes of plans."""
    done = subprocess.run([sys.executable, "-c", ELSEWHERE], input=pickle.dumps(plans), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    found: list[dict[str, Any]] = pickle.loads(done.stdout)
    return found


def same(a: dict[str, Any], b: dict[str, Any]) -> None:
    assert list(a) == list(b)
    for name in a:
        assert a[name].dtype == b[name].dtype and a[name].shape == b[name].shape and a[name].tobytes() == b[name].tobytes(), name


def tree(path: Path) -> dict[Path, bytes]:
    return {p.relative_to(path): p.read_bytes() for p in path.rglob("*") if p.is_file()}


def test_plans_of_every_problem_and_law_run_elsewhere_to_the_same_bytes() -> None:
    problems = [*PROBLEMS.values(), at.problems.logistic_regression("breast_cancer")]
    laws, rules = list(LAWS.values()), list(at.rules.RULES)
    plans = [planned(rules[k % len(rules)], p, 20, noise=laws[k % len(laws)], seed=k) for k, p in enumerate(problems)]
    plans.append(planned(own_rule.RULE, at.problems.linear([1.6, -1.0, -1.0]), 40, noise=own_rule.NOISE, comparator=0.2))
    plans.append(planned("adal", at.problems.linear([1.6e200, -1e200, 1.0]), 20, step_schedule=lambda t: 1.0 / t))
    for plan, found in zip(plans, elsewhere(plans), strict=True):
        same(run_chunk(plan), found)


def test_parts_of_a_plan_are_the_runs_of_the_whole() -> None:
    plan = planned(
        "adal_ams", PROBLEMS["linear_runs"], 50, params={"eta": np.geomspace(0.01, 1.0, 5)}, noise=LAWS["gaussian_runs"]
    )
    whole, parts = run_chunk(plan), [run_chunk(pickle.loads(pickle.dumps(plan.part(a, b)))) for a, b in ((0, 2), (2, 3), (3, 5))]
    same(whole, {n: np.concatenate([p[n] for p in parts]) for n in whole})


def test_a_worker_in_another_process_writes_its_chunks_of_a_store(tmp_path: Path) -> None:
    """Twice each, as a scheduler may ask; the finished store is that of a run in one process, byte for byte."""
    given: dict[str, Any] = {
        "params": {"eta": np.geomspace(0.01, 1.0, 5)},
        "noise": LAWS["gaussian_runs"],
        "backend": "reference",
    }
    at.run("adal_ams", PROBLEMS["linear_runs"], 50, runs=5, chunk=2, store=tmp_path / "here", **given)
    plan = planned("adal_ams", PROBLEMS["linear_runs"], 50, **given)
    with open_store(plan, tmp_path / "there", 2, False) as store:
        parts = [(k, plan.part(2 * k, min(2 * k + 2, 5))) for k in (2, 0)]
        asked = pickle.dumps((str(store.path), parts))
        subprocess.run([sys.executable, "-c", WRITER], input=asked, check=True)
        store.take_in()
        assert [k for k in range(3) if store.done(k)] == [0, 2]
        store_chunk(store, 1, plan.part(2, 4))
        store.finish()
    assert tree(tmp_path / "here") == tree(tmp_path / "there")


def test_the_step_is_asked_for_when_it_is_planned_and_never_again() -> None:
    plan = planned(own_rule.RULE, at.problems.quadratic(2), 30)
    own_rule.CALLS.clear()
    for a in range(5):
        run_chunk(plan.part(a, a + 1))
    assert not own_rule.CALLS and plan.part(1, 3).job.recording is plan.job.recording


def test_a_part_has_the_graph_of_the_whole() -> None:
    """Whether m may outlast √v is asked of all runs together: a cut between them must not change what a run does."""
    params = {"beta1": np.array([0.0, 0.99]), "beta2": np.array([0.999, 0.5])}
    plan = planned("adam", at.problems.linear([1e-160, 0.0, 0.0]), 60, runs=2, params=params)
    assert plan.job.shape.lasting and not plan.part(0, 1).job.shape.lasting
    whole, first = run_chunk(plan), run_chunk(plan.part(0, 1))
    same({n: a[:1] for n, a in whole.items()}, first)


def test_a_plan_of_either_engine_holds_the_graph_of_the_noise() -> None:
    plans = [planned("adal", at.problems.quadratic(2), 3, noise=LAWS["gaussian"], backend=b) for b in ("reference", "numba")]
    texts = [kernel_source(plan.job, 8).text for plan in plans]
    assert "zt" in texts[0] and texts[0] == texts[1]


def test_the_rule_stays_behind_when_a_part_goes_elsewhere() -> None:
    """So a worker need not be able to import it: it computes with the graphs, those of a run that leaves the range too."""

    def step(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
        return {"v": g * g, "x": opt.project(state.x - opt.step_size(p.eta) * (g / o.sqrt(g * g)))}

    mine = at.rules.Rule("mine", "", "", "", (at.rules.Parameter("eta", 0.1),), ("v",), step)  # a local function: no pickle
    plan = planned(mine, at.problems.linear([1.6e200, -1e200, 1.0]), 20)
    with pytest.raises((AttributeError, pickle.PicklingError), match="local object"):
        pickle.dumps(plan)
    part = plan.part(0, 5)
    (found,) = elsewhere([part])
    same(run_chunk(part), found)
    assert set(found["status"]) == {"overflow at t=1"}


@pytest.mark.parametrize("name", ["job", "backend", "described"])
def test_a_plan_cannot_be_changed(name: str) -> None:
    plan = planned("adal", at.problems.quadratic(2), 3)
    with pytest.raises(AttributeError):
        setattr(plan, name, None)
