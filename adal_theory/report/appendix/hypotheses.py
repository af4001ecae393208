"""What a claim supposes, in a sentence: its update by name, ranges as chains of inequalities, what many claims share by label."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from adal_theory.prove.kernel.terms import Term, var
from adal_theory.prove.library.claim import Claim
from adal_theory.prove.printing.boxes import Mark, Name, Node, Number, Row, width
from adal_theory.prove.printing.display import Statement, conditions, displayed, in_line, statement
from adal_theory.prove.printing.latex import draw, letter, words
from adal_theory.prove.printing.layout import layout
from adal_theory.prove.printing.prose import prose
from adal_theory.prove.printing.symbols import symbol
from adal_theory.proofs.hypotheses import HYPOTHESES
from adal_theory.report.appendix.abbreviations import Shortener
from adal_theory.report.appendix.methods import Method, Update, recognised
from adal_theory.report.appendix.outcomes import stated, unmarked

NARROW = 10.0
SHORT = 34.0  # letters: a hypothesis up to this wide is written out wherever it is supposed
NOISE = "coordinatewise symmetric noise"
PHRASES = {
    "convex": "convex losses",
    "f* least": "x* is the best point for every loss",
    "Ginf": "bounded gradients",
    "G1": "bounded weights",
    "G": "bounded transformed gradients",
    "symmetric": NOISE,
    "turned": NOISE,
    "other noise": NOISE,
    "start": NOISE,
    "past noise": NOISE,
    "past gradient": NOISE,
    "past weight": NOISE,
    "gradient": "noisy gradients",
    "dominance": "gradient dominance",
    "flow": "the flow",
    "noise level": "the level of the noise",
    "smooth": "smoothness",
    "descent": "smoothness",
    "lipschitz": "a Lipschitz gradient",
    "Lipschitz": "a Lipschitz gradient",
    "minimum": "the least value",
    "sharp": "weights bounded below",
    "strongly convex": "strongly convex losses",
    "nearer": "the projection does not go away from x*",
    "stable": "stable noise",
    "scaled losses": "scaled losses",
    "scaled gradients": "scaled gradients",
    "independent": "independence",
    **dict.fromkeys(("g_1", "g_2", "g_3"), "cycle of gradients"),
    **dict.fromkeys(("ĝ_1", "ĝ_2", "ĝ_3"), "transformed cycle"),
    **{f"E|g|^{k}": "half-normal moments" for k in range(2, 9)},
    "E|g|": "half-normal moments",
}
# Ranges of parameters; a claim that supposes three of them or more is stated for all.
RANGES = ("T", "d", "eta", "eps", "delta", "beta1 ≥ 0", "beta1 < 1", "beta2 > 0", "beta2 < 1")
STANDING = {HYPOTHESES[name].key: HYPOTHESES[name] for name in RANGES}
OMEGA = draw(layout(var("omega", "sample")))


@dataclass(frozen=True)
class Shared:
    """A hypothesis that several claims make, stated once."""

    number: int
    words: str
    formula: Term
    random: frozenset[str]

    @property
    def link(self) -> str:
        return rf"\hyperlink{{hypothesis:{self.number}}}{{{self.number}}}"


class Hypotheses:
    """The hypotheses of the claims of a document."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        claims = list(claims)
        self.letters = Shortener()
        self.updates: dict[str, Update | None] = {}
        known: dict[frozenset[str], Update | None] = {}
        for c in claims:
            key = frozenset(f"{name}: {f.key}" for name, f in c.given.items())
            if key not in known:
                known[key] = recognised(c.given)
            self.updates[c.id] = known[key]
        used = [u.method for u in self.updates.values() if u is not None]
        self.methods: list[Method] = list(dict.fromkeys(used))
        self.random: dict[str, frozenset[str]] = {}
        self.shared = self._find_shared(claims)

    def _find_shared(self, claims: list[Claim]) -> dict[str, Shared]:
        count: Counter[str] = Counter()
        first: dict[str, tuple[str, Term]] = {}
        for c in claims:
            random = unmarked([c.show, *c.given.values()])
            for name, f in self.own(c).items():
                count[f.key] += 1
                if f.key not in first:
                    first[f.key] = name, self.letters.short(f, c)
                    self.random[f.key] = random
        wide = [key for key, n in count.items() if _worth(n, *first[key])]
        groups: dict[str, list[str]] = {}  # hypotheses of one name stand together
        for key in wide:
            groups.setdefault(phrase(first[key][0]) or key, []).append(key)
        wide = [key for group in groups.values() for key in group]
        return {key: Shared(k, phrase(first[key][0]), first[key][1], self.random[key]) for k, key in enumerate(wide, 1)}

    def stated(self, s: Shared) -> Statement:
        """A shared hypothesis as it is printed."""
        return stated(s.formula, s.random)

    def standing(self) -> str:
        """The ranges (R) as LaTeX."""
        return "; ".join(_chains([(name, statement(HYPOTHESES[name])) for name in RANGES], frozenset()))

    def own(self, c: Claim) -> dict[str, Term]:
        """A claim's hypotheses but those of its update."""
        update = self.updates[c.id]
        return {name: f for name, f in c.given.items() if update is None or name not in update.names}

    def label(self, method: Method) -> str:
        return f"U{self.methods.index(method) + 1}"

    def left_out(self, c: Claim) -> frozenset[str]:
        """Ranges that are not told: all steps and all coordinates of the claim, and every outcome."""
        update = self.updates[c.id]
        ends = {
            "T": {draw(layout(update.case[q] if update and q in update.case else var(q, "int"))) for q in ("T",)},
            "d": {draw(layout(update.case[q] if update and q in update.case else var(q, "int"))) for q in ("d",)},
        }
        steps = {rf"1\le {v}\le {end}" for v in "t" for end in ends["T"]}
        coordinates = {rf"1\le {v}\le {end}" for v in "ij" for end in ends["d"]}
        return frozenset({*steps, *coordinates, OMEGA})

    def sentence(self, c: Claim) -> str:
        """What a claim supposes, as LaTeX; "" where that is nothing."""
        own = self.own(c)
        out = self._update(self.updates[c.id])
        shared = [self.shared[f.key] for f in own.values() if f.key in self.shared]
        ranges = {f.key for f in own.values() if f.key in STANDING}
        if len(ranges) >= 3:
            out.append(r"the ranges~(\hyperlink{ranges}{R})")
            own = {name: f for name, f in own.items() if f.key not in ranges}
        rest = {name: f for name, f in own.items() if f.key not in self.shared}
        random = unmarked([c.show, *c.given.values()])
        out += _chains([(name, stated(self.letters.short(f, c), random)) for name, f in rest.items()], self.left_out(c))
        out += _cited(shared)
        if c.moments:
            names = [m.removesuffix("_r") if m in random else m for m in c.moments]
            out.append(f"all moments of {listed([f'${draw(Name(symbol(m)))}$' for m in names])} are finite")
        return "; ".join(out)

    def _update(self, update: Update | None) -> list[str]:
        if update is None:
            return []
        label = self.label(update.method)
        link = rf"\hyperlink{{update:{label}}}{{{label}}}"
        quantities = dict.fromkeys(symbol_of(q) for q in update.names.values())
        if update.whole:
            said = f"the update~({link}) of {words(update.method.title)}"
        else:
            said = f"{listed([f'${q}$' for q in quantities])} of~({link})"
        case = _case(update.case)
        return [said + (f" with {', '.join(case)}" if case else "")]


