"""One refused recipient does not stop the others, is shown, and no recipient gets a message twice."""

from __future__ import annotations

import json
import os
import socket
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import world as worlds
from aiosmtpd.controller import Controller
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.announce.team_channel import ON_BRANCH

from outspoken.announce.ledger.ledger_record import DeliveryState, Record, from_bytes, to_bytes
from outspoken.channels.sending.reached import Reach, Recipient, merged, not_to_be_sent, retried
from outspoken.channels.sending.sender_for import sender_for
from outspoken.cli import main

FIRST = f"{worlds.INCIDENT}/{worlds.STEMS[0]}/mail"
_SETTINGS = """\
site_name: Example status
site_url: https://status.example.com/
plugins:
  - outspoken:
      components: [{id: checkout, name: Checkout}]
      channels:
"""
MAIL = (
    "        mail: {kind: smtp, audience: customers, server: smtp.example.com, from: s@example.com, "
    "to: [ada@example.com, kim@example.com, lee@example.com]}\n"
)
SECRET_MAIL = (
    "        mail: {kind: smtp, audience: customers, server: 127.0.0.1, from: s@example.com, "
    "recipients: RECIPIENTS, user: SMTP_USER, password: SMTP_PASSWORD}\n"
)
TEXTS = (
    "        mail: {kind: twilio_sms, audience: customers, account: ACCOUNT, token: TOKEN, "
    'from: "+15005550006", to: ["+15005550001", "+15005550002"], recipients: NUMBERS}\n'
)
ENVIRON = {
    "RECIPIENTS": "ada@example.com, kim@example.com, lee@example.com",
    "SMTP_USER": "user",
    "SMTP_PASSWORD": "hush-password",
    "ACCOUNT": "AC0",
    "TOKEN": "hush-token",
    "NUMBERS": "+15005550003",
}


