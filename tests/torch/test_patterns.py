"""PyTorch's own patterns of tests for optimisers (test/test_optim.py), on the generated ones."""

from __future__ import annotations

import copy
import io
import pickle
from typing import Any

import pytest
from recorded_steps import OWN

from adal_theory.errors import ConfigurationError
from adal_theory.rules import RULES

torch = pytest.importorskip("torch", reason="PyTorch is not installed: make extras")
from torch.optim import lr_scheduler  # noqa: E402

from adal_theory.torch import AdaL, AdaLAMS, optimizer  # noqa: E402

BOTH = [AdaL, AdaLAMS]


def problem(dtype: Any = torch.float64, seed: int = 0) -> tuple[list[Any], Any]:
    """Parameters and a closure that gives them gradients."""
    torch.manual_seed(seed)
    weight = torch.nn.Parameter(torch.randn(5, 3, dtype=dtype))
    bias = torch.nn.Parameter(torch.randn(3, dtype=dtype))
    data, target = torch.randn(20, 5, dtype=dtype), torch.randn(20, 3, dtype=dtype)

    def loss() -> Any:
        weight.grad = bias.grad = None
        value = ((data @ weight + bias - target).abs() ** 2).mean()
        value.backward()
        return value

    return [weight, bias], loss


def steps(opt: Any, loss: Any, n: int) -> list[float]:
    return [float(opt.step(loss).detach()) for _ in range(n)]


def flat(params: Any) -> Any:
    return torch.cat([p.detach().reshape(-1) for p in params])


@pytest.mark.parametrize("made", BOTH)
@pytest.mark.parametrize("foreach", [False, True])
def test_it_learns_and_a_closures_loss_comes_back(made: Any, foreach: bool) -> None:
    params, loss = problem()
    seen = steps(made(params, lr=0.1, foreach=foreach), loss, 60)
    assert seen[-1] < 0.6 * seen[0]
    assert seen[-1] == pytest.approx(float(loss().detach()), rel=0.1)


@pytest.mark.parametrize("made", BOTH)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16, torch.float16, torch.complex64])
def test_a_state_dict_goes_on_where_it_was_taken(made: Any, dtype: Any) -> None:
    params, loss = problem(dtype)
    opt = made(params, lr=0.05, **({"delta": 0.1} if made is AdaLAMS else {}))
    steps(opt, loss, 5)
    buffer = io.BytesIO()
    torch.save({"opt": opt.state_dict(), "params": [p.detach() for p in params]}, buffer)
    steps(opt, loss, 5)
    again, loss_again = problem(dtype)
    buffer.seek(0)
    kept = torch.load(buffer, weights_only=True)
    for p, value in zip(again, kept["params"], strict=True):
        p.data.copy_(value)
    other = made(again, lr=1.0)
    other.load_state_dict(kept["opt"])
    steps(other, loss_again, 5)
    assert torch.equal(flat(again), flat(params))
    assert opt.param_groups[0]["lr"] == other.param_groups[0]["lr"] == 0.05


@pytest.mark.parametrize("made", [*BOTH, optimizer("adam", eps_placement="denominator")])
def test_copies_and_pickles_go_on_alike(made: Any) -> None:
    params, loss = problem()
    opt = made(params, lr=0.05)
    steps(opt, loss, 3)
    twins = [copy.deepcopy(opt), pickle.loads(pickle.dumps(opt))]
    loss()
    before, gradients = flat(params), [p.grad.clone() for p in params]
    opt.step()
    for twin in twins:
        theirs = twin.param_groups[0]["params"]
        assert type(twin) is type(opt) and torch.equal(flat(theirs), before)
        for p, g in zip(theirs, gradients, strict=True):
            p.grad = g
        twin.step()
        assert torch.equal(flat(theirs), flat(params))


@pytest.mark.parametrize("made", BOTH)
@pytest.mark.parametrize(
    "schedule",
    [
        lambda opt: [lr_scheduler.StepLR(opt, 2, gamma=0.5)],
        lambda opt: [lr_scheduler.CosineAnnealingLR(opt, 10)],
        lambda opt: [lr_scheduler.LambdaLR(opt, lambda t: t / 8)],
        lambda opt: [lr_scheduler.OneCycleLR(opt, max_lr=0.1, total_steps=20)],
        lambda opt: [lr_scheduler.LinearLR(opt, start_factor=0.1), lr_scheduler.ExponentialLR(opt, 0.9)],
        lambda opt: [lr_scheduler.SequentialLR(opt, [lr_scheduler.ConstantLR(opt), lr_scheduler.StepLR(opt, 3)], [4])],
    ],
)
def test_schedulers_set_what_the_next_step_reads(made: Any, schedule: Any) -> None:
    params, loss = problem()
    opt = made([{"params": params[:1]}, {"params": params[1:], "lr": 0.02}], lr=0.05)
    plain, plain_loss = problem()
    other = made([{"params": plain[:1]}, {"params": plain[1:], "lr": 0.02}], lr=0.05)
    schedulers = schedule(opt)
    for _ in range(10):
        for group, like in zip(other.param_groups, opt.param_groups, strict=True):
            group.update(lr=like["lr"], betas=like["betas"])
        steps(opt, loss, 1)
        steps(other, plain_loss, 1)
        for s in schedulers:
            s.step()
    assert torch.equal(flat(params), flat(plain))
    assert opt.param_groups[0]["lr"] != 0.05


