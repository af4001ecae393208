"""What is printed for Coq: each operation as an example, from nothing but the term."""

from __future__ import annotations

from fractions import Fraction

import pytest
from coq_files import fault, needs_coq
from hypothesis import given
from hypothesis import strategies as st
from small_theorems import RULES, X, f, g, j, m, move, n, normal_forms, two, v, w, x, y

from adal_theory.prove import (
    Eq,
    Forall,
    Implies,
    Integrable,
    Mean,
    Ne,
    Preserves,
    Slope,
    Sum,
    Tends,
    Term,
    exp,
    inv,
    log,
    maximum,
    minimum,
    num,
    power,
    sign,
    sqrt,
    var,
)
from adal_theory.prove import inference as k
from adal_theory.prove.coq.formulas import WRITTEN, Notes, coq
from adal_theory.prove.coq.lemmas import Chapter, comment
from adal_theory.prove.coq.units import HEAD
from adal_theory.prove.kernel.binders import bind, subterms

PRINTED: dict[str, tuple[Term, str]] = {
    "num": (num(3), "3"),
    "num < 0": (num(-3), "(-3)"),
    "num of two": (num(Fraction(-2, 7)), "((-2) * / 7)"),
    "var": (x, "x_x"),
    "var int": (n, "n_n"),
    "var sample": (w, "w_w"),
    "app": (two[n, 1], "(fn_h n_n 1)"),
    "app sample": (X[move[w, x]], "(fn_X (fn_move w_w x_x))"),
    "add": (x + y + 1, "(x_x + x_y + 1)"),
    "mul": (2 * x * y, "(2 * x_x * x_y)"),
    "pow": ((x + 1) ** 3, "((x_x + 1) ^ 3)"),
    "ipow": (power(x, n), "(pw x_x n_n)"),
    "rpow": (power(x, y), "(pw x_x x_y)"),
    "inv": (inv(x), "(/ x_x)"),
    "sqrt": (sqrt(x), "(sqrt x_x)"),
    "exp": (exp(x), "(exp x_x)"),
    "log": (log(x), "(ln x_x)"),
    "abs": (abs(x), "(Rabs x_x)"),
    "sign": (sign(x), "(sgn x_x)"),
    "max": (maximum(x, y), "(Rmax x_x x_y)"),
    "min": (minimum(x, y), "(Rmin x_x x_y)"),
    "sum": (Sum(j, 1, n, g[j] * x), "(sum 1 n_n (fun k0 : R => ((fn_equal k0) * x_x)))"),
    "sum in sum": (
        Sum(j, 1, n, Sum(m, j, n, two[j, m])),
        "(sum 1 n_n (fun k0 : R => (sum k0 n_n (fun k1 : R => (fn_h k0 k1)))))",
    ),
    "mean": (Mean(w, X[w] ** 2), "(E M (fun k0 : Om M => ((fn_X k0) ^ 2)))"),
    "integrable": (Integrable(w, X[w] ** 2), "(L M (fun k0 : Om M => ((fn_X k0) ^ 2)))"),
    "le": (x <= y, "(x_x <= x_y)"),
    "lt": (x < y, "(x_x < x_y)"),
    "eq": (Eq(x, y), "(x_x = x_y)"),
    "ne": (Ne(x, y), "(x_x <> x_y)"),
    "imp": (Implies(x < y, Implies(x <= 0, y < 0)), "((x_x < x_y) -> ((x_x <= 0) -> (x_y < 0)))"),
    "all": (Forall(v, f[v] <= x), "(forall k0 : R, ((fn_f k0) <= x_x))"),
    "all int": (Forall(j, g[j] <= x, 1, n), "(forall k0 : R, isint k0 -> 1 <= k0 -> k0 <= n_n -> ((fn_equal k0) <= x_x))"),
    "all from": (Forall(v, f[v] <= x, y), "(forall k0 : R, x_y <= k0 -> ((fn_f k0) <= x_x))"),
    "all to": (Forall(v, f[v] <= x, None, y), "(forall k0 : R, k0 <= x_y -> ((fn_f k0) <= x_x))"),
    "all sample": (Forall(w, X[w] <= x), "(forall k0 : Om M, ((fn_X k0) <= x_x))"),
    "all in all": (
        Forall(j, Forall(m, two[j, m] <= two[m, j], 1, j)),
        "(forall k0 : R, isint k0 -> (forall k1 : R, isint k1 -> 1 <= k1 -> k1 <= k0 -> ((fn_h k0 k1) <= (fn_h k1 k0))))",
    ),
    "tends": (Tends(n, g[n], x), "(tendsZ (fun k0 : R => (fn_equal k0)) x_x)"),
    "tends real": (Tends(v, f[v], x), "(tendsR (fun k0 : R => (fn_f k0)) x_x)"),
    "slope": (Slope(v, x, f[v], v + x), "(slope x_x (fun k0 : R => (fn_f k0)) (fun k0 : R => (k0 + x_x)))"),
    "preserves": (Preserves(w, move[w, x]), "(preserves M (fun k0 : Om M => (fn_move k0 x_x)))"),
    "a name": (var("x*'γ_u"), "x_x_u2a__u27__u3b3__u5f_u"),
}
FORMULAS = [h for group in RULES for t in group().values() for h in (*t.hypotheses, t.conclusion)]


