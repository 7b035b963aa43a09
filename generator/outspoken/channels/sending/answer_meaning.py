"""Decides whether an answer means yes, no or maybe, and when the channel accepts requests again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from msgspec.structs import replace

from outspoken.channels.sending.http_client import Answer, Lost
from outspoken.channels.sending.secrets import Guard
from outspoken.channels.sending.sender import Outcome, Sent

# These are temporary; every other 4xx stays until a person changes something.
_TEMPORARY = {408, 409, 423, 425, 429}
_MOVED = {301, 308}
# In this order: the standard header (RFC 9110) first, then Discord's, the IETF draft's, X's and others'.
_WAITS = (
    "retry-after",
    "x-ratelimit-reset-after",
    "ratelimit-reset",
    "x-rate-limit-reset",
    "x-ratelimit-reset",
)
# A longer wait is useless: after a day an update is too old to be sent.
_LONGEST = timedelta(days=1)


def is_page(answer: Answer) -> bool:
    """Whether the answer is a page for people, as from a proxy or a login page in between."""
    kind = answer.headers.get("content-type", "").casefold()
    # Proxies often leave out the content type: the body is looked at too.
    head = (answer.body or b"").lstrip()[:15].lower()
    return kind.startswith(("text/html", "application/xhtml")) or head.startswith(
        (b"<!doctype html", b"<html")
    )


def outcome_of(answer: Answer | Lost, *, now: datetime, guard: Guard) -> Sent:
    """Return the outcome by the status alone. `now` is aware, UTC."""
    if isinstance(answer, Lost):
        return Sent(outcome=answer.outcome, why=answer.why)
    status = answer.status
    if answer.is_good:
        return Sent(outcome=Outcome.YES)
    if 300 <= status < 400:
        # A maybe: some receivers process a message, and then redirect to a page about it.
        why = f"answered {status}: a redirect, which is not followed"
        return Sent(outcome=Outcome.MAYBE, why=why, permanent=status in _MOVED)
    why = _why(answer, guard)
    if 400 <= status < 500:
        wait = not_before(answer.headers, now) if status == 429 else None
        return Sent(outcome=Outcome.NO, why=why, not_before=wait, permanent=status not in _TEMPORARY)
    wait = not_before(answer.headers, now) if status == 503 else None
    return Sent(outcome=Outcome.MAYBE, why=why, not_before=wait)


def before_sending(sent: Sent) -> Sent:
    """Return the outcome of a request that only prepares the message: a maybe becomes a no."""
    return replace(sent, outcome=Outcome.NO) if sent.outcome is Outcome.MAYBE else sent


def not_before(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Return when the channel accepts requests again, by the first such header; at most a day from `now`."""
    for name in _WAITS:
        at = _instant(headers.get(name, "").strip(), now)
        if at:
            return min(max(at, now), now + _LONGEST)
    return None


def _instant(text: str, now: datetime) -> datetime | None:
    """Parse seconds from now, seconds of the epoch, an HTTP date or an ISO time; None for other texts."""
    if re.fullmatch(r"\d{1,11}(\.\d{1,9})?", text):
        seconds = float(text)
        # No provider asks for a wait of thirty years; X sends the epoch's seconds.
        is_epoch = seconds > 1e9
        return (
            datetime.fromtimestamp(seconds, UTC)
            if is_epoch
            else now + min(timedelta(seconds=seconds), _LONGEST)
        )
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            at = read(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)
    return None


def _why(answer: Answer, guard: Guard) -> str:
    text = guard.quote(reason(answer.data))
    return f"answered {answer.status}{': ' if text else ''}{text}"


def reason(data: Mapping[str, object]) -> str:
    """Return the texts of the error in a provider's JSON."""
    names = ("error", "error_description", "message", "detail", "title", "errors")
    return ", ".join(_words(data[name]) for name in names if data.get(name))


def _words(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return ", ".join(_words(item) for item in value[:3])
    return reason(value) if isinstance(value, dict) else ""
