"""Powers with real exponents: monotone, Bernoulli, the weighted means, Young's inequality with conjugate exponents."""

from __future__ import annotations

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.terms import Eq, Term, power, var
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import lemmas_real_powers
from adal_theory.prove.tactics.lemmas import discharge, given
from adal_theory.prove.tactics.state import State
from adal_theory.prove.tactics.steps.elementary import FOLKLORE, INEQUALITIES
from adal_theory.prove.tactics.steps.registry import listed, named

a, b, theta = (var(name) for name in ("a", "b", "theta"))

listed(lemmas_real_powers.one_rpow, "1 to any power q ≥ 0", FOLKLORE, "real exponent")
listed(lemmas_real_powers.one_le_rpow, "real powers of a number at least 1", FOLKLORE, "real exponent monotone")
listed(lemmas_real_powers.rpow_le_rpow, "real powers of two numbers", FOLKLORE, "real exponent monotone")
listed(lemmas_real_powers.rpow_le_one, "real powers of a number in (0, 1]", FOLKLORE, "real exponent monotone")
listed(
    lemmas_real_powers.rpow_le_one_add,
    "Bernoulli's inequality with an exponent in [0, 1]",
    f"{INEQUALITIES}, §2.15",
    "real exponent concave tangent",
)
listed(
    lemmas_real_powers.am_gm_weighted,
    "weighted arithmetic and geometric mean",
    f"{INEQUALITIES}, §2.5",
    "am gm real exponent theta young inner",
)
listed(
    lemmas_real_powers.one_add_le_rpow,
    "Bernoulli's inequality with an exponent of at least 1",
    f"{INEQUALITIES}, §2.15",
    "real exponent convex tangent",
)
listed(lemmas_real_powers.young_conjugate, "Young's inequality, 1/p + 1/q = 1", f"{INEQUALITIES}, §4.8", "hoelder holder product")


@named("Young's inequality with conjugate exponents", f"{INEQUALITIES}, §4.8", "real exponent hoelder holder product conjugate")
def young_rpow() -> Theorem:
    """The weighted means of a^(1/θ) and b^(1/(1−θ)); θ = 1/p and 1 − θ = 1/q."""
    p = given(a=a > 0, b=b > 0, low=theta > 0, up=theta < 1)
    rest = p.have(1 - theta > 0, "up")
    r, s = power(a, 1 / theta), power(b, 1 / (1 - theta))
    sizes = (k.power_positive(1 / theta, p["a"]), k.power_positive(1 / (1 - theta), p["b"]))
    t = k.instantiate(lemmas_real_powers.am_gm_weighted(), ((a, r), (b, s)))
    t = discharge(t, (*sizes, p.have(theta >= 0, "low"), p.have(theta <= 1, "up")))
    back = [_root_of_power(p, u, w, positive) for u, w, positive in ((a, p["low"], p["a"]), (b, rest, p["b"]))]
    return p.have(a * b <= theta * r + (1 - theta) * s, t, *back, auto=False)


def _root_of_power(p: State, u: Term, exponent: Theorem, positive: Theorem) -> Theorem:
    """(u^(1/w))^w = u, for the w of which 0 < w is known."""
    w: Term = exponent.conclusion.args[1]
    whole = p.congr(p.have(Eq(1 / w * w, 1), k.inverse(exponent), auto=False), lambda y: power(u, y))
    return p.have(Eq(power(power(u, 1 / w), w), u), k.real_power_power(u, 1 / w, w, positive), whole, auto=False)
