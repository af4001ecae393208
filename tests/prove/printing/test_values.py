"""Values of a document: cut where they are long, and then they say so."""

from __future__ import annotations

from adal_theory.prove.printing.values import LONGEST, MOST, cut


def test_short_values_stay_as_they_are() -> None:
    values = {"a": "1/2", "x": [str(k) for k in range(MOST)], "g": {"0": "1", "2": "≈ 0.5"}, "b": None}
    assert cut(values) == values and cut(None) is None


def test_long_values_are_cut_and_say_so() -> None:
    long = f"1/{10**LONGEST}"
    found = cut({"a": long, "x": ["1"] * (MOST + 1200), "g": {str(k): long for k in range(MOST + 1)}})
    assert found is not None and found["a"] == f"≈ 1e-{LONGEST} (exactly: {len(long)} characters)"
    assert found["x"][:MOST] == ["1"] * MOST and found["x"][MOST:] == ["… 1,200 more entries"]
    assert len(found["g"]) == MOST + 1 and found["g"]["…"] == "1 more entry" and found["g"]["0"] == found["a"]
