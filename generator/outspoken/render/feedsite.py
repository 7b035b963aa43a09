"""Every feed and calendar of a site: for all of it, per component, per incident still followed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from outspoken.derive.dating import DatedEntry, Dates, entry_dates, newest_first
from outspoken.derive.following import is_followed
from outspoken.model.component import Component
from outspoken.model.history import History
from outspoken.model.incident import Incident
from outspoken.render.calendar import calendar
from outspoken.render.feeditems import FeedItem, Gettext, update_item
from outspoken.render.feeds import LONGEST, Feed, atom, documents, history_feed, updates_feed
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
    yield from site.whole()
    members = _by_component(history)
    for component in history.settings.components:
        yield from site.component(component, members[component.id])
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
    items: dict[tuple[str, str], FeedItem] = field(default_factory=dict)

    def whole(self) -> Iterator[Output]:
        """The site's own: every update, every incident, the calendar."""
        _, history = self.gettext, self.history
        updates = self._updates(history.incidents, history.settings.site_name, "")
        yield from _both(updates)
        yield _output(updates, ".json", json_feed(updates))
        past = history_feed(
            self._histories(history.incidents),
            history.settings,
            title=_("%(name)s - Incident history") % {"name": history.settings.site_name},
            path="history",
            page="history/",
            gettext=_,
        )
        yield from _both(past)
        yield self._calendar(history.incidents, history.settings.site_name, "")

    def component(self, component: Component, incidents: Sequence[Incident]) -> Iterator[Output]:
        """What touched one component: its updates and its planned work."""
        names = {"label": self.history.settings.site_name, "value": component.name}
        title = self.gettext("%(label)s: %(value)s") % names
        folder = f"components/{component.id}/"
        updates = self._updates(incidents, title, folder)
        yield from _both(updates)
        yield self._calendar(incidents, title, folder)

    def _updates(self, incidents: Sequence[Incident], title: str, folder: str) -> Feed:
        return Feed(
            title=self.gettext("%(name)s - Updates") % {"name": title},
            path=f"{folder}updates",
            page=folder,
            items=tuple(
                self._item(entry) for entry in islice(newest_first(incidents, self.dates, self.now), LONGEST)
            ),
            settings=self.history.settings,
        )

    def _item(self, dated: DatedEntry) -> FeedItem:
        """An entry is the same in every feed that it is in, so it is made once."""
        key = (dated.incident.id, dated.entry.id)
        if key not in self.items:
            self.items[key] = update_item(dated, self.history.settings, self.gettext)
        return self.items[key]

    def _calendar(self, incidents: Sequence[Incident], title: str, folder: str) -> Output:
        path = f"{folder}calendar.ics"
        planned = calendar(
            incidents,
            self.history.settings,
            self.now,
            title=self.gettext("%(name)s - Planned maintenance") % {"name": title},
            path=path,
            gettext=self.gettext,
        )
        return Output(path, planned, maker=_MAKER)

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


def _both(feed: Feed) -> tuple[Output, Output]:
    as_atom, as_rss = documents(feed)
    return _output(feed, ".atom", as_atom), _output(feed, ".rss", as_rss)


def _output(feed: Feed, ending: str, data: bytes) -> Output:
    return Output(feed.path + ending, data, maker=_MAKER)


def _by_component(history: History) -> dict[str, list[Incident]]:
    members: dict[str, list[Incident]] = {component.id: [] for component in history.settings.components}
    for incident in history.incidents:
        for component in incident.component_ids:
            if component in members:
                members[component].append(incident)
    return members
