"""The fields of the settings, each declared once."""

from __future__ import annotations

from outspoken.model.field import Field, Need, Type
from outspoken.model.settings import PRIVATE_WORDS
from outspoken.source.settings.component_fields import COMPONENT
from outspoken.source.settings.policy_fields import APPROVAL, CADENCE, PLANNED, POSTMORTEM, UPTIME

CONTACT_KINDS = ("phone", "mail", "chat", "form", "link")

CHANNELS = Field(
    name="channels",
    type=Type.ANY,
    example="{team: {kind: slack_webhook, audience: internal, secret: TEAM_WEBHOOK}}",
    help="where updates are announced",
)
"""Its own keys are in channel_fields: a site without channels does not import the kinds."""

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
        help="the time zone of the page's days; default: UTC",
    ),
    Field(
        name="language", type=Type.LINE, limit=35, example="en", help="the language of the page's own texts"
    ),
    Field(
        name="host",
        type=Type.LINE,
        limit=253,
        example="status.example.com",
        help="the name in feed ids; do not change it later; default: the host of site_url",
    ),
    UPTIME,
    CADENCE,
    PLANNED,
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
    POSTMORTEM,
    APPROVAL,
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
        help="noindex asks search engines to list no page of the site; default: index",
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
        help="the folder of the plan, relative to mkdocs.yml, also outside the repository; default: plan",
    ),
    CHANNELS,
)
