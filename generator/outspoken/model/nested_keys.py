"""The mappings inside of incident.md: their keys, each declared once, and the records that they become."""

# Annotations are read at run time here, so they are not postponed.

from datetime import datetime, timedelta
from typing import Annotated

from msgspec import Struct

from outspoken.model.field import Field, KeyOption, Need, Span, Type
from outspoken.model.vocabulary import State

Changes = tuple[tuple[str, State], ...]
"""Component ids with a state each, in the order they were written."""

TIME = "2026-11-21 14:05 Europe/Berlin"
OPENING = ("new", "schedule")


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
                commands=("schedule",), help="when it ends: a time, or how long it takes", span=Span.FROM_NOW
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
