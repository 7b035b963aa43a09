"""The home page: what is wrong now, who is affected, and when the next update comes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

from outspoken.derive.course import is_active
from outspoken.derive.current import IncidentState, Situation
from outspoken.derive.facts import IncidentFacts
from outspoken.derive.periods import ONE_DAY, midnight
from outspoken.derive.uptime.intervals import Interval
from outspoken.render.incident_view import Item
from outspoken.render.messages.plain_text import plain
from outspoken.render.output import Output
from outspoken.render.over_time import steps
from outspoken.render.pages.bad_days import counting
from outspoken.render.pages.cards import card
from outspoken.render.pages.component_rows import component_list
from outspoken.render.pages.days_json import days_json
from outspoken.render.pages.headline import folded, hero
from outspoken.render.pages.record_page import record_sentence
from outspoken.render.shared import Shared
from outspoken.render.sharing.shared_pictures import home_picture
from outspoken.render.theme.page_head import PageHead

RECENT_DAYS = 14


def home_page(
    shared: Shared, intervals: Mapping[str, tuple[Interval, ...]], current: Situation
) -> Iterator[Output]:
    """`index.html`, from what was wrong with each component, and the situation at `now`; and `days.json`."""
    settings, now = shared.settings, shared.now
    later = shared.strips.later
    heroes = {instant: hero(each) for instant, each in later.items()}
    known = (*current.active, *_scheduled(current))
    cards = {one.incident.id: card(shared, one.incident) for one in known}
    components = component_list(shared, intervals, later)
    yield days_json(components)
    data = shared.theme.page(
        "home",
        PageHead(
            title=_title(shared, current),
            path="",
            description=_description(shared, current),
            feeds=shared.feeds,
            level=current.level,
            picture=home_picture(shared, current),
        ),
        last_update=max(
            (at for one in current.open if (at := cards[one.incident.id].item.last_update)), default=None
        ),
        hero=steps(now, heroes, heroes.__getitem__),
        cards=cards,
        others=folded(now, heroes, (cards[one.incident.id] for one in current.open)),
        planned=folded(now, heroes, (cards[one.incident.id] for one in _scheduled(current))),
        components=components,
        days=_days(shared),
        counting=counting(settings, shared.language),
        today=shared.today,
        bar_days=settings.uptime.days,
        prose=shared.prose.home,
        record=record_sentence(shared),
    )
    yield Output("index.html", data, maker="the home page")


def _scheduled(current: Situation) -> tuple[IncidentState, ...]:
    """The maintenance to show: in progress, then ended by schedule without an update, then upcoming."""
    return (*current.working, *current.ended_by_schedule, *current.upcoming)


def _title(shared: Shared, current: Situation) -> str:
    worst = hero(current).incident
    words = worst.title if worst else shared.language.gettext("Everything works")
    return shared.titled(words)


def _days(shared: Shared) -> tuple[tuple[date, tuple[Item, ...]], ...]:
    """The last days, newest first, each with what was open on it."""
    settings, now = shared.settings, shared.now
    today = settings.day(now)
    oldest = today - timedelta(days=RECENT_DAYS - 1)
    # One day more than is shown: a day has 23 or 25 hours when the zone's clock changes.
    begin = midnight(oldest - ONE_DAY, settings.zone)
    found: dict[date, list[Item]] = defaultdict(list)
    for facts in shared.facts.incidents:
        if _was_over(facts, begin):
            continue
        # A set: an incident that was reopened on the same day is listed once.
        touched = set(_touched(shared, facts, oldest, today))
        if touched:
            shown = shared.item(facts.incident)
            for day in touched:
                found[day].append(shown)
    known = min(shared.facts.known_from or oldest, today)
    # Earlier days are not shown: there is no record of them, so "No incidents" could be wrong.
    days = [day for back in range(RECENT_DAYS) if (day := today - timedelta(days=back)) >= known]
    # Incidents are stored oldest first, and readers look for the newest.
    return tuple((day, tuple(reversed(found[day]))) for day in days)


def _was_over(facts: IncidentFacts, instant: datetime) -> bool:
    """Whether nothing happened from an instant (UTC) on: true of nearly all of a long history."""
    last = facts.course[-1:]
    return not last or (last[0].at < instant and not is_active(facts.incident, last[0]))


def _touched(shared: Shared, facts: IncidentFacts, oldest: date, today: date) -> Iterable[date]:
    settings = shared.settings
    for span in facts.spans:
        if span.start > shared.now:
            continue
        first = max(settings.day(span.start), oldest)
        last = min(settings.day(min(span.end or shared.now, shared.now)), today)
        while first <= last:
            yield first
            first += timedelta(days=1)


def _description(shared: Shared, current: Situation) -> str:
    _ = shared.language.gettext
    worst = hero(current).incident
    if worst:
        return f"{worst.title}. {worst.affected or plain(worst.body, 120)}"
    return shared.settings.description or _("Current status, incidents, scheduled maintenance and history.")
