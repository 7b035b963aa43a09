"""Sends to Bluesky: a record under a key of our own, which may be put again without a time limit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from outspoken.channels.sending.answer_meaning import before_sending
from outspoken.channels.sending.http_client import Answer, Lost
from outspoken.channels.sending.http_sender import HttpSender, bearer, checked_address
from outspoken.channels.sending.secrets import Secret
from outspoken.channels.sending.sender import Outcome, SenderDependencies, Sent
from outspoken.channels.text.plain_links import addresses
from outspoken.model.channel import Channel

if TYPE_CHECKING:
    from outspoken.channels.message import Message, Thread

POST = "app.bsky.feed.post"
# The alphabet of base32-sortable, which a TID is written in: text order is time order.
_SORTED = "234567abcdefghijklmnopqrstuvwxyz"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Bluesky(HttpSender):
    """Puts a post under a key made from the ledger's; the id is its address and its hash."""

    home = "https://bsky.social"
    needs = ("password",)

    def __init__(self, channel: Channel, dependencies: SenderDependencies) -> None:
        super().__init__(channel, dependencies)
        if not dependencies.base(channel.kind):
            checked_address(channel, "server", self.option("server", self.home))

    def send(self, message: Message) -> Sent:
        session = self._session()
        if isinstance(session, Sent):
            return session
        did, token = session
        body = {"repo": did, "collection": POST, "rkey": record_key(message), "record": self._record(message)}
        return self._read(self.ask("/xrpc/com.atproto.repo.putRecord", body, headers=bearer(token)), did)

    def find(self, message: Message) -> Sent | None:
        """Get the record of that key."""
        session = self._session()
        if isinstance(session, Sent):
            return Sent(outcome=Outcome.MAYBE, why=f"reading back: {session.why}")
        did, token = session
        query = {"repo": did, "collection": POST, "rkey": record_key(message)}
        answer = self.ask(
            "/xrpc/com.atproto.repo.getRecord", method="GET", query=query, headers=bearer(token)
        )
        if isinstance(answer, Answer) and answer.data.get("error") == "RecordNotFound":
            return Sent(outcome=Outcome.NO, why="the account does not have it")
        sent = self._read(answer, did)
        if sent.outcome is Outcome.YES:
            return sent
        return Sent(outcome=Outcome.MAYBE, why=f"reading back: {sent.why}", not_before=sent.not_before)

    def _session(self) -> tuple[str, Secret] | Sent:
        """Return the account's id and a session token, or why there is none."""
        login = {"identifier": self.option("account"), "password": self.secrets["password"].reveal()}
        answer = self.ask("/xrpc/com.atproto.server.createSession", login)
        sent = before_sending(self.judge(answer))
        if sent.outcome is not Outcome.YES or isinstance(answer, Lost):
            return sent
        did, token = answer.data.get("did"), answer.data.get("accessJwt")
        if not isinstance(did, str) or not isinstance(token, str) or not token.isprintable():
            return before_sending(self.unreadable())
        # A server may echo the session's token in an error, which would be printed.
        self.guard.learn(Secret(token))
        return did, Secret(token)

    def _record(self, message: Message) -> dict[str, Any]:
        """Return the post, which is the same at every attempt."""
        languages = self.options("language")
        reply = reply_to(message.thread)
        return {
            "$type": POST,
            "text": message.text,
            # The time of the update, not of this request: a repeated put changes nothing only if identical.
            "createdAt": message.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            **({"facets": found} if (found := facets(message.text)) else {}),
            **({"langs": list(languages)} if languages else {}),
            **({"reply": reply} if reply else {}),
        }

    def _read(self, answer: Answer | Lost, did: str) -> Sent:
        sent = self.judge(answer)
        if sent.outcome is not Outcome.YES or isinstance(answer, Lost):
            return sent
        uri, cid = answer.data.get("uri"), answer.data.get("cid")
        if not isinstance(uri, str) or not isinstance(cid, str):
            return self.unreadable()
        url = f"https://bsky.app/profile/{did}/post/{uri.rpartition('/')[2]}"
        return Sent(outcome=Outcome.YES, id=f"{uri} {cid}", url=url)


def record_key(message: Message) -> str:
    """Return a TID: 13 characters that sort by time, made of the publication's second and the key."""
    # Two updates may share a second: microseconds and clock id are filled from the key, not from chance.
    own = int(message.dedup, 16)
    second = (message.at - _EPOCH) // timedelta(seconds=1)
    number = ((second * 1_000_000 + own % 1_000_000) << 10) | (own // 1_000_000 % 1024)
    return "".join(_SORTED[number >> shift & 31] for shift in range(60, -1, -5))


def facets(text: str) -> list[dict[str, Any]]:
    """Return the links in a text, by their positions in its UTF-8 bytes."""
    found = []
    for start, end in addresses(text):
        # Without facets a link is plain text that cannot be clicked; the lexicon counts UTF-8 bytes.
        place = {"byteStart": len(text[:start].encode()), "byteEnd": len(text[:end].encode())}
        link = {"$type": "app.bsky.richtext.facet#link", "uri": text[start:end]}
        found.append({"index": place, "features": [link]})
    return found


def reply_to(thread: Thread | None) -> dict[str, Any] | None:
    """Return what a post replies to; None if a receipt lacks the address or the hash."""
    if thread is None:
        return None
    root, parent = _reference(thread.root_id), _reference(thread.parent_id or thread.root_id)
    return {"root": root, "parent": parent or root} if root else None


def _reference(receipt: str) -> dict[str, str] | None:
    uri, _, cid = receipt.partition(" ")
    return {"uri": uri, "cid": cid} if uri and cid else None
