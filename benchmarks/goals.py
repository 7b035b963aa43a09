"""Goals: what was measured beside what was aimed at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One goal: the measured figure, its upper limit, and what it was computed from."""

    what: str
    measured: float
    goal: float
    details: str
    unit: str = "x"

    @property
    def is_met(self) -> bool:
        return self.measured <= self.goal


def ratio(what: str, ours: float, other: float, goal: float) -> Row:
    """Return the goal that `ours` is at most `goal` times `other`, both in seconds."""
    return Row(what=what, measured=ours / other, goal=goal, details=f"{ours:.3g} s / {other:.3g} s")


def print_table(rows: Sequence[Row]) -> None:
    """Print figures beside goals, and what they were computed from."""
    width = max((len(row.what) for row in rows), default=0)
    print(f"{'':{width}}  {'measured':>9}  {'at most':>9}  {'':7}  of")
    for row in rows:
        verdict = "met" if row.is_met else "NOT MET"
        measured, goal = (f"{number:.3g} {row.unit}" for number in (row.measured, row.goal))
        print(f"{row.what:{width}}  {measured:>9}  {goal:>9}  {verdict:7}  {row.details}")
