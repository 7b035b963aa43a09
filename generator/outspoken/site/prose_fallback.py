"""Makes the prose pages; with `--last-good`, an engine that fails is replaced for this one build.

An update about an incident must reach readers, even if what builds the other pages is broken.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from outspoken import rules
from outspoken.errors import Problem, ProblemsError
from outspoken.render.prose_result import Prose
from outspoken.site.engines.engine_name import Engine
from outspoken.site.prose_engine import ProsePages, ProseRequest, engine_failed
from outspoken.site.prose_process import ProseRun

_UNTIL_THEN = "until this is corrected, builds with --last-good do without the engine"


class ProseMaker(Struct, frozen=True, kw_only=True):
    """Makes the prose of one build: `run` builds into `folder`, and has begun already.

    `request` gives the request to an engine, `home` only the text of the home page.
    """

    run: ProseRun
    folder: Path
    request: Callable[[Engine], ProseRequest]
    home: Callable[[], Prose]

    def pages(self, engine: Engine, *, forgiving: bool = False) -> ProsePages:
        """Return the pages of this engine, which has begun.

        Raises ProblemsError if it fails. With `forgiving` it is replaced by the engine `none`, and that by
        only the text of the home page: `problems` then has the reasons. A broken template still raises it.
        """
        failed: list[Problem] = []
        for name in dict.fromkeys((engine, Engine.NONE) if forgiving else (engine,)):
            try:
                if failed:
                    self.begin(name)
                made = self.run.result()
            except (ProblemsError, ChildProcessError) as fault:
                found = _problems(fault)
                if not forgiving or any(one.rule == rules.PAGE_TEMPLATE.id for one in found):
                    raise
                failed += (one for one in found if one not in failed)
            else:
                return replace(made, engine=name, problems=(*map(replaced, failed), *made.problems))
        self._clear()
        return ProsePages(prose=self.home(), problems=tuple(map(replaced, failed)))

    def begin(self, engine: Engine) -> None:
        """Start this engine, in place of another one or of other settings."""
        self._clear()
        self.run.begin(self.request(engine))

    def _clear(self) -> None:
        """End the engine, and remove the pages that it may have written."""
        self.run.end()
        shutil.rmtree(self.folder)
        self.folder.mkdir()


def _problems(fault: ProblemsError | ChildProcessError) -> tuple[Problem, ...]:
    """Return the problems of an engine that failed; of a traceback, the last line says why."""
    if isinstance(fault, ProblemsError):
        return fault.problems
    return (engine_failed(f"{fault}".splitlines()[-1]),)


def replaced(problem: Problem) -> Problem:
    """Return the problem of an engine that another one replaces for this build."""
    return replace(problem, hint=_UNTIL_THEN) if problem.rule == rules.PROSE_FAILED.id else problem
