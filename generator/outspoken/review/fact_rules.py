"""Reports published facts that a change alters, each with the value that readers had."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct

from outspoken import rules
from outspoken.errors import Problem
from outspoken.model.differences import differences
from outspoken.model.field import Type, attributes
from outspoken.model.file_names import INCIDENT_FILE, POSTMORTEM_FILE, UPDATES
from outspoken.model.incident import Difference, Incident, Postmortem, Update, Window
from outspoken.model.key_values import defaults, facts, has_text, is_absent, number_text
from outspoken.model.vocabulary import Status
from outspoken.review.published_rules import Lines, Versions
from outspoken.review.similarity import is_correction
from outspoken.source.format.instants import duration_text
from outspoken.source.format.read_context import shown

_KEYS = {**attributes(Incident), **attributes(Update)}
_FACTS = {**facts(Incident), **facts(Update)}
_DEFAULTS = {**defaults(Incident), **defaults(Update)}
_OR_ACCEPT = f"if the old value was wrong, {rules.FACTS_CHANGED.acceptance}"
_NEW_UPDATE = f"write what changed in a new update; {_OR_ACCEPT}"


def check_facts(versions: Versions, added: Collection[str], lines: Lines) -> Iterator[Problem]:
    """Yield what differs from the published facts of one incident; `added` are the paths of new files.

    A window may move if a new update says so: people who were notified are then notified again.
    """
    before, after = versions.before, versions.after
    if before is None or after is None:
        return
    path = f"{after.folder}/{INCIDENT_FILE}"
    is_announced = any(
        f"{after.folder}/{UPDATES}/{one.id}.md" in added and _is_about_window(one) for one in after.updates
    )
    # Only the window: an update with this status is sent as news of the new time.
    found = [one for one in differences(before, after) if not (is_announced and one.name == "window")]
    yield from _problem(path, found, lines.get(path, {}), _hint(after, found))
    updates_after = {update.id: update for update in after.updates}
    for old in before.updates:
        new = updates_after.get(old.id)
        if new is not None and new != old:
            path = f"{after.folder}/{UPDATES}/{new.id}.md"
            yield from _problem(path, differences(old, new), lines.get(path, {}), _NEW_UPDATE)
    yield from _unpublished(before, after, lines)


def _is_about_window(update: Update) -> bool:
    """Whether an update announces the window."""
    return update.status is Status.SCHEDULED and not update.withdrawn


def _hint(incident: Incident, found: Collection[Difference]) -> str:
    names = {one.name for one in found}
    if "window" in names and incident.window is not None:
        return f"announce the new time in an update with status: scheduled; {_OR_ACCEPT}"
    if names & {"impact", "components"}:
        return f"these are the facts at the start: write what changed in a new update; {_OR_ACCEPT}"
    return _NEW_UPDATE


def _problem(
    path: str, found: Collection[Difference], lines: Mapping[str, int], hint: str
) -> Iterator[Problem]:
    changed = [one for one in found if not (_is_spelling(one) or _is_new(one))]
    if changed:
        changes = ", ".join(fact_text(one) for one in changed)
        message = f"published facts are changed: {changes}; people who were notified are not notified again"
        # A withdrawal is the one change of a fact that is sent.
        if all(one.name == "withdrawn" and one.after for one in changed):
            message = f"published facts are changed: {changes}; people who were notified are notified of it"
            hint = f"if it is intended, {rules.FACTS_CHANGED.acceptance}"
        line = lines.get(_path(changed[0].name).partition(".")[0])
        yield rules.FACTS_CHANGED.problem(path, line, message, hint)


def _is_spelling(one: Difference) -> bool:
    """Whether the text was only corrected: then readers see both versions."""
    is_text = one.name in _FACTS and has_text(_FACTS[one.name]) and isinstance(one.before, str)
    return is_text and is_correction(str(one.before), str(one.after)) and bool(one.after)


def _is_new(one: Difference) -> bool:
    """Whether a fact was added that was not set when the incident was published."""
    # A flag that was not set is not absent, but false.
    return one.name in _FACTS and (is_absent(one.before) or one.before == _DEFAULTS[one.name])


def _unpublished(before: Incident, after: Incident, lines: Lines) -> Iterator[Problem]:
    """Report a published post-mortem that is removed, or whose publication time changes."""
    was, becomes = _published(before.postmortem), _published(after.postmortem)
    if was is None or was == becomes:
        return
    path = f"{after.folder}/{POSTMORTEM_FILE}"
    message = f"the post-mortem was published at {_shown(was)}, "
    if becomes is None:
        message += "and is now removed together with its page"
    else:
        message += f"becomes published at {_shown(becomes)}"
    hint = (
        "restore published:, and correct the text; "
        f"if publishing was a mistake, {rules.FACTS_CHANGED.acceptance}"
    )
    yield rules.FACTS_CHANGED.problem(path, lines.get(path, {}).get("published"), message, hint)


def _published(postmortem: Postmortem | None) -> datetime | None:
    return postmortem.published if postmortem else None


def fact_text(one: Difference) -> str:
    """Return `impact was major, becomes none`, with the names of the front matter."""
    # An empty mapping means that no component is affected, which differs from "not set".
    show = _mapping if _KEYS[one.name].type is Type.COMPONENT_STATES else _shown
    return f"{_path(one.name)} was {show(one.before)}, becomes {show(one.after)}"


def _path(attribute: str) -> str:
    """Return the key of an attribute in the front matter: `scheduled.auto`."""
    field = _KEYS[attribute]
    return f"{field.inside}.{field.name}" if field.inside else field.name


def _shown(value: object) -> str:
    if is_absent(value):
        return "not set"
    return next((show(value) for kind, show in _SHOWN if isinstance(value, kind)), shown(str(value)))


def _record(value: Struct) -> str:
    given = ((field.name, getattr(value, name)) for name, field in attributes(type(value)).items())
    return _mapping([(name, _shown(inner)) for name, inner in given if not is_absent(inner)])


def _several(value: tuple[Any, ...]) -> str:
    """Return the text for a list of texts or mappings, or for the pairs of a mapping."""
    if value and isinstance(value[0], tuple):
        return _mapping(value)
    return f"[{', '.join(_shown(one) for one in value)}]"


def _mapping(pairs: Any) -> str:
    return "{" + ", ".join(f"{name}: {value}" for name, value in pairs) + "}"


_SHOWN: tuple[tuple[type, Callable[[Any], str]], ...] = (
    # In this order: a datetime is a date as well, and a Window is a Struct.
    (bool, lambda value: str(value).lower()),
    (datetime, lambda value: f"{value:%Y-%m-%dT%H:%MZ}"),
    (timedelta, duration_text),
    (Window, lambda value: f"{_shown(value.start)} to {_shown(value.end)}"),
    (date, lambda value: value.isoformat()),
    (float, number_text),
    (Struct, _record),
    (tuple, _several),
)
