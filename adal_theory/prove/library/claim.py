"""Claims: a statement with named hypotheses, its proof, and what a satisfying instance is drawn from."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from inspect import cleandoc
from typing import Any
from unicodedata import category

from adal_theory.errors import ConfigurationError
from adal_theory.prove.kernel.replay import whole
from adal_theory.prove.kernel.terms import InvalidInference, Term, lift
from adal_theory.prove.kernel.theorem import Theorem, genuine, same
from adal_theory.prove.library.definitions import Conflict
from adal_theory.prove.library.failure import Failure, Findings
from adal_theory.prove.library.moments import said, unsaid
from adal_theory.prove.library.witnesses import Sampler
from adal_theory.prove.printing.names import trouble
from adal_theory.prove.printing.sequents import line, shortened
from adal_theory.prove.semantics.evaluate import Instance, evaluate
from adal_theory.prove.tactics.proof import Proof
from adal_theory.showing import ShownAsFormula

ProofText = Callable[[Proof], Theorem | None]
UNSEEN = ("Cc", "Cf", "Zl", "Zp")  # line breaks, signs of direction and others that do not show


@dataclass(frozen=True)
class Model:
    """Terms for the variables and functions of a claim (name → parameters, term), and theorems that say its hypotheses.

    A witness for hypotheses about all reals, where no number of exact evaluations would do.
    """

    values: Mapping[Term, Any]
    functions: Mapping[str, tuple[tuple[Term, ...], Any]]
    theorems: Sequence[Theorem]


@dataclass(frozen=True)
class Claim(ShownAsFormula):
    """One statement: `given` (by name) ⊢ `show`. `lemma` is the id it is listed under, such as B8 for B8.1."""

    id: str
    title: str
    given: Mapping[str, Term]
    show: Term
    proof: ProofText
    domains: Mapping[str, Any] = field(default_factory=dict)
    samples: Callable[[random.Random], Sequence[tuple[Any, Any]]] | None = None
    reference: str = ""
    model: Callable[[Proof], Model] | None = None
    moments: tuple[str, ...] = ()  # random variables all of whose moments are supposed to exist

    def __repr__(self) -> str:
        return f"{self.id}: {shortened(self.title)}: {line(tuple(self.given.values()), self.show)}"

    @property
    def lemma(self) -> str:
        """The id that the claim is listed under: what stands before the first point of its own."""
        return self.id.partition(".")[0]

    @property
    def words(self) -> str:
        """The proof in words: the docstring of the function that proves it."""
        return cleandoc(self.proof.__doc__ or "")

    def prove(self, p: Proof) -> Theorem | None:
        """Run the proof. The quantifiers in front of the statement are opened for it and closed after it, unless it is
        annotated as returning a `Theorem`, and so does that by hand."""
        if self.proof.__annotations__.get("return") not in ("Theorem", Theorem):
            p.open_goal()
        return p.closed(self.proof(p))

    def sampler(self, without: str | None = None) -> Sampler:
        """What draws exact instances in which all hypotheses hold, but for the one that is left out."""
        hypotheses = [f for name, f in self.given.items() if name != without]
        return Sampler(hypotheses, [self.show, *self.given.values()], self.domains, self.samples)


@dataclass
class Verdict(ShownAsFormula):
    """What was found of a claim: `proved`, `refuted`, `undecided` (with the reason) or `vacuous` (no witness found)."""

    claim: Claim
    verdict: str
    theorem: Theorem | None
    reason: str
    witness: Instance | None
    seconds: float
    failure: Failure | None = None
    counterexample: dict[str, Any] | None = None  # of a claim that is refuted: exact values by name
    details: tuple[str, ...] = ()  # lines on why it is not proved

    def __repr__(self) -> str:
        return f"{self.verdict}{f' ({shortened(self.reason)})' if self.reason else ''}: {self.claim!r}"

    def examined(self, found: Findings) -> Verdict:
        """The verdict when a counterexample has been sought."""
        if found.counterexample is None:
            own = [] if self.failure is None else self.failure.lines()
            return replace(self, details=(*own, *found.lines))
        return replace(
            self,
            verdict="refuted",
            reason="; ".join(found.lines),
            counterexample=found.counterexample,
            details=(f"its proof: {self.reason.removeprefix('undecided: ')}",),
        )


def legible(id: str, title: str, reference: str, given: Mapping[str, Term], show: Term) -> None:
    """Refuse a claim that could be read as another: a line break in its words, or symbols that are printed alike."""
    if not isinstance(given, Mapping):
        kind = type(given).__name__
        raise ConfigurationError(f"claim {id}: its hypotheses are a {kind}: name each, as in {{'positive': x >= 0}}")
    for words in (id, title, reference, *given):
        if odd := next((c for c in words if category(c) in UNSEEN), None):
            raise ConfigurationError(f"claim {id!r}: {words!r} holds U+{ord(odd):04X}, which does not show: take it out")
    for name, f in {**given, "the statement": show}.items():
        if not isinstance(f, Term) or f.sort != "bool":
            raise InvalidInference("claim", f"{id}: {name} is {f!r}, which is not a formula: write Eq(a, b) for a = b")
    if found := trouble([*given.values(), show]):
        raise ConfigurationError(f"claim {id}: {found}")


def false_at(conclusion: Term, witness: Instance) -> bool:
    """Whether the conclusion is seen to fail there; one that cannot be evaluated says nothing against the witness."""
    try:
        return evaluate(conclusion, witness) is False
    except (InvalidInference, ArithmeticError, Conflict, RecursionError):
        return False


def as_instance(model: Model) -> Instance:
    """The model as an instance; beside the numbers, its functions are shown as terms under names like x(tau)."""
    numbers = {v.args[0]: evaluate(lift(a), Instance()) for v, a in model.values.items()}

    def function(parameters: tuple[Term, ...], a: Any) -> Callable[..., Any]:
        names = [p.args[0] for p in parameters]
        return lambda *values: evaluate(lift(a), Instance(dict(zip(names, values, strict=True))))

    shown = {f"{name}({', '.join(p.args[0] for p in ps)})": lift(a) for name, (ps, a) in model.functions.items()}
    return Instance({**numbers, **shown}, {name: function(ps, a) for name, (ps, a) in model.functions.items()})


def fits(claim: Claim, t: Theorem | None, idle_allowed: bool = False) -> Theorem:
    """The theorem, if it says what the claim says: this conclusion, from these hypotheses, every one of them used."""
    if t is None:
        raise InvalidInference("claim", f"{claim.id}: the proof shows nothing: end it with p.conclude(…)")
    genuine(t)
    if not whole((claim.show, *claim.given.values())):
        raise InvalidInference("claim", f"{claim.id}: a formula of the claim was changed after it was made")
    if not same(t.conclusion, claim.show):
        raise InvalidInference("claim", f"{claim.id}: the proof shows {t.conclusion}, not {claim.show}")
    used = set()
    for f in t.hypotheses:
        match = next((name for name, g in claim.given.items() if same(f, g)), None)
        if match is None:
            raise InvalidInference("claim", f"{claim.id}: the proof rests on {f}, which is not among its hypotheses")
        used.add(match)
    if missing := unsaid(t, [*claim.given.values(), claim.show], claim.moments):
        more = f" (and {len(missing) - 1} more)" if len(missing) > 1 else ""
        remedy = "state it as Integrable(…), or name random variables all of whose moments exist as moments=[…]"
        needed = f"{missing[0]}{more}, which the claim does not say"
        raise InvalidInference("claim", f"{claim.id}: the proof supposes {needed}: {remedy}")
    supposed = said(t.moments)
    idle = [name for name, f in claim.given.items() if name not in used and not said([f]) & supposed]
    if idle and not idle_allowed:
        raise InvalidInference("claim", f"{claim.id}: the proof does not need {', '.join(idle)}")
    return t
