"""Optimisers as they are used: types mixed, groups that come late, other defaults, compiled."""

from __future__ import annotations

from typing import Any

import pytest
from recorded_steps import NAMES, named_rule

from adal_theory.errors import ConfigurationError

torch = pytest.importorskip("torch", reason="PyTorch is not installed: make extras")
from adal_theory.torch import AdaL, optimizer  # noqa: E402


def train(params: list[Any]) -> None:
    """Gradients of Σ (x − 2)²/2."""
    for p in params:
        p.grad = p.detach() - 2.0


@pytest.mark.parametrize("foreach", [None, True, False])
def test_types_may_be_mixed_in_one_optimiser(foreach: bool | None) -> None:
    """Float32 and the copy of a bfloat16 parameter take their step in one list, with gradients of different types."""
    types = [torch.float32, torch.bfloat16, torch.float64, torch.float16, torch.complex64]
    params = [torch.nn.Parameter(torch.full((3,), 2.0, dtype=t)) for t in types]
    opt = AdaL(params, lr=0.25, foreach=foreach)
    for p in params:
        p.grad = torch.ones_like(p)
    opt.step()
    assert all(float((p.detach() - 1.75).abs().max()) < 1e-5 for p in params)


def test_groups_may_come_later_and_parameters_rest() -> None:
    """A step number counts the steps of its own parameter, and the norm is over the gradients that there are."""
    first, late, added = (torch.nn.Parameter(torch.ones(2, dtype=torch.float64)) for _ in range(3))
    opt = AdaL([first, late], lr=0.1, eps=0.5)
    for _ in range(2):
        first.grad = torch.full_like(first, 0.5)
        opt.step()
    opt.add_param_group({"params": [added], "lr": 0.2})
    first.grad, late.grad, added.grad = (torch.full_like(first, 0.5) for _ in range(3))
    opt.step()  # the first step of two of them: m̂ = ĝ, v̂ = ĝ², and ĝ = 3 · 0.5
    for p, lr in ((late, 0.1), (added, 0.2)):
        assert torch.allclose(1.0 - p, torch.full_like(p, lr * (1.0 + 0.5 * 1.5)), rtol=0, atol=1e-12)
    first.grad = added.grad = None
    opt.step()
    assert [opt.state[p]["step"] for p in (first, late, added)] == [3, 2, 1]


def test_the_default_type_and_compilation_change_nothing() -> None:
    found = []
    for default, wrap in ((torch.float32, None), (torch.float64, None), (torch.float32, torch.compile)):
        params = [torch.nn.Parameter(torch.linspace(-1, 1, n)) for n in (5, 3)]
        opt = AdaL(params, lr=0.05)
        step = opt.step if wrap is None else wrap(opt.step, backend="eager")
        torch.set_default_dtype(default)
        try:
            for _ in range(4):
                train(params)
                step()
        finally:
            torch.set_default_dtype(torch.float32)
        found.append(torch.cat([p.detach() for p in params]))
        assert opt.state[params[0]]["v"].dtype == torch.float32
    assert torch.equal(found[0], found[1]) and torch.equal(found[0], found[2])


@pytest.mark.parametrize("name", NAMES.split())
def test_a_rule_may_use_the_words_of_an_optimiser(name: str) -> None:
    for rule in (named_rule(parameter=name), named_rule(state=name)):
        (p,) = params = [torch.nn.Parameter(torch.ones(2, dtype=torch.float64))]
        opt = optimizer(rule)(params, lr=0.1)
        for _ in range(2):
            p.grad = torch.ones_like(p)
            opt.step()
            opt.load_state_dict(opt.state_dict())
        assert torch.allclose(p, torch.full_like(p, 1.0 - 0.1 * (0.5 + 0.75)), rtol=0, atol=1e-12)


@pytest.mark.parametrize("foreach", [False, True])
def test_beta1_may_be_scheduled_where_it_is_the_only_beta(foreach: bool) -> None:
    p = torch.nn.Parameter(torch.ones(2, dtype=torch.float64))
    opt = optimizer("sgd", beta1_schedule=True)([p], lr=0.1, beta1=0.5, foreach=foreach)
    for beta1 in (0.5, 0.25):  # m̂ = 1 each time, whatever β1 is
        opt.param_groups[0]["beta1"] = beta1
        p.grad = torch.ones_like(p)
        opt.step()
    assert torch.allclose(p, torch.full_like(p, 0.8), rtol=0, atol=1e-12)
    with pytest.raises(ConfigurationError, match="adagrad has no beta1; leave it out"):
        optimizer("adagrad", beta1_schedule=True)
