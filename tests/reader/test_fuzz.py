"""Random files in all dialects: what is accepted is what was written, all else is one line."""

from __future__ import annotations

import csv
import gzip
import io
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import adal_theory as at

COUNT = int(os.environ.get("ADAL_FUZZ", "300"))
FUZZ = settings(max_examples=COUNT, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
GAPS = ("", "NA", "NaN", "nan", "null", "-", "N/A", "None")
NAMES = ("loss", "grad norm", "g", "Δx", "Unnamed: 0", "index", "x,y", "0th", "2019", "step", "a;b", "%", "", "(J)", "5%", "t\tt")


def spelled(value: float, style: str, decimal: str, thousands: str) -> str:
    """A number as a program writes it; `value` is one that the style spells exactly."""
    if np.isnan(value):
        return "NaN"
    if np.isinf(value):
        return "-inf" if value < 0 else "Infinity"
    word = f"{value:,}" if thousands else repr(value) if style != "int" else str(int(value))
    if style == "exp":
        word = f"{value:.17e}"
    if style == "fortran":
        word = f"{value:.17E}".replace("E", "D")
    if style == "int" and thousands:
        word = f"{int(value):,}"
    return word.translate(str.maketrans({",": thousands, ".": decimal}))


@st.composite
def files(draw: Any) -> tuple[bytes, dict[str, Any], np.ndarray]:
    """(content, options that a user may give, the numbers of all data columns)."""
    rows, columns = draw(st.integers(1, 14)), draw(st.integers(1, 4))
    style = draw(st.sampled_from(["repr", "int", "exp", "fortran", "round", "small"]))
    number = {
        "int": st.integers(-(10**7), 10**7).map(float),
        "small": st.integers(0, 4).map(float),
        "round": st.integers(-(10**7), 10**7).map(lambda k: k / 1000),
    }.get(style, st.floats(allow_nan=False, allow_infinity=draw(st.booleans())))
    values = np.array([[draw(number) for _ in range(columns)] for _ in range(rows)])
    style = "int" if style == "small" else style
    decimal = draw(st.sampled_from([".", ","]))
    thousands = draw(st.sampled_from(["", "", ",", ".", " ", "'", "\u00a0"]))
    thousands = "" if thousands == decimal or style in ("repr", "exp", "fortran") else thousands
    cells = [[spelled(v, style, decimal, thousands) for v in row] for row in values.tolist()]
    if draw(st.booleans()):
        for _ in range(draw(st.integers(0, 3))):
            i, j = draw(st.integers(0, rows - 1)), draw(st.integers(0, columns - 1))
            cells[i][j], values[i, j] = draw(st.sampled_from(GAPS)), np.nan
    delimiter = draw(st.sampled_from([",", ";", "\t", "|", " "]))
    heads: list[list[str]] = []
    kind = draw(st.sampled_from(["none", "none", "words", "numbers", "two"]))
    if kind == "numbers":
        heads = [[str(k) for k in range(columns)]]
    elif kind != "none":
        # Numbers over columns of integers are numbers to every reader.
        names = [n for n in NAMES if style != "int" or not n.isdigit()]
        heads = [[draw(st.sampled_from(names)) for _ in range(columns)] for _ in range(2 if kind == "two" else 1)]
    if draw(st.integers(0, 4)) == 0:  # an index column
        start = draw(st.sampled_from([0, 1]))
        cells = [[str(i + start), *row] for i, row in enumerate(cells)]
        heads = [["", *h] for h in heads]
        values = np.column_stack([np.arange(rows) + start, values])
    return _written(draw, cells, heads, delimiter, values)


def _written(draw: Any, cells: list[list[str]], heads: list[list[str]], delimiter: str, values: np.ndarray) -> Any:
    out = io.StringIO()
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONE]))
    careless = quoting == csv.QUOTE_NONE and not any(delimiter in c for row in [*heads, *cells] for c in row)
    quoting = csv.QUOTE_MINIMAL if quoting == csv.QUOTE_NONE else quoting
    for row in [*heads, *cells]:
        if careless:
            out.write(delimiter.join(row) + "\n")
        else:
            csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator="\n").writerow(row)
    lines = out.getvalue().split("\n")[:-1]
    if draw(st.booleans()):
        lines = [line + delimiter for line in lines]
    if draw(st.integers(0, 5)) == 0:
        lines.insert(draw(st.integers(0, len(lines))), draw(st.sampled_from(["# a comment, 1;2", "", "% 5"])))
    damage = draw(st.integers(0, 9))
    if damage == 0:
        k = draw(st.integers(0, len(lines) - 1))
        lines[k] = draw(
            st.sampled_from([lines[k] + delimiter + "1", lines[k] + "%", lines[k][:-1], "x" + lines[k], lines[k] + '"'])
        )
        values = np.empty(0)  # whatever it holds now
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    text = end.join(lines) + draw(st.sampled_from(["", end]))
    content = text.encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"])))
    options: dict[str, Any] = draw(st.sampled_from([{}, {}, {"columns": "all"}]))
    return (gzip.compress(content, 1) if draw(st.booleans()) else content), options, values


