"""Feeds as the rules for Atom and RSS want them, and as readers expect them."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import feedparser
import lxml.html
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from outspoken.derive.facts import HistoryFacts
from outspoken.model.component import Component
from outspoken.model.history import History
from outspoken.model.incident import Incident, Postmortem, Publication, Update, Window
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Impact, Kind, State, Status
from outspoken.render.feeds.all_feeds import feed_outputs

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
SITE = "https://status.example.com/shop/"
ATOM = "{http://www.w3.org/2005/Atom}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
SETTINGS = Settings(
    site_name="Example & Sons",
    url=SITE,
    host="status.example.com",
    components=(Component(id="api", name="API <v2>"), Component(id="web", name="Web & shop")),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def say(when: str, body: str = "We are on it.", status: Status | None = None, **more: Any) -> Update:
    moment = at(when)
    publication = Publication(at=moment + timedelta(seconds=70), order=int(moment.timestamp()), bulk=False)
    return Update(
        id=more.pop("id", f"{moment:%Y%m%dT%H%M%SZ}"),
        at=moment,
        body=body,
        status=status,
        publication=publication,
        **more,
    )


def incident(*updates: Update, id: str = "2026-03-09-checkout-errors", **more: Any) -> Incident:
    made = Incident(
        id=id,
        title="Checkout errors",
        kind=Kind.INCIDENT,
        impact=Impact.MAJOR,
        components=(("api", State.MAJOR_OUTAGE),),
        started=updates[0].at,
        body="Paying fails.",
        publication=updates[0].publication,
        updates=updates,
    )
    return replace(made, **more)


def planned(*updates: Update, start: str, end: str, id: str = "2026-03-12-upgrade", **more: Any) -> Incident:
    return incident(
        *updates,
        id=id,
        **{
            "title": "Database upgrade",
            "kind": Kind.MAINTENANCE,
            "impact": Impact.NONE,
            "components": (("web", State.UNDER_MAINTENANCE),),
            "started": at(start),
            "window": Window(start=at(start), end=at(end)),
        }
        | more,
    )


OUTAGE = incident(
    say("2026-03-09T10:00", "We are **looking** into it.", Status.INVESTIGATING),
    say("2026-03-09T10:20", "A [database](db.html) is full.\n\nSee ![graph](graph.png).", Status.IDENTIFIED),
    say("2026-03-09T10:40", "Still busy.", next_update=timedelta(minutes=30)),
    say("2026-03-09T11:00", "- fixed\n- checked", Status.RESOLVED),
    images=("graph.png",),
)
HOSTILE = incident(
    say(
        "2026-03-09T12:00",
        "<script>alert(1)</script> [x](javascript:alert(1)) ![y](https://evil.example/y.png) "
        "]]> &#11;&#xFFFE; &amp;",
        Status.INVESTIGATING,
    ),
    id="2026-03-09-hostile",
    title="<b>Bold</b> & \"quoted\" ]]> 'title' &amp;",
    components=(("api", State.PARTIAL_OUTAGE), ("web", State.DEGRADED_PERFORMANCE)),
)
UPGRADE = planned(
    say("2026-03-08T09:00", "We upgrade the database.", Status.SCHEDULED),
    start="2026-03-12T02:00",
    end="2026-03-12T02:20",
)
EXPLAINED = incident(
    say("2026-02-01T10:00", "Down.", Status.INVESTIGATING),
    say("2026-02-01T11:00", "Up.", Status.RESOLVED),
    id="2026-02-01-explained",
    postmortem=Postmortem(
        body="## What happened\n\nA cable.",
        published=at("2026-03-05T10:00"),
        publication=Publication(at=at("2026-03-05T10:01"), order=1772704860, bulk=False),
    ),
)


def built(*incidents: Incident, now: datetime = NOW, settings: Settings = SETTINGS) -> dict[str, bytes]:
    ordered = sorted(incidents, key=lambda incident: (incident.started, incident.id))
    history = History(settings=settings, incidents=tuple(ordered), commit="c" * 40)
    return {output.path: output.data for output in feed_outputs(HistoryFacts(history), now)}


FULL = built(OUTAGE, HOSTILE, UPGRADE, EXPLAINED)
ATOM_FEEDS = sorted(path for path in FULL if path.endswith(".atom"))
RSS_FEEDS = sorted(path for path in FULL if path.endswith(".rss"))


def entries(path: str = "updates.atom", *incidents: Incident, now: datetime = NOW) -> list[Any]:
    parsed = feedparser.parse((built(*incidents, now=now) if incidents else FULL)[path])
    assert not parsed.bozo
    return list(parsed.entries)


def titles(*incidents: Incident, now: datetime = NOW) -> list[str]:
    return [entry.title for entry in entries("updates.atom", *incidents, now=now)]


def is_absolute(url: str) -> bool:
    parts = urlsplit(url)
    return bool(parts.scheme and (parts.netloc or parts.scheme in {"mailto", "tel"}))


def assert_good_html(html: str) -> None:
    assert html.strip()
    tree = lxml.html.fragment_fromstring(html, create_parent=True)
    assert not tree.xpath("//script|//iframe|//style|//@onclick|//@onerror")
    assert all(is_absolute(str(url)) for url in tree.xpath("//@href|//@src"))
    assert all(str(url).startswith(SITE) for url in tree.xpath("//@src"))


def texts(node: Any, name: str) -> list[str]:
    return [found.text for found in node.findall(name)]


def test_a_site_has_these_feeds() -> None:
    formats = {"updates.atom", "updates.rss", "updates.json"}
    everywhere = {*formats, "calendar.ics"}
    whole = {"history.atom", "history.rss", "outspoken.opml"}
    incidents = (OUTAGE, HOSTILE, UPGRADE, EXPLAINED)
    followed = {f"incidents/{one.id}/{name}" for one in incidents for name in formats}
    components = {f"components/{one}/{name}" for one in ("api", "web") for name in everywhere}
    assert set(FULL) == everywhere | whole | components | followed


@pytest.mark.parametrize("path", ATOM_FEEDS)
def test_atom_keeps_the_rules(path: str) -> None:
    feed = etree.fromstring(FULL[path])
    assert feed.tag == f"{ATOM}feed"
    assert feed.get(XML_LANG) == "en"
    for name in ("id", "title", "updated"):
        assert len(texts(feed, ATOM + name)) == 1
    assert texts(feed.find(f"{ATOM}author"), f"{ATOM}name") == ["Example & Sons"]
    links = {link.get("rel", "alternate"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == SITE + path
    assert links["alternate"].startswith(SITE)
    assert links["alternate"].endswith("/")
    found = feed.findall(f"{ATOM}entry")
    assert found
    ids = [entry.findtext(f"{ATOM}id") for entry in found]
    assert len(set(ids)) == len(ids)
    for entry in found:
        assert_good_entry(entry)
    assert feed.findtext(f"{ATOM}updated") == max(entry.findtext(f"{ATOM}updated") for entry in found)


def assert_good_entry(entry: Any) -> None:
    for name in ("id", "title", "updated", "published", "content"):
        assert len(texts(entry, ATOM + name)) == 1
    assert re.fullmatch(r"tag:status\.example\.com,2026:[\w/.-]+", entry.findtext(f"{ATOM}id"))
    assert entry.find(f"{ATOM}title").get("type", "text") == "text"
    assert entry.findtext(f"{ATOM}title").strip()
    published, updated = (entry.findtext(ATOM + name) for name in ("published", "updated"))
    for stamp in (published, updated):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", stamp)
    assert published <= updated <= NOW.isoformat()
    (link,) = entry.findall(f"{ATOM}link")
    assert link.get("rel", "alternate") == "alternate"
    assert link.get("href").startswith(f"{SITE}incidents/")
    content = entry.find(f"{ATOM}content")
    assert content.get("type") == "html"
    assert_good_html(content.text)
    assert all(category.get("term") in {"api", "web"} for category in entry.findall(f"{ATOM}category"))


@pytest.mark.parametrize("path", RSS_FEEDS)
def test_rss_keeps_the_rules(path: str) -> None:
    rss = etree.fromstring(FULL[path])
    assert (rss.tag, rss.get("version")) == ("rss", "2.0")
    (channel,) = rss
    for name in ("title", "link", "description", "language", "lastBuildDate", "pubDate", "generator"):
        assert len(texts(channel, name)) == 1
        assert channel.findtext(name).strip()
    (link,) = channel.findall(f"{ATOM}link")
    assert (link.get("rel"), link.get("type")) == ("self", "application/rss+xml")
    assert link.get("href") == SITE + path
    items = channel.findall("item")
    assert items
    guids = [item.findtext("guid") for item in items]
    links = [item.findtext("link") for item in items]
    assert len(set(guids)) == len(guids)
    assert len(set(links)) == len(links)
    for item in items:
        assert item.find("guid").get("isPermaLink") == "false"
        assert is_absolute(item.findtext("link"))
        assert item.findtext("title").strip()
        assert_good_html(item.findtext("description"))
    dates = [parsedate_to_datetime(item.findtext("pubDate")) for item in items]
    assert dates == sorted(set(dates), reverse=True)
    assert all(date.utcoffset() == timedelta(0) and date <= NOW for date in dates)
    assert parsedate_to_datetime(channel.findtext("lastBuildDate")) == dates[0]
    assert parsedate_to_datetime(channel.findtext("pubDate")) == dates[0]
    assert re.fullmatch(
        r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000",
        items[0].findtext("pubDate"),
    )


def test_atom_and_rss_say_the_same() -> None:
    atom, rss = entries("updates.atom"), entries("updates.rss")
    assert [(one.id, one.link, one.title, one.content[0].value) for one in atom] == [
        (one.id, one.link, one.title, one.summary) for one in rss
    ]
    assert [one.published_parsed for one in atom] == [one.published_parsed for one in rss]


def test_json_feed_says_the_same() -> None:
    feed = json.loads(FULL["updates.json"])
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{SITE}updates.json"
    assert [(item["id"], item["url"], item["title"]) for item in feed["items"]] == [
        (entry.id, entry.link, entry.title) for entry in entries("updates.atom")
    ]
    assert feed["items"][0]["date_published"] == "2026-03-09T12:01:10Z"


def test_an_entry_has_a_tag_for_an_id_and_a_link_to_its_anchor() -> None:
    found = {entry.id: entry.link for entry in entries()}
    tag = "tag:status.example.com,2026:2026-03-09-checkout-errors/20260309T102000Z"
    assert found[tag] == f"{SITE}incidents/2026-03-09-checkout-errors/#20260309T102000Z"


def test_a_title_has_the_status_and_the_incident() -> None:
    assert titles(OUTAGE) == [
        "[Resolved] Checkout errors",
        "[Update] Checkout errors",
        "[Identified] Checkout errors",
        "[Investigating] Checkout errors",
    ]


def test_a_reopened_incident_says_so_with_its_status() -> None:
    reopened = incident(*OUTAGE.updates, say("2026-03-09T15:00", "Again.", Status.INVESTIGATING))
    assert titles(reopened)[0] == "[Investigating] Checkout errors"


def test_titles_with_markup_stay_text() -> None:
    for path in ("updates.atom", "updates.rss", "history.atom", "history.rss"):
        node = etree.fromstring(FULL[path])
        found = [title for title in node.itertext() if title.endswith("'title' &amp;")]
        assert found
        assert all("<b>Bold</b> & \"quoted\" ]]> 'title' &amp;" in title for title in found)


def test_hostile_words_stay_readable_and_do_nothing() -> None:
    (hostile,) = entries("incidents/2026-03-09-hostile/updates.atom")
    tree = lxml.html.fragment_fromstring(hostile.content[0].value, create_parent="div")
    assert "<script>alert(1)</script>" in tree.text_content()
    assert "]]>" in tree.text_content()
    assert not tree.xpath(".//img|.//a[starts-with(@href, 'javascript')]")


def test_links_and_images_of_an_update_are_absolute() -> None:
    identified = next(entry for entry in entries() if entry.title.startswith("[Identified]"))
    html = identified.content[0].value
    assert f'href="{SITE}incidents/2026-03-09-checkout-errors/db.html"' in html
    assert f'src="{SITE}incidents/2026-03-09-checkout-errors/graph.png"' in html


def test_the_first_words_name_the_components_and_the_last_free_them() -> None:
    last, *_, first = entries("updates.atom", OUTAGE)
    assert "<p>API &lt;v2&gt;: Major outage</p>" in first.content[0].value
    assert "<p>API &lt;v2&gt;: Operational</p>" in last.content[0].value
    assert [tag.term for tag in first.tags] == ["api"]


def test_a_promise_is_in_the_entry_with_its_zone() -> None:
    promise = next(entry for entry in entries("updates.atom", OUTAGE) if entry.title.startswith("[Update]"))
    assert "<p>Next update by 2026-03-09 11:11 UTC</p>" in promise.content[0].value


def test_planned_work_is_in_the_feed_when_it_is_announced_with_its_window_in_the_text() -> None:
    (announced,) = entries("updates.atom", UPGRADE)
    assert announced.title == "[Scheduled] Database upgrade"
    assert announced.published == "2026-03-08T09:01:10+00:00"
    assert "2026-03-12 02:00\u201302:20 UTC" in announced.content[0].value


def test_planned_work_over_midnight_names_both_days() -> None:
    long = planned(say("2026-03-08T09:00"), start="2026-03-12T23:00", end="2026-03-13T01:00")
    (announced,) = entries("updates.atom", long)
    assert "2026-03-12 23:00\u20132026-03-13 01:00 UTC" in announced.content[0].value


def test_the_clocks_phases_are_entries_with_anchors() -> None:
    over = entries("updates.atom", UPGRADE, now=at("2026-03-12T03:00"))
    assert [(one.title, one.link.partition("#")[2], one.published) for one in over[:2]] == [
        ("[Scheduled end] Database upgrade", "auto-completed-20260312T0220Z", "2026-03-12T02:20:00+00:00"),
        ("[In progress] Database upgrade", "auto-in_progress-20260312T0200Z", "2026-03-12T02:00:00+00:00"),
    ]


def test_a_postmortem_is_an_entry_that_leads_to_its_page() -> None:
    newest = entries("updates.atom", EXPLAINED)[0]
    assert newest.title == "[Post-mortem] Checkout errors"
    assert newest.link.endswith("/incidents/2026-02-01-explained/#postmortem")
    assert f'href="{SITE}incidents/2026-02-01-explained/postmortem/"' in newest.content[0].value
    assert "A cable." in newest.content[0].value


def test_a_typos_correction_changes_neither_id_nor_date() -> None:
    mended = replace(OUTAGE, title="Check-out errors", updates=(replace(OUTAGE.updates[0], body="Mended."),))
    before, after = entries("updates.atom", OUTAGE)[-1], entries("updates.atom", mended)[-1]
    assert (after.id, after.link, after.published, after.updated) == (
        before.id,
        before.link,
        before.published,
        before.updated,
    )
    assert after.content[0].value != before.content[0].value


@pytest.mark.parametrize("path", ["updates.atom", "updates.rss", "history.atom", "history.rss"])
def test_a_feed_holds_the_fifty_newest(path: str) -> None:
    many = [
        incident(say(f"2026-03-0{day}T{hour:02}:00"), id=f"2026-03-0{day}-h{hour:02}")
        for day in range(1, 5)
        for hour in range(24)
    ]
    found = entries(path, *many)
    assert len(found) == 50
    assert "2026-03-04-h23" in found[0].id
    assert "2026-03-02-h22" in found[-1].id


def test_the_same_history_gives_the_same_bytes_at_any_time() -> None:
    done = (OUTAGE, EXPLAINED)
    assert built(*done, now=NOW) == built(*done, now=NOW + timedelta(minutes=30))


def dates_of(path: str, made: dict[str, bytes]) -> set[str]:
    """The dates that a feed gives of itself."""
    names = (f"{ATOM}updated", "channel/pubDate", "channel/lastBuildDate")
    root = etree.fromstring(made[path])
    return {found.text for name in names for found in root.findall(name)}


def test_an_empty_feed_is_valid_and_does_not_change_with_the_clock() -> None:
    empty = built()
    assert dates_of("updates.atom", empty) == {"2026-01-01T00:00:00+00:00"}
    assert not feedparser.parse(empty["history.rss"]).bozo
    assert empty == built(now=NOW + timedelta(days=1))


def test_a_feed_without_entries_is_as_old_as_the_site_s_oldest_entry() -> None:
    elsewhere = replace(OUTAGE, components=(("api", State.MAJOR_OUTAGE),))
    made = built(elsewhere)
    assert dates_of("components/web/updates.atom", made) == {"2026-03-09T10:01:10+00:00"}
    assert dates_of("components/web/updates.rss", made) == {"Mon, 09 Mar 2026 10:01:10 +0000"}
    later = built(elsewhere, say_more(elsewhere), now=NOW + timedelta(days=1))
    assert later["components/web/updates.atom"] == made["components/web/updates.atom"]


def say_more(one: Incident) -> Incident:
    """Another incident of the same component, a day later."""
    return replace(
        one, id="2026-03-10-again", updates=(say("2026-03-10T13:00", status=Status.INVESTIGATING),)
    )


def test_the_feed_of_a_component_that_had_no_incident_is_as_old_as_the_component() -> None:
    young = Component(id="young", name="Young", since=date(2026, 3, 2))
    ahead = Component(id="ahead", name="Ahead", since=date(2027, 1, 1))
    settings = replace(
        SETTINGS, components=(*SETTINGS.components, young, ahead), zone=ZoneInfo("Europe/Berlin")
    )
    made = built(OUTAGE, settings=settings)
    assert dates_of("components/young/updates.atom", made) == {"2026-03-01T23:00:00+00:00"}
    assert dates_of("components/ahead/updates.atom", made) == {"2026-03-09T10:01:10+00:00"}


def test_the_feed_of_an_incident_without_updates_is_as_old_as_the_incident() -> None:
    bare = replace(OUTAGE, updates=(), publication=Publication(at=at("2026-03-09T10:03"), bulk=False))
    made = built(bare)
    assert dates_of("incidents/2026-03-09-checkout-errors/updates.atom", made) == {
        "2026-03-09T10:03:00+00:00"
    }


def test_withdrawn_and_backfilled_ones_are_in_no_feed() -> None:
    gone = replace(OUTAGE, withdrawn="Not ours", id="2026-03-09-gone")
    back = replace(OUTAGE, backfilled=True, id="2026-03-09-back")
    found = built(gone, back)
    assert not [path for path in found if path.startswith("incidents/")]
    assert not [path for path, data in found.items() if b"2026-03-09" in data]


def test_a_withdrawn_update_is_in_no_feed() -> None:
    mistaken = replace(OUTAGE.updates[1], withdrawn="A mistake")
    found = built(replace(OUTAGE, updates=(OUTAGE.updates[0], mistaken)))
    assert not [path for path, data in found.items() if b"database" in data]


def test_a_components_feed_holds_what_touches_it() -> None:
    assert {entry.title.partition("] ")[2] for entry in entries("components/web/updates.atom")} == {
        "<b>Bold</b> & \"quoted\" ]]> 'title' &amp;",
        "Database upgrade",
    }
    everywhere = {entry.id: entry.published for entry in entries()}
    for component in ("api", "web"):
        for entry in entries(f"components/{component}/updates.atom"):
            assert everywhere[entry.id] == entry.published


def test_every_feed_has_an_id_of_its_own() -> None:
    ids = [etree.fromstring(FULL[path]).findtext(f"{ATOM}id") for path in ATOM_FEEDS]
    assert len(set(ids)) == len(ids)
    assert "tag:status.example.com,2026:components/api/updates" in ids


@pytest.mark.parametrize(("days", "followed"), [(0, True), (14, True), (15, False)])
def test_an_incident_can_be_followed_until_fourteen_days_after_its_end(days: int, followed: bool) -> None:
    now = OUTAGE.updates[-1].at + timedelta(days=days)
    path = "incidents/2026-03-09-checkout-errors/updates.atom"
    assert (path in built(OUTAGE, now=now)) is followed


def test_an_incident_that_was_never_closed_can_always_be_followed() -> None:
    still_open = incident(*OUTAGE.updates[:2])
    now = NOW + timedelta(days=900)
    assert len(entries(f"incidents/{still_open.id}/updates.atom", still_open, now=now)) == 2


def test_planned_work_that_was_cancelled_is_not_always_followed() -> None:
    cancelled = planned(
        say("2026-03-08T09:00", status=Status.SCHEDULED),
        say("2026-03-08T10:00", status=Status.CANCELLED),
        start="2026-03-12T02:00",
        end="2026-03-12T02:20",
    )
    path = f"incidents/{cancelled.id}/updates.atom"
    assert path in built(cancelled, now=at("2026-03-20T00:00"))
    assert path not in built(cancelled, now=at("2026-03-23T00:00"))


def test_planned_work_that_ended_by_schedule_is_not_always_followed() -> None:
    path = f"incidents/{UPGRADE.id}/updates.atom"
    assert path in built(UPGRADE, now=at("2026-03-26T02:00"))
    assert path not in built(UPGRADE, now=at("2026-03-26T02:21"))


def test_history_has_one_entry_per_incident_with_the_newest_words_first() -> None:
    (one,) = entries("history.atom", OUTAGE)
    words = lxml.html.fragment_fromstring(one.content[0].value, create_parent="div").text_content()
    assert one.id == "tag:status.example.com,2026:2026-03-09-checkout-errors"
    assert one.link == f"{SITE}incidents/2026-03-09-checkout-errors/"
    assert one.title == "Checkout errors"
    assert re.findall("Resolved|Update|Identified|Investigating", words) == [
        "Resolved",
        "Update",
        "Identified",
        "Investigating",
    ]
    assert (one.published, one.updated) == ("2026-03-09T10:01:10+00:00", "2026-03-09T11:01:10+00:00")


def test_history_has_the_layout_of_hosted_pages_with_years_and_utc() -> None:
    html = etree.fromstring(built(OUTAGE)["history.atom"]).find(f"{ATOM}entry/{ATOM}content").text
    assert html.startswith("<p><small>2026-03-09 11:00 UTC</small><br><strong>Resolved</strong></p>\n<ul>")
    assert html.endswith(
        "<p><small>2026-03-09 10:00 UTC</small><br><strong>Investigating</strong> - "
        "We are <strong>looking</strong> into it.</p>"
    )


def test_history_marks_planned_work_and_never_has_a_date_to_come() -> None:
    (one,) = entries("history.rss", UPGRADE)
    assert one.summary.startswith(
        "<p><strong>THIS IS A SCHEDULED EVENT 2026-03-12 02:00\u201302:20 UTC</strong></p>"
    )
    assert one.published == "Sun, 08 Mar 2026 09:01:10 +0000"


def test_history_is_ordered_by_the_newest_words() -> None:
    found = [entry.title for entry in entries("history.atom", EXPLAINED, OUTAGE)]
    late = incident(
        *EXPLAINED.updates,
        say("2026-03-10T08:00", "Credits are out."),
        id="2026-02-01-explained",
        title="Old",
    )
    assert [entry.title for entry in entries("history.atom", late, OUTAGE)] == ["Old", "Checkout errors"]
    assert len(found) == 2


def test_words_go_through_the_translation() -> None:
    history = History(settings=SETTINGS, incidents=(OUTAGE,), commit=None)
    words: list[str] = []

    def shout(word: str) -> str:
        words.append(word)
        return word if "%" in word else word.upper()

    found = {output.path: output.data for output in feed_outputs(HistoryFacts(history), NOW, shout)}
    assert feedparser.parse(found["updates.atom"]).entries[0].title == "[RESOLVED] Checkout errors"
    assert {"Update", "Resolved", "Next update by %(time)s", "Major outage"} <= set(words)


def test_a_feed_in_another_language_says_which() -> None:
    found = built(OUTAGE, settings=replace(SETTINGS, language="de"))
    assert etree.fromstring(found["updates.atom"]).get(XML_LANG) == "de"
    assert feedparser.parse(found["updates.rss"]).feed.language == "de"


def test_an_entry_reads_the_same_in_every_feed() -> None:
    for kind, name in ((f"{ATOM}entry", "atom"), ("item", "rss")):
        whole, api, web = (
            {etree.tostring(entry) for entry in etree.fromstring(FULL[f"{folder}updates.{name}"]).iter(kind)}
            for folder in ("", "components/api/", "components/web/")
        )
        assert api | web == whole
        assert api & web


def test_a_document_put_together_is_what_the_library_would_write() -> None:
    for path in (*ATOM_FEEDS, *RSS_FEEDS):
        document = etree.fromstring(FULL[path])
        again = etree.tostring(document, encoding="UTF-8", xml_declaration=True)
        assert FULL[path] == again + b"\n", path
        (holder,) = [document] if path.endswith(".atom") else document
        kinds = [child.tag.removeprefix(ATOM) in {"entry", "item"} for child in holder]
        assert kinds == sorted(kinds), path


texts_of_any_kind = st.text(max_size=80)


@example(title="\x08", body="\x0b\ufffe &#11; &#xfffe;")
@given(title=texts_of_any_kind.filter(str.strip), body=texts_of_any_kind)
@settings(max_examples=60, deadline=None)
def test_any_text_makes_a_feed_that_parses(title: str, body: str) -> None:
    one = incident(say("2026-03-09T10:00", body, Status.INVESTIGATING), title=title)
    found = built(one)
    for path in ("updates.atom", "updates.rss", "history.atom", "history.rss"):
        etree.fromstring(found[path])
    json.loads(found["updates.json"])


def test_nothing_of_the_history_reaches_a_feed_but_its_newest(monkeypatch: pytest.MonkeyPatch) -> None:
    from outspoken.render.feeds import feed_entries

    rendered: list[str] = []
    original = feed_entries.render_markdown

    def counted(text: str, **more: Any) -> Any:
        rendered.append(text)
        return original(text, **more)

    monkeypatch.setattr(feed_entries, "render_markdown", counted)
    start = at("2026-01-01T00:00")
    many = [
        incident(
            say((start + timedelta(minutes=n)).isoformat()[:19], f"Words {n}", Status.RESOLVED),
            id=f"2026-01-01-n{n:04}",
            components=(),
        )
        for n in range(1000)
    ]
    built(*many)
    assert len(rendered) == 100


def test_a_feed_says_where_a_relative_link_leads_and_which_way_the_words_run() -> None:
    body = "فشل الدفع <!-- Kim? -->\n\n[here](../2026-03-01-other/) ![it](it.png)"
    shown = incident(say("2026-03-09T10:00", body), images=("it.png",))
    for path in ("updates.atom", "history.atom"):
        (entry,) = entries(path, shown)
        html = entry.content[0].value
        assert "Kim" not in html and '<p dir="auto">' in html
        assert f'href="{SITE}incidents/2026-03-01-other/"' in html
        assert f'src="{SITE}incidents/2026-03-09-checkout-errors/it.png"' in html


def test_a_feed_in_arabic_leaves_english_words_their_direction() -> None:
    arabic = replace(SETTINGS, language="ar")
    data = built(incident(say("2026-03-09T10:00", "Payments (v2) fail!")), settings=arabic)["updates.atom"]
    assert '<p dir="auto">Payments (v2) fail!</p>' in feedparser.parse(data).entries[0].content[0].value
