"""Mail over a real SMTP server: headers, encryption, recipients, and every place where it can break."""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from msgspec.structs import replace
from tests.channels.senders.waiting import Deadlines, Patience, Silence

from outspoken.channels.delivery_promise import UNLIMITED
from outspoken.channels.message import Message, Thread, dedup_of
from outspoken.channels.sending.last_check import ClaimLostError, checked_by
from outspoken.channels.sending.sender import BadSecretError, MissingSecretError, Outcome
from outspoken.channels.sending.sender_for import sender_for
from outspoken.model.channel import Audience, Channel

NOW = datetime(2026, 11, 21, 14, 6, tzinfo=UTC)
ENVIRON = {
    "SMTP_USER": "hush-user-0123456789",
    "SMTP_PASSWORD": "hush-password-0123456789",
    "RECIPIENTS": "ada.hush@example.com; grace.hush@example.com",
}
KEY = "2026-11-21-checkout-errors/20261121T140500Z-investigating/list"


@dataclass
class Box:
    """The server's side: what it answers at which stage, and what it kept."""

    replies: dict[str, str] = field(default_factory=dict)
    does: str = ""
    mails: list[tuple[list[str], bytes]] = field(default_factory=list)
    silence: Silence = field(default_factory=Silence)

    async def handle_MAIL(  # noqa: N802 - the library looks for this name
        self, server: Any, session: Any, envelope: Any, address: str, _: Any
    ) -> str:
        envelope.mail_from = address
        return self.replies.get("mail", "250 OK")

    async def handle_RCPT(  # noqa: N802 - the library looks for this name
        self, server: Any, session: Any, envelope: Any, address: str, _: Any
    ) -> str:
        reply = self.replies.get(address, self.replies.get("rcpt", "250 OK"))
        if reply == "hang up":
            server.transport.close()
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.does != "silent":
            self.mails.append((envelope.rcpt_tos, envelope.content))
        if self.does in {"silent", "mute"}:
            self.silence.begin()
            await asyncio.get_running_loop().create_future()
        if self.does == "reset":
            wire = server.transport.get_extra_info("socket")
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            server.transport.abort()
        return self.replies.get("data", "250 OK")


def login(_server: Any, _session: Any, _envelope: Any, _mechanism: str, auth: Any) -> AuthResult:
    assert isinstance(auth, LoginPassword)
    return AuthResult(success=auth.password == ENVIRON["SMTP_PASSWORD"].encode(), handled=False)


@dataclass(frozen=True)
class Post:
    """A channel of mail up to a server's box."""

    sender: Any
    box: Box
    message: Message

    @property
    def mail(self) -> EmailMessage:
        found = message_from_bytes(self.box.mails[-1][1], policy=default)
        assert isinstance(found, EmailMessage)
        return found


def channel_of(secrets: dict[str, str] | None = None, **options: Any) -> Channel:
    plain = {"server": "smtp.example.com", "from": "Example status <status@example.com>"}
    to = {} if secrets and "recipients" in secrets else {"to": ("all@example.com",)}
    return Channel(
        id="list",
        kind="smtp",
        audience=Audience.CUSTOMERS,
        secrets=secrets or {},
        options={**plain, **to, **options},
    )


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))


