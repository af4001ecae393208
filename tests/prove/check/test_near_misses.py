"""True steps and their near misses, one place altered: what fails at some point is never proved, what is true is never refuted.

Points are judged from the text alone. Where all facts have a meaning and the claim has none (1/0, √ of a negative number,
log 0), a proof must state a condition. ADAL_FUZZ sets how many near misses are drawn.
"""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import mpmath
import pytest
from fuzz import examples
from invented_steps import TRUE, steps
from second_opinion import Judge, Outside

import adal_theory as at
from adal_theory import ConfigurationError
from adal_theory.prove.check.reading import read
from adal_theory.prove.kernel.binders import free

SECONDS = 0.25
POINTS = 60
# Claims that are true up to the edge of their hypotheses: T = 0, β = 0 and 1, 0⁰, empty sums, equality, integers.
EDGES = """
beta**T <= 1 | beta >= 0; beta <= 1; T >= 0
beta**T <= beta | beta >= 0; beta <= 1; T >= 1
beta**(T-t) <= 1 | beta >= 0; beta <= 1; t <= T
beta**T < 1 | beta >= 0; beta < 1; T >= 1
(1-beta)*Sum(beta**t, (t, 0, T)) <= 1 | beta >= 0; T >= 0
Eq((1-beta)*Sum(beta**(T-t), (t, 1, T)), 1 - beta**T) | T >= 0
Eq(Sum(beta**t, (t, 1, T)), beta*(1-beta**T)/(1-beta)) | beta >= 0; beta < 1; T >= 0
1/(1-beta) >= 1 | beta >= 0; beta < 1
1/(1-beta**T) >= 1 | beta >= 0; beta < 1; T >= 1
Eq(x/x, 1) | Ne(x, 0)
Eq(x*(1/x), 1) | x > 0
Eq(sqrt(x)**2, x) | x >= 0
Eq(sqrt(x**2), Abs(x)) |
Eq(Abs(x)/x, sign(x)) | Ne(x, 0)
Eq(log(x*y), log(x) + log(y)) | x > 0; y > 0
log(x) <= x - 1 | x > 0
log(1+x) <= x | x > -1
x/(1+x) <= log(1+x) | x > -1
exp(x) >= 1 + x |
exp(x) > 0 |
x**2 > 0 | Ne(x, 0)
x*y > 0 | x > 0; y > 0
1/x < 1/y | x > y; y > 0
1/x <= 1/y | x >= y; y > 0
x**n > 0 | x > 0
x**n >= 0 | x >= 0; n >= 0
0**n <= 1 | n >= 0
Eq(0**n, 0) | n >= 1
Abs(x)**n <= Abs(x) | Abs(x) <= 1; n >= 1
sqrt(x) <= x | x >= 1
sqrt(x) >= x | x >= 0; x <= 1
x**(1/3) <= x | x >= 1
sqrt(T) <= T | T >= 0
k <= d | k < d + 1
n >= 1 | n > 0
Ne(2*n, 2*k + 1) |
n**2 >= n |
Eq(Sum(1, (t, 1, T)), T) | T >= 0
Eq(Sum(t, (t, 1, T)), T*(T+1)/2) | T >= 0
Eq(Sum(x(t) - x(t-1), (t, 1, T)), x(T) - x(0)) | T >= 0
Eq(Sum(x(t), (t, 1, T)), Sum(x(t), (t, 1, T-1)) + x(T)) | T >= 1
Sum(x(t), (t, 1, T)) <= T*c | T >= 0; for t in 1..T: x(t) <= c
Sum(x(t), (t, 1, T)) > 0 | T >= 1; for t in 1..T: x(t) > 0
x(T)**2 <= Sum(x(t)**2, (t, 1, T)) | T >= 1
x(1) <= x(T) | T >= 1; for t in 1..T-1: x(t) <= x(t+1)
Sum(1/t, (t, 1, T)) >= 1 | T >= 1
Sum(1/x(t), (t, 1, T)) >= 0 | T >= 1; for t in 1..T: x(t) > 0
Sum(x(t)*y(t), (t, 1, T)) <= Sum(x(t)**2 + y(t)**2, (t, 1, T))/2 |
Max(x, y) >= x |
Eq(Max(x, y) + Min(x, y), x + y) |
Abs(x + y) <= Abs(x) + Abs(y) |
Abs(Abs(x) - Abs(y)) <= Abs(x - y) |
x*y <= (x**2 + y**2)/2 |
x*y <= eps*x**2/2 + y**2/(2*eps) | eps > 0
(x + y)**2 <= 2*x**2 + 2*y**2 |
1/(x + y) <= 1/x | x > 0; y >= 0
x/(sqrt(v) + eps) <= x/eps | x >= 0; v >= 0; eps > 0
x/sqrt(v) <= x/eps | x >= 0; v >= eps**2; eps > 0
sqrt(x + y) <= sqrt(x) + sqrt(y) | x >= 0; y >= 0
"""
INTEGERS = (0, 1, 2, 3, -1, 4, 5, -2)
NUMBERS = (*(Fraction(n, d) for d in (1, 2, 3) for n in range(-4, 5)), Fraction(9, 10), Fraction(1, 10), Fraction(10))
COMPARED = (ast.LtE, ast.Lt, ast.GtE, ast.Gt)
LIKE = {
    "sqrt": ("Abs", "exp"),
    "Abs": ("sign", "sqrt"),
    "Max": ("Min",),
    "Min": ("Max",),
    "log": ("sqrt",),
    "exp": ("log",),
    "sign": ("Abs",),
    "Eq": ("Ne",),
    "Ne": ("Eq",),
}


