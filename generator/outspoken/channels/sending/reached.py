"""Records which of several recipients have received a message."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from msgspec import Struct


class Reach(StrEnum):
    """Whether a recipient has the message: yes; no, to be retried; refused permanently; unknown."""

    SENT = "sent"
    RETRY = "retry"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Recipient(Struct, frozen=True, kw_only=True):
    """One recipient of a message. `who` is for people, and contains no secret address.

    `mark` identifies the recipient in a later run; `why` is the reason if it is not SENT.
    """

    who: str
    mark: str
    state: Reach
    why: str = ""


Recipients = tuple[Recipient, ...]


def merged(earlier: Recipients, now: Recipients, left_out: Iterable[str]) -> Recipients:
    """Merge what was known with an attempt that left some recipients out.

    A recipient of the message who is missing in `now` was removed from the settings.
    """
    kept = set(left_out)
    found = {one.mark: one for one in earlier if one.mark in kept}
    return tuple((found | {one.mark: one for one in now}).values())


def alike(recipients: Recipients, left_out: Iterable[str], state: Reach, why: str) -> Recipients:
    """Return the recipients after an attempt with the same result for all who were asked."""
    kept = set(left_out)
    return tuple(
        one if one.mark in kept else Recipient(who=one.who, mark=one.mark, state=state, why=why)
        for one in recipients
    )


def retried(recipients: Recipients) -> Recipients:
    """Return the recipients after a person chose to retry all who do not have the message."""
    return tuple(
        one if one.state is Reach.SENT else Recipient(who=one.who, mark=one.mark, state=Reach.RETRY)
        for one in recipients
    )


def not_to_be_sent(recipients: Recipients, *, may_look: bool) -> frozenset[str]:
    """Return marks of those who must not get the message now; with `may_look` doubts can be cleared."""
    # A doubt that cannot be cleared counts as received: no recipient gets a message twice.
    open_states = {Reach.RETRY, Reach.UNKNOWN} if may_look else {Reach.RETRY}
    return frozenset(one.mark for one in recipients if one.state not in open_states)


def still_open(recipients: Recipients) -> frozenset[str]:
    """Return marks of those who are retried."""
    return frozenset(one.mark for one in recipients if one.state is Reach.RETRY)


def counted(recipients: Recipients) -> str:
    """Return `2 of 3 recipients`: how many have the message."""
    have = sum(one.state is Reach.SENT for one in recipients)
    return f"{have} of {len(recipients)} recipients"


def missing(recipients: Recipients) -> str:
    """Return who does not have the message, and why."""
    words = {Reach.RETRY: "will be tried again", Reach.REFUSED: "refused", Reach.UNKNOWN: "may have it"}
    rest = [one for one in recipients if one.state is not Reach.SENT]
    named = [f"{one.who} {words[one.state]}{f' ({one.why})' if one.why else ''}" for one in rest[:5]]
    more = [f"and {len(rest) - 5} more"] if len(rest) > 5 else []
    return ", ".join([*named, *more])


def to_json(recipients: Sequence[Recipient]) -> list[dict[str, str]]:
    """Return recipients as a JSON value, without empty fields."""
    return [
        {
            name: value
            for name, value in (("who", one.who), ("mark", one.mark), ("state", one.state), ("why", one.why))
            if value
        }
        for one in recipients
    ]


def from_json(given: Any) -> Recipients:
    """Parse recipients from a JSON value. Raises ValueError."""
    try:
        return tuple(
            Recipient(
                who=_text(one["who"]),
                mark=_text(one["mark"]),
                state=Reach(one["state"]),
                why=_text(one.get("why", "")),
            )
            for one in given
        )
    except (TypeError, KeyError, AttributeError) as fault:
        raise ValueError("recipients is not a list of who, mark and state") from fault


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value
