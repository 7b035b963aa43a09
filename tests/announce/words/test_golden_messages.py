"""Messages as texts to be read, one kind of channel for each medium; the other kinds are held to these."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import product

import lxml.html
import pytest
from msgspec.structs import replace
from tests.announce.words.conftest import SETTINGS, channel, shared_in

from outspoken.announce.channel_filter import wanted
from outspoken.announce.words.compose import compose, preview_text
from outspoken.announce.words.news import NewsItem
from outspoken.channels.all_kinds import all_kinds, kind_of
from outspoken.channels.channel_kind import ChannelKind, Medium
from outspoken.channels.message import Message, Thread
from outspoken.channels.text.text_limit import Scale
from outspoken.model.channel import Audience, Channel
from outspoken.render.shared import Shared

Golden = Callable[[str, str], None]
News = Mapping[str, NewsItem]
# Without a thread to reply in, or, as mail, read without the message that it replies to.
THREADLESS = {name for name, kind in all_kinds().items() if not kind.threads or kind.medium is Medium.MAIL}
# The reviewed kind of each medium -> the other kinds that are sent the same.
MEDIA = {
    reviewed: tuple(
        name
        for name, kind in all_kinds().items()
        # A webhook gets the facts as data.
        if kind.medium is all_kinds()[reviewed].medium and name not in (reviewed, "webhook")
    )
    for reviewed in ("x", "slack_bot", "smtp")
}
REVIEWED = (
    ("x", Audience.CUSTOMERS),
    ("x", Audience.EXECUTIVES),
    ("x", Audience.INTERNAL),
    ("slack_bot", Audience.CUSTOMERS),
    ("slack_bot", Audience.EXECUTIVES),
    ("slack_bot", Audience.INTERNAL),
    ("smtp", Audience.CUSTOMERS),
)
LANGUAGES = ("de", "es", "fr", "ja")
# What another language writes as English does.
SHARED = re.compile(r"^\[?Update\]?:? ?")
LIMITED = [name for name, kind in all_kinds().items() if kind.scale.limit]
ADDRESS = re.compile(r"https?://\S+")


def messages(
    kind: str, audience: Audience, shared: Shared, news: News, *, threads: bool = True
) -> dict[str, Message]:
    """All that a channel says of the week, by the name of the news; answers are in their threads."""
    to, found, begun = channel(kind, audience), {}, set()
    for name, piece in news.items():
        if not wanted(piece, to):
            continue
        is_answer = threads and piece.incident.id in begun and kind not in THREADLESS
        found[name] = compose(piece, to, shared, Thread(root_id="1", parent_id="2") if is_answer else None)
        begun.add(piece.incident.id)
    return found


def readable(found: Mapping[str, Message]) -> str:
    return "\n".join(f"== {name}\n{preview_text(message)}" for name, message in found.items())


@pytest.mark.parametrize(("kind", "audience"), REVIEWED)
def test_a_message_reads_as_it_was_reviewed(
    kind: str, audience: Audience, shared: Shared, news: News, golden: Golden
) -> None:
    golden(f"{kind}-{audience}.txt", readable(messages(kind, audience, shared, news)))


def test_mail_has_html_as_it_was_reviewed(shared: Shared, news: News, golden: Golden) -> None:
    found = messages("smtp", Audience.CUSTOMERS, shared, news)
    golden("smtp-customers.html", "\n".join(message.html for message in found.values()) + "\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_in_another_language_reads_as_it_was_reviewed(
    language: str, news: News, golden: Golden
) -> None:
    found = messages("slack_bot", Audience.CUSTOMERS, shared_in(language), news)
    golden(f"slack_bot-customers.{language}.txt", readable(found))


def test_a_program_gets_the_facts_as_they_were_reviewed(shared: Shared, news: News, golden: Golden) -> None:
    """One of each kind: an update, planned work, and a withdrawal."""
    found = messages("webhook", Audience.CUSTOMERS, shared, news)
    shown = ("20261121T121500Z-update", "20261122T120000Z-scheduled", ": withdrawn")
    facts = {name: message.data for name, message in found.items() if name.endswith(shown)}
    golden("webhook-customers.json", json.dumps(facts, indent=2, ensure_ascii=False) + "\n")


def test_a_program_gets_facts_of_one_shape(shared: Shared, news: News) -> None:
    """The same keys with every message, and the words, ids and address that people get."""
    found = messages("webhook", Audience.CUSTOMERS, shared, news)
    announced = messages("slack_bot", Audience.CUSTOMERS, shared, news)
    shapes = {tuple(shape(message.data)) for message in found.values()}
    assert len(shapes) == 1, shapes
    assert list(found) == list(announced)
    for name, message in found.items():
        text = json.dumps(message.data, ensure_ascii=False)
        assert [part for part in (message.link, message.title, message.incident_id) if part not in text] == []
        assert (message.link, message.at, message.status) == (
            announced[name].link,
            announced[name].at,
            announced[name].status,
        )


@pytest.mark.parametrize("kind", sorted(THREADLESS))
def test_a_message_outside_a_thread_has_its_title(kind: str, shared: Shared, news: News) -> None:
    """Even if the channel gives ids: Discord and text messages show each message by itself."""
    to = channel(kind, Audience.CUSTOMERS)
    for name, piece in news.items():
        later = compose(piece, to, shared, Thread(root_id="1", parent_id="2"))
        assert later.text == compose(piece, to, shared).text, name


def shape(data: object) -> Iterator[str]:
    """The names of all keys of the facts that are not lists, with those above them."""
    if isinstance(data, Mapping):
        for name, value in data.items():
            yield str(name)
            yield from (f"{name}.{below}" for below in shape(value) if name != "components")


def unlimited(patch: pytest.MonkeyPatch) -> None:
    """Show what a template writes, before it is fitted to a kind of channel."""

    def unlimited_kind(to: Channel) -> ChannelKind:
        return replace(kind_of(to), scale=Scale(), without_mentions=str)

    patch.setattr("outspoken.announce.words.compose.kind_of", unlimited_kind)


def as_on(message: Message, kind: str) -> str:
    """The text as a kind of the same medium has it: Teams has a headline of its own, others a first line."""
    headline = kind == "teams_webhook"
    return message.text.removeprefix(f"{message.subject}\n") if headline else message.text


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize(
    ("reviewed", "kind"), [(one, kind) for one, others in MEDIA.items() for kind in others]
)
def test_every_kind_of_a_medium_is_sent_what_was_reviewed(
    reviewed: str,
    kind: str,
    audience: Audience,
    shared: Shared,
    news: News,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    unlimited(monkeypatch)
    expected = messages(reviewed, audience, shared, news, threads=kind not in THREADLESS)
    found = messages(kind, audience, shared, news)
    assert {name: message.text for name, message in found.items()} == {
        name: as_on(message, kind) for name, message in expected.items()
    }
    assert [message.html for message in found.values() if message.html] == []


@pytest.mark.parametrize(("kind", "audience"), list(product(LIMITED, Audience)))
def test_every_message_fits_its_channel_with_its_whole_link(
    kind: str, audience: Audience, shared: Shared, news: News
) -> None:
    for name, message in messages(kind, audience, shared, news).items():
        assert all_kinds()[kind].scale.fits(message.text), name
        assert message.link in message.text, name


def test_short_messages_to_major_customers_are_those_to_all_customers(shared: Shared, news: News) -> None:
    found = messages("x", Audience.MAJOR_CUSTOMERS, shared, news)
    expected = messages("x", Audience.CUSTOMERS, shared, news)
    assert [message.text for message in found.values()] == [message.text for message in expected.values()]


def test_major_customers_get_what_all_customers_get_and_what_is_theirs(
    shared: Shared, news: News, golden: Golden
) -> None:
    """Line by line the same chat message; what is added is reviewed."""
    expected = messages("slack_bot", Audience.CUSTOMERS, shared, news)
    added = []
    for name, message in messages("slack_bot", Audience.MAJOR_CUSTOMERS, shared, news).items():
        lines, common = message.text.splitlines(), expected[name].text.splitlines()
        assert [line for line in common if line not in lines] == [], name
        added += [f"== {name}", *(line for line in lines if line not in common)]
    golden("slack_bot-major-customers.txt", "\n".join(added) + "\n")


@pytest.mark.parametrize("audience", Audience)
def test_mail_says_line_by_line_what_a_chat_says(
    audience: Audience, shared: Shared, news: News, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More are the credit for major customers and the signature, which `smtp-customers.txt` shows."""
    unlimited(monkeypatch)
    chat = messages("slack_bot", audience, shared, news, threads=False)
    mail = messages("smtp", audience, shared, news)
    assert list(mail) == list(chat)
    for name, message in mail.items():
        written, _, signature = message.text.partition("\n-- \n")
        expected = as_on(chat[name], "teams_webhook").splitlines()
        more = [line for line in written.splitlines() if line not in expected]
        assert [line for line in expected if line not in written.splitlines()] == [], name
        credit = f"Service credit: {news[name].incident.credit}"
        assert set(more) <= ({credit} if audience is Audience.MAJOR_CUSTOMERS else set()), name
        assert len(signature.splitlines()) == (2 if "customers" in audience else 0)


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


