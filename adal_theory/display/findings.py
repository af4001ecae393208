"""What was measured, in a notebook: experiments and what they found, exponents, tails."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from adal_theory.display.card import Card, Table, card, formula
from adal_theory.display.formulas import with_plain
from adal_theory.display.models import listed, value
from adal_theory.report.words import around, number, words
from adal_theory.results.comparison import Comparison
from adal_theory.results.experiment import Experiment, Outcome
from adal_theory.results.fits import Fit
from adal_theory.statistics.tail_index import TailIndex

SIGN = {"upper": "≤", "lower": "≥", "tight": "≈"}


def holds(ok: bool) -> str:
    return "holds" if ok else "fails"


@card.register
def _experiment(e: Experiment) -> Card:
    settings = [[name, value(full), value(e.quick[name])] for name, full in e.full.items()]
    return Card(
        f"{e.id}: {e.title}",
        kind="experiment",
        rows=[
            ("what it does", words(e.statement)),
            ("theorems", ", ".join(e.theorems)),
            ("figures", [Markup("{}: {}").format(name, words(said)) for name, said in e.captions.items()]),
        ],
        tables=[Table(["setting", "in full", "quick"], settings)],
    )


@card.register
def _outcome(o: Outcome) -> Card:
    held = sum(c.ok for c in o.comparisons)
    rows = [
        [f"{'✓' if c.ok else '✗'} {holds(c.ok)}", words(c.claim), c.theorem, _measured(c), SIGN[c.kind], number(c.expected)]
        for c in o.comparisons
    ]
    return Card(
        f"{o.experiment}: {held} of {len(rows)} comparisons hold",
        verdict=holds(o.ok),
        tables=[Table(["", "what is compared", "theorem", "measured", "", "theory"], rows)],
        folded=[("settings", listed(o.settings))],
    )


def _measured(c: Comparison) -> Markup:
    return Markup("{} {}").format(number(c.measured), around(c.measured, c.interval))


@card.register
def _comparison(c: Comparison) -> Card:
    kind = {"upper": "a bound from above", "lower": "a bound from below", "tight": "the value itself"}[c.kind]
    return Card(
        words(c.claim),
        verdict=holds(c.ok),
        formulas=[Markup("measured {} {} {} by theory").format(_measured(c), SIGN[c.kind], number(c.expected))],
        rows=[("theorem", c.theorem), ("theory gives", kind)],
    )


@card.register
def _fit(f: Fit) -> Card:
    return Card(
        "power law" if f.settled else "power law, not settled in this window",
        kind=words("y ≈ c·t^s"),
        formulas=[_power(f)],
        rows=[
            (f"{100 * f.level:g} % interval, with the limit", around(f.exponent, f.interval)),
            ("interval of this window alone", around(f.exponent, f.noise_interval)),
            ("steps", f"{f.window[0]:,g} to {f.window[1]:,g}"),
            ("by stretches", Markup(", ").join(number(one.exponent, 4) for one in f.local)),
            ("note", f.note),
        ],
    )


def _power(f: Fit) -> Markup:
    exponent = f"{f.exponent:.4g}".replace("-", "−")
    shown = Markup("<math><msup><mi>t</mi><mn>{}</mn></msup></math>").format(exponent)
    return Markup("{} up to a factor").format(with_plain(shown, f"t^{exponent}"))


@formula.register
def _(f: Fit) -> str:
    low, high = f.interval
    return rf"$t^{{{f.exponent:.4g}}},\quad s\in[{low:.4g},\,{high:.4g}]$"


@card.register
def _tails(t: TailIndex) -> Card:
    verdict = f"{t.verdict} {t.index:.2f}" if t.kind == "stable" and f"{t.index:.2f}" not in t.verdict else t.verdict
    return Card(
        f"the tails of {t.n:,} samples",
        verdict=verdict,
        rows=[
            ("why", t.why),
            (f"log-moment estimate, {100 * t.level:g} % interval", _with(t.estimate, t.interval)),
            ("where Gaussian data of this size lie", around(t.estimate, t.gaussian_band)),
            ("Hill's index", _of(t.hill, f"of the {t.hill_k:,} largest")),
            ("excess kurtosis", number(t.kurtosis, 3)),
            ("p-value of normality", _chance(t.p_gaussian)),
            ("p-value of independence", _chance(t.p_dependence)),
        ],
    )


def _with(found: float, interval: tuple[float, float]) -> Any:
    return Markup("{} {}").format(number(found, 4), around(found, interval))


def _chance(p: float) -> Markup:
    """A p-value; what the tests cannot tell from 0 is not called 0."""
    return Markup("below 10<sup>−12</sup>") if p < 1e-12 else number(p, 2)


def _of(found: float, what: str) -> Markup:
    return Markup("{} {}").format(number(found, 3), what)
