"""What a rule is: a pure scalar step over the vocabulary, with declared state, parameters and source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from adal_theory.errors import ConfigurationError
from adal_theory.showing import ShownAsFormula


@dataclass(frozen=True)
class Parameter:
    """A scalar parameter and its allowed range (`low`/`high`, each open or closed)."""

    name: str
    default: float
    low: float = 0.0
    high: float = float("inf")
    low_open: bool = False
    high_open: bool = True

    def __post_init__(self) -> None:
        inside = (
            isinstance(self.default, (int, float))
            and not isinstance(self.default, bool)
            and (
                (self.default > self.low if self.low_open else self.default >= self.low)
                and (self.default < self.high if self.high_open else self.default <= self.high)
            )
        )
        if not inside:
            raise ConfigurationError(
                f"parameter {self.name}: default = {self.default!r} is not a number in {self.range_text}: pass one"
            )

    @property
    def range_text(self) -> str:
        """The range of allowed values, as "(0, inf]"."""
        return f"{'(' if self.low_open else '['}{self.low:g}, {self.high:g}{')' if self.high_open else ']'}"


ETA = Parameter("eta", 0.1, low_open=True)
BETA1 = Parameter("beta1", 0.9, high=1.0)
BETA2 = Parameter("beta2", 0.999, high=1.0)
EPS = Parameter("eps", 1e-8)
DELTA = Parameter("delta", 0.0)


@dataclass(frozen=True)
class Rule(ShownAsFormula):
    """An update rule.

    `step(o, state, p, g, opt)` gets the vocabulary, the old state (attributes named in `state` and `x`), the parameters, the
    gradient and the options; it returns a dict with the new `x` and state. It may also name the quantities of theory.md §0: the
    weight `w` (None for none), `g_hat`, `m`, `eta_prime` (η'_t), `preconditioner` (A_t) and `inverse_preconditioner` (H_t), such
    that x_{t+1} = Π[x_t − η'_t A_t m_t]: the certificate B5 needs all but `w`, `engine.stages` needs `g_hat` and `m`.
    A rule that `decays` takes something of x_t away as well, and has no certificate B5. `uncertified` says what else of B5 a
    rule does not meet, as the end of a sentence: "needs …".

    The rest is for lists and figures: `claims` are the ids of the theorems and audits that are about this rule, `colour` its
    colour class, one of `plots.PALETTE` ("" for one that is free), and lists are by `order`, then by name.
    """

    name: str
    title: str
    variant: str
    source: str
    parameters: tuple[Parameter, ...]
    state: tuple[str, ...]
    step: Callable[..., dict[str, Any]]
    initial: Mapping[str, str] = field(default_factory=dict)
    running_max: bool = False
    decays: bool = False
    step_schedule: str = "1/sqrt(t)"
    uncertified: str = ""
    claims: tuple[str, ...] = ()
    colour: str = ""
    order: int = 1000

    def __post_init__(self) -> None:
        """A rule of the user's own: each field of its kind."""
        what = f"rule {self.name!r}"
        if not isinstance(self.name, str) or not self.name:
            raise ConfigurationError(f"{what}: its name must be a string")
        if not callable(self.step):
            raise ConfigurationError(f"{what}: step = {self.step!r} is not a function: pass step(o, state, p, g, opt)")
        for field_, kind, example in (("parameters", Parameter, "(ETA, BETA1)"), ("state", str, '("m",)')):
            given = getattr(self, field_)
            if not isinstance(given, (tuple, list)) or not all(isinstance(v, kind) for v in given):
                raise ConfigurationError(f"{what}: {field_} = {given!r}: pass a tuple of {kind.__name__}, such as {example}")
            names = [v if isinstance(v, str) else v.name for v in given]
            if len(set(names)) < len(names):
                raise ConfigurationError(f"{what}: {field_} names {', '.join(names)}: give each a name of its own")
        if "x" in self.state:
            raise ConfigurationError(f"{what}: state = {self.state!r} names x, which every rule has: leave it out")

    @property
    def without_certificate(self) -> str:
        """What of theorem B5 the rule does not meet, "" where it has the certificate."""
        return self.uncertified or ("needs a step without weight decay" if self.decays else "")

    def parameter(self, name: str) -> Parameter:
        """The parameter of that name, which must be one of the rule's."""
        return next(p for p in self.parameters if p.name == name)
