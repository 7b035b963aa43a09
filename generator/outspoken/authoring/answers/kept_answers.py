"""Stores a person's answers on disk while a command runs, so that a failure loses none of them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import msgspec
from msgspec import Struct

from outspoken.source.git.run_git import ask


class KeptAnswers(Struct, frozen=True, kw_only=True):
    """The answers of a run that began at `at` (UTC), by the name of their option.

    `newest` is the incident's newest update at that time. `message` is the text, complete if
    `is_finished`.
    """

    at: datetime
    newest: str = ""
    answers: Mapping[str, str] = {}
    message: str = ""
    is_finished: bool = False


class AnswerFolder:
    """The kept answers of one command about one incident, in a folder that is never committed.

    Each run has files of its own: two people at one computer do not mix their answers.
    """

    def __init__(self, root: Path, name: str) -> None:
        self._folder = _folder(root)
        self._name = quote(name, safe="")
        self._own = self._folder / f"{self._name}.{os.getpid()}.json"
        self.message = self._own.with_suffix(".md")
        """The file in which the message is written."""

    def earlier(self) -> KeptAnswers | None:
        """Return the newest answers that a run left behind, None if there are none."""
        found = [kept for _, kept in self._left()]
        return max(found, key=lambda kept: kept.at, default=None)

    def write(self, kept: KeptAnswers) -> None:
        """Write the answers of this run, readable only by this user. Raises OSError."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(self._own, msgspec.json.encode(kept))
        _replace(self.message, kept.message.encode("utf-8"))

    def discard(self) -> None:
        """Delete the answers of this run, and those that earlier runs left behind."""
        for path in (self._own, *(path for path, _ in self._left())):
            for each in (path, path.with_suffix(".md")):
                with suppress(OSError):
                    each.unlink(missing_ok=True)

    def _left(self) -> Iterator[tuple[Path, KeptAnswers]]:
        for path in self._folder.glob("*.json"):
            name, _, process = path.stem.rpartition(".")
            # Compared as text, not matched: a name may contain characters that have a meaning in patterns.
            if name == self._name and process.isdigit() and not _is_running(int(process)):
                with suppress(OSError, ValueError, msgspec.MsgspecError):
                    yield path, _read(path)


def _read(path: Path) -> KeptAnswers:
    kept = msgspec.json.decode(path.read_bytes(), type=KeptAnswers)
    # An editor writes to this file directly, also in a run that was killed.
    text = path.with_suffix(".md").read_text(encoding="utf-8", errors="replace")
    return msgspec.structs.replace(kept, message=text)


def _is_running(process: int) -> bool:
    # On Windows, `kill` would end the process; and this process has no answers of an earlier run.
    if process == os.getpid() or os.name == "nt":
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _folder(root: Path) -> Path:
    """Return the folder for answers: in git's own folder; without git, in the user's folder for state."""
    git = (ask(root, "rev-parse", "--absolute-git-dir") or b"").decode("utf-8", "surrogateescape").strip()
    prefix = (ask(root, "rev-parse", "--show-prefix") or b"").decode("utf-8", "surrogateescape").strip()
    if git:
        return Path(git) / "outspoken" / "answers" / quote(prefix.strip("/") or ".", safe="")
    state = os.environ.get("XDG_STATE_HOME") or os.environ.get("LOCALAPPDATA")
    place = Path(state) if state else Path(os.path.expanduser("~/.local/state"))  # noqa: PTH111 - never raises
    site = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:16]
    return place / "outspoken" / "answers" / site


def _replace(path: Path, data: bytes) -> None:
    """Replace a file in one step: if the disk is full, the old file stays."""
    new = path.with_name(f"{path.name}.new")
    try:
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
