"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

from msgspec.json import encode

from outspoken.render.feeds.atom_rss import Feed


def json_feed(feed: Feed) -> bytes:
    """Return the feed as JSON in UTF-8, one entry a line; the bytes depend only on the entries."""
    settings = feed.settings
    frame = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page_url,
        "feed_url": f"{feed.url}.json",
        "description": settings.description or feed.title,
        "language": settings.language,
        "authors": [{"name": settings.site_name, "url": settings.url}],
    }
    items = b",\n".join(entry.json for entry in feed.entries)
    return encode(frame).removesuffix(b"}") + b',"items":[\n' + items + b"\n]}\n"
