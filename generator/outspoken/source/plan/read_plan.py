"""Reads the plan for outages, with all problems at once."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from outspoken import rules
from outspoken.errors import Problem
from outspoken.model.plan.outage_plan import Plan
from outspoken.model.plan.plan_parts import PLAN_FILES
from outspoken.source.format.instants import read_day
from outspoken.source.format.read_context import Refusal
from outspoken.source.plan.plan_files import PlanText, folder_problems, read_texts
from outspoken.source.plan.plan_folder import plan_folder, plan_name
from outspoken.source.plan.plan_rules import check_plan

if TYPE_CHECKING:
    from outspoken.model.settings import Settings

DRILLS = "drills"
_DRILL_ENDS = (".md", ".json")


class PlanReading(Struct, frozen=True, kw_only=True):
    """The result of reading a plan: `plan` has what could be read, `problems` are in order.

    `lines` maps a file and the name of one of its entries (a role, a person, a line with an alternative) to
    the line of the entry.
    """

    plan: Plan
    problems: tuple[Problem, ...] = ()
    lines: Mapping[tuple[str, str], int] = {}

    @property
    def is_good(self) -> bool:
        return not any(problem.is_error for problem in self.problems)

    def place(self, file: str, entry: str = "") -> tuple[str, int | None]:
        """Return the path of a file and the line of an entry, for a Problem."""
        return f"{self.plan.folder}/{file}", self.lines.get((file, entry))


def read_plan(root: Path, settings: Settings | None) -> PlanReading | None:
    """Read the plan of the site in `root`; None if it has none. Never raises because of the content.

    Without settings (they cannot be read) the plan is looked for in its usual folder.
    """
    folder, name = plan_folder(root, settings), plan_name(root, settings)
    problems: list[Problem] = []
    if settings and name == settings.docs_dir:
        return None  # a folder of pages that happens to have the usual name
    if not _is_folder(folder, name, problems):
        return PlanReading(plan=Plan(folder=name), problems=tuple(problems)) if problems else None
    problems += folder_problems(folder, name)
    texts = read_texts(folder, name, problems)
    check_plan(texts, problems)
    plan = Plan(folder=name, drilled=_drilled(folder, name, problems), **_records(texts))
    kept = (one for one in problems if one.is_error or one.rule not in plan.rhythm.acknowledged)
    return PlanReading(
        plan=plan, problems=tuple(sorted(kept, key=lambda one: one.sort_key)), lines=_lines(texts)
    )


def _is_folder(folder: Path, name: str, problems: list[Problem]) -> bool:
    try:
        mode = folder.lstat().st_mode
    except OSError:
        return False
    if not stat.S_ISDIR(mode):
        hint = "put the folder here, or name another one: plan_dir in mkdocs.yml"
        problems.append(rules.NOT_A_FILE.problem(name, None, "this is not a folder", hint))
    return stat.S_ISDIR(mode)


def _records(texts: Mapping[str, PlanText]) -> dict[str, Any]:
    return {_ATTRIBUTES[file]: text.record for file, text in texts.items()}


_ATTRIBUTES = {file: file.removesuffix(".md").replace("-", "_") for file in PLAN_FILES} | {
    "plan.md": "rhythm"
}
_NAMED_BY = {
    ("roles.md", "roles"): "role",
    ("people.md", "people"): "name",
    ("alternatives.md", "alternatives"): "line",
    ("sign-offs.md", "sign_offs"): "role",
}


def _lines(texts: Mapping[str, PlanText]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for (file, key), name in _NAMED_BY.items():
        if file in texts:
            for values, lines in texts[file].entries(key):
                if name in values:
                    # A later signature of a role replaces the earlier one.
                    found[file, values[name]] = lines[name]
    return found


def _drilled(folder: Path, name: str, problems: list[Problem]) -> date | None:
    """Return the day of the last drill, from the names of the reports: 2026-10-14-database.md."""
    days = []
    for path in sorted((folder / DRILLS).glob("*")):
        if not path.name.endswith(_DRILL_ENDS) or path.name.lower() == "readme.md":
            continue
        try:
            days.append(read_day(path.name[:10]))
        except Refusal:
            hint = "begin its name with the day, as in 2026-10-14-database.md"
            message = "the name of this drill's report has no day"
            problems.append(rules.NAME_DISAGREES.problem(f"{name}/{DRILLS}/{path.name}", None, message, hint))
    return max(days, default=None)
