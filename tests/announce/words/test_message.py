"""What one channel is sent: whole facts, its own templates, and a Problem where they are broken."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from tests.announce.words.conftest import CHECKOUT, HISTORY, INDEX, NOON, NOW, SETTINGS, channel, says

from outspoken.announce.words.compose import MessageError, compose, preview_text
from outspoken.announce.words.news import NewsItem, pieces
from outspoken.channels.all_kinds import all_kinds
from outspoken.channels.message import Message, Thread
from outspoken.channels.text.lengths import weighted
from outspoken.model.channel import Audience
from outspoken.model.incident import Window
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Status
from outspoken.render.language.language import Language
from outspoken.render.messages.message_times import Moments
from outspoken.render.messages.next_update_link import next_post_url
from outspoken.render.shared import Shared, prepare

MessageFor = Callable[..., Message]
OPENING, IDENTIFIED = "20261121T120000Z-investigating", "20261121T124000Z-identified"
IN_THREAD = Thread(root_id="1", parent_id="2")


def test_a_message_names_what_the_ledger_and_the_channel_need(message_for: MessageFor) -> None:
    announced = message_for(OPENING, "slack_bot")
    assert announced.key == f"{CHECKOUT.id}/{OPENING}/slack_bot-customers"
    assert announced.dedup == hashlib.sha256(announced.key.encode()).hexdigest()
    assert announced.link == f"https://status.example.com/incidents/{CHECKOUT.id}/#{OPENING}"
    assert announced.at == NOON + timedelta(minutes=2)
    assert (announced.incident_id, announced.update_id, announced.status) == (
        CHECKOUT.id,
        OPENING,
        Status.INVESTIGATING,
    )


@pytest.mark.parametrize("kind", all_kinds())
@pytest.mark.parametrize("audience", Audience)
def test_every_message_carries_its_link_whole(
    kind: str, audience: Audience, shared: Shared, news: Mapping[str, NewsItem]
) -> None:
    for piece in news.values():
        announced = compose(piece, channel(kind, audience), shared)
        assert announced.link in announced.text.splitlines()


def test_a_long_update_is_shortened_and_the_promise_stays(shared: Shared) -> None:
    update = replace(CHECKOUT.updates[0], body="Payments fail for most cards. " * 60)
    incident = replace(CHECKOUT, updates=(update,))
    shared = prepare(replace(HISTORY, incidents=(incident,)), NOW)
    (piece, *_) = pieces(shared.history, NOW)
    announced = compose(piece, channel("x"), shared)
    assert "Next update by 13:22 CET (12:22 UTC)" in announced.text
    assert announced.text.count("Payments fail for most cards.") > 3


def test_an_estimate_that_had_passed_is_not_sent_as_current(
    shared: Shared, news: Mapping[str, NewsItem]
) -> None:
    (piece,) = (piece for name, piece in news.items() if name.endswith(IDENTIFIED))
    late = replace(piece, published=NOON + timedelta(minutes=70))
    too_late = replace(piece, published=NOON + timedelta(hours=4))
    for audience in (Audience.CUSTOMERS, Audience.EXECUTIVES):
        asked = channel("slack_bot", audience)
        current, passed, over = (compose(one, asked, shared).text for one in (piece, late, too_late))
        assert "Estimated fix" in current
        assert "Estimated fix" not in passed and "Worst case" in passed
        assert "Worst case" not in over


def test_a_message_is_the_same_whatever_was_said_later(
    message_for: MessageFor, news: Mapping[str, NewsItem]
) -> None:
    alone = replace(CHECKOUT, updates=CHECKOUT.updates[:1], postmortem=None)
    shared = prepare(replace(HISTORY, incidents=(alone,)), NOON + timedelta(minutes=5))
    piece = next(piece for name, piece in news.items() if name.endswith(OPENING))
    for audience in Audience:
        then = compose(replace(piece, incident=alone), channel("slack_bot", audience), shared)
        assert then.text == message_for(OPENING, "slack_bot", audience).text


def test_a_completion_after_the_scheduled_end_is_news_with_the_real_duration() -> None:
    assert INDEX.window is not None
    over = INDEX.window.end + timedelta(minutes=20)
    done = says(over, Status.COMPLETED, "Search is as fast as ever.")
    completed = replace(INDEX, updates=(*INDEX.updates, done))
    texts = {}
    for incident in (INDEX, completed):
        shared = prepare(replace(HISTORY, incidents=(incident,)), over + timedelta(minutes=5))
        for piece in pieces(shared.history, shared.now):
            announced = compose(piece, channel("slack_bot", Audience.INTERNAL), shared)
            assert texts.setdefault(piece.update_id, announced.text) == announced.text
    end, news = texts["auto-completed-20261124T0030Z"], texts[done.id]
    assert "[Scheduled end]" in end and "minutes" not in end and "is complete:" not in end
    assert "[Completed]" in news and "(50 minutes)" in news and "Workaround" not in news


def test_a_later_update_in_a_thread_does_not_repeat_the_title(message_for: MessageFor) -> None:
    for kind in ("slack_bot", "x"):
        assert CHECKOUT.title in message_for(IDENTIFIED, kind).text
        assert CHECKOUT.title not in message_for(IDENTIFIED, kind, thread=IN_THREAD).text


def test_a_mail_repeats_the_title_in_every_thread(message_for: MessageFor) -> None:
    announced = message_for(IDENTIFIED, "smtp", thread=IN_THREAD)
    assert announced.subject == f"[Identified] {CHECKOUT.title}"


def test_without_an_id_no_one_can_answer_so_the_title_stays(message_for: MessageFor) -> None:
    assert CHECKOUT.title in message_for(IDENTIFIED, "slack_webhook", thread=Thread(root_id="")).text


def test_only_mail_has_html(message_for: MessageFor) -> None:
    assert {kind for kind in all_kinds() if message_for(OPENING, kind).html} == {"smtp"}


def test_a_title_is_no_markup_in_mail(shared: Shared, news: Mapping[str, NewsItem]) -> None:
    piece = next(piece for name, piece in news.items() if name.endswith(OPENING))
    hostile = replace(
        piece.incident, title="<script>x</script> & <b>", affected="<i>all</i>", workaround='"><img src=x>'
    )
    for audience in Audience:
        html = compose(replace(piece, incident=hostile), channel("smtp", audience), shared).html
        assert not re.search(r"<(?:script|i|img)\b", html)
        assert "&lt;script&gt;" in html and "&amp;lt;" not in html


def test_a_preview_shows_the_length_as_the_channel_counts(message_for: MessageFor) -> None:
    announced = message_for(OPENING, "x")
    assert (
        preview_text(announced)
        .splitlines()[0]
        .endswith(f"(x, customers), {weighted(announced.text)} of 280 characters")
    )
    assert "of 3 segments" in preview_text(message_for(OPENING, "twilio_sms"))
    assert f"Subject: {message_for(OPENING, 'smtp').subject}" in preview_text(message_for(OPENING, "smtp"))


class Own:
    """A site with templates of its own."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "templates" / "messages"
        self.folder.mkdir(parents=True)

    def write(self, name: str, text: str) -> Shared:
        (self.folder / name).write_text(text, encoding="utf-8")
        return prepare(HISTORY, NOW, overrides=self.folder.parent)


