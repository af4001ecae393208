"""`rewrite`, `unfold` and `calc`: equations put in, and chains of comparisons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import walk
from adal_theory.prove.kernel.polynomials import canonical
from adal_theory.prove.kernel.terms import RELATIONS, Eq, InvalidInference, Term, var
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.printing.text import text
from adal_theory.prove.tactics.arith import linarith
from adal_theory.prove.tactics.clock import NO_LIMIT
from adal_theory.prove.tactics.context import applications, symbols
from adal_theory.prove.tactics.instances import indices, quantified
from adal_theory.prove.tactics.moves.prover import Prover
from adal_theory.prove.tactics.state import Undecided, Using

Link = Term | Theorem | tuple[Any, ...]


class Rewriting(Prover):
    """Equations put in."""

    def rewrite(self, t: Theorem | str, equation: Theorem | str, *using: Using, back: bool = False) -> Theorem:
        """`p.rewrite(t, equation)`: what t says with b for every a, where the equation says a = b; `back=True`: a for every b.

        An equation for all indices is taken at those for which its left side occurs; `using` gives their ranges.
        """
        target, rule = self.named([t, equation])
        rules = self._at_places(rule, target.conclusion, using, back)
        for e in rules:
            target = _replaced(target, e, back)
        return target

    def unfold(self, t: Theorem | Term, *definitions: Using, using: Sequence[Using] = ()) -> Theorem:
        """`p.unfold(x[t + 1, i], "x", "m")`: the equation of a term (or what a theorem says) with recorded definitions put in,
        one after the other, at the indices that occur.
        """
        if isinstance(t, Theorem):
            for d in definitions:
                t = self.rewrite(t, self.named([d])[0], *using)
            return t
        same = linarith(Eq(t, t), [], NO_LIMIT)
        assert same is not None
        for d in self.named(definitions):
            for e in self._at_places(d, same.conclusion.args[1], using, False):
                same = _replaced(same, e, False, side=1)
        return same

    def _at_places(self, rule: Theorem, f: Term, using: Sequence[Using], back: bool) -> list[Theorem]:
        """The equation; one for all indices at those for which the side to be replaced occurs in f."""
        variables, body = quantified(rule.conclusion)
        if body.op != "eq" or _conditional(rule.conclusion):
            raise InvalidInference("rewrite", f"{text(rule.conclusion)} is not an equation")
        if not variables:
            return [rule]
        pattern = body.args[back]
        if pattern.op != "app":
            raise InvalidInference("rewrite", f"{text(pattern)} is not the value of a sequence: give the equation at its indices")
        there = [a for a in applications(f) if a.args[:2] == pattern.args[:2]]
        found = [self.specialize(rule, *at, using=using) for at in indices(_about(rule.conclusion, back), there)]
        if not found:
            raise InvalidInference("rewrite", f"nothing in {text(f)} is what {text(rule.conclusion)} speaks of")
        return found

    def calc(self, *links: Link) -> Theorem:
        """`p.calc((a <= b, "hypothesis"), Eq(b, c), t)`: a ≤ c (or <, =), from a chain of comparisons, each with its reasons: a
        formula for `have`, one with theorems or names to use, or a theorem. Raises `Undecided` with the link that is left.
        """
        chain: list[Theorem] = []
        for n, link in enumerate(links, 1):
            chain.append(self._link(n, link))
            f = chain[-1].conclusion
            if f.op not in ("le", "lt", "eq"):
                raise InvalidInference("calc", f"link {n}, {text(f)}, is not ≤, < or =")
            if n > 1 and canonical(chain[-2].conclusion.args[1]) != canonical(f.args[0]):
                before = text(chain[-2].conclusion.args[1])
                raise InvalidInference("calc", f"link {n} starts from {text(f.args[0])}, where link {n - 1} ends in {before}")
        if not chain:
            raise InvalidInference("calc", "a chain needs a link")
        ops = {t.conclusion.op for t in chain}
        op = "lt" if "lt" in ops else "le" if "le" in ops else "eq"
        goal = Term(op, (chain[0].conclusion.args[0], chain[-1].conclusion.args[1]), "bool")
        whole = linarith(goal, chain, NO_LIMIT)
        if whole is None:
            raise Undecided(goal, [t.conclusion for t in chain])
        return whole

    def _link(self, n: int, link: Link) -> Theorem:
        if isinstance(link, Theorem):
            return link
        f, *reasons = link if isinstance(link, tuple) else (link,)
        if not isinstance(f, Term) or f.op not in RELATIONS:
            raise InvalidInference("calc", f"link {n}, {f!r}, is not a comparison")
        try:
            return self.have(f, *reasons)
        except Undecided as failure:
            raise Undecided(f, failure.known, f"is link {n} of the chain", failure.left, failure.seconds) from None


def _conditional(f: Term) -> bool:
    while f.op == "all":
        f = f.args[3]
    return f.op == "imp"


def _about(f: Term, back: bool) -> Term:
    """∀ …: a = a for the side a that is to be replaced: its indices alone are looked for."""
    if f.op == "all":
        return Term("all", (*f.args[:3], _about(f.args[3], back)), "bool", f.hint)
    return Term("eq", (f.args[back], f.args[back]), "bool")


def _replaced(t: Theorem, equation: Theorem, back: bool, side: int | None = None) -> Theorem:
    """What t says with one side of the equation for the other; `side`: on that side of t alone."""
    a, b = equation.conclusion.args
    if back:
        equation = k.restate(equation, Eq(b, a))
        a, b = b, a
    f, taken = t.conclusion, symbols(t.conclusion) | symbols(equation.conclusion)
    name = "hole"
    while name in taken:
        name += "'"
    hole = var(name, "int" if a.sort == b.sort == "int" else "real")

    def leaf(c: Term, _: int) -> Term | None:
        return hole if c == a else None

    whole = walk(f, leaf)
    template = (
        whole
        if side is None
        else Term(f.op, tuple(w if j == side else x for j, (w, x) in enumerate(zip(whole.args, f.args, strict=True))), "bool")
    )
    if template == f:
        raise InvalidInference("rewrite", f"{text(a)} does not occur in {text(f)}")
    return k.leibniz(equation, t, hole, template)
