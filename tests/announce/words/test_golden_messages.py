"""Every message as a text to be read: a file for each kind of channel and audience, with all the news."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import pytest
from tests.announce.words.conftest import channel, shared_in

from outspoken.announce.words.limits import SCALES
from outspoken.announce.words.message import Message, Thread, compose, preview_text
from outspoken.announce.words.news import NewsItem, wanted
from outspoken.model.channel import Audience, ChannelKind
from outspoken.render.shared import Shared

Golden = Callable[[str, str], None]
RULE = "=" * 72
# What has no thread of its own: mail stands alone in its mailbox, the others give no id to answer to.
THREADLESS = {ChannelKind.SMTP, ChannelKind.SLACK_WEBHOOK, ChannelKind.TEAMS_WEBHOOK, ChannelKind.TWILIO_SMS}
KINDS = (
    ChannelKind.X,
    ChannelKind.BLUESKY,
    ChannelKind.MASTODON,
    ChannelKind.TWILIO_SMS,
    ChannelKind.SLACK_BOT,
    ChannelKind.DISCORD_WEBHOOK,
    ChannelKind.TEAMS_WEBHOOK,
    ChannelKind.SMTP,
)


def messages(
    kind: ChannelKind, audience: Audience, shared: Shared, news: Mapping[str, NewsItem]
) -> dict[str, Message]:
    """All that a channel says of the week, by what it tells; answers as in the thread they belong to."""
    to, told, begun = channel(kind, audience), {}, set()
    for name, piece in news.items():
        if not wanted(piece, to):
            continue
        is_answer = piece.incident.id in begun and kind not in THREADLESS
        told[name] = compose(piece, to, shared, Thread(root_id="1", parent_id="2") if is_answer else None)
        begun.add(piece.incident.id)
    return told


def readable(told: Mapping[str, Message]) -> str:
    return "\n".join(f"{RULE}\n{name}\n{RULE}\n{preview_text(message)}" for name, message in told.items())


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("kind", KINDS)
def test_a_message_reads_as_it_was_reviewed(
    kind: ChannelKind, audience: Audience, shared: Shared, news: Mapping[str, NewsItem], golden: Golden
) -> None:
    told = messages(kind, audience, shared, news)
    golden(f"{kind}-{audience}.txt", readable(told))
    assert all(SCALES[kind].fits(message.text) for message in told.values() if kind in SCALES)


@pytest.mark.parametrize("audience", Audience)
def test_mail_has_html_as_it_was_reviewed(
    audience: Audience, shared: Shared, news: Mapping[str, NewsItem], golden: Golden
) -> None:
    told = messages(ChannelKind.SMTP, audience, shared, news)
    golden(f"smtp-{audience}.html", "\n".join(message.html for message in told.values()) + "\n")


def test_a_program_gets_the_facts_as_they_were_reviewed(
    shared: Shared, news: Mapping[str, NewsItem], golden: Golden
) -> None:
    told = messages(ChannelKind.WEBHOOK, Audience.CUSTOMERS, shared, news)
    facts = {name: message.data for name, message in told.items()}
    golden("webhook-customers.json", json.dumps(facts, indent=2, ensure_ascii=False) + "\n")


@pytest.mark.parametrize("language", ["de", "es", "fr", "ja"])
@pytest.mark.parametrize("audience", [Audience.CUSTOMERS, Audience.INTERNAL, Audience.EXECUTIVES])
def test_a_message_in_another_language_reads_as_it_was_reviewed(
    language: str, audience: Audience, news: Mapping[str, NewsItem], golden: Golden
) -> None:
    told = messages(ChannelKind.SLACK_BOT, audience, shared_in(language), news)
    golden(f"slack_bot-{audience}.{language}.txt", readable(told))
