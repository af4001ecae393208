"""How a theorem was proved, in one or two lines that a person can check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from adal_theory.prove.kernel.certificates import GOAL, Certificate, Product
from adal_theory.prove.kernel.polynomials import canonical
from adal_theory.prove.kernel.terms import Term, num
from adal_theory.prove.kernel.theorem import Theorem

MOST = 6  # products written out
LARGEST = 12  # terms of a sum that is factored
WIDEST = 160  # letters of a line
_THROUGH = (
    "restate",
    "cut",
    "discharge",
    "detach",
    "generalize",
    "specialize",
    "instantiate",
    "instantiate_function",
    "integral",
)
_WORDS = {
    "sum_monotone": "term by term under the sum",
    "telescope": "a telescoping sum",
    "sum_swap": "sums swapped",
    "sum_split": "the range of a sum split",
    "sum_shift": "an index shifted",
    "derivative": "a derivative",
    "monotone": "monotone by its derivative",
}


def how(t: Theorem) -> str:
    """The shape of the proof: the certificate if there is one alone, else induction, cases and sums, and the last certificate."""
    derivation = list(_each(t))
    inductions = [s for s in derivation if s.rule == "induction"]
    cases = sum(s.rule == "cases" for s in derivation)
    used = Counter(s.rule for s in derivation if s.rule in _WORDS)
    parts = list(dict.fromkeys(map(_induction, inductions)))[:2]
    if cases:
        parts.append(f"{cases + 1} cases")
    parts += [_WORDS[rule] for rule in used]
    last = _last_certificate(t)
    first_line = "; ".join(parts)
    second = certificate(last) if last is not None and not (parts and _is_closing(last)) else ""
    return "\n".join(line for line in (first_line, second) if line) or f"by the rule {t.rule}"


def _each(t: Theorem) -> Iterator[Theorem]:
    seen: set[Theorem] = set()
    stack = [t]
    while stack:
        s = stack.pop()
        if s not in seen:
            seen.add(s)
            stack.extend(s.premises)
            yield s


def _last_certificate(t: Theorem) -> Theorem | None:
    """The arithmetic that the proof ends with, if it is all at once."""
    while t.rule in _THROUGH and t.premises:
        t = t.premises[-1]
    return t if t.rule == "arith" else None


def _induction(t: Theorem) -> str:
    n, claim, lo = t.arguments[:3]
    said = f" for {claim}" if len(str(claim)) <= WIDEST else ""
    return f"induction on {n} from {lo}{said}"


def _is_closing(t: Theorem) -> bool:
    """Whether the last certificate only brings what was proved before into the form of the goal."""
    return len(t.arguments[2][0].products) <= 2


def certificate(t: Theorem) -> str:
    """right − left = a sum of products of facts and squares, where the certificate says so."""
    goal, premises, certificates = t.arguments
    first: Certificate = certificates[0]
    labels = [_side(p.conclusion) for p in premises]
    own = [p for p in first.products if p.factors == (GOAL,) and p.equation is None and p.multiplier is None]
    rest = [p for p in first.products if p not in own]
    if goal.op not in ("le", "lt", "eq") or len(own) != 1 or any(GOAL in p.factors for p in rest) or len(rest) > MOST:
        return _counted(first, premises)
    scale = own[0].coefficient
    line = " + ".join(_product(p, p.coefficient / scale, labels) for p in rest).replace("+ −", "− ") or "0"
    with_ = (
        "" if not first.rewrites else f", with {'; '.join(dict.fromkeys(str(premises[e].conclusion) for e, _ in first.rewrites))}"
    )
    text = f"{_difference(goal)} = {line}{with_}"
    return text if len(text) <= WIDEST else _counted(first, premises)


def _difference(goal: Term) -> str:
    zero = num(0)
    if goal.args[0] == zero:
        return str(goal.args[1])
    return "right side − left side"


def _counted(c: Certificate, premises: tuple[Theorem, ...]) -> str:
    squares = sum(any(isinstance(f, Term) for f in p.factors) for p in c.products)
    made = f", {squares} of them with squares" if squares else ""
    return f"a certificate of {len(c.products)} products of {len(premises)} facts{made}"


def _side(f: Term) -> str:
    """The factor that a fact contributes: b − a for a ≤ b."""
    if f.op not in ("le", "lt", "eq", "ne"):
        return f"[{f}]"
    a, b = f.args
    if a == num(0):
        return _wrapped(b)
    if b == num(0):
        return _wrapped(-a)
    return f"({b - a})"


def _wrapped(a: Term) -> str:
    a = factored(a)
    return f"({a})" if a.op == "add" or (a.op == "mul" and a.args[0].op == "num" and a.args[0].args[0] < 0) else str(a)


def factored(a: Term) -> Term:
    """A polynomial as the product of its factors, for a reader: found by SymPy, taken if the kernel's normal form is the same."""
    if a.op != "add" or len(a.args) > LARGEST or not _polynomial(a):
        return a
    from sympy import factor

    from adal_theory.prove.check.sympy_terms import from_sympy
    from adal_theory.prove.check.to_sympy import to_sympy

    found = from_sympy(factor(to_sympy(a)))
    return found if found.op != "add" and canonical(found) == canonical(a) else a


def _polynomial(a: Term) -> bool:
    inside = (b for b in a.args if isinstance(b, Term))
    return a.op in ("num", "var", "app") or (a.op in ("add", "mul", "pow") and all(map(_polynomial, inside)))


def _product(p: Product, c: Fraction, labels: list[str]) -> str:
    sign = "−" if c < 0 else ""
    size = abs(c)
    parts = [] if size == 1 else [str(size) if "/" not in str(size) else f"({size})"]
    if p.multiplier is not None:
        parts.append(_wrapped(p.multiplier))
    parts += [f"{_wrapped(f) if f.op in ('var', 'num') else f'({f})'}^2" if isinstance(f, Term) else labels[f] for f in p.factors]
    if p.equation is not None:
        parts.append(labels[p.equation])
    return sign + ("·".join(parts) or "1")
