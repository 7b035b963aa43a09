"""Atom and RSS: the same bytes for the same entries, whenever they are made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from outspoken.derive.dating import DatedEntry
from outspoken.model.settings import Settings
from outspoken.render.feeditems import FeedItem, Gettext, history_item, speakable, update_item

LONGEST = 50
"""How many entries a feed holds, the newest."""

POLL_MINUTES = 15
_GENERATOR = "Outspoken"
# The year in which tag URIs of feeds were defined; it says nothing about the feed and never changes.
_TAG_YEAR = 2026
# A feed that holds nothing yet was never changed; any other date would be the build's.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed before any format: its items, newest first.

    `path` is relative to the site's root and without an ending (`updates`, `components/api/updates`);
    `page` is the path of the page that it stands for.
    """

    title: str
    path: str
    items: tuple[FeedItem, ...]
    settings: Settings
    page: str = ""

    @property
    def updated(self) -> datetime:
        """The newest entry's date: the feed changes when it does and at no other time."""
        return max((item.updated for item in self.items), default=_NEVER)

    @property
    def url(self) -> str:
        return self.settings.url + self.path

    @property
    def page_url(self) -> str:
        return self.settings.url + self.page


def updates_feed(
    entries: Iterable[DatedEntry],
    settings: Settings,
    *,
    title: str,
    path: str,
    page: str = "",
    gettext: Gettext = str,
) -> Feed:
    """One item for each entry, whose date never changes; `entries` are newest first, no more than wanted."""
    items = tuple(update_item(entry, settings, gettext) for entry in entries)
    return Feed(title=title, path=path, page=page, items=items, settings=settings)


def history_feed(
    histories: Iterable[Sequence[DatedEntry]],
    settings: Settings,
    *,
    title: str,
    path: str,
    page: str = "",
    gettext: Gettext = str,
) -> Feed:
    """One item for each incident, updated in place; of each, the entries that are out, newest first."""
    items = tuple(history_item(entries, settings, gettext) for entries in histories)
    return Feed(title=title, path=path, page=page, items=items, settings=settings)


def documents(feed: Feed) -> tuple[bytes, bytes]:
    """The feed as an Atom document (RFC 4287) and as an RSS 2.0 document, in UTF-8.

    In RSS, an item's date is that of its newest words.
    """
    made = _generator(feed)
    entries = [_add(made, item) for item in feed.items]
    as_atom = _atom(made, feed)
    for entry, item in zip(entries, feed.items, strict=True):
        if item.updated != item.published:
            entry.published(item.updated)
    _link_self(made, feed, "application/rss+xml", ".rss")
    return as_atom, bytes(made.rss_str()) + b"\n"


def atom(feed: Feed) -> bytes:
    """The feed as an Atom document (RFC 4287) in UTF-8."""
    made = _generator(feed)
    for item in feed.items:
        _add(made, item)
    return _atom(made, feed)


def _atom(made: FeedGenerator, feed: Feed) -> bytes:
    _link_self(made, feed, "application/atom+xml", ".atom")
    return bytes(made.atom_str()) + b"\n"


def _link_self(made: FeedGenerator, feed: Feed, media_type: str, ending: str) -> None:
    made.link(href=feed.url + ending, rel="self", type=media_type, replace=True)
    made.link(href=feed.page_url, rel="alternate", type="text/html")


def _generator(feed: Feed) -> FeedGenerator:
    settings = feed.settings
    made = FeedGenerator()
    made.id(f"tag:{settings.host},{_TAG_YEAR}:{feed.path}")
    made.title(speakable(feed.title))
    made.description(speakable(settings.description or feed.title))
    made.author({"name": speakable(settings.site_name)})
    made.language(settings.language)
    made.generator(_GENERATOR)
    made.updated(feed.updated)
    made.lastBuildDate(feed.updated)
    made.pubDate(feed.updated)
    made.ttl(POLL_MINUTES)
    return made


def _add(made: FeedGenerator, item: FeedItem) -> FeedEntry:
    entry = FeedEntry()
    entry.guid(item.id, permalink=False)
    entry.title(item.title)
    entry.link(href=item.link, rel="alternate", type="text/html")
    entry.content(item.html, type="html")
    entry.published(item.published)
    entry.updated(item.updated)
    entry.category([{"term": term, "label": label} for term, label in item.categories])
    return made.add_entry(entry, order="append")
