"""Derivatives and limits in Coq."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from adal_theory.prove.coq import names
from adal_theory.prove.coq.equations import converted, equal
from adal_theory.prove.coq.errors import NotExported
from adal_theory.prove.coq.raw import MINUS_ONE, ONE, ZERO, abstract, minus, open_body, raised, raw
from adal_theory.prove.coq.step import Step
from adal_theory.prove.kernel.binders import free
from adal_theory.prove.kernel.terms import Term, num
from adal_theory.prove.kernel.theorem import Theorem, same

# By the chain rule: the derivative by the first argument, and the lemma.
_CHAIN: dict[str, tuple[Callable[[Term], Term], str]] = {
    "inv": (lambda a: raw("mul", MINUS_ONE, raw("pow", a, 2)), "s_inv"),
    "sqrt": (lambda a: raw("inv", raw("mul", num(2), a)), "s_sqrt"),
    "exp": (lambda a: a, "s_exp"),
    "log": (lambda a: raw("inv", a.args[0]), "s_log"),
    "rpow": (lambda a: raw("mul", a.args[1], raw("rpow", a.args[0], raw("add", a.args[1], MINUS_ONE))), "s_pw"),
}


class _Derivation:
    """Derivatives by the variable v, at every v > lo, from facts."""

    def __init__(self, step: Step, v: Term, lo: Term, facts: Sequence[Theorem]) -> None:
        self.step, self.page, self.v, self.lo, self.facts = step, step.page, v, lo, facts

    def of(self, a: Term) -> tuple[str, Term]:
        """(the proof in Coq, the derivative as it stands there)."""
        lo, page = self.page(self.lo), self.page
        if self.v not in free(a):
            return f"(s_const {lo} {page(a)})", ZERO
        if a == self.v:
            return f"(s_id {lo})", ONE
        known = self._known(a)
        if known is not None:
            return known
        if a.op in ("add", "mul"):
            return self._of_many(a)
        (b, *_), (inner, d) = a.args, self.of(a.args[0])
        head = f"{lo} {page.of(self.v, b)} {page.of(self.v, d)}"
        if a.op == "pow":
            n = a.args[1]
            lower = raised(b, n - 1) if n > 2 else raw("mul", b, ONE)
            return f"(s_pow' {head} {n} {inner})", raw("mul", raw("mul", num(n), lower), d)
        factor, lemma = _CHAIN[a.op]
        exponent = f" {page(a.args[1])}" if a.op == "rpow" else ""
        condition = "" if a.op == "exp" else f" {self._condition(a.op, b)}"
        return f"({lemma} {head}{exponent} {inner}{condition})", raw("mul", factor(a), d)

    def _known(self, a: Term) -> tuple[str, Term] | None:
        for q in reversed(self.facts):  # of two on one function the kernel takes the last
            f = q.conclusion
            if f.op == "slope" and open_body(f.args[1], self.v).key == a.key:
                body, d = (open_body(f.args[k], self.v) for k in (1, 2))
                wanted = raw("slope", self.lo, abstract(body, self.v), abstract(d, self.v))
                return self.step.premise(q, wanted), d
        return None

    def _of_many(self, a: Term) -> tuple[str, Term]:
        page, v, lo = self.page, self.v, self.page(self.lo)
        proof, d = self.of(a.args[0])
        whole = a.args[0]
        for b in a.args[1:]:
            more, e = self.of(b)
            args = " ".join(page.of(v, x) for x in (whole, d, b, e))
            proof = f"(s_{a.op} {lo} {args} {proof} {more})"
            d = raw("add", d, e) if a.op == "add" else raw("add", raw("mul", d, b), raw("mul", whole, e))
            whole = raw(a.op, whole, b)
        return proof, d

    def _fact(self, g: Term) -> str | None:
        """∀ v > lo: g, where a fact says so."""
        for q in self.facts:
            f = q.conclusion
            inside = open_body(f.args[3], self.v) if f.op == "all" else f
            if inside.op == "imp" and same(inside.args[1], g):
                body = raw("imp", raw("lt", self.lo, self.v), g)
                if f.op == "all":
                    return self.step.premise(q, raw("all", "real", None, None, abstract(body, self.v)))
                return f"(fun {names.variable(self.v)} : R => {self.step.premise(q, body)})"
        return None

    def _condition(self, op: str, b: Term) -> str:
        positive = self._fact(raw("lt", ZERO, b))
        if op != "inv" and positive is not None:
            return positive
        nonzero = self._fact(raw("ne", b, ZERO))
        if op == "inv" and nonzero is not None:
            return nonzero
        if op == "inv" and positive is not None:
            return f"(fun {names.variable(self.v)} hv => Rgt_not_eq _ _ ({positive} {names.variable(self.v)} hv))"
        raise NotExported(f"no fact says that {b} is positive")


def _derivative(step: Step) -> str:
    v, facts = step.arguments[0], step.arguments[3]
    a, lo = step.numbers(1, 2)
    page = step.page
    page.scope.add(names.variable(v))
    proof, d = _Derivation(step, v, lo, facts).of(a)
    f = step.theorem.conclusion
    wanted = open_body(f.args[2], v)
    found = (
        f"(s_eq {page(lo)} {page.of(v, a)} {page.of(v, d)} {page.of(v, wanted)} {proof} "
        f"(fun {names.variable(v)} _ => {equal(page, d, wanted)}))"
    )
    return step.to(raw("slope", lo, abstract(a, v), abstract(wanted, v)), found)


def _slope_equal(step: Step) -> str:
    t, equation = step.arguments
    f, page = t.conclusion, step.page
    v, lo = page.fresh("real"), f.args[0]
    body, d, new = (open_body(x, v) for x in (f.args[1], f.args[2], step.theorem.conclusion.args[2]))
    wanted = raw("all", "real", None, None, abstract(raw("imp", raw("lt", lo, v), raw("eq", d, new)), v))
    return (
        f"(s_eq {page(lo)} {page.of(v, body)} {page.of(v, d)} {page.of(v, new)} {step.use(t)} {step.premise(equation, wanted)})"
    )


def _tends_by_rate(step: Step) -> str:
    v, t = step.arguments[0], step.arguments[4]
    a, limit, rate = step.numbers(1, 2, 3)
    page, n = step.page, names.variable(v)
    page.scope.add(n)
    lo, body = t.conclusion.args[1], t.conclusion.args[3]
    wanted = raw("le", raw("abs", minus(a, limit)), raw("mul", rate, raw("inv", raw("sqrt", v))))
    taken, lemma = (f"{n} {names.integer_proof(v)} hv", "r_tends_Z") if v.sort == "int" else (f"{n} hv", "r_tends_R")
    inner = converted(page, open_body(body, v), wanted, f"({step.use(t)} {taken})")
    return f"({lemma} {page.of(v, a)} {page(limit)} {page(rate)} {page(lo)} (fun {taken} => {inner}))"


CALCULUS = {"derivative": _derivative, "slope_equal": _slope_equal, "tends_by_rate": _tends_by_rate}
