"""Rules about changes of published incidents: each compares the incident before and after."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from outspoken import rules
from outspoken.errors import Problem
from outspoken.model.file_names import INCIDENT_FILE, UPDATES
from outspoken.model.incident import Incident, Update
from outspoken.model.site_path import incident_path, path_key
from outspoken.review.similarity import is_correction

LONG_AGO = timedelta(minutes=30)
"""A new update about something older than this gets a warning: its time may be wrong."""

Lines = Mapping[str, Mapping[str, int]]
"""The line of each key by the file's path, as far as it is known."""


class Versions(Struct, frozen=True, kw_only=True):
    """One incident before and after a change; None if it does not exist there, or cannot be read."""

    folder: str
    before: Incident | None
    after: Incident | None


def check_removed(
    gone: Iterable[str], incidents: Iterable[Incident], present: Collection[str]
) -> Iterator[Problem]:
    """Yield published incidents that are removed, unless their id is in another folder or redirects to one.

    `incidents` are all those with redirects or former ids, `present` every existing id.
    """
    listed = list(incidents)
    redirected = {path_key(path) for incident in listed for path in incident.redirects}
    known = {*present, *(alias for incident in listed for alias in incident.aliases)}
    for folder in gone:
        incident_id = folder.rpartition("/")[2]
        if incident_id in known or path_key(incident_path(incident_id)) in redirected:
            continue
        hint = (
            "restore it, with withdrawn: <reason> if it was wrong; if it was renamed, restore it and use "
            f"outspoken move, or add aliases: [{incident_id}] to the renamed incident"
        )
        message = f"this change removes {incident_id}, which is published"
        yield rules.ID_REMOVED.problem(f"{folder}/{INCIDENT_FILE}", None, message, hint)


def check_ids(versions: Iterable[Versions]) -> Iterator[Problem]:
    """Yield incidents that lose an id that readers, feeds or the ledger know."""
    for one in versions:
        before, after = one.before, one.after
        if before is None or after is None:
            continue
        path = f"{after.folder}/{INCIDENT_FILE}"
        # The aliases in their order: the first one is the id that feeds and the ledger know.
        kept = (*before.aliases, *(each for each in before.ids if each not in before.aliases))
        hint = f"write aliases: [{', '.join(each for each in kept if each != after.id or each == kept[0])}]"
        if before.first_id != after.first_id:
            message = f"feeds, programs and announcements know this incident as {before.first_id}, "
            message += f"and would get all of it again as {after.first_id}"
            yield rules.ID_REMOVED.problem(path, None, message, hint)
        for lost in before.ids:
            if lost not in after.ids:
                message = f"this change removes the former id {lost}: its address is gone"
                yield rules.ID_REMOVED.problem(path, None, message, hint)


def check_updates(versions: Versions, removed: Collection[str], lines: Lines) -> Iterator[Problem]:
    """Yield published updates of one incident that are removed or rewritten; `removed` are paths."""
    before, after = versions.before, versions.after
    prefix = f"{before.folder if before else versions.folder}/{UPDATES}/"
    if after is None:
        return
    updates_after = {update.id: update for update in after.updates}
    for path in sorted(removed):
        stem = path.removeprefix(prefix).removesuffix(".md")
        if path.startswith(prefix) and path.endswith(".md") and stem not in updates_after:
            yield _removed(path)
    for old in before.updates if before else ():
        new = updates_after.get(old.id)
        # Records are compared first: it is quick, and nearly all updates are unchanged.
        if new is not None and new != old:
            path = f"{after.folder}/{UPDATES}/{new.id}.md"
            yield from _rewritten(path, old, new, lines.get(path, {}))


def _removed(path: str) -> Problem:
    hint = "restore it under its name; to withdraw it, add withdrawn: <reason>"
    return rules.UPDATE_REMOVED.problem(path, None, "this change removes a published update", hint)


def _rewritten(path: str, old: Update, new: Update, lines: Mapping[str, int]) -> Iterator[Problem]:
    if not is_correction(old.body, new.body):
        message = "the text differs from the published one; readers see both versions"
        hint = f"write a new update instead; if it is intended, {rules.REWRITTEN.acceptance}"
        yield rules.REWRITTEN.problem(path, lines.get("body"), message, hint)


def check_times(versions: Versions, added: Collection[str], lines: Lines, now: datetime) -> Iterator[Problem]:
    """Yield new updates about something long ago; for an incident that is also new, only the first."""
    after = versions.after
    if after is None or after.backfilled or after.withdrawn:
        return
    for update in after.updates:
        path = f"{after.folder}/{UPDATES}/{update.id}.md"
        if path not in added or update.withdrawn or now - update.at <= LONG_AGO:
            continue
        message = f"at is {update.at:%Y-%m-%dT%H:%M}Z, {_ago(now - update.at)} ago"
        is_whole = versions.before is None
        late = (
            "; if it is recorded later on purpose, write backfilled: true in incident.md" if is_whole else ""
        )
        yield rules.LONG_AGO.problem(
            path, lines.get(path, {}).get("at"), message, f"check day and time zone{late}"
        )
        # One warning is enough: an incident that is recorded later has all its updates in the past.
        if is_whole:
            return


def _ago(span: timedelta) -> str:
    minutes = int(span.total_seconds()) // 60
    # At least two of a unit: `90 minutes` is more exact than `1 hour`.
    for size, word in ((2880, "day"), (120, "hour"), (1, "minute")):
        if minutes >= size:
            count = minutes // (size // 2 if size > 1 else 1)
            return f"{count} {word}{'' if count == 1 else 's'}"
    return "a moment"
