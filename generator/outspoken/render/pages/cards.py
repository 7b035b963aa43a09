"""An incident with its newest update, as the home page and `/unavailable.html` show it."""

from __future__ import annotations

from markupsafe import Markup
from msgspec import Struct

from outspoken.derive.timeline import Entry, EntryKind
from outspoken.model.incident import Incident
from outspoken.model.site_path import incident_path
from outspoken.render.incident_view import Item
from outspoken.render.shared import Shared
from outspoken.render.text.markdown import render_markdown


class Card(Struct, frozen=True, kw_only=True):
    """An incident or maintenance with its newest update: entry and safe HTML, if people wrote one."""

    item: Item
    entry: Entry | None
    body: Markup


def card(shared: Shared, incident: Incident) -> Card:
    """The card of an incident for a page at the site's root."""
    entry, body = newest_update(shared, incident), Markup()
    if entry and entry.update:
        base = incident_path(incident.id)
        # Level 4, since the incident's title above the text is an h3.
        body = render_markdown(entry.update.body, base=base, images=incident.images, headings=4)
    return Card(item=shared.item(incident), entry=entry, body=body)


def newest_update(shared: Shared, incident: Incident) -> Entry | None:
    """The newest update that a person wrote and that was not withdrawn."""
    entries = reversed(shared.facts.of(incident).timeline(shared.now))
    written = (entry for entry in entries if entry.kind is EntryKind.UPDATE and entry.update)
    return next((entry for entry in written if not entry.withdrawn), None)
