"""The site in memory: a page is rendered when it is requested, and again after a save."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from html import escape
from pathlib import Path

from msgspec.structs import replace

from outspoken.derive.facts import HistoryFacts
from outspoken.errors import Problem, ProblemsError
from outspoken.model.file_names import DOCS_DIR, INCIDENTS, SETTINGS_FILE, TEMPLATES
from outspoken.model.history import History
from outspoken.render.all_outputs import incident_outputs, site_outputs
from outspoken.render.output import Output
from outspoken.render.prose_frame import with_strip
from outspoken.render.shared import Shared, shared_for
from outspoken.render.template_trial import page_template_problems
from outspoken.serve.local_desk import LocalDesk
from outspoken.serve.reread import KeptRepository
from outspoken.serve.watcher import Watcher
from outspoken.shipped import templates_dir
from outspoken.site.engines.engine_name import Engine
from outspoken.site.engines.run_engine import run_engine
from outspoken.site.pictures import Pictures
from outspoken.site.prose_engine import ProsePages
from outspoken.site.prose_request import linkable, prose_placeholders, prose_request, without_prose
from outspoken.site.search_index import INDEX, with_incidents
from outspoken.site.without_engine import plain_prose
from outspoken.source.plan.plan_folder import plan_folder


class LiveSite:
    """The site of `repository` in memory; `generation` counts its reads, `problems` are from the last one.

    `clock` returns the instant (aware, UTC) of each reading; `scratch` is a folder for the prose engine, or
    None to build without prose; `engine` is MkDocs by default; `url` is where the site is served; `present`
    means that the clock is the real one; without `drafts`, only what readers see is shown; `banner` is shown
    at the top of the desk.
    """

    def __init__(
        self,
        *,
        repository: KeptRepository,
        clock: Callable[[], datetime],
        scratch: Path | None,
        engine: Engine | None = None,
        url: str = "http://127.0.0.1:8000/",
        present: bool = False,
        drafts: bool = True,
        banner: str = "",
    ) -> None:
        self.root, self.repository = repository.root, repository
        self.clock, self.scratch, self.url, self.present = clock, scratch, url, present
        self.drafts, self.banner, self.engine = drafts, banner, engine or Engine.MKDOCS
        self.generation = 0
        self.problems: tuple[Problem, ...] = ()
        self._pages: LivePages | None = None
        self._desk: LocalDesk | None = None
        self._made = ProsePages()
        # Each open page waits in a thread of its own, and one save wakes all of them.
        self._changed = threading.Condition()

    def refresh(self, *, prose: bool) -> None:
        """Read the saved files; with `prose`, build the engine's pages too.

        Never raises an exception because of the content.
        """
        now = self.clock()
        loaded = self.repository.read(now, present=self.present)
        problems, pages, desk = list(loaded.problems), self._pages, self._desk
        if loaded.history is not None:
            history = self._here(loaded.history)
            if prose:
                self._make_prose(history, now)
            problems += self._made.problems
            broken = page_template_problems(self.root, history, now)
            # The pages of prose use the same templates.
            problems += (one for one in broken if one not in self._made.problems)
            if not broken:
                shared = replace(
                    shared_for(self.root, history, now, preview=self.drafts), prose=self._made.prose
                )
                pages = LivePages(shared, self.root, self.scratch)
                # With the address of the real site: texts that are copied from the desk are for customers.
                real = replace(shared.history, settings=loaded.history.settings)
                desk = LocalDesk(self.root, HistoryFacts(real, shared.facts.incidents), self.banner)
        with self._changed:
            self._pages, self._desk, self.problems = pages, desk, tuple(problems)
            self.generation += 1
            self._changed.notify_all()

    def page(self, path: str) -> bytes | None:
        """Return the bytes at a path of the site; None if there is no page. Raises ProblemsError."""
        pages = self._pages
        if pages is None or any(problem.is_error for problem in self.problems):
            raise ProblemsError(self.problems)
        return pages.find(path)

    def desk(self, path: str) -> bytes | None:
        """Return the bytes at a path of the desk; None if there is no page. Raises ProblemsError."""
        if self._desk is None:
            raise ProblemsError(self.problems)
        return self._desk.find(path, self.clock())

    def wait(self, generation: int, seconds: float) -> int:
        """Return the generation once it differs from this one, or after this many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self.generation != generation, seconds)
            return self.generation

    @property
    def path(self) -> str:
        """The path of the site on its own host; `/` if the settings cannot be read."""
        settings = self.repository.settings
        return settings.path if settings else "/"

    def watcher(self, changed: Callable[[bool], None]) -> Watcher:
        """Return a watcher that calls `changed` after a save, with whether prose has to be built again."""
        settings = self.repository.settings
        # A commit changes dates of publication without changing a file.
        data = ("incidents", ".git/logs/HEAD")
        prose = (settings.docs_dir if settings else DOCS_DIR, SETTINGS_FILE, TEMPLATES)
        shipped = [] if (self.root / TEMPLATES).resolve() == templates_dir().resolve() else [templates_dir()]
        plan = plan_folder(self.root, settings)
        return Watcher(
            [self.root / name for name in data],
            [*(self.root / name for name in prose), *shipped, plan],
            changed,
        )

    def _here(self, history: History) -> History:
        """Return the history with the address of this server."""
        settings = history.settings.previewed if self.drafts else history.settings
        history = replace(history, settings=replace(settings, url=self.url))
        return history if self.scratch else without_prose(history)

    def _make_prose(self, history: History, now: datetime) -> None:
        ids = [incident.id for incident in history.incidents]
        if self.scratch is None:
            placeholders = prose_placeholders(self.root, history.settings)
            pages = linkable(history.settings, ids)
            self._made = ProsePages(prose=plain_prose(self.root, placeholders, pages, preview=self.drafts))
            return
        try:
            request = prose_request(
                self.root, history.settings, ids, now, preview=self.drafts, engine=self.engine
            )
            self._made = run_engine(request, self.scratch)
            self._made.clear(self.scratch)
        except ProblemsError as fault:
            self._made = ProsePages(problems=fault.problems)


