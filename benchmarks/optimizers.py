"""The generated optimisers beside PyTorch's and optax's Adam: one step of 10⁷ float32 parameters in 100 tensors, interleaved.

    python benchmarks/optimizers.py [--rounds 40] [--threads 1] [-o FILE.json]

Each round takes one step of every optimiser, in an order that is drawn anew, so that whatever else the machine does falls on
all of them. A ratio is that of the median processor times, which other programs disturb less than the clock. Exit status 0 both
targets met, 1 one was not.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

TENSORS, SIZE = 100, 100_000
TARGETS = {"torch": 1.3, "optax": 1.2}


def torch_steps() -> dict[str, Callable[[], Any]]:
    """A step of each optimiser of PyTorch, the baseline first."""
    import torch

    from adal_theory.torch import AdaL, AdaLAMS, optimizer

    def one(made: Any, **keywords: Any) -> Callable[[], Any]:
        torch.manual_seed(0)
        params = [torch.nn.Parameter(torch.randn(SIZE)) for _ in range(TENSORS)]
        for p in params:
            p.grad = 1e-3 * torch.randn(SIZE)
        return made(params, lr=1e-3, **keywords).step

    return {
        "torch.optim.Adam(foreach=True)": one(torch.optim.Adam, foreach=True),
        "torch.optim.Adam(foreach=False)": one(torch.optim.Adam, foreach=False),
        "torch.optim.Adam(fused=True)": one(torch.optim.Adam, fused=True),
        "AdaL": one(AdaL),
        'AdaL(norm_over="tensor")': one(AdaL, norm_over="tensor"),
        "AdaL(foreach=False)": one(AdaL, foreach=False),
        "AdaLAMS": one(AdaLAMS),
        'optimizer("adam")': one(optimizer("adam")),
    }


def optax_steps() -> dict[str, Callable[[], Any]]:
    """A jitted step of each optimiser for JAX with its parameters donated, the baseline first."""
    import jax
    import numpy as np
    import optax

    from adal_theory.optax import adal, adal_ams, transformations

    rng = np.random.default_rng(0)
    gradients = [jax.numpy.asarray(1e-3 * rng.normal(size=SIZE), "float32") for _ in range(TENSORS)]

    def one(opt: Any) -> Callable[[], Any]:
        held = [jax.numpy.asarray(rng.normal(size=SIZE), "float32") for _ in range(TENSORS)]
        state = [held, opt.init(held)]

        @partial(jax.jit, donate_argnums=(0, 1))
        def step(x: Any, moments: Any, g: Any) -> Any:
            updates, moments = opt.update(g, moments, x)
            return optax.apply_updates(x, updates), moments

        def timed() -> None:
            state[:] = jax.block_until_ready(step(*state, gradients))

        return timed

    return {
        "optax.adam": one(optax.adam(1e-3)),
        "adal": one(adal(1e-3)),
        'adal(norm_over="tensor")': one(adal(1e-3, norm_over="tensor")),
        "adal_ams": one(adal_ams(1e-3)),
        'transformations("adam")': one(transformations("adam").optimizer(1e-3)),
    }


def measured(steps: dict[str, Callable[[], Any]], rounds: int) -> dict[str, dict[str, float]]:
    """Seconds a step, by the clock (least) and of the processor (least, median), and the ratios of the medians to the first."""
    seen: dict[str, list[float]] = {name: [] for name in steps}
    clock = dict.fromkeys(steps, float("inf"))
    order, draw = list(steps), random.Random(0)
    for step in steps.values():
        step()
        step()
    for _ in range(rounds):
        draw.shuffle(order)
        for name in order:
            start, used = time.perf_counter(), time.process_time()
            steps[name]()
            seen[name].append(time.process_time() - used)
            clock[name] = min(clock[name], time.perf_counter() - start)
    base = median(seen[next(iter(steps))])
    return {
        name: {"clock_least": clock[name], "least": min(found), "median": median(found), "ratio": median(found) / base}
        for name, found in seen.items()
    }


def machine() -> dict[str, Any]:
    """Where it was measured."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    packages = {n: version(n) for n in ("torch", "jax", "jaxlib", "optax", "numpy", "adal-theory")}
    return {
        "processor": names[0] if names else platform.processor(),
        "cores": len(os.sched_getaffinity(0)),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        **packages,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--threads", type=int, help="processors that may be used: all by default")
    given = parser.parse_args()
    if given.threads:  # before PyTorch and JAX make their threads
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: given.threads])
    found = {"torch": measured(torch_steps(), given.rounds), "optax": measured(optax_steps(), given.rounds)}
    ratios = {"torch": found["torch"]["AdaL"]["ratio"], "optax": found["optax"]["adal"]["ratio"]}
    for rows in found.values():
        for name, row in rows.items():
            sys.stdout.write(f"{name:34} {1e3 * row['median']:8.1f} ms  {row['ratio']:5.2f}\n")
    met = {n: ratios[n] <= most for n, most in TARGETS.items()}
    sys.stdout.write("".join(f"{n}: {ratios[n]:.2f}, at most {TARGETS[n]}: {'met' if met[n] else 'not met'}\n" for n in met))
    if given.output:
        if given.output.exists():
            sys.stderr.write(f"{given.output} exists: choose another name\n")
            return 1
        document = {"machine": machine(), "tensors": TENSORS, "size": SIZE, "dtype": "float32", "rounds": given.rounds, **found}
        given.output.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return 0 if all(met.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
