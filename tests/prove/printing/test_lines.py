"""Where a line may break in MathML: nothing is lost there, and little is too wide for a line."""

from __future__ import annotations

import re
from html import unescape

from adal_theory.proofs.catalogue import library
from adal_theory.prove import Sum, var
from adal_theory.prove.printing import mathml
from adal_theory.prove.printing.boxes import Every
from adal_theory.prove.printing.reading import as_read

TIMES = re.compile("[·\N{INVISIBLE TIMES}\\s]")
a, b, c, x, y = (var(name) for name in "abcxy")
k, n = var("k", "int"), var("n", "int")


def signs(html: str) -> str:
    """What is read, without signs of multiplication: a line begins with one that is not seen elsewhere."""
    return TIMES.sub("", unescape(re.sub("<[^>]*>", "", html)))


def test_the_pieces_say_what_the_whole_says() -> None:
    for claim in library():
        node = as_read(claim.show)
        whole = mathml.draw(node.body if isinstance(node, Every) else node)
        pieces = signs(mathml.formula(claim.show).partition(" <span>for ")[0])
        assert pieces == signs(whole), claim.id


def test_a_long_product_breaks_at_its_factors_and_inside_its_brackets() -> None:
    long = sum((var(f"y_{k}") for k in range(20)), x)
    assert [signs(q) for q in re.findall("<math>(.*?)</math>", mathml.formula(a * (b + c)))] == ["a(b+c)"]
    pieces = re.findall("<math>(.*?)</math>", mathml.formula(a * long**2 * c))
    assert len(pieces) > 10 and signs(pieces[0]) == "a" and signs(pieces[1]) == "(x" and signs(pieces[-1]) == "c"
    assert "<mo>)</mo></mrow><mn>2</mn></msup>" in pieces[-2] and pieces[-1].startswith("<mo>·</mo>")
    assert len(re.findall("<math>", mathml.formula(Sum(k, 1, n, x * y) <= a * b))) == 1


def test_words_do_not_run_together() -> None:
    constant, slope = var("constant"), var("slope")
    found = [mathml.formula(q) for q in (constant * slope, constant**2 * x, 2 * slope, x * y, 2 * x)]
    assert ["·" in q for q in found] == [True, True, True, False, False]
