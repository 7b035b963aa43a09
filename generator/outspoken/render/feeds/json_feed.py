"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json

from outspoken.render.feeds.atom_rss import Feed
from outspoken.render.feeds.feed_entries import FeedItem


def json_feed(feed: Feed) -> bytes:
    """The feed as a JSON document in UTF-8; the same bytes for the same entries."""
    settings = feed.settings
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page_url,
        "feed_url": f"{feed.url}.json",
        "description": settings.description or feed.title,
        "language": settings.language,
        "authors": [{"name": settings.site_name, "url": settings.url}],
        "items": [_item(entry.item) for entry in feed.entries],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _item(item: FeedItem) -> dict[str, object]:
    return {
        "id": item.id,
        "url": item.link,
        "title": item.title,
        "content_html": item.html,
        "date_published": f"{item.published:%Y-%m-%dT%H:%M:%SZ}",
        "date_modified": f"{item.updated:%Y-%m-%dT%H:%M:%SZ}",
        "tags": [label for _, label in item.categories],
    }
