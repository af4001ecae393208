"""What an engine logs at recorded steps, with types: a structure for each group of metrics that `trace.metrics` records.

Arrays are (records, runs), or (records, d, runs) of what every coordinate has. A field bears the name of the quantity in the
recorded graph, and a quantity without a field is refused: what is recorded and what is scored cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, TypeVar

from numpy.typing import NDArray

Array = NDArray[Any]
Kind = TypeVar("Kind")
FEATURE = "weighted_feature_"


@dataclass(frozen=True)
class Events:
    """The first step whose loss is not finite, and, without a box, that at which it is far above the first; 0 for never."""

    nonfinite_at: Array
    diverged_at: Array | None = None


@dataclass(frozen=True)
class Losses:
    """Σ f_s(x_s), and Σ f_s(x*) of an array problem, whose x* is known before the run."""

    loss_sum: Array
    comparator_sum: Array | None = None


@dataclass(frozen=True)
class WeightedLosses:
    """Σ w_s, Σ w_s f_s(x_s), and Σ w_s f_s(x*) of an array problem."""

    weight_sum: Array
    weighted_loss_sum: Array
    weighted_comparator_sum: Array | None = None


@dataclass(frozen=True)
class CertificateSums:
    """The sums of theorem B5, each over the coordinates too but for Σ ĝ."""

    gap_sum: Array
    gap_negative: Array
    move_sum: Array
    g_hat_x_sum: Array
    g_hat_sum: Array
    ratio_total: Array


@dataclass(frozen=True)
class Gradients:
    """Norms of the gradient of the step."""

    grad_norm_1: Array
    grad_norm_2: Array


@dataclass(frozen=True)
class ExactGradients:
    """Norms of the gradient of the step before noise."""

    exact_norm_1: Array
    exact_norm_2: Array


@dataclass(frozen=True)
class BoundSums:
    """What B9 and B10 need beside the certificate."""

    m_square_sum: Array
    g_1_max: Array
    g_inf_max: Array
    h_total: Array
    g_hat_square_sum: Array


@dataclass(frozen=True)
class Exit:
    """The first step beyond the saddle, of every coordinate; 0 for not yet."""

    exit_at: Array


@dataclass(frozen=True)
class Iterates:
    """x_t, before the step."""

    x: Array


@dataclass(frozen=True)
class RangeLeft:
    """The first step that left the floating-point range, 0 for never, and how (`trace.floating_range`)."""

    range_at: Array
    range_level: Array


@dataclass(frozen=True)
class Logs:
    """All that was logged; None for groups that were not asked for. `weighted_features` are Σ w_s q_{k,s,i} by k."""

    events: Events | None = None
    losses: Losses | None = None
    weighted: WeightedLosses | None = None
    certificate: CertificateSums | None = None
    gradients: Gradients | None = None
    exact_gradients: ExactGradients | None = None
    bounds: BoundSums | None = None
    exit: Exit | None = None
    iterates: Iterates | None = None
    range_left: RangeLeft | None = None
    weighted_features: Mapping[int, Array] = field(default_factory=dict)


GROUPS: dict[str, type[Any]] = {
    "events": Events,
    "losses": Losses,
    "weighted": WeightedLosses,
    "certificate": CertificateSums,
    "gradients": Gradients,
    "exact_gradients": ExactGradients,
    "bounds": BoundSums,
    "exit": Exit,
    "iterates": Iterates,
    "range_left": RangeLeft,
}


def typed(named: Mapping[str, Array]) -> Logs:
    """The logs by name as an engine gives them. Raises `KeyError` for a quantity that no group has, and for half a group."""
    found = {n: _group(kind, named) for n, kind in GROUPS.items()}
    known = {f.name for kind in GROUPS.values() for f in fields(kind)}
    features = {int(n.removeprefix(FEATURE)): a for n, a in named.items() if n.startswith(FEATURE)}
    unknown = [n for n in named if n not in known and not n.startswith(FEATURE)]
    if unknown:
        raise KeyError(f"no group of `trace.logs` has {', '.join(unknown)}")
    return Logs(**found, weighted_features=features)


def _group(kind: type[Kind], named: Mapping[str, Array]) -> Kind | None:
    own: dict[str, Any] = {f.name: named[f.name] for f in fields(kind) if f.name in named}  # type: ignore[arg-type]
    if not own:
        return None
    missing = [f.name for f in fields(kind) if f.default is MISSING and f.name not in own]  # type: ignore[arg-type]
    if missing:
        raise KeyError(f"{kind.__name__} was logged without {', '.join(missing)}")
    return kind(**own)
