"""Theorems as lemmas: one for each statement on the way to a claim, in the order in which they rest on one another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from adal_theory.prove.coq import names
from adal_theory.prove.coq.algebra import Members
from adal_theory.prove.coq.atoms import atom_proof
from adal_theory.prove.coq.equations import converted
from adal_theory.prove.coq.errors import NotExported
from adal_theory.prove.coq.formulas import coq, parameters
from adal_theory.prove.coq.page import Book, Page, arguments
from adal_theory.prove.coq.rules import RULES
from adal_theory.prove.coq.step import Step, Written
from adal_theory.prove.coq.supposed import suppose
from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.kernel.theorem import Theorem, same


class Chapter:
    """The lemmas and claims of one file; `known` are the names of what it requires, `written` the lemmas of all files."""

    def __init__(self, known: Iterable[str] = (), written: dict[Theorem, Written] | None = None) -> None:
        self.book = Book(known, atom_proof, suppose)
        self._written = {} if written is None else written

    @property
    def text(self) -> str:
        return "\n".join(self.book.lines)

    def theorem(self, root: Theorem) -> None:
        """Write the theorem, and before it all that it rests on. Raises `NotExported`."""
        stack = [(root, False)]
        while stack:
            t, ready = stack.pop()
            if self._is_here(t) or (t.rule == "assume" and t is not root):
                continue
            if ready:
                self._written[t] = self._lemma(t)
            else:
                stack.append((t, True))
                stack.extend((p, False) for p in t.premises)

    def _is_here(self, t: Theorem) -> bool:
        return t in self._written and self._written[t].name in self.book.known

    def _lemma(self, t: Theorem) -> Written:
        formulas = [*t.hypotheses, t.conclusion]
        name = f"t_{names.stamp(' '.join(f.key for f in (*formulas, *t.moments)))}"
        page = Page(self.book, [*formulas, *t.moments], t.moments)
        written = Written(name, page.variables, page.shapes)
        if name not in self.book.known:
            own = {f.key: f"H{k}" for k, f in enumerate(t.hypotheses)}
            taken = "".join(f"\n  ({own[f.key]} : {self.book.definition(f)})" for f in t.hypotheses)
            taken += "".join(f"\n  ({j} : {self.book.definition(f)})" for f, j in page.moments.items())
            step = Step(page, t, own, self._written)
            proof = page.closed(RULES[t.rule](step), [*formulas, *_terms(t)])
            self.book.add(
                name,
                f"Lemma {name}{parameters(page.variables, page.shapes)}{taken} :\n  {coq(t.conclusion)}.\n"
                f"Proof. (* {t.rule} *) exact {proof}. Qed.\n",
            )
        return written

    def claim(self, id: str, title: str, given: Mapping[str, Term], show: Term, t: Theorem, moments: bool = False) -> None:
        """The claim as it is registered, with its own hypotheses and statement, from its theorem.

        With `moments`, also a corollary from this, that its variables lie in an algebra of integrable ones.
        """
        self.theorem(t)
        page = Page(self.book, [*given.values(), show, *t.moments], t.moments)
        own = {f.key: f"G{k}" for k, f in enumerate(given.values())}

        def hypothesis(f: Term) -> str:
            for g in given.values():
                if same(f, g):
                    return converted(page, g, f, own[g.key])
            raise NotExported(f"{id} rests on {f}, which is not among its hypotheses")

        step = Step(page, t, {}, self._written)
        proof = page.closed(converted(page, t.conclusion, show, step.use(t, hypothesis)), [*_terms(t), t.conclusion])
        name, head = names.claim(id), parameters(page.variables, page.shapes)
        self.book.add(
            name,
            f"{comment(f'{id}: {title}')}\nTheorem {name}{head}{_supposed(given, coq, page)} :\n"
            f"  {coq(show)}.\nProof. exact {proof}. Qed.\n",
        )
        if any(v.sort == "int" for v in page.variables):
            self._corollary(id, page, given, show)
        if moments:
            self._from_moments(id, given, show, t)

    def _corollary(self, id: str, page: Page, given: Mapping[str, Term], show: Term) -> None:
        """The claim for Coq's own integers, which nothing has to be supposed of."""
        integers = {names.variable(v): names.integer_proof(v) for v in page.variables if v.sort == "int"}
        proofs = {proof: f"(isint_IZR {n})" for n, proof in integers.items()}
        head = parameters(page.variables, page.shapes)
        for n, known in integers.items():
            head = head.replace(f" ({known} : isint {n})", "").replace(f" ({n} : R)", f" ({n} : Z)")

        def say(f: Term) -> str:
            return re.sub(rf"\b({'|'.join(integers)})\b", r"(IZR \1)", coq(f))

        values = [f"(IZR {a})" if a in integers else proofs.get(a, a) for a in arguments(page.variables, page.shapes).split()]
        values += [*(f"G{k}" for k in range(len(given))), *page.moments.values()]
        name = names.corollary(id)
        self.book.add(
            name,
            f"Corollary {name}{head}{_supposed(given, say, page)} :\n  {say(show)}.\n"
            f"Proof. exact ({' '.join([names.claim(id), *values])}). Qed.\n",
        )

    def _from_moments(self, id: str, given: Mapping[str, Term], show: Term, t: Theorem) -> None:
        page = Page(self.book, [*given.values(), show, *t.moments])
        members = Members(page)
        supposed = [members.moment(f) for f in t.moments]
        args = [*(f"G{k}" for k in range(len(given))), *supposed]
        taken = "".join(f"\n  (G{k} : {coq(f)})" for k, f in enumerate(given.values()))
        name = f"{names.claim(id)}_of_moments"
        head = f"{parameters(page.variables, page.shapes)}{members.taken()}{taken}"
        self.book.add(
            name,
            f"{comment(f'{id}, where all moments exist')}\nCorollary {name}{head} :\n  {coq(show)}.\n"
            f"Proof. exact ({names.claim(id)} {arguments(page.variables, page.shapes)} {' '.join(args)}). Qed.\n",
        )


def _supposed(given: Mapping[str, Term], say: Callable[[Term], str], page: Page) -> str:
    """The hypotheses of a claim, each with its name beside it, and what must be integrable."""
    named = [(f"G{k}", f, name) for k, (name, f) in enumerate(given.items())]
    named += [(j, f, "integrable") for f, j in page.moments.items()]
    return "".join(f"\n  ({g} : {say(f)}) {comment(name)}" for g, f, name in named)


def comment(words: str) -> str:
    """Words as a comment, which they cannot end."""
    return f"(* {words.replace('(*', '( *').replace('*)', '* )').replace(chr(34), chr(39))} *)"


def _terms(t: Theorem) -> list[Term]:
    """All terms that a step speaks of."""

    def flat(a: object) -> list[Term]:
        if isinstance(a, tuple):
            return [b for x in a for b in flat(x)]
        return [a] if type(a) is Term else []

    return [*flat(t.arguments), *(f for q in t.premises for f in (*q.hypotheses, q.conclusion))]
