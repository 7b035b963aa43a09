"""The plan for outages: who does what, when and where, agreed on beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from msgspec import Struct

from outspoken.model.plan.plan_duties import Escalation, Person, PlanRole, SignOff
from outspoken.model.plan.plan_parts import (
    AlternativesFile,
    ChannelsFile,
    ChecklistsFile,
    EscalationFile,
    GoingPublicFile,
    InReturnFile,
    OutagesFile,
    PeopleFile,
    RhythmFile,
    RolesFile,
    SignOffsFile,
)


class PublicPlan(Struct, frozen=True, kw_only=True):
    """The files of a plan that are marked as public; None for the others."""

    outages: OutagesFile | None = None
    going_public: GoingPublicFile | None = None
    in_return: InReturnFile | None = None


class ChecklistItem(Struct, frozen=True, kw_only=True):
    """One task of an incident's checklist; `id` is unique in the plan.

    `after` is whether it is done once the incident is resolved. `impact` is set for an escalation, which is a
    task of incidents with that impact alone.
    """

    id: str
    what: str
    role: str = ""
    after: bool = False
    impact: str = ""


class Plan(Struct, frozen=True, kw_only=True):
    """The plan, as far as it could be read; a file that is missing is empty.

    `folder` is its path as Problems show it (from the site's root, or absolute); `drilled` is the day of the
    last drill. `written` maps files to the instant (UTC) of the last change of their text, if git knows it.
    `covered` are the sign-offs that were committed together with the last change of the text, or later,
    whatever day they state.
    """

    folder: str = "plan"
    rhythm: RhythmFile = RhythmFile()
    outages: OutagesFile = OutagesFile()
    roles: RolesFile = RolesFile()
    people: PeopleFile = PeopleFile()
    channels: ChannelsFile = ChannelsFile()
    escalation: EscalationFile = EscalationFile()
    going_public: GoingPublicFile = GoingPublicFile()
    checklists: ChecklistsFile = ChecklistsFile()
    alternatives: AlternativesFile = AlternativesFile()
    in_return: InReturnFile = InReturnFile()
    sign_offs: SignOffsFile = SignOffsFile()
    drilled: date | None = None
    written: Mapping[str, datetime] = {}
    covered: frozenset[SignOff] = frozenset()

    def role(self, name: str) -> PlanRole | None:
        """Return the role of this name; None if there is none."""
        return next((role for role in self.roles.roles if role.role == name), None)

    def person(self, name: str) -> Person | None:
        """Return the person of this name; None if people.md does not have them."""
        return next((person for person in self.people.people if person.name == name), None)

    @property
    def items(self) -> tuple[ChecklistItem, ...]:
        """Every task: escalations, then the checklists in their order."""
        listed = (
            ChecklistItem(id=name, what=what, role=each.role, after=is_after)
            for is_after in (False, True)
            for each in self.checklists.checklists
            for name, what in (each.after if is_after else each.during)
        )
        return (*(item for item, _ in self.escalations), *listed)

    @property
    def escalations(self) -> tuple[tuple[ChecklistItem, Escalation], ...]:
        """Each escalation with its task, whose id is made of impact and role."""
        found: list[tuple[ChecklistItem, Escalation]] = []
        for rule in self.escalation.escalation:
            first = f"escalate-{rule.impact}-{rule.role or 'team'}"
            # Two rules for one impact and role need two ids, or one tick would close both.
            count = sum(item.id == first or item.id.startswith(f"{first}-") for item, _ in found)
            what = f"Call {rule.role or 'the team'}{f': {rule.what}' if rule.what else ''}"
            name = f"{first}-{count + 1}" if count else first
            found.append((ChecklistItem(id=name, what=what, role=rule.role, impact=rule.impact), rule))
        return tuple(found)
