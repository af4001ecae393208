"""Who carries a plan out instead of this process, from the argument `cluster`. Dask is not read before it is asked for."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from adal_theory.engine.gather import Carrier
from adal_theory.errors import ConfigurationError

MISSING = "cluster= (--cluster) needs Dask: pip install 'adal-theory[cluster]'"


def carrier(cluster: Any) -> Carrier | None:
    """The carrier for an argument `cluster`: one itself, or what Dask knows. Raises `ConfigurationError`."""
    if cluster is None or hasattr(cluster, "carry"):
        found: Carrier | None = cluster
        return found
    try:
        from adal_theory.engine.cluster.carrier import OnCluster
    except ImportError:
        raise ConfigurationError(MISSING) from None
    return OnCluster(cluster)


def connection(cluster: Any) -> AbstractContextManager[Any]:
    """A client of that cluster for several runs: "local" workers, say, are started once for all of them.

    Raises `ConfigurationError` where Dask is missing.
    """
    try:
        from adal_theory.engine.cluster.connect import connected
    except ImportError:
        raise ConfigurationError(MISSING) from None
    return connected(cluster)
