"""Entries have the bytes that feedgen gives them: readers that compare them would show each again."""

from __future__ import annotations

from datetime import UTC, datetime

from feedgen.entry import FeedEntry
from hypothesis import given
from hypothesis import strategies as st
from lxml.etree import fromstring, tostring

from outspoken.render.feeds.entry_formats import atom_and_rss
from outspoken.render.feeds.feed_entries import FeedItem, xml_text

# What XML can hold, with what it must escape more often than by chance.
TEXTS = st.text(st.sampled_from("&<>\"'\r\n\t ]aé\U0001f6a2") | st.characters(exclude_categories=["Cs"])).map(
    xml_text
)
SOME = TEXTS.filter(bool)
DATES = st.datetimes(datetime(1980, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda date: date.replace(microsecond=0)
)
ITEMS = st.builds(
    FeedItem,
    id=SOME,
    link=SOME,
    title=SOME,
    html=TEXTS,
    published=DATES,
    updated=DATES,
    categories=st.lists(st.tuples(SOME, SOME), max_size=3).map(tuple),
)


def by_library(item: FeedItem) -> tuple[bytes, bytes]:
    entry = FeedEntry()
    entry.guid(item.id, permalink=False)
    entry.title(item.title)
    entry.link(href=item.link, rel="alternate", type="text/html")
    entry.content(item.html, type="html")
    entry.published(item.published)
    entry.updated(item.updated)
    entry.category([{"term": term, "label": label} for term, label in item.categories])
    atom = tostring(entry.atom_entry(), encoding="UTF-8")
    entry.published(item.updated)
    return atom, tostring(entry.rss_entry(), encoding="UTF-8")


@given(ITEMS)
def test_an_entry_has_the_bytes_that_the_library_gives_it(item: FeedItem) -> None:
    assert atom_and_rss(item) == by_library(item)


@given(ITEMS)
def test_what_is_written_is_what_a_parser_reads(item: FeedItem) -> None:
    atom, rss = map(fromstring, atom_and_rss(item))
    words = [item.id, item.title, item.html]
    assert [atom.findtext(name) or "" for name in ("id", "title", "content")] == words
    assert [(one.get("term"), one.get("label")) for one in atom.iter("category")] == [*item.categories]
    assert atom.find("link").get("href") == rss.findtext("link") == item.link
    assert [rss.findtext(name) or "" for name in ("guid", "title", "description")] == words
