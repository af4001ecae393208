"""Terms and formulas as text that a person reads, in the letters of theory.md."""

from __future__ import annotations

from adal_theory.prove.terms import Term, body_of, free, open_body, var

GREEK = {"eta": "η", "beta1": "β1", "beta2": "β2", "eps": "ε", "delta": "δ", "gamma": "γ", "omega": "ω", "mu": "μ",
         "zeta": "ζ", "rho1": "ρ1", "sigma": "σ", "alpha": "α", "lambda": "λ", "x_star": "x*", "g_hat": "ĝ", "v_hat": "v̂",
         "m_hat": "m̂", "eta_prime": "η'", "pi": "π", "kappa": "κ"}
RELATION = {"le": "≤", "lt": "<", "eq": "=", "ne": "≠"}
WEAK = ("add",)


def letter(name: str) -> str:
    return GREEK.get(name, name)


def opened(a: Term) -> tuple[Term, Term]:
    """(a variable for the index that `a` binds, the body with it); its name avoids those that occur free."""
    body = body_of(a)
    sort = {"sum": "int", "mean": "sample", "preserves": "sample"}.get(a.op) or a.args[0]
    taken, name = {v.args[0] for v in free(a)}, a.hint or "k"
    while name in taken:
        name += "'"
    v = var(name, sort)
    return v, open_body(body, v)


def text(a: Term) -> str:
    """One line of plain text."""
    return _TEXT.get(a.op, _call)(a)


def _wrap(a: Term, *ops: str) -> str:
    negative = a.op == "num" and (a.args[0] < 0 or a.args[0].denominator != 1)
    return f"({text(a)})" if a.op in ops or negative else text(a)


def _call(a: Term) -> str:
    return f"{a.op}({', '.join(text(b) for b in a.args)})"


def _app(a: Term) -> str:
    return f"{letter(a.args[0])}[{', '.join(text(b) for b in a.args[2:])}]"


def _add(a: Term) -> str:
    out = text(a.args[0])
    for b in a.args[1:]:
        t = text(b)
        out += f" − {t[1:]}" if t.startswith("−") else f" + {t}"
    return out


def _mul(a: Term) -> str:
    parts, below, lead = [], [], ""
    for b in a.args:
        if b.op == "inv":
            below.append(_wrap(b.args[0], "add", "mul", "inv"))
        elif b.op == "num" and b.args[0] == -1:
            lead = "−"
        elif b.op == "num" and b.args[0] < 0:
            lead = "−"
            parts.append(text(-b))
        else:
            parts.append(_wrap(b, *WEAK, "sum"))
    above = "·".join(parts) or "1"
    return lead + above + "".join(f"/{x}" for x in below)


def _power(a: Term) -> str:
    exponent = str(a.args[1]) if isinstance(a.args[1], int) else _wrap(a.args[1], "add", "mul", "inv")
    return f"{_wrap(a.args[0], 'add', 'mul', 'inv', 'sum', 'pow', 'ipow', 'rpow')}^{exponent}"


def _sum(a: Term) -> str:
    k, body = opened(a)
    return f"Σ_{{{k.args[0]}={text(a.args[0])}}}^{{{text(a.args[1])}}} {_wrap(body, 'add')}"


def _mean(a: Term) -> str:
    return f"E[{text(opened(a)[1])}]"


def _all(a: Term) -> str:
    v, body = opened(a)
    _, lo, hi, _ = a.args
    low = f"{text(lo)} ≤ " if lo is not None else ""
    high = f" ≤ {text(hi)}" if hi is not None else ""
    return f"∀ {low}{letter(v.args[0])}{high}: {text(body)}"


def _tends(a: Term) -> str:
    v, body = opened(a)
    return f"{text(body)} → {text(a.args[2])} as {letter(v.args[0])} → ∞"


def _relation(a: Term) -> str:
    return f"{text(a.args[0])} {RELATION[a.op]} {text(a.args[1])}"


def _number(a: Term) -> str:
    c = a.args[0]
    return str(c) if c >= 0 else f"−{-c}"


_TEXT = {
    "num": _number, "var": lambda a: letter(a.args[0]), "bound": lambda a: f"#{a.args[0]}", "app": _app, "add": _add,
    "mul": _mul, "pow": _power, "ipow": _power, "rpow": _power, "inv": lambda a: f"1/{_wrap(a.args[0], 'add', 'mul', 'inv')}",
    "sqrt": lambda a: f"√{_wrap(a.args[0], 'add', 'mul', 'inv', 'pow')}", "abs": lambda a: f"|{text(a.args[0])}|",
    "sum": _sum, "mean": _mean, "all": _all, "preserves": lambda a: f"ω ↦ {text(opened(a)[1])} preserves E", "tends": _tends,
    "imp": lambda a: f"({text(a.args[0])}) ⇒ {text(a.args[1])}",
    **dict.fromkeys(RELATION, _relation),
}
