"""Median, 90th percentile and worst of many durations, each with the id of its incident."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from operator import attrgetter

from msgspec import Struct


class Sample(Struct, frozen=True, kw_only=True):
    """One duration and the incident (its id) in which it was measured."""

    length: timedelta
    incident_id: str


class Distribution(Struct, frozen=True, kw_only=True):
    """Samples, shortest first; there is at least one.

    There is no mean: a few values are very long, so a mean shows neither the usual nor the worst
    case (https://www.thevoid.community/report, "MTTR is a misleading metric").
    """

    samples: tuple[Sample, ...]

    @property
    def median(self) -> timedelta:
        """The middle sample; of an even number, the mean of the two in the middle."""
        middle = len(self.samples) // 2
        upper = self.samples[middle].length
        return upper if len(self.samples) % 2 else (self.samples[middle - 1].length + upper) / 2

    @property
    def ninetieth(self) -> timedelta:
        """The 90th percentile: a measured duration that fewer than one in ten samples exceed."""
        # In whole numbers: 0.9 as a binary fraction can move the rank by one.
        return self.samples[len(self.samples) * 9 // 10].length

    @property
    def worst(self) -> Sample:
        """The longest; of equal ones the one of the newest incident."""
        return self.samples[-1]


def distribution(samples: Iterable[Sample]) -> Distribution | None:
    """The distribution of the samples, in any order; None if there are none."""
    # By id as well, so that equal durations always name the same incident.
    found = tuple(sorted(samples, key=attrgetter("length", "incident_id")))
    return Distribution(samples=found) if found else None
