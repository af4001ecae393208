"""What all generated optimisers of PyTorch share: settings and their ranges, parameter groups, states, copies in float32."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, cast

import torch

from adal_theory.emit.ranges import ends_of, in_range
from adal_theory.entries import choice, shown, truth
from adal_theory.errors import ConfigurationError
from adal_theory.torch.steps import SCHEDULES, Variable, one_minus_power, step_size, take

LOW = (torch.bfloat16, torch.float16)  # β v + (1−β) g² rounds to v in these once v is there: they get a copy in float32


class RecordedOptimizer(torch.optim.Optimizer):
    """The base of the optimisers that are generated from recorded update rules.

    Parameters
    ----------
    params
        Tensors or parameter groups, as for every optimiser of PyTorch. Each keyword below may differ between groups.
    weight_decay
        λ ≥ 0. Coupled: λx is added to the gradient. With `decoupled_weight_decay` x is multiplied by 1 − η_t λ instead, as in
        AdamW. Rules with a parameter of that name keep their own.
    norm_over
        Over what a reduction of the rule, such as AdaL's ‖g‖₁, goes. "global", the default: over all coordinates of all tensors
        that have a gradient in this step and share this setting. So it is in the paper and in theory.md, where g_t is the
        gradient with respect to all parameters: one weight w_t a step, which is what the theorems are about.
        "tensor": over each tensor by itself, so that layers do not see each other.
    step_schedule
        s_t in η_t = lr · s_t: "constant" (the default here: PyTorch's schedulers change lr), "1/sqrt(t)" (the theorems'), "1/t".
    box
        (lo, hi): clip x to it after each step, or None. Only for rules that end with the projection.
    maximize
        Ascend instead of descend.
    foreach
        True or None: lists of tensors with fused operations, in place. False: one tensor at a time, one operation at a time in
        the recorded order. They differ by rounding alone.
    master_weights
        Keep x and the states of bfloat16 and float16 parameters in float32, and round x to the parameter after each step.
    capturable, differentiable
        Refused: the step number and its powers are numbers of the host.

    Complex parameters count as pairs of real ones, so |re| + |im| enters ‖g‖₁. Sparse gradients are refused.
    Raises `ConfigurationError`, a `ValueError`: here, at a step where a group has been given what is out of range since, and in
    `load_state_dict` for a state of another rule or of other shapes. Nothing has changed then.
    """

    rule: ClassVar[str]
    ranges: ClassVar[dict[str, str]]
    states: ClassVar[dict[str, str]]
    projects: ClassVar[bool]
    beta1_product: ClassVar[bool]
    single: ClassVar[Callable[..., Any]]
    many: ClassVar[Callable[..., Any]]
    made_by: ClassVar[tuple[Callable[..., RecordedOptimizer], Any, Any]]

    def __init__(
        self,
        params: Any,
        given: dict[str, Any],
        *,
        weight_decay: float = 0.0,
        decoupled_weight_decay: bool = False,
        norm_over: str = "global",
        step_schedule: str = "constant",
        box: tuple[float, float] | None = None,
        maximize: bool = False,
        foreach: bool | None = None,
        master_weights: bool = True,
        capturable: bool = False,
        differentiable: bool = False,
    ) -> None:
        own = {
            "weight_decay": weight_decay,
            "decoupled_weight_decay": decoupled_weight_decay,
            "norm_over": norm_over,
            "step_schedule": step_schedule,
            "box": box,
            "maximize": maximize,
            "foreach": foreach,
            "master_weights": master_weights,
            "capturable": capturable,
            "differentiable": differentiable,
        }
        self._check({**own, **given})
        super().__init__(params, {**own, **given})

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """A further group, whose settings are checked as the constructor's are."""
        self._check({**self.defaults, **param_group})
        super().add_param_group(param_group)

    def _check(self, group: dict[str, Any]) -> None:
        """One line for the first setting that is out of its range."""
        values = dict(group)
        if "betas" in values:
            betas = values["betas"]
            if not isinstance(betas, (tuple, list)) or len(betas) != 2:
                raise ConfigurationError(f"betas = {shown(betas)}: pass a pair (beta1, beta2), such as (0.9, 0.999)")
            values["beta1"], values["beta2"] = betas
        for name, text in {"weight_decay": "[0.0, inf)", **self.ranges}.items():
            in_range(name, values[name], text)
        choice("norm_over", values["norm_over"], ("global", "tensor"))
        choice("step_schedule", values["step_schedule"], SCHEDULES)
        for name in ("maximize", "decoupled_weight_decay", "master_weights", "capturable", "differentiable"):
            truth(name, values[name])
        if values["foreach"] is not None:
            truth("foreach", values["foreach"])
        if values["decoupled_weight_decay"] and "weight_decay" in self.ranges:
            raise ConfigurationError(f"{self.rule} has a weight decay of its own: leave decoupled_weight_decay out")
        for name in ("capturable", "differentiable"):
            if values[name]:
                raise ConfigurationError(
                    f"{name} = True is not supported: {self.rule} computes β^t on the host; pass {name}=False"
                )
        self._check_box(values["box"])

    def _check_box(self, box: Any) -> None:
        if box is None:
            return
        if not self.projects:
            raise ConfigurationError(f"box = {shown(box)}: the rule {self.rule} does not end with a projection; pass box=None")
        ends_of(box)

    # -- a step ------------------------------------------------------------------------------------------

    @torch.no_grad()
    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """One step. `closure` evaluates the loss anew, with gradients; its value is returned."""
        refuse_capture = getattr(self, "_accelerator_graph_capture_health_check", None) or self._cuda_graph_capture_health_check
        refuse_capture()  # a captured graph would repeat the numbers of one step for ever
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        groups = [(self._settings(g), [p for p in g["params"] if p.grad is not None]) for g in self.param_groups]
        self._refuse([param for _, params in groups for param in params])
        variables = [self._variable(param, p) for p, params in groups for param in params]
        take(self, [v for v in variables if v.x.numel()])
        for v in variables:
            self._finish(v)
        return loss

    def _settings(self, group: dict[str, Any]) -> dict[str, Any]:
        """What a group says now, checked anew: schedulers and users write on it between steps."""
        self._check(group)
        return {n: value for n, value in group.items() if n != "params"} | {
            "group": group,
            "own_decay": "weight_decay" in self.ranges,
            "lr": float(group.get("lr", 1.0)),
            "beta1_product": None,
        }

    def _refuse(self, params: list[torch.Tensor]) -> None:
        """One line for what no step can be taken with. Nothing has changed by then, neither a parameter nor a state."""
        for param in params:
            grad = cast(torch.Tensor, param.grad)
            if grad.layout != torch.strided:
                raise ConfigurationError(f"{self.rule} takes no sparse gradients: pass sparse=False to the layer that makes them")
            if not (param.is_floating_point() or param.is_complex()):
                raise ConfigurationError(f"{self.rule} takes no steps in whole numbers: leave the {param.dtype} parameter out")
            if grad.is_complex() != param.is_complex():
                raise ConfigurationError(f"a gradient of {grad.dtype} for a parameter of {param.dtype}: pass one of its type")
        if len({param.is_meta for param in params}) > 1:
            raise ConfigurationError(
                "some parameters lie on the device meta and have no values: materialise them before the step"
            )

    def _variable(self, param: torch.Tensor, p: dict[str, Any]) -> Variable:
        state = self._state(param, p)
        state["step"] += 1
        if self.beta1_product:
            state["beta1_product"] *= p["betas"][0] if "betas" in p else p["beta1"]
            p = {**p, "beta1_product": state["beta1_product"]}
        held = [state.get("master", param), param.grad, *(state[_key(n)] for n in self.states)]
        x, g, *states = (torch.view_as_real(a) if a.is_complex() else a for a in held)
        return Variable(param, x, g, states, p, state["step"])

    def _state(self, param: torch.Tensor, p: dict[str, Any]) -> dict[str, Any]:
        """The state of a parameter, begun where there is none; a copy that the parameter has left behind is made anew."""
        state = self.state[param]
        if not state:
            state["step"] = 0
            state |= {"beta1_product": 1.0} if self.beta1_product else {}
        if param.dtype in LOW and p["master_weights"]:
            if "master" not in state or self._seen.get(id(param), param._version) != param._version:
                state["master"] = param.to(torch.float32, copy=True)
        else:
            state.pop("master", None)
        like = state.get("master", param)
        for name, start in self.states.items():
            if _key(name) not in state:
                state[_key(name)] = _filled(like, p["delta"] ** 2 if start == "delta_squared" else 0.0)
            elif state[_key(name)].dtype != like.dtype:
                state[_key(name)] = state[_key(name)].to(like.dtype)
        return state

    @property
    def _seen(self) -> dict[int, int]:
        """The version of each parameter that has a copy, as we left it: others may write on parameters too."""
        found: dict[int, int] = self.__dict__.setdefault("_versions", {})
        return found

    def _finish(self, v: Variable) -> None:
        """The projection, and the parameter that a copy stands for."""
        if v.p["box"] is not None:
            v.x.clamp_(*v.p["box"])
        if "master" in self.state[v.param]:
            v.param.copy_(v.x)
            self._seen[id(v.param)] = v.param._version

    def __reduce__(self) -> Any:
        """A generated class is found again by its rule and options, in any process."""
        if "made_by" not in vars(type(self)):
            return super().__reduce_ex__(4)
        again, rule, options = type(self).made_by
        return again, (rule, options), self.__getstate__()

    def __setstate__(self, state: dict[str, Any]) -> None:
        """What was pickled, copied or loaded, where it is of this rule: PyTorch's `load_state_dict` ends here."""
        settings = state.get("defaults") or self.defaults
        for group in state["param_groups"]:
            if lacking := sorted(settings.keys() - group.keys()):
                raise ConfigurationError(
                    f"not a state of {self.rule}: its groups lack {', '.join(lacking)}; load one of this rule's"
                )
            self._check(group)
        for param, held in state["state"].items():
            self._check_state(param, held)
        super().__setstate__(state)

    def _check_state(self, param: Any, held: Mapping[str, Any]) -> None:
        """One line where a parameter's state is of another rule or of another shape."""
        own = {"step", *map(_key, self.states), *(["beta1_product"] if self.beta1_product else [])}
        if held and held.keys() - {"master"} != own:
            names = ", ".join(sorted(held.keys() - {"master"}))
            raise ConfigurationError(
                f"not a state of {self.rule}, which holds {', '.join(sorted(own))}: {names}; load one of this rule's"
            )
        for name in self.states if held else ():
            if held[_key(name)].shape != param.shape:
                shapes = f"{tuple(held[_key(name)].shape)} for a parameter of shape {tuple(param.shape)}"
                raise ConfigurationError(
                    f"{_key(name)} has shape {shapes}: load a state of the same parameters in the same order"
                )

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """As PyTorch's, which rounds states to the type of their parameter; those in float32 are taken as they are."""
        super().load_state_dict(state_dict)
        self._seen.clear()
        keys = [k for group in state_dict["param_groups"] for k in group["params"]]
        params = [param for group in self.param_groups for param in group["params"]]
        for key, param in zip(keys, params, strict=True):
            for name, value in state_dict["state"].get(key, {}).items():
                if param.dtype in LOW and isinstance(value, torch.Tensor):
                    self.state[param][name] = value.to(param.device, copy=True)


def _key(name: str) -> str:
    """Where a rule's state is kept; three names are ours."""
    return f"{name}_" if name in ("step", "master", "beta1_product") else name


def _filled(like: torch.Tensor, value: float) -> torch.Tensor:
    found = torch.zeros_like(like, memory_format=torch.preserve_format)
    if value:
        (torch.view_as_real(found) if found.is_complex() else found).fill_(value)
    return found


__all__ = ["RecordedOptimizer", "one_minus_power", "step_size"]
