"""The recorded updates that hypotheses are taken from, recognised in them: which rule, which of its equations, in what case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from adal_theory.errors import ConfigurationError
from adal_theory.prove.kernel.binders import body_of, substitute, subterms
from adal_theory.prove.kernel.terms import Function, Term, num, var
from adal_theory.prove.printing.enumerations import enumerated
from adal_theory.prove.printing.layout import opened
from adal_theory.prove.printing.text import text
from adal_theory.prove.update.hypotheses import NAMES, recorded
from adal_theory.report.reading.matching import Binding, fits
from adal_theory.rules import RULES
from adal_theory.trace.options import Options

LEAST = 2  # equations that make an update
FEW = 2  # equations that may be missing from what is called the update
PARAMETERS = ("T", "d", "lo", "hi", "eta", "beta1", "eps")
UNUSED = ("inverse_preconditioner",)  # H occurs in bounds, not in the step
# As theory.md writes an update: from the weight to the next iterate.
ORDER = ("w", "g_hat", "m", "v", "v_max", "eta_prime", "preconditioner", "inverse_preconditioner", "x")
RANDOM = "_r"  # ends the names of what depends on the random outcome ω
WEIGHTLESS = {"adal_ams": "any weighted method with a running maximum", "adal": "any weighted method without a running maximum"}
# The ways in which theorems read a rule: what they add to its title.
READINGS = {
    "": Options(),
    " without a box": Options(box=False),
    ", without bias correction": Options(bias_correction=False),
    " without a box, without bias correction": Options(box=False, bias_correction=False),
    ", with ε in the denominator": Options(eps_placement="denominator"),
}


@dataclass(frozen=True)
class Method:
    """A rule's recorded update; `title` names it in a sentence. `equations` are those of its step, by quantity."""

    title: str
    equations: Mapping[str, Term] = field(hash=False, compare=False)
    key: str = ""


def letter(quantity: str) -> Term:
    """The letter of a quantity of an update, or of its initial value."""
    name = quantity.removesuffix("_0")
    return var(NAMES.get(name, name))


def in_order(quantities: Iterable[str]) -> list[str]:
    """The quantities of a step as a step computes them; what only one rule has comes before the step size."""
    others = ORDER.index("eta_prime") - 0.5
    steps = [q for q in quantities if not q.endswith("_0")]
    return sorted(steps, key=lambda q: ORDER.index(q) if q in ORDER else others)


@dataclass
class Update:
    """The equations of a claim that are a method's, by the names of the hypotheses; `case` is what parameters stand for."""

    method: Method
    names: dict[str, str]  # of a claim's hypothesis → quantity
    case: Binding
    random: bool

    @property
    def missing(self) -> list[str]:
        """The quantities whose equations the claim does not suppose, but for the inverse preconditioner."""
        return sorted({*self.method.equations} - {*self.names.values(), *UNUSED})

    @property
    def named(self) -> bool:
        """Whether the update can be called the method's: no more is missing than its exceptions tell."""
        return len(self.missing) <= FEW and len(self.missing) < len(self.names)

    def exceptions(self, draw: Callable[[Term], str] = text) -> str:
        """What is missing, as the end of a sentence; "" for nothing. `draw` writes a letter."""
        told = [f"the {'initial value' if q.endswith('_0') else 'equation'} of {draw(letter(q))}" for q in self.missing]
        return f", except {enumerated(told)}" if told else ""

    @property
    def words(self) -> str:
        """Which update it is."""
        if not self.named:
            return f"equations of the recorded update of {self.method.title}"
        return f"the recorded update of {self.method.title}{self.exceptions()}"

    @property
    def told(self) -> str:
        """Which update it is, and in what case."""
        return self.words + (f" at {self.values}" if self.values else "")

    @property
    def values(self) -> str:
        """What parameters stand for, as text: "d = 1, T = 3·K"; "" for nothing."""
        return ", ".join(f"{text(var(p, a.sort))} = {text(a)}" for p, a in self.case.items())


def methods() -> Iterator[Method]:
    """The methods, the most general first: with any weights, then the rules, in one reading after the other."""
    for reading in READINGS:
        yield from _read(reading)


