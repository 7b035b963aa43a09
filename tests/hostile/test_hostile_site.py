"""A site full of hostile texts: its files are harmless to every reader."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import feedparser
import icalendar
import lxml.etree
import lxml.html
import pytest

Hostile = Mapping[str, tuple[str, tuple[str, ...]]]
TITLE = '<script>alert("title")</script> & </title><img src=x onerror=alert(1)> {{ 7*7 }}'
MARKED = "2026-11-21-markup-in-every-field"
ACTIVE = (
    "script",
    "iframe",
    "form",
    "object",
    "embed",
    "base",
    "frame",
    "applet",
    "portal",
    "marquee",
    "dialog",
)


def problems(root: Any) -> Iterator[str]:
    """What no text of ours may become, in HTML that was parsed."""
    for element in root.iter(*ACTIVE):
        yield lxml.html.tostring(element, encoding="unicode", with_tail=False)[:80]
    for element in root.iter(lxml.etree.Element):
        for name, value in element.attrib.items():
            if name.startswith("on") or name in (
                "style",
                "srcdoc",
                "formaction",
                "ping",
                "background",
                "srcset",
            ):
                yield f"<{element.tag} {name}>"
            if name in ("href", "src") and re.match(
                r"\s*(?:javascript|vbscript|data|file|blob|ws):", value, re.I
            ):
                yield f"{name}={value[:80]}"
            if name == "src" and "://" in value and not value.startswith("https://status.example.com/"):
                yield f"{name}={value[:80]}"


def main_of(path: Path) -> Any:
    (main,) = lxml.html.parse(str(path)).getroot().xpath("//main")
    return main


@pytest.mark.parametrize("page", ["", "postmortem/"])
def test_every_page_of_an_incident_says_every_word_and_does_nothing(
    page: str, hostile: Hostile, hostile_site: Path
) -> None:
    for name, (_, words) in hostile.items():
        main = main_of(hostile_site / f"incidents/2026-11-21-{name}/{page}index.html")
        assert list(problems(main)) == [], name
        text = " ".join([main.text_content(), *main.xpath(".//img/@alt")])
        assert [word for word in words if word not in text] == [], name


def test_the_pages_that_gather_incidents_do_nothing_either(hostile_site: Path) -> None:
    pages = ["index.html", "history/index.html", "history/2026-11/index.html", "postmortems/index.html"]
    pages += ["components/checkout/index.html", "components/search/index.html", "maintenance/index.html"]
    for page in pages:
        main = main_of(hostile_site / page)
        for prose in main.xpath("./section[@class='body']"):
            main.remove(prose)  # the home page's own words may be HTML; the policy keeps them quiet
        assert list(problems(main)) == [], page


def test_every_feed_says_every_word_and_does_nothing(hostile: Hostile, hostile_site: Path) -> None:
    for name in ("updates.atom", "updates.rss", "history.atom", "history.rss"):
        entries = feedparser.parse((hostile_site / name).read_bytes(), sanitize_html=False).entries
        assert entries, name
        for entry in entries:
            html = entry.content[0].value if "content" in entry else entry.summary
            root = lxml.html.fragment_fromstring(html, create_parent="root")
            assert list(problems(root)) == [], (name, entry.id)


def test_what_is_delivered_to_those_who_follow_an_incident_has_every_word(
    hostile: Hostile, hostile_site: Path
) -> None:
    for name, (_, words) in hostile.items():
        path = hostile_site / f"incidents/2026-11-21-{name}/updates.atom"
        for entry in feedparser.parse(path.read_bytes(), sanitize_html=False).entries:
            if entry.id.endswith("-investigating"):
                root = lxml.html.fragment_fromstring(entry.content[0].value, create_parent="root")
                text = " ".join([root.text_content(), *root.xpath("//img/@alt")])
                assert [word for word in words if word not in text] == [], name
                assert list(problems(root)) == [], name


def test_the_json_feed_does_nothing(hostile_site: Path) -> None:
    items = json.loads((hostile_site / "updates.json").read_bytes())["items"]
    for item in items:
        assert list(problems(lxml.html.fragment_fromstring(item["content_html"], create_parent="root"))) == []


def test_a_title_with_markup_is_text_everywhere(hostile_site: Path) -> None:
    page = lxml.html.parse(str(hostile_site / f"incidents/{MARKED}/index.html")).getroot()
    assert page.xpath("string(//h1)").strip() == TITLE
    assert page.xpath("string(//title)").endswith(f'{TITLE} · Example <b>status</b> & "friends"')
    assert page.xpath("//meta[@property='og:title']/@content")[0].startswith(TITLE)
    for name in ("index.html", "history/2026-11/index.html"):
        assert TITLE in main_of(hostile_site / name).text_content(), name


def test_a_title_with_markup_is_text_in_feeds(hostile_site: Path) -> None:
    for name in ("updates.atom", "updates.rss"):
        root = lxml.etree.fromstring((hostile_site / name).read_bytes())
        titles = root.xpath("//*[local-name()='title']/text()")
        assert any(title.endswith(f"] {TITLE}") for title in titles), name
        kinds = root.xpath("//*[local-name()='title']/@type")
        assert set(kinds) <= {"text"}, "no reader may take it for HTML"
    items = json.loads((hostile_site / "updates.json").read_bytes())["items"]
    assert any(item["title"].endswith(f"] {TITLE}") for item in items)


def test_facts_and_names_with_markup_are_text(hostile_site: Path) -> None:
    text = main_of(hostile_site / f"incidents/{MARKED}/index.html").text_content()
    for words in (
        '<script>alert("affected")</script> everybody',
        "</dd></dl><svg onload=alert(1)>",
        "{{ 7 * 7 }}",
    ):
        assert words in text
    home = lxml.html.parse(str(hostile_site / "index.html")).getroot()
    assert "<script>alert('component')</script>" in home.xpath("string(//main)")
    assert '"><script>alert(1)</script>' in home.xpath("string(//main)")
    assert 'Example <b>status</b> & "friends"' in home.xpath("string(//header)")


def test_a_calendar_takes_markup_and_its_own_words_for_text(hostile_site: Path) -> None:
    calendar = icalendar.Calendar.from_ical((hostile_site / "calendar.ics").read_bytes())
    (event,) = calendar.walk("VEVENT")
    assert str(event["SUMMARY"]).endswith(r'<script>alert("planned")</script>; a, b\n & </title>')
    assert "BEGIN:VEVENT" in str(event["DESCRIPTION"]) and "END:VCALENDAR" in str(event["DESCRIPTION"])
    assert "ATTACH" not in event


def test_the_search_carries_words_alone(hostile_site: Path) -> None:
    for entry in json.loads((hostile_site / "search/search_index.json").read_bytes())["docs"]:
        words = entry["title"] + entry.get("note", "") + entry["text"]
        shown = lxml.html.fragment_fromstring(words, create_parent="root")
        assert list(problems(shown)) == [], entry["location"]