def accepted(path: Path, options: dict[str, Any]) -> at.reader.SampleFile | None:
    """What was read, or None where it was refused in one line."""
    try:
        return at.read_samples(path, axis=0, **options)
    except at.ConfigurationError as error:
        assert str(error).strip() and len(str(error)) < 700
        return None


def without_gaps(values: np.ndarray) -> list[list[float]]:
    """The columns that hold numbers, without what is missing: a row of gaps alone may be a blank line, a column of gaps alone
    at an end the trailing delimiter or the frame of a table."""
    columns = [column[~np.isnan(column)].tolist() for column in values.T]
    return [c for c in columns if c]


TOLD = {"accepted": 0, "refused": 0}


def test_what_is_accepted_was_written(tmp_path: Path) -> None:
    TOLD.update(accepted=0, refused=0)
    one_file(tmp_path / "fuzz.csv")
    assert TOLD["accepted"] > TOLD["refused"] / 4, TOLD  # a reader that refuses all would pass the rest
    (tmp_path / "told.txt").write_text(str(TOLD))


@FUZZ
@given(one=files())
def one_file(path: Path, one: Any) -> None:
    content, options, values = one
    path.write_bytes(content)
    read = accepted(path, options)
    TOLD["refused" if read is None else "accepted"] += 1
    if read is None or not values.size:
        return
    expected = without_gaps(values)
    got = without_gaps(read.values)
    assert got in (expected, expected[1:] if read.index else expected), (content, read)


@FUZZ
@given(content=st.binary(max_size=60) | st.text("0123456789.,;\t \n-+eENAna\"'#", max_size=60).map(str.encode))
def test_any_bytes_are_numbers_or_one_line(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes.txt"
    path.write_bytes(content)
    read = accepted(path, {})
    assert read is None or (read.values.dtype == np.float64 and read.values.size)


@FUZZ
@given(at_byte=st.integers(0, 600), by=st.integers(0, 255), cut=st.booleans(), form=st.sampled_from(["npy", "npz", "npy.gz"]))
def test_a_damaged_array_is_refused_or_has_its_shape(
    at_byte: int, by: int, cut: bool, form: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    x = np.random.default_rng(0).normal(size=40)
    buffer = io.BytesIO()
    np.savez(buffer, x=x) if form == "npz" else np.save(buffer, x)
    whole = gzip.compress(buffer.getvalue()) if form.endswith("gz") else buffer.getvalue()
    k = at_byte % len(whole)
    path = tmp_path_factory.getbasetemp() / f"damaged.{form}"
    path.write_bytes(whole[:k] if cut else whole[:k] + bytes([by]) + whole[k + 1 :])
    read = accepted(path, {})
    assert read is None or (not cut and read.values.size)
