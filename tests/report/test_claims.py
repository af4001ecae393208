"""The four claims: what they cite is there, and a verdict is told only where all that it rests on holds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from small_report import MADE, lemmas

from adal_theory.proofs.catalogue import library
from adal_theory.prove.library.ledger import verify
from adal_theory.report.claims import CLAIMS, CONVERGES, DEFAULTS, EARLY_AND_LATE, GENERALISES, PaperClaim, Pick
from adal_theory.report.linking import ID, Links
from adal_theory.report.page import page_html
from adal_theory.report.standing import ranged, shown, standing
from adal_theory.results.comparison import Comparison
from adal_theory.rules import RULES
from adal_theory.simulations import EXPERIMENTS, get


def texts(c: PaperClaim) -> list[str]:
    rows = [t for s in c.settings for t in (s.name, s.published[1], s.running_maximum[1])]
    return [c.paper, c.headline, c.verdict, c.precise, *c.story, *rows, *(k.label for k in c.keys)]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda c: c.short)
def test_everything_that_a_claim_names_is_there(claim: PaperClaim) -> None:
    known = {*library().claims, *library().false, *(c.lemma for c in library()), *EXPERIMENTS.values()}
    assert set(claim.lemmas) <= set(library().claims) and set(claim.experiments) <= set(EXPERIMENTS.values())
    assert claim.figure[1] in get(claim.figure[0]).captions
    for text in texts(claim):
        assert {m[0] for m in ID.finditer(text)} <= known | set(Links().cited), text


def test_the_defaults_are_those_of_the_rule() -> None:
    default = {p.name: p.default for p in RULES["adal"].parameters}
    assert f"β1 = {default['beta1']:g}, β2 = {default['beta2']:g}" == DEFAULTS
    assert CONVERGES.keys[0].begins == f"R(T)/T of AdaL ({DEFAULTS})"
    assert all(k.begins.startswith(f"{DEFAULTS} (the defaults)") for k in EARLY_AND_LATE.keys)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda c: c.short)
def test_a_claim_stands_where_all_that_it_rests_on_holds(session: Any, claim: PaperClaim) -> None:
    found = standing(claim, session.entries, session.proofs)
    assert found.missing == () and found.kind == claim.kind and found.verdict == claim.verdict
    assert len(found.keys) == len(claim.keys) and len(found.numbers) == len(claim.numbers)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda c: c.short)
def test_a_lemma_that_is_not_proved_takes_the_verdict_away(session: Any, claim: PaperClaim) -> None:
    wrong = claim.lemmas[-1]
    found = standing(claim, session.entries, verify(lemmas(wrong)))
    assert found.missing == (f"{wrong} is not proved",) and found.kind == "unsettled" and found.verdict != claim.verdict
    part = replace(session.proofs, entries=[e for e in session.proofs.entries if e.claim.id != wrong])
    assert standing(claim, session.entries, part).missing == (f"{wrong} is not among the proofs",)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda c: c.short)
def test_a_comparison_that_fails_takes_the_verdict_away(session: Any, claim: PaperClaim) -> None:
    id = claim.experiments[0]
    failing = Comparison.upper("too much", "B5", 2.0, 1.0)
    entries = [replace(e, comparisons=(*e.comparisons, failing)) if e.experiment.id == id else e for e in session.entries]
    found = standing(claim, entries, session.proofs)
    assert len(found.missing) == 1 and found.missing[0].startswith(f"in {id}, 1 of ") and found.kind == "unsettled"
    empty = [replace(e, comparisons=()) if e.experiment.id == id else e for e in session.entries]
    assert f"{id} compared nothing" in standing(claim, empty, session.proofs).missing


def test_a_number_that_is_not_found_takes_the_verdict_away(session: Any) -> None:
    changed = Comparison.upper("R(T)/T of another method", "C1", 0.5, 1.0)
    entries = [replace(e, comparisons=(changed,)) if e.experiment.id == "S3" else e for e in session.entries]
    found = standing(CONVERGES, entries, session.proofs)
    assert found.missing == (f"S3 has no comparison that begins with “R(T)/T of AdaL ({DEFAULTS})”",) and found.keys == ()


def test_what_is_still_to_come_is_said(session: Any) -> None:
    assert standing(GENERALISES, session.without("S10"), session.proofs).missing == ("S10 is still to come",)
    assert standing(GENERALISES, session.entries, None).missing == ("the proofs of E3 are still to come",)


def test_the_page_leads_with_the_finding_only_where_it_stands(session: Any) -> None:
    finding = "<h1>AdaL has linear regret at its default parameters</h1>"
    assert finding in page_html(session.entries, True, MADE, session.proofs)
    for text in (page_html(session.without("S3"), True, MADE, session.proofs), page_html(session.entries, True, MADE, None)):
        assert finding not in text and CONVERGES.headline not in text and "not settled on this page" in text


@pytest.mark.parametrize(
    ("form", "number", "beside"),
    [
        ("sampled", "3.008", "± 3 standard errors: <span>[2.993, 3.023]</span>; theory: 3.015"),
        ("number", "3.008", "theory: 3.015"),
        ("percent", "+301 %", "theory: +301 %"),
    ],
)
def test_a_number_says_how_far_it_is_to_be_trusted(form: Any, number: str, beside: str) -> None:
    c = Comparison.tight("kurtosis", "E3", 3.0080475, 3.0148419, (2.9929883, 3.0231068))
    pick = Pick("S7", "kurtosis", form=form)
    assert (shown(pick, c), ranged(pick, c)) == (number, beside)
    assert ranged(pick, Comparison.upper("kurtosis", "E3", 3.0, 4.0, (2.0, 4.0))) == ""
