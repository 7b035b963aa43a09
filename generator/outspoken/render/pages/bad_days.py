"""Days on which something was wrong, as a list for every reader and as data for the bars' script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from msgspec import Struct

from outspoken.derive.uptime.uptime import DayReport
from outspoken.model.incident import Incident
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import State
from outspoken.render.language.language import Language
from outspoken.render.language.terms import word
from outspoken.render.shared import Shared

_NUMBERS = {state: place for place, state in enumerate(State)}
_MINUTE = timedelta(minutes=1)
_UNPLANNED = (State.DEGRADED_PERFORMANCE, State.PARTIAL_OUTAGE, State.MAJOR_OUTAGE)


class BadDay(Struct, frozen=True, kw_only=True):
    """A day on which a component was not operational: its worst state, how long, and the incidents behind it.

    `is_counted` is true if some of the day counts as downtime. `by_schedule` is true if `lasted` was taken
    from a maintenance window, because no update says when the work ended.
    """

    day: date
    state: State
    lasted: timedelta
    is_counted: bool
    by_schedule: bool
    incidents: tuple[Incident, ...]


class DayCount(Struct, frozen=True, kw_only=True):
    """On how many days there were incidents and maintenance; a day with both is in both."""

    incidents: int
    maintenance: int

    @classmethod
    def of(cls, reports: Iterable[DayReport]) -> DayCount:
        """Count the days of one component or group."""
        found = tuple(reports)
        return cls(
            incidents=sum(report.has_incident for report in found),
            maintenance=sum(report.has_maintenance for report in found),
        )


class Counting(Struct, frozen=True, kw_only=True):
    """How much of the time in a state counts as downtime, and which states do not count, as text."""

    shares: str
    free: str


def counting(settings: Settings, language: Language) -> Counting:
    """The site's own rule, by its setting `uptime`."""
    _ = language.gettext
    weights = {state: settings.uptime.weights.get(state, 0) for state in _UNPLANNED}
    shares = [
        _("%(state)s %(share)s") % {"state": _(word(state)), "share": language.share(weight)}
        for state, weight in weights.items()
        if weight
    ]
    free = [_(word(state)) for state, weight in weights.items() if not weight]
    return Counting(
        shares=language.listing(shares), free=language.listing([*free, _("Scheduled maintenance")])
    )


class Causes:
    """The incidents behind the days of one page, numbered in the order in which they are first named."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._numbers: dict[str, int] = {}

    @property
    def incidents(self) -> tuple[Incident, ...]:
        """Each at the place of its number."""
        return self._found(self._numbers)

    def newest(self, reports: Sequence[DayReport], most: int | None = None) -> tuple[BadDay, ...]:
        """The newest days as a list shows them; `reports` are in the order of their days."""
        return tuple(map(self._day, [*reversed(reports)][:most]))

    def data(self, reports: Iterable[DayReport], first: date) -> str:
        """All days, separated by spaces: days after `first`, number of the state, minutes, incident numbers.

        `65.2.40.0.3`: 65 days after, degraded for 40 minutes, because of the first and the fourth incident.
        Minutes taken from a maintenance window are followed by `s`. Short, since a page has hundreds of bars.
        """
        return " ".join(self._datum(report, first) for report in reports)

    def _day(self, report: DayReport) -> BadDay:
        incidents = self._found(report.incidents)
        return BadDay(
            day=report.day,
            state=report.state,
            lasted=timedelta(seconds=report.seconds[report.state]),
            is_counted=report.lost > 0,
            by_schedule=report.state is State.UNDER_MAINTENANCE
            and any(self._shared.item(incident).state.by_schedule for incident in incidents),
            incidents=incidents,
        )

    def _datum(self, report: DayReport, first: date) -> str:
        shown = self._day(report)
        # At least 1: an outage of some seconds must not look like none.
        minutes = f"{max(1, shown.lasted // _MINUTE)}{'s' if shown.by_schedule else ''}"
        numbers = [self._numbers.setdefault(one.id, len(self._numbers)) for one in shown.incidents]
        return ".".join(map(str, ((shown.day - first).days, _NUMBERS[shown.state], minutes, *numbers)))

    def _found(self, ids: Iterable[str]) -> tuple[Incident, ...]:
        return tuple(filter(None, map(self._shared.facts.find, ids)))
