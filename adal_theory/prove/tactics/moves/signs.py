"""`positivity`: the sign of a term, and the part of it whose sign is missing."""

from __future__ import annotations

from adal_theory.prove.kernel.terms import RELATIONS, InvalidInference, Term, lift
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.printing.text import text
from adal_theory.prove.tactics.context import Context
from adal_theory.prove.tactics.moves.asking import ZERO, by_sign, in_time
from adal_theory.prove.tactics.moves.prover import Prover, search
from adal_theory.prove.tactics.positivity import sign
from adal_theory.prove.tactics.state import Undecided, Using

PARTS = ("add", "mul", "pow", "inv", "sqrt", "ipow", "rpow", "max", "min")  # whose sign comes from their parts'


class Signs(Prover):
    """Signs of terms."""

    @search
    def positivity(self, a: Term, *using: Using) -> Theorem:
        """`p.positivity(x**2 + 1/y)`: 0 < a if that is found, else 0 ≤ a, else a ≠ 0, from the signs of the parts of a.

        Of a goal, such as `x*y >= 0` or `Ne(y, 0)`, it proves that. Raises `Undecided`, naming the part whose sign is missing.
        """
        a = lift(a)
        ctx = self.context(using)
        t = in_time(lambda: by_sign(ctx, a) if a.op in RELATIONS else _strongest(ctx, a))
        if t is not None:
            return t
        rest = a if a.op not in RELATIONS else a.args[1] if a.args[0] == ZERO else a.args[0] if a.args[1] == ZERO else None
        if rest is None:
            raise InvalidInference("positivity", f"{text(a)} does not compare with 0: bring everything to one side")
        goal = a if a.op in RELATIONS else a >= ZERO
        part = _missing(ctx, rest)
        why = f"needs the sign of {text(part)}, which is not known" if part != rest else "does not follow from signs"
        raise Undecided(goal, self.told(using, goal), why)


def _strongest(ctx: Context, a: Term) -> Theorem | None:
    s = sign(ctx, a)
    return s[1] if s is not None and s[0] in (">", ">=", "!=") else None


def _missing(ctx: Context, a: Term) -> Term:
    """The innermost part of a for which no sign was found."""
    for b in a.args if a.op in PARTS else ():
        if isinstance(b, Term) and b.sort in ("real", "int") and _known(ctx, b) is None:
            return _missing(ctx, b)
    return a


def _known(ctx: Context, a: Term) -> str | None:
    s = in_time(lambda: sign(ctx, a))
    return None if s is None else s[0]
