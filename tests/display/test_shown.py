"""What objects look like in a notebook: HTML that is whole, escaped and cut where it is long, and LaTeX that TeX reads."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import adal_theory as at
from adal_theory import display
from adal_theory.display import html, latex
from adal_theory.plots import new_figure
from adal_theory.proofs.catalogue import library as known
from adal_theory.prove import Eq, Forall, Function, Library, Term, Theorem, sqrt, var
from adal_theory.prove.check.answer import Refutation
from adal_theory.prove.kernel.inference import assume
from adal_theory.prove.library.claim import Verdict
from adal_theory.prove.library.ledger import Entry, Ledger, verify
from adal_theory.results.comparison import Comparison
from adal_theory.results.experiment import Experiment, Outcome
from adal_theory.rules.rule import BETA1, ETA, Rule
from adal_theory.showing import Shown
from adal_theory.simulations import get
from adal_theory.statistics import tail_index

EVIL = "<script>alert('1')</script> & $x_1$ \\input{x} 50 %"
VOID = {"meta", "br", "img", "input", "hr"}
X = var("x")


class Whole(HTMLParser):
    """Every element that is opened is closed, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.text: list[str] = []
        self.feed(text)
        assert self.open == [], self.open

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.seen.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag, tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.text.append(data)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.text).split())


