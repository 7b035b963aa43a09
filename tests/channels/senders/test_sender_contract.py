"""Every sender meets every fault over real sockets: yes, no or maybe, and no secret anywhere."""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.channels.senders.conftest import KINDS, channel_of

from outspoken.channels.all_kinds import all_kinds, promise_of
from outspoken.channels.delivery_promise import DeliveryPromise
from outspoken.channels.sending.sender import Outcome, Sent

# Apprise loads every service that it knows, also those that lean on what Python will drop.
pytestmark = pytest.mark.filterwarnings("ignore:.*deprecated and slated for removal:DeprecationWarning")

Line = Callable[..., Any]
NOW = datetime(2026, 11, 21, 14, 6, tzinfo=UTC)
# From the declarations: a kind that says it can be read back has to prove it.
READ_BACK = tuple(kind for kind in KINDS if promise_of(channel_of(kind)).is_read_back)
NEITHER = tuple(kind for kind in KINDS if promise_of(channel_of(kind)) == DeliveryPromise())
# Where the answer's words decide, words that are not the provider's leave it open.
NEEDS_WORDS = {"slack_webhook", "slack_bot", "mastodon", "bluesky", "discord_webhook", "twilio_sms"}
WORDLESS = ("2xx without a word", "2xx with words that are no JSON")
FOR_GOOD = ("400", "401", "403", "404", "413", "422")
PASSING = ("409", "429 with Retry-After")
# Its own receiver may answer whatever it likes.
TAKES_PAGES = {"webhook", "apprise"}
PAGE = "2xx with a page for people"
UNKNOWN = (
    "302",
    "500",
    "502 after accepting",
    "a time-out before accepting",
    "a time-out after accepting",
    "a reset",
)
FAULTS = (*WORDLESS, PAGE, *FOR_GOOD, *PASSING, *UNKNOWN)
SECRETS = ("hush", base64.b64encode(b"hush")[:4].decode())


def expected(kind: str, fault: str) -> Outcome:
    if fault in WORDLESS:
        return Outcome.MAYBE if kind in NEEDS_WORDS else Outcome.YES
    if fault == PAGE:
        return Outcome.YES if kind in TAKES_PAGES else Outcome.MAYBE
    # The library tells a refusal from nothing else.
    return Outcome.MAYBE if fault in UNKNOWN or kind == "apprise" else Outcome.NO


@pytest.fixture
def reported(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Everything that was logged at any level or printed, and the values given."""
    for name in [None, "httpx", "httpcore", "httpcore.connection", "httpcore.http11", "oauthlib", "apprise"]:
        caplog.set_level(logging.DEBUG, name)
    # Whatever is in the message's own words is no secret.
    return lambda *values: "\n".join(
        [caplog.text, *capfd.readouterr(), *map(repr, values), *map(str, values)]
    )


def test_there_are_seventeen_faults() -> None:
    assert len(set(FAULTS)) == 17


def test_every_kind_is_tried() -> None:
    """Mail is tried by its own protocol, in test_smtp.py."""
    assert {*KINDS, "smtp"} == set(all_kinds())


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_has_the_right_verdict_and_shows_no_secret(
    line: Line, reported: Callable[..., str], kind: str, fault: str
) -> None:
    end = line(kind, fault)

    sent = end.sender.send(end.message())

    assert sent.outcome is expected(kind, fault), sent
    assert sent.permanent == (fault in FOR_GOOD and kind != "apprise")
    seen = reported(sent, end.sender, vars(end.sender) if hasattr(end.sender, "__dict__") else "")
    assert [secret for secret in SECRETS if secret in seen] == []


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "apprise"])
def test_a_rate_limit_says_when_the_channel_listens_again(line: Line, kind: str) -> None:
    end = line(kind, "429 with Retry-After")

    assert end.sender.send(end.message()).not_before == NOW.replace(second=7)


@pytest.mark.parametrize("kind", KINDS)
def test_a_redirect_is_not_followed(line: Line, kind: str) -> None:
    end = line(kind, "302")

    end.sender.send(end.message())

    assert [request.path for request in end.host.requests if "elsewhere" in request.path] == []


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_sent_again_by_itself(line: Line, kind: str) -> None:
    end = line(kind, "500")

    end.sender.send(end.message())

    assert sum(end.host.provider.is_message(request) for request in end.host.requests) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_fault_it_is_delivered_once(line: Line, reported: Callable[..., str], kind: str) -> None:
    end = line(kind)

    sent = end.sender.send(end.message())

    assert (sent.outcome, sent.why) == (Outcome.YES, "")
    assert len(end.host.delivered) == 1
    assert not any(secret in reported(sent, end.sender) for secret in SECRETS)


@pytest.mark.parametrize("fault", [*WORDLESS, *UNKNOWN])
@pytest.mark.parametrize("kind", READ_BACK)
def test_what_a_fault_left_open_is_read_back(line: Line, kind: str, fault: str) -> None:
    end = line(kind, fault)
    assert end.sender.readable
    message = end.message()
    end.sender.send(message)

    found = end.sender.find(message)

    assert found.outcome is (Outcome.YES if end.host.delivered else Outcome.NO)
    assert bool(found.id) == bool(end.host.delivered)


@pytest.mark.parametrize("fault", [*WORDLESS, *UNKNOWN])
@pytest.mark.parametrize("kind", ["mastodon", "bluesky", "x", "twilio_sms"])
def test_what_a_fault_left_open_may_be_sent_again(line: Line, kind: str, fault: str) -> None:
    end = line(kind, fault)
    message = end.message()
    end.sender.send(message)

    assert end.sender.send(message).outcome is Outcome.YES
    assert len(end.host.delivered) == 1


@pytest.mark.parametrize("kind", NEITHER)
def test_what_has_neither_key_nor_read_back_promises_neither(line: Line, kind: str) -> None:
    sender = line(kind).sender

    assert (sender.repeatable, sender.readable) == (None, False)
    assert sender.find(line(kind).message()) is None


@pytest.mark.parametrize("kind", READ_BACK)
def test_what_was_never_sent_is_surely_not_there(line: Line, kind: str) -> None:
    end = line(kind)

    assert end.sender.find(end.message()).outcome is Outcome.NO


@pytest.mark.parametrize("kind", READ_BACK)
def test_other_words_of_the_same_incident_are_not_taken_for_these(line: Line, kind: str) -> None:
    end = line(kind)
    assert end.sender.send(end.message()).outcome is Outcome.YES
    other = end.message("20261121T150500Z-identified", text="Identified: Checkout errors")

    assert end.sender.find(other).outcome is Outcome.NO
    assert end.sender.send(other).outcome is Outcome.YES
    assert end.sender.find(other).id != end.sender.find(end.message()).id


def test_a_receipt_without_a_fault_equals_the_one_read_back(line: Line) -> None:
    for kind in READ_BACK:
        end = line(kind)
        sent: Sent = end.sender.send(end.message())
        assert end.sender.find(end.message()) == sent, kind


@pytest.mark.parametrize("kind", KINDS)
def test_the_promise_that_is_printed_is_the_sender_s(line: Line, kind: str) -> None:
    sender = line(kind).sender
    promise = promise_of(sender.channel)
    assert (promise.key, promise.is_read_back) == (sender.repeatable, sender.readable)
    assert promise.settles == sender.settles
