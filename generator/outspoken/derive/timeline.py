"""Computes the timeline of one incident: its entries, each with its changes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise, takewhile
from operator import attrgetter

from msgspec import Struct
from msgspec.structs import replace

from outspoken.derive.course import CourseMoment, CourseStep
from outspoken.derive.moved_windows import short_id
from outspoken.model.incident import Action, Changes, Completion, EarlierWindow, Incident, Update
from outspoken.model.vocabulary import Impact, State, Status

LATE = timedelta(minutes=15)
"""An update that was recorded later than this after its `at` is shown as recorded late."""

ACTION_ID = "action"
POSTMORTEM_ID = "postmortem"
WITHDRAWN_ID = "withdrawn"
"""The entry that withdraws a whole incident; one that withdraws an update appends a hyphen and its id."""


class EntryKind(StrEnum):
    """The source of an entry: a person, a window, a post-mortem, a withdrawal, a follow-up action.

    A reminder is only sent to channels: it is in no timeline.
    """

    UPDATE = "update"
    AUTO = "auto"
    POSTMORTEM = "postmortem"
    WITHDRAWAL = "withdrawal"
    ACTION = "action"
    REMINDER = "reminder"


class StateChange(Struct, frozen=True, kw_only=True):
    """The change of one component from a state to another."""

    component: str
    before: State
    after: State


class Entry(Struct, frozen=True, kw_only=True):
    """One line of the timeline.

    `id` is the update's, a phase's (`auto-in_progress-20261127T0200Z`), or one of the reserved `postmortem`,
    `withdrawn`, `withdrawn-<update's id>`; `at` is in UTC as it was written; `status` and `impact` are in
    force after it; `sets_status` means that this entry set the status, `changes` what it changed of
    components; `late` is how long after `at` it was recorded, if that is longer than `LATE`; `update` is None
    if no person wrote it; `withdrawn` is true of all entries of a withdrawn incident but its withdrawal;
    `withdraws` is the update that a withdrawal is about, None if it is about the whole incident;
    `superseded` is true of a phase whose window was moved after it began; `by_schedule` means that the work
    has ended after this entry only because of its window; `action` is the follow-up action that was done.
    """

    id: str
    at: datetime
    kind: EntryKind
    status: Status
    impact: Impact
    impact_before: Impact
    sets_status: bool = False
    changes: tuple[StateChange, ...] = ()
    reopens: bool = False
    late: timedelta | None = None
    update: Update | None = None
    withdrawn: bool = False
    withdraws: Update | None = None
    superseded: bool = False
    action: Action | None = None
    by_schedule: bool = False


def timeline_at(
    incident: Incident, known: Iterable[Entry], begin: CourseStep, now: datetime
) -> tuple[Entry, ...]:
    """Return the entries until `now` (UTC), oldest first, including post-mortem and withdrawals.

    `known` are the incident's entries (`entries_of`, `with_superseded`), `begin` its first step.
    """
    # Entries are sorted by time, so everything after the first later one is later too.
    happened = list(takewhile(lambda entry: entry.at <= now, known))
    _add_postmortem(incident, happened, begin, now)
    _add_withdrawals(incident, happened, begin, now)
    _add_actions(incident, happened, begin, now)
    return tuple(happened)


def changes_at_start(incident: Incident) -> tuple[StateChange, ...]:
    """Return the state changes at an incident's start; () for maintenance, which begins later."""
    if incident.is_maintenance:
        return ()
    return _state_changes((), tuple(one for one in incident.components if one[1] is not State.OPERATIONAL))


def shown_changes(incident: Incident, entry: Entry) -> tuple[StateChange, ...]:
    """Return the changes of an entry; those of the first update include the states at the start."""
    if entry.update is None or entry.update is not incident.updates[0]:
        return entry.changes
    both = (*changes_at_start(incident), *entry.changes)
    return tuple({change.component: change for change in both}.values())


def withdrawal_id(update: Update) -> str:
    """Return the id of the entry that withdraws an update."""
    return f"{WITHDRAWN_ID}-{update.id}"


def former_id_of(known: Iterable[Entry], entry: Entry) -> str:
    """Return the id of a phase in former versions of Outspoken, without its time; only a first phase has one.

    `known` are all entries of its incident; the result is empty for all other entries.
    """
    if entry.kind is not EntryKind.AUTO:
        return ""
    alike = (one for one in known if one.kind is EntryKind.AUTO and one.status is entry.status)
    return short_id(entry.id) if next(alike).id == entry.id else ""


def entries_of(
    incident: Incident, moments: Sequence[CourseMoment], phase_ids: Mapping[Status, str]
) -> tuple[Entry, ...]:
    """Return an entry for every update and automatic phase, including future phases.

    `moments` are those of the incident, `phase_ids` the ids of its phases by status.
    """
    found: list[Entry] = []
    has_status = False
    for before, moment in pairwise(moments):
        entry = _entry(incident, before, moment, phase_ids, has_status=has_status)
        has_status = has_status or entry.sets_status
        found.append(entry)
    return tuple(found)


def with_superseded(
    present: Sequence[Entry], former: Iterable[tuple[EarlierWindow, Iterable[Entry]]]
) -> tuple[Entry, ...]:
    """Add the phases of earlier windows that had begun before the move; the next update repeats its status.

    `former` pairs each earlier window with the entries of the incident as it was then.
    """
    found, known = list(present), {entry.id for entry in present}
    for earlier, entries_then in former:
        for entry in entries_then:
            if entry.kind is EntryKind.AUTO and entry.at < earlier.moved.at and entry.id not in known:
                known.add(entry.id)
                found.append(replace(entry, superseded=True))
    found.sort(key=attrgetter("at"))
    return (*found[:1], *(_after(before, entry) for before, entry in pairwise(found)))


