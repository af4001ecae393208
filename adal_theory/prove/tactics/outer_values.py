"""Of a fact ∀ v: ∀ w: … the values of its outer indices at which it says a goal, which may begin with ∀ itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import free, open_body, substitute
from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.tactics.instances import Values, match


def outer_values(f: Term, goal: Term) -> Iterator[tuple[Term, ...]]:
    """Values for one, two, … of the outer indices of f at which it, or the end of an implication in it, says the goal."""
    variables: list[Term] = []
    while f.op == "all":
        v = Term("var", (f"an_index{len(variables) or ''}", f.args[0]), f.args[0])
        variables.append(v)
        f = open_body(f.args[3], v)
        says = f.args[1] if f.op == "imp" and goal.op != "imp" else f
        found = _matched(says, goal, variables)
        if found is not None and len(found) == len(variables) and k.same(substitute(says, found), goal):
            yield tuple(found[v] for v in variables)


def _matched(pattern: Term, actual: Term, variables: Sequence[Term]) -> Values | None:
    """Values of the variables with pattern = actual, where both are built alike; None where they contradict each other."""
    if pattern in variables or pattern.sort == "int":
        return None if actual.reach else match([pattern], [actual], variables)
    answer: Values = {}
    if pattern.op == actual.op and len(pattern.args) == len(actual.args):
        for p, a in zip(pattern.args, actual.args, strict=True):
            found = _matched(p, a, variables) if isinstance(p, Term) and isinstance(a, Term) and free(p) & {*variables} else {}
            if found is None or any(answer.get(v, b) != b for v, b in found.items()):
                return None
            answer.update(found)
    return answer
