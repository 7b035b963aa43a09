"""The keys of incident files, each declared once: parser, manual and JSON Schema read these tables."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from outspoken.model.field import Field, Need, Type
from outspoken.model.vocabulary import Detection, Impact, Kind, State, Status


def _words(enum: Iterable[StrEnum]) -> tuple[str, ...]:
    return tuple(member.value for member in enum)


_TIME = "2026-11-21 14:05 Europe/Berlin"
_COMPONENTS = "{checkout: partial_outage}"
_WITHDRAWN = "a reason: shown struck through, without effect on any state, and told where it was told before"

INCIDENT = (
    Field(
        name="title",
        type=Type.LINE,
        need=Need.ALWAYS,
        limit=120,
        example="Checkout errors",
        help="one line of at most 120 characters, without markup",
    ),
    Field(
        name="kind",
        type=Type.WORD,
        words=_words(Kind),
        example="incident",
        help="an outage (default), or planned work",
    ),
    Field(
        name="impact",
        type=Type.WORD,
        need=Need.INCIDENT,
        words=_words(Impact),
        example="major",
        help="how badly customers are touched at the start",
    ),
    Field(
        name="components",
        type=Type.COMPONENT_STATES,
        need=Need.ALWAYS,
        words=_words(State),
        example=_COMPONENTS,
        help="each component's state at the start; {} where none is touched",
    ),
    Field(
        name="started",
        type=Type.INSTANT,
        need=Need.INCIDENT,
        only=Kind.INCIDENT,
        example=_TIME,
        help="when customers began to feel it",
    ),
    Field(
        name="scheduled",
        type=Type.RECORD,
        need=Need.MAINTENANCE,
        only=Kind.MAINTENANCE,
        example="{from: 2026-11-28T02:00Z, until: 2026-11-28T04:00Z}",
        help="when planned work happens",
        fields=(
            Field(name="from", type=Type.INSTANT, need=Need.ALWAYS, example=_TIME, help="when it begins"),
            Field(name="until", type=Type.INSTANT, need=Need.ALWAYS, example=_TIME, help="when it ends"),
            Field(name="auto", type=Type.FLAG, example="false", help="false turns off the automatic phases"),
        ),
    ),
    Field(
        name="affected",
        type=Type.TEXT,
        limit=1000,
        example="about 12 % of customers in the EU",
        help="who and how many",
    ),
    Field(
        name="symptoms",
        type=Type.RECORD,
        example="{signing_in: The page stays white}",
        help="what a customer sees at the door and inside",
        fields=(
            Field(
                name="signing_in",
                type=Type.TEXT,
                limit=1000,
                example="The page stays white",
                help="at the door",
            ),
            Field(
                name="signed_in", type=Type.TEXT, limit=1000, example="Orders are not saved", help="inside"
            ),
        ),
    ),
    Field(
        name="workaround",
        type=Type.TEXT,
        limit=2000,
        example="Pay by invoice",
        help="what to do meanwhile, other ways to reach the service",
    ),
    Field(name="worst_case", type=Type.DURATION, example="4h", help="the longest it may last"),
    Field(
        name="detected_by",
        type=Type.WORD,
        words=_words(Detection),
        example="monitoring",
        help="who noticed first",
    ),
    Field(
        name="roles",
        type=Type.TEXTS_BY_NAME,
        example="{commander: Kim, communications: Ada}",
        help="who does what; never on a page",
    ),
    Field(
        name="credit",
        type=Type.TEXT,
        limit=1000,
        example="10 % of November",
        help="what is offered in return, once decided",
    ),
    Field(
        name="backfilled",
        type=Type.FLAG,
        example="true",
        help="recorded after the fact: on the page, never in a feed or an announcement",
    ),
    Field(
        name="withdrawn",
        type=Type.TEXT,
        limit=1000,
        example="A false alarm of our monitoring",
        help=_WITHDRAWN,
    ),
    Field(
        name="duplicate_of",
        type=Type.LINE,
        example="2026-11-21-checkout-errors",
        help="the incident this one repeats",
    ),
    Field(
        name="caused_by",
        type=Type.LINE,
        example="2026-11-21-network-down",
        help="the incident this one follows from",
    ),
    Field(
        name="redirects",
        type=Type.PATHS,
        example="[/issues/2026-11-21-checkout/]",
        help="old paths that lead here",
    ),
    Field(
        name="acknowledged",
        type=Type.LINES,
        example="[reopened]",
        help="rule ids of warnings that were looked at",
    ),
    Field(name="key", type=Type.LINE, example="alert-8127", help="a caller's idempotency key"),
)

UPDATE = (
    Field(
        name="status",
        type=Type.WORD,
        words=_words(Status),
        example="identified",
        help="how far it has come; left out: unchanged",
    ),
    Field(
        name="at",
        type=Type.INSTANT,
        need=Need.ALWAYS,
        example=_TIME,
        help="when this became so; not in the future",
    ),
    Field(
        name="components",
        type=Type.COMPONENT_STATES,
        words=_words(State),
        example=_COMPONENTS,
        help="the states that change",
    ),
    Field(
        name="impact",
        type=Type.WORD,
        words=_words(Impact),
        example="minor",
        help="the impact from now on, where it changes",
    ),
    Field(
        name="next_update",
        type=Type.PROMISE,
        example="30m",
        help="a promise: a time, or a duration counted from publication",
    ),
    Field(name="eta", type=Type.INSTANT, example=_TIME, help="when we expect it fixed"),
    Field(
        name="announce", type=Type.FLAG, example="false", help="false: on the page and in feeds, but not sent"
    ),
    Field(
        name="withdrawn", type=Type.TEXT, limit=1000, example="Posted to the wrong incident", help=_WITHDRAWN
    ),
    Field(name="key", type=Type.LINE, example="alert-8127-resolved", help="a caller's idempotency key"),
)

POSTMORTEM = (
    Field(
        name="published",
        type=Type.INSTANT,
        example=_TIME,
        help="when readers may see it; without it, a draft",
    ),
    Field(
        name="actions",
        type=Type.RECORDS,
        example="[{what: Alert on queue length, owner: Kim, due: 2026-12-05}]",
        help="what is done so that it does not happen again",
        fields=(
            Field(
                name="what",
                type=Type.TEXT,
                limit=1000,
                need=Need.ALWAYS,
                example="Alert on queue length",
                help="the work",
            ),
            Field(name="owner", type=Type.LINE, example="Kim", help="who does it"),
            Field(name="due", type=Type.DAY, example="2026-12-05", help="the day it is due"),
            Field(name="done", type=Type.DAY, example="2026-12-03", help="the day it was finished"),
        ),
    ),
)
