"""What a statement about runs may speak of beside a run's own sequences, and how a run gives it (faithfulness checks)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from adal_theory.prove.semantics.evaluate import DecimalArithmetic
from adal_theory.prove.update.trajectory import Trajectory

Value = Callable[[Trajectory], Any]


@dataclass(frozen=True)
class Quantity:
    """A variable or function `name` of the claims that `of` names ("" for all): `value` is None where a run has none."""

    name: str
    of: tuple[str, ...]
    value: Value
    function: tuple[str, ...] = ()

    def fits(self, claim_id: str) -> bool:
        return any(q in ("", claim_id) or claim_id.startswith(f"{q}.") for q in self.of)


def largest(name: str) -> Value:
    """The largest modulus in a sequence."""
    return lambda run: max(abs(a) for a in run.table[name].values())


def gaps(run: Trajectory) -> list[Decimal] | None:
    """f_t(x_t) − f_t(x*)."""
    if "f_star" not in run.table:
        return None
    return [run.table["f"][t] - run.table["f_star"][t] for t in range(1, run.setup.steps + 1)]


def least(run: Trajectory, f: Callable[[int, Decimal], Decimal]) -> Decimal | None:
    """The least f(t, gap_t) over the steps with a positive gap, if there are any."""
    values = [f(t, a) for t, a in enumerate(gaps(run) or (), start=1) if a > 0]
    return min(values) if values else None


def norm_square(run: Trajectory, t: int) -> Decimal:
    return sum((a * a for a in run.row("g", t)), start=Decimal(0))


def largest_norm(run: Trajectory) -> Decimal:
    """The largest ‖g_t‖_2."""
    return DecimalArithmetic.sqrt(max(norm_square(run, t) for t in range(1, run.setup.steps + 1)))


def smooth_loss(run: Trajectory) -> Any:
    """t ↦ F(x_t) for one smooth loss F = f_1."""
    return (lambda t: run.setup.losses.at(1, run.row("x", t))[0]) if "F_star" in run.setup.known else None


def mean_point(run: Trajectory, weighted: bool) -> list[Decimal] | None:
    """x̄, or x̄^w with the weights w_t."""
    weights = {t: a if weighted else Decimal(1) for t, a in run.table["w"].items()}
    total = sum(weights.values())
    if total == 0:
        return None
    return [
        sum((w * run.table["x"][t, i] for t, w in weights.items()), start=Decimal(0)) / total
        for i in range(1, run.setup.dimension + 1)
    ]


def at_mean(weighted: bool, which: int) -> Value:
    """The loss (0) or its subgradient (1) at the average, for losses that do not change."""

    def value(run: Trajectory) -> Any:
        point = mean_point(run, weighted)
        return None if point is None else run.setup.losses.at(1, point)[which]

    return value


def of_coordinates(values: Value) -> Value:
    """A list over coordinates as a function of i = 1 … d."""

    def value(run: Trajectory) -> Any:
        row = values(run)
        return None if row is None else dict(enumerate(row, start=1)).__getitem__

    return value


def moves(run: Trajectory) -> Callable[[int, int], Decimal]:
    """B_t = η'_t A_t, and B_0 = η'_1 (1/δ + ε), which is B_1 where there is no floor δ > 0."""
    delta, eps = run.numbers.get("delta", Decimal(0)), run.numbers.get("eps", Decimal(0))
    eta, a = run.table["eta_prime"], run.table["A"]

    def value(t: int, i: int) -> Decimal:
        if t == 0:
            return eta[1] * (1 / delta + eps) if delta > 0 else eta[1] * a[1, i]
        return eta[t] * a[t, i]

    return value


def most_move(run: Trajectory) -> Decimal:
    """The least c with B_0 ≤ c and B_t ≤ c/√t."""
    b, pairs = moves(run), list(run.table["A"])
    return max([*(b(0, i) for _, i in pairs), *(b(t, i) * DecimalArithmetic.sqrt(Decimal(t)) for t, i in pairs)])


def rho(run: Trajectory) -> Decimal | None:
    beta1 = run.instance().variables.get("beta1")
    return None if beta1 is None else beta1 / (1 - beta1)


def shifted(run: Trajectory, t: int) -> list[Decimal]:
    """z_t = x_t + ρ1 (x_t − x_{t−1}), z_1 = x_1."""
    now, share = run.row("x", t), rho(run)
    assert share is not None
    return now if t == 1 else [a + share * (a - b) for a, b in zip(now, run.row("x", t - 1), strict=True)]


def smooth(values: Callable[[Trajectory, int], Any], by_coordinate: bool) -> Value:
    """A sequence of one smooth loss F = f_1, for runs on such a loss (those that know its Lipschitz constant)."""

    def value(run: Trajectory) -> Any:
        if "L" not in run.setup.known or rho(run) is None:
            return None
        rows: dict[int, Any] = {}

        def row(t: int) -> Any:
            if t not in rows:
                rows[t] = values(run, t)
            return rows[t]

        return (lambda t, i: row(t)[i - 1]) if by_coordinate else row

    return value


def gradient_at(run: Trajectory, point: list[Decimal]) -> list[Decimal]:
    return run.setup.losses.at(1, point)[1]


def steepest(run: Trajectory) -> Decimal | None:
    """The largest |∇F| met at the points x_t and z_t."""
    if "L" not in run.setup.known or rho(run) is None:
        return None
    points = [p for t in range(1, run.setup.steps + 1) for p in (run.row("x", t), shifted(run, t))]
    return max(abs(a) for p in points for a in gradient_at(run, p))


def last_step(row: Callable[[Trajectory, int], Any]) -> Value:
    """Coordinates at the last step, of runs on a smooth loss."""

    def value(run: Trajectory) -> Any:
        return None if "L" not in run.setup.known or rho(run) is None else row(run, run.setup.steps)

    return value


def moves_at(run: Trajectory, t: int) -> list[Decimal]:
    b = moves(run)
    return [b(t, i) for i in range(1, run.setup.dimension + 1)]


def first_of(values: Value) -> Value:
    """The first coordinate."""

    def value(run: Trajectory) -> Any:
        row = values(run)
        return None if row is None else row[0]

    return value


def partner(name: str) -> Value:
    """A sequence of the run on c times the losses, where there is one."""

    def value(run: Trajectory) -> Any:
        other = run.setup.known.get("scaled")
        return None if other is None else other.instance().functions.get(name)

    return value


def factor(run: Trajectory) -> Decimal | None:
    """What ĝ grows by when gradients grow by c: c² with AdaL's weight, c without."""
    c = run.setup.known.get("c")
    return None if c is None else c**2 if "w" in run.outputs else c


