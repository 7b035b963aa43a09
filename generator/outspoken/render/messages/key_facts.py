"""The facts of the front matter, as message templates use them."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from outspoken.model.field import Field, Type, attributes
from outspoken.model.incident import Incident, Update
from outspoken.model.incident_keys import IncidentKeys
from outspoken.model.key_values import defaults, facts, number_text
from outspoken.model.update_keys import UpdateKeys
from outspoken.render.language.language import Language
from outspoken.render.language.terms import word


def key_facts(incident: Incident | None, update: Update | None, language: Language) -> dict[str, object]:
    """Return the facts of the front matter; a fact that is not written is empty.

    Of a key that both have, it is the update's value; if that is not written, the incident's.
    """
    found: dict[str, object] = {}
    for record, source in ((IncidentKeys, incident), (UpdateKeys, update)):
        for name, field in facts(record).items():
            # Defaults for a missing record: templates may name any key, and Jinja refuses unknown names.
            default = defaults(record)[name]
            value = getattr(source, name) if source else default
            if name not in found or value != default:
                found[name] = _readable(field, value, language)
    return found


def _readable(field: Field, value: object, language: Language) -> object:
    """Return terms, durations and numbers in the site's language, also in mappings and lists.

    A missing text is empty, the rest unchanged.
    """
    if isinstance(value, StrEnum):
        return language.gettext(word(value))
    if isinstance(value, timedelta):
        return language.duration(value)
    if isinstance(value, float):
        return language.number(number_text(value))
    if isinstance(value, tuple):
        return tuple(_readable(field, one, language) for one in value)
    if isinstance(value, Struct):
        inner = attributes(type(value)).items()
        read = {name: _readable(one, getattr(value, name), language) for name, one in inner}
        return replace(value, **read)
    return "" if value is None and field.type not in (Type.INSTANT, Type.DAY) else value