@dataclass
class Step:
    claim: str
    given: list[Any] = field(default_factory=list)


def edges() -> Iterator[Step]:
    for line in EDGES.strip().splitlines():
        claim, given = line.split("|")
        yield Step(claim.strip(), [fact(f.strip()) for f in given.split(";") if f.strip()])


def fact(text: str) -> Any:
    match = re.fullmatch(r"for (\w+) in (.+?)\.\.(.+?): (.+)", text)
    return text if match is None else dict(zip(("forall", "from", "to", "fact"), match.groups(), strict=True))


STEPS = [*edges(), *(Step(s["claim"], s["given"]) for s in steps(TRUE))]


# --- near misses ------------------------------------------------------------------------------------------------------------


def altered(text: str, rng: random.Random) -> str:
    """One place of a relation altered as a slip of the pen might."""
    tree = ast.parse(text, mode="eval")
    places = [a for a in ast.walk(tree) if isinstance(a, (ast.Constant, ast.BinOp, ast.Compare, ast.Call, ast.Name))]
    chosen = rng.choice(places)

    class Slip(ast.NodeTransformer):
        def visit(self, a: ast.AST) -> Any:
            return slip(a, rng) if a is chosen else super().generic_visit(a)

    return ast.unparse(ast.fix_missing_locations(Slip().visit(tree)))


def slip(a: Any, rng: random.Random) -> ast.AST:
    match a:
        case ast.Constant(value=c):
            return ast.parse(rng.choice([f"{c} + 1", f"{c} - 1", f"2*{c}", f"{c}/2", "0", f"-{c}"]), mode="eval").body
        case ast.Compare():
            return ast.Compare(a.left, [rng.choice(COMPARED)()], a.comparators)
        case ast.BinOp():
            if rng.random() < 0.3:
                return ast.BinOp(a.right, a.op, a.left)
            return ast.BinOp(a.left, rng.choice([ast.Add, ast.Sub, ast.Mult, ast.Div])(), a.right)
        case ast.Call(func=ast.Name(id=word)) if word in LIKE:
            return ast.Call(ast.Name(rng.choice(LIKE[word])), a.args, [])
        case ast.Name(id=word) if word not in (*LIKE, "Sum"):
            return ast.parse(rng.choice([f"{word} + 1", f"{word} - 1", f"-{word}", f"2*{word}"]), mode="eval").body
    return a


def near_miss(step: Step, rng: random.Random) -> Step:
    given = list(step.given)
    kind = rng.randrange(4) if given else 0
    if kind == 1:
        del given[rng.randrange(len(given))]
    elif kind == 2:
        k = rng.randrange(len(given))
        f = given[k]
        if isinstance(f, str):
            given[k] = altered(f, rng)
        else:
            end = rng.choice(("from", "to", "fact"))
            given[k] = {**f, end: altered(f[end], rng)}
    return Step(altered(step.claim, rng) if kind in (0, 3) else step.claim, given)


# --- the judgement of points --------------------------------------------------------------------------------------------------


class Reader(Judge):
    """As a mathematician has it: a sum over an empty range is 0, reversed or not; 0^(1/3) is 0, and 0^x for a real x has no
    meaning."""

    reals: frozenset[str] = frozenset()

    def binary(self, op: ast.operator, a: Any, b: Any) -> Any:
        return Fraction(0) if isinstance(op, ast.Pow) and a == 0 < b else super().binary(op, a, b)

    def number(self, a: ast.AST) -> Any:
        match a:
            case ast.BinOp(left=base, op=ast.Pow(), right=exponent) if self.reals & {
                b.id for b in ast.walk(exponent) if isinstance(b, ast.Name)
            }:
                if self.number(base) <= 0:
                    raise Outside
            case ast.Call(func=ast.Name(id="Sum"), args=[_, ast.Tuple(elts=[_, lo, hi])]):
                if int(self.number(hi)) < int(self.number(lo)):
                    return Fraction(0)
        return super().number(a)


