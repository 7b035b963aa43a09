"""Asks GitHub through its command `gh`, which has the user's login; each request has a time limit."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from msgspec import Struct

from outspoken.authoring.git.run_gh import has_gh, run_gh

SECONDS = 10.0
# https://cli.github.com/manual/gh_help_exit-codes
_NO_LOGIN = 4
_NO_LOGIN_WHY = "gh is not logged in"
_LOGIN = "gh auth login"
_REFUSED = re.compile(r"\(HTTP (\d{3})\)")


class HostAnswer(Struct, frozen=True, kw_only=True):
    """An answer: its JSON in `data`; if there is none, the reason in `why`, and what may help in `remedy`.

    `status` is the HTTP status, 0 if unknown; `at` is the time of GitHub's clock (UTC), from the header
    `Date`.
    """

    data: Any = None
    status: int = 0
    why: str = ""
    remedy: str = ""
    at: datetime | None = None

    @property
    def is_there(self) -> bool:
        """Whether GitHub answered with data."""
        return self.status == 200

    @property
    def is_absent(self) -> bool:
        """Whether GitHub answered 404: it does not exist, or the login has no access to it."""
        return self.status == 404


class HostCommand:
    """The command `gh` in the folder `root`, for the repository `slug` (OWNER/NAME)."""

    def __init__(self, root: Path, slug: str, environ: Mapping[str, str] | None = None) -> None:
        self._root, self.slug = root, slug
        self._environ = os.environ if environ is None else environ

    @property
    def is_installed(self) -> bool:
        """Whether the command exists."""
        return has_gh(self._environ)

    def get(self, path: str) -> HostAnswer:
        """Return the answer of the REST API at a path below the repository (empty: the repository)."""
        place = f"repos/{self.slug}/{path}".rstrip("/")
        # With the headers: the status line distinguishes 404 from a failure, and Date is GitHub's clock.
        return _http(self._run("api", "--include", place))

    def secrets(self, environment: str = "") -> HostAnswer:
        """Return the names of the secrets of the repository, or of one of its environments."""
        where = ("--env", environment) if environment else ()
        # With --repo, since gh cannot decide by itself if a clone has several remotes.
        answer = self._run("secret", "list", "--json", "name", "--repo", self.slug, *where)
        if answer is None or answer.returncode:
            return HostAnswer(why=_why(answer))
        data = _json(answer.stdout)
        # This command reports no HTTP status: a list means success.
        return HostAnswer(
            data=data, status=200 if isinstance(data, list) else 0, why="gh did not answer with a list"
        )

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str] | None:
        try:
            return run_gh(*arguments, root=self._root, environ=self._environ, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            return None
        except OSError as fault:
            reason = f"gh cannot be run: {fault.strerror or fault}"
            return subprocess.CompletedProcess(arguments, 126, stdout="", stderr=reason)


def _http(answer: subprocess.CompletedProcess[str] | None) -> HostAnswer:
    """Parse the output of `gh api --include`: a line with the status, headers, and the body."""
    if answer is None or answer.returncode == _NO_LOGIN:
        why = _why(answer)
        return HostAnswer(why=why, remedy=_remedy(0, why))
    head, _, body = answer.stdout.replace("\r\n", "\n").partition("\n\n")
    first, *headers = head.split("\n")
    words = first.split()
    shown = len(words) > 1 and first.startswith("HTTP/") and words[1].isdigit()
    refused = _REFUSED.search(answer.stderr)
    status = int(words[1]) if shown else int(refused[1]) if refused else 0
    dates = (line.partition(":")[2].strip() for line in headers if line.lower().startswith("date:"))
    why = _why(answer)
    return HostAnswer(
        data=_json(body), status=status, why=why, remedy=_remedy(status, why), at=_instant(next(dates, ""))
    )


def _why(answer: subprocess.CompletedProcess[str] | None) -> str:
    if answer is None:
        return f"gh did not answer within {SECONDS:.0f} seconds"
    if answer.returncode == _NO_LOGIN:
        return _NO_LOGIN_WHY
    # Only the first line, since gh may print a long explanation.
    without_words = (
        "gh did not answer with a GitHub response"
        if not answer.returncode
        else f"gh ended with {answer.returncode}"
    )
    return next(iter(answer.stderr.strip().splitlines()), without_words)


def _remedy(status: int, why: str) -> str:
    """Return what may help: a new login does not repair a connection or an old command."""
    if "rate limit" in why:
        return "run it again in an hour: GitHub limits requests"
    if status in (401, 403) or why == _NO_LOGIN_WHY:
        return _LOGIN
    if why.startswith(("error connecting", "gh did not answer")) or "dial tcp" in why:
        return "check the connection, then run it again"
    return "run gh api user to see why, or install a newer version"


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _instant(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except ValueError:
        return None