def _after(before: Entry, entry: Entry) -> Entry:
    has_status = entry.update is not None and entry.update.status is entry.status
    is_new = before.superseded and before.status is not entry.status
    # A superseded phase changes no status, so the update below it must show its own again.
    return replace(entry, sets_status=True) if has_status and is_new else entry


def _entry(
    incident: Incident,
    before: CourseMoment,
    moment: CourseMoment,
    phase_ids: Mapping[Status, str],
    *,
    has_status: bool,
) -> Entry:
    """Return the entry of a moment; `has_status` means that an earlier entry has set a status."""
    after, update, phase = moment.step, moment.update, moment.phase
    withdrawn = bool(incident.withdrawn or (update and update.withdrawn))
    has_no_status = update is not None and (update.status is None or bool(update.withdrawn))
    return Entry(
        id=phase_ids[after.status] if update is None else update.id,
        # As it was written: `after.at` may be later, since no step is before the start.
        at=update.at if update else phase.at if phase else after.at,
        kind=EntryKind.AUTO if update is None else EntryKind.UPDATE,
        status=after.status,
        impact=after.impact,
        impact_before=before.step.impact,
        # The first update with `investigating` shows it, although an incident begins with that status.
        sets_status=not has_no_status and (_is_news(before, moment) or not has_status),
        changes=_state_changes(before.step.components, after.components),
        # If only the window had ended it, no person had completed it, so an update does not reopen it.
        reopens=before.step.status.is_final and not before.by_schedule and not after.status.is_final,
        late=_late(update),
        update=update,
        withdrawn=withdrawn,
        by_schedule=moment.by_schedule,
    )


def _is_news(before: CourseMoment, after: CourseMoment) -> bool:
    # `completed` after the scheduled end is news too: the first confirmation that the work is done.
    return (before.step.status, before.by_schedule) != (after.step.status, after.by_schedule)


def _state_changes(before: Changes, after: Changes) -> tuple[StateChange, ...]:
    # A fast path: most updates change no component.
    if before == after:
        return ()
    was, becomes = dict(before), dict(after)
    pairs = (
        (component, was.get(component, State.OPERATIONAL), becomes.get(component, State.OPERATIONAL))
        # Not a set: its order differs from run to run, and a rebuild has to produce the same bytes.
        for component in dict.fromkeys((*was, *becomes))
    )
    return tuple(StateChange(component=name, before=old, after=new) for name, old, new in pairs if old != new)


def _late(update: Update | None) -> timedelta | None:
    # The commit of an import is not the time at which an update was written.
    if update is None or update.publication.bulk:
        return None
    late = update.publication.at - update.at
    return late if late > LATE else None


def _add_postmortem(incident: Incident, found: list[Entry], begin: CourseStep, now: datetime) -> None:
    at = incident.postmortem.visible_from if incident.postmortem else None
    if at is not None and at <= now:
        _insert(incident, found, begin, POSTMORTEM_ID, EntryKind.POSTMORTEM, at)


def _add_withdrawals(incident: Incident, found: list[Entry], begin: CourseStep, now: datetime) -> None:
    """Add an entry for each withdrawal of something that was published."""
    for update in incident.updates:
        edit = update.withdrawal if update.edits and update.withdrawn else None
        if edit is not None and edit.at <= now:
            _insert(incident, found, begin, withdrawal_id(update), EntryKind.WITHDRAWAL, edit.at, update)
    edit = incident.withdrawal if incident.withdrawn else None
    if edit is not None and edit.at <= now:
        _insert(incident, found, begin, WITHDRAWN_ID, EntryKind.WITHDRAWAL, edit.at)


def action_id(completion: Completion) -> str:
    """Return the id of the entry for a follow-up action that is done."""
    return f"{ACTION_ID}-{completion.key}"


def _add_actions(incident: Incident, found: list[Entry], begin: CourseStep, now: datetime) -> None:
    """Add the actions that were done after the post-mortem was published, if readers can see it."""
    postmortem = incident.postmortem
    if postmortem is None or not postmortem.is_visible(now):
        return
    for one in postmortem.completions:
        if one.at <= now:
            entry_id = action_id(one)
            _insert(incident, found, begin, entry_id, EntryKind.ACTION, one.at, action=one.action)


def _insert(
    incident: Incident,
    found: list[Entry],
    begin: CourseStep,
    entry_id: str,
    kind: EntryKind,
    at: datetime,
    withdraws: Update | None = None,
    action: Action | None = None,
) -> None:
    """Insert an entry that does not change the status, after all earlier entries."""
    place = bisect_right(found, at, key=attrgetter("at"))
    before: Entry | CourseStep = found[place - 1] if place else begin
    entry = Entry(
        id=entry_id,
        at=at,
        kind=kind,
        status=before.status,
        impact=before.impact,
        impact_before=before.impact,
        by_schedule=isinstance(before, Entry) and before.by_schedule,
        withdrawn=bool(incident.withdrawn) and entry_id != WITHDRAWN_ID,
        withdraws=withdraws,
        action=action,
    )
    found.insert(place, entry)