@pytest.fixture
def post(
    authority: trustme.CA, a_message: Callable[..., Message], patience: Patience
) -> Iterator[Callable[..., Post]]:
    with ExitStack() as stack:

        def make(
            scheme: str = "smtp",
            *,
            does: str = "",
            replies: dict[str, str] | None = None,
            secrets: dict[str, str] | None = None,
            changes: dict[str, Any] | None = None,
            server_options: dict[str, Any] | None = None,
            **options: Any,
        ) -> Post:
            channel = channel_of(secrets, **options)
            box = Box(replies=replies or {}, does=does)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            authority.issue_cert("127.0.0.1").configure_cert(context)
            encrypted: dict[str, Any] = {
                "smtps": {"ssl_context": context},
                "smtp+starttls": {"tls_context": context, "require_starttls": True},
            }.get(scheme, {})
            server = Controller(
                box,
                hostname="127.0.0.1",
                port=free_port(),
                authenticator=login,
                auth_require_tls=False,
                ready_timeout=600,
                **encrypted,
                **(server_options or {}),
            )
            stack.callback(box.silence.close)
            server.start()
            stack.callback(server.stop)
            patience.servers[server.port] = box.silence
            sender = sender_for(
                channel,
                ENVIRON,
                now=lambda: NOW,
                base_urls={"smtp": f"{scheme}://127.0.0.1:{server.port}"},
                connect=60,
                read=60,
            )
            return Post(sender=sender, box=box, message=a_message(channel, **(changes or {})))

        yield make


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_a_mail_has_text_and_html_and_headers_that_never_change(post: Callable[..., Post]) -> None:
    end = post(
        changes={"html": "<p>Paying fails.</p>"},
        unsubscribe="https://lists.example.com/out?who=all",
        reply_to="help@example.com",
    )

    first, second = end.sender.send(end.message), end.sender.send(end.message)

    assert first.outcome is Outcome.YES
    assert first.id == f"<{dedup_of(end.message.key)}@status.example.com>" == second.id
    assert end.box.mails[0] == end.box.mails[1]
    headers = {name: end.mail[name] for name in end.mail}
    assert headers | {"Content-Type": ""} == {
        "From": "Example status <status@example.com>",
        "To": "all@example.com",
        "Subject": "Investigating: Checkout errors",
        "Date": "Sat, 21 Nov 2026 14:05:00 +0000",
        "Message-ID": first.id,
        "Reply-To": "help@example.com",
        "List-Unsubscribe": "<https://lists.example.com/out?who=all>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
        "Content-Type": "",
    }
    text, html = end.mail.get_body(("plain",)), end.mail.get_body(("html",))
    assert text and text.get_content().splitlines() == end.message.text.splitlines()
    assert html and html.get_content().strip() == "<p>Paying fails.</p>"


def test_a_mail_address_to_unsubscribe_has_no_one_click(post: Callable[..., Post]) -> None:
    end = post(unsubscribe="mailto:leave@example.com")

    end.sender.send(end.message)

    assert end.mail["List-Unsubscribe"] == "<mailto:leave@example.com>"
    assert end.mail["List-Unsubscribe-Post"] is None


@pytest.mark.parametrize("key", ["", "the first receipt has no id"])
def test_a_later_mail_points_to_the_first_and_to_the_newest(post: Callable[..., Post], key: str) -> None:
    known = f"<{dedup_of('first')}@status.example.com>"
    thread = Thread(root_id="" if key else known, root_key="first", parent_id="<newest@example.com>")
    end = post(changes={"thread": thread})

    end.sender.send(end.message)

    assert end.mail["In-Reply-To"] == "<newest@example.com>"
    assert end.mail["References"] == f"{known} <newest@example.com>"


def test_a_title_cannot_become_a_header(post: Callable[..., Post]) -> None:
    end = post(
        changes={"subject": "Checkout\r\nBcc: everybody@example.com\r\n\r\nHello", "text": ".\r\n.\nx"}
    )

    assert end.sender.send(end.message).outcome is Outcome.YES
    assert end.mail["Subject"] == "Checkout Bcc: everybody@example.com Hello"
    assert end.mail["Bcc"] is None
    assert end.box.mails[0][0] == ["all@example.com"]
    assert len(end.box.mails) == 1
    assert end.mail.get_content().split() == [".", ".", "x"]


def test_recipients_in_a_secret_are_on_the_envelope_alone(post: Callable[..., Post]) -> None:
    end = post(secrets={"recipients": "RECIPIENTS"})

    assert end.sender.send(end.message).outcome is Outcome.YES
    assert end.box.mails[0][0] == ["ada.hush@example.com", "grace.hush@example.com"]
    assert b"hush" not in end.box.mails[0][1]


def states_of(sent: Any) -> dict[str, str]:
    return {one.who: str(one.state) for one in sent.recipients}


@pytest.mark.parametrize(
    ("reply", "state", "permanent"),
    [("550 unknown", "refused", True), ("450 greylisted", "retry", False), ("hang up", "retry", False)],
)
def test_a_recipient_that_is_refused_does_not_keep_it_from_the_others(
    post: Callable[..., Post], reply: str, state: str, permanent: bool
) -> None:
    end = post(to=("all@example.com", "gone@example.com"), replies={"gone@example.com": reply})

    sent = end.sender.send(end.message)

    assert states_of(sent) == {"all@example.com": "sent", "gone@example.com": state}
    assert (sent.outcome, sent.permanent) == (Outcome.NO, permanent)
    assert [to for to, _ in end.box.mails] == [["all@example.com"]]


