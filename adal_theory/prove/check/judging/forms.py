"""Raw terms as polynomials of SymPy's over the rationals, for the second judge: nothing here is shared with the kernel.

A form is a polynomial in atoms: variables, indices, values of functions, and what cannot be multiplied out (1/a, √a, |a|, …),
known by the forms of its arguments. Products under 1/, √, |·| and integer powers are taken apart by SymPy's factorisation,
by identities that hold for all reals in the total semantics of `terms` (1/0 = 0, √negative = 0). Two terms with one form
are equal; terms with different forms may still be.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sympy import QQ
from sympy.polys.rings import PolyElement

from adal_theory.prove.check.judging.polynomials import Polynomials
from adal_theory.prove.check.judging.ring import Atom, Form, Powers, Space
from adal_theory.prove.kernel.binders import open_body
from adal_theory.prove.kernel.terms import InvalidInference, Term, add, inv

WRITTEN_OUT = 6  # sums of at most this many terms, with numeric ends, are written out


class Forms(Polynomials):
    """The forms of raw terms, which are remembered."""

    def __init__(self) -> None:
        super().__init__()
        self._of: dict[tuple[Term, int], Form] = {}
        self._fresh = 0

    # Other functions

    def sign(self, f: Form) -> Form:
        c = self.value(f)
        return self.atom("sign", f) if c is None else self.constant(QQ((c > 0) - (c < 0)))

    def log(self, f: Form) -> Form:
        c = self.value(f)
        return self.zero if c is not None and (c <= 0 or c == 1) else self.atom("log", f)

    def exp(self, f: Form) -> Form:
        return self.atom("exp", f) if f.terms else self.one

    def extremum(self, op: str, f: Form, g: Form) -> Form:
        c = self.value(self.add(f, g, -1))
        if c is not None:
            return f if (c >= 0) == (op == "max") else g
        return self.atom(op, *sorted((f, g), key=lambda q: q.number))

    # Sums and means

    def binder(self, op: str, ends: tuple[Form, ...], body: Form, index: Form) -> Form:
        """Σ or E over the index (an atom): numbers and factors without it come out, terms come apart."""
        (leaf,) = index.leaves
        result: dict[Powers, Any] = {}
        for powers, c in body.terms.items():
            outside = {n: e for n, e in powers if leaf not in self.atoms[n].leaves}
            inside = tuple((n, e) for n, e in powers if n not in outside)
            if inside or op == "sum":
                (((n, _),),) = self._bound(op, ends, self.form({inside: QQ(1)}), leaf).terms
                outside[n] = outside.get(n, 0) + 1
            key = tuple(sorted(outside.items()))
            result[key] = result.get(key, 0) + c
        return self.form({powers: c for powers, c in result.items() if c})

    def _bound(self, op: str, ends: tuple[Form, ...], inside: Form, leaf: int) -> Form:
        """The atom; its index is called by the number of binders below, so that it does not matter where the sum stands."""
        index = self.atom("index", inside.height)
        (number,) = index.leaves
        return self.atom(op, *ends, self.put(inside, {leaf: index}), index, height=inside.height + 1, bound=number)

    def fresh(self) -> Form:
        """An index that occurs nowhere else."""
        self._fresh += 1
        return self.atom("index", f"new {self._fresh}")

    # Substitution

    def put(self, f: Form, values: Mapping[int, Form]) -> Form:
        """Forms for leaves, all at once."""
        if not f.leaves & values.keys():
            return f
        new = {n: self._put(self.atoms[n], values) for powers in f.terms for n, _ in powers}
        space = Space(new.values())
        elements = {n: space.element(g) for n, g in new.items()}
        total = space.ring.zero
        for powers, c in f.terms.items():
            product = space.ring.from_dict({(0,) * len(space.numbers): c})
            for n, e in powers:
                product *= elements[n] ** e
            total += product
        return self.form(space.terms(total))

    def _put(self, a: Atom, values: Mapping[int, Form]) -> Form:
        if a.number in values:
            return values[a.number]
        if not a.leaves & values.keys():
            return self.form({((a.number, 1),): QQ(1)})
        if a.op in ("sum", "mean"):
            *ends, body, index = a.args
            new, (leaf,) = self.fresh(), index.leaves
            return self.binder(
                a.op,
                tuple(self.put(e, values) for e in ends),
                self.put(body, {**{n: v for n, v in values.items() if n in a.leaves}, leaf: new}),
                new,
            )
        return self.apply(a.op, tuple(self.put(b, values) if type(b) is Form else b for b in a.args))

    def apply(self, op: str, args: tuple[Any, ...]) -> Form:
        """An operation other than + and ×, on forms."""
        unary = {
            "inv": self.inverse,
            "sqrt": self.root,
            "abs": self.absolute,
            "sign": self.sign,
            "log": self.log,
            "exp": self.exp,
        }
        if op in unary:
            return unary[op](args[0])
        if op in ("max", "min"):
            return self.extremum(op, *args)
        return self.power(op, *args) if op in ("ipow", "rpow") else self.atom(op, *args)

    # Reading terms

    def of(self, a: Term, depth: int = 0) -> Form:
        """The form of a raw term under `depth` binders."""
        key = (a, depth if a.reach else 0)
        if key not in self._of:
            self._of[key] = self._polynomial(a, depth) if a.op in ("add", "mul", "pow", "num") else self._read(a, key[1])
        return self._of[key]

    def _polynomial(self, a: Term, depth: int) -> Form:
        leaves: dict[Term, Form] = {}
        stack = [a]
        while stack:
            b = stack.pop()
            if b.op in ("add", "mul", "pow"):
                stack += [c for c in b.args if type(c) is Term]
            elif b.op != "num":
                leaves[b] = self.of(b, depth)
        space = Space(leaves.values())
        return self.form(space.terms(self._element(a, space, {b: space.element(f) for b, f in leaves.items()})))

    def _element(self, a: Term, space: Space, leaves: Mapping[Term, PolyElement]) -> PolyElement:
        if a.op == "num":
            return space.ring.ground_new(QQ(a.args[0].numerator, a.args[0].denominator))
        if a.op == "pow":
            return self._element(a.args[0], space, leaves) ** a.args[1]
        if a.op not in ("add", "mul"):
            return leaves[a]
        result, *rest = [self._element(b, space, leaves) for b in a.args]
        for p in rest:
            result = result + p if a.op == "add" else result * p
        return result

    def _read(self, a: Term, depth: int) -> Form:
        if a.op == "var":
            return self.atom("var", *a.args)
        if a.op == "bound":
            return self.atom("index", f"at {depth - 1 - a.args[0]}")
        if a.op in ("sum", "mean"):
            ends = tuple(self.of(b, depth) for b in a.args[:-1])
            length = self.value(self.add(self.add(ends[1], ends[0], -1), self.one)) if ends else None
            if length is not None and length <= WRITTEN_OUT:
                written = [open_body(a.args[-1], a.args[0] + k) for k in range(int(length))]
                return self.of(add(*written), depth)
            return self.binder(a.op, ends, self.of(a.args[-1], depth + 1), self.atom("index", f"at {depth}"))
        if a.op == "inv" and a.args[0].op in ("mul", "pow"):  # also where the product is too large to be factored
            (b,) = a.args
            parts = [(b.args[0], b.args[1])] if b.op == "pow" else [(c, 1) for c in b.args]
            return self.product(*((self.of(inv(c), depth), e) for c, e in parts))
        if a.sort == "bool":
            raise InvalidInference("second judge", f"{a} is a formula, not a term")
        return self.apply(a.op, tuple(self.of(b, depth) if type(b) is Term else b for b in a.args))
