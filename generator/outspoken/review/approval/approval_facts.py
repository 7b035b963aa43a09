"""Reads from a change the facts that the approval rule needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from outspoken.authoring.situation_templates import listed
from outspoken.derive.facts import IncidentFacts
from outspoken.model.file_names import CHECKLIST_FILE, INCIDENTS, SETTINGS_FILE, UPDATES, folder_around
from outspoken.model.incident import Incident, Update
from outspoken.model.settings import ApprovalPolicy, Settings
from outspoken.model.vocabulary import Impact
from outspoken.review.approval.approval_rule import ApprovalFacts
from outspoken.review.approval.approved_wording import follows_any
from outspoken.review.published_rules import Versions
from outspoken.review.read_change import Touched
from outspoken.source.git.change import Change, file_at
from outspoken.source.settings.read_settings import read_settings


def policy_of(root: Path, change: Change, settings: Settings) -> ApprovalPolicy:
    """Return the policy before the change: a change cannot relax the rule that applies to it."""
    # Settings that are unchanged, or new in this change: the present policy applies.
    if SETTINGS_FILE not in change.before:
        return settings.approval
    data = file_at(root, change.base, SETTINGS_FILE)
    before = read_settings(root, [], data=data) if data is not None else None
    return (before or settings).approval


def facts_of(root: Path, change: Change, touched: Touched, now: datetime) -> ApprovalFacts:
    """Return the facts for the rule at `now` (UTC). Raises ProblemsError if a template cannot be read."""
    # The checklist is never published: a tick must not slow an update down.
    paths, edited = _published(change.paths), _published(change.before)
    under = all(path.startswith(f"{INCIDENTS}/") for path in paths)
    added = [update for one in touched.versions for update in _added(one, change)]
    templates = tuple(listed(root)) if added else ()
    # The text of a new incident without an update comes from its author, not from a template.
    have_updates = all(
        one.before is not None or (one.after and one.after.updates) for one in touched.versions
    )
    return ApprovalFacts(
        impacts=frozenset(impact for one in touched.versions for impact in _impacts(one, change, now)),
        only_adds=under and not (edited or change.elsewhere),
        from_templates=bool(added)
        and have_updates
        and all(follows_any(update.body, templates) for update in added),
    )


def _published(paths: Iterable[str]) -> list[str]:
    return [path for path in paths if not (folder_around(path) and path.endswith(f"/{CHECKLIST_FILE}"))]


def _added(versions: Versions, change: Change) -> Iterator[Update]:
    for update in versions.after.updates if versions.after else ():
        if f"{versions.folder}/{UPDATES}/{update.id}.md" in change.added:
            yield update


def _impacts(versions: Versions, change: Change, now: datetime) -> Iterator[Impact]:
    """Yield the impact at each added or changed update; for other files, the incident's worst impact."""
    paths = {
        path
        for path in _published(change.paths)
        if folder_around(path) == versions.folder and path.endswith(".md")
    }
    incident = versions.after
    if incident is None:
        yield Impact.CRITICAL  # unreadable: it may be as bad as this
        return
    updates = {f"{incident.folder}/{UPDATES}/{update.id}.md": update for update in incident.updates}
    facts = IncidentFacts(incident)
    # At the newest time of all, since a timeline ends at its time and an update may be dated minutes ahead.
    impacts = {entry.id: entry.impact for entry in facts.timeline(max(now, *_times(incident)))}
    for path in paths:
        update = updates.get(path)
        yield impacts.get(update.id, _worst(facts)) if update else _worst(facts)


def _times(incident: Incident) -> Iterator[datetime]:
    yield incident.started
    yield from (update.at for update in incident.updates)


def _worst(facts: IncidentFacts) -> Impact:
    return max((facts.incident.impact, *(step.impact for step in facts.course)), key=lambda one: one.rank)
