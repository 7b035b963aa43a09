"""The recipe of a build: the engine makes the prose while we read the data; then our pages; then the swap."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from outspoken import rules
from outspoken.errors import Problem, ProblemsError
from outspoken.model.settings import Settings
from outspoken.render.prose_result import Prose
from outspoken.site.assemble import AssembledSite, Progress, unwatched
from outspoken.site.brand_files import brand_files
from outspoken.site.disk import staging, write
from outspoken.site.offline_links import link_by_file
from outspoken.site.prose_engine import ProsePages
from outspoken.site.prose_process import ProseRun
from outspoken.site.prose_request import errand_for, linkable, without_prose
from outspoken.site.without_engine import plain_prose
from outspoken.site.workers import usable_processors
from outspoken.source.incidents.parallel import without_collecting
from outspoken.source.last_good import LastGoodReading, Rollback, read
from outspoken.source.load import Begun


class BuildRequest(Struct, frozen=True, kw_only=True):
    """What was asked: `now` is aware, `strict` takes warnings for errors, `jobs` None is one a processor.

    With `present`, `now` is no time of the past that was asked for: all that is committed is published.
    Without `own_templates` the shipped ones alone are used. A `preview` is to be opened from disk, and shows
    drafts.
    """

    root: Path
    site_dir: Path
    now: datetime
    site_url: str | None = None
    strict: bool = False
    last_good: bool = False
    prose: bool = True
    jobs: int | None = None
    own_templates: bool = True
    preview: bool = False
    present: bool = False


class BuildResult(Struct, frozen=True, kw_only=True):
    """What a build did: `files` written; `problems` are warnings, or errors that it went around."""

    incidents: int
    files: int
    problems: tuple[Problem, ...] = ()
    rollbacks: tuple[Rollback, ...] = ()


@without_collecting()
def build(order: BuildRequest, progress: Progress = unwatched) -> BuildResult:
    """Build the site and swap it in. Raises ProblemsError; the old site then stays as it was."""
    try:
        return _build(order, progress)
    except ProblemsError as fault:
        broken = tuple(one for one in fault.problems if one.rule == rules.PAGE_TEMPLATE.id)
        if not (order.last_good and broken):
            raise
    report = _build(replace(order, own_templates=False), progress)
    without = (replace(one, hint=f"{one.hint}; the shipped templates were used") for one in broken)
    return replace(report, problems=(*without, *report.problems))


def _build(order: BuildRequest, progress: Progress) -> BuildResult:
    with staging(order.site_dir, root=order.root) as place:
        with ProseRun(place.site) as engine:

            def begun(settings: Settings, folders: Sequence[str]) -> None:
                ids = (folder.rpartition("/")[2] for folder in folders)
                engine.begin(errand_for(order.root, settings, ids, order.now, own=order.own_templates))

            reading, whole = read_whole(order, begun if order.prose else None)
            made = _prose(order, reading, whole, engine, place.site)
        if not made.sources:
            write(place.site, brand_files(order.root, whole.history.settings))
            whole = replace(whole, history=without_prose(whole.history))
        added = whole.add_to(place.site, made, progress, forgiving=order.last_good)
        problems = (*reading.problems, *made.problems, *added.problems)
        refuse(order, problems)
        if order.preview:
            link_by_file(place.site, whole.history.settings.path)
        place.swap()
    return BuildResult(
        incidents=len(whole.history.incidents),
        files=added.files,
        problems=problems,
        rollbacks=reading.rollbacks,
    )


def read_whole(order: BuildRequest, begun: Begun | None = None) -> tuple[LastGoodReading, AssembledSite]:
    """Read the repository. Raises ProblemsError where anything forbids a build."""
    reading = read(
        order.root,
        now=order.now,
        site_url=order.site_url,
        last_good=order.last_good,
        jobs=order.jobs,
        begun=begun,
        present=order.present,
    )
    if reading.history is None:
        raise ProblemsError(reading.problems)
    refuse(order, reading.problems)
    jobs = order.jobs or usable_processors()
    commits = {one.path: one.commit for one in reading.rollbacks if one.commit is not None}
    whole = AssembledSite(
        root=order.root,
        now=order.now,
        history=reading.history,
        jobs=jobs,
        commits=commits,
        own_templates=order.own_templates,
        preview=order.preview,
    )
    return reading, whole


def refuse(order: BuildRequest, problems: Iterable[Problem]) -> None:
    """Raise ProblemsError where there are errors (with `strict`, warnings) and nothing goes around them."""
    problems = tuple(problems)
    if not order.last_good and any(order.strict or problem.is_error for problem in problems):
        raise ProblemsError(problems)


def _prose(
    order: BuildRequest, reading: LastGoodReading, whole: AssembledSite, engine: ProseRun, folder: Path
) -> ProsePages:
    """What the engine made; where it cannot, or was not asked, the home page's words alone."""
    settings, ids = whole.history.settings, [incident.id for incident in whole.history.incidents]

    def plain() -> Prose:
        return plain_prose(order.root, settings.docs_dir, linkable(settings, ids))

    if not order.prose:
        return ProsePages(prose=plain())
    try:
        if reading.settings is not None:
            again = errand_for(
                order.root, settings, ids, order.now, reading.settings, own=order.own_templates
            )
            engine.begin(again)
        _ = whole.shared  # made now, while the engine works
        return engine.result()
    except ProblemsError as fault:
        if not order.last_good or any(one.rule == rules.PAGE_TEMPLATE.id for one in fault.problems):
            raise ProblemsError((*reading.problems, *fault.problems)) from fault
        engine.end()
        shutil.rmtree(folder)
        folder.mkdir()
        return ProsePages(prose=plain(), problems=fault.problems)
