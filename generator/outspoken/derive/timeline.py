"""What was said and done about one incident, entry by entry, with what each of them changed."""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise, takewhile
from operator import attrgetter

from msgspec import Struct
from msgspec.structs import replace

from outspoken.derive.course import CourseMoment, CourseStep, moments
from outspoken.derive.moved import phase_ids, short_id, versions
from outspoken.derive.once import remembered
from outspoken.model.incident import Changes, Incident, Update
from outspoken.model.vocabulary import Impact, State, Status

LATE = timedelta(minutes=15)
"""What is recorded longer than this after it happened is shown as recorded late."""

POSTMORTEM_ID = "postmortem"
WITHDRAWN_ID = "withdrawn"
"""The entry that withdraws a whole incident; one that withdraws an update appends a hyphen and its id."""


class EntryKind(StrEnum):
    """Who speaks: a person, the clock, the post-mortem's publication, or whoever takes back what was said."""

    UPDATE = "update"
    AUTO = "auto"
    POSTMORTEM = "postmortem"
    WITHDRAWAL = "withdrawal"


class StateChange(Struct, frozen=True, kw_only=True):
    """One component's way from a state to another."""

    component: str
    before: State
    after: State


class Entry(Struct, frozen=True, kw_only=True):
    """One line of the timeline.

    `id` is the update's, a phase's (`auto-in_progress-20261127T0200Z`), or one of the reserved `postmortem`,
    `withdrawn`, `withdrawn-<update's id>`; `at` is in UTC as it was written; `status` and `impact` are in
    force after it; `says_status` means that this entry brought the status about, `changes` what it did to
    components; `late` is how long after `at` it was recorded, where that is worth telling; `update` is None
    for what no person wrote; `withdrawn` is true of all entries of a withdrawn incident but its withdrawal;
    `withdraws` is the update that a withdrawal takes back, None where that is the whole incident;
    `superseded` is true of a phase whose window was moved after it came.
    """

    id: str
    at: datetime
    kind: EntryKind
    status: Status
    impact: Impact
    impact_before: Impact
    says_status: bool = False
    changes: tuple[StateChange, ...] = ()
    reopens: bool = False
    late: timedelta | None = None
    update: Update | None = None
    withdrawn: bool = False
    withdraws: Update | None = None
    superseded: bool = False


def timeline(incident: Incident, now: datetime) -> tuple[Entry, ...]:
    """What has happened by `now`, oldest first."""
    happened = takewhile(lambda entry: entry.at <= now, _entries(incident))
    entries = list(happened)
    _add_postmortem(incident, entries, now)
    _add_withdrawals(incident, entries, now)
    return tuple(entries)


def withdrawal_id(update: Update) -> str:
    """The id of the entry that withdraws an update."""
    return f"{WITHDRAWN_ID}-{update.id}"


def former_id(incident: Incident, entry: Entry) -> str:
    """How former versions called a phase, without its instant: the first of its kind; empty for all else."""
    if entry.kind is not EntryKind.AUTO:
        return ""
    alike = (one for one in _entries(incident) if one.kind is EntryKind.AUTO and one.status is entry.status)
    return short_id(entry.id) if next(alike).id == entry.id else ""


@remembered
def _entries(incident: Incident) -> tuple[Entry, ...]:
    """Every update and automatic phase, those still to come too."""
    entries: list[Entry] = []
    has_spoken = False
    for before, moment in pairwise(moments(incident)):
        entry = _entry(incident, before.step, moment, has_spoken=has_spoken)
        has_spoken = has_spoken or entry.says_status
        entries.append(entry)
    return _with_superseded(incident, entries) if incident.earlier_windows else tuple(entries)


