"""Reads an incident, and a schedule, of Cachet's API."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from urllib.parse import urlsplit

from msgspec import Struct

from outspoken.importers.cachet.cachet_documents import CachetEntry, Data
from outspoken.importers.cachet.cachet_words import IMPACTS, CachetWords
from outspoken.importers.foreign_records import ForeignIncident, ForeignState, ForeignUpdate
from outspoken.importers.foreign_updates import without_repeats
from outspoken.importers.html_text import to_markdown
from outspoken.importers.import_report import Remarks
from outspoken.importers.source_times import moment_of
from outspoken.model.vocabulary import Impact, Kind, State, Status
from outspoken.source.foreign_data import mapping_of, mappings_of, text_of

# The editor of version 3 writes HTML; the other versions have Markdown.
_HTML = re.compile(r"\s*<(?:p|div|ul|ol|h[1-6]|blockquote)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"/incidents/[\w-]+")
_FALSE = ("0", "false")


class CachetPage(Struct, frozen=True, kw_only=True):
    """What all incidents share: words, components' names and updates by their ids, the zone of times."""

    words: CachetWords
    names: Mapping[str, str]
    states: Mapping[str, str]
    updates: Mapping[str, Data]
    zone: tzinfo


def read_incident(entry: CachetEntry, page: CachetPage, remarks: Remarks) -> ForeignIncident | None:
    """Return an incident; None, with a remark, if readers of the page did not see it."""
    raw = entry.data
    title = text_of(raw.get("name"))
    if text_of(raw.get("visible")).lower() in _FALSE or text_of(raw.get("deleted_at")):
        remarks.not_imported("it is hidden or deleted: the old page did not show it", title)
        return None
    if text_of(raw.get("scheduled_at")):
        return read_schedule(entry, page, remarks)
    begun = _time(raw, "occurred", page, remarks) or _time(raw, "created", page, remarks)
    written = _updates_of(entry, page)
    updates = list(_updates(raw, written, begun, page, remarks))
    states = _states(entry, page, remarks)
    impact = max(
        (IMPACTS[each.state] for each in states if each.state), key=lambda one: one.rank, default=None
    )
    if impact is None or impact is Impact.NONE:
        impact = Impact.MINOR
        remarks.assumed("Cachet stores no impact: minor was used", title)
    number = text_of(raw.get("id"))
    return ForeignIncident(
        path=remarks.path,
        key=f"cachet:{number}",
        title=title,
        impact=impact,
        components=tuple(states),
        started=begun,
        updates=without_repeats(updates),
        redirects=tuple(_addresses(raw, number)),
    )


def read_schedule(entry: CachetEntry, page: CachetPage, remarks: Remarks) -> ForeignIncident:
    """Return scheduled maintenance; Cachet has no end of the window, only when it was completed."""
    raw, text = entry.data, _message(entry.data)
    start, done = _time(raw, "scheduled", page, remarks), _time(raw, "completed", page, remarks)
    announced = _time(raw, "created", page, remarks) or start
    updates = []
    if announced:
        label = text_of(raw.get("name"))
        updates.append(ForeignUpdate(at=announced, text=text, label=label, status=Status.SCHEDULED))
    updates += [
        ForeignUpdate(at=at, text=_message(each))
        for each in _updates_of(entry, page)
        if (at := _time(each, "created", page, remarks))
    ]
    if done:
        updates.append(ForeignUpdate(at=done, label="Complete", status=Status.COMPLETED))
    number = text_of(raw.get("id"))
    states = [
        ForeignState(name=name, state=State.UNDER_MAINTENANCE)
        for name, _ in _components(entry, page, remarks)
    ]
    return ForeignIncident(
        path=remarks.path,
        key=f"cachet:schedule-{number}" if entry.kind == "schedules" else f"cachet:{number}",
        title=text_of(raw.get("name")),
        kind=Kind.MAINTENANCE,
        components=tuple(states),
        started=start,
        scheduled_until=done,
        updates=tuple(updates),
        redirects=tuple(_addresses(raw, number)) if entry.kind == "incidents" else (),
    )


