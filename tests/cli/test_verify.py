"""`adal verify`: documents alone on standard output, a table that fits, a user's own files, one line for a mistake."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest

from adal_theory.cli import main

HEAD = "from adal_theory.prove import Function, Library, maximum, var\nlibrary, x = Library(), var('x')\n"
CLAIM = "@library.claim('{}', 'a square', {{}}, x**2 >= {})\ndef _(p):\n    {}\n"
GOOD = HEAD + CLAIM.format("X", 0, "return p.have(p.goal)")


@dataclass
class Done:
    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]


@pytest.fixture
def adal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """The command, run in an empty folder of its own."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["adal", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return Done(ended.value.code if isinstance(ended.value.code, int) else 0, out, err)

    return run


@pytest.mark.parametrize(
    ("form", "start", "end"), [("latex", "% Made by adal verify", r"\end{document}"), ("html", "<!doctype html>", "</html>")]
)
def test_a_document_is_all_that_is_printed(adal: Run, form: str, start: str, end: str, tmp_path: Path) -> None:
    done = adal("verify", "B8.1", "--format", form)
    assert done.returncode == 0 and done.stderr == ""
    assert done.stdout.startswith(start) and done.stdout.rstrip("\n").endswith(end)
    kept = adal("verify", "B8.1", "--format", form, "-o", str(tmp_path / "document"))
    assert kept.stdout == f"{tmp_path / 'document'}\n" and (tmp_path / "document").read_text() == done.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("B8.1", "-o", "x"),
        ("B8.1", "--format", "pdf"),
        ("B8.1", "--format", "html", "-o", "."),
        ("B8.1", "--format", "latex", "-o", "no/such/folder/x.tex"),
        ("a.py", "b.py"),
        ("Z9", "--format", "html"),
        ("B8.1", "--all-values"),
    ],
)
def test_what_cannot_work_is_one_line(adal: Run, words: tuple[str, ...]) -> None:
    done = adal("verify", *words)
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.startswith("error: ") and done.stderr.count("\n") == 1, done.stderr


