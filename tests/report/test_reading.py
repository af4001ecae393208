"""Claims in words: the lists have what is used and nothing else, and nothing is said of a formula that says something else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from adal_theory.proofs import notation as n
from adal_theory.proofs.catalogue import library
from adal_theory.proofs.hypotheses import HYPOTHESES
from adal_theory.prove import Function, Term, substitute, var
from adal_theory.prove.library.claim import Claim
from adal_theory.prove.printing.text import text
from adal_theory.prove.update.hypotheses import NAMES
from adal_theory.report.reading.hypotheses import Hypothesis, in_words, supposed
from adal_theory.report.reading.in_words import HYPOTHESES_IN_WORDS, OTHER_HYPOTHESES_IN_WORDS, TOGETHER
from adal_theory.report.reading.meanings import home, meanings
from adal_theory.report.reading.symbols import NOTATION
from adal_theory.report.reading.updates import letter, methods, of_one_run, recognised

i, t, omega = n.i, n.t, var("omega", "sample")


def claims() -> list[Claim]:
    return [*library(), *library().false.values()]


def hypotheses() -> Iterator[Hypothesis]:
    return (h for c in claims() for h in supposed(c).others)


def pattern(name: str) -> str:
    return re.sub(r"\d+", "{}", name)


# --- hypotheses


def test_every_name_in_the_lists_is_that_of_a_hypothesis_with_these_words() -> None:
    said = {(q, h.words) for h in hypotheses() for q in (h.name, pattern(h.name))}
    for name, words in (HYPOTHESES_IN_WORDS | OTHER_HYPOTHESES_IN_WORDS).items():
        shape = re.escape(words).replace(re.escape("{}"), r"\d+")
        assert any(q == name and re.fullmatch(shape, told) for q, told in said), name
    together = {(q, h.together) for h in hypotheses() for q in (h.name, pattern(h.name))}
    for words, names in TOGETHER.items():
        assert all((name, words) in together for name in names), words


def test_what_is_supposed_of_a_run_has_words_or_is_an_equation_of_the_update() -> None:
    update = recognised(HYPOTHESES)
    assert update is not None
    known = meanings(library().get("B9")) | meanings(library().get("B10"))
    bare = {name for name, f in HYPOTHESES.items() if name not in update.names and not in_words(name, f, known, True)}
    assert bare == set()


def test_hypotheses_that_are_not_ranges_and_have_no_words_are_those_that_read_themselves() -> None:
    """Names of several words, which stood for words themselves, all have some."""
    assert {h.name for h in hypotheses() if not h.words and " " in h.name and not set(h.name) & set("≤≥<>≠=²³")} <= {
        "v̂ rises", "η' falls", "H/η' rises", "last coordinate", "three values", "w decreases", "r increases", "b decreases",
        "H increases", "x_1 is small",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "f"),
    [
        ("G1", n.w[t] <= 1),
        ("gamma < 1", n.gamma <= 1),
        ("gamma", n.gamma > 0),
        ("x1 ≥ lo", n.Forall(i, n.x[1, i] <= n.lo, 1, n.d)),
        ("convex", n.Forall(t, n.f[t] <= n.f_star[t], 1, n.T)),
    ],
)
def test_other_formulas_get_other_words(name: str, f: Term) -> None:
    assert in_words(name, f, {}, True) == "" != in_words(name, HYPOTHESES[name], {}, True)


def test_alike_hypotheses_stand_together() -> None:
    groups = {words: [text(h.formula) for h in group] for words, group in supposed(library().get("B9")).in_groups()}
    assert groups["the first iterate lies in the box"] == ["∀ 1 ≤ i ≤ d: lo ≤ x[1, i]", "∀ 1 ≤ i ≤ d: x[1, i] ≤ hi"]
    assert groups["γ is β1/√β2, and m forgets old gradients faster than √v does"] == ["γ = β1/√β2", "γ < 1"]
    assert next(iter(groups)).startswith("the recorded update of any weighted method") and len(next(iter(groups.values()))) == 10
    assert list(groups)[-1] == "" and groups[""] == ["1 ≤ T", "0 < η", "0 ≤ ε", "0 ≤ β1", "0 < β2", "β2 < 1"]


def test_each_hypothesis_is_told_once_in_groups_and_in_order() -> None:
    for id in ("B9", "C1", "D4", "E3", "P10.1", "A5.1"):
        found, given = supposed(library().get(id)), library().get(id).given
        assert [h.name for h in found.in_order()] == [*given]
        assert sorted(h.name for _, group in found.in_groups() for h in group) == sorted(given)


# --- updates


def test_an_equation_is_recognised_by_what_it_says_and_not_by_its_name() -> None:
    given = library().get("B9.adal_ams").given
    renamed = {f"h{k}": f for k, f in enumerate(given.values())}
    assert supposed(library().get("B9.adal_ams")).update is not None
    update, other = recognised(given), recognised(renamed)
    assert update is not None and other is not None and sorted(update.names.values()) == sorted(other.names.values())


def test_every_altered_equation_is_missing() -> None:
    given = library().get("B9.adal_ams").given
    whole = recognised(given)
    assert whole is not None
    for name, quantity in whole.names.items():
        changed = substitute(given[name], {n.beta1: n.beta2, n.beta2: n.beta1, n.eta: 2 * n.eta, n.eps: n.eps + 1})
        if changed.key == given[name].key:
            continue
        found = recognised({**given, name: changed})
        assert found is None or name not in found.names or found.case, name
        assert found is None or found.case or quantity in (*found.missing, "inverse_preconditioner")


def test_a_formula_with_a_second_outcome_is_not_one_of_a_run() -> None:
    x, flip = Function("x_r", ("int", "sample")), Function("flip_r", ("sample",), "sample")
    one = n.Forall(omega, n.Eq(x[1, omega], 0))
    assert text(of_one_run(one)) == "x[1] = 0"
    for f in (n.Forall(omega, n.Eq(x[1, flip[omega]], x[1, omega])), n.Forall(omega, n.Eq(n.Mean(omega, x[1, omega]), 0))):
        assert of_one_run(f) is f


def test_methods_have_titles_of_their_own_and_letters_for_their_quantities() -> None:
    found = [*methods()]
    assert len({m.title for m in found}) == len(found) > 40
    assert {text(letter(q)) for m in found for q in m.equations} >= {"w", "ĝ", "m", "v", "v̂max", "η'", "A", "H", "x"}


def test_a_reading_of_a_rule_is_told() -> None:
    method = next(m for m in methods() if m.title == "Adam, with ε in the denominator")
    found = recognised(method.equations)
    assert found is not None and found.words == "the recorded update of Adam, with ε in the denominator" and not found.missing


# --- whose words


def test_the_words_of_this_project_are_for_its_own_claims() -> None:
    ours = library().get("D4")
    copied = type(ours)(ours.id, ours.title, ours.given, ours.show, ours.proof)
    assert home(ours) and not home(copied)
    told = {h.name: h.words for h in supposed(copied).others}
    assert told["symmetric"] == "" and told["noise level"] == ""


def test_the_documentation_says_what_the_list_of_symbols_says() -> None:
    page = (Path(__file__).parents[2] / "docs" / "notation.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\|[^|]*\| `(\w+)` \| ([^|]*) \|", page, re.MULTILINE))
    by_letter = {NAMES.get(name, name): words for name, words in told.items()}
    shared = NOTATION.keys() & by_letter.keys()
    assert shared >= {"eta", "beta1", "gamma", "eps", "w", "m", "v", "A", "H", "eta_prime", "x_star", "Gamma"}
    for name in shared:
        assert by_letter[name].startswith(NOTATION[name]), name
