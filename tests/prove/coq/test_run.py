"""What is said of claims when Coq stops, when files are altered, and when nothing has changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from coq_files import needs_coq, with_theory

from adal_theory.errors import ConfigurationError
from adal_theory.proofs.catalogue import from_path
from adal_theory.prove import Library
from adal_theory.prove.coq import compiling, project, run
from adal_theory.prove.coq.compiling import Sources
from adal_theory.prove.coq.units import Unit, units
from adal_theory.prove.library.acceptance import Acceptance

pytestmark = needs_coq
BASE = """from adal_theory.prove import Library, var
library, x, y = Library(), var('x'), var('y')

@library.claim('A.1', 'one', {'y': y >= 0}, x**2 + y >= 0)
def _(p): return p.have(p.goal, 'y')

@library.claim('A.2', 'two', {'y': y >= 1}, x**2 + 3 * y >= 3)
def _(p): return p.have(p.goal, 'y')

@library.claim('A.3', 'three', {'y': y >= 2}, x**2 + 2 * y > 1)
def _(p): return p.have(p.goal, 'y')
"""
OTHER = """from adal_theory.prove import Library, var
library, x, z = Library(), var('x'), var('z')

@library.claim('C.1', 'alone', {'z': z <= 0}, z <= x**2)
def _(p): return p.have(p.goal, 'z')
"""
FILES = {"base": BASE, "other": OTHER}
CITING = """from adal_theory.prove import Library, var
library, x, y = Library(), var('x'), var('y')

