"""Random terms with every operation, random instances for them, and whether two terms have one value there."""

from __future__ import annotations

import random
from fractions import Fraction

from adal_theory.prove import Function, Sum, inv, maximum, minimum, num, power, sign, sqrt, var
from adal_theory.prove.kernel.terms import Term, exp
from adal_theory.prove.semantics.evaluate import Instance, IntervalArithmetic, evaluate
from adal_theory.prove.semantics.interval import Interval

REALS = [var(n) for n in ("a", "b", "c")]
INTS = [var(n, "int") for n in ("k", "n")]
F = Function("f", ("int",))
NUMBERS = [Fraction(n, d) for n in range(-3, 4) for d in (1, 2, 3)]


def term(rng: random.Random, depth: int, indices: tuple[Term, ...] = ()) -> Term:
    if depth == 0:
        leaf = rng.randrange(4)
        if leaf == 0:
            return num(rng.choice(NUMBERS))
        if leaf == 1 and indices:
            return F[rng.choice(indices) + rng.randrange(-1, 2)]
        return rng.choice([*REALS, *INTS, *indices])

    def again() -> Term:
        return term(rng, depth - 1, indices)

    match rng.randrange(14):
        case 0 | 1:
            return again() + again()
        case 2 | 3:
            return again() * again()
        case 4:
            return again() ** rng.randrange(4)
        case 5:
            return inv(again())
        case 6:
            return sqrt(again())
        case 7:
            return abs(again())
        case 8:
            return rng.choice([maximum, minimum])(again(), again())
        case 9:
            return sign(again())
        case 10:
            return power(again(), rng.choice([*INTS, *indices]) + rng.randrange(-2, 3))
        case 11:
            t = var(f"t{depth}", "int")
            lo, hi = rng.choice([(1, INTS[0]), (INTS[0], INTS[1]), (1, 3), (2, 1), (INTS[0], INTS[0] + 2), (4, 1)])
            return Sum(t, lo, hi, term(rng, depth - 1, (*indices, t)))
        case 12:
            return exp(again())
        case _:
            return again() / again()


def instance(rng: random.Random) -> Instance:
    values = {v.args[0]: rng.choice(NUMBERS) for v in REALS} | {v.args[0]: rng.randrange(-2, 4) for v in INTS}
    table: dict[int, Fraction] = {}
    return Instance(values, {"f": lambda k: table.setdefault(k, rng.choice(NUMBERS))})


def same_value(a: Term, b: Term, at: Instance) -> bool | None:
    try:
        x, y = evaluate(a, at), evaluate(b, at)
    except (ZeroDivisionError, OverflowError):
        return None  # an interval around 0 has no inverse: nothing can be said
    if isinstance(x, Interval) or isinstance(y, Interval):
        return IntervalArithmetic.compare("eq", x, y) is not False
    return bool(x == y)
