"""What `adal show RULE --as torch` prints is what runs."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest
from printed import printed

from adal_theory.emit.torch import optimizer_text
from adal_theory.rules import RULES

torch = pytest.importorskip("torch", reason="PyTorch is not installed: make extras")
from adal_theory import torch as ours  # noqa: E402


def test_the_printed_class_is_the_shipped_one() -> None:
    assert inspect.getsource(ours.AdaL) in optimizer_text(RULES["adal"])
    assert inspect.getsource(ours.AdaLAMS) in optimizer_text(RULES["adal_ams"])


@pytest.mark.parametrize("name", ["adal", "adamw", "sgd"])
def test_the_printed_class_runs(name: str, tmp_path: Path) -> None:
    text = printed("show", name, "--as", "torch")
    space: dict[str, Any] = {}
    exec(compile(text, str(tmp_path / "printed.py"), "exec"), space)
    made = next(v for v in space.values() if isinstance(v, type) and v.__module__ == "builtins")
    (p, q) = (torch.nn.Parameter(torch.linspace(-1, 1, 9)) for _ in range(2))
    opt, other = made([p], lr=0.1), ours.optimizer(name)([q], lr=0.1)
    for _ in range(5):
        p.grad, q.grad = 2 * p.detach(), 2 * q.detach()
        opt.step()
        other.step()
    assert torch.equal(p, q) and not torch.equal(p, torch.linspace(-1, 1, 9))


def test_a_file_with_a_rule_becomes_a_class(tmp_path: Path) -> None:
    source = Path(__file__).parents[2] / "adal_theory" / "rules" / "sgd.py"
    own = tmp_path / "mine.py"
    own.write_text(source.read_text(encoding="utf-8").replace('title="SGD"', 'title="My own"'), encoding="utf-8")
    text = printed("show", str(own), "--as", "torch", "--step-schedule", "1/t")
    assert "class MyOwn(RecordedOptimizer)" in text and 'step_schedule="1/t"' in text
