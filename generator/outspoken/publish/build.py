"""The recipe of a build: read, stop at problems, render beside the prose engine, swap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from outspoken.errors import Problem, ProblemsError
from outspoken.publish.crew import usable_processors
from outspoken.publish.disk import refuse_foreign, staging
from outspoken.publish.lastgood import Rollback, read
from outspoken.publish.whole import Progress, Whole, unwatched


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was asked: `now` is aware, `strict` takes warnings for errors, `jobs` None is one a processor."""

    root: Path
    site_dir: Path
    now: datetime
    site_url: str | None = None
    strict: bool = False
    last_good: bool = False
    prose: bool = True
    jobs: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a build did: `files` written; `problems` are warnings, or errors that it went around."""

    incidents: int
    files: int
    problems: tuple[Problem, ...] = ()
    rollbacks: tuple[Rollback, ...] = ()


def build(order: Order, progress: Progress = unwatched) -> Report:
    """Build the site and swap it in. Raises ProblemsError; the old site then stays as it was."""
    refuse_foreign(order.site_dir, root=order.root)
    whole, rollbacks = read_whole(order)
    with staging(order.site_dir, root=order.root) as place:
        files = whole.into(place, progress)
        refuse(order, whole.problems)
        place.swap()
    return Report(
        incidents=len(whole.history.incidents),
        files=files,
        problems=tuple(whole.problems),
        rollbacks=rollbacks,
    )


def read_whole(order: Order) -> tuple[Whole, tuple[Rollback, ...]]:
    """Read the repository, and what was gone around. Raises ProblemsError where anything forbids a build."""
    reading = read(
        order.root, now=order.now, site_url=order.site_url, last_good=order.last_good, jobs=order.jobs
    )
    if reading.history is None:
        raise ProblemsError(reading.problems)
    refuse(order, reading.problems)
    whole = Whole(
        root=order.root,
        now=order.now,
        history=reading.history,
        jobs=order.jobs or usable_processors(),
        settings=reading.settings,
        prose=order.prose,
        forgiving=order.last_good,
        problems=list(reading.problems),
    )
    return whole, reading.rollbacks


def refuse(order: Order, problems: Iterable[Problem]) -> None:
    """Raise ProblemsError where there are errors (with `strict`, warnings) and nothing goes around them."""
    problems = tuple(problems)
    if not order.last_good and any(order.strict or problem.is_error for problem in problems):
        raise ProblemsError(problems)
