"""From what a user names to a client: "local", an address, a scheduler file, or objects of Dask's own."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from distributed import Client, LocalCluster

from adal_theory.errors import ConfigurationError
from adal_theory.results.provenance import cores

PATIENCE = 10.0  # seconds for a scheduler to answer
_ADDRESS = re.compile(r"inproc://\S+|(tcp|tls|ucx|ws|wss)://[^\s/]+:[0-9]{1,5}(/\S*)?")  # with the port, as Dask wants it
CHOICES = (
    "'local', an address such as 'tcp://10.0.0.1:8786', a scheduler file (.json), a dask.distributed.Client or a cluster object"
)


@contextmanager
def connected(cluster: Any) -> Iterator[Any]:
    """A client for that cluster, closed at the end where it was made here. Raises `ConfigurationError`.

    An object of Dask's own carries its security with it; for an address, Dask's configuration (`distributed.comm`) is used.
    """
    if isinstance(cluster, Client):
        if cluster.status != "running" or cluster.asynchronous:
            raise ConfigurationError(
                f"cluster = {cluster!r} is {cluster.status} or asynchronous: pass a Client that is connected"
            )
        yield cluster
    elif isinstance(cluster, str) and cluster == "local":
        with (
            LocalCluster(n_workers=cores(), threads_per_worker=1, dashboard_address="localhost:0") as local,
            Client(local) as client,
        ):
            yield client
    else:
        client = _reached(cluster)
        try:
            yield client
        finally:
            with _hushed():
                client.close()


@contextmanager
def _hushed() -> Iterator[None]:
    """Without Dask's tracebacks on the terminal, of a scheduler that is gone: the one line says it."""
    logs = [logging.getLogger(f"distributed.{name}") for name in ("client", "core", "utils")]
    levels = [log.level for log in logs]
    for log in logs:
        log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for log, level in zip(logs, levels, strict=True):
            log.setLevel(level)


def _reached(cluster: Any) -> Any:
    """A client of a scheduler that is named, or of a cluster object. Raises `ConfigurationError` where it does not answer."""
    if isinstance(cluster, (str, Path)):
        arguments, where = _named(str(cluster)), str(cluster)
    elif hasattr(cluster, "scheduler_address"):
        arguments, where = {"address": cluster}, f"the scheduler of {type(cluster).__name__}"
    else:
        raise ConfigurationError(f"cluster = {cluster!r}: pass {CHOICES}")
    try:
        return Client(**arguments, timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError, TypeError) as error:
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ConfigurationError(
            f"{where} did not answer within {PATIENCE:g} s ({why}): start dask scheduler there, correct the address, or, "
            "with TLS, set Dask's certificates or pass a Client with its Security"
        ) from None


def _named(text: str) -> dict[str, Any]:
    """An address or a scheduler file as the argument of `Client` that takes it. Raises `ConfigurationError`."""
    if _ADDRESS.fullmatch(text):
        return {"address": text}
    path = Path(text).expanduser()
    if path.suffix == ".json":
        if not path.is_file():
            raise ConfigurationError(
                f"cluster = {text!r}: there is no such scheduler file; dask scheduler --scheduler-file writes it"
            )
        return {"scheduler_file": str(path)}
    raise ConfigurationError(f"cluster = {text!r}: pass {CHOICES}")