def test_recipients_who_have_it_are_left_out_of_the_next_attempt(post: Callable[..., Post]) -> None:
    end = post(
        secrets={"recipients": "RECIPIENTS", "user": "SMTP_USER", "password": "SMTP_PASSWORD"},
        to=("all@example.com",),
        replies={"ada.hush@example.com": "450 greylisted <ada.hush@example.com>"},
    )
    sent = end.sender.send(end.message)
    assert states_of(sent) == {
        "all@example.com": "sent",
        "recipient 1 in RECIPIENTS": "retry",
        "recipient 2 in RECIPIENTS": "sent",
    }
    assert "hush" not in repr(sent)

    end.box.replies.clear()
    has = frozenset(one.mark for one in sent.recipients if one.state == "sent")
    again = end.sender.send(replace(end.message, leave_out=has))

    assert states_of(again) == {"recipient 1 in RECIPIENTS": "sent"}
    assert [to for to, _ in end.box.mails] == [
        ["all@example.com", "grace.hush@example.com"],
        ["ada.hush@example.com"],
    ]


def test_with_other_secrets_no_one_is_taken_for_a_recipient_who_lacks_it(post: Callable[..., Post]) -> None:
    end = post(secrets={"recipients": "RECIPIENTS"})

    sent = end.sender.send(replace(end.message, leave_out=frozenset({f"{'0' * 8}:{'0' * 24}"})))

    assert (sent.outcome, sent.permanent) == (Outcome.NO, True)
    assert "secrets changed" in sent.why
    assert end.box.mails == []


def test_where_an_earlier_mail_is_still_to_come_a_later_one_waits_for_it(post: Callable[..., Post]) -> None:
    end = post(to=("all@example.com", "slow@example.com"))

    sent = end.sender.send(replace(end.message, behind=frozenset({"slow@example.com"})))

    assert states_of(sent) == {"all@example.com": "sent", "slow@example.com": "retry"}
    assert [to for to, _ in end.box.mails] == [["all@example.com"]]


@pytest.mark.parametrize("address", ["ädä@example.com", "ada@exämple.com", "Ädä <ädä@example.com>"])
def test_an_address_beyond_ascii_keeps_the_mail_from_no_one_else(
    post: Callable[..., Post], address: str
) -> None:
    end = post(to=("all@example.com", address), server_options={"enable_SMTPUTF8": False})

    sent = end.sender.send(end.message)

    assert states_of(sent) == {"all@example.com": "sent", address: "refused"}
    assert "SMTPUTF8" in sent.recipients[-1].why + sent.recipients[0].why
    assert [to for to, _ in end.box.mails] == [["all@example.com"]]
    assert end.mail["To"] == "all@example.com"


def test_an_address_beyond_ascii_gets_its_mail_where_the_server_takes_it(post: Callable[..., Post]) -> None:
    end = post(to=("all@example.com", "ädä@example.com"), server_options={"enable_SMTPUTF8": True})

    assert end.sender.send(end.message).outcome is Outcome.YES
    assert [to for to, _ in end.box.mails] == [["all@example.com"], ["ädä@example.com"]]


def test_a_mail_that_was_taken_counts_though_the_server_then_hangs_up(post: Callable[..., Post]) -> None:
    end = post(
        to=("all@example.com", "ädä@example.com", "ödö@example.com"),
        replies={"ädä@example.com": "hang up"},
        server_options={"enable_SMTPUTF8": True},
    )

    sent = end.sender.send(end.message)

    assert states_of(sent)["all@example.com"] == "sent"
    assert [to for to, _ in end.box.mails] == [["all@example.com"]]


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_a_connection_is_encrypted_before_the_password(post: Callable[..., Post], scheme: str) -> None:
    end = post(scheme, secrets={"user": "SMTP_USER", "password": "SMTP_PASSWORD"})

    assert end.sender.send(end.message).outcome is Outcome.YES


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_a_certificate_that_is_not_trusted_is_a_no(post: Callable[..., Post], scheme: str) -> None:
    end = post(scheme)

    sent = end.sender.send(end.message)

    assert (sent.outcome, sent.permanent) == (Outcome.NO, False)
    assert end.box.mails == []


def test_a_server_that_cannot_encrypt_gets_nothing(post: Callable[..., Post]) -> None:
    end = post()
    base = end.sender.dependencies.base("smtp").replace("smtp:", "smtp+starttls:")
    sender = sender_for(channel_of(), ENVIRON, now=lambda: NOW, base_urls={"smtp": base})

    sent = sender.send(end.message)

    assert (sent.outcome, sent.permanent) == (Outcome.NO, True)
    assert end.box.mails == []


