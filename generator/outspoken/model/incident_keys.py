"""The keys of incident.md, each declared once: parser, commands, templates, schema and manual read them."""

# Annotations are read at run time here, so they are not postponed.

from typing import Annotated

from outspoken.model.field import Field, KeyOption, KeyPurpose, Type
from outspoken.model.nested_keys import OPENING, WITHDRAWN
from outspoken.model.situation_keys import SituationKeys
from outspoken.model.translatable import translatable as _


class IncidentKeys(SituationKeys, frozen=True, kw_only=True):
    """The values of incident.md's keys: what happens, then what the team, other incidents and tools need."""

    roles: Annotated[
        tuple[tuple[str, str], ...],
        Field(
            type=Type.TEXTS_BY_NAME,
            example="{commander: Kim, communications: Ada}",
            help="who does what; never on a page",
            purpose=KeyPurpose.PRIVATE,
        ),
    ] = ()
    credit: Annotated[
        str,
        Field(
            type=Type.TEXT,
            limit=1000,
            example="10 % of November",
            help="the service credit, once it is decided",
            label=_("Service credit"),
        ),
    ] = ""
    backfilled: Annotated[
        bool,
        Field(
            type=Type.FLAG,
            example="true",
            help="recorded afterwards: on the page, never in a feed or an announcement",
            purpose=KeyPurpose.EFFECT,
            label=_("Recorded afterwards"),
        ),
    ] = False
    withdrawn: Annotated[
        str | None,
        Field(
            type=Type.TEXT,
            limit=1000,
            example="A false alarm of our monitoring",
            help=WITHDRAWN,
            purpose=KeyPurpose.EFFECT,
            label=_("Withdrawn"),
        ),
    ] = None
    duplicate_of: Annotated[
        str | None,
        Field(
            type=Type.INCIDENT,
            example="2026-11-21-checkout-errors",
            help="the incident that this one repeats",
            label=_("Duplicate of"),
        ),
    ] = None
    caused_by: Annotated[
        str | None,
        Field(
            type=Type.INCIDENT,
            example="2026-11-21-network-down",
            help="the incident that this one follows from",
            label=_("Caused by"),
        ),
    ] = None
    redirects: Annotated[
        tuple[str, ...],
        Field(
            type=Type.PATHS,
            example="[/issues/2026-11-21-checkout/]",
            help="old paths that lead here",
            purpose=KeyPurpose.PRIVATE,
        ),
    ] = ()
    aliases: Annotated[
        tuple[str, ...],
        Field(
            type=Type.INCIDENTS,
            example="[2026-11-21-chekout-errors]",
            help="former ids, the oldest first: their addresses lead here, and feeds, programs and "
            "announcements keep the first one; written by outspoken move",
            purpose=KeyPurpose.PRIVATE,
        ),
    ] = ()
    acknowledged: Annotated[
        tuple[str, ...],
        Field(
            type=Type.LINES,
            example="[reopened]",
            help="rule ids of warnings that are accepted",
            purpose=KeyPurpose.PRIVATE,
        ),
    ] = ()
    key: Annotated[
        str | None,
        Field(
            type=Type.LINE,
            example="alert-8127",
            help="a caller's idempotency key",
            purpose=KeyPurpose.PRIVATE,
            option=KeyOption(
                commands=OPENING, help="your own id for this call: repeating it returns the first result"
            ),
        ),
    ] = None
