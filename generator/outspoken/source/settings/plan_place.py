"""Checks that the plan's folder exists and that nothing in it is published by accident."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from outspoken import rules
from outspoken.source.format.read_context import ReadContext, shown


def check_plan_dir(root: Path, name: str, published: Iterable[str], line: int, reading: ReadContext) -> None:
    """Report a plan's folder `name` (from `root`, or absolute) that is missing or overlaps with another.

    `published` are the folders whose files reach readers.
    """
    folder = (root / Path(name).expanduser()).resolve()
    for other in published:
        place = (root / other).resolve()
        # Both ways: a plan in the pages would be published, and pages in the plan would be read as plan.
        if folder.is_relative_to(place) or place.is_relative_to(folder):
            message = f"plan_dir is {shown(name)}, which overlaps with {other}"
            hint = "write a folder of its own, as in plan_dir: ../status-private/plan"
            reading.report(rules.PLAN_PLACE, line, message, hint)
            return
    if not folder.is_dir():
        message = f"plan_dir is {shown(name)}, but there is no such folder"
        hint = "check it out beside this repository, or run outspoken plan init"
        reading.report(rules.NO_PLAN, line, message, hint)