@pytest.mark.parametrize("name", PRINTED)
def test_each_operation_is_printed_like_this(name: str) -> None:
    a, text = PRINTED[name]
    assert coq(a) == text


def test_there_is_an_example_of_every_operation() -> None:
    assert {a.op for a, _ in PRINTED.values()} == {*WRITTEN} - {"bound"} and len(WRITTEN) == len({*WRITTEN})
    assert any(b.op == "bound" for a, _ in PRINTED.values() for b in subterms(a))


def anew(a: Term) -> Term:
    """The same term, made again, with other names of its indices."""
    args = tuple(anew(b) if type(b) is Term else b for b in a.args)
    return Term(a.op, args, a.sort, f"other_{len(a.hint)}" if a.hint else "")


def test_what_is_printed_depends_on_the_term_alone() -> None:
    notes = Notes()
    for a in (*FORMULAS, *normal_forms()):
        assert coq(anew(a)) == coq(a, (), notes) == coq(a), a


def test_different_formulas_are_printed_differently() -> None:
    every = {a.key: coq(a) for a in (*FORMULAS, *normal_forms(), *(a for a, _ in PRINTED.values()))}
    powers = {key for key in every if "(ipow" in key or "(rpow" in key}
    assert len({text for key, text in every.items() if key not in powers}) == len(every) - len(powers)
    assert len(every) > 300


def test_an_index_stands_for_its_own_binder() -> None:
    inner = Sum(m, j, n, two[j, m])
    swapped = bind("sum", m, j, n, two[m, j])
    assert coq(Sum(j, 1, n, inner)) != coq(Sum(j, 1, n, swapped))


WORDS = st.text(st.sampled_from('(*)" \\|é*("~'), max_size=12)


@given(WORDS)
def test_no_words_end_their_comment(words: str) -> None:
    inside = comment(words)
    assert inside.count("(*") == 1 and inside.count("*)") == 1 and '"' not in inside
    assert inside.startswith("(* ") and inside.endswith(" *)")


@needs_coq
@pytest.mark.slow
def test_coq_reads_no_statement_in_a_title() -> None:
    ends = [
        "*)",
        "(*",
        '"',
        '"*)',
        '*)"',
        "(*)",
        "*))",
        "((*",
        "**)",
        '"(*"',
        "~|",
        "é∀→\\",
        "*) Axiom wrong : False. (*",
        "(*)(*)",
        '*"*)',
    ]
    t = k.assume(x <= y)
    chapter = Chapter()
    for q, words in enumerate(ends):
        chapter.claim(f"C{q}", words, {words: x <= y}, x <= y, t)
    assert fault(f"{HEAD}Open Scope R_scope.\n\n{chapter.text}\nFail Check wrong.\n") == ""
