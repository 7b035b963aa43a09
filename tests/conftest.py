"""For every test: no network beyond this machine, and where the browser is."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="Write golden files instead of comparing.")


def pytest_configure() -> None:
    # A suite in the background ignores SIGINT, one under nohup SIGHUP: every command it starts would too.
    for name, handler in (("SIGINT", signal.default_int_handler), ("SIGHUP", signal.SIG_DFL)):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, handler)
    # A busy machine is slow at any example; no example is wrong for that.
    settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("any machine")


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


@pytest.fixture
def quiet_git(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without configuration, hooks or environment of a user or a git host; a name to commit under."""
    for name in [name for name in os.environ if name.startswith(("GIT_", "GITHUB_"))]:
        monkeypatch.delenv(name)
    fixed = {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Somebody",
        "GIT_AUTHOR_EMAIL": "somebody@example.com",
        "GIT_COMMITTER_NAME": "Somebody",
        "GIT_COMMITTER_EMAIL": "somebody@example.com",
    }
    for name, value in fixed.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser that Playwright drives (`executable_path`)."""
    # The headless shell is the same browser without a window's parts, and takes a third less of a processor.
    names = (Path(__file__).parent.parent / ".ci" / "browsers").read_text(encoding="ascii").split()
    for name in (os.environ.get("CHROMIUM", ""), *names):
        if path := shutil.which(name):
            return path
    raise AssertionError("no Chromium; `make test` says how to install it, or name one: CHROMIUM=/path")


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


@pytest.fixture(scope="session")
def hostile() -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """Hostile Markdown by name, and the words of it that must stay readable."""
    folder = Path(__file__).parent / "hostile"
    lines = (folder / "words.txt").read_text(encoding="utf-8").splitlines()
    words = dict(line.split(": ", 1) for line in lines)
    return {
        path.stem: (path.read_bytes().decode("utf-8"), tuple(words[path.stem].split()))
        for path in sorted((folder / "bodies").glob("*.md"))
    }


@pytest.fixture(scope="session")
def hostile_site(
    hostile: Mapping[str, tuple[str, tuple[str, ...]]], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A built site in which every hostile body is an incident's, its update's and its post-mortem's."""
    folder = tmp_path_factory.mktemp("hostile")
    root = shutil.copytree(Path(__file__).parent / "hostile" / "repository", folder / "repository")
    for name, (body, _) in hostile.items():
        incident = root / f"incidents/2026-11/2026-11-21-{name}"
        shutil.copytree(root / "incident", incident)
        for path in incident.rglob("*.md"):
            path.write_bytes(path.read_bytes().replace(b"BODY\n", body.encode("utf-8")))
    shutil.rmtree(root / "incident")
    command = [sys.executable, "-m", "outspoken", "build", "--root", str(root), "--now", "2026-11-21T18:00Z"]
    done = subprocess.run(
        [*command, "--site-dir", str(folder / "site")], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "site"