@pytest.mark.parametrize("foreach", [False, True])
def test_groups_have_settings_of_their_own_and_one_norm(foreach: bool) -> None:
    params, loss = problem()
    opt = AdaL([{"params": params[:1], "lr": 0.1, "weight_decay": 0.1}], lr=0.01, foreach=foreach)
    opt.add_param_group({"params": params[1:], "betas": (0.5, 0.9)})
    loss()
    x, g = [p.detach().clone() for p in params], [p.grad.clone() for p in params]
    g[0] += 0.1 * x[0]
    norm = sum(float(a.abs().sum()) for a in g)
    opt.step()
    for p, x0, g0, lr in zip(params, x, g, (0.1, 0.01), strict=True):
        assert torch.allclose(p, x0 - lr * (g0.sign() + 1e-8 * norm * g0), rtol=0, atol=1e-12)


@pytest.mark.parametrize("foreach", [False, True])
def test_maximize_is_the_negative_loss(foreach: bool) -> None:
    (params, loss), (others, other_loss) = problem(), problem()
    up = AdaL(params, lr=0.05, maximize=True, weight_decay=0.1, foreach=foreach)
    down = AdaL(others, lr=0.05, weight_decay=0.1, foreach=foreach)
    for _ in range(5):
        steps(up, loss, 1)
        other_loss()
        for p in others:
            p.grad.neg_()
        down.step()
    assert torch.equal(flat(params), flat(others))


