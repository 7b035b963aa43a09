"""Atom and RSS: the same bytes for the same entries, whenever they are made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml.etree import tostring
from msgspec import Struct

from outspoken.model.settings import Settings
from outspoken.render.feeds.feed_entries import FeedItem, xml_text

LONGEST = 50
"""How many entries a feed holds, the newest."""

POLL_MINUTES = 15
_GENERATOR = "Outspoken"
# The year in which tag URIs of feeds were defined; it says nothing about the feed and never changes.
_TAG_YEAR = 2026

EARLIEST = datetime(_TAG_YEAR, 1, 1, tzinfo=UTC)
"""When a feed began of which nothing else is known: none is older, and a build's own date would change."""


class Printed(Struct, frozen=True, kw_only=True):
    """An item of a feed, the same in every feed: an Atom entry and an RSS item, in UTF-8."""

    item: FeedItem
    atom: bytes
    rss: bytes


def printed(items: Sequence[FeedItem]) -> Iterator[Printed]:
    """The items in both formats, in their order. In RSS, an item's date is that of its newest words.

    One step is taken for all of them before the next: to run from end to end for each costs a quarter more.
    """
    entries = [_entry(item) for item in items]
    as_atom = [tostring(entry.atom_entry(), encoding="UTF-8") for entry in entries]
    for entry, item in zip(entries, items, strict=True):
        # RSS has one date for an entry, and readers sort by it.
        entry.published(item.updated)
    as_rss = [tostring(entry.rss_entry(), encoding="UTF-8") for entry in entries]
    for item, atom_entry, rss_item in zip(items, as_atom, as_rss, strict=True):
        yield Printed(item=item, atom=atom_entry, rss=rss_item)


def _entry(item: FeedItem) -> FeedEntry:
    entry = FeedEntry()
    # A tag URI (RFC 4151): it stays the same if the site moves to another address.
    entry.guid(item.id, permalink=False)
    entry.title(item.title)
    entry.link(href=item.link, rel="alternate", type="text/html")
    entry.content(item.html, type="html")
    entry.published(item.published)
    entry.updated(item.updated)
    entry.category([{"term": term, "label": label} for term, label in item.categories])
    return entry


class Feed(Struct, frozen=True, kw_only=True):
    """A feed before any format: what it holds, newest first.

    `path` is relative to the site's root and without an ending (`updates`, `components/api/updates`);
    `page` is the path of the page that it stands for; `begun` (UTC) is its date while it holds nothing.
    """

    title: str
    path: str
    entries: tuple[Printed, ...]
    begun: datetime
    settings: Settings
    page: str = ""

    @property
    def updated(self) -> datetime:
        """The newest entry's date: the feed changes when it does and at no other time."""
        return max((entry.item.updated for entry in self.entries), default=self.begun)

    @property
    def url(self) -> str:
        return self.settings.url + self.path

    @property
    def page_url(self) -> str:
        return self.settings.url + self.page


def atom(feed: Feed) -> bytes:
    """The feed as an Atom document (RFC 4287) in UTF-8."""
    frame = _frame(feed, "application/atom+xml", ".atom").atom_str()
    return _filled(frame, (entry.atom for entry in feed.entries), b"</feed>")


def rss(feed: Feed) -> bytes:
    """The feed as an RSS 2.0 document in UTF-8."""
    frame = _frame(feed, "application/rss+xml", ".rss").rss_str()
    return _filled(frame, (entry.rss for entry in feed.entries), b"</channel></rss>")


def _filled(frame: bytes, entries: Iterable[bytes], end: bytes) -> bytes:
    """The library's feed without entries, and these in it: it would make them anew for every feed."""
    return b"".join((frame.removesuffix(end), *entries, end, b"\n"))


def _frame(feed: Feed, media_type: str, ending: str) -> FeedGenerator:
    settings = feed.settings
    made = FeedGenerator()
    made.id(f"tag:{settings.host},{_TAG_YEAR}:{feed.path}")
    made.title(xml_text(feed.title))
    made.description(xml_text(settings.description or feed.title))
    made.author({"name": xml_text(settings.site_name)})
    made.language(settings.language)
    made.generator(_GENERATOR)
    made.updated(feed.updated)
    # feedgen's default is the clock, which would change the bytes at every build.
    made.lastBuildDate(feed.updated)
    made.pubDate(feed.updated)
    made.ttl(POLL_MINUTES)
    made.link(href=feed.url + ending, rel="self", type=media_type)
    made.link(href=feed.page_url, rel="alternate", type="text/html")
    return made
