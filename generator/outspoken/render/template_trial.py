"""Finds errors in a site's own page templates: each is compiled, and a few pages are rendered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from outspoken.errors import Problem, ProblemsError
from outspoken.model.history import History
from outspoken.model.incident import Incident
from outspoken.shipped import own_templates, templates_dir

# Imported late, only for a site with such templates: most have none, and run `check` often.
if TYPE_CHECKING:
    from outspoken.render.shared import Shared

_FOLDERS = ("pages", "theme")
_ENGINES_OWN = "theme/main.html"
# The number of each kind: enough that nearly always an open incident is among them.
_TRIED = 12

Trial = Callable[[], object]


def page_template_problems(root: Path, history: History, now: datetime) -> tuple[Problem, ...]:
    """Return the problems of the page templates in the repository at `root`.

    The rendered pages show the newest incidents at `now` (UTC). Without own templates nothing is imported.
    """
    overrides = own_templates(root)
    if overrides is None or not any((overrides / name).is_dir() for name in _FOLDERS):
        return ()
    from outspoken.render.shared import prepare

    try:
        few = replace(history, incidents=_newest(history.incidents))
        shared = prepare(few, now, preview=True, overrides=overrides)
    except ProblemsError as fault:
        return fault.problems
    # Without repetition: several pages may use the same broken template.
    return tuple(dict.fromkeys(_problems(_trials(shared, overrides))))


def _newest(incidents: Iterable[Incident]) -> tuple[Incident, ...]:
    newest = sorted(incidents, key=lambda one: one.id, reverse=True)
    of_each = (
        [one for one in newest if not one.is_maintenance],
        [one for one in newest if one.is_maintenance],
        [one for one in newest if one.postmortem],
    )
    chosen = {one.id for found in of_each for one in found[:_TRIED]}
    return tuple(one for one in newest[::-1] if one.id in chosen)


def _trials(shared: Shared, overrides: Path) -> Iterator[Trial]:
    from outspoken.render.all_outputs import incident_outputs, page_parts

    for name in _names(overrides):
        yield partial(_compile, shared, name)
    for part in page_parts(shared):
        yield partial(_exhaust, part)
    for incident in shared.history.incidents:
        yield partial(incident_outputs, shared, incident)


def _names(overrides: Path) -> list[str]:
    """Return the names of the page templates, as other templates refer to them."""
    found = (path for folder in _FOLDERS for path in (overrides / folder).rglob("*.html"))
    names = (path.relative_to(overrides).as_posix() for path in found)
    return sorted(name for name in names if name.startswith("pages/") or _is_ours(name))


def _is_ours(name: str) -> bool:
    """Whether a template in `theme/` is for our pages; others belong to the prose engine."""
    return name != _ENGINES_OWN and (templates_dir() / name).is_file()


def _compile(shared: Shared, name: str) -> None:
    from outspoken.render.theme.template_faults import report_own_templates

    with report_own_templates(shared.theme.overrides):
        shared.theme.environment.get_template(name)


def _exhaust(part: Callable[[], Iterable[object]]) -> None:
    for _ in part():
        pass


def _problems(trials: Iterable[Trial]) -> Iterator[Problem]:
    for trial in trials:
        try:
            trial()
        except ProblemsError as fault:
            yield from fault.problems
