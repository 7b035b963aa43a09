"""Reads one incident of the hosted status API v2."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from msgspec import Struct

from outspoken.importers.foreign_records import ForeignIncident, ForeignState, ForeignUpdate
from outspoken.importers.foreign_updates import without_repeats
from outspoken.importers.html_text import mixed_to_markdown
from outspoken.importers.import_report import Remarks
from outspoken.importers.source_times import moment_of
from outspoken.importers.statuspage.statuspage_documents import Data, named_by
from outspoken.importers.statuspage.statuspage_words import POSTMORTEM, StatuspageWords
from outspoken.model.vocabulary import Impact, Kind, State, Status
from outspoken.source.foreign_data import mappings_of, text_of

_CODE = re.compile(r"[A-Za-z0-9]+")
_LABELS = {"in_progress": "In progress", "": "Update"}


class PageFacts(Struct, frozen=True, kw_only=True):
    """Shared by all incidents of a page: the mapping of words, and the components' names by id."""

    words: StatuspageWords
    names: Mapping[str, str]


def read_incident(raw: Data, path: str, page: PageFacts, remarks: Remarks) -> ForeignIncident:
    """Return one incident; parts that cannot be read add remarks."""
    code = named_by(raw)
    planned_start = _time(raw, "scheduled_for", remarks)
    is_planned = planned_start is not None or text_of(raw.get("impact")) == "maintenance"
    impact = page.words.impact.find(text_of(raw.get("impact")), remarks) or Impact.NONE
    entries = mappings_of(raw.get("incident_updates"))
    written = [each for each in entries if text_of(each.get("status")) != POSTMORTEM]
    updates = sorted(_updates(raw, written, page, remarks), key=lambda each: each.at)
    # Newest first at the source: what was added to a post-mortem comes after it.
    report = [each for each in reversed(entries) if text_of(each.get("status")) == POSTMORTEM]
    reported = "\n\n".join(filter(None, (text_of(each.get("body")).strip() for each in report)))
    started = planned_start or _time(raw, "started_at", remarks) or _time(raw, "created_at", remarks)
    states = _states(raw, updates, is_planned, impact, page, remarks)
    return ForeignIncident(
        path=path,
        key=f"statuspage:{code}",
        title=text_of(raw.get("name")),
        kind=Kind.MAINTENANCE if is_planned else Kind.INCIDENT,
        impact=impact,
        components=states,
        started=started,
        scheduled_until=_time(raw, "scheduled_until", remarks) if is_planned else None,
        updates=without_repeats(_without_known(updates, states)),
        postmortem=mixed_to_markdown(reported or text_of(raw.get("postmortem_body"))),
        published=(_time(report[0], "display_at", remarks) if report else None)
        or _time(raw, "postmortem_published_at", remarks),
        redirects=(f"/incidents/{code}/",) if _CODE.fullmatch(code) else (),
    )


def _time(raw: Data, key: str, remarks: Remarks) -> datetime | None:
    return moment_of(text_of(raw.get(key)), UTC, remarks)


def _updates(
    raw: Data, written: Sequence[Data], page: PageFacts, remarks: Remarks
) -> Iterator[ForeignUpdate]:
    # Newest first at the source.
    for each in reversed(written):
        at = _time(each, "display_at", remarks) or _time(each, "created_at", remarks)
        if at is None:
            at = _time(raw, "created_at", remarks) or _time(raw, "started_at", remarks)
            remarks.assumed("an update has no time: that of the incident was used", _start_of(each))
        if at is None:
            remarks.not_imported("neither an update nor its incident has a time", _start_of(each))
            continue
        word = text_of(each.get("status"))
        yield ForeignUpdate(
            at=at,
            text=mixed_to_markdown(text_of(each.get("body"))),
            label=_LABELS.get(word, word.replace("_", " ").capitalize()),
            status=page.words.status.find(word, remarks),
            components=tuple(_changes(each, page, remarks)),
        )
    yield from _end_alone(raw, written, remarks)


def _end_alone(raw: Data, written: Sequence[Data], remarks: Remarks) -> Iterator[ForeignUpdate]:
    """Yield an update for the incident's end if no update has a final status: it would stay open."""
    finals = {"resolved": Status.RESOLVED, "completed": Status.COMPLETED}
    word = text_of(raw.get("status"))
    word = "resolved" if word == POSTMORTEM else word
    if word not in finals or any(text_of(each.get("status")) == word for each in written):
        return
    if at := _time(raw, "resolved_at", remarks) or _time(raw, "updated_at", remarks):
        yield ForeignUpdate(at=at, label=word.capitalize(), status=finals[word])


def _start_of(update: Data) -> str:
    return " ".join(text_of(update.get("body")).split())[:60]


def _changes(update: Data, page: PageFacts, remarks: Remarks) -> Iterator[ForeignState]:
    for each in mappings_of(update.get("affected_components")):
        # Here, the name of a component in a group begins with the group's name.
        name = page.names.get(text_of(each.get("code"))) or text_of(each.get("name"))
        state = page.words.state.find(text_of(each.get("new_status")), remarks)
        if name and state:
            yield ForeignState(name=name, state=state)


def _states(
    raw: Data,
    updates: Sequence[ForeignUpdate],
    is_planned: bool,
    impact: Impact,
    page: PageFacts,
    remarks: Remarks,
) -> tuple[ForeignState, ...]:
    """Return the states at the start: for each component, the first update that names it."""
    first: dict[str, State] = {}
    for update in updates:
        # Not final updates: their state is the one after the incident.
        if update.status is None or not update.status.is_final:
            for change in update.components:
                first.setdefault(change.name, change.state)
    guess = State.UNDER_MAINTENANCE if is_planned else impact.usual_state
    for each in mappings_of(raw.get("components")):
        name = page.names.get(text_of(each.get("id"))) or text_of(each.get("name"))
        if name and name not in first:
            first[name] = guess
            if not is_planned:
                remarks.assumed("a component's state is taken from the impact", f"{name}: {guess}")
    return tuple(
        ForeignState(name=name, state=State.UNDER_MAINTENANCE if is_planned else state)
        for name, state in first.items()
    )


def _without_known(
    updates: Sequence[ForeignUpdate], states: Sequence[ForeignState]
) -> Iterator[ForeignUpdate]:
    """Yield the updates without states that do not change."""
    from msgspec.structs import replace

    now = {each.name: each.state for each in states}
    is_planned = any(each.state is State.UNDER_MAINTENANCE for each in states)
    for update in updates:
        is_final = update.status is not None and update.status.is_final
        changed = tuple(
            each for each in update.components if not is_planned and now.get(each.name) is not each.state
        )
        now.update({each.name: each.state for each in changed})
        # A final update sets every component to operational, so it needs no states.
        yield replace(update, components=() if is_final else changed)
