"""A store in S3, as moto's server plays it: what workers in processes of their own send there has the files of a folder."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import adal_theory as at

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]  # the clients of S3 leave sockets open
for _name in ("moto", "s3fs", "distributed"):
    pytest.importorskip(_name, reason=f"{_name} is not installed: pip install 'moto[server]' s3fs 'adal-theory[cluster]'")


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    import s3fs

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    named = {
        "ACCESS_KEY_ID": "tests",
        "SECRET_ACCESS_KEY": "tests",
        "DEFAULT_REGION": "us-east-1",
        "ENDPOINT_URL": f"http:{'/' * 2}127.0.0.1:{port}",
    }
    for name, value in named.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-p", str(port)], stderr=subprocess.DEVNULL, env=dict(os.environ)
    )
    try:
        until = time.monotonic() + 60
        while socket.socket().connect_ex(("127.0.0.1", port)):
            assert server.poll() is None and time.monotonic() < until
            time.sleep(0.1)
        files = s3fs.S3FileSystem(skip_instance_cache=True, use_listings_cache=False)
        files.mkdir("bucket")
        yield files
    finally:
        server.kill()
        server.wait()


def test_workers_send_their_chunks(tmp_path: Path, bucket: Any) -> None:
    def run(store: Any, **more: Any) -> Any:
        return at.run("adal", at.problems.huber(3), 60, runs=40, chunk=8, noise=at.noise.gaussian(0.3), backend="reference",
                      metrics=("regret",), store=store, **more)  # fmt: skip

    url, alone = "s3:" + "/" * 2 + "bucket/a", run(tmp_path / "a")
    assert run(url, cluster="local").identical(alone)
    found = {f.removeprefix("bucket/a/"): bucket.cat_file(f) for f in bucket.find("bucket/a")}
    assert found == {p.relative_to(tmp_path / "a").as_posix(): p.read_bytes() for p in (tmp_path / "a").rglob("*") if p.is_file()}
    assert at.open(url).identical(alone)
