"""A message, a channel of every kind, and providers on this machine for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace
from tests.channels.senders import providers, servers
from tests.channels.senders.waiting import Deadlines, Patience

from outspoken.channels.message import Message, Thread, dedup_of
from outspoken.channels.sending.sender import Sender
from outspoken.channels.sending.sender_for import sender_for
from outspoken.model.channel import Audience, Channel
from outspoken.model.vocabulary import Impact, Status

NOW = datetime(2026, 11, 21, 14, 6, tzinfo=UTC)


# Every secret has this word, so that a test may look for it in logs.
HUSH = "hush"
_HOOK = "https://hooks.example.com/services/hush-0123/hush-4567?hush=1"
ENVIRON: Mapping[str, str] = {
    "HOOK": _HOOK,
    "TOKEN": "hush-token-0123456789",
    "USER": "hush-user-0123456789",
    "KEY": "hush-key-0123456789",
    "MORE": "hush-more-0123456789",
    "SIGNING_KEY": "hush-signing-0123456789",
    "RECIPIENTS": "ada.hush@example.com, grace.hush@example.com",
    "NUMBERS": "+15005550010",
}
_KINDS: Mapping[str, tuple[dict[str, str], dict[str, Any], str]] = {
    "slack_webhook": ({"secret": "HOOK"}, {}, "Provider"),
    "slack_bot": ({"token": "TOKEN"}, {"channel": "C0123456789"}, "Slack"),
    "webhook": ({"secret": "HOOK", "signing_key": "SIGNING_KEY"}, {}, "Provider"),
    "mastodon": ({"token": "TOKEN"}, {"server": "https://social.example", "language": "en"}, "Mastodon"),
    "bluesky": ({"password": "TOKEN"}, {"account": "status.example.com", "language": "en"}, "Bluesky"),
    "x": ({"api_key": "USER", "api_secret": "KEY", "token": "TOKEN", "token_secret": "MORE"}, {}, "X"),
    "teams_webhook": ({"secret": "HOOK"}, {}, "Provider"),
    "discord_webhook": ({"secret": "HOOK"}, {}, "Discord"),
    "twilio_sms": (
        {"account": "USER", "token": "TOKEN"},
        {"from": "+15005550006", "to": ("+15005550009",)},
        "Twilio",
    ),
    "apprise": ({"secret": "APPRISE"}, {}, "Provider"),
}
KINDS = tuple(_KINDS)


def channel_of(kind: str, **options: Any) -> Channel:
    """A channel of a kind, with its secrets' variables; `options` over its own."""
    secrets, plain, _ = _KINDS[kind]
    return Channel(
        id="team",
        kind=kind,
        audience=Audience.CUSTOMERS,
        secrets=secrets,
        options={**plain, **options},
    )


def message_of(channel: Channel, update: str = "20261121T140500Z-investigating", **changes: Any) -> Message:
    """What is said at 14:05 about checkout errors."""
    key = f"2026-11-21-checkout-errors/{update}/{channel.id}"
    link = f"https://status.example.com/incidents/2026-11-21-checkout-errors/#{update}"
    message = Message(
        channel=channel,
        subject="Investigating: Checkout errors",
        text=f"Investigating: Checkout errors\n\nPaying fails for <you> & us: 支払い, zurück.\n\n{link}",
        link=link,
        key=key,
        dedup=dedup_of(key),
        at=datetime(2026, 11, 21, 14, 5, tzinfo=UTC),
        incident_id="2026-11-21-checkout-errors",
        update_id=update,
        status=Status.INVESTIGATING,
        impact=Impact.MAJOR,
        title="Checkout errors",
        site_name="Example status",
        site_url="https://status.example.com/",
    )
    return replace(message, **changes)


@pytest.fixture
def a_message() -> Callable[..., Message]:
    """Make the message of 14:05 for a channel."""
    return message_of


@dataclass(frozen=True)
class Line:
    """A channel with its sender, and the provider at the other end."""

    channel: Channel
    sender: Sender
    host: Any

    def message(self, update: str = "20261121T140500Z-investigating", **changes: Any) -> Message:
        return message_of(self.channel, update, **changes)

    def reply_to(self, first: str, last: str = "") -> Thread:
        return Thread(root_id=first, parent_id=last)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loopback is reached as it is, whatever the machine's settings are."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> Patience:
    """Ends waits for an answer by an event; servers enter themselves."""
    return Patience(monkeypatch)


@pytest.fixture
def deadlines(monkeypatch: pytest.MonkeyPatch) -> Deadlines:
    """The deadlines of requests, which run out when a test says so."""
    return Deadlines(monkeypatch)


@pytest.fixture
def line(patience: Patience) -> Iterator[Callable[..., Line]]:
    """A channel of a kind up to its provider; `faults` await its messages, `options` are the channel's."""
    with ExitStack() as stack:

        def make(kind: str, *faults: str, **options: Any) -> Line:
            provider = getattr(servers if _KINDS[kind][2] == "Provider" else providers, _KINDS[kind][2])()
            host = stack.enter_context(servers.serving(provider, *map(servers.Fault, faults)))
            patience.servers[int(host.address.rpartition(":")[2])] = host.silence
            channel = channel_of(kind, **options)
            environ = {
                **ENVIRON,
                "APPRISE": f"json://hush:hush@{host.address.removeprefix('http://')}/hush",
            }
            sender = sender_for(
                channel, environ, now=lambda: NOW, base_urls={kind: host.address}, connect=60, read=60
            )
            return Line(channel=channel, sender=sender, host=host)

        yield make
