"""The links of the header: from `nav`, otherwise our own pages and the top-level prose pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import yaml
from msgspec.structs import replace

from outspoken.errors import Problem
from outspoken.model.settings import NavItem
from outspoken.source.draft_pages import is_draft
from outspoken.source.format.front_matter import MAX_FILE, read_document
from outspoken.source.format.read_context import ReadContext
from outspoken.source.incidents.incident_files import read_file

OWN: Final = tuple(NavItem(title="", url=url) for url in ("history/", "maintenance/", "postmortems/"))
# Its title depends on the language too, but it is in the header only if the navigation names it.
_RECORD: Final = NavItem(title="", url="record/")
_HEADING = re.compile(r"^#[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
# MkDocs serves either of these as the page of its folder.
_INDEX = ("index", "README")
# A YAML alias can make a section contain itself.
_MAX_LEVELS = 10


def read_navigation(
    nav: yaml.Node | None, docs: Path, *, drafts: bool = False, flat: bool = False
) -> tuple[NavItem, ...]:
    """Return the header's links from `nav`, or the default; `docs` is the prose folder.

    Links to drafts are left out, unless `drafts` is set: readers would find no page. With `flat`, pages have
    no folder of their own.
    """
    if not isinstance(nav, yaml.SequenceNode):
        found = OWN + tuple(_pages(docs, drafts=drafts))
    else:
        found = tuple(item for node in nav.value if (item := _item(node, docs, drafts=drafts)))
    return tuple(_flat(item, docs) for item in found) if flat else found


def _flat(item: NavItem, docs: Path) -> NavItem:
    """Return the item with the address that its page has without a folder of its own."""
    page = f"{item.url.removesuffix('/')}.md"
    return replace(item, url=f"{page[:-3]}.html") if (docs / page).is_file() else item


def _pages(docs: Path, *, drafts: bool) -> list[NavItem]:
    try:
        names = sorted(path.name for path in docs.glob("*.md"))
    except OSError:
        return []
    pages = [name for name in names if not name.startswith(".") and name[:-3] not in (*_INDEX, "404")]
    shown = [name for name in pages if drafts or not is_draft(docs, name)]
    return [NavItem(title=_title(docs, name), url=built_url(name)) for name in shown]


def _item(node: yaml.Node, docs: Path, *, drafts: bool) -> NavItem | None:
    def is_shown(page: str) -> bool:
        return drafts or not is_draft(docs, page)

    if isinstance(node, yaml.ScalarNode) and node.value:
        if not is_shown(node.value):
            return None
        # Our own pages get no title here, since their names depend on the language.
        own = NavItem(title="", url=built_url(node.value))
        return own if own in (*OWN, _RECORD) else replace(own, title=_title(docs, node.value))
    if isinstance(node, yaml.MappingNode) and node.value and isinstance(node.value[0][0], yaml.ScalarNode):
        title, target = node.value[0]
        page = next((page for page in _page_names(target, _MAX_LEVELS) if is_shown(page)), "")
        return NavItem(title=title.value, url=built_url(page)) if page else None
    return None


def _page_names(node: yaml.Node, levels: int) -> Iterator[str]:
    """Yield the pages of a section; `levels` stops the search if the file refers to itself."""
    if isinstance(node, yaml.ScalarNode):
        yield from (str(node.value),) if node.value else ()
    elif levels:
        inner = [value for _, value in node.value] if isinstance(node, yaml.MappingNode) else node.value
        for one in inner:
            yield from _page_names(one, levels - 1)


def built_url(page: str) -> str:
    """Return the URL, relative to the site's root, of a built page; other addresses unchanged."""
    if "://" in page or not page.endswith(".md"):
        return page
    folder, _, name = page.removeprefix("./")[:-3].rpartition("/")
    parts = [folder] if name in _INDEX else [folder, name]
    return "".join(f"{part}/" for part in parts if part)


def _title(docs: Path, name: str) -> str:
    """Return a page's title: from its front matter, its first heading, or its file name."""
    stem = name.rpartition("/")[2].removesuffix(".md")
    fallback = re.sub(r"[-_]+", " ", stem).strip().capitalize() or name
    ignored: list[Problem] = []
    data = read_file(str(docs / name), MAX_FILE, name, ignored) if name.endswith(".md") else None
    if data is None:
        return fallback
    document = read_document(data, ReadContext(name, ignored))
    for key, value in document.fields.value if document and document.fields else ():
        if key.value == "title" and isinstance(value, yaml.ScalarNode) and value.value.strip():
            return str(value.value).strip()
    heading = _HEADING.search(document.body if document else data.decode("utf-8", "replace"))
    return heading[1] if heading else fallback
