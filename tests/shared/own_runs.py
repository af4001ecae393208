"""A run checked step by step, from the engine's own x_t, against `own_rules`: what happens, and every number that it reports.

Each step is computed in extended range with a bound on its rounding errors, from where the run is, so that no error is amplified
from one step to the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from own_rules import OwnLoss, OwnRule, Step
from rounded import LIMITS, Near, Wide

DIVERGED = Wide(1e8)
EXCEEDED = {"float64": Wide(1e-9), "float32": Wide(1e-4)}


@dataclass
class Check:
    """One call: `data` is what `run` gave, `noise` (runs, steps, d) what came upon the gradients, `star` a given x* or None."""

    rule: OwnRule
    loss: OwnLoss
    data: Any
    noise: Any
    star: Any
    box: Any
    kind: str

    def __post_init__(self) -> None:
        x, last = self.data.x.values, self.data.x_final.values
        self.xs = np.concatenate([x, last[:, None, :]], 1).astype(Wide)  # x_1 … x_{T+1}
        self.runs, self.steps, self.d = x.shape
        self.status = self.data.status.values
        self.alive = np.ones(self.runs, bool)
        self.sums: dict[str, Any] = {}
        self.history: list[tuple[Any, Any]] = []
        self.ratio: Any = 0.0
        self.compared = 0

    def everything(self) -> int:
        """Raises AssertionError at the first difference; the number of values that were compared."""
        with np.errstate(all="ignore"):
            for t in range(1, self.steps + 1):
                self.at(t)
            for r in np.flatnonzero(self.alive):
                assert self.status[r] == "ok", f"run {r}: {self.status[r]}, without a reason"
        return self.compared

    def at(self, t: int) -> None:
        x = Near(np.where(self.alive[:, None], self.xs[:, t - 1], 0), self.kind)
        loss, exact = self.loss.of(x, t)
        g = exact if self.noise is None else exact + Near(self.noise[:, t - 1], self.kind)
        total = loss.to("float64").sum()
        self.first = abs(total) if t == 1 else self.first
        wrong = self.happened("non-finite", t, total.low > LIMITS["float64"][2], total.lost)
        if self.box is None:
            bound = DIVERGED * (1 + self.first.value)
            error = total.error + DIVERGED * self.first.error + Wide(1e-15) * bound
            self.happened("diverged", t, np.abs(total.value) - error > bound, (np.abs(total.value) + error >= bound) | total.lost)
        before = self.alive & ~wrong
        step = self.rule.step(x, g)
        self.keep(t, step, loss, g, total)
        self.reported(t, g, before)
        self.left_the_range(t, step, g)
        self.certified(t, step, before)
        self.moved(t, step)

    def happened(self, event: str, t: int, surely: Any, perhaps: Any) -> Any:
        """Whether the status of each living run is this event: it must be where `surely`, may be where `perhaps`."""
        told = self.alive & (self.status == f"{event} at t={t}")
        for r in np.flatnonzero(self.alive & surely & ~told):
            raise AssertionError(f"run {r} is {self.status[r]!r}, but must be {event!r} at t={t}")
        for r in np.flatnonzero(told & ~perhaps & ~surely):
            raise AssertionError(f"run {r} is {self.status[r]!r} without a reason")
        self.alive &= ~told
        return told

    def left_the_range(self, t: int, step: Step, g: Near) -> None:
        least = LIMITS[self.kind][3]
        surely, perhaps = np.zeros(self.runs, bool), np.zeros(self.runs, bool)
        unit, tiny = LIMITS[self.kind][:2]
        there = np.abs(g.value) > g.error
        # A step below the rounding of η may be lost: m has faded before v.
        moves = step.moved.low > 2 * unit * np.abs(self.xs[:, t - 1]) + 4 * tiny + 64 * unit * step.eta.high
        remembered = step.m.high > least * unit / 64
        for root, matters in ((step.divisor, there | moves), (step.norm_root, there)):
            if root is not None:
                # A root that is 0 in exact arithmetic is one by convention: β2 = 0 and a gradient of 0.
                surely |= ((root.high < least) & (root.value > 0) & matters & ~root.lost).any(1)
                perhaps |= (((root.low < least) | root.lost) & ((g.high > 0) | remembered)).any(1)
        for root in step.roots:
            perhaps |= (((root.low < least) | root.lost) & ((g.high > 0) | remembered)).any(1)
        large = [*step.states, step.x]
        over = np.any([((v.low > LIMITS[self.kind][2]) & ~(v.lost & np.isnan(v.low))).any(1) for v in large], axis=0)
        near = np.any([v.lost.any(1) for v in large], axis=0) | step.moved.lost.any(1)
        told = np.zeros(self.runs, bool)
        # A step that leaves the range at both ends is an overflow, and so may one be told that perhaps does.
        told |= self.happened("overflow", t, over, near)
        told |= self.happened("underflow", t, surely & ~near, perhaps)
        for r in np.flatnonzero(told):
            assert np.isnan(self.xs[r, t:]).all(), f"run {r}: x after {self.status[r]}"

    def keep(self, t: int, step: Step, loss: Near, g: Near, total: Near) -> None:
        """The sums up to t."""
        wide = {n: getattr(step, n).to("float64") for n in ("g_hat", "m", "eta", "h")}
        w = Near(np.ones((self.runs, 1)), "float64") if step.w is None else step.w.to("float64")
        ratio = wide["h"] / wide["eta"]
        gap = ratio - self.ratio
        self.ratio = ratio
        terms = {
            "loss": total,
            "weighted": w[:, 0] * total,
            "w": w[:, 0],
            "gap": gap.maximum(0.0).sum(),
            "move": (wide["eta"] * ((step.a * step.m).to("float64") * wide["m"])).sum(),
            "linear": (step.g_hat * Near(self.xs[:, t - 1], self.kind)).to("float64").sum(),
            "g_hat": wide["g_hat"],
        }
        self.sums = {n: v if t == 1 else self.sums[n] + v for n, v in terms.items()}
        self.history.append((t, w))

    def against(self, t: int) -> tuple[Near, Near, Near]:
        """x*_t with Σ f_s(x*_t) and Σ w_s f_s(x*_t)."""
        point, error = self.loss.best(t, self.box) if self.star is None else (self.star, 0)
        star = Near(np.broadcast_to(np.asarray(point, Wide), (1, self.d)), "float64", np.broadcast_to(error, (1, self.d)))
        wide = OwnLoss(self.loss.family, "float64", self.loss.given)
        plain: Any = 0.0
        weighted: Any = 0.0
        for s, w in self.history:
            f = wide.of(star, s)[0].sum()
            # The data of the engine are rounded to its type; those of x* are not.
            f = Near(f.value, "float64", f.error + LIMITS[self.kind][0] * wide.size(star, s), f.lost)
            plain, weighted = plain + f, weighted + w[:, 0] * f
        return star, plain, weighted

    def reported(self, t: int, g: Near, rows: Any) -> None:
        star, plain, weighted = self.against(t)
        data, k = self.data, t - 1
        self.equal("regret", data.regret.values[:, k], self.sums["loss"] - plain, rows)
        self.equal("weighted_regret", data.weighted_regret.values[:, k], self.sums["weighted"] - weighted, rows)
        self.equal("sum_w", data.sum_w.values[:, k], self.sums["w"], rows)
        wide = g.to("float64")
        self.equal("grad_norm_1", data.grad_norm_1.values[:, k], abs(wide).sum(), rows)
        norm = (wide * wide).sum().sqrt()
        inside = norm.low > LIMITS["float64"][3]
        self.equal("grad_norm", data.grad_norm.values[:, k], norm, rows & inside)
        self.x_star = star

    def certified(self, t: int, step: Step, rows: Any) -> None:
        """B5 and its left side; above it by more than rounding is told."""
        if "certificate" not in self.data:
            return
        b1 = self.rule.p.get("beta1", np.zeros((1, 1), Wide))[:, 0]
        linear = self.sums["linear"] - (self.sums["g_hat"] * self.x_star).sum()
        self.equal("linearised_regret", self.data.linearised_regret.values[:, t - 1], linear, self.alive)
        if self.box is None:
            return
        half = (Wide(self.box[1]) - self.box[0]) ** 2 / 2
        c = half * self.sums["gap"] + Near(b1 / (1 - b1) * half, "float64") * self.ratio.sum()
        c = c + Near((1 + b1) / (2 * (1 - b1)), "float64") * self.sums["move"]
        self.equal("certificate", self.data.certificate.values[:, t - 1], c, self.alive)
        above = linear - c
        allowed = EXCEEDED[self.kind] * (np.abs(c.value) + np.abs(self.sums["linear"].value))
        self.happened(
            "certificate exceeded",
            t,
            above.value - above.error > 2 * allowed,
            (above.value + above.error > allowed / 2) | above.lost,
        )

    def moved(self, t: int, step: Step) -> None:
        for i in range(self.d):
            self.equal(f"x[{i}]", self.xs[:, t, i], step.x[:, i], self.alive)

    def equal(self, name: str, found: Any, own: Near, rows: Any) -> None:
        use = rows & ~own.lost & np.isfinite(own.error)
        off = np.abs(np.asarray(found, Wide) - own.value)
        bad = use & ~(off <= own.error)
        if bad.any():
            r = int(np.flatnonzero(bad)[0])
            raise AssertionError(
                f"{name} of run {r} after {len(self.history)} steps is {found[r]!r}, must be "
                f"{own.value[r]!r} ± {own.error[r]!r} ({self.status[r]})"
            )
        self.compared += int(use.sum())
