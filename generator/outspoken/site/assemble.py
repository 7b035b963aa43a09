"""Assembles the site: outputs of the prose engine, of the workers and of this process in one folder."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from outspoken import rules
from outspoken.errors import Problem, ProblemsError
from outspoken.model.history import History
from outspoken.model.incident import Incident
from outspoken.render.all_outputs import incident_outputs, site_parts
from outspoken.render.output import Output
from outspoken.render.prose_frame import with_strip
from outspoken.render.shared import Shared, shared_for
from outspoken.site.disk import write
from outspoken.site.pictures import Pictures
from outspoken.site.prose_engine import ProsePages
from outspoken.site.search_index import INDEX, search_index
from outspoken.site.workers import WorkerPool, WorkerTask
from outspoken.source.worker_process import can_fork

Progress = Callable[[int, int], None]
"""Called with the number of incidents rendered so far and their total."""

# A maker that is a file or folder of the repository, in texts such as "a redirect of incidents/…".
_SOURCE = re.compile(r"\S+/\S+")
# Below this many incidents, starting processes takes longer than rendering.
_FEW = 200
# Small enough that all workers end at about the same time, large enough that reports are rare.
_BATCH = 50


def no_hook(_done: int, _total: int) -> None:
    """The default: report progress to no one."""


class AssembledSite(Struct, frozen=True, kw_only=True, dict=True):
    """A repository that was read and may be built at `now` (aware), in `jobs` processes.

    `commits` has the commits that folders were read from instead of the disk.
    """

    root: Path
    now: datetime
    history: History
    jobs: int
    commits: Mapping[str, str] = {}
    own_templates: bool = True
    preview: bool = False

    def add_to(
        self, folder: Path, made: ProsePages, progress: Progress = no_hook, *, forgiving: bool = False
    ) -> ProseAdditions:
        """Add our own pages to the folder that the engine has built.

        A path that would be written twice is a Problem; with `forgiving` the first file is written.
        """
        # First, or the engine's own 404 page and sitemap would count as written twice.
        made.clear(folder)
        prose = {path.casefold(): made.sources.get(path, "the prose engine") for path in _files(folder)}
        shared = replace(self.shared, prose=made.prose)
        _put_strips(folder, shared)
        tasks = self._tasks(shared)
        # The engine's search index is extended: that we write it again is not a clash.
        engine_index = (folder / INDEX).read_bytes() if prose.pop(INDEX, None) else None
        tasks = (WorkerTask(partial(search_index, engine_index, shared)), *tasks)
        total = len(shared.history.incidents)
        assembly = _Assembly(folder, tasks, prose, progress, total)
        if not self._is_large:
            assembly.alone()
        else:
            assembly.together(self.jobs)
            if assembly.problems and forgiving:
                # With workers, chance decides which of two is written: so again, in a fixed order.
                assembly = _Assembly(folder, tasks, prose, progress, total)
                assembly.alone()
        return ProseAdditions(files=len(assembly.taken), problems=tuple(assembly.problems))

    @cached_property
    def shared(self) -> Shared:
        """The data that all pages share, without the prose: made while the engine still works."""
        own = self.own_templates
        shared = shared_for(self.root, self.history, self.now, preview=self.preview, own=own)
        if self._is_large:
            # Before the fork: otherwise each worker would compile every template, and search the whole
            # history for open incidents.
            shared.theme.compile()
            _ = shared.strips.later
        return shared

    @property
    def _is_large(self) -> bool:
        return self.jobs > 1 and len(self.history.incidents) >= _FEW and can_fork()

    def _tasks(self, shared: Shared) -> tuple[WorkerTask, ...]:
        """Return all tasks; the site's parts come first, because some are long and should not end last."""
        incidents, pictures = shared.history.incidents, Pictures(root=self.root, commits=self.commits)
        batches = (incidents[start : start + _BATCH] for start in range(0, len(incidents), _BATCH))
        return (
            *(WorkerTask(part) for part in site_parts(shared)),
            *(WorkerTask(partial(_incidents, shared, pictures, batch), len(batch)) for batch in batches),
        )


class ProseAdditions(Struct, frozen=True, kw_only=True):
    """How many files the site has, and the problems of files that two sources write."""

    files: int
    problems: tuple[Problem, ...]


class _Assembly:
    """The writing of a site's files; `taken` maps each path (case folded) to its maker."""

    def __init__(
        self,
        folder: Path,
        tasks: Sequence[WorkerTask],
        taken: Mapping[str, str],
        progress: Progress,
        total: int,
    ) -> None:
        self.folder, self.tasks, self.taken = folder, tasks, dict(taken)
        self.progress, self.total = progress, total
        self.problems: list[Problem] = []
        self._prose = frozenset(self.taken)
        self._inside: dict[str, str] = {}
        for path, maker in self.taken.items():
            self._enter(path, maker)

    def alone(self) -> None:
        done = 0
        for task in self.tasks:
            outputs = (made for made in task.make() if self._admits(made.path, made.maker))
            write(self.folder, outputs)
            done += task.weight
            self.progress(done, self.total)

    def together(self, jobs: int) -> None:
        done = 0
        with WorkerPool(self.tasks, self.folder, jobs) as pool:
            for report in pool.work():
                for path, maker in report.claims:
                    self._admits(path, maker)
                done += report.weight
                self.progress(done, self.total)

    def _admits(self, path: str, maker: str) -> bool:
        """Whether the path is unused; if it is used, report a Problem.

        So is a file where another needs a folder, as for the old address `/updates.atom/1`. Case is folded:
        names that differ only in case are one file on macOS, Windows and some hosts.
        """
        key = path.casefold()
        blocking = next((one for one in _folders(key) if one in self.taken), "")
        if blocking in self._prose:
            # A file called `incidents` would leave no incident its page: the old site is better.
            raise ProblemsError([_clash(blocking, self.taken[blocking], maker)])
        if other := self.taken.get(blocking or key) or self._inside.get(key):
            self.problems.append(_clash(path, other, maker))
            return False
        self.taken[key] = maker
        self._enter(key, maker)
        return True

    def _enter(self, path: str, maker: str) -> None:
        """Record the folders that a file needs."""
        for folder in _folders(path):
            # The first one suffices, and those above it are there already.
            if folder in self._inside:
                return
            self._inside[folder] = maker


def _folders(path: str) -> Iterator[str]:
    """Yield the folders that contain a file, the nearest first."""
    while path := path.rpartition("/")[0]:
        yield path


def _incidents(shared: Shared, pictures: Pictures, incidents: Sequence[Incident]) -> Iterator[Output]:
    for incident in incidents:
        pages = incident_outputs(shared, incident)
        yield from pages
        yield from pictures.shown(incident, pages)


def _files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _clash(path: str, first: str, second: str) -> Problem:
    """Return the Problem, at the one of the two sources that a person can rename."""
    makers = sorted((second, first), key=lambda maker: _SOURCE.search(maker) is None)
    source = _SOURCE.search(makers[0])
    place = source[0] if source else rules.OUTPUT_CLASH.id
    if place.startswith("incidents/") and not place.endswith(".md"):
        place += "/incident.md"
    message = f"{makers[0]} and {makers[1]} both write {path} of the site"
    return rules.OUTPUT_CLASH.problem(place, None, message, "rename one of them")


def _put_strips(folder: Path, shared: Shared) -> None:
    """Fill in the line about open incidents on all pages that the engine has built into `folder`."""
    for file in sorted(folder.rglob("*.html")):
        page = file.read_bytes()
        filled = with_strip(page, file.relative_to(folder).as_posix(), shared)
        if filled != page:
            file.write_bytes(filled)
