"""Our outputs as files of MkDocs, so that it resolves links to them; they are made after its own pages."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import File, Files, InclusionLevel

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

HOME = "index.html"
_STUB = "---\ntemplate: status.html\ntitle: '{title}'\nsearch: {{exclude: true}}\n---\nMade later.\n"


def words_of(files: Files, config: MkDocsConfig) -> frozenset[str]:
    """Return every word of the navigation and the prose: only outputs with these names can be linked."""
    texts = (file.content_string for file in files.documentation_pages() if file.src_dir is not None)
    return frozenset(word for text in (str(config.nav), *texts) for word in re.findall(r"[\w.-]+", text))


def stub(path: str, config: MkDocsConfig) -> File:
    """Return an empty file in the place of an output, so that pages may link to it."""
    folder, _, name = path.rpartition("/")
    if name != HOME:
        return File.generated(config, path, content=b"", inclusion=InclusionLevel.NOT_IN_NAV)
    title = (folder.rpartition("/")[2] or config.site_name).replace("-", " ").capitalize()
    page = f"{folder}/index.md" if folder else "index.md"
    text = _STUB.format(title=title.replace("'", "''"))
    return File.generated(config, page, content=text, inclusion=InclusionLevel.NOT_IN_NAV)


def is_unserved(file: File, docs: str, themes: Collection[Path]) -> bool:
    """Whether it is the engine's sitemap, or a theme file that is only included in pages."""
    if file.src_dir is None or os.path.normpath(file.src_dir) == docs:
        return False
    return file.src_uri == "sitemap.xml" or (
        "/" not in file.src_uri and Path(file.src_dir).resolve() in themes
    )


def is_stub(file: File) -> bool:
    """Whether it is in the place of an output of ours."""
    return file.generated_by == "outspoken"
