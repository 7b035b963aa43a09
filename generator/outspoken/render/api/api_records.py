"""The records of the status API: their fields are the keys of the files, and the OpenAPI document."""

# Annotations are read at run time here, so they are not postponed.

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from outspoken.model.vocabulary import State

ApiId = Annotated[
    str,
    Meta(description="A permanent id. It has no other meaning.", pattern="^[a-z2-7]{16}$"),
]
Instant = Annotated[
    datetime,
    Meta(
        tz=True,
        description="A time in UTC, to the second.",
        extra_json_schema={"pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
    ),
]

IncidentWord = Literal["investigating", "identified", "monitoring", "resolved", "postmortem"]
MaintenanceWord = Literal["scheduled", "in_progress", "verifying", "completed"]
UpdateWord = Literal[
    "investigating",
    "identified",
    "monitoring",
    "resolved",
    "postmortem",
    "scheduled",
    "in_progress",
    "verifying",
    "completed",
]


class ApiLevel(StrEnum):
    """How bad it is. `maintenance` is better than `minor`."""

    NONE = "none"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"
    MAINTENANCE = "maintenance"


class ApiPage(Struct, frozen=True, kw_only=True):
    """The status page itself."""

    id: ApiId
    name: str
    url: Annotated[str, Meta(description="Its address, without a slash at the end.")]
    time_zone: Annotated[str, Meta(description="The time zone of its days, by its IANA name.")]
    updated_at: Annotated[Instant, Meta(description="When anything that these files show last changed.")]


class ApiStatus(Struct, frozen=True, kw_only=True):
    """The state of the page: that of its worst component or worst active incident, whichever is worse."""

    indicator: ApiLevel
    description: Annotated[str, Meta(description="The state as a phrase, always in English.")]


class ApiComponent(Struct, frozen=True, kw_only=True):
    """A part of the service, or a group of such parts (`group` is true, `components` are the parts' ids)."""

    id: ApiId
    name: str
    status: Annotated[State, Meta(description="For a group: the state of its worst component.")]
    created_at: Instant
    updated_at: Annotated[Instant, Meta(description="When `status` last changed.")]
    position: Annotated[int, Meta(description="Its place on the page or in its group, from 1.")]
    description: str | None
    showcase: Annotated[bool, Meta(description="Always true: the page shows the uptime of all components.")]
    start_date: Annotated[date | None, Meta(description="The first day for which uptime is counted.")]
    group_id: ApiId | None
    page_id: ApiId
    group: bool
    only_show_if_degraded: Annotated[bool, Meta(description="Always false.")]
    components: tuple[ApiId, ...] | UnsetType = UNSET


class AffectedComponent(Struct, frozen=True, kw_only=True):
    """How an update changed the state of a component."""

    code: Annotated[ApiId, Meta(description="The component's id.")]
    name: str
    old_status: State
    new_status: State


class ApiUpdate(Struct, frozen=True, kw_only=True):
    """One message about an incident or a maintenance."""

    id: ApiId
    status: Annotated[UpdateWord, Meta(description="The status of the incident after it.")]
    body: Annotated[str, Meta(description="The message as plain text, in the language of the page.")]
    incident_id: ApiId
    created_at: Annotated[Instant, Meta(description="When it was published.")]
    updated_at: Annotated[Instant, Meta(description="When it was last edited; if never, as `created_at`.")]
    display_at: Annotated[Instant, Meta(description="When what it says became true.")]
    affected_components: tuple[AffectedComponent, ...]
    deliver_notifications: Annotated[
        bool, Meta(description="Whether it was meant to be sent on the channels of the page.")
    ]
    custom_tweet: Annotated[None, Meta(description="Always null.")] = None
    tweet_id: Annotated[None, Meta(description="Always null.")] = None


class ApiIncident(Struct, frozen=True, kw_only=True):
    """An incident with its updates, newest first."""

    id: ApiId
    name: str
    status: Annotated[
        IncidentWord, Meta(description="`postmortem` once a post-mortem of a resolved incident is published.")
    ]
    created_at: Annotated[Instant, Meta(description="When it was published.")]
    updated_at: Annotated[Instant, Meta(description="When it last changed.")]
    monitoring_at: Annotated[Instant | None, Meta(description="Since when a fix is monitored.")]
    resolved_at: Annotated[Instant | None, Meta(description="When it ended; null while it is active.")]
    impact: Annotated[
        ApiLevel, Meta(description="The present impact; once it is over, the worst that it had.")
    ]
    shortlink: Annotated[str, Meta(description="The permanent address of its page.")]
    started_at: Annotated[Instant, Meta(description="When customers were first affected.")]
    page_id: ApiId
    incident_updates: Annotated[
        tuple[ApiUpdate, ...], Meta(min_length=1, description="Newest first, by `display_at`.")
    ]
    components: Annotated[
        tuple[ApiComponent, ...],
        Meta(description="Every component that it ever affected, in its present state."),
    ]


class ApiMaintenance(Struct, frozen=True, kw_only=True):
    """A scheduled maintenance with its updates, newest first."""

    id: ApiId
    name: str
    status: Annotated[
        MaintenanceWord,
        Meta(description="`completed` even if it was cancelled, or if only its window is known to be over."),
    ]
    created_at: Annotated[Instant, Meta(description="When it was published.")]
    updated_at: Annotated[Instant, Meta(description="When it last changed.")]
    monitoring_at: Annotated[None, Meta(description="Always null.")]
    resolved_at: Annotated[
        Instant | None, Meta(description="When work ended, or its window; null while it is not over.")
    ]
    impact: Annotated[Literal["maintenance"], Meta(description="Always `maintenance`.")]
    shortlink: Annotated[str, Meta(description="The permanent address of its page.")]
    started_at: Annotated[Instant, Meta(description="When work began; before that, when it is to begin.")]
    page_id: ApiId
    incident_updates: Annotated[
        tuple[ApiUpdate, ...], Meta(min_length=1, description="Newest first, by `display_at`.")
    ]
    components: Annotated[
        tuple[ApiComponent, ...],
        Meta(description="Every component that it affects, in its present state."),
    ]
    scheduled_for: Annotated[Instant, Meta(description="When its window begins.")]
    scheduled_until: Annotated[Instant, Meta(description="When its window ends.")]


class StatusFile(Struct, frozen=True, kw_only=True):
    """The state of the whole page."""

    page: ApiPage
    status: ApiStatus


class ComponentsFile(Struct, frozen=True, kw_only=True):
    """All components and groups: each group, then its components."""

    page: ApiPage
    components: tuple[ApiComponent, ...]


class IncidentsFile(Struct, frozen=True, kw_only=True):
    """A list of incidents, newest first."""

    page: ApiPage
    incidents: tuple[ApiIncident, ...]


class MaintenancesFile(Struct, frozen=True, kw_only=True):
    """A list of scheduled maintenances."""

    page: ApiPage
    scheduled_maintenances: tuple[ApiMaintenance, ...]


class SummaryFile(Struct, frozen=True, kw_only=True):
    """Everything that is true now: components, active incidents, maintenance in progress or to come."""

    page: ApiPage
    components: tuple[ApiComponent, ...]
    incidents: tuple[ApiIncident, ...]
    scheduled_maintenances: tuple[ApiMaintenance, ...]
    status: ApiStatus


class HistoryEntry(Struct, frozen=True, kw_only=True):
    """An incident or a maintenance as a line of the history."""

    code: Annotated[ApiId, Meta(description="Its id.")]
    name: str
    message: Annotated[str, Meta(description="The newest update as plain text.")]
    impact: ApiLevel
    timestamp: Annotated[str, Meta(description="From when until when, as HTML, in UTC.")]


class HistoryMonth(Struct, frozen=True, kw_only=True):
    """One calendar month in the time zone of the page."""

    name: Annotated[str, Meta(description="Its name, always in English.")]
    year: int
    starts_on: Annotated[int, Meta(ge=0, le=6, description="The weekday of its first day, Sunday is 0.")]
    days: Annotated[int, Meta(ge=28, le=31, description="How many days it has.")]
    incidents: Annotated[tuple[HistoryEntry, ...], Meta(description="Newest first.")]


class HistoryFile(Struct, frozen=True, kw_only=True):
    """Incidents and maintenance of this month and the two before it, newest month first."""

    components: tuple[ApiComponent, ...]
    page_status: ApiStatus
    show_historical_uptime: Annotated[bool, Meta(description="Always true.")]
    months: tuple[HistoryMonth, ...]
