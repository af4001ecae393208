"""Named steps: theorems with variables and functions to fill in, each proved in the kernel when it is first asked for."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any

from adal_theory.errors import ConfigurationError, unknown_name
from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import free, functions, subterms, symbols
from adal_theory.prove.kernel.terms import Function, InvalidInference, Term, fits, lift, var
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics.automatic import Stuck, prove
from adal_theory.prove.tactics.lemmas import Lemma

HOMES = ("elementary", "roots", "logarithms", "real_powers", "sums", "closed_sums", "means", "clipping", "recursions")
FIRST = {"lo": 1}  # what a parameter is if it is not given
_STEPS: dict[str, Named] = {}


@dataclass(frozen=True)
class Named:
    """A step of proofs under its name.

    name : Lean's, or the field's.  title : what a paper calls it.  source : where it is stated or proved.
    words : more to search for.  build : proves it.
    """

    name: str
    title: str
    source: str
    words: str
    build: Callable[[], Theorem]

    @cached_property
    def theorem(self) -> Theorem:
        """Proved once: hypotheses ⊢ conclusion, with variables and functions that stand for anything of their sort."""
        return _opened(self.build())

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """Name → sort ("real", "int") or, of a sequence or a random variable, a tuple of the sorts of its arguments."""
        formulas = (self.theorem.conclusion, *self.theorem.hypotheses)
        found: dict[str, Any] = {}
        for f in formulas:
            found |= {v.args[0]: v.sort for v in sorted(free(f), key=lambda v: v.key)}
            found |= {name: _indices(formulas, name) for name in sorted(functions(f))}
        return dict(sorted(found.items(), key=lambda item: (isinstance(item[1], str), item[0])))

    @property
    def statement(self) -> str:
        """In one line of text."""
        hypotheses = "; ".join(sorted(str(h) for h in self.theorem.hypotheses))
        return f"{hypotheses + ' ' if hypotheses else ''}⊢ {self.theorem.conclusion}"

    @property
    def use(self) -> str:
        """The line of a proof that brings it in."""
        names = [name for name in self.parameters if name not in FIRST]
        return f'p.step("{self.name}"{"".join(f", {name}=…" for name in names)})'

    def instance(self, values: dict[str, Any]) -> Theorem:
        """The theorem with these in the place of its parameters. Raises ConfigurationError for a wrong or missing one."""
        return _filled(self, {**{name: FIRST[name] for name in FIRST if name in self.parameters}, **values})


def _indices(formulas: Sequence[Term], name: str) -> tuple[str, ...]:
    """The sorts of a function's arguments: int where it is only taken at integers."""
    taken = [b.args[2:] for f in formulas for b in subterms(f) if b.op == "app" and b.args[0] == name]
    return tuple(column[0].sort if len({a.sort for a in column}) == 1 else "real" for column in zip(*taken, strict=True))


def named(title: str, source: str, words: str = "") -> Callable[[Callable[[], Theorem]], Callable[[], Theorem]]:
    """Decorator: list the theorem that the function proves under the function's name."""

    def register(build: Callable[[], Theorem]) -> Callable[[], Theorem]:
        if build.__name__ in _STEPS:
            raise ConfigurationError(f"step {build.__name__} is listed twice: give one another name")
        step = _STEPS[build.__name__] = Named(build.__name__, title, source, words, build)

        def theorem() -> Theorem:
            return step.theorem

        theorem.__name__, theorem.__doc__ = build.__name__, inspect.getdoc(build)
        return theorem

    return register


def listed(lemma: Lemma, title: str, source: str, words: str = "") -> None:
    """List a lemma that the tactics use under its own name."""
    named(title, source, words)(lemma)


def found(goal: Term, *given: Term) -> Theorem:
    """What the automatic prover finds."""
    t = prove(goal, given, 60.0)
    if isinstance(t, Stuck):
        raise InvalidInference("step", f"no proof was found of {goal}")
    return t


