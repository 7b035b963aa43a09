"""Sends to Slack through a bot: each message contains its ledger key, and so can be read back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outspoken.channels.sending.http_client import Answer, Lost
from outspoken.channels.sending.http_sender import HttpSender, bearer
from outspoken.channels.sending.sender import Outcome, Sent
from outspoken.channels.text.mentions import escaped_for_slack

if TYPE_CHECKING:
    from outspoken.channels.message import Message

EVENT = "outspoken_update"
# Slack answers these with status 200; the message may have been posted before the error.
_UNSURE = {"internal_error", "fatal_error", "service_unavailable", "request_timeout"}
_TEMPORARY = {"ratelimited", "rate_limited", "team_added_to_org"}
# A deleted first message must not keep later updates from the channel.
_NO_THREAD = {"thread_not_found", "message_not_found", "cannot_reply_to_message"}
_PAGES = 10


class SlackBot(HttpSender):
    """Posts through chat.postMessage; the id is the message's `ts`."""

    home = "https://slack.com"
    needs = ("token",)

    def send(self, message: Message) -> Sent:
        sent, fault = self._post(message, message.thread.root_id if message.thread else "")
        if fault in _NO_THREAD and message.thread:
            sent, _ = self._post(message, "")
        return sent

    def find(self, message: Message) -> Sent | None:
        """Read the channel, or the thread, from the minute before the update was published."""
        root = message.thread.root_id if message.thread else ""
        # If the thread was deleted, the message is in the channel.
        places = ("history", "replies") if root else ("history",)
        seen = [self._look(message, place, root) for place in places]
        found = [sent for sent in seen if sent.outcome is Outcome.YES]
        unsure = [sent for sent in seen if sent.outcome is Outcome.MAYBE]
        return (found + unsure + seen)[0]

    def _post(self, message: Message, thread: str) -> tuple[Sent, str]:
        """Return the outcome, and Slack's error code."""
        body: dict[str, Any] = {
            "channel": self.option("channel"),
            "text": escaped_for_slack(message.text),
            "mrkdwn": False,  # an asterisk in a user's text stays an asterisk
            "unfurl_links": False,
            "unfurl_media": False,
            "link_names": False,
            # The text alone could not distinguish two equal updates; the key can.
            "metadata": {"event_type": EVENT, "event_payload": {"key": message.key}},
        }
        if thread:
            body["thread_ts"] = thread
        answer = self.ask("/api/chat.postMessage", body, headers=bearer(self.secrets["token"]))
        return self._read(answer), _fault(answer)

    def _read(self, answer: Answer | Lost) -> Sent:
        if isinstance(answer, Lost) or not answer.is_good:
            return self.judge(answer)
        data = answer.data
        if data.get("ok") is True:
            return Sent(outcome=Outcome.YES, id=_text(data.get("ts")))
        fault = _fault(answer)
        if not fault:
            return self.unreadable()
        why = f"Slack answered {self.guard.quote(fault) or 'with an error'}"
        if fault in _UNSURE:
            return Sent(outcome=Outcome.MAYBE, why=why)
        return Sent(outcome=Outcome.NO, why=why, permanent=fault not in _TEMPORARY | _NO_THREAD)

    def _look(self, message: Message, place: str, root: str) -> Sent:
        query = {
            "channel": self.option("channel"),
            "include_all_metadata": "true",
            "limit": "200",
            # A minute of tolerance, since Slack's clock may be behind ours.
            "oldest": f"{message.at.timestamp() - 60:.6f}",
            **({"ts": root} if place == "replies" else {}),
        }
        for _ in range(_PAGES):
            answer = self.ask(
                f"/api/conversations.{place}",
                method="GET",
                query=query,
                headers=bearer(self.secrets["token"]),
            )
            if isinstance(answer, Lost) or not answer.is_good:
                return _unknown(self.judge(answer))
            data = answer.data
            # A certain no: a message cannot be in a thread that does not exist.
            if _fault(answer) in _NO_THREAD:
                return Sent(outcome=Outcome.NO, why="its thread is gone")
            if data.get("ok") is not True or not isinstance(data.get("messages"), list):
                return _unknown(self._read(answer))
            for entry in data["messages"]:
                if _key(entry) == message.key:
                    return Sent(outcome=Outcome.YES, id=_text(entry.get("ts")))
            cursor = _text((data.get("response_metadata") or {}).get("next_cursor"))
            if not cursor:
                return Sent(outcome=Outcome.NO, why="the channel does not have it")
            query["cursor"] = cursor
        return Sent(outcome=Outcome.MAYBE, why="the channel has too many messages to look through")


def _unknown(sent: Sent) -> Sent:
    """Return a maybe: a failed attempt to read back shows nothing about the message."""
    return Sent(outcome=Outcome.MAYBE, why=f"reading back: {sent.why}", not_before=sent.not_before)


def _fault(answer: Answer | Lost) -> str:
    """Return Slack's error code, empty if there is none."""
    return _text(answer.data.get("error")) if isinstance(answer, Answer) and answer.is_good else ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _key(entry: object) -> str:
    """Return the ledger key in the metadata of a message of the channel."""
    metadata = entry.get("metadata") if isinstance(entry, dict) else None
    payload = metadata.get("event_payload") if isinstance(metadata, dict) else None
    return _text(payload.get("key")) if isinstance(payload, dict) else ""
