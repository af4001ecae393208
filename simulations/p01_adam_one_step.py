"""P1: the longest step of Adam and AdaMax, by gradients made for it (Kingma & Ba 2015, §2.1 and §7.1; `proofs/audits`).

Adam's bound κ_T is Cauchy–Schwarz's, with equality for g_j in proportion to (β2/β1)^j, whatever T: one run meets it at every
step. AdaMax's is met by g_j = β2^j.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.plots import (
    THEORY_DASHES,
    Curve,
    PhasePanel,
    Series,
    draw_phase,
    draw_theory,
    draw_trajectories,
    ink,
    note,
    panels,
    place_legend,
    styled,
)
from adal_theory.problems import linear
from adal_theory.proofs.curves.audits import longest_adam_step, longest_adamax_step, printed_adam_step
from adal_theory.results.comparison import Comparison
from adal_theory.results.experiment import Context, Experiment, Outcome
from adal_theory.rules.rule import BETA1, BETA2, ETA, Rule

Array = NDArray[np.float64]
Pair = tuple[float, float]  # β1, β2
BOX = (-1e6, 1e6)  # no step leads so far: the theorem is without projection
DECADES = 140.0  # gradients lie in 10^±140: their squares are floats
ADAM = ((0.9, 0.999), (0.9, 0.99), (0.9, 0.9))  # the defaults, the paper's case of equality, and where the bound is true
ADAMAX = ((0.9, 0.999), (0.5, 0.75))
WORST: tuple[tuple[str, Pair], ...] = (*(("adam", pair) for pair in ADAM), *(("adamax", pair) for pair in ADAMAX))
TITLES, THEOREM = {"adam": "Adam", "adamax": "AdaMax"}, {"adam": "P1.3", "adamax": "P1.12"}
LONGEST = {"adam": longest_adam_step, "adamax": longest_adamax_step}
UNBOUNDED = (0.9, 0.5)  # β1² ≥ β2
SHORT = 20  # its steps
SHORT_OF_UNDERFLOW = 1000  # steps of AdaMax: 0.75^1000 is a float
TOP = (2.0, 3.3)  # of the map: β1 up to 0.99, β2 up to 0.9995
LEVELS = (1, 2, 5, 10, 20)
EXACT = 1e-9  # what rounding errors may do to a step


def adamax_step(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
    """x ← Π[x − α m̂/u], u ← max(β2 u, |g|)."""
    m = p.beta1 * state.m + (1.0 - p.beta1) * g
    u = o.maximum(p.beta2 * state.u, o.abs(g))
    eta_prime = opt.step_size(p.eta) / opt.one_minus_beta1_product(p.beta1)
    a = o.where(o.equal(u, 0.0), 0.0, 1.0 / u)
    return {"m": m, "u": u, "x": opt.project(state.x - eta_prime * (a * m)), "w": None, "g_hat": g}


ADAMAX_RULE = Rule(
    name="adamax",
    title="AdaMax",
    step=adamax_step,
    parameters=(ETA, BETA1, BETA2),
    state=("m", "u"),
    step_schedule="constant",
    variant="bias-corrected first moment",
    source="Kingma & Ba, ICLR 2015, Algorithm 2",
)
RULE: dict[str, Any] = {"adam": "adam", "adamax": ADAMAX_RULE}


def adversarial(beta1: Any, beta2: Any, steps: int) -> Array:
    """(β2/β1)^{j−T}, j = 1 … T, for every pair: (steps, 1, pairs). 0 where it leaves the range of floats (far from T)."""
    powers = np.log10(np.asarray(beta2) / np.asarray(beta1)) * (np.arange(1, steps + 1)[:, None] - steps)
    return np.where(np.abs(powers) <= DECADES, 10.0 ** np.clip(powers, -DECADES, DECADES), 0.0)[:, None, :]


def lengths(context: Context, name: str, rule: str, pairs: Any, slopes: Array, record: Any = "all") -> Array:
    """|x_{t+1} − x_t|/α of a run for every pair (β1, β2), at each recorded t but the last, and at the last: (pairs, t)."""
    beta1, beta2 = np.asarray(pairs, float).T
    params = {"eta": 1.0, "beta1": beta1, "beta2": beta2} | ({"eps": 0.0} if rule == "adam" else {})
    data = context.run(
        name,
        rule=RULE[rule],
        problem=linear(slopes),
        steps=len(slopes),
        runs=len(beta1),
        box=BOX,
        params=params,
        step_schedule="constant",
        record=record,
        metrics=("x",),
    )
    x = np.concatenate([data["x"].values[:, :, 0], data["x_final"].values], axis=1)
    return np.abs(np.diff(x, axis=1))


def centres(cells: int) -> tuple[Array, Array]:
    """Cell centres over −log10(1−β1) and −log10(1−β2)."""
    unit = (np.arange(cells) + 0.5) / cells
    return TOP[0] * unit, TOP[1] * unit


def longest_of_cells(context: Context, cells: int, steps: int) -> Array:
    """The step that adversarial gradients reach after `steps`, for every cell (β2, β1); NaN where β1² ≥ β2."""
    beta1, beta2 = (1 - 10.0 ** -grid.ravel() for grid in np.meshgrid(*centres(cells)))
    bounded = beta1**2 < beta2
    pairs = np.stack([beta1, beta2], axis=1)[bounded]
    found = np.full(beta1.size, np.nan)
    slopes = adversarial(pairs[:, 0], pairs[:, 1], steps)
    found[bounded] = lengths(context, "cells", "adam", pairs, slopes, np.array([steps]))[:, -1]
    return found.reshape(cells, cells)


def key(rule: str, pair: Pair) -> str:
    """The name of a run."""
    return f"{rule}-{pair[0]:g}-{pair[1]:g}"


def text(rule: str, pair: Pair) -> str:
    """As a reader has it."""
    return f"{TITLES[rule]}, β = ({pair[0]:g}, {pair[1]:g})"


def over_time(context: Context) -> dict[str, Array]:
    """|Δ_T|/α at every T under the worst gradients, for Adam and AdaMax."""
    steps, found = int(context.settings["steps"]), {}
    for rule, pair in (*WORST, ("adam", UNBOUNDED)):
        if rule == "adam":
            slopes = adversarial(pair[0], pair[1], SHORT if pair == UNBOUNDED else steps)
        else:
            slopes = pair[1] ** np.arange(1.0, SHORT_OF_UNDERFLOW + 1)
        found[key(rule, pair)] = lengths(context, key(rule, pair), rule, [pair], slopes)[0]
    return found


def random_gradients(steps: int, runs: int) -> Array:
    """Normal and Cauchy gradients, all or one in twenty of them: (steps, 1, 4 runs)."""
    rng = np.random.default_rng(1412)
    heavy = np.concatenate([rng.normal(size=(2, steps, runs)), rng.standard_cauchy((2, steps, runs))])
    heavy[[1, 3]] *= rng.random((2, steps, runs)) < 0.05
    return np.moveaxis(heavy, 0, 1).reshape(steps, 1, -1)


def attained(found: dict[str, Array]) -> list[Comparison]:
    """The simulated steps against the longest ones, at the T where they differ most; when the printed bound is passed."""
    rows = []
    for rule, pair in WORST:
        measured = found[key(rule, pair)]
        ratio = measured / LONGEST[rule](*pair, np.arange(1, measured.size + 1))
        worst = float(ratio[np.argmax(np.abs(ratio - 1))])
        claim = f"{text(rule, pair)}: adversarial step / longest step, at the T where it is furthest from 1"
        rows.append(Comparison.tight(claim, THEOREM[rule], worst, 1.0, tolerance=EXACT))
    default, printed = found[key("adam", ADAM[0])], printed_adam_step(*ADAM[0])
    longest = longest_adam_step(*ADAM[0], np.arange(1, default.size + 1))
    first, should = (1.0 + float(np.argmax(a > printed)) if (a > printed).any() else np.nan for a in (default, longest))
    claim = f"{text('adam', ADAM[0])}: first T with a step above the printed bound"
    return [*rows, Comparison.tight(claim, "P1.3", first, should, tolerance=0.5)]


def examples(context: Context) -> list[Comparison]:
    """The two gradients of P1.8, P1.9 and P1.10."""
    first_case = 384111 / 377500 * float(printed_adam_step(0.5, 0.755)) ** 2
    rows = []
    for theorem, rule, pair, gradients, square in (
        ("P1.8", "adam", (0.9, 0.99), (10.0, 11.0), 3980 / 3971),
        ("P1.9", "adam", (0.5, 0.755), (1.0, 1.51), first_case),
        ("P1.10", "adamax", (0.9, 0.999), (1.0, 0.999), (2110 / 2109) ** 2),
    ):
        second = float(lengths(context, f"two-{theorem}", rule, [pair], np.array(gradients))[0, 1])
        claim = f"{text(rule, pair)}: square of the second step, in α², on the gradients {gradients[0]:g}, {gradients[1]:g}"
        rows.append(Comparison.tight(claim, theorem, second**2, square, relative=EXACT))
    return rows


def bounded(context: Context) -> list[Comparison]:
    """No random gradients give a step above κ_T."""
    steps, runs = int(context.settings["random_steps"]), int(context.settings["runs"])
    slopes, rows = random_gradients(steps, runs), []
    for pair in ADAM:
        found = lengths(context, f"random-{key('adam', pair)}", "adam", np.tile(pair, (slopes.shape[2], 1)), slopes)
        largest = float(np.max(found[:, 1:] / longest_adam_step(*pair, np.arange(2, steps + 1))))
        rows.append(
            Comparison.upper(f"{text('adam', pair)}: largest step / κ_T on random gradients", "P1.3", largest, 1.0 + EXACT)
        )
    return rows


def cell_rows(found: Array, steps: int) -> list[Comparison]:
    """The map against κ_T, and how near it comes to κ_∞ where the gradients that matter are floats."""
    beta1, beta2 = (1 - 10.0**-grid for grid in np.meshgrid(*centres(len(found))))
    with np.errstate(invalid="ignore"):
        above = float(np.nanmax(found / longest_adam_step(beta1, beta2, steps)))
        share = np.where(beta1**2 <= 0.99 * beta2, found / longest_adam_step(beta1, beta2), np.nan)
    claim = f"Adam, cells of (β1, β2): largest adversarial step / κ_T, T = {steps}"
    return [
        Comparison.tight(claim, "P1.3", above, 1.0, tolerance=EXACT),
        Comparison.lower(
            "Adam, cells with β1² ≤ 0.99 β2: smallest adversarial step / κ_∞", "P1.5", float(np.nanmin(share)), 0.97
        ),
    ]


def perform(context: Context) -> Outcome:
    """Steps over T, the two gradients of the page, random gradients, and the map."""
    s = context.settings
    found = over_time(context)
    cells = longest_of_cells(context, int(s["cells"]), int(s["cell_steps"]))
    comparisons = [*attained(found), *examples(context), *bounded(context), *cell_rows(cells, int(s["cell_steps"]))]
    return Outcome("p01_adam_one_step", s, comparisons, {**found, "cells": cells})


def decays(ax: Any) -> None:
    """β1 and β2 on axes over −log10(1−β1) and −log10(1−β2)."""
    for axis, shown in ((ax.xaxis, (0.0, 0.5, 0.8, 0.9, 0.95, 0.98)), (ax.yaxis, (0.0, 0.5, 0.9, 0.99, 0.999))):
        axis.set_ticks([-np.log10(1 - b) for b in shown], [f"{b:g}" for b in shown])


@styled
def map_panel(ax: Any, cells: Array) -> None:
    """The simulated longest step under κ_∞'s level lines, the valley and the paper's curve."""
    x, y = centres(len(cells))
    u = np.linspace(0.0, TOP[0], 400)
    steep = u[2 * u <= TOP[1]]
    lines = Curve(u, u, "β₁ = β₂: no step above α"), Curve(steep, 2 * steep, "1 − β₁ = √(1 − β₂)")
    draw_phase(
        PhasePanel("(a) Longest step of Adam", x, y, cells, lines),
        ax=ax,
        xlabel="first-moment decay β₁",
        ylabel="second-moment decay β₂",
        colour_label="longest step |Δ|/α",
        limits=(1.0, 30.0),
        log=True,
        ticks=LEVELS,
    )
    fine = np.linspace(0.0, TOP[1], 661)
    levels = longest_adam_step(1 - 10.0**-u, 1 - 10.0 ** -fine[:, None])
    drawn = ax.contour(u, fine, levels, levels=LEVELS[1:], colors="#ffffff", linewidths=0.9)
    at = [(1.7, 2.5), (0.7, 2.4), (0.4, 2.6), (0.2, 2.8)]
    ax.clabel(drawn, fontsize="small", fmt="%g", manual=at)
    ax.plot(1.0, 3.0, "o", color="#ffffff", markeredgecolor="#000000", zorder=5)
    note(ax, "defaults", (1.0, 3.0), shift=(-1.2, 0), color="#000000", ha="right", va="center")
    note(ax, "β₁² ≥ β₂:\nno bound", (1.9, 0.35), color="#000000", ha="right")
    decays(ax)


@styled
def time_panel(ax: Any, data: Any) -> None:
    """Simulated steps over T under κ_T, and what was printed."""
    runs = (("adam", ADAM[0]), ("adam", ADAM[1]), ("adam", ADAM[2]), ("adamax", ADAMAX[1]), ("adam", UNBOUNDED))
    found = [np.asarray(data[key(rule, pair)]) for rule, pair in runs]
    names = [f"{pair[0]:g}, {pair[1]:g}{' (AdaMax)' if rule == 'adamax' else ''}" for rule, pair in runs]
    series = [Series(np.arange(1, one.size + 1), one, name) for one, name in zip(found, names, strict=True)]
    draw_trajectories(series, ax=ax, xlabel="step T", ylabel="longest step |Δ|/α", legend=False)
    for (rule, pair), one in zip(runs[:-1], found, strict=False):
        t = np.unique(np.rint(np.geomspace(1, one.size, 200)))
        draw_theory([Curve(t, LONGEST[rule](*pair, t), "proved bound" if pair == ADAM[0] else "_")], ax=ax)
    for k, pair in enumerate(ADAM[:2]):
        printed = np.full(2, printed_adam_step(*pair))
        words = "_" if k else "printed bounds"
        ax.plot([1.0, found[0].size], printed, color=ink(), linestyle=THEORY_DASHES[1], zorder=3, label=words)
    place_legend(ax, inside=False)
    ax.set_yscale("log")
    ax.set_ylim(0.75, 30)
    ax.yaxis.set_ticks(LEVELS, [f"{v:g}" for v in LEVELS])
    ax.yaxis.set_ticks([], minor=True)


def draw(outcome: Outcome) -> dict[str, Any]:
    """The map of longest steps, and steps over T."""
    figure, axes = panels(1, 2, titles=["", "(b) Worst gradients, by (β₁, β₂)"], least=17, ratio=1.0)
    time_panel(axes[0, 1], outcome.data)
    map_panel(axes[0, 0], np.asarray(outcome.data["cells"]))
    return {"steps": figure}


EXPERIMENT = Experiment(
    id="P1",
    name="p01_adam_one_step",
    title="The longest step of Adam",
    statement="Kingma & Ba print |Δ| ≤ α(1−β1)/√(1−β2) for Adam's step where 1−β1 > √(1−β2), |Δ| ≤ α elsewhere, and |Δ| ≤ α "
    "for AdaMax. Gradients in proportion to (β2/β1)^j reach κ_T α at every T (P1.3), which tends to κ_∞ α (P1.5): at the "
    "defaults 7.27 α. Only where β1 = β2 is α a bound for all gradients (P1.6, P1.7).",
    theorems=("P1.3", "P1.5", "P1.8", "P1.9", "P1.10", "P1.12"),
    full={"steps": 3000, "cells": 48, "cell_steps": 6000, "runs": 256, "random_steps": 3000},
    quick={"steps": 3000, "cells": 24, "cell_steps": 6000, "runs": 64, "random_steps": 500},
    least={"random_steps": 2},
    small={"steps": 300, "cells": 12, "cell_steps": 300, "runs": 8, "random_steps": 50},
    run=perform,
    draw=draw,
    captions={
        "steps": "(a) Adam's step after 6000 gradients chosen to make it long, for a grid of decays (cells), with the exact "
        "level lines of κ_∞ (white): the step is α where β1 = β2, longer everywhere else, and unbounded where β1² ≥ β2 (grey). "
        "The paper prints α on the right of the dotted line and α(1−β1)/√(1−β2) on its left. (b) Runs whose gradients are the "
        "worst for every T at once: they attain the proved bound and exceed the printed one, which is √10 α for (0.9, 0.999) "
        "and α for the others."
    },
)
