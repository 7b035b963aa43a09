"""The components as the home page lists them: by group, what is affected first, each with a bar of days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from outspoken.derive.current import Situation
from outspoken.derive.uptime.group_uptime import Members, as_one, group_report
from outspoken.derive.uptime.intervals import Interval
from outspoken.derive.uptime.uptime import DayReport, bad_days, uptime
from outspoken.model.component import Component, public_names
from outspoken.model.incident import Incident
from outspoken.model.vocabulary import State
from outspoken.render.over_time import TimeStep, steps
from outspoken.render.pages.bad_days import BadDay, Causes, DayCount
from outspoken.render.shared import Shared
from outspoken.render.theme.bars import bar

_MOST_BAD_DAYS = 5
_MOST_OF_A_GROUP = 3
# As many as fit on two screens of a phone; more of them fold.
_MOST_UNFOLDED = 12
_LONG = 30


class ShownState(Struct, frozen=True, kw_only=True):
    """A state; `by_schedule` means that it is operational only because a window has ended."""

    state: State
    by_schedule: bool = False


class Row(Struct, frozen=True, kw_only=True):
    """A component's or a group's line: its state now and later, its bar, uptime and newest bad days.

    `path` is the page of a component, `""` for a group; `operator` is the company that runs it, if it is
    not us. `percent` is the uptime in the days of the bar; if the component
    is younger, `since` is its first day, `off` days after the bar's. `data` has all bad days for the script.
    """

    path: str
    name: str
    state: tuple[TimeStep[ShownState], ...]
    bar: tuple[tuple[str, str], ...]
    percent: Decimal | None
    since: date | None
    off: int
    bad_days: tuple[BadDay, ...]
    count: DayCount
    data: str
    operator: str = ""


class Group(Struct, frozen=True, kw_only=True):
    """A group of the settings: `number` is its position there, `whole` the line of a group with a name.

    `shown` are the components that are always on the screen, worst first; `folded` those that open on demand.
    """

    number: int
    name: str | None
    whole: Row | None
    shown: tuple[Row, ...]
    folded: tuple[Row, ...]


class ComponentList(Struct, frozen=True, kw_only=True):
    """All groups that have a component to show, what is affected first.

    `causes` are the incidents behind the days of all bars, `first_day` the first of the bars' days. A long
    list (`is_long`) shows less of each component; its own page shows the rest.
    """

    groups: tuple[Group, ...]
    causes: tuple[Incident, ...]
    first_day: date
    is_long: bool


def component_list(
    shared: Shared, intervals: Mapping[str, tuple[Interval, ...]], later: Mapping[datetime, Situation]
) -> ComponentList:
    """The components that are offered today, from what was wrong with each; `later` begins with `now`."""
    today = shared.settings.day(shared.now)
    listed = [
        (number, name, [component for component in components if component.is_listed(today)])
        for number, (name, components) in enumerate(shared.settings.groups)
    ]
    rows = _Rows(shared, intervals, later, sum(len(components) for _, _, components in listed))
    parts = [(number, name, *_apart(components)) for number, name, components in listed]
    groups = [rows.group(number, name, ours) for number, name, ours, _ in parts if ours]
    others = [component for *_, theirs in parts for component in theirs]
    return ComponentList(
        # Always last: readers look for our own components first.
        groups=(*sorted(groups, key=_worst_first), *rows.of_others(len(listed), others)),
        causes=rows.causes.incidents,
        first_day=rows.first,
        is_long=rows.is_long,
    )


def _apart(components: Sequence[Component]) -> tuple[list[Component], list[Component]]:
    """Return those that we run, and those that others run."""
    return [one for one in components if not one.operated_by], [one for one in components if one.operated_by]


class _Rows:
    """Makes the rows of one page, which has `count` components."""

    def __init__(
        self,
        shared: Shared,
        intervals: Mapping[str, tuple[Interval, ...]],
        later: Mapping[datetime, Situation],
        count: int,
    ) -> None:
        self._shared, self._intervals, self._later = shared, intervals, later
        self._last = shared.settings.day(shared.now)
        self.first = self._last - timedelta(days=shared.settings.uptime.days - 1)
        self.causes = Causes(shared)
        self.is_long = count >= _LONG
        self._folds = count > _MOST_UNFOLDED

    def group(self, number: int, name: str | None, components: Sequence[Component]) -> Group:
        # Without the group: its name is in the heading above, so it would be repeated beside each component.
        names = public_names(tuple(replace(component, group=None) for component in components))
        is_alone = name is None or len(components) == 1
        whole = None if is_alone else self._whole(name or "", components)
        # The sort is stable: components of one state keep the order of the settings.
        rows = sorted((self._row(each, names[each.id]) for each in components), key=_rank, reverse=True)
        # A group of one is not folded: its summary would be as long as its only line.
        folds = self._folds and (whole is not None or len(components) > _MOST_UNFOLDED)
        shown = [row for row in rows if not folds or _rank(row)]
        return Group(
            number=number, name=name, whole=whole, shown=tuple(shown), folded=tuple(rows[len(shown) :])
        )

    def of_others(self, number: int, components: Sequence[Component]) -> tuple[Group, ...]:
        """Return the group of what others run; it has no line of its own, since its members are unrelated."""
        if not components:
            return ()
        group = self.group(number, None, components)
        return (replace(group, name=self._shared.language.gettext("Operated by others")),)

    def _whole(self, name: str, components: Sequence[Component]) -> Row:
        settings, now = self._shared.settings, self._shared.now
        components = [self._shared.facts.dated(one, self._last) for one in components]
        members: Members = {one: self._intervals.get(one.id, ()) for one in components}
        report = group_report(members, settings, self.first, self._last, now)
        ids = tuple(one.id for one in components)
        return self._line("", name, ids, as_one(components), report.days, report.percent)

    def _row(self, component: Component, name: str) -> Row:
        settings, now = self._shared.settings, self._shared.now
        component = self._shared.facts.dated(component, self._last)
        found = self._intervals.get(component.id, ())
        reports = bad_days(component, found, settings, self.first, self._last, now)
        percent = uptime(component, found, settings, self.first, self._last, now).percent
        path = f"components/{component.id}/"
        line = self._line(path, name, (component.id,), component, reports, percent)
        return replace(line, operator=component.operated_by) if component.operated_by else line

    def _line(
        self,
        path: str,
        name: str,
        ids: Sequence[str],
        component: Component,
        reports: Sequence[DayReport],
        percent: Decimal | None,
    ) -> Row:
        since = component.since if component.since and component.since > self.first else None
        most = _MOST_BAD_DAYS if path else _MOST_OF_A_GROUP
        return Row(
            path=path,
            name=name,
            state=steps(
                self._shared.now, self._later, lambda instant: shown_state(self._later[instant], ids)
            ),
            bar=bar(reports, self.first, self._shared.settings.uptime.days, component),
            percent=percent,
            since=since,
            off=(since - self.first).days if since else 0,
            bad_days=self.causes.newest(reports, most),
            count=DayCount.of(reports),
            data=self.causes.data(reports, self.first),
        )


def shown_state(situation: Situation, ids: Sequence[str]) -> ShownState:
    """The worst state of some components (ids) in a situation."""
    state = situation.worst_of(ids)
    by_schedule = state is State.OPERATIONAL and situation.is_by_schedule(ids)
    return ShownState(state=state, by_schedule=by_schedule)


def _rank(row: Row) -> int:
    return row.state[0].value.state.rank


def _worst_first(group: Group) -> int:
    return -max((_rank(row) for row in (*group.shown, *group.folded)), default=0)
