"""Finds commits whose clock was far ahead, by later commits to the same incident."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from msgspec import Struct

SLACK = timedelta(minutes=15)
"""How far a clock may be off and still count as right."""

# A review may take hours; an update that is older than this shows nothing about the clock.
_REVIEW = timedelta(days=1)


class Named(Struct, frozen=True):
    """One update that a commit added: its incident's name, and the instant in its own file name."""

    incident: str
    stamp: datetime


NamedUpdates = Mapping[int, list[Named]]
"""Order of a commit -> the updates that it added under names with an instant."""


def contradicted(commits: Iterable[tuple[int, datetime]], named: NamedUpdates) -> set[int]:
    """Return the orders of commits that a later commit shows to be dated ahead.

    `commits` (order and date, oldest first) are those not known to be wrong yet. Takes n log n steps.
    """
    chain = _Chain()
    for order, date in commits:
        chain.add(order, date, named.get(order, []))
    return chain.wrong


class _Chain:
    """The commits with plausible dates so far; their dates never go back."""

    def __init__(self) -> None:
        self.orders: list[int] = []
        self.dates: list[datetime] = []
        self.oldest: dict[str, int] = {}
        self.newest: dict[str, int] = {}
        self.wrong: set[int] = set()

    def add(self, order: int, date: datetime, updates: list[Named]) -> None:
        first = bisect_right(self.dates, date + SLACK)
        if first < len(self.dates):
            if not self._contradicts(first, date, updates):
                return
            self.wrong.update(self.orders[first:])
            del self.orders[first:], self.dates[first:]
        self.orders.append(order)
        # The bisection needs sorted dates; within the tolerance a date may be before the last one.
        self.dates.append(max([date, *self.dates[-1:]]))
        for update in updates:
            self.oldest.setdefault(update.incident, order)
            self.newest[update.incident] = order

    def _contradicts(self, first: int, date: datetime, updates: list[Named]) -> bool:
        """Whether a commit of this date shows that those from `first` on were dated ahead.

        It continues an incident of theirs that is older than they are, its own updates agree with its date,
        and their dates, all moved back by the same amount, fit between the commit before them and this one.
        If not, its own clock is behind: then the others are spread over the time by which that clock is late.
        """
        if first == 0 or not any(-SLACK <= date - update.stamp <= _REVIEW for update in updates):
            return False
        if self.dates[-1] - self.dates[first] > date - self.dates[first - 1] + SLACK:
            return False
        return any(self._continues(update.incident, self.orders[first]) for update in updates)

    def _continues(self, incident: str, since: int) -> bool:
        order = self.newest.get(incident, -1)
        return order >= since > self.oldest[incident] and order not in self.wrong
