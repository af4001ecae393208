"""Altered statements, hypotheses and certificates, each with the proof of what was not altered, under Coq's command `Fail`."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any
from unittest.mock import patch

from coq_files import fault, theory

from adal_theory.prove import InvalidInference, Library, Term, Theorem
from adal_theory.prove import inference as k
from adal_theory.prove.coq import names, witness
from adal_theory.prove.coq.compiling import FLAGS
from adal_theory.prove.coq.equations import certified
from adal_theory.prove.coq.errors import NotExported
from adal_theory.prove.coq.formulas import coq, parameters
from adal_theory.prove.coq.lemmas import Chapter
from adal_theory.prove.coq.page import Page
from adal_theory.prove.coq.step import Step
from adal_theory.prove.coq.units import HEAD
from adal_theory.prove.coq.witness import _multiples
from adal_theory.prove.kernel.certificates import Certificate
from adal_theory.prove.kernel.theorem import same
from adal_theory.prove.library.changes import relation_changes
from adal_theory.prove.library.mutants import derive, mutants
from adal_theory.prove.tactics.automatic import Stuck, prove

_THEOREM = re.compile(r"Theorem (\S+)(.*) :\n  (.*)\.\nProof\. exact (.*)\. Qed\.\n", re.DOTALL)


@dataclass(frozen=True)
class Try:
    """`text` defines something of the altered statement, from the proof of another. `statement` and `given` are what it says."""

    kind: str
    label: str
    text: str
    statement: Term
    given: tuple[Term, ...]
    from_theorem: Theorem


class Book(Chapter):
    """Claims, and what is tried on them."""

    def __init__(self, library: Library, ids: Sequence[str]) -> None:
        super().__init__()
        self.library = library
        self._count = 0
        self._tried = set[str]()
        for id in ids:
            claim = library.get(id)
            self.claim(id, claim.title, claim.given, claim.show, library.theorem(id))

    def definition(self, head: str, statement: str, proof: str) -> str:
        self._count += 1
        return f"Fail Definition tried_{self._count}{head} : {statement} := {proof}.\n"

    def _parts(self, id: str) -> tuple[str, str, str]:
        text = next(line for line in self.book.lines if f"\nTheorem {names.claim(id)} " in line)
        found = _THEOREM.search(text)
        assert found is not None
        return found[2], found[3], found[4]

    def statements(self, id: str) -> Iterator[Try]:
        """Another conclusion: the proof converted to it, where the exporter does that, else the proof as it is."""
        claim, t = self.library.get(id), self.library.theorem(id)
        head, _, proof = self._parts(id)
        for q, m in enumerate(mutants(claim)):
            lines = list(self.book.lines)
            try:
                self.claim(f"{id}'{q}", m.label, claim.given, m.claim.show, t)
                (whole,) = filter(
                    None,
                    [
                        _THEOREM.search(line)
                        for line in self.book.lines[-2:]
                        if names.claim(f"{id}'{q}") in line and line.startswith("(* ")
                    ],
                )
                self.book.lines[:] = [line for line in self.book.lines if f"_{names.mangled(f'{id}{chr(39)}{q}')}" not in line]
                text = self.definition(*whole.groups()[1:])
            except NotExported:
                self.book.lines[:] = lines
                text = self.definition(head, coq(m.claim.show), proof)
            yield Try("statement", f"{id}: {m.label}", text, m.claim.show, tuple(claim.given.values()), t)

    def hypotheses(self, id: str) -> Iterator[Try]:
        """Nothing supposed, under the name of a hypothesis."""
        claim, t = self.library.get(id), self.library.theorem(id)
        head, statement, proof = self._parts(id)
        for q, (name, f) in enumerate(claim.given.items()):
            kept = tuple(g for g in claim.given.values() if g is not f)
            without = head.replace(f"(G{q} : {coq(f)})", f"(G{q} : 0 <= 0)")
            assert without != head
            yield Try("hypothesis", f"{id}: without {name}", self.definition(without, statement, proof), claim.show, kept, t)

    def steps(self, id: str) -> Iterator[Try]:
        """Steps with certificates: another goal under the same certificate, and another certificate of the same goal."""
        found, todo = set[Theorem](), [self.library.theorem(id)]
        while todo:
            t = todo.pop()
            if t not in found:
                found.add(t)
                todo.extend(t.premises)
        for t in sorted((t for t in found if t.rule == "arith"), key=_size, reverse=True):
            if str(t) not in self._tried and _size(t) > 1:
                self._tried.add(str(t))
                goal, premises, certificates = t.arguments
                other = ((f"{kind}: {f}", f) for kind, f in relation_changes(goal) if f.op == goal.op and not same(f, goal))
                for label, f in islice(other, 6):
                    yield from self._step(t, "goal", label, f, premises, certificates)
                for label, altered in islice(_certificates(certificates), 4):
                    yield from self._step(t, "certificate", f"{label} in the proof of {goal}", goal, premises, altered)

    def _step(
        self, t: Theorem, kind: str, label: str, goal: Term, premises: tuple[Theorem, ...], certificates: tuple[Certificate, ...]
    ) -> Iterator[Try]:
        page = Page(self.book, [*t.hypotheses, goal])
        own = {f.key: f"H{q}" for q, f in enumerate(t.hypotheses)}
        step = Step(page, t, own, self._written)
        try:
            with patch.object(witness, "_multiples", _unchecked):
                proof = certified(page, goal, [q.conclusion for q in premises], [step.use(q) for q in premises], certificates)
        except (NotExported, InvalidInference, AssertionError):
            return  # it is not even written
        proof = page.closed(proof, [goal, *t.hypotheses, *(f for q in premises for f in (*q.hypotheses, q.conclusion))])
        taken = "".join(f" ({own[f.key]} : {coq(f)})" for f in t.hypotheses)
        text = self.definition(f"{parameters(page.variables, page.shapes)}{taken}", coq(goal), proof)
        yield Try(kind, label, text, goal, t.hypotheses, t)


def _unchecked(total: Any, premises: Any, certificate: Certificate) -> dict[int, Any]:
    """The exporter looks whether a certificate adds up to zero, so as to say so early: here Coq is to find out."""
    return _multiples(total, premises, certificate) if certificate.rewrites else {}


def _size(t: Theorem) -> int:
    """How many products there are in the shortest certificate of a step."""
    return min(len(c.products) for c in t.arguments[2])


def _certificates(certificates: tuple[Certificate, ...]) -> Iterator[tuple[str, tuple[Certificate, ...]]]:
    """Another coefficient, another premise, a product less."""
    for q, c in enumerate(certificates):
        for r, p in enumerate(c.products):
            changed = {
                "twice the coefficient": replace(p, coefficient=2 * p.coefficient),
                "a product less": None,
                "half the coefficient": replace(p, coefficient=p.coefficient / 2),
            }
            for s, n in enumerate(p.factors):
                if type(n) is int:
                    changed[f"premise {n + 1} for {n}"] = replace(p, factors=(*p.factors[:s], n + 1, *p.factors[s + 1 :]))
            for label, new in changed.items():
                products = (*c.products[:r], *(() if new is None else (new,)), *c.products[r + 1 :])
                if products:
                    yield label, (*certificates[:q], replace(c, products=products), *certificates[q + 1 :])


def accepted(book: Book, tries: Sequence[Try]) -> list[Try]:
    """Those that Coq does not refuse."""
    base = f"{HEAD}Open Scope R_scope.\n\n{book.text}\n"
    assert fault(base) == ""
    text = base + "".join(t.text for t in tries)
    (theory() / "claims" / "Refused.v").write_text(text, "utf-8")
    done = subprocess.run(
        ["coqtop", "-q", *FLAGS],
        input=text,
        cwd=theory(),
        text=True,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    said = re.findall(r"The command has (indeed failed|not failed!)", done.stdout)
    assert len(said) == len(tries), done.stdout[-3000:]
    return [t for t, word in zip(tries, said, strict=True) if word == "not failed!"]


def is_true(t: Try) -> bool:
    """Whether the kernel proves the altered statement too."""
    if t.kind == "certificate":  # the statement is that of a theorem
        return True
    for one in (lambda: k.restate(t.from_theorem, t.statement), lambda: _derived(t)):
        try:
            found = one()
            return {h.key for h in found.hypotheses} <= {h.key for h in (*t.given, *t.from_theorem.hypotheses)}
        except (InvalidInference, ZeroDivisionError, KeyError, StopIteration):
            continue
    return not isinstance(prove(t.statement, t.given, 20.0), Stuck)


def _derived(t: Try) -> Theorem:
    from adal_theory.prove.library.claim import Claim

    return derive(
        Claim("x", "x", {f"h{q}": h for q, h in enumerate(t.given)}, t.statement, lambda p: t.from_theorem), t.from_theorem
    )
