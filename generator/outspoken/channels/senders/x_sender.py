"""Sends to X: it refuses the same text twice, which shows that the first one was delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outspoken.channels.sending.answer_meaning import is_page, reason
from outspoken.channels.sending.http_client import Answer, Lost
from outspoken.channels.sending.http_sender import HttpSender
from outspoken.channels.sending.quiet_logs import silence_logs
from outspoken.channels.sending.sender import Outcome, Sent

if TYPE_CHECKING:
    from outspoken.channels.message import Message


class X(HttpSender):
    """Posts through version 2 of the API, signed for the account itself (OAuth 1.0a)."""

    home = "https://api.x.com"
    needs = ("api_key", "api_secret", "token", "token_secret")

    def send(self, message: Message) -> Sent:
        body: dict[str, Any] = {"text": message.text}
        parent = message.thread.parent_id or message.thread.root_id if message.thread else ""
        if parent:
            body["reply"] = {"in_reply_to_tweet_id": parent}
        answer = self.ask("/2/tweets", body, headers=self._signed("/2/tweets"))
        if _is_duplicate(answer):
            return Sent(outcome=Outcome.YES, why="X already has this text")
        sent = self.judge(answer)
        if sent.outcome is not Outcome.YES or isinstance(answer, Lost):
            return sent
        data = answer.data.get("data")
        found = data.get("id") if isinstance(data, dict) else None
        if is_page(answer):
            return self.unreadable()
        # The status alone shows that the post exists; without its id, later updates are not replies.
        if not isinstance(found, str) or not found.isdigit():
            return Sent(outcome=Outcome.YES)
        return Sent(outcome=Outcome.YES, id=found, url=f"https://x.com/i/status/{found}")

    def _signed(self, path: str) -> dict[str, str]:
        # Imported only here: no other kind needs it.
        from oauthlib.oauth1 import Client

        silence_logs()
        key, secret, token, token_secret = (self.secrets[role].reveal() for role in self.needs)
        signer = Client(
            key, secret, token, token_secret, timestamp=f"{self.dependencies.now().timestamp():.0f}"
        )
        _, headers, _ = signer.sign(self.base + path, "POST")
        return {"Authorization": headers["Authorization"]}


def _is_duplicate(answer: Answer | Lost) -> bool:
    return (
        isinstance(answer, Answer)
        # The status may also mean a missing permission; X gives the reason only as text.
        and answer.status == 403
        and "duplicate content" in reason(answer.data).casefold()
    )
