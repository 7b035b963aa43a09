"""A small history in memory, and the files for programs that are made of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import chain

import pytest
from msgspec.structs import replace

from outspoken.derive.current import situation
from outspoken.derive.uptime.intervals import component_intervals
from outspoken.model.component import Component
from outspoken.model.history import History
from outspoken.model.incident import Incident, Publication, Update
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Impact, Kind, State, Status
from outspoken.render.all_outputs import incident_outputs, prepare, site_outputs
from outspoken.render.standards.markdown_twin import markdown_twin
from outspoken.render.standards.standard_files import standard_files

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
SETTINGS = Settings(
    site_name="Example status",
    url="https://example.com/status/",
    host="status.example.com",
    components=(Component(id="checkout", name="Checkout"), Component(id="search", name="Search")),
)
Made = Mapping[str, str]


def at(clock: str, day: int = 10) -> datetime:
    """An instant of March 2026 (UTC)."""
    return datetime.fromisoformat(f"2026-03-{day:02}T{clock}").replace(tzinfo=UTC)


def published(when: datetime) -> Publication:
    """A file that was published when it was written."""
    return Publication(at=when, bulk=False)


def said(status: str | None, when: datetime, body: str = "We look into it.", **keys: object) -> Update:
    """An update at an instant."""
    update = Update(
        id=f"{when:%Y%m%dT%H%M%SZ}-{status or 'update'}",
        at=when,
        body=body,
        status=Status(status) if status else None,
        publication=published(when),
    )
    return replace(update, **keys)


def outage(*updates: Update, **keys: object) -> Incident:
    """An open incident with a high impact, since nine o'clock of the day."""
    incident = Incident(
        id="2026-03-10-payments-fail",
        title="Payments fail",
        kind=Kind.INCIDENT,
        impact=Impact.MAJOR,
        components=(("checkout", State.PARTIAL_OUTAGE),),
        started=at("09:00"),
        body="",
        publication=published(at("09:05")),
        updates=updates or (said("investigating", at("09:05")),),
    )
    return replace(incident, **keys)


@pytest.fixture(scope="session")
def made() -> Callable[..., Made]:
    """The files for programs of a site with these incidents, by path; of the `whole` site, all text files."""

    def make(
        *incidents: Incident, now: datetime = NOW, settings: Settings = SETTINGS, whole: bool = False
    ) -> Made:
        shared = prepare(History(settings=settings, incidents=incidents), now)
        if whole:
            outputs = [*site_outputs(shared), *chain(*(incident_outputs(shared, one) for one in incidents))]
        else:
            here, intervals = situation(shared.facts, now), component_intervals(shared.facts, now)
            outputs = [
                *standard_files(shared, intervals, here),
                *(markdown_twin(shared, one) for one in incidents),
            ]
        return {one.path: one.data.decode() for one in outputs if not one.path.endswith(".png")}

    return make
