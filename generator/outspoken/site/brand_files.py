"""Copies logo, favicon and style sheets if the site is built without the engine, which normally does it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from outspoken.model.settings import Settings
from outspoken.render.output import Output
from outspoken.source.incidents.incident_files import MAX_IMAGE, read_file


def brand_files(root: Path, settings: Settings) -> Iterator[Output]:
    """Yield the files that the pages' heads name, if they are in the prose folder.

    Unreadable files count as missing: this is for emergencies.
    """
    docs = root / settings.docs_dir
    brand = settings.brand
    for path in dict.fromkeys((brand.logo, brand.favicon, *brand.css)):
        # A link could publish files from outside the folder.
        if path and (docs / path).resolve() == docs.resolve() / path:
            # Its Problem is dropped: a page without a logo is better than no page.
            data = read_file(str(docs / path), MAX_IMAGE, path, [])
            if data is not None and (output := _output(path, data, f"{settings.docs_dir}/{path}")):
                yield output


def _output(path: str, data: bytes, maker: str) -> Output | None:
    try:
        return Output(path, data, maker)
    except ValueError:  # a name that not every host can serve
        return None
