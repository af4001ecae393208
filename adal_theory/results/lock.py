"""One writer a store: a lock on a file that the system drops with the process, however it ends."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
from pathlib import Path

from adal_theory.errors import ConfigurationError, warn


class Lock:
    """Held from the making of the object until `release`. Raises `ConfigurationError` where another holds it.

    The file's folder is made where it is missing; `what` is named in messages. Its holder may remove the file.
    """

    def __init__(self, path: Path, what: Path) -> None:
        while not self._took(path, what):
            pass  # the file was removed meanwhile by the one who held it: make another
        os.ftruncate(self.handle, 0)
        os.write(self.handle, f"process {os.getpid()} on {socket.gethostname()}\n".encode())

    def _took(self, path: Path, what: Path) -> bool:
        path.parent.mkdir(exist_ok=True)
        try:
            self.handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(self.handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._refused(error, what)
        try:
            if os.path.samestat(os.fstat(self.handle), os.stat(path)):
                return True
        except FileNotFoundError:
            pass
        self.release()
        return False

    def _refused(self, error: OSError, what: Path) -> None:
        if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
            holder = os.read(self.handle, 200).decode(errors="replace").strip() or "another process"
            self.release()
            raise ConfigurationError(
                f"{what} is being written by {holder}: wait until that run has ended, or choose another folder"
            ) from None
        warn(f"{what} lies on a file system without locks ({error.strerror}): make sure that nothing else writes to it")

    def release(self) -> None:
        if self.handle >= 0:
            os.close(self.handle)
            self.handle = -1
