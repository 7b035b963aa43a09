"""Reads one issue of an Upptime repository: an outage, or scheduled maintenance."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from outspoken.importers.foreign_records import ForeignIncident, ForeignState, ForeignUpdate
from outspoken.importers.foreign_words import WordMap
from outspoken.importers.import_names import matching
from outspoken.importers.import_report import MappedWord, Remarks
from outspoken.importers.source_times import moment_of
from outspoken.importers.upptime.maintenance_marks import MaintenanceMarks, read_marks
from outspoken.model.vocabulary import Impact, Kind, State, Status
from outspoken.source.foreign_data import mappings_of, text_of

Data = Mapping[str, object]
MARKS = frozenset({"status", "maintenance"})
"""The labels of issues that are incidents; the others name sites."""

_DOWN, _DEGRADED = "is down", "has degraded performance"
# A title of Upptime: an emoji, the site's name, and one of two phrases.
_AUTOMATIC = re.compile(rf"^\W*(?P<name>.+?)\s+(?P<what>{_DOWN}|{_DEGRADED})\s*$")
_LABEL = re.compile(r"^\s*(?:\*\*|__)?(?P<word>[A-Za-z ]{3,20}?):?(?:\*\*|__)?:?(?=\s|$)")
_STRONG = re.compile(r"^\s*(?:\*\*|__)[^*_]+(?:\*\*|__)|^\s*[A-Za-z ]{3,20}:\s")
_STATUSES: dict[str, Status | None] = {
    "investigating": Status.INVESTIGATING,
    "identified": Status.IDENTIFIED,
    "monitoring": Status.MONITORING,
    "resolved": Status.RESOLVED,
    "in progress": Status.IN_PROGRESS,
    "completed": Status.COMPLETED,
}
_STATES = {Impact.MAJOR: State.MAJOR_OUTAGE, Impact.MINOR: State.DEGRADED_PERFORMANCE}
# The comment that closes an issue and its end are at most so far apart.
_TOGETHER = timedelta(seconds=90)


class UpptimeNames(Struct, frozen=True):
    """The names of sites by what `matching` returns for their names and labels."""

    by_key: Mapping[str, str]

    def find(self, word: str) -> str | None:
        """Return the name of the site that a label or a title means."""
        return self.by_key.get(matching(word))


class UpptimeWords:
    """Maps the phrases of automatic titles to impacts and states, and counts them."""

    def __init__(self) -> None:
        self.what = WordMap("impact", {_DOWN: Impact.MAJOR, _DEGRADED: Impact.MINOR}, Impact.MINOR)

    @property
    def seen(self) -> tuple[MappedWord, ...]:
        return self.what.seen


def labels_of(issue: Data) -> tuple[str, ...]:
    """Return the names of an issue's labels."""
    raw = issue.get("labels")
    names = [text_of(each) for each in raw] if isinstance(raw, list) else []
    return tuple(filter(None, (*names, *(text_of(each.get("name")) for each in mappings_of(raw)))))


def named_in_title(title: str) -> str:
    """Return the name of the site in an automatic title; empty for another title."""
    found = _AUTOMATIC.match(title)
    return found["name"] if found else ""


def read_issue(
    issue: Data, known: UpptimeNames, words: UpptimeWords, remarks: Remarks
) -> ForeignIncident | None:
    """Return an incident or a maintenance; None, with a remark, if it has no time."""
    opened = _time(issue, "created", remarks)
    if opened is None:
        remarks.not_imported("an issue without a time of its creation", text_of(issue.get("title")))
        return None
    is_planned = "maintenance" in labels_of(issue)
    marks, text = read_marks(text_of(issue.get("body")), remarks) if is_planned else (None, _body(issue))
    impact = Impact.NONE if is_planned else _impact(issue, words, remarks)
    first = ForeignUpdate(
        at=opened,
        text=text,
        label=text_of(issue.get("title")),
        status=Status.SCHEDULED if is_planned else Status.INVESTIGATING,
    )
    updates = [first, *_comments(issue, is_planned, opened, remarks)]
    number = text_of(issue.get("number"))
    return ForeignIncident(
        path=remarks.path,
        key=f"upptime:{number}",
        title=_title(issue),
        kind=Kind.MAINTENANCE if is_planned else Kind.INCIDENT,
        impact=impact,
        components=tuple(_states(issue, known, impact, marks, remarks)),
        started=marks.start if marks else opened,
        scheduled_until=marks.end if marks else None,
        updates=tuple(_with_end(issue, updates, is_planned, marks, remarks)),
        # The address of an Upptime page has the number of the issue.
        redirects=(f"/incident/{number}/",),
    )


