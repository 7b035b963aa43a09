"""One record of the ledger: the state of one update on one channel, and its JSON form."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from msgspec import Struct, field
from msgspec.structs import fields

from outspoken.channels.sending import reached
from outspoken.channels.sending.reached import Reach, Recipients

LEASE = timedelta(minutes=15)
"""A claim older than this has no owner, because the announce job ends after ten minutes."""
TOO_OLD = "it was not announced within a day"
"""The reason of a message that was skipped without an attempt."""
ANNOUNCED_AS = "it was announced as"
"""How the reason of a message begins that was announced under another key, which follows."""
# Years near the limits of datetime are rejected: adding a timedelta to them would overflow.
_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class DeliveryState(StrEnum):
    """The state of a message, in the order of strength in which two ledgers are merged."""

    RETRY = "retry"
    CLAIMED = "claimed"
    HELD = "held"
    SKIPPED = "skipped"
    SENT = "sent"

    @property
    def strength(self) -> int:
        return list(DeliveryState).index(self)

    @property
    def is_final(self) -> bool:
        """Whether nothing more happens to it."""
        return self in {DeliveryState.SENT, DeliveryState.SKIPPED}

    @property
    def is_pending(self) -> bool:
        """Whether a later run continues with it."""
        return self in {DeliveryState.RETRY, DeliveryState.CLAIMED}


class Key(Struct, frozen=True, order=True):
    """What is announced once: an update of an incident on a channel."""

    incident: str
    update: str
    channel: str

    def __str__(self) -> str:
        return f"{self.incident}/{self.update}/{self.channel}"

    @property
    def path(self) -> str:
        """Its file in the ledger."""
        return f"{self.month}/{self}.json"

    @property
    def month(self) -> str:
        """The month of its incident's id, `2026-11`."""
        return self.incident[:7]

    @classmethod
    def parse(cls, text: str) -> Key:
        """Parse `incident/update/channel`. Raises ValueError."""
        parts = text.split("/")
        if len(parts) != 3 or not all(_NAME.fullmatch(part) for part in parts):
            raise ValueError(f"{text} is not incident/update/channel")
        return cls(*parts)


class Record(Struct, frozen=True, kw_only=True):
    """The state of one key since `at` (UTC), set by the run `run`.

    `attempt` counts the sends; `first` and `last` are the possible starts of the first and the last of them
    (UTC), `last` only while one of them may have been delivered; `not_before` is when the channel accepts
    requests again; `doubt` means that a send may have been delivered; `id` and `url` are the message's own;
    `why` is for people; `text` identifies the sent text (SHA-256, shortened), and `words` is that text
    itself, as long as it may be delivered without a receipt; `person` means that a person decided it;
    `recipients` has all of them if only some have the message.
    """

    state: DeliveryState
    at: datetime
    run: str = ""
    attempt: int = 0
    first: datetime | None = None
    last: datetime | None = None
    not_before: datetime | None = None
    doubt: bool = False
    person: bool = False
    id: str = ""
    url: str = ""
    why: str = ""
    text: str = ""
    words: str = ""
    recipients: Recipients = ()

    def is_live(self, now: datetime) -> bool:
        """Whether it is claimed by a run that may still be active.

        A claim dated more than one lease in the future comes from a wrong clock and is ignored.
        """
        # In both directions: otherwise a clock that is a year ahead would block the message for a year.
        return self.state is DeliveryState.CLAIMED and abs(now - self.at) < LEASE

    @property
    def may_be_out(self) -> bool:
        """Whether an earlier run may have sent it without writing a receipt."""
        return self.state is DeliveryState.CLAIMED or self.doubt

    @property
    def is_too_old(self) -> bool:
        """Whether it was given up without an attempt."""
        return self.state is DeliveryState.SKIPPED and self.why == TOO_OLD

    @property
    def announced_as(self) -> Key | None:
        """The other key under which it was announced; None for what was not."""
        begin, _, key = self.why.rpartition(" ")
        if self.state is DeliveryState.SKIPPED and begin == ANNOUNCED_AS:
            with suppress(ValueError):
                return Key.parse(key)
        return None

    @property
    def is_with_some(self) -> bool:
        """Whether some of several recipients have it, but not all."""
        return any(one.state is Reach.SENT for one in self.recipients)


