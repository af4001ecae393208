"""Why an atom is its normal form, branch by branch as in `polynomials`: functions of numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from adal_theory.prove.coq.atoms_binders import mean_atom, sum_atom
from adal_theory.prove.coq.atoms_powers import integer_power, real_power
from adal_theory.prove.coq.equations import by_value, chain, equal, inside, same_application
from adal_theory.prove.coq.errors import NotExported
from adal_theory.prove.coq.page import Page
from adal_theory.prove.coq.raw import MINUS_ONE, ONE, ZERO, product, raised, raw
from adal_theory.prove.kernel.polynomials import canonical, normal, plus, root, split, term_of, value
from adal_theory.prove.kernel.terms import Term, mul, num


def atom_proof(page: Page, a: Term) -> str:
    """a = its normal form."""
    if a.op not in _ATOMS:
        raise NotExported(f"there is no normal form of {a.op} in Coq")
    reached, proof = _ATOMS[a.op](page, a)
    target = canonical(a)
    last = None if reached.key == target.key else equal(page, reached, target)
    return chain(proof, last)


def _app(page: Page, a: Term) -> tuple[Term, str]:
    target = canonical(a)
    return target, same_application(page, a, target)


def _to(page: Page, function: str, a: Term, b: Term) -> str | None:
    return inside(page, function, a.args[0], b)


def _kept(page: Page, a: Term) -> tuple[Term, str]:
    """The term itself."""
    return a, f"(@eq_refl R {page(a)})"


def _linked(page: Page, a: Term, b: Term, *links: str | None) -> tuple[Term, str]:
    """b, and a = b by those of the links that are needed."""
    needed = [link for link in links if link is not None]
    return (b, chain(*needed)) if needed else _kept(page, a)


def _inverse(page: Page, a: Term) -> tuple[Term, str]:
    (b,) = a.args
    if b.op == "mul":
        parts = raw("mul", *[raw("inv", c) for c in b.args])
        return parts, f"(ltac:(inv_prod) : {page(a)} = {page(parts)})"
    if b.op == "pow":
        return raw("pow", raw("inv", b.args[0]), b.args[1]), f"(nf_inv_pow {page(b.args[0])} {b.args[1]})"
    p = normal(b)
    c = value(p)
    if c is not None:
        target = num(1 / c if c else 0)
        link = f"(ltac:(inv_const) : / {page(num(c))} = {page(target)})"
        return _linked(page, a, target, _to(page, "/", a, num(c)), link)
    c, common, rest = split(p)
    rest_term = term_of(rest)
    if c == 1 and len(common) == 1 and common[0][1] == 1 and value(rest) == 1:
        return _inverse_of_atom(page, a, common[0][0])
    if c == 1 and not common:
        return _linked(page, a, raw("inv", rest_term), _to(page, "/", a, rest_term))
    factors = [*([num(c)] if c != 1 else []), *(raised(x, e) for x, e in common), *([rest_term] if value(rest) != 1 else [])]
    whole = product(*factors)
    parts = product(*[raw("inv", f) for f in factors])
    apart = f"(ltac:(inv_prod) : / {page(whole)} = {page(parts)})" if len(factors) > 1 else None
    return _linked(page, a, parts, _to(page, "/", a, whole), apart)


def _inverse_of_atom(page: Page, a: Term, x: Term) -> tuple[Term, str]:
    """1/x, and x for 1/(1/x)."""
    to = _to(page, "/", a, x)
    if x.op == "inv":
        return _linked(page, a, x.args[0], to, f"(Rinv_inv {page(x.args[0])})")
    return _linked(page, a, raw("inv", x), to)


def _sqrt(page: Page, a: Term) -> tuple[Term, str]:
    p = normal(a.args[0])
    c = value(p)
    if c is not None:
        return _sqrt_of_number(page, a, c)
    if len(p) > 1:
        return _linked(page, a, raw("sqrt", term_of(p)), _to(page, "sqrt", a, term_of(p)))
    ((m, c),) = p.items()
    r = root(c)
    squares = [(x, e // 2) for x, e in m if e // 2]
    odd = [x for x, e in m if e % 2]
    if (r is not None and r != 1) or squares:
        scale = num(1 if r is None else r)
        parts = [
            (scale, f"(@eq_refl R (Rabs {page(scale)}))", raw("abs", scale)),
            *(_size_raised(page, x, h) for x, h in squares),
        ]
        whole, link, size = _size_of_product(page, parts)
        under = product(num(c if r is None else 1), *odd)
        to = _to(page, "sqrt", a, raw("mul", raw("pow", whole, 2), under))
        sized = f"(f_equal (fun y : R => y * {page(raw('sqrt', under))}) {link})"
        return _linked(page, a, raw("mul", size, raw("sqrt", under)), to, f"(nf_sqrt_sq {page(whole)} {page(under)})", sized)
    if len(odd) == 1 and odd[0].op == "inv" and c == 1:
        target = raw("inv", raw("sqrt", odd[0].args[0]))
        return _linked(page, a, target, _to(page, "sqrt", a, odd[0]), f"(sqrt_inv {page(odd[0].args[0])})")
    under = mul(num(c), *odd)
    return _linked(page, a, raw("sqrt", under), _to(page, "sqrt", a, under))


def _sqrt_of_number(page: Page, a: Term, c: Fraction) -> tuple[Term, str]:
    if c <= 0:
        link = f"(sqrt_neg_0 {page(num(c))} {by_value(page, num(c), 'le', ZERO)})"
        return _linked(page, a, ZERO, _to(page, "sqrt", a, num(c)), link)
    r = root(c)
    if r is None:
        return _linked(page, a, raw("sqrt", num(c)), _to(page, "sqrt", a, num(c)))
    link = f"(nf_sqrt_const {page(num(r))} {by_value(page, ZERO, 'le', num(r))})"
    return _linked(page, a, num(r), _to(page, "sqrt", a, raw("mul", num(r), num(r))), link)


def _size(page: Page, c: Fraction) -> tuple[Term, str]:
    """|c| of a number."""
    if c >= 0:
        return num(c), f"(nf_abs_pos {page(num(c))} {by_value(page, ZERO, 'le', num(c))})"
    return raw("mul", MINUS_ONE, num(c)), f"(nf_abs_neg {page(num(c))} {by_value(page, num(c), 'le', ZERO)})"


def _size_of_power(page: Page, x: Term, e: int) -> list[tuple[Term, str, Term]]:
    """|x^e| in factors: (factor, the proof that its size is the last, that)."""
    found = []
    if e // 2:
        y = raw("pow", raised(x, e // 2), 2)
        found.append((y, f"(nf_abs_square {page(y.args[0])})", y))
    if e % 2:
        if x.op == "abs":
            found.append((x, f"(Rabs_Rabsolu {page(x.args[0])})", x))
        elif x.op == "sqrt":
            found.append((x, f"(nf_abs_sqrt {page(x.args[0])})", x))
        elif x.op == "inv":
            found.append((x, f"(Rabs_inv {page(x.args[0])})", raw("inv", raw("abs", x.args[0]))))
        else:
            found.append((x, f"(@eq_refl R (Rabs {page(x)}))", raw("abs", x)))
    return found


def _size_raised(page: Page, x: Term, h: int) -> tuple[Term, str, Term]:
    """|x^h| = |x|^h, as in `_size_of_power`."""
    y, size = raised(x, h), raised(raw("abs", x), h)
    return y, f"(eq_sym (RPow_abs {page(x)} {h}))" if h > 1 else f"(@eq_refl R {page(size)})", size


def _size_of_product(page: Page, parts: Sequence[tuple[Term, str, Term]]) -> tuple[Term, str, Term]:
    """(the product of the factors, the proof that its size is the product of theirs, that)."""
    done, link = [parts[0][0]], parts[0][1]
    for x, proof, _ in parts[1:]:
        link = f"(eq_trans (Rabs_mult {page(product(*done))} {page(x)}) (f_equal2 Rmult {link} {proof}))"
        done.append(x)
    return product(*done), link, product(*[z for _, _, z in parts])


def _abs(page: Page, a: Term) -> tuple[Term, str]:
    p = normal(a.args[0])
    if not p:
        return _linked(page, a, ZERO, _to(page, "Rabs", a, ZERO), "Rabs_R0")
    c, common, _ = split(p)
    if len(p) > 1:
        rest = term_of({m: e / c for m, e in p.items()})
        if c == 1:
            return _linked(page, a, raw("abs", rest), _to(page, "Rabs", a, rest))
        size, proof = _size(page, c)
        link = f"(eq_trans (Rabs_mult {page(num(c))} {page(rest)}) (f_equal2 Rmult {proof} (@eq_refl R (Rabs {page(rest)}))))"
        return _linked(page, a, raw("mul", size, raw("abs", rest)), _to(page, "Rabs", a, raw("mul", num(c), rest)), link)
    parts = []
    if c != 1 or not common:
        size, proof = _size(page, c)
        parts.append((num(c), proof, size))
    for x, e in common:
        parts += _size_of_power(page, x, e)
    whole, link, size = _size_of_product(page, parts)
    return _linked(page, a, size, _to(page, "Rabs", a, whole), link)


def _log(page: Page, a: Term) -> tuple[Term, str]:
    b = canonical(a.args[0])
    c, to = value(normal(b)), _to(page, "ln", a, b)
    if c is not None and c <= 0:
        return _linked(page, a, ZERO, to, f"(nf_ln_neg {page(b)} {by_value(page, b, 'le', ZERO)})")
    return _linked(page, a, ZERO, to, "ln_1") if c == 1 else _linked(page, a, raw("log", b), to)


def _exp(page: Page, a: Term) -> tuple[Term, str]:
    b = canonical(a.args[0])
    to = _to(page, "exp", a, b)
    return _linked(page, a, ONE, to, "exp_0") if b.key == ZERO.key else _linked(page, a, raw("exp", b), to)


def _sign(page: Page, a: Term) -> tuple[Term, str]:
    b = canonical(a.args[0])
    c, to = value(normal(b)), _to(page, "sgn", a, b)
    if c is None:
        return _linked(page, a, raw("sign", b), to)
    if c == 0:
        return _linked(page, a, ZERO, to, "nf_sgn_0")
    lemma, low, high = ("nf_sgn_pos", ZERO, b) if c > 0 else ("nf_sgn_neg", b, ZERO)
    return _linked(page, a, num(1 if c > 0 else -1), to, f"({lemma} {page(b)} {by_value(page, low, 'lt', high)})")


def _extremum(page: Page, a: Term) -> tuple[Term, str]:
    b, c = a.args
    p, q = normal(b), normal(c)
    function = {"max": "Rmax", "min": "Rmin"}[a.op]
    difference = value(plus(p, q, -1))
    if difference is not None:
        left = (difference >= 0) == (a.op == "max") or difference == 0
        low, high = (c, b) if left == (a.op == "max") else (b, c)
        side = "left" if left else "right"
        return b if left else c, f"({function}_{side} {page(b)} {page(c)} {by_value(page, low, 'le', high)})"
    return _in_order(page, a, function)


def _in_order(page: Page, a: Term, function: str) -> tuple[Term, str]:
    """max(b, c) or max(c, b), as the normal form has it."""
    b, c = a.args
    target = canonical(a)
    u, v = target.args
    if u.key == canonical(b).key:
        return target, f"(f_equal2 {function} {equal(page, b, u)} {equal(page, c, v)})"
    swapped = f"(f_equal2 {function} {equal(page, c, u)} {equal(page, b, v)})"
    return target, f"(eq_trans ({function}_comm {page(b)} {page(c)}) {swapped})"


_ATOMS: dict[str, Callable[[Page, Term], tuple[Term, str]]] = {
    "app": _app,
    "inv": _inverse,
    "sqrt": _sqrt,
    "abs": _abs,
    "log": _log,
    "exp": _exp,
    "sign": _sign,
    "max": _extremum,
    "min": _extremum,
    "ipow": integer_power,
    "rpow": real_power,
    "sum": sum_atom,
    "mean": mean_atom,
}
