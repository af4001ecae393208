"""Whether what a user wrote is a function of its arguments alone: every recording is made again and compared.

`called` calls a step, loss, gradient or law again on the same recorder with the same values: as equal operations are one
node, nothing new may appear and the same nodes must come back. `repeated` makes the whole recording again on another recorder.
So a Python counter, random numbers, a clock, a global or a default argument that a call changes, and a value kept from an earlier
recording are refused, with the operation that differs and its line. `engine.change` records once more when a run has ended, for
what changes more slowly.

Not seen: what stays the same for the whole of a run and its process, such as an environment variable, a date, the order of a set
of strings or a file; what depends on `o.real` (float32 and float64 may differ on purpose, as laws of noise do; proofs read the
float64 recording); and code that looks for the recorder itself, such as one that inspects the stack.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from adal_theory.trace.graph import Graph, Node, Recorder
from adal_theory.trace.refusal import UntraceableError
from adal_theory.trace.returned import blamed
from adal_theory.trace.vocabulary import Value

AGAIN = 2  # a change at every second call is seen too
_again = ContextVar("again", default=AGAIN)
REMEDY = "it must depend on its arguments alone: pass what changes as a parameter, as data or by a schedule"
P = ParamSpec("P")
R = TypeVar("R")


@contextmanager
def once() -> Iterator[None]:
    """Recordings in this context are made once, to be compared with others."""
    token = _again.set(0)
    try:
        yield
    finally:
        _again.reset(token)


def called(o: Recorder, what: str, function: Callable[..., R], *args: Any) -> R:
    """function(o, *args), which `what` names in an error. Raises `UntraceableError` where another call records something else."""
    with blamed(what):
        first = function(o, *args)
    known = dict(_values(o, what, first))
    for _ in range(_again.get()):
        size = len(o.graph.nodes)
        with o.watched() as places, blamed(what):
            again = function(o, *args)
        if len(o.graph.nodes) > size:
            raise UntraceableError(
                f"{what} is not a pure function: called again, it computes another "
                f"{_told(o.graph.nodes[size])} ({places[0]}); {REMEDY}"
            )
        differs = _difference(known, dict(_values(o, what, again)))
        if differs is not None:
            raise UntraceableError(f"{what} is not a pure function: called again, it returns something else{differs}; {REMEDY}")
    return first


def _values(o: Recorder, what: str, found: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """The values in what a function returns, by where they stand; a recorded one by its node."""
    if isinstance(found, Value):
        if found.o is not o:
            raise UntraceableError(
                f"{what} returns a value of another recording{at and ' as '}{at}: nothing recorded may be "
                "kept from one call to the next"
            )
        yield at, ("node", found.payload)
    elif isinstance(found, dict):
        for name, value in found.items():
            yield from _values(o, what, value, str(name))
    elif isinstance(found, (tuple, list)):
        for k, value in enumerate(found):
            yield from _values(o, what, value, f"number {k + 1}")
    else:
        yield at, repr(found) if isinstance(found, (str, int, float, complex, type(None))) else type(found).__name__


def _difference(first: dict[str, Any], again: dict[str, Any]) -> str | None:
    names = [n for n in (*first, *again) if first.get(n) != again.get(n)]
    return None if not names else f" as {names[0]}" if names[0] else ""


def _told(node: Node) -> str:
    kinds = {"const": "constant {}", "input": "input {0[0]} {0[1]}"}
    return kinds.get(node.op, f"'{node.op}'").format(node.name)


def repeated(record: Callable[P, R]) -> Callable[P, R]:
    """Decorator of a function that records and returns a recorder, a step, or a tuple that starts with one."""

    @wraps(record)
    def recorded(*args: P.args, **kwargs: P.kwargs) -> R:
        first = record(*args, **kwargs)
        if not _again.get():
            return first
        with once():
            what = unlike(first, record(*args, **kwargs))
        if what is not None:
            raise UntraceableError(f"{_names(args)} is not a pure function: recorded again, it computes {what}; {REMEDY}")
        return first

    return recorded


def _names(args: Iterable[Any]) -> str:
    """Those of the arguments that a user may have written."""
    found = [f"{type(a).__name__.lower()} '{a.name}'" for a in args if any(hasattr(a, n) for n in ("step", "loss", "draw"))]
    return " or ".join(found)


def unlike(first: Any, again: Any) -> str | None:
    """The first node in which two recordings differ, in words; None where they are the same."""
    a, b = _graph(first), _graph(again)
    for p, q in zip(a.nodes, b.nodes, strict=False):
        if p != q and repr(p) != repr(q):  # the constant NaN is not equal to itself
            return f"{_told(q)} instead of {_told(p)}"
    if len(a.nodes) != len(b.nodes):
        return f"{len(b.nodes)} operations instead of {len(a.nodes)}"
    return None if a.outputs == b.outputs and _rest(first) == _rest(again) else "its results are other nodes"


def _graph(found: Any) -> Graph:
    graph = found if isinstance(found, Graph) else getattr(found[0] if isinstance(found, tuple) else found, "graph", None)
    assert isinstance(graph, Graph)
    return graph


def _rest(found: Any) -> Any:
    """What is returned beside the nodes."""
    if isinstance(found, tuple):
        return [_plain(v) for v in found[1:]]
    return None if isinstance(found, (Graph, Recorder)) else [repr(v) for n, v in vars(found).items() if n != "graph"]


def _plain(found: Any) -> Any:
    if isinstance(found, dict):
        return {n: _plain(v) for n, v in found.items()}
    return found.payload if isinstance(found, Value) else repr(found)
