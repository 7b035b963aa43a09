"""The files of the plan for outages, one record for each."""

# Annotations are read at run time here, so they are not postponed.

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from msgspec import Struct

from outspoken.model.field import Field, Need, RecordType, Type
from outspoken.model.plan.plan_duties import (
    Alternative,
    Checklist,
    CommunicationChannel,
    Escalation,
    Person,
    PlanRole,
    SignOff,
)
from outspoken.model.plan.plan_public import Offer, OutageClass, PlannedClass

# In days, since the durations that people write have no months.
_HALF_A_YEAR, _QUARTER = timedelta(days=183), timedelta(days=92)


class PlanFile(Struct, frozen=True, kw_only=True):
    """One file of the plan; `body` is the Markdown below its keys."""

    body: str = ""


class PublicFile(PlanFile, frozen=True, kw_only=True):
    """A file that the site may show: readers never see anything from other files."""

    public: Annotated[
        bool,
        Field(type=Type.FLAG, example="true", help="true: pages of site_src may show this file"),
    ] = False


class RhythmFile(PlanFile, frozen=True, kw_only=True):
    """`plan.md`: how often the plan is signed, rehearsed and tested."""

    review: Annotated[
        timedelta,
        Field(type=Type.DURATION, example="183d", help="how long a sign-off is valid; default: 183d"),
    ] = _HALF_A_YEAR
    rehearse: Annotated[
        timedelta,
        Field(type=Type.DURATION, example="183d", help="the longest time between two drills; default: 183d"),
    ] = _HALF_A_YEAR
    test: Annotated[
        timedelta,
        Field(type=Type.DURATION, example="92d", help="how often each alternative is tested; default: 92d"),
    ] = _QUARTER
    acknowledged: Annotated[
        tuple[str, ...],
        Field(
            type=Type.LINES,
            limit=40,
            example="[public-plan]",
            help="ids of warnings about the plan that are accepted",
        ),
    ] = ()


class OutagesFile(PublicFile, frozen=True, kw_only=True):
    """`outages.md`: what an outage is, planned and unplanned."""

    outages: Annotated[
        tuple[OutageClass, ...],
        Field(
            type=Type.RECORDS,
            record=OutageClass,
            need=Need.ALWAYS,
            example="[{impact: critical, means: Most customers can't order}]",
            help="what an outage is, by impact",
        ),
    ] = ()
    planned: Annotated[
        PlannedClass | None,
        Field(
            type=Type.RECORD,
            record=PlannedClass,
            example="{means: Work that we announced}",
            help="what scheduled maintenance is",
        ),
    ] = None


class RolesFile(PlanFile, frozen=True, kw_only=True):
    """`roles.md`: who does what."""

    roles: Annotated[
        tuple[PlanRole, ...],
        Field(
            type=Type.RECORDS,
            record=PlanRole,
            need=Need.ALWAYS,
            example="[{role: commander, person: Ada Lindqvist, deputy: Tom Okafor}]",
            help="the roles, each with a person and a deputy",
        ),
    ] = ()
    without: Annotated[
        tuple[str, ...],
        Field(
            type=Type.LINES, limit=40, example="[marketing]", help="usual roles that this team does not have"
        ),
    ] = ()


class PeopleFile(PlanFile, frozen=True, kw_only=True):
    """`people.md`: how to reach each person."""

    people: Annotated[
        tuple[Person, ...],
        Field(
            type=Type.RECORDS,
            record=Person,
            need=Need.ALWAYS,
            example='[{name: Ada Lindqvist, phone: "+49 30 23125 100"}]',
            help="how to reach each person",
        ),
    ] = ()


class ChannelsFile(PlanFile, frozen=True, kw_only=True):
    """`channels.md`: where each audience is informed."""

    channels: Annotated[
        tuple[CommunicationChannel, ...],
        Field(
            type=Type.RECORDS,
            record=CommunicationChannel,
            need=Need.ALWAYS,
            example="[{audience: customers, where: The status page, role: communications}]",
            help="where each audience is informed, and by whom",
        ),
    ] = ()


class EscalationFile(PlanFile, frozen=True, kw_only=True):
    """`escalation.md`: who is called when, by impact and time."""

    escalation: Annotated[
        tuple[Escalation, ...],
        Field(
            type=Type.RECORDS,
            record=Escalation,
            need=Need.ALWAYS,
            example="[{impact: critical, after: 30m, role: leadership}]",
            help="who is called, by impact and time",
        ),
    ] = ()


class GoingPublicFile(PublicFile, frozen=True, kw_only=True):
    """`going-public.md`: the questions that decide whether customers are informed."""

    questions: Annotated[
        tuple[str, ...],
        Field(
            type=Type.LINES,
            need=Need.ALWAYS,
            example='["Would a customer plan around it?"]',
            help="one yes is enough to inform customers",
        ),
    ] = ()


class ChecklistsFile(PlanFile, frozen=True, kw_only=True):
    """`checklists.md`: what each role does during an incident and after it."""

    checklists: Annotated[
        tuple[Checklist, ...],
        Field(
            type=Type.RECORDS,
            record=Checklist,
            need=Need.ALWAYS,
            example="[{role: support, during: {autoresponder: Set the autoresponder}}]",
            help="the tasks of each role",
        ),
    ] = ()


class AlternativesFile(PlanFile, frozen=True, kw_only=True):
    """`alternatives.md`: what is used if a main line fails."""

    alternatives: Annotated[
        tuple[Alternative, ...],
        Field(
            type=Type.RECORDS,
            record=Alternative,
            need=Need.ALWAYS,
            example="[{line: Phone, instead: Mobile phones, tested: 2026-10-14}]",
            help="another way for each main line",
        ),
    ] = ()


class InReturnFile(PublicFile, frozen=True, kw_only=True):
    """`in-return.md`: what is offered in return, by impact and length."""

    offers: Annotated[
        tuple[Offer, ...],
        Field(
            type=Type.RECORDS,
            record=Offer,
            need=Need.ALWAYS,
            example="[{impact: critical, lasting: 1h, offer: 10 % of the fee}]",
            help="what customers get",
        ),
    ] = ()


class SignOffsFile(PlanFile, frozen=True, kw_only=True):
    """`sign-offs.md`: who signed the plan, and when."""

    sign_offs: Annotated[
        tuple[SignOff, ...],
        Field(
            type=Type.RECORDS,
            record=SignOff,
            need=Need.ALWAYS,
            example="[{role: support, name: Ada Lindqvist, date: 2026-11-02}]",
            help="one entry for each signature; the newest of a role counts",
        ),
    ] = ()


PLAN_FILES: Mapping[str, RecordType] = {
    "plan.md": RhythmFile,
    "outages.md": OutagesFile,
    "roles.md": RolesFile,
    "people.md": PeopleFile,
    "channels.md": ChannelsFile,
    "escalation.md": EscalationFile,
    "going-public.md": GoingPublicFile,
    "checklists.md": ChecklistsFile,
    "alternatives.md": AlternativesFile,
    "in-return.md": InReturnFile,
    "sign-offs.md": SignOffsFile,
}
"""The files of a plan and their records, in the order in which a new team would read them."""
PUBLIC_FILES: Mapping[str, RecordType] = {
    file: record for file, record in PLAN_FILES.items() if issubclass(record, PublicFile)
}
"""The files that can be marked as public."""
UNSIGNED = ("sign-offs.md", "people.md", "alternatives.md")
"""The files that no signature covers: phone numbers and days of tests change between two reviews."""
