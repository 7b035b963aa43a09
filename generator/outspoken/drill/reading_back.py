"""Reads what was published in a drill, with the reader and the measures of real incidents."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from outspoken.derive.facts import HistoryFacts
from outspoken.derive.measures.incident_measures import incident_measures
from outspoken.drill.expectation_results import DrillCourse, KitUse
from outspoken.drill.message_sink import CaughtMessage
from outspoken.drill.throwaway_copy import ThrowawayCopy
from outspoken.errors import ProblemsError
from outspoken.model.history import History
from outspoken.source.repository_reader import RepositoryReader


class DrillReading(Struct, frozen=True, kw_only=True):
    """The history of a drill's own incidents, and its course."""

    history: History
    course: DrillCourse


def published_history(copy: ThrowawayCopy, now: datetime) -> History:
    """Return all that is published in the copy at `now` (UTC). Raises ProblemsError."""
    # The clock of the drill is its present: all that was pushed is published.
    reading = RepositoryReader(copy.site, now=now, present=True).read()
    errors = tuple(problem for problem in reading.problems if problem.is_error)
    if reading.history is None or errors:
        raise ProblemsError(errors)
    return reading.history


def read_back(
    copy: ThrowawayCopy,
    before: Iterable[str],
    start: datetime,
    end: datetime,
    messages: Iterable[CaughtMessage],
    kits: Iterable[KitUse] = (),
) -> DrillReading:
    """Return what was published from `start` to `end` (UTC), without the incidents `before` (ids).

    Raises ProblemsError.
    """
    history = published_history(copy, end)
    earlier = frozenset(before)
    own = tuple(one for one in history.incidents if one.id not in earlier)
    history = replace(history, incidents=own)
    facts = HistoryFacts(history)
    course = DrillCourse(
        start=start,
        end=end,
        measures=tuple(incident_measures(one, end) for one in facts.incidents),
        messages=tuple(messages),
        audiences={channel.id: channel.audience for channel in history.settings.channels},
        kits=tuple(kits),
    )
    return DrillReading(history=history, course=course)