def _title(issue: Data) -> str:
    """Return the title; without the emoji if Upptime wrote it, since pages have icons."""
    title = text_of(issue.get("title"))
    found = _AUTOMATIC.match(title)
    return title[found.start("name") :] if found else title


def _body(issue: Data) -> str:
    return text_of(issue.get("body"))


def _time(raw: Data, name: str, remarks: Remarks) -> datetime | None:
    # gh writes createdAt, the API created_at.
    return moment_of(text_of(raw.get(f"{name}at")) or text_of(raw.get(f"{name}_at")), UTC, remarks)


def _impact(issue: Data, words: UpptimeWords, remarks: Remarks) -> Impact:
    found = _AUTOMATIC.match(text_of(issue.get("title")))
    if found:
        return words.what.find(found["what"], remarks) or Impact.MINOR
    remarks.assumed("its title does not show the impact: minor was used", text_of(issue.get("title")))
    return Impact.MINOR


def _states(
    issue: Data, known: UpptimeNames, impact: Impact, marks: MaintenanceMarks | None, remarks: Remarks
) -> Iterator[ForeignState]:
    others = [label for label in labels_of(issue) if label not in MARKS]
    expected = [*marks.down, *marks.degraded] if marks else []
    names = [name for word in (*expected, *others) if (name := known.find(word))]
    title = named_in_title(text_of(issue.get("title")))
    if title and not names:
        names.append(known.find(title) or title)
    state = State.UNDER_MAINTENANCE if marks else _STATES.get(impact, State.UNDER_MAINTENANCE)
    yield from (ForeignState(name=name, state=state) for name in dict.fromkeys(names))
    # Unknown labels are sites that were removed since: other labels are not in this list.
    yield from (ForeignState(name=word, state=state) for word in expected if not known.find(word))
    tags = [label for label in others if not known.find(label)]
    if tags:
        remarks.no_equivalent("a label that names no site has no equivalent", ", ".join(tags))


def _comments(issue: Data, is_planned: bool, opened: datetime, remarks: Remarks) -> Iterator[ForeignUpdate]:
    raw = issue.get("comments")
    if isinstance(raw, int) and raw:
        remarks.not_imported(
            "its comments are not in the file: export the issues with comments", f"{raw} comments"
        )
    for each in mappings_of(raw):
        text, at = text_of(each.get("body")), _time(each, "created", remarks)
        if at is None:
            remarks.assumed("a comment without a time: that of the issue was used", text[:60])
        if text:
            yield ForeignUpdate(at=at or opened, text=text, status=_status(text, is_planned))


def _status(text: str, is_planned: bool) -> Status | None:
    """Return the status at the start of a comment, such as `**Resolved:** …`; None without one."""
    label = _LABEL.match(text) if _STRONG.match(text) else None
    status = _STATUSES.get(label["word"].strip().lower()) if label else None
    kind = Kind.MAINTENANCE if is_planned else Kind.INCIDENT
    return status if status and status.kind is kind else None


def _with_end(
    issue: Data,
    updates: list[ForeignUpdate],
    is_planned: bool,
    marks: MaintenanceMarks | None,
    remarks: Remarks,
) -> Iterator[ForeignUpdate]:
    """Yield the updates, and an end when the issue was closed if no comment has a final status."""
    closed = _time(issue, "closed", remarks)
    # Upptime closes the issue some time after the window, so the end is that of the window.
    is_by_window = is_planned and marks is not None and closed is not None and closed >= marks.end
    if closed is None or is_by_window or any(each.status and each.status.is_final for each in updates):
        yield from updates
        return
    final = Status.COMPLETED if is_planned else Status.RESOLVED
    last = updates[-1]
    if len(updates) > 1 and abs(closed - last.at) <= _TOGETHER and last.status is None:
        yield from updates[:-1]
        yield replace(last, status=final)
        return
    yield from updates
    label = "Closed" if is_planned else "Resolved"
    yield ForeignUpdate(at=closed, label=label, status=final)