def all_steps() -> dict[str, Named]:
    for home in HOMES:
        import_module(f"adal_theory.prove.tactics.steps.{home}")
    return dict(sorted(_STEPS.items()))


def get(name: str) -> Named:
    """The step of that name. Raises ConfigurationError, with the name that comes nearest."""
    known = all_steps()
    if name not in known:
        raise unknown_name("step", name, known, f"`adal steps WORD` searches the {len(known)} that there are")
    return known[name]


def search(word: str = "") -> list[Named]:
    """Steps that have all these words in their name, title, source or list of words (not case-sensitive)."""
    wanted = word.lower().replace("–", "-").split()

    def text(s: Named) -> str:
        whole = f"{s.name} {s.name.replace('_', ' ')} {s.title} {s.source} {s.words}"
        return whole.lower().replace("–", "-")

    return [s for s in all_steps().values() if all(w in text(s) for w in wanted)]


def _opened(t: Theorem) -> Theorem:
    """For all n from … to …: said of a variable n, with the range among the hypotheses."""
    while t.conclusion.op == "all":
        sort, lo, hi, _ = t.conclusion.args
        v = var(t.conclusion.hint, sort)
        within = ([lo <= v] if lo is not None else []) + ([v <= hi] if hi is not None else [])
        t = k.specialize(t, v, *map(k.assume, within))
    return t


def _filled(step: Named, values: dict[str, Any]) -> Theorem:
    """Functions under other names first, so that no name in a value is taken for one of the theorem's own."""
    wanted = step.parameters
    for name in values:
        if name not in wanted:
            raise unknown_name(f"parameter of {step.name}", name, wanted)
    missing = [name for name in wanted if name not in values]
    if missing:
        raise ConfigurationError(f"{step.name} needs {', '.join(missing)}: {step.use}")
    t = step.theorem
    own = {name: sorts for name, sorts in wanted.items() if isinstance(sorts, tuple)}
    places = {name: tuple(var(f"{name}'at{j}", sort) for j, sort in enumerate(sorts)) for name, sorts in own.items()}
    bodies = {name: _body(step, name, values[name], at) for name, at in places.items()}
    others = _others(wanted, [*bodies.values(), *(a for a in values.values() if isinstance(a, Term))])
    for name, at in places.items():
        t = k.instantiate_function(t, name, at, Function(others[name], own[name])[at])
    numbers = [(name, sort) for name, sort in wanted.items() if isinstance(sort, str)]
    if numbers:
        t = k.instantiate(t, tuple((var(name, sort), _number(step, name, sort, values[name])) for name, sort in numbers))
    for name, at in places.items():
        t = k.instantiate_function(t, others[name], at, bodies[name])
    return t


def _others(names: Iterable[str], values: Sequence[Term]) -> dict[str, str]:
    """For each name another one that no value holds. It stands in lines of the proof, where it must be read as a name."""
    taken = {*names, *(name for a in values for name in symbols(a))}
    found = {}
    for name in names:
        other = f"{name}_any"
        while other in taken:
            other += "_any"
        found[name] = other
        taken.add(other)
    return found


def _number(step: Named, name: str, sort: str, value: Any) -> Term:
    try:
        a = lift(value)
    except InvalidInference as refusal:
        raise ConfigurationError(f"{step.name}: {name} is {value!r}: give a term or an exact number") from refusal
    if not fits(a, sort):
        raise ConfigurationError(f"{step.name}: {name} is {a}, of sort {a.sort}: give one of sort {sort}")
    return a


def _body(step: Named, name: str, value: Any, at: Sequence[Term]) -> Term:
    if isinstance(value, Function):
        if len(value.sorts) != len(at):
            takes = len(value.sorts)
            raise ConfigurationError(f"{step.name}: {name} is {value.name}, which takes {takes} arguments: give one of {len(at)}")
        return value[tuple(at)]
    made = value(*at) if callable(value) and not isinstance(value, Term) else value
    return _number(step, name, "real", made)
