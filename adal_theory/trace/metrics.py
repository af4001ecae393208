"""What a run reports, as graph expressions beside the update: sums that a step adds to, per run or coordinate.

They never enter the update, and nothing here knows the comparator: the host forms regret from these sums.
All sums are float64 whatever the run's precision.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from adal_theory.trace.floating_range import LARGEST
from adal_theory.trace.graph import COORDINATE, RUN, STEP, Recorder
from adal_theory.trace.vocabulary import Value

UNLOGGED = ("ratio", "first_loss", "start_side")
GROUPS = ("regret", "weighted_regret", "certificate", "gradients", "bounds", "x", "exact_gradients")
SPECIAL = ("exit",)  # groups that only some problems have
DEFAULT = ("regret", "weighted_regret", "certificate", "gradients", "x")
NEEDED = {
    "certificate": ("g_hat", "m", "eta_prime", "preconditioner", "inverse_preconditioner"),
    "bounds": ("g_hat", "m", "inverse_preconditioner"),
}  # what a rule's step must name for a group
DIVERGENCE_FACTOR = 1e8


@dataclass
class Sums:
    """Names of the metric states (`run`, `coordinate`) and of instantaneous per-run records."""

    run: dict[str, Value] = field(default_factory=dict)
    coordinate: dict[str, Value] = field(default_factory=dict)
    instant: dict[str, Value] = field(default_factory=dict)


class MetricRecorder:
    """Adds the chosen groups to a recorded step (theory.md §0 and B5, B9 for the quantities)."""

    def __init__(self, o: Recorder, groups: tuple[str, ...], exit_level: float | None = None) -> None:
        self.o, self.groups, self.sums, self.exit_level = o, groups, Sums(), exit_level
        self.t = o.input("step", "t", STEP, "f64")

    def wide(self, v: Value) -> Value:
        return self.o.cast(v, "f64")

    def total(self, e: Value) -> Value:
        return self.o.sum_coordinates(self.wide(e))

    def old(self, name: str, axes: int = RUN) -> Value:
        return self.o.input("state", name, STEP | axes, "f64")

    def add(self, name: str, term: Value) -> None:
        self.sums.run[name] = self.old(name) + self.wide(term)

    def add_coordinate(self, name: str, term: Value) -> None:
        self.sums.coordinate[name] = self.old(name, RUN | COORDINATE) + self.wide(term)

    def record(self, step: dict[str, Any], loss: Value, exact: Value, g: Value, features: tuple[Value, ...], boxed: bool) -> Sums:
        """Record every group. `loss` is f_t(x_t) in float64 and `exact` ∇f_t(x_t), both noise-free; `g` the gradient used."""
        total_loss = loss
        self._status(total_loss, boxed)
        if self._plain(step):
            self.add("loss_sum", total_loss)
        if self._has_weights(step):
            self._weighted(step["w"], total_loss, features)
        if "certificate" in self.groups:
            self._certificate(step)
        if "gradients" in self.groups:
            self.sums.instant["grad_norm_1"] = self.total(self.o.abs(g))
            self.sums.instant["grad_norm_2"] = self.o.sqrt(self.total(self.wide(g) * self.wide(g)))
        if "bounds" in self.groups:
            self._bounds(step, g)
        if "exact_gradients" in self.groups:
            self.sums.instant["exact_norm_1"] = self.total(self.o.abs(exact))
            self.sums.instant["exact_norm_2"] = self.o.sqrt(self.total(self.wide(exact) * self.wide(exact)))
        if "exit" in self.groups:
            self._exit()
        return self.sums

    def _exit(self) -> None:
        """The first step t at which x_{t,i} lies strictly beyond the level, seen from x_{1,i}; 0 = not yet.

        Landing on the level is not an exit, and what starts on it never exits.
        """
        o, each = self.o, RUN | COORDINATE
        assert self.exit_level is not None
        offset = self.wide(o.input("state", "x", STEP | each)) - self.exit_level
        side, seen = self.old("start_side", each), self.old("exit_at", each)
        side = o.where(o.equal(self.t, 1.0), o.sign(offset), side)
        beyond = o.less(side * offset, 0.0)
        self.sums.coordinate["start_side"] = side
        self.sums.coordinate["exit_at"] = o.where(o.both(o.equal(seen, 0.0), beyond), self.t, seen)

    def _has_weights(self, step: dict[str, Any]) -> bool:
        return "weighted_regret" in self.groups and step["w"] is not None

    def _plain(self, step: dict[str, Any]) -> bool:
        """Whether R is wanted, or R^w of a rule without weights, which is R."""
        return "regret" in self.groups or ("weighted_regret" in self.groups and step["w"] is None)

    def _status(self, loss: Value, boxed: bool) -> None:
        """The first step whose loss is not finite, or (without a box) exceeds the first loss by 10⁸."""
        o, seen = self.o, self.old("nonfinite_at")
        finite = o.less_equal(o.abs(loss), LARGEST["f64"])
        first_time = o.both(o.equal(seen, 0.0), o.negate(finite))
        self.sums.run["nonfinite_at"] = o.where(first_time, self.t, seen)
        if boxed:
            return
        start, gone = self.old("first_loss"), self.old("diverged_at")
        start = o.where(o.equal(self.t, 1.0), o.abs(loss), start)
        large = o.less(DIVERGENCE_FACTOR * (1.0 + start), o.abs(loss))
        self.sums.run["first_loss"] = start
        self.sums.run["diverged_at"] = o.where(o.both(o.equal(gone, 0.0), large), self.t, gone)

    def record_comparator(self, step: dict[str, Any], loss: Value) -> None:
        """Sums of f_t(x*), for problems whose comparator is a fixed point known beforehand."""
        if self._plain(step):
            self.add("comparator_sum", loss)
        if self._has_weights(step):
            self.add("weighted_comparator_sum", self.wide(step["w"]) * loss)

    def _weighted(self, w: Value, loss: Value, features: tuple[Value, ...]) -> None:
        self.add("weight_sum", w)
        self.add("weighted_loss_sum", self.wide(w) * loss)
        for k, feature in enumerate(features):
            if self.o.graph.nodes[feature.payload].axes & STEP:
                self.add_coordinate(f"weighted_feature_{k}", self.wide(w) * self.wide(feature))

    def _certificate(self, step: dict[str, Any]) -> None:
        """The three sums of B5, Σ⟨ĝ, x⟩ and Σĝ for its left side, and how often Γ < 0."""
        o, x = self.o, self.o.input("state", "x", STEP | RUN | COORDINATE)
        ratio = self.wide(step["inverse_preconditioner"]) * (1.0 / self.wide(step["eta_prime"]))
        gap = ratio - self.old("ratio", RUN | COORDINATE)
        self.sums.coordinate["ratio"] = ratio
        self.add("gap_sum", self.total(o.maximum(gap, 0.0)))
        self.add("gap_negative", self.total(o.where(o.less(gap, 0.0), 1.0, 0.0)))
        m = step["m"]
        self.add("move_sum", self.total(self.wide(step["eta_prime"]) * (self.wide(step["preconditioner"] * m) * self.wide(m))))
        self.add("g_hat_x_sum", self.total(step["g_hat"] * x))
        self.add_coordinate("g_hat_sum", step["g_hat"])
        self.sums.instant["ratio_total"] = self.total(ratio)

    def _bounds(self, step: dict[str, Any], g: Value) -> None:
        """What B9 and B10 need beside the certificate: Σĝ², Σm²/√t, H_T and the largest gradient norms."""
        o, g_hat, m = self.o, step["g_hat"], step["m"]
        self.add_coordinate("g_hat_square_sum", self.wide(g_hat) * self.wide(g_hat))
        self.add("m_square_sum", self.total(self.wide(m) * self.wide(m)) / o.sqrt(self.t))
        self.sums.run["g_1_max"] = o.maximum(self.old("g_1_max"), self.total(o.abs(g)))
        self.sums.run["g_inf_max"] = o.maximum(self.old("g_inf_max"), o.max_coordinates(self.wide(o.abs(g))))
        self.sums.instant["h_total"] = self.total(step["inverse_preconditioner"])


def record_range(o: Recorder, level: Value) -> Sums:
    """Alone the first step whose `level` (`floating_range.classified`) is not 0, and that level: `range_at`, `range_level`."""
    t = o.input("step", "t", STEP, "f64")
    seen, kind = (o.input("state", n, STEP | RUN, "f64") for n in ("range_at", "range_level"))
    level = o.cast(level, "f64")
    first = o.both(o.equal(seen, 0.0), o.less(0.0, level))
    return Sums(run={"range_at": o.where(first, t, seen), "range_level": o.where(first, level, kind)})


def recorded(step: Any, groups: tuple[str, ...]) -> list[tuple[str, int]]:
    """What a recorded step logs, in order: per-run sums, instantaneous values, then per-coordinate records.

    The rule's own state and the last ratio H/η' are not logged.
    """
    logged = [s for s in step.states if s.logged]
    result = [(s.name, RUN) for s in logged if not s.axes & COORDINATE]
    result += [(n, RUN) for n in step.instant]
    result += [("x", RUN | COORDINATE)] if "x" in groups else []
    return result + [(s.name, RUN | COORDINATE) for s in logged if s.axes & COORDINATE]
