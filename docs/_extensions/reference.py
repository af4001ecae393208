"""The reference: a page for each public module, with all its public names in the order of `__all__`."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from pages import ENVIRONMENT, fill

from adal_theory.rules import RULES

FOLDER = "reference"
# What a user meets, in the order in which it is met. `tests/docs/test_reference.py` holds this to the tree.
MODULES = {
    "adal_theory": "the whole at a glance",
    "adal_theory.rules": "update rules",
    "adal_theory.problems": "losses",
    "adal_theory.noise": "laws of gradient noise",
    "adal_theory.statistics": "tails, spectra and moments of samples",
    "adal_theory.reader": "samples in files",
    "adal_theory.results.fits": "exponents and their intervals",
    "adal_theory.engine.stages": "the noise of each stage of an update",
    "adal_theory.results.experiment": "what an experiment is",
    "adal_theory.results.comparison": "measured against proved",
    "adal_theory.simulations": "the experiments",
    "adal_theory.plots": "building blocks of figures",
    "adal_theory.prove": "formulas, proofs and libraries",
    "adal_theory.prove.check.verdict": "what `check` answers",
    "adal_theory.proofs.catalogue": "the lemmas of this project",
    "adal_theory.torch": "optimisers for PyTorch (extra torch)",
    "adal_theory.optax": "optimisers for JAX (extra jax)",
    "adal_theory.display": "what objects look like in a notebook",
    "adal_theory.errors": "what is raised",
}
NEEDS = {"adal_theory.torch": "torch", "adal_theory.optax": "optax"}


def modules() -> dict[str, str]:
    """Those that can be imported here: the optimisers need what they are for (`make extras`)."""
    return {m: says for m, says in MODULES.items() if m not in NEEDS or find_spec(NEEDS[m])}


def public(module: str) -> Iterator[tuple[str, Any]]:
    """The public names of a module with their values: those of `__all__`, else what it defines; no modules among them."""
    found = import_module(module)
    names = getattr(found, "__all__", None) or [n for n, v in vars(found).items() if getattr(v, "__module__", "") == module]
    for name in names:
        value = getattr(found, name)
        if not isinstance(value, ModuleType) and not name.startswith("_"):
            yield name, value


def directive(value: Any) -> str:
    """How autodoc documents a value."""
    if inspect.isclass(value):
        return "autoexception" if issubclass(value, Exception) else "autoclass"
    return "autofunction" if callable(value) else "autodata"


def rows() -> list[dict[str, Any]]:
    """The update rules, as the page of their module lists them."""
    return [
        {
            "name": name,
            "title": rule.title,
            "variant": rule.variant,
            "source": rule.source,
            "certificate": f"none: theorem B5 {rule.without_certificate}" if rule.without_certificate else "B5",
            "claims": ", ".join(rule.claims),
        }
        for name, rule in RULES.items()
    ]


def write(source: Path) -> None:
    one, all_ = ENVIRONMENT.get_template("module.md.jinja"), ENVIRONMENT.get_template("reference.md.jinja")
    made = {
        f"{m}.md": one.render(
            module=m, says=says, names=[(n, directive(v)) for n, v in public(m)], rules=rows() if m == "adal_theory.rules" else []
        )
        for m, says in modules().items()
    }
    fill(source / FOLDER, {**made, "index.md": all_.render(modules=modules())})
