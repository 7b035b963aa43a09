"""The facts of the front matter, as message templates use them."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from outspoken.model.field import Field, Type
from outspoken.model.incident import Incident, Update
from outspoken.model.incident_keys import IncidentKeys
from outspoken.model.key_values import defaults, facts
from outspoken.model.update_keys import UpdateKeys
from outspoken.render.language.language import Language
from outspoken.render.language.terms import word


def key_facts(incident: Incident | None, update: Update | None, language: Language) -> dict[str, object]:
    """Return the facts of the front matter; a fact that is not written is empty."""
    found: dict[str, object] = {}
    for record, source in ((IncidentKeys, incident), (UpdateKeys, update)):
        for name, field in facts(record).items():
            # Defaults for a missing record: templates may name any key, and Jinja refuses unknown names.
            value = getattr(source, name) if source else defaults(record)[name]
            found[name] = _readable(field, value, language)
    return found


def _readable(field: Field, value: object, language: Language) -> object:
    """Return terms and durations in the site's language, a missing text as empty, the rest unchanged."""
    if isinstance(value, StrEnum):
        return language.gettext(word(value))
    if isinstance(value, timedelta):
        return language.duration(value)
    return "" if value is None and field.type not in (Type.INSTANT, Type.DAY) else value