@dataclass
class Inbox:
    """What a server took, by recipient; `refuses` has its answers to some."""

    refuses: dict[str, str] = field(default_factory=dict)
    got: list[tuple[str, str]] = field(default_factory=list)
    data: str = "250 OK"

    async def handle_RCPT(  # noqa: N802 - the library looks for this name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        reply = self.refuses.get(address, "250 OK")
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.data.startswith("250"):
            update = str(message_from_bytes(envelope.content)["Message-ID"])
            self.got += [(to, update) for to in envelope.rcpt_tos]
        return self.data

    @property
    def counts(self) -> dict[str, int]:
        """How many messages each has."""
        return dict(sorted(Counter(to for to, _ in self.got).items()))

    @property
    def twice(self) -> list[tuple[str, str]]:
        """The messages that a recipient has more than once."""
        return [pair for pair, count in Counter(self.got).items() if count > 1]


class Texts(BaseHTTPRequestHandler):
    """A provider of text messages: lists of each number's, and refusals by number."""

    def do_GET(self) -> None:
        number = parse_qs(urlsplit(self.path).query)["To"][0]
        inbox: Inbox = self.server.inbox  # type: ignore[attr-defined]
        texts = [{"sid": "SM1", "body": body, "date_created": None} for to, body in inbox.got if to == number]
        self._answer(200, {"messages": texts})

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        number, body = form["To"][0], form["Body"][0]
        inbox: Inbox = self.server.inbox  # type: ignore[attr-defined]
        if number in inbox.refuses:
            self._answer(int(inbox.refuses[number]), {"message": f"not {number}"})
        else:
            inbox.got.append((number, body))
            self._answer(201, {"sid": f"SM{len(inbox.got)}"})

    def _answer(self, status: int, given: object) -> None:
        body = json.dumps(given).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Discard the line."""


@pytest.fixture
def serve() -> Iterator[Callable[[Inbox, bool], str]]:
    """Serves an inbox on loopback, mail or text messages; gives its address."""
    with ExitStack() as stack:

        def start(inbox: Inbox, is_mail: bool) -> str:
            if is_mail:
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", 0))
                    port = probe.getsockname()[1]
                options = {"auth_require_tls": False, "authenticator": lambda *_: _yes()}
                server = Controller(inbox, hostname="127.0.0.1", port=port, ready_timeout=600, **options)
                server.start()
                stack.callback(server.stop)
                return f"smtp://127.0.0.1:{port}"
            web: Any = stack.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), Texts))
            web.inbox = inbox
            thread = Thread(target=web.serve_forever, kwargs={"poll_interval": 0.01})
            thread.start()
            stack.callback(lambda: (web.shutdown(), thread.join()))
            return f"http://127.0.0.1:{web.server_port}"

        yield start


def _yes() -> Any:
    from aiosmtpd.smtp import AuthResult

    return AuthResult(success=True)


@dataclass
class Channel:
    """A site's channel to an inbox; `run` announces on it, `command` with the command line."""

    site: Any
    inbox: Inbox
    kind: str
    address: str
    environ: Mapping[str, str]

    def run(self, minutes: float = 0, **environ: str) -> Any:
        dependencies = self.site.dependencies(minutes)
        known = {**self.environ, **environ}

        def sender(channel: Any) -> Any:
            base = {self.kind: self.address}
            return sender_for(channel, known, now=dependencies.clock, base_urls=base, connect=60, read=60)

        return self.site.run(minutes, dependencies=replace(dependencies, senders=sender))

    def command(self, *words: str, minutes: int = 0) -> Any:
        base = {f"OUTSPOKEN_BASE_{self.kind.upper()}": self.address}
        now = f"2026-11-21T15:{minutes:02}Z"
        environ = {**{name: "" for name in os.environ if name.startswith("GITHUB_")}, **self.environ, **base}
        return CliRunner(env=environ).invoke(
            main, ["announce", *words, "--root", str(self.site.root), "--now", now]
        )

    def record(self, place: int = 0) -> dict[str, Any]:
        found: dict[str, Any] = self.site.ledger()[f"{worlds.INCIDENT}/{worlds.STEMS[place]}/mail"]
        return found


@pytest.fixture
def channel(make: Callable[..., Any], serve: Callable[[Inbox, bool], str]) -> Callable[..., Channel]:
    """A channel with these settings to an inbox that refuses some."""

    def open_(settings: str, **refuses: str) -> Channel:
        site = make("mail")
        site.write({"mkdocs.yml": _SETTINGS + settings})
        kind = "twilio_sms" if "twilio" in settings else "smtp"
        inbox = Inbox(refuses={name.replace("_", "@"): reply for name, reply in refuses.items()})
        return Channel(site, inbox, kind, serve(inbox, kind == "smtp"), ENVIRON)

    return open_


def states(record: Mapping[str, Any]) -> dict[str, str]:
    return {one["who"]: one["state"] for one in record["recipients"]}


ADA_REFUSED = {"ada_example.com": "550 unknown"}
ADA_GREYLISTED = {"ada_example.com": "450 greylisted"}


def test_a_refused_recipient_is_named_and_a_person_is_asked(channel: Any) -> None:
    end = channel(MAIL, **ADA_REFUSED)

    said = end.command()

    assert said.exit_code == 1
    line = "2 of 3 recipients have it; ada@example.com refused (answered 550: unknown)"
    assert f"{FIRST}: {line}: correct that, then outspoken announce resolve {FIRST} --retry" in said.output
    assert end.inbox.counts == {"kim@example.com": 3, "lee@example.com": 3}
    assert f"{FIRST}: {line}" in end.command("status", minutes=1).output
    (first, *_) = json.loads(end.command("status", "--json", minutes=1).stdout)["messages"]
    assert (first["key"], first["state"]) == (FIRST, "held")
    assert first["recipients"][0] == {
        "who": "ada@example.com",
        "state": "refused",
        "why": "answered 550: unknown",
    }


def test_the_json_of_a_run_has_the_outcome_of_each_recipient(channel: Any) -> None:
    end = channel(MAIL, **ADA_REFUSED)

    said = end.command("--json")

    announced = json.loads(said.stdout)
    assert (said.exit_code, announced["needs_a_person"], len(announced["messages"])) == (1, True, 3)
    assert states(announced["messages"][0]) == {
        "ada@example.com": "refused",
        "kim@example.com": "sent",
        "lee@example.com": "sent",
    }
    assert "mark" not in said.stdout


@ON_BRANCH
def test_once_it_is_mended_only_those_get_it_who_lack_it(channel: Any) -> None:
    end = channel(MAIL, **ADA_REFUSED)
    end.command()
    assert end.command(minutes=5).exit_code == 1  # still held, and nothing is sent
    end.inbox.refuses.clear()

    assert end.command("resolve", FIRST, "--retry", minutes=6).exit_code == 0
    assert end.command(minutes=7).exit_code == 1  # the other two wait for a person

    assert end.inbox.counts == {"ada@example.com": 1, "kim@example.com": 3, "lee@example.com": 3}
    assert end.inbox.twice == []
    assert "recipients" not in end.record()


@ON_BRANCH
def test_an_address_that_was_mended_gets_it_and_no_one_else_does(channel: Any) -> None:
    end = channel(MAIL, **ADA_REFUSED)
    end.command()
    settings = (end.site.root / "mkdocs.yml").read_text(encoding="utf-8")
    end.site.write({"mkdocs.yml": settings.replace("ada@", "ada.b@")})
    end.command("resolve", FIRST, "--retry", minutes=6)
    end.command(minutes=7)

    assert end.inbox.counts == {"ada.b@example.com": 1, "kim@example.com": 3, "lee@example.com": 3}
    assert end.record()["state"] == "sent"


def test_a_greylisted_recipient_gets_it_in_a_later_run_in_order_and_delays_no_one(channel: Any) -> None:
    end = channel(MAIL, **ADA_GREYLISTED)

    report = end.run()

    assert not report.needs_a_person
    assert [record.state for record in report.done.values()] == [DeliveryState.RETRY] * 3
    assert end.inbox.counts == {"kim@example.com": 3, "lee@example.com": 3}
    assert "2 of 3 recipients have it" in end.record()["why"]
    end.inbox.refuses.clear()

    report = end.run(10)

    assert [record.state for record in report.done.values()] == [DeliveryState.SENT] * 3
    assert end.inbox.counts == dict.fromkeys(("ada@example.com", "kim@example.com", "lee@example.com"), 3)
    assert end.inbox.twice == []
    order = [update for to, update in end.inbox.got if to == "kim@example.com"]
    assert [update for to, update in end.inbox.got if to == "ada@example.com"] == order


def test_a_new_update_goes_to_the_others_while_one_recipient_still_waits(channel: Any) -> None:
    end = channel(MAIL, **ADA_GREYLISTED)
    end.run()
    end.site.add_update("20261121T150500Z-monitoring", minutes=5)

    end.run(5.2)

    assert end.inbox.counts == {"kim@example.com": 4, "lee@example.com": 4}


def test_a_recipient_who_is_gone_from_the_settings_keeps_nothing_open(channel: Any) -> None:
    end = channel(MAIL, **ADA_GREYLISTED)
    end.run()
    settings = (end.site.root / "mkdocs.yml").read_text(encoding="utf-8")
    end.site.write({"mkdocs.yml": settings.replace("ada@example.com, ", "")})

    report = end.run(10)

    assert [record.state for record in report.done.values()] == [DeliveryState.SENT] * 3
    assert end.inbox.counts == {"kim@example.com": 3, "lee@example.com": 3}


def test_what_is_withdrawn_while_one_recipient_waits_is_taken_back_from_those_who_have_it(
    channel: Any,
) -> None:
    end = channel(MAIL, **ADA_GREYLISTED)
    end.run()
    path = f"incidents/2026-11/{worlds.INCIDENT}/updates/{worlds.STEMS[2]}.md"
    text = (end.site.root / path).read_text(encoding="utf-8")
    end.site.write({path: text.replace("status:", "withdrawn: a mistake\nstatus:")}, minutes=5)

    end.run(10)

    record = end.record(2)
    assert (record["state"], record["why"].rpartition("; ")[2]) == ("skipped", "2 of 3 recipients have it")
    assert end.inbox.counts["kim@example.com"] == 4


@ON_BRANCH
def test_a_person_who_skips_the_rest_leaves_it_sent_to_the_others(channel: Any) -> None:
    end = channel(MAIL, **ADA_REFUSED)
    end.command()
    assert end.command("resolve", FIRST, "--skip", minutes=6).exit_code == 0
    assert (end.record()["state"], end.record()["why"]) == (
        "sent",
        "decided by a person: 2 of 3 recipients have it",
    )


@ON_BRANCH
def test_what_a_killed_run_may_have_sent_to_the_rest_is_held_for_them_alone(channel: Any) -> None:
    end = channel(MAIL, **ADA_GREYLISTED)
    end.run()
    key = end.site.key(0, "mail")
    # As a run leaves it that is killed while it sends to the one who lacks it.
    claimed = {**end.record(), "state": "claimed", "at": "2026-11-21T15:05:00Z"}
    claimed.pop("not_before", None)
    _rewrite(end.site, key.path, claimed)
    end.inbox.refuses.clear()

    end.run(40)

    record = end.record()
    assert record["state"] == "held"
    assert states(record) == {
        "ada@example.com": "unknown",
        "kim@example.com": "sent",
        "lee@example.com": "sent",
    }
    assert end.inbox.twice == []


def _rewrite(site: Any, path: str, given: Mapping[str, Any]) -> None:
    """Put a record into the ledger, as another run would."""
    clone = site.root.parent / "ledger"
    worlds.git(site.root.parent, "clone", "-q", "-b", "announcements", str(site.remote), str(clone))
    (clone / path).write_text(json.dumps(given), encoding="utf-8")
    worlds.git(clone, "commit", "-q", "-am", "A claim")
    worlds.git(clone, "push", "-q", "origin", "announcements")


def test_secret_recipients_are_named_by_their_position_and_are_in_no_record(channel: Any) -> None:
    end = channel(SECRET_MAIL, **ADA_GREYLISTED)

    report = end.run()

    record = end.record()
    assert states(record) == {
        "recipient 1 in RECIPIENTS": "retry",
        "recipient 2 in RECIPIENTS": "sent",
        "recipient 3 in RECIPIENTS": "sent",
    }
    shown = f"{json.dumps(end.site.ledger())} {report!r}"
    assert [word for word in ("ada@", "kim@", "lee@", "hush") if word in shown] == []
    end.inbox.refuses.clear()
    # Another order, and one more who never had it.
    end.run(10, RECIPIENTS="new@example.com; lee@example.com; kim@example.com; ada@example.com")
    assert end.inbox.twice == []
    assert end.inbox.counts == dict.fromkeys(
        ("ada@example.com", "kim@example.com", "lee@example.com", "new@example.com"), 3
    )


def test_after_a_change_of_the_password_no_one_is_mailed_twice(channel: Any) -> None:
    end = channel(SECRET_MAIL, **ADA_GREYLISTED)
    end.run()
    end.inbox.refuses.clear()

    report = end.run(10, SMTP_PASSWORD="another")

    assert end.inbox.twice == []
    assert report.needs_a_person
    assert "secrets changed" in end.record()["why"]


def test_a_number_that_is_refused_is_held_and_the_others_have_their_text(channel: Any) -> None:
    end = channel(TEXTS)
    end.inbox.refuses = {"+15005550003": "400", "+15005550001": "429"}

    end.run()
    assert states(end.record()) == {
        "+15005550001": "retry",
        "+15005550002": "sent",
        "recipient 1 in NUMBERS": "refused",
    }
    end.inbox.refuses = {"+15005550003": "400"}
    report = end.run(10)

    assert end.inbox.counts == {"+15005550001": 3, "+15005550002": 3}
    assert end.inbox.twice == []
    assert report.needs_a_person
    assert "2 of 3 recipients have it; recipient 1 in NUMBERS refused" in end.record()["why"]


def test_a_record_without_recipients_is_read_as_before(tmp_path: Path) -> None:
    old = b'{"state": "sent", "at": "2026-11-21T15:00:00Z", "why": "1 of 2 recipients were refused"}'
    assert from_bytes(old).recipients == ()


@pytest.mark.parametrize(
    "given", ['"x"', "[1]", '[{"who": "a"}]', '[{"who": 1, "mark": "b", "state": "sent"}]']
)
def test_recipients_that_cannot_be_read_are_a_fault_of_the_ledger(given: str) -> None:
    text = f'{{"state": "held", "at": "2026-11-21T15:00:00Z", "recipients": {given}}}'
    with pytest.raises(ValueError, match="recipients"):
        from_bytes(text.encode())


people = st.lists(
    st.builds(Recipient, who=st.just("x"), mark=st.sampled_from("abcdef"), state=st.sampled_from(Reach)),
    unique_by=lambda one: one.mark,
).map(tuple)


@given(recipients=people)
def test_what_is_written_of_recipients_is_read_again(recipients: tuple[Recipient, ...]) -> None:
    record = Record(state=DeliveryState.HELD, at=worlds.NOW, recipients=recipients)
    assert from_bytes(to_bytes(record)) == record


@given(earlier=people, now=people, may_look=st.booleans(), decides=st.booleans())
def test_a_recipient_with_a_message_is_never_sent_it_again(
    earlier: tuple[Recipient, ...], now: tuple[Recipient, ...], may_look: bool, decides: bool
) -> None:
    have = {one.mark for one in earlier if one.state is Reach.SENT}
    before = retried(earlier) if decides else earlier
    left_out = not_to_be_sent(before, may_look=may_look)
    assert have <= left_out
    answered = tuple(one for one in now if one.mark not in left_out)
    after = merged(before, answered, left_out)
    assert have <= {one.mark for one in after if one.state is Reach.SENT}
