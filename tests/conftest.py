"""For every test: no network beyond this machine, and where the browser is."""

from __future__ import annotations

import re
import shutil
import socket
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """A test that reaches for another machine fails."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in LOOPBACK:
            raise AssertionError(f"a test reached for {address[0]}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser that Playwright drives (`executable_path`)."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    raise AssertionError("no Chromium; `make test` installs it (Debian: apt install chromium)")


@pytest.fixture
def make_site(tmp_path: Path) -> Callable[[Mapping[str, str | bytes]], Path]:
    """Write files by path into the site's folder and give it; mkdocs.yml is a small one unless given."""
    settings = (
        "site_name: Example status\n"
        "site_url: https://status.example.com/\n"
        "plugins:\n"
        "  - outspoken:\n"
        "      time_zone: Europe/Berlin\n"
        "      components:\n"
        "        - {id: checkout, name: Checkout, aliases: [cart]}\n"
        "        - {id: search, name: Search}\n"
    )

    def make(files: Mapping[str, str | bytes]) -> Path:
        root = tmp_path / "site"
        for name, content in {"mkdocs.yml": settings, **files}.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return root

    return make


@pytest.fixture(scope="session")
def sent_with() -> Callable[[str, str], dict[str, str]]:
    """The headers that a host sends with a path (without leading slash), as `_headers` (its text) has it."""

    def sent(text: str, path: str) -> dict[str, str]:
        found: dict[str, str] = {}
        matches = False
        for line in text.splitlines():
            if not line.startswith(" "):
                pattern = ".*".join(map(re.escape, line.split("*")))
                matches = re.fullmatch(pattern, f"/{path}") is not None
            elif matches:
                name, _, value = line.strip().partition(": ")
                found[name] = f"{found[name]}, {value}" if name in found else value
        return found

    return sent
