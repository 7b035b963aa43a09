"""Runs the prose engine that a build asks for."""

from __future__ import annotations

import shutil
from pathlib import Path

from outspoken.site.engines.engine_name import Engine
from outspoken.site.prose_engine import ProsePages, ProseRequest, make_prose


def run_engine(request: ProseRequest, folder: Path) -> ProsePages:
    """Build the prose pages into `folder` (emptied first). Raises ProblemsError if the engine fails."""
    if request.engine in (Engine.NONE, Engine.ZENSICAL):
        _empty(folder)
    if request.engine is Engine.NONE:
        from outspoken.site.engines.plain_engine import make_plain_prose

        return make_plain_prose(request, folder)
    if request.engine is Engine.ZENSICAL:
        from outspoken.site.engines.zensical_engine import make_zensical_prose

        return make_zensical_prose(request, folder)
    return make_prose(request, folder)


def _empty(folder: Path) -> None:
    """Remove what an earlier build has left, as MkDocs does itself."""
    for path in folder.iterdir() if folder.is_dir() else ():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
