"""What search knows of incidents: the recent ones, so that its index does not grow for ever."""

from __future__ import annotations

from datetime import timedelta
from html import escape

from outspoken.model.site_path import incident_path
from outspoken.render.messages.plain_text import plain
from outspoken.render.shared import Shared

_RECENT = timedelta(days=90)
# A bad quarter must not make the index heavy: every visitor who searches loads all of it.
_MOST = 200
_WORDS = 400


def search_entries(shared: Shared) -> list[dict[str, str]]:
    """Entries `{location, title, text}` for incidents open in the last 90 days, newest first, at most 200.

    Title and text are HTML, since that is what the theme's script shows.
    """
    recent = [
        facts.incident
        for facts in reversed(shared.facts.incidents)
        if shared.now - facts.until(shared.now) <= _RECENT
    ]
    return [
        {
            "location": incident_path(incident.id),
            "title": escape(incident.title, quote=False),
            "text": " ".join(
                escape(plain(text, _WORDS), quote=False)
                for text in (incident.affected, incident.body, *(update.body for update in incident.updates))
                if text
            ),
        }
        for incident in recent[:_MOST]
    ]
