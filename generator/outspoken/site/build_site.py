"""Builds the site: the engine makes the prose while the data is read; then our pages; then one swap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from outspoken import rules
from outspoken.errors import Problem, ProblemsError
from outspoken.model.settings import Settings
from outspoken.render.prose_result import Prose
from outspoken.site.assemble import AssembledSite, Progress, no_hook
from outspoken.site.brand_files import brand_files
from outspoken.site.disk import staging, write
from outspoken.site.engines.engine_name import Engine
from outspoken.site.offline_links import link_by_file
from outspoken.site.prose_engine import ProsePages, ProseRequest, engine_failed
from outspoken.site.prose_fallback import ProseMaker, replaced
from outspoken.site.prose_process import ProseRun
from outspoken.site.prose_request import linkable, prose_placeholders, prose_request, without_prose
from outspoken.site.without_engine import plain_prose
from outspoken.source.last_good import LastGoodReading, Rollback
from outspoken.source.repository_reader import RepositoryReader
from outspoken.source.worker_process import usable_processors


class BuildRequest(Struct, frozen=True, kw_only=True):
    """How to build the site into `site_dir`: `strict` treats warnings as errors, `engine` builds the prose.

    `lacking` says why `engine` is not the one that was asked for, if that is an error.
    Without `own_templates` only the shipped ones are used. A `preview` is opened from disk, and shows drafts.
    """

    site_dir: Path
    strict: bool = False
    prose: bool = True
    engine: Engine = Engine.MKDOCS
    lacking: str = ""
    own_templates: bool = True
    preview: bool = False


class BuildResult(Struct, frozen=True, kw_only=True):
    """Result of a build: `files` written; `problems` are warnings, or errors that were worked around.

    `engine` is the one that has built the prose, None if only the home page's text was.
    """

    incidents: int
    files: int
    problems: tuple[Problem, ...] = ()
    rollbacks: tuple[Rollback, ...] = ()
    engine: Engine | None = None


def build(request: BuildRequest, reader: RepositoryReader, progress: Progress = no_hook) -> BuildResult:
    """Build the site of `reader` and swap it in. Raises ProblemsError; the old site is then unchanged."""
    try:
        return _build(request, reader, progress)
    except ProblemsError as fault:
        broken = tuple(one for one in fault.problems if one.rule == rules.PAGE_TEMPLATE.id)
        # An error in a site's own template must not keep an incident off the page.
        if not (reader.last_good and broken):
            raise
    result = _build(replace(request, own_templates=False), reader, progress)
    without = (replace(one, hint=f"{one.hint}; the shipped templates were used") for one in broken)
    return replace(result, problems=(*without, *result.problems))


def _build(request: BuildRequest, reader: RepositoryReader, progress: Progress) -> BuildResult:
    with staging(request.site_dir, root=reader.root) as place:
        with ProseRun(place.site) as engine:

            def begun(settings: Settings, folders: Sequence[str]) -> None:
                ids = (folder.rpartition("/")[2] for folder in folders)
                engine.begin(_request(request, reader, settings, ids))

            # The engine starts as soon as the settings are known, and works while the incidents are read.
            reading = reader.read(begun if request.prose else None)
            whole = assembled(request, reader, reading)
            made = _prose(request, reader, reading, whole, engine, place.site)
        # Without the engine, the files that it copies are missing, and links to its pages would be dead.
        if not made.sources:
            write(place.site, brand_files(reader.root, whole.history.settings))
            whole = replace(whole, history=without_prose(whole.history))
        added = whole.add_to(place.site, made, progress, forgiving=reader.last_good)
        lacking = [replaced(engine_failed(request.lacking))] if request.lacking else []
        problems = (*lacking, *reading.problems, *made.problems, *added.problems)
        refuse(problems, strict=request.strict, last_good=reader.last_good)
        if request.preview:
            link_by_file(place.site, whole.history.settings.path)
        # Last: until here the old site is served unchanged.
        place.swap()
    return BuildResult(
        incidents=len(whole.history.incidents),
        files=added.files,
        problems=problems,
        rollbacks=reading.rollbacks,
        engine=made.engine,
    )


def assembled(request: BuildRequest, reader: RepositoryReader, reading: LastGoodReading) -> AssembledSite:
    """Return the site of a reading. Raises ProblemsError if its problems forbid a build."""
    if reading.history is None:
        raise ProblemsError(reading.problems)
    refuse(reading.problems, strict=request.strict, last_good=reader.last_good)
    history = reading.history
    if request.preview:
        history = replace(history, settings=history.settings.previewed)
    commits = {one.place: one.commit for one in reading.rollbacks if one.commit is not None}
    return AssembledSite(
        root=reader.root,
        now=reader.now,
        history=history,
        jobs=reader.jobs or usable_processors(),
        commits=commits,
        own_templates=request.own_templates,
        preview=request.preview,
    )


def refuse(problems: Iterable[Problem], *, strict: bool, last_good: bool = False) -> None:
    """Raise ProblemsError for errors (with `strict`, for warnings too), unless `last_good` is set."""
    problems = tuple(problems)
    if not last_good and any(strict or problem.is_error for problem in problems):
        raise ProblemsError(problems)


def _request(
    request: BuildRequest,
    reader: RepositoryReader,
    settings: Settings,
    ids: Iterable[str],
    data: bytes | None = None,
) -> ProseRequest:
    own, preview, engine = request.own_templates, request.preview, request.engine
    return prose_request(
        reader.root, settings, ids, reader.now, data, own=own, preview=preview, engine=engine
    )


def _prose(
    request: BuildRequest,
    reader: RepositoryReader,
    reading: LastGoodReading,
    whole: AssembledSite,
    engine: ProseRun,
    folder: Path,
) -> ProsePages:
    """Return the engine's pages; if it failed or is not used, only the text of the home page."""
    settings, ids = whole.history.settings, [incident.id for incident in whole.history.incidents]

    def plain() -> Prose:
        placeholders = prose_placeholders(reader.root, settings, own=request.own_templates)
        return plain_prose(reader.root, placeholders, linkable(settings, ids), preview=request.preview)

    if not request.prose:
        return ProsePages(prose=plain())

    def asked(name: Engine) -> ProseRequest:
        return _request(replace(request, engine=name), reader, settings, ids, reading.settings)

    maker = ProseMaker(run=engine, folder=folder, request=asked, home=plain)
    try:
        # Settings of an earlier commit are used; the engine began with the broken ones.
        if reading.settings is not None:
            maker.begin(request.engine)
        _ = whole.shared  # computed now, while the engine works
        return maker.pages(request.engine, forgiving=reader.last_good)
    except ProblemsError as fault:
        raise ProblemsError((*reading.problems, *fault.problems)) from fault