def ratio(run: Trajectory) -> Decimal | None:
    """r of gradients ĝ_t = r^t g_0 in one dimension."""
    first, second = run.table["g_hat"].get((1, 1)), run.table["g_hat"].get((2, 1))
    return None if not first or second is None else second / first


def first_over_ratio(run: Trajectory) -> Decimal | None:
    r = ratio(run)
    return None if not r else run.table["g_hat"][1, 1] / r


def second_moments(run: Trajectory) -> list[Decimal]:
    """All v̂_t, with the running maximum where the rule has one; empty for a rule without β2, or with another second moment."""
    if "v_max" in run.table:
        return list(run.table["v_max"].values())
    beta2 = run.numbers.get("beta2")
    return [] if beta2 is None or "v" not in run.table else [a / (1 - beta2**t) for (t, _), a in run.table["v"].items() if t > 0]


def forgetting(run: Trajectory) -> Decimal | None:
    """γ = β1/√β2."""
    beta1, beta2 = run.instance().variables.get("beta1"), run.numbers.get("beta2")
    return None if beta1 is None or not beta2 else beta1 / DecimalArithmetic.sqrt(beta2)


def cycles(run: Trajectory) -> int | None:
    """K, for runs of 3K steps."""
    whole, rest = divmod(run.setup.steps, 3)
    return whole if rest == 0 else None


def norms(run: Trajectory) -> Callable[[int], Decimal]:
    """AdaGrad-Norm's b_t² = b_{t−1}² + ‖g_t‖², from b_0 = δ on, or 1 where there is no δ > 0."""
    squares = [run.numbers.get("delta", Decimal(0)) ** 2 or Decimal(1)]
    for t in range(1, run.setup.steps + 1):
        squares.append(squares[-1] + norm_square(run, t))
    return lambda t: DecimalArithmetic.sqrt(squares[t])


def at_end(name: str) -> Value:
    """The last number of a sequence of steps."""
    return lambda run: run.table.get(name, {}).get(run.setup.steps)


def row_at_end(name: str) -> Value:
    return lambda run: run.row(name, run.setup.steps)


def known(name: str) -> Value:
    return lambda run: run.setup.known.get(name)