def _case(values: Mapping[str, Term]) -> list[str]:
    """What parameters stand for: those that are 0 together, the box as an interval."""
    names = {p: draw(layout(var(p, a.sort))) for p, a in values.items()}
    zero = [p for p, a in values.items() if p not in ("lo", "hi") and a.op == "num" and a.args[0] == 0]
    found = [f"${'='.join(names[p] for p in zero)}=0$"] if zero else []
    ends = [p for p in ("lo", "hi") if p in values]
    found += [f"${names[p]}={draw(layout(values[p]))}$" for p in values if p not in (*zero, *ends)]
    if len(ends) == 2:
        low, high = (draw(layout(values[p])) for p in ends)
        return [*found, rf"$[\mathrm{{lo}},\mathrm{{hi}}]=[{low},{high}]$"]
    return found + [f"${names[p]}={draw(layout(values[p]))}$" for p in ends]


def _worth(count: int, name: str, f: Term) -> bool:
    """Whether a hypothesis is stated once and cited by its number: wide ones, and those with words that many claims make."""
    wide = width(statement(f).body)
    return (count > 1 and wide > SHORT) or (count > 2 and is_wordy(name) and wide > NARROW)


def _cited(shared: list[Shared]) -> list[str]:
    """Shared hypotheses by their numbers, those of one name together."""
    groups: dict[str, list[Shared]] = {}
    for s in shared:
        groups.setdefault(s.words, []).append(s)
    return [f"{words} ({_numbers(group)})".lstrip() for words, group in groups.items()]


