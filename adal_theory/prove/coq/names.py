"""Names in Coq: stable, and different for different symbols."""

from __future__ import annotations

from hashlib import sha256

from adal_theory.prove.kernel.terms import Term

# No lemma of the theory, and none of Coq's that a proof cites, begins with one of these.
_PREFIX = {"real": "x_", "int": "n_", "sample": "w_"}
_FUNCTION = "fn_"
_BESIDE = "Assumptions"  # the one other file among those with claims


def mangled(name: str) -> str:
    """A name in letters, digits and _ that no other name has.

    What is not a letter or digit of ASCII, nor a lone _, becomes _u<code>_; a _ before a u is written so too. Hence the two
    characters _u begin nothing but a code, and the name can be read back.
    """

    def one(k: int, c: str) -> str:
        plain = (c.isascii() and c.isalnum()) or (c == "_" and name[k + 1 : k + 2] != "u")
        return c if plain else f"_u{ord(c):x}_"

    return "".join(one(k, c) for k, c in enumerate(name))


def variable(v: Term) -> str:
    return _PREFIX[v.args[1]] + mangled(v.args[0])


def function(name: str) -> str:
    return _FUNCTION + mangled(name)


def integer_proof(v: Term) -> str:
    """The name of the hypothesis that a variable is an integer."""
    return "I" + variable(v)


def index(depth: int) -> str:
    """The index of a binder under so many others."""
    return f"k{depth}"


def claim(id: str) -> str:
    return "claim_" + mangled(id)


def corollary(id: str) -> str:
    """The claim for integers of Coq's own."""
    return "corollary_" + mangled(id)


def file(stem: str) -> str:
    """The file of the claims that stand in a file of proofs. Names that differ in capitals alone become one."""
    name = mangled(stem).capitalize()
    if not name[:1].isalpha():
        name = f"File_{name.lower()}"
    return f"{name}_" if name == _BESIDE else name


def stamp(text: str) -> str:
    """A name by content, so that what did not change keeps it."""
    return sha256(text.encode()).hexdigest()[:16]
