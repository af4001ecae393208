"""Everything that needs a GPU, in one go: the tests marked gpu, the error of fast arithmetic, the benchmark and its targets.

    python benchmarks/gpu.py [--quick] [--seconds 450] [-o FOLDER]

Writes FOLDER/<card>-<date>.json (default: benchmarks/results), never over an older one, and prints tables. Exit status 0 all
targets met and tests passed, 1 something was not, 2 there is no GPU or the package is not installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
INSTALL = f"{sys.executable} -m pip install --no-deps --no-build-isolation -e {ROOT}"
TEST_SECONDS = 150
MARK = re.compile(r"mark[.]gpu\b")


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def gpu_test_files(folder: Path) -> list[Path]:
    """Test files marked gpu, or the folder whose conftest marks: only these are collected; others import what may not be here."""
    found = {
        path.parent if path.name == "conftest.py" else path
        for path in folder.rglob("*.py")
        if MARK.search(path.read_text(encoding="utf-8"))
    }
    return sorted(p for p in found if not any(q in p.parents for q in found))


def run_tests(seconds: float) -> dict[str, Any]:
    """{"command", "status", "summary", "tail"} of pytest -m gpu; status None when it took too long.

    Several processes share the GPU where pytest-xdist is there: most of the time goes into compiling and the reference.
    """
    files = [str(path.relative_to(ROOT)) for path in gpu_test_files(ROOT / "tests")]
    # pytest-benchmark, where it is installed, warns of xdist, and here a warning is an error.
    command = [sys.executable, "-m", "pytest", "-m", "gpu", "-q", "-p", "no:cacheprovider", "-p", "no:benchmark", *files]
    if importlib.util.find_spec("xdist") is not None:
        command += ["-n", str(min(16, os.cpu_count() or 1))]
    told = {"command": " ".join(command[1:])}
    if not files:
        return {**told, "status": None, "summary": "no test is marked gpu", "tail": []}
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return {**told, "status": None, "summary": f"not finished within {seconds:.0f} s", "tail": []}
    lines = (done.stdout + done.stderr).rstrip().splitlines()
    return {**told, "status": done.returncode, "summary": lines[-1] if lines else "", "tail": lines[-40:]}


def free_name(folder: Path, card: str, date: str) -> Path:
    """<card>-<date>.json, or -2, -3, … where that is taken."""
    stem = f"{re.sub(r'[^A-Za-z0-9]+', '-', card).strip('-').lower()}-{date[:10]}"
    names = (folder / f"{stem}{'' if k == 1 else f'-{k}'}.json" for k in range(1, 10_000))
    return next(path for path in names if not path.exists())


def write_new(folder: Path, card: str, result: dict[str, Any]) -> Path:
    """Write the result to a file of its own; an older one stays as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    path = free_name(folder, card, result["machine"]["date"])
    with path.open("x", encoding="utf-8") as file:
        file.write(json.dumps(result, indent=2) + "\n")
    return path


def attempt(what: str, work: Callable[[], Any]) -> Any:
    """The result, or {"error"}: one part that fails must not take the others with it."""
    say(f"{what} ...")
    start = time.perf_counter()
    try:
        found = work()
    except Exception as error:
        found = {"error": " ".join(f"{type(error).__name__}: {error}".split())}
        say(f"  failed: {found['error']}")
    say(f"  {time.perf_counter() - start:.0f} s")
    return found


def measure_all(arguments: argparse.Namespace, end: float) -> dict[str, Any]:
    """Tests, arithmetic error and benchmark; the benchmark last, with the time that is left."""
    from adal_theory.bench.gpu_command import arithmetic_error, measure_gpu

    tests = attempt("tests marked gpu", lambda: run_tests(min(TEST_SECONDS, end - time.monotonic())))
    say(f"  {tests.get('summary', '')}")
    error = attempt("error of fast arithmetic", arithmetic_error)
    bench = attempt("benchmark", lambda: measure_gpu(arguments.quick, end, lambda text: say(f"  {text}")))
    return {**bench, "tests": tests, "arithmetic_error": error}


def report(result: dict[str, Any]) -> bool:
    """Print the tables; whether tests passed and every target is met."""
    from adal_theory.bench.gpu_command import gpu_tables
    from adal_theory.cli.common import print_tables

    tables = gpu_tables(result) if "rows" in result else [("Benchmark", ["failed"], [[result["error"]]])]
    errors = result["arithmetic_error"].get("errors", {})
    cells = [[dtype, f"{e['regret']:.1e}", f"{e['x_final']:.1e}"] for dtype, e in errors.items()]
    tables.append(
        (
            "Fast arithmetic against strict: largest relative difference",
            ["dtype", "regret", "x_final"],
            cells or [["–", "–", result["arithmetic_error"].get("error", "")]],
        )
    )
    tables.append(
        (
            "Tests marked gpu",
            ["status", "summary"],
            [[str(result["tests"].get("status")), result["tests"].get("summary", result["tests"].get("error", ""))]],
        )
    )
    print_tables(tables)
    met = [t["met"] for t in result.get("targets", [])]
    passed = result["tests"].get("status") == 0 and " passed" in result["tests"]["summary"]  # all skipped is not a success
    return bool(met) and all(met) and passed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="the standard workload in float64 only")
    parser.add_argument("--seconds", type=float, default=450.0, help="workloads that have not begun by then are left out")
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "benchmarks" / "results", help="folder of the result")
    arguments = parser.parse_args()
    end = time.monotonic() + arguments.seconds
    try:
        from adal_theory.engine.cuda import rates
        from adal_theory.errors import ConfigurationError
    except ImportError as error:
        sys.stderr.write(f"error: adal_theory cannot be imported ({error}); in the same Python: {INSTALL}\n")
        return 2
    try:
        card = rates.card()
    except ConfigurationError as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    result = measure_all(arguments, end)
    result.setdefault("machine", {"gpu": card, "date": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())})
    path = write_new(arguments.output, card["name"], result)
    good = report(result)
    say(f"written: {path}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
