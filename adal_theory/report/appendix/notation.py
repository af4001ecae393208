"""The table of symbols: every letter that the formulas of a document hold, with what it stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from adal_theory.prove.kernel.binders import functions, subterms
from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.library.claim import Claim
from adal_theory.prove.printing.boxes import Name
from adal_theory.prove.printing.latex import draw
from adal_theory.prove.printing.prose import prose
from adal_theory.prove.printing.symbols import symbol
from adal_theory.report.appendix.abbreviations import Shortener, is_ours
from adal_theory.report.appendix.outcomes import unmarked

# What letters mean in this project; those of other libraries mean what their claims say.
# By name; "NAME in C" for claims whose ids begin with C, where it stands for something else.
MEANINGS = {
    "T": "number of steps",
    "t": "step, 1 ≤ t ≤ T",
    "d": "number of coordinates",
    "i": "coordinate, 1 ≤ i ≤ d; so is j",
    "omega": "outcome of what is random",
    "eta": "step size η > 0; step t has η/√t",
    "beta1": "decay of the first moment, 0 ≤ β1 < 1",
    "beta2": "decay of the second moment, 0 < β2 < 1",
    "eps": "number ε ≥ 0 added to the preconditioner",
    "delta": "floor of the running maximum, v̂_0 = δ²",
    "lo": "lower end of the box [lo, hi]^d",
    "hi": "upper end of the box; its diameter is D = hi − lo",
    "D in P3": "bound on the distance from the comparator",
    "gamma": "γ = β1/√β2",
    "gamma in P": "step size of Schedule-Free SGD",
    "G": "bound on the transformed gradients |ĝ_{t,i}|",
    "G in P": "bound on the norm of the gradients",
    "G1": "bound on the weights w_t",
    "Ginf": "bound on the gradients |g_{t,i}|",
    "GF": "bound on the partial derivatives of F",
    "g": "gradient at step t",
    "w": "weight of step t; ‖g_t‖_1 for AdaL, 1 for Adam",
    "w in P": "weights of the steps",
    "g_hat": "transformed gradient, w_t g_t",
    "m": "first moment of the transformed gradients, an exponential average",
    "v": "second moment, an exponential average of squares",
    "v_max": "running maximum of the corrected second moment v_t/(1 − β2^t)",
    "x": "iterate",
    "x in B14": "solution of the flow",
    "x_star": "comparator, a point of the box",
    "A": "preconditioner, v̂_t^{−1/2} + ε",
    "H": "its inverse, √v̂_t/(1 + ε√v̂_t)",
    "eta_prime": "step size with the bias correction of m, η/(√t (1 − β1^t))",
    "Gamma": "gap H_t/η'_t − H_{t−1}/η'_{t−1}; Γ_1 = H_1/η'_1",
    "f": "loss f_t(x_t) at the iterate",
    "f_star": "loss f_t(x*) at the comparator",
    "f_bar": "loss at the average of the iterates",
    "f_least": "the one loss at the comparator",
    "x_bar": "average of the iterates",
    "g_min": "lower bound on the gaps f_t(x_t) − f_t(x*)",
    "longest": "the longest step: η'_t ≤ longest/√t",
    "mu": "constant of gradient dominance or of strong convexity",
    "mu in D": "gradient μ = ∇F(x_t)",
    "kappa": "speed of the flow",
    "p": "exponent of the loss |x|^p/p",
    "q in B14": "exponent of the flow",
    "q in D": "upper bound on B_{t−1}²",
    "t0": "start of the flow",
    "K in C": "number of cycles, T = 3K",
    "K in L": "number of cycles",
    "k": "number of a cycle, or an index of a sum",
    "a in C": "first gradient of the cycle a, −1, −1",
    "b in C": "first transformed gradient of the cycle b, −1, −1",
    "c in C": "point of [−1, 1]; an end ±1 where c² = 1",
    "M in C": "upper bound on 1 and b",
    "N in C": "upper bound on 1 and 1/b",
    "turn": "map of outcomes that preserves E and turns ξ through its three values",
    "xi": "noise, 2 or −1",
    "least": "lower bound on what is shown to be small somewhere",
    "flip": "map of outcomes that preserves E and turns the noise of one coordinate round",
    "zeta": "noise of the gradient",
    "B": "step size of a coordinate, η'_t A_t",
    "B_prev": "the same, one step before",
    "B_t": "step size of a coordinate at step t",
    "m_prev": "first moment one step before",
    "grad_x": "gradient of F at x_t",
    "grad_z": "gradient of F at z_t",
    "z": "shifted iterate x_t + ρ1 (x_t − x_{t−1})",
    "z in P": "base iterate of Schedule-Free SGD",
    "y in P10": "where Schedule-Free SGD takes its gradient",
    "F": "value of F at z_t",
    "F in P": "value of F at x_t",
    "F_z": "value of F at z_t",
    "F_star": "lower bound of F",
    "L": "Lipschitz constant of the gradient",
    "rho": "the factor β1/(1 − β1) of the shift",
    "s in D": "level of the noise",
    "c in D": "bound on B_t √t",
    "alpha": "index of a stable or regularly varying law",
    "alpha in P": "step size",
    "sigma": "scale of a law",
    "c in E3": "mean of |g_i|/σ",
    "m_old": "average before the step",
    "m_new": "average after the step",
    "g_scaled": "gradients of the scaled losses; primed letters belong to them",
    "g0": "first gradient",
    "g_start": "gradient g_0",
    "r in A10": "factor by which the gradients grow",
    "u": "noise",
}
KINDS = {"real": "real numbers", "int": "integers", "sample": "outcomes", "function": "sequences or functions"}


@dataclass(frozen=True)
class Row:
    """A line of the table: letters as LaTeX, and what they stand for."""

    letters: str
    meaning: str


def rows(claims: Iterable[Claim], formulas: Iterable[Term], letters: Shortener) -> tuple[list[Row], list[Row]]:
    """(the letters with a meaning, all others by their kind) of these claims, and of formulas that belong to none."""
    met: dict[tuple[str, str], None] = {}
    definitions = [f for pair in letters.definitions() for f in pair[1:]]
    for f in (*formulas, *definitions):
        for name, kind in _symbols([f]):
            if name not in letters.used:
                _meet(met, name, kind, "", frozenset())
    for c in claims:
        ours = is_ours(c)
        everything = [c.show, *c.given.values()]
        random = unmarked(everything)
        for name, kind in _symbols([letters.short(f, c) for f in everything]):
            if name in letters.used and letters.used[name].told:
                continue  # defined among the abbreviations
            _meet(met, name, kind, c.id if ours else None, random)
    order = list(MEANINGS.values())
    told = [(letters, meaning) for (letters, meaning) in met if meaning in order]
    told.sort(key=lambda q: order.index(q[1]))
    table = [Row(f"${letters}$", prose(meaning)) for letters, meaning in told]
    others = []
    for kind, words in KINDS.items():
        letters_of = [letters for letters, said in met if said == kind]
        if letters_of:
            listed = ", ".join(f"${q}$" for q in sorted(letters_of, key=str.casefold))
            others.append(Row(listed, f"{words}, of which each claim says what it supposes"))
    return table, others


def _meet(met: dict[tuple[str, str], None], name: str, kind: str, claim: str | None, random: frozenset[str]) -> None:
    bare = name.removesuffix("_r")
    shown = bare if name in random else name
    letters = draw(Name(symbol(shown)))
    said = "" if claim is None else meaning(bare, claim)
    met.setdefault((letters, said or kind))


def meaning(name: str, claim: str) -> str:
    """What a name stands for in a claim of this project; "" where it is only what the claim says of it."""
    special = [key for key in MEANINGS if key.startswith(f"{name} in ") and claim.startswith(key.rpartition(" ")[2])]
    return MEANINGS[max(special, key=len)] if special else MEANINGS.get(name, "")


def _symbols(formulas: Iterable[Term]) -> Iterator[tuple[str, str]]:
    for f in formulas:
        for name in functions(f):
            yield name, "function"
        for b in subterms(f):
            if b.op == "var":
                yield str(b.args[0]), b.sort
            elif b.hint:
                yield b.hint, "int"
