"""Lets Python connect to this computer alone: as `sitecustomize` it is in every child process."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_connect, _find = socket.socket.connect, socket.getaddrinfo


def _note(what: str) -> None:
    with Path(__file__).with_name("seen.txt").open("a", encoding="utf-8") as file:
        file.write(f"{what}\n")


def _check(host: object) -> None:
    if host not in _LOOPBACK:
        _note(f"connected to {host}")
        raise PermissionError(f"a drill connects to {host}")
    _note("connected to loopback")


def _guarded_connect(self: socket.socket, address: Any) -> None:
    if self.family in (socket.AF_INET, socket.AF_INET6):
        _check(address[0])
    _connect(self, address)


def _guarded_find(host: Any, *others: Any, **more: Any) -> Any:
    _check(host.decode() if isinstance(host, bytes) else host)
    return _find(host, *others, **more)


socket.socket.connect = _guarded_connect  # type: ignore[method-assign]
socket.getaddrinfo = _guarded_find
_note(f"started with {' '.join(os.environ.values())}")
