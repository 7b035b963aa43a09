"""The recipe of a build: read, stop at problems, render beside the prose engine, swap."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from outspoken import rules
from outspoken.errors import Problem, ProblemsError
from outspoken.model.history import History
from outspoken.publish.crew import Claim, Crew, usable_processors
from outspoken.publish.disk import Staging, staging, write
from outspoken.publish.engine import Errand, Made
from outspoken.publish.home import plain_prose
from outspoken.publish.lastgood import Reading, Rollback, read
from outspoken.publish.proserun import ProseRun
from outspoken.publish.searchindex import merge_search_index
from outspoken.render.output import Output, OutputClashError, guard
from outspoken.render.proseframe import ProseFrame
from outspoken.render.shared import Shared, prepare
from outspoken.render.site import linkable_paths, site_outputs
from outspoken.shipped import templates_dir

Progress = Callable[[int, int], None]
"""Called with the number of incidents rendered so far and their total."""


def _unwatched(_done: int, _total: int) -> None:
    """Nobody looks."""


# The engine's own, which carry the wall clock or know nothing of incidents; ours stand in their place.
_REPLACED = ("404.html", "sitemap.xml", "sitemap.xml.gz")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was asked for: `now` is aware, `strict` takes warnings for errors, `jobs` None is one per processor."""

    root: Path
    site_dir: Path
    now: datetime
    site_url: str | None = None
    strict: bool = False
    last_good: bool = False
    prose: bool = True
    jobs: int | None = None

    @property
    def processes(self) -> int:
        return self.jobs or usable_processors()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a build did: `files` written; `problems` are warnings, or errors that `rollbacks` went around."""

    incidents: int
    files: int
    problems: tuple[Problem, ...] = ()
    rollbacks: tuple[Rollback, ...] = ()


def build(order: Order, progress: Progress = _unwatched) -> Report:
    """Build the site and swap it in. Raises ProblemsError; the old site then stays as it was."""
    whole = read_whole(order)
    with staging(order.site_dir, root=order.root) as place:
        files = whole.into(place, progress)
        refuse(whole.problems, strict=order.strict, last_good=order.last_good)
        place.swap()
    return Report(
        incidents=len(whole.history.incidents),
        files=files,
        problems=tuple(whole.problems),
        rollbacks=whole.reading.rollbacks,
    )


def read_whole(order: Order) -> Whole:
    """Read the repository. Raises ProblemsError where anything stands against a build."""
    reading = read(
        order.root, now=order.now, site_url=order.site_url, last_good=order.last_good, jobs=order.jobs
    )
    if reading.history is None:
        raise ProblemsError(reading.problems)
    refuse(reading.problems, strict=order.strict, last_good=order.last_good)
    return Whole(order=order, reading=reading, history=reading.history, problems=list(reading.problems))


def refuse(problems: Iterable[Problem], *, strict: bool, last_good: bool) -> None:
    """Raise ProblemsError where there are errors (with `strict`, warnings too) that nothing went around."""
    problems = tuple(problems)
    if not last_good and any(strict or problem.is_error for problem in problems):
        raise ProblemsError(problems)


@dataclass(kw_only=True)
class Whole:
    """A repository that was read and may be built."""

    order: Order
    reading: Reading
    history: History
    problems: list[Problem]
    taken: dict[str, str] = field(default_factory=dict)

    @property
    def errand(self) -> Errand:
        """What to ask the prose engine for."""
        return Errand(
            root=self.order.root,
            now=self.order.now,
            url=self.history.settings.url,
            docs=self.history.settings.docs_dir,
            linkable=linkable(self.history),
            settings=self.reading.settings,
            frame=ProseFrame(settings=self.history.settings, overrides=own_templates(self.order.root)),
        )

    def into(self, place: Staging, progress: Progress) -> int:
        """Build all of it in a staging area, engine and incidents side by side; returns the number of files."""
        engine = ProseRun(self.errand, place.prose) if self.order.prose else None
        shared = shared_for(self.order.root, self.history, self.order.now)
        crew = Crew(shared, shared.history.incidents, place.site, self.order.processes)
        try:
            made = self._made(engine)
            self._move_in(place, made)
            self._finish(dataclasses.replace(shared, prose=made.prose), place.site, crew, progress)
        finally:
            crew.dismiss()
        return len(self.taken)

    def finish(self, folder: Path, made: Made) -> None:
        """Add everything that is ours to the folder that the engine has just built."""
        self._claim_prose(folder, made)
        shared = dataclasses.replace(
            shared_for(self.order.root, self.history, self.order.now), prose=made.prose
        )
        crew = Crew(shared, shared.history.incidents, folder, self.order.processes)
        try:
            self._finish(shared, folder, crew, _unwatched)
        finally:
            crew.dismiss()

    def _made(self, engine: ProseRun | None) -> Made:
        plain = Made(prose=plain_prose(self.order.root, self.history.settings))
        if engine is None:
            return plain
        try:
            made = engine.result()
        except ProblemsError as fault:
            if not self.order.last_good:
                raise
            self.problems += fault.problems
            return plain
        self.problems += made.problems
        return made

    def _move_in(self, place: Staging, made: Made) -> None:
        self._claim_prose(place.prose, made)
        for path in sorted(path for path in place.prose.rglob("*") if path.is_file()):
            target = place.site / path.relative_to(place.prose)
            target.parent.mkdir(parents=True, exist_ok=True)
            path.rename(target)

    def _claim_prose(self, folder: Path, made: Made) -> None:
        for path in (*made.placeholders, *_REPLACED):
            if path not in made.sources or path in made.placeholders:
                (folder / path).unlink(missing_ok=True)
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            path = file.relative_to(folder).as_posix()
            self.taken[path.casefold()] = made.sources.get(path, "the prose engine")

    def _finish(self, shared: Shared, folder: Path, crew: Crew, progress: Progress) -> None:
        total = len(shared.history.incidents)
        try:
            for _ in write(folder, guard(site_outputs(shared), self.taken)):
                self._claim(crew.claims(to_the_end=False))
                progress(crew.done, total)
            for claim in crew.claims(to_the_end=True):
                self._claim([claim])
                progress(crew.done, total)
        except OutputClashError as clash:
            raise ProblemsError([_clash(clash)]) from clash
        merge_search_index(folder, shared)

    def _claim(self, claims: Iterable[Claim]) -> None:
        for _ in guard((Output(path, b"", maker) for path, maker in claims), self.taken):
            pass


def shared_for(root: Path, history: History, now: datetime, *, preview: bool = False) -> Shared:
    """What all pages share, with the repository's own `templates/` over the shipped ones."""
    return prepare(history, now, preview=preview, overrides=own_templates(root))


def own_templates(root: Path) -> Path | None:
    """The repository's own `templates/` folder, which goes over the shipped ones; None where it has none."""
    overrides = root / "templates"
    return overrides if overrides.is_dir() and overrides.resolve() != templates_dir().resolve() else None


def linkable(history: History) -> tuple[str, ...]:
    """Paths of every output that a person may link to, the incidents' own included."""
    pages = (f"incidents/{incident.id}/index.html" for incident in history.incidents)
    return tuple(dict.fromkeys((*linkable_paths(history), *pages)))


def _clash(clash: OutputClashError) -> Problem:
    makers = sorted((clash.first, clash.second))
    return rules.OUTPUT_CLASH.problem(
        makers[-1], None, f"{clash.path} is written by {makers[0]} too", "rename one of the two"
    )