class LivePages:
    """The outputs of one reading, each rendered when it is first requested."""

    def __init__(self, shared: Shared, root: Path, prose: Path | None) -> None:
        self._shared, self._prose, self._pictures = shared, prose, Pictures(root=root)
        self._made: dict[str, bytes] = {}
        # Rendered in order until the wanted one is found: the first page shows long before all are rendered.
        self._rest: Iterator[Output] = iter(site_outputs(shared))
        # A browser requests several files in parallel, and neither generator nor theme may run twice.
        self._lock = threading.Lock()

    def find(self, path: str) -> bytes | None:
        """Return the bytes at a path relative to the site's root; None if there is no page."""
        with self._lock:
            found = self._prose_file(path)
            if path == INDEX:
                return with_incidents(found, self._shared)
            if found is None:
                found = self._incident(path)
            return self._status(path) if found is None else found

    def _incident(self, path: str) -> bytes | None:
        folder, _, rest = path.partition("/")
        incident = self._shared.facts.find(rest.partition("/")[0])
        if folder != INCIDENTS or incident is None:
            return None
        if path not in self._made:
            pages = incident_outputs(self._shared, incident)
            outputs = (*pages, *self._pictures.shown(incident, pages))
            self._made |= {output.path: output.data for output in outputs}
        return self._made.get(path)

    def _status(self, path: str) -> bytes | None:
        while path not in self._made:
            output = next(self._rest, None)
            if output is None:
                return None
            self._made[output.path] = output.data
        return self._made[path]

    def _prose_file(self, path: str) -> bytes | None:
        if self._prose is None:
            return None
        file = self._prose / path
        # `..` in an address, or a link in the folder, must not lead out of it.
        if not file.resolve().is_relative_to(self._prose.resolve()) or not file.is_file():
            return None
        data = file.read_bytes()
        return with_strip(data, path, self._shared) if path.endswith(".html") else data


def problem_page(problems: Sequence[Problem]) -> bytes:
    """Return a page that lists the problems which prevent showing the site."""
    rows = "".join(
        f"<li><code>{escape(one.place)}</code> "
        f"{escape(one.message)}{f'<br><em>{escape(one.hint)}</em>' if one.hint else ''}</li>"
        for one in problems
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Problems</title>'
        "<style>body{font:1rem/1.5 system-ui;max-width:50rem;margin:3rem auto;padding:0 1rem}"
        f"li{{margin:1rem 0}}</style></head><body><h1>Problems</h1><ul>{rows}</ul></body></html>"
    ).encode()
