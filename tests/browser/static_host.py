"""A static host whose content, caching, clock and faults a test decides."""

from __future__ import annotations

import hashlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


@dataclass
class ServerClock:
    """What every server of these tests believes to be the time; None: what this machine believes."""

    at: datetime | None = None

    def header(self) -> str:
        """The time as answers carry it in `Date`."""
        return format_datetime(self.at or datetime.now(UTC), usegmt=True)


SERVER = ServerClock()


Site = dict[str, bytes]
Answer = Callable[["Handler"], None]


@dataclass
class Host:
    """A static host whose content, caching and faults a test decides."""

    site: Site
    url: str = ""
    faults: dict[str, Answer] = field(default_factory=dict)
    dates: Callable[[], str] = lambda: f"Date: {SERVER.header()}\r\n"
    """The header lines from which a page computes the server's time."""
    log: list[tuple[str, int, int]] = field(default_factory=list)
    """Of every answer the path, the status, and the bytes on the wire."""

    def asked(self, path: str) -> list[tuple[int, int]]:
        """Status and size of every answer for a path."""
        return [(status, size) for asked, status, size in self.log if asked == path]


class Handler(BaseHTTPRequestHandler):
    """Answers as static hosts do: an ETag for everything, and ten minutes in every cache."""

    host: Host
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = self.path.partition("?")[0].lstrip("/")
        name = path + "index.html" if path == "" or path.endswith("/") else path
        if path in self.host.faults:
            self.host.log.append((path, 0, 0))
            self.host.faults[path](self)
        elif name in self.host.site:
            self.say(200, self.host.site[name], "text/html" if name.endswith("html") else "application/json")
        else:
            self.say(404, b"none", "text/plain")

    def say(self, status: int, body: bytes, kind: str) -> None:
        """One whole answer, or 304 for who has it."""
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if status == 200 and self.headers.get("If-None-Match") == tag:
            status, body = 304, b""
        head = f"HTTP/1.1 {status} Said\r\n{self.host.dates()}"
        head += f"ETag: {tag}\r\nCache-Control: max-age=600\r\n"
        if status != 304:
            head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
        whole = head.encode() + b"\r\n" + body
        self.host.log.append((self.path.lstrip("/"), status, len(whole)))
        self.wfile.write(whole)

    def reset(self) -> None:
        """The connection breaks."""
        now = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, now)
        self.close_connection = True
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Broken connections are what these tests are about."""


def files(folder: Path) -> Site:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@contextmanager
def hosting(site: Site) -> Iterator[Host]:
    """A host with a site."""
    found = Host(site=dict(site))
    with Server(("127.0.0.1", 0), type("Bound", (Handler,), {"host": found})) as server:
        found.url = f"http://127.0.0.1:{server.server_port}/"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield found
        server.shutdown()
