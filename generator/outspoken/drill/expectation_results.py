"""Compares the expectations of a drill with what was published (pure functions)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import pairwise

from msgspec import Struct

from outspoken.derive.measures.incident_measures import IncidentMeasures
from outspoken.drill.message_sink import CaughtMessage
from outspoken.drill.published_facts import LASTING, all_words, fact_times
from outspoken.drill.table_cards import clock, minutes
from outspoken.model.channel import Audience
from outspoken.model.drills.scenario import CAUSE, Expectation, ExpectedAction
from outspoken.model.incident import Incident, Update

_NONE = timedelta()
_NEVER = "it did not happen"


class KitUse(Struct, frozen=True, kw_only=True):
    """A use of `outspoken kit` at a time (UTC): for an audience, or for all of them (empty)."""

    at: datetime
    audience: str


class DrillCourse(Struct, frozen=True, kw_only=True):
    """The course of a drill: what was published and sent from `start` to `end` (both UTC).

    `measures` are those of the drill's incidents, maintenance included; `audiences` maps channels to theirs.
    """

    start: datetime
    end: datetime
    measures: tuple[IncidentMeasures, ...]
    messages: tuple[CaughtMessage, ...] = ()
    audiences: Mapping[str, Audience] = {}
    kits: tuple[KitUse, ...] = ()

    @property
    def incidents(self) -> tuple[Incident, ...]:
        return tuple(one.incident for one in self.measures)

    def updates(self, incident: Incident) -> list[Update]:
        """The updates of an incident that were published during the drill, in order."""
        during = (one for one in incident.updates if self.start <= one.reached_readers <= self.end)
        return sorted(during, key=lambda one: one.reached_readers)


class ExpectationResult(Struct, frozen=True, kw_only=True):
    """Whether an expectation was met, and what happened."""

    expected: Expectation
    is_met: bool
    what: str


def results(expects: tuple[Expectation, ...], course: DrillCourse) -> tuple[ExpectationResult, ...]:
    """Return the result of each expectation, in their order."""
    found = ((one, _result(one, course)) for one in expects)
    return tuple(ExpectationResult(expected=one, is_met=met, what=what) for one, (met, what) in found)


_Result = tuple[bool, str]
"""Whether an expectation was met, and what happened."""


def _result(expected: Expectation, course: DrillCourse) -> _Result:
    # Ctrl-C may end a drill before an event: then expectations about what follows it are not met.
    if expected.after is not None and course.start + expected.after > course.end:
        return False, f"the drill ended at {clock(course.end - course.start)}"
    return _CHECKS[expected.what](expected, course)


def _first_update(expected: Expectation, course: DrillCourse) -> _Result:
    times = sorted(update.reached_readers for one in course.incidents for update in course.updates(one))
    return _in_time(times[0] if times else None, course.start, expected, course)


def _in_time(at: datetime | None, begin: datetime, expected: Expectation, course: DrillCourse) -> _Result:
    if at is None:
        return False, _NEVER
    return at <= begin + (expected.within or _NONE), f"at {clock(at - course.start)}"


def _facts(expected: Expectation, course: DrillCourse) -> _Result:
    begin = course.start + (expected.after or _NONE)
    end, published = begin + (expected.within or _NONE), fact_times(course.incidents)
    firsts = {fact: _first_time(fact, published.get(fact, ()), begin) for fact in expected.says}
    what = ", ".join(
        f"{fact.replace('_', ' ')} {f'at {clock(at - course.start)}' if at else 'was never published'}"
        for fact, at in firsts.items()
    )
    return all(at is not None and at <= end for at in firsts.values()), what


def _first_time(fact: str, times: tuple[datetime, ...], begin: datetime) -> datetime | None:
    return next((at for at in times if at >= begin or fact in LASTING), None)


def _no_cause(expected: Expectation, course: DrillCourse) -> _Result:
    first = next(iter(fact_times(course.incidents).get(CAUSE, ())), None)
    if first is None:
        return True, "no cause was published"
    return first >= course.start + (
        expected.at or _NONE
    ), f"a cause was published at {clock(first - course.start)}"


def _never_says(expected: Expectation, course: DrillCourse) -> _Result:
    sent = "\n".join(f"{one.subject}\n{one.text}" for one in course.messages)
    published = f"{all_words(course.incidents)}\n{sent}".casefold()
    found = [word for word in expected.words if word.casefold() in published]
    return not found, f"published: {', '.join(found)}" if found else "none was published"


def _rhythm(expected: Expectation, course: DrillCourse) -> _Result:
    longest = max(_gaps(course), default=None)
    if longest is None:
        return False, "nothing was published"
    return longest <= (expected.within or _NONE), f"the longest time without an update was {minutes(longest)}"


def _gaps(course: DrillCourse) -> Iterator[timedelta]:
    for incident in course.incidents:
        updates = course.updates(incident)
        # For an incident that was open before, the time counts from the start of the drill.
        begins_before = incident.publication.at < course.start
        times = [*([course.start] if begins_before else ()), *(one.reached_readers for one in updates)]
        is_open = bool(times) and not (updates and _is_final(updates[-1]))
        closed = {one.reached_readers for one in updates if _is_final(one)}
        for one, following in pairwise([*times, *([course.end] if is_open else ())]):
            # The time from a closing update to a reopening one is not a gap: no update was due in it.
            if one not in closed:
                yield following - one


def _is_final(update: Update) -> bool:
    return update.status is not None and update.status.is_final


def _promises(_: Expectation, course: DrillCourse) -> _Result:
    due = [each for one in course.measures for each in one.promises if not each.is_pending(course.end)]
    late = [each.late(course.end) for each in due if each.late(course.end)]
    if not due:
        return False, "no promise was made"
    worst = f", the worst {minutes(max(late))} late" if late else ""
    return not late, f"{len(due) - len(late)} of {len(due)} kept{worst}"


def _kit(expected: Expectation, course: DrillCourse) -> _Result:
    begin = course.start + (expected.after or _NONE)
    times = [one.at for one in course.kits if one.audience in ("", expected.audience)]
    # A message on a channel of the audience informs it just like a text of the kit.
    times += [one.at for one in course.messages if course.audiences.get(one.channel) == expected.audience]
    return _in_time(min((at for at in times if at >= begin), default=None), begin, expected, course)


def _reopened(expected: Expectation, course: DrillCourse) -> _Result:
    begin = course.start + (expected.after or _NONE)
    again = (
        later.reached_readers
        for incident in course.incidents
        for earlier, later in pairwise(course.updates(incident))
        if _is_final(earlier) and later.status is not None and not later.status.is_final
    )
    return _in_time(min((at for at in again if at >= begin), default=None), begin, expected, course)


def _resolved(expected: Expectation, course: DrillCourse) -> _Result:
    begin = course.start + (expected.after or _NONE)
    # Only the last update counts: an incident that was closed and reopened is not resolved.
    lasts = [updates[-1] for one in course.incidents if (updates := course.updates(one))]
    if not lasts or not all(_is_final(one) for one in lasts):
        return False, "it is still open"
    at = max(one.reached_readers for one in lasts)
    met, what = _in_time(at, begin, expected, course)
    return met and at >= begin, what


def _aftermath(_: Expectation, course: DrillCourse) -> _Result:
    aftermaths = [one.aftermath for one in course.incidents]
    names = [name for name in ("data", "todo") if any(getattr(one, name) for one in aftermaths)]
    return bool(names), f"published: {', '.join(names)}" if names else "neither was published"


_CHECKS: Mapping[ExpectedAction, Callable[[Expectation, DrillCourse], _Result]] = {
    ExpectedAction.FIRST_WORD: _first_update,
    ExpectedAction.SCOPE: _facts,
    ExpectedAction.FACTS: _facts,
    ExpectedAction.NO_CAUSE_BEFORE: _no_cause,
    ExpectedAction.NEVER_SAYS: _never_says,
    ExpectedAction.RHYTHM: _rhythm,
    ExpectedAction.PROMISES_KEPT: _promises,
    ExpectedAction.KIT: _kit,
    ExpectedAction.REOPENED: _reopened,
    ExpectedAction.RESOLVED: _resolved,
    ExpectedAction.AFTERMATH_TOLD: _aftermath,
}