@pytest.fixture
def own(tmp_path: Path) -> Own:
    return Own(tmp_path)


def test_a_sites_own_template_takes_the_place_of_one_file(message_for: MessageFor, own: Own) -> None:
    shared = own.write("short-customers.txt", "{{ news.title }}! {{ news.link }}")
    assert message_for(OPENING, "x", within=shared).text.startswith("Checkout fails for cards! https")
    assert message_for(OPENING, "slack_bot", within=shared).text == message_for(OPENING, "slack_bot").text


def test_a_sites_own_template_may_build_upon_the_shipped_one(message_for: MessageFor, own: Own) -> None:
    shared = own.write(
        "mail.html", '{% extends "shipped/messages/mail.html" %}{% block more %}<p>Us</p>{% endblock %}'
    )
    html = message_for(OPENING, "smtp", within=shared).html
    assert "<p>Us</p>" in html and "Checkout (Major outage)" in html


def test_a_channel_may_have_a_template_of_its_own(message_for: MessageFor, own: Own) -> None:
    shared = own.write("ours.txt", "Subject: For us\n\nBody of {{ news.title }}")
    announced = message_for(OPENING, "smtp", within=shared, template="ours.txt")
    assert (announced.subject, announced.text, announced.html) == (
        "For us",
        "Body of Checkout fails for cards",
        "",
    )


