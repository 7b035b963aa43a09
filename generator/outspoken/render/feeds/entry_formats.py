"""Writes feed entries as XML and JSON: a build may have 50,000, and the library would take most of its time.

A test compares the bytes with the library's: if they changed, feed readers could show each entry again.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from email.utils import format_datetime
from functools import lru_cache
from html import escape

from msgspec.json import encode

from outspoken.render.feeds.feed_entries import FeedItem


def atom_and_rss(item: FeedItem) -> tuple[bytes, bytes]:
    """Return an item as an Atom `<entry>` (RFC 4287) and as an `<item>` of RSS 2.0, in UTF-8.

    RSS has only one date, by which feed readers sort: it is that of the last change.
    """
    key, title, html = _text(item.id), _text(item.title), _text(item.html)
    terms, names = _categories(item.categories)
    published, updated = item.published.isoformat(), item.updated.isoformat()
    content = f'<content type="html">{html}</content>' if html else '<content type="html"/>'
    atom = (
        f"<entry><id>{key}</id><title>{title}</title><updated>{updated}</updated>{content}"
        f'<link href="{_quoted(item.link)}"/>{terms}'
        f"<published>{published}</published></entry>"
    )
    rss = (
        f"<item><title>{title}</title><link>{_text(item.link)}</link>"
        f'<description>{html}</description><guid isPermaLink="false">{key}</guid>{names}'
        f"<pubDate>{_mail_day(item.updated.date())} {updated[11:19]} +0000</pubDate></item>"
    )
    return atom.encode(), rss.encode()


@lru_cache(maxsize=1024)  # many entries have the same day
def _mail_day(day: date) -> str:
    """Return the day as in mail (RFC 5322): `Sat, 21 Nov 2026`."""
    return format_datetime(datetime(day.year, day.month, day.day, tzinfo=UTC))[: -len(" 00:00:00 +0000")]


@lru_cache(maxsize=1024)  # the entries of one incident have the same components
def _categories(categories: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    return (
        "".join(f'<category term="{_quoted(term)}" label="{_quoted(label)}"/>' for term, label in categories),
        "".join(f"<category>{_text(label)}</category>" for _, label in categories),
    )


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


def _text(text: str) -> str:
    # Parsers turn a carriage return into a line feed: https://www.w3.org/TR/xml/#sec-line-ends
    return escape(text, quote=False).replace("\r", "&#13;")


def _quoted(text: str) -> str:
    # In attributes, parsers turn line feeds and tabs into spaces: https://www.w3.org/TR/xml/#AVNormalize
    return _text(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
