"""A hosted page's feed comes along: every word of every update, with exact times."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from html import unescape
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from tests.importers.conftest import Imported, bring, imported_from
from tests.importers.hosted_pages import incident, source

from outspoken.importers.import_report import Grade, Remarks
from outspoken.importers.statuspage.feed_stamps import FeedZones, placed, read_stamp
from outspoken.model.vocabulary import Kind, Status
from outspoken.render.text.git_host_markdown import to_html

DATA = Path(__file__).parents[2] / "data" / "github-history"
WORD = re.compile(r"\w+")


def stamp(text: str) -> str:
    """A stamp as the feed writes it."""
    day, clock, zone = text.split("|")
    month, number = day.split()
    return (
        f"{month} <var data-var='date'>{number:>2}</var>, <var data-var='time'>{clock}</var> {zone}".rstrip()
    )


def feed(*entries: str) -> str:
    return (
        "<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom'>"
        "<title>Example Status - Incident History</title>"
        f"<link rel='alternate' href='https://status.example.org'/>{''.join(entries)}</feed>"
    )


def entry(published: str, *updates: tuple[str, str, str], code: str = "a1", above: str = "") -> str:
    html = above + "".join(
        f"<p><small>{stamp(at)}</small><br><strong>{label}</strong> - {text}</p>"
        for at, label, text in updates
    )
    return (
        f"<entry><id>tag:x,2005:Incident/1</id><published>{published}</published><updated>{published}</updated>"
        f"<link rel='alternate' href='https://status.example.org/incidents/{code}'/><title>Slow</title>"
        f"<content type='html'>{escape(html)}</content></entry>"
    )


def brought(tmp_path: Path, text: str, **asked: object) -> Imported:
    path = tmp_path / "history.atom"
    path.write_text(text, encoding="utf-8")
    return bring(path, tmp_path / "new", kind="statuspage", **asked)


def times(done: Imported) -> list[str]:
    return [f"{update.at:%Y-%m-%dT%H:%M}" for update in done.history.incidents[0].updates]


@pytest.fixture(scope="module")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    """The real feed, imported once."""
    return bring(DATA / "hosted-history.atom", tmp_path_factory.mktemp("hosted"), kind="statuspage")


def test_every_word_of_every_update_of_a_real_feed_arrives(hosted: Imported) -> None:
    written: Counter[str] = Counter()
    for one in hosted.history.incidents:
        for update in one.updates:
            written.update(WORD.findall(unescape(re.sub(r"<[^>]+>", " ", to_html(update.body)))))
    told: Counter[str] = Counter()
    for content in etree.parse(DATA / "hosted-history.atom").iter("{*}content"):
        html = re.sub(r"<small>.*?</small>\s*<br>\s*<strong>.*?</strong>", " ", content.text or "")
        told.update(WORD.findall(unescape(re.sub(r"<[^>]+>", " ", html))))
    assert written == told
    assert (len(hosted.history.incidents), hosted.made.updates) == (25, 178)
    assert hosted.problems == ()


def test_times_of_a_real_feed_are_those_of_the_page(hosted: Imported) -> None:
    lines = (DATA / "every-incident.jsonl").read_text(encoding="utf-8").splitlines()
    known = {one["url"].rpartition("/")[2]: one for one in map(json.loads, lines)}
    different = []
    for one in hosted.history.incidents:
        posted = [update["at"][:16] for update in known[one.key.partition(":")[2]]["updates"]]
        if [f"{update.at:%Y-%m-%dT%H:%M}" for update in one.updates] != posted:
            different.append(one.key)
    # One has an update in the feed that the other list of the same page lacks.
    assert len(different) == 1


def test_an_incident_over_new_year_gets_both_years(tmp_path: Path) -> None:
    done = brought(
        tmp_path,
        feed(
            entry(
                "2025-01-01T01:10:00Z",
                ("Jan 1|01:10|UTC", "Resolved", "Over."),
                ("Dec 31|23:50|UTC", "Investigating", "We look."),
            )
        ),
    )
    assert times(done) == ["2024-12-31T23:50", "2025-01-01T01:10"]
    assert done.history.incidents[0].redirects == ("/incidents/a1/",)


@pytest.mark.parametrize(
    ("zone", "hours"),
    [("CET", 1), ("CST", 8), ("CST", -6), ("IST", 5.5), ("NPT", 5.75), ("+03", 3), ("UTC", 0)],
)
def test_a_zones_name_means_what_an_exact_time_proves(tmp_path: Path, zone: str, hours: float) -> None:
    local = datetime(2025, 3, 1, 12, 30, tzinfo=timezone(timedelta(hours=hours)))
    done = brought(
        tmp_path,
        feed(
            entry(
                f"{local.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z",
                (f"Mar 1|12:30|{zone}", "Resolved", "Over."),
                (f"Mar 1|11:30|{zone}", "Investigating", "We look."),
            )
        ),
    )
    first = local.astimezone(UTC) - timedelta(hours=1)
    assert times(done)[0] == f"{first:%Y-%m-%dT%H:%M}"
    assert not any("zone" in about for about in done.abouts)


def test_a_zone_that_nothing_proves_is_named_in_the_report(tmp_path: Path) -> None:
    text = feed(entry("2025-03-01T12:37:00Z", ("Mar 1|12:30|CST", "Investigating", "We look.")))
    done = brought(tmp_path, text)
    assert times(done) == ["2025-03-01T18:30"]
    assert any(about.startswith("a zone's name can mean several zones") for about in done.abouts)


def test_the_zone_that_a_user_names_counts_where_nothing_is_proved(tmp_path: Path) -> None:
    text = feed(entry("2025-03-01T12:37:00Z", ("Mar 1|12:30|CST", "Investigating", "We look.")))
    assert times(brought(tmp_path, text, zone=timezone(timedelta(hours=8)))) == ["2025-03-01T04:30"]


@pytest.mark.parametrize(
    ("window", "until"),
    [
        ("Jan 16|22:00| - <var data-var='time'>23:00</var> GMT", "16T23:00"),
        (
            "Jan 16|22:00| - Jan <var data-var='date'>17</var>, <var data-var='time'>04:00</var> GMT",
            "17T04:00",
        ),
    ],
)
def test_scheduled_maintenance_keeps_its_window(tmp_path: Path, window: str, until: str) -> None:
    day, clock, rest = window.split("|", 2)
    lead = f"<p><strong>THIS IS A SCHEDULED EVENT {stamp(f'{day}|{clock}|')}{rest}</strong></p>"
    text = feed(entry("2025-01-10T09:00:00Z", ("Jan 10|09:00|GMT", "Scheduled", "We will move."), above=lead))
    (one,) = brought(tmp_path, text).history.incidents
    assert one.kind is Kind.MAINTENANCE
    assert one.window and f"{one.window.start:%dT%H:%M}" == "16T22:00"
    assert f"{one.window.end:%dT%H:%M}" == until
    assert one.updates[0].status is Status.SCHEDULED


def test_a_text_without_a_stamp_is_not_lost(tmp_path: Path) -> None:
    text = feed(entry("2025-03-01T12:00:00Z", above="<p>Only words.</p>"))
    assert brought(tmp_path, text).texts() == ["Only words."]


def test_what_is_complete_in_a_feed_that_is_cut_off_is_read(tmp_path: Path) -> None:
    update = ("Mar 1|12:00|UTC", "Resolved", "Over.")
    whole = feed(entry("2025-03-01T12:00:00Z", update), entry("2025-03-01T12:00:00Z", update, code="b2"))
    done = brought(tmp_path, whole[: whole.index("incidents/b2")])
    assert len(done.history.incidents) == 1
    assert [remark.about for remark in done.made.remarks if remark.grade is Grade.NOT_IMPORTED] == [
        "the feed is cut off or broken: what is complete was read"
    ]


def test_entities_of_a_feed_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hidden words", encoding="utf-8")
    doctype = f"<!DOCTYPE feed [<!ENTITY x SYSTEM 'file://{tmp_path}/secret'>]>"
    text = feed(entry("2025-03-01T12:00:00Z", ("Mar 1|12:00|UTC", "Resolved", "Over.")))
    hostile = text.replace("?>", f"?>{doctype}").replace("<title>Slow", "<title>Slow &x;")
    path = tmp_path / "history.atom"
    path.write_text(hostile, encoding="utf-8")
    made = imported_from("statuspage", path, tmp_path / "new")
    assert made.files == ()
    assert [remark.about for remark in made.remarks] == ["it is neither JSON nor a feed"]


def test_rss_is_read_as_well(tmp_path: Path) -> None:
    html = f"<p><small>{stamp('Mar 1|12:00|UTC')}</small><br><strong>Resolved</strong> - Over.</p>"
    text = (
        "<rss version='2.0'><channel><title>Example Status - Incident History</title>"
        "<link>https://status.example.org</link><item><title>Slow</title>"
        f"<description>{escape(html)}</description><pubDate>Sat, 01 Mar 2025 12:00:00 +0000</pubDate>"
        "<link>https://status.example.org/incidents/a1</link></item></channel></rss>"
    )
    done = brought(tmp_path, text)
    assert times(done) == ["2025-03-01T12:00"]
    assert done.history.settings.site_name == "Example Status"


def test_the_json_of_an_incident_counts_where_both_are_there(tmp_path: Path) -> None:
    folder = source(tmp_path / "old", incident("a1", words=("From JSON.", "Over.")))
    update = ("Mar 5|12:00|UTC", "Resolved", "From the feed.")
    text = feed(entry("2025-03-05T12:00:00Z", update), entry("2025-03-05T12:00:00Z", update, code="b2"))
    (folder / "history.atom").write_text(text, encoding="utf-8")
    done = bring(folder, tmp_path / "new", kind="statuspage")
    assert [done.texts(0)[0], done.texts(1)[0]] == ["From JSON.", "From the feed."]


def test_an_incident_whose_page_the_json_names_is_not_taken_from_a_feed_again(tmp_path: Path) -> None:
    link = "https://status.example.org/incidents/b2"
    folder = source(tmp_path / "old", incident("a1", words=("From JSON.", "Over."), shortlink=link))
    text = feed(entry("2025-03-05T12:00:00Z", ("Mar 5|12:00|UTC", "Resolved", "From the feed."), code="b2"))
    (folder / "history.atom").write_text(text, encoding="utf-8")
    (folder / "updates.atom").write_text(text.replace("/b2", "/b2#resolved"), encoding="utf-8")
    (made,) = bring(folder, tmp_path / "new", kind="statuspage").history.incidents
    assert made.updates[0].body == "From JSON."


@given(
    st.lists(
        st.integers(2_500_000, 2_550_000).map(lambda tens: datetime.fromtimestamp(tens * 600, UTC)),
        min_size=1,
        max_size=8,
    ).map(sorted)
)
def test_years_that_are_left_out_are_found_again(posted: list[datetime]) -> None:
    exact = [at.replace(second=0, microsecond=0) for at in posted][::-1]
    stamps = [read_stamp(stamp(f"{at:%b} {at.day}|{at:%H:%M}|UTC")) for at in exact]
    assert placed(stamps, exact[0], FeedZones((), None, Remarks("x"))) == exact
