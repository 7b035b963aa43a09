"""The first keys of incident.md, each declared once: what happens, since when, and whom it affects."""

# Annotations are read at run time here, so they are not postponed.

from datetime import datetime, timedelta
from typing import Annotated

from msgspec import Struct, field

from outspoken.model.field import Field, KeyOption, KeyPurpose, Need, Span, Type
from outspoken.model.nested_keys import COMPONENTS, OPENING, TIME, Changes, Quantity, Symptoms, Window
from outspoken.model.translatable import translatable as _
from outspoken.model.vocabulary import Detection, Impact, Kind, State


class SituationKeys(Struct, frozen=True, kw_only=True):
    """What happens; scheduled maintenance has its window's start as `started`."""

    title: Annotated[
        str,
        Field(
            type=Type.LINE,
            need=Need.ALWAYS,
            limit=120,
            example="Checkout errors",
            help="one line of at most 120 characters, without markup",
            label=_("Title"),
            option=KeyOption(commands=OPENING, is_argument=True),
        ),
    ]
    kind: Annotated[
        Kind,
        Field(
            type=Type.WORD,
            words=tuple(Kind),
            example="incident",
            help="an outage (default), or scheduled maintenance",
            purpose=KeyPurpose.EFFECT,
            label=_("Type"),
        ),
    ]
    impact: Annotated[
        Impact,
        Field(
            type=Type.WORD,
            need=Need.INCIDENT,
            words=tuple(Impact),
            example="major",
            help="how badly customers are affected at the start",
            purpose=KeyPurpose.EFFECT,
            label=_("Impact"),
            option=KeyOption(commands=OPENING, help="how badly customers are affected"),
        ),
    ]
    components: Annotated[
        Changes,
        Field(
            type=Type.COMPONENT_STATES,
            need=Need.ALWAYS,
            words=tuple(State),
            example=COMPONENTS,
            help="each component's state at the start; {} if no component is affected",
            purpose=KeyPurpose.EFFECT,
            label=_("Components"),
            option=KeyOption(commands=OPENING, name="component"),
        ),
    ]
    started: Annotated[
        datetime,
        Field(
            type=Type.INSTANT,
            need=Need.INCIDENT,
            only=Kind.INCIDENT,
            example=TIME,
            help="when customers were first affected",
            purpose=KeyPurpose.EFFECT,
            label=_("Start"),
            option=KeyOption(
                commands=("new",),
                help="when customers were first affected: a time, or how long ago; default: now",
                question="Since when?",
                why="When customers were first affected: a time, such as 14:05, or how long ago: 20m.",
                span=Span.AGO,
            ),
        ),
    ]
    window: Annotated[
        Window | None,
        Field(
            name="scheduled",
            type=Type.RECORD,
            record=Window,
            need=Need.MAINTENANCE,
            only=Kind.MAINTENANCE,
            example="{from: 2026-11-28T02:00Z, until: 2026-11-28T04:00Z}",
            help="when scheduled maintenance happens",
            purpose=KeyPurpose.EFFECT,
            label=_("Scheduled for"),
        ),
    ] = None
    auto: Annotated[
        bool,
        Field(
            type=Type.FLAG,
            inside="scheduled",
            example="false",
            help="false turns off the automatic phases",
            purpose=KeyPurpose.EFFECT,
            option=KeyOption(commands=("schedule",), help="begin and end only by updates, not by the clock"),
        ),
    ] = True
    affected: Annotated[
        str,
        Field(
            type=Type.TEXT,
            limit=1000,
            example="about 12 % of customers in the EU",
            help="who is affected, and how many",
            label=_("Who is affected"),
            option=KeyOption(
                commands=OPENING,
                question="Who is affected, and how many?",
                why="All other readers then know that they are not affected.",
            ),
        ),
    ] = ""
    symptoms: Annotated[
        Symptoms,
        Field(
            type=Type.RECORD,
            record=Symptoms,
            example="{signing_in: The page stays white}",
            help="what customers see",
            label=_("What customers see"),
        ),
    ] = field(default_factory=Symptoms)
    workaround: Annotated[
        str,
        Field(
            type=Type.TEXT,
            limit=2000,
            example="Pay by invoice",
            help="the workaround: what customers can do until it is resolved",
            label=_("Workaround"),
            option=KeyOption(
                commands=OPENING,
                help="what customers can do until it is resolved",
                question="What can customers do until it is over?",
                why="Most readers look for this first.",
            ),
        ),
    ] = ""
    worst_case: Annotated[
        timedelta | None,
        Field(
            type=Type.DURATION,
            example="4h",
            help="the longest that it may last",
            label=_("Worst case"),
            option=KeyOption(
                commands=("new",),
                question="How long may it last in the worst case?",
                why="It helps readers decide whether to wait: 4h, 2d.",
            ),
        ),
    ] = None
    detected_by: Annotated[
        Detection | None,
        Field(
            type=Type.WORD,
            words=tuple(Detection),
            example="monitoring",
            help="who detected it first",
            label=_("Detected by"),
        ),
    ] = None
    noticed: Annotated[
        datetime | None,
        Field(
            type=Type.INSTANT,
            only=Kind.INCIDENT,
            example=TIME,
            help="when we knew of it; not before started, not after the first update",
            label=_("Noticed"),
            option=KeyOption(
                commands=("new",),
                help="when we knew of it: a time, or how long ago",
                span=Span.AGO,
            ),
        ),
    ] = None
    numbers: Annotated[
        tuple[Quantity, ...],
        Field(
            type=Type.RECORDS,
            record=Quantity,
            example="[{what: Requests failed, value: 4100}]",
            help="how large the damage is, as far as it is known",
            label=_("In numbers"),
            option=KeyOption(commands=OPENING),
        ),
    ] = ()
