"""The update rules and losses once more, from theory.md §0 and the papers alone, on `Near` numbers of shape (runs, d)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from rounded import Near, Wide

ADAPTIVE = ("adal", "adal_ams", "adam", "amsgrad", "adamw")
MAXIMUM = ("adal_ams", "amsgrad")
KNOWN = (*ADAPTIVE, "sgd", "adagrad")  # the rules that are computed here; `own_steps` has the others


@dataclass
class Step:
    """What one step computes: `roots` divide the update, `squares` and `states` must stay in the range."""

    x: Near
    w: Near | None
    g_hat: Near
    m: Near
    eta: Near
    a: Near
    h: Near
    moved: Near
    divisor: Near | None
    states: list[Near]
    norm_root: Near | None = None
    roots: list[Near] = field(default_factory=list)  # those that an underflow may be about, where nobody says which it is


@dataclass
class OwnRule:
    """A rule with its state; `p` are its parameters (runs, 1), `s` and `beta1_t` the schedules over steps."""

    name: str
    kind: str
    p: dict[str, Any]
    s: Any
    beta1_t: Any
    norm: float
    correction: bool
    placement: str
    box: Any
    t: int = 0
    m: Any = 0.0
    v: Any = 0.0
    v_max: Any = None
    log_beta1: Any = field(default_factory=lambda: np.zeros((1, 1), Wide))

    def number(self, name: str) -> Near:
        return Near(self.p[name], self.kind)

    def weight(self, g: Near) -> tuple[Near | None, Near | None]:
        """‖g‖ of AdaL, with the square root that it takes."""
        if self.name not in ("adal", "adal_ams"):
            return None, None
        if self.norm == 2:
            root = (g * g).sum().sqrt()
            return root[:, None], root[:, None]
        return (abs(g).sum() if self.norm == 1 else abs(g).max())[:, None], None

    def beta1(self) -> Any:
        return self.p["beta1"] if self.beta1_t is None else self.beta1_t[self.t - 1]

    def step(self, x: Near, g: Near) -> Step:
        self.t += 1
        eta = self.number("eta") * Near(self.s[self.t - 1], self.kind)
        if self.name == "adagrad":
            return self.adagrad(x, g, eta)
        w, norm_root = self.weight(g)
        g_hat = g if w is None else w * g
        b1 = self.beta1()
        self.m = Near(b1, self.kind) * self.m + Near(1 - b1, self.kind, 0) * g_hat
        with np.errstate(divide="ignore"):
            self.log_beta1 = self.log_beta1 + np.log1p(-(1 - np.asarray(b1, Wide)))
        plain = eta
        if self.correction:
            eta = eta / Near(-np.expm1(self.log_beta1), self.kind).of(-np.expm1(self.log_beta1), 0)
        if self.name == "sgd":
            one = Near(np.ones_like(g.value), self.kind)
            moved = eta * self.m
            return Step(self.project(x - moved), None, g, self.m, eta, one, one, moved, None, [self.m])
        a, h, divisor, squares = self.second_moment(g_hat)
        moved = eta * (a * self.m)
        new = x - moved
        if self.name == "adamw":
            new = new - plain * (self.number("weight_decay") * x)
        return Step(self.project(new), w, g_hat, self.m, eta, a, h, moved, divisor, [self.m, *squares], norm_root)

    def second_moment(self, g_hat: Near) -> tuple[Near, Near, Near, list[Near]]:
        b2, square = self.p["beta2"], g_hat * g_hat
        self.v = Near(b2, self.kind) * self.v + Near(1 - b2, self.kind) * square
        with np.errstate(divide="ignore"):
            rest = -np.expm1(self.t * np.log1p(-(1 - b2)))
        v_hat = self.v / Near(rest, self.kind).of(rest, 0) if self.correction else self.v
        if self.name in MAXIMUM:
            self.v_max = v_hat.maximum(self.number("delta") * self.number("delta") if self.v_max is None else self.v_max)
            a, h, divisor = self.preconditioner(self.v_max, self.v_max)
            return a, h, divisor, [square, self.v, self.v_max]
        a, h, divisor = self.preconditioner(v_hat, self.v)
        return a, h, divisor, [square, self.v]

    def adagrad(self, x: Near, g: Near, eta: Near) -> Step:
        square = g * g
        self.v = square + (self.number("delta") * self.number("delta") if self.t == 1 else self.v)
        a, h, divisor = self.preconditioner(self.v, self.v)
        moved = eta * (a * g)
        return Step(self.project(x - moved), None, g, g, eta, a, h, moved, divisor, [square, self.v])

    def preconditioner(self, v_hat: Near, v: Near) -> tuple[Near, Near, Near]:
        """A, H = 1/A and what the update divides by; where v = 0, v^(−1/2) counts as 0 and H as 0."""
        root, eps = v_hat.sqrt(), self.number("eps")
        with np.errstate(divide="ignore", invalid="ignore"):
            if self.placement == "denominator":
                h = root + eps
                return (1 / h).where(h.value != 0, 0), h, h
            inverse = (1 / root).where(v.value != 0, 0)
            a = inverse + eps
            h = (root / (1 + eps * root)).where(v.value != 0, 0)
        return a, h, v.sqrt()

    def project(self, x: Near) -> Near:
        return x if self.box is None else x.clip(*self.box)


@dataclass
class OwnLoss:
    """`slope` or `centre` (period, d), `a` (1, d), `kappa`, exactly as the engine holds them."""

    family: str
    kind: str
    data: dict[str, Any]
    given: dict[str, Any] = field(default_factory=dict)

    def row(self, name: str, t: int) -> Near:
        rows = self.data[name]
        return Near(rows[(t - 1) % len(rows)], self.kind)

    def of(self, x: Near, t: int) -> tuple[Near, Near]:
        """f_{t,i}(x_i) and its derivative."""
        if self.family == "linear":
            slope = self.row("slope", t)
            return slope * x, Near(np.broadcast_to(slope.value, x.value.shape), self.kind)
        r = x - self.row("centre", t)
        if self.family == "absolute":
            return abs(r), Near(np.sign(r.value), self.kind)
        if self.family == "huber":
            k = self.data["kappa"]
            size, inside = abs(r), np.abs(r.value) <= k
            outer = Near(k, self.kind) * (size - 0.5 * k)
            inner = Near(0.5, self.kind) * (r * r)
            parts = [np.where(inside, getattr(inner, n), getattr(outer, n)) for n in ("value", "error", "lost")]
            return Near(parts[0], self.kind, *parts[1:]), r.clip(-k, k)
        a = self.row("a", t)
        return Near(0.5, self.kind) * (a * (r * r)), a * r

    def best(self, t: int, box: Any) -> Any:
        """The best fixed point of the first t losses, by coordinate, and its error."""
        name = "slope" if self.family == "linear" else "centre"
        rows = self.given[name][np.arange(t) % len(self.data[name])]  # as they were given: x* is computed in float64
        total, size = rows.sum(0), np.abs(rows).sum(0)
        if self.family != "linear":
            mean = total / t
            error = size / t * Wide(2) ** -50
            return (mean if box is None else np.clip(mean, *box)), error
        unsure = (np.abs(total) <= size * Wide(2) ** -50) & (size > 0) & (total != 0)
        ends = np.where(total > 0, box[0], np.where(total < 0, box[1], (Wide(box[0]) + box[1]) / 2))
        return ends, np.where(unsure, Wide(box[1]) - box[0], 0)

    def size(self, x: Near, t: int) -> Any:
        """What relative errors of the data are of, in f_t(x)."""
        if self.family == "linear":
            return (np.abs(self.row("slope", t).value * x.value)).sum(-1)
        spread = np.abs(x.value) + np.abs(self.row("centre", t).value)
        if self.family == "quadratic":
            return (self.row("a", t).value * spread * spread).sum(-1) * 2
        return (spread if self.family == "absolute" else self.data["kappa"] * spread + spread * np.minimum(spread, 1)).sum(-1) * 2
