"""Wrong calls, room by room, as text: each must end in one clear line. `words()` gives what they may name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any


def rooms() -> dict[str, list[str]]:
    """The calls of each room, from `wrong_calls.txt`: one per line under the room's name in brackets."""
    found: dict[str, list[str]] = {}
    for line in Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines():
        if re.fullmatch(r"\[[a-z]+\]", line):
            found[line[1:-1]] = []
        else:
            found[list(found)[-1]].append(line)
    return found


def words() -> dict[str, Any]:
    """What the calls name."""
    import numpy as np
    import scipy.sparse

    import adal_theory as at
    from adal_theory import plots, problems
    from adal_theory.engine.describe import kernel_text, rule_options
    from adal_theory.engine.stages import Stages, collect, minibatch_gradients
    from adal_theory.noise import Law
    from adal_theory.proofs.curves import cycle as counterexamples
    from adal_theory.proofs.curves import noise as smoothing
    from adal_theory.proofs.curves import power_gap as rates
    from adal_theory.proofs.curves import regret as bounds
    from adal_theory.report.method import as_latex
    from adal_theory.results.comparison import Comparison
    from adal_theory.results.experiment import Experiment, Outcome
    from adal_theory.results.fits import fit_exponent
    from adal_theory.rules.rule import ETA, Parameter, Rule
    from adal_theory.symbolic.show import as_sympy
    from adal_theory.trace.options import Options

    rng, count = np.random.default_rng(0), [0]
    z, t = rng.standard_t(3, size=400), np.arange(1.0, 9.0)
    figure, axes = plots.new_figure()

    def run(rule: Any = "adal", params: Any = None, **given: Any) -> Any:
        usual = {"problem": problems.quadratic(2), "steps": 5, "backend": "reference"}
        return at.run(**{"rule": rule, "params": params, **usual, **given})

    def rule(**given: Any) -> Rule:
        usual: dict[str, Any] = {
            "name": "r",
            "title": "",
            "variant": "",
            "source": "",
            "parameters": (ETA,),
            "state": (),
            "step": lambda o, s, p, g, opt: {"x": opt.project(s.x - p.eta * g)},
        }
        return Rule(**{**usual, **given})

    def own(**given: Any) -> Any:
        usual: dict[str, Any] = {
            "name": "own",
            "title": "",
            "formula": "",
            "dimension": 2,
            "loss": lambda o, x, q: x * x,
            "gradient": lambda o, x, q: 2.0 * x,
            "best": lambda totals, box: 0.0,
        }
        return problems.Problem(**{**usual, **given})

    def law(**given: Any) -> Any:
        usual: dict[str, Any] = {
            "name": "l",
            "parameters": {"s": 1.0},
            "sampler": "",
            "per_block": 1,
            "mean": 0.0,
            "variance": 1.0,
            "symmetric": True,
            "alpha": 2.0,
            "source": "",
            "draw": lambda o, w, p: (o.constant(1.0, "f64"),),
        }
        return Law(**{**usual, **given})

    def rates_of(series: Any, **given: Any) -> None:
        plots.draw_rates(axes[0, 0], [series], ylabel="", **given)

    def drifting(t: Any) -> float:
        count[0] += 1
        return float(count[0])

    base = {"steps": 10, "eta": 0.1, "name": "a", "flag": True, "slopes": [1.0, 2.0], "mixed": ["a", 1]}
    experiment = Experiment("X1", "x", "", "", ("S1",), base, base, lambda c: Outcome("x", {}, []), lambda o: {}, {})
    names: dict[str, Any] = {
        "at": at,
        "np": np,
        "P": problems,
        "N": at.noise,
        "S": at.statistics,
        "plots": plots,
        "run": run,
        "rule": rule,
        "own": own,
        "law": law,
        "rates": rates_of,
        "drifting": drifting,
        "Rule": Rule,
        "ETA": ETA,
        "Parameter": Parameter,
        "Options": Options,
        "Stages": Stages,
        "collect": collect,
        "minibatch_gradients": minibatch_gradients,
        "Comparison": Comparison,
        "fit_exponent": fit_exponent,
        "EXPERIMENT": experiment,
        "as_sympy": as_sympy,
        "as_latex": as_latex,
        "rule_options": rule_options,
        "kernel_text": kernel_text,
        "rates_room": rates,
        "smoothing": smoothing,
        "counter": counterexamples,
        "bounds": bounds,
        "figure": figure,
        "ax": axes[0, 0],
        "nan": float("nan"),
        "inf": float("inf"),
    }
    arrays = {
        "masked": np.ma.array([1.0, -1e9], mask=[0, 1]),
        "dates": np.array(["2020-01-01"] * 8, "M8[D]"),
        "z": z,
        "t": t,
        "records": np.zeros(2, [("a", "f8")]),
        "sparse": scipy.sparse.csr_array(np.eye(2)),
        "X": rng.normal(size=(60, 3)),
        "y": np.arange(60) % 2,
        "f": lambda *a: 0.0,
        "square": np.ones((8, 8)),
    }
    return names | arrays
