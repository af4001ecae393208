"""S1: regret on online convex problems against the certificate B5 and the bounds B9 and B10.

Every right-hand side is a theorem's, evaluated on the run by `proofs.bounds`. Where gradients are exact the
weighted regret is checked beside Σ⟨ĝ, x−x*⟩, which bounds it by convexity; with noise only the latter is B5's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from adal_theory import problems
from adal_theory.errors import ConfigurationError, unknown_name
from adal_theory.noise import gaussian
from adal_theory.plots import Curve, Series, Triangle, draw_certificate, draw_rates, legend_in, panels
from adal_theory.proofs.curves.regret import certificate, weighted_regret_bound, worst_case_bound
from adal_theory.results.comparison import Comparison
from adal_theory.results.experiment import Context, Experiment, Outcome
from adal_theory.results.fits import fit_exponent
from adal_theory.results.read import box_width, parameter
from adal_theory.rules import RULES

METHODS = ("adal", "adal_ams", "adam", "amsgrad", "sgd")
MONOTONE = ("adal_ams", "amsgrad")
METRICS = ("regret", "weighted_regret", "certificate", "bounds", "x")
BOX = (-1.0, 1.0)
# Sums of rounded terms differ from exact ones: an excess counts beyond this share of the terms' magnitudes.
ROUNDING = 1e-12

ETAS = (0.03, 0.3, 1.0, 3.0)
# (β1, β2, ε): γ = β1/√β2 < 1 as B9 needs, without momentum and with it; ε = 0.1 gives B9's third term weight.
MEMORIES = ((0.0, 0.5, 0.0), (0.5, 0.9, 0.1), (0.9, 0.99, 1e-8), (0.9, 0.999, 0.0))
DELTA = 0.01
SETTINGS = len(ETAS) * len(MEMORIES)
SHOWN = {"eta": 1.0, "beta1": 0.9, "beta2": 0.99}
LINEAR_RUNS = 16 * SETTINGS
# The reference engine (same bits) is done with so few steps before a kernel is compiled.
FEW_STEPS = 1000
# Growth is fitted from T/100 on; shorter runs would fit the start, when β2 = 0.999 has not seen enough.
LONG = 10_000
TOSS_SEED = 210701525


def tosses(steps: int) -> Any:
    """Slopes ±1/2 and ±3/2, each with probability 1/4: no method can foresee them."""
    return problems.linear(np.random.default_rng(TOSS_SEED).integers(-1, 3, (steps, 1, LINEAR_RUNS)) - 0.5)


def any_method(rule: str, t: Any) -> Any:
    """E R^w(t) on the tosses for every method with the weight of `rule`, by the central limit theorem.

    E w_t f_t(x_t) = 0, so E R^w = E S^w_t sign(S_t) with the walks S of a_t and S^w of w_t a_t (x* = −sign S_t), jointly
    normal for large t: √(2t/π) E(w a²)/√E(a²), where w = |a| gives 1.75/√1.25 and w ≡ 1 gives √1.25.
    """
    return np.sqrt(2 * np.asarray(t) / np.pi) * (1.75 / 1.25**0.5 if rule in ("adal", "adal_ams") else 1.25**0.5)


def cycle(steps: int) -> Any:
    """C1's cycle (a, −1, −1) with a from 0.5 to 3 over runs."""
    a = np.repeat(np.linspace(0.5, 3.0, LINEAR_RUNS // SETTINGS), SETTINGS)
    return problems.linear(np.stack([a, -np.ones_like(a), -np.ones_like(a)])[:, None, :])


# name → (its number of steps in the settings, the problem); the quadratic has Gaussian noise on its gradient.
PROBLEMS: dict[str, tuple[str, Callable[[int], Any]]] = {
    "tosses": ("linear_steps", tosses),
    "cycle": ("linear_steps", cycle),
    "absolute": ("steps", lambda _: problems.absolute(3, [-0.4, 0.1, 0.6])),
    "quadratic": ("steps", lambda _: problems.quadratic(5)),
    "drifting_quadratic": ("steps", lambda _: problems.drifting_quadratic(3, period=200)),
    "huber": ("steps", lambda _: problems.huber(2, centre=[-0.3, 0.5])),
    "logistic_regression": ("batch_steps", lambda _: problems.logistic_regression("breast_cancer")),
}
NOISY = {"quadratic": 0.5}
TITLES = {
    "tosses": "coin tosses",
    "cycle": "cycle of three",
    "absolute": "absolute value",
    "quadratic": "noisy quadratic",
    "drifting_quadratic": "drifting quadratic",
    "huber": "Huber loss",
    "logistic_regression": "logistic regression",
    "extremal": "one step across the box",
}


def parameters(rule: str, runs: int) -> dict[str, Any]:
    """Every step size with every memory, repeated until `runs`."""
    grid = [(eta, *memory) for eta in ETAS for memory in MEMORIES]
    eta, beta1, beta2, eps = np.tile(np.array(grid), (runs // SETTINGS, 1)).T
    full = {"eta": eta, "beta1": beta1, "beta2": beta2, "eps": eps, "delta": DELTA}
    return {p.name: full[p.name] for p in RULES[rule].parameters}


def simulate(context: Context, rule: str, name: str) -> xr.Dataset:
    """One launch: all settings of a rule on a problem."""
    which, problem = PROBLEMS[name]
    steps = int(context.settings[which])
    runs = LINEAR_RUNS if name in ("tosses", "cycle") else SETTINGS
    given: dict[str, Any] = {"noise": gaussian(NOISY[name])} if name in NOISY else {}
    if context.backend == "auto" and steps <= FEW_STEPS:
        given["backend"] = "reference"
    return context.run(
        f"{name}-{rule}",
        rule=rule,
        problem=problem(steps),
        steps=steps,
        runs=runs,
        box=BOX,
        params=parameters(rule, runs),
        metrics=METRICS,
        **given,
    )


def extremal(context: Context, rule: str) -> xr.Dataset:
    """Where B5 is an equality: one step of η = D, β1 = 0, against a constant slope, crosses the whole box.

    Then Σ⟨ĝ, x−x*⟩ = D and the certificate is (D²/2)/η + η/2 = D. A few steps more, other η beside it.
    """
    changed = {"eta": np.resize([0.5, 1.0, 2.0, 4.0], LINEAR_RUNS), "beta1": np.zeros(LINEAR_RUNS)}
    # Two equal rows and parameters over runs: the kernel of the other linear problems is used again.
    return context.run(
        f"extremal-{rule}",
        rule=rule,
        problem=problems.linear(np.ones((2, 1, LINEAR_RUNS))),
        steps=10,
        params=parameters(rule, LINEAR_RUNS) | changed,
        runs=LINEAR_RUNS,
        box=BOX,
        x0=1.0,
        record="all",
        metrics=METRICS,
    )


def ratios(data: xr.Dataset, measured: xr.DataArray, bound: xr.DataArray) -> NDArray[np.float64]:
    """(measured − rounding)/bound, shape (run, step). A bound of 0 admits nothing: 0 or ∞; NaN stays NaN.

    The rounding is `ROUNDING` times D Σ_t w_t max‖g‖_1, which the terms of either side's sums add up to at most.
    """
    slack = ROUNDING * box_width(data) * data["sum_w"] * data["g_1_max"]
    excess, limit = (np.asarray(a.transpose("run", "step").values) for a in (measured - slack, bound))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((limit == 0) & (excess <= 0), 0.0, excess / limit)


def left_sides(data: xr.Dataset, noisy: bool) -> list[xr.DataArray]:
    """What B5 bounds on this run: Σ⟨ĝ, x−x*⟩ and, with exact gradients, the weighted regret."""
    return [data["linearised_regret"]] + ([] if noisy else [data["weighted_regret"]])


def worst(data: xr.Dataset, measured: list[xr.DataArray], bound: xr.DataArray) -> float:
    """The largest ratio over runs and recorded steps; NaN when any is."""
    return float(max(np.max(ratios(data, one, bound)) for one in measured))


def certificate_rows(data: Mapping[str, xr.Dataset], names: list[str], factor: float = 1.0) -> list[Comparison]:
    """B5 for each rule and problem, with the certificate multiplied by `factor`: 1 is the theorem."""
    rows = []
    for name in names:
        for rule in METHODS:
            found, noisy = data[f"{name}-{rule}"], name in NOISY
            left = "Σ⟨ĝ, x−x*⟩" if noisy else "Σ⟨ĝ, x−x*⟩ and R^w"
            rows.append(
                Comparison.upper(
                    f"{RULES[rule].title}, {TITLES[name]}: largest {left} / certificate (ratio)",
                    "B5",
                    worst(found, left_sides(found, noisy), factor * certificate(found)),
                    1.0,
                )
            )
    return rows


def bound_rows(data: Mapping[str, xr.Dataset], names: list[str], rule: str) -> list[Comparison]:
    """B9 and B10 on every run of a method with a running maximum: above the regret and above its certificate."""
    rows = []
    for theorem, bound in (("B9", weighted_regret_bound), ("B10", worst_case_bound)):
        for what in ("R^w", "certificate"):
            largest = max(
                worst(d, [d["certificate"]] if what == "certificate" else left_sides(d, name in NOISY), bound(d))
                for name in names
                for d in [data[f"{name}-{rule}"]]
            )
            rows.append(
                Comparison.upper(f"{RULES[rule].title}, all problems: largest {what} / {theorem} (ratio)", theorem, largest, 1.0)
            )
    return rows


def growth_rows(data: xr.Dataset, rule: str) -> list[Comparison]:
    """On the tosses: R^w grows like √t exactly, with the constant of every method; its certificate no faster than B9.

    The intervals are of the slope in this window (noise alone): what is expected is the slope in the same window.
    """
    t, title = np.asarray(data["step"].values, float), f"{RULES[rule].title}, coin tosses"
    window = (t[-1] / 100, t[-1])
    regret, cost = (fit_exponent(t, data[v].values, window, level=0.99) for v in ("weighted_regret", "certificate"))
    bound = fit_exponent(t, np.sqrt(t * (1 + np.log(t))), window).exponent
    share = data["weighted_regret"].values[:, -1] / any_method(rule, t[-1])
    mean, error = float(share.mean()), 2.576 * float(share.std(ddof=1)) / share.size**0.5
    return [
        Comparison.tight(
            f"{title}: growth exponent of the mean R^w (99 %){regret.remark}", "B9", regret.exponent, 0.5, regret.noise_interval
        ),
        Comparison.tight(
            f"{title}: mean R^w(T) / its expectation, which is the same for every method (99 %)",
            "B9",
            mean,
            1.0,
            (mean - error, mean + error),
        ),
        Comparison.upper(
            f"{title}: growth exponent of the certificate, compared with that of √(T(1+log T)){cost.remark}",
            "B9",
            cost.exponent,
            bound,
            cost.noise_interval,
        ),
    ]


def _known(names: Any) -> list[str]:
    """The problems asked for; raises `ConfigurationError` for none or an unknown one."""
    chosen = [names] if isinstance(names, str) else list(names)
    for name in chosen:
        if name not in PROBLEMS:
            raise unknown_name("problem of S1", str(name), list(PROBLEMS))
    if not chosen:
        raise ConfigurationError(f"problems = {names!r} names none: choose from {', '.join(PROBLEMS)}")
    return chosen


def perform(context: Context) -> Outcome:
    """Every rule on every problem; then the halved certificate, which the same check must catch."""
    names = _known(context.settings["problems"])
    data = {f"{name}-{rule}": simulate(context, rule, name) for name in names for rule in METHODS}
    comparisons = certificate_rows(data, names)
    for rule in MONOTONE:
        comparisons += bound_rows(data, names, rule)
        long = "tosses" in names and int(context.settings["linear_steps"]) >= LONG
        comparisons += growth_rows(data[f"tosses-{rule}"], rule) if long else []
    data |= {f"extremal-{rule}": extremal(context, rule) for rule in METHODS}
    comparisons += certificate_rows(data, ["extremal"])
    for row, rule in zip(certificate_rows(data, ["extremal"], 0.5), METHODS, strict=True):
        comparisons.append(
            Comparison.lower(
                f"{RULES[rule].title}, sanity check: half the certificate is violated (ratio)", "B5", row.measured, 1.0
            )
        )
    return Outcome("s01_regret", context.settings, comparisons, data)


def shown_runs(data: xr.Dataset) -> xr.Dataset:
    """The runs of the setting that the figure shows."""
    keep = np.ones(data.sizes["run"], bool)
    for name, value in SHOWN.items():
        keep &= parameter(data, name, value) == value
    return data.isel(run=np.flatnonzero(keep))


def regret_panel(ax: Any, rule: str, name: str, data: xr.Dataset) -> None:
    """Mean weighted regret of one setting (band: half of its runs) under the means of its bounds."""
    shown = shown_runs(data)
    t = np.asarray(shown["step"].values, float)
    bounds = [("certificate B5", certificate), ("bound B9", weighted_regret_bound), ("bound B10", worst_case_bound)]
    curves = [
        Curve(t, bound(shown).mean("run").values, label) for label, bound in bounds if rule in MONOTONE or bound is certificate
    ]
    if name == "tosses":  # second, so that a curve has the same dashes in every panel
        curves.insert(1, Curve(t, any_method(rule, t), "expectation, any method"))
    regret = np.asarray(shown["weighted_regret"].values)
    band = tuple(np.quantile(regret, (0.25, 0.75), axis=0))
    draw_rates(
        [Series(t, regret.mean(axis=0), rule=rule, band=(band[0], band[1]))],
        curves,
        ax=ax,
        legend=False,
        ylabel="weighted regret $R^w(t)$\n(weight × loss units)",
        triangles=[Triangle(0.5, "1/2")],
    )


def ratio_panel(ax: Any, data: Mapping[str, Any], name: str) -> None:
    """Every run's share of its certificate: the larger of the two left sides of B5."""
    series = []
    for rule in METHODS:
        found = data[f"{name}-{rule}"]
        largest = np.maximum.reduce([ratios(found, one, certificate(found)) for one in left_sides(found, name in NOISY)])
        series.append(Series(np.asarray(found["step"].values, float), largest, rule=rule))
    draw_certificate(series, ax=ax, ylabel="share of certificate", log=False, legend=False)
    ax.set_ylim(0.0, 1.3)  # the same in all panels, which show their labels at the edges of the figure only


def draw(outcome: Outcome) -> dict[str, Any]:
    """Regret under its bounds for every rule, and every run's share of its certificate for every problem."""
    names, data = list(outcome.settings["problems"]), outcome.data
    rates, axes = panels(2, 3, titles=[RULES[r].title for r in METHODS], sharex=True, sharey=True, ratio=1.1)
    for ax, rule in zip(axes.flat, METHODS, strict=False):
        found = data[f"{names[0]}-{rule}"]
        assert isinstance(found, xr.Dataset)
        regret_panel(ax, rule, names[0], found)
    legend_in(axes, len(METHODS))
    places = 2 * (len(names) // 2 + 1)
    shares, grid = panels(1, places, titles=[TITLES[n] for n in names], sharex=True, sharey=True, least=12, ratio=0.75)
    for ax, name in zip(grid.flat, names, strict=False):
        ratio_panel(ax, data, name)
    legend_in(grid, len(names))
    return {"regret": rates, "certificate": shares}


EXPERIMENT = Experiment(
    id="S1",
    name="s01_regret",
    title="Regret under its certificate",
    statement="Every run of every rule, published AdaL included, comes with a proved upper bound on its weighted regret, its "
    "certificate (B5). With the running maximum (AdaL-AMS, AMSGrad) the certificate itself stays below B9 and "
    "below the worst case B10: regret grows like √T at most, up to B9's logarithm. On coin tosses no method "
    "can do better than √T. (B9 depends on the gradients that occurred; where they are all of one size, its logarithm "
    "puts it above B10 once T is large.)",
    theorems=("B5", "B9", "B10"),
    full={"linear_steps": 30_000, "steps": 100_000, "batch_steps": 3000, "problems": list(PROBLEMS)},
    quick={"linear_steps": 10_000, "steps": 300, "batch_steps": 200, "problems": list(PROBLEMS)},
    small={"linear_steps": 300, "steps": 60, "batch_steps": 40},
    run=perform,
    draw=draw,
    captions={
        "regret": "Mean weighted regret of 16 runs (band: from the lower to the upper quartile) on coin tosses: slopes ±1/2 "
        "and ±3/2, d = 1, η = 1, β1 = 0.9, β2 = 0.99, with the means of the certificates and bounds of these runs above it. "
        "The expected regret is that of a random walk, whatever the method.",
        "certificate": "Weighted regret as a share of the certificate B5: the largest share over all settings of "
        "η, β1, β2 and ε. The theorem says that no run exceeds 1.",
    },
)
