"""What a claim supposes, in a sentence: its update by name, ranges as chains of inequalities, what many claims share by label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from adal_theory.proofs.hypotheses import HYPOTHESES
from adal_theory.prove.kernel.terms import Term, var
from adal_theory.prove.library.claim import Claim
from adal_theory.prove.printing.boxes import Name, width
from adal_theory.prove.printing.breaking import Statement, statement
from adal_theory.prove.printing.enumerations import enumerated, runs
from adal_theory.prove.printing.latex import draw, words
from adal_theory.prove.printing.layout import layout
from adal_theory.prove.printing.symbols import symbol
from adal_theory.report.appendix.abbreviations import Shortener
from adal_theory.report.appendix.chains import NARROW, SHORT, chains_of, said
from adal_theory.report.appendix.outcomes import stated, unmarked
from adal_theory.report.reading.meanings import home
from adal_theory.report.reading.updates import Method, Update, letter, recognised

# Ranges of parameters; a claim that supposes three of them or more is stated for all.
RANGES = ("T", "d", "eta", "eps", "delta", "beta1 ≥ 0", "beta1 < 1", "beta2 > 0", "beta2 < 1")
STANDING = {HYPOTHESES[name].key: HYPOTHESES[name] for name in RANGES}
RANGED = r"\hyperlink{ranges}{R}"
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
                    first[f.key] = said(name, f, bool(home(c))), self.letters.short(f, c)
                    self.random[f.key] = random
        wide = [key for key, n in count.items() if _worth(n, *first[key])]
        groups: dict[str, list[str]] = {}  # hypotheses of one name stand together
        for key in wide:
            groups.setdefault(first[key][0] or key, []).append(key)
        wide = [key for group in groups.values() for key in group]
        return {key: Shared(k, *first[key], self.random[key]) for k, key in enumerate(wide, 1)}

    def stated(self, s: Shared) -> Statement:
        """A shared hypothesis as it is printed."""
        return stated(s.formula, s.random)

    def standing(self) -> str:
        """The ranges (R) as LaTeX."""
        return "; ".join(chains_of([("", statement(HYPOTHESES[name])) for name in RANGES], frozenset()))

    def own(self, c: Claim) -> dict[str, Term]:
        """A claim's hypotheses but those of its update."""
        update = self.updates[c.id]
        return {name: f for name, f in c.given.items() if update is None or name not in update.names}

    def label(self, method: Method) -> str:
        return f"U{self.methods.index(method) + 1}"

    def left_out(self, c: Claim) -> frozenset[str]:
        """Ranges that are not told: all steps and all coordinates of the claim, and every outcome."""
        update = self.updates[c.id]
        case = update.case if update else {}
        steps, coordinates = (draw(layout(case.get(q, var(q, "int")))) for q in "Td")
        return frozenset({rf"1\le t\le {steps}", *(rf"1\le {i}\le {coordinates}" for i in "ij"), OMEGA})

    def sentence(self, c: Claim) -> str:
        """What a claim supposes, as LaTeX; "" where that is nothing."""
        own = self.own(c)
        out = self._update(self.updates[c.id])
        shared = [self.shared[f.key] for f in own.values() if f.key in self.shared]
        ranges = {f.key for f in own.values() if f.key in STANDING}
        if len(ranges) >= 3 and home(c):
            out.append(f"the ranges~({RANGED})")
            own = {name: f for name, f in own.items() if f.key not in ranges}
        rest = {name: f for name, f in own.items() if f.key not in self.shared}
        random = unmarked([c.show, *c.given.values()])
        out += chains_of(
            [(said(name, f, bool(home(c))), stated(self.letters.short(f, c), random)) for name, f in rest.items()],
            self.left_out(c),
        )
        out += _cited(shared)
        if c.moments:
            names = [m.removesuffix("_r") if m in random else m for m in c.moments]
            out.append(f"all moments of {enumerated([f'${draw(Name(symbol(m)))}$' for m in names])} are finite")
        return "; ".join(out)

    def _update(self, update: Update | None) -> list[str]:
        if update is None:
            return []
        label = self.label(update.method)
        link = rf"\hyperlink{{update:{label}}}{{{label}}}"
        quantities = dict.fromkeys(_letter(letter(q)) for q in update.names.values())
        if update.named:
            told = f"the update~({link}) of {words(update.method.title)}{update.exceptions(_letter)}"
        else:
            told = f"{enumerated([*quantities])} of~({link})"
        case = _case(update.case)
        return [told + (f" with {', '.join(case)}" if case else "")]


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


def _worth(count: int, words: str, f: Term) -> bool:
    """Whether a hypothesis is stated once and cited by its number: wide ones, and those with words that many claims make."""
    wide = width(statement(f).body)
    return (count > 1 and wide > SHORT) or (count > 2 and words != "" and wide > NARROW)


def _cited(shared: list[Shared]) -> list[str]:
    """Shared hypotheses by their numbers, those of one name together."""
    groups: dict[str, list[Shared]] = {}
    for s in shared:
        groups.setdefault(s.words, []).append(s)
    return [f"{words} ({_numbers(group)})".lstrip() for words, group in groups.items()]


def _numbers(shared: list[Shared]) -> str:
    """Hyp. 3, 5–8."""
    found = runs(shared, lambda s: s.number)
    return "Hyp.~" + ", ".join(r[0].link if len(r) == 1 else f"{r[0].link}--{r[-1].link}" for r in found)


def _letter(a: Term) -> str:
    return f"${draw(layout(a))}$"
