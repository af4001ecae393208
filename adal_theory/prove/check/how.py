"""How a theorem was proved, in at most three lines that a person can check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from adal_theory.prove.check.how_identity import Identity, atoms, hint_of, identity
from adal_theory.prove.check.how_lemmas import lemma_of, supplied, used_lemmas
from adal_theory.prove.check.how_story import Story
from adal_theory.prove.kernel.binders import symbols, walk
from adal_theory.prove.kernel.certificates import GOAL
from adal_theory.prove.kernel.terms import InvalidInference, Term, num, var
from adal_theory.prove.kernel.theorem import Theorem

WIDEST = 160  # letters of a line
LINES = 3
SHORT = 8  # letters that an abbreviation must save
LONG = 8  # letters of a term that is worth a letter of its own
LETTERS = "uvwpq"
_THROUGH = ("cut", "discharge", "detach", "generalize", "instantiate", "instantiate_function", "integral")
_SQUARES = ("le_of_sq_le", "lt_of_sq_lt")


def how(t: Theorem) -> str:
    """What the proof is made of, and the identity of its last certificate: inductions with base and step, cases, named lemmas."""
    try:
        return _told(t)
    except (InvalidInference, RecursionError, OverflowError):  # what cannot be told is proved none the less
        return f"by the rule {t.rule} of the kernel"


def _told(t: Theorem) -> str:
    known = used_lemmas()
    told = Story(known)
    told.read(t)
    parts = told.parts(t.conclusion)
    last, side = _last(t, known)
    closing = "" if last is None or (parts and _is_closing(last)) else _closing(last, known, side, hint_of(t.conclusion))
    lines = _wrapped(parts, LINES - bool(closing))
    signs = "signs of its parts" if num(0) in t.conclusion.args else "definitions of its operations"
    return "\n".join([*lines, closing] if closing else lines) or f"by the {signs}"


def _last(t: Theorem, known: dict[Theorem, str]) -> tuple[Theorem | None, str]:
    """The arithmetic that the proof ends with, and what stands for its two sides."""
    side = "side"
    while t.rule != "arith":
        lemma = lemma_of(t, known)
        if lemma in _SQUARES:
            inner = [p for p in supplied(t, known) if p.conclusion.op in ("le", "lt") and p.conclusion.args[0].op == "pow"]
            if not inner:
                return None, side
            t, side = inner[0], "side²"
        elif t.rule in ("restate", "specialize") and not lemma:
            t = t.arguments[0]
        elif t.rule in _THROUGH and not lemma and t.premises:
            t = t.premises[-1]
        else:
            return None, side
    return t, side


def _restated(t: Theorem) -> Theorem | None:
    """The premise that t only says again: a = b from a ≤ b and b ≤ a, or the other way round."""
    _, premises, certificates = t.arguments
    products = certificates[0].products
    if len(products) != 2 or certificates[0].rewrites or {p.factors for p in products} != {(GOAL,), (0,)}:
        return None
    first: Theorem = premises[0]
    return first


def _at_once(t: Theorem) -> str:
    """What t is where there is nothing to multiply out: a fact, or the definition of an operation."""
    if t.rule == "defining":
        return f"the definition of {t.arguments[0].op}"
    while t.rule in ("restate", "specialize"):
        t = t.arguments[0]
    return f"the fact {t.conclusion}" if t.rule == "assume" else ""


def _is_closing(t: Theorem) -> bool:
    """Whether the last certificate only brings what was proved before into the form of the goal."""
    products = [p for p in t.arguments[2][0].products if p.equation is None]
    return len(products) <= 2 and all(len(p.factors) <= 1 for p in products)


def _closing(t: Theorem, known: dict[Theorem, str], side: str, hint: str | None) -> str:
    """The last certificate, or that of the inequality that it restates."""
    halves = ""
    while (inner := _restated(t)) is not None:
        said = _at_once(inner)
        if said or inner.rule != "arith":
            return said and f"by {said}"
        halves = halves or ("for ≤: " if t.arguments[0].op == "eq" else "")
        t = inner
    return halves + certificate(t, known, side, hint) + (", and ≥ alike" if halves else "")


def certificate(t: Theorem, known: dict[Theorem, str], side: str = "side", hint: str | None = None) -> str:
    """right − left = a sum of products of facts and squares, as far down to the facts as a line holds."""
    for depth in (12, 0):
        found = identity(t, known, depth)
        if found is None:
            break
        found = found.hinted(hint)
        plain, short = _shown(found, side, ""), _abbreviated(found, side)
        shown = plain if len(plain) <= min(WIDEST, SHORT + len(short)) else short
        if len(shown) <= WIDEST:
            return shown
    return _counted(t)


def _shown(i: Identity, side: str, letters: str) -> str:
    by = "; ".join(i.by)
    if i.equal:
        return f"both {side}s are equal{letters}" + (f", by {by}" if by else ": they expand to the same")
    left = f"right {side} − left {side}"
    if i.weight != num(1):
        left = f"({left})·{_in_a_product(i.weight)}"
    return f"{left} = {_sum_of(i.parts)}{letters}" + (f", by {by}" if by else "")


def _sum_of(parts: Sequence[Term]) -> str:
    """The parts, each on its own."""
    if len(parts) == 1:
        return str(parts[0])
    signed = [f"({a})" if a.op == "add" else str(a) for a in parts]
    return " + ".join(signed).replace("+ −", "− ") or "0"


def _in_a_product(a: Term) -> str:
    return f"({a})" if a.op in ("add", "mul") and ("+" in str(a) or "−" in str(a) or "/" in str(a)) else str(a)


def _abbreviated(i: Identity, side: str) -> str:
    """With letters for long terms that come twice."""
    terms = [i.weight, *i.parts]
    taken = {name for a in (*terms, i.gap) for name in symbols(a)}
    names = [c for c in LETTERS if c not in taken]
    letters: list[str] = []
    values: dict[Term, Term] = {}
    for a in dict.fromkeys(atoms(terms)):
        shown = _replaced(a, values)
        times = sum(b == a for b in atoms(terms))
        if len(str(shown)) > LONG and times > 1 and names:
            values[shown] = var(names.pop(0))
            letters.append(f"{values[shown]} = {shown}")
    terms = [_replaced(b, values) for b in terms]
    new = replace(i, weight=terms[0], parts=tuple(terms[1:]))
    return _shown(new, side, f", where {', '.join(letters)}" if letters else "")


def _replaced(a: Term, values: dict[Term, Term]) -> Term:
    """With letters in place of these terms, in the order in which they got them."""
    for b, letter in values.items():
        a = walk(a, lambda c, _, b=b, letter=letter: letter if c == b else None)  # type: ignore[misc]
    return a


def _counted(t: Theorem) -> str:
    """A long certificate by what it is made of."""
    _, premises, certificates = t.arguments
    products = [p for p in certificates[0].products if p.factors != (GOAL,)]
    squares = sum(any(isinstance(f, Term) for f in p.factors) for p in products)
    made = f", {squares} of them with squares" if squares else ""
    facts = list(dict.fromkeys(str(p.conclusion) for p in premises if p.rule in ("assume", "specialize")))
    named = f": {'; '.join(facts)}" if facts else ""
    text = f"a certificate of {len(products)} products{made}, from {len(premises)} fact{'' if len(premises) == 1 else 's'}"
    return text + named if len(text + named) <= WIDEST else text


def _wrapped(parts: Sequence[str], most: int) -> list[str]:
    """The parts in lines, as many as there is room for."""
    lines: list[str] = []
    for part in parts:
        if lines and len(lines[-1]) + 2 + len(part) <= WIDEST:
            lines[-1] += f"; {part}"
        elif len(lines) < most:
            lines.append(part)
    return lines
