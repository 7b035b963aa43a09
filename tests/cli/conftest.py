"""A status repository with a bare remote, the command as a process, and a terminal to run it in."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from tests.cli.forks import Forks

# 2026-11-21T14:05:10Z
EPOCH = 1795269910
SETTINGS = """\
site_name: Example status
site_url: https://status.example.com/
plugins:
  - outspoken:
      time_zone: Europe/Berlin
      cadence: {critical: 15m, major: 30m}
      postmortem: {required_for: [critical, major]}
      components:
        - {id: checkout, name: Checkout and payment, aliases: [cart]}
        - {id: search, name: Search}
        - {id: api, name: Programming interface}
"""
ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "HOME": "/nonexistent",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "Kim",
    "GIT_AUTHOR_EMAIL": "kim@example.com",
    "GIT_COMMITTER_NAME": "Kim",
    "GIT_COMMITTER_EMAIL": "kim@example.com",
    "LANG": "C.UTF-8",
    "PYTHONDONTWRITEBYTECODE": "1",
}
Done = subprocess.CompletedProcess[str]


class Site:
    """A clone with mkdocs.yml on main, and the bare repository that it was cloned from."""

    def __init__(self, root: Path, remote: Path, forks: Forks | None = None) -> None:
        self.root, self.remote, self.environment, self.forks = root, remote, dict(ENVIRONMENT), forks
        self.now = EPOCH

    def run(self, *words: str, said: str | None = None, cwd: Path | None = None) -> Done:
        """`outspoken` with these words in the clone; each run is ten seconds later than the one before."""
        self.now += 10
        assert self.forks is not None
        environ = {**self.environment, "SOURCE_DATE_EPOCH": str(self.now)}
        return self.forks.run(words, cwd=cwd or self.root, environ=environ, said=said or "")

    def open(self, title: str = "Payments fail", *words: str) -> str:
        """Open an incident; its id."""
        return self.id_of(
            self.run("new", title, "--impact", "major", "--component", "checkout", "-m", "Some fail.", *words)
        )

    def id_of(self, done: Done) -> str:
        """The incident that a command printed."""
        assert done.returncode == 0, done.stderr
        return done.stdout.split("/")[2]

    def git(self, *words: str, where: Path | None = None) -> str:
        """What git prints, without the line's end."""
        done = subprocess.run(
            ["git", *words],
            cwd=where or self.root,
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        )
        return done.stdout.strip()

    def publish(self) -> None:
        """Commit all that is in the clone, and push it."""
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "Publish")
        self.git("push", "-q")

    def files(self) -> dict[str, str]:
        """Every file under incidents/ by its path, with its text."""
        found = sorted((self.root / "incidents").rglob("*.md"))
        return {path.relative_to(self.root).as_posix(): path.read_text(encoding="utf-8") for path in found}

    def write(self, name: str, text: str, mode: int = 0o644) -> Path:
        """A file of the clone."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)
        return path

    def check(self) -> str:
        """What `check` says of errors and warnings, but for the lack of a commit."""
        said = self.run("check", "--format", "text").stdout
        return "".join(line for line in said.splitlines(True) if "no-git-history" not in line)


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repositories as every test finds them."""
    folder = tmp_path_factory.mktemp("pristine")
    site = Site(folder / "clone", folder / "remote.git")
    folder.mkdir(exist_ok=True)
    site.git("init", "-q", "--bare", "-b", "main", "remote.git", where=folder)
    site.git("init", "-q", "-b", "main", "clone", where=folder)
    site.write("mkdocs.yml", SETTINGS)
    site.git("add", ".")
    site.git("commit", "-q", "-m", "Begin")
    site.git("remote", "add", "origin", "../remote.git")
    site.git("push", "-q", "-u", "origin", "main")
    site.git("remote", "set-head", "origin", "main")
    return folder


@pytest.fixture(scope="session")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    """Runs commands without importing everything for each."""
    found = Forks(tmp_path_factory.mktemp("streams"))
    yield found
    found.close()


