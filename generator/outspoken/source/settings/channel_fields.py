"""The keys that every channel has; each kind declares its own in `channels/kinds`."""

from __future__ import annotations

from functools import cache

from msgspec.structs import replace

from outspoken.channels.all_kinds import all_kinds
from outspoken.channels.channel_kind import ChannelKind
from outspoken.model.channel import Audience
from outspoken.model.field import Field, Need, Type
from outspoken.model.vocabulary import Impact, Status

FILTER = (
    Field(
        name="impacts",
        type=Type.WORDS,
        words=tuple(impact.value for impact in Impact),
        example="[major, critical]",
        help="only updates at which the incident has one of these impacts",
    ),
    Field(
        name="components",
        type=Type.LINES,
        example="[checkout]",
        help="only incidents that touch one of these components",
    ),
    Field(
        name="statuses",
        type=Type.WORDS,
        words=tuple(status.value for status in Status),
        example="[investigating, resolved]",
        help="only updates after which the status is one of these",
    ),
)

_COMMON = (
    Field(
        name="kind",
        type=Type.WORD,
        need=Need.ALWAYS,
        example="slack_webhook",
        help="the kind of channel; each kind's own keys are in channels.md",
    ),
    Field(
        name="audience",
        type=Type.WORD,
        need=Need.ALWAYS,
        words=tuple(audience.value for audience in Audience),
        example="internal",
        help="who reads it: it decides which template is used",
    ),
    Field(
        name="filter",
        type=Type.RECORD,
        fields=FILTER,
        example="{impacts: [major, critical]}",
        help="which updates it gets; default: all",
    ),
    Field(
        name="template",
        type=Type.LINE,
        example="team.txt",
        help="a file of templates/messages/ instead of the one for its kind and audience",
    ),
)


@cache
def common_fields() -> tuple[Field, ...]:
    """Return the keys that every channel has, with the names of all kinds."""
    kind, *others = _COMMON
    return (replace(kind, words=tuple(all_kinds())), *others)


def fields_of(kind: ChannelKind) -> tuple[Field, ...]:
    """Return every key that a channel of this kind may have."""
    return common_fields() + kind.fields
