"""The measures of communication in a period: distributions over its incidents, promises, actions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from outspoken.derive.facts import HistoryFacts
from outspoken.derive.followup.service_credits import ServiceCredit, service_credits
from outspoken.derive.measures.distribution import Distribution, Sample, distribution
from outspoken.derive.measures.feedback_figures import FeedbackFigures, feedback_figures
from outspoken.derive.measures.incident_measures import IncidentMeasures, incident_measures
from outspoken.derive.periods import ONE_DAY, day_of, midnight, next_month
from outspoken.derive.uptime.intervals import Interval, component_intervals
from outspoken.derive.uptime.uptime import months, uptime
from outspoken.model.component import Component
from outspoken.model.followup_dates import action_due, postmortem_due
from outspoken.model.incident import Action, Incident
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Detection, State

_Intervals = Mapping[str, tuple[Interval, ...]]

REPEATS_WITHIN = timedelta(days=90)
"""A second incident on a component that starts within this time of the first counts as a repeat."""


class PromiseFigures(Struct, frozen=True, kw_only=True):
    """Promised updates whose time has passed: how many were made and kept, and how late the others were.

    `broken` are the ids of the incidents with a promise that was not kept, without repetition.
    """

    made: int
    kept: int
    late: Distribution | None
    broken: tuple[str, ...] = ()


class ActionState(Struct, frozen=True, kw_only=True):
    """A follow-up action of an incident (its id); `is_overdue`: its day has passed, and it is not done."""

    incident_id: str
    action: Action
    is_overdue: bool


class ComponentUptime(Struct, frozen=True, kw_only=True):
    """A component's uptime in percent, rounded down: by the site's rule, and with every outage fully counted.

    Both are None if no time is counted. Without `since`, time is counted from the first incident
    of the history on, as on its page.
    """

    component: Component
    percent: Decimal | None
    percent_whole: Decimal | None
    incidents: tuple[str, ...]


class CommunicationReport(Struct, frozen=True, kw_only=True):
    """The figures of a period (`first` and `last` are days of the site's zone, inclusive) or of one incident.

    `incidents` are those that started in it, oldest first, without maintenance, withdrawn incidents and those
    recorded afterwards; the latter two are only counted. `is_dated` is false if publication dates are
    unknown (a shallow clone, or no git): then all times are those in the files.
    """

    first: date
    last: date
    now: datetime
    is_dated: bool
    incidents: tuple[IncidentMeasures, ...]
    withdrawn: int
    backfilled: int
    first_update: Distribution | None
    first_update_noticed: Distribution | None
    gaps: Distribution | None
    gaps_with_maintenance: Distribution | None
    longest_silence: Distribution | None
    longest_silence_with_maintenance: Distribution | None
    open_for: Distribution | None
    eta_drift: Distribution | None
    postmortem_after: Distribution | None
    promises: PromiseFigures
    only_afterwards: tuple[str, ...]
    reopened: tuple[str, ...]
    repeats: tuple[tuple[str, str], ...]
    detected_by: Mapping[Detection | None, int]
    postmortems_missing: tuple[str, ...]
    actions: tuple[ActionState, ...]
    uptime: tuple[ComponentUptime, ...]
    credits: tuple[ServiceCredit, ...] = ()
    feedback: FeedbackFigures | None = None

    @property
    def usual_first_update(self) -> Distribution | None:
        """`first_update` if most incidents have it, so that a sentence about all incidents is true."""
        found = self.first_update
        return found if found and 2 * len(found.samples) > len(self.incidents) else None

    @property
    def actions_done(self) -> int:
        return sum(one.action.done is not None for one in self.actions)

    @property
    def actions_overdue(self) -> tuple[ActionState, ...]:
        return tuple(one for one in self.actions if one.is_overdue)


def year_to(last: date) -> date:
    """The first day of the 12 months of which `last` is the last."""
    following = last + ONE_DAY
    if (following.month, following.day) == (2, 29):
        following += ONE_DAY
    return following.replace(year=following.year - 1)


def public_report(history: HistoryFacts, now: datetime, *, has_uptime: bool = True) -> CommunicationReport:
    """The report on the 12 months until `now` (UTC), without the content of draft post-mortems.

    Without uptime, and the credits that follow from it, only the incidents of the period are read.
    """
    last = day_of(now, history.settings.zone)
    return communication_report(history, now, year_to(last), last, drafts=False, has_uptime=has_uptime)


def communication_report(
    history: HistoryFacts,
    now: datetime,
    first: date,
    last: date,
    only: str = "",
    *,
    drafts: bool = True,
    has_uptime: bool = True,
    answers: Iterable[tuple[str, int]] = (),
) -> CommunicationReport:
    """The report at `now` (UTC) on the incidents that started in a period, or on that with the id `only`.

    With `drafts`, the actions of unpublished post-mortems count. `answers` are scores of customers with the
    id of the incident. Linear in the incidents.
    """
    settings = history.settings
    begin, end = midnight(first, settings.zone), midnight(last + ONE_DAY, settings.zone)
    asked = [
        facts
        for facts in history.incidents
        if facts.incident.started <= now
        and (facts.incident.id == only if only else begin <= facts.incident.started < end)
    ]
    counted = [facts for facts in asked if not facts.incident.withdrawn and not facts.incident.backfilled]
    earlier = _repeats(history)
    everything = [incident_measures(facts, now, earlier.get(facts.incident.id, "")) for facts in counted]
    found = tuple(one for one in everything if not one.incident.is_maintenance)
    # Not for one incident: the uptime of a day or two has no meaning.
    intervals = component_intervals(history, now) if has_uptime and not only else None
    return CommunicationReport(
        first=first,
        last=last,
        now=now,
        is_dated=history.history.commit is not None,
        incidents=found,
        withdrawn=sum(bool(facts.incident.withdrawn) for facts in asked),
        backfilled=sum(facts.incident.backfilled and not facts.incident.withdrawn for facts in asked),
        first_update=_over(found, lambda one: one.first_update),
        first_update_noticed=_over(found, lambda one: one.first_update_noticed),
        gaps=_gaps(found),
        gaps_with_maintenance=_gaps(everything),
        longest_silence=_over(found, lambda one: one.longest_silence),
        longest_silence_with_maintenance=_over(everything, lambda one: one.longest_silence),
        open_for=_over(found, lambda one: one.open_for if one.ended else None),
        eta_drift=_over(found, lambda one: one.eta_drift),
        postmortem_after=_over(found, lambda one: one.postmortem_after),
        promises=_promises(found, now),
        only_afterwards=_ids(found, lambda one: one.only_afterwards),
        reopened=_ids(found, lambda one: one.times_reopened > 0),
        repeats=tuple((one.incident.id, one.repeats) for one in found if one.repeats),
        detected_by=Counter(one.incident.detected_by for one in found),
        postmortems_missing=_ids(found, lambda one: _lacks_postmortem(one, settings, now)),
        feedback=feedback_figures(answers, {one.incident.id for one in found}),
        credits=() if intervals is None else tuple(_credits(history, intervals, now, first, last)),
        actions=tuple(_actions(found, settings, now, drafts=drafts)),
        uptime=()
        if intervals is None
        else tuple(_uptime(history, intervals, now, first, min(last, day_of(now, settings.zone)))),
    )


def _over(
    found: Iterable[IncidentMeasures], length: Callable[[IncidentMeasures], timedelta | None]
) -> Distribution | None:
    measured = ((one.incident.id, length(one)) for one in found)
    return distribution(
        Sample(length=value, incident_id=name) for name, value in measured if value is not None
    )


def _gaps(found: Iterable[IncidentMeasures]) -> Distribution | None:
    return distribution(Sample(length=gap, incident_id=one.incident.id) for one in found for gap in one.gaps)


def _ids(found: Iterable[IncidentMeasures], applies: Callable[[IncidentMeasures], bool]) -> tuple[str, ...]:
    return tuple(one.incident.id for one in found if applies(one))


def _repeats(history: HistoryFacts) -> Mapping[str, str]:
    """For each incident on a component within 90 days of an earlier one: the id of that one."""
    last: dict[str, Incident] = {}
    found: dict[str, str] = {}
    for facts in history.incidents:
        incident = facts.incident
        if incident.is_maintenance or incident.withdrawn or incident.duplicate_of:
            continue
        for component in incident.component_ids:
            before = last.get(component)
            if before is not None and incident.started - before.started <= REPEATS_WITHIN:
                found[incident.id] = before.id
            last[component] = incident
    return found


def _promises(found: Sequence[IncidentMeasures], now: datetime) -> PromiseFigures:
    due = [(one.incident.id, each) for one in found for each in one.promises if not each.is_pending(now)]
    late = [Sample(length=each.late(now), incident_id=name) for name, each in due if each.late(now)]
    return PromiseFigures(
        made=len(due),
        kept=len(due) - len(late),
        late=distribution(late),
        broken=tuple(dict.fromkeys(sample.incident_id for sample in late)),
    )


def _lacks_postmortem(one: IncidentMeasures, settings: Settings, now: datetime) -> bool:
    due = postmortem_due(one.incident, settings.postmortem)
    return due is not None and due < now


def _actions(
    found: Iterable[IncidentMeasures], settings: Settings, now: datetime, *, drafts: bool
) -> Iterator[ActionState]:
    today = day_of(now, settings.zone)
    for one in found:
        postmortem = one.incident.postmortem
        if postmortem is None or not (drafts or postmortem.is_visible(now)):
            continue
        for action in postmortem.actions:
            due = action_due(action, one.incident, settings)
            is_late = action.done is None and due is not None and due < today
            yield ActionState(incident_id=one.incident.id, action=action, is_overdue=is_late)


def _credits(
    history: HistoryFacts, intervals: _Intervals, now: datetime, first: date, last: date
) -> Iterator[ServiceCredit]:
    """The credits for the complete months of the period, by component, newest month first."""
    settings = history.settings
    for component in settings.components if settings.credits else ():
        own = intervals[component.id]
        inside = [
            month
            # The same parameters as on the component's page, so that a month has the same figure everywhere.
            for month in months(component, own, settings, now, first=history.records_begin)
            if first <= month.first_day and next_month(month.first_day) - ONE_DAY <= last
        ]
        yield from service_credits(component.id, inside, own, settings, now)


def _uptime(
    history: HistoryFacts, intervals: _Intervals, now: datetime, first: date, last: date
) -> Iterator[ComponentUptime]:
    ours = history.settings
    whole = replace(
        ours, uptime=replace(ours.uptime, weights={State.PARTIAL_OUTAGE: 1.0, State.MAJOR_OUTAGE: 1.0})
    )
    for component in (one for one in ours.components if not one.operated_by):
        begin = first if component.since else max(first, history.records_begin or first)
        own, counted = (
            uptime(component, intervals[component.id], settings, begin, last, now)
            for settings in (ours, whole)
        )
        yield ComponentUptime(
            component=component,
            percent=own.percent,
            percent_whole=counted.percent,
            incidents=own.incidents,
        )
