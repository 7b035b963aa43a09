"""The files of the status API: two builds of the same history give the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from heapq import nlargest

import msgspec
from msgspec import Struct

from outspoken.derive.current import IncidentState, Situation
from outspoken.derive.periods import midnight
from outspoken.model.incident import Incident
from outspoken.model.site_path import incident_path
from outspoken.render.api.api_components import ApiComponents, Intervals, api_components
from outspoken.render.api.api_history import HISTORY_PATH, history_file, newest_months
from outspoken.render.api.api_ids import api_id, to_second
from outspoken.render.api.api_incidents import IncidentMaker
from outspoken.render.api.api_records import (
    ApiIncident,
    ApiMaintenance,
    ApiPage,
    ApiStatus,
    ComponentsFile,
    IncidentsFile,
    MaintenancesFile,
    StatusFile,
    SummaryFile,
)
from outspoken.render.api.api_updates import created_at
from outspoken.render.api.openapi_document import OPENAPI_PATH, openapi_document
from outspoken.render.api.status_indicator import api_status
from outspoken.render.feeds.feed_entries import EARLIEST
from outspoken.render.output import Output
from outspoken.render.shared import Shared
from outspoken.render.theme.page_head import PageHead

API_FILES = (
    "api/v2/status.json",
    "api/v2/summary.json",
    "api/v2/components.json",
    "api/v2/incidents.json",
    "api/v2/incidents/unresolved.json",
    "api/v2/scheduled-maintenances.json",
    "api/v2/scheduled-maintenances/upcoming.json",
    "api/v2/scheduled-maintenances/active.json",
    HISTORY_PATH,
    OPENAPI_PATH,
)
"""The files that every site has; those of single incidents come in addition."""

MOST = 50
"""The largest number of incidents, and of maintenances, in the lists of the past."""

_MAKER = "the status API"


def api_outputs(shared: Shared, intervals: Intervals, current: Situation) -> Iterator[Output]:
    """Yield all files at the build's `now`, and a file and an old-style address for each incident in them.

    Those are not all incidents: static hosts limit the number of files, and programs find ids in the lists.
    """
    page_id = api_id(shared.settings.host, "page", "")
    components = api_components(shared, intervals, current, page_id)
    maker = IncidentMaker(shared=shared, components=components, page_id=page_id)
    site = _ApiSite(shared=shared, current=current, components=components, maker=maker)
    history = newest_months(shared)
    found = site.lists()
    past = history_file(maker, components, site.status, history)
    # Last: it depends on everything that the others show.
    page = site.page(page_id)
    for path, body in site.bodies(page, found):
        yield _output(path, body)
    yield _output(HISTORY_PATH, past)
    yield Output(OPENAPI_PATH, openapi_document(shared.settings), maker=_MAKER)
    for incident_id, made in maker.made:
        yield _output(f"incidents/{made.id}.json", made)
        yield _old_address(shared, incident_id, made)


class _Lists(Struct, frozen=True, kw_only=True):
    incidents: tuple[ApiIncident, ...]
    unresolved: tuple[ApiIncident, ...]
    maintenances: tuple[ApiMaintenance, ...]
    upcoming: tuple[ApiMaintenance, ...]
    active: tuple[ApiMaintenance, ...]


class _ApiSite(Struct, frozen=True, kw_only=True):
    """One build's API."""

    shared: Shared
    current: Situation
    components: ApiComponents
    maker: IncidentMaker

    @property
    def status(self) -> ApiStatus:
        """The overall state, with the same level as the page."""
        listed = (component.status for component in self.components.listed)
        return api_status(self.current.level, listed)

    def lists(self) -> _Lists:
        """Return all lists of incidents and maintenance."""
        opened = sorted((one.incident for one in self.current.open), key=_newest, reverse=True)
        return _Lists(
            incidents=self._incidents(self._past(lambda one: not one.is_maintenance)),
            unresolved=self._incidents(opened),
            maintenances=self._maintenances(self._past(lambda one: one.is_maintenance)),
            upcoming=self._maintenances(_of(self.current.upcoming)),
            active=self._maintenances(_of(self.current.working)),
        )

    def page(self, page_id: str) -> ApiPage:
        """Return the page; `updated_at` is the last change of anything in the files, not the build's time."""
        settings, now = self.shared.settings, self.shared.now
        retired = [midnight(one.retired, settings.zone) for one in settings.components if one.retired]
        changed = [made.updated_at for _, made in self.maker.made]
        changed += [component.updated_at for component in self.components.listed]
        # A retired component is no longer in the lists: no record of it shows that change.
        changed += [day for day in retired if day <= now]
        return ApiPage(
            id=page_id,
            name=settings.site_name,
            url=settings.url.rstrip("/"),
            time_zone=settings.zone.key,
            updated_at=to_second(max(changed, default=EARLIEST)),
        )

    def bodies(self, page: ApiPage, found: _Lists) -> Iterator[tuple[str, Struct]]:
        """Yield path and body of each file below `api/v2/`."""
        status, components = self.status, self.components.listed
        summary = SummaryFile(
            page=page,
            components=components,
            incidents=found.unresolved,
            scheduled_maintenances=(*found.active, *found.upcoming),
            status=status,
        )
        yield "api/v2/status.json", StatusFile(page=page, status=status)
        yield "api/v2/summary.json", summary
        yield "api/v2/components.json", ComponentsFile(page=page, components=components)
        for name, incidents in (("incidents", found.incidents), ("incidents/unresolved", found.unresolved)):
            yield f"api/v2/{name}.json", IncidentsFile(page=page, incidents=incidents)
        for name, planned in (
            ("", found.maintenances),
            ("/upcoming", found.upcoming),
            ("/active", found.active),
        ):
            body = MaintenancesFile(page=page, scheduled_maintenances=planned)
            yield f"api/v2/scheduled-maintenances{name}.json", body

    def _past(self, is_wanted: Callable[[Incident], bool]) -> list[Incident]:
        """Return the newest incidents without backfilled ones: programs report every new entry as news."""
        incidents = self.shared.history.incidents
        known = (one for one in incidents if is_wanted(one) and one.is_known and not one.backfilled)
        return nlargest(MOST, known, key=_newest)

    def _incidents(self, found: Iterable[Incident]) -> tuple[ApiIncident, ...]:
        return tuple(map(self.maker.incident, found))

    def _maintenances(self, found: Iterable[Incident]) -> tuple[ApiMaintenance, ...]:
        return tuple(self.maker.maintenance(one, one.window) for one in found if one.window)


def _of(states: Iterable[IncidentState]) -> Iterator[Incident]:
    return (one.incident for one in states)


def _newest(incident: Incident) -> tuple[datetime, str]:
    return created_at(incident), incident.id


def _output(path: str, body: Struct) -> Output:
    return Output(path, msgspec.json.encode(body) + b"\n", maker=_MAKER)


def _old_address(shared: Shared, incident_id: str, made: ApiIncident | ApiMaintenance) -> Output:
    """Return a redirect to the incident's page, at the URL that programs build from the API's id."""
    path = incident_path(made.id)
    head = PageHead(title=made.name, path=path)
    data = shared.theme.page("moved", head, target=incident_path(incident_id))
    return Output(f"{path}index.html", data, maker=_MAKER)
