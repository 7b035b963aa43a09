"""Fills in the strip with open incidents on the prose engine's pages, once both are known."""

from __future__ import annotations

from pathlib import Path

from outspoken.render.prose_frame import with_strip
from outspoken.render.shared import Shared


def put_strips(folder: Path, shared: Shared) -> None:
    """Fill in the strips of all pages that the engine has built into `folder`."""
    for file in sorted(folder.rglob("*.html")):
        page = file.read_bytes()
        filled = with_strip(page, file.relative_to(folder).as_posix(), shared)
        if filled != page:
            file.write_bytes(filled)
