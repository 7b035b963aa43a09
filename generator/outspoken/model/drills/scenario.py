"""A scenario of a drill: its events, what is expected of the team, and questions afterwards."""

# Annotations are read at run time here, so they are not postponed.

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Annotated

from msgspec import Struct

from outspoken.model.channel import Audience
from outspoken.model.field import Field, Need, Type


class InjectKind(StrEnum):
    """How an event reaches the team."""

    ALERT = "alert"
    TICKET = "ticket"
    CALL = "call"
    POST = "post"
    EXECUTIVE = "executive"
    FACT = "fact"
    FALSE_LEAD = "false_lead"
    SILENCE = "silence"


class ExpectedAction(StrEnum):
    """What a team can be expected to do."""

    FIRST_WORD = "first_word"
    SCOPE = "scope"
    FACTS = "facts"
    NO_CAUSE_BEFORE = "no_cause_before"
    NEVER_SAYS = "never_says"
    RHYTHM = "rhythm"
    PROMISES_KEPT = "promises_kept"
    KIT = "kit"
    REOPENED = "reopened"
    RESOLVED = "resolved"
    AFTERMATH_TOLD = "aftermath_told"


class ScriptedCommand(StrEnum):
    """The commands of a scripted answer."""

    NEW = "new"
    UPDATE = "update"
    RESOLVE = "resolve"
    SCHEDULE = "schedule"


EXPECTATION_KEYS: Mapping[ExpectedAction, tuple[tuple[str, ...], tuple[str, ...]]] = {
    ExpectedAction.FIRST_WORD: (("within",), ()),
    ExpectedAction.SCOPE: (("within", "says"), ()),
    ExpectedAction.FACTS: (("within", "says", "after"), ()),
    ExpectedAction.NO_CAUSE_BEFORE: (("at",), ()),
    ExpectedAction.NEVER_SAYS: (("words",), ()),
    ExpectedAction.RHYTHM: (("within",), ()),
    ExpectedAction.PROMISES_KEPT: ((), ()),
    ExpectedAction.KIT: (("audience", "after", "within"), ()),
    ExpectedAction.REOPENED: (("after", "within"), ()),
    ExpectedAction.RESOLVED: (("after", "within"), ()),
    ExpectedAction.AFTERMATH_TOLD: ((), ()),
}
"""The keys that each expected action needs, and those that it may have, apart from `what`."""
CAUSE, NEXT_UPDATE = "cause", "next_update"
FACTS = (
    "affected",
    CAUSE,
    "symptoms",
    "workaround",
    "worst_case",
    "eta",
    NEXT_UPDATE,
    "numbers",
    "noticed",
    "data",
    "todo",
)
"""What an event can reveal and an update can say: keys of incidents and updates, and the cause."""
READERS = (*(audience.value for audience in Audience), "support")
"""The audiences for which there are messages or ready texts."""
_TEXT = "Was I charged twice?"


class Inject(Struct, frozen=True, kw_only=True):
    """One event: `at` is the time since the drill began, `reveals` are the facts that it gives the team."""

    at: Annotated[timedelta, Field(type=Type.OFFSET, need=Need.ALWAYS, example="+4m", help="when it happens")]
    kind: Annotated[
        InjectKind,
        Field(
            name="as",
            type=Type.WORD,
            words=tuple(InjectKind),
            need=Need.ALWAYS,
            example="ticket",
            help="how it reaches the team; a silence is a time without news",
        ),
    ]
    sender: Annotated[
        str, Field(name="from", type=Type.LINE, limit=80, example="a customer", help="who it is from")
    ] = ""
    text: Annotated[
        str, Field(type=Type.TEXT, limit=1000, example=_TEXT, help="what is said; needed except in a silence")
    ] = ""
    reveals: Annotated[
        tuple[str, ...],
        Field(
            type=Type.WORDS, words=FACTS, example="[affected]", help="the facts that are known from then on"
        ),
    ] = ()


