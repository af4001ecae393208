"""What an optimiser refuses, at a step or when it is loaded: one line, and nothing has changed."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from adal_theory.errors import ConfigurationError

torch = pytest.importorskip("torch", reason="PyTorch is not installed: make extras")
from adal_theory.torch import AdaL, AdaLAMS  # noqa: E402


def parameters(*shapes: tuple[int, ...]) -> list[Any]:
    """Ones, with gradients of ones."""
    made = [torch.nn.Parameter(torch.ones(shape)) for shape in shapes]
    for p in made:
        p.grad = torch.ones_like(p)
    return made


def sparse() -> Any:
    p = torch.nn.Parameter(torch.ones(4, 2))
    p.grad = torch.eye(4, 2).to_sparse()
    return p


def whole() -> Any:
    p = torch.nn.Parameter(torch.ones(2, dtype=torch.int32), requires_grad=False)
    p.grad = torch.ones_like(p)
    return p


def unmaterialised() -> Any:
    p = torch.nn.Parameter(torch.ones(2, device="meta"))
    p.grad = torch.ones_like(p)
    return p


def half_complex() -> Any:
    p = torch.nn.Parameter(torch.ones(2, dtype=torch.complex64))
    p.grad_dtype = None
    p.grad = torch.ones(2)
    return p


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (sparse, "takes no sparse gradients: pass sparse=False"),
        (whole, r"leave the torch\.int32 parameter out"),
        (unmaterialised, "lie on the device meta"),
        (half_complex, r"a gradient of torch\.float32 for a parameter of torch\.complex64"),
    ],
)
@pytest.mark.filterwarnings("ignore:Sparse invariant checks")
def test_a_step_that_is_refused_changes_nothing(other: Callable[[], Any], told: str) -> None:
    if other is half_complex and not hasattr(torch.Tensor, "grad_dtype"):
        pytest.skip("this PyTorch lets no gradient have a type of its own")
    first, last = parameters((3,), (2, 2))
    opt = AdaL([first, other(), last], lr=0.1)
    opt.state[first]  # empty, as reading it leaves it
    with pytest.raises(ConfigurationError, match=told) as error:
        opt.step()
    assert "\n" not in str(error.value)
    assert not any(opt.state.values()) and all(bool((p == 1).all()) for p in (first, last))
    opt.param_groups[0]["params"][1].grad = None
    opt.step()
    assert opt.state[first]["step"] == opt.state[last]["step"] == 1


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("lr", -1.0, r"lr = -1 is outside \[0, inf\)"),
        ("lr", float("nan"), "lr = nan"),
        ("lr", None, "lr = None is not a number"),
        ("lr", torch.tensor([0.1, 0.2]), r"lr has shape \(2,\)"),
        ("betas", (0.9, 1.5), r"beta2 = 1\.5 is outside"),
        ("norm_over", "Tensor", "unknown norm_over 'Tensor'"),
        ("box", (1.0, -1.0), "lo < hi"),
    ],
)
def test_what_is_written_on_a_group_is_checked_at_the_next_step(name: str, value: Any, told: str) -> None:
    (p,) = parameters((3,))
    opt = AdaL([p], lr=0.1)
    opt.step()
    before = p.detach().clone()
    opt.param_groups[0][name] = value
    with pytest.raises(ConfigurationError, match=told):
        opt.step()
    assert torch.equal(p, before) and opt.state[p]["step"] == 1


def state_of(made: Callable[..., Any], shape: tuple[int, ...], **changed: Any) -> dict[str, Any]:
    (p,) = parameters(shape)
    opt = made([p], lr=0.1)
    opt.step()
    found: dict[str, Any] = opt.state_dict()
    found["param_groups"][0].update(changed)
    return found


@pytest.mark.parametrize(
    ("made", "given", "told"),
    [
        (AdaL, lambda: state_of(torch.optim.Adam, (3,)), "not a state of adal: its groups lack box, "),
        (AdaL, lambda: state_of(torch.optim.SGD, (3,)), "not a state of adal: its groups lack betas"),
        (AdaLAMS, lambda: state_of(AdaL, (3,)), "not a state of adal_ams: its groups lack delta"),
        (AdaL, lambda: state_of(AdaLAMS, (3,)), "not a state of adal, which holds m, step, v: m, step, v, v_max"),
        (AdaL, lambda: state_of(AdaL, (4,)), r"m has shape \(4,\) for a parameter of shape \(3,\)"),
        (AdaL, lambda: state_of(AdaL, (3,), lr=-1.0), "lr = -1 is outside"),
    ],
)
def test_a_state_of_another_optimiser_is_refused(made: Any, given: Callable[[], Any], told: str) -> None:
    (p,) = parameters((3,))
    opt = made([p], lr=0.1)
    opt.step()
    before = copy.deepcopy(opt.state_dict())
    with pytest.raises(ConfigurationError, match=told) as error:
        opt.load_state_dict(given())
    assert "\n" not in str(error.value)
    after = opt.state_dict()
    assert after["param_groups"] == before["param_groups"]
    assert all(torch.equal(after["state"][0][n], before["state"][0][n]) for n in ("m", "v"))
