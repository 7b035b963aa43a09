"""Runs the prose engine over what people wrote in `site_src/`: MkDocs, known here and to the plugin only."""

from __future__ import annotations

import io
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from outspoken import rules
from outspoken.errors import Problem, ProblemsError
from outspoken.render.prose import Prose

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

SETTINGS = "mkdocs.yml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What the engine is asked for: the repository, the instant (UTC), the site's URL, what pages may link to.

    `linkable` are paths of outputs; `settings` are the bytes of mkdocs.yml where they are not those on
    the disk.
    """

    root: Path
    now: datetime
    url: str
    linkable: tuple[str, ...] = ()
    settings: bytes | None = None


@dataclass(slots=True, kw_only=True)
class Made:
    """What the engine made, besides files: `sources` leads from a file's path to what it was made from.

    `placeholders` are the paths of files that only stand in for pages of ours.
    """

    prose: Prose = field(default_factory=Prose)
    sources: Mapping[str, str] = field(default_factory=dict)
    placeholders: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def make_prose(errand: Errand, folder: Path) -> Made:
    """Build the prose pages into `folder` (emptied first). Raises ProblemsError where the engine cannot."""
    from mkdocs.exceptions import MkDocsException  # noqa: PLC0415 - heavy, and not needed without prose

    said = _Ear()
    logger = logging.getLogger("mkdocs")
    logger.addHandler(said)
    logger.propagate, propagate = False, logger.propagate
    try:
        made = _run(errand, folder)
    except MkDocsException as stop:
        raise ProblemsError([*said.problems, _failed(stop)]) from stop
    except ProblemsError:
        raise
    except Exception as fault:  # a plugin, a hook or a template of the site's own: anything may come out of them
        raise ProblemsError([*said.problems, _failed(fault)]) from fault
    finally:
        logger.removeHandler(said)
        logger.propagate = propagate
    made.problems = tuple(said.problems)
    return made


def _run(errand: Errand, folder: Path) -> Made:
    from mkdocs.commands.build import build  # noqa: PLC0415

    config = _config(errand, folder)
    # A wall clock in a page would make every build another one.
    os.environ["SOURCE_DATE_EPOCH"] = str(int(errand.now.timestamp()))
    plugin = config.plugins["outspoken"]
    plugin.errand = errand  # type: ignore[attr-defined]
    config.plugins.on_startup(command="build", dirty=False)
    try:
        build(config)
    finally:
        config.plugins.on_shutdown()
    made: Made = plugin.made  # type: ignore[attr-defined]
    return made


def _config(errand: Errand, folder: Path) -> MkDocsConfig:
    from mkdocs.config import load_config  # noqa: PLC0415

    path = str(errand.root / SETTINGS)
    file = path if errand.settings is None else io.BytesIO(errand.settings)
    # `strict` is ours to judge: the engine's warnings come back as Problems.
    return load_config(file, config_file_path=path, site_dir=str(folder), site_url=errand.url, strict=False)


class _Ear(logging.Handler):
    """Keeps the engine's warnings as Problems."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.problems: list[Problem] = []

    def emit(self, record: logging.LogRecord) -> None:
        rule = rules.PROSE_FAILED if record.levelno >= logging.ERROR else rules.PROSE_WARNING
        self.problems.append(rule.problem(SETTINGS, None, _one_line(record.getMessage())))


def _failed(fault: BaseException) -> Problem:
    told = _one_line(str(fault)) or type(fault).__name__
    return rules.PROSE_FAILED.problem(
        SETTINGS, None, told, "the status pages need no engine: build --no-prose publishes them"
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())
