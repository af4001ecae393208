"""Entries for arrays: what each makes of a clean array; and the kinds in which an array may come, fit or unfit."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import scipy.sparse
import xarray as xr
from matplotlib.figure import Figure

import adal_theory as at
from adal_theory import plots
from adal_theory import statistics as st
from adal_theory.engine.stages import Stages, minibatch_gradients
from adal_theory.proofs.curves import cycle as counterexamples
from adal_theory.proofs.curves import noise as smoothing
from adal_theory.proofs.curves import power_gap as rates
from adal_theory.results.comparison import Comparison
from adal_theory.results.fits import fit_exponent

Call = Callable[[Any], Any]
Array = np.ndarray[Any, Any]
RNG = np.random.default_rng(0)
SLOPES, ROWS = np.array([1.5, -1.0, 0.25]), np.array([[0.5, -1.0], [0.25, 2.0], [-0.5, 0.75]])
STEPS = np.arange(1.0, 9.0)
Z = np.round(RNG.standard_t(3, size=200) * 64) / 64 + 1 / 128  # numbers that float16 holds
Y = np.arange(40) % 2


def run(**given: Any) -> Array:
    data = at.run(**{"rule": "adal", "problem": at.problems.quadratic(3), "steps": 4, "backend": "reference", **given})
    return np.concatenate([data[n].values.ravel() for n in ("regret", "x_final") if n in data])


def drawn(series: plots.Series) -> list[Array]:
    ax = Figure().subplots()
    plots.draw_rates(ax, [series], ylabel="y", legend=False)
    return [np.asarray(line.get_xydata()) for line in ax.get_lines()]


def cells(x: Any) -> Array:
    figure = plots.phase_diagram([plots.PhasePanel("p", [0, 1], [0, 1, 2], x)], xlabel="", ylabel="", colour_label="")
    found: Array = figure.axes[0].collections[0].get_array().filled(np.nan)
    return found


def own_problem(x: Any) -> Any:
    return at.problems.Problem(
        "own",
        "",
        "",
        2,
        lambda o, x, q: q.c * x * x,
        lambda o, x, q: 2.0 * q.c * x,
        lambda totals, box: np.where(totals[0] < 0, box[1], 0.0),
        {"c": x},
        features=lambda o, q: (q.c,),
        time_phi=lambda o, x, q: (x * x,),
    )


LABELLED = np.stack([np.arange(40) % 7, np.arange(40) % 5], axis=1) / 4.0
ENTRIES: dict[str, tuple[Call, Array]] = {
    "linear": (lambda x: run(problem=at.problems.linear(x)), ROWS),
    "linear, one axis": (lambda x: run(problem=at.problems.linear(x)), SLOPES),
    "absolute": (lambda x: run(problem=at.problems.absolute(3, x)), SLOPES / 2),
    "quadratic": (lambda x: run(problem=at.problems.quadratic(3, curvature=x)), np.abs(SLOPES)),
    "drifting": (lambda x: run(problem=at.problems.drifting_quadratic(centres=x)), ROWS / 4),
    "own problem": (lambda x: run(problem=own_problem(x)), ROWS),
    "network": (lambda x: at.problems.network((x, Y), hidden=2).inputs, LABELLED),
    "mean loss": (lambda x: at.problems.phase_retrieval(2, 9).mean_loss(np, x), ROWS),
    "gaussian": (lambda x: at.sample(at.noise.gaussian(x), runs=3, seed=1), np.abs(SLOPES)),
    "two points": (lambda x: at.sample(at.noise.two_point(x), runs=3, seed=1), SLOPES),
    "eta": (lambda x: run(runs=3, params={"eta": x}), np.abs(SLOPES) / 8),
    "x0": (lambda x: run(runs=3, problem=at.problems.linear(SLOPES[None, :2]), x0=x), ROWS / 4),
    "comparator": (lambda x: run(comparator=x), SLOPES / 2),
    "box": (lambda x: run(box=x), np.array([-1.0, 0.75])),
    "step schedule": (lambda x: run(step_schedule=x), np.array([0.0, 0.5, 1.0, 0.25])),
    "beta1 schedule": (lambda x: run(beta1_schedule=x), np.array([0.0, 0.5, 0.75, 0.25])),
    "record": (
        lambda x: at.run("sgd", at.problems.quadratic(1), 8, record=x, backend="reference").step.values,
        np.array([1.0, 3.0, 8.0]),
    ),
    "streams": (lambda x: at.sample(at.noise.gaussian(), runs=3, streams=x), np.array([4.0, 4.0, 9.0])),
    "stages": (lambda x: Stages("adal").step(x)["update"], ROWS),
    "minibatch": (lambda x: next(minibatch_gradients(at.problems.phase_retrieval(3, 9), x, 2)), SLOPES),
    "hill": (st.hill, Z),
    "hill at ks": (lambda x: st.hill_curve(Z, x).index, np.array([10.0, 20.0])),
    "log moment": (st.log_moment, Z),
    "centre": (lambda x: st.log_moment(np.stack([Z, Z, Z]), centre=x), SLOPES),
    "kurtosis": (st.excess_kurtosis, Z),
    "autocorrelation": (lambda x: st.autocorrelation(x, [1, 2]), Z),
    "lags": (lambda x: st.autocorrelation(Z, x), np.array([1.0, 3.0])),
    "flatness": (st.spectral_flatness, Z),
    "mcculloch": (lambda x: st.mcculloch(x).alpha, Z),
    "stability": (lambda x: st.stability(x).alpha, Z),
    "tail index": (lambda x: st.tail_index(x).estimate, Z),
    "fit, y": (lambda x: fit_exponent(STEPS, x).exponent, STEPS**2),
    "fit, t": (lambda x: fit_exponent(x, STEPS**2).exponent, STEPS),
    "fit, window": (lambda x: fit_exponent(STEPS, STEPS**2, x).window, np.array([1.0, 7.0])),
    "curve of a fit": (lambda x: fit_exponent(STEPS, STEPS**2).curve(x), STEPS),
    "interval": (lambda x: Comparison.tight("c", "B5", 1, 1, x).interval, np.array([0.5, 1.5])),
    "series": (lambda x: drawn(plots.Series(STEPS[:3], x)), SLOPES**2),
    "band": (lambda x: [plots.bands.edges(plots.Series(STEPS[:3], SLOPES, band=(x, x)), STEPS[:3])], SLOPES),
    "curve": (lambda x: plots.Curve(x, x, "c").arrays(), SLOPES),
    "cells": (cells, ROWS),
    "ratio": (lambda x: rates.step_ratio(x, 0.5, 0.5), np.array([1.5, 2.0])),
    "gap": (lambda x: rates.gap_curve("adal_ams", 4, x, 0.5), STEPS),
    "drift": (lambda x: counterexamples.drift("adal", x, 0.5), STEPS),
    "bound of an update": (lambda x: smoothing.update_bound(0.5, 0.5, x), STEPS),
}


class Named(np.ndarray):  # type: ignore[type-arg]
    """A subclass of NumPy's array."""