class Expectation(Struct, frozen=True, kw_only=True):
    """What the team is expected to do; which other keys it has follows from `what`."""

    what: Annotated[
        ExpectedAction,
        Field(
            type=Type.WORD,
            words=tuple(ExpectedAction),
            need=Need.ALWAYS,
            example="first_word",
            help="what the team does",
        ),
    ]
    within: Annotated[
        timedelta | None,
        Field(type=Type.DURATION, example="5m", help="how soon, from the beginning or from `after`"),
    ] = None
    after: Annotated[
        timedelta | None,
        Field(type=Type.OFFSET, example="+25m", help="the time of the event that it follows"),
    ] = None
    at: Annotated[
        timedelta | None,
        Field(type=Type.OFFSET, example="+18m", help="the time of the event that reveals the cause"),
    ] = None
    says: Annotated[
        tuple[str, ...],
        Field(
            type=Type.WORDS,
            words=FACTS,
            example="[affected, next_update]",
            help="the facts that are published",
        ),
    ] = ()
    audience: Annotated[
        str,
        Field(type=Type.WORD, words=READERS, example="executives", help="whom it is for"),
    ] = ""
    words: Annotated[
        tuple[str, ...],
        Field(type=Type.LINES, limit=80, example="[stolen, hacker]", help="words that must not be published"),
    ] = ()


class ScriptedAnswer(Struct, frozen=True, kw_only=True):
    """A command with its options, as a team could use it: `--auto` plays these."""

    at: Annotated[timedelta, Field(type=Type.OFFSET, need=Need.ALWAYS, example="+3m", help="when it is used")]
    run: Annotated[
        ScriptedCommand,
        Field(
            type=Type.WORD, words=tuple(ScriptedCommand), need=Need.ALWAYS, example="new", help="the command"
        ),
    ]
    options: Annotated[
        tuple[tuple[str, str], ...],
        Field(
            name="with",
            type=Type.TEXTS_BY_NAME,
            example="{impact: major, next-update: 15m}",
            help="its options, and title",
        ),
    ] = ()
    message: Annotated[
        str,
        Field(
            type=Type.TEXT,
            limit=2000,
            need=Need.ALWAYS,
            example="Card payments fail for some customers.",
            help="the message",
        ),
    ]


class Scenario(Struct, frozen=True, kw_only=True):
    """A scenario; `id` is the name of its file."""

    id: str = ""
    title: Annotated[
        str,
        Field(
            type=Type.LINE,
            limit=120,
            need=Need.ALWAYS,
            example="Card payments fail, and the first guess is wrong",
            help="what it is about, in one line",
        ),
    ]
    about: Annotated[
        str,
        Field(
            type=Type.TEXT,
            limit=1000,
            need=Need.ALWAYS,
            example="A supplier's certificate expired; the last release seems to be the cause.",
            help="what has happened, for the person who leads the drill",
        ),
    ]
    difficulty: Annotated[
        float,
        Field(type=Type.NUMBER, low=1, high=5, example="3", help="from 1 (a first drill) to 5; default: 2"),
    ] = 2
    length: Annotated[
        timedelta,
        Field(type=Type.DURATION, need=Need.ALWAYS, example="40m", help="how long it takes"),
    ]
    audience: Annotated[
        tuple[str, ...],
        Field(type=Type.LINES, limit=40, example="[engineering, support]", help="the roles that take part"),
    ] = ()
    given: Annotated[
        tuple[ScriptedAnswer, ...],
        Field(
            type=Type.RECORDS,
            record=ScriptedAnswer,
            example="[{at: -6d, run: schedule, with: {title: New index}, message: …}]",
            help="what was published before it begins",
        ),
    ] = ()
    injects: Annotated[
        tuple[Inject, ...],
        Field(
            type=Type.RECORDS,
            record=Inject,
            need=Need.ALWAYS,
            example='[{at: +0m, as: alert, from: monitoring, text: "Card declines 12 %"}]',
            help="what happens, in the order of time",
        ),
    ]
    expects: Annotated[
        tuple[Expectation, ...],
        Field(
            type=Type.RECORDS,
            record=Expectation,
            example="[{what: first_word, within: 5m}]",
            help="what the team is expected to do",
        ),
    ] = ()
    answers: Annotated[
        tuple[ScriptedAnswer, ...],
        Field(
            type=Type.RECORDS,
            record=ScriptedAnswer,
            example="[{at: +3m, run: new, with: {title: Card payments fail, impact: major}, message: …}]",
            help="what --auto writes in place of a team",
        ),
    ] = ()
    debrief: Annotated[
        tuple[str, ...],
        Field(
            type=Type.LINES,
            example='["Which sentence would you take back?"]',
            help="questions to discuss afterwards",
        ),
    ] = ()
