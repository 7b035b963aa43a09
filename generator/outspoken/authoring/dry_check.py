"""Check files by the rules of `check` before they are written."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from outspoken.errors import Problem
from outspoken.model.incident import Incident
from outspoken.source.incidents.folder import Parsed, parse_incident
from outspoken.source.incidents.folder_context import TOLERANCE, Context

if TYPE_CHECKING:
    from outspoken.model.settings import Settings


class DryCheckResult(Struct, frozen=True, kw_only=True):
    """Problems that new files cause, and `existing` ones; `incident` is as it would be with the files."""

    incident: Incident | None
    caused: tuple[Problem, ...]
    existing: tuple[Problem, ...]

    @property
    def is_good(self) -> bool:
        return not any(problem.is_error for problem in self.caused)


def dry_check(
    folder: str,
    before: Mapping[str, bytes],
    added: Mapping[str, str],
    context: Context,
    *,
    settings: Settings | None = None,
) -> DryCheckResult:
    """Check a folder as it would be with the files `added`; both they and those `before` are by path in it.

    A file that is in both is an edited one; only names of new files are checked. With `settings`, the rules
    that they set for incidents are checked too.
    """
    files = {**before, **{name: text.encode("utf-8") for name, text in added.items()}}
    fresh = added.keys() - before.keys()
    new = frozenset(f"{folder}/{name}" for name in fresh)
    parsed = _with_later(parse_incident(folder, files, context), fresh)
    found = _problems(parsed, context, settings, new)
    # The usual case: then nothing more is parsed or imported.
    if not found:
        return DryCheckResult(incident=parsed.incident, caused=(), existing=())
    from outspoken.source.incidents.cross_rules import without_acknowledged

    earlier = set()
    if before:
        # What was wrong before must not keep an urgent update from being posted.
        was = _with_later(parse_incident(folder, before, context), ())
        earlier = {_unplaced(one) for one in _problems(was, context, settings, new)}
    acknowledged = {folder: parsed.incident.acknowledged} if parsed.incident else {}
    caused = without_acknowledged(
        (problem for problem in found if _unplaced(problem) not in earlier), acknowledged
    )
    existing = without_acknowledged(
        (problem for problem in found if _unplaced(problem) in earlier), acknowledged
    )
    return DryCheckResult(incident=parsed.incident, caused=tuple(caused), existing=tuple(existing))


def _unplaced(problem: Problem) -> tuple[str, str, str]:
    # Without its line: an edit above it moves the line, and causes no problem.
    return problem.path, problem.rule, problem.message


def _with_later(parsed: Parsed, added: Container[str]) -> Parsed:
    """Order new updates after older ones of the same instant."""
    if parsed.incident is None or parsed.ties is None:
        return parsed
    from outspoken.source.incidents.equal_times import course_problems, in_order

    # In git the new file will be the later one; on disk nothing says so yet.
    updates = (
        replace(
            update, publication=replace(update.publication, order=int(f"updates/{update.id}.md" in added))
        )
        for update in parsed.incident.updates
    )
    incident = in_order(replace(parsed.incident, updates=tuple(updates)))
    problems = (*parsed.problems, *course_problems(parsed.ties, incident))
    return replace(parsed, incident=incident, problems=problems)


def _problems(
    parsed: Parsed, context: Context, settings: Settings | None, new: frozenset[str]
) -> list[Problem]:
    # The name of a published file is an id that never changes, even if its content does.
    misnamed = (problem for problem in parsed.misnamed if problem.path in new)
    found = [*parsed.problems, *(problem for problem, _ in parsed.future), *misnamed]
    if parsed.incident and settings:
        from outspoken.source.incidents.cross_rules import check_policy

        now = context.latest - TOLERANCE
        found += check_policy(((parsed.incident, parsed.lines),), settings, now)
    return sorted(found, key=lambda problem: problem.sort_key)
