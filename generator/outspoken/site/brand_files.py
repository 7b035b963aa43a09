"""Logo, favicon and style sheets of a site that is built without the engine, which else copies them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from outspoken.model.settings import Settings
from outspoken.render.output import Output
from outspoken.source.incidents.incident_files import MAX_IMAGE, read_file


def brand_files(root: Path, settings: Settings) -> Iterator[Output]:
    """The files that the pages' heads name, as far as they lie in the prose folder.

    What cannot be read counts as absent: this is the emergency path.
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
