"""Hypotheses in words: what a formula among the hypotheses of a claim says, for a reader who does not know the letters."""

import re
from collections.abc import Mapping

from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.printing.text import text

_QUANTIFIER = re.compile(r"∀ [^:]+: ")
_T, _I = r"(?:_r)?\[t(?:, [i1])?(?:, ω)?\]", r"(?:_r)?\[t − 1(?:, [i1])?(?:, ω)?\]"  # an entry at t, and the one before
_START = r"(?:_r)?\[0(?:, [i1])?(?:, ω)?\]"
# The first that matches the formula, its quantifiers taken off, tells what it says.
_SAYS = [
    (re.compile(f"^(?:{pattern})$"), words)
    for pattern, words in (
        (rf"w{_T} = Σ_{{j=1}}\^{{[d1]}} \|g.*\|", "the weight is the l1 norm of the gradient"),
        (rf"ĝ{_T} = w{_T}·g{_T}", "ĝ is the gradient times its weight"),
        (rf"ĝ{_T} = g{_T}", "the gradient is left as it is"),
        (r"ĝ_r.* = g_r.*·Σ_\{j=1\}\^\{d\} \|g_r.*\|", "ĝ is the gradient times its l1 norm"),
        (rf"m{_START} = 0", "the average m starts at 0"),
        (rf"v{_START} = 0", "the second moment v starts at 0"),
        (rf"v̂max{_START} = δ\^2|v_max_r\[0.*\] = δ\^2", "the running maximum starts at the floor δ²"),
        (rf"m{_T} = β1·m{_I} \+ .*", "m is the exponential average of the gradients with decay β1"),
        (rf"m{_T} = ĝ{_T}|m{_T} = g{_T}", "there is no momentum"),
        (rf"v{_T} = β2·v{_I} \+ .*", "v is the exponential average of their squares with decay β2"),
        (rf"v{_T} = v{_I} \+ .*", "v is the sum of the squares of the gradients"),
        (rf"(?:v̂max|v_max){_T} = max\(.*\)", "v̂ is the running maximum of the second moment"),
        (r"η'\[t\] = η/\(√t.*", "the step size is η/√t, divided by the bias correction of m"),
        (r"η'\[t\] = η/√t", "the step size is η/√t"),
        (r"η'\[t\] = η", "the step size is constant"),
        (rf"A{_T} = .* \+ ε", "A is the preconditioner: one over the root of the second moment, plus ε"),
        (rf"A{_T} = .*", "A is the preconditioner: one over the root of the second moment"),
        (rf"H{_T} = √.*", "H is the inverse of A"),
        (rf"B{_T} = η'\[t\]·A{_T}", "B is the step size times the preconditioner"),
        (r"x(?:_r)?\[t \+ 1.*\] = min\(max\(.*", "the update of x, projected on the box"),
        (r"x(?:_r)?\[t \+ 1.*\] = x(?:_r)?\[t.*", "the update of x, without a box"),
        (r"lo ≤ x\[1.*\]|x\[1.*\] ≤ hi|−1 ≤ x\[1, 1\]|x\[1, 1\] ≤ [12]", "the start lies in the box"),
        (r"lo ≤ x\*\[i\]|x\*\[i\] ≤ hi", "the comparator x* lies in the box"),
        (r"γ = β1/√β2", "γ compares the two decays"),
        (r"γ < 1", "m forgets a gradient faster than √v does"),
        (rf"f\[t\] \+ Σ.* g{_T}·\(x\*\[i\] − x{_T}\) ≤ f\*\[t\]", "the losses are convex, and g is a subgradient at x"),
        (r"f\*\[t\] ≤ f\[t\]", "the comparator is no worse than the iterate at any step"),
        (r"f\*\[t\] = f_least", "all losses have the same value at the comparator"),
        (r"w(?:_r)?\[t.*\] ≤ G1", "no weight exceeds G1"),
        (rf"\|g{_T}\| ≤ G∞", "no coordinate of a gradient exceeds G∞ in size"),
        (rf"\|ĝ{_T}\| ≤ G", "no coordinate of a transformed gradient exceeds G in size"),
        (r"0 ≤ w\[t\]", "no weight is negative"),
        (r"0 ≤ [AHB]\[t, i\]", "the preconditioner is not negative"),
        (r"0 < η'\[t\]", "the step sizes are positive"),
        (r"H\[t, i\]·A\[t, i\]·m\[t, i\] = m\[t, i\]", "H undoes A on m, also where v is 0"),
        (r"Γ\[(?:1|t), i\] = .*", "Γ is the increase of H/η' from step to step"),
        (r"g\[3·k \+ [123], 1\] = .*", "the slopes are a, −1, −1 in turn"),
        (r"ĝ\[3·k \+ [123], 1\] = .*", "the transformed slopes are b, −1, −1 in turn"),
        (r"ω ↦ flip.* preserves E\s*", "the noise is symmetric: turning one coordinate's sign changes no expectation"),
        (r"ζ(?:_r)?\[.*flip.*\] = −ζ(?:_r)?\[.*\]", "the reflection changes the sign of the noise in its coordinate"),
        (r"\(i ≠ j ⇒ .*ζ.*flip.*\)", "the reflection leaves the noise of the other coordinates as it is"),
        (r"(?:ζ_r\[n|x_r\[1|μ\[|∇_x_r\[|B(?:_r)?\[).*flip.* = .*", "what came before does not depend on the reflected noise"),
        (r"g(?:_r)?\[.*\] = (?:μ|∇_x_r)\[.*\] \+ ζ.*", "the gradient met is the true one plus noise"),
        (r"F(?:_[rz])?\[t \+ 1.*\] ≤ F(?:_[rz])?\[t.*\] \+ Σ.*", "F is L-smooth along the run: the descent inequality"),
        (r"Σ.*\(∇_z.* − ∇_x.*\)\^2 ≤ L\^2.*", "the gradient of F is L-Lipschitz along the run"),
        (r"F\* ≤ F.*", "F is bounded below by F*"),
        (r"2·μ·\(f\[t\] − f\*\[t\]\) ≤ Σ.*", "gradient dominance (the Polyak–Łojasiewicz inequality) with constant μ"),
    )
]  # fmt: skip


def in_words(f: Term) -> str:
    """What a hypothesis says, or "" where its formula says all, as β1 < 1 does."""
    body = text(f)
    while found := _QUANTIFIER.match(body):
        body = body[found.end() :]
    return next((words for pattern, words in _SAYS if pattern.match(body)), "")


def supposed(given: Mapping[str, Term]) -> list[tuple[str, list[str]]]:
    """Hypotheses as (words, formulas): those that say one thing together, and those without words last, under ""."""
    found: dict[str, list[str]] = {}
    for f in given.values():
        found.setdefault(in_words(f), []).append(text(f))
    bare = found.pop("", [])
    return [*found.items(), *([("", bare)] if bare else [])]
