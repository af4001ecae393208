"""What is shown, from its first line to its last: quantifiers opened and closed, other claims cited, the conclusion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from inspect import signature
from typing import Any

from adal_theory.errors import ConfigurationError, unknown_name
from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import Forall, body_of, free, open_body, subterms
from adal_theory.prove.kernel.terms import Function, InvalidInference, Term, lift, sqrt, var
from adal_theory.prove.kernel.theorem import Theorem, same
from adal_theory.prove.printing.text import text
from adal_theory.prove.tactics.moves.prover import Prover
from adal_theory.prove.tactics.state import Undecided, Using


class Statement(Prover):
    """The goal of a proof, and other claims."""

    opened: tuple[tuple[Any, ...], ...] = ()
    concluded: Theorem | None = None

    def open_goal(self) -> None:
        """Open the leading ∀ of the goal: from here on `goal` is what stands behind them, and the ranges of their variables are
        facts of the proof. `closed` turns what is then shown into the statement."""
        while self.goal.op == "all":
            sort, lo, hi, body = self.goal.args
            v = var(self.goal.hint or "i", sort)
            if any(v in free(t.conclusion) for t in self.given.values()):
                raise InvalidInference("intro", f"{v} occurs in a hypothesis: name the index of {text(self.goal)} otherwise")
            for t in self.intro(v, lo, hi):
                self.given[text(t.conclusion)] = t
                self.standing.append(t)
            self.opened = (*self.opened, (v, lo, hi))
            self.goal = open_body(body, v)

    def conclude(self, *using: Using) -> Theorem:
        """`p.conclude(first, "hypothesis")`: the goal of the proof, by `have`; with it the proof is complete."""
        self.concluded = self.have(self.goal, *using)
        return self.concluded

    def tends(self, rate: Any, *using: Using) -> Theorem:
        """`p.tends(C, *facts)`: the goal a(t) → L as t → ∞, from |a(t) − L| ≤ C/√t for all t ≥ 1, which `have` shows from the
        facts; with it the proof is complete."""
        if self.goal.op != "tends":
            raise InvalidInference("tends", f"{text(self.goal)} is not a limit")
        v = self._fresh(self.goal, using, self.goal.args[0])
        limit, a = self.goal.args[-1], open_body(body_of(self.goal), v)
        every = self.have(Forall(v, abs(a - limit) <= lift(rate) / sqrt(v), 1), *using)
        self.concluded = k.restate(k.tends_by_rate(v, a, limit, rate, every), self.goal)
        return self.concluded

    def closed(self, t: Theorem | None) -> Theorem | None:
        """What a proof returns, else what it concluded, with the quantifiers in front that `open_goal` opened."""
        t = self.concluded if t is None else t
        return self.generalize(t, *self.opened) if t is not None and self.opened and same(t.conclusion, self.goal) else t

    @contextmanager
    def assuming(self, *facts: Theorem) -> Iterator[None]:
        """`with p.assuming(fact): …`: a fact used wherever its variables occur, without being named, like the ranges of
        parameters."""
        before = len(self.standing)
        self.standing.extend(facts)
        try:
            yield
        finally:
            del self.standing[before:]

    def lemma(self, claim: str | Theorem, *using: Using, over: tuple[Any, ...] | None = None, **values: Any) -> Theorem:
        """`p.lemma("L3.1", y=z, c=x_star[i])`: another claim for these values of its variables and functions (`a=lambda k:
        g[k, i]`), its conditions shown by `have` from what is given here. `over=(i, 1, d)`: for all i in this range.

        Raises `Undecided` with a condition that is left.
        """
        t = _at_values(self.use(claim) if isinstance(claim, str) else claim, values)
        if over is None:
            return self.discharge_hypotheses(t, *using)
        ranges = self.intro(*over)
        with self.assuming(*ranges):
            return self.generalize(self.discharge_hypotheses(t, *using, *ranges), over)

    def named(self, using: Iterable[Using]) -> list[Theorem]:
        """Theorems; hypotheses by name; other claims by id, their conditions shown."""
        return [self._called(u) if isinstance(u, str) else u for u in using]

    def _called(self, name: str) -> Theorem:
        if name in self.given or self._use is None:
            return self[name]
        try:
            return self.lemma(name)
        except ConfigurationError as error:
            raise unknown_name("hypothesis (or claim)", name, self.given) from error

    def discharge_hypotheses(self, t: Theorem, *using: Using) -> Theorem:
        """The theorem without hypotheses other than those of the proof: each is one of the facts given, or shown by `have`."""
        own, facts = [h.conclusion for h in self.given.values()], self.named(using)
        for f in t.hypotheses:
            if any(f.key == g.key for g in own):
                continue
            known = (*facts, *self.given.values())
            match = next((h for h in known if same(h.conclusion, f)), None) or self.instance_of(f, known)
            shown = self._condition_of(t, f, facts) if match is None else match if match.conclusion == f else k.restate(match, f)
            t = k.cut(shown, t)
        return t

    def _condition_of(self, t: Theorem, f: Term, facts: Sequence[Theorem]) -> Theorem:
        try:
            return self.have(f, *facts)
        except Undecided as failure:
            shown = text(t.conclusion)
            raise Undecided(failure.goal, failure.known, f"is a condition of {shown}", failure.left, failure.seconds) from None

    def times(self, fact: Using, factor: Any, *using: Using) -> Theorem:
        """`p.times(a_le_b, w[t])`: w_t a ≤ w_t b, having found 0 ≤ w_t (0 < w_t for <); of an equation, without a sign.

        A fact for all t is multiplied at each t, of which the factor may speak.
        """
        (t,), c = self.named([fact]), lift(factor)
        f = t.conclusion
        if f.op == "all":
            sort, lo, hi, _ = f.args
            v = self._fresh(f, [t, *using], sort)
            ranges = self.intro(v, lo, hi)
            with self.assuming(*ranges):
                return self.generalize(self.times(self.specialize(t, v), c, *using, *ranges), (v, lo, hi))
        if f.op not in ("le", "lt", "eq"):
            raise InvalidInference("times", f"{text(f)} is not ≤, < or =")
        goal = Term(f.op, (c * f.args[0], c * f.args[1]), "bool")
        if f.op == "eq":
            return self.congr(t, lambda a: c * a)
        sign = self.condition(c > 0 if f.op == "lt" else c >= 0, lambda: f"{text(f)} times {text(c)} needs", *using)
        return self.have(goal, t, sign, products=[[t, sign]], auto=False)


Shape = tuple[tuple[str, ...], str]  # sorts of the arguments, and of the value


def _at_values(t: Theorem, values: Mapping[str, Any]) -> Theorem:
    """The theorem for these values, all at once."""
    formulas = (t.conclusion, *t.hypotheses)
    variables, sequences = {v.args[0]: v for f in formulas for v in free(f)}, _sequences(formulas)
    taken = {*variables, *sequences}
    for name in values:
        if name not in taken:
            raise InvalidInference("lemma", f"{text(t.conclusion)} does not mention {name}: it has {', '.join(sorted(taken))}")
    # Under names of their own first, so that what is put in for one is not taken for another.
    own = {name: _unused(name, taken) for name in values}
    apart = {name: var(own[name], variables[name].sort) for name in values if name in variables}
    functions = {name: _function(name, sequences[name], a) for name, a in values.items() if name in sequences}
    if apart:
        t = k.instantiate(t, tuple((variables[name], v) for name, v in apart.items()))
    for name, (parameters, _) in functions.items():
        sorts, result = sequences[name]
        t = k.instantiate_function(t, name, parameters, Function(own[name], sorts, result)[parameters])
    for name, (parameters, a) in functions.items():
        t = k.instantiate_function(t, own[name], parameters, a)
    return k.instantiate(t, tuple((v, lift(values[name])) for name, v in apart.items())) if apart else t


def _unused(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "'"
    return name


def _sequences(formulas: Sequence[Term]) -> dict[str, Shape]:
    """The functions that occur, with the sorts of what they are taken at: real where it is an integer here and a real there."""
    found: dict[str, Shape] = {}
    for b in (b for f in formulas for b in subterms(f) if b.op == "app"):
        sorts = tuple(a.sort for a in b.args[2:])
        known = found.setdefault(b.args[0], (sorts, b.args[1]))[0]
        wider = tuple("real" if "real" in pair else pair[0] for pair in zip(known, sorts, strict=True))
        found[b.args[0]] = wider, b.args[1]
    return found


def _function(name: str, shape: Shape, value: Any) -> tuple[tuple[Term, ...], Term]:
    """(parameters, term) of a Python function of indices, or of a term that is the same for all."""
    parameters = tuple(var(f"{name}_{n}", sort) for n, sort in enumerate(shape[0], 1))
    if isinstance(value, Function):
        raise InvalidInference("lemma", f"{name} is given the function {value.name}: write {name}=lambda k: {value.name}[k]")
    if not callable(value):
        return parameters, lift(value)
    if len(signature(value).parameters) != len(parameters):
        raise InvalidInference("lemma", f"{name} has {len(parameters)} indices: give a function of as many")
    return parameters, lift(value(*parameters))
