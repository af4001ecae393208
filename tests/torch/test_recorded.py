"""The generated optimisers beside the recorded rules, in float64 on random gradients, in every variant."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from recorded_steps import CASES, OWN, VARIANTS, defaults, gradients, trajectory

from adal_theory.errors import ConfigurationError
from adal_theory.rules import RULES, Rule
from adal_theory.trace.options import Options

torch = pytest.importorskip("torch", reason="PyTorch is not installed: make extras")
from adal_theory.torch import optimizer  # noqa: E402

SHAPES = [(3, 4), (), (5,)]
TOL = 1e-12  # relative to the size of x: fused operations and sums round differently, by some units in the last place each


def settings(rule: Rule, params: dict[str, float]) -> dict[str, Any]:
    """Parameters as the generated class calls them."""
    given = {"lambda": "lambda_2", "eta": "lr"}
    found = {given.get(n, n): value for n, value in params.items()}
    if "beta1" in found and "beta2" in found:
        found["betas"] = (found.pop("beta1"), found.pop("beta2"))
    return found


def run(made: type, keywords: dict[str, Any], g: Any, x0: Any, shapes: Any = SHAPES) -> Any:
    """x_1, x_2, … of the optimiser with the coordinates dealt out to tensors of these shapes."""
    sizes = [int(np.prod(s)) for s in shapes]
    ends = np.cumsum(sizes)
    parts = [torch.tensor(part.reshape(s)) for part, s in zip(np.split(x0, ends[:-1]), shapes, strict=True)]
    params = [torch.nn.Parameter(part) for part in parts]
    opt = made(params, **keywords)
    xs = [x0]
    for row in g:
        for p, part in zip(params, np.split(row, ends[:-1]), strict=True):
            p.grad = torch.tensor(part.reshape(p.shape))
        opt.step()
        xs.append(np.concatenate([p.detach().numpy().ravel() for p in params]))
    return np.array(xs)


def close(found: Any, wanted: Any) -> None:
    scale = np.maximum(np.abs(wanted).max(), 1.0)
    assert np.abs(found - wanted).max() <= TOL * scale


@pytest.mark.parametrize("foreach", [False, True])
@pytest.mark.parametrize(("name", "variant"), CASES)
def test_the_optimiser_takes_the_steps_of_the_rule(name: str, variant: int, foreach: bool) -> None:
    rule, options, params = OWN.get(name, RULES.get(name)), VARIANTS[variant], defaults(OWN.get(name, name))
    assert rule is not None
    g, x0 = gradients(120, 18, seed=variant), np.random.default_rng(1).normal(size=18)
    made = optimizer(rule, bias_correction=options.bias_correction, eps_placement=options.eps_placement, norm=options.norm)
    schedule = ("constant", "1/sqrt(t)", "1/t")[variant % 3]
    found = run(made, {**settings(rule, params), "step_schedule": schedule, "foreach": foreach}, g, x0)
    wanted = trajectory(rule, x0, g, params, options, schedule)
    assert np.abs(wanted[-1] - x0).max() > 1e-3
    close(found, wanted)


@pytest.mark.parametrize("foreach", [False, True])
@pytest.mark.parametrize("name", ["adal", "adal_ams", "signs"])
def test_a_norm_over_each_tensor_is_the_rule_on_each_tensor(name: str, foreach: bool) -> None:
    rule, params = OWN.get(name, RULES.get(name)), defaults(OWN.get(name, name))
    assert rule is not None
    g, x0 = gradients(60, 18), np.linspace(-1, 1, 18)
    found = run(optimizer(rule), {**settings(rule, params), "norm_over": "tensor", "foreach": foreach}, g, x0)
    for part in (slice(0, 12), slice(12, 13), slice(13, 18)):
        close(found[:, part], trajectory(rule, x0[part], g[:, part], params))


@pytest.mark.parametrize("over", ["global", "tensor"])
def test_blocks_of_large_tensors_are_one_tensor(over: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from adal_theory.torch import steps

    monkeypatch.setattr(steps, "BLOCK", 5)
    rule, params = RULES["adal"], defaults("adal")
    g, x0 = gradients(40, 37), np.linspace(-1, 1, 37)
    found = run(optimizer(rule), {**settings(rule, params), "norm_over": over}, g, x0, [(4, 8), (5,)])
    parts = [slice(0, 37)] if over == "global" else [slice(0, 32), slice(32, 37)]
    for part in parts:
        close(found[:, part], trajectory(rule, x0[part], g[:, part], params))


@pytest.mark.parametrize("foreach", [False, True])
@pytest.mark.parametrize("name", ["adal", "sgd"])
def test_a_schedule_of_beta1_enters_the_bias_correction(name: str, foreach: bool) -> None:
    params, beta1 = defaults(name), np.linspace(0.5, 0.95, 50)
    g, x0 = gradients(50, 6), np.ones(6)
    p = torch.nn.Parameter(torch.tensor(x0))
    opt = optimizer(name, beta1_schedule=True)([p], **settings(RULES[name], params), foreach=foreach)
    for row, b in zip(g, beta1, strict=True):
        opt.param_groups[0] |= {"betas": (float(b), params["beta2"])} if "beta2" in params else {"beta1": float(b)}
        p.grad = torch.tensor(row)
        opt.step()
    close(p.detach().numpy(), trajectory(name, x0, g, params, Options(beta1_schedule=True), beta1=beta1)[-1])


def test_a_schedule_of_a_beta1_that_is_not_there_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"^beta1_schedule: adagrad has no beta1; leave it out$"):
        optimizer("adagrad", beta1_schedule=True)


def test_adam_with_eps_in_the_denominator_is_pytorchs() -> None:
    g, x0 = gradients(80, 18), np.linspace(-1, 1, 18)
    keywords = {"lr": 0.01, "betas": (0.8, 0.95), "eps": 1e-3}
    close(run(optimizer("adam", eps_placement="denominator"), keywords, g, x0), run(torch.optim.Adam, keywords, g, x0))


def test_adamw_with_eps_in_the_denominator_is_pytorchs() -> None:
    g, x0 = gradients(80, 18), np.linspace(-1, 1, 18)
    keywords = {"lr": 0.01, "betas": (0.8, 0.95), "eps": 1e-3, "weight_decay": 0.1}
    close(run(optimizer("adamw", eps_placement="denominator"), keywords, g, x0), run(torch.optim.AdamW, keywords, g, x0))


def test_what_underflows_moves_nothing() -> None:
    """v̂ = 0 counts as v̂^(−1/2) = 0, though m̂ is not 0: theory.md §0."""
    for foreach in (False, True):
        p = torch.nn.Parameter(torch.ones(3))
        p.grad = torch.full((3,), 1e-16)
        optimizer("adal")([p], lr=0.1, foreach=foreach).step()
        assert p.tolist() == [1.0, 1.0, 1.0]
        p.grad = torch.tensor([float("nan"), 1.0, 1.0])
        optimizer("adal")([p], lr=0.1, foreach=foreach).step()
        assert p.isnan().all()  # ‖g‖₁ is NaN: nothing is hidden
