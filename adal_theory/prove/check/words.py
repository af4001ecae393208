"""Words that stand in a formula of LaTeX without a command: for all t, max(a, b), beta, and remarks such as \\text{a.s.}."""

from __future__ import annotations

from adal_theory.prove.printing.symbols import GREEK

# These lead to a condition or a range.
LINKS = frozenset(["for", "all", "if", "where", "and", "with", "when", "whenever", "every", "any", "each", "forall"]) | {
    "provided",
    "assuming",
    "given",
    "such",
    "that",
    "subject",
    "to",
}
QUANTIFIERS = frozenset(["for", "forall"])
FILLERS = frozenset(["all", "every", "any", "each"])  # between `for` and the index
# These are functions before a parenthesis.
FUNCTIONS = {
    "max": "max",
    "min": "min",
    "log": "log",
    "ln": "log",
    "exp": "exp",
    "sgn": "sign",
    "sign": "sign",
    "sqrt": "sqrt",
    "abs": "abs",
    "clip": "clip",
}
# These are functions before a letter too, as in logT.
ALSO_BEFORE_LETTERS = ("log", "exp", "sqrt", "max", "sign", "sgn", "sup", "lim", "cos", "tan")
# Letters that stand together and spell one of these are not a product.
SPELT = (
    LINKS
    | set(FUNCTIONS)
    | {"sup", "inf", "arg", "argmin", "argmax", "lim", "sum", "prod", "sin", "cos", "tan", "var", "Var", "cov", "Cov"}
    | {"let", "since", "then", "thus", "hence", "such", "that", "some", "there", "exists", "else", "otherwise", "const", "not"}
    | {"is", "are", "otherwise", "because", "by", "from", "so", "or", "of"}
    | {"the", "then", "else", "step", "loss", "grad", "norm", "mean", "prox", "dist", "diag", "rank", "Pr", "Tr", "tr"}
)
# Greek letters by their names; of two letters they are products, as xi = x·i.
GREEK_WORDS = frozenset(word for word in GREEK if len(word) > 2 and word != "grad") | {"eps", "epsilon"}
# A subscript that is one of these letters is an index; other letters are labels, unless they are bound or count something.
INDEX_LETTERS = frozenset(["i", "j", "k", "l", "m", "n", "p", "q", "r", "s", "t", "T", "K", "N", "M", "d", "tau", "ell", "J"])
OPERATORS = {
    "O": "an order of magnitude",
    "o": "an order of magnitude",
    "Omega": "an order of magnitude",
    "Theta": "an order of magnitude",
    "E": "an expectation",
    "P": "a probability",
}


def plain(word: str) -> str:
    """The word as it stands inside of a sentence."""
    return word.lower() if word.istitle() and len(word) > 1 else word


def of_text(content: str) -> str:
    r"""What \text{content} is: "words" that belong to the formula, one "name", or a "remark"."""
    words = content.split()
    leading = [w for w in words if plain(w) in LINKS or w == "in"]
    if leading and all(w in leading or len(w) == 1 for w in words):
        return "words"
    return "name" if len(words) == 1 and words[0].replace("_", "").isalnum() else "remark"
