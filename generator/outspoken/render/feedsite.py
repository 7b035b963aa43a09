"""Every feed and calendar of a site: for all of it, per component, per incident still followed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from outspoken.derive.dating import DatedEntry, Dates, entry_dates, newest_first
from outspoken.derive.following import is_followed
from outspoken.model.history import History
from outspoken.model.incident import Incident
from outspoken.render.calendar import calendar
from outspoken.render.feeditems import Gettext
from outspoken.render.feeds import LONGEST, Feed, atom, history_feed, rss, updates_feed
from outspoken.render.jsonfeed import json_feed
from outspoken.render.output import Output

_MAKER = "feeds"


def feed_outputs(history: History, now: datetime, gettext: Gettext = str) -> Iterator[Output]:
    """All feeds and calendars as readers have them at `now` (UTC); `history` is the one as of then.

    Paths are `updates.*`, `history.*` and `calendar.ics` at the site's root and below
    `components/<id>/`, and `incidents/<id>/updates.atom`. Time is linear in entries; what a feed
    costs depends on its 50 entries alone.
    """
    site = _Site(history=history, dates=entry_dates(history), now=now, gettext=gettext)
    name = history.settings.site_name
    yield from site.collection(history.incidents, name, "")
    members = _by_component(history)
    for component in history.settings.components:
        yield from site.collection(
            members[component.id], f"{name}: {component.name}", f"components/{component.id}/"
        )
    for incident in history.incidents:
        if is_followed(incident, now):
            yield site.followed(incident)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Site:
    """What every feed of one build shares."""

    history: History
    dates: Dates
    now: datetime
    gettext: Gettext

    def collection(self, incidents: Sequence[Incident], title: str, folder: str) -> Iterator[Output]:
        """The feeds and the calendar of some incidents; `folder` ends in a slash or is the root."""
        _, settings = self.gettext, self.history.settings
        entries = list(islice(newest_first(incidents, self.dates, self.now), LONGEST))
        updates = updates_feed(
            entries,
            settings,
            title=f"{title} - {_('Updates')}",
            path=f"{folder}updates",
            page=folder,
            gettext=_,
        )
        yield _output(updates, ".atom", atom(updates))
        yield _output(updates, ".rss", rss(updates))
        yield _output(updates, ".json", json_feed(updates))
        histories = self._histories(incidents)
        past = history_feed(
            histories,
            settings,
            title=f"{title} - {_('Incident history')}",
            path=f"{folder}history",
            page=folder or "history/",
            gettext=_,
        )
        yield _output(past, ".atom", atom(past))
        yield _output(past, ".rss", rss(past))
        path = f"{folder}calendar.ics"
        planned = calendar(
            incidents,
            settings,
            self.now,
            title=f"{title} - {_('Planned maintenance')}",
            path=path,
            gettext=_,
        )
        yield Output(path, planned, maker=_MAKER)

    def followed(self, incident: Incident) -> Output:
        """One incident's own feed."""
        page = f"incidents/{incident.id}/"
        feed = updates_feed(
            islice(newest_first((incident,), self.dates, self.now), LONGEST),
            self.history.settings,
            title=f"{incident.title} - {self.history.settings.site_name}",
            path=f"{page}updates",
            page=page,
            gettext=self.gettext,
        )
        return _output(feed, ".atom", atom(feed))

    def _histories(self, incidents: Iterable[Incident]) -> list[tuple[DatedEntry, ...]]:
        """The entries of the incidents with the newest ones, incident by incident."""
        newest: dict[str, Incident] = {}
        for dated in newest_first(incidents, self.dates, self.now):
            newest.setdefault(dated.incident.id, dated.incident)
            if len(newest) == LONGEST:
                break
        return [tuple(newest_first((incident,), self.dates, self.now)) for incident in newest.values()]


def _output(feed: Feed, ending: str, data: bytes) -> Output:
    return Output(feed.path + ending, data, maker=_MAKER)


def _by_component(history: History) -> dict[str, list[Incident]]:
    members: dict[str, list[Incident]] = {component.id: [] for component in history.settings.components}
    for incident in history.incidents:
        for component in incident.component_ids:
            if component in members:
                members[component].append(incident)
    return members
