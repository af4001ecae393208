"""Names in Coq: stable, and different for different symbols."""

from __future__ import annotations

from hashlib import sha256

from adal_theory.prove.kernel.terms import Term

_PREFIX = {"real": "x_", "int": "n_", "sample": "w_"}


def mangled(name: str) -> str:
    """A name in letters, digits and _ that no other name has.

    What is not a letter or digit of ASCII, nor a lone _, becomes _u<code>_; a _ before a u is written so too. Hence the two
    characters _u begin nothing but a code, and the name can be read back.
    """
    def one(k: int, c: str) -> str:
        plain = (c.isascii() and c.isalnum()) or (c == "_" and name[k + 1:k + 2] != "u")
        return c if plain else f"_u{ord(c):x}_"

    return "".join(one(k, c) for k, c in enumerate(name))


def variable(v: Term) -> str:
    return _PREFIX[v.args[1]] + mangled(v.args[0])


def function(name: str) -> str:
    return "f_" + mangled(name)


def integer_proof(v: Term) -> str:
    """The name of the hypothesis that a variable is an integer."""
    return "I" + variable(v)


def index(depth: int) -> str:
    """The index of a binder under so many others."""
    return f"k{depth}"


def claim(id: str) -> str:
    return "claim_" + mangled(id)


def stamp(text: str) -> str:
    """A name by content, so that what did not change keeps it."""
    return sha256(text.encode()).hexdigest()[:16]
