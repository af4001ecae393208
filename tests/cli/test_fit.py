"""adal fit: exponents of curves from tables, arrays and stores."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import adal_theory as at
from adal_theory.cli import main
from adal_theory.reader.curves import read_curves

Run = Callable[..., tuple[int, str, str]]
T = np.unique(np.geomspace(1, 1e5, 60).astype(int)).astype(float)
ROOT = 3 * np.sqrt(T) * np.exp(0.05 * np.random.default_rng(1).standard_normal(T.size))
MOVING = T + 10 * np.sqrt(T)


@pytest.fixture
def adal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["adal", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        return (int(ended.value.code or 0), *capsys.readouterr())

    return run


def table(path: str, *columns: np.ndarray, head: str = "", delimiter: str = ",") -> None:
    np.savetxt(path, np.stack(columns, axis=1), delimiter=delimiter, header=head, comments="", fmt="%.17g")


def fits(out: str) -> list[dict[str, object]]:
    return list(json.loads(out)["fits"])


def test_columns_are_fitted_as_python_fits_them(adal: Run) -> None:
    table("c.csv", T, ROOT, MOVING, head="step,regret,moving")
    status, out, err = adal("fit", "c.csv", "--format", "json")
    assert (status, err) == (0, "")
    for found, y in zip(fits(out), (ROOT, MOVING), strict=True):
        expected = at.fit_exponent(T, y)
        assert found["exponent"] == expected.exponent and tuple(found["interval"]) == expected.interval  # type: ignore[arg-type]
    assert [(f["label"], f["verdict"]) for f in fits(out)] == [("regret", "settled"), ("moving", "still moving")]
    shown = adal("fit", "c.csv")[1]
    assert "Read c.csv: text" in shown and "│ moving │" in shown and "still moving" in shown


def test_columns_are_named(adal: Run) -> None:
    table("c.csv", MOVING, T, ROOT, head="moving,step,regret")
    for words in (("--t", "step", "--y", "regret"), ("--t", "2", "--y", "3")):
        (found,) = fits(adal("fit", "c.csv", *words, "--format", "json")[1])
        assert found["exponent"] == at.fit_exponent(T, ROOT).exponent, words
    assert str(at.fit_exponent(T, ROOT)) in adal("fit", "c.csv", "--t", "step", "--y", "regret")[1]


def test_an_expected_exponent_is_a_check(adal: Run) -> None:
    table("c.csv", T, ROOT)
    status, out, _ = adal("fit", "c.csv", "--expect", "0.5")
    assert status == 0 and "0.5 lies in the interval" in out
    status, out, _ = adal("fit", "c.csv", "--expect", "0.9")
    assert status == 1 and "0.9 does not lie in the interval" in out
    status, out, _ = adal("fit", "c.csv", "--expect", "0.9", "--format", "json")
    assert status == 1 and fits(out)[0]["expected"] == {"exponent": 0.9, "inside": False}


def test_windows_and_levels(adal: Run) -> None:
    table("c.csv", T, ROOT)
    (found,) = fits(adal("fit", "c.csv", "--window", "10", "1e3", "--level", "0.5", "--format", "json")[1])
    expected = at.fit_exponent(T, ROOT, (10, 1e3), 0.5)
    assert tuple(found["interval"]) == expected.interval and found["window"] == [*expected.window]  # type: ignore[arg-type]
    (short,) = (
        fits(adal("fit", "c.csv", "--window", "3e4", "5.9e4", "--format", "json")[1])
        if np.sum((T > 3e4) & (T < 5.9e4)) > 5
        else [{"verdict": "window too short"}]
    )
    assert short["verdict"] == "window too short"


def test_missing_values_are_left_out_and_counted(adal: Run) -> None:
    text = "\n".join(f"{t:.17g},{'' if k == 4 else format(y, '.17g')}" for k, (t, y) in enumerate(zip(T, ROOT, strict=True)))
    Path("c.csv").write_text("step,regret\n" + text)
    (found,) = fits(adal("fit", "c.csv", "--format", "json")[1])
    whole = np.arange(T.size) != 4
    assert found["left_out"] == 1 and found["exponent"] == at.fit_exponent(T[whole], ROOT[whole]).exponent
    assert "1 steps left out" in adal("fit", "c.csv")[1]


def test_one_column_is_over_its_numbers(adal: Run) -> None:
    table("one.txt", np.arange(1, 101) ** 0.7)
    out = adal("fit", "one.txt", "--header", "0")[1]
    assert "taken to be 1, 2, …" in out and "t^0.7," in out


def test_arrays_and_replicates(adal: Run) -> None:
    runs = ROOT * np.exp(0.1 * np.random.default_rng(2).standard_normal((8, T.size)))
    np.savez("c.npz", steps=T, regret=runs)
    np.save("c.npy", np.c_[T, ROOT])
    words = ("fit", "c.npz", "--t", "steps", "--y", "regret", "--format", "json")
    assert [f["label"] for f in fits(adal(*words)[1])] == [f"regret[{k}]" for k in range(8)]
    for statistic in ("mean", "median"):
        (found,) = fits(adal(*words, "--replicates", "--statistic", statistic)[1])
        assert found["exponent"] == at.fit_exponent(T, runs, statistic=statistic).exponent  # type: ignore[arg-type]
    (found,) = fits(adal("fit", "c.npy", "--format", "json")[1])
    assert found["exponent"] == at.fit_exponent(T, ROOT).exponent
    np.savez("turned.npz", t=T, y=runs.T)
    (found,) = fits(adal("fit", "turned.npz", "--replicates", "--format", "json")[1])
    assert found["exponent"] == at.fit_exponent(T, runs).exponent


def test_a_store_knows_which_runs_are_replicates(adal: Run) -> None:
    shared = {"noise": at.noise.gaussian(0.5), "seed": 1, "backend": "reference", "metrics": "regret"}
    same = at.run("sgd", at.problems.quadratic(d=2), 3000, {"eta": 0.1}, runs=3, store="same.zarr", **shared)  # type: ignore[arg-type]
    at.run("sgd", at.problems.quadratic(d=2), 3000, {"eta": np.array([0.1, 0.2])}, runs=2, store="grid.zarr", **shared)  # type: ignore[arg-type]
    (found,) = fits(adal("fit", "same.zarr", "--format", "json")[1])
    assert found["exponent"] == at.fit_exponent(same.step.values, same.regret.values).exponent
    assert len(fits(adal("fit", "same.zarr", "--each", "--format", "json")[1])) == 3
    grid = fits(adal("fit", "grid.zarr", "--format", "json")[1])
    assert [f["label"] for f in grid] == ["run 0, eta = 0.1", "run 1, eta = 0.2"]
    status, _, err = adal("fit", "same.zarr", "--y", "reget")
    assert status == 2 and "unknown curve 'reget'. Did you mean 'regret'?" in err


def test_pictures_are_new_files(adal: Run) -> None:
    table("c.csv", T, ROOT, MOVING)
    status, out, err = adal("fit", "c.csv", "--plot", "c.png")
    assert (status, err) == (0, "") and out.endswith("c.png\n") and Path("c.png").read_bytes()[:4] == b"\x89PNG"
    status, out, err = adal("fit", "c.csv", "--plot", "c.png")
    assert (status, out) == (2, "") and "c.png exists: pass --overwrite" in err


def test_standard_input(adal: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    content = "\n".join(f"{t:g} {y:.17g}" for t, y in zip(T, ROOT, strict=True)).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    (found,) = fits(adal("fit", "-", "--format", "json")[1])
    assert found["exponent"] == at.fit_exponent(T, ROOT).exponent


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("c.npz",), "--t t is not in c.npz; it holds steps, regret"),
        (("c.npz", "--t", "steps"), "--y y is not in c.npz"),
        (("c.csv", "--t", "stp", "--y", "regret"), "the column 'stp' does not exist"),
        (("c.csv", "--t", "step"), "y is not named: name both the steps and the values, or neither"),
        (("c.csv", "--window", "1", "3"), "holds 3 steps; a fit needs at least 6"),
        (("c.csv", "--level", "2"), "--level 2"),
        (("bad.csv",), "t must be > 0 and increasing"),
        (("zero.csv",), "a power law needs finite values > 0"),
        (("odd.npz", "--y", "y"), "t has shape (55,), y has shape (7,)"),
        (("nofile",), "nofile does not exist"),
        (("store", "--delimiter", ","), "is for text files"),
        (("c.csv", "--plot", "x.bmp"), "unknown figure format"),
    ],
)
def test_mistakes_are_one_line(adal: Run, words: tuple[str, ...], told: str) -> None:
    Path("store").mkdir()
    np.savez("c.npz", steps=T, regret=ROOT)
    np.savez("odd.npz", t=T, y=np.arange(7.0))
    table("c.csv", T, ROOT, head="step,regret")
    table("bad.csv", ROOT[::-1], T)
    table("zero.csv", T, ROOT - ROOT[0])
    status, out, err = adal("fit", *words)
    assert (status, out, err.count("\n")) == (2, "", 1) and told in err, err


def test_curves_know_their_names(adal: Run) -> None:
    table("c.csv", T, ROOT, MOVING, head="step,regret,moving")
    read = read_curves("c.csv")
    assert (read.t_name, read.y_name, read.labels, read.replicates) == ("step", "y", ("regret", "moving"), False)
    assert np.array_equal(read.t, T) and np.array_equal(read.y, [ROOT, MOVING])
    assert read_curves("c.csv", t="step", y="moving").y_name == "moving"
