"""Random input never meets anything but an answer or one line. ADAL_FUZZ sets how many."""

from __future__ import annotations

import random

import pytest
from fuzz import examples

from adal_theory import ConfigurationError
from adal_theory.prove.check.reading import read

WORDS = (
    """a b t T g beta lambda 0 1 2 1/2 0.1 1e3 + - * / ** ^ ( ) [ ] , : ; <= < >= > == = != | & .. for in all and Sum( Product(
    sqrt(
    Abs( Max( Min( log( exp( sign( Eq( And( g( g(t) (t,1,T) oo E I S ' √ ≤ · $ # @ { }""",
    r"""a b t T g \beta \epsilon e E 0 1 12 0.5 + - * / ^ _ ( ) [ ] { } , ; \le < \ge = \ne | \| \big| \left| \right|
    \left( \right)
    \frac \tfrac \sqrt \sum \sum_{t=1}^T \sum_{s\le t} \prod \log \exp \max \min \hat \bar \mathbb \mathbb{E} \mathrm{lo}
    \text{for}
    \quad \in \langle \rangle \infty \prime ' \cdot \, \Pi f f( x^* x^+ _1 _t ^2 ^{-x} \{ \} \dots R & $ \foo \nabla f(x_k)
    x_{k+1} \|x_k\| \forall for all t where max min
    \text{a.s.} [T] \top ^\top g_{1:T,i} \min_{t\in[T]} := \\ _\infty _* ^{(k)} \mathcal{O}( E[ beta :""",
)
TEXT, LATEX = (words.split() for words in WORDS)


@pytest.mark.parametrize(("words", "glue"), [(TEXT, " "), (TEXT, ""), (LATEX, " "), (LATEX, "")])
def test_a_soup_of_signs_is_read_or_refused_in_one_line(words: list[str], glue: str) -> None:
    rng = random.Random(16)
    understood = 0
    for _ in range(examples(3000)):
        line = glue.join(rng.choice(words) for _ in range(rng.randrange(1, 12)))
        relation = rng.choice(["", "", " <= b", r" \le b"])
        try:
            understood += bool(read(line + relation, rng.choice([(), ["a <= b"], [r"\beta \ge 0"]])))
        except ConfigurationError as error:
            assert "\n" not in str(error).replace(line, "")
    assert understood > 20


STEPS = [
    "Sum(g(t)**2/(delta + Sum(g(s)**2, (s, 1, t))), (t, 1, T)) <= log(1 + Sum(g(t)**2, (t, 1, T))/delta)",
    r"\sum_{t=1}^T\frac{g_t^2}{\delta+\sum_{s\le t}g_s^2}\le\log\Big(1+\frac1\delta\sum_{t=1}^Tg_t^2\Big)\quad(0<\delta)",
    r"\|x_{k+1}-x^*\|^2 \le \|x_k-x^*\|^2 - 2\eta\langle\nabla f(x_k), x_k-x^*\rangle \quad \forall k\in\{0,\dots,K-1\}",
    r"for t in 1..T: \min_{1\le s\le t} a_s \le \beta_{1,t}^2 + g_t^\top x^{(t)}, \text{ where } \beta_1,\beta_2\in[0,1)",
    "Sum(m_t, (t, 1, T)) <= clip(m_0, lo, hi) for all t in [1, T]",
    r"\|x_t-x^*\|_2 \le \hat m_{t,i}^2 + |\,|a|-|b|\,|",
]


@pytest.mark.parametrize("step", STEPS)
def test_a_step_with_slips_of_the_pen_is_read_or_refused_in_one_line(step: str) -> None:
    rng = random.Random(17)
    for _ in range(examples(1500)):
        letters = list(step)
        for _ in range(rng.randrange(1, 4)):
            at = rng.randrange(len(letters))
            match rng.randrange(3):
                case 0:
                    del letters[at]
                case 1:
                    letters.insert(at, rng.choice(step))
                case _:
                    letters[at] = rng.choice(step)
        try:
            read("".join(letters), rng.choice([(), [r"x_0 = 0"], ["g_t = 0"], [r"\|x_k\| \le 1"]]))
        except ConfigurationError as error:
            assert "\n" not in str(error)