@pytest.mark.parametrize(
    ("replies", "does", "outcome", "permanent", "kept"),
    [
        ({"mail": "550 not you"}, "", Outcome.NO, True, 0),
        ({"mail": "451 later"}, "", Outcome.NO, False, 0),
        ({"rcpt": "550 unknown"}, "", Outcome.NO, True, 0),
        ({"rcpt": "450 greylisted"}, "", Outcome.NO, False, 0),
        ({"data": "552 too large"}, "", Outcome.NO, True, 1),
        ({"data": "451 later"}, "", Outcome.NO, False, 1),
        ({"data": "421 closing"}, "", Outcome.NO, False, 1),
        ({}, "silent", Outcome.MAYBE, False, 0),
        ({}, "mute", Outcome.MAYBE, False, 1),
        ({}, "reset", Outcome.MAYBE, False, 1),
    ],
)
def test_where_it_breaks_decides_between_no_and_maybe(
    post: Callable[..., Post],
    replies: dict[str, str],
    does: str,
    outcome: Outcome,
    permanent: bool,
    kept: int,
) -> None:
    end = post(replies=replies, does=does)

    sent = end.sender.send(end.message)

    assert (sent.outcome, sent.permanent) == (outcome, permanent), sent
    assert len(end.box.mails) == kept


@pytest.mark.parametrize("greets", [False, True])
def test_a_server_that_trickles_is_given_up(
    a_message: Callable[..., Message], deadlines: Deadlines, greets: bool
) -> None:
    """A sign of life before each time-out would keep us waiting for the end of the line for ever."""
    listening = socket.create_server(("127.0.0.1", 0))
    waits = [60, 180.5, 60] if greets else [60]

    def trickle() -> None:
        with listening, listening.accept()[0] as wire, suppress(OSError):
            if greets:
                wire.sendall(b"220 here\r\n")
                wire.recv(1)
            wire.sendall(b"2")
            # The client may still be about to wait for this answer.
            while len(deadlines.made) < len(waits):
                time.sleep(0.001)
            deadlines.running[-1].run_out()
            while True:
                wire.sendall(b"2")

    thread = threading.Thread(target=trickle, daemon=True)
    thread.start()
    base = {"smtp": f"smtp://127.0.0.1:{listening.getsockname()[1]}"}
    sender = sender_for(channel_of(), {}, now=lambda: NOW, base_urls=base, connect=60, read=60)
    sent = sender.send(a_message(channel_of()))
    assert (sent.outcome, deadlines.running) == (Outcome.NO, [])
    assert [one.seconds for one in deadlines.made] == waits
    thread.join(60)


def test_a_mail_is_not_handed_over_where_the_last_check_fails(post: Callable[..., Post]) -> None:
    end = post()

    def check() -> None:
        raise ClaimLostError("another run took the message over")

    with checked_by(check):
        sent = end.sender.send(end.message)
    assert (sent.outcome, end.box.mails) == (Outcome.NO, [])


def test_no_one_there_is_a_no(a_message: Callable[..., Message]) -> None:
    channel = channel_of()
    base = {"smtp": f"smtp://127.0.0.1:{free_port()}"}
    sent = sender_for(channel, ENVIRON, now=lambda: NOW, base_urls=base).send(a_message(channel))

    assert (sent.outcome, sent.permanent) == (Outcome.NO, False)


@pytest.mark.parametrize("password", ["SMTP_PASSWORD", "SMTP_USER"])
def test_a_password_is_in_no_log_and_no_reason(
    post: Callable[..., Post],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    password: str,
) -> None:
    caplog.set_level(logging.DEBUG, "outspoken")
    end = post(secrets={"user": "SMTP_USER", "password": password})

    sent = end.sender.send(end.message)

    assert sent.outcome is (Outcome.YES if password == "SMTP_PASSWORD" else Outcome.NO)
    assert sent.permanent is (password == "SMTP_USER")
    own = [record.getMessage() for record in caplog.records if not record.name.startswith("mail.log")]
    shown = f"{own} {sent!r} {end.sender!r} {vars(end.sender)!r} {capfd.readouterr()}"
    assert not re.search("hush|aHVza", shown)


def test_mail_is_not_repeated_unless_the_settings_say_so() -> None:
    def repeatable(**options: str) -> Any:
        return sender_for(channel_of(**options), ENVIRON, now=lambda: NOW).repeatable

    assert repeatable() is None
    assert repeatable(in_doubt="repeat") == UNLIMITED


def test_a_missing_or_broken_secret_is_reported_by_its_name() -> None:
    channel = channel_of({"recipients": "RECIPIENTS"})
    with pytest.raises(MissingSecretError, match="RECIPIENTS is not set"):
        sender_for(channel, {"RECIPIENTS": "  "}, now=lambda: NOW)
    with pytest.raises(BadSecretError, match="RECIPIENTS contains something that is not a mail address"):
        sender_for(channel, {"RECIPIENTS": "hush"}, now=lambda: NOW)
