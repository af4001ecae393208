"""The names of theory.md §0: which symbol an input or a named quantity of a recorded step becomes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sympy
from sympy.printing.latex import translate as greek

from adal_theory.rules.rule import Rule

STEP_NUMBER = sympy.Symbol("t", integer=True, positive=True)
DIMENSION = sympy.Symbol("d", integer=True, positive=True)
BETA1_TABLE = sympy.IndexedBase("beta1_table", nonnegative=True)
SCHEDULE_TABLE = sympy.IndexedBase("s", positive=True)

# identifier in program text → LaTeX, which is also the name of the SymPy symbol.
_PARAMETERS = {
    "eta": r"\eta",
    "beta1": r"\beta_1",
    "beta2": r"\beta_2",
    "eps": r"\varepsilon",
    "delta": r"\delta",
    "weight_decay": r"\lambda",
    "box_lo": r"\mathrm{lo}",
    "box_hi": r"\mathrm{hi}",
}
_LETTERS = {
    "m": "m",
    "v": "v",
    "x": "x",
    "g": "g",
    "w": "w",
    "g_hat": r"\hat{g}",
    "m_hat": r"\hat{m}",
    "v_hat": r"\hat{v}",
    "v_max": r"\hat{v}^{\max}",
    "eta_prime": r"{\eta'}",
    "preconditioner": "A",
    "inverse_preconditioner": "H",
}
_IDENTIFIERS = {"preconditioner": "A_t", "inverse_preconditioner": "H_t", "x": "x_next"}
_RESERVED = ("t", "d", "j", "k", "s", "clip", "beta1_table")
# What the theory says of the sign: a rule that uses these names promises it. Everything else is real.
_NONNEGATIVE = ("v", "v_max", "w", "inverse_preconditioner", "preconditioner")
_POSITIVE = ("eta_prime",)
# Left to right in a product, right to left in a sum: η'_t A_t m_t, and β1 m_{t−1} + (1 − β1) ĝ_t.
_RANK = {"eta_prime": 2, "preconditioner": 3, "inverse_preconditioner": 4, "w": 5}
PARAMETER_RANK, QUANTITY_RANK, STATE_RANK, ITERATE_RANK = 1, 6, 7, 8


@dataclass(frozen=True)
class Name:
    """One name: `identifier` in program text, `latex` in formulas, what is assumed of the number.

    `rank` is its place in a product.
    """

    identifier: str
    latex: str
    assumptions: dict[str, bool] = field(default_factory=lambda: {"real": True})
    rank: int = QUANTITY_RANK

    @property
    def symbol(self) -> sympy.Symbol:
        """The quantity itself (of coordinate i, where it has coordinates)."""
        return sympy.Symbol(self.latex, **self.assumptions)

    @property
    def vector(self) -> sympy.IndexedBase:
        """The same quantity over all coordinates, to be summed over: `vector[j]`, j = 1 … d."""
        return sympy.IndexedBase(self.identifier + "_vec", **self.assumptions)


def _letter(name: str) -> str:
    if name in _LETTERS or len(name) == 1:
        return _LETTERS.get(name, name)
    known = str(greek(name))
    return known if known.startswith("\\") else rf"\mathrm{{{name.replace('_', '-')}}}"


def _sign(name: str) -> dict[str, bool]:
    if name in _POSITIVE:
        return {"positive": True}
    return {"nonnegative": True} if name in _NONNEGATIVE else {"real": True}


def input_name(kind: str, name: str, rule: Rule | None = None) -> Name:
    """The name of an input of kind "gradient", "state" (before the step), "param" or any other.

    A parameter takes its sign from the range that `rule` declares.
    """
    if kind == "state":
        if name == "x":
            return Name("x_t", "x_t", rank=ITERATE_RANK)
        return Name(f"{name}_prev", f"{_letter(name)}_{{t-1}}", _sign(name), STATE_RANK)
    if kind == "param":
        identifier = f"{name}_" if name in _RESERVED else name.replace(".", "_")
        latex = _PARAMETERS.get(name, _letter(name))
        return Name(identifier, latex, _parameter_range(name, rule), PARAMETER_RANK)
    return Name(f"{name}_t", f"{_letter(name)}_t")


def _parameter_range(name: str, rule: Rule | None) -> dict[str, bool]:
    known = {p.name: p for p in rule.parameters} if rule is not None else {}
    if name not in known or known[name].low < 0:
        return {"real": True}
    return {"positive": True} if known[name].low_open or known[name].low > 0 else {"nonnegative": True}


def output_name(name: str) -> Name:
    """The name of what a step returns: the state after it, x_{t+1}, and the quantities of theory.md §0."""
    latex = "x_{t+1}" if name == "x" else f"{_letter(name)}_t"
    return Name(_IDENTIFIERS.get(name, f"{name}_t"), latex, _sign(name), _RANK.get(name, QUANTITY_RANK))


def table(name: str, step_schedule: str, rule: Rule | None) -> Any:
    """The function of t that stands behind a table of the host.

    `step_schedule` is "constant", "1/sqrt(t)", "1/t", or anything else for a schedule s_t given as an array.
    """
    t = STEP_NUMBER
    if name == "schedule":
        closed = {"constant": sympy.Integer(1), "1/sqrt(t)": 1 / sympy.sqrt(t), "1/t": 1 / t}
        return closed.get(step_schedule, SCHEDULE_TABLE[t])
    if name == "beta1_t":
        return BETA1_TABLE[t]
    if name == "one_minus_beta1_product":
        k = sympy.Symbol("k", integer=True, positive=True)
        return 1 - sympy.Product(BETA1_TABLE[k], (k, 1, t))
    if name.startswith("one_minus_power:"):
        return 1 - input_name("param", name.partition(":")[2], rule).symbol ** t
    raise KeyError(name)
