"""Runs MkDocs, or ProperDocs in its place, on the pages in `site_src/`.

Only this module and the plugin import them.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from outspoken import rules
from outspoken.errors import Problem, ProblemsError
from outspoken.model.file_names import DOCS_DIR, SETTINGS_FILE
from outspoken.render.pages.prose_placeholders import ProsePlaceholders
from outspoken.render.prose_frame import ProseFrame
from outspoken.render.prose_result import Prose
from outspoken.render.standards.standard_paths import HIDDEN
from outspoken.render.theme.template_faults import page_problem
from outspoken.site.engines.engine_name import Engine

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

# The engine's own files contain the current time or lack the incidents; hidden ones, which it does not
# clear, are left from our earlier build. Ours replace all of them.
_REPLACED = ("404.html", "sitemap.xml", "sitemap.xml.gz", *HIDDEN)
_INSTALL = "pip install outspoken installs the prose engine; "
_NAMED = re.compile(r"[Dd]oc file '(?P<doc>[^']+)'(?: contains an? (?:[a-z]+ )*link '(?P<link>[^']+)')?")


class ProseRequest(Struct, frozen=True, kw_only=True):
    """A request to the engine: the repository, the time (UTC), the site's URL and the prose folder.

    `engine` is the one to run. `linkable` are paths of outputs that pages may link to; `settings` are the
    bytes of mkdocs.yml if they differ from the disk; `frame` is our header and footer, `placeholders` the
    texts of settings and plan; a `preview` has drafts too.
    """

    root: Path
    now: datetime
    url: str
    engine: Engine = Engine.MKDOCS
    docs: str = DOCS_DIR
    linkable: tuple[str, ...] = ()
    settings: bytes | None = None
    frame: ProseFrame | None = None
    placeholders: ProsePlaceholders | None = None
    preview: bool = False

    @property
    def settings_data(self) -> bytes:
        """The bytes of mkdocs.yml."""
        return self.settings if self.settings is not None else (self.root / SETTINGS_FILE).read_bytes()

    @property
    def language(self) -> str:
        """The tag of the site's language."""
        return self.frame.settings.language if self.frame else "en"


class ProsePages(Struct, frozen=True, kw_only=True):
    """The engine's result besides files: `sources` maps a file's path to its source.

    `stubs` are the paths of files that we replace by our own pages; `engine` is the one that has built
    the pages, None if there are none, or if it is not known yet.
    """

    prose: Prose = field(default_factory=Prose)
    sources: Mapping[str, str] = {}
    stubs: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    engine: Engine | None = None

    def clear(self, folder: Path) -> None:
        """Remove the files from the engine's folder that we write ourselves."""
        for path in (*self.stubs, *(path for path in _REPLACED if path not in self.sources)):
            (folder / path).unlink(missing_ok=True)


def make_prose(request: ProseRequest, folder: Path) -> ProsePages:
    """Build the prose pages into `folder` (emptied first). Raises ProblemsError if the engine fails."""
    try:
        if request.engine is Engine.PROPERDOCS:
            # From here on, every import of mkdocs is one of properdocs, in themes and plugins too.
            import properdocs.replacement  # noqa: F401
        from mkdocs.exceptions import MkDocsException
    except ModuleNotFoundError as missing:
        raise ProblemsError([engine_failed(_reason(missing), _INSTALL)]) from missing

    warnings = _WarningCollector(request.root / request.docs)
    # Plugins write to either name.
    loggers = [logging.getLogger(name) for name in ("mkdocs", "properdocs")]
    propagated = [logger.propagate for logger in loggers]
    for logger in loggers:
        logger.addHandler(warnings)
        # Otherwise a warning could be printed twice: by the engine and as a Problem.
        logger.propagate = False
    try:
        made = _run(request, folder)
    except MkDocsException as stop:
        raise ProblemsError(_stopped(warnings.problems, engine_failed(_reason(stop)))) from stop
    except ProblemsError:
        raise
    except Exception as fault:  # the site's own plugins, hooks and templates may raise any exception
        own = page_problem(fault, request.frame.overrides if request.frame else None)
        raise ProblemsError([own] if own else [*warnings.problems, engine_failed(_reason(fault))]) from fault
    finally:
        for logger, propagate in zip(loggers, propagated, strict=True):
            logger.removeHandler(warnings)
            logger.propagate = propagate
    return replace(made, problems=(*warnings.problems, *made.problems))


def _run(request: ProseRequest, folder: Path) -> ProsePages:
    from mkdocs.commands.build import build

    config = _config(request, folder)
    plugin = config.plugins["outspoken"]
    plugin.request = request  # type: ignore[attr-defined]
    # As MkDocs' own build command does: a site's plugins may need it.
    config.plugins.on_startup(command="build", dirty=False)
    try:
        build(config)
    finally:
        config.plugins.on_shutdown()
    made: ProsePages = plugin.made  # type: ignore[attr-defined]
    return made


def _config(request: ProseRequest, folder: Path) -> MkDocsConfig:
    from mkdocs.config import load_config

    path = str(request.root / SETTINGS_FILE)
    file = path if request.settings is None else _Settings(request.settings, path)
    # Not strict here: the engine's warnings become Problems, and the caller decides about them.
    return load_config(file, config_file_path=path, site_dir=str(folder), site_url=request.url, strict=False)


class _Settings(io.BytesIO):
    """An earlier mkdocs.yml; files that it inherits are searched for beside the present one."""

    def __init__(self, data: bytes, path: str) -> None:
        super().__init__(data)
        self.name = path


class _WarningCollector(logging.Handler):
    """Collects the engine's warnings as Problems."""

    def __init__(self, docs: Path) -> None:
        super().__init__(logging.WARNING)
        self._docs = docs
        self.problems: list[Problem] = []

    def emit(self, record: logging.LogRecord) -> None:
        rule = rules.PROSE_FAILED if record.levelno >= logging.ERROR else rules.PROSE_WARNING
        message = _one_line(record.getMessage())
        self.problems.append(rule.problem(*self._place(message), message))

    def _place(self, message: str) -> tuple[str, int | None]:
        """Return the file, and the line of the link, that a message of MkDocs is about."""
        named = _NAMED.search(message)
        if not named or not (self._docs / named["doc"]).is_file():
            return SETTINGS_FILE, None
        path = f"{self._docs.name}/{named['doc']}"
        lines = (self._docs / named["doc"]).read_text(encoding="utf-8", errors="replace").splitlines()
        numbers = (number for number, line in enumerate(lines, 1) if named["link"] and named["link"] in line)
        return path, next(numbers, None)


def _stopped(found: list[Problem], end: Problem) -> list[Problem]:
    """Return why the engine stopped: if it has logged errors, its last message only says so."""
    errors = [place for place, problem in enumerate(found) if problem.is_error]
    if not errors:
        return [*found, end]
    return [*found[: errors[-1]], replace(found[errors[-1]], hint=end.hint), *found[errors[-1] + 1 :]]


def engine_failed(reason: str, remedy: str = "") -> Problem:
    """Return the Problem of an engine that has built nothing; the `remedy` ends with a separator."""
    return rules.PROSE_FAILED.problem(
        SETTINGS_FILE,
        None,
        reason,
        f"{remedy}to publish without the engine, run build --engine none, or --no-prose for the status pages "
        "alone",
    )


def _reason(fault: BaseException) -> str:
    return _one_line(str(fault)) or type(fault).__name__


def _one_line(text: str) -> str:
    return " ".join(text.split())