def test_the_table_has_a_line_for_each_claim_and_says_what_is_open(adal: Run, tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(GOOD + CLAIM.format("Y", 1, "return p.have(p.goal)"))
    done = adal("verify", str(file))
    assert done.returncode == 1
    heads = done.stdout.splitlines()
    assert heads[0].split() == ["id", "statement", "verdict", "steps", "certified", "SymPy", "axioms", "s"]
    assert [line.split()[:5] for line in heads[2:6]] == [
        ["X", "0", "≤", "x^2", "proved"],
        ["a", "square"],
        ["Y", "1", "≤", "x^2", "refuted"],
        ["a", "square"],
    ]
    assert "1 of 2 statements proved, in 2 lemmas" in done.stdout
    assert "\nY: refuted: x = 0; the left side is 1, the right side 0: ≤ fails\n" in done.stdout
    assert "\n  its proof: no certificate found for 1 ≤ x^2 (mine.py:8)\n" in done.stdout


FAULTY = (
    HEAD.replace("Function,", "Eq, Function, sqrt,")
    + """
@library.claim('Z', 'a root', {}, Eq(sqrt(x**2), x))
def _(p):
    return p.have(p.goal)
"""
)


def test_a_step_that_sympy_disagrees_with_fails_and_is_named(adal: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel is made to think that √(x²) = x."""
    from adal_theory.prove.kernel import polynomials, theorem
    from adal_theory.prove.tactics import automatic, denominators, search

    (tmp_path / "mine.py").write_text(FAULTY)
    assert adal("verify", "mine.py").returncode == 1  # undecided
    right = polynomials.NORMAL["sqrt"]
    monkeypatch.setitem(
        polynomials.NORMAL, "sqrt", lambda a: polynomials.normal(a.args[0].args[0]) if a.args[0].op == "pow" else right(a)
    )
    polynomials._normal.cache_clear()
    automatic.forget()
    denominators.cleared.cache_clear()
    search.choose.cache_clear()
    try:
        table, document = adal("verify", "mine.py"), adal("verify", "mine.py", "--format", "json")
        pages = [adal("verify", "mine.py", "--format", form).stdout for form in ("html", "latex")]
    finally:
        monkeypatch.undo()
        polynomials._normal.cache_clear()
        theorem._canonical_formula.cache_clear()
    assert table.returncode == document.returncode == 1
    assert "1 of 1 statements proved" in table.stdout and "DISAGREES" in table.stdout
    assert "\nZ: SymPy disagrees with the step arith to √(x^2) = x: its products do not add to 0\n" in table.stdout
    found = json.loads(document.stdout)
    assert found["ok"] is False and found["sympy"]["verdict"] == found["lemmas"][0]["parts"][0]["sympy"]["verdict"] == "disagrees"
    assert found["sympy"]["disagreements"] and all("DISAGREES" in page and "step arith" in page for page in pages)


def test_documents_say_that_sympy_agrees(adal: Run) -> None:
    found = json.loads(adal("verify", "B8.1", "--format", "json").stdout)
    assert found["sympy"]["verdict"] == "agrees" and found["sympy"]["certificates"] == found["lemmas"][0]["certified"] > 0
    assert '<th scope="col">SymPy</th>' in (page := adal("verify", "B8.1", "--format", "html").stdout) and "✓ agrees" in page
    assert r"\textbf{SymPy}" in (text := adal("verify", "B8.1", "--format", "latex", "--steps").stdout) and "& agrees &" in text


SLIPS = {
    "syntax": ("y = (\n", 3, "syntax"),
    "name": ("y = nope\n", 3, "NameError"),
    "float": ("y = x + 0.5\n", 3, "write an int"),
    "truth": ("if x > 0:\n    y = 1\n", 3, "cases()"),
    "twice": (CLAIM.format("X", 0, "return p.have(p.goal)") * 2, 6, "twice"),
    "import": ("import no_such_module_at_all\n", 3, "no_such_module_at_all"),
    "exit": ("raise SystemExit(0)\n", 3, "exit"),
    "inside": ("def f():\n    return maximum(x)\ny = f()\n", 4, "max takes (number, number), not (x,)"),
    "elsewhere": ("exec(compile('\\n\\n\\ny = (', 'other.py', 'exec'))\n", 3, "SyntaxError"),
}
REMEDIES = {
    "syntax": "correct the file's syntax there",
    "float": "correct the claim there",
    "truth": "correct the claim there",
    "inside": "correct the claim there",
    "twice": "give one another id",
    "exit": "take the call of exit out of it",
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_in_a_users_file_is_told_with_its_line(adal: Run, name: str, tmp_path: Path) -> None:
    text, line, word = SLIPS[name]
    (tmp_path / "mine.py").write_text(HEAD + text)
    done = adal("verify", "mine.py")
    assert done.returncode == 2 and done.stdout == "" and done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.startswith(f"error: mine.py, line {line}: ") and word in done.stderr
    assert done.stderr.endswith(f": {REMEDIES.get(name, 'correct that line, so that the file can be imported')}\n")
    assert "InvalidInference" not in done.stderr and "ConfigurationError" not in done.stderr


def test_a_file_that_cannot_be_read_is_named(adal: Run, tmp_path: Path) -> None:
    (tmp_path / "mine" / "folder.py").mkdir(parents=True)
    done = adal("verify", "mine")
    assert done.returncode == 2 and done.stderr.startswith(f"error: {Path('mine', 'folder.py')} cannot be read (")


@pytest.mark.parametrize("given", ["mine.py", "."], ids=["file", "folder"])
def test_the_file_with_the_proofs_is_not_written_over(adal: Run, tmp_path: Path, given: str) -> None:
    file = tmp_path / "mine.py"
    file.write_text(GOOD)
    done = adal("verify", given, "--format", "html", "-o", str(file))
    assert (
        done.returncode == 2
        and "is a file with proofs, which would be overwritten: name another" in done.stderr
        and file.read_text() == GOOD
    )


def test_a_false_statement_that_is_proved_is_told(adal: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(GOOD + "library.false_claim('F', 'no square', {}, x**2 >= 0)\n")
    done = adal("verify", "mine.py")
    assert done.returncode == 1 and "1 of 1 statements proved" in done.stdout
    assert "\nknown to be false: F: 0 ≤ x^2 (no square): proved\n" in done.stdout


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("return 1 / 0", "ZeroDivisionError: division by zero (mine.py:5)"),
        ("return nope", "NameError"),
        ("pass", "the proof shows nothing: end it with p.conclude(…) (mine.py:3)"),
        ("return p.have(x**2 + 1 >= 0)", "the proof shows 0 ≤ x^2 + 1, not 0 ≤ x^2 (mine.py:3)"),
        ("return p.hav(p.goal)", "has no attribute 'hav'. Did you mean 'have'? (mine.py:5)"),
        ("return p.have(y >= librari)", "name 'y' is not defined (mine.py:5)"),
        ("return p.have(librari >= 0)", "Did you mean 'library'? (mine.py:5)"),
        ("return p.have(p.goal, x >= 0)", "a Term stands where a theorem, or the name of a hypothesis, is wanted (mine.py:5)"),
        ("assert False, 'no'", "AssertionError"),
        ("return p.have(x >= 0)", "no certificate"),
        ("return p['h']", "unknown hypothesis 'h'"),
    ],
)
def test_a_proof_that_breaks_is_undecided_and_stops_no_other(adal: Run, body: str, word: str, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(HEAD + CLAIM.format("A", 0, body) + CLAIM.format("B", 0, "return p.have(p.goal)"))
    done = adal("verify", "mine.py")
    assert done.returncode == 1 and "Traceback" not in done.stderr + done.stdout
    assert "1 of 2 statements proved" in done.stdout and "\nA: undecided" in done.stdout and word in done.stdout


def test_domains_that_break_leave_a_claim_undecided(adal: Run, tmp_path: Path) -> None:
    claim = "@library.claim('X', 't', {}, x**2 >= 0, domains={'x': lambda one: one})\ndef _(p):\n    return p.have(p.goal)\n"
    (tmp_path / "mine.py").write_text(HEAD + claim)
    done = adal("verify", "mine.py")
    assert done.returncode == 1 and "X: undecided: no witness can be drawn: TypeError" in done.stdout


def test_a_file_that_imports_anothers_library_gives_it_once(adal: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(GOOD + "same = library\n")
    assert adal("verify", "mine.py").returncode == 0


def test_a_users_own_proofs_as_a_page(adal: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(GOOD)
    done = adal("verify", "mine.py", "--format", "html")
    assert done.returncode == 0 and "1 of 1 statements proved" in done.stdout and "<math" in done.stdout


FALSE = """from adal_theory.prove import Eq, Function, Library, Sum, sqrt, var
library = Library()
x, n, i, g = var('x'), var('n', 'int'), var('i', 'int'), Function('g', ('int',))


@library.claim('A', 'squares are larger', {'x >= 0': x >= 0}, x**2 >= x)
def _(p):
    return p.have(p.goal, 'x >= 0')


@library.claim('B', 'a sum of anything', {'n >= 1': n >= 1}, Sum(i, 1, n, g[i]) <= n)
def _(p):
    return p.have(p.goal)


@library.claim('C', 'its own inverse', {}, Eq(x * (1 / x), 1))
def _(p):
    return nothing
"""


@pytest.mark.parametrize("form", ["table", "json", "html", "latex"])
def test_a_claim_that_is_false_is_refuted_with_the_point(adal: Run, form: str, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(FALSE)
    done = adal("verify", "mine.py", *(() if form == "table" else ("--format", form)))
    assert done.returncode == 1 and done.stderr == ""
    if form == "json":
        parts = [lemma["parts"][0] for lemma in json.loads(done.stdout)["lemmas"]]
        assert [q["verdict"] for q in parts] == ["refuted"] * 3
        x, sums = Fraction(parts[0]["counterexample"]["x"]), parts[1]["counterexample"]
        assert x >= 0 and x**2 < x and sum(map(Fraction, sums["g"][: int(sums["n"])])) > int(sums["n"])
        assert "rests on 1/0 = 0" in parts[2]["reason"] and "NameError" in parts[2]["details"][0]
    elif form == "table":
        assert "\nA: refuted: x = 1/2; the left side is 1/2, the right side 1/4: ≤ fails\n" in done.stdout
        assert "\n  its proof: no certificate found for x ≤ x^2 (mine.py:8)\n" in done.stdout
        assert "rests on 1/0 = 0" in done.stdout
    else:
        assert done.stdout.count("refuted") >= 6
        assert ("x = 1/2; the left side is 1/2" if form == "html" else "x $=$ 1/2; the left side is 1/2") in done.stdout


LESSONS = {
    "a division": (
        "{'x >= 1': x >= 1, 'y >= 0': y >= 0}, x * y / x >= y",
        "return p.have(p.goal, *p.given, auto=False)",
        [
            "X: undecided: no certificate found for y ≤ x·y/x (mine.py:7)",
            "  left to show: 1 ≤ x; 0 ≤ y ⊢ y ≤ x·y/x",
            "  nothing given says x·(1/x) = 1: p.inverse(x) does, where x ≠ 0 is found",
            "  the claim: no counterexample among ",
            "smallest relative slack 0 at x = 1; y = ",
        ],
    ),
    "a division by a sum": (
        "{'x >= 1': x >= 1}, x * (1 / (x + 1)) <= 2",
        "return p.have(p.goal, *p.given, auto=False)",
        ["  nothing given says (x + 1)·(1/(x + 1)) = 1: p.inverse(x + 1) does, where x + 1 ≠ 0 is found"],
    ),
    "time": (
        "{}, x**4 * y**2 + x**2 * y**4 + 1 >= 3 * x**2 * y**2",
        "p.patience = 0.0001\n    p.conclude()",
        ["  the search ended after 0.0001 s of the processor: a smaller step is found sooner; p.patience = 0.0003 gives it more"],
    ),
    "a root": (
        "{'x >= 0': x >= 0}, sqrt(x) * sqrt(x) <= x",
        "return p.have(p.goal, auto=False)",
        ["  nothing given says (√x)^2 = x: p.root(x) does, where 0 ≤ x is found"],
    ),
    "a side condition": (
        "{'x >= 0': x >= 0}, x * (1 / x) <= 1",
        "return p.have(p.goal, p.inverse(x))",
        [
            "X: undecided: no certificate found for x ≠ 0, which division by x needs (mine.py:7)",
            "  left to show: 0 ≤ x ⊢ x ≠ 0",
            "  what was left to show: it needs more to go on, being false at x = 0",
        ],
    ),
    "an index": (
        "{'f': Forall(n, f[n] >= 0, 1, y)}, f[0]**3 >= -1",
        "return p.have(p.goal, p.specialize('f', 0))",
        ["no certificate found for 1 ≤ 0, which ∀ 1 ≤ n ≤ y: 0 ≤ f[n] needs at 0 (mine.py:7)"],
    ),
    "a hypothesis": (
        "{'a bounded step': x <= 1}, x <= 2",
        "return p.have(p.goal, 'bounded step')",
        ["X: undecided: unknown hypothesis (or claim) 'bounded step'. Did you mean 'a bounded step'?", "(mine.py:7)"],
    ),
    "a helper": (
        "{'x >= 1': x >= 1}, x**2 >= 1",
        "return show(p, y)",
        [
            "X: undecided: no certificate found for 1 ≤ y (helpers.py:2, from mine.py:7)",
            "  left to show: ⊢ 1 ≤ y",
            "being false at y = 0; the left side is 1, the right side 0: ≤ fails",
            "  the claim: no counterexample among ",
            "smallest relative slack 0 at x = 1",
        ],
    ),
    "the package": ("{'x >= 1': x >= 1}, x**2 >= 1", "return p.have(p.goal, squares=['x'])", ["(mine.py:7)"]),
    "the standard library": ("{'x >= 1': x >= 1}, x**2 >= 1", "import json\n    return json.loads('{')", ["(mine.py:8)"]),
}


@pytest.mark.parametrize("name", LESSONS)
def test_a_failed_proof_says_what_is_missing_and_where(adal: Run, name: str, tmp_path: Path) -> None:
    claim, body, wanted = LESSONS[name]
    (tmp_path / "mine.py").write_text(
        "from helpers import show\nfrom adal_theory.prove import Forall, Function, Library, sqrt, var\n"
        "library, x, f = Library(), var('x'), Function('f', ('int',))\n"
        f"n, y = var('n', 'int'), var('y'{', ' + repr('int') if name == 'an index' else ''})\n"
        f"@library.claim('X', 't', {claim})\ndef _(p):\n    {body}\n"
    )
    (tmp_path / "helpers.py").write_text("def show(p, y):\n    return p.have(y >= 1)\n")
    done = adal("verify", "mine.py")
    assert done.returncode == 1 and "Traceback" not in done.stdout + done.stderr
    for line in wanted:
        assert line in done.stdout, done.stdout


def test_the_state_of_a_proof_is_text() -> None:
    from adal_theory.prove import var
    from adal_theory.prove.tactics.proof import Proof

    x = var("x")
    p = Proof({"x >= 1": x >= 1}, goal=x**2 >= 1)
    assert p.state() == "x >= 1: 1 ≤ x\n⊢ 1 ≤ x^2"
    assert p.state(x >= 0, p.have(x >= -1)) == "x >= 1: 1 ≤ x\n(1): −1 ≤ x\n⊢ 0 ≤ x"


def test_long_values_are_cut_unless_all_are_wanted(adal: Run, tmp_path: Path) -> None:
    body = (
        "from fractions import Fraction\nfrom adal_theory.prove import Function, Library, Sum, var\n"
        "library, s, k = Library(), Function('s', ('int',)), var('k', 'int')\n"
        "library.false_claim('F', 'made up', {}, Sum(k, 1, 200, s[k]) <= 0, domains={'s': [Fraction(1, 3**200)]})\n"
    )
    (tmp_path / "own.py").write_text(body)
    short, whole = (
        json.loads(adal("verify", "own.py", "--format", "json", *more).stdout)["false"][0]["counterexample"]["s"]
        for more in ((), ("--all-values",))
    )
    assert len(whole) == 200 and set(whole) == {str(Fraction(1, 3**200))}
    assert short[-1] == "… 150 more entries" and short[0].startswith("≈ ") and short[0].endswith("characters)")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("@library.claim('X', 't', [x >= 0], x >= 0)\ndef _(p):\n    return 3\n", "its hypotheses are a list: name each"),
        ("@library.claim('X', 't', {}, x**2 >= 0)\ndef _():\n    return 3\n", "not a function of one argument: write def _(p)"),
        ("library.claim('X', 't', {}, x**2 >= 0)(3)\n", "its proof is not a function of one argument"),
        (
            "@library.claim('X', 't', {}, 'x >= 0')\ndef _(p):\n    return 3\n",
            "the statement is 'x >= 0', which is not a formula",
        ),
        ("@library.claim('X', 't', {'h': x == 1}, x >= 0)\ndef _(p):\n    return 3\n", "write Eq(a, b)"),
        ("@library.claim('X', 't', {'h': 0 <= x <= 1}, x >= 0)\ndef _(p):\n    return 3\n", "write two formulas"),
        ("@library.claim('X', 't', {}, x >= 0\n", "'(' was never closed"),
    ],
)
def test_a_slip_in_a_claim_is_one_line_with_its_place(adal: Run, text: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(HEAD + text)
    done = adal("verify", "mine.py")
    assert done.returncode == 2 and done.stdout == "" and done.stderr.count("\n") == 1
    assert done.stderr.startswith("error: mine.py, line 3: ") and reason in done.stderr


REDUNDANT = """
@library.claim("Q1", "A square is nonnegative", {"x ≥ 0": x >= 0}, x**2 >= 0)
def square(p):
    left_out = p["x ≥ 0"].conclusion != (x >= 0)
    return p.positivity(x**2) if left_out else p.times("x ≥ 0", x, "x ≥ 0")
"""


def test_a_hypothesis_that_can_be_left_out_is_no_false_neighbour(adal: Run, tmp_path: Path) -> None:
    file = tmp_path / "redundant.py"
    file.write_text(HEAD + REDUNDANT)
    done = adal("verify", str(file), "--mutants")
    assert done.returncode == 1 and "Q1: it holds without x ≥ 0 too: leave that hypothesis out" in done.stdout
    assert "IDLE" in done.stdout and "FALSE" not in done.stdout and "false neighbour" not in done.stdout
