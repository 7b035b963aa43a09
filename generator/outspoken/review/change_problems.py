"""All problems of a change, before it is merged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from outspoken import rules
from outspoken.announce.words.template_check import message_problems
from outspoken.derive.cadence import Overdue, OverdueKind, overdue_cases
from outspoken.derive.facts import IncidentFacts
from outspoken.derive.promises import is_overdue
from outspoken.errors import Problem
from outspoken.model.file_names import INCIDENT_FILE, SETTINGS_FILE, TEMPLATES, UPDATES
from outspoken.model.history import History
from outspoken.model.incident import Incident
from outspoken.model.settings import Settings
from outspoken.render.kit.kit_check import kit_problems
from outspoken.review.read_change import Touched, read_change
from outspoken.review.text_check import text_problems
from outspoken.source.git.change import Change, find_change
from outspoken.source.git.change_commits import check_commits
from outspoken.source.incidents import cross_rules
from outspoken.source.site_on_disk import SiteOnDisk


class ChangeReview(Struct, frozen=True, kw_only=True):
    """A change and the incidents that it touches; `problems` are in the order of path and line."""

    change: Change
    touched: Touched
    problems: tuple[Problem, ...]

    @property
    def incidents(self) -> tuple[Incident, ...]:
        """The touched incidents as they are after the change."""
        return tuple(one.after for one in self.touched.versions if one.after is not None)


def review(site: SiteOnDisk, base: str, *, present: bool = False) -> ChangeReview:
    """Check what has changed in a site since `base`, as if it were merged at the site's `now`.

    `present` says that `now` is the current time, not a past one. Raises ProblemsError with one
    problem if there is no such base.
    """
    root, now = site.root, site.now
    change = find_change(root, base)
    touched = read_change(site, change)
    found = list(touched.problems)
    if touched.settings:
        incidents = [one.after for one in touched.versions if one.after is not None]
        found += _overdue(map(IncidentFacts, incidents), touched.settings, now)
        found += text_problems(root, touched.settings, incidents, change.after)
        found += check_commits(root, change.base, touched.settings.branch, now, present=present)
        # Rendering every kind of news on every channel takes time; only these files can break it.
        if any(path.startswith((f"{TEMPLATES}/", SETTINGS_FILE)) for path in change.paths):
            found += message_problems(root, touched.settings)
            found += kit_problems(root, touched.settings)
    found.sort(key=lambda problem: problem.sort_key)
    return ChangeReview(change=change, touched=touched, problems=tuple(found))


def not_started(history: History, now: datetime) -> tuple[Problem, ...]:
    """Warn of all maintenance whose window has begun at `now` (UTC) while no update says that it started.

    The other overdue cases are only reported for a change: the page itself shows them.
    """
    kept = (facts for facts in map(IncidentFacts, history.incidents) if facts.incident.is_maintenance)
    return tuple(_overdue(kept, history.settings, now, kind=OverdueKind.NOT_STARTED))


def _overdue(
    checked: Iterable[IncidentFacts], settings: Settings, now: datetime, kind: OverdueKind | None = None
) -> Iterator[Problem]:
    for facts in checked:
        incident = facts.incident
        late = (
            _problem(one)
            for one in overdue_cases(facts, settings, now)
            if is_overdue(one.since, now) and one.kind is (kind or one.kind)
        )
        yield from cross_rules.without_acknowledged(late, {incident.folder: incident.acknowledged})


def _problem(case: Overdue) -> Problem:
    incident, since = case.incident, f"{case.since:%Y-%m-%dT%H:%M}Z"
    # The id of a case ends with the update from which the time counts, if there is one.
    newest = case.case.removeprefix(f"{case.kind}-")
    is_update = any(update.id == newest for update in incident.updates)
    name = f"{UPDATES}/{newest}.md" if is_update else INCIDENT_FILE
    message, hint = {
        OverdueKind.PROMISE: (
            f"this incident is still open, and its next update was promised for {since}",
            "post an update with a new next_update",
        ),
        OverdueKind.SILENCE: (
            f"this incident is still open, and the settings require an update by {since}",
            "post an update with a new next_update",
        ),
        OverdueKind.OVERRUN: (
            f"this maintenance was to end at {since}, but no update says that it ended",
            "post an update with status completed, or move the end of the window",
        ),
        OverdueKind.NOT_STARTED: (
            f"this maintenance was to start at {since}, but no update says that it started",
            "post an update with status in_progress, or move or cancel the window",
        ),
    }[case.kind]
    return rules.OVERDUE.problem(f"{incident.folder}/{name}", None, message, hint)