class RecordChange(Struct, frozen=True, kw_only=True):
    """A record that replaces `before` (None: no record), or with `wins` any weaker one."""

    key: Key
    before: Record | None
    after: Record
    wins: bool = field(default=False)

    def on(self, current: Record | None) -> bool:
        """Whether the change may be made if `current` is the present record."""
        if current == self.before:
            return True
        return self.wins and (current is None or current.state.strength < self.after.state.strength)


def stronger(one: Record | None, other: Record | None) -> Record | None:
    """Merge the records of two ledgers: the stronger state, or the newer record of the same state."""
    known = [record for record in (one, other) if record is not None]
    return max(known, key=lambda record: (record.state.strength, record.at), default=None)


def digest(text: str) -> str:
    """Return the short hash by which the ledger identifies a text."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def to_json(record: Record) -> dict[str, Any]:
    """Return a record as a JSON value, without empty fields."""
    given = {name.name: getattr(record, name.name) for name in fields(record)}
    given["recipients"] = reached.to_json(record.recipients)
    kept = {name: value for name, value in given.items() if value not in ("", 0, None, False, [])}
    return {name: instant_text(v) if isinstance(v, datetime) else v for name, v in kept.items()}


def to_bytes(record: Record) -> bytes:
    """Return a record's file."""
    return json.dumps(to_json(record), indent=1, ensure_ascii=False).encode() + b"\n"


def from_json(given: object) -> Record:
    """Parse a record from a JSON value. Raises ValueError with the reason."""
    if not isinstance(given, dict):
        raise ValueError("it is not a JSON object")
    # An unknown field comes from a newer version, and may decide what is sent: dropping it is not safe.
    if unknown := sorted(set(given) - set(_types())):
        raise ValueError(f"{unknown[0]} is an unknown key")
    if missing := sorted(_required() - set(given)):
        raise ValueError(f"{missing[0]} is missing")
    if given["state"] not in list(DeliveryState):
        raise ValueError(f"{given['state']!r} is not a state")
    return Record(**{name: _value(name, value) for name, value in given.items()})


def from_bytes(data: bytes) -> Record:
    """Parse a record from a file. Raises ValueError with the reason."""
    return from_json(parsed(data))


def parsed(data: bytes) -> Any:
    """Parse a JSON file. Raises ValueError if it is not valid JSON."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as fault:
        raise ValueError("it is not valid JSON") from fault


@cache
def _types() -> Mapping[str, object]:
    """Return the type of each field of a record."""
    return {one.name: one.type for one in fields(Record)}


@cache
def _required() -> frozenset[str]:
    return frozenset(one.name for one in fields(Record) if one.required)


def _value(name: str, value: object) -> Any:
    wanted = _types()[name]
    if wanted is DeliveryState:
        return DeliveryState(str(value))
    if wanted in (datetime, datetime | None):
        return instant(name, value)
    if wanted == Recipients:
        return reached.from_json(value)
    # Not isinstance: in Python True is an int.
    if type(value) is not wanted:
        raise ValueError(f"{name} is {value!r}")
    return value


def instant(name: str, value: object) -> datetime:
    """Parse the time (UTC) in a value of this name. Raises ValueError."""
    try:
        read = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        read = None
    if read is None or read.tzinfo is None:
        raise ValueError(f"{name} is {value!r}, not a time with a time zone")
    if not _EARLIEST < read.replace(tzinfo=UTC) < _LATEST:
        raise ValueError(f"{name} is {value!r}, which is too far from the present")
    return read.astimezone(UTC)


def instant_text(value: datetime) -> str:
    """Return a time in the ledger's format."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