def unowned(x: Array) -> Array:
    out = x.view()
    out.flags.writeable = False
    return out


SAME: dict[str, Call] = {
    "list": lambda x: x.tolist(),
    "tuple": lambda x: tuple(map(tuple, x)) if x.ndim == 2 else tuple(x),
    "list of arrays": list,
    "float16": lambda x: x.astype("f2"),
    "float32": lambda x: x.astype("f4"),
    "longdouble": lambda x: x.astype(np.longdouble),
    "big-endian": lambda x: x.astype(">f8"),
    "little-endian": lambda x: x.astype("<f8"),
    "read-only": unowned,
    "every second": lambda x: np.repeat(x, 2, axis=-1)[..., ::2],
    "backwards": lambda x: x[::-1].copy()[::-1],
    "columns first": np.asfortranarray,
    "objects": lambda x: x.astype(object),
    "fractions": lambda x: np.vectorize(Fraction, otypes=[object])(x),
    "decimals": lambda x: [list(map(Decimal, row)) for row in x] if x.ndim == 2 else list(map(Decimal, x)),
    "pandas": lambda x: pd.DataFrame(x) if x.ndim == 2 else pd.Series(x, index=range(len(x), 0, -1)),
    "nullable pandas": lambda x: pd.DataFrame(x).astype("Float64") if x.ndim == 2 else pd.Series(x, dtype="Float64"),
    "xarray": lambda x: xr.DataArray(x),
    "subclass": lambda x: x.view(Named),
    "memoryview": lambda x: memoryview(np.ascontiguousarray(x)),
    "no mask": lambda x: np.ma.masked_array(x),
    "mask of False": lambda x: np.ma.masked_array(x, mask=np.zeros(x.shape, bool)),
}
REFUSED: dict[str, Call] = {
    "masked": lambda x: np.ma.masked_array(x, mask=np.arange(x.size).reshape(x.shape) == 1),
    "masked row": lambda x: [np.ma.masked, *x[1:]],
    "list of masked": lambda x: [np.ma.masked_array(row, mask=True) for row in x],
    "complex": lambda x: x + 0j,
    "list of complex": lambda x: [1j, *x.tolist()[1:]],
    "truth values": lambda x: x > 0,
    "a truth value": lambda x: [True, *x.tolist()[1:]],
    "text": lambda x: x.astype(str),
    "list of text": lambda x: x.astype(str).tolist(),
    "bytes": lambda x: x.astype("S8"),
    "None": lambda x: [None, *x.tolist()[1:]],
    "no value": lambda x: None,
    "objects": lambda x: np.full(x.shape, object()),
    "dates": lambda x: x.astype("i8").astype("M8[D]"),
    "times": lambda x: x.astype("i8").astype("m8[s]"),
    "records": lambda x: np.zeros(x.shape, [("a", "f8")]),
    "ragged": lambda x: [[1.0, 2.0], [1.0]],
    "generator": lambda x: (v for v in x),
    "map": lambda x: map(float, x.ravel()),
    "dict": lambda x: dict(enumerate(x)),
    "set": lambda x: set(x.ravel().tolist()),
    "sparse": lambda x: scipy.sparse.csr_array(np.atleast_2d(x)),
    "huge": lambda x: [10**400, *x.tolist()[1:]],
    "beyond 2**53": lambda x: [2**53 + 1, *x.tolist()[1:]],
    "int64 beyond 2**53": lambda x: np.full(x.shape, 2**62 + 1),
    "uint64": lambda x: np.full(x.shape, 2**64 - 1, np.uint64),
    "long double": lambda x: np.full(x.shape, np.longdouble("1e4000")),
    "pandas with NA": lambda x: pd.array([pd.NA] * len(x), dtype="object"),
    "pandas text": lambda x: pd.Series(["a"] * len(x)),
    "dataset": lambda x: xr.Dataset({"a": (("t",), x.ravel())}),
    "empty text": lambda x: "",
    "function": lambda x: np.sin if x.ndim == 2 else len,
    "module": lambda x: np,
    "four axes": lambda x: np.ones((2, 2, 2, 2)) * 1j,
}
TAKES_FUNCTIONS = ("step schedule", "beta1 schedule")
TAKES_NONE = (
    "quadratic",
    "drifting",
    "x0",
    "box",
    "step schedule",
    "beta1 schedule",
    "streams",
    "hill at ks",
    "centre",
    "fit, window",
)


def same(a: Any, b: Any) -> bool:
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(same(p, q) for p, q in zip(a, b, strict=True))
    return np.array_equal(np.asarray(a), np.asarray(b), equal_nan=True)
