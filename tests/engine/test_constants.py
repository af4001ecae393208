"""Constants of Numba kernels have names at the top of the module, and keep their bits."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

import adal_theory as at
from adal_theory.emit.numba.constants import SHORT, named
from adal_theory.engine.numba_engine import kernel_source
from adal_theory.engine.plan import plan_run


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("U(64)", np.uint64(64)),
        ("np.uint64(18446744073709551615)", np.uint64(2**64 - 1)),
        ("np.int32(-5)", np.int32(-5)),
        ("np.int64(-9223372036854775808)", np.int64(-(2**63))),
        ("np.float32(-0.0)", np.float32(-0.0)),
        ("np.float32(0.1)", np.float32(0.1)),
        ("np.float32(4.656612873077393e-10)", np.float32(4.656612873077393e-10)),
    ],
)
def test_a_named_constant_keeps_its_type_and_bits(text: str, value: Any) -> None:
    definitions, used = named(f"x = {text} + a")
    given: dict[str, Any] = {"np": np}
    exec(SHORT + definitions, given)
    found = given[used.removeprefix("x = ").removesuffix(" + a")]
    assert type(found) is type(value) and found.tobytes() == value.tobytes()


def test_casts_infinities_and_what_a_type_cannot_hold_stay_where_they_are() -> None:
    for text in (
        "f32(n12)",
        "f64(z_)",
        "f32(np.inf)",
        "f32(1e+39)",
        "f32(-1e+300)",
        "f32(1e-42)",
        "i64(1.0)",
        "i32(-1.5)",
        "u64(-1)",
        "u32(4294967296)",
        "i32(2147483648)",
    ):
        assert named(text) == ("", text)


def test_numbers_of_an_address_are_added_up() -> None:
    assert named("U64[l + U(16) + U(64)]") == ("u64_80 = u64(80)\n", "U64[l + u64_80]")


def test_no_constant_is_made_inside_a_kernel() -> None:
    defaults = {n: p.default for n, p in inspect.signature(at.run).parameters.items() if p.kind is p.KEYWORD_ONLY}
    given = defaults | {"runs": 200, "noise": at.noise.gaussian(0.5, sampler="fast32"), "dtype": "float32"}
    kernel = kernel_source(plan_run("adal", at.problems.quadratic(2), 10, None, **given).job, 64).text.split("@njit")[1]
    assert "u64_64" in kernel and named(kernel) == ("", kernel) and "np.uint64" not in kernel
