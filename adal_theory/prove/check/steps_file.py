"""Files of steps, in JSON or TOML: read, decided one by one, and compared with the truth that they declare."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adal_theory.errors import ConfigurationError
from adal_theory.prove.check.check import decide_all
from adal_theory.prove.check.reading import read
from adal_theory.prove.check.verdict import Verdict

KEYS = {
    "id": str,
    "claim": str,
    "latex": str,
    "given": list,
    "symbols": dict,
    "first_index": dict,
    "truth": bool,
    "topic": str,
    "source": str,
    "difficulty": (int, float),
    "counterexample": dict,
    "seconds": (int, float),
}
_KINDS = {str: "text", list: "a list", dict: "a table", bool: "true or false", (int, float): "a number"}


@dataclass(frozen=True)
class Entry:
    """One step of a file; `truth` is what the file says of it, or None."""

    id: str
    claim: str
    given: tuple[Any, ...]
    symbols: Mapping[str, str]
    first_index: Mapping[str, int]
    truth: bool | None
    seconds: float | None
    latex: bool = False  # what `claim` holds


@dataclass(frozen=True)
class Answer:
    """A step of a file and its verdict. A step that cannot be read is undecided, with the mistake as its reason."""

    entry: Entry
    verdict: Verdict

    @property
    def contradicts(self) -> bool:
        """Whether the verdict is not what the file declares; a refuted step that declares nothing counts as well."""
        if self.entry.truth is None:
            return self.verdict.refuted
        return self.verdict.proved != self.entry.truth if self.verdict.verdict != "undecided" else False

    def as_dict(self) -> dict[str, Any]:
        shown = {**self.verdict.as_dict(), "reason": self.verdict.explanation}
        return {"id": self.entry.id, **{k: shown[k] for k in ("verdict", "counterexample", "reason", "sympy", "seconds")}}


def read_file(path: Path, field: str = "claim") -> list[Entry]:
    """The steps of a file: a list in JSON, or [[step]] tables in TOML. `field` is "claim" or "latex".

    Raises ConfigurationError, in one line, for what is not such a file.
    """
    document = _document(path)
    if isinstance(document, dict):
        extra = [k for k in document if k not in ("steps", "step")]
        if extra or len(document) > 1:
            raise ConfigurationError(
                f"{path} can be read in two ways, or has keys that mean nothing: {', '.join(document)}; keep one of steps or step"
            )
    listed = document.get("steps", document.get("step")) if isinstance(document, dict) else document
    if not isinstance(listed, list) or not listed:
        raise ConfigurationError(f"{path} holds no steps: write a list of steps in JSON, or [[step]] tables in TOML")
    entries = [_entry(f"{path}, step {n}", raw, field) for n, raw in enumerate(listed, 1)]
    seen: set[str] = set()
    for e in entries:
        if e.id in seen:
            raise ConfigurationError(f"{path}: two steps have the id {e.id!r}; give each its own")
        seen.add(e.id)
    return entries


def _document(path: Path) -> Any:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ConfigurationError(f"{path} is not text in UTF-8: save it as that") from None
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read ({error.strerror}): name a file of steps that can") from None
    try:
        if path.suffix.lower() == ".toml":
            return tomllib.loads(text)
        return json.loads(text, object_pairs_hook=lambda pairs: _once(path, pairs), parse_constant=_no_constant)
    except RecursionError:
        raise ConfigurationError(f"{path} is nested too deeply for a file of steps") from None
    except ConfigurationError:
        raise
    except ValueError as error:
        kind = "TOML" if path.suffix.lower() == ".toml" else "JSON"
        raise ConfigurationError(f"{path} is not {kind} ({error}): correct it there") from None


def _once(path: Path, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(k for k, _ in pairs if sum(k == other for other, _ in pairs) > 1)
        raise ConfigurationError(f"{path}: the key {twice!r} occurs twice in one table; remove one")
    return found


def _no_constant(text: str) -> Any:
    raise ConfigurationError(f"{text} is not a number in JSON")


def _entry(where: str, raw: Any, field: str) -> Entry:
    if not isinstance(raw, dict):
        raise ConfigurationError(f"{where} is {_shown(raw)}, not a table with id, claim and given")
    name = raw.get("id")
    if not isinstance(name, str) or not name:
        raise ConfigurationError(f'{where} has no id; give it one, such as "lemma-3"')
    where = f"{where} ({name})"
    _known(where, raw)
    claim = raw.get(field) or raw.get("claim") or raw.get("latex")
    if not claim:
        raise ConfigurationError(f"{where} has no claim; write a relation in SymPy's syntax as claim, or in LaTeX as latex")
    for key in ("first_index", "symbols"):
        wrong = [k for k, v in raw.get(key, {}).items() if type(v) is not (int if key == "first_index" else str)]
        if wrong:
            raise ConfigurationError(
                f"{where}: {key} of {wrong[0]} is {_shown(raw[key][wrong[0]])}; give "
                f"{'an integer' if key == 'first_index' else 'real, int or function(int)->real'}"
            )
    return Entry(
        name,
        claim,
        tuple(raw.get("given", ())),
        raw.get("symbols", {}),
        raw.get("first_index", {}),
        raw.get("truth"),
        raw.get("seconds"),
        claim is not raw.get("claim"),
    )


def _known(where: str, raw: dict[str, Any]) -> None:
    from adal_theory.errors import unknown_name

    for key, value in raw.items():
        if key not in KEYS:
            raise ConfigurationError(f"{where}: {unknown_name('key', key, KEYS)}")
        wanted = KEYS[key]
        fits = isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool))  # type: ignore[arg-type]
        if not fits:
            raise ConfigurationError(f"{where}: {key} is {_shown(value)}; give {_KINDS[wanted]}")


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 40 else text[:37] + "..."


def answers(entries: list[Entry], seconds: float = 10.0, second_judge: bool = True) -> Iterator[Answer]:
    """The verdicts, one after another; the declared truth is not looked at on the way."""
    for e in entries:
        yield Answer(e, _verdict(e, e.seconds or seconds, second_judge))


def _verdict(e: Entry, seconds: float, second_judge: bool) -> Verdict:
    try:
        steps = read(e.claim, e.given, e.symbols, closed=bool(e.symbols), first_index=e.first_index, latex=e.latex)
    except ConfigurationError as error:
        return Verdict("undecided", e.claim, reason=f"cannot be read: {error}")
    return decide_all(steps, seconds, second_judge)


def all_as_declared(found: list[Answer]) -> bool:
    """Whether no verdict contradicts what the file declares and no step was unreadable."""
    return not any(a.contradicts or unreadable(a) for a in found)


def unreadable(a: Answer) -> bool:
    return a.verdict.reason.startswith("cannot be read: ")
