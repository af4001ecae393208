"""Registers of every CUDA kernel, as NVRTC compiles it for each architecture; no GPU is needed.

python -m adal_theory.bench.registers benchmarks/results/registers.json
"""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from adal_theory import noise, problems, rules
from adal_theory.engine.cuda.compiled import ARCHITECTURES, Compiled, compile_text, compiler_version
from adal_theory.engine.cuda.session import kernel_source
from adal_theory.engine.plan import plan_run
from adal_theory.engine.run import run

RULES = tuple(sorted(rules.RULES))
CHOSEN = (problems.linear([1.5, -1.0]), problems.absolute(2, [0.5, -0.5]), problems.quadratic(2), problems.power(3, 2))
PROBLEMS = {p.name: p for p in (*CHOSEN, *(problems.example(n, 2) for n in problems.PROBLEMS if problems.is_separable(n)))}
PROBLEMS |= {p.name: p for p in CHOSEN}
LAWS = {
    "none": None,
    "gaussian": noise.gaussian(0.5),
    "gaussian_fast32": noise.gaussian(0.5, sampler="fast32"),
    "pareto": noise.pareto(3.0),
}
LAWS |= {n: noise.example(n, 0.5) for n in noise.LAWS if n not in LAWS}
DTYPES = ("float64", "float32")
SIZES = (1, 10, 16, 17, 100, 600, 3000, 10_000)


def source(rule: str, problem: Any, params: Any = None, **given: Any) -> Any:
    """The kernel of an experiment given as for `run`; five runs unless told otherwise."""
    defaults = {n: p.default for n, p in inspect.signature(run).parameters.items() if p.kind is p.KEYWORD_ONLY}
    return kernel_source(plan_run(rule, problem, 100, params, **{**defaults, "runs": 5, **given}).job)


def cells() -> Iterator[tuple[str, str, str, str, Any]]:
    """(rule, problem, law, dtype, kernel source) of the whole product, in two dimensions."""
    for rule in RULES:
        for name, problem in PROBLEMS.items():
            for law, drawn in LAWS.items():
                for dtype in DTYPES:
                    yield rule, name, law, dtype, source(rule, problem, noise=drawn, dtype=dtype, metrics="regret")


def compiled(text: str) -> dict[str, Compiled]:
    """By architecture."""
    return {a: compile_text(text, a) for a in ARCHITECTURES}


def report() -> dict[str, Any]:
    """{"compiler", "largest", "sizes", "kernels"}: registers by architecture; every kernel is without spills, or it says so."""
    kernels = [{"rule": r, "problem": p, "law": w, "dtype": t, **_row(s)} for r, p, w, t, s in cells()]
    sizes = []
    for d in SIZES:
        for dtype in DTYPES:
            found = source("adal", problems.quadratic(d), noise=LAWS["gaussian_fast32"], dtype=dtype, metrics="regret")
            m = found.mapping
            sizes.append(
                {
                    "d": d,
                    "dtype": dtype,
                    "threads_a_run": m.threads,
                    "coordinates_a_thread": m.width,
                    "state_in_registers": m.registers,
                    **_row(found),
                }
            )
    rows = kernels + sizes
    return {
        "compiler": compiler_version(),
        "kernels_with_spills": sum(r["spills"] > 0 or r["stack"] > 0 for r in rows),
        "largest": {a: max(r["registers"][a] for r in rows) for a in ARCHITECTURES},
        "sizes": sizes,
        "kernels": kernels,
    }


def _row(found: Any) -> dict[str, Any]:
    done = compiled(found.text)
    return {
        "registers": {a: c.registers for a, c in done.items()},
        "spills": sum(c.spills for c in done.values()),
        "stack": sum(c.stack for c in done.values()),
    }


def text(found: dict[str, Any]) -> str:
    """The report as JSON, a kernel a line."""
    parts = [
        f'"{key}": '
        + ("[\n  " + ",\n  ".join(json.dumps(row) for row in value) + "\n ]" if isinstance(value, list) else json.dumps(value))
        for key, value in found.items()
    ]
    return "{\n " + ",\n ".join(parts) + "\n}\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(text(report()), encoding="utf-8")
