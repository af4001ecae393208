"""Which symbol a sign of LaTeX stands for: \\beta_1 for beta1, \\hat m_t for m_hat(t), x^* for x_star or xs, as declared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn

from adal_theory.errors import ConfigurationError
from adal_theory.prove.check.expression import Node, name, written
from adal_theory.prove.check.symbols import INTEGERS, Symbols
from adal_theory.prove.check.words import INDEX_LETTERS
from adal_theory.prove.printing.symbols import GREEK

_ALIASES = {"epsilon": ("eps", "epsilon"), "ell": ("ell", "l"), "nabla": ("grad",)}
_LETTERS = {letter: word for word, letter in GREEK.items()}
_MARKS = {
    "star": ("{}_star", "{}s", "{}star", "{}*"),
    "prime": ("{}_prime", "{}'"),
    "plus": ("{}_plus", "{}_next"),
    "hat": ("{}_hat", "{}hat", "hat_{}"),
    "bar": ("{}_bar", "{}bar"),
    "tilde": ("{}_tilde", "{}tilde"),
}
FUNCTIONS = frozenset(
    ["f", "h", "F", "H", "Pi", "phi", "psi", "Phi", "Psi", "ell", "grad"]
)  # before a parenthesis these are functions, not factors


@dataclass(frozen=True)
class Mark:
    """A letter with its accent and its star or prime; `shown` is how it stands in the formula."""

    base: str
    marks: tuple[str, ...]
    shown: str


class Names:
    """Finds, among the names that are known already, the one that a sign means, and makes one where nothing is declared."""

    def __init__(self, known: Symbols, indices: Iterable[str] = ()) -> None:
        self.known = known
        self.indices = set(indices) | known.counted | {w for w, kind in known.declared.items() if kind.sort == "int"}
        self.notes: list[str] = []
        self.all = set(known.declared) | set(known.numbers) | set(known.sequences)

    def candidates(self, mark: Mark) -> list[str]:
        found = list(_ALIASES.get(mark.base, (_LETTERS.get(mark.base, mark.base),)))
        for m in mark.marks:
            found = [form.format(base) for form in _MARKS[m] for base in found]
        return found

    def of(self, mark: Mark, subscript: str = "") -> str:
        """The name, one that is known before a new one. Refuses a marked sign where all symbols are declared and this is not."""
        found = [
            f"{base}{form}" for base in self.candidates(mark) for form in ((subscript, f"_{subscript}") if subscript else ("",))
        ]
        known = [word for word in found if word in self.all]
        if known:
            return known[0]
        # A bare letter may be bound further out; if it is not, it is told when all is read.
        if (self.known.closed and (mark.marks or subscript)) or "plus" in mark.marks:
            self.refuse(
                mark.shown + (f"_{{{subscript}}}" if len(subscript) > 1 else f"_{subscript}" if subscript else ""), found[0]
            )
        return found[0]

    def refuse(self, shown: str, word: str) -> NoReturn:
        declared = f" (declared: {', '.join(self.known.declared)})" if self.known.declared else ""
        letter, plus, _ = shown.partition("+")
        positive = f", write ({letter[:-1]})_+ for the positive part" if plus and "(" not in letter else ""
        raise ConfigurationError(
            f"the sign {shown} has no meaning yet{declared}; declare {word}{positive}, or write the step with declared symbols"
        )

    def is_sequence(self, word: str) -> bool:
        kind = self.known.declared.get(word)
        return bool(kind.arguments) if kind is not None else word in self.known.sequences

    def is_number(self, word: str) -> bool:
        kind = self.known.declared.get(word)
        return not kind.arguments if kind is not None else word in self.known.numbers

    def subscripted(self, mark: Mark, below: tuple[Node, ...]) -> Node:
        """x_t, x_1, x_{t,i}, x_{max}: a sequence at an index, or a name of its own."""
        word = next((w for w in self.candidates(mark) if w in self.all), self.candidates(mark)[0])
        if self.is_label(below) and not (self.known.closed and self.is_sequence(word)):
            return self.labelled(mark, below)
        if self.is_sequence(word):
            return Node("call", (word, *below))
        plain = _plain(below)
        if plain is not None and any(w in self.all for w in self.joined(mark, plain)):
            return name(self.of(mark, plain))
        if self.is_number(word) or (self.known.closed and word not in self.all):
            inside = ", ".join(map(written, below))
            own = plain is not None and plain.isdigit() and self.is_number(word)
            self.refuse(
                f"{mark.shown}_{inside}" if len(inside) == 1 else f"{mark.shown}_{{{inside}}}",
                f"{word}{plain}" if own else f"{word} as function({', '.join(['int'] * len(below))})->real",
            )
        if plain is not None and plain.isdigit():
            return Node("numbered", (word, self.joined(mark, plain)[0], *below))
        return Node("call", (word, *below))

    def is_index(self, letter: str) -> bool:
        return letter in INDEX_LETTERS or letter in self.indices

    def counts(self, a: Node) -> bool:
        """Whether this can be the place in a sequence: a whole number, or a letter that is an integer."""
        if a.op == "name":
            return a.args[0] in INTEGERS or a.args[0] in self.indices
        return a.op == "num" and a.args[0].denominator == 1

    def is_label(self, below: tuple[Node, ...]) -> bool:
        r"""Whether a subscript is part of the name, as in \gamma_b and x_{max}, and no index."""
        plain = _plain(below)
        return plain is not None and not plain.isdigit() and plain not in INDEX_LETTERS and plain not in self.indices

    def labelled(self, mark: Mark, below: tuple[Node, ...]) -> Node:
        """A name with a word below it."""
        label = str(below[0].args[0])
        known = any(w in self.all for w in self.joined(mark, label))
        found = name(self.of(mark, label) if known or self.known.closed else f"{self.candidates(mark)[0]}_{label}")
        if not self.known.closed and found.args[0] not in self.all and label != "inf":
            note = f"{mark.shown}_{{{label}}} is read as a name, {found.args[0]}: {label} is not an index"
            self.notes += [note] if note not in self.notes else []
        return found

    def joined(self, mark: Mark, plain: str) -> list[str]:
        return [f"{base}{form}" for base in self.candidates(mark) for form in (plain, f"_{plain}")][
            :: 1 if plain.isdigit() else -1
        ]


def _plain(below: tuple[Node, ...]) -> str | None:
    """A subscript that can be part of a name: one figure or one word."""
    if len(below) != 1:
        return None
    (a,) = below
    if a.op == "num" and a.args[0].denominator == 1 and a.args[0] >= 0:
        return str(a.args[0])
    return str(a.args[0]) if a.op == "name" else None
