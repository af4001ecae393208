"""Vectors: what has a norm or stands in an inner product, and the equations between vectors, as formulas in coordinates.

‖x‖ makes x a vector with the coordinates x(i), i in 1..d, and ‖x_k‖ makes each x_k one, with the coordinates x(k, i). A name that
is declared keeps its sort: with x declared function(int)->real, x_k is a number and ‖x_k‖ is |x_k|.
"""

from __future__ import annotations

from collections.abc import Iterable

from adal_theory.errors import ConfigurationError
from adal_theory.prove.check.expression import NORMS, Node, name, number, parts, unused, words, written
from adal_theory.prove.check.symbols import INTEGERS, Kind, Symbols

Key = tuple[str, int]  # a name, and how many indices tell one vector from the next
_SCALAR = ("abs", "sqrt", "log", "exp", "sign", "pow", "max", "min")


class Vectors:
    """Finds out which names are vectors, from all facts of a step, and writes these facts in coordinates."""

    def __init__(self, symbols: Symbols, facts: Iterable[Node]) -> None:
        self.symbols = symbols
        self.found: set[Key] = set()
        self.numbers: set[Key] = set()
        self.notes: list[str] = []
        self.extra: list[Node] = []  # what defines a maximum norm
        every = list(facts)
        self.size = "dim" if any(_calls(a, "d") for a in every) else "d"
        for a in every:
            self._see_numbers(a)
        before = -1
        while len(self.found) > before:
            before, self.unclear = len(self.found), list[Node]()
            for a in every:
                self._look(a)
        if self.unclear:
            a = self.unclear[0]
            first = next(w for b in a.args for w in sorted(words(b)))
            raise ConfigurationError(
                f"{written(a)}: it is not clear which factor is the vector; declare a factor that is a number, "
                f"such as {first}=real, or {first}=function(int)->real for a sequence of numbers"
            )

    # What is a vector?

    def _see_numbers(self, a: Node) -> None:
        if a.op in ("norm", "inner", "vector"):
            return
        if a.op in ("le", "lt", "ne", *_SCALAR):
            for b in parts(a):
                self._numbers_in(b)
        for b in parts(a):
            self._see_numbers(b)

    def _numbers_in(self, a: Node) -> None:
        if a.op in ("norm", "inner"):
            return
        if a.op in ("name", "call"):
            self.numbers.add(key(a))
        for b in parts(a):
            self._numbers_in(b)

    def _look(self, a: Node) -> None:
        if a.op == "vector":
            self._demand(a.args[0])
        elif a.op in ("norm", "inner"):
            sides = [b for b in parts(a) if not _ranged(b)]
            if not any(self.declared_number(b) for b in sides):
                for b in sides:
                    self._demand(b)
        elif a.op == "eq" and any(self.is_vector(b) for b in parts(a)):
            for b in parts(a):
                self._demand(b)
        for b in parts(a):
            self._look(b)

    def _demand(self, a: Node) -> None:
        """This is a vector, so the names in it are that stand for one."""
        if a.op in ("name", "call"):
            if self._may_be(a):
                self.found.add(key(a))
        elif a.op == "mul":
            self._demand_factor(a)
        elif a.op in ("add", "neg"):
            for b in a.args:
                self._demand(b)
        elif a.op == "div":
            self._demand(a.args[0])
        elif a.op == "sum":
            self._demand(a.args[3])
        elif a.op == "pow" and a.args[0].op == "name" and a.args[1].op != "num" and self._may_be(a.args[0]):
            iterate = f"{written(a.args[0])}_{written(a.args[1])}"
            raise ConfigurationError(f"{written(a)} in a norm can be a power or an iterate: write {iterate} for the iterate")

    def _demand_factor(self, a: Node) -> None:
        vectors = [b for b in a.args if self.is_vector(b)]
        if vectors:
            for b in vectors:
                self._demand(b)
            return
        able = [b for b in a.args if self._able(b)]
        latin = [b for b in able if _latin(b)]
        indexed = [b for b in latin if b.op == "call"]
        for clear in (able, latin, indexed):
            if len(clear) == 1:
                self._demand(clear[0])
                return
        if able:
            self.unclear.append(a)

    def _able(self, a: Node) -> bool:
        """Whether a factor could be a vector."""
        if a.op in ("name", "call"):
            return self._may_be(a) and key(a) not in self.numbers
        if a.op in ("add", "neg", "mul"):
            test = any if a.op == "mul" else all
            return test(self._able(b) for b in parts(a))
        return a.op in ("div", "sum") and self._able(a.args[0 if a.op == "div" else 3])

    def _may_be(self, a: Node) -> bool:
        sort = self._declared(a)
        return sort == "vector" or (sort is None and not (a.op == "name" and self._integer(a.args[0])))

    def _integer(self, word: str) -> bool:
        return word in INTEGERS or word in self.symbols.counted

    def _declared(self, a: Node) -> str | None:
        kind = self.symbols.declared.get(a.args[0])
        if kind is None:
            return None
        return "vector" if len(kind.arguments) == len(a.args) else "number"

    def declared_number(self, a: Node) -> bool:
        """Whether a term in it is a number by its declaration, so that all of it is one."""
        if a.op in ("name", "call"):
            return self._declared(a) == "number"
        if a.op in ("add", "neg"):
            return any(self.declared_number(b) for b in a.args)
        if a.op in ("mul", "div"):
            return all(b.op == "num" or self.declared_number(b) for b in parts(a))
        return False

    def is_vector(self, a: Node) -> bool:
        if a.op in ("name", "call"):
            return self._declared(a) == "vector" or (key(a) in self.found and self._declared(a) is None)
        if a.op in ("add", "neg", "mul"):
            return any(self.is_vector(b) for b in parts(a))
        return a.op in ("div", "sum") and self.is_vector(a.args[0 if a.op == "div" else 3])

    # What it says in coordinates

    def number(self, a: Node) -> Node:
        """A fact or a number, with the norms and inner products in it as sums."""
        if a.op == "norm":
            return self._norm(*a.args)
        if a.op == "pow" and a.args[0].op == "norm" and a.args[1] == number(2):
            root = self._norm(*a.args[0].args)
            return root.args[0] if root.op == "sqrt" else Node("pow", (root, number(2)))  # the root of a sum of squares
        if a.op == "inner":
            return self._inner(a)
        if a.op == "eq" and any(self.is_vector(b) for b in a.args):
            return self._equation(a)
        if a.op in ("name", "call") and key(a) in self.found and self._declared(a) is None:
            raise ConfigurationError(
                f"{written(a)} is a vector here, since its norm or an inner product is taken, and stands where a number belongs; "
                f"write {_coordinate(a)} for a coordinate, or declare {a.args[0]} "
                f"{'real' if a.op == 'name' else 'function(int)->real'} for one dimension"
            )
        if a.op == "range":
            raise ConfigurationError(f"a range {written(a)} as an index has a meaning in a norm only; write a sum")
        return Node(a.op, tuple(self.number(b) if isinstance(b, Node) else b for b in a.args))

    def facts(self, listed: Iterable[Node]) -> list[Node]:
        """Facts in coordinates; that something is a vector is no longer a fact."""
        return [self.number(a) for a in listed if a.op != "vector"]

    def entry(self, a: Node, index: str) -> Node:
        """One coordinate of a vector."""
        if a.op in ("name", "call") and self.is_vector(a):
            return Node("call", (*a.args, name(index)))
        if a.op in ("add", "neg"):
            return Node(a.op, tuple(self.entry(b, index) for b in a.args))
        if a.op == "mul":
            return self._scaled(a, index)
        if a.op == "div":
            return Node("div", (self.entry(a.args[0], index), self.number(a.args[1])))
        if a.op == "sum":
            return Node("sum", (*a.args[:3], self.entry(a.args[3], index)))
        if a.op == "num" and a.args[0] == 0:
            return a
        raise ConfigurationError(
            f"{written(a)} is a number and stands where a vector belongs; declare what is a number, or write it out"
        )

    def _scaled(self, a: Node, index: str) -> Node:
        which = [self.is_vector(b) for b in a.args]
        if sum(which) > 1 and not all(self._declared(b) == "vector" for b, v in zip(a.args, which, strict=True) if v):
            raise ConfigurationError(
                f"{written(a)} is a product of two vectors; write \\langle x, y\\rangle, or coordinates x_{{k,i}}"
            )
        factors = (self.entry(b, index) if v else self.number(b) for b, v in zip(a.args, which, strict=True))
        return Node("mul", tuple(factors))

    def _norm(self, kind: str, body: Node) -> Node:
        if body.op == "call" and any(b.op == "range" for b in parts(body)):
            return self._along(kind, body)
        if not self.is_vector(body):
            found = self.number(body)
            self._say(f"‖{written(body)}‖{NORMS[kind]} is read as |{written(found)}|: {written(body)} is one number here")
            return Node("abs", (found,))
        index, size = unused("i", body), self._size()
        entry = self.entry(body, index)
        if kind == "inf":
            return self._largest(body, index, size)
        inside = Node("abs", (entry,)) if kind == "1" else Node("pow", (entry, number(2)))
        found = Node("sum", (index, number(1), size, inside))
        return self._told(f"‖{written(body)}‖{NORMS[kind]}", found if kind == "1" else Node("sqrt", (found,)))

    def _along(self, kind: str, body: Node) -> Node:
        """‖g_{1:T,i}‖: the norm of the entries along a range."""
        word, *given = body.args
        ranges = [b for b in given if b.op == "range"]
        if len(ranges) > 1 or kind == "inf":
            raise ConfigurationError(f"‖{written(body)}‖{NORMS[kind]} has no meaning yet; write a sum, or a bound of each entry")
        index = unused("t", *given)
        entry = Node("call", (word, *(name(index) if b.op == "range" else b for b in given)))
        inside = Node("abs", (entry,)) if kind == "1" else Node("pow", (entry, number(2)))
        found = Node("sum", (index, *ranges[0].args, inside))
        return self._told(f"‖{written(body)}‖{NORMS[kind]}", found if kind == "1" else Node("sqrt", (found,)))

    def _largest(self, body: Node, index: str, size: Node) -> Node:
        """|x(j)| for the index j where it is largest."""
        if _has_calls(body):
            raise ConfigurationError(
                f"‖{written(body)}‖_∞ of an iterate has no meaning yet; bound its coordinates, such as |g_{{t,i}}| \\le G"
            )
        at = f"j_{'_'.join(sorted(w for w, _ in self._vectors_in(body)))}"
        known = {*self.symbols.declared, *self.symbols.numbers, *self.symbols.sequences}
        if at in known and self.symbols.declared.get(at) != Kind("int"):
            raise ConfigurationError(
                f"‖{written(body)}‖_∞ needs the name {at} for the index of the largest entry; rename your {at}"
            )
        self.symbols.declared[at] = Kind("int")
        here, there = (Node("abs", (self.entry(body, w),)) for w in (index, at))
        facts = [
            Node("le", (number(1), name(at))),
            Node("le", (name(at), size)),
            Node("forall", (index, number(1), size, Node("le", (here, there)))),
        ]
        self.extra += [f for f in facts if f not in self.extra]
        self._say(f"‖{written(body)}‖_∞ is {written(there)}, {at} being an index in 1..{written(size)} where it is largest")
        return there

    def _vectors_in(self, a: Node) -> set[Key]:
        own = {key(a)} if a.op in ("name", "call") and self.is_vector(a) else set()
        return own.union(*(self._vectors_in(b) for b in parts(a)))

    def _inner(self, a: Node) -> Node:
        first, second = (self.is_vector(b) for b in a.args)
        if not first and not second:
            self._say(f"{written(a)} is read as a product of two numbers")
            return Node("mul", tuple(self.number(b) for b in a.args))
        if not first or not second:
            wrong = written(a.args[1 if first else 0])
            raise ConfigurationError(f"{written(a)}: {wrong} is a number, not a vector; declare it function(int)->real")
        index, size = unused("i", a), self._size()
        both = Node("mul", tuple(self.entry(b, index) for b in a.args))
        return self._told(written(a), Node("sum", (index, number(1), size, both)))

    def _equation(self, a: Node) -> Node:
        index = unused("i", a)
        found = Node("forall", (index, number(1), self._size(), Node("eq", tuple(self.entry(b, index) for b in a.args))))
        self._say(f"{written(a)} is read in each coordinate: {written(found)}")
        return found

    def _size(self) -> Node:
        if self.size == "dim":
            self._say("d is a sequence here: vectors have coordinates 1 to dim")
            return name("dim")
        kind = self.symbols.declared.get("d")
        if kind is not None and (kind.arguments or kind.sort != "int"):
            raise ConfigurationError(
                "norms and inner products are over coordinates 1 to d, and d is declared otherwise; declare d int, or write "
                "the sum out"
            )
        if kind is None and self.symbols.closed:
            raise ConfigurationError("norms and inner products are over coordinates 1 to d, and d is not declared; declare d int")
        return name("d")

    def _told(self, shown: str, found: Node) -> Node:
        self._say(f"{shown} is {written(found)}")
        return found

    def _say(self, note: str) -> None:
        self.notes += [note] if note not in self.notes else []


def key(a: Node) -> Key:
    return a.args[0], len(a.args) - 1


def _latin(a: Node) -> bool:
    if a.op in ("name", "call"):
        first = a.args[0].split("_")[0]
        return len(first.rstrip("0123456789'")) == 1 or first == "grad"
    return any(_latin(b) for b in parts(a))


def _ranged(a: Node) -> bool:
    return a.op == "call" and any(b.op == "range" for b in parts(a))


def _has_calls(a: Node) -> bool:
    return a.op == "call" or any(_has_calls(b) for b in parts(a))


def _calls(a: Node, word: str) -> bool:
    return (a.op == "call" and a.args[0] == word) or any(_calls(b, word) for b in parts(a))


def _coordinate(a: Node) -> str:
    return f"{a.args[0]}_{{{', '.join([*map(written, a.args[1:]), 'i'])}}}"


def speaks_of_vectors(a: Node) -> bool:
    """Whether there is a norm, an inner product or a range in it."""
    return a.op in ("norm", "inner", "range", "vector") or any(speaks_of_vectors(b) for b in parts(a))
