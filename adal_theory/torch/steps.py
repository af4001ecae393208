"""Runs the generated steps of many tensors side by side, so that a reduction can go over all of them.

A generated step changes x and the states in place and yields ("sum" or "max", this tensor's part) where it needs a reduction; it
gets back the whole. On a processor lists are cut into blocks that fit its cache: a step is then bound by one pass through memory
and not by one pass for each operation.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import torch

BLOCK = 1 << 17  # elements that a processor works on at once
SCHEDULES: dict[str, Callable[[int], float]] = {
    "constant": lambda t: 1.0,
    "1/sqrt(t)": lambda t: 1.0 / math.sqrt(t),
    "1/t": lambda t: 1.0 / t,
}


def step_size(schedule: str, t: int) -> float:
    """s_t of η_t = lr · s_t at step t = 1, 2, …"""
    return SCHEDULES[schedule](t)


def one_minus_power(beta: float, t: int) -> float:
    """1 − β^t without the cancellation that β near 1 brings."""
    return -math.expm1(t * math.log(beta)) if beta > 0 else 1.0


@dataclass
class Variable:
    """One parameter in a step: `x`, `g` and `states` are what is computed with, real and of one type; `p` its group's numbers."""

    param: torch.Tensor
    x: torch.Tensor
    g: torch.Tensor
    states: list[torch.Tensor]
    p: dict[str, Any]
    t: int

    @property
    def tensors(self) -> list[torch.Tensor]:
        return [self.x, self.g, *self.states]

    @property
    def shared(self) -> Any:
        """What all tensors of one list have in common."""
        return id(self.p["group"]), self.x.device, self.x.dtype, self.t, self.p["beta1_product"]

    @property
    def many(self) -> bool:
        """Whether it goes into lists; torch._foreach_* knows no tensors of other classes."""
        plain = type(self.param) in (torch.Tensor, torch.nn.Parameter)
        return plain if self.p["foreach"] is None else bool(self.p["foreach"])

    def pieces(self) -> list[tuple[torch.Tensor, ...]]:
        """Its tensors, cut into blocks on a processor."""
        tensors = self.tensors
        whole = self.x.device.type != "cpu" or self.x.numel() <= BLOCK
        if whole or not all(a.is_contiguous() for a in tensors):
            return [tuple(tensors)]
        return list(zip(*(a.view(-1).split(BLOCK) for a in tensors), strict=True))


@dataclass
class Work:
    """Tensors, or pieces of them, that take their step together. `owners` says whose pieces they are."""

    p: dict[str, Any]
    t: int
    many: bool
    rows: list[tuple[torch.Tensor, ...]] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    kind: str = ""
    parts: list[torch.Tensor] = field(default_factory=list)

    def begin(self, rule: Any) -> bool:
        """Run up to the first reduction; whether there is one."""
        columns: list[Any] = [list(column) for column in zip(*self.rows, strict=True)]
        columns[1] = self._gradients(columns[0], columns[1])
        step = rule.many if self.many else rule.single
        self.running = step(*(columns if self.many else [column[0] for column in columns]), self.p, self.t)
        return inspect.isgenerator(self.running) and self.resume(None)

    def _gradients(self, x: list[torch.Tensor], g: list[torch.Tensor]) -> list[torch.Tensor]:
        """The gradients with the sign and the weight decay that the group asks for; a decoupled one is taken from x at once."""
        p = self.p
        g = [a.to(x[0].dtype) for a in g]  # those of one list may differ: a parameter in bfloat16 has a copy in float32
        if p["maximize"]:
            g = list(torch._foreach_neg(g))
        if p["weight_decay"] and not p["own_decay"]:
            if not p["decoupled_weight_decay"]:
                return list(torch._foreach_add(g, x, alpha=p["weight_decay"]))
            torch._foreach_mul_(x, 1.0 - p["lr"] * step_size(p["step_schedule"], self.t) * p["weight_decay"])
        return g

    def resume(self, whole: list[torch.Tensor] | None) -> bool:
        """Go on with the result of the last reduction; whether there is another."""
        try:
            self.kind, found = self.running.send(whole if whole is None or self.many else whole[0])
        except StopIteration:
            return False
        self.parts = list(found) if self.many else [found]
        return True

    def keys(self) -> list[Any]:
        """For each part which others it is combined with."""
        return list(self.owners) if self.p["norm_over"] == "tensor" else ["all"] * len(self.owners)


def take(rule: Any, variables: Iterable[Variable]) -> None:
    """One step of all variables."""
    waiting = [work for work in _works(variables) if work.begin(rule)]
    while waiting:
        wholes = _combined(waiting)
        waiting = [work for work, whole in zip(waiting, wholes, strict=True) if work.resume(whole)]


def _works(variables: Iterable[Variable]) -> Iterator[Work]:
    """Tensors in lists of at most a block on a processor, of any length elsewhere; those that go alone one by one."""
    lists: dict[Any, list[Variable]] = {}
    for v in variables:
        lists.setdefault(v.shared if v.many else id(v), []).append(v)
    for several in lists.values():
        work, size = None, 0
        for v in several:
            for row in v.pieces() if v.many else [tuple(v.tensors)]:
                if work is None or (v.x.device.type == "cpu" and size + row[0].numel() > BLOCK):
                    if work is not None:
                        yield work
                    work, size = Work(v.p, v.t, v.many), 0
                work.rows.append(row)
                work.owners.append(id(v))
                size += row[0].numel()
        if work is not None:
            yield work


def _combined(waiting: list[Work]) -> list[list[torch.Tensor]]:
    """For each part of each work the sum or maximum over all that it belongs with."""
    parts: dict[Any, list[torch.Tensor]] = {}
    for work in waiting:
        for key, part in zip(work.keys(), work.parts, strict=True):
            parts.setdefault(key, []).append(part)
    wholes = {key: _reduced(waiting[0].kind, several) for key, several in parts.items()}
    return [[wholes[key].to(part) for key, part in zip(work.keys(), work.parts, strict=True)] for work in waiting]


def _reduced(kind: str, parts: list[torch.Tensor]) -> torch.Tensor:
    """The sum, or the maximum from 0 upwards, of numbers that may lie on several devices."""
    first = parts[0]
    if len(parts) > 1:
        wide = max((part.dtype for part in parts), key=lambda dtype: torch.finfo(dtype).bits)
        stacked = torch.stack([part.to(first.device, wide) for part in parts])
        first = stacked.sum() if kind == "sum" else stacked.max()
    return first if kind == "sum" else first.clamp(min=0.0)
