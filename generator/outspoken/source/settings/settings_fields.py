"""The fields of the settings, each declared once."""

from __future__ import annotations

from outspoken.model.field import Field, Need, Type
from outspoken.model.settings import PRIVATE_WORDS
from outspoken.model.vocabulary import Impact, State, Status

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CONTACT_KINDS = ("phone", "mail", "chat", "form", "link")
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
        name="after", type=Type.DURATION, example="2h", help="how long it is open before the time is longer"
    ),
    Field(name="then", type=Type.DURATION, example="45m", help="the time from then on, at least"),
)

ID_LIMIT = 64
"""How many characters the id of a component or group has at most."""

COMPONENT = (
    Field(
        name="id",
        type=Type.LINE,
        need=Need.ALWAYS,
        limit=ID_LIMIT,
        example="checkout",
        help="its name in URLs and files; do not change it later",
    ),
    Field(
        name="name",
        type=Type.LINE,
        limit=80,
        example="Checkout",
        help="what customers call it; default the id",
    ),
    Field(
        name="description",
        type=Type.TEXT,
        limit=500,
        example="Cart and payment",
        help="what the component does",
    ),
    Field(
        name="aliases",
        type=Type.LINES,
        example="[Check-out]",
        help="former ids and names that are still accepted",
    ),
    Field(
        name="since",
        type=Type.DAY,
        example="2024-05-01",
        help="the first day that counts for uptime; by default that of the oldest incident",
    ),
    Field(name="retired", type=Type.DAY, example="2026-01-31", help="the first day that no longer counts"),
    Field(
        name="operated_by",
        type=Type.LINE,
        limit=80,
        example="Stripe",
        help="the company that runs it, if that is not you: shown apart, in no group and in no uptime figure",
    ),
)
GROUP = (
    Field(
        name="group",
        type=Type.LINE,
        need=Need.ALWAYS,
        limit=80,
        example="Storefront",
        help="the group's name",
    ),
    Field(
        name="id",
        type=Type.LINE,
        limit=ID_LIMIT,
        example="storefront",
        help="its name in URLs; do not change it later; default made of the group's name",
    ),
    Field(
        name="aliases",
        type=Type.LINES,
        example="[shop]",
        help="former ids and names, whose addresses are kept",
    ),
    Field(name="components", type=Type.RECORDS, need=Need.ALWAYS, fields=COMPONENT, help="its components"),
)

CHANNELS = Field(
    name="channels",
    type=Type.ANY,
    example="{team: {kind: slack_webhook, audience: internal, secret: TEAM_WEBHOOK}}",
    help="where updates are announced",
)
"""Its own keys are in channel_fields: a site without channels need not import the kinds."""

SETTINGS = (
    Field(
        name="components",
        type=Type.ANY,
        need=Need.ALWAYS,
        fields=COMPONENT,
        example="[{id: checkout, name: Checkout}]",
        help="the parts of the service, in the order shown, optionally in groups",
    ),
    Field(
        name="time_zone",
        type=Type.ZONE,
        example="Europe/Berlin",
        help="the time zone of the page's days; default UTC",
    ),
    Field(
        name="language", type=Type.LINE, limit=35, example="en", help="the language of the page's own texts"
    ),
    Field(
        name="host",
        type=Type.LINE,
        limit=253,
        example="status.example.com",
        help="the name in feed ids; do not change it later; default the host of site_url",
    ),
    Field(
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
                    help=f"the share that {state.value} loses",
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
    ),
    Field(
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
    ),
    Field(
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
                help="the days it may begin on, by the clocks of `between`, else of `time_zone`",
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
    ),
    Field(
        name="support",
        type=Type.RECORDS,
        example="[{kind: mail, label: Write, value: help@example.com}]",
        help="ways to reach people",
        fields=(
            Field(
                name="kind",
                type=Type.WORD,
                need=Need.ALWAYS,
                words=CONTACT_KINDS,
                example="phone",
                help="what it is",
            ),
            Field(
                name="label",
                type=Type.LINE,
                need=Need.ALWAYS,
                example="Call us",
                help="what the page calls it",
            ),
            Field(
                name="value",
                type=Type.LINE,
                need=Need.ALWAYS,
                example='"+49 30 1234567"',
                help="the number or address",
            ),
            Field(name="hours", type=Type.LINE, example='"24/7"', help="the hours when it is answered"),
        ),
    ),
    Field(
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
    ),
    Field(
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
                help="the longest time they wait; left out: until they are approved",
            ),
            Field(
                name="by",
                type=Type.LINES,
                example="[kim, ada]",
                help="whose approval counts, by login; left out: everyone's except the author's own",
            ),
        ),
    ),
    Field(
        name="private_words",
        type=Type.LINES,
        example="[secrets, ip-addresses, ticket-keys, 'pay-gw-\\S+']",
        help="what is not for a public page: regular expressions, and the kinds "
        + ", ".join(f"`{kind}`" for kind in PRIVATE_WORDS)
        + ", all of which are searched for if this is left out",
    ),
    Field(
        name="credits",
        type=Type.RECORDS,
        example="[{monthly_uptime_below: 99.9, credit: 10 %}]",
        help="what is offered when a month's uptime falls below a figure",
        fields=(
            Field(
                name="monthly_uptime_below",
                type=Type.NUMBER,
                need=Need.ALWAYS,
                high=100,
                example="99.9",
                help="percent",
            ),
            Field(name="credit", type=Type.LINE, need=Need.ALWAYS, example="10 %", help="what is offered"),
        ),
    ),
    Field(
        name="claim_within",
        type=Type.DURATION,
        example="30d",
        help="how long after the end of its month a credit can be claimed, in whole days",
    ),
    Field(
        name="feedback_url",
        type=Type.LINE,
        limit=500,
        example="https://forms.example.com/status?incident={id}",
        help="where customers say how a resolved incident was handled; {id} becomes the incident's id",
    ),
    Field(
        name="source_links",
        type=Type.FLAG,
        example="false",
        help="true in a public repository: pages link to their file and its history",
    ),
    Field(
        name="mail_list",
        type=Type.LINE,
        example="https://lists.example.com/status",
        help="where readers subscribe by mail",
    ),
    Field(
        name="robots",
        type=Type.WORD,
        words=("index", "noindex"),
        example="noindex",
        help="noindex asks search engines to list no page of the site; default index",
    ),
    Field(
        name="record",
        type=Type.FLAG,
        example="false",
        help="true publishes /record/: how well you kept customers informed in the last 12 months",
    ),
    Field(
        name="plan_dir",
        type=Type.LINE,
        example="../status-private/plan",
        help="the folder of the plan, from mkdocs.yml, also outside of the repository; default plan",
    ),
    CHANNELS,
)