@pytest.fixture
def site(pristine: Path, tmp_path: Path, forks: Forks) -> Site:
    """A clone and its remote, the test's own."""
    shutil.copytree(pristine, tmp_path / "repositories")
    return Site(tmp_path / "repositories" / "clone", tmp_path / "repositories" / "remote.git", forks)


class Terminal:
    """A command in a pseudo-terminal: what it shows is waited for, what a person types is sent."""

    def __init__(
        self,
        forks: Forks,
        words: Sequence[str],
        *,
        cwd: Path,
        environ: Mapping[str, str],
        columns: int = 140,
    ) -> None:
        self.shown = ""
        self._seen = 0
        self._forks = forks
        self._code: int | None = None
        self._side, other = pty.openpty()
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        environ = {**environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
        self._process = forks.start(words, cwd=cwd, environ=environ, terminal=os.ttyname(other))
        os.close(other)

    def expect(self, words: str, seconds: float = 120) -> None:
        """Wait until these words are shown, after those that were waited for before."""
        until = time.monotonic() + seconds
        while words not in self.text[self._seen :]:
            if not self._read(until):
                raise AssertionError(f"{words!r} is not in {self.text[self._seen :]!r}")
        self._seen = self.text.index(words, self._seen) + len(words)

    def send(self, keys: str) -> None:
        """Type."""
        os.write(self._side, keys.encode())

    def answer(self, question: str, keys: str = "") -> None:
        """Wait for a question, type, and press Enter."""
        self.press(question, f"{keys}\r")

    def press(self, words: str, keys: str) -> None:
        """Wait for words, and type when a program listens that takes each key by itself."""
        self.expect(words)
        self._until_it_listens()
        self.send(keys)

    def end(self, seconds: float = 120) -> int:
        """Wait for the end; the exit code."""
        until = time.monotonic() + seconds
        while self._read(until):
            pass
        assert time.monotonic() < until, f"it still waits after {self.text!r}"
        return self._wait()

    @property
    def text(self) -> str:
        """Everything shown so far, without colours and movements."""
        return re.sub(r"\x1b(?:\[[0-9;?]*[A-Za-z]|\][^\x07]*\x07|[=>()][0B]?)", "", self.shown)

    def hang_up(self) -> None:
        """Close the terminal's window, as a lost connection does."""
        os.killpg(self._process, signal.SIGHUP)
        self.end()

    def _until_it_listens(self, seconds: float = 120) -> None:
        """Wait until the terminal passes on each key: those typed before the command switches it are lost."""
        until = time.monotonic() + seconds
        while termios.tcgetattr(self._side)[3] & termios.ICANON:
            assert self._read(min(until, time.monotonic() + 0.01)) or time.monotonic() < until, self.text

    def _wait(self) -> int:
        if self._code is None:
            self._code = self._forks.wait(self._process)
        return self._code

    def _read(self, until: float) -> bool:
        ready, _, _ = select.select([self._side], [], [], max(0, until - time.monotonic()))
        if not ready:
            return False
        try:
            data = os.read(self._side, 65536)
        except OSError:
            # The other side is closed: Linux says so by EIO.
            return False
        self.shown += data.decode("utf-8", "replace")
        return bool(data)

    def close(self) -> None:
        """End whatever still runs."""
        if self._code is None:
            # With the first process of a session, all that is in its terminal ends.
            os.kill(self._process, signal.SIGKILL)
            self._wait()
        os.close(self._side)


Type = Callable[..., Terminal]
DOWN, TAB, CTRL_C, CTRL_D = "\x1b[B", "\t", "\x03", "\x04"


@pytest.fixture
def terminal(site: Site) -> Iterator[Type]:
    """Run `outspoken` with these words in a pseudo-terminal."""
    opened: list[Terminal] = []

    def start(*words: str, columns: int = 140) -> Terminal:
        site.now += 10
        environ = {**site.environment, "SOURCE_DATE_EPOCH": str(site.now)}
        assert site.forks is not None
        opened.append(Terminal(site.forks, words, cwd=site.root, environ=environ, columns=columns))
        return opened[-1]

    yield start
    for one in opened:
        one.close()
