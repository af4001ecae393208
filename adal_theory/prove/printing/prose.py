"""Sentences with mathematics in them as LaTeX: what a title or docstring writes as `η/√t ≤ η'_t` becomes a formula.

A run of symbols between words is one formula. Whatever is not recognised stays text, with everything special escaped, so that
no sentence can give LaTeX a command.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from unicodedata import normalize

from adal_theory.prove.printing.latex import SIGNS, letter, words

Cite = Callable[[str], str]
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ", "0123456789−+n")
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉₊₋", "0123456789+−")
ACCENTS = {"\u0302": r"\hat", "\u0304": r"\bar", "\u0303": r"\tilde"}
FUNCTIONS = {w: rf"\{w}" for w in ("max", "min", "log", "exp", "lim", "inf", "sup", "cos", "sin")}
FUNCTIONS |= {"sign": r"\operatorname{sign}", "lo": r"\mathrm{lo}", "hi": r"\mathrm{hi}"}
BEFORE = "√Σ∇∂Π∀"  # signs in front of what they act on
INFIX = "+−·×/=≤≥<>≠≈≡→↦∈±∓⇒"
RELATIONS = "=≤≥<>≠≈≡→↦∈⇒"
OTHERS = "‖|∞½°…"
_SCRIPT = r"(?:[_^](?:\{[^{}]*\}|\([^()]*\)|[−-]?[A-Za-z0-9]+|[∞+*α-ωΑ-Ω]\d?)|[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ]+|[₀-₉₊₋]+|'(?!s\b)|\*(?![\w*]))"
_TOKENS = re.compile(
    rf"""(?P<space>\s+)|(?P<id>[A-Z]\d+(?:\.\w+)+)
    |(?P<number>\d+(?:\.\d+)?(?![\w])(?P<ns>{_SCRIPT}*)|\d+(?=[α-ωΑ-Ω√A-Za-z](?![a-z]))|\d+(?P<ns2>{_SCRIPT}*))
    |(?P<function>(?:max|min|log|exp|lim|inf|sup|cos|sin|sign|lo|hi)(?![A-Za-z'’-])(?P<fs>(?:{_SCRIPT})*))
    |(?P<product>[A-Z](?=[a-z][_^])|[a-z][A-Z](?![A-Za-z])|(?<!\d)[bcdkq][xt](?![A-Za-z]))
    |(?P<name>[A-Za-z]{{2,}}(?P<as>(?:[_^](?:\{{[^{{}}]*\}}|[A-Za-z0-9]+))+))
    |(?P<word>[A-Za-zÀ-ÖØ-öø-ÿ]{{2,}}(?:[_'’-][A-Za-zÀ-ÖØ-öø-ÿ]+)*)
    |(?P<atom>[A-Za-zα-ωΑ-Ωϕ][\u0302\u0303\u0304]?(?:(?<=[α-ωΑ-Ω])\d[t\d]?(?!\w)|(?<=[α-ωΑ-Ω])\d|(?<=[A-Za-z])\d+(?!\w))?(?P<scripts>(?:{_SCRIPT})*))
    |(?P<infix>[{INFIX}])|(?P<before>∇(?:_[A-Za-z0-9])?|[ΣΠ](?P<bs>(?:{_SCRIPT})*)|[{BEFORE}])|(?P<other>[‖|](?P<os>(?:{_SCRIPT})*)|[{OTHERS}])
    |(?P<open>[(\[⟨])|(?P<close>[)\]⟩](?P<cs>(?:{_SCRIPT})*))
    |(?P<mark>[,;:.!?]|'s\b)|(?P<text>.)""",
    re.VERBOSE | re.DOTALL,
)
_MATHEMATICS = ("number", "function", "product", "name", "atom", "infix", "before", "other", "open", "close")


@dataclass
class _Token:
    kind: str
    text: str
    cite: str = ""

    @property
    def is_math(self) -> bool:
        return self.kind in _MATHEMATICS


def prose(text: str, ids: re.Pattern[str] | None = None, cite: Cite = words) -> str:
    """A sentence as LaTeX. What `ids` matches outside of formulas is a citation, which `cite` makes into LaTeX."""
    tokens = _read(_decomposed(text), ids)
    _settle_letters(tokens)
    _settle_brackets(tokens)
    return _joined(tokens, cite)


def _decomposed(text: str) -> str:
    """Letters with a hat, a bar or a tilde in two signs; all others as one."""
    text = "".join(normalize("NFD", c) if normalize("NFD", c)[1:2] in ACCENTS else c for c in normalize("NFC", text))
    return re.sub(r"\s+", " ", text)


def _read(text: str, ids: re.Pattern[str] | None) -> list[_Token]:
    out: list[_Token] = []
    at = 0
    while at < len(text):
        if ids is not None and (found := ids.match(text, at)) and not (at and (text[at - 1].isalnum() or text[at - 1] in "_^\\")):
            out.append(_Token("cite", found[0]))
            at = found.end()
            continue
        match = _TOKENS.match(text, at)
        assert match is not None
        out.append(_Token(match.lastgroup if match.lastgroup in _MATHEMATICS else _kind(match), match[0]))
        at = match.end()
    return out


def _kind(match: re.Match[str]) -> str:
    kind = next(name for name in (*_MATHEMATICS, "space", "id", "word", "mark", "text") if match[name] is not None)
    return "word" if kind == "id" else kind


def _neighbour(tokens: list[_Token], k: int, step: int) -> _Token:
    """The next token but spaces."""
    k += step
    while 0 <= k < len(tokens) and tokens[k].kind == "space":
        k += step
    return tokens[k] if 0 <= k < len(tokens) else _Token("mark", ".")


def _settle_letters(tokens: list[_Token]) -> None:
    """The words a, A and I, where they are no letters of a formula."""
    for k, token in enumerate(tokens):
        if token.kind == "word" and len(token.text) == 2 and _between_signs(tokens, k):
            token.kind = "product"
        if token.kind == "word" and token.text.isascii() and token.text.isalpha() and k and tokens[k - 1].text == "√":
            token.kind = "name"
        if token.kind != "atom" or token.text not in ("a", "A", "I"):
            continue
        after, before = _neighbour(tokens, k, 1), _neighbour(tokens, k, -1)
        close_by = k + 1 < len(tokens) and tokens[k + 1].kind != "space"
        infix = after.kind == "infix" and not (after.text == "−" and not _spaced(tokens, k, after))
        factor = after.kind in ("atom", "other") and token.text == "A"
        ends = after.kind in ("close", "mark") or after.text[0] == "|"
        if not (infix or ends or factor or (close_by and after.is_math) or (before.kind in ("infix", "before"))):
            token.kind = "word"


def _between_signs(tokens: list[_Token], k: int) -> bool:
    """Whether two letters are a product: 1/(ab), 2ab ≤ c."""
    first, last = k, k
    while first > 0 and tokens[first - 1].kind in ("open", "number"):
        first -= 1
    while last + 1 < len(tokens) and tokens[last + 1].kind == "close":
        last += 1
    return first < k and last > k and tokens[first - 1].kind == "infix"


def _spaced(tokens: list[_Token], k: int, sign: _Token) -> bool:
    """Whether a minus sign stands between two terms: with a space on both sides, or on neither."""
    at = next(n for n in range(k, len(tokens)) if tokens[n] is sign)
    before = tokens[at - 1].kind == "space"
    after = at + 1 < len(tokens) and tokens[at + 1].kind == "space"
    return before == after


def _settle_brackets(tokens: list[_Token]) -> None:
    """Brackets around words are punctuation."""
    stack: list[int] = []
    for k, token in enumerate(tokens):
        if token.kind == "open":
            stack.append(k)
        elif token.kind == "close":
            if not stack:
                token.kind = "mark"
                continue
            start = stack.pop()
            inside = tokens[start + 1 : k]
            words_in = any(q.kind in ("word", "cite", "text") or q.text in (";", ":") for q in inside)
            remark = token.text == ")" and _is_remark(tokens, start, inside)
            if words_in or not inside or remark:
                tokens[start].kind = token.kind = "mark"
            else:
                for q in inside:
                    q.kind = "other" if q.kind == "mark" else q.kind
    for k in stack:
        tokens[k].kind = "mark"


def _is_remark(tokens: list[_Token], start: int, inside: list[_Token]) -> bool:
    """A condition in brackets after a formula, as in b < β (β > 0), or anything after a word and a space."""
    relation = any(q.text in RELATIONS for q in inside)
    spaced = start > 0 and tokens[start - 1].kind == "space"
    return relation and (spaced or start == 0)


def _joined(tokens: list[_Token], cite: Cite) -> str:
    out: list[str] = []
    k = 0
    while k < len(tokens):
        if not tokens[k].is_math:
            out.append(cite(tokens[k].text) if tokens[k].kind == "cite" else words(tokens[k].text))
            k += 1
            continue
        end = k + 1
        while end < len(tokens) and (tokens[end].is_math or tokens[end].kind == "space"):
            end += 1
        while tokens[end - 1].kind == "space":
            end -= 1
        out.append(_run(tokens[k:end]))
        k = end
    return "".join(out)


def _run(tokens: list[_Token]) -> str:
    if len(tokens) == 1 and re.fullmatch(r"[\d.]+", tokens[0].text):
        return tokens[0].text
    return f"${re.sub(' +', ' ', _math(tokens)).strip()}$"


def _math(tokens: list[_Token]) -> str:
    out, k = "", 0
    while k < len(tokens):
        token = tokens[k]
        if token.text == "√":
            inner, k = _under_root(tokens, k + 1)
            out += rf"\sqrt{{{inner}}}"
            continue
        out += _drawn(token)
        k += 1
    return out


def _under_root(tokens: list[_Token], k: int) -> tuple[str, int]:
    """(what stands under the root whose sign was before k, where to go on)."""
    if k >= len(tokens) or tokens[k].kind == "space":
        return "", k
    if tokens[k].text[0] == "Σ":
        end = next((n for n in range(k, len(tokens)) if tokens[n].kind in ("infix", "close")), len(tokens))
        return _math(tokens[k:end]).strip(), end
    if tokens[k].kind != "open":
        if tokens[k].text == "√":
            inner, k = _under_root(tokens, k + 1)
            return rf"\sqrt{{{inner}}}", k
        return _drawn(tokens[k]), k + 1
    depth = 0
    for end in range(k, len(tokens)):
        depth += {"open": 1, "close": -1}.get(tokens[end].kind, 0)
        if depth == 0:
            whole = tokens[end].text
            return _math(tokens[k + 1 : end]), end + 1 if len(whole) == 1 else _cut(tokens, end)
    return _drawn(tokens[k]), k + 1


def _cut(tokens: list[_Token], end: int) -> int:
    """Leaves the scripts of a closing bracket to the root: √(…)²."""
    tokens[end] = _Token("other", tokens[end].text[1:])
    return end


def _drawn(token: _Token) -> str:
    text = token.text
    if token.kind == "space":
        return " "
    if token.kind == "function":
        name = re.match(r"[a-z]+", text)
        assert name is not None
        return FUNCTIONS[name[0]] + (_scripts(text[name.end() :]) or " ")
    if token.kind == "number":
        digits = re.match(r"[\d.]+", text)
        assert digits is not None
        return digits[0] + _scripts(text[digits.end() :])
    if token.kind == "product":
        return text
    if token.kind == "name":
        letters = re.match(r"[A-Za-z]+", text)
        assert letters is not None
        return rf"\mathrm{{{letters[0]}}}" + _scripts(text[letters.end() :])
    if token.kind == "atom":
        return _atom(text)
    if token.kind == "close":
        return _bracket(text[0]) + _scripts(text[1:])
    if token.kind == "open":
        return _bracket(text)
    if token.kind == "before":
        return (r"\sum" if text[0] == "Σ" else letter(text[0]).strip()) + (_scripts(text[1:]) or " ")
    if token.kind == "other":
        return _sign(text)
    return {"·": r"\,", "/": "/"}.get(text) or letter(text)


def _bracket(c: str) -> str:
    return {"⟨": r"\langle ", "⟩": r"\rangle "}.get(c, c)


def _sign(text: str) -> str:
    if text[0] in "‖|":
        return {"‖": r"\|", "|": r"\vert "}[text[0]] + _scripts(text[1:])
    if text[0] in "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺_^'*":
        return "{}" + _scripts(text)
    known = {"½": r"\tfrac12 ", "°": r"^\circ ", ",": r",\,", ".": "."}
    return known.get(text) or (letter(text) if text in SIGNS else words(text))


def _atom(text: str) -> str:
    base, at = text[0], 1
    drawn = {"Σ": r"\sum", "E": r"\mathbb{E}" if at == len(text) else "E"}.get(base) or letter(base).strip()
    if text[at : at + 1] in ACCENTS and at < len(text):
        drawn, at = rf"{ACCENTS[text[at]]}{{{drawn}}}", at + 1
    digits = re.compile(r"\d*t?").match(text, at)
    assert digits is not None
    scripts = _scripts(text[digits.end() :], digits[0])
    return drawn + (scripts or (" " if drawn[0] == "\\" and drawn[-1] != "}" else ""))


def _scripts(text: str, low: str = "") -> str:
    """Indices and exponents, each gathered into one."""
    high = ""
    for part in re.findall(_SCRIPT, text):
        if part == "'":
            high += r"\prime "
        elif part == "*":
            high += "*"
        elif part[0] in "₀₁₂₃₄₅₆₇₈₉₊₋":
            low += ("," if low else "") + _inside(part.translate(SUBSCRIPTS))
        elif part[0] not in "_^":
            high += _inside(part.translate(SUPERSCRIPTS))
        else:
            inner = part[1:]
            inner = inner[1:-1] if inner[0] in "{(" else inner
            if part[0] == "_":
                low += (r";\," if low else "") + _inside(inner)
            else:
                high += _inside(inner)
    return (f"_{{{low}}}" if low else "") + (f"^{{{high}}}" if high else "")


def _inside(text: str) -> str:
    """All of an index or exponent is mathematics; a word in it stands upright."""
    if re.fullmatch(r"[A-Za-z]{2,}", text):
        return FUNCTIONS.get(text, rf"\mathrm{{{text}}}")
    tokens = _read(text.replace("-", "−"), None)
    for q in tokens:
        q.kind = {"mark": "other"}.get(q.kind, q.kind)
    return "".join(
        (rf"\mathrm{{{words(q.text)}}}" if q.kind in ("word", "text") else "" if q.text == " " else _math([q])) for q in tokens
    )


__all__ = ["FUNCTIONS", "prose"]
