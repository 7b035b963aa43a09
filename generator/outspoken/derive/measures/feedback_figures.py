"""Figures of customers' feedback on how incidents were handled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from statistics import median_low

from msgspec import Struct


class FeedbackFigures(Struct, frozen=True, kw_only=True):
    """How many answers gave each score (1 to 5), the median score, and the incident with the lowest median.

    If several incidents have this median, it is the one with the most answers.
    """

    scores: Mapping[int, int]
    median: int
    lowest: str
    lowest_median: int

    @property
    def count(self) -> int:
        """The number of answers."""
        return sum(self.scores.values())


def feedback_figures(
    answers: Iterable[tuple[str, int]], incidents: Collection[str]
) -> FeedbackFigures | None:
    """The figures of the answers (an incident's id and a score) about these incidents; None without any."""
    by_incident: dict[str, list[int]] = {}
    for incident, score in answers:
        if incident in incidents:
            by_incident.setdefault(incident, []).append(score)
    if not by_incident:
        return None
    scores = [score for some in by_incident.values() for score in some]
    medians = {one: median_low(some) for one, some in by_incident.items()}
    lowest = min(medians, key=lambda one: (medians[one], -len(by_incident[one]), one))
    return FeedbackFigures(
        scores=dict(sorted(Counter(scores).items(), reverse=True)),
        median=median_low(scores),
        lowest=lowest,
        lowest_median=medians[lowest],
    )
