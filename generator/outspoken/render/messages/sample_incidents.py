"""Sample incidents to test templates with; together they have every kind of news."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from outspoken.model.incident import Difference, Edit, Incident, Postmortem, Publication, Update, Window
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Impact, Kind, State, Status

SAMPLE_START = datetime(2026, 1, 5, 9, tzinfo=UTC)
SAMPLE_END = SAMPLE_START + timedelta(hours=9)
"""The end of everything in the samples."""
_HOUR = timedelta(hours=1)
_PUBLISHED = Publication(at=SAMPLE_START, bulk=True)


def sample_incidents(settings: Settings) -> tuple[Incident, ...]:
    """A withdrawn update, a withdrawn incident, an incident with a post-mortem, and maintenance."""
    return (*_withdrawn(settings), _incident(settings), _maintenance(settings))


def _withdrawn(settings: Settings) -> tuple[Incident, Incident]:
    """Yield a withdrawn update and a withdrawn incident."""
    why = "It was a false alarm."
    edit = Edit(at=SAMPLE_START + 5 * _HOUR, facts=(Difference(name="withdrawn", before=None, after=why),))
    incident = _incident(settings)
    last = replace(incident.updates[-1], withdrawn=why, edits=(edit,))
    return (
        replace(incident, updates=(*incident.updates[:-1], last)),
        replace(incident, withdrawn=why, edits=(edit,)),
    )


def _incident(settings: Settings) -> Incident:
    statuses = (Status.INVESTIGATING, Status.IDENTIFIED, Status.MONITORING, Status.RESOLVED)
    return Incident(
        id="2026-01-05-a-sample",
        title="A sample",
        kind=Kind.INCIDENT,
        impact=Impact.MAJOR,
        components=tuple((one.id, State.PARTIAL_OUTAGE) for one in settings.components[:1]),
        started=SAMPLE_START,
        body="",
        publication=_PUBLISHED,
        updates=tuple(_update(place, status) for place, status in enumerate(statuses)),
        postmortem=Postmortem(body="A sample.", publication=_PUBLISHED, published=SAMPLE_START + 8 * _HOUR),
    )


def _maintenance(settings: Settings) -> Incident:
    return Incident(
        id="2026-01-05-planned-sample",
        title="A planned sample",
        kind=Kind.MAINTENANCE,
        impact=Impact.NONE,
        components=tuple((one.id, State.UNDER_MAINTENANCE) for one in settings.components[:1]),
        started=SAMPLE_START + 2 * _HOUR,
        window=Window(start=SAMPLE_START + 2 * _HOUR, end=SAMPLE_START + 3 * _HOUR),
        body="",
        publication=_PUBLISHED,
        updates=(_update(0, Status.SCHEDULED),),
    )


def _update(hour: int, status: Status) -> Update:
    at = SAMPLE_START + hour * _HOUR
    return Update(
        id=f"{at:%Y%m%dT%H%M%SZ}-{status}",
        at=at,
        body="A sample.",
        publication=_PUBLISHED,
        status=status,
        next_update=_HOUR,
    )
