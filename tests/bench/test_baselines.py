"""The baselines compute the job of the table: same trajectories without noise, same statistics with it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import pytest

import adal_theory as at
from adal_theory.bench.harness import BASELINES
from adal_theory.bench.numpy_loop import box_muller, simulate
from adal_theory.bench.pool import BaselineError, Pool, unavailable
from adal_theory.bench.workload import Workload, part_of

SMALL = Workload(3, 64, 200)
# Another order of the same float64 operations: some 200 roundings of 1e-16, with room for one decade.
SAME = 1e-12


def skip_if_missing(kind: str) -> None:
    if reason := unavailable(kind):
        pytest.skip(reason)


# JAX takes seconds to start and to compile.
@pytest.fixture(scope="module", params=[pytest.param(b, marks=pytest.mark.slow) if b.startswith("jax") else b for b in BASELINES])
def pool(request: pytest.FixtureRequest) -> Iterator[Pool]:
    skip_if_missing(request.param)
    with Pool(request.param) as workers:
        yield workers


def regret(pool: Pool, work: Workload, dtype: str, steps: int, *, noise: bool) -> np.ndarray:
    answers = pool.ask(work, dtype, steps, noise=noise, log=True)
    return np.concatenate([np.array(answer["log"]) for answer in answers], axis=1)


def test_numpy_loop_is_the_engine_s_adal() -> None:
    steps = SMALL.record_steps(SMALL.steps)
    params = {name: getattr(SMALL, name) for name in ("eta", "beta1", "beta2", "eps")}
    data = at.run(
        "adal",
        at.problems.quadratic(SMALL.dimension, SMALL.condition, SMALL.centre),
        SMALL.steps,
        params,
        box=SMALL.box,
        x0=SMALL.x0,
        runs=2,
        record=steps,
        backend="reference",
    )
    np.testing.assert_allclose(data.regret.values, simulate(SMALL, "float64", SMALL.steps, 2, noise=False).T, rtol=SAME)


def test_every_baseline_follows_numpy_without_noise(pool: Pool) -> None:
    for steps in (SMALL.steps, 50):  # 50 is not a multiple of the steps that jax_blocked draws noise for at once
        found = regret(pool, SMALL, "float64", steps, noise=False)
        expected = simulate(SMALL, "float64", steps, SMALL.runs, noise=False)
        np.testing.assert_allclose(found, expected, rtol=SAME)


def test_every_baseline_has_the_noise_of_the_job(pool: Pool) -> None:
    work = Workload(3, 1024, 200)
    found = regret(pool, work, "float64", work.steps, noise=True)[-1]
    expected = simulate(work, "float64", work.steps, 4096, seed=9)[-1]
    error = np.hypot(found.std() / np.sqrt(found.size), expected.std() / np.sqrt(expected.size))
    assert abs(found.mean() - expected.mean()) < 5 * error
    assert found.std() == pytest.approx(expected.std(), rel=0.15)
    assert np.unique(found).size == work.runs, "two runs share their noise"


def test_float32_stays_near_float64(pool: Pool) -> None:
    found = regret(pool, SMALL, "float32", SMALL.steps, noise=False)
    np.testing.assert_allclose(found, simulate(SMALL, "float64", SMALL.steps, SMALL.runs, noise=False), rtol=1e-4)


def test_a_failing_job_is_told_and_the_worker_lives_on(pool: Pool) -> None:
    with pytest.raises(BaselineError, match="float63"):
        pool.ask(SMALL, "float63", 10)
    assert pool.seconds(SMALL, "float64", 10) > 0


def test_a_worker_that_dies_is_an_error() -> None:
    with Pool("no_such_module:function") as workers, pytest.raises(BaselineError, match="died"):
        workers.ask(SMALL, "float64", 10)


def test_box_muller_gives_standard_normals() -> None:
    sample = box_muller(np.random.Generator(np.random.SFC64(1)), (7, 30_001))().astype(float).ravel()
    assert np.isfinite(sample).all()
    moments = [np.mean(sample**k) for k in (1, 2, 3, 4)]
    errors = np.sqrt(np.array([1, 2, 15, 96]) / sample.size)  # variances of ξ, ξ², ξ³, ξ⁴
    assert np.all(np.abs(np.array(moments) - [0, 1, 0, 3]) < 5 * errors)


@pytest.mark.parametrize("parts", [1, 2, 3])
def test_shares_add_up(parts: int) -> None:
    assert sum(part_of(10, part, parts) for part in range(parts)) == 10


# Random123's kat_vectors for philox4x32-10 (github.com/DEShawResearch/random123, tests/kat_vectors): counters, key, words.
PHILOX = """
import jax, numpy as np, jax.numpy as jnp
jax.config.update("jax_enable_x64", True)
from adal_theory.bench.jax_noise import normal_quarters, philox_words
cases = [
    ([0] * 4, (0, 0), [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]),
    ([0xFFFFFFFF] * 4, (0xFFFFFFFF, 0xFFFFFFFF), [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]),
    ([0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344], (0xA4093822, 0x299F31D0),
     [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1]),
]
for counter, key, words in cases:
    found = philox_words(tuple(jnp.full((1,), c, jnp.uint32) for c in counter), key)
    assert [int(w[0]) for w in found] == words, (counter, [hex(int(w[0])) for w in found])
z = np.concatenate([np.asarray(q, float).ravel() for q in normal_quarters(jnp.uint32(0), jnp.uint32(0), 5, 8, 10, 700)])
errors = np.sqrt(np.array([1, 2, 15, 96]) / z.size)
assert np.all(np.abs(np.array([np.mean(z**k) for k in (1, 2, 3, 4)]) - [0, 1, 0, 3]) < 5 * errors)
assert np.unique(z).size > 0.99 * z.size
"""


@pytest.mark.slow
def test_jax_noise_is_philox_and_normal() -> None:
    skip_if_missing("jax_blocked")
    done = subprocess.run([sys.executable, "-c", PHILOX], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
