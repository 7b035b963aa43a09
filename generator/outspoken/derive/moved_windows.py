"""Handles windows that were moved after publication: ids of phases and entries stay the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from msgspec.structs import replace

from outspoken.model.incident import EarlierWindow, Incident, Publication
from outspoken.model.vocabulary import Status

AUTO = "auto-"
"""The beginning of ids of automatic phases; an update's id cannot begin like this."""


_INSTANT = re.compile(r"-\d{8}T\d{4}(\d{2})?Z$")


def earlier_versions(incident: Incident) -> tuple[Incident, ...]:
    """Return the maintenance as published with each of its earlier windows, right before the move."""
    return tuple(_version(incident, earlier) for earlier in incident.earlier_windows)


def phase_ids_of(
    incident: Incident, come: Mapping[Status, str] = {}, moved: datetime | None = None
) -> Mapping[Status, str]:
    """Return the ids of the window's phases by status, even if they never come; empty without a window.

    An id contains the instant. `come` has the ids of the phases that had begun when the window was last
    `moved` (UTC): such a phase, if it is in the past in the corrected window too, is the same piece of news
    and keeps its id.
    """
    if incident.window is None or not incident.is_maintenance:
        return {}
    planned = {Status.IN_PROGRESS: incident.window.start, Status.COMPLETED: incident.window.end}
    return {
        status: come[status]
        if status in come and moved and at <= moved
        else named_instant(f"{AUTO}{status}", at)
        for status, at in planned.items()
    }


def named_instant(name: str, at: datetime) -> str:
    """Return an id with a time of a window: `overrun-20261127T0400Z`."""
    instant = at.astimezone(UTC)
    return f"{name}-{instant:%Y%m%dT%H%M%SZ}" if instant.second else f"{name}-{instant:%Y%m%dT%H%MZ}"


def short_id(name: str) -> str:
    """Return the id without its time, as in former versions; the id itself if it has no time."""
    return _INSTANT.sub("", name)


def window_publications(incident: Incident) -> tuple[Publication, ...]:
    """Return the publication of each window: the earlier ones in order, then the current one."""
    return (incident.publication, *(earlier.moved for earlier in incident.earlier_windows))


def _version(incident: Incident, earlier: EarlierWindow) -> Incident:
    return replace(
        incident,
        started=earlier.window.start,
        window=earlier.window,
        auto=earlier.auto,
        # By order, not by date: the clocks of two committers may differ.
        edits=tuple(edit for edit in incident.edits if edit.order < earlier.moved.order),
        updates=tuple(update for update in incident.updates if update.reached_readers < earlier.moved.at),
    )
