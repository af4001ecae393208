"""Libraries: claims by id, with their proofs run, held to what the claims say, and replayed."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from inspect import signature
from typing import Any, cast

from adal_theory.errors import ConfigurationError, unknown_name
from adal_theory.prove.kernel.binders import free, functions, substitute, substitute_function, subterms
from adal_theory.prove.kernel.replay import replay
from adal_theory.prove.kernel.terms import Function, InvalidInference, Term
from adal_theory.prove.kernel.theorem import Theorem, genuine, same
from adal_theory.prove.library.claim import Claim, Model, ProofText, Verdict, as_instance, false_at, fits, legible
from adal_theory.prove.library.failure import failure, where
from adal_theory.prove.printing.names import trouble
from adal_theory.prove.printing.proof_lines import own
from adal_theory.prove.printing.sequents import shortened
from adal_theory.prove.semantics.evaluate import Instance
from adal_theory.prove.tactics import kept
from adal_theory.prove.tactics.moves.prover import Asked, Line
from adal_theory.prove.tactics.proof import Proof
from adal_theory.runtime import doing
from adal_theory.showing import Shown

ROOM, LEAST = 1.5, 0.05  # times, and seconds
LADDER = 1.0  # seconds for the certificates of a step of a changed claim: four times what a step of the claims' own proofs takes
NO_WITNESS = (
    "no rational instance found with all hypotheses true: they contradict one another, or `domains` must say what to draw from"
)


class Library(Shown):
    """Claims by id, each proved at most once. Its proofs may cite the claims of `cites`, which are not listed with its own."""

    def __init__(self, cites: Library | None = None) -> None:
        self.cites = [] if cites is None else [cites]
        self.claims: dict[str, Claim] = {}
        self.false: dict[str, Claim] = {}
        self._theorems: dict[str, Theorem] = {}
        self.told: dict[str, list[tuple[str, Theorem]]] = {}  # the lines of the proofs that went through: `Proof.written`
        self._needed: dict[str, float] = {}
        self._needed_by: dict[str, dict[Line, float]] = {}
        self._shown: dict[str, dict[Asked, Theorem]] = {}
        self._open: list[str] = []
        self._replayed: dict[Theorem, Theorem] = {}

    def claim(
        self,
        id: str,
        title: str,
        given: Mapping[str, Term],
        show: Term,
        *,
        domains: Mapping[str, Any] | None = None,
        samples: Callable[[random.Random], Sequence[tuple[Any, Any]]] | None = None,
        reference: str = "",
        model: Callable[[Proof], Model] | None = None,
        moments: Sequence[Function] = (),
    ) -> Callable[[ProofText], ProofText]:
        """Decorator: register a claim with the function that proves it.

        Whatever E is taken of in the statement and the hypotheses is integrable; of the random variables `moments` all
        products are, and of their sizes, signs, maxima and minima.
        """
        legible(id, title, reference, given, show)

        def register(proof: ProofText) -> ProofText:
            if id in self.claims:
                raise ConfigurationError(f"claim {id} is registered twice: give one another id")
            if not callable(proof) or not _takes_one(proof):
                raise ConfigurationError(f"claim {id}: its proof is not a function of one argument: write def _(p)")
            self.claims[id] = Claim(
                id,
                title,
                dict(given),
                show,
                proof,
                dict(domains or {}),
                samples,
                reference,
                model,
                tuple(f.name for f in moments),
            )
            return proof

        return register

    def false_claim(
        self,
        id: str,
        title: str,
        given: Mapping[str, Term],
        show: Term,
        *,
        like: str | None = None,
        domains: Mapping[str, Any] | None = None,
        samples: Callable[[random.Random], Sequence[tuple[Any, Any]]] | None = None,
        reference: str = "",
    ) -> None:
        """Register a statement known to be false: the proof of the claim `like` is tried on it, and all domains are searched
        for a counterexample."""
        if id in self.false or id in self.claims:
            raise ConfigurationError(f"claim {id} is registered twice: give one another id")

        legible(id, title, reference, given, show)

        def proof(p: Proof) -> Theorem:
            if like is None:
                return p.have(show, *given)
            p.patience = self.patience(like)
            return cast(Theorem, self.get(like).prove(p))

        self.false[id] = Claim(id, title, dict(given), show, proof, dict(domains or {}), samples, reference)

    def adopt(self, other: Library) -> None:
        """Take over another library's claims, and what they may cite. Raises `ConfigurationError` when an id is taken."""
        for claim in (*other, *other.false.values()):
            legible(claim.id, claim.title, claim.reference, claim.given, claim.show)
            for f in (claim.show, *claim.given.values()):
                if not all(type(b) is Term and b.key == Term(b.op, b.args, b.sort, b.hint).key for b in subterms(f)):
                    raise ConfigurationError(f"claim {claim.id}: {f} is not the formula that it shows: make it anew")
        for claim in other:
            if claim.id in self.claims:
                raise ConfigurationError(f"claim {claim.id} is registered twice: give one another id")
            self.claims[claim.id] = claim
        self.false |= other.false
        self.cites += [one for one in other.cites if one is not self and one not in self.cites]

    def arrange(self, place: Callable[[str], Any]) -> None:
        """List the claims in the order of what `place` makes of their ids."""
        self.claims = {id: self.claims[id] for id in sorted(self.claims, key=place)}

    def __repr__(self) -> str:
        return f"Library({shortened(', '.join(self.claims))})"

    def __iter__(self) -> Iterator[Claim]:
        return iter(self.claims.values())

    def get(self, id: str) -> Claim:
        """The claim of that id. Raises `ConfigurationError`, with a suggestion, where there is none."""
        if id not in self.claims:
            raise unknown_name("claim", id, self.claims)
        return self.claims[id]

    def theorem(self, id: str) -> Theorem:
        """The theorem of a claim. Raises `InvalidInference` (or `Undecided`) when its proof does not go through."""
        cited = next((other for other in self.cites if id in other.claims), None)
        if id not in self.claims and cited is not None:
            return cited.theorem(id)
        if id not in self._theorems:
            if id in self._open:
                raise InvalidInference("use", f"{' → '.join([*self._open, id])} is circular")
            self._open.append(id)
            try:
                self._theorems[id] = self.attempt(self.get(id))
            finally:
                self._open.pop()
        return self._theorems[id]

    def proved(self) -> dict[Theorem, str]:
        """The theorems proved so far, with their claims' ids."""
        cited = {t: name for other in self.cites for t, name in other.proved().items()}
        return cited | {t: name for name, t in self._theorems.items()}

    def attempt(self, claim: Claim) -> Theorem:
        """Run a claim's proof and hold the result to the claim; if it fails, again without what was kept of earlier runs."""
        before = kept.recalled()
        try:
            return self._run(claim)
        except Exception:
            if kept.recalled() == before:
                raise
        with kept.anew():
            return self._run(claim)

    def _run(self, claim: Claim) -> Theorem:
        p = Proof(claim.given, self.theorem, claim.show)
        t = fits(claim, claim.prove(p))
        self._needed[claim.id], self._needed_by[claim.id] = p.needed, p.needed_by
        self._shown[claim.id], self.told[claim.id] = p.shown, p.written
        return t

    def altered(self, claim: Claim) -> Proof:
        """A proof of a claim that differs from the one of its id: with the patience that this one needed, line by line, and what
        its steps have shown wherever that rests on hypotheses that both have."""
        p = Proof(claim.given, self.theorem, claim.show, self.patience(claim.id))
        if p.patience:
            p.patience_by = {at: _roomy(needed) for at, needed in self._needed_by[claim.id].items()}
        p.earlier, p.ladder = self._shown.get(claim.id, {}), LADDER
        return p

    def seek(self, id: str, granted: Callable[[Claim], Theorem]) -> None:
        """Run the proof of a claim, with `granted` for the claims that it cites: for what its searches find."""
        owners = {c.id: c for other in (*self.cites, self) for c in other}
        claim = self.get(id)
        claim.prove(Proof(claim.given, lambda cited: granted(owners[cited]), claim.show))

    def patience(self, id: str) -> float:
        """The seconds of the prover that a changed claim may have for a step: what the steps of this claim's proof have needed,
        with room for a busy machine; none where they have needed none."""
        needed = self._needed.get(id, 0.0)
        return _roomy(needed) if needed else 0.0

    def verify(self, id: str, again: bool = True) -> Verdict:
        """Prove, replay from the record (unless that is done elsewhere: `again` false), and find a witness."""
        with doing(f"proving {id}"):
            return self._verify(id, again)

    def _verify(self, id: str, again: bool) -> Verdict:
        claim, start = self.get(id), time.perf_counter()
        try:
            t = self.theorem(id)
            if again:
                replay(t, self._replayed)
            self._read(claim, t)
        except Exception as error:  # a slip in the text of a proof proves nothing, and must not stop the others
            why = failure(error, claim.proof.__code__.co_filename, claim.proof.__code__.co_firstlineno)
            return Verdict(claim, "undecided", None, why.reason, None, time.perf_counter() - start, why)
        try:
            witness = self.modelled(claim) if claim.model else claim.sampler().draw(random.Random(f"witness {id}"), 200)
            if witness is not None and false_at(claim.show, witness):
                return Verdict(claim, "unsound", t, "false at its own witness", witness, time.perf_counter() - start)
        except (InvalidInference, ZeroDivisionError) as refusal:
            return Verdict(claim, "vacuous", t, f"no witness: {refusal}", None, time.perf_counter() - start)
        except Exception as error:  # a slip in a claim's own domains
            reason = f"no witness can be drawn: {where(error)}"
            return Verdict(claim, "undecided", None, reason, None, time.perf_counter() - start)
        verdict, reason = ("vacuous", NO_WITNESS) if witness is None else ("proved", "")
        return Verdict(claim, verdict, t, reason, witness, time.perf_counter() - start)

    def _read(self, claim: Claim, t: Theorem) -> None:
        """Refuse a proof in whose lines two symbols are printed alike."""
        steps = own(t, {u: name for u, name in self.proved().items() if u is not t})[0]
        if found := trouble([*claim.given.values(), claim.show, *(f for u in steps for f in (u.conclusion, *u.hypotheses))]):
            raise InvalidInference("claim", f"{claim.id}: in its proof, {found}")

    def modelled(self, claim: Claim) -> Instance:
        """The claim's own model, each hypothesis a theorem without hypotheses. Raises `InvalidInference` where one is not."""
        assert claim.model is not None
        model = claim.model(Proof({}, self.theorem))
        proved = [replay(t, self._replayed).conclusion for t in map(genuine, model.theorems) if not t.hypotheses]
        for name, f in claim.given.items():
            for function, (parameters, a) in model.functions.items():
                f = substitute_function(f, function, parameters, a)
            f = substitute(f, model.values)
            if free(f) or functions(f) or not any(same(f, g) for g in proved):
                raise InvalidInference("model", f"{name} is not proved of it: {f}")
        return as_instance(model)


def _roomy(needed: float) -> float:
    return max(ROOM * needed, LEAST)


def _takes_one(proof: Callable[..., Any]) -> bool:
    try:
        signature(proof).bind(None)
    except TypeError:
        return False
    return True