@pytest.mark.parametrize("audience", Audience)
def test_the_html_of_a_mail_says_what_its_text_says(audience: Audience, shared: Shared, news: News) -> None:
    """Every line's words, and every address as a link; the team's own HTML leaves three facts to the text."""
    only_in_text = ("Impact: ", "Detected by: ", "Service credit: ") if audience is Audience.INTERNAL else ()
    for name, message in messages("smtp", audience, shared, news).items():
        page = lxml.html.fromstring(message.html)
        shown, links = letters(page.text_content()), set(page.xpath("//a/@href"))
        for line in message.text.partition("\n-- \n")[0].splitlines():
            addresses = {address.rstrip(").,") for address in ADDRESS.findall(line)}
            assert [one for one in addresses if one not in links and letters(one) not in shown] == [], name
            if not line.startswith(only_in_text or "\n"):
                assert [part for part in ADDRESS.split(line) if letters(part) not in shown] == [], name


@pytest.mark.parametrize("audience", [Audience.INTERNAL, Audience.EXECUTIVES, Audience.MAJOR_CUSTOMERS])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_audience_reads_its_own_language(
    language: str, audience: Audience, shared: Shared, news: News
) -> None:
    """Line by line what English says; a line is the same only if people wrote it, or it is an address."""
    english = messages("slack_bot", audience, shared, news)
    for name, message in messages("slack_bot", audience, shared_in(language), news).items():
        lines, expected = message.text.splitlines(), english[name].text.splitlines()
        assert len(lines) == len(expected), name
        written = authored(news[name])
        both = [line for line, other in zip(lines, expected, strict=True) if line == other]
        same = list(filter(None, (SHARED.sub("", line) for line in both)))
        assert [line for line in same if not ADDRESS.fullmatch(line) and letters(line) not in written] == []


def authored(piece: NewsItem) -> str:
    """The letters of everything that people wrote in an incident and in the settings."""
    incident, contacts = piece.incident, (f"{one.label} {one.value} {one.hours}" for one in SETTINGS.support)
    bodies = [incident.title, incident.body, *(update.body for update in incident.updates), *contacts]
    return letters(" ".join(filter(None, bodies)))
