"""What one operation of each kind costs on a GPU, measured: `bench` multiplies counted operations by it.

A cost is a slope. Two kernels run the same loop, the second with a known number of operations more; the difference of their best
times over that number is the cost, and launch, loop and everything else that both do cancel. Division, square root and the
32 × 32 → 64 product are added to a loop that already keeps their pipe busy with plain operations: the slope is then the time
that they take from that pipe, whatever they do beside it. The same beside a loop that issues an instruction in every cycle gives
what they cost in issue ("f64_div:issue"). Chains are independent, warps many, and nothing is contracted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from adal_theory.emit.cuda.prelude import PRELUDE
from adal_theory.engine.cuda.cupy_device import OPTIONS, cupy_module, device_count

CHAINS = 8
THREADS, BLOCKS = 256, 4  # a block, and blocks a multiprocessor: eight warps a scheduler
SECONDS = 0.003  # of one timed launch
TRIES = 7
NOT_BINDING = 0.8  # share of the time that a pipe may be busy and still not be what binds

# Per load: the variable that it works on, and the statements of a round, {j} the chain, {k} and {l} its neighbours.
TYPES = {"x": "f64", "p": "f64", "y": "f32", "q": "f32", "i": "u32"}
LOADS = {
    "f64": ("x", ("x{j} = x{j} * a;", "x{j} = x{j} + b;")),
    "f64_div": ("p", ("p{j} = a / p{j};",)),
    "f64_sqrt": ("p", ("p{j} = sqrt(p{j});",)),
    "f32": ("y", ("y{j} = y{j} * c;", "y{j} = y{j} + e;")),
    "f32_div": ("q", ("q{j} = c / q{j};",)),
    "f32_sqrt": ("q", ("q{j} = sqrtf(q{j});",)),
    "wide": ("i", ("{{ const u64 product = wide_product(i{j}, 3528531795u); i{j} = u32(product) ^ u32(product >> 32); }}",)),
    # In assembly: a compiler that sees the operators may rearrange them.
    "logic": ("i", ('asm("lop3.b32 %0, %0, %1, %2, 0x96;" : "+r"(i{j}) : "r"(i{k}), "r"(i{l}));',)),
    "f64_convert": ("q", ("q{j} = __int_as_float(__double2hiint(f64(q{j})));",)),
    "f32_convert": ("i", ("i{j} = bits_to_u32(f32(i32(i{j})));",)),
}
Load = tuple[tuple[str, int], ...]
"""Operations of one iteration: (name in LOADS, how many)."""


@dataclass(frozen=True)
class Pair:
    """Two loops, of which `more` has `operations` of `kind` more an iteration."""

    without: Load
    more: Load
    kind: str
    operations: int


def _pairs() -> dict[str, Pair]:
    """By cost, the loops whose difference is divided."""
    found: dict[str, Pair] = {}
    for kind, n in (("f64", 128), ("f32", 128), ("logic", 128), ("f64_convert", 32), ("f32_convert", 32)):
        found[kind] = Pair(((kind, n),), ((kind, 2 * n),), kind, n)
    for kind, base in (("f64_div", "f64"), ("f64_sqrt", "f64"), ("f32_div", "f32"), ("f32_sqrt", "f32")):
        found[kind] = Pair(((base, 128),), ((base, 128), (kind, 8)), kind, 8)
    # A product alone would be simplified away: its halves are mixed by one operation of logic, which the other loop has too.
    found["wide"] = Pair((("f32", 128), ("logic", 16)), (("f32", 128), ("wide", 16)), "wide", 16)
    busy: Load = (("f32", 64), ("logic", 64))
    found["issue"] = Pair(busy, (("f32", 128), ("logic", 128)), "issue", 128)
    for kind in ("f64_div", "f64_sqrt", "f32_div", "f32_sqrt"):
        found[f"{kind}:issue"] = Pair(busy, (*busy, (kind, 8)), kind, 8)
    return found


PAIRS = _pairs()


def loads() -> list[Load]:
    """The different loops that are timed, in the order of their kernels' numbers."""
    return list(dict.fromkeys(load for pair in PAIRS.values() for load in (pair.without, pair.more)))


