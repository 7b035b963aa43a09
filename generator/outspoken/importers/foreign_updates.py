"""Makes the updates of a source valid here: each gets a text, a status of its kind, and its order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from msgspec.structs import replace

from outspoken.importers.clean_text import clean_body
from outspoken.importers.foreign_records import ForeignIncident, ForeignUpdate
from outspoken.importers.import_report import Remarks
from outspoken.model.vocabulary import Kind, Status
from outspoken.source.format.open_questions import has_only_comments
from outspoken.source.format.read_context import is_blank
from outspoken.source.format.writing import stamp

# Files are limited to 256 KiB; the rest is for the front matter.
LONGEST = 240 * 1024
_FIRST = {Kind.INCIDENT: Status.INVESTIGATING, Kind.MAINTENANCE: Status.SCHEDULED}
_OTHER_KIND = {
    Status.RESOLVED: Status.COMPLETED,
    Status.COMPLETED: Status.RESOLVED,
    Status.CANCELLED: Status.RESOLVED,
}


def usable_updates(foreign: ForeignIncident, now: datetime, remarks: Remarks) -> tuple[ForeignUpdate, ...]:
    """Return the updates in their order, as they can be written; what cannot be is named in a remark.

    An update without a text gets the words that the old page showed for its status. An incident without any
    gets its title. Empty if it has nothing before `now` (UTC).
    """
    if not foreign.updates:
        return _title_alone(foreign, now, remarks)
    whole = [each for one in foreign.updates if (each := _usable(one, foreign.kind, now, remarks))]
    if any(later.at < earlier.at for earlier, later in pairwise(whole)):
        remarks.understood("updates were not in the order of their times: they were sorted")
    # The sort is stable, so updates with equal times keep the order of the source.
    return _in_order(sorted(whole, key=lambda each: each.at), remarks)


def without_repeats(updates: Iterable[ForeignUpdate]) -> tuple[ForeignUpdate, ...]:
    """Return updates, oldest first, with a status only if it changes.

    Hosted pages store the status with each update, and show "Update" if it is that of the one before.
    """
    kept, current = [], None
    for each in updates:
        kept.append(replace(each, status=None) if each.status is current else each)
        current = each.status or current
    return tuple(kept)


def _title_alone(foreign: ForeignIncident, now: datetime, remarks: Remarks) -> tuple[ForeignUpdate, ...]:
    at = foreign.started
    if at is None:
        remarks.not_imported("it has no update and no time", foreign.title)
        return ()
    remarks.assumed("it has no text: the title is used as the text", foreign.title)
    text = clean_body(foreign.title, remarks) or "Incident"
    return (ForeignUpdate(at=min(at, now), text=text, status=_FIRST[foreign.kind]),)


def _usable(update: ForeignUpdate, kind: Kind, now: datetime, remarks: Remarks) -> ForeignUpdate | None:
    at = update.at.replace(microsecond=0)
    if at > now:
        remarks.not_imported("an update is in the future: import again after its time", stamp(at))
        return None
    status = _status_for_kind(update, kind, remarks)
    text = clean_body(update.text, remarks)
    if is_blank(text) or has_only_comments(text):
        if not update.label:
            remarks.not_imported("an update has neither a text nor a status", stamp(at))
            return None
        remarks.assumed("an update without a text: its status is its text", f"{update.label}, {stamp(at)}")
        # A text that is only a comment is not published, but kept in the file.
        text = update.label if is_blank(text) else f"{update.label}\n\n{text}"
    if len(text.encode()) > LONGEST:
        remarks.not_imported(f"an update is longer than {LONGEST // 1024} KiB", stamp(at))
        return None
    return replace(update, at=at, text=text, status=status)


def _status_for_kind(update: ForeignUpdate, kind: Kind, remarks: Remarks) -> Status | None:
    status = update.status
    if status is None or status.kind is kind:
        return status
    ours = _OTHER_KIND.get(status)
    used = ours.value if ours else "unchanged"
    remarks.assumed(f"a status of the other kind: {used} was used", f"{status.value}, {stamp(update.at)}")
    return ours


def _in_order(updates: Sequence[ForeignUpdate], remarks: Remarks) -> tuple[ForeignUpdate, ...]:
    """Adjust updates with equal times so that they keep their order: we sort by status, then by name."""
    placed: list[ForeignUpdate] = []
    current: Status | None = None
    moved = 0
    for each in updates:
        one, before = each, placed[-1] if placed else None
        if before and before.at >= one.at:
            # An update without a status would be sorted first, so it repeats the current one.
            one = replace(one, at=before.at, status=one.status or current)
            if _rank(one.status) <= _rank(before.status) and one.status is not before.status:
                one = replace(one, at=before.at + timedelta(seconds=1), status=each.status)
                moved += 1
        placed.append(one)
        current = one.status or current
    if moved:
        remarks.understood(
            "updates with the same time: a second was added to keep their order", f"{moved} of them"
        )
    return tuple(placed)


def _rank(status: Status | None) -> int:
    return -1 if status is None else status.order
