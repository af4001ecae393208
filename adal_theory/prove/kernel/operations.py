"""The operations of the term language, one record each. What a room does with an operation stands in one table of that room, by
these names; a test holds every such table against this list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

SORTS = ("real", "int", "sample")


@dataclass(frozen=True)
class Operation:
    """`takes` are kinds of arguments (`terms.KINDS`; "..." for as many more as there are), `sort` is the result's: "joint" is
    int where all numbers among the arguments are, "stated" is the second argument. A binder's index, of sort `index` ("stated":
    the first argument), may occur in the arguments at `under`."""

    takes: tuple[str, ...]
    sort: str
    meaning: str
    under: tuple[int, ...] = ()
    index: str = ""


_ONE, _TWO = ("number",), ("number", "number")
OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {
        "num": Operation(("fraction",), "int or real", "an exact rational"),
        "var": Operation(("name", "sort"), "stated", "a free variable"),
        "bound": Operation(("level", "sort"), "stated", "the index of the binder so many levels up"),
        "app": Operation(("name", "result", "term", "..."), "stated", "a function symbol at integers, reals or sample points"),
        "add": Operation(("number", "..."), "joint", "a + b + …"),
        "mul": Operation(("number", "..."), "joint", "a·b·…"),
        "pow": Operation(("number", "exponent"), "joint", "a^n for a literal n ≥ 2"),
        "ipow": Operation(("number", "int"), "real", "a^n for an integer n; a^0 = 1, a^(−n) = 1/a^n"),
        "rpow": Operation(("number", "real"), "real", "a^p for a > 0; as `ipow` where p is whole, else 0 for a ≤ 0"),
        "inv": Operation(_ONE, "real", "1/a, and 0 where a = 0"),
        "sqrt": Operation(_ONE, "real", "√a, and 0 where a < 0"),
        "exp": Operation(_ONE, "real", "e^a"),
        "log": Operation(_ONE, "real", "the natural logarithm, and 0 where a ≤ 0"),
        "abs": Operation(_ONE, "joint", "|a|"),
        "sign": Operation(_ONE, "joint", "−1, 0 or 1; sign 0 = 0"),
        "max": Operation(_TWO, "joint", "the larger"),
        "min": Operation(_TWO, "joint", "the smaller"),
        "sum": Operation(
            ("int", "int", "number"), "real", "Σ from the first to the second; 0 where that is smaller", (2,), "int"
        ),
        "mean": Operation(_ONE, "real", "E, on integrable a a positive linear functional with E[1] = 1", (0,), "sample"),
        "le": Operation(_TWO, "bool", "a ≤ b"),
        "lt": Operation(_TWO, "bool", "a < b"),
        "eq": Operation(_TWO, "bool", "a = b"),
        "ne": Operation(_TWO, "bool", "a ≠ b"),
        "imp": Operation(("bool", "bool"), "bool", "φ ⇒ ψ"),
        "all": Operation(
            ("sort", "end", "end", "bool"), "bool", "∀ from the first to the second end, where there are ends", (3,), "stated"
        ),
        "tends": Operation(("ordered", "number", "number"), "bool", "a → b as the index → ∞", (1,), "stated"),
        "slope": Operation(("number",) * 3, "bool", "at every index > a, b has the derivative c", (1, 2), "real"),
        "integrable": Operation(_ONE, "bool", "E[a] exists", (0,), "sample"),
        "preserves": Operation(("sample",), "bool", "ω ↦ a keeps E: E[f(a)] = E[f(ω)] for every integrable f", (0,), "sample"),
    }
)