@library.claim('B.1', 'cites A.1', {'y': y >= 0}, x**2 + y + 1 > 0)
def _(p): return p.have(p.goal, p.use('A.1'))
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for a project, the theory compiled in it; coqchk is left out where a test is not about it."""
    with_theory(tmp_path / "project")
    monkeypatch.setattr(run, "_second", lambda *_: ([], ""))
    return tmp_path / "project"


def claims(tmp_path: Path, **files: str) -> tuple[Library, list[Unit]]:
    where = tmp_path / "proofs"
    shutil.rmtree(where, ignore_errors=True)
    where.mkdir()
    for name, text in (files or FILES).items():
        (where / f"{name}.py").write_text(text)
    library = from_path(where)
    return library, units(library, list(library.claims))


def altered(sources: Sources, path: str, change: Callable[[str], str], folder: Path) -> Sources:
    """The project with another text of a file, in the folder too."""
    text, requires = sources[path]
    assert change(text) != text
    (folder / f"{path}.v").write_text(change(text))
    return {**sources, path: (change(text), requires)}


def break_proof(name: str) -> Callable[[str], str]:
    """Something false added to the statement of a claim, so that its proof does not fit."""

    def change(text: str) -> str:
        before, head, after = text.partition(f"Theorem {name} ")
        return before + head + after.replace(" :\n  ", " :\n  1 < 0 /\\ ", 1)

    return change


def test_all_is_accepted_and_then_nothing_is_compiled_again(folder: Path, tmp_path: Path) -> None:
    _, found = claims(tmp_path)
    first = run.check(folder, found, project.write(folder, found))
    assert first.accepted == {"A.1", "A.2", "A.3", "C.1"} and not first.refused and first.ok
    assert (first.compiled, first.files) == (3, len(project.THEORY) + 3)
    again = run.check(folder, found, project.write(folder, found))
    assert again.accepted == first.accepted and again.compiled == 0


@pytest.mark.slow
def test_what_changed_is_compiled_again_and_what_requires_it(folder: Path, tmp_path: Path) -> None:
    _, found = claims(tmp_path)
    run.check(folder, found, project.write(folder, found))
    _, found = claims(tmp_path, base=BASE, other=OTHER.replace("z <= x**2", "z <= 2 * x**2"))
    sources = project.write(folder, found)
    assert run.check(folder, found, sources).compiled == 2  # it, and the list of assumptions
    (folder / "theory" / "Means.v").write_text(sources["theory/Means"][0] + "\n")
    sources = {**sources, "theory/Means": (sources["theory/Means"][0] + "\n", sources["theory/Means"][1])}
    assert run.check(folder, found, sources).compiled == 5  # Means, Kernel, two files of claims, the assumptions


@pytest.mark.parametrize(("at", "accepted"), [(1, set()), (2, {"A.1"}), (3, {"A.1", "A.2"})])
def test_where_coq_stops_the_claims_before_are_accepted_and_no_other(
    folder: Path, tmp_path: Path, at: int, accepted: set[str]
) -> None:
    _, found = claims(tmp_path)
    sources = altered(project.write(folder, found), "claims/Base", break_proof(f"claim_A_u2e_{at}"), folder)
    done = run.check(folder, found, sources)
    assert done.accepted == {*accepted, "C.1"} and not done.ok
    assert done.refused.pop(f"A.{at}").startswith("coqc: Error: ")
    assert all(said.startswith("not reached: coqc stopped in claims/Base.v: Error: ") for said in done.refused.values())
    assert {*done.refused} == {"A.1", "A.2", "A.3"} - accepted - {f"A.{at}"}
    mended = run.check(folder, found, project.write(folder, found))
    assert mended.ok and len(mended.accepted) == 4


def test_a_broken_lemma_stops_the_claim_that_it_is_for(folder: Path, tmp_path: Path) -> None:
    _, found = claims(tmp_path)

    def change(text: str) -> str:
        before, head, after = text.partition("claim_A_u2e_1 ")
        return before + head + after.replace("PsatzIn Q 0", "PsatzIn Q 5", 1)

    done = run.check(folder, found, altered(project.write(folder, found), "claims/Base", change, folder))
    assert done.accepted == {"A.1", "C.1"} and done.refused["A.2"].startswith("coqc: ")


def test_a_warning_before_the_error_is_not_taken_for_it(folder: Path, tmp_path: Path) -> None:
    _, found = claims(tmp_path)

    def change(text: str) -> str:
        return "Set No Such Flag.\n" + break_proof("claim_A_u2e_3")(text)

    done = run.check(folder, found, altered(project.write(folder, found), "claims/Base", change, folder))
    assert done.accepted == {"A.1", "A.2", "C.1"} and done.refused["A.3"].startswith("coqc: Error: ")


def test_claims_in_files_that_require_the_broken_one_are_not_reached(folder: Path, tmp_path: Path) -> None:
    _, found = claims(tmp_path, base=BASE, citing=CITING, other=OTHER)
    assert next(u for u in found if u.name == "Citing").requires == ["Base"]
    sources = altered(project.write(folder, found), "claims/Base", break_proof("claim_A_u2e_3"), folder)
    done = run.check(folder, found, sources)
    assert done.accepted == {"A.1", "A.2", "C.1"}
    assert done.refused["B.1"].startswith("not reached: coqc stopped in claims/Base.v: ")


def test_a_file_that_is_not_what_was_written_is_refused(folder: Path, tmp_path: Path) -> None:
    _, found = claims(tmp_path)
    sources = project.write(folder, found)
    with (folder / "claims" / "Base.v").open("a") as file:
        file.write("Axiom more : False.\n")
    done = run.check(folder, found, sources)
    assert done.accepted == {"C.1"} and "claims/Base.v is not what was written" in done.refused["A.1"]


def test_the_list_of_assumptions_must_be_accepted_too(folder: Path, tmp_path: Path) -> None:
    _, found = claims(tmp_path)
    sources = altered(project.write(folder, found), project.ASSUMPTIONS, lambda text: text + "Print no_such_thing.\n", folder)
    done = run.check(folder, found, sources)
    assert not done.accepted and "no_such_thing" in done.refused["C.1"]


@pytest.mark.slow
def test_exchanged_files_cost_time_only(folder: Path, tmp_path: Path) -> None:
    _, found = claims(tmp_path)
    sources = project.write(folder, found)
    run.check(folder, found, sources)
    for kind in ("vo", "stamp"):
        shutil.copy(folder / "claims" / f"Other.{kind}", folder / "claims" / f"Base.{kind}")
        done = run.check(folder, found, sources)
        assert done.ok and done.compiled == 2, kind  # it, and the assumptions
    for kind in ("vo", "stamp"):  # both at once
        shutil.copy(folder / "claims" / f"Other.{kind}", folder / "claims" / f"Base.{kind}")
    assert run.check(folder, found, sources).compiled == 2


def test_coq_must_end(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, found = claims(tmp_path)
    loop = "Ltac forever := idtac; forever.\nGoal True. forever. Qed.\n"
    sources = altered(project.write(folder, found), "claims/Other", lambda text: text + loop, folder)
    real = compiling.command

    def command(where: Path, program: str, *words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(compiling, "LIMIT", 2.0 if "./claims/Other.v" in words else 600.0)
        return real(where, program, *words)

    monkeypatch.setattr(compiling, "command", command)
    done = run.check(folder, found, sources, jobs=1)
    assert done.refused == {"C.1": "coqc: coqc had not ended after 2 s"} and len(done.accepted) == 3


def test_without_coq_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConfigurationError, match=r"Debian: apt install coq\)$"):
        run.installed()


def test_a_file_named_like_the_list_of_assumptions(folder: Path, tmp_path: Path) -> None:
    _, found = claims(tmp_path, assumptions=BASE, **{"2nd-paper": OTHER})
    assert {u.name for u in found} == {"Assumptions_", "File_2nd_u2d_paper"}
    assert run.check(folder, found, project.write(folder, found)).ok


def test_files_of_an_earlier_project_go(folder: Path, tmp_path: Path) -> None:
    _, found = claims(tmp_path)
    run.check(folder, found, project.write(folder, found))
    assert len([*folder.glob("claims/*Other*")]) == len([*folder.glob("claims/*Base*")]) > 4
    _, found = claims(tmp_path, base=BASE)
    project.write(folder, found)
    assert not [*folder.glob("claims/*Other*"), *folder.glob("claims/.Other*")] and project.is_ours(folder)
    assert "Other" not in (folder / "Makefile").read_text() + (folder / "_CoqProject").read_text()


def tampered(folder: Path, found: list[Unit], path: str, change: Callable[[str], str]) -> Acceptance:
    return run.check(folder, found, altered(project.write(folder, found), path, change, folder))


@pytest.mark.slow
def test_coqchk_finds_what_was_taken_for_granted(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    _, found = claims(tmp_path)
    done = tampered(
        folder,
        found,
        "claims/Base",
        lambda text: text.replace(
            "Theorem claim_A_u2e_2 ", ("Axiom more : 0 < 0.\nTheorem admitted : 1 < 0.\nProof. Admitted.\nTheorem claim_A_u2e_2 ")
        ),
    )
    assert sorted(done.foreign) == ["Claims.Base.admitted", "Claims.Base.more"]
    assert not done.ok and {done.of(id) for id in ("A.1", "A.2", "C.1")} == {"REFUSED"}
    assert len(done.axioms) == 6 and sum("not an axiom of its real numbers" in line for line in done.lines()) == 2


@pytest.mark.long
def test_coqchk_reads_the_compiled_files(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    _, found = claims(tmp_path)
    sources = project.write(folder, found)
    assert run.check(folder, found, sources).ok
    compiled = folder / "claims" / "Base.vo"  # with a stamp to fit, so that coqc does not make it anew
    content = bytearray(compiled.read_bytes())
    content[len(content) // 2] ^= 255
    compiled.write_bytes(content)
    stamp = folder / "claims" / "Base.stamp"
    stamp.write_text(f"{stamp.read_text().split()[0]} {compiling._of_file(compiled)}")
    done = run.check(folder, found, sources)
    assert not done.accepted and "coqchk: " in done.refused["A.1"]


@pytest.mark.long
@pytest.mark.parametrize("switch", ["Unset Guard Checking.", "Unset Positivity Checking.", "Unset Universe Checking."])
def test_coqchk_notices_checks_that_were_switched_off(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, switch: str
) -> None:
    uses = {
        "Unset Guard Checking.": "Fixpoint f (n : nat) : False := f n.",
        "Unset Positivity Checking.": "Inductive D := c : (D -> False) -> D.",
        "Unset Universe Checking.": "Definition U : Type@{Set} := Type.",
    }
    monkeypatch.undo()
    _, found = claims(tmp_path)
    done = tampered(folder, found, "claims/Other", lambda text: f"{text}\n{switch}\n{uses[switch]}\n")
    assert (not done.accepted and "relying" in done.refused["C.1"]) or "positivity" in done.refused["C.1"]
