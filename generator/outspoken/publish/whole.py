"""All outputs of one repository, brought together from the prose engine, the crew and this process."""

from __future__ import annotations

import dataclasses
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

from outspoken import rules
from outspoken.errors import Problem, ProblemsError
from outspoken.model.history import History
from outspoken.publish.crew import Claim, Crew
from outspoken.publish.disk import Staging, write
from outspoken.publish.engine import Errand, Made
from outspoken.publish.grounds import errand_for, linkable, shared_for, without_prose
from outspoken.publish.home import plain_prose
from outspoken.publish.proserun import ProseRun
from outspoken.publish.searchindex import merge_search_index
from outspoken.render.output import Output, OutputClashError, guard
from outspoken.render.shared import Shared
from outspoken.render.site import site_outputs

Progress = Callable[[int, int], None]
"""Called with the number of incidents rendered so far and their total."""

# A maker that is a file or folder of the repository, in words such as "a redirect of incidents/…".
_SOURCE = re.compile(r"\S+/\S+")


def unwatched(_done: int, _total: int) -> None:
    """Nobody looks."""


@dataclasses.dataclass(kw_only=True)
class Whole:
    """A repository that was read and may be built; `problems` grows by what building it brings to light.

    `settings` are the bytes of an earlier mkdocs.yml, where one was taken; `jobs` counts processes;
    with `forgiving`, prose that cannot be built is left out.
    """

    root: Path
    now: datetime
    history: History
    jobs: int
    settings: bytes | None = None
    prose: bool = True
    forgiving: bool = False
    problems: list[Problem] = dataclasses.field(default_factory=list)
    taken: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def errand(self) -> Errand:
        """What to ask the prose engine for."""
        return errand_for(self.root, self.history, self.now, self.settings)

    def into(self, place: Staging, progress: Progress) -> int:
        """Build all of it in a staging area, engine and incidents side by side; returns how many files."""
        engine = ProseRun(self.errand, place.prose) if self.prose else None
        if engine is None:
            self.history = without_prose(self.history)
        shared = shared_for(self.root, self.history, self.now)
        with Crew(shared, shared.history.incidents, place.site, self.jobs) as crew:
            made = self._made(engine, place.prose)
            self._claim_prose(place.prose, made)
            _move(place.prose, place.site)
            self._finish(dataclasses.replace(shared, prose=made.prose), place.site, crew, progress)
        return len(self.taken)

    def finish(self, folder: Path, made: Made) -> None:
        """Add everything that is ours to the folder that the engine has just built."""
        self._claim_prose(folder, made)
        shared = dataclasses.replace(shared_for(self.root, self.history, self.now), prose=made.prose)
        with Crew(shared, shared.history.incidents, folder, self.jobs) as crew:
            self._finish(shared, folder, crew, unwatched)

    def _made(self, engine: ProseRun | None, folder: Path) -> Made:
        plain = Made(prose=plain_prose(self.root, self.history.settings.docs_dir, linkable(self.history)))
        if engine is None:
            return plain
        try:
            made = engine.result()
        except ProblemsError as fault:
            if not self.forgiving:
                raise
            self.problems += fault.problems
            shutil.rmtree(folder)
            folder.mkdir()
            return plain
        self.problems += made.problems
        return made

    def _claim_prose(self, folder: Path, made: Made) -> None:
        made.clear(folder)
        for path in _files(folder):
            self.taken[path.casefold()] = made.sources.get(path, "the prose engine")

    def _finish(self, shared: Shared, folder: Path, crew: Crew, progress: Progress) -> None:
        total = len(shared.history.incidents)
        for _ in write(folder, self._admitted(site_outputs(shared))):
            self._claim(crew.claims(to_the_end=False))
            progress(crew.done, total)
        for claim in crew.claims(to_the_end=True):
            self._claim([claim])
            progress(crew.done, total)
        merge_search_index(folder, shared)

    def _claim(self, claims: Iterable[Claim]) -> None:
        for _ in self._admitted(Output(path, b"", maker) for path, maker in claims):
            pass

    def _admitted(self, outputs: Iterable[Output]) -> Iterator[Output]:
        """The outputs whose path nobody took before; the others become Problems."""
        for output in outputs:
            try:
                yield from guard((output,), self.taken)
            except OutputClashError as clash:
                self.problems.append(_clash(clash))


def _files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _move(folder: Path, into: Path) -> None:
    for path in _files(folder):
        (into / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).rename(into / path)


def _clash(clash: OutputClashError) -> Problem:
    """Told at whichever of the two a person can rename."""
    makers = sorted((clash.second, clash.first), key=lambda maker: _SOURCE.search(maker) is None)
    source = _SOURCE.search(makers[0])
    path = source[0] if source else rules.OUTPUT_CLASH.id
    if path.startswith("incidents/") and not path.endswith(".md"):
        path += "/incident.md"
    message = f"{makers[0]} and {makers[1]} both write {clash.path} of the site"
    return rules.OUTPUT_CLASH.problem(path, None, message, "give one of them another name")
