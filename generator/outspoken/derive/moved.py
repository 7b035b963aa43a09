"""What was told of a window that was moved since: the ids of its phases stay, and so do their entries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from msgspec.structs import replace

from outspoken.derive.course import moments
from outspoken.derive.once import remembered
from outspoken.model.incident import EarlierWindow, Incident, Publication, Update, Window
from outspoken.model.vocabulary import Status

AUTO = "auto-"
"""What the ids of automatic phases begin with; no update's own id can."""


_INSTANT = re.compile(r"-\d{8}T\d{4}(\d{2})?Z$")


@remembered
def versions(incident: Incident) -> tuple[Incident, ...]:
    """The maintenance as it was published with each of its earlier windows, right before it was moved."""
    return tuple(_version(incident, earlier) for earlier in incident.earlier_windows)


@remembered
def phase_ids(incident: Incident) -> Mapping[Status, str]:
    """The ids of the window's phases by status, whether or not they ever come; none without a window.

    An id names the instant. A phase that had come when the window was corrected, and that lies in the past
    of the corrected window too, is the same piece of news and keeps its id.
    """
    if incident.window is None or not incident.is_maintenance:
        return {}
    planned = {Status.IN_PROGRESS: incident.window.start, Status.COMPLETED: incident.window.end}
    told, moved = _told_before(incident)
    return {
        status: told[status]
        if status in told and moved and at <= moved
        else named_instant(f"{AUTO}{status}", at)
        for status, at in planned.items()
    }


def named_instant(name: str, at: datetime) -> str:
    """An id that names an instant of a window: `overrun-20261127T0400Z`."""
    instant = at.astimezone(UTC)
    return f"{name}-{instant:%Y%m%dT%H%M%SZ}" if instant.second else f"{name}-{instant:%Y%m%dT%H%MZ}"


def short_id(name: str) -> str:
    """The id without its instant, as former versions spelled it; the same where it has none."""
    return _INSTANT.sub("", name)


def window_then(incident: Incident, entry: str, publication: Publication | None) -> Window | None:
    """The window that counted when an entry came out; `publication` is its update's, None for a phase."""
    for version, earlier in zip(versions(incident), incident.earlier_windows, strict=True):
        if publication is None:
            was_meant = entry in phase_ids(version).values()
        else:
            was_meant = publication.at < earlier.moved.at
        if was_meant:
            return version.window
    return incident.window


def window_publications(incident: Incident) -> tuple[Publication, ...]:
    """When each window reached readers: the earlier ones in order, then the one that counts."""
    return (incident.publication, *(earlier.moved for earlier in incident.earlier_windows))


def _told_before(incident: Incident) -> tuple[Mapping[Status, str], datetime | None]:
    """The ids of the phases that had come by the time of the last move, and that time (UTC)."""
    if not incident.earlier_windows:
        return {}, None
    before, moved = versions(incident)[-1], incident.earlier_windows[-1].moved.at
    ids = phase_ids(before)
    come = [moment.phase for moment in moments(before) if moment.phase and moment.phase.at < moved]
    return {phase.status: ids[phase.status] for phase in come}, moved


def _version(incident: Incident, earlier: EarlierWindow) -> Incident:
    return replace(
        incident,
        started=earlier.window.start,
        window=earlier.window,
        auto=earlier.auto,
        edits=tuple(edit for edit in incident.edits if edit.order < earlier.moved.order),
        updates=tuple(update for update in incident.updates if _was_out(update, earlier.moved.at)),
    )


def _was_out(update: Update, moved: datetime) -> bool:
    return (update.at if update.publication.bulk else update.publication.at) < moved
