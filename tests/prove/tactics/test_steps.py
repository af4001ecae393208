"""The library of named steps: each a theorem with the hypotheses that it states, true at random points, one line to use."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import adal_theory as at
from adal_theory import ConfigurationError
from adal_theory.prove import (
    Eq,
    Forall,
    Function,
    Library,
    Mean,
    Proof,
    Sum,
    Term,
    Undecided,
    log,
    maximum,
    minimum,
    power,
    rules,
    sqrt,
    step,
    steps,
    var,
)
from adal_theory.prove.check.judging.second_judge import judge
from adal_theory.prove.kernel.replay import replay
from adal_theory.prove.library.witnesses import REALS, Sampler
from adal_theory.prove.semantics.evaluate import IntervalArithmetic, evaluate

STATEMENTS = dict(
    line.split(": ", 1)
    for line in (Path(__file__).parents[2] / "reference" / "named_steps.txt").read_text(encoding="utf-8").splitlines()
)
NOT_AT_A_POINT = {"monotone_of_deriv_nonneg"}  # speaks of a derivative
a, b, c, x, y = (var(name) for name in "abcxy")
beta, theta, eps, lam = (var(name) for name in ("beta", "theta", "epsilon", "lambda_"))
T, d, t, s, i = (var(name, "int") for name in "Tdtsi")
g, m, w = (Function(name, ("int",)) for name in "gmw")
omega = var("omega", "sample")
X = Function("X", ("sample",))

# So that few sums are empty, and some are 1.
WHERE = {"lo": (0, 1), "hi": (1, 2, 3), "w": tuple(Fraction(1, n) for n in (1, 2, 3, 6))}


def three_points(rng: random.Random) -> list[tuple[int, Fraction]]:
    weights = [rng.randint(1, 5) for _ in range(3)]
    return [(k, Fraction(v, sum(weights))) for k, v in enumerate(weights)]


def any_rational(rng: random.Random, _: Any) -> Fraction:
    return rng.choice(REALS) if rng.random() < 0.5 else Fraction(rng.randint(-30, 40), rng.randint(1, 12))


def test_the_library_holds_what_is_written_down() -> None:
    assert sorted(STATEMENTS) == [q.name for q in steps()]


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_step_is_the_theorem_that_is_written_down(name: str) -> None:
    (named,) = [q for q in steps() if q.name == name]
    assert named.statement == STATEMENTS[name]
    assert replay(named.theorem).conclusion == named.theorem.conclusion
    assert named.title and named.source and named.use.startswith(f'p.step("{name}"')


@pytest.mark.parametrize("name", sorted(set(STATEMENTS) - NOT_AT_A_POINT))
def test_a_step_is_true_at_random_points(name: str) -> None:
    named = next(q for q in steps() if q.name == name)
    domains: dict[str, Any] = {v: any_rational for v, sort in named.parameters.items() if sort == "real"}
    domains |= {v: values for v, values in WHERE.items() if v in named.parameters}
    theorem, seen = named.theorem, 0
    sampler = Sampler(theorem.hypotheses, [theorem.conclusion], domains, three_points)
    for seed in range(12):
        instance = sampler.draw(random.Random(f"{name} {seed}"), 200)
        if instance is not None:
            seen += 1
            assert evaluate(theorem.conclusion, instance, IntervalArithmetic) is not False, instance
    assert seen >= 3


@pytest.mark.slow
def test_sympy_agrees_on_the_library() -> None:
    found = judge(*[q.theorem for q in steps()])
    assert not found.disagreements and found.counts["certificates"] > 500


def total(f: Callable[[Term], Term], end: Term = T, v: Term = t) -> Term:
    return Sum(v, 1, end, f(v))


def clip(z: Term) -> Term:
    return maximum(0, minimum(1, z))


# True steps of published proofs in one line each: as they are typed, or as an instance of a named step.
LINES: list[tuple[str, Any]] = [
    ("(a+b)**2 <= 2*a**2 + 2*b**2", []),
    ("1 - beta**t >= 1 - beta", ["beta >= 0", "beta < 1", "t >= 1"]),
    ("Sum(x(i)*y(i), (i, 1, d))**2 <= Sum(x(i)**2, (i, 1, d))*Sum(y(i)**2, (i, 1, d))", []),
    ("Sum(Abs(x(i)), (i, 1, d)) <= sqrt(d)*sqrt(Sum(x(i)**2, (i, 1, d)))", ["d >= 1"]),
    ("Sum(x(i), (i, 1, d))**2 <= d*Sum(x(i)**2, (i, 1, d))", ["d >= 1"]),
    ("Sum(D**2*(sqrt(t) - sqrt(t-1)), (t, 1, T)) == D**2*sqrt(T)", ["T >= 1"]),
    ("Sum(t*lam**(t-1), (t, 1, T)) <= 1/(1-lam)**2", ["lam >= 0", "lam < 1", "T >= 1"]),
    ("Abs(Abs(a) - Abs(b)) <= Abs(a-b)", []),
    ("sqrt(a+b) <= sqrt(a) + sqrt(b)", ["a >= 0", "b >= 0"]),
]
NAMED: list[tuple[Callable[[], Any], Term]] = [
    (lambda: step("young_eps", a=a, b=b, epsilon=eps), a * b <= eps * a**2 / 2 + b**2 / (2 * eps)),
    (lambda: step("clip_nonexpansive", low=0, high=1, x=x, y=y), abs(clip(x) - clip(y)) <= abs(x - y)),
    (lambda: step("hoelder_one_inf", a=g, b=w, c=c, hi=T), abs(total(lambda k: g[k] * w[k])) <= c * total(lambda k: abs(w[k]))),
    (lambda: step("ema_unrolled", m=m, g=g, beta=beta, n=T), Eq(m[T], (1 - beta) * total(lambda k: power(beta, T - k) * g[k]))),
    (
        lambda: step("adagrad_sq", g=g, n=T),
        total(lambda k: g[k] ** 2 / sqrt(Sum(s, 1, k, g[s] ** 2))) <= 2 * sqrt(total(lambda k: g[k] ** 2)),
    ),
    (
        lambda: step("adagrad_log_sq", g=g, epsilon=eps, n=T),
        total(lambda k: g[k] ** 2 / (eps + Sum(s, 1, k, g[s] ** 2))) <= log(1 + total(lambda k: g[k] ** 2) / eps),
    ),
    (
        lambda: step("titu", a=g, w=w, hi=d),
        total(lambda k: g[k], d) ** 2 <= total(lambda k: w[k], d) * total(lambda k: g[k] ** 2 / w[k], d),
    ),
    (lambda: step("jensen_sqrt", x=X), Mean(omega, sqrt(X[omega])) <= sqrt(Mean(omega, X[omega]))),
    (lambda: step("am_gm_weighted", a=a, b=b, theta=theta), power(a, theta) * power(b, 1 - theta) <= theta * a + (1 - theta) * b),
]


@pytest.mark.parametrize(("claim", "given"), LINES, ids=[claim for claim, _ in LINES])
def test_a_true_step_is_proved_as_it_is_typed(claim: str, given: list[str]) -> None:
    assert at.check(claim, given, second_judge=False).proved


@pytest.mark.parametrize("which", range(len(NAMED)), ids=[str(f) for _, f in NAMED])
def test_a_true_step_is_an_instance_of_a_named_one(which: int) -> None:
    line, goal = NAMED[which]
    assert rules.same(line().conclusion, goal)


SLIPS: list[tuple[str, list[Any]]] = [
    ("Sum(1/sqrt(t), (t, 1, T)) <= sqrt(T)", ["T >= 1"]),
    ("Sum(Abs(g(t))/sqrt(t), (t, 1, T)) <= sqrt(Sum(g(t)**2, (t, 1, T)))", ["T >= 1"]),
    ("Sum(gam**t, (t, 0, T)) <= 1/(1-gam)", ["gam >= 0", "Ne(gam, 1)", "T >= 0"]),
    ("Sum(Sum(a(s), (s, 1, t)), (t, 1, T)) == Sum(t*a(t), (t, 1, T))", ["T >= 1"]),
    ("Sum(a(t) - a(t+1), (t, 1, T)) == a(1) - a(T)", ["T >= 1"]),
    ("sqrt(p*a + (1-p)*b) <= p*sqrt(a) + (1-p)*sqrt(b)", ["p >= 0", "p <= 1", "a >= 0", "b >= 0"]),
    ("(1-rho)*(a**2 + b**2) <= a**2 + 2*rho*a*b + b**2", ["rho >= -1", "rho <= 1"]),
    ("a*b <= c*d", ["a <= c", "b <= d"]),
    ("1/b <= 1/a", ["a <= b", "Ne(a, 0)", "Ne(b, 0)"]),
    ("sqrt(a+b) >= sqrt(a) + sqrt(b)", ["a >= 0", "b >= 0"]),
    (
        "Sum(sqrt(g(t)**2/t), (t, 1, T)) <= 2*G*sqrt(Sum(g(t)**2, (t, 1, T)))",
        ["T >= 1", "G > 0", "for t in 1..T: Abs(g(t)) <= G"],
    ),
    ("1 - beta**t <= 1 - beta", ["beta >= 0", "beta < 1", "t >= 1"]),
]


@pytest.mark.parametrize(("claim", "given"), SLIPS, ids=[claim for claim, _ in SLIPS])
def test_a_slip_is_refuted_with_a_point(claim: str, given: list[str]) -> None:
    v = at.check(claim, given, symbols={"d": "real"} if "c*d" in claim else None)
    assert v.refuted and v.counterexample and v.sides


def test_names_of_the_users_are_not_taken_for_the_steps_own() -> None:
    swapped = step("cauchy_schwarz", a=Function("b", ("int",)), b=Function("a", ("int",)), hi=d).conclusion
    assert rules.same(swapped, step("cauchy_schwarz", a=Function("a", ("int",)), b=Function("b", ("int",)), hi=d).conclusion)
    assert rules.same(step("young", a=b, b=c, c=a).conclusion, 2 * b * c <= a * b**2 + c**2 / a)
    with_one = Sum(t, 0, T, g[t]) ** 2 <= Sum(t, 0, T, g[t] ** 2) * Sum(t, 0, T, 1)
    assert rules.same(step("cauchy_schwarz", a=g, b=1, lo=0, hi=T).conclusion, with_one)


def test_a_derivative_that_is_not_negative_gives_a_comparison() -> None:
    v = var("v")
    p = Proof({"b": b >= 0})
    slope = rules.derivative(v, v**2 + 1, -1, ())
    sign = p.have(2 * v >= 0, rules.assume(v > 0))
    between = rules.generalize(v, rules.discharge(v > 0, rules.discharge(v < b, sign)))
    t_ = p.step("monotone_of_deriv_nonneg", slope, between, f=lambda z: z**2 + 1, df=lambda z: 2 * z, floor=-1, p=0, q=b)
    assert t_.hypotheses == (b >= 0,) and rules.same(t_.conclusion, b**2 + 1 >= 1)


def test_a_step_in_a_proof_finds_its_hypotheses() -> None:
    p = Proof({"c": c > 0, "w": Forall(t, w[t] > 0, 1, T)})
    assert p.step("young_eps", a=a, b=b, epsilon=c + 1).hypotheses == (c > 0,)
    assert p.step("titu", a=g, w=w, hi=T).hypotheses == (Forall(t, w[t] > 0, 1, T),)
    bound = p.suppose(Forall(t, abs(g[t]) <= c, 1, T))
    assert p.step("hoelder_one_inf", bound, a=g, b=w, c=c, hi=T).hypotheses == (bound.conclusion,)
    with pytest.raises(Undecided):
        p.step("young", a=a, b=b, c=-c)


def test_every_step_is_the_whole_proof_of_a_claim() -> None:
    """Its lines are read like those of any proof: no name in them may be one that cannot be printed."""
    for named in steps():
        letters = iter("DBCFHJKLMPQUVWYZ")
        values = {
            name: var(next(letters), sort) if isinstance(sort, str) else Function(next(letters), sort)
            for name, sort in named.parameters.items()
        }
        whole = named.instance(values)
        library = Library()
        given = {f"h{n}": f for n, f in enumerate(whole.hypotheses)}
        library.claim("X", f"the step {named.name}", given, whole.conclusion)(
            lambda p, name=named.name, values=values: p.step(name, *p.given, **values)
        )
        verdict = library.verify("X")
        assert verdict.verdict in ("proved", "vacuous"), (named.name, verdict.reason)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: step("yung", a=1), "unknown step 'yung'. Did you mean 'young'"),
        (lambda: step("young", a=1), 'young needs b, c: p.step("young", a=…, b=…, c=…)'),
        (lambda: step("young", a=1, b=2, c=0.5), "young: c is 0.5: give a term or an exact number"),
        (lambda: step("young", a=1, b=2, z=3), "unknown parameter of young 'z'"),
        (lambda: step("abel", a=g, w=w, n=a), "abel: n is a, of sort real: give one of sort int"),
        (
            lambda: step("adagrad", a=Function("q", ("int", "int")), n=T),
            "adagrad: a is q, which takes 2 arguments: give one of 1",
        ),
        (lambda: step("adagrad", a="x", n=T), "adagrad: a is 'x': give a term or an exact number"),
    ],
)
def test_a_mistake_is_one_line(make: Callable[[], Any], words: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        make()
    assert words in str(refusal.value) and "\n" not in str(refusal.value)


def test_steps_are_found_by_words() -> None:
    def names(word: str) -> set[str]:
        return {q.name for q in steps(word)}

    assert {"adagrad", "adagrad_log", "adagrad_sq", "div_sqrt_le"} <= names("AdaGrad")
    assert names("jensen logarithm") == {"jensen_log", "jensen_log_sum", "jensen_log_two"}
    assert {"young", "young_eps", "young_sum", "young_mean"} <= names("young") and names("no such words") == set()
    assert names("Cauchy-Schwarz") == names("cauchy–schwarz") and "titu" in names("reddi")
    assert len(steps()) > 100
