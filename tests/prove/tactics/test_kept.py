"""Kept certificates: found again without a search, and of no consequence when they are altered, damaged, or not to be had."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from adal_theory.prove import Eq, Library, sqrt, var
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.library.claim import Verdict
from adal_theory.prove.tactics import automatic, kept, ladder, sos
from adal_theory.prove.tactics.proof import Proof
from adal_theory.prove.tactics.state import Undecided

x, y, z = var("x"), var("y"), var("z")
GIVEN = {"x >= 0": x >= 0, "y >= x": y >= x, "z": Eq(z, x + 1), "below": z <= 3}
STEPS: list[Callable[[Proof], Theorem]] = [
    lambda p: p.have(x * y >= x**2),
    lambda p: p.have(2 * x * y <= x**2 + y**2),
    lambda p: p.have(z**2 >= 1, "z", "x >= 0"),
    lambda p: p.have(Eq(z**2, x**2 + 2 * x + 1), "z"),
    lambda p: p.have(sqrt(x) >= 0),
    lambda p: p.have(x <= 2, "z", "below"),
]
FALSE = [x >= 1, x * y <= x, Eq(x, y)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder, and no word from earlier runs."""
    monkeypatch.setenv("ADAL_THEORY_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(kept, "_searching_anew", 0)
    kept._store.cache_clear()
    return tmp_path / "cache"


def work() -> list[Any]:
    """All steps, as in a process that has just begun: what the kernel made of them. Any valid certificate will do."""
    kept._store.cache_clear()
    made = [step(Proof(GIVEN)) for step in STEPS]
    for goal in FALSE:
        with pytest.raises(Undecided):
            Proof(GIVEN).have(goal, "z")
    kept.save()
    return [(t.conclusion, t.hypotheses) for t in made]


def test_what_was_found_is_not_searched_for_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = work()
    assert (folder / kept.NAME).stat().st_size < 200 * len(STEPS)

    def search(goal: Any, *_: Any) -> None:
        assert goal in FALSE, "searched for again"

    monkeypatch.setattr(ladder, "chosen", search)
    assert work() == first
    (folder / kept.NAME).unlink()
    with pytest.raises(AssertionError, match="searched for again"):
        work()


def entries(folder: Path) -> dict[str, Any]:
    return {line[:32]: json.loads(line[33:]) for line in (folder / kept.NAME).read_text().splitlines()}


def write(folder: Path, found: dict[str, Any]) -> None:
    lines = (f"{key} {data if isinstance(data, str) else json.dumps(data)}\n" for key, data in found.items())
    (folder / kept.NAME).write_text("".join(lines))


def _weights(change: Callable[[Any], Any]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda found: {key: [n, [[change(pair) for pair in half] for half in halves]] for key, (n, halves) in found.items()}


ALTERED: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "another weight": _weights(lambda p: [p[0], "7/3"]),
    "another candidate": _weights(lambda p: [p[0] + 1, p[1]]),
    "far candidate": _weights(lambda p: [10**9, p[1]]),
    "negative candidate": _weights(lambda p: [-1 - p[0], p[1]]),
    "true for a number": _weights(lambda p: [True, p[1]]),
    "a number for a text": _weights(lambda p: [p[0], 1]),
    "a float": _weights(lambda p: [p[0], "0.5"]),
    "not a number": _weights(lambda p: [float("nan"), p[1]]),
    "negative weight": _weights(lambda p: [p[0], "-" + p[1]]),
    "no weight": _weights(lambda p: [p[0], "0"]),
    "over zero": _weights(lambda p: [p[0], "1/0"]),
    "long weight": _weights(lambda p: [p[0], "9" * 40_000]),
    "longest weight": _weights(lambda p: [p[0], "9" * kept.DIGITS]),
    "other digits": _weights(lambda p: [p[0], "٣"]),
    "a longer pair": _weights(lambda p: [*p, 1]),
    "no pairs": _weights(lambda p: None),
    "twice": lambda found: {k: [n, [[*half, *half] for half in halves]] for k, (n, halves) in found.items()},
    "a half missing": lambda found: {k: [n, halves[1:]] for k, (n, halves) in found.items()},
    "a half too many": lambda found: {k: [n, [*halves, halves[0]]] for k, (n, halves) in found.items()},
    "nothing chosen": lambda found: {k: [n, [[] for _ in halves]] for k, (n, halves) in found.items()},
    "another rung": lambda found: {k: [(n + 1) % 4, halves] for k, (n, halves) in found.items()},
    "no such rung": lambda found: {k: [99, halves] for k, (_, halves) in found.items()},
    "the last rung": lambda found: {k: [-1, halves] for k, (_, halves) in found.items()},
    "other steps": lambda found: dict(zip(found, [*list(found.values())[1:], next(iter(found.values()))], strict=True)),
    "one for all": lambda found: dict.fromkeys(found, next(iter(found.values()))),
    "deep": lambda found: dict.fromkeys(found, "[" * 20_000 + "]" * 20_000),
    "a large number": lambda found: dict.fromkeys(found, "[0,[[[" + "1" * 20_000 + ',"1"]]]]'),
    "an object": lambda found: {k: {"0": [[0, "1"]]} for k in found},
    "null": lambda found: dict.fromkeys(found, "null"),
    "words": lambda found: dict.fromkeys(found, "import os"),
    "a list of lists": lambda found: {k: [0, [0, 1]] for k in found},
}


@pytest.mark.parametrize("name", ALTERED)
def test_altered_entries_cost_time_only(folder: Path, name: str) -> None:
    first, start = work(), time.perf_counter()
    write(folder, ALTERED[name](entries(folder)))
    assert work() == first and time.perf_counter() - start < 10


def test_files_altered_at_random_cost_time_only(folder: Path) -> None:
    first, rng = work(), random.Random(0)
    good = (folder / kept.NAME).read_bytes()
    for _ in range(150):
        bad = bytearray(good)
        for _ in range(rng.choice((1, 3, 30))):
            at = rng.randrange(len(bad))
            new = rng.choice((b"", b"9", b"1/2", b"[", b"\n", b"\xff", bytes([rng.randrange(256)])))
            bad[at : at + rng.choice((0, 1, 5))] = new
        (folder / kept.NAME).write_bytes(bad)
        assert work() == first


def _pipe(file: Path) -> None:
    os.mkfifo(file)


def _too_large(file: Path) -> None:
    file.write_text("")
    os.truncate(file, 2**40)


@pytest.mark.parametrize(
    "make",
    [
        _pipe,
        _too_large,
        Path.mkdir,
        lambda f: f.symlink_to("/dev/zero"),
        lambda f: f.symlink_to(f),
        lambda f: f.write_bytes(os.urandom(10**5)),
        lambda f: f.write_bytes(b"\n" * 10**6),
        lambda f: f.write_bytes(b"0" * 10**6),
    ],
    ids=["pipe", "too large", "folder", "endless", "circle", "noise", "lines", "line"],
)
def test_what_is_no_file_of_certificates_costs_time_only(folder: Path, make: Callable[[Path], Any]) -> None:
    first = work()
    (folder / kept.NAME).unlink()
    make(folder / kept.NAME)
    assert work() == first


@pytest.mark.parametrize("place", ["/dev/null/x", "/proc/nowhere"])
def test_where_nothing_can_be_kept_everything_works(folder: Path, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = work()
    monkeypatch.setenv("ADAL_THEORY_CACHE", place)
    assert work() == first


def _needless(found: Any) -> Any:
    """y ≥ 0 and −y ≥ 0 add to zero: a valid certificate that rests on both without need."""
    n, [half] = found
    return [n, [[*half, *([k, "1"] for k in (1, 2))]]]


def test_a_valid_certificate_that_rests_on_more_does_not_fail_a_claim(folder: Path) -> None:
    def verdict() -> Verdict:
        kept._store.cache_clear()
        library = Library()

        @library.claim("X", "a square", {}, x**2 >= 0)
        def _(p: Proof) -> Theorem:
            return p.have(p.goal, p.suppose(y >= 0), p.suppose(-y >= 0), squares=[x])

        found = library.verify("X")
        kept.save()
        return found

    assert verdict().verdict == "proved"
    write(folder, {key: _needless(found) for key, found in entries(folder).items()})
    kept._store.cache_clear()
    p = Proof({})
    assert len(p.have(x**2 >= 0, p.suppose(y >= 0), p.suppose(-y >= 0), squares=[x]).hypotheses) == 2  # what is kept is used
    assert verdict().verdict == "proved"


def _put(folder: str, start: int) -> None:
    store = kept.Store(Path(folder))
    for k in range(start, start + 40):
        store.put(f"{k:032x}", [0, [[[k, "1"]]]])
        store.save()


def test_two_processes_at_once_leave_a_whole_file(folder: Path) -> None:
    context = multiprocessing.get_context("fork")
    both = [context.Process(target=_put, args=(str(folder), start)) for start in (0, 1000)]
    for p in both:
        p.start()
    for p in both:
        p.join(60)
        assert p.exitcode == 0
    found = entries(folder)
    assert 40 <= len(found) <= 80 and all(data == [0, [[[int(key, 16), "1"]]]] for key, data in found.items())
    assert os.listdir(folder) == [kept.NAME]


def test_what_another_process_overwrote_comes_back_with_the_next_save(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = kept.Store(folder), kept.Store(folder)
    first.put("0" * 32, [])
    second.put("1" * 32, [])
    first.save()
    with monkeypatch.context() as late:
        late.setattr(kept, "_read", lambda file: {})  # the second had looked before the first wrote
        second.save()
    assert list(entries(folder)) == ["1" * 32]
    first.put("2" * 32, [])
    first.save()
    assert list(entries(folder)) == ["1" * 32, "0" * 32, "2" * 32]


def test_the_file_stays_small_and_the_oldest_go(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "LARGEST", 1500)
    _put(str(folder), 0)
    found = entries(folder)
    assert (folder / kept.NAME).stat().st_size <= 1500 and 20 < len(found) < 40
    assert f"{39:032x}" in found and f"{0:032x}" not in found


def test_a_fork_writes_nothing(folder: Path) -> None:
    store = kept.Store(folder)
    fork = multiprocessing.get_context("fork").Process(target=lambda: (store.put("0" * 32, []), store.save()))
    fork.start()
    fork.join()
    assert fork.exitcode == 0 and not folder.exists()
    store.put("0" * 32, [])
    store.save()
    assert entries(folder) == {"0" * 32: []}


SUM_OF_SQUARES = 2 * x**4 + 5 * y**4 + 2 * x**3 * y >= x**2 * y**2


def by_squares() -> Any:
    """What needs a semidefinite program, as in a process that has just begun."""
    kept._store.cache_clear()
    automatic.forget()
    found = automatic.prove(SUM_OF_SQUARES, [], 20.0)
    kept.save()
    assert isinstance(found, Theorem) and not found.hypotheses
    return found.conclusion


def test_sums_of_squares_are_not_searched_for_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    by_squares()
    before = kept.recalled()
    by_squares()
    assert kept.recalled() > before
    solve, asked = sos.solve, []
    monkeypatch.setattr(sos, "solve", lambda *given: (asked.append(given), solve(*given))[1])
    by_squares()
    warm = len(asked)
    (folder / kept.NAME).unlink()
    by_squares()
    assert len(asked) - warm > warm


SQUARES_ALTERED: dict[str, Callable[[list[Any]], Any]] = {
    "another weight": lambda s: [s[0], "7/3", s[2]],
    "another owner": lambda s: [s[0] + 1, *s[1:]],
    "far owner": lambda s: [99, *s[1:]],
    "negative": lambda s: [s[0], "-" + s[1], s[2]],
    "longer": lambda s: [*s, 0],
    "a number": lambda s: 1,
    "no polynomial": lambda s: s[:2],
    "far atom": lambda s: [s[0], s[1], [[c, [[10**6, 1]]] for c, _ in s[2]]],
    "high power": lambda s: [*s[:2], [["1", [[0, 10**9]]]]],
    "negative power": lambda s: [*s[:2], [["1", [[0, -1]]]]],
    "true": lambda s: [*s[:2], [["1", [[False, True]]]]],
    "many terms": lambda s: [*s[:2], [["1", [[0, 1]]]] * 10_000],
    "zero": lambda s: [*s[:2], [["0", []]]],
    "none": lambda s: [*s[:2], []],
    "words": lambda s: ["a", "b", "c"],
    "null": lambda s: [None] * 3,
    "many powers": lambda s: [*s[:2], [["1", [[0, 1]] * 1000]]],
    "over zero": lambda s: [*s[:2], [["1/0", []]]],
}


@pytest.mark.parametrize("name", SQUARES_ALTERED)
def test_altered_squares_cost_time_only(folder: Path, name: str) -> None:
    first, start = by_squares(), time.perf_counter()
    found = entries(folder)
    assert any(isinstance(data[0], list) and data[1] for data in found.values())
    write(folder, {k: [d[0], [*map(SQUARES_ALTERED[name], d[1])]] if isinstance(d[0], list) else d for k, d in found.items()})
    assert by_squares() == first and time.perf_counter() - start < 20
