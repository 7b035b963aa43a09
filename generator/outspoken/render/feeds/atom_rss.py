"""Atom and RSS documents; the bytes depend only on the entries, not on the time of the build."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from feedgen.feed import FeedGenerator
from msgspec import Struct

from outspoken.model.settings import Settings
from outspoken.render.feeds.entry_formats import atom_and_rss, json_item
from outspoken.render.feeds.feed_entries import TAG_YEAR, FeedItem, xml_text

LONGEST = 50
"""The number of entries in a feed: the newest."""

POLL_MINUTES = 15
_GENERATOR = "Outspoken"


class Printed(Struct, frozen=True, kw_only=True):
    """An item, the same in every feed: as an Atom entry, for RSS and for JSON Feed, in UTF-8."""

    item: FeedItem
    atom: bytes
    rss: bytes
    json: bytes


def printed(item: FeedItem) -> Printed:
    """Return an item in every format."""
    as_atom, as_rss = atom_and_rss(item)
    return Printed(item=item, atom=as_atom, rss=as_rss, json=json_item(item))


class Feed(Struct, frozen=True, kw_only=True):
    """A feed before it is written in a format; its entries are newest first.

    `path` is relative to the site's root and without an ending (`updates`, `components/api/updates`);
    `page` is the path of the page with the same content; `begun` (UTC) is its date while it is empty.
    """

    title: str
    path: str
    entries: tuple[Printed, ...]
    begun: datetime
    settings: Settings
    page: str = ""

    @property
    def updated(self) -> datetime:
        """The date of the newest entry (UTC), so that a feed changes only when it gets an entry."""
        return max((entry.item.updated for entry in self.entries), default=self.begun)

    @property
    def url(self) -> str:
        return self.settings.url + self.path

    @property
    def page_url(self) -> str:
        return self.settings.url + self.page


def atom(feed: Feed) -> bytes:
    """Return the feed as an Atom document (RFC 4287) in UTF-8."""
    frame = _frame(feed, "application/atom+xml", ".atom").atom_str()
    return _filled(frame, (entry.atom for entry in feed.entries), b"</feed>")


def rss(feed: Feed) -> bytes:
    """Return the feed as an RSS 2.0 document in UTF-8."""
    frame = _frame(feed, "application/rss+xml", ".rss").rss_str()
    return _filled(frame, (entry.rss for entry in feed.entries), b"</channel></rss>")


def _filled(frame: bytes, entries: Iterable[bytes], end: bytes) -> bytes:
    """Return the library's empty feed with our entries, which are rendered once for all feeds."""
    return b"".join((frame.removesuffix(end), *entries, end, b"\n"))


def _frame(feed: Feed, media_type: str, ending: str) -> FeedGenerator:
    settings = feed.settings
    made = FeedGenerator()
    made.id(f"tag:{settings.host},{TAG_YEAR}:{feed.path}")
    made.title(xml_text(feed.title))
    made.description(xml_text(settings.description or feed.title))
    made.author({"name": xml_text(settings.site_name)})
    made.language(settings.language)
    made.generator(_GENERATOR)
    made.updated(feed.updated)
    # feedgen's default is the current time, which would change the bytes at every build.
    made.lastBuildDate(feed.updated)
    made.pubDate(feed.updated)
    made.ttl(POLL_MINUTES)
    made.link(href=feed.url + ending, rel="self", type=media_type)
    made.link(href=feed.page_url, rel="alternate", type="text/html")
    return made
