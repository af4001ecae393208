"""What symbols mean: defined where this project says so, and never a wrong word about a symbol of someone else's."""

from __future__ import annotations

import re

from adal_theory.proofs import notation
from adal_theory.proofs.catalogue import library
from adal_theory.proofs.notation import T, beta1, m
from adal_theory.prove import Forall, Function, Library, Proof, Sum, Term, var
from adal_theory.prove.library.claim import Claim
from adal_theory.report.glossary import Glossary
from adal_theory.report.reading.meanings import home, symbols_of
from adal_theory.report.reading.symbols import LOCAL, NOTATION

t = var("t", "int")


def claim(show: Term, **given: Term) -> Claim:
    """A claim of this file."""
    made = Library()

    @made.claim("B9", "mine", given, show)
    def _(p: Proof) -> None:
        p.conclude()

    return made.get("B9")


def words(c: Claim) -> dict[str, str]:
    """The meanings that are told, without those that only name the sort."""
    return {name: d.words for name, d in Glossary().of(c).items() if d.number}


def test_every_symbol_of_the_notation_has_a_meaning_and_no_other() -> None:
    made = {n for n in notation.__all__ if isinstance(getattr(notation, n), Term | Function)} - {"diameter", "rho1"}
    indices = {"n", "j", "k"}
    assert set(NOTATION) == made - indices


def test_nearly_every_symbol_of_our_claims_has_a_definition() -> None:
    glossary = Glossary()
    unknown = [(c.id, name) for c in library() for name, d in glossary.of(c).items() if not d.number]
    assert {id.split(".")[0][0] for id, _ in unknown} <= {"L"}, unknown  # the auxiliary lemmas are about any numbers
    assert len(glossary.definitions()) > 200


def test_local_meanings_are_of_files_and_claims_that_are_there_and_of_symbols_that_they_use() -> None:
    used: dict[str, set[str]] = {}
    for c in (*library(), *library().false.values()):
        names = {n for q in symbols_of(c) for n in (q, q.removesuffix("_r"))}
        parts = home(c).split(".")
        for scope in (c.id, *(".".join(parts[:k]) for k in range(1, len(parts) + 1))):
            used.setdefault(scope, set()).update(names)
    for scope, symbols in LOCAL.items():
        assert scope in used, scope
        assert set(symbols) <= used[scope], (scope, set(symbols) - used[scope])


def test_one_name_with_two_meanings_has_both() -> None:
    glossary, ours = Glossary(), library()
    x = {id: glossary.of(ours.get(id))["x"].words for id in ("B1", "B14.1", "C3")}
    assert x == {"B1": "the iterate", "B14.1": "the solution of the flow at time τ", "C3": "a point"}
    numbers = {glossary.of(ours.get(id))["x"].number for id in ("B1", "B14.1", "C3")}
    assert len(numbers) == 3


def test_symbols_taken_from_the_notation_keep_their_meaning() -> None:
    told = words(claim(m[1, 1] <= 1, low=beta1 >= 0))
    assert told == {"m": NOTATION["m"], "beta1": NOTATION["beta1"]}


eta, beta2 = var("eta"), var("beta2")  # not those of the notation, whatever their names
g = Function("g", ("int",))


def test_symbols_of_someone_else_are_not_said_to_be_ours() -> None:
    c = claim(eta + g[1] <= 1, low=beta2 >= 0, all=Forall(t, g[t] >= 0, 1, 3))
    assert words(c) == {}
    assert {d.words for d in Glossary().of(c).values()} == {"a real number", "a function of a number", "an integer"}
    assert "data-s" not in Glossary().formula(c.show, c)


def test_a_claim_that_bears_the_id_of_ours_is_not_ours() -> None:
    mine = claim(eta <= 1)
    assert mine.id == "B9" and home(mine) == "" and home(library().get("B9")) == "b_regret.b9_weighted_regret"
    assert home(library().false["F7"]) == "known_false"


def test_a_bound_index_is_not_marked_as_the_free_symbol_of_its_name() -> None:
    glossary = Glossary()
    twice = claim(T + Sum(T, 1, 3, T) <= 9)
    assert words(twice)["T"] == NOTATION["T"] and "data-s" not in glossary.formula(twice.show, twice)
    glossary, once = Glossary(), claim(beta1 + Sum(t, 1, 2, t) <= 1)
    number = glossary.of(once)["beta1"].number
    assert re.findall(r'<(\w+) data-s="(\d+)"', glossary.formula(once.show, once)) == [("msub", str(number))]


def test_formulas_and_lists_agree_on_the_numbers() -> None:
    glossary, c = Glossary(), library().get("B9")
    shown = {*re.findall(r'data-s="(\d+)"', glossary.formula(c.show, c, display=True))}
    listed = {str(d.number): d.words for d, _ in glossary.definitions()}
    assert len(shown) > 12 and shown <= set(listed)
    assert {*re.findall(r'data-s="(\d+)"', glossary.in_line(c.show, c))} == shown
