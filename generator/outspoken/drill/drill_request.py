"""The input of a drill: the scenario, the repository to copy, and the folder for the copy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct

from outspoken.drill.throwaway_copy import LEAD, last_commit
from outspoken.model.drills.scenario import Scenario
from outspoken.model.settings import Settings

_NONE = timedelta()


class DrillRequest(Struct, frozen=True, kw_only=True):
    """A drill that begins at `start` (UTC) in a copy of the site in `root`, made in the empty `folder`.

    `environ` is the environment of this process.
    """

    scenario: Scenario
    root: Path
    folder: Path
    settings: Settings
    environ: Mapping[str, str]
    start: datetime
    seed: int | None = None

    @property
    def first(self) -> datetime:
        """The time (UTC) of the copy's first commit: before the updates that the scenario starts with."""
        return self.start + _earliest(self.scenario) - LEAD


def beginning(scenario: Scenario, root: Path, now: datetime) -> datetime:
    """Return the start of a drill (UTC): now, or later if its first updates would precede the last commit."""
    last = last_commit(root)
    # Once between the last commit and the first of the copy, once between that one and the first update.
    return max(now, last + LEAD + LEAD - _earliest(scenario)) if last else now


def _earliest(scenario: Scenario) -> timedelta:
    return min((each.at for each in scenario.given), default=_NONE)
