"""The records of the plan that a page may show: what counts as an outage, and what is offered in return."""

# Annotations are read at run time here, so they are not postponed.

from datetime import timedelta
from typing import Annotated

from msgspec import Struct

from outspoken.model.field import Field, Need, Type
from outspoken.model.vocabulary import Impact

IMPACTS = tuple(Impact)
MEANS = "Most customers can't do what they came for"
_EXAMPLES = '["No order can be paid for"]'


class OutageClass(Struct, frozen=True, kw_only=True):
    """What an outage of one impact is, in the words of customers, with examples."""

    impact: Annotated[
        Impact,
        Field(
            type=Type.WORD,
            words=IMPACTS,
            need=Need.ALWAYS,
            example="critical",
            help="the impact that is defined",
        ),
    ]
    means: Annotated[
        str, Field(type=Type.LINE, need=Need.ALWAYS, example=MEANS, help="what it means for customers")
    ]
    examples: Annotated[
        tuple[str, ...], Field(type=Type.LINES, example=_EXAMPLES, help="what such an outage looks like")
    ] = ()


class PlannedClass(Struct, frozen=True, kw_only=True):
    """What scheduled maintenance is; its days, hours and notice are in the settings (`planned`)."""

    means: Annotated[
        str,
        Field(
            type=Type.LINE,
            need=Need.ALWAYS,
            example="Work that we announced beforehand",
            help="what counts as scheduled maintenance",
        ),
    ]
    examples: Annotated[
        tuple[str, ...],
        Field(
            type=Type.LINES,
            example='["A Saturday night, for at most 20 minutes"]',
            help="what such maintenance looks like",
        ),
    ] = ()


class Offer(Struct, frozen=True, kw_only=True):
    """What is offered for an outage of an impact that lasted longer than `lasting` (None: any length)."""

    impact: Annotated[
        Impact,
        Field(
            type=Type.WORD,
            words=IMPACTS,
            need=Need.ALWAYS,
            example="critical",
            help="the impact of the outage",
        ),
    ]
    offer: Annotated[
        str,
        Field(type=Type.LINE, need=Need.ALWAYS, example="10 % of the month's fee", help="what customers get"),
    ]
    lasting: Annotated[
        timedelta | None,
        Field(
            type=Type.DURATION,
            example="1h",
            help="for outages that lasted longer than this; default: for all",
        ),
    ] = None
