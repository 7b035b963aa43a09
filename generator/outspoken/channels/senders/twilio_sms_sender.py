"""Sends text messages through Twilio; each number's list is read first, so that none gets it twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from msgspec.structs import replace

from outspoken.channels.sending.answer_meaning import before_sending
from outspoken.channels.sending.http_client import Answer, Lost
from outspoken.channels.sending.http_sender import HttpSender, basic
from outspoken.channels.sending.recipients import RecipientList, SecretsChangedError
from outspoken.channels.sending.sender import Outcome, SenderDependencies, Sent
from outspoken.channels.text.letters_only import letters_only
from outspoken.model.channel import Channel

if TYPE_CHECKING:
    from outspoken.channels.message import Message

_NOT_THERE = Sent(outcome=Outcome.NO, why="the number's list does not have it")


class TwilioSms(HttpSender):
    """One text message per number; the id has the ids of all, in the order of the numbers."""

    home = "https://api.twilio.com"
    needs = ("account", "token")

    def __init__(self, channel: Channel, dependencies: SenderDependencies) -> None:
        super().__init__(channel, dependencies)
        self._recipients = RecipientList(channel=channel, plain=self.options("to"), secrets=self.secrets)
        self._account, self._token = (self.secrets[role] for role in self.needs)

    def send(self, message: Message) -> Sent:
        """Send to every number that does not have the text yet; a failure at one does not stop the others."""
        return self._ask_each(self._send_to, message)

    def find(self, message: Message) -> Sent | None:
        """Return YES if every number has it; after a NO, only numbers without it get it."""
        return self._ask_each(self._look, message)

    def _ask_each(self, ask: Callable[[str, Message], Sent], message: Message) -> Sent:
        try:
            numbers = self._recipients.asked(message)
        except SecretsChangedError as changed:
            return changed.sent()
        return self._recipients.answer(message, {number: ask(number, message) for number in numbers})

    def _send_to(self, number: str, message: Message) -> Sent:
        seen = self._look(number, message)
        # Nothing was posted yet in this call, so a doubtful list leaves no doubt about this attempt.
        if seen is not _NOT_THERE:
            return before_sending(seen)
        sender = self.option("from")
        field = "MessagingServiceSid" if sender.startswith("MG") else "From"
        form = (("To", number), (field, sender), ("Body", message.text))
        answer = self._call(form=form)
        sent = self.judge(answer)
        if sent.outcome is not Outcome.YES or isinstance(answer, Lost):
            return sent
        found = answer.data.get("sid")
        return replace(sent, id=found) if isinstance(found, str) else self.unreadable()

    def _call(self, **what: Any) -> Answer | Lost:
        account, token = self._account.reveal(), self._token.reveal()
        path = f"/2010-04-01/Accounts/{quote(account, safe='')}/Messages.json"
        return self.ask(path, headers=basic(account, token), **what)

    def _look(self, number: str, message: Message) -> Sent:
        """Read the number's newest messages, newest first: a page reaches back further than any outage.

        Twilio's own filter by date would leave out those that still wait to go out.
        """
        query = {"To": number, "PageSize": "200"}
        answer = self._call(method="GET", query=query)
        sent = self.judge(answer)
        if sent.outcome is not Outcome.YES or isinstance(answer, Lost):
            return replace(sent, outcome=Outcome.MAYBE, why=f"reading back: {sent.why}")
        found = answer.data.get("messages")
        if not isinstance(found, list):
            return self.unreadable()
        for entry in found:
            if isinstance(entry, dict) and _is_it(entry, message):
                return Sent(outcome=Outcome.YES, id=str(entry.get("sid") or ""))
        return _NOT_THERE


def _is_it(entry: dict[str, Any], message: Message) -> bool:
    """Whether a message of the list has this text and is not older than the update.

    A trial account puts a sentence before every text.
    """
    body = entry.get("body")
    if not isinstance(body, str) or not letters_only(body).endswith(letters_only(message.text)):
        return False
    return _created(entry) >= message.at - timedelta(minutes=1)


def _created(entry: dict[str, Any]) -> datetime:
    """Return when a message was created; the far future if that is unknown, so that none is sent twice."""
    try:
        at = parsedate_to_datetime(str(entry.get("date_created")))
    except (ValueError, TypeError):
        return datetime.max.replace(tzinfo=UTC)
    return at.replace(tzinfo=at.tzinfo or UTC)
