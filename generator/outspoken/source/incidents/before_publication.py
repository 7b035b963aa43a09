"""Corrects times that are long after the publication of the text that states them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from msgspec.structs import replace

from outspoken import rules
from outspoken.errors import Problem
from outspoken.model.file_names import INCIDENT_FILE, UPDATES
from outspoken.model.incident import Incident, Update
from outspoken.source.git.contradicted_dates import SLACK
from outspoken.source.incidents.equal_times import in_order


def before_publication(incident: Incident) -> Incident:
    """Return the incident without a start or an update that is long after the commit that wrote its time.

    Such a time is a mistake, or comes from a clock that is far ahead. It must not count later either, once
    it has passed: a `resolved` that is dated a day ahead would prolong the outage by a day, or would come
    after updates that were published later.
    """
    if not incident.is_maintenance and _is_ahead(incident, "started", incident.started):
        incident = replace(incident, started=_written(incident, "started"))
    found = incident.updates
    if any(_is_ahead(update, "at", update.at) for update in found):
        corrected = tuple(_in_time(update, found) for update in found)
        # If only one of two updates was that far ahead, it may come before the other one now.
        incident = in_order(replace(incident, updates=corrected))
        found = incident.updates
    # Nearly always the order of times is that of commits too: then nothing has to be compared.
    if any(one.publication.order > other.publication.order for one, other in pairwise(found)):
        found = tuple(_before_later(update, found) for update in found)
    return incident if found is incident.updates else in_order(replace(incident, updates=found))


def times_after_publication(read: Incident, published: Incident, now: datetime) -> Iterator[Problem]:
    """Warn of each time in the files that has passed by `now` (UTC) and still does not count.

    `published` is `read` after `before_publication`. A time that is still ahead is an error of its own.
    """
    if read.started != published.started and read.started <= now:
        path = f"{read.folder}/{INCIDENT_FILE}"
        yield _after_publication(path, "started", read.started, published.started)
    counted = {update.id: update.at for update in published.updates}
    for update in read.updates:
        if counted[update.id] + SLACK < update.at <= now:
            path = f"{read.folder}/{UPDATES}/{update.id}.md"
            yield _after_publication(path, "at", update.at, counted[update.id])


def _after_publication(path: str, key: str, instant: datetime, counted: datetime) -> Problem:
    message = (
        f"{key} is {instant:%Y-%m-%dT%H:%M}Z, long after this was published: "
        f"it counts as {counted:%Y-%m-%dT%H:%M}Z"
    )
    hint = f"write when it happened, as in {key}: {counted:%Y-%m-%dT%H:%M}Z; leave the name of the file"
    return rules.AFTER_PUBLICATION.problem(path, None, message, hint)


def _written(record: Incident | Update, key: str) -> datetime:
    """Return when this time was published; an edit of the text alone does not confirm the time."""
    # An edit may have corrected the time: then it was known by the date of the edit.
    edits = (edit.at for edit in record.edits if any(fact.name == key for fact in edit.facts))
    return max((record.publication.at, *edits))


def _is_ahead(record: Incident | Update, key: str, instant: datetime) -> bool:
    return not record.publication.bulk and instant > _written(record, key) + SLACK


def _in_time(update: Update, updates: Sequence[Update]) -> Update:
    if not _is_ahead(update, "at", update.at):
        return update
    order = update.publication.order
    # Not after an update that was published later: that one must stay the newest.
    later = (other.at for other in updates if other.publication.order > order)
    return replace(update, at=min((_written(update, "at"), *later)))


def _before_later(update: Update, updates: Sequence[Update]) -> Update:
    """Return the update, not later than those published after it, in case a clock was minutes ahead."""
    if update.publication.bulk:
        return update
    edits = (edit.order for edit in update.edits if any(fact.name == "at" for fact in edit.facts))
    order = max((update.publication.order, *edits))
    written = _written(update, "at")
    later = (
        other.at
        for other in updates
        if other.publication.order > order
        and other.publication.at < update.at
        and written <= other.publication.at + SLACK
        and other.publication.at - other.at <= SLACK
    )
    return replace(update, at=min((update.at, *later)))
