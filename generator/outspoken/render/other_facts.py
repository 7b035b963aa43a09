"""The facts of the front matter that no page has a place of its own for: each is shown by its label."""

from __future__ import annotations

from functools import cache

from outspoken.model.field import Field
from outspoken.model.incident import Incident, Update
from outspoken.model.key_values import defaults, facts, is_absent

# Pages word these in their own way, and know when each is no longer true.
_PLACED = frozenset(
    {
        "affected", "aftermath", "caused_by", "credit", "detected_by", "duplicate_of", "eta", "noticed",
        "numbers", "symptoms", "title", "worst_case", "workaround",
    }
)  # fmt: skip


@cache
def other_fields(record: type[Incident | Update]) -> tuple[Field, ...]:
    """Return the keys of these facts."""
    return tuple(field for name, field in facts(record).items() if field.label and name not in _PLACED)


def other_facts(record: Incident | Update) -> list[tuple[str, object]]:
    """Return the label in English, and the value, of each such fact that was written."""
    kind = type(record)
    written = ((field, getattr(record, field.attribute)) for field in other_fields(kind))
    return [
        (field.label, value)
        for field, value in written
        if value != defaults(kind)[field.attribute] and not is_absent(value)
    ]
