"""The metadata of a page, and the feeds that it names."""

from __future__ import annotations

from msgspec import Struct

from outspoken.model.vocabulary import Level, State


class FeedLink(Struct, frozen=True, kw_only=True):
    """A feed that a page names: title, path from the site's root, media type."""

    title: str
    path: str
    type: str = "application/atom+xml"


class PageHead(Struct, frozen=True, kw_only=True):
    """The metadata of a page; `path` is its URL from the site's root (`""` is the home page).

    `level` selects the sign and colour of the browser's tab. `page_of` is the id of the incident that the
    page is about, if any. `picture` is the image (Open Graph) of a link to the page, as a path from the
    site's root; empty for the picture of the site.
    """

    title: str
    path: str
    description: str = ""
    kind: str = "website"
    feeds: tuple[FeedLink, ...] = ()
    indexed: bool = True
    level: Level | State | None = None
    page_of: str = ""
    picture: str = ""