@lru_cache(maxsize=len(READINGS))
def _read(reading: str) -> tuple[Method, ...]:
    """The rules in one reading, first those that leave the weights open."""
    known: dict[str, Mapping[str, Term]] = {}
    for name in RULES:
        try:
            known[name] = recorded(RULES[name], READINGS[reading]).hypotheses()
        except ConfigurationError:
            continue  # a rule without counterpart in the terms of the kernel, or without this option
    some = {name: {q: f for q, f in known[name].items() if q != "w"} for name in WEIGHTLESS}
    return (
        *(Method(WEIGHTLESS[name] + reading, equations, name + reading) for name, equations in some.items()),
        *(Method(RULES[name].title + reading, equations, f"{name}{reading} whole") for name, equations in known.items()),
    )


def recognised(given: Mapping[str, Term]) -> Update | None:
    """The update that most of a claim's hypotheses are equations of; None if fewer than `LEAST` are."""
    plain = {name: of_one_run(f) for name, f in given.items()}
    plain = {name: f for name, f in plain.items() if _subject(f)}
    random = any(plain[name] is not given[name] for name in plain)
    subjects = [_subject(f) for f in plain.values()]
    best: Update | None = None
    for method in methods() if len(plain) >= LEAST else ():
        for zero in ZEROS:
            equations = _equations(method, zero)
            if best is not None and sum(q in equations for q in subjects) < len(best.names):
                continue
            names, case = _matched(equations, {name: num(0) for name in zero}, plain)
            better = best is None or (len(names), -len(case)) > (len(best.names), -len(best.case))
            if len(names) >= LEAST and better:
                best = Update(method, names, case, random)
            if best is not None and len(best.names) == len(plain) and not best.case:
                return best
    return best


ZEROS: tuple[tuple[str, ...], ...] = ((), ("beta1",), ("eps",), ("beta1", "eps"))


@lru_cache(maxsize=512)
def _equations(method: Method, zero: tuple[str, ...]) -> dict[str, list[tuple[str, Term]]]:
    """The equations by what they give values to, where these parameters are 0 and terms vanish."""
    found: dict[str, list[tuple[str, Term]]] = {}
    for quantity, f in method.equations.items():
        f = substitute(f, {var(name): num(0) for name in zero}) if zero else f
        found.setdefault(_subject(f), []).append((quantity, f))
    return found


def _matched(
    equations: Mapping[str, list[tuple[str, Term]]], case: Binding, given: Mapping[str, Term]
) -> tuple[dict[str, str], Binding]:
    names: dict[str, str] = {}
    for name, f in given.items():
        for quantity, g in equations.get(_subject(f), ()):
            bound = dict(case)
            if quantity not in names.values() and fits(g, f, PARAMETERS, bound):
                names[name], case = quantity, bound
                break
    return names, {p: a for p, a in case.items() if a.key != var(p, a.sort).key}


@lru_cache(maxsize=10_000)
def _subject(f: Term) -> str:
    """The function whose values an equation gives; "" of anything else."""
    while f.op == "all":
        f = body_of(f)
    return str(f.args[0].args[0]) if f.op == "eq" and f.args[0].op == "app" else ""


def of_one_run(f: Term) -> Term:
    """∀ ω of a formula about x_r[t, i, ω] as one about x[t, i]; any other formula, also one with another outcome, itself."""
    if f.op != "all" or f.args[0] != "sample":
        return f
    omega, body = opened(f)
    plain = _stripped(body, omega)
    return f if any(b.sort == "sample" for b in subterms(plain)) else plain


def _stripped(a: Term, omega: Term) -> Term:
    if a.op == "app" and str(a.args[0]).endswith(RANDOM) and a.args[-1] == omega:
        inside = [_stripped(b, omega) if type(b) is Term else b for b in a.args[2:-1]]
        return Function(a.args[0].removesuffix(RANDOM), tuple(b.sort for b in inside))[tuple(inside)] if inside else a
    args = tuple(_stripped(b, omega) if type(b) is Term else b for b in a.args)
    return a if args == a.args else Term(a.op, args, a.sort, a.hint)


__all__ = ["UNUSED", "Method", "Update", "in_order", "letter", "methods", "of_one_run", "recognised"]
