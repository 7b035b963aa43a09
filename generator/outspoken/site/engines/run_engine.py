"""Runs the prose engine that a build asks for."""

from __future__ import annotations

from pathlib import Path

from outspoken.site.engines.engine_name import Engine
from outspoken.site.prose_engine import ProsePages, ProseRequest, make_prose


def run_engine(request: ProseRequest, folder: Path) -> ProsePages:
    """Build the prose pages into `folder` (emptied first). Raises ProblemsError if the engine fails."""
    if request.engine is Engine.NONE:
        from outspoken.site.engines.plain_engine import make_plain_prose

        return make_plain_prose(request, folder)
    return make_prose(request, folder)
