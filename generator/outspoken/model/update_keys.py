"""The keys of an update and of a post-mortem, each declared once, as those of incident.md are."""

# Annotations are read at run time here, so they are not postponed.

from datetime import date, datetime, timedelta
from typing import Annotated

from msgspec import Struct, field

from outspoken.model.field import Asked, Field, KeyOption, KeyPurpose, Need, Span, Type
from outspoken.model.nested_keys import COMPONENTS, TIME, WITHDRAWN, Aftermath, Changes
from outspoken.model.translatable import translatable as _
from outspoken.model.vocabulary import ActionKind, Impact, State, Status

_SENDING = ("new", "schedule", "update", "resolve")


class UpdateKeys(Struct, frozen=True, kw_only=True):
    """The values of an update's keys; `status`, `impact` and `components` have only what changes."""

    at: Annotated[
        datetime,
        Field(
            type=Type.INSTANT,
            need=Need.ALWAYS,
            example=TIME,
            help="when this became true; not in the future",
            purpose=KeyPurpose.EFFECT,
            label=_("Time"),
        ),
    ]
    status: Annotated[
        Status | None,
        Field(
            type=Type.WORD,
            words=tuple(Status),
            example="identified",
            help="the new status; default: unchanged",
            purpose=KeyPurpose.EFFECT,
            label=_("Status"),
            option=KeyOption(commands=("new", "update")),
        ),
    ] = None
    components: Annotated[
        Changes,
        Field(
            type=Type.COMPONENT_STATES,
            words=tuple(State),
            example=COMPONENTS,
            help="the states that change",
            purpose=KeyPurpose.EFFECT,
            label=_("Components"),
            option=KeyOption(commands=("update",), name="component"),
        ),
    ] = ()
    impact: Annotated[
        Impact | None,
        Field(
            type=Type.WORD,
            words=tuple(Impact),
            example="minor",
            help="the impact from now on, if it changes",
            purpose=KeyPurpose.EFFECT,
            label=_("Impact"),
            option=KeyOption(commands=("update",)),
        ),
    ] = None
    next_update: Annotated[
        datetime | timedelta | None,
        Field(
            type=Type.PROMISE,
            example="30m",
            help="a promise: a time, or a duration counted from publication",
            purpose=KeyPurpose.EFFECT,
            label=_("Next update by"),
            option=KeyOption(
                commands=("new", "update"),
                help="when the next update is due: a time, or how long from now",
                question="When is the next update due?",
                asked=Asked.OPEN,
                why="A promise on the page, which you keep even without news: 30m, or a time, such as 14:05.",
            ),
        ),
    ] = None
    eta: Annotated[
        datetime | None,
        Field(
            type=Type.INSTANT,
            example=TIME,
            help="when we expect it to be fixed",
            label=_("Estimated fix"),
            option=KeyOption(
                commands=("new", "update"),
                help="when we expect it to be fixed: a time, or how long from now",
                span=Span.FROM_NOW,
            ),
        ),
    ] = None
    aftermath: Annotated[
        Aftermath,
        Field(
            type=Type.RECORD,
            record=Aftermath,
            example="{data: No data was lost, todo: Delayed orders are sent by 18:00 UTC}",
            help="on the update that resolves, or later: was data lost, and what is left to do",
            label=_("After the incident"),
        ),
    ] = field(default_factory=Aftermath)
    announce: Annotated[
        bool,
        Field(
            type=Type.FLAG,
            example="false",
            help="false: on the page and in feeds, but not sent",
            purpose=KeyPurpose.EFFECT,
            option=KeyOption(commands=_SENDING, help="show it on the page and in feeds, but do not send it"),
        ),
    ] = True
    withdrawn: Annotated[
        str | None,
        Field(
            type=Type.TEXT,
            limit=1000,
            example="Posted to the wrong incident",
            help=WITHDRAWN,
            purpose=KeyPurpose.EFFECT,
            label=_("Withdrawn"),
        ),
    ] = None
    key: Annotated[
        str | None,
        Field(
            type=Type.LINE,
            example="alert-8127-resolved",
            help="a caller's idempotency key",
            purpose=KeyPurpose.PRIVATE,
            option=KeyOption(
                commands=("update", "resolve"),
                help="your own id for this call: repeating it returns the first result",
            ),
        ),
    ] = None


class Action(Struct, frozen=True, kw_only=True):
    """One thing that is done so that it does not happen again; `done` is the day it was finished."""

    what: Annotated[
        str,
        Field(
            type=Type.TEXT,
            limit=1000,
            need=Need.ALWAYS,
            example="Alert on queue length",
            help="the work",
        ),
    ]
    kind: Annotated[
        ActionKind | None,
        Field(
            type=Type.WORD,
            words=tuple(ActionKind),
            example="detect",
            help="what it is for: to learn more, to limit the damage, to repair, to detect, to prevent",
        ),
    ] = None
    owner: Annotated[str, Field(type=Type.LINE, example="Kim", help="who does it")] = ""
    priority: Annotated[
        str,
        Field(
            type=Type.LINE,
            limit=20,
            example="P1",
            help="how urgent it is, in the team's own words; never on a page",
            purpose=KeyPurpose.PRIVATE,
        ),
    ] = ""
    ticket: Annotated[
        str,
        Field(
            type=Type.LINE,
            example="OPS-1234",
            help="its number or address in the issue tracker; never on a page",
            purpose=KeyPurpose.PRIVATE,
        ),
    ] = ""
    due: Annotated[date | None, Field(type=Type.DAY, example="2026-12-05", help="the day it is due")] = None
    done: Annotated[
        date | None, Field(type=Type.DAY, example="2026-12-03", help="the day it was finished")
    ] = None


class PostmortemKeys(Struct, frozen=True, kw_only=True):
    """The values of postmortem.md's keys; a draft until `published` has passed."""

    published: Annotated[
        datetime | None,
        Field(
            type=Type.INSTANT,
            example=TIME,
            help="when readers may see it; without it, a draft",
        ),
    ] = None
    actions: Annotated[
        tuple[Action, ...],
        Field(
            type=Type.RECORDS,
            record=Action,
            example="[{what: Alert on queue length, owner: Kim, due: 2026-12-05}]",
            help="what is done so that it does not happen again",
        ),
    ] = ()
