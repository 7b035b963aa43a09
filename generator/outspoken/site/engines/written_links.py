"""Where the links of a prose page lead, and which of them lead nowhere."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from urllib.parse import quote, unquote, urlsplit

from outspoken import rules
from outspoken.errors import Problem
from outspoken.source.prose.prose_files import WrittenPage, built_path, is_page

# What Python-Markdown puts for `@` until the page is complete.
_HIDDEN_SIGN = "\x02amp\x03"


class WrittenLinks:
    """The links of a site's pages.

    `published` are the paths of its files in the folder `docs`, `linkable` those of our own outputs.
    """

    def __init__(
        self, docs: str, published: Collection[str], linkable: Collection[str], *, flat: bool = False
    ) -> None:
        self._docs, self._flat = docs, flat
        self._built = {path: built_path(path, flat=flat) for path in published} | {
            source: path for path in linkable for source in _sources(path)
        }
        # Page, line and address of each link to a place of a page, with the file of the site that it is in.
        self._places: list[tuple[str, int | None, str, str, str]] = []

    def url(self, path: str) -> str:
        """Return the URL, from the site's root, of the page at `path` of the folder."""
        return url_of(self._built[path], flat=self._flat)

    def place(self, address: str, page: WrittenPage, problems: list[Problem]) -> str:
        """Return the address for the built page; report it if it should lead to a file and there is none."""
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or address.startswith(("/", "\\")) or _HIDDEN_SIGN in address:
            return address
        if not parts.path:
            self._note(page, address, page.path, parts.fragment)
            return address
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), unquote(parts.path)))
        if target not in self._built:
            # As in MkDocs: what has no ending may be a page that another tool adds.
            if posixpath.splitext(parts.path)[1]:
                message = f"the link {address} leads to no page or file of the site"
                problems.append(self._problem(page.path, _line(page, address), message))
            return address
        self._note(page, address, target, parts.fragment)
        url = url_of(self._built[target], flat=self._flat)
        rest = address[len(re.split("[?#]", address)[0]) :]
        return quote(_relative(url, self.url(page.path))) + rest

    def missing_places(self, anchors: Mapping[str, Collection[str]]) -> Iterator[Problem]:
        """Yield a Problem for each link to a place that its page lacks; `anchors` has those of each page."""
        for page, line, address, target, anchor in self._places:
            if target in anchors and anchor not in anchors[target]:
                yield self._problem(page, line, f"the page that {address} leads to has no place #{anchor}")

    def _note(self, page: WrittenPage, address: str, target: str, anchor: str) -> None:
        if anchor and is_page(target):
            self._places.append((page.path, _line(page, address), address, target, unquote(anchor)))

    def _problem(self, page: str, line: int | None, message: str) -> Problem:
        return rules.PROSE_WARNING.problem(
            f"{self._docs}/{page}", line, message, "write the path of its file, from the folder of this page"
        )


def url_of(path: str, *, flat: bool = False) -> str:
    """Return the URL of a built file from the site's root."""
    folder, _, name = path.rpartition("/")
    return (
        f"{folder}/" if name == "index.html" and folder and not flat else "" if path == "index.html" else path
    )


def _relative(url: str, page: str) -> str:
    """Return the way from one page to another URL; both are from the site's root."""
    way = posixpath.relpath(url or ".", posixpath.dirname(page) or ".")
    return way if url and not url.endswith("/") else f"{way}/"


def _sources(path: str) -> Iterator[str]:
    """Yield the names by which a page may link to one of our outputs."""
    yield path
    folder, _, name = path.rpartition("/")
    if name == "index.html":
        yield posixpath.join(folder, "index.md")


def _line(page: WrittenPage, address: str) -> int | None:
    lines = enumerate(page.body.splitlines(), page.body_line)
    return next((number for number, line in lines if address in line), None)
