"""Entries of feeds as XML: the library makes a feed, but a build may have 50,000 entries, most of its time.

The bytes are the library's, as a test compares; a site that begins to write them otherwise shows its readers
each entry again.
"""

from __future__ import annotations

from email.utils import format_datetime
from functools import lru_cache
from html import escape

from outspoken.render.feeds.feed_entries import FeedItem


def atom_and_rss(item: FeedItem) -> tuple[bytes, bytes]:
    """Return an item as an Atom `<entry>` (RFC 4287) and as an `<item>` of RSS 2.0, in UTF-8.

    In RSS, an item has the date of its last change: it has one date, and readers sort by it.
    """
    key, title, html = _text(item.id), _text(item.title), _text(item.html)
    categories = [_category(term, label) for term, label in item.categories]
    terms, names = ("".join(one[place] for one in categories) for place in (0, 1))
    content = f'<content type="html">{html}</content>' if html else '<content type="html"/>'
    atom = (
        f"<entry><id>{key}</id><title>{title}</title><updated>{item.updated.isoformat()}</updated>{content}"
        f'<link href="{_quoted(item.link)}"/>{terms}'
        f"<published>{item.published.isoformat()}</published></entry>"
    )
    rss = (
        f"<item><title>{title}</title><link>{_text(item.link)}</link>"
        f'<description>{html}</description><guid isPermaLink="false">{key}</guid>{names}'
        f"<pubDate>{format_datetime(item.updated)}</pubDate></item>"
    )
    return atom.encode(), rss.encode()


@lru_cache(maxsize=1024)  # the same components again and again
def _category(term: str, label: str) -> tuple[str, str]:
    return (
        f'<category term="{_quoted(term)}" label="{_quoted(label)}"/>',
        f"<category>{_text(label)}</category>",
    )


def _text(text: str) -> str:
    # A parser would make a line feed of a carriage return: https://www.w3.org/TR/xml/#sec-line-ends
    return escape(text, quote=False).replace("\r", "&#13;")


def _quoted(text: str) -> str:
    # In attributes, spaces of what is not a character reference: https://www.w3.org/TR/xml/#AVNormalize
    return _text(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
