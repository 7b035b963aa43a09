"""Finds and reads the scenarios of drills: the team's own in the plan, and those that are shipped."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from outspoken import rules
from outspoken.errors import Problem
from outspoken.model.component import is_id
from outspoken.model.drills.scenario import Scenario
from outspoken.model.field import Need, keys
from outspoken.shipped import templates_dir
from outspoken.source.format.front_matter import MAX_FRONT_MATTER, compose_mapping, decode
from outspoken.source.format.read_context import ReadContext, Refusal, shown
from outspoken.source.format.values import as_attributes, read_fields, require
from outspoken.source.incidents.incident_files import read_file
from outspoken.source.plan.plan_folder import plan_folder, plan_name
from outspoken.source.plan.scenario_rules import check_scenario

if TYPE_CHECKING:
    from outspoken.model.settings import Settings

SCENARIOS = "scenarios"
_ENDS = (".yaml", ".yml")
_FIELDS = keys(Scenario)


class ScenarioFile(Struct, frozen=True, kw_only=True):
    """A file with a scenario: where it is, and its path in Problems."""

    path: Path
    shown: str
    is_own: bool


class ScenarioReading(Struct, frozen=True, kw_only=True):
    """A scenario as far as it could be read (None: not at all), and all problems of its file."""

    scenario: Scenario | None
    problems: tuple[Problem, ...] = ()


def scenario_files(root: Path, settings: Settings | None) -> Mapping[str, ScenarioFile]:
    """Return every scenario by its id: a file of the plan replaces the shipped one of the same name."""
    shipped = templates_dir() / "drills"
    found = {
        path.stem: ScenarioFile(path=path, shown=f"drills/{path.name}", is_own=False)
        for path in sorted(shipped.glob("*.yaml"))
    }
    return found | _own(root, settings)


def _own(root: Path, settings: Settings | None) -> dict[str, ScenarioFile]:
    folder, name = plan_folder(root, settings) / SCENARIOS, f"{plan_name(root, settings)}/{SCENARIOS}"
    return {
        path.stem: ScenarioFile(path=path, shown=f"{name}/{path.name}", is_own=True)
        for path in sorted(folder.glob("*"))
        if path.suffix in _ENDS
    }


def scenario_problems(root: Path, settings: Settings) -> tuple[Problem, ...]:
    """Return all problems of the team's own scenarios."""
    own = _own(root, settings)
    found = [problem for name in own for problem in read_scenario(name, own[name]).problems]
    folder, name = plan_folder(root, settings) / SCENARIOS, f"{plan_name(root, settings)}/{SCENARIOS}"
    for path in sorted(folder.glob("*")):
        if path.suffix not in _ENDS and path.name.lower() != "readme.md" and not path.name.startswith("."):
            message, hint = "this file is not a scenario", "end its name with .yaml, as in database.yaml"
            found.append(rules.NO_PLAN.problem(f"{name}/{path.name}", None, message, hint))
    return tuple(found)


def read_scenario(name: str, file: ScenarioFile) -> ScenarioReading:
    """Read one scenario, with all problems at once."""
    problems: list[Problem] = []
    # A file that follows a link could show any file of this computer: read_file refuses it.
    data = read_file(str(file.path), MAX_FRONT_MATTER + 1, file.shown, problems)
    if data is None:
        return ScenarioReading(scenario=None, problems=tuple(problems))
    reading = ReadContext(file.shown, problems)
    if not is_id(name):
        hint = "use lower-case letters, digits and hyphens, as in database.yaml"
        reading.report(rules.BAD_ID, None, f"{shown(name)} cannot be used as the name of a scenario", hint)
    made = _parse(data, reading)
    ordered = tuple(sorted(problems, key=lambda one: one.sort_key))
    return ScenarioReading(scenario=replace(made, id=name) if made else None, problems=ordered)


def _parse(data: bytes, reading: ReadContext) -> Scenario | None:
    try:
        node = compose_mapping(_text(data), "scenario")
    except Refusal as refusal:
        reading.refuse(refusal, 1)
        return None
    values, lines = read_fields(node, _FIELDS, reading) if node else ({}, {})
    require(_FIELDS, (Need.ALWAYS,), lines, values, reading, 1)
    check_scenario(values, lines, reading)
    # A scenario without one of its parts cannot be played; its Problem is reported already.
    if any(field.need is Need.ALWAYS and field.name not in values for field in _FIELDS):
        return None
    return Scenario(**as_attributes(_FIELDS, values))


def _text(data: bytes) -> str:
    if len(data) > MAX_FRONT_MATTER:
        raise Refusal(rules.TOO_LONG, "the scenario is longer than 64 KiB", "split it into two")
    return decode(data)
