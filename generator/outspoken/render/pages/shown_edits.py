"""What was changed after it was published, as customers read it: each fact with its earlier value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache

from markupsafe import Markup, escape
from msgspec import Struct
from msgspec.structs import replace

from outspoken.model.field import attributes
from outspoken.model.incident import Difference, Incident, Update
from outspoken.model.key_values import defaults
from outspoken.model.translatable import translatable as _
from outspoken.render.shared import Shared
from outspoken.render.text.find_comments import without_comments
from outspoken.render.text.markdown import render_markdown


@cache
def labels(record: type[Incident | Update]) -> Mapping[str, str]:
    """The names of the facts that customers can see; whether something is sent, for example, has none."""
    return {name: field.label for name, field in attributes(record).items() if field.label}


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
        facts = tuple(_fact(shared, incident, edited, fact) for fact in edit.facts if _is_shown(edited, fact))
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


def _is_shown(edited: Incident | Update, fact: Difference) -> bool:
    """Whether customers can see a fact change; what is withdrawn or backfilled by now is shown so anyway."""
    return fact.name in labels(type(edited)) and bool(
        fact.before or fact.name not in ("withdrawn", "backfilled")
    )


def _fact(shared: Shared, incident: Incident, edited: Incident | Update, fact: Difference) -> Markup:
    gettext = shared.language.gettext
    label = gettext(_label(incident, edited, fact))
    before = "" if _was_left_out(edited, fact) else shared.values.of(_promised(edited, fact))
    if not before:
        return escape(gettext("%(label)s: previously not given") % {"label": label})
    # The sentence is text, the value may be markup: a time that the browser shows in the reader's zone.
    return escape(gettext("%(label)s: previously %(value)s")) % {"label": label, "value": before}


def _label(incident: Incident, edited: Incident | Update, fact: Difference) -> str:
    if fact.name == "eta" and incident.is_maintenance:
        return _("Estimated end")
    return labels(type(edited))[fact.name]


def _was_left_out(edited: Incident | Update, fact: Difference) -> bool:
    """Whether the key was not written before: its value was then the default, for a flag often `false`."""
    return bool(fact.before == defaults(type(edited))[fact.name])


def _promised(edited: Incident | Update, fact: Difference) -> object:
    """The value before; of a `next_update` that was a duration, the instant (UTC) computed from it."""
    if fact.name != "next_update" or not isinstance(edited, Update):
        return fact.before
    return replace(edited, next_update=fact.before).promise
