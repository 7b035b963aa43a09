"""Incidents and maintenance as the API shows them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import get_args

from msgspec import Struct

from outspoken.derive.current import IncidentState, incident_state
from outspoken.derive.facts import IncidentFacts
from outspoken.derive.timeline import Entry
from outspoken.model.incident import Incident, Window
from outspoken.model.vocabulary import Impact, Level, Status
from outspoken.render.api.api_components import ApiComponents
from outspoken.render.api.api_ids import to_second
from outspoken.render.api.api_records import (
    ApiComponent,
    ApiIncident,
    ApiLevel,
    ApiMaintenance,
    ApiUpdate,
    IncidentWord,
    MaintenanceWord,
)
from outspoken.render.api.api_updates import UpdateMaker, created_at
from outspoken.render.api.status_indicator import LEVELS
from outspoken.render.shared import Shared
from outspoken.render.withdrawals import labelled_title

_INCIDENT_WORDS: dict[str, IncidentWord] = {word: word for word in get_args(IncidentWord)}
_MAINTENANCE_WORDS: dict[str, MaintenanceWord] = {word: word for word in get_args(MaintenanceWord)}


class IncidentMaker(Struct, frozen=True, kw_only=True):
    """Makes each incident and each maintenance once, for all lists that it is in."""

    shared: Shared
    components: ApiComponents
    page_id: str
    incidents: dict[str, ApiIncident] = {}
    maintenances: dict[str, ApiMaintenance] = {}

    @property
    def made(self) -> tuple[tuple[str, ApiIncident | ApiMaintenance], ...]:
        """Everything made so far, with our own ids."""
        return (*self.incidents.items(), *self.maintenances.items())

    def incident(self, incident: Incident) -> ApiIncident:
        """Return the API's record of a published incident."""
        if incident.id not in self.incidents:
            self.incidents[incident.id] = self._incident(self.shared.facts.of(incident))
        return self.incidents[incident.id]

    def maintenance(self, incident: Incident, window: Window) -> ApiMaintenance:
        """Return the API's record of a published maintenance."""
        if incident.id not in self.maintenances:
            self.maintenances[incident.id] = self._maintenance(self.shared.facts.of(incident), window)
        return self.maintenances[incident.id]

    def _incident(self, facts: IncidentFacts) -> ApiIncident:
        incident, common = facts.incident, self._common(facts)
        current = incident_state(facts, self.shared.now)
        is_explained = incident.postmortem is not None and incident.postmortem.is_visible(self.shared.now)
        status: str = current.status
        # The hosted API has no word for it either; programs must see that it is no longer open.
        if incident.withdrawn:
            status = "resolved"
        elif is_explained and current.status is Status.RESOLVED:
            status = "postmortem"
        return ApiIncident(
            id=common.id,
            name=common.name,
            status=_INCIDENT_WORDS[status],
            created_at=common.created_at,
            updated_at=common.updated_at,
            monitoring_at=_monitoring_at(facts.timeline(self.shared.now)),
            resolved_at=self._ended_at(facts, current),
            impact=_impact(facts, current),
            shortlink=self.shared.settings.incident_url(incident.id),
            started_at=to_second(current.started),
            page_id=self.page_id,
            incident_updates=common.updates,
            components=common.components,
        )

    def _maintenance(self, facts: IncidentFacts, window: Window) -> ApiMaintenance:
        incident, common = facts.incident, self._common(facts)
        current = incident_state(facts, self.shared.now)
        # The hosted API has no word for work that was cancelled or withdrawn.
        is_over = incident.withdrawn or current.status is Status.CANCELLED
        return ApiMaintenance(
            id=common.id,
            name=common.name,
            status="completed" if is_over else _MAINTENANCE_WORDS[current.status],
            created_at=common.created_at,
            updated_at=common.updated_at,
            monitoring_at=None,
            resolved_at=self._ended_at(facts, current),
            impact="maintenance",
            shortlink=self.shared.settings.incident_url(incident.id),
            started_at=to_second(current.started),
            page_id=self.page_id,
            incident_updates=common.updates,
            components=common.components,
            scheduled_for=to_second(window.start),
            scheduled_until=to_second(window.end),
        )

    def _common(self, facts: IncidentFacts) -> _Common:
        incident, maker = facts.incident, UpdateMaker(shared=self.shared, components=self.components)
        created, updates = to_second(created_at(incident)), maker.of(facts)
        cancelled = incident_state(facts, self.shared.now).status is Status.CANCELLED
        changed = (created, *(to_second(edit.at) for edit in incident.edits))
        return _Common(
            id=maker.id_of(incident),
            name=labelled_title(incident, self.shared.language.gettext, is_cancelled=cancelled),
            created_at=created,
            updated_at=max((*changed, *(max(one.updated_at, one.display_at) for one in updates))),
            updates=updates,
            components=tuple(self.components.by_id[one] for one in incident.component_ids),
        )

    def _ended_at(self, facts: IncidentFacts, current: IncidentState) -> datetime | None:
        if facts.incident.withdrawn:
            return to_second(facts.timeline(self.shared.now)[-1].at)
        if not current.status.is_final:
            return None
        # Cancelled work never began: its end is when it was cancelled.
        return to_second(facts.ended(self.shared.now) or facts.timeline(self.shared.now)[-1].at)


class _Common(Struct, frozen=True, kw_only=True):
    """What incidents and maintenance have in common."""

    id: str
    name: str
    created_at: datetime
    updated_at: datetime
    updates: tuple[ApiUpdate, ...]
    components: tuple[ApiComponent, ...]


def _impact(facts: IncidentFacts, current: IncidentState) -> ApiLevel:
    if facts.incident.withdrawn:
        return ApiLevel.NONE
    impacts = [current.impact]
    # After its end, the worst impact counts: the last one before the end would make it look harmless.
    if current.status.is_final:
        impacts += [step.impact for step in facts.course if step.at <= current.now]
    return LEVELS[_worst(impacts)]


def _worst(impacts: Sequence[Impact]) -> Level:
    return max((impact.level for impact in impacts), key=lambda level: level.rank)


def _monitoring_at(entries: Sequence[Entry]) -> datetime | None:
    """Return since when the incident is in the status monitoring (UTC), after it was last reopened."""
    for entry in reversed(entries):
        if entry.sets_status and entry.status is Status.MONITORING and not entry.withdrawn:
            return to_second(entry.at)
        if entry.reopens and not entry.withdrawn:
            return None
    return None
