"""The symbols of a run whose noise is random: a sample point ω more. For `from … import *`, in place of `proofs.notation`."""

from collections.abc import Callable, Mapping
from inspect import signature
from itertools import product

from adal_theory.proofs.d_nonconvex.d1_alignment import omega as omega
from adal_theory.proofs.notation import *
from adal_theory.prove.kernel.binders import substitute_function

Sequences = dict[str, Any]  # by name, the function that gives the value of a sequence at its indices

x, g, g_hat, m, v, v_max, A, B, z, zeta, grad_x, grad_z = (
    Function(f"{name}_r", ("int", "int", "sample"))
    for name in ("x", "g", "g_hat", "m", "v", "v_max", "A", "B", "z", "zeta", "grad_x", "grad_z")
)
w, F_z = (Function(f"{name}_r", ("int", "sample")) for name in ("w", "F"))
flip = Function("flip_r", ("int", "int", "sample"), "sample")
MOMENTS = [grad_x, B, g_hat, zeta, g, F_z]  # those whose products have means


def along(f: Function) -> Callable[..., Term]:
    """A random sequence as a function of its indices."""
    return (lambda t: f[t, omega]) if len(f.sorts) == 2 else (lambda t, i: f[t, i, omega])


# The sequences of one run as random ones.
PATH: Sequences = {f.name.removesuffix("_r"): along(f) for f in (x, g, w, g_hat, m, v, v_max, A, B, z, grad_x, grad_z)}
PATH["F_z"] = along(F_z)


def renamed(f: Term, sequences: Sequences) -> Term:
    """A formula about these sequences instead."""
    indices = {"t": t, "i": i, "j": j, "omega": omega}
    for name, value in sequences.items():
        parameters = tuple(indices[q] for q in signature(value).parameters)
        f = substitute_function(f, name, parameters, value(*parameters))
    return f


def at_random(f: Term) -> Term:
    """A formula about one run, at every sample point."""
    return Forall(omega, renamed(f, PATH))


def everywhere(a: Any) -> Term:
    """∀ 1 ≤ t ≤ T ∀ 1 ≤ i ≤ d ∀ ω: a."""
    return Forall(t, Forall(i, Forall(omega, a), 1, d), 1, T)


def noisy(domains: Mapping[str, Any], moments: Sequence[Function] = MOMENTS) -> dict[str, Any]:
    """What a witness is drawn from: these domains, and a sign of the noise for each of two coordinates at each of two steps."""
    samples = [(pattern, Fraction(1, 16)) for pattern in product((1, -1), repeat=4)]
    return {"domains": domains, "samples": lambda rng: samples, "moments": moments}


# Two steps in the plane with the gradient (1/2, 1/2) everywhere; every coordinate of the noise is ±1.
TWO_STEPS = {
    "T": [2],
    "d": [2],
    **{name: [Fraction(value)] for name, value in {"G": 5, "GF": 2, "L": 1, "c": 1}.items()},
    "rho": [Fraction(0), Fraction(1)],
    **{name: lambda rng, known: lambda *_: Fraction(1, 2) for name in ("grad_x_r", "grad_z_r")},
    "m_r": lambda rng, known: lambda *_: Fraction(1),
    "B_r": lambda rng, known: lambda at, i, point: Fraction(1, 2 ** (at + 1)),
    "F_r": lambda rng, known: lambda at, point: Fraction(-90 * at),
    "zeta_r": lambda rng, known: lambda at, i, point: Fraction(point[2 * at + i - 3]),
    "g_r": lambda rng, known: lambda *at: Fraction(1, 2) + known["functions"]["zeta_r"](*at),
    "flip_r": lambda rng, known: lambda at, i, point: tuple(-q if n == 2 * at + i - 3 else q for n, q in enumerate(point)),
    "b_min": [Fraction(1, 4)],
    "least": [Fraction(0), Fraction(1, 8)],
}
