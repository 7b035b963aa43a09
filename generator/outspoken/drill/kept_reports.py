"""Stores the report of a drill in the plan, from which `watch` reads the day of the last drill."""

from __future__ import annotations

from pathlib import Path

from outspoken.drill.drill_report import DrillResult
from outspoken.model.settings import Settings
from outspoken.source.new_files import write_new
from outspoken.source.plan.plan_folder import plan_folder
from outspoken.source.plan.read_plan import DRILLS


def keep_report(text: str, result: DrillResult, root: Path, settings: Settings) -> Path:
    """Write a report into the plan's folder of drills, and return its path; no file is overwritten."""
    folder = plan_folder(root, settings) / DRILLS
    name = f"{settings.day(result.reading.course.start)}-{result.scenario.id}"
    number = 1
    while (folder / _numbered(name, number)).exists():
        number += 1
    return write_new(folder, {_numbered(name, number): text})[0]


def _numbered(name: str, number: int) -> str:
    return f"{name}.md" if number == 1 else f"{name}-{number}.md"
