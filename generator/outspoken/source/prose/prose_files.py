"""Lists the files of the prose folder that are published, and reads its pages."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

import yaml
from msgspec import Struct

from outspoken import rules
from outspoken.errors import Problem
from outspoken.source.format.front_matter import compose_mapping, decode, split
from outspoken.source.format.read_context import ReadContext, Refusal
from outspoken.source.incidents.incident_files import read_file

# The extensions of MkDocs' pages, and the files that it never publishes.
_PAGES = {".md", ".markdown", ".mdown", ".mkdn", ".mkd"}
_NEVER = (".*", "/templates/")
# Engines have no limit, but a longer page takes minutes.
_MAX_PAGE = 4 * 1024 * 1024
_INDEX = ("index", "README")


class WrittenPage(Struct, frozen=True, kw_only=True):
    """A page of the prose folder: `path` is relative to it; `body` is the `text` from `body_line` on.

    `template` is the one that its front matter names.
    """

    path: str
    text: str
    body: str
    body_line: int = 1
    title: str = ""
    description: str = ""
    is_searchable: bool = True
    template: str = ""
    template_line: int | None = None


def irregular_files(docs: Path, root: Path) -> Iterator[Problem]:
    """Yield a Problem for each symbolic link: engines follow them, even to `/proc/self/environ`."""
    inside = (Path(folder, name) for folder, folders, names in os.walk(docs) for name in (*folders, *names))
    for path in (docs, *inside):
        mode = path.lstat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            yield rules.NOT_A_FILE.problem(
                Path(os.path.relpath(path, root)).as_posix(),
                None,
                "this is a symbolic link or a device, which could publish files from outside the folder",
                "put the file itself here",
            )


def published_files(docs: Path, excluded: Iterable[str]) -> tuple[str, ...]:
    """Return the paths in `docs` that are published, in order; `excluded` are lines as in .gitignore."""
    from pathspec import GitIgnoreSpec

    hidden = GitIgnoreSpec.from_lines((*_NEVER, *excluded))
    paths = (
        Path(folder, name).relative_to(docs).as_posix()
        for folder, _, names in os.walk(docs)
        for name in names
    )
    found = {path for path in paths if not hidden.match_file(path)}
    # If a folder has two pages, MkDocs takes the index.
    return tuple(sorted((path for path in found if not _is_second(path, found)), key=_order))


def is_page(path: str) -> bool:
    """Whether a file is a page, and not copied as it is."""
    return PurePosixPath(path).suffix in _PAGES


def built_path(path: str, *, flat: bool = False) -> str:
    """Return the file of the site that a file of the prose folder becomes."""
    pure = PurePosixPath(path)
    if not is_page(path):
        return path
    if pure.stem in _INDEX:
        return pure.with_name("index.html").as_posix()
    return (pure.with_suffix(".html") if flat else pure.with_suffix("") / "index.html").as_posix()


def read_page(root: Path, docs: str, path: str, problems: list[Problem]) -> WrittenPage | None:
    """Read the page at `path` of the folder `docs`; None, with the Problems reported, if that fails."""
    place = f"{docs}/{path}"
    data = read_file(str(root / place), _MAX_PAGE + 1, place, problems)
    if data is None:
        return None
    try:
        text = decode(data, _MAX_PAGE)
        head, body = split(text) if text.startswith("---\n") else ("", text)
        fields = compose_mapping(head, "front matter") if head else None
    except Refusal as refusal:
        ReadContext(place, problems).refuse(refusal, 1)
        return None
    named = {str(key.value): value for key, value in fields.value} if fields else {}
    return WrittenPage(
        path=path,
        text=text,
        body=body,
        body_line=head.count("\n") + 2 if head else 1,
        title=_text(named, "title"),
        description=_text(named, "description"),
        is_searchable=not _is_hidden(named.get("search")),
        template=_text(named, "template"),
        template_line=named["template"].start_mark.line + 1 if "template" in named else None,
    )


def _order(path: str) -> tuple[object, ...]:
    """Return the key of MkDocs' order: a folder's index first, its other files, and then its folders."""
    pure = PurePosixPath(path)
    return pure.parts[:-1], pure.stem not in _INDEX, pure.name


def _is_second(path: str, found: set[str]) -> bool:
    pure = PurePosixPath(path)
    return pure.stem == "README" and is_page(path) and pure.with_stem("index").as_posix() in found


def _text(named: Mapping[str, yaml.Node], name: str) -> str:
    node = named.get(name)
    return " ".join(str(node.value).split()) if isinstance(node, yaml.ScalarNode) else ""


def _is_hidden(node: yaml.Node | None) -> bool:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return any(key.value == "exclude" and str(value.value).lower() == "true" for key, value in pairs)
