"""What was changed after it was published, as customers read it: each fact with its earlier value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from markupsafe import Markup, escape
from msgspec import Struct
from msgspec.structs import replace

from outspoken.model.field import attributes
from outspoken.model.incident import Difference, Incident, Update, Window
from outspoken.model.translatable import translatable as _
from outspoken.render.language.terms import word
from outspoken.render.shared import Shared
from outspoken.render.text.find_comments import without_comments
from outspoken.render.text.markdown import render_markdown
from outspoken.render.theme.time_tags import TimeTags

LABELS: Mapping[str, str] = {
    name: field.label
    for record in (Incident, Update)
    for name, field in attributes(record).items()
    if field.label
}
"""The name of each fact that customers can see; whether something is sent, for example, has none."""


class ShownEdit(Struct, frozen=True, kw_only=True):
    """An edit at an instant (UTC): `facts` before it as HTML, and the earlier `body` if the text changed."""

    at: datetime
    facts: tuple[Markup, ...]
    body: Markup | None


def shown_edits(
    shared: Shared, incident: Incident, edited: Incident | Update, headings: int
) -> tuple[ShownEdit, ...]:
    """The edits that customers can see, newest first; headings of earlier texts begin at level `headings`."""
    return tuple(_shown(shared, incident, edited, headings))


def _shown(
    shared: Shared, incident: Incident, edited: Incident | Update, headings: int
) -> Iterator[ShownEdit]:
    # From the newest edit backwards: each earlier text is compared with the one that replaced it.
    after = edited.body
    for edit in reversed(edited.edits):
        facts = tuple(_fact(shared, incident, edited, fact) for fact in edit.facts if _is_shown(fact))
        body = None
        if edit.before is not None:
            if not _differ_in_comments(edit.before, after):
                body = render_markdown(edit.before, images=incident.images, headings=headings)
            after = edit.before
        if facts or body is not None:
            yield ShownEdit(at=edit.at, facts=facts, body=body)


def _differ_in_comments(before: str, after: str) -> bool:
    """Whether only HTML comments differ, which readers never saw."""
    if "<!--" not in before + after:
        return False
    return without_comments(before).split() == without_comments(after).split()


def _is_shown(fact: Difference) -> bool:
    """Whether customers can see a fact change; what is withdrawn or backfilled by now is shown so anyway."""
    return fact.name in LABELS and bool(fact.before or fact.name not in ("withdrawn", "backfilled"))


def _fact(shared: Shared, incident: Incident, edited: Incident | Update, fact: Difference) -> Markup:
    gettext = shared.language.gettext
    label, before = gettext(_label(incident, fact)), _value(shared, _promised(edited, fact))
    if not before:
        return escape(gettext("%(label)s: previously not given") % {"label": label})
    # The sentence is text, the value may be markup: a time that the browser shows in the reader's zone.
    return escape(gettext("%(label)s: previously %(value)s")) % {"label": label, "value": before}


def _label(incident: Incident, fact: Difference) -> str:
    return _("Estimated end") if fact.name == "eta" and incident.is_maintenance else LABELS[fact.name]


def _promised(edited: Incident | Update, fact: Difference) -> object:
    """The value before; of a `next_update` that was a duration, the instant (UTC) computed from it."""
    if fact.name != "next_update" or not isinstance(edited, Update):
        return fact.before
    return replace(edited, next_update=fact.before).promise


def _value(shared: Shared, value: object) -> str | Markup:
    """One earlier value for customers; empty if there was none."""
    for kind, show in _SHOWN:
        if isinstance(value, kind):
            return show(shared, value)
    return ""


def _words(text: str) -> Markup | str:
    """Return a user's text, marked up for either writing direction."""
    return Markup("<bdi>{}</bdi>").format(text) if text else ""


def _components(shared: Shared, changes: tuple[Any, ...]) -> str:
    language, settings = shared.language, shared.settings
    pairs = [
        language.gettext("%(name)s (%(state)s)")
        % {"name": settings.public_names[one], "state": language.gettext(word(state))}
        for one, state in changes
    ]
    return language.comma.join(pairs)


def _record(shared: Shared, record: Struct) -> str | Markup:
    """The values of a mapping; texts alone are one text in one direction."""
    values = [getattr(record, name) for name in record.__struct_fields__]
    if all(isinstance(value, str) for value in values):
        return _words(shared.language.comma.join(filter(None, values)))
    return _joined(shared, values)


def _several(shared: Shared, values: tuple[Any, ...]) -> str | Markup:
    if values and isinstance(values[0], tuple):
        return _components(shared, values)
    return _joined(shared, values)


def _joined(shared: Shared, values: Iterable[object]) -> Markup:
    return escape(shared.language.comma).join(filter(None, (_value(shared, value) for value in values)))


# The order matters, since `isinstance` also matches subclasses:
# a StrEnum is a str, and a datetime is a date.
_SHOWN: tuple[tuple[type, Callable[[Shared, Any], str | Markup]], ...] = (
    (bool, lambda shared, value: shared.language.gettext("yes") if value else ""),
    (StrEnum, lambda shared, value: shared.language.gettext(word(value))),
    (str, lambda shared, value: _words(found.title if (found := shared.facts.find(value)) else value)),
    (datetime, lambda shared, value: TimeTags(shared.language, None).at(value)),
    (timedelta, lambda shared, value: shared.language.duration(value)),
    (Window, lambda shared, value: TimeTags(shared.language, None).window(value.start, value.end)),
    (date, lambda shared, value: shared.language.day(value)),
    (float, lambda _shared, value: f"{value:.12g}"),
    (Struct, _record),
    (tuple, _several),
)
