"""The draw order, independence of blocks and streams, and the checks of parameters."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from adal_theory import noise
from adal_theory.errors import ConfigurationError
from adal_theory.noise import (
    Law,
    alpha_stable,
    exponential,
    gaussian,
    laplace,
    none,
    pareto,
    shared_scale,
    student_t,
    two_point,
    uniform,
)
from adal_theory.noise import sample as sample_module
from adal_theory.noise.law import draws, noise_of
from adal_theory.noise.sample import sample, sample_steps
from adal_theory.trace.graph import Recorder
from adal_theory.trace.numpy_handle import NumpyHandle

ALL = [
    gaussian(),
    gaussian(2.0, "fast32"),
    student_t(),
    alpha_stable(),
    two_point(),
    uniform(),
    none(),
    exponential(),
    laplace(),
    pareto(1.5),
    shared_scale(),
]
ALL += [noise.example(name, 1.0) for name in noise.LAWS if name not in {law.name for law in ALL}]
SEED = (3 << 40) + 17


def _one(law: Law, seed: int, stream: int, step: int, i: int, d: int) -> Any:
    """Draw n = (t−1) d + i, alone."""
    h, n = NumpyHandle(), (step - 1) * d + i
    u64 = [h.value(np.array([x], np.uint64)) for x in (n // law.per_block, stream, seed)]
    p = SimpleNamespace(**{k: h.value(v) for k, v in law.parameters.items()})
    z = draws(law, h, *u64, p)[n % law.per_block]
    return noise_of(law, h, z, h.value(np.array([step - 1], np.uint64)), *u64[1:], p).array.ravel()[0]


@pytest.mark.parametrize("law", ALL, ids=lambda law: f"{law.name} {law.sampler}")
@pytest.mark.parametrize("d", [1, 3, 5])
def test_draw_order(law: Law, d: int) -> None:
    streams = np.array([4, 0, 1 << 31])
    z = sample(law, seed=SEED, streams=streams, steps=7, dimension=d, handle=NumpyHandle())
    assert z.shape == (3, 7, d) and z.dtype == np.float64
    for r, t, i in ((0, 1, 0), (1, 2, d - 1), (2, 7, d - 1), (2, 4, 0)):
        assert z[r, t - 1, i] == _one(law, SEED, int(streams[r]), t, i, d)


@pytest.mark.parametrize("law", ALL, ids=lambda law: f"{law.name} {law.sampler}")
def test_any_chunking_gives_the_same_bytes(law: Law, monkeypatch: pytest.MonkeyPatch) -> None:
    def part(t0: int, t1: int) -> Any:
        return sample_steps(law, law.parameters, seed=SEED, streams=[0, 1, 2], t0=t0, t1=t1, dimension=3, handle=NumpyHandle())

    whole = part(1, 30)
    assert np.concatenate([part(1, 2), part(2, 12), part(12, 30)]).tobytes() == whole.tobytes()
    monkeypatch.setattr(sample_module, "CHUNK", 7)
    assert part(1, 30).tobytes() == whole.tobytes()


def test_parameters_vary_over_runs() -> None:
    alpha, scale = np.array([0.7, 1.0, 2.0]), np.array([1.0, 2.0, 3.0])
    common = {"seed": 1, "steps": 20, "dimension": 2, "handle": NumpyHandle()}
    grid = sample(alpha_stable(alpha, scale), streams=np.arange(3), **common)
    for r in range(3):
        alone = sample(alpha_stable(alpha[r], scale[r]), streams=np.array([r]), **common)
        assert (grid[r] == alone[0]).all()
    assert alpha_stable(alpha, scale).runs == 3 and gaussian().runs is None


@pytest.mark.parametrize("law", [gaussian(), gaussian(sampler="fast32"), uniform()], ids=lambda law: law.sampler)
def test_draws_are_uncorrelated(law: Law) -> None:
    """Between slots, blocks, streams and seeds, also of squares: |ρ| < 4.5/√n."""
    n = 100_000
    z = sample(law, seed=1, streams=np.arange(2), steps=n, dimension=4, handle=NumpyHandle())
    other = sample(law, seed=2, streams=np.arange(2), steps=n, dimension=4, handle=NumpyHandle())
    later = [np.roll(z[r].T, 1, axis=1) for r in (0, 1)]
    columns = np.concatenate([z[0].T, z[1].T, other[0].T, *later])
    for c in (columns, columns**2):
        rho = np.corrcoef(c)
        assert abs(rho[~np.eye(len(rho), dtype=bool)]).max() < 4.5 / np.sqrt(n)


def test_float32_runs_get_float32_noise() -> None:
    for law in ALL:
        z = sample(law, seed=1, streams=[0], steps=5, dimension=2, handle=NumpyHandle("f32"))
        assert z.dtype == np.float32 and np.isfinite(z).all()


@pytest.mark.parametrize("law", ALL, ids=lambda law: f"{law.name} {law.sampler}")
@pytest.mark.parametrize("real", ["f64", "f32"])
def test_laws_can_be_recorded(law: Law, real: str) -> None:
    """No number is looked at: the draws and the noise are graphs, `per_block` draws of one dtype each."""
    o = Recorder(real)
    block, stream, seed = (o.input("counter", n, 7, "u64") for n in ("block", "stream", "seed"))
    p = SimpleNamespace(**{n: o.input("param", n, 2) for n in law.parameters})
    values = draws(law, o, block, stream, seed, p)
    assert len(values) == law.per_block and len({v.dtype for v in values}) == 1
    assert noise_of(law, o, values[0], block, stream, seed, p).dtype == real


def test_public_names() -> None:
    assert set(noise.LAWS) == {law.name for law in ALL} and set(noise.__all__) == {"LAWS", "Law", *noise.LAWS}
    assert all(getattr(noise, name) is make for name, make in noise.LAWS.items())
    assert none().is_none and not gaussian().is_none


BAD = [
    (lambda: gaussian(-1.0), "gaussian: sigma = -1 is outside [0, inf)"),
    (lambda: gaussian(np.nan), "sigma = nan"),
    (lambda: gaussian("wide"), "sigma = 'wide' is not a number"),
    (lambda: gaussian(np.ones((2, 2))), "shape (2, 2)"),
    (lambda: gaussian(np.ones(0)), "shape (0,)"),
    (lambda: gaussian(sampler="precis"), "Did you mean 'precise'?"),
    (lambda: laplace(-1.0), "laplace: scale = -1 is outside [0, inf)"),
    (lambda: exponential(np.inf), "exponential: scale = inf"),
    (lambda: pareto(0.01), "pareto: index = 0.01 is outside [0.1, 1e+06]"),
    (lambda: shared_scale(1.0, 11.0), "shared_scale: spread = 11 is outside [0, 10]"),
    (lambda: student_t(0.1), "df = 0.1 is outside [0.2, 1e+06]"),
    (lambda: student_t(np.array([1.0, np.inf])), "df = inf"),
    (lambda: alpha_stable(2.1), "alpha = 2.1 is outside [0.2, 2]"),
    (lambda: alpha_stable(0.0), "alpha = 0 is"),
    (lambda: alpha_stable(np.ones(2), np.ones(3)), "alpha: 2, scale: 3"),
    (lambda: two_point(p_high=1.5), "p_high = 1.5 is outside [0, 1]"),
    (lambda: uniform(1.0, -1.0), "high − low = -2"),
]


@pytest.mark.parametrize(("make", "text"), BAD)
def test_bad_parameters_are_one_clear_line(make: Any, text: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        make()
    assert text in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"seed": -1}, "seed = -1"),
        ({"seed": 1 << 64}, "seed"),
        ({"streams": [1 << 32]}, "streams = "),
        ({"streams": [-1]}, "streams = "),
        ({"streams": [0.5]}, "streams = 0.5 at index 0 is not"),
        ({"steps": 0}, "no step"),
        ({"dimension": 0}, "dimension = 0"),
        ({"streams": [0, 1]}, "sigma has shape (3,)"),
    ],
)
def test_bad_sampling_requests(change: dict, text: str) -> None:
    good = {"seed": 0, "streams": [0, 1, 2], "steps": 1, "dimension": 1, "handle": NumpyHandle()}
    with pytest.raises(ConfigurationError) as caught:
        sample(gaussian(np.ones(3)), **{**good, **change})
    assert text in str(caught.value) and "\n" not in str(caught.value)
