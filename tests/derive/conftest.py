"""Builders of small histories, in the words that incidents are written in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from outspoken.model.component import Component
from outspoken.model.history import History
from outspoken.model.incident import (
    Changes,
    Difference,
    Edit,
    Incident,
    Postmortem,
    Publication,
    Update,
    Window,
)
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Impact, Kind, State, Status

When = str | datetime


class Make:
    """`make.update("14:30", "resolved")`: times without a date are on 1 March 2026, all are UTC."""

    def at(self, when: When) -> datetime:
        if isinstance(when, datetime):
            return when
        text = when if "-" in when else f"2026-03-01 {when}"
        return datetime.fromisoformat(text).replace(tzinfo=UTC)

    def published(self, at: datetime, live: When | None) -> Publication:
        return Publication(at=at) if live is None else Publication(at=self.at(live), order=1, bulk=False)

    def states(self, components: Mapping[str, str]) -> Changes:
        return tuple((component, State(state)) for component, state in components.items())

    def update(
        self,
        at: When,
        status: str | None = None,
        *,
        id: str | None = None,
        live: When | None = None,
        impact: str | None = None,
        components: Mapping[str, str] | None = None,
        **more: Any,
    ) -> Update:
        when = self.at(at)
        return Update(
            id=id or f"{when:%Y%m%dT%H%M%SZ}-{status or 'update'}",
            at=when,
            body=more.pop("body", "We are on it."),
            publication=self.published(when, live),
            status=Status(status) if status else None,
            impact=Impact(impact) if impact else None,
            components=self.states(components or {}),
            **more,
        )

    def incident(
        self,
        *updates: Update,
        id: str = "2026-03-01-errors",
        started: When = "14:00",
        impact: str = "major",
        components: Mapping[str, str] | None = None,
        live: When | None = None,
        **more: Any,
    ) -> Incident:
        start = self.at(started)
        return Incident(
            id=id,
            title="Errors",
            kind=more.pop("kind", Kind.INCIDENT),
            impact=Impact(impact),
            components=self.states({"api": "major_outage"} if components is None else components),
            started=start,
            body=more.pop("body", "Requests fail."),
            publication=self.published(start, live),
            updates=tuple(sorted(updates, key=lambda update: update.sort_key)),
            **more,
        )

    def maintenance(
        self,
        *updates: Update,
        id: str = "2026-03-01-upgrade",
        start: When = "02:00",
        end: When = "04:00",
        impact: str = "none",
        components: Mapping[str, str] | None = None,
        **more: Any,
    ) -> Incident:
        return self.incident(
            *updates,
            id=id,
            started=start,
            impact=impact,
            components={"api": "under_maintenance"} if components is None else components,
            kind=Kind.MAINTENANCE,
            window=Window(start=self.at(start), end=self.at(end)),
            **more,
        )

    def moved(self, start: When, end: When, *, at: When, order: int = 1) -> Edit:
        """The edit that moved a window away from where it was, published at an instant."""
        was = Difference(name="window", before=Window(start=self.at(start), end=self.at(end)), after=None)
        return Edit(at=self.at(at), facts=(was,), order=order)

    def postmortem(self, published: When | None, *, live: When | None = None) -> Postmortem:
        when = self.at(published) if published else None
        return Postmortem(
            body="What happened", published=when, publication=self.published(when or self.at("00:00"), live)
        )

    def edit(self, at: When, before: str) -> Edit:
        return Edit(at=self.at(at), before=before)

    def settings(self, *components: Component, zone: str = "UTC", **more: Any) -> Settings:
        known = components or tuple(Component(id=name, name=name) for name in ("api", "web"))
        return Settings(
            site_name="Example",
            url="https://status.example.com/",
            host="status.example.com",
            components=known,
            zone=ZoneInfo(zone),
            **more,
        )

    def history(
        self, *incidents: Incident, settings: Settings | None = None, commit: str | None = None
    ) -> History:
        ordered = sorted(incidents, key=lambda incident: (incident.started, incident.id))
        return History(settings=settings or self.settings(), incidents=tuple(ordered), commit=commit)

    def component(
        self, id: str = "api", *, since: date | None = None, retired: date | None = None
    ) -> Component:
        return Component(id=id, name=id, since=since, retired=retired)

    def minutes(self, count: float) -> timedelta:
        return timedelta(minutes=count)


@pytest.fixture(scope="session")
def make() -> Make:
    return Make()
