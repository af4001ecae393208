"""Formulas as a reader expects them: what is multiplied by itself is a power, and nothing else is changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

import pytest

from adal_theory.proofs.catalogue import library
from adal_theory.prove import Function, Sum, Term, absolute, inv, num, power, sqrt, var
from adal_theory.prove.printing.boxes import TIMES, Node, Number, Power, Row
from adal_theory.prove.printing.layout import layout
from adal_theory.prove.printing.reading import as_read
from adal_theory.prove.printing.text import draw, text
from adal_theory.prove.update.hypotheses import recorded
from adal_theory.rules import RULES

a, b, x_star = (var(name) for name in ("a", "b", "x_star"))
t, T = var("t", "int"), var("T", "int")
eta_prime, g_hat = Function("eta_prime", ("int",)), Function("g_hat", ("int", "int"))


@pytest.mark.parametrize(
    ("term", "line"),
    [
        (g_hat[t, 1] * g_hat[t, 1], "ĝ[t, 1]^2"),
        (2 * a * b * a * a**2, "2·a^4·b"),
        (x_star * x_star**2, "(x*)^3"),
        (eta_prime[t] * a * eta_prime[t], "(η'[t])^2·a"),
        ((a - 1) * a * (a - 1) ** 2, "(a − 1)^3·a"),
        (a * inv(b * b), "a/b^2"),
        (a * a * inv(b), "a^2/b"),
        (-a * a, "−a^2"),
        (sqrt(a * a) + absolute(b) * absolute(b), "√(a^2) + |b|^2"),
        (power(a, b) * power(a, b), "(a^b)^2"),
        (Sum(t, 1, T, a * a) * b, "(Σ_{t=1}^{T} a^2)·b"),
        (num(2) * a * power(num(2), b), "2·a·2^b"),
        (a * b, "a·b"),
    ],
)
def test_equal_factors_are_a_power(term: Term, line: str) -> None:
    assert draw(as_read(term)) == line


def nodes(a: Node) -> Iterator[Node]:
    yield a
    for part in fields(a):
        held = getattr(a, part.name)
        for b in held if isinstance(held, tuple) else (held,):
            if hasattr(b, "level"):
                yield from nodes(b)


def base(a: Node) -> Node:
    return a.base if isinstance(a, Power) and isinstance(a.exponent, Number) else a


def twice(a: Node) -> bool:
    """Whether some product has two powers of one base."""
    rows = [[base(x) for x in q.items if x != TIMES] for q in nodes(a) if isinstance(q, Row) and TIMES in q.items]
    return any(x in row[:k] and not isinstance(x, Number) for row in rows for k, x in enumerate(row))


def test_no_statement_multiplies_anything_by_itself() -> None:
    formulas = [f for c in library() for f in (c.show, *c.given.values())]
    formulas += [f for name in ("adal", "adal_ams") for f in recorded(RULES[name]).hypotheses().values()]
    assert [text(f) for f in formulas if twice(as_read(f))] == []
    assert sum(twice(layout(f)) for f in formulas) > 10  # as the recorded updates do


def test_what_has_no_equal_factors_is_laid_out_as_it_is() -> None:
    plain = [f for c in library() for f in (c.show, *c.given.values()) if not twice(layout(f))]
    assert len(plain) > 3000 and all(as_read(f) == layout(f) for f in plain)
