"""Ticks a task in an incident's checklist, for the person who did it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from outspoken.authoring.checklist_ticks import tick_item
from outspoken.authoring.git.commits import commit_only
from outspoken.authoring.git.repository import Repository
from outspoken.cli.stop import Stop
from outspoken.cli.writing_parts.change_result import DeliveryOptions, note
from outspoken.cli.writing_parts.which_incident import read, which_open
from outspoken.cli.writing_parts.writing_run import WritingRun
from outspoken.model.plan.outage_plan import ChecklistItem, Plan
from outspoken.source.format.read_context import did_you_mean
from outspoken.source.git.run_git import ask
from outspoken.source.plan.checklist_file import checklist_path, new_checklist, read_checklist, ticks_in
from outspoken.source.plan.plan_folder import plan_name
from outspoken.source.plan.read_plan import read_plan

# Nothing is delivered with an update: the checklist has its own commit, since updates may come much later.
_PLAIN = DeliveryOptions(branch=None, commit=False, pr=False, push=False, as_json=False)


def tick_task(
    root: Path, now: datetime | None, words: tuple[str, ...], by: str | None, *, is_committed: bool
) -> None:
    """Tick the task that `words` name, or list the tasks. Raises Stop, and RefusedError for an unknown id."""
    run = WritingRun(root, now, _PLAIN)
    reading = read_plan(root, run.settings)
    if reading is None:
        raise Stop(f"there is no plan in {plan_name(root, run.settings)}: run outspoken plan init")
    incident, item = _meant(run, reading.plan, words)
    path = checklist_path(root, run.settings, incident)
    if item is None:
        for line in _listed(reading.plan, read_checklist(path)):
            click.echo(line)
        return
    found = read(run, incident).incident
    empty = new_checklist(reading.plan, found.impact if found else "")
    result = tick_item(path, item, by or _person(root), run.now, empty)
    if result.is_earlier:
        who = f" by {result.tick.who}" if result.tick.who else ""
        when = f" at {result.tick.at:%Y-%m-%d %H:%M} UTC" if result.tick.at else ""
        note(f"{item.id} was ticked already{who}{when}; nothing was written")
    elif is_committed:
        _commit(path, f"Tick {item.id}: {incident}")
    click.echo(_shown(path, root))


def _meant(run: WritingRun, plan: Plan, words: tuple[str, ...]) -> tuple[str, ChecklistItem | None]:
    """Return the incident's id, and the task if one is named."""
    if len(words) > 2:
        raise Stop("too many arguments: write outspoken plan tick ID ITEM", 2)
    items = {item.id: item for item in plan.items}
    alone = words[0] if len(words) == 1 else ""
    # A single argument is a task if there is one of this name; otherwise an incident, whose tasks are listed.
    if alone and alone not in items and not any(alone in folder for folder in run.store.folders()):
        raise _unknown(alone, items)
    name = words[1] if len(words) == 2 else alone if alone in items else ""
    named = words[0] if len(words) == 2 or (alone and not name) else None
    if name and name not in items:
        raise _unknown(name, items)
    return which_open(run, named, upcoming=True), items.get(name)


def _unknown(name: str, items: dict[str, ChecklistItem]) -> Stop:
    guess = did_you_mean(name, items)
    return Stop(f"the plan has no task {name}: {guess or 'outspoken plan tick ID lists its tasks'}", 2)


def _listed(plan: Plan, text: str) -> Iterator[str]:
    done = ticks_in(text)
    for item in plan.items:
        tick = done.get(item.id)
        who = f" ({tick.who})" if tick and tick.who else ""
        yield f"[{'x' if tick else ' '}] {item.id:<24} {item.role or 'the team'}: {item.what}{who}"


def _person(root: Path) -> str:
    name = (ask(root, "config", "user.name") or b"").decode("utf-8", "replace").strip()
    found = name or os.environ.get("USER") or os.environ.get("USERNAME") or ""
    if not found:
        raise Stop("--by is missing: git has no user.name", 2)
    return found


def _commit(path: Path, message: str) -> None:

    commit_only(Repository(path.parent), (path.name,), message)


def _shown(path: Path, root: Path) -> str:
    inside = path.resolve().is_relative_to(root.resolve())
    return (path.resolve().relative_to(root.resolve()) if inside else path).as_posix()
