"""The records that every format is read into: the history of another status page in our terms."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from msgspec import Struct

from outspoken.importers.import_report import MappedWord, Remark
from outspoken.model.vocabulary import Impact, Kind, State, Status

PLACEHOLDER = "https://status.example.com/"
"""The URL of a new site until its real one is known."""


class ForeignComponent(Struct, frozen=True, kw_only=True):
    """A component as the old page lists it; `group` is None if it is shown without one.

    `aliases` are other names that its incidents use for it, such as the id at the source.
    """

    name: str
    description: str = ""
    group: str | None = None
    aliases: tuple[str, ...] = ()


class ForeignState(Struct, frozen=True, kw_only=True):
    """The state of the component with this name."""

    name: str
    state: State


class ForeignUpdate(Struct, frozen=True, kw_only=True):
    """One update; `at` is in UTC, `text` is Markdown, empty if the source has none.

    `label` is the status in the words that the old page showed: the text of an update that has none. A
    `status` of None leaves the status as it was; `components` and `impact` are only what changes.
    """

    at: datetime
    text: str = ""
    label: str = ""
    status: Status | None = None
    impact: Impact | None = None
    components: tuple[ForeignState, ...] = ()


class ForeignIncident(Struct, frozen=True, kw_only=True):
    """One incident or maintenance; times are in UTC.

    `path` names it in the report: the file in the source, and the id in it (`incidents.json#abc123`). `key`
    is its permanent id at the source with the format in front (`statuspage:abc123`): a later import finds
    the incident by it. `name` is what our id is made from; if it is empty, the title is used.
    `redirects` are old paths as `site_path` returns them. Without `started`, the first update counts.
    `scheduled_until` is only of a maintenance; its start is `started`. `published` is the time of the
    post-mortem.
    """

    path: str
    key: str
    title: str
    kind: Kind = Kind.INCIDENT
    impact: Impact = Impact.NONE
    components: tuple[ForeignState, ...] = ()
    started: datetime | None = None
    scheduled_until: datetime | None = None
    body: str = ""
    updates: tuple[ForeignUpdate, ...] = ()
    postmortem: str = ""
    published: datetime | None = None
    redirects: tuple[str, ...] = ()
    name: str = ""


class ForeignSite(Struct, frozen=True, kw_only=True):
    """The metadata of the old page; `url` is empty if it has no public address."""

    title: str = "Status"
    url: str = ""
    description: str = ""
    language: str = "en"
    zone: tzinfo = UTC
    zone_name: str = "UTC"
    components: tuple[ForeignComponent, ...] = ()


class ForeignHistory(Struct, frozen=True, kw_only=True):
    """The result of reading a source: the page, its incidents, the remarks, and how its words were mapped.

    `is_dated` is false if the source has no exact times of updates: updates since the last import then cannot
    be found, and an existing incident is never changed.
    """

    site: ForeignSite
    incidents: tuple[ForeignIncident, ...] = ()
    remarks: tuple[Remark, ...] = ()
    words: tuple[MappedWord, ...] = ()
    is_dated: bool = True