def judges(step: Step, sorts: dict[str, str], rng: random.Random) -> Iterator[Judge]:
    sequences = sorted(set(re.findall(r"\b([a-zA-Z])\(", f"{step.claim} {step.given}")))
    for _ in range(POINTS):
        usual = rng.choice((NUMBERS, NUMBERS[:9], tuple(c for c in NUMBERS if 0 <= c <= 1), tuple(c for c in NUMBERS if c > 0)))
        values = {w: Fraction(rng.choice(INTEGERS)) if sort == "int" else rng.choice(usual) for w, sort in sorts.items()}
        tables = {}
        for word in sequences:
            entries = [rng.choice(usual) for _ in range(24)]
            if rng.random() < 0.4:
                entries.sort(reverse=rng.random() < 0.3)
            tables[word] = {(k - 8,): c for k, c in enumerate(entries)} | {
                (i, j): rng.choice(usual) for i in range(-2, 6) for j in range(-2, 6)
            }
        judge = Reader(values, tables)
        judge.reals = frozenset(w for w, sort in sorts.items() if sort == "real")
        yield judge


def answers(step: Step, sorts: dict[str, str], rng: random.Random) -> Iterator[bool | None]:
    """What the claim is at points where all facts have a meaning and hold: true, false, or None where it has no meaning."""
    for judge in judges(step, sorts, rng):
        try:
            if not all(judge.holds(f) for f in step.given):
                continue
        except (Outside, OverflowError, ValueError, mpmath.libmp.NoConvergence):
            continue
        try:
            yield judge.holds(step.claim)
        except Outside:
            yield None
        except (OverflowError, ValueError, mpmath.libmp.NoConvergence):
            continue


def sorts_of(step: Step) -> dict[str, str] | None:
    """How the names were read; None for what cannot be read."""
    try:
        read_as = read(step.claim, step.given)[0]
    except ConfigurationError:
        return None
    return {v.args[0]: v.sort for f in (read_as.goal, *read_as.given) for v in free(f)}


def judged(step: Step, rng: random.Random, share: float = 1.0) -> tuple[str, bool] | None:
    """(the verdict, whether the step is false somewhere); fails where they do not go together.

    Of the steps that hold at all points this share is checked.
    """
    sorts = sorts_of(step)
    if sorts is None:
        return None
    with mpmath.workdps(60):
        seen = set(answers(step, sorts, rng))
    if seen <= {True} and rng.random() > share:
        return None
    verdict = at.check(step.claim, step.given, seconds=SECONDS, second_judge=False)
    where = f"{step.claim}, given {step.given}: {verdict}"
    assert not (verdict.proved and False in seen), where
    if verdict.proved and None in seen:
        assert any("(assumed" in c for c in verdict.conditions), where
    return verdict.verdict, False in seen


@pytest.mark.slow
def test_what_is_true_is_not_refuted() -> None:
    rng = random.Random("true")
    for step in rng.sample(STEPS, min(len(STEPS), examples(40))):
        found = judged(step, rng)
        assert found is not None and found[0] != "refuted" and not found[1], (step, found)


def near_misses(count: int) -> dict[tuple[str, bool], int]:
    """How often which verdict came out for a step that is false somewhere, or is not known to be."""
    rng, tally = random.Random("near misses"), dict[tuple[str, bool], int]()
    while sum(tally.values()) < count:
        found = judged(near_miss(rng.choice(STEPS), rng), rng, share=0.2)
        if found is not None:
            tally[found] = tally.get(found, 0) + 1
    return tally


@pytest.mark.slow
def test_near_misses_are_not_proved() -> None:
    tally = near_misses(80)
    assert tally["refuted", True] > 30 and tally["proved", False] > 4, tally


@pytest.mark.long
def test_many_near_misses_are_not_proved() -> None:
    count = examples(3000)
    tally = near_misses(count)
    assert tally["refuted", True] > count // 3 and tally["proved", False] > count // 30, tally


@pytest.mark.parametrize(
    ("step", "seen"),
    [
        (Step("x**2 >= x", []), False),
        (Step("Eq(x/x, 1)", []), None),
        (Step("beta**T <= beta", ["beta >= 0", "beta <= 1", "T >= 0"]), False),
        (Step("Sum(x(t), (t, 1, T)) > 0", [{"forall": "t", "from": "1", "to": "T", "fact": "x(t) > 0"}, "T >= 0"]), False),
        (Step("0**n <= 1"), None),
        (Step("n > 1", ["n > 0"]), False),
    ],
)
def test_the_points_tell_slips_of_each_kind(step: Step, seen: bool | None) -> None:
    sorts = {w: "int" if w in "nTt" else "real" for w in ("x", "beta", "T", "n")}
    assert seen in list(answers(step, sorts, random.Random(1)))
