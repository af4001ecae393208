"""Runs on a Dask cluster: the bytes of one machine for every split, and one line for what goes wrong."""

from __future__ import annotations

import importlib
import inspect
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

import adal_theory as at
from adal_theory.engine.cluster import connect, errand
from adal_theory.engine.cluster.errand import Errand, code, do
from adal_theory.engine.plan import plan_run

distributed = pytest.importorskip("distributed", reason="Dask is not installed: pip install 'adal-theory[cluster]'")
cloudpickle = pytest.importorskip("cloudpickle", reason="Dask is not installed: pip install 'adal-theory[cluster]'")
DEFAULTS = {n: p.default for n, p in inspect.signature(at.run).parameters.items() if p.kind is p.KEYWORD_ONLY}
pytestmark = pytest.mark.filterwarnings("default")  # Dask's own: ports that are taken, sockets of workers that were killed


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    """Two workers in this process: what is sent is pickled all the same."""
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=False, dashboard_address=":0") as cluster,
        distributed.Client(cluster, set_as_default=False) as client,
    ):
        yield client


def tree(path: Path) -> dict[str, bytes]:
    return {p.relative_to(path).as_posix(): p.read_bytes() for p in sorted(path.rglob("*")) if p.is_file()}


def answer(client: Any, errand: Errand) -> Any:
    """What a worker makes of an errand; the scheduler then forgets it, also where the traceback of a failure is kept."""
    future = client.submit(do, errand, pure=False)
    try:
        return future.result()
    finally:
        future.release()


def run(**changes: Any) -> xr.Dataset:
    given: dict[str, Any] = {
        "rule": "adal_ams",
        "problem": at.problems.huber(3),
        "steps": 60,
        "runs": 150,
        "params": {"eta": np.linspace(0.1, 1.0, 150)},
        "noise": at.noise.gaussian(0.3),
        "backend": "reference",
    }
    return at.run(**(given | changes))


@pytest.mark.parametrize("chunk", [None, 150, 64, 7])
def test_every_split_gives_the_bytes_of_one_machine(tmp_path: Path, client: Any, chunk: int | None) -> None:
    alone, seen = run(store=tmp_path / "alone", chunk=chunk), list[float]()
    assert run(cluster=client, chunk=chunk).identical(alone)
    assert run(cluster=client, chunk=chunk, store=tmp_path / "cluster", progress=seen.append).identical(alone)
    assert tree(tmp_path / "alone") == tree(tmp_path / "cluster")
    assert seen == sorted(seen) and seen[-1] == 1.0
    assert run(cluster=client, chunk=chunk, store=tmp_path / "cluster", resume=True).identical(alone)


def test_an_address_a_file_and_an_object_name_the_same_cluster(tmp_path: Path, client: Any) -> None:
    file = tmp_path / "scheduler.json"
    file.write_text(json.dumps({"address": client.scheduler.address}))
    alone = run(runs=3, params=None)
    for named in (client.cluster, client.scheduler.address, file, str(file)):
        assert run(runs=3, params=None, cluster=named).identical(alone)
    assert client.status == "running"


@pytest.mark.parametrize(
    ("cluster", "words"),
    [
        ("tcp://127.0.0.1:9", "did not answer within 1 s"),
        ("tcp://10.0.0.1", "cluster = 'tcp://10.0.0.1': pass 'local', an address such as"),
        ("nowhere.json", "there is no such scheduler file"),
        ("somewhere", "pass 'local', an address such as"),
        (3, "pass 'local', an address such as"),
    ],
)
def test_a_cluster_that_is_not_there_is_one_line(cluster: Any, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "PATIENCE", 1.0)
    with pytest.raises(at.ConfigurationError, match=re.escape(words)) as told:
        run(cluster=cluster)
    assert "\n" not in str(told.value)


def test_a_worker_of_other_code_refuses_before_it_unpickles(client: Any) -> None:
    bomb = b"cos\nsystem\n(S'exit 1'\ntR."
    other = {**errand.code(), "numpy": "1.0", "sources": "f" * 64}
    with pytest.raises(at.ConfigurationError, match=r"other code than the client \(numpy .*1\.0; sources .*f{12}\)"):
        answer(client, Errand(bomb, other, None, 0, 1))


THEIRS = """
from dataclasses import replace
import adal_theory as at

def step(o, state, p, g, opt):
    return {"x": opt.project(state.x - opt.step_size(p.eta) * (g / (1.0 + o.abs(g))))}

def loss(o, x, q):
    return at.problems.quadratic(2).loss(o, x, q)

RULE = at.rules.Rule("theirs", "", "", "", (at.rules.Parameter("eta", 0.1),), (), step)
PROBLEM = replace(at.problems.quadratic(2), loss=loss)
"""


@pytest.fixture
def sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Errand]:
    """An errand made with a module of the user's, which can be imported no more once the errand is made."""
    (tmp_path / "theirs.py").write_text(THEIRS)

    def made(rule: str, problem: str) -> Errand:
        with monkeypatch.context() as here:
            here.syspath_prepend(tmp_path)
            theirs = importlib.import_module("theirs")
            given = {"rule": getattr(theirs, rule, rule), "problem": getattr(theirs, problem, at.problems.quadratic(2))}
            plan = plan_run(**given, steps=9, params=None, **{**DEFAULTS, "backend": "reference"})
            errand = Errand(cloudpickle.dumps(plan.part(0, 1)), code(), None, 0, 1)
        monkeypatch.delitem(sys.modules, "theirs")
        return errand

    return made


def test_a_problem_of_a_module_that_the_worker_has_not_is_one_line(client: Any, sent: Callable[..., Errand]) -> None:
    words = "a worker cannot read the problem or law (No module named 'theirs'): install that module on the workers"
    with pytest.raises(at.ConfigurationError, match=re.escape(words)) as told:
        answer(client, sent("adal", "PROBLEM"))
    assert "\n" not in str(told.value)


def test_a_rule_of_such_a_module_runs_all_the_same(client: Any, sent: Callable[..., Errand]) -> None:
    errand = sent("RULE", "quadratic")
    assert b"theirs" in errand.plan and "theirs" not in sys.modules  # its name is there, and no reference to its module
    found = answer(client, errand)
    assert found["status"].tolist() == ["ok"] and np.isfinite(found["x_final"]).all()


def test_without_dask_there_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in sys.modules if n.startswith("adal_theory.engine.cluster.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(at.ConfigurationError, match=r"needs Dask: pip install 'adal-theory\[cluster\]'"):
        run(cluster="local")


def test_dask_is_read_only_when_it_is_asked_for() -> None:
    script = """import sys, adal_theory as at
at.run('adal', at.problems.huber(2), 9, backend='reference')
print('distributed' in sys.modules)"""
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "False\n"


def test_no_more_than_a_few_tasks_for_each_worker_lie_on_the_scheduler(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from adal_theory.engine.cluster import deal

    held, submit = [], client.submit

    def counted(*arguments: Any, **named: Any) -> Any:
        held.append(len(client.futures))
        return submit(*arguments, **named)

    monkeypatch.setattr(client, "submit", counted)
    run(cluster=client, runs=400, params=None, chunk=8, steps=5, metrics=("x",), store=None)
    assert held and max(held) <= max(deal.LEAST, deal.AHEAD * 2) + 1  # the last that is done
