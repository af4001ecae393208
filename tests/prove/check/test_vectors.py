"""Random formulas in vectors, printed as papers print them: what is read has the value of the formula in three dimensions."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from adal_theory import ConfigurationError
from adal_theory.prove.check.reading import read
from adal_theory.prove.semantics.evaluate import DecimalArithmetic, Instance, evaluate

SIZE = 3
NUMBERS = [Fraction(n, d) for n in range(-3, 4) for d in (1, 2)]
Vector = list[Fraction]


class Point:
    """Entries of all sequences, drawn once and kept."""

    def __init__(self, rng: random.Random) -> None:
        self.rng, self.kept = rng, dict[Any, Fraction]()
        self.numbers = {w: rng.choice(NUMBERS) for w in ("beta", "eta")} | {"k": rng.randrange(1, 3), "T": rng.randrange(0, 3)}

    def entry(self, *at: Any) -> Fraction:
        return self.kept.setdefault(at, self.rng.choice(NUMBERS))

    def vector(self, word: str, *at: int) -> Vector:
        return [self.entry(word, *at, i) for i in range(1, SIZE + 1)]

    def square(self) -> Fraction:
        return sum((e * e for e in self.vector("x", int(self.numbers["k"]))), Fraction(0))

    def instance(self) -> Instance:
        words = ("x", "y", "z_star", "grad_f_x", "grad_F", "a", "theta")
        functions = {w: (lambda *at, w=w: self.entry(w, *map(int, at))) for w in words}
        functions["x0"] = lambda i: self.entry("x", 0, int(i))  # where no other x_k makes x a sequence
        return Instance({**self.numbers, "d": SIZE}, functions)


Value = Callable[[Point, dict[str, int]], Any]


def vector(rng: random.Random, depth: int, index: str) -> tuple[str, Value]:
    """A vector as LaTeX, and its value."""
    kind = rng.choice(["atom"] * 3 + ["add", "subtract", "scale", "divide", "sum"]) if depth else "atom"
    if kind == "atom":
        shift = rng.choice([0, 0, 1, -1])
        at = index if not shift else f"{index}{shift:+d}"
        text, word = rng.choice(
            [
                (f"x_{{{at}}}", "x"),
                (rf"\bm y_{{{at}}}", "y"),
                (rf"\theta_{{{at}}}", "theta"),
                (rf"\nabla f(x_{{{at}}})", "grad_f_x"),
                (rf"\nabla F_{{{at}}}", "grad_F"),
                ("z^*", "z_star"),
                (r"z_\star", "z_star"),
                ("x_0", "x"),
            ]
        )
        if word == "z_star":
            return text, lambda p, n: p.vector(word)
        if text == "x_0":
            return text, lambda p, n: p.vector("x", 0)
        return text, lambda p, n: p.vector(word, n[index] + shift)
    if kind == "sum":
        letter = rng.choice("ti")  # i is what a coordinate would be called
        inside, value = vector(rng, depth - 1, letter)
        return rf"\sum_{{{letter}=1}}^T {grouped(inside)}", lambda p, n: [
            sum((value(p, {**n, letter: t})[e] for t in range(1, p.numbers["T"] + 1)), Fraction(0)) for e in range(SIZE)
        ]
    left, u = vector(rng, depth - 1, index)
    if kind == "divide":
        return rf"\frac{{{left}}}{{2}}", lambda p, n: [c / 2 for c in u(p, n)]
    if kind == "scale":
        text, c = rng.choice(
            [
                (r"\tfrac32 ", lambda p, n: Fraction(3, 2)),
                (r"\beta ", lambda p, n: p.numbers["beta"]),
                (r"(1-\beta)", lambda p, n: 1 - p.numbers["beta"]),
                (r"\eta\langle x_k, x_k\rangle ", lambda p, n: p.numbers["eta"] * p.square()),
            ]
        )
        return f"{text}{grouped(left)}", lambda p, n: [c(p, n) * e for e in u(p, n)]
    right, v = vector(rng, depth - 1, index)
    sign = 1 if kind == "add" else -1
    joined = f"{left} {'+' if sign > 0 else '-'} {grouped(right)}"
    return joined, lambda p, n: [e + sign * f for e, f in zip(u(p, n), v(p, n), strict=True)]


def grouped(text: str) -> str:
    return rf"\left({text}\right)" if re.search("[+-]", re.sub(r"\{[^{}]*\}", "", text)) or text.startswith("\\sum") else text


def scalar(rng: random.Random) -> tuple[str, Value]:
    """A number made of vectors, as LaTeX, and its value."""
    (left, u), (right, v) = vector(rng, 2, "k"), vector(rng, 2, "k")
    kind = rng.choice(["square", "one", "inner", "top", "range", "scaled"])
    if kind == "square":
        bars = rng.choice([r"\|{}\|^2", r"\left\|{}\right\|_2^2", r"\lVert {}\rVert_{{2}}^{{2}}"])
        return bars.format(left), lambda p, n: sum(e * e for e in u(p, n))
    if kind == "one":
        return rf"\|{left}\|_1", lambda p, n: sum(abs(e) for e in u(p, n))
    if kind == "top":
        return rf"({left})^\top {grouped(right)}", lambda p, n: sum(e * f for e, f in zip(u(p, n), v(p, n), strict=True))
    if kind == "range":
        return r"\|a_{1:T,k}\|_2^2", lambda p, n: sum(p.entry("a", t, n["k"]) ** 2 for t in range(1, p.numbers["T"] + 1))
    inner = rf"\langle {left}, {right}\rangle"
    if kind == "scaled":
        return rf"\beta {inner}", lambda p, n: p.numbers["beta"] * sum(e * f for e, f in zip(u(p, n), v(p, n), strict=True))
    return inner, lambda p, n: sum(e * f for e, f in zip(u(p, n), v(p, n), strict=True))


def compare(count: int) -> None:
    rng = random.Random(41)
    refused = 0
    for _ in range(count):
        (text, u), (more, v) = scalar(rng), scalar(rng)
        line = rf"{text} + {more} \le 0"
        try:
            (step,) = read(line)
        except ConfigurationError as error:  # what can be a product of two vectors is not guessed
            assert "which factor" in str(error) or "product of two vectors" in str(error), line
            refused += 1
            continue
        for _ in range(3):
            point = Point(rng)
            n = {"k": point.numbers["k"]}
            expected = u(point, n) + v(point, n)
            found = evaluate(step.goal.args[0], point.instance(), DecimalArithmetic)
            wanted = Decimal(expected.numerator) / Decimal(expected.denominator)
            assert abs(found - wanted) <= Decimal(10) ** -20 * max(1, abs(wanted)), (line, str(step.goal))
    assert refused < count / 4


def test_random_formulas_in_vectors_are_read_as_they_are() -> None:
    compare(250)


@pytest.mark.slow
def test_many_random_formulas_in_vectors_are_read_as_they_are() -> None:
    compare(10_000)
