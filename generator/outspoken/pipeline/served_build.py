"""Proof that readers get a build: what `build.json` says where they fetch it."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPException, InvalidURL
from urllib.parse import urlsplit

from msgspec import Struct

_LONGEST_ANSWER = 64 * 1024
_SECONDS_PER_TRY = 10


class ServedBuild(Struct, frozen=True, kw_only=True):
    """Which build a site is: the full commit hash (None: built without git) and its `now` (UTC).

    `next_boundary` (UTC) is when its pages should next change, as it said itself.
    """

    commit: str | None
    now: datetime
    next_boundary: datetime | None = None

    def is_same_as(self, other: object) -> bool:
        """Whether two answers are of one build: the same commit at the same `now`."""
        return isinstance(other, ServedBuild) and (self.commit, self.now) == (other.commit, other.now)

    def __str__(self) -> str:
        return f"commit {(self.commit or 'unknown')[:12]} built at {self.now:%Y-%m-%dT%H:%M:%SZ}"


class NoBuild(Struct, frozen=True):
    """Why a site would not say which build it is, in a few words."""

    reason: str

    def __str__(self) -> str:
        return f"nothing that could be read ({self.reason})"


def read_build(data: bytes) -> ServedBuild | NoBuild:
    """The build that the bytes of a `build.json` name."""
    try:
        fields = json.loads(data)
        commit, now = fields["commit"], datetime.fromisoformat(fields["now"])
        due = datetime.fromisoformat(fields["next_boundary"]) if fields.get("next_boundary") else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return NoBuild("it is no build.json")
    if now.tzinfo is None or not isinstance(commit, str | None) or (due and due.tzinfo is None):
        return NoBuild("it is no build.json")
    return ServedBuild(commit=commit, now=now.astimezone(UTC), next_boundary=due and due.astimezone(UTC))


def served_build(url: str, attempt: int = 1) -> ServedBuild | NoBuild:
    """The build that readers of the site at `url` (http or https) get now; `attempt` passes caches by.

    Raises ValueError where the address is neither http nor https.
    """
    if urlsplit(url).scheme not in ("http", "https"):
        raise ValueError(f"{url} is not a web address")
    # A cache that answered an earlier try with the old build would answer the same address with it again.
    address = f"{url.rstrip('/')}/build.json?try={attempt}-{time.monotonic_ns()}"
    request = urllib.request.Request(address, headers={"Cache-Control": "no-cache"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS_PER_TRY) as answer:  # noqa: S310
            return read_build(answer.read(_LONGEST_ANSWER))
    except InvalidURL:
        # Its own words repeat a login that was written into the address.
        return NoBuild("the address has no host and port that can be asked")
    except (OSError, HTTPException, ValueError) as fault:
        return NoBuild(str(fault) or type(fault).__name__)


def until_served(
    url: str,
    wanted: ServedBuild,
    *,
    within: timedelta,
    pause: timedelta = timedelta(seconds=5),
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[ServedBuild | NoBuild]:
    """What the site at `url` answers, try by try, until it is `wanted` or `within` has passed.

    The last one given is `wanted` where readers get it. There is always at least one try.
    """
    end = time.monotonic() + within.total_seconds()
    attempt = 1
    while True:
        answer = served_build(url, attempt)
        yield answer
        if wanted.is_same_as(answer) or time.monotonic() + pause.total_seconds() > end:
            return
        attempt += 1
        sleep(pause.total_seconds())
