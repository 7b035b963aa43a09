"""Renders the home page's text without the prose engine."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

from outspoken.render.pages.prose_placeholders import ProsePlaceholders
from outspoken.render.prose_result import Prose
from outspoken.render.text.markdown import render_markdown
from outspoken.site.draft_prose import marked_draft
from outspoken.source.draft_pages import draft_of
from outspoken.source.format.front_matter import MAX_FILE
from outspoken.source.incidents.incident_files import read_file

_LINK = re.compile(r'<a href="([^":]*?\.md)(#[^"]*)?"[^>]*>(.*?)</a>', re.DOTALL)
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n.*?^(?:---|\.\.\.)[ \t]*\r?$\n?", re.DOTALL | re.MULTILINE)


def plain_prose(
    root: Path, placeholders: ProsePlaceholders, linkable: Collection[str], *, preview: bool = False
) -> Prose:
    """Return the home page's body, rendered by our own Markdown; there are no other prose pages.

    `placeholders` has the texts of settings and plan that it may show, `linkable` the existing paths. An
    unreadable page counts as missing: this is for emergencies. A draft is shown in a `preview` only.
    """
    docs = placeholders.settings.docs_dir
    path = f"{docs}/index.md"
    data = None if (root / docs).is_symlink() else read_file(str(root / path), MAX_FILE, path, [])
    text = (data or b"").decode("utf-8-sig", errors="replace")
    is_open = draft_of(text) is not None
    if is_open and not preview:
        return Prose()
    body = _FRONT_MATTER.sub("", text, count=1) if text.startswith("---") else text
    body = marked_draft(body, placeholders.settings.language) if is_open else body
    html = str(render_markdown(placeholders.filled(body, path, [])))
    return Prose(home=_LINK.sub(lambda link: _followed(link, linkable), html))


def _followed(link: re.Match[str], linkable: Collection[str]) -> str:
    """Return a link to one of our pages with its URL; for a missing page, only the text of the link."""
    page = link[1].removeprefix("./").removesuffix(".md")
    path = f"{page}.html" if page.rpartition("/")[2] == "index" else f"{page}/index.html"
    if path not in linkable:
        return link[3]
    return f'<a href="{path.removesuffix("index.html")}{link[2] or ""}">{link[3]}</a>'
