"""All problems of a change, before it is merged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from outspoken import rules
from outspoken.announce.words.template_check import message_problems
from outspoken.derive.cadence import Debt, Overdue, debts
from outspoken.derive.facts import IncidentFacts
from outspoken.derive.promises import is_overdue
from outspoken.errors import Problem
from outspoken.model.incident import Incident
from outspoken.model.settings import Settings
from outspoken.review.read_change import Touched, read_change
from outspoken.review.text_check import text_problems
from outspoken.source.git.change import Change, find_change
from outspoken.source.git.change_commits import check_commits
from outspoken.source.incidents import cross_rules
from outspoken.source.incidents.incident_files import INCIDENT_FILE, UPDATES
from outspoken.source.site_on_disk import SiteOnDisk


class ChangeReview(Struct, frozen=True, kw_only=True):
    """A change and what it touches; `problems` are in the order of path and line."""

    change: Change
    touched: Touched
    problems: tuple[Problem, ...]

    @property
    def incidents(self) -> tuple[Incident, ...]:
        """The touched incidents as they are after the change."""
        return tuple(one.after for one in self.touched.versions if one.after is not None)


def review(site: SiteOnDisk, base: str, *, present: bool = False) -> ChangeReview:
    """Check what has changed in a site since `base`, as if it were merged at the site's `now`.

    `present` says that `now` is the real present, not a past date. Raises ProblemsError with one
    problem if there is no such base.
    """
    root, now = site.root, site.now
    change = find_change(root, base)
    touched = read_change(site, change)
    found = list(touched.problems)
    if touched.settings:
        found += _overdue(touched, touched.settings, now)
        incidents = [one.after for one in touched.versions if one.after is not None]
        found += text_problems(root, touched.settings, incidents, change.after)
        found += check_commits(root, change.base, touched.settings.branch, now, present=present)
        if any(path.startswith(("templates/", "mkdocs.yml")) for path in change.paths):
            found += message_problems(root, touched.settings)
    found.sort(key=lambda problem: problem.sort_key)
    return ChangeReview(change=change, touched=touched, problems=tuple(found))


def _overdue(touched: Touched, settings: Settings, now: datetime) -> Iterator[Problem]:
    incidents = [one.after for one in touched.versions if one.after is not None]
    acknowledged = {incident.folder: incident.acknowledged for incident in incidents}
    owed = (
        _problem(one)
        for incident in incidents
        for one in _worst(debts(IncidentFacts(incident), settings, now))
        if is_overdue(one.since, now)
    )
    yield from cross_rules.silence(owed, acknowledged)


def _worst(owed: Iterable[Overdue]) -> tuple[Overdue, ...]:
    """Report only the promise if both the promise and the cadence are overdue."""
    found = tuple(owed)
    promised = any(one.debt is Debt.PROMISE for one in found)
    return tuple(one for one in found if not (promised and one.debt is Debt.SILENCE))


def _problem(owed: Overdue) -> Problem:
    incident, since = owed.incident, f"{owed.since:%Y-%m-%dT%H:%M}Z"
    newest = owed.case.removeprefix(f"{owed.debt}-")
    is_update = any(update.id == newest for update in incident.updates)
    name = f"{UPDATES}/{newest}.md" if is_update else INCIDENT_FILE
    message = {
        Debt.PROMISE: f"this incident is still open, and its next update was promised for {since}",
        Debt.SILENCE: f"this incident is still open, and the settings require an update by {since}",
        Debt.OVERRUN: f"this maintenance was to end at {since}, but no update says that it ended",
        Debt.NOT_STARTED: f"this maintenance was to start at {since}, but no update says that it started",
    }[owed.debt]
    return rules.OVERDUE.problem(
        f"{incident.folder}/{name}", None, message, "post an update with a new next_update"
    )
