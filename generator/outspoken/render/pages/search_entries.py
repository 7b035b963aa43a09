"""What search finds of incidents: the full text of recent ones, and the titles of earlier ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from html import escape

from outspoken.derive.facts import IncidentFacts
from outspoken.model.site_path import incident_path
from outspoken.model.vocabulary import Level
from outspoken.render.language.terms import word
from outspoken.render.messages.plain_text import plain
from outspoken.render.shared import Shared

_RECENT = timedelta(days=90)
# Limits of the index: the browser of every person who searches loads all of it.
_MOST_RECENT = 200
_MOST = 1000
_WORDS = 400


def search_entries(shared: Shared) -> Iterator[dict[str, str]]:
    """Entries `{location, title, note, text}` for the newest 1,000 incidents, newest first.

    What was open in the last 90 days, but at most 200 incidents, has a text. All values but the location
    are HTML.
    """
    # Incidents are stored oldest first: this takes the last ones, in reverse.
    newest = shared.facts.incidents[: -_MOST - 1 : -1]
    recent = [facts for facts in newest if shared.now - facts.until(shared.now) <= _RECENT]
    with_text = {facts.incident.id for facts in recent[:_MOST_RECENT]}
    for facts in newest:
        entry = {
            "location": incident_path(facts.incident.id),
            "title": escape(facts.incident.title, quote=False),
            "note": escape(_note(shared, facts), quote=False),
        }
        if facts.incident.id in with_text:
            entry["text"] = escape(_text(shared, facts), quote=False)
        yield entry


def _note(shared: Shared, facts: IncidentFacts) -> str:
    """The kind or worst level, and the day: it distinguishes incidents of one title and never changes."""
    _, incident = shared.language.gettext, facts.incident
    worst = shared.item(incident).worst
    if incident.withdrawn:
        kind = _("Withdrawn")
    else:
        kind = _("Notice") if worst is Level.OPERATIONAL else _(word(worst))
    return f"{kind} · {shared.language.day(shared.settings.day(incident.started))}"


def _text(shared: Shared, facts: IncidentFacts) -> str:
    incident = facts.incident
    names = (shared.settings.public_names[component] for component in incident.component_ids)
    texts = (incident.affected, incident.body, *(update.body for update in incident.updates))
    return " · ".join((*names, *(plain(text, _WORDS) for text in texts if text)))