def _numbers(shared: list[Shared]) -> str:
    """Hyp. 3, 5–8."""
    runs: list[list[Shared]] = []
    for s in shared:
        if runs and runs[-1][-1].number == s.number - 1:
            runs[-1].append(s)
        else:
            runs.append([s])
    return "Hyp.~" + ", ".join(r[0].link if len(r) == 1 else f"{r[0].link}--{r[-1].link}" for r in runs)


def symbol_of(quantity: str) -> str:
    """The letter of a quantity of the update."""
    name = quantity.removesuffix("_0")
    return draw(layout(var({"preconditioner": "A", "inverse_preconditioner": "H"}.get(name, name))))


def listed(parts: list[str]) -> str:
    """a, b and c."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def phrase(name: str) -> str:
    """A hypothesis's name as words; "" where it is no more than a symbol."""
    name = re.sub(r" \d+, \d+$", "", name)
    return prose(PHRASES.get(name, name)) if is_wordy(name) or name in PHRASES else ""


Named = tuple[str, Statement]
FLIPPED = {"<": ">", r"\le": r"\ge"}


@dataclass
class _Chain:
    """a ≤ x < b: what stands between the signs, and for which indices it holds."""

    parts: list[str]
    told: str
    end: Node

    def equals(self, left: Node, sign: str, told: str) -> bool:
        """Whether it is x = a, so that x < b makes it x = a < b."""
        return self.told == told and len(self.parts) == 3 and self.parts[:2] == [draw(left), "="] and sign in FLIPPED

    def goes_on(self, left: Node, sign: str, told: str) -> bool:
        same = self.told == told and draw(self.end) == draw(left) and not isinstance(left, Number)
        return same and len(self.parts) == 3 and {self.parts[1], sign} <= set(FLIPPED)


def _chains(given: list[Named], left_out: frozenset[str]) -> list[str]:
    """Hypotheses as formulas: a ≤ x and x < b as one; those with words after all others."""
    alone: list[str] = []
    chains: list[_Chain] = []
    for name, s in given:
        told, sides = conditions(s.ranges, left_out), _relation(s.body)
        if sides is None or is_wordy(name) or width(s.body) > SHORT:
            alone.append(_alone(name, s, told))
            continue
        left, sign, right = (in_line(q) if not isinstance(q, str) else q for q in sides)
        equal = next((c for c in chains if c.equals(left, sign, told)), None)
        if equal is not None:
            equal.parts += [sign, draw(right)]
            continue
        begun = next((c for c in chains if c.goes_on(left, sign, told)), None)
        if begun is None:
            chains.append(_Chain([draw(left), sign, draw(right)], told, right))
        else:
            begun.parts += [sign, draw(right)]
    told = dict.fromkeys(c.told for c in chains)
    return [_together([f"${' '.join(_turned(c))}$" for c in chains if c.told == t], t) for t in told] + alone


def _together(formulas: list[str], told: str) -> str:
    return ", ".join(formulas) + (f" {told}" if told else "")


def _relation(a: Node) -> tuple[Node, str, Node] | None:
    if isinstance(a, Row) and len(a.items) == 3 and isinstance(a.items[1], Mark) and a.items[1].role == "relation":
        return a.items[0], letter(a.items[1].text).strip(), a.items[2]
    return None


def _turned(chain: _Chain) -> list[str]:
    """x > 0 for 0 < x alone."""
    first, sign, *_ = parts = chain.parts
    number = all(c.isdigit() or c == "-" for c in first)
    return [parts[2], FLIPPED[sign], first] if len(parts) == 3 and number and sign in FLIPPED else parts


def is_wordy(name: str) -> bool:
    """Whether a hypothesis's name says more than a symbol."""
    name = re.sub(r" \d+, \d+$", "", name)
    words_in = any(len(w) > 3 and w.isalpha() for w in name.split()) and " " in name
    return name in PHRASES or (words_in and not set(name) & set("<>≤≥="))


def _alone(name: str, s: Statement, told: str) -> str:
    before = f"{phrase(name)}, " if is_wordy(name) else ""
    shown = f"${draw(in_line(s.body))}$" if width(s.body) <= 2 * SHORT else rf"$\displaystyle {displayed(s.body)}$"
    return before + shown + (f" {told}" if told else "")


__all__ = ["Hypotheses", "Shared", "listed", "phrase", "symbol_of"]