STEP, PAIR, INDEX = ("number",), ("number", "number"), ("number",)
EVERY, MEANS, DESCENT, CYCLES, CONTROLS = ("",), ("B12.2", "B12.3"), ("D3", "D4"), ("C1", "C2"), ("P10",)
# One step of D3, the last of a run: all coordinates in D3.3 and D3.4, the first in D3.1 and D3.2.
DESCENT_STEP: tuple[tuple[str, Value], ...] = (
    ("grad_z", last_step(lambda run, t: gradient_at(run, shifted(run, t)))),
    ("grad_x", last_step(lambda run, t: gradient_at(run, run.row("x", t)))),
    ("B_t", last_step(moves_at)),
    ("B_prev", last_step(lambda run, t: moves_at(run, t - 1))),
    ("g_hat", last_step(lambda run, t: run.row("g_hat", t))),
    ("m_prev", last_step(lambda run, t: run.row("m", t - 1))),
)
QUANTITIES: tuple[Quantity, ...] = (
    Quantity("G", EVERY, largest("g_hat")),
    Quantity("G1", EVERY, largest("w")),
    Quantity("Ginf", EVERY, largest("g")),
    Quantity("constant", ("A1.3",), lambda run: run.table["g_hat"][1, 1]),
    Quantity("a", ("A5",), lambda run: min(second_moments(run), default=None)),
    Quantity("b", ("A5",), lambda run: max(second_moments(run), default=None)),
    Quantity("share", ("A5",), lambda run: Decimal(1) / (run.setup.steps + 1)),
    *(Quantity(name, ("A7",), at_end(of)) for name, of in (("weight", "w"), ("f_now", "f"), ("f_there", "f_star"))),
    *(Quantity(name, ("A7",), of_coordinates(row_at_end(of)), INDEX) for name, of in (("slope", "g"), ("at", "x"))),
    Quantity("there", ("A7",), lambda run: run.instance().functions.get("x_star"), INDEX),
    Quantity("r", ("B8.4",), forgetting),
    Quantity("j", ("B8.4",), lambda run: (run.setup.steps + 1) // 2),
    Quantity("r", ("A10.4", "A10.5"), ratio),
    Quantity("g0", ("A10.4", "A10.5"), first_over_ratio),
    Quantity("a", ("B8.5",), lambda run: lambda j: run.table["g_hat"][j, 1], INDEX),
    Quantity("c", ("B11.5", "B11.6"), lambda run: least(run, lambda t, _: run.table["w"][t])),
    Quantity("f_least", ("B12",), lambda run: run.table["f_star"][1] if "f_star" in run.table else None),
    Quantity("f_bar", ("B12.1",), at_mean(True, 0)),
    Quantity("f_bar", MEANS, at_mean(False, 0)),
    Quantity("slope", ("B12.1",), of_coordinates(at_mean(True, 1)), INDEX),
    Quantity("slope", MEANS, of_coordinates(at_mean(False, 1)), INDEX),
    Quantity("T", ("B13.1",), lambda run: run.setup.dimension),
    Quantity("mu", ("B13",), lambda run: least(run, lambda t, a: norm_square(run, t) / (2 * a))),
    Quantity("g_min", ("B13",), lambda run: min(gaps(run) or (), default=None)),
    Quantity("K", CYCLES, cycles),
    Quantity("a", CYCLES, lambda run: run.table["g"][1, 1]),
    Quantity("b", CYCLES, lambda run: run.table["g_hat"][1, 1]),
    Quantity("M", CYCLES, lambda run: max(Decimal(1), run.table["g_hat"][1, 1])),
    Quantity("N", CYCLES, lambda run: max(Decimal(1), 1 / b if (b := run.table["g_hat"][1, 1]) else Decimal(1))),
    Quantity("c", CYCLES, lambda run: None if run.setup.x_star is None else DecimalArithmetic.number(float(run.setup.x_star[0]))),
    Quantity("comparator", CYCLES, lambda run: run.table["x"][1, 1]),
    Quantity("c", ("A8",), known("c")),
    Quantity("factor", ("A8",), factor),
    *(
        Quantity(f"{name}_scaled", ("A8",), partner(name), STEP if name == "w" else PAIR)
        for name in ("x", "m", "v", "g", "g_hat", "A", "w")
    ),
    Quantity("q", ("D3.3", "D3.4"), last_step(lambda run, t: max(b * b for b in moves_at(run, t - 1)))),
    Quantity("B", DESCENT, moves, PAIR),
    Quantity("b", CONTROLS, norms, STEP),
    Quantity("F", CONTROLS, smooth_loss, STEP),
    Quantity("F_star", CONTROLS, known("F_star")),
    Quantity("L", CONTROLS, known("L")),
    Quantity("mu", CONTROLS, lambda run: 1 / run.numbers["eta"]),
    Quantity("G", ("P10.5", "P10.6", "P10.8"), largest_norm),
    Quantity("c", ("D3",), most_move),
    Quantity("rho", ("D3",), rho),
    Quantity("L", DESCENT, known("L")),
    Quantity("GF", DESCENT, steepest),
    Quantity("grad_x", DESCENT, smooth(lambda run, t: gradient_at(run, run.row("x", t)), True), PAIR),
    Quantity("grad_z", DESCENT, smooth(lambda run, t: gradient_at(run, shifted(run, t)), True), PAIR),
    Quantity("F_z", DESCENT, smooth(lambda run, t: run.setup.losses.at(1, shifted(run, t))[0], False), STEP),
    *(Quantity(name, ("D3.3", "D3.4"), of_coordinates(row), INDEX) for name, row in DESCENT_STEP),
    *(Quantity(name, ("D3.1", "D3.2"), first_of(row)) for name, row in DESCENT_STEP),
)
