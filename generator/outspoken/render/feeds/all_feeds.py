"""Every feed and calendar of a site: of the whole site, of each component, of each incident in progress."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from outspoken.derive.facts import HistoryFacts, IncidentFacts
from outspoken.derive.feed_dates import DatedEntry, Dates, entry_dates, newest_by_component, newest_first
from outspoken.derive.followed import is_followed
from outspoken.derive.periods import midnight
from outspoken.model.component import Component
from outspoken.model.settings import Settings
from outspoken.model.site_path import incident_path
from outspoken.render.feeds.atom_rss import EARLIEST, LONGEST, Feed, Printed, atom, printed, rss
from outspoken.render.feeds.calendar import Event, calendar, events
from outspoken.render.feeds.feed_entries import FeedItem, Gettext, history_item, update_item
from outspoken.render.feeds.json_feed import json_feed
from outspoken.render.output import Output

_MAKER = "feeds"


def feed_outputs(history: HistoryFacts, now: datetime, gettext: Gettext = str) -> Iterator[Output]:
    """Yield all feeds and calendars as readers get them at `now` (UTC); `history` is what is public then.

    Paths are `updates.*`, `history.*` and `calendar.ics` at the site's root and below
    `components/<id>/` (former ids too), and `incidents/<id>/updates.atom`. Time is linear in
    entries; the time for one feed depends only on its 50 entries.
    """
    dates = entry_dates(history)
    site = _FeedSite(
        facts=history,
        dates=dates,
        begun=_begun(history, dates, now),
        events=events(history.incidents, history.settings, now, gettext),
        now=now,
        gettext=gettext,
    )
    yield from site.whole()
    newest = newest_by_component(history, site.dates, now, LONGEST)
    for component in history.settings.components:
        yield from _with_twins(component, _both(site.updates_of(component, newest[component.id])))
    for component in history.settings.components:
        yield from _with_twins(component, (site.calendar_of(component),))
    for facts in history.incidents:
        if is_followed(facts, now):
            yield site.followed(facts)


def _begun(history: HistoryFacts, dates: Dates, now: datetime) -> datetime:
    """Return the date of the oldest entry of all."""
    incidents = (facts.incident for facts in history.incidents)
    shown = (one.id for one in incidents if not (one.withdrawn or one.backfilled))
    found = (date for incident in shown for date in dates.get(incident, {}).values())
    return min((date for date in found if date <= now), default=EARLIEST)


class _FeedSite(Struct, frozen=True, kw_only=True):
    """What every feed of one build shares; `begun` is the date (UTC) of the oldest entry of all."""

    facts: HistoryFacts
    dates: Dates
    begun: datetime
    events: Sequence[Event]
    now: datetime
    gettext: Gettext
    shared: dict[tuple[str, str], Printed] = {}

    @property
    def settings(self) -> Settings:
        return self.facts.settings

    def whole(self) -> Iterator[Output]:
        """Yield the feeds of the whole site: every update, every incident, the calendar."""
        _, name = self.gettext, self.settings.site_name
        entries, incidents = self._newest()
        updates = self._updates(entries, name, "", self.begun)
        yield from _both(updates)
        yield _output(updates, ".json", json_feed(updates))
        past = Feed(
            title=_("%(name)s - Incident history") % {"name": name},
            path="history",
            page="history/",
            entries=tuple(printed([self._whole_incident(one) for one in incidents])),
            begun=self.begun,
            settings=self.settings,
        )
        yield from _both(past)
        yield self._calendar(self.events, name, "")

    def updates_of(self, component: Component, newest: Sequence[DatedEntry]) -> Feed:
        """Return the feed of one component, with its newest entries."""
        folder = f"components/{component.id}/"
        return self._updates(newest, self._title(component), folder, self._since(component))

    def calendar_of(self, component: Component) -> Output:
        """Return the calendar of one component: its scheduled maintenance."""
        planned = [event for event in self.events if component.id in event.component_ids]
        return self._calendar(planned, self._title(component), f"components/{component.id}/")

    def followed(self, facts: IncidentFacts) -> Output:
        """Return the feed of one incident."""
        incident = facts.incident
        page = incident_path(incident.id)
        feed = Feed(
            title=f"{incident.title} - {self.settings.site_name}",
            path=f"{page}updates",
            page=page,
            entries=self._printed(self._published(facts)[:LONGEST]),
            begun=self._unless_ahead(incident.publication.at),
            settings=self.settings,
        )
        return _output(feed, ".atom", atom(feed))

    def _title(self, component: Component) -> str:
        settings = self.settings
        names = {"label": settings.site_name, "value": settings.public_names[component.id]}
        return self.gettext("%(label)s: %(value)s") % names

    def _since(self, component: Component) -> datetime:
        """Return when a component's feed began: on its first day, else with the feed of the site."""
        if component.since is None:
            return self.begun
        return self._unless_ahead(midnight(component.since, self.settings.zone))

    def _unless_ahead(self, instant: datetime) -> datetime:
        return instant if instant <= self.now else self.begun

    def _updates(self, entries: Sequence[DatedEntry], title: str, folder: str, begun: datetime) -> Feed:
        return Feed(
            title=self.gettext("%(name)s - Updates") % {"name": title},
            path=f"{folder}updates",
            page=folder,
            entries=self._printed(entries),
            begun=begun,
            settings=self.settings,
        )

    def _printed(self, entries: Sequence[DatedEntry]) -> tuple[Printed, ...]:
        """Return entries in both formats; an entry of several components is made only once."""
        missing = {_key(entry): entry for entry in entries if _key(entry) not in self.shared}
        items = [update_item(entry, self.settings, self.gettext) for entry in missing.values()]
        made = dict(zip(missing, printed(items), strict=True))
        self.shared.update((key, one) for key, one in made.items() if len(one.item.categories) > 1)
        return tuple(made.get(_key(entry)) or self.shared[_key(entry)] for entry in entries)

    def _calendar(self, planned: Iterable[Event], title: str, folder: str) -> Output:
        path = f"{folder}calendar.ics"
        name = self.gettext("%(name)s - Scheduled maintenance") % {"name": title}
        return Output(path, calendar(planned, self.settings, title=name, path=path), maker=_MAKER)

    def _newest(self) -> tuple[list[DatedEntry], list[IncidentFacts]]:
        """Return the newest entries, and the incidents that have the newest entries."""
        entries: list[DatedEntry] = []
        incidents: dict[str, IncidentFacts] = {}
        for dated in newest_first(self.facts.incidents, self.dates, self.now):
            entries.append(dated)
            incidents[dated.incident.id] = dated.facts
            # An entry belongs to one incident, so as many incidents have at least as many entries.
            if len(incidents) == LONGEST:
                break
        return entries[:LONGEST], list(incidents.values())

    def _whole_incident(self, facts: IncidentFacts) -> FeedItem:
        incident = facts.incident
        entries, dates = self._published(facts), self.dates[incident.id]
        # Updates that were withdrawn count too: the entry keeps the date that it had before.
        out = [dates[one.id] for one in incident.updates if one.withdrawal or incident.withdrawal]
        first = min((*out, entries[-1].date))
        return history_item(entries, first, self.settings, self.gettext)

    def _published(self, facts: IncidentFacts) -> tuple[DatedEntry, ...]:
        """Return the published entries of one incident, newest first."""
        return tuple(newest_first((facts,), self.dates, self.now))


def _with_twins(component: Component, outputs: Iterable[Output]) -> Iterator[Output]:
    """Yield the outputs, and the same bytes at the addresses of the component's former ids."""
    folder = f"components/{component.id}/"
    for output in outputs:
        yield output
        for former in component.former_ids:
            path = f"components/{former}/{output.path.removeprefix(folder)}"
            yield Output(path, output.data, maker=f"the former id {former} of component {component.id}")


def _key(dated: DatedEntry) -> tuple[str, str]:
    return dated.incident.id, dated.entry.id


def _both(feed: Feed) -> tuple[Output, Output]:
    return _output(feed, ".atom", atom(feed)), _output(feed, ".rss", rss(feed))


def _output(feed: Feed, ending: str, data: bytes) -> Output:
    return Output(feed.path + ending, data, maker=_MAKER)
