"""What the providers' servers do, as far as a sender sees it."""

from __future__ import annotations

import html
import itertools
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

# The loader has put it there under this name.
from tests.channels.senders.servers import Provider, Reply, Request

NOW = datetime(2026, 11, 21, 14, 6, tzinfo=UTC)


class Slack(Provider):
    """chat.postMessage, conversations.history and conversations.replies, in pages of two."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.messages: list[dict[str, Any]] = []
        self.threads: set[str] = set()

    def deliver(self, request: Request) -> Reply:
        if self.faults:
            return Reply({"ok": False, "error": self.faults.pop(0)})
        super().deliver(request)
        stamp = f"{NOW.timestamp():.0f}.{len(self.messages):06}"
        self.messages.append({**request.data, "ts": stamp})
        return Reply({"ok": True, "channel": request.data["channel"], "ts": stamp})

    def read(self, request: Request) -> Reply:
        assert request.query["include_all_metadata"] == "true"
        root = request.query.get("ts")
        oldest = float(request.query["oldest"])
        seen = [
            entry
            for entry in reversed(self.messages)
            if entry.get("thread_ts") == root and float(entry["ts"]) >= oldest
        ]
        start = int(request.query.get("cursor", "0"))
        more = str(start + 2) if start + 2 < len(seen) else ""
        page = {"messages": seen[start : start + 2], "response_metadata": {"next_cursor": more}}
        return Reply({"ok": True, **page})


class Discord(Provider):
    """A webhook that waits for the message where it is asked to."""

    def deliver(self, request: Request) -> Reply:
        super().deliver(request)
        if request.query.get("wait") != "true":
            return Reply(b"", 204)
        return Reply({"id": "1175000000000000001", "channel_id": "42"})


class Mastodon(Provider):
    """Statuses with a key for each, and the account's own."""

    def __init__(self) -> None:
        super().__init__()
        self.posts: list[dict[str, Any]] = []
        self.keys: dict[str, dict[str, Any]] = {}
        self.gone: set[str] = set()
        self.knows_keys = True

    def deliver(self, request: Request) -> Reply:
        key = request.headers["idempotency-key"]
        if key in self.keys and self.knows_keys:
            return Reply(self.keys[key])
        if request.data.get("in_reply_to_id") in self.gone:
            return Reply({"error": "The post you are trying to reply to does not exist"}, 404)
        super().deliver(request)
        number = str(112 + len(self.posts))
        # As the server writes a link: in three parts, of which two cannot be seen.
        words = html.escape(request.data["status"], quote=False).replace("\n\n", "</p><p>")
        shown = words.replace("https://", '<a href="#"><span class="invisible">https://</span>')
        post = {
            "id": number,
            "url": f"https://social.example/@status/{number}",
            "created_at": NOW.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "content": f"<p>{shown}</p>",
        }
        self.keys[key] = post
        self.posts.append(post)
        return Reply(post)

    def read(self, request: Request) -> Reply:
        if request.path.endswith("verify_credentials"):
            return Reply({"id": "7"})
        assert request.path == "/api/v1/accounts/7/statuses"
        below = int(request.query.get("max_id", "999"))
        return Reply([post for post in reversed(self.posts) if int(post["id"]) < below][:2])


class Bluesky(Provider):
    """Sessions and records under keys; putting the same record again is no operation."""

    def __init__(self) -> None:
        super().__init__()
        self.records: dict[str, Any] = {}
        self.session = Reply({"did": "did:plc:abc", "accessJwt": "hush-jwt-0123456789"})

    def is_message(self, request: Request) -> bool:
        return request.path.endswith("putRecord")

    def deliver(self, request: Request) -> Reply:
        key, record = request.data["rkey"], request.data["record"]
        if self.records.get(key) != record:
            super().deliver(request)
        self.records[key] = record
        return self._found(key)

    def read(self, request: Request) -> Reply:
        if request.path.endswith("createSession"):
            return self.session
        key = request.query["rkey"]
        return self._found(key) if key in self.records else Reply({"error": "RecordNotFound"}, 400)

    def _found(self, key: str) -> Reply:
        return Reply({"uri": f"at://did:plc:abc/app.bsky.feed.post/{key}", "cid": "bafyreiabc"})


class X(Provider):
    """Posts, and a refusal of the same words."""

    def deliver(self, request: Request) -> Reply:
        if any(request.data["text"] == other.data["text"] for other in self.delivered):
            detail = "You are not allowed to create a Tweet with duplicate content."
            return Reply({"title": "Forbidden", "detail": detail, "status": 403}, 403)
        super().deliver(request)
        return Reply({"data": {"id": f"17{len(self.delivered)}", "text": request.data["text"]}}, 201)


class Twilio(Provider):
    """Text messages, and the list of each number's."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[dict[str, Any]] = []
        self.refused: set[str] = set()
        self.numbers = itertools.count(1)

    def deliver(self, request: Request) -> Reply:
        if request.form["To"] in self.refused:
            return Reply({"code": 21211, "message": "The 'To' number is not a valid phone number"}, 400)
        super().deliver(request)
        number = f"SM{next(self.numbers):032}"
        self.texts.append(
            {
                "sid": number,
                "to": request.form["To"],
                "body": request.form["Body"],
                "date_created": format_datetime(NOW),
            }
        )
        return Reply({"sid": number, "status": "queued"}, 201)

    def read(self, request: Request) -> Reply:
        return Reply({"messages": [text for text in self.texts if text["to"] == request.query["To"]]})
