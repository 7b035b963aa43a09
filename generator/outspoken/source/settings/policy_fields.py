"""The fields of the policies in the settings: uptime, cadence, maintenance, post-mortems and approvals."""

from __future__ import annotations

from outspoken.model.field import Field, Type
from outspoken.model.vocabulary import Impact, State, Status

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_IMPACTS = tuple(impact.value for impact in Impact)
# `every` is first: it is what a single duration means.
_RHYTHM = (
    Field(
        name="every", type=Type.DURATION, example="15m", help="the time in a status that has none of its own"
    ),
    *(
        Field(
            name=status.value, type=Type.DURATION, example="30m", help=f"the time while it is {status.value}"
        )
        for status in (Status.INVESTIGATING, Status.IDENTIFIED, Status.MONITORING)
    ),
    Field(
        name="after",
        type=Type.DURATION,
        example="2h",
        help="how long it has been open when `then` begins to apply",
    ),
    Field(name="then", type=Type.DURATION, example="45m", help="the time from then on, at least"),
)

UPTIME = Field(
    name="uptime",
    type=Type.RECORD,
    example="{partial_outage: 0.3, major_outage: 1, days: 90}",
    help="which share of a state's minutes counts as lost, and how many days the bars show",
    fields=(
        *(
            Field(
                name=state.value,
                type=Type.NUMBER,
                high=1,
                example="0.3",
                help=f"the share of the time in {state.value} that counts as lost",
            )
            for state in State
            if state not in (State.OPERATIONAL, State.UNDER_MAINTENANCE)
        ),
        Field(
            name="days",
            type=Type.NUMBER,
            low=1,
            high=365,
            example="90",
            help="how many days the bars show",
        ),
    ),
)
CADENCE = Field(
    name="cadence",
    type=Type.RECORD,
    example="{critical: {every: 15m, monitoring: 30m, after: 2h, then: 45m}, major: 30m}",
    help="the longest time between updates while an incident of that impact is open",
    fields=(
        *(
            Field(
                name=impact,
                type=Type.RHYTHM,
                fields=_RHYTHM,
                example="30m",
                help="the time, or a mapping for several times",
            )
            for impact in _IMPACTS
        ),
        Field(
            name="executives",
            type=Type.DURATION,
            example="30m",
            help="the longest time without a message to leaders during a major or critical incident",
        ),
    ),
)
PLANNED = Field(
    name="planned",
    type=Type.RECORD,
    example='{days: [saturday], between: "02:00-08:00 UTC", longest: 20m, notice: 2d}',
    help="when scheduled maintenance may happen, its reminders, and whether its end has to be confirmed",
    fields=(
        Field(
            name="days",
            type=Type.WORDS,
            words=WEEKDAYS,
            example="[saturday]",
            help="the days it may begin on, in the time zone of `between`, or without it in `time_zone`",
        ),
        Field(
            name="between",
            type=Type.LINE,
            example='"02:00-08:00 America/New_York"',
            help="the hours in which it must take place",
        ),
        Field(name="longest", type=Type.DURATION, example="20m", help="the longest it may take"),
        Field(
            name="notice",
            type=Type.DURATION,
            example="2d",
            help="how long before its start it must be announced",
        ),
        Field(
            name="confirm",
            type=Type.FLAG_OR_DAY,
            example="2026-12-01",
            help="true: maintenance does not end with its window; it is in progress until an update says "
            "`completed`. A day: the same for windows that end from this day on",
        ),
        Field(
            name="remind",
            type=Type.DURATIONS,
            example="[1d, 1h]",
            help="how long before its start the channels that its announcement goes to get a reminder",
        ),
    ),
)
POSTMORTEM = Field(
    name="postmortem",
    type=Type.RECORD,
    example="{required_for: [critical], within: 5d, sections: [What happened]}",
    help="which incidents need a post-mortem, how soon, with which headings",
    fields=(
        Field(
            name="required_for",
            type=Type.WORDS,
            words=_IMPACTS,
            example="[critical, major]",
            help="the impacts that need one",
        ),
        Field(name="within", type=Type.DURATION, example="5d", help="how soon after the end"),
        Field(
            name="actions_within",
            type=Type.DURATIONS_BY_WORD,
            words=_IMPACTS,
            example="{critical: 15d, major: 30d}",
            help="how soon after its publication an action is due that has no day of its own",
        ),
        Field(
            name="sections",
            type=Type.LINES,
            example="[What happened, Why it happened]",
            help="headings it must have",
        ),
    ),
)
APPROVAL = Field(
    name="approval",
    type=Type.RECORD,
    example="{required_for: [critical, major], within: 10m}",
    help="which texts need an approval before they are merged",
    fields=(
        Field(
            name="required_for",
            type=Type.WORDS,
            words=_IMPACTS,
            example="[critical, major]",
            help="the impacts whose texts need an approval",
        ),
        Field(
            name="within",
            type=Type.DURATION,
            example="10m",
            help="the longest time they wait; default: until they are approved",
        ),
        Field(
            name="by",
            type=Type.LINES,
            example="[kim, ada]",
            help="whose approval counts, by login; default: everyone's except the author's own",
        ),
    ),
)