def test_a_reminder_keeps_its_words_on_a_channel_with_a_template(message_for: MessageFor, own: Own) -> None:
    shared = own.write("ours.txt", "{{ news.words }}")
    announced = message_for(
        "overdue-overrun", "slack_bot", Audience.INTERNAL, within=shared, template="ours.txt"
    )
    assert "was due to end by" in announced.text


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a\n{% if %}", 2, "cannot be read"),
        ("a\n\n{{ news.titel }}", 3, "news has no attribute 'titel'"),
        ("{{ nwes.title }}", 1, "'nwes' is undefined"),
        ("a\n{{ 1 // 0 }}", 2, "ZeroDivisionError"),
        ('{% include "messages/x.txt" %}', None, "messages/x.txt does not exist"),
    ],
)
def test_a_broken_template_is_a_problem_on_its_line(
    text: str, line: int | None, words: str, message_for: MessageFor, own: Own
) -> None:
    shared = own.write("short-customers.txt", text)
    with pytest.raises(MessageError) as caught:
        message_for(OPENING, "x", within=shared)
    problem = caught.value.problem
    name = "x.txt" if line is None else "short-customers.txt"
    assert (problem.path, problem.line) == (f"templates/messages/{name}", line)
    assert words in problem.message and problem.hint
    assert message_for(OPENING, "slack_bot", within=shared).text


def test_a_missing_template_is_a_problem(message_for: MessageFor, shared: Shared) -> None:
    for name in ("gone.txt", "../../secret.txt"):
        with pytest.raises(MessageError, match="does not exist"):
            message_for(OPENING, "x", template=name)


def test_a_template_that_is_not_utf_8_is_a_problem(message_for: MessageFor, own: Own) -> None:
    shared = own.write("short-customers.txt", "")
    (own.folder / "short-customers.txt").write_bytes("Störung".encode("latin-1"))
    with pytest.raises(MessageError, match="UTF-8"):
        message_for(OPENING, "x", within=shared)


def test_the_internal_message_has_a_form_for_the_next_update(message_for: MessageFor) -> None:
    (url,) = re.findall(r"https://github\S+", message_for(OPENING, "slack_bot", Audience.INTERNAL).text)
    assert urlsplit(url).path == f"/example/status/new/main/{CHECKOUT.folder}/updates"
    fields = parse_qs(urlsplit(url).query)
    assert fields["filename"] == ["20261121-update-2.md"]
    assert fields["value"] == [
        "---\nstatus: investigating\nat: 2026-11-21 HH:MM Europe/Berlin\nnext_update: 30m\n---\n\n"
    ]


@pytest.mark.parametrize(
    ("host", "begins"),
    [
        ("https://git.example.com/a/b", "https://git.example.com/a/b/new/main/incidents/"),
        ("https://gitlab.example.com/a/b", "https://gitlab.example.com/a/b/-/new/main/incidents/"),
        ("https://codeberg.org/a/b", "https://codeberg.org/a/b/_new/main/incidents/"),
    ],
)
def test_each_git_host_has_its_own_form(host: str, begins: str) -> None:
    settings: Settings = replace(SETTINGS, repo_url=host)
    assert next_post_url(CHECKOUT, Status.IDENTIFIED, settings, NOON).startswith(begins)


def test_without_a_git_host_there_is_no_form() -> None:
    assert next_post_url(CHECKOUT, Status.IDENTIFIED, replace(SETTINGS, repo_url=""), NOON) == ""


def moments(zone: str, day: datetime = NOON) -> Moments:
    return Moments(language=Language("en"), zone=ZoneInfo(zone), day=day)


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("UTC", "Nov 21, 2026, 23:30 UTC"),
        ("America/New_York", "Nov 21, 2026, 18:30 EST (23:30 UTC)"),
        ("Asia/Tokyo", "Nov 22, 2026, 08:30 JST (Nov 21, 2026, 23:30 UTC)"),
        ("Asia/Dubai", "Nov 22, 2026, 03:30 UTC+0400 (Nov 21, 2026, 23:30 UTC)"),
    ],
)
def test_a_time_is_written_in_the_sites_zone_with_utc_beside(zone: str, words: str) -> None:
    assert moments(zone).time(datetime(2026, 11, 21, 23, 30, tzinfo=UTC)) == words


