"""Rules about the plan that need several of its files: roles that exist, ids that are unique."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from outspoken import rules
from outspoken.errors import Problem, Severity
from outspoken.model.component import is_id
from outspoken.model.plan.plan_duties import STANDARD_ROLES
from outspoken.source.format.read_context import ReadContext, did_you_mean, shown

if TYPE_CHECKING:
    from outspoken.source.format.values import Lines, Values
    from outspoken.source.plan.plan_files import PlanText

# The lists whose entries are the duty of a role, by file.
_DUTIES = {
    "channels.md": ("channels", "where"),
    "escalation.md": ("escalation", "impact"),
    "checklists.md": ("checklists", ""),
    "alternatives.md": ("alternatives", "line"),
    "sign-offs.md": ("sign_offs", "name"),
}
_UNIQUE = {
    "outages.md": ("outages", "impact"),
    "people.md": ("people", "name"),
    "alternatives.md": ("alternatives", "line"),
}


def check_plan(texts: Mapping[str, PlanText], problems: list[Problem]) -> None:
    """Report contradictions and unknown names in these files of a plan."""
    known = _roles(texts["roles.md"]) if "roles.md" in texts else None
    for file, (key, label) in _DUTIES.items():
        if file in texts and known is not None:
            _check_duties(texts[file], key, label, known)
    for file, (key, name) in _UNIQUE.items():
        if file in texts:
            _check_unique(texts[file].entries(key), name, texts[file].reading)
    if "people.md" in texts:
        _check_absences(texts["people.md"])
    if "checklists.md" in texts:
        _check_tasks(texts["checklists.md"])
    if "plan.md" in texts:
        problems += _unknown_rules(texts["plan.md"])


def _roles(text: PlanText) -> tuple[str, ...]:
    """Return the names of the roles; report problems, also of the list `without`."""
    reading, found = text.reading, dict[str, int]()
    for values, lines in text.entries("roles"):
        if "role" not in values:
            continue
        name, line = values["role"], lines["role"]
        if not is_id(name):
            _report_id(name, "a role", line, reading)
        elif name in found:
            message = f"the role {name} has two entries, the first on line {found[name]}"
            hint = "keep one: a role has one person and one deputy"
            reading.report(rules.ROLE_CLASH, line, message, hint)
        found.setdefault(name, line)
    for name in text.values.get("without", ()):
        if name not in STANDARD_ROLES:
            hint = did_you_mean(name, STANDARD_ROLES) or f"the usual roles are {', '.join(STANDARD_ROLES)}"
            reading.report(rules.UNKNOWN_ROLE, text.lines["without"], f"unknown role {shown(name)}", hint)
    return tuple(found)


def _report_id(name: str, what: str, line: int, reading: ReadContext) -> None:
    hint = "use lower-case letters, digits and hyphens, as in press-office"
    reading.report(rules.BAD_ID, line, f"{shown(name)} cannot be used as the name of {what}", hint)


def _check_duties(text: PlanText, key: str, label: str, known: Iterable[str]) -> None:
    known = tuple(known)
    for values, lines in text.entries(key):
        line = min(lines.values(), default=text.lines[key])
        if "role" in values:
            name = values["role"]
            # Without a readable list of roles that is the one problem, not every use of a role.
            if known and name not in known:
                guess = did_you_mean(name, known) or f"known roles: {', '.join(known)}"
                hint = f"{guess} or add it to roles.md" if guess.endswith("?") else guess
                text.reading.report(rules.UNKNOWN_ROLE, lines["role"], f"unknown role {shown(name)}", hint)
        elif "role" not in lines or key != "sign_offs":
            what = f" ({shown(str(values[label]))})" if label in values else ""
            message = f"this duty{what} has no role"
            text.reading.report(rules.NO_ROLE, line, message, "write who does it, as in role: communications")


def _check_unique(entries: Iterable[tuple[Values, Lines]], name: str, reading: ReadContext) -> None:
    seen: dict[str, int] = {}
    for values, lines in entries:
        if name not in values:
            continue
        first = seen.setdefault(str(values[name]), lines[name])
        if first != lines[name]:
            message = f"{name} {shown(str(values[name]))} is written twice, first on line {first}"
            reading.report(rules.DUPLICATE_KEY, lines[name], message, "keep one of the two")


def _check_absences(text: PlanText) -> None:
    for values, _ in text.entries("people"):
        for absence, lines in values.get("away", ()):
            if {"from", "until"} <= absence.keys() and absence["until"] < absence["from"]:
                message = f"until is {absence['until']}, which is before from ({absence['from']})"
                text.reading.report(rules.BAD_TIME, lines["until"], message, "write a later day")


def _check_tasks(text: PlanText) -> None:
    """Check the ids of tasks: people type an id to tick a task, so it must be unique."""
    seen: set[str] = set()
    for values, lines in text.entries("checklists"):
        for key in ("during", "after"):
            for name, _ in values.get(key, ()):
                if not is_id(name):
                    _report_id(name, "a task", lines[key], text.reading)
                elif name in seen or name.startswith("escalate-"):
                    why = "is another task's id" if name in seen else "begins like the ids of escalations"
                    hint = f"write another one, as in {values.get('role', 'team')}-{name}"
                    text.reading.report(rules.DUPLICATE_KEY, lines[key], f"{shown(name)} {why}", hint)
                seen.add(name)


def _unknown_rules(text: PlanText) -> Iterator[Problem]:
    for name in text.values.get("acknowledged", ()):
        rule = rules.RULES.get(name)
        if rule is None or rule.severity is not Severity.WARNING:
            hint = did_you_mean(name, rules.RULES) or "write the id of a warning, as in public-plan"
            message = f"{shown(name)} is not a warning"
            yield rules.UNKNOWN_RULE.problem(text.reading.path, text.lines["acknowledged"], message, hint)
