"""Parameters that are sharded over devices: what the norm goes over. In a process of its own, which is given four devices."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest

optax = pytest.importorskip("optax", reason="JAX or optax is not installed: make extras")
import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
from jax.sharding import NamedSharding  # noqa: E402
from jax.sharding import PartitionSpec as P  # noqa: E402

from adal_theory.optax import adal  # noqa: E402

DEVICES = 4


def trained(x: Any, over: str) -> Any:
    """Three steps; ε is large enough for the norm to show."""
    opt = adal(1e-2, eps=1e-2, norm_over=over)
    state = opt.init(x)
    for _ in range(3):
        updates, state = opt.update(jax.tree.map(lambda a: a - 1.0, x), state, x)
        x = optax.apply_updates(x, updates)
    return x


def compared() -> None:
    """Raise unless sharded arrays take the steps of whole ones, and parts of them in `shard_map` others."""
    mesh = jax.make_mesh((DEVICES,), ("d",))
    x = {"a": jnp.linspace(-1, 1, 96).reshape(8, 12), "b": jnp.linspace(0, 1, 8)}
    for over in ("global", "tensor"):
        alone = trained(x, over)

        def apart(found: Any, alone: Any = alone) -> float:
            return max(float(jnp.abs(found[n] - alone[n]).max()) for n in x)

        for spec in (P("d"), P(None, "d")):
            y = {n: jax.device_put(a, NamedSharding(mesh, spec if a.ndim == 2 else P("d"))) for n, a in x.items()}
            assert apart(jax.jit(trained, static_argnums=1)(y, over)) < 1e-12, (over, spec)
        y = {n: jax.device_put(a, NamedSharding(mesh, P("d"))) for n, a in x.items()}
        for parts, same in ((P(), True), (P("d"), False)):
            given = x if same else y
            found = jax.jit(jax.shard_map(lambda x, over=over: trained(x, over), mesh=mesh, in_specs=parts, out_specs=parts))(
                given
            )
            assert (apart(found) < 1e-12) == same, (over, parts)


@pytest.mark.slow
def test_the_norm_of_sharded_leaves_is_over_all_devices() -> None:
    more = {"XLA_FLAGS": f"--xla_force_host_platform_device_count={DEVICES}", "JAX_ENABLE_X64": "1", "JAX_PLATFORMS": "cpu"}
    subprocess.run([sys.executable, __file__], env=os.environ | more, check=True, timeout=300)


if __name__ == "__main__":
    compared()
