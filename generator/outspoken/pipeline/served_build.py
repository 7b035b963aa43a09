"""Find out which build a site serves, from its `build.json`."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

from msgspec import Struct

from outspoken.model.iso_time import iso

_SECONDS_PER_TRY = 10


class ServedBuild(Struct, frozen=True, kw_only=True):
    """The build that a site serves: the full commit hash (None: built without git) and its `now` (UTC).

    `next_boundary` (UTC) is when its pages should next change, according to the build itself.
    """

    commit: str | None
    now: datetime
    next_boundary: datetime | None = None

    def is_same_as(self, other: object) -> bool:
        """Whether both are the same build: the same commit and the same `now`."""
        return isinstance(other, ServedBuild) and (self.commit, self.now) == (other.commit, other.now)

    def is_current(self, commit: str, now: datetime) -> bool:
        """Whether it was built from this commit, and none of its pages should have changed by `now` (UTC)."""
        return self.commit == commit and (self.next_boundary is None or self.next_boundary > now)

    def __str__(self) -> str:
        return f"commit {(self.commit or 'unknown')[:12]} built at {iso(self.now)}"


class NoBuild(Struct, frozen=True):
    """The reason why the served build is unknown, as a short text."""

    reason: str

    def __str__(self) -> str:
        return f"nothing that could be read ({self.reason})"


def read_build(data: bytes) -> ServedBuild | NoBuild:
    """Parse the bytes of a `build.json`; NoBuild if they are anything else."""
    try:
        fields = json.loads(data)
        commit, now = fields["commit"], datetime.fromisoformat(fields["now"])
        due = datetime.fromisoformat(fields["next_boundary"]) if fields.get("next_boundary") else None
    # A host's error page may have status 200 and any content.
    except (ValueError, KeyError, TypeError, RecursionError):
        return NoBuild("it is not a build.json")
    if now.tzinfo is None or not isinstance(commit, str | None) or (due and due.tzinfo is None):
        return NoBuild("it is not a build.json")
    return ServedBuild(commit=commit, now=now.astimezone(UTC), next_boundary=due and due.astimezone(UTC))


def served_build(url: str, attempt: int = 1) -> ServedBuild | NoBuild:
    """Return the build that readers of the site at `url` get now; a new `attempt` bypasses caches.

    Raises ValueError if the address is neither http nor https.
    """
    if urlsplit(url).scheme not in ("http", "https"):
        raise ValueError(f"{url} is not a web address")
    if not _has_host(url):
        # The URL is not repeated: it may contain a password.
        return NoBuild("the address has no valid host and port")
    # Imported only here: a build of a folder needs no HTTP client.
    from outspoken.channels.sending.http_client import Call, Lost, exchange

    # A new URL for each try, since a cache may return the old build for the same URL.
    address = f"{url.rstrip('/')}/build.json?try={attempt}-{time.monotonic_ns()}"
    # For caches that ignore the query of a URL.
    call = Call(method="GET", url=address, headers={"Cache-Control": "no-cache"})
    answer = exchange(call, connect=_SECONDS_PER_TRY, read=_SECONDS_PER_TRY, redirects=True)
    if isinstance(answer, Lost):
        return NoBuild(answer.why)
    if not answer.is_good:
        return NoBuild(f"HTTP Error {answer.status}: {_phrase(answer.status)}")
    return read_build(answer.body or b"")


def _has_host(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "unknown"


def until_served(
    url: str,
    is_wanted: Callable[[ServedBuild], bool],
    *,
    within: timedelta,
    pause: timedelta = timedelta(seconds=5),
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[ServedBuild | NoBuild]:
    """Yield the served build of each try, until one satisfies `is_wanted` or `within` has passed.

    If the last value satisfies it, readers get it. There is always at least one try.
    """
    end = time.monotonic() + within.total_seconds()
    attempt = 1
    while True:
        answer = served_build(url, attempt)
        yield answer
        # No pause that would end after `within`: the next try would be too late.
        is_served = isinstance(answer, ServedBuild) and is_wanted(answer)
        if is_served or time.monotonic() + pause.total_seconds() > end:
            return
        attempt += 1
        sleep(pause.total_seconds())