@pytest.mark.parametrize("foreach", [False, True])
def test_weight_decay_coupled_and_decoupled(foreach: bool) -> None:
    adam = optimizer("adam", eps_placement="denominator")
    for decoupled, theirs in ((False, torch.optim.Adam), (True, torch.optim.AdamW)):
        (params, loss), (others, other_loss) = problem(), problem()
        keywords = {"lr": 0.05, "weight_decay": 0.3}
        steps(adam(params, **keywords, decoupled_weight_decay=decoupled, foreach=foreach), loss, 20)
        steps(theirs(others, **keywords), other_loss, 20)
        assert torch.allclose(flat(params), flat(others), rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", [*RULES, *OWN])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.complex128, torch.bfloat16])
def test_lists_and_single_tensors_agree(name: str, dtype: Any) -> None:
    made, found = optimizer(OWN.get(name, name)), []
    for foreach in (False, True):
        params, loss = problem(dtype)
        params += [torch.nn.Parameter(torch.ones(2, 3, dtype=dtype).t())]  # not contiguous, and without a gradient at first
        opt = made(params, lr=0.02, foreach=foreach)
        steps(opt, loss, 3)
        params[-1].grad = torch.ones_like(params[-1])
        steps(opt, loss, 4)
        found.append(flat(params))
    size = torch.finfo(torch.float32 if dtype is torch.bfloat16 else dtype).eps if dtype is not torch.bfloat16 else 2.0**-7
    assert (found[0] - found[1]).abs().max() <= 300 * size


def test_grad_scaler_skips_what_overflows_and_unscales_the_rest() -> None:
    (params, loss), (others, other_loss) = problem(torch.float32), problem(torch.float32)
    opt, plain = AdaL(params, lr=0.05), AdaL(others, lr=0.05)
    scaler = torch.amp.GradScaler("cpu", init_scale=2.0**10, growth_interval=2)
    for k in range(6):
        loss()
        for p in params:
            p.grad.mul_(scaler.scale(torch.ones(())))
        if k == 3:
            params[0].grad[0, 0] = float("inf")
        scaler.step(opt)
        scaler.update()
        if k != 3:
            steps(plain, other_loss, 1)
    assert torch.equal(flat(params), flat(others))
    assert opt.state[params[0]]["step"] == 5


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_low_precision_keeps_a_copy_in_float32(dtype: Any) -> None:
    params, loss = problem(dtype)
    exact = [torch.nn.Parameter(p.detach().float()) for p in params]
    opt, other = AdaL(params, lr=1e-3), AdaL(exact, lr=1e-3)
    for _ in range(50):
        loss()
        for p, q in zip(params, exact, strict=True):
            q.grad = p.grad.float()
        opt.step()
        other.step()
    assert all(torch.equal(p, q.to(dtype)) for p, q in zip(params, exact, strict=True))
    assert opt.state[params[0]]["master"].dtype == opt.state[params[0]]["v"].dtype == torch.float32
    without = AdaL([params[0]], lr=1e-3, master_weights=False)
    without.step()
    assert "master" not in without.state[params[0]] and without.state[params[0]]["v"].dtype == dtype


def test_a_parameter_that_others_write_is_copied_anew() -> None:
    params, loss = problem(torch.bfloat16)
    opt = AdaL(params, lr=1e-3)
    steps(opt, loss, 3)
    with torch.no_grad():
        params[0].fill_(4.0)
    steps(opt, loss, 1)
    assert (params[0] - 4.0).abs().max() < 0.1


def test_complex_is_two_reals() -> None:
    torch.manual_seed(0)
    z = torch.nn.Parameter(torch.randn(4, dtype=torch.complex128))
    x = torch.nn.Parameter(torch.view_as_real(z.detach()).clone())
    opt, other = AdaLAMS([z], lr=0.1, delta=0.1), AdaLAMS([x], lr=0.1, delta=0.1)
    for _ in range(10):
        g = torch.randn(4, dtype=torch.complex128)
        z.grad, x.grad = g, torch.view_as_real(g).clone()
        opt.step()
        other.step()
    assert torch.equal(torch.view_as_real(z.detach()), x.detach())


def test_a_box_is_the_projection() -> None:
    params, loss = problem()
    steps(AdaL(params, lr=0.5, box=(-0.1, 0.2)), loss, 5)
    assert flat(params).min() == -0.1 and flat(params).max() == 0.2


def test_no_gradient_is_no_step_and_an_empty_tensor_no_error() -> None:
    params, loss = problem()
    empty = torch.nn.Parameter(torch.ones(0, 2, dtype=torch.float64))
    opt = AdaL([*params, empty], lr=0.1)
    opt.step()
    assert not opt.state
    empty.grad = torch.ones_like(empty)
    steps(opt, loss, 1)
    assert set(opt.state) == {*params, empty}


def test_hooks_and_the_learning_rate_as_a_tensor() -> None:
    (params, loss), (others, other_loss) = problem(), problem()
    seen: list[str] = []
    opt, plain = AdaL(params, lr=torch.tensor(0.05, dtype=torch.float64)), AdaL(others, lr=0.05)
    opt.register_step_pre_hook(lambda *a: seen.append("before"))
    opt.register_step_post_hook(lambda *a: seen.append("after"))
    steps(opt, loss, 2)
    steps(plain, other_loss, 2)
    assert seen == ["before", "after"] * 2 and torch.equal(flat(params), flat(others))


@pytest.mark.parametrize(
    ("keywords", "told"),
    [
        ({"lr": -1.0}, r"lr = -1 is outside \[0, inf\)"),
        ({"lr": float("nan")}, "lr = nan"),
        ({"lr": 0.1, "betas": (0.9, 1.0)}, r"beta2 = 1 is outside \[0, 1\)"),
        ({"lr": 0.1, "betas": 0.9}, "pass a pair"),
        ({"lr": 0.1, "eps": -1e-8}, "eps"),
        ({"lr": 0.1, "weight_decay": -1.0}, "weight_decay"),
        ({"lr": 0.1, "norm_over": "layer"}, "unknown norm_over 'layer'"),
        ({"lr": 0.1, "step_schedule": "1/t^2"}, "unknown step_schedule"),
        ({"lr": 0.1, "capturable": True}, "capturable = True is not supported"),
        ({"lr": 0.1, "differentiable": True}, "differentiable = True is not supported"),
        ({"lr": 0.1, "maximize": 1}, "maximize"),
        ({"lr": 0.1, "box": (1.0, 0.0)}, "lo < hi"),
        ({"lr": 0.1, "box": 1.0}, r"pass \(lo, hi\)"),
    ],
)
def test_wrong_settings_are_one_line(keywords: dict[str, Any], told: str) -> None:
    params, _ = problem()
    with pytest.raises(ConfigurationError, match=told) as error:
        AdaL(params, **keywords)
    assert "\n" not in str(error.value)
    opt = AdaL(params[:1], lr=0.1)
    with pytest.raises(ConfigurationError, match=told):
        opt.add_param_group({"params": params[1:], **keywords})
    assert len(opt.param_groups) == 1


def test_a_rule_with_a_decay_of_its_own_and_one_without_a_projection_say_so() -> None:
    params, _ = problem()
    with pytest.raises(ConfigurationError, match="weight decay of its own"):
        optimizer("adamw")(params, lr=0.1, decoupled_weight_decay=True)
    with pytest.raises(ConfigurationError, match="does not end with a projection"):
        optimizer(OWN["implicit"])(params, lr=0.1, box=(-1.0, 1.0))