def _with_superseded(incident: Incident, entries: list[Entry]) -> tuple[Entry, ...]:
    """The phases of earlier windows that readers were told of stay, and what follows them says its status."""
    known = {entry.id for entry in entries}
    for version, earlier in zip(versions(incident), incident.earlier_windows, strict=True):
        for entry in _entries(version):
            if entry.kind is EntryKind.AUTO and entry.at < earlier.moved.at and entry.id not in known:
                known.add(entry.id)
                entries.append(replace(entry, superseded=True))
    entries.sort(key=attrgetter("at"))
    return (*entries[:1], *(_after(before, entry) for before, entry in pairwise(entries)))


def _after(before: Entry, entry: Entry) -> Entry:
    says = entry.update is not None and entry.update.status is entry.status
    news = before.superseded and before.status is not entry.status
    return replace(entry, says_status=True) if says and news else entry


def _entry(incident: Incident, before: CourseStep, moment: CourseMoment, *, has_spoken: bool) -> Entry:
    after, update, phase = moment.step, moment.update, moment.phase
    withdrawn = bool(incident.withdrawn or (update and update.withdrawn))
    silent = update is not None and (update.status is None or bool(update.withdrawn))
    return Entry(
        id=phase_ids(incident)[after.status] if update is None else update.id,
        at=update.at if update else phase.at if phase else after.at,
        kind=EntryKind.AUTO if update is None else EntryKind.UPDATE,
        status=after.status,
        impact=after.impact,
        impact_before=before.impact,
        says_status=not silent and (after.status is not before.status or not has_spoken),
        changes=_state_changes(before.components, after.components),
        reopens=before.status.is_final and not after.status.is_final,
        late=_late(update),
        update=update,
        withdrawn=withdrawn,
    )


def _state_changes(before: Changes, after: Changes) -> tuple[StateChange, ...]:
    if before == after:
        return ()
    was, becomes = dict(before), dict(after)
    pairs = (
        (component, was.get(component, State.OPERATIONAL), becomes.get(component, State.OPERATIONAL))
        for component in dict.fromkeys((*was, *becomes))
    )
    return tuple(StateChange(component=name, before=old, after=new) for name, old, new in pairs if old != new)


def _late(update: Update | None) -> timedelta | None:
    if update is None or update.publication.bulk:
        return None
    late = update.publication.at - update.at
    return late if late > LATE else None


def _add_postmortem(incident: Incident, entries: list[Entry], now: datetime) -> None:
    at = incident.postmortem.visible_from if incident.postmortem else None
    if at is not None and at <= now:
        _insert(incident, entries, POSTMORTEM_ID, EntryKind.POSTMORTEM, at)


def _add_withdrawals(incident: Incident, entries: list[Entry], now: datetime) -> None:
    """What was published and then withdrawn is told of where it had been told, from then on."""
    for update in incident.updates:
        edit = update.withdrawal if update.edits and update.withdrawn else None
        if edit is not None and edit.at <= now:
            _insert(incident, entries, withdrawal_id(update), EntryKind.WITHDRAWAL, edit.at, update)
    edit = incident.withdrawal if incident.withdrawn else None
    if edit is not None and edit.at <= now:
        _insert(incident, entries, WITHDRAWN_ID, EntryKind.WITHDRAWAL, edit.at)


def _insert(
    incident: Incident,
    entries: list[Entry],
    entry_id: str,
    kind: EntryKind,
    at: datetime,
    withdraws: Update | None = None,
) -> None:
    """Add what says nothing about the status, after all that had happened by then."""
    place = bisect_right(entries, at, key=attrgetter("at"))
    status, impact = _in_force(incident, entries[:place])
    entry = Entry(
        id=entry_id,
        at=at,
        kind=kind,
        status=status,
        impact=impact,
        impact_before=impact,
        withdrawn=bool(incident.withdrawn) and entry_id != WITHDRAWN_ID,
        withdraws=withdraws,
    )
    entries.insert(place, entry)


def _in_force(incident: Incident, entries: list[Entry]) -> tuple[Status, Impact]:
    if entries:
        return entries[-1].status, entries[-1].impact
    begin = moments(incident)[0].step
    return begin.status, begin.impact
