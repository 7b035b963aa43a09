"""Every feed and calendar: of the whole site, each component, each group, each incident in progress."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from outspoken.derive.facts import HistoryFacts, IncidentFacts
from outspoken.derive.feed_dates import DatedEntry, Dates, entry_dates, newest_by_topic, newest_first
from outspoken.derive.own_feed import is_followed
from outspoken.derive.periods import midnight
from outspoken.model.settings import Settings
from outspoken.model.site_path import incident_path
from outspoken.render.feeds.atom_rss import LONGEST, Feed, Printed, atom, printed, rss
from outspoken.render.feeds.calendar import Event, calendar, events
from outspoken.render.feeds.feed_entries import EARLIEST, FeedItem, Gettext, history_item, update_item
from outspoken.render.feeds.json_feed import json_feed
from outspoken.render.feeds.opml import subscription_list, topic_title, updates_title
from outspoken.render.former_id_copies import with_twins
from outspoken.render.output import Output
from outspoken.render.topic import Topic, topics

_MAKER = "feeds"

_Key = tuple[str, str]
"""The key of an entry: the ids of its incident and of the entry."""


def feed_outputs(history: HistoryFacts, now: datetime, gettext: Gettext = str) -> Iterator[Output]:
    """Yield all feeds and calendars at `now` (UTC); `history` is what is published by then.

    Paths are `updates.*`, `history.*`, `calendar.ics` and `outspoken.opml` at the site's root; `updates.*`
    and `calendar.ics` below `components/<id>/` and `groups/<id>/`, former ids too; `updates.*` below
    `incidents/<id>/`. Time is linear in entries; the time for one feed depends only on its 50 entries.
    """
    dates, followed = entry_dates(history), topics(history.settings)
    by_folder = {topic.folder: [one.id for one in topic.components] for topic in followed}
    newest = newest_by_topic(history, by_folder, dates, now, LONGEST)
    site = _FeedSite(
        facts=history,
        dates=dates,
        begun=_begun(history, dates, now),
        events=events(history.incidents, history.settings, now, gettext),
        now=now,
        gettext=gettext,
        repeated=_repeated(newest),
    )
    yield from site.whole()
    for topic in followed:
        yield from topic.with_twins(_all_formats(site.updates_of(topic, newest[topic.folder])))
        yield from topic.with_twins((site.calendar_of(topic),))
    yield subscription_list(followed, history.settings, history.settings.day(now), gettext)
    for facts in history.incidents:
        if is_followed(facts, now):
            yield from with_twins(facts.incident, _all_formats(site.followed(facts)))


def _repeated(newest: Mapping[str, Sequence[DatedEntry]]) -> frozenset[_Key]:
    """Return the entries that are in the feeds of several topics."""
    found = Counter(_key(entry) for entries in newest.values() for entry in entries)
    return frozenset(key for key, count in found.items() if count > 1)


def _begun(history: HistoryFacts, dates: Dates, now: datetime) -> datetime:
    """Return the date of the oldest entry of all."""
    incidents = (facts.incident for facts in history.incidents)
    shown = (one.first_id for one in incidents if not (one.withdrawn or one.backfilled))
    found = (date for incident in shown for date in dates.get(incident, {}).values())
    return min((date for date in found if date <= now), default=EARLIEST)


class _FeedSite(Struct, frozen=True, kw_only=True):
    """Data that all feeds of one build share; `begun` is the date (UTC) of the oldest entry of all.

    Entries in `repeated`, which are in several feeds, are cached in `shared`.
    """

    facts: HistoryFacts
    dates: Dates
    begun: datetime
    events: Sequence[Event]
    now: datetime
    gettext: Gettext
    repeated: frozenset[_Key] = frozenset()
    shared: dict[_Key, Printed] = {}

    @property
    def settings(self) -> Settings:
        return self.facts.settings

    def whole(self) -> Iterator[Output]:
        """Yield the feeds of the whole site: every update, every incident, the calendar."""
        _, name = self.gettext, self.settings.site_name
        entries, incidents = self._newest()
        updates = self._updates(entries, name, "", self.begun)
        yield from _all_formats(updates)
        past = Feed(
            title=_("%(name)s - Incident history") % {"name": name},
            path="history",
            page="history/",
            entries=tuple(printed(self._whole_incident(one)) for one in incidents),
            begun=self.begun,
            settings=self.settings,
        )
        yield from _both(past)
        yield self._calendar(self.events, name, "")

    def updates_of(self, topic: Topic, newest: Sequence[DatedEntry]) -> Feed:
        """Return the feed of one component or group, with its newest entries."""
        return self._updates(newest, self._title(topic), topic.folder, self._since(topic), topic.page)

    def calendar_of(self, topic: Topic) -> Output:
        """Return the calendar of one component or group: its scheduled maintenance."""
        ids = {component.id for component in topic.components}
        planned = [event for event in self.events if not ids.isdisjoint(event.component_ids)]
        return self._calendar(planned, self._title(topic), topic.folder)

    def followed(self, facts: IncidentFacts) -> Feed:
        """Return the feed of one incident."""
        incident = facts.incident
        page = incident_path(incident.id)
        return Feed(
            title=f"{incident.title} - {self.settings.site_name}",
            path=f"{page}updates",
            page=page,
            entries=self._printed(self._published(facts)[:LONGEST]),
            begun=self._unless_ahead(incident.publication.at),
            settings=self.settings,
        )

    def _title(self, topic: Topic) -> str:
        return topic_title(topic, self.settings, self.gettext)

    def _since(self, topic: Topic) -> datetime:
        """Return the start of a topic's feed (UTC): its first day, or the start of the site's feed."""
        if topic.since is None:
            return self.begun
        return self._unless_ahead(midnight(topic.since, self.settings.zone))

    def _unless_ahead(self, instant: datetime) -> datetime:
        return instant if instant <= self.now else self.begun

    def _updates(
        self, entries: Sequence[DatedEntry], title: str, folder: str, begun: datetime, page: str = ""
    ) -> Feed:
        return Feed(
            title=updates_title(title, self.gettext),
            path=f"{folder}updates",
            page=page,
            entries=self._printed(entries),
            begun=begun,
            settings=self.settings,
        )

    def _printed(self, entries: Sequence[DatedEntry]) -> tuple[Printed, ...]:
        """Return entries in every format; an entry of several topics is rendered only once."""
        return tuple(self._one_printed(entry) for entry in entries)

    def _one_printed(self, entry: DatedEntry) -> Printed:
        key = _key(entry)
        found = self.shared.get(key)
        if found is None:
            found = printed(update_item(entry, self.settings, self.gettext))
            if key in self.repeated:
                self.shared[key] = found
        return found

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
            # An entry belongs to one incident, so 50 incidents have at least 50 entries.
            if len(incidents) == LONGEST:
                break
        return entries[:LONGEST], list(incidents.values())

    def _whole_incident(self, facts: IncidentFacts) -> FeedItem:
        incident = facts.incident
        entries, dates = self._published(facts), self.dates[incident.first_id]
        # Withdrawn updates count too, so that a withdrawal does not change the entry's date.
        withdrawn = [dates[one.id] for one in incident.updates if one.withdrawal or incident.withdrawal]
        first = min((*withdrawn, entries[-1].date))
        return history_item(entries, first, self.settings, self.gettext)

    def _published(self, facts: IncidentFacts) -> tuple[DatedEntry, ...]:
        """Return the published entries of one incident, newest first."""
        return tuple(newest_first((facts,), self.dates, self.now))


def _key(dated: DatedEntry) -> _Key:
    return dated.incident.id, dated.entry.id


def _both(feed: Feed) -> tuple[Output, Output]:
    return _output(feed, ".atom", atom(feed)), _output(feed, ".rss", rss(feed))


def _all_formats(feed: Feed) -> tuple[Output, ...]:
    return (*_both(feed), _output(feed, ".json", json_feed(feed)))


def _output(feed: Feed, ending: str, data: bytes) -> Output:
    return Output(feed.path + ending, data, maker=_MAKER)