def move(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
    m = p.beta1 * state.m + (1.0 - p.beta1) * g
    return {"m": m, "x": opt.project(state.x - opt.step_size(p.eta) * (m / o.sqrt(m * m + 1e-6)))}


def own_rule(step: Callable[..., dict[str, Any]] = move) -> Rule:
    return Rule("own", EVIL, EVIL, EVIL, (ETA, BETA1), ("m",), step)


@pytest.fixture(scope="module")
def library() -> Library:
    found = Library()

    @found.claim("Q1", EVIL, {"one": X >= 1}, X * X >= 1, reference=EVIL)
    def _(p: Any) -> Any:
        """<script> in words."""
        return p.nlinarith(X * X >= 1)

    @found.claim("Q2", "never proved", {}, Eq(X, X + sqrt(X)))
    def _(p: Any) -> Any:
        return p.have(Eq(X, X + sqrt(X)))

    return found


@pytest.fixture(scope="module")
def shown(library: Library) -> dict[str, Any]:
    """One object of each kind, made of a user's own words wherever these can be given."""
    comparison = Comparison.upper(EVIL, EVIL, 1.5, 2.0, (1.25, 1.75))
    figure, axes = new_figure()
    axes[0, 0].plot([1, 2], [1, 2])
    axes[0, 0].set_title("<script>")
    answer = at.check("m <= 1", ["m <= b"], second_judge=False)
    law = at.noise.Law(EVIL, {"<b>": 2.0}, "s", 1, lambda *_: (), np.inf, np.nan, True, 1.5, EVIL)
    problem = at.problems.Problem(EVIL, EVIL, r"x < \tfrac12", 2, move, move, move, source=EVIL)
    experiment = Experiment("T1", "t", EVIL, EVIL, ("B5",), {"<b>": 1}, {"<b>": 1}, move, move, {"f": EVIL})  # type: ignore[arg-type]
    refutation = Refutation(X >= 1, {"x": 0}, {}, "le", 1, 0, (), ())
    t = np.unique(np.geomspace(10, 10_000, 60).astype(int))
    return {
        "rule": own_rule(),
        "adal": at.rules.get("adal"),
        "problem": problem,
        "network": at.problems.network("digits", hidden=4),
        "law": law,
        "library": library,
        "claim": library.get("Q1"),
        "theorem": library.theorem("Q1"),
        "verdict": library.verify("Q1"),
        "unproved": library.verify("Q2"),
        "ledger": verify(library),
        "answer": answer,
        "refutation": refutation,
        "experiment": experiment,
        "outcome": Outcome(EVIL, {"<b>": 1}, [comparison]),
        "comparison": comparison,
        "figure": figure,
        "fit": at.fit_exponent(t, t + 10 * np.sqrt(t)),
        "tails": tail_index(np.random.default_rng(0).standard_t(3, 500)),
    }


# What must be read in each, and how much mathematics there is at least.
WORDS = {
    "rule": ("eta 0.1 (0, inf)", 3),
    "adal": ("beta2 0.999 [0, 1)", 7),
    "problem": ("$x < \\tfrac12$", 0),
    "network": ("$f_t(x) = ", 0),
    "law": ("does not exist", 0),
    "library": ("library of 2 statements", 2),
    "claim": ("<script> in words.", 2),
    "theorem": ("made by the kernel", 2),
    "verdict": ("proved Q1", 2),
    "unproved": ("undecided Q2", 1),
    "ledger": ("✗ undecided", 0),
    "answer": ("at b = 2; m = 2", 2),
    "refutation": ("fails at x = 0", 1),
    "experiment": ("T1: <script>", 0),
    "outcome": ("1 of 1 comparisons hold", 0),
    "comparison": ("measured 1.5 [1.25, 1.75] ≤ 2 by theory", 0),
    "figure": ("", 0),
    "fit": ("not settled in this window", 1),
    "tails": ("heavy but not stable", 0),
}


@pytest.mark.parametrize("name", WORDS)
def test_the_html_is_whole_escaped_and_says_what_the_object_is(shown: dict[str, Any], name: str) -> None:
    found = shown[name]._repr_html_()
    assert found == html(shown[name]) or name == "figure"  # ids of figures are new each time
    page = Whole(found)
    said, formulas = WORDS[name]
    assert said in page.words and page.seen.count("math") >= formulas
    assert "script" not in page.seen and "b" not in page.seen
    assert "http" not in found.replace("http://www.w3.org/", "")  # nothing is fetched


def test_what_a_user_wrote_is_there_as_text(shown: dict[str, Any]) -> None:
    for name in ("rule", "problem", "law", "claim", "verdict", "library", "comparison"):
        assert "<script>alert('1')</script> & " in Whole(html(shown[name])).words, name


def test_a_rule_of_ones_own_shows_the_step_that_it_takes(shown: dict[str, Any]) -> None:
    found = html(shown["rule"])
    assert "<mi>β</mi>" in found and "Π" in found and "<mn>10</mn>" in found and "4722366482869645" not in found


def test_a_rule_that_cannot_be_recorded_says_why() -> None:
    def broken(o: Any, *_: Any) -> dict[str, Any]:
        return {"x": o.cosine(1.0)}

    rule = own_rule(broken)
    page = Whole(rule._repr_html_())
    assert "cannot be shown as formulas:" in page.words and "eta 0.1 (0, inf)" in page.words
    assert rule._repr_latex_() is None


def long_theorem() -> Theorem:
    y, t = Function("y", ("int",)), var("t", "int")
    many: Term = sum((y[t + k] ** 2 for k in range(60)), X * X)
    return assume(Forall(t, many <= sum((abs(y[t + k]) for k in range(80)), X), 1, 9))


def test_a_long_theorem_is_cut_and_says_so() -> None:
    t = long_theorem()
    assert len(str(t.conclusion)) > 900
    assert len(repr(t)) < 700 and "more characters)" in repr(t)
    page = Whole(html(t))
    assert len(page.words) < 900 and "more characters)" in page.words and "math" not in page.seen
    found = latex(t)
    assert found is not None and len(found) < 300 and "a formula of " in found


def test_many_hypotheses_are_counted() -> None:
    from adal_theory.prove.tactics.proof import Proof

    given = {f"h{k}": var(f"x_{k}") >= k for k in range(60)}
    p = Proof(given)
    total = sum((var(f"x_{k}") for k in range(60)), X * 0)
    t = p.have(total >= sum(range(60)), *given)
    assert len(t.hypotheses) == 60
    shown = repr(t).partition("⊢")[0].count("≤")
    assert 5 < shown < 60 and f"and {60 - shown} more hypotheses ⊢" in repr(t)
    assert f"and {60 - shown} more hypotheses (.hypotheses)" in Whole(html(t)).words


def test_the_text_of_claims_and_of_what_was_found_of_them_is_cut(library: Library, shown: dict[str, Any]) -> None:
    assert repr(library.get("Q1")) == f"Q1: {EVIL}: 1 ≤ x ⊢ 1 ≤ x·x"
    assert repr(shown["verdict"]) == f"proved: Q1: {EVIL}: 1 ≤ x ⊢ 1 ≤ x·x"
    assert repr(shown["unproved"]).startswith("undecided (") and "⊢ x = x + √x" in repr(shown["unproved"])
    assert repr(library) == "Library(Q1, Q2)"
    assert repr(shown["ledger"]) == "Ledger(1 of 2 statements proved, not all is well)"
    b9 = known().get("B9")
    assert len(repr(b9)) < 1000 and " more hypotheses ⊢ " in repr(b9)
    assert len(repr(known())) < 400 and "more characters)" in repr(known())


def test_a_long_reason_is_cut() -> None:
    v = at.check("m <= 1", ["m <= b"], second_judge=False)
    page = Whole(html(replace(v, reason="because " * 400)))
    assert len(page.words) < 1000 and "more characters)" in page.words


def test_a_short_theorem_is_whole(library: Library) -> None:
    assert repr(library.theorem("Q1")) == "1 ≤ x ⊢ 1 ≤ x·x"


def test_long_tables_are_cut_and_say_where_the_rest_is() -> None:
    found = Library()
    for k in range(45):
        found.claim(f"N{k}", "a line", {}, X + k >= X)(lambda p: p.have(X >= X))
    page = Whole(html(found))
    assert page.seen.count("tr") == 41 and "and 5 more: library.get(id) has each" in page.words
    verdicts = [Entry(Verdict(c, "undecided", None, "not tried", None, 0.0)) for c in found]
    page = Whole(html(Ledger(verdicts)))
    assert page.seen.count("tr") == 41 and "and 5 more: ledger.lemmas() has all" in page.words


def test_a_large_figure_is_a_picture_of_dots(monkeypatch: pytest.MonkeyPatch, shown: dict[str, Any]) -> None:
    from adal_theory.display import figures

    whole = html(shown["figure"])
    assert "<svg" in whole and 'role="img"' in whole and "&lt;script&gt;" in whole
    monkeypatch.setattr(figures, "LARGEST", 10)
    assert 'src="data:image/png;base64,iVBOR' in html(shown["figure"])


def test_two_figures_share_no_id(shown: dict[str, Any]) -> None:
    import re

    one, two = (set(re.findall(r'id="([^"]+)"', html(shown["figure"]))) for _ in range(2))
    assert one and not one & two


def test_a_class_of_a_users_own_is_shown_as_what_it_is_made_from(monkeypatch: pytest.MonkeyPatch) -> None:
    import_module("adal_theory.display.models")  # whichever test comes first

    class Mine(Rule):
        pass

    loaded: list[str] = []
    monkeypatch.setattr(display, "import_module", loaded.append)  # as if nothing had been shown before
    assert "beta1" in Mine("own", "t", "", "", (ETA, BETA1), ("m",), move)._repr_html_()
    assert loaded == ["adal_theory.display.models"]
    with pytest.raises(TypeError, match="nothing is known of how to show a Stranger"):
        type("Stranger", (Shown,), {})()._repr_html_()


def test_every_experiment_of_the_package_is_shown() -> None:
    page = Whole(html(get("S3")))
    assert page.words.startswith("S3: ") and "a < 2" in page.words


FORMULAS = ("rule", "adal", "problem", "network", "claim", "theorem", "verdict", "unproved", "answer", "refutation", "fit")


def test_the_latex_has_no_word_that_mathjax_does_not_know(shown: dict[str, Any]) -> None:
    found = {name: shown[name]._repr_latex_() for name in FORMULAS}
    assert all(found.values()) and not any("penalty" in text or "<script" in text for text in found.values())
    assert r"1\le x \vdash 1\le x\,x" in found["theorem"] and r"\begin{align*}" in found["rule"]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed (Debian: texlive-latex-extra)")
def test_the_latex_compiles(shown: dict[str, Any], tmp_path: Path) -> None:
    body = "\n\n".join(shown[name]._repr_latex_() for name in FORMULAS) + "\n\n" + str(latex(long_theorem()))
    text = "\\documentclass{article}\\usepackage{amsmath,amssymb}\\begin{document}\n" + body + "\n\\end{document}\n"
    (tmp_path / "shown.tex").write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["pdflatex", "-halt-on-error", "-interaction=nonstopmode", "shown.tex"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-1500:]
