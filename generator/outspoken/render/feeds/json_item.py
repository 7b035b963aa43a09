"""An entry of a feed as an item of JSON Feed 1.1."""

from __future__ import annotations

from msgspec.json import encode

from outspoken.render.feeds.feed_entries import FeedItem


def json_item(item: FeedItem) -> bytes:
    """Return the item as a JSON object in UTF-8."""
    return encode(
        {
            "id": item.id,
            "url": item.link,
            "title": item.title,
            "content_html": item.html,
            # isoformat ends with +00:00, which is replaced by the shorter Z.
            "date_published": f"{item.published.isoformat()[:-6]}Z",
            "date_modified": f"{item.updated.isoformat()[:-6]}Z",
            "tags": [label for _, label in item.categories],
        }
    )
