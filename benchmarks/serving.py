"""A static host on this machine with gzip, and a log of the bytes it sent."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_TEXT = {".html", ".css", ".js", ".json", ".svg", ".xml", ".txt", ".atom", ".rss", ".map"}


@cache
def compressed(path: Path) -> bytes:
    """Return a file's bytes as the host sends them: text with gzip's best level, the rest unchanged."""
    data = path.read_bytes()
    return gzip.compress(data, 9, mtime=0) if path.suffix in _TEXT else data


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    root: Path
    sent: list[tuple[str, int]]
    built: float

    def do_GET(self) -> None:
        path = self.path.partition("?")[0].partition("#")[0].lstrip("/")
        file = self.root / (path + "index.html" if path == "" or path.endswith("/") else path)
        if not file.is_file():
            self.send_error(404)
            return
        data = compressed(file)
        self.sent.append((path, len(data)))
        self.send_response(200)
        self.send_header("Content-Type", f"{self.guess_type(str(file))}; charset=utf-8")
        if file.suffix in _TEXT:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(data)

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Return the `Date` of an answer: a minute after the build, as if readers came right then.

        A page learns the time from it, and one that is older than a day says so and moves its headline down.
        """
        return super().date_time_string(self.built + 60 if timestamp is None else timestamp)

    def log_message(self, format: str, *args: object) -> None:
        """Do not log."""


@contextmanager
def serving(root: Path) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """Yield the URL at which a folder is served, and the growing list of (path, body bytes) it sent."""
    sent: list[tuple[str, int]] = []
    handler = type("Handler", (_Handler,), {"root": root, "sent": sent, "built": _built(root)})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", sent
        server.shutdown()


def _built(root: Path) -> float:
    """Return when the site was built (Unix seconds); a site that is not ours counts as built now."""
    try:
        build = json.loads((root / "build.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return time.time()
    return datetime.fromisoformat(build["now"]).timestamp()
