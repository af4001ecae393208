"""One small report with real figures, comparisons and proofs, for the tests of pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from adal_theory.plots import Curve, Series, draw_rates, new_figure
from adal_theory.prove import Library, Proof, Theorem, var
from adal_theory.prove.library.ledger import Ledger, verify
from adal_theory.report.claims import CLAIMS
from adal_theory.report.entry import Drawn, Entry, entry, forms
from adal_theory.report.session import perform
from adal_theory.results.comparison import Comparison
from adal_theory.simulations import get

MADE = {"python": "3.x", "sources": "<hash>"}
x = var("x")


def figure() -> Figure:
    drawn, axes = new_figure()
    t = np.geomspace(1, 1e3, 30)
    draw_rates(axes[0, 0], [Series(t, np.sqrt(t) * np.array([[1], [2], [3]]), rule="adal")],
               [Curve(t, 5 * np.sqrt(t), "B10")], ylabel="regret R(t) (loss units)")  # fmt: skip
    return drawn


def acted(id: str, drawn: Mapping[str, bytes]) -> Entry:
    """An experiment of the package with the figures `drawn`, and with the comparisons that the claims' cards look for."""
    experiment = get(id)
    begins = dict.fromkeys(p.begins for c in CLAIMS for p in (*c.keys, *c.numbers) if p.experiment == id)
    rows = [Comparison.upper(f"{b} x^2", experiment.theorems[0], 0.25 + k, 1.0 + k) for k, b in enumerate(begins)]
    rows = rows or [Comparison.tight("one that no card looks for", "E6", 1.0, 1.001, tolerance=0.01)]
    figures = tuple(Drawn(name, text, drawn) for name, text in experiment.captions.items())
    return Entry(experiment, {}, tuple(rows), figures)


def lemmas(wrong: str = "") -> Library:
    """Every lemma that a claim rests on, as one that is true of every number but for the one that is `wrong`."""
    made = Library()
    for id in dict.fromkeys(id for c in CLAIMS for id in c.lemmas):

        def proof(p: Proof) -> Theorem:
            """A square is not negative."""
            return p.have(p.goal, squares=[x])

        made.claim(id, f"A square is not negative, as {id} says", {}, x**2 >= (1 if id == wrong else 0))(proof)
    return made


@dataclass(frozen=True)
class Session:
    """What a report shows."""

    entries: list[Entry]
    proofs: Ledger

    def without(self, id: str) -> list[Entry]:
        """The entries without one experiment."""
        return [e for e in self.entries if e.experiment.id != id]


def small_session() -> Session:
    """S9 as it is, run; the other experiments of the claims and two further with a figure made here; proofs about squares."""
    real = entry(get("S9"), perform(get("S9"), quick=True, backend="reference").outcome)
    files = forms(figure())
    others = [acted(id, files) for id in (*(i for c in CLAIMS for i in c.experiments if i != "S9"), "S8", "P3")]
    return Session([real, *others], verify(lemmas()))