def _time(raw: Data, name: str, page: CachetPage, remarks: Remarks) -> datetime | None:
    # Version 3 has a mapping with the time in two forms.
    written = text_of(raw.get(f"{name}_at")) or text_of(mapping_of(raw.get(name)).get("string"))
    try:
        naive = datetime.fromisoformat(written)
    except ValueError:
        return moment_of(written, page.zone, remarks)
    # No remark for each time: one remark for the whole page names the zone that was used.
    return moment_of((naive if naive.tzinfo else naive.replace(tzinfo=page.zone)).isoformat(), UTC, remarks)


def _message(raw: Data) -> str:
    text = text_of(raw.get("message"))
    return to_markdown(text) if _HTML.match(text) else text


def _number(raw: Data) -> str:
    return text_of(mapping_of(raw.get("status")).get("value")) or text_of(raw.get("status"))


def _human(raw: Data) -> str:
    return text_of(raw.get("human_status")) or text_of(mapping_of(raw.get("status")).get("human")) or "Update"


def _updates_of(entry: CachetEntry, page: CachetPage) -> Sequence[Data]:
    inside = mappings_of(entry.data.get("updates"))
    return inside or [
        page.updates[code]
        for each in entry.related.get("updates", ())
        if (code := text_of(each.get("id"))) in page.updates
    ]


def _updates(
    raw: Data, written: Sequence[Data], begun: datetime | None, page: CachetPage, remarks: Remarks
) -> Iterator[ForeignUpdate]:
    if begun:
        status = Status.INVESTIGATING if written else page.words.status.find(_number(raw), remarks)
        if written:
            # Each update changes the status of the whole incident.
            remarks.assumed("Cachet does not store the first status: investigating was used")
        elif status is Status.RESOLVED:
            remarks.assumed(
                "it was fixed without an update: the start was used as its end", text_of(raw.get("name"))
            )
        label = _human(raw) if not written else text_of(raw.get("name"))
        yield ForeignUpdate(at=begun, text=_message(raw), label=label, status=status or Status.INVESTIGATING)
    # By id: of two updates with one time, it shows which was written first.
    for each in sorted(written, key=_place):
        at = _time(each, "created", page, remarks)
        if at is None:
            remarks.not_imported("an update without a time", _message(each))
            continue
        status = page.words.status.find(_number(each), remarks)
        yield ForeignUpdate(at=at, text=_message(each), label=_human(each), status=status)


def _place(update: Data) -> int:
    number = text_of(update.get("id"))
    return int(number) if number.isdecimal() else 0


def _states(entry: CachetEntry, page: CachetPage, remarks: Remarks) -> list[ForeignState]:
    found = []
    for name, number in _components(entry, page, remarks):
        state = page.words.state.find(number, remarks) if number else None
        if state in (None, State.OPERATIONAL):
            state = State.DEGRADED_PERFORMANCE
            remarks.assumed("Cachet does not store a component's state: degraded_performance was used", name)
        found.append(ForeignState(name=name, state=state))
    return found


def _components(entry: CachetEntry, page: CachetPage, remarks: Remarks) -> Iterator[tuple[str, str]]:
    """Yield the names of the components, each with the number of its state, empty if it is not kept."""
    raw = entry.data
    codes = [(text_of(raw.get("component_id")), "")]
    for each in mappings_of(raw.get("components")):
        number = text_of(each.get("component_status"))
        codes.append((text_of(each.get("component_id")) or text_of(each.get("id")), number))
    for each in entry.related.get("components", ()):
        code = text_of(each.get("id"))
        codes.append((code, page.states.get(code, "")))
    for code, number in codes:
        if code in ("", "0"):
            continue
        if code in page.names:
            yield page.names[code], number
        else:
            remarks.assumed("a component that is not in the files: its number is its name", code)
            yield f"Component {code}", number


def _addresses(raw: Data, number: str) -> Iterator[str]:
    path = urlsplit(text_of(raw.get("permalink"))).path.rstrip("/")
    code = text_of(raw.get("guid")) or number
    yield f"{path}/" if _ADDRESS.fullmatch(path) else f"/incidents/{code}/"
