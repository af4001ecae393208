"""Every dialect has its numbers; what may be read in two ways is refused with the line and the argument that decides."""

from __future__ import annotations

import gzip
import io
import re
import time
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import adal_theory as at
from adal_theory.reader import source

NAN = float("nan")


def read(tmp_path: Path, content: str | bytes, name: str = "x.csv", **options: Any) -> Any:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return at.read_samples(path, **{"axis": 0, **options})


ACCEPTED: dict[str, tuple[str | bytes, dict[str, Any], list[list[float]]]] = {
    "commas": ("1.5,2\n2,5\n", {}, [[1.5, 2], [2, 5]]),
    "decimal commas": ("1,5;2,5\n3;4,25\n", {}, [[1.5, 2.5], [3, 4.25]]),
    "a column of decimal commas, by option": ("1,5\n3\n", {"decimal": ","}, [[1.5], [3]]),
    "two columns of whole numbers, by option": ("4,5\n3,3\n", {"delimiter": ","}, [[4, 5], [3, 3]]),
    "thousands, by option": ("1,234\n5\n", {"decimal": ".", "delimiter": "none"}, [[1234], [5]]),
    "thousands and decimals": ("1,234.5;2\n1.5;3\n", {}, [[1234.5, 2], [1.5, 3]]),
    "points between thousands": ("1.234,5;7\n1.000;2\n", {}, [[1234.5, 7], [1000, 2]]),
    "one decimal field decides for all": ("1,234;5\n1,5;2\n", {}, [[1.234, 5], [1.5, 2]]),
    "unbreakable spaces": ("1\u00a0234;5\n12;6\n", {}, [[1234, 5], [12, 6]]),
    "apostrophes": ("1'234.5\n7\n", {}, [[1234.5], [7]]),
    "quotes": ('"1,5","2"\n"3,25","1"\n', {}, [[1.5, 2], [3.25, 1]]),
    "byte-order mark, CRLF, blank line": ("\ufeffa;b\r\n1;2.5\r\n\r\n3;4\r\n", {}, [[1, 2.5], [3, 4]]),
    "CR": ("1.5\r2.5\r", {}, [[1.5], [2.5]]),
    "UTF-16": ("a;b\n1;2,5\n".encode("utf-16"), {}, [[1, 2.5]]),
    "cp1252, by option": ("größe\n1\n2\n".encode("cp1252"), {"encoding": "cp1252"}, [[1], [2]]),
    "gaps": ("a,b,c\n1,,2\nNA,null,-\n3,NaN,N/A\n", {}, [[1, NAN, 2], [NAN, NAN, NAN], [3, NAN, NAN]]),
    "Excel's #N/A is not a comment": ("1.5\n#N/A\n# c\n3\n", {}, [[1.5], [NAN], [3]]),
    "pandas' header of numbers": ("0,1\n0.5,1.5\n2.5,3.5\n", {}, [[0.5, 1.5], [2.5, 3.5]]),
    "pandas' header and index": (",0,1\n0,5,6\n1,7,8\n", {}, [[5, 6], [7, 8]]),
    "R's row names": ("a b\n1 0.5 0.3\n2 0.1 0.2\n", {}, [[0.5, 0.3], [0.1, 0.2]]),
    "two header lines": ("loss grad\n(J) (N)\n1 2\n3 4\n", {}, [[1, 2], [3, 4]]),
    "trailing delimiters": ("a,b\n1,2,\n3,4,\n", {}, [[1, 2], [3, 4]]),
    "a table of Markdown": ("| a | b |\n|---|---|\n| 1 | 2 |\n| 5 | 4 |\n", {}, [[1, 2], [5, 4]]),
    "Fortran": ("  1.5D-3  2\n  2d0     1\n", {}, [[1.5e-3, 2], [2, 1]]),
    "infinity": ("inf\n-Infinity\n1\n", {}, [[np.inf], [-np.inf], [1]]),
    "tabs with a gap": ("1\t\t2\n3\t4\t5\n", {}, [[1, NAN, 2], [3, 4, 5]]),
    "a typeset minus": ("−1.5\n2\n", {}, [[-1.5], [2]]),
    "columns": ("2020-01-01,5,7\n2020-01-02,6,8\n", {"columns": "2-"}, [[5, 7], [6, 8]]),
    "columns by name": ("t,x\n0,5\n1,7\n", {"columns": ["x"]}, [[5], [7]]),
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_a_dialect_has_its_numbers(case: str, tmp_path: Path) -> None:
    content, options, expected = ACCEPTED[case]
    found = read(tmp_path, content, **options)
    assert np.array_equal(found.values, np.array(expected), equal_nan=True), found
    assert found.missing == np.isnan(expected).sum()


REFUSED: dict[str, tuple[str | bytes, dict[str, Any], str]] = {
    "one comma a line": (
        "4,5\n3,3\n",
        {},
        r"line 1: '4,5' may be 2 fields \(delimiter=',', .* 1 field \(delimiter='none', decimal=','",
    ),
    "under a name": ("loss\n1,5\n2,5\n", {}, "line 2: '1,5' may be"),
    "ragged or decimal": ("1,2\n3\n", {}, "line 1: '1,2' may be"),
    "decimals or thousands": ("1,234;5,678\n2,111;3,222\n", {}, "line 1: in '1,234' the sign ',' .* decimal=',' or decimal='.'"),
    "spaces": ("1 234\n5 678\n", {}, "line 1: '1 234' may be"),
    "tabs or white space": ("1\t\t2\n3\t\t5\n", {}, "line 1: .*delimiter='tab'.*delimiter='whitespace'"),
    "a header of numbers": ("# c\n0,1,2\n3,1,2\n", {}, "line 2: '0 1 2' may be a header or numbers; pass header=2 or header=1"),
    "years": ("2019,2020\n0.5,1.5\n", {}, "line 1: '2019 2020' may be a header"),
    "an index": ("t,x\n0,5.5\n1,7\n", {}, r"column 1 \(t\), 0, 1, … in order, .* columns='2' or columns='all'"),
    "a step that is not the first": (
        "g,step,h\n.5,0,3\n.1,1,2\n.7,2,9\n",
        {},
        r"column 2 \(step\), 0, 1, … in order, .* columns='1,3'",
    ),
    "a time": ("".join(f"{0.1 * k:.1f},{k % 3}\n" for k in range(12)), {}, "column 1, 0, 0.1, … in order"),
    "ragged": ("1.5,2.5\n3.5,4.5,5.5\n", {}, "line 2 .*: 3 fields, and 2 in the lines before"),
    "a word": ("a,b\n1.5,2\n3.5,x\n", {}, "line 3 .*'x' is not a number"),
    "whole numbers that float64 rounds": (
        "1.5\n-9007199254740993\n",
        {},
        "line 2: '-9007199254740993' is not a float64 number, "
        r"which whole numbers beyond 2\*\*53 need not be; write it with a decimal 0",
    ),
    "the same in groups": ("1.5\n9'007'199'254'740'993\n", {}, "line 2: '9007199254740993' is not a float64 number"),
    "a comment behind numbers": ("1.5,2 # outlier\n2.5,3\n", {}, "line 1: '# outlier' is a comment behind numbers; put this"),
    "a comment behind a late one": ("1.5\n2.5\n# c\n3.5  // odd\n", {}, "line 4: '// odd' is a comment behind"),
    "an error of Excel is not a comment": ("1.5\n2.5,#DIV/0!\n", {}, "line 2 .* '2.5,#DIV/0!' is not a number; correct it"),
    "truth values": (
        "a,b\n1.5,True\n2.5,False\n",
        {},
        "line 2: 'True' is a truth value; write 1 for True and 0 for False, or choose other columns with columns='1'$",
    ),
    "truth values alone": ("True\nFalse\n", {}, "line 1: 'True' is a truth value; write 1 for True and 0 for False$"),
    "a truth value first": ("True\n2.5\n4\n", {}, "0 for False; if this line is a header, pass header=1$"),
    "other digits": ("١٫٥\n٢٫٥\n", {}, "line 1: '١٫٥' is written in other digits than 0 to 9"),
    "other digits late": ("1\n２\n", {}, "line 2: '２' is written in other digits"),
    "no header at all": (
        "2020-01-01\n2020-01-02\n",
        {},
        r"line 1 .*'2020-01-01' is not a number; correct it in the file "
        r"\(NA for a missing value\)$",
    ),
    "many lines of words": ("word\n" * 40 + "1.5\n2.5\n", {}, "line 41 .*the 40 lines before it hold words; .*pass header=40$"),
    "many lines of words, then a fault": ("word\n" * 40 + "1.5\n2.5.3\n", {}, "'word' is not a number; correct it in the file"),
    "words beside numbers": ("1.5,x\n2.5,y\n", {}, "line 1 .*hold no number; correct it .*with columns='1'$"),
    "a decimal sign for each column": (
        "a;b;c\n1,5;3;2.5\n2;4;3.5\n",
        {},
        r"with delimiter=';' column 1 has decimal ',' \('1,5' in line 2\) and column 3 has decimal '.' \('2.5' in line 2\); "
        "write one sign in all, or pass delimiter=';' with columns='1-2' and decimal=',', or with columns='2-3' and decimal='.'",
    ),
    "two decimal signs in one column": (
        "1.5;2\n2,5;3\n",
        {},
        r"'2,5' in line 2 has decimal ',' and '1.5' in line 1 has decimal '.' \(delimiter ';'\)",
    ),
    "two decimal signs, or two columns": ("1,5\n2.5\n", {}, "write one sign in all, or, if ',' separates fields, as many in"),
    "per cent": ("1.5%\n2.5%\n", {}, r"line 1 .*'1.5%' is not a number \(take the unit out\)"),
    "a unit in line 1 is not a header": ("5 m\n2.5\n", {}, "cannot be read"),
    "underscores": ("1_000\n2\n", {}, "'1_000' is not a number"),
    "too large": ("1.5\n1e400\n", {}, "line 2: '1e400' is outside the range"),
    "too small": ("1.5\n1e-400\n", {}, "line 2: '1e-400' is outside the range"),
    "words": ("a b\nc d\n", {}, "hold no number"),
    "nothing": ("", {}, "is empty"),
    "blank": ("\n \n", {}, "holds no line of numbers"),
    "cp1252": ("größe\n1\n".encode("cp1252"), {}, "line 1: not text in UTF-8; pass encoding='cp1252'"),
    "binary": (b"1\n\x00\x01\n", {}, "line"),
    "a stray quote": ('1\n"2\n', {}, "line 2: a quote"),
    "a column that is not there": ("1.5,2\n2,5\n", {"columns": 3}, r"columns=3 does not exist .* \[1, 2\]"),
    "an option": ("1\n", {"delimiter": "ab"}, "delimiter='ab' is not known"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_ambiguous_or_wrong_is_one_line(case: str, tmp_path: Path) -> None:
    content, options, words = REFUSED[case]
    with pytest.raises(at.ConfigurationError, match=words) as told:
        read(tmp_path, content, **options)
    assert "\n" not in str(told.value)


ADVICE = re.compile(r"(delimiter|decimal|header|columns)=(?:'([^']*)'|([0-9]+))")


@pytest.mark.parametrize("case", REFUSED)
def test_the_first_advice_that_names_an_option_is_the_last_one_needed(case: str, tmp_path: Path) -> None:
    content, options, _ = REFUSED[case]
    with pytest.raises(at.ConfigurationError) as told:
        read(tmp_path, content, **options)
    clause = str(told.value).partition("cannot be read as numbers")[2].rpartition(", or with ")[0] or str(told.value)
    if "cannot be read as numbers" not in str(told.value) or "does not exist" in clause or not ADVICE.search(clause):
        return
    advice = {found[1]: int(found[3]) if found[3] else found[2] for found in ADVICE.finditer(clause)}
    assert read(tmp_path, content, **{**options, **advice}).values.size


def test_columns_are_chosen_by_what_they_hold_alone(tmp_path: Path) -> None:
    content = "1,5;2.5\n2;3.5\n3,5;4\n"
    for sign, column, expected in ((",", 1, [1.5, 2.0, 3.5]), (".", 2, [2.5, 3.5, 4.0])):
        found = read(tmp_path, content, delimiter=";", columns=str(column), decimal=sign)
        assert found.values.ravel().tolist() == expected
    assert read(tmp_path, content, delimiter=";", columns="2").values.ravel().tolist() == [2.5, 3.5, 4.0]


def test_whole_numbers_that_float64_rounds_are_refused_in_arrays_too(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.array([1, 2**53 + 1]))
    with pytest.raises(at.ConfigurationError, match="9007199254740993 is not a float64 number"):
        at.read_samples(tmp_path / "x.npy")
    assert read(tmp_path, "9007199254740994\n-10000000000000000\n9007199254740993.0\n", header=0).values.ravel().tolist() == [
        2.0**53 + 2,
        -1e16,
        2.0**53,
    ]


def test_units_under_the_names_are_no_names(tmp_path: Path) -> None:
    path = tmp_path / "u.csv"
    path.write_text("a,b\nm/s,m/s\n0.5,0.7\n0.1,0.2\n0.9,0.3\n")
    assert at.read_samples(path).names == ("a", "b")
    assert at.read_samples(path, columns="b").values.ravel().tolist() == [0.7, 0.2, 0.3]


def test_what_was_read_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, "# c\n,a,b\n0,1.5,2\n\n1,,3\n")
    assert found.describe() == [
        f"Read {tmp_path / 'x.csv'}: text, UTF-8, delimiter ',', decimal '.', header in line 2, 1 comment line, "
        "1 blank line skipped.",
        "Shape (2, 2): 2 series (a, b) of 2 samples, samples along axis 0; 1 missing value (the first in line 5), left out.",
        "Column 1 (without a name) counts the rows and was left out.",
    ]
    assert [s.tolist() for s in found.series()] == [[1.5], [2.0, 3.0]]


def test_the_axis_is_known_or_named(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.arange(60000.0).reshape(200, 300))
    with pytest.raises(at.ConfigurationError, match=r"shape \(200, 300\).*axis=1, another axis, or axis='pool'"):
        at.read_samples(tmp_path / "a.npy")
    assert at.read_samples(tmp_path / "a.npy", axis=0).axis == 0
    pooled = at.read_samples(tmp_path / "a.npy", axis="pool")
    assert pooled.shape == (60000,) and "all values pooled" in pooled.describe()[1]
    np.save(tmp_path / "b.npy", np.zeros((3, 500, 2)))
    assert at.read_samples(tmp_path / "b.npy").axis == 1
    with pytest.raises(at.ConfigurationError, match="axis=3 does not exist"):
        at.read_samples(tmp_path / "b.npy", axis=3)
    for bad in (True, 0.5, "x"):
        with pytest.raises(at.ConfigurationError, match="is not an axis"):
            at.read_samples(tmp_path / "b.npy", axis=bad)


def test_arrays_of_all_formats(tmp_path: Path) -> None:
    x = np.random.default_rng(0).normal(size=300)
    np.save(tmp_path / "x.npy", x)
    (tmp_path / "x.npy.gz").write_bytes(gzip.compress((tmp_path / "x.npy").read_bytes()))
    (tmp_path / "x.txt.gz").write_bytes(gzip.compress("\n".join(map(repr, x.tolist())).encode()))
    np.savez_compressed(tmp_path / "one.npz", x=x)
    np.savez(tmp_path / "two.npz", x=x, y=-x)
    for name in ("x.npy", "x.npy.gz", "x.txt.gz", "one.npz"):
        assert np.array_equal(at.read_samples(tmp_path / name).values.ravel(), x)
    with pytest.raises(at.ConfigurationError, match=r"holds 2 arrays \(x, y\); choose one, name='x'"):
        at.read_samples(tmp_path / "two.npz")
    assert np.array_equal(at.read_samples(tmp_path / "two.npz", name="y").values, -x)


@pytest.mark.parametrize(
    ("array", "words"),
    [
        (np.ones(200, complex), "complex numbers"),
        (np.zeros(200, "M8[s]"), "dates"),
        (np.zeros(200, "m8[s]"), "spans of time"),
        (np.array([{}] * 3, dtype=object), "Python objects"),
        (np.zeros(9, [("a", float)]), "records"),
        (np.array(["a"]), "text"),
        (np.ones(200, bool), "truth values"),
        (np.empty(0), "no samples"),
        (np.float64(1), "no samples"),
    ],
)
def test_what_is_not_real_numbers_is_refused(array: Any, words: str, tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", array, allow_pickle=True)
    with pytest.raises(at.ConfigurationError, match=words):
        at.read_samples(tmp_path / "x.npy")


def test_files_that_are_cut_or_too_large_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    buffer = io.BytesIO()
    np.save(buffer, np.zeros(100000))
    whole = buffer.getvalue()
    for name, content, words in (
        ("cut.npy", whole[:-8], "cut short"),
        ("two.npy", whole + whole, "goes on behind"),
        ("a.npy", b"1\n2\n", "does not begin as"),
        ("x.csv.gz", gzip.compress(b"1\n2\n")[:-9], "not a whole gzip"),
        ("x.pkl", b"\x80\x04K\x01.", "a pickle"),
        ("x.npz", b"PK\x03\x04" + b"x" * 50, "not a whole .npz"),
        ("x.bz2", b"BZh91AY", "bzip2"),
    ):
        with pytest.raises(at.ConfigurationError, match=words):
            read(tmp_path, content, name)
    for path, words in (
        (tmp_path, "is a folder"),
        (tmp_path / "none.csv", "does not exist"),
        ("/dev/zero", "not a regular file"),
        (3, "path"),
    ):
        with pytest.raises(at.ConfigurationError, match=words):
            at.read_samples(path)  # type: ignore[arg-type]
    monkeypatch.setattr(source, "LARGEST", 1 << 16)
    with pytest.raises(at.ConfigurationError, match="expanded, holds more than"):
        read(tmp_path, gzip.compress(b"1.5\n" * 100000), "bomb.csv.gz")
    with zipfile.ZipFile(tmp_path / "bomb.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.npy", whole)
    with pytest.raises(at.ConfigurationError, match=r"array x of .* holds more than"):
        at.read_samples(tmp_path / "bomb.npz")


def test_tensors(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: .pt files are not read")
    torch.save({"g": torch.arange(200.0, dtype=torch.bfloat16), "h": torch.ones(3)}, tmp_path / "x.pt")
    with pytest.raises(at.ConfigurationError, match="holds 2 arrays"):
        at.read_samples(tmp_path / "x.pt")
    assert at.read_samples(tmp_path / "x.pt", name="g").shape == (200,)
    for content, words in (
        (torch.ones(9, dtype=torch.complex64), "complex"),
        (torch.eye(3).to_sparse(), "sparse"),
        (torch.ones(9, dtype=torch.bool), "truth values"),
        (torch.tensor([2**53 + 1]), "not a float64 number"),
    ):
        torch.save(content, tmp_path / "y.pt")
        with pytest.raises(at.ConfigurationError, match=words):
            at.read_samples(tmp_path / "y.pt")
    torch.save(Path("x"), tmp_path / "z.pt")
    with pytest.raises(at.ConfigurationError, match="weights only"):
        at.read_samples(tmp_path / "z.pt")


def test_without_torch_the_remedy_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "torch", None)
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    for name, content, words in (
        ("x.pt", b"PK\x03\x04", r"pip install 'adal-theory\[torch\]'"),
        ("x.parquet", b"PAR1", r"pip install 'adal-theory\[parquet\]'"),
    ):
        with pytest.raises(at.ConfigurationError, match=words):
            read(tmp_path, content, name)


def test_parquet(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed: .parquet files are not read")
    import pandas as pd

    pd.DataFrame({"a": [2.5, None, 1.0], "b": [3, 1, 2], "c": list("xyz")}).to_parquet(tmp_path / "x.parquet")
    with pytest.raises(at.ConfigurationError, match=r"column c of .* holds text"):
        at.read_samples(tmp_path / "x.parquet")
    pd.DataFrame({"k": pd.array([1, None, 2**53 + 1], "Int64")}).to_parquet(tmp_path / "k.parquet")
    with pytest.raises(at.ConfigurationError, match=r"column k of .* = 9007199254740993 is not a float64 number"):
        at.read_samples(tmp_path / "k.parquet")
    found = at.read_samples(tmp_path / "x.parquet", columns="a,b")
    assert found.names == ("a", "b") and found.missing == 1 and np.array_equal(found.values[:, 1], [3, 1, 2])


def test_a_long_file_is_read_in_seconds(tmp_path: Path) -> None:
    x = np.random.default_rng(0).normal(size=(100_000, 4))
    text = "\n".join(",".join(map(repr, row)) for row in x.tolist())
    start = time.perf_counter()
    found = read(tmp_path, text)
    assert time.perf_counter() - start < 10 and np.array_equal(found.values, x)
