"""What goes over the wire, kind by kind."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from outspoken.channels.delivery_promise import UNLIMITED
from outspoken.channels.message import Message, Thread
from outspoken.channels.senders.bluesky_sender import facets, record_key
from outspoken.channels.senders.webhook_sender import signature
from outspoken.channels.sending.answer_meaning import not_before
from outspoken.channels.sending.secrets import Guard, Secret, missing_secrets
from outspoken.channels.sending.sender import BadSecretError, ChannelError, MissingSecretError, Outcome
from outspoken.channels.sending.sender_for import sender_for
from outspoken.model.channel import Audience, Channel
from outspoken.model.vocabulary import Status

Line = Callable[..., Any]
NOW = datetime(2026, 11, 21, 14, 6, tzinfo=UTC)
TID = re.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")


def sent(end: Any, **changes: Any) -> Any:
    """The request that delivered the message."""
    result = end.sender.send(end.message(**changes))
    assert result.outcome is Outcome.YES, result
    return end.host.delivered[-1]


@pytest.mark.parametrize("kind", ["slack_webhook", "slack_bot"])
def test_slack_gets_words_that_call_no_one_and_unfold_nothing(line: Line, kind: str) -> None:
    body = sent(line(kind), text="<!channel> a & b <https://evil.example|us>").data

    assert body["mrkdwn"] is False
    assert body["text"] == "&lt;!channel&gt; a &amp; b &lt;https://evil.example|us&gt;"
    assert (body["unfurl_links"], body["unfurl_media"]) == (False, False)


def test_a_slack_bot_puts_the_ledgers_key_beside_the_words_and_replies_in_the_thread(line: Line) -> None:
    end = line("slack_bot")
    first = end.sender.send(end.message())

    body = sent(end, update="later", thread=Thread(root_id=first.id)).data

    assert body["thread_ts"] == first.id
    assert body["metadata"]["event_payload"] == {"key": "2026-11-21-checkout-errors/later/team"}
    found = end.sender.find(end.message("later", thread=Thread(root_id=first.id)))
    assert (found.outcome, found.id) == (Outcome.YES, end.host.provider.messages[-1]["ts"])


def test_a_slack_channel_is_read_page_by_page(line: Line) -> None:
    end = line("slack_bot")
    for number in range(5):
        sent(end, update=f"u{number}")

    assert end.sender.find(end.message("u0")).outcome is Outcome.YES
    assert end.sender.find(end.message("u9")).outcome is Outcome.NO


@pytest.mark.parametrize(
    ("fault", "outcome", "permanent"),
    [
        ("not_in_channel", Outcome.NO, True),
        ("ratelimited", Outcome.NO, False),
        ("internal_error", Outcome.MAYBE, False),
    ],
)
def test_slacks_own_words_decide(line: Line, fault: str, outcome: Outcome, permanent: bool) -> None:
    end = line("slack_bot")
    end.host.provider.faults = [fault]

    result = end.sender.send(end.message())

    assert (result.outcome, result.permanent, result.why) == (outcome, permanent, f"Slack answered {fault}")


def test_where_the_thread_is_gone_slack_gets_it_in_the_channel(line: Line) -> None:
    end = line("slack_bot")
    end.host.provider.faults = ["thread_not_found"]

    assert "thread_ts" not in sent(end, thread=Thread(root_id="1.0")).data


def test_teams_gets_a_card_without_markdown(line: Line) -> None:
    card = sent(line("teams_webhook"), text="*One*\n\n[Two](https://evil.example)").data["attachments"][0]

    assert card["contentType"] == "application/vnd.microsoft.card.adaptive"
    runs = [block["inlines"][0]["text"] for block in card["content"]["body"]]
    assert runs == ["Investigating: Checkout errors", "*One*", "[Two](https://evil.example)"]
    assert {block["type"] for block in card["content"]["body"]} == {"RichTextBlock"}
    assert card["content"]["actions"][0]["url"].endswith("#20261121T140500Z-investigating")


def test_discord_calls_no_one_and_gives_an_id(line: Line) -> None:
    end = line("discord_webhook")
    result = end.sender.send(end.message(text="@everyone"))

    request = end.host.delivered[0]
    assert result.id == "1175000000000000001"
    assert request.query == {"hush": "1", "wait": "true"}
    assert request.data["allowed_mentions"] == {"parse": []}


def test_mastodon_gets_a_key_a_language_and_what_it_replies_to(line: Line) -> None:
    end = line("mastodon", visibility="unlisted")
    message = end.message(thread=Thread(root_id="5", parent_id="6"))
    assert end.sender.send(message).url == "https://social.example/@status/112"

    request = end.host.delivered[0]
    assert request.headers["idempotency-key"] == message.dedup
    assert request.data == {
        "status": message.text,
        "visibility": "unlisted",
        "language": "en",
        "in_reply_to_id": "6",
    }


def test_where_the_parent_was_deleted_mastodon_gets_it_alone(line: Line) -> None:
    end = line("mastodon")
    end.host.provider.gone = {"6"}

    assert "in_reply_to_id" not in sent(end, thread=Thread(root_id="5", parent_id="6")).data


def test_after_the_keys_lifetime_mastodon_is_read_page_by_page(line: Line) -> None:
    end = line("mastodon")
    end.host.provider.knows_keys = False
    for number in range(5):
        sent(end, update=f"u{number}", text=f"Words {number}\n\nhttps://status.example.com/#u{number}")

    first = end.message("u0", text="Words 0\n\nhttps://status.example.com/#u0")
    assert end.sender.find(first).id == "112"


def test_bluesky_gets_the_same_record_at_every_attempt(line: Line) -> None:
    end = line("bluesky")
    root = "at://did:plc:abc/app.bsky.feed.post/3aaa bafyroot"
    parent = "at://did:plc:abc/app.bsky.feed.post/3bbb bafyparent"
    message = end.message(thread=Thread(root_id=root, parent_id=parent))
    for _ in range(2):
        assert end.sender.send(message).outcome is Outcome.YES

    assert len(end.host.delivered) == 1
    body = end.host.delivered[0].data
    assert TID.fullmatch(body["rkey"])
    assert body["record"]["createdAt"] == "2026-11-21T14:05:00.000Z"
    assert body["record"]["langs"] == ["en"]
    assert body["record"]["reply"] == {
        "root": {"uri": root.partition(" ")[0], "cid": "bafyroot"},
        "parent": {"uri": parent.partition(" ")[0], "cid": "bafyparent"},
    }


def test_a_link_has_its_place_in_bytes() -> None:
    text = "Zahlung gestört, 支払い: (https://a.example/ä#x). Ende"
    (facet,) = facets(text)

    start, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
    assert text.encode()[start:end].decode() == "https://a.example/ä#x" == facet["features"][0]["uri"]


def test_a_record_key_sorts_by_time_and_is_the_messages_own(a_message: Callable[..., Message]) -> None:
    channel = Channel(id="team", kind="bluesky", audience=Audience.CUSTOMERS)
    keys = [
        record_key(a_message(channel, "one", at=NOW)),
        record_key(a_message(channel, "two", at=NOW)),
        record_key(a_message(channel, "one", at=NOW.replace(minute=7))),
    ]

    assert len(set(keys)) == 3
    assert keys[2] == max(keys)
    # The second of its publication can be read out of it.
    number = 0
    for sign in keys[0]:
        number = number << 5 | "234567abcdefghijklmnopqrstuvwxyz".index(sign)
    assert (number >> 10) // 1_000_000 == NOW.timestamp()


def test_what_opens_no_session_on_bluesky_sent_nothing(line: Line) -> None:
    end = line("bluesky")
    end.host.provider.session.__dict__["status"] = 502

    assert end.sender.send(end.message()).outcome is Outcome.NO
    assert end.sender.find(end.message()).outcome is Outcome.MAYBE


def test_x_signs_for_the_account_and_takes_a_duplicate_for_delivered(line: Line) -> None:
    end = line("x")
    request = sent(end, thread=Thread(root_id="5"))

    assert re.match(r"OAuth .*oauth_signature_method=\"HMAC-SHA1\"", request.headers["authorization"])
    assert f'oauth_timestamp="{NOW.timestamp():.0f}"' in request.headers["authorization"]
    assert request.data["reply"] == {"in_reply_to_tweet_id": "5"}
    again = end.sender.send(end.message(thread=Thread(root_id="5")))
    assert (again.outcome, again.why) == (Outcome.YES, "X already has this text")


def test_a_signature_is_the_standards_own_example() -> None:
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    made = signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}')

    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_webhook_has_one_id_for_every_attempt_and_is_signed(line: Line) -> None:
    end = line("webhook", "500")
    end.sender.send(end.message())
    request = sent(end)

    first = end.host.requests[0]
    assert first.headers["webhook-id"] == request.headers["webhook-id"] == end.message().dedup
    assert request.headers["idempotency-key"] == end.message().dedup
    stamp = request.headers["webhook-timestamp"]
    expected = signature(b"hush-signing-0123456789", end.message().dedup, stamp, request.body)
    assert (stamp, request.headers["webhook-signature"]) == (f"{NOW.timestamp():.0f}", expected)
    assert request.data["type"] == "incident.update"
    assert request.data["data"]["message"]["link"] == end.message().link
    assert end.sender.repeatable == UNLIMITED


def test_a_receiver_of_hosted_pages_gets_their_body(line: Line) -> None:
    end = line("webhook", body="statuspage")
    facts = {"incident": {"started_at": "2026-11-21T13:50:00Z"}, "update": {"words": "Paying fails."}}
    body = sent(end, data=facts).data

    assert body["meta"].keys() == {"unsubscribe", "documentation"}
    assert body["page"]["status_indicator"] == "major"
    assert (body["incident"]["name"], body["incident"]["status"]) == ("Checkout errors", "investigating")
    assert body["incident"]["created_at"] == "2026-11-21T13:50:00Z"
    assert body["incident"]["incident_updates"][0]["body"] == "Paying fails."
    assert sent(end, status=Status.RESOLVED).data["page"]["status_indicator"] == "none"
    assert end.sender.repeatable is None


def test_each_number_gets_a_text_once_whatever_another_does(line: Line) -> None:
    end = line("twilio_sms", "400", to=("+15005550001", "+15005550002", "+15005550003"))
    end.host.provider.refused = {"+15005550001"}

    result = end.sender.send(end.message())

    assert (result.outcome, result.permanent) == (Outcome.NO, True)
    assert result.why.startswith("1 of 3 recipients: answered 400")
    assert [str(one.state) for one in result.recipients] == ["refused", "sent", "sent"]
    end.sender.send(end.message())
    assert sorted(text["to"] for text in end.host.provider.texts) == ["+15005550002", "+15005550003"]


def test_a_text_that_one_number_may_have_is_a_maybe(line: Line) -> None:
    end = line("twilio_sms", "500", to=("+15005550001", "+15005550002"))

    assert end.sender.send(end.message()).outcome is Outcome.MAYBE
    assert end.sender.find(end.message()).outcome is Outcome.NO
    assert end.sender.send(end.message()).outcome is Outcome.YES
    assert sorted(text["to"] for text in end.host.provider.texts) == ["+15005550001", "+15005550002"]


def test_all_recipients_that_refuse_for_good_are_a_no_for_good(line: Line) -> None:
    end = line("twilio_sms", to=("+15005550001", "+15005550002"))
    end.host.provider.refused = {"+15005550001", "+15005550002"}

    result = end.sender.send(end.message())

    assert (result.outcome, result.permanent, result.recipients) == (Outcome.NO, True, ())
    assert result.why.startswith("2 of 2 recipients: answered 400")


def test_a_number_that_has_a_text_is_not_even_asked_about_again(line: Line) -> None:
    end = line("twilio_sms", "429 with Retry-After", to=("+15005550001", "+15005550002"))

    first = end.sender.send(end.message())
    has = frozenset(one.mark for one in first.recipients if one.state == "sent")
    seen = len(end.host.requests)
    again = end.sender.send(end.message(leave_out=has))

    assert [(one.who, str(one.state)) for one in first.recipients] == [
        ("+15005550001", "retry"),
        ("+15005550002", "sent"),
    ]
    assert [(one.who, str(one.state)) for one in again.recipients] == [("+15005550001", "sent")]
    asked = [request.query.get("To") or request.form["To"] for request in end.host.requests[seen:]]
    assert set(asked) == {"+15005550001"}


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7),
        ("1.5", 1.5),
        ("Sat, 21 Nov 2026 14:07:00 GMT", 60),
        ("2026-11-21T14:08:00.000Z", 120),
        (f"{NOW.timestamp() + 90:.0f}", 90),
        ("999999999", 86400),
        ("Sat, 21 Nov 2020 14:07:00 GMT", 0),
    ],
)
def test_a_wait_may_be_written_in_many_ways(text: str, seconds: float) -> None:
    found = not_before({"retry-after": text}, NOW)
    assert found
    assert (found - NOW).total_seconds() == seconds


@pytest.mark.parametrize("text", ["", "soon", "-5", "1e99", "99999999999999999999"])
def test_a_wait_that_is_none_is_not_made_up(text: str) -> None:
    assert not_before({"retry-after": text}, NOW) is None


def test_a_providers_words_with_part_of_a_secret_are_not_quoted() -> None:
    guard = Guard([Secret("xoxb-1234567890"), Secret("https://hooks.example.com/T0/abcdefgh")])

    assert guard.quote("channel is archived") == "channel is archived"
    assert guard.quote("https://hooks.example.com is down") == "https://hooks.example.com is down"
    for words in ("token XOXB-12345 is bad", "no hook /T0/abcd", "xoxb%2D1234567890"):
        assert guard.quote(words) == ""
    assert guard.quote("sig " + "A" * 40) == "sig …"


@pytest.mark.parametrize(
    "text", ["http://hooks.example.com/x", "hooks.example.com", "https://", "https://a b/"]
)
def test_an_address_that_is_none_is_reported_without_showing_it(text: str) -> None:
    channel = Channel(id="team", kind="slack_webhook", audience=Audience.INTERNAL, secrets={"secret": "HOOK"})
    with pytest.raises(BadSecretError) as fault:
        sender_for(channel, {"HOOK": text}, now=lambda: NOW)

    assert str(fault.value) == "channel team: HOOK is not an https:// address"


def test_a_secret_that_is_not_set_is_reported_by_its_name() -> None:
    secrets = {"api_key": "A", "api_secret": "B", "token": "C", "token_secret": "D"}
    channel = Channel(id="post", kind="x", audience=Audience.CUSTOMERS, secrets=secrets)
    environ = {"A": "hush", "C": "", "D": "hush"}

    assert missing_secrets(channel, environ) == ("B", "C")
    with pytest.raises(MissingSecretError, match="B and C are not set"):
        sender_for(channel, environ, now=lambda: NOW)
    with pytest.raises(ChannelError, match="A has more than one line"):
        sender_for(channel, {**environ, "A": "hush\nhush", "B": "b", "C": "c"}, now=lambda: NOW)


def test_an_address_in_the_settings_replaces_the_providers(line: Line, a_message: Callable[..., Any]) -> None:
    end = line("slack_webhook")
    environ = {"HOOK": "https://hooks.example.com/a/b", "OUTSPOKEN_BASE_SLACK_WEBHOOK": end.host.address}

    sender = sender_for(end.channel, environ, now=lambda: NOW)

    assert sender.send(a_message(end.channel)).outcome is Outcome.YES
    assert end.host.delivered[0].path == "/a/b"
    assert json.loads(end.host.delivered[0].body)["text"]
