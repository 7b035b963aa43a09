"""Keys and patterns of values that several kinds of channel have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from outspoken.channels.channel_kind import Conflict
from outspoken.model.field import Field, Need, Type, ValueShape

# Without a user name: a login in an address would put a secret into the repository.
HOST = r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?"
WEB = rf"https://{HOST}(?::\d{{1,5}})?"
SERVER_ADDRESS = ValueShape(pattern=re.compile(rf"{WEB}/?"), what="a server's https:// address")


def variable(name: str, what: str, example: str) -> Field:
    """Return a key that names the environment variable of a secret."""
    return Field(name=name, type=Type.LINE, example=example, help=f"the variable that holds {what}")


def needed(*fields: Field) -> tuple[Field, ...]:
    """Return the same keys as required ones."""
    return tuple(replace(field, need=Need.ALWAYS) for field in fields)


ADDRESS = variable("secret", "the webhook's whole address", "TEAM_WEBHOOK")
RECIPIENTS = variable(
    "recipients", "recipients that the repository does not show, separated by commas", "STATUS_RECIPIENTS"
)
IN_DOUBT = Field(
    name="in_doubt",
    type=Type.WORD,
    words=("ask", "repeat"),
    example="ask",
    help="if it is unknown whether it arrived: stop and ask a person, or send the same again",
)
# 35 characters are what RFC 5646 (4.4.1) recommends to have room for.
LANGUAGE = Field(
    name="language", type=Type.LINE, limit=35, example="en", help="the posts' language; default: the site's"
)
"""A kind with this key gets the site's language if a channel names none."""


def without_recipients(written: Mapping[str, object]) -> Iterator[Conflict]:
    """Report a channel that has no recipients, neither in the settings nor in a secret."""
    if not {"to", "recipients"} & written.keys():
        yield Conflict("there are no recipients", either=("to", "recipients"))
