"""Why a power with a symbolic exponent is its normal form."""

from __future__ import annotations

from adal_theory.prove.coq.equations import chain, equal
from adal_theory.prove.coq.integers import isint
from adal_theory.prove.coq.page import Page
from adal_theory.prove.coq.raw import ONE, product, raised, raw
from adal_theory.prove.kernel.polynomials import canonical, normal, term_of, value
from adal_theory.prove.kernel.terms import Term, num


def real_power(page: Page, a: Term) -> tuple[Term, str]:
    b, n = a.args
    target = raw("rpow", canonical(b), canonical(n))
    return target, f"(f_equal2 pw {equal(page, b, target.args[0])} {equal(page, n, target.args[1])})"


def integer_power(page: Page, a: Term) -> tuple[Term, str]:
    b, n = a.args
    base, exponent = normal(b), normal(n)
    k = value(exponent)
    if k is not None:
        return _literal(page, b, n, int(k))
    e = term_of(exponent)
    if value(base) == 1:
        to_one = f"(f_equal2 pw {equal(page, b, ONE)} (@eq_refl R {page(n)}))"
        return ONE, f"(eq_trans {to_one} (nf_pw_1 {page(n)} {isint(n)}))"
    if len(base) != 1:
        return raw("ipow", term_of(base), e), f"(f_equal2 pw {equal(page, b, term_of(base))} {equal(page, n, e)})"
    ((m, c),) = base.items()
    factors = [*([num(c)] if c != 1 or not m else []), *(raised(x, q) for x, q in m)]
    proof, target = _of_product(page, factors, e)
    return target, f"(eq_trans (f_equal2 pw {equal(page, b, product(*factors))} {equal(page, n, e)}) {proof})"


def _literal(page: Page, b: Term, n: Term, k: int) -> tuple[Term, str]:
    """b^k for a number k: a product, or the inverse of one."""
    base = page(b)
    to = None if n.key == num(k).key else f"(f_equal (fun y : R => pw {base} y) {equal(page, n, num(k))})"
    short = {0: f"(pow_O {base})", 1: f"(pow_1 {base})"}
    if k >= 0:
        target = num(1) if k == 0 else raised(b, k)
        return target, chain(to, f"(nf_pw_nat {base} {k} : pw {base} {page(num(k))} = {base} ^ {k})", short.get(k))
    link = f"(nf_pw_neg {base} {-k} : pw {base} {page(num(k))} = / ({base} ^ {-k}))"
    return raw("inv", raised(b, -k)), chain(to, link, f"(f_equal Rinv (pow_1 {base}))" if k == -1 else None)


def _of_factor(page: Page, x: Term, e: Term) -> tuple[str, Term]:
    if x.op == "pow":
        target = raw("ipow", x.args[0], raw("mul", num(x.args[1]), e))
        power = page(raw("ipow", x, e))
        return f"(nf_pw_pow {page(x.args[0])} {x.args[1]} {page(e)} {isint(e)} : {power} = {page(target)})", target
    target = raw("ipow", x, e)
    return f"(@eq_refl R {page(target)})", target


def _of_product(page: Page, factors: list[Term], e: Term) -> tuple[str, Term]:
    """(xy…)^e = x^e y^e …"""
    proof, first = _of_factor(page, factors[0], e)
    done, targets = [factors[0]], [first]
    for x in factors[1:]:
        one, target = _of_factor(page, x, e)
        proof = f"(eq_trans (nf_pw_mult {page(product(*done))} {page(x)} {page(e)} {isint(e)}) (f_equal2 Rmult {proof} {one}))"
        done.append(x)
        targets.append(target)
    return proof, product(*targets)
