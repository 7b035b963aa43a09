"""Creates incidents from announcements: an `operational` one ends the problem before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from msgspec import Struct

from outspoken.importers.foreign_records import ForeignIncident, ForeignUpdate
from outspoken.importers.foreign_words import WordMap
from outspoken.importers.import_report import Remarks
from outspoken.importers.source_times import moment_of
from outspoken.model.vocabulary import Impact, Status
from outspoken.source.foreign_data import text_of

_GOOD = "operational"
_BAD = ("outage", "warning")


class GatusAnnouncement(Struct, frozen=True, kw_only=True):
    """One message with its time (UTC); `kind` is its type, in lower case."""

    at: datetime
    kind: str
    impact: Impact
    text: str
    is_archived: bool
    remarks: Remarks

    @property
    def is_problem(self) -> bool:
        return self.kind in _BAD


def gatus_words() -> WordMap[Impact]:
    """Return the impact of each type of announcement."""
    known: dict[str, Impact | None] = {
        "outage": Impact.MAJOR,
        "warning": Impact.MINOR,
        "information": Impact.NONE,
        _GOOD: Impact.NONE,
        "none": Impact.NONE,
    }
    return WordMap("type", known, Impact.NONE)


def read_announcement(
    raw: Mapping[str, object], remarks: Remarks, words: WordMap[Impact]
) -> GatusAnnouncement | None:
    """Return one entry of the list; None, with a remark, if it has no text or no time."""
    text, written = text_of(raw.get("message")), text_of(raw.get("timestamp"))
    at = moment_of(written, UTC, remarks)
    if not text:
        remarks.not_imported("an announcement without a message", written)
        return None
    if at is None:
        remarks.not_imported("an announcement without a time that can be read", _first_line(text))
        return None
    kind = text_of(raw.get("type")) or "none"
    return GatusAnnouncement(
        at=at,
        kind=kind.lower(),
        impact=words.find(kind, remarks) or Impact.NONE,
        text=text,
        is_archived=text_of(raw.get("archived")).lower() == "true",
        remarks=remarks,
    )


def gatus_incidents(found: Iterable[GatusAnnouncement]) -> Iterator[ForeignIncident]:
    """Yield an incident for each announcement, except for those that end the one before them."""
    ordered = sorted(found, key=lambda each: each.at)
    ends: dict[int, GatusAnnouncement] = {}
    used: set[int] = set()
    unresolved: list[int] = []
    for place, each in enumerate(ordered):
        if each.is_problem:
            unresolved.append(place)
        elif each.kind == _GOOD and unresolved:
            # Announcements have no id of their problem: the newest one that is open is the most likely.
            ends[unresolved.pop()] = each
            used.add(place)
            each.remarks.assumed(
                "it is taken as the end of the outage or warning before it", _first_line(each.text)
            )
    keys: dict[str, int] = {}
    for place, each in enumerate(ordered):
        if place not in used:
            yield _incident(each, ends.get(place), _key(each.at, keys))


def _first_line(text: str) -> str:
    return text.strip().split("\n")[0]


def _key(at: datetime, used: dict[str, int]) -> str:
    """Return an id from the time, since announcements have no id."""
    stamp = f"{at:%Y%m%dT%H%M%SZ}"
    used[stamp] = used.get(stamp, 0) + 1
    return f"gatus:{stamp}" if used[stamp] == 1 else f"gatus:{stamp}-{used[stamp]}"


def _incident(each: GatusAnnouncement, end: GatusAnnouncement | None, key: str) -> ForeignIncident:
    status = Status.INVESTIGATING if end else _status_alone(each)
    updates = [ForeignUpdate(at=each.at, text=each.text, status=status)]
    if end:
        updates.append(ForeignUpdate(at=end.at, text=end.text, status=Status.RESOLVED))
    return ForeignIncident(
        path=each.remarks.path,
        key=key,
        title=_first_line(each.text),
        impact=each.impact,
        started=each.at,
        updates=tuple(updates),
    )


def _status_alone(each: GatusAnnouncement) -> Status:
    """Return the status of a message without a later end; a notice reports no outage, so it is closed."""
    if not each.is_problem:
        return Status.RESOLVED
    if each.is_archived:
        each.remarks.assumed(
            "it was archived without a message that ends it: the start was used as its end",
            _first_line(each.text),
        )
        return Status.RESOLVED
    return Status.INVESTIGATING
