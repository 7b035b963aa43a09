"""Decides which commit dates are plausible: committers' clocks may be ahead, behind, or reset."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from msgspec.structs import replace

from outspoken.source.format.ids import stamp_of
from outspoken.source.git.contradicted_dates import SLACK, Named, NamedUpdates, contradicted
from outspoken.source.git.git_history import Changed, GitHistory

# Git is from 2005: earlier dates come from a machine without a clock, which starts in 1970.
_FIRST = datetime(2005, 4, 7, tzinfo=UTC)


def plausible(history: GitHistory, present: datetime | None) -> GitHistory:
    """Return the history without implausible dates: at `present` (UTC), nothing is published later.

    `present` is None when a page of the past is built. Which dates are plausible depends on the commits,
    and on `present` only for dates far in the future.
    """
    floors = _floors(history, present)
    is_ahead = present is not None and history.newest is not None and history.newest > present
    # Most histories have plausible dates only: nothing need be copied.
    if not floors and not is_ahead:
        return replace(history, limit=present)
    changed = {
        path: tuple(_in_time(change, floors, present) for change in changes)
        for path, changes in history.changed.items()
    }
    return replace(history, floors=floors, limit=present, changed=changed)


def ahead(history: GitHistory, now: datetime) -> tuple[tuple[str, datetime], ...]:
    """Return hash and committer date (UTC) of each commit dated after `now`, in their order."""
    if history.newest is None or history.newest <= now:
        return ()
    return tuple(pair for pair in zip(history.hashes, history.dates, strict=True) if pair[1] > now)


def _in_time(change: Changed, floors: Mapping[int, datetime | None], present: datetime | None) -> Changed:
    if change.order in floors:
        at = floors[change.order] or present or change.at
        return replace(change, at=min(at, present or at))
    if present is None or change.at <= present:
        return change
    return replace(change, at=present, stamp=change.at)


def _floors(history: GitHistory, present: datetime | None) -> dict[int, datetime | None]:
    """Map the order of each commit with an implausible date to the newest plausible date before it."""
    if not _is_doubtful(history.dates, present):
        return {}
    named = _named(history)
    wrong = set(_ahead(history.dates, named, present))
    likely = ((order, date) for order, date in enumerate(history.dates) if order not in wrong)
    wrong |= contradicted((pair for pair in likely if pair[1] >= _FIRST), named)
    found: dict[int, datetime | None] = {}
    floor: datetime | None = None
    for order, date in enumerate(history.dates):
        if order in wrong or _is_behind(date, named.get(order, []), floor):
            found[order] = floor
        else:
            floor = date if floor is None else max(floor, date)
    return found


def _is_doubtful(dates: tuple[datetime, ...], present: datetime | None) -> bool:
    """Whether any date goes backwards, is too early or is in the future; few histories have one."""
    latest = _FIRST
    for date in dates:
        if date < latest - SLACK:
            return True
        latest = max(latest, date)
    return present is not None and latest > present + SLACK


def _ahead(dates: tuple[datetime, ...], named: NamedUpdates, present: datetime | None) -> Iterator[int]:
    """Yield commits dated far after the present, or after a later commit whose updates confirm its date.

    A date that is confirmed by the commit's own updates is kept here: see `contradicted`.
    """
    earliest: datetime | None = None
    # From the newest back: later commits show whether an earlier date was ahead.
    for order in reversed(range(len(dates))):
        date, confirmed = dates[order], _is_confirmed(dates[order], named.get(order, []))
        is_late = earliest is not None and date > earliest + SLACK and not confirmed
        if is_late or (present is not None and date > present + SLACK):
            yield order
        elif confirmed:
            earliest = date if earliest is None else min(earliest, date)


def _is_confirmed(date: datetime, updates: list[Named]) -> bool:
    return any(abs(date - update.stamp) <= SLACK for update in updates)


def _is_behind(date: datetime, updates: list[Named], floor: datetime | None) -> bool:
    """Whether the commit is dated before its own updates and before an earlier publication."""
    if date < _FIRST:
        return True
    # Both conditions: an earlier date alone may come from a branch that was pushed late.
    return (
        floor is not None and date + SLACK < floor and any(date + SLACK < update.stamp for update in updates)
    )


def _named(history: GitHistory) -> NamedUpdates:
    found: dict[int, list[Named]] = {}
    for path, added in history.added.items():
        incident, _, name = path.rpartition("/")
        stamp = stamp_of(name.removesuffix(".md"))
        if stamp is not None:
            found.setdefault(added.order, []).append(Named(incident, stamp[0]))
    return found
