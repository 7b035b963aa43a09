"""The home page's words without the prose engine."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

from outspoken.render.pages.promise_parts import PromiseParts
from outspoken.render.prose_result import Prose
from outspoken.render.text.markdown import render_markdown
from outspoken.source.format.front_matter import MAX_FILE
from outspoken.source.incidents.incident_files import read_file

_LINK = re.compile(r'<a href="([^":]*?\.md)(#[^"]*)?"[^>]*>(.*?)</a>', re.DOTALL)
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n.*?^(?:---|\.\.\.)[ \t]*\r?$\n?", re.DOTALL | re.MULTILINE)


def plain_prose(root: Path, promise: PromiseParts, linkable: Collection[str]) -> Prose:
    """The body of the home page in our own Markdown; no other prose pages.

    `promise` is what it may show of settings and plan, `linkable` are the paths that a link may still lead
    to. What cannot be read counts as absent: this is the emergency path.
    """
    docs = promise.settings.docs_dir
    path = f"{docs}/index.md"
    data = None if (root / docs).is_symlink() else read_file(str(root / path), MAX_FILE, path, [])
    text = (data or b"").decode("utf-8-sig", errors="replace")
    body = _FRONT_MATTER.sub("", text, count=1) if text.startswith("---") else text
    html = str(render_markdown(promise.filled(body, path, [])))
    return Prose(home=_LINK.sub(lambda link: _followed(link, linkable), html))


def _followed(link: re.Match[str], linkable: Collection[str]) -> str:
    """A link to one of our pages as its URL; of a link to a page that is not there, the words."""
    page = link[1].removeprefix("./").removesuffix(".md")
    path = f"{page}.html" if page.rpartition("/")[2] == "index" else f"{page}/index.html"
    if path not in linkable:
        return link[3]
    return f'<a href="{path.removesuffix("index.html")}{link[2] or ""}">{link[3]}</a>'