def test_on_the_messages_own_day_the_clock_is_enough() -> None:
    berlin = moments("Europe/Berlin")
    assert berlin.clock(NOON) == "13:00 CET (12:00 UTC)"
    assert berlin.clock(NOON + timedelta(days=1)) == "Nov 22, 2026, 13:00 CET (12:00 UTC)"


@pytest.mark.parametrize(
    ("zone", "start", "words"),
    [
        (
            "Europe/London",
            "2026-03-29T00:30Z",
            "Mar 29, 2026, 00:30 GMT (00:30 UTC)-Mar 29, 2026, 04:00 BST (03:00 UTC)",
        ),
        (
            "Europe/Lisbon",
            "2026-03-29T00:30Z",
            "Mar 29, 2026, 00:30 WET (00:30 UTC)-Mar 29, 2026, 04:00 WEST (03:00 UTC)",
        ),
        (
            "Europe/London",
            "2026-10-24T23:30Z",
            "Oct 25, 2026, 00:30 BST (Oct 24, 2026, 23:30 UTC)-Oct 25, 2026, 02:00 GMT (02:00 UTC)",
        ),
        (
            "Australia/Lord_Howe",
            "2026-04-04T14:00Z",
            "Apr 5, 2026, 01:00 UTC+1100 (Apr 4, 2026, 14:00 UTC)"
            "-Apr 5, 2026, 03:00 UTC+1030 (Apr 4, 2026, 16:30 UTC)",
        ),
        # A zone without names of its own that equals UTC in winter.
        (
            "Antarctica/Troll",
            "2026-03-29T00:30Z",
            "Mar 29, 2026, 00:30 UTC-Mar 29, 2026, 05:00 UTC+0200 (03:00 UTC)",
        ),
        ("Africa/Abidjan", "2026-03-29T00:30Z", "Mar 29, 2026, 00:30-03:00 GMT (00:30-03:00 UTC)"),
    ],
)
def test_each_end_of_a_window_has_its_own_offset(zone: str, start: str, words: str) -> None:
    begin = datetime.fromisoformat(start)
    announced = moments(zone).window(Window(start=begin, end=begin + timedelta(hours=2, minutes=30)))
    assert re.sub(r"\s*\u2013\s*", "-", announced) == words


@pytest.mark.parametrize(
    ("start", "hours", "words"),
    [
        (NOON, 1, "Nov 21, 2026, 13:00-14:00 CET (12:00-13:00 UTC)"),
        (NOON, 12, "Nov 21, 2026, 13:00 CET (12:00 UTC)-Nov 22, 2026, 01:00 CET (00:00 UTC)"),
        # The night in which summer time ends: one o'clock UTC is two o'clock for the second time.
        (
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
            1,
            "Oct 25, 2026, 02:30 CEST (00:30 UTC)-Oct 25, 2026, 02:30 CET (01:30 UTC)",
        ),
    ],
)
def test_a_window_on_one_day_names_the_day_once(start: datetime, hours: int, words: str) -> None:
    announced = moments("Europe/Berlin").window(Window(start=start, end=start + timedelta(hours=hours)))
    assert re.sub(r"\s*\u2013\s*", "-", announced) == words


@pytest.mark.parametrize("kind", all_kinds())
def test_no_channel_is_sent_a_comment(kind: str) -> None:
    body = "Payments <!-- Kim: all of them? --> fail.\n\n<!--\nKim: really?\n-->\n"
    incident = replace(CHECKOUT, updates=(replace(CHECKOUT.updates[0], body=body),))
    shared = prepare(replace(HISTORY, incidents=(incident,)), NOW)
    (piece, *_) = pieces(shared.history, NOW)
    announced = compose(piece, channel(kind), shared)
    assert "fail." in announced.text
    assert "Kim" not in f"{announced.text}{announced.html}{announced.data}"
