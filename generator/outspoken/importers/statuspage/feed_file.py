"""Parses the entries of an incident feed, Atom or RSS, even if the file is truncated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from lxml.etree import XMLPullParser, XMLSyntaxError, _Element
from msgspec import Struct

from outspoken.importers.import_report import Remarks

_ENTRIES = ("entry", "item")
# Documents with a DOCTYPE are rejected, since it could define entities.
_FEED = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<\?[^>]*>\s*)*<(?:feed|rss)\b")


class IncidentEntry(Struct, frozen=True, kw_only=True):
    """One entry: `published` and `updated` are in UTC, None if they are missing or cannot be read."""

    id: str
    link: str
    title: str
    html: str
    published: datetime | None = None
    updated: datetime | None = None


class IncidentFeed(Struct, frozen=True, kw_only=True):
    """A feed: its title, the address of the page, and its entries."""

    title: str = ""
    url: str = ""
    entries: tuple[IncidentEntry, ...] = ()


def is_feed(data: bytes) -> bool:
    """Whether the bytes begin as Atom or RSS."""
    return bool(_FEED.match(data.removeprefix(b"\xef\xbb\xbf")))


def read_feed(data: bytes, remarks: Remarks) -> IncidentFeed:
    """Return all complete entries; a truncated feed adds a remark."""
    # The file is from another server: no entity is expanded, nothing is loaded, and the depth is limited.
    parser = XMLPullParser(("end",), resolve_entities=False, no_network=True, huge_tree=False)
    feed = IncidentFeed()
    entries: list[IncidentEntry] = []
    try:
        parser.feed(data.removeprefix(b"\xef\xbb\xbf"))
        parser.close()
    except XMLSyntaxError as fault:
        remarks.not_imported("the feed is cut off or broken: what is complete was read", str(fault.msg or ""))
    # After an error too: what was complete before it is in the events.
    for _, element in parser.read_events():
        parent = element.getparent()
        name, above = _name(element), _name(parent) if parent is not None else ""
        if name in _ENTRIES:
            entries.append(_entry(element))
        elif name == "title" and above in ("feed", "channel"):
            feed = IncidentFeed(title=_text(element), url=feed.url)
        elif name == "link" and above in ("feed", "channel") and _leads_to_page(element):
            feed = IncidentFeed(title=feed.title, url=element.get("href") or _text(element))
    return IncidentFeed(title=feed.title, url=feed.url, entries=tuple(entries))


def _name(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _leads_to_page(link: _Element) -> bool:
    return str(link.get("rel", "alternate")) == "alternate"


def _text(element: _Element) -> str:
    return "".join(map(str, element.itertext())).strip()


def _entry(element: _Element) -> IncidentEntry:
    parts: dict[str, str] = {}
    for child in _children(element):
        name = _name(child)
        if name != "link" or _leads_to_page(child):
            parts.setdefault(name, child.get("href") or _text(child))
    return IncidentEntry(
        id=parts.get("id") or parts.get("guid") or "",
        link=parts.get("link", ""),
        title=parts.get("title", ""),
        html=parts.get("content") or parts.get("description") or parts.get("summary") or "",
        published=_time(parts.get("published") or parts.get("pubDate") or ""),
        updated=_time(parts.get("updated") or ""),
    )


def _children(element: _Element) -> Iterator[_Element]:
    return (child for child in element if isinstance(child.tag, str))


def _time(written: str) -> datetime | None:
    try:
        # Atom has dates in ISO 8601, RSS in the format of mail (RFC 5322).
        is_iso = written[:4].isdecimal()
        read = datetime.fromisoformat(written) if is_iso else parsedate_to_datetime(written)
    except ValueError:
        return None
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
