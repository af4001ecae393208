"""Parameters that are sharded over processes: where the norm goes over all of them, and the steps are those of one process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed: make extras")
from adal_theory.torch import AdaL  # noqa: E402

PROCESSES = 2


def trained(wrap: Any, over: str) -> Any:
    """A small network after three steps; ε is large enough for the norm to show."""
    torch.manual_seed(0)
    model = wrap(torch.nn.Sequential(torch.nn.Linear(4, 6), torch.nn.Linear(6, 2)).double())
    opt = AdaL(model.parameters(), lr=1e-3, eps=1e-3, norm_over=over)
    x = torch.linspace(-1, 1, 20, dtype=torch.float64).reshape(5, 4)
    for _ in range(3):
        model(x).pow(2).sum().backward()
        opt.step()
        opt.zero_grad()
    return model


def compared(rank: int, folder: str) -> None:
    """Of one process: the largest distance from what one process alone finds, for each way to wrap a network."""
    import torch.distributed as dist
    from torch.distributed.device_mesh import init_device_mesh
    from torch.distributed.fsdp import fully_shard

    torch.set_num_threads(1)
    dist.init_process_group("gloo", init_method=Path(folder, "meet").as_uri(), rank=rank, world_size=PROCESSES)
    mesh = init_device_mesh("cpu", (PROCESSES,))
    apart = {}
    for over in ("global", "tensor"):
        alone = list(trained(lambda model: model, over).parameters())
        for name, wrap in (
            ("fully_shard", lambda model: fully_shard(model, mesh=mesh)),
            ("DistributedDataParallel", torch.nn.parallel.DistributedDataParallel),
        ):
            found = [getattr(p, "full_tensor", lambda p=p: p)() for p in trained(wrap, over).parameters()]
            apart[name, over] = max(float((a - b).abs().max()) for a, b in zip(found, alone, strict=True))
    torch.save(apart, f"{folder}/{rank}.pt")
    dist.destroy_process_group()


@pytest.mark.slow
def test_sharded_parameters_take_the_steps_of_whole_ones(tmp_path: Path) -> None:
    if not torch.distributed.is_available():
        pytest.skip("this PyTorch is built without torch.distributed")
    begun = [subprocess.Popen([sys.executable, __file__, str(rank), str(tmp_path)]) for rank in range(PROCESSES)]
    assert [process.wait(timeout=300) for process in begun] == [0] * PROCESSES
    for rank in range(PROCESSES):
        apart = torch.load(tmp_path / f"{rank}.pt", weights_only=True)
        assert len(apart) == 4 and max(apart.values()) < 1e-12, apart


if __name__ == "__main__":
    compared(int(sys.argv[1]), sys.argv[2])
