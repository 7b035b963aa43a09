"""The mappings inside of incident.md: their keys, each declared once, and their records."""

# Annotations are read at run time here, so they are not postponed.

from datetime import datetime, timedelta
from typing import Annotated

from msgspec import Struct

from outspoken.model.field import Asked, Field, KeyOption, Need, Span, Type
from outspoken.model.vocabulary import State

Changes = tuple[tuple[str, State], ...]
"""Component ids with a state each, in the order they were written."""

TIME = "2026-11-21 14:05 Europe/Berlin"
OPENING = ("new", "schedule")
COMPONENTS = "{checkout: partial_outage}"
WITHDRAWN = (
    "the reason; what is withdrawn is shown struck through and affects no state, and channels that got it "
    "get the withdrawal"
)


class Window(Struct, frozen=True, kw_only=True):
    """When scheduled maintenance happens, half-open, in UTC."""

    start: Annotated[
        datetime,
        Field(
            name="from",
            type=Type.INSTANT,
            need=Need.ALWAYS,
            example=TIME,
            help="when it begins",
            option=KeyOption(commands=("schedule",)),
        ),
    ]
    end: Annotated[
        datetime,
        Field(
            name="until",
            type=Type.INSTANT,
            need=Need.ALWAYS,
            example=TIME,
            help="when it ends",
            option=KeyOption(
                commands=("schedule",),
                help="when it ends: a time, or how long it takes",
                span=Span.FROM_START,
            ),
        ),
    ]

    @property
    def length(self) -> timedelta:
        return self.end - self.start


class Symptoms(Struct, frozen=True, kw_only=True):
    """What a customer sees when signing in, and once signed in."""

    signing_in: Annotated[
        str,
        Field(
            type=Type.TEXT,
            limit=1000,
            example="The page stays white",
            help="what customers see when they sign in",
            option=KeyOption(
                commands=OPENING,
                question="What do customers see when they sign in?",
                why="Readers compare it with their own screen.",
            ),
        ),
    ] = ""
    signed_in: Annotated[
        str,
        Field(
            type=Type.TEXT,
            limit=1000,
            example="Orders are not saved",
            help="what customers see once they are signed in",
            option=KeyOption(
                commands=OPENING,
                question="What do customers see once they are signed in?",
                why="Readers compare it with their own screen.",
            ),
        ),
    ] = ""


class Quantity(Struct, frozen=True, kw_only=True):
    """One number that shows how large the damage is; `value` is a number, or a text such as `about 12 %`."""

    what: Annotated[
        str,
        Field(
            type=Type.LINE, limit=120, need=Need.ALWAYS, example="Requests failed", help="what was counted"
        ),
    ]
    value: Annotated[
        str,
        Field(
            type=Type.LINE,
            limit=80,
            need=Need.ALWAYS,
            example="4100",
            help="how many: a number, or a text such as about 12 %",
        ),
    ]


class Aftermath(Struct, frozen=True, kw_only=True):
    """What remains after the end: whether data was lost, and what is left to do."""

    data: Annotated[
        str,
        Field(
            type=Type.TEXT,
            limit=1000,
            example="No data was lost",
            help="whether data was lost or is wrong, even if none was",
            option=KeyOption(
                commands=("update", "resolve"),
                asked=Asked.END,
                question="Was data lost, or is any of it wrong?",
                why="Customers ask this first when it works again; say so even if no data was lost.",
            ),
        ),
    ] = ""
    todo: Annotated[
        str,
        Field(
            type=Type.TEXT,
            limit=1000,
            example="Orders of 14:00 to 15:10 UTC are sent again by tonight",
            help="what is left to do, by us or by customers",
            option=KeyOption(
                commands=("update", "resolve"),
                asked=Asked.END,
                question="What is left to do, by us or by customers?",
                why="What is delayed, what is sent again, what customers should check.",
            ),
        ),
    ] = ""
