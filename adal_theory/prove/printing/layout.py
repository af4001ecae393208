"""Terms and formulas as a layout: fractions, roots, indices, and every bracket that the meaning needs.

The one walk over `Term`. Plain text is drawn from its result, LaTeX and MathML from the same with powers for products of equal
factors (`printing.reading`), so that no back end decides about brackets, except that plain text adds those which a fraction bar,
a root or a raised exponent makes needless.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from adal_theory.prove.kernel.binders import body_of, free, functions, open_body
from adal_theory.prove.kernel.terms import Term, index_sort, var
from adal_theory.prove.printing.boxes import (
    ATOM,
    COMMA,
    FRACTION,
    LOGIC,
    MINUS,
    PRODUCT,
    RELATION,
    SUM,
    TIMES,
    WIDE,
    Big,
    Call,
    Every,
    Fence,
    Fraction_,
    Mark,
    Name,
    Node,
    Number,
    Power,
    Root,
    Row,
    fenced,
    width,
)
from adal_theory.prove.printing.names import flaw, looks, signs
from adal_theory.prove.printing.symbols import Symbol, symbol

RELATIONS = {"le": "≤", "lt": "<", "eq": "=", "ne": "≠"}


def opened(a: Term) -> tuple[Term, Term]:
    """(a variable for the index that `a` binds, the body with it); its name avoids those that occur there."""
    v = index(a)
    return v, open_body(body_of(a), v)


def index(a: Term) -> Term:
    """A variable for the index that `a` binds; a word for a name, or an odd one, becomes a letter.

    It looks like no other symbol there, whatever their names are: η is not bound beside a free eta.
    """
    sort = index_sort(a.op, a.args)
    taken = {look for name in (*(v.args[0] for v in free(a)), *functions(a)) for look in looks(name)} | set(signs((a,)))
    hint = a.hint or "k"
    if flaw(hint) or len(symbol(hint).base) > 1:
        hint = {"sample": "omega", "int": "k"}.get(sort, "u")
    while looks(hint) & taken:
        hint += "'"
    return var(hint, sort)


def layout(a: Term) -> Node:
    """The layout of a term or formula."""
    return LAYOUT[a.op](a)


def _row(items: Sequence[Node], mark: Node) -> tuple[Node, ...]:
    return tuple(x for k, item in enumerate(items) for x in ((mark, item) if k else (item,)))


def _name(a: Term) -> Node:
    return Name(symbol(a.args[0]))


def _application(a: Term) -> Node:
    below = tuple(layout(b) for b in a.args[2:] if b.sort == "int")
    return Name(symbol(a.args[0]), below, tuple(layout(b) for b in a.args[2:] if b.sort != "int"))


def _number(a: Term) -> Node:
    return _signed(a.args[0] < 0, _rational(abs(a.args[0])))


def _rational(c: Fraction) -> Node:
    top = Number(str(c.numerator))
    return top if c.denominator == 1 else Fraction_(top, Number(str(c.denominator)))


def _signed(negative: bool, a: Node) -> Node:
    return Row((MINUS, fenced(a, PRODUCT)), SUM) if negative else a


def _magnitude(a: Term) -> tuple[bool, Node]:
    """(whether it begins with a minus sign, the rest)."""
    if a.op == "num":
        return a.args[0] < 0, _rational(abs(a.args[0]))
    if a.op in ("mul", "inv"):
        return _product(a)
    return False, layout(a)


def _add(a: Term) -> Node:
    items: list[Node] = []
    for k, b in enumerate(a.args):
        negative, rest = _magnitude(b)
        if k:
            items.append(Mark("−" if negative else "+", "binary"))
        elif negative:
            items.append(MINUS)
        items.append(fenced(rest, PRODUCT))
    return Row(tuple(items), SUM)


def _product(a: Term) -> tuple[bool, Node]:
    """A product: its sign, and the rest with what is divided by under one bar."""
    factor = Fraction(1)
    above: list[Node] = []
    below: list[Node] = []
    for b in a.args if a.op == "mul" else (a,):
        if b.op == "num":
            factor *= b.args[0]
        elif b.op == "inv":
            below += map(layout, b.args[0].args if _plain_product(b.args[0]) else b.args)
        else:
            above.append(layout(b))
    return factor < 0, _quotient(abs(factor), above, below)


def _plain_product(a: Term) -> bool:
    """Factors that can stand below a bar one by one: no sign and no fraction among them."""
    return a.op == "mul" and all(b.op != "inv" and (b.op != "num" or (b.sort == "int" and b.args[0] > 0)) for b in a.args)


def _quotient(c: Fraction, above: list[Node], below: list[Node]) -> Node:
    """c·above/below; Σ and what is too wide stand beside the bar, unless a Σ is below it too."""
    outside: list[Node] = []
    if below and not any(isinstance(b, Big) for b in below):
        outside = [b for b in above if isinstance(b, Big) or (b.level == SUM and width(b) > WIDE / 2)]
        if not outside and width(_times(above)) > WIDE:
            outside, above = above, []
    above = [b for b in above if b not in outside]
    if not below:
        factors = [*([_rational(c)] if c != 1 or not above else []), *above]
        return _times(factors)
    top = [*([Number(str(c.numerator))] if c.numerator != 1 or not above else []), *above]
    bottom = [*([Number(str(c.denominator))] if c.denominator != 1 else []), *below]
    return _times([Fraction_(_times(top), _times(bottom)), *outside])


def _times(factors: list[Node]) -> Node:
    """Side by side, each in brackets if it must be; Σ, which extends to the right, unless it is the last."""
    if len(factors) == 1:
        return factors[0]
    last = len(factors) - 1
    items = [b if isinstance(b, Big) and k == last else fenced(b, FRACTION) for k, b in enumerate(factors)]
    return Row(_row(items, TIMES), PRODUCT)


def _mul(a: Term) -> Node:
    return _signed(*_product(a))


def _power(a: Term) -> Node:
    n = a.args[1]
    return raised(layout(a.args[0]), layout(n) if isinstance(n, Term) else Number(str(n)))


def raised(base: Node, exponent: Node) -> Power:
    """A power, with the brackets that its base needs."""
    # What has something above it already cannot be raised without brackets: x*, η', m^old.
    above = isinstance(base, Name) and (base.symbol.above or base.symbol.primes)
    return Power(Fence("(", base, ")") if above else fenced(base, ATOM), exponent)


def _sqrt(a: Term) -> Node:
    return Root(layout(a.args[0]))


def _abs(a: Term) -> Node:
    return Fence("|", layout(a.args[0]), "|")


def _call(a: Term) -> Node:
    inside = [layout(b) for b in a.args if isinstance(b, Term)]
    return Call(a.op, Fence("(", Row(_row(inside, COMMA), LOGIC), ")"))


def _sum(a: Term) -> Node:
    k, body = opened(a)
    return Big(layout(k), layout(a.args[0]), layout(a.args[1]), fenced(layout(body), PRODUCT))


def _mean(a: Term) -> Node:
    omega, body = opened(a)
    # Which sample point is averaged over must be said where there are several.
    several = any(v.sort == "sample" for v in free(a)) or "(mean" in body.key
    return Call("E", Fence("[", layout(body), "]"), layout(omega) if several else None)


def _range(v: Term, lo: Term | None, hi: Term | None) -> Node:
    """lo ≤ v ≤ hi; of a real index, or one without ends, the set too."""
    items: list[Node] = [layout(v)]
    if lo is not None and hi is None:
        items += [Mark("≥", "relation"), layout(lo)]
    elif lo is not None:
        items[:0] = [layout(lo), Mark("≤", "relation")]
    if hi is not None:
        items += [Mark("≤", "relation"), layout(hi)]
    if v.sort == "sample" or (v.sort == "int" and len(items) > 1):
        return Row(tuple(items), RELATION)
    member = (layout(v), Mark("∈", "relation"), Number({"real": "ℝ", "int": "ℤ"}[v.sort]))
    return Row((*member, *((COMMA, *items) if len(items) > 1 else ())), RELATION)


def _all(a: Term) -> Node:
    ranges = []
    while a.op == "all":
        v, body = opened(a)
        ranges.append(_range(v, a.args[1], a.args[2]))
        a = body
    return Every(tuple(ranges), fenced(layout(a), RELATION))


def _relation(a: Term) -> Node:
    return Row((layout(a.args[0]), Mark(RELATIONS[a.op], "relation"), layout(a.args[1])), RELATION)


def _tends(a: Term) -> Node:
    v, body = opened(a)
    arrow = Mark("→", "relation")
    as_v = (Mark("as", "word"), layout(v), arrow, Name(Symbol("∞", plain="∞")))
    return Row((layout(body), arrow, layout(a.args[2]), *as_v), RELATION)


def _slope(a: Term) -> Node:
    v = index(a)
    low, body, slope = a.args[0], open_body(a.args[1], v), open_body(a.args[2], v)
    of = Fraction_(Name(Symbol("d", plain="d")), Row((Name(Symbol("d", plain="d")), layout(v)), ATOM))
    equation = (_times([of, fenced(layout(body), ATOM)]), Mark("=", "relation"), layout(slope))
    return Every((Row((layout(v), Mark(">", "relation"), layout(low)), RELATION),), Row(equation, RELATION))


def _preserves(a: Term) -> Node:
    v, body = opened(a)
    return Row((layout(v), Mark("↦", "relation"), layout(body), Mark("preserves E", "word")), RELATION)


def _integrable(a: Term) -> Node:
    _, body = opened(a)
    return Row((layout(body), Mark("integrable", "word")), RELATION)


def _implies(a: Term) -> Node:
    return Row((fenced(layout(a.args[0]), RELATION), Mark("⇒", "relation"), fenced(layout(a.args[1]), RELATION)), LOGIC)


LAYOUT: dict[str, Callable[[Term], Node]] = {
    "num": _number,
    "var": _name,
    "bound": lambda a: Number(f"#{a.args[0]}"),
    "app": _application,
    "add": _add,
    "mul": _mul,
    "inv": _mul,
    "pow": _power,
    "ipow": _power,
    "rpow": _power,
    "sqrt": _sqrt,
    "abs": _abs,
    "exp": _call,
    "log": _call,
    "sign": _call,
    "max": _call,
    "min": _call,
    "sum": _sum,
    "mean": _mean,
    "all": _all,
    "tends": _tends,
    "slope": _slope,
    "preserves": _preserves,
    "integrable": _integrable,
    "imp": _implies,
    **dict.fromkeys(RELATIONS, _relation),
}
