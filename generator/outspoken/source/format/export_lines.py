"""The lines of an export: the site first, then one incident a line."""

from __future__ import annotations

from msgspec import Struct

from outspoken.model.incident import Incident
from outspoken.source.format.typed_values import JsonValues, typed

EXPORT_VERSION = 1
"""Increased when programs for the previous version would misread a line; a new key does not require it."""


class ExportedFile(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file as it is: `text` if it is UTF-8, else `base64`; `path` has forward slashes."""

    path: str
    text: str | None = None
    base64: str | None = None


class ExportedComponent(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A component of the settings; `since` and `retired` are days."""

    id: str
    name: str
    description: str = ""
    group: str | None = None
    aliases: tuple[str, ...] = ()
    since: str | None = None
    retired: str | None = None


class ExportHead(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type", tag="outspoken"):
    """The first line; `incidents` counts the lines that follow.

    `public` says that what pages never show was left out; `files` are from the root of the site.
    """

    version: int
    incidents: int
    site_name: str
    site_url: str
    host: str
    language: str
    time_zone: str
    components: tuple[ExportedComponent, ...]
    public: bool = False
    files: tuple[ExportedFile, ...] = ()


class ExportedUpdate(Struct, frozen=True, kw_only=True):
    """An update with its front matter as values; `body` is Markdown."""

    id: str
    front_matter: JsonValues
    body: str


class ExportedPostmortem(Struct, frozen=True, kw_only=True):
    """A post-mortem with its front matter as values; `body` is Markdown."""

    front_matter: JsonValues
    body: str


class ExportedIncident(
    Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type", tag="incident"
):
    """An incident with its updates, oldest first; `files` are from its folder."""

    id: str
    front_matter: JsonValues
    body: str
    updates: tuple[ExportedUpdate, ...] = ()
    postmortem: ExportedPostmortem | None = None
    files: tuple[ExportedFile, ...] = ()


def exported(incident: Incident) -> ExportedIncident:
    """Return the values of an incident, without its files."""
    written = incident.postmortem
    return ExportedIncident(
        id=incident.id,
        front_matter=typed(incident, kind=incident.kind),
        body=incident.body,
        updates=tuple(
            ExportedUpdate(id=update.id, front_matter=typed(update), body=update.body)
            for update in incident.updates
        ),
        postmortem=ExportedPostmortem(front_matter=typed(written), body=written.body) if written else None,
    )
