"""Reads one incident of a Statusfy site: front matter in YAML, TOML or JSON, and a text with updates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from outspoken.importers.foreign_records import ForeignIncident, ForeignState, ForeignUpdate
from outspoken.importers.foreign_words import WordMap
from outspoken.importers.import_report import MappedWord, Remarks
from outspoken.importers.source_times import moment_of
from outspoken.importers.statusfy.statusfy_ids import statusfy_id
from outspoken.importers.statusfy.update_blocks import UpdateBlock, split_blocks
from outspoken.model.vocabulary import Impact, Kind, State, Status
from outspoken.source.foreign_data import ForeignError, read_json, read_toml, read_yaml, text_of, texts_of

Data = Mapping[str, object]
_FRONT_MATTER = re.compile(
    r"\s*---(?P<format>[a-z]*)[ \t]*\n(?P<head>.*?)^---[ \t]*$\n?", re.DOTALL | re.MULTILINE
)
_READERS: Mapping[str, Callable[[str], Data]] = {
    "": read_yaml,
    "yaml": read_yaml,
    "toml": read_toml,
    "json": read_json,
}
_IMPACTS: dict[str, Impact | None] = {
    "major outage": Impact.MAJOR,
    "partial outage": Impact.MINOR,
    "degraded performance": Impact.MINOR,
    "under maintenance": Impact.NONE,
}
_STATES = {
    "major-outage": State.MAJOR_OUTAGE,
    "partial-outage": State.PARTIAL_OUTAGE,
    "under-maintenance": State.UNDER_MAINTENANCE,
}
_STATUSES: dict[str, Status | None] = {
    "investigating": Status.INVESTIGATING,
    "identified": Status.IDENTIFIED,
    "monitoring": Status.MONITORING,
    "resolved": Status.RESOLVED,
    "scheduled": Status.SCHEDULED,
    "planned": Status.SCHEDULED,
    "in progress": Status.IN_PROGRESS,
    "verifying": Status.VERIFYING,
    "completed": Status.COMPLETED,
    "complete": Status.COMPLETED,
    "update": None,
    "updated": None,
    "ongoing": None,
}
_USED = {"id", "title", "description", "date", "modified", "severity", "affectedsystems", "resolved"} | {
    "scheduled",
    "duration",
}
_PLANNED = "under-maintenance"
_MOST_MINUTES = 60 * 24 * 366


class StatusfyWords:
    """Maps severities and the titles of updates, and counts them."""

    def __init__(self) -> None:
        self.severity = WordMap("severity", _IMPACTS, Impact.MINOR)
        self.status = WordMap("status", _STATUSES, None)

    @property
    def seen(self) -> tuple[MappedWord, ...]:
        return (*self.severity.seen, *self.status.seen)


def read_incident(
    text: str, path: str, name: str, words: StatusfyWords, remarks: Remarks
) -> ForeignIncident | None:
    """Return the incident in a file of this name; None, with a remark, if it cannot be read."""
    fields = _fields(text, remarks)
    if fields is None:
        return None
    raw, body = fields
    for key, value in raw.items():
        if key not in _USED and value:
            remarks.no_equivalent("front matter has no equivalent", f"{key}: {', '.join(texts_of(value))}")
    started = moment_of(text_of(raw.get("date")), UTC, remarks)
    severity = text_of(raw.get("severity")).lower()
    is_planned = severity == _PLANNED
    window = _window(raw, started, remarks) if is_planned else None
    outside, blocks = split_blocks(body, remarks)
    description = text_of(raw.get("description"))
    # The description is left out if the text repeats it.
    first = outside or ("" if blocks else description)
    updates = list(_updates(raw, first, blocks, started, is_planned, words, remarks))
    if not updates:
        remarks.not_imported("it has no text and no time that can be read", text_of(raw.get("title")))
        return None
    code = text_of(raw.get("id")) or statusfy_id(name)
    state = _STATES.get(severity, State.DEGRADED_PERFORMANCE)
    return ForeignIncident(
        path=path,
        key=f"statusfy:{code}",
        title=text_of(raw.get("title")) or name.removesuffix(".md"),
        kind=Kind.MAINTENANCE if is_planned else Kind.INCIDENT,
        impact=words.severity.find(severity, remarks) or Impact.MINOR,
        components=tuple(
            ForeignState(name=each, state=state) for each in texts_of(raw.get("affectedsystems"))
        ),
        started=window[0] if window else started,
        scheduled_until=window[1] if window else None,
        body="" if description in outside or first == description else description,
        updates=tuple(updates),
        redirects=(f"/incidents/{code}/",) if re.fullmatch(r"[\w-]+", code) else (),
        name=name.removesuffix(".md"),
    )


def _fields(text: str, remarks: Remarks) -> tuple[Data, str] | None:
    found = _FRONT_MATTER.match(text)
    if not found:
        remarks.not_imported("it has no front matter")
        return None
    reader = _READERS.get(found["format"])
    if reader is None:
        remarks.not_imported("its front matter is in an unknown format", found["format"])
        return None
    try:
        head = found["head"]
        return (reader(head) if head.strip() else {}), text[found.end() :]
    except ForeignError as fault:
        remarks.not_imported("its front matter cannot be read", str(fault))
        return None


def _window(raw: Data, started: datetime | None, remarks: Remarks) -> tuple[datetime, datetime] | None:
    start = moment_of(text_of(raw.get("scheduled")), UTC, remarks) or started
    length = _minutes(raw)
    return (start, start + length) if start and length else None


def _minutes(raw: Data) -> timedelta | None:
    written = text_of(raw.get("duration"))
    # Statusfy rounds up to whole minutes.
    is_number = re.fullmatch(r"\d{1,9}(?:\.\d+)?", written)
    minutes = float(written) if is_number else 0
    return timedelta(minutes=minutes) if 0 < minutes < _MOST_MINUTES else None


def _updates(
    raw: Data,
    first: str,
    blocks: tuple[UpdateBlock, ...],
    started: datetime | None,
    is_planned: bool,
    words: StatusfyWords,
    remarks: Remarks,
) -> Iterator[ForeignUpdate]:
    made = []
    if started and (first or not blocks):
        status = Status.SCHEDULED if is_planned else Status.INVESTIGATING
        made.append(ForeignUpdate(at=started, text=first, label=text_of(raw.get("title")), status=status))
    last, said = started, list[ForeignUpdate]()
    for block in blocks:
        at = moment_of(block.time, UTC, remarks) or last
        if at is None:
            remarks.not_imported("an update without a time, in an incident without one", block.text)
            continue
        if not block.time:
            remarks.assumed("an update without a time: that before it was used", block.title)
        said.append(_update(block, at, words, remarks))
        last = max(last, at) if last else at
    # Some texts have the newest update first; for equal times, the order of the text has to be reversed then.
    made += reversed(said) if _is_newest_first(said) else said
    yield from _ended(raw, _begun(made, is_planned), started, is_planned, remarks)


def _begun(made: list[ForeignUpdate], is_planned: bool) -> list[ForeignUpdate]:
    """Return the updates; the first one gets a status if it has none."""
    first = min(made, key=lambda each: each.at, default=None)
    status = Status.SCHEDULED if is_planned else Status.INVESTIGATING
    is_bare = first is not None and first.status is None
    return [replace(each, status=status) if is_bare and each is first else each for each in made]


def _is_newest_first(updates: list[ForeignUpdate]) -> bool:
    if len(updates) < 2:
        return False
    first, last = updates[0], updates[-1]
    ends_first = first.status is not None and first.status.is_final
    return first.at > last.at or (first.at == last.at and ends_first)


def _update(block: UpdateBlock, at: datetime, words: StatusfyWords, remarks: Remarks) -> ForeignUpdate:
    status = words.status.find(block.title, remarks) if block.title else None
    text = block.text
    # A title without a matching status is kept in the text.
    if block.title and status is None and block.title.strip().lower() not in _STATUSES and text.strip():
        text = f"**{block.title}**\n\n{text}"
    return ForeignUpdate(at=at, text=text, label=block.title or "Update", status=status)


def _start_of(update: ForeignUpdate) -> str:
    return " ".join(update.text.split())[:60]


def _ended(
    raw: Data, made: list[ForeignUpdate], started: datetime | None, is_planned: bool, remarks: Remarks
) -> Iterator[ForeignUpdate]:
    """Yield the updates, and an end if the file is marked as resolved and no update has a final status."""
    is_over = text_of(raw.get("resolved")).lower() in ("true", "yes", "on")
    in_time = sorted(made, key=lambda each: each.at)
    if not is_over or is_planned or not made or any(each.status and each.status.is_final for each in made):
        yield from made
        return
    length = _minutes(raw)
    if started and length:
        remarks.assumed("it is resolved without an update that says so: its duration was used", f"{length}")
        yield from made
        yield ForeignUpdate(at=started + length, label="Resolved", status=Status.RESOLVED)
        return
    remarks.assumed(
        "it is resolved without an update that says so: its last update was used as its end",
        in_time[-1].text[:60],
    )
    for each in made:
        yield replace(each, status=Status.RESOLVED) if each is in_time[-1] else each