def _statements(name: str, n: int) -> list[str]:
    rounds = LOADS[name][1]
    return [
        rounds[r % len(rounds)].format(j=j, k=(j + 1) % CHAINS, l=(j + 2) % CHAINS)
        for r in range(n // CHAINS)
        for j in range(CHAINS)
    ]


def _mixed(parts: Iterable[list[str]]) -> list[str]:
    """Statements of several loads, spread evenly among each other."""
    placed = [((at + 0.5) / len(part), line) for part in parts for at, line in enumerate(part)]
    return [line for _, line in sorted(placed, key=lambda pair: pair[0])]


def _kernel(number: int, load: Load) -> str:
    names = list(dict.fromkeys(LOADS[name][0] for name, _ in load))
    start = {"f64": "1.25 + 0.001 * {s}", "f32": "1.25f + 0.001f * {s}", "u32": "u32(97 * {s} + 12345)"}
    lines = [f"{TYPES[v]} {v}{j} = {start[TYPES[v]].format(s=f'(thread % 64 + {j})')};" for v in names for j in range(CHAINS)]
    body = _mixed(_statements(*part) for part in load)
    lines += ["#pragma unroll 1", "for (i32 t = 0; t < n; ++t) {", *(f"    {line}" for line in body), "}"]
    seen = {"f64": "bits_to_u64({v})", "f32": "u64(bits_to_u32({v}))", "u32": "u64({v})"}
    total = " ^ ".join(seen[TYPES[v]].format(v=f"{v}{j}") for v in names for j in range(CHAINS))
    # A use of every result: without one the compiler would leave the work out.
    lines += [f"const u64 total = {total};", "if (u32(total ^ total >> 32) == 0x89abcdefu) out[thread] = total;"]
    return (
        f'extern "C" __global__ void __launch_bounds__({THREADS}, {BLOCKS}) load_{number}(u64* out, f64 a, f64 b, f32 c, '
        f"f32 e, i32 n) {{\n    const i32 thread = i32(blockIdx.x * blockDim.x + threadIdx.x);\n"
        + "".join(f"    {line}\n" for line in lines)
        + "}\n"
    )


def text() -> str:
    """The CUDA source of all loops."""
    return PRELUDE + "\n" + "\n".join(_kernel(number, load) for number, load in enumerate(loads()))


class Timer:
    """Times the loops on the current device. Raises `DeviceError` where there is none."""

    def __init__(self) -> None:
        device_count()
        self.cupy: Any = cupy_module()
        module = self.cupy.RawModule(code=text(), options=OPTIONS["strict"], backend="nvrtc")
        self.kernels = {load: module.get_function(f"load_{number}") for number, load in enumerate(loads())}
        self.blocks = BLOCKS * int(self.cupy.cuda.Device().attributes["MultiProcessorCount"])
        self.out = self.cupy.zeros(self.blocks * THREADS, np.uint64)

    @property
    def threads(self) -> int:
        return self.blocks * THREADS

    def seconds(self, load: Load, iterations: int) -> float:
        """Device time of one launch."""
        begin, end = self.cupy.cuda.Event(), self.cupy.cuda.Event()
        begin.record()
        self.kernels[load](
            (self.blocks,),
            (THREADS,),
            (self.out, np.float64(0.999), np.float64(0.001), np.float32(0.999), np.float32(0.001), np.int32(iterations)),
        )
        end.record()
        end.synchronize()
        return float(self.cupy.cuda.get_elapsed_time(begin, end)) / 1000.0

    def iterations(self, load: Load) -> int:
        """So many that a launch takes about SECONDS."""
        probe = 64
        self.seconds(load, probe)
        return max(probe, int(probe * SECONDS / self.seconds(load, probe)))


def costs() -> dict[str, float]:
    """Seconds of one operation by kind, the whole current device working on nothing else; best of TRIES, interleaved."""
    timer = Timer()
    iterations = {cost: timer.iterations(pair.more) for cost, pair in PAIRS.items()}
    tries: dict[str, list[tuple[float, float]]] = {cost: [] for cost in PAIRS}
    for _ in range(TRIES):
        for cost, pair in PAIRS.items():
            n = iterations[cost]
            tries[cost].append((timer.seconds(pair.without, n), timer.seconds(pair.more, n)))
    best = {cost: (min(t[0] for t in times), min(t[1] for t in times)) for cost, times in tries.items()}
    return slopes(best, {cost: iterations[cost] * timer.threads for cost in PAIRS})


def slopes(best: Mapping[str, tuple[float, float]], rounds: Mapping[str, int]) -> dict[str, float]:
    """Seconds of one operation by cost from the best times (without, more) of its pair; `rounds` counts all threads' iterations.

    A division's or root's cost in issue is known only where its own pipe did not bind the loop; else it is one instruction's.
    """
    each = {cost: max(0.0, more - without) / (PAIRS[cost].operations * rounds[cost]) for cost, (without, more) in best.items()}
    for cost in [c for c in each if c.endswith(":issue")]:
        busy = each[PAIRS[cost].kind] * PAIRS[cost].operations * rounds[cost]
        if busy > NOT_BINDING * best[cost][1]:
            each[cost] = each["issue"]
    return each


def card() -> dict[str, Any]:
    """Name, size and software of the current device. Raises `DeviceError` where there is none."""
    device_count()
    cupy: Any = cupy_module()
    device, runtime = cupy.cuda.Device(), cupy.cuda.runtime
    found = runtime.getDeviceProperties(device.id)
    name = found["name"]
    return {
        "name": name.decode() if isinstance(name, bytes) else str(name),
        "multiprocessors": int(found["multiProcessorCount"]),
        "compute_capability": str(device.compute_capability),
        "memory_bytes": int(found["totalGlobalMem"]),
        "cuda_driver": int(runtime.driverGetVersion()),
        "cuda_runtime": int(runtime.runtimeGetVersion()),
        "cupy": str(cupy.__version__),
    }
