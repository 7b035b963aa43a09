"""Sends to Mastodon: the server compares keys for an hour; after that, the account's posts are read."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from outspoken.channels.sending.http_client import Answer, Lost
from outspoken.channels.sending.http_sender import HttpSender, bearer, checked_address
from outspoken.channels.sending.sender import Outcome, SenderDependencies, Sent
from outspoken.channels.text.letters_only import letters_only
from outspoken.model.channel import Channel

if TYPE_CHECKING:
    from outspoken.channels.message import Message

_PAGES = 5


class Mastodon(HttpSender):
    """Posts through the statuses API; the id is that of the status."""

    needs = ("token",)

    def __init__(self, channel: Channel, dependencies: SenderDependencies) -> None:
        super().__init__(channel, dependencies)
        if not dependencies.base(channel.kind):
            checked_address(channel, "server", self.option("server"))

    def send(self, message: Message) -> Sent:
        parent = message.thread.parent_id or message.thread.root_id if message.thread else ""
        answer = self._post(message, parent)
        if parent and isinstance(answer, Answer) and answer.status == 404:
            # The post that this one replies to was deleted.
            answer = self._post(message, "")
        sent = self.judge(answer)
        if sent.outcome is not Outcome.YES or isinstance(answer, Lost):
            return sent
        return _of(answer.data) if answer.data.get("id") else self.unreadable()

    def find(self, message: Message) -> Sent | None:
        """Search the account's newest posts for this text, back to the update's publication."""
        account = self._get("/api/v1/accounts/verify_credentials")
        number = account.data.get("id") if isinstance(account, Answer) and account.is_good else None
        if not isinstance(number, str) or not number.isalnum():
            return self._unknown(account)
        # 40 is the most that the server returns per page.
        query = {"limit": "40", "exclude_reblogs": "true"}
        # An account that is shared with people may have many posts: after some pages a person decides.
        for _ in range(_PAGES):
            answer = self._get(f"/api/v1/accounts/{number}/statuses", query)
            posts = answer.items if isinstance(answer, Answer) and answer.is_good else None
            if posts is None:
                return self._unknown(answer)
            for post in posts:
                if isinstance(post, dict) and _is_it(post, message):
                    return _of(post)
            last = posts[-1] if posts and isinstance(posts[-1], dict) else {}
            # A minute of tolerance, since the server's clock may be behind ours.
            if not posts or _written(last) < message.at - timedelta(minutes=1):
                return Sent(outcome=Outcome.NO, why="the account does not have it")
            query["max_id"] = str(last.get("id"))
        return Sent(outcome=Outcome.MAYBE, why="the account has too many posts to look through")

    def _post(self, message: Message, parent: str) -> Answer | Lost:
        body = {
            "status": message.text,
            "visibility": self.option("visibility", "public"),
            **({"language": language} if (language := self.option("language")) else {}),
            **({"in_reply_to_id": parent} if parent else {}),
        }
        # A header: in the body, as some clients send it, the server ignores it.
        headers = {**bearer(self.secrets["token"]), "Idempotency-Key": message.dedup}
        return self.ask("/api/v1/statuses", body, headers=headers)

    def _get(self, path: str, query: dict[str, str] | None = None) -> Answer | Lost:
        return self.ask(path, method="GET", query=query, headers=bearer(self.secrets["token"]))

    def _unknown(self, answer: Answer | Lost) -> Sent:
        sent = self.judge(answer)
        why = sent.why or "the answer is not from the provider"
        return Sent(outcome=Outcome.MAYBE, why=f"reading back: {why}", not_before=sent.not_before)


def _of(post: dict[str, Any]) -> Sent:
    """Return the receipt of a post as the server describes it."""
    url = post.get("url")
    return Sent(outcome=Outcome.YES, id=str(post["id"]), url=url if isinstance(url, str) else "")


def _is_it(post: dict[str, Any], message: Message) -> bool:
    """Whether a post has the message's text and is not older than the update."""
    content = post.get("content")
    if (
        not isinstance(content, str)
        or not post.get("id")
        or _written(post) < message.at - timedelta(minutes=1)
    ):
        return False
    # The server returns HTML with its own paragraphs and shortened links; only letters survive unchanged.
    plain = html.unescape(re.sub(r"<[^>]*>", "", content))
    return letters_only(plain) == letters_only(message.text)


def _written(post: dict[str, Any]) -> datetime:
    """Return when a post was written; long ago if that is unknown."""
    try:
        at = datetime.fromisoformat(str(post.get("created_at")))
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return at.replace(tzinfo=at.tzinfo or UTC)
