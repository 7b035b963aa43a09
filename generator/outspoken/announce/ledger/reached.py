"""Which recipients a message has reached, where it has several and they differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from msgspec import Struct


class Reach(StrEnum):
    """Whether a recipient has the message: yes; no, and it is tried again; refused for good; nobody knows."""

    SENT = "sent"
    RETRY = "retry"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Recipient(Struct, frozen=True, kw_only=True):
    """One recipient of a message. `who` is for people, and holds no address that the settings keep secret.

    `mark` is how a later run recognises the recipient; `why` explains what is not SENT.
    """

    who: str
    mark: str
    state: Reach
    why: str = ""


Recipients = tuple[Recipient, ...]


def merged(earlier: Recipients, now: Recipients, left_out: Iterable[str]) -> Recipients:
    """What is known after an attempt that left some recipients out.

    Who was to get the message and is not in `now` was removed from the settings.
    """
    kept = set(left_out)
    found = {one.mark: one for one in earlier if one.mark in kept}
    return tuple((found | {one.mark: one for one in now}).values())


def alike(recipients: Recipients, left_out: Iterable[str], state: Reach, why: str) -> Recipients:
    """The same after an attempt that went alike for all who were asked."""
    kept = set(left_out)
    return tuple(
        one if one.mark in kept else Recipient(who=one.who, mark=one.mark, state=state, why=why)
        for one in recipients
    )


def retried(recipients: Recipients) -> Recipients:
    """The same once a person wants everybody tried again who does not have the message."""
    return tuple(
        one if one.state is Reach.SENT else Recipient(who=one.who, mark=one.mark, state=Reach.RETRY)
        for one in recipients
    )


def not_to_be_sent(recipients: Recipients, *, may_look: bool) -> frozenset[str]:
    """Marks of those who must not get the message now; with `may_look` a doubt can be cleared up."""
    open_states = {Reach.RETRY, Reach.UNKNOWN} if may_look else {Reach.RETRY}
    return frozenset(one.mark for one in recipients if one.state not in open_states)


def still_open(recipients: Recipients) -> frozenset[str]:
    """Marks of those who are tried again."""
    return frozenset(one.mark for one in recipients if one.state is Reach.RETRY)


def counted(recipients: Recipients) -> str:
    """`2 of 3 recipients`: how many have the message."""
    have = sum(one.state is Reach.SENT for one in recipients)
    return f"{have} of {len(recipients)} recipients"


def missing(recipients: Recipients) -> str:
    """Who does not have the message, and why."""
    words = {Reach.RETRY: "will be tried again", Reach.REFUSED: "refused", Reach.UNKNOWN: "may have it"}
    rest = [one for one in recipients if one.state is not Reach.SENT]
    named = [f"{one.who} {words[one.state]}{f' ({one.why})' if one.why else ''}" for one in rest[:5]]
    more = [f"and {len(rest) - 5} more"] if len(rest) > 5 else []
    return ", ".join([*named, *more])


def to_json(recipients: Sequence[Recipient]) -> list[dict[str, str]]:
    """Recipients as JSON has them, without what says nothing."""
    return [
        {
            name: value
            for name, value in (("who", one.who), ("mark", one.mark), ("state", one.state), ("why", one.why))
            if value
        }
        for one in recipients
    ]


def from_json(given: Any) -> Recipients:
    """The recipients that a JSON value is. Raises ValueError."""
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
