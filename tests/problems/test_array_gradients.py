"""Gradients of the array problems: against differences of fourth order and, with the extra, against PyTorch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from adal_theory import problems
from adal_theory.problems.activations import ACTIVATIONS

Array = NDArray[Any]
H = 1e-4
DIFFERENCES = 1e-9  # of the largest |g|. The rounding of f, divided by h, takes 1e-10 of it at worst; half the h twice that
BATCH = 5
CASES: dict[str, Callable[[], Any]] = {
    **{
        f"network_{data}_{a}": lambda data=data, a=a: problems.network(data, 3, a, l2=0.1)  # type: ignore[misc]
        for data in ("digits", "breast_cancer")
        for a in ACTIVATIONS
    },
    "logistic_digits": lambda: problems.logistic_regression("digits"),
    "logistic_breast_cancer": lambda: problems.logistic_regression("breast_cancer", test=0.3),
    "matrix_factorisation": lambda: problems.matrix_factorisation(6, 4, 2),
    "matrix_factorisation_noisy": lambda: problems.matrix_factorisation(5, 7, 3, noise=0.3, observed=0.6, seed=3),
    "phase_retrieval": lambda: problems.phase_retrieval(4, 30),
    "phase_retrieval_noisy": lambda: problems.phase_retrieval(5, 40, 7, noise=0.5),
}


def points(problem: Any, scale: float) -> Array:
    """Three points (3, d): small weights, and weights under which units saturate."""
    return scale * np.random.default_rng(8).normal(size=(3, problem.dimension))


def far_from_kinks(problem: Any, x: Array, batch: Array, everywhere: Array) -> bool:
    """Whether no hidden unit changes sign between x and the points of the difference."""
    signs = [np.sign(problem._hidden(np, p, batch)[1]) for p in (x, everywhere)]
    return bool((signs[0] == signs[1]).all() and (signs[0] != 0).all())


def differences(problem: Any, x: Array, batch: Array) -> Array:
    """(8(f(x + h) − f(x − h)) − (f(x + 2h) − f(x − 2h)))/(12 h) along every coordinate: all of them are runs of one call."""
    step = np.eye(problem.dimension) * H
    f = {k: problem.loss(np, x + k * step, batch) for k in (-2, -1, 1, 2)}
    return np.asarray((8 * (f[1] - f[-1]) - (f[2] - f[-2])) / (12 * H))


@pytest.mark.parametrize("scale", [0.1, 1.0])
@pytest.mark.parametrize("case", CASES)
def test_gradient_is_the_derivative(case: str, scale: float) -> None:
    problem, rng, checked = CASES[case](), np.random.default_rng(4), 0
    for x in points(problem, scale)[:, None]:
        for _ in range(50):
            batch = rng.integers(0, problem.samples, (1, BATCH))
            corners = np.concatenate([x + k * H * np.eye(problem.dimension) for k in (-2, 2)])
            if not case.endswith("relu") or far_from_kinks(problem, x, batch, corners):
                break
        else:
            continue
        g, slope = problem.gradient(np, x, batch)[0], differences(problem, x, batch)
        assert np.abs(g - slope).max() <= DIFFERENCES * np.abs(g).max()
        checked += 1
    assert checked == 3


@pytest.mark.parametrize("case", CASES)
def test_every_run_has_its_own_batch(case: str) -> None:
    """A run's row depends on its x and batch alone; one batch for all is the same batch given to each."""
    problem = CASES[case]()
    x, batch = points(problem, 0.3), np.random.default_rng(6).integers(0, problem.samples, (3, BATCH))
    shared = np.repeat(batch[:1], 3, 0)
    for f in (problem.gradient, problem.loss):
        for r in range(3):
            assert np.array_equal(f(np, x, batch)[r], f(np, x[r : r + 1], batch[r : r + 1])[0])
        assert np.array_equal(f(np, x, batch[:1]), f(np, x, shared))


def torch_loss(torch: Any, problem: Any, x: Any, batch: Array) -> Any:
    """The loss of one run by PyTorch's own functions."""
    kind = type(problem).__name__
    if kind == "MatrixFactorisation":
        cut = problem.n * problem.rank
        u, v = x[:cut].reshape(problem.n, -1), x[cut:].reshape(problem.m, -1)
        product = (u[problem.rows[batch]] * v[problem.columns[batch]]).sum(1)
        return 0.5 * torch.nn.functional.mse_loss(product, torch.tensor(problem.entries[batch]))
    a, y = torch.tensor(problem.inputs[batch]), torch.tensor(problem.labels[batch])
    if kind == "PhaseRetrieval":
        return 0.25 * torch.nn.functional.mse_loss((a @ x) ** 2, y)
    if kind == "LogisticRegression":
        s = a @ x.reshape(a.shape[1], -1)
        s = torch.cat([torch.zeros_like(s), s], 1) if problem.outputs == 1 else s
    else:
        first = a.shape[1] * problem.hidden
        z = a @ x[:first].reshape(a.shape[1], problem.hidden)
        h = getattr(torch.nn.functional if problem.activation == "softplus" else torch, problem.activation)(z)
        w, b = x[first : -problem.classes].reshape(problem.hidden, problem.classes), x[-problem.classes :]
        s = h @ w + b
    return torch.nn.functional.cross_entropy(s, y) + 0.5 * problem.l2 * (x @ x)


@pytest.mark.parametrize("scale", [0.1, 1.0, 30.0])
@pytest.mark.parametrize("case", CASES)
def test_against_torch(case: str, scale: float) -> None:
    """To 1e-10 of the largest value: both round in float64, in different orders."""
    torch = pytest.importorskip("torch", reason="PyTorch is not installed (extra torch)")
    problem = CASES[case]()
    x, batch = points(problem, scale), np.random.default_rng(3).integers(0, problem.samples, (3, 16))
    ours, losses = problem.gradient(np, x, batch), problem.loss(np, x, batch)
    for r in range(3):
        leaf = torch.tensor(x[r], requires_grad=True)
        value = torch_loss(torch, problem, leaf, batch[r])
        value.backward()
        theirs = leaf.grad.numpy()
        assert abs(losses[r] - value.item()) <= 1e-10 * abs(value.item())
        assert np.abs(ours[r] - theirs).max() <= 1e-10 * np.abs(theirs).max()


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_large_scores_do_not_overflow(activation: str) -> None:
    """Warnings are errors here: nothing overflows, is divided by 0, or becomes NaN."""
    problem = problems.network("breast_cancer", 3, activation)
    x, batch = 1e5 * points(problem, 1.0), np.arange(8)[None]
    assert np.isfinite(problem.loss(np, x, batch)).all() and np.isfinite(problem.gradient(np, x, batch)).all()
