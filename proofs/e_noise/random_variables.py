"""Random variables are functions of a sample point ω, and E is the kernel's `Mean`."""

from collections.abc import Mapping

from adal_theory.proofs.notation import *
from adal_theory.prove.kernel.binders import substitute_function

omega = var("omega", "sample")
# A random gradient, and what AdaL makes of it.
gr, gr_hat = (Function(name, ("int", "sample")) for name in ("g_r", "g_hat_r"))
NORM = Sum(j, 1, d, abs(gr[j, omega]))
GRADIENT = {"ĝ": Forall(i, Forall(omega, Eq(gr_hat[i, omega], gr[i, omega] * NORM)), 1, d)}


def E(a: Term) -> Term:
    """The mean of a random variable."""
    return Mean(omega, a)


def in_the_mean(t: Theorem) -> Theorem:
    """E[a] = E[b] from a = b, or E[a] ≤ E[b] from a ≤ b, at every sample point."""
    return inference.mean_monotone(inference.generalize(omega, t))


def in_a_model(given: Mapping[str, Term], values: Mapping[Term, Any], functions: Mapping[str, tuple[Any, Any]]) -> list[Term]:
    """Hypotheses with these terms for their variables and functions (name → parameters, term): what a model has to prove."""
    formulas = list(given.values())
    for name, (parameters, a) in functions.items():
        formulas = [substitute_function(f, name, parameters, a) for f in formulas]
    return [substitute(f, values) for f in formulas]
