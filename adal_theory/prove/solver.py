"""z3 as a decision procedure for one comparison. Steps that rest on it are marked `smt`."""

from __future__ import annotations

from typing import Any

from adal_theory.prove.certificate import sides
from adal_theory.prove.normal import Poly
from adal_theory.prove.terms import Refused, Term

MILLISECONDS = 3000


def refutes(goal: Term, premises: tuple[Term, ...]) -> bool:
    """Whether z3 finds premises and ¬goal unsatisfiable over the reals, atoms being free variables."""
    try:
        import z3
    except ImportError:
        raise Refused("smt", "z3-solver is not installed: pip install 'adal-theory[smt]'") from None
    names: dict[str, Any] = {}

    def real(p: Poly) -> Any:
        total: Any = z3.RealVal(0)
        for m, c in p.items():
            term: Any = z3.RealVal(str(c))
            for a, e in m:
                x = names.setdefault(a.key, z3.Real(f"a{len(names)}"))
                for _ in range(e):
                    term = term * x
            total = total + term
        return total

    def says(f: Term) -> Any:
        p = real(sides(f))
        return {"le": p >= 0, "lt": p > 0, "eq": p == 0, "ne": p != 0}[f.op]

    solver = z3.Solver()
    solver.set("timeout", MILLISECONDS)
    solver.set("random_seed", 0)
    solver.add(*[says(f) for f in premises])
    solver.add(z3.Not(says(goal)))
    return bool(solver.check() == z3.unsat)
