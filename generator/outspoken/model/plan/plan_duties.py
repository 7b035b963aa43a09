"""The records of the plan that only the team sees: people, roles, duties and sign-offs."""

# Annotations are read at run time here, so they are not postponed.

from datetime import date, timedelta
from typing import Annotated

from msgspec import Struct

from outspoken.model.channel import Audience
from outspoken.model.field import Field, Need, Type
from outspoken.model.plan.plan_public import IMPACTS
from outspoken.model.vocabulary import Impact

STANDARD_ROLES = (
    "commander",
    "communications",
    "engineering",
    "support",
    "marketing",
    "leadership",
    "scribe",
)
"""The roles that every plan has, unless it lists them under `without`."""
AUDIENCES = (*(audience.value for audience in Audience), "support", "press")
_DAY = "2026-12-24"
_NAME = "Ada Lindqvist"
_ROLE = "communications"


class Absence(Struct, frozen=True, kw_only=True):
    """Days on which a person cannot be reached, the last one included."""

    start: Annotated[
        date, Field(name="from", type=Type.DAY, need=Need.ALWAYS, example=_DAY, help="the first day")
    ]
    end: Annotated[
        date, Field(name="until", type=Type.DAY, need=Need.ALWAYS, example=_DAY, help="the last day")
    ]


class Person(Struct, frozen=True, kw_only=True):
    """A person of the team, and how to reach them."""

    name: Annotated[
        str, Field(type=Type.LINE, limit=80, need=Need.ALWAYS, example=_NAME, help="as in the list of roles")
    ]
    phone: Annotated[
        str, Field(type=Type.LINE, example='"+49 30 23125 100"', help="the number that is answered at night")
    ] = ""
    second_phone: Annotated[
        str, Field(type=Type.LINE, example='"+49 30 23125 101"', help="another number, on another line")
    ] = ""
    mail: Annotated[str, Field(type=Type.LINE, example="ada@example.com", help="the mail address")] = ""
    chat: Annotated[str, Field(type=Type.LINE, example='"@ada"', help="the name in the team's chat")] = ""
    away: Annotated[
        tuple[Absence, ...],
        Field(
            type=Type.RECORDS,
            record=Absence,
            example=f"[{{from: {_DAY}, until: 2027-01-02}}]",
            help="when the deputy takes over",
        ),
    ] = ()

    def is_away(self, day: date) -> bool:
        return any(absence.start <= day <= absence.end for absence in self.away)


class PlanRole(Struct, frozen=True, kw_only=True):
    """A role, what it does, the person who has it and the deputy."""

    role: Annotated[
        str,
        Field(
            type=Type.LINE,
            limit=40,
            need=Need.ALWAYS,
            example=_ROLE,
            help="lower-case letters, digits and hyphens",
        ),
    ]
    does: Annotated[
        str, Field(type=Type.TEXT, limit=1000, example="Writes the updates", help="what the role does")
    ] = ""
    person: Annotated[str, Field(type=Type.LINE, limit=80, example=_NAME, help="who has it")] = ""
    deputy: Annotated[
        str,
        Field(type=Type.LINE, limit=80, example="Tom Okafor", help="who takes over if that person is away"),
    ] = ""

    @property
    def holders(self) -> tuple[str, ...]:
        """The person and the deputy, as far as they are named."""
        return tuple(name for name in (self.person, self.deputy) if name)


class CommunicationChannel(Struct, frozen=True, kw_only=True):
    """A channel on which one audience is informed, and the role that does it."""

    audience: Annotated[
        str,
        Field(type=Type.WORD, words=AUDIENCES, need=Need.ALWAYS, example="customers", help="who is informed"),
    ]
    where: Annotated[
        str, Field(type=Type.LINE, need=Need.ALWAYS, example="The status page", help="the page, room or list")
    ]
    role: Annotated[str, Field(type=Type.LINE, limit=40, example=_ROLE, help="who writes there")] = ""
    when: Annotated[
        str, Field(type=Type.LINE, example="Within 5 minutes", help="how soon, and how often")
    ] = ""


class Escalation(Struct, frozen=True, kw_only=True):
    """Who is called once an incident has had an impact for a time (`after` None: at once)."""

    impact: Annotated[
        Impact,
        Field(
            type=Type.WORD, words=IMPACTS, need=Need.ALWAYS, example="critical", help="the incident's impact"
        ),
    ]
    role: Annotated[str, Field(type=Type.LINE, limit=40, example="leadership", help="who is called")] = ""
    after: Annotated[
        timedelta | None,
        Field(
            type=Type.DURATION, example="30m", help="how long it has had that impact; default: call at once"
        ),
    ] = None
    what: Annotated[
        str,
        Field(type=Type.LINE, example="Decide on the second payment provider", help="what they are asked"),
    ] = ""


class Checklist(Struct, frozen=True, kw_only=True):
    """What one role does during an incident and after it: tasks by their id."""

    role: Annotated[str, Field(type=Type.LINE, limit=40, example="support", help="who does it")] = ""
    during: Annotated[
        tuple[tuple[str, str], ...],
        Field(
            type=Type.TEXTS_BY_NAME,
            example="{autoresponder: Set the autoresponder}",
            help="tasks while it is open, each with a short id",
        ),
    ] = ()
    after: Annotated[
        tuple[tuple[str, str], ...],
        Field(
            type=Type.TEXTS_BY_NAME,
            example="{autoresponder-off: Remove the autoresponder}",
            help="tasks once it is resolved, each with a short id",
        ),
    ] = ()


class Alternative(Struct, frozen=True, kw_only=True):
    """Another way if a main line fails, and the day of its last test."""

    line: Annotated[
        str, Field(type=Type.LINE, need=Need.ALWAYS, example="Card payments", help="what may fail")
    ]
    instead: Annotated[
        str,
        Field(
            type=Type.LINE, need=Need.ALWAYS, example="The second payment provider", help="what is used then"
        ),
    ]
    how: Annotated[
        str,
        Field(type=Type.TEXT, limit=1000, example="Set payments.provider to b", help="how to switch to it"),
    ] = ""
    role: Annotated[str, Field(type=Type.LINE, limit=40, example="engineering", help="who does it")] = ""
    tested: Annotated[
        date | None, Field(type=Type.DAY, example="2026-10-14", help="the day of the last test")
    ] = None


class SignOff(Struct, frozen=True, kw_only=True):
    """A signature: the person with this role confirms that the plan was right on this day."""

    role: Annotated[
        str, Field(type=Type.LINE, limit=40, need=Need.ALWAYS, example=_ROLE, help="for which role")
    ]
    name: Annotated[str, Field(type=Type.LINE, limit=80, need=Need.ALWAYS, example=_NAME, help="who signs")]
    day: Annotated[
        date,
        Field(
            name="date",
            type=Type.DAY,
            need=Need.ALWAYS,
            example="2026-11-02",
            help="the day of the signature",
        ),
    ]
