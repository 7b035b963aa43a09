"""The label of a timeline's entry and the text of automatic ones, the same on pages and in feeds."""

from __future__ import annotations

from collections.abc import Callable

from outspoken.derive.timeline import Entry, EntryKind
from outspoken.model.incident import Action
from outspoken.model.translatable import translatable as _
from outspoken.model.vocabulary import State
from outspoken.render.language.terms import word

Gettext = Callable[[str], str]

_KINDS = {
    EntryKind.POSTMORTEM: _("Post-mortem"),
    EntryKind.WITHDRAWAL: _("Withdrawn"),
    EntryKind.ACTION: _("Follow-up"),
}


def entry_label(entry: Entry, gettext: Gettext) -> str:
    """The heading of an entry: its new status or its kind, then a new impact."""
    if entry.kind in _KINDS:
        return gettext(_KINDS[entry.kind])
    # Withdrawn updates are shown struck through with their published status, though it has no effect.
    withdrawn = entry.update.status if entry.update and entry.update.withdrawn else None
    if withdrawn:
        label = gettext(word(withdrawn))
    else:
        label = status_label(entry, gettext) if entry.sets_status else gettext("Update")
    if entry.impact is not entry.impact_before:
        label += " · " + gettext(word(entry.impact))
    return label


def status_label(entry: Entry, gettext: Gettext) -> str:
    """The status after an entry, as text; `Scheduled end` instead of `Completed` if only the window ended."""
    return gettext("Scheduled end") if entry.by_schedule else gettext(word(entry.status))


def phase_words(entry: Entry, gettext: Gettext) -> str:
    """The text of an automatic phase: it is about the window only, since no person reported on the work."""
    if entry.status.is_final:
        return gettext("The scheduled window has ended.")
    return gettext("The scheduled maintenance has started.")


def action_words(action: Action, gettext: Gettext) -> str:
    """The text of the entry for a completed follow-up action."""
    return gettext("We have done what we promised: %(what)s") % {"what": action.what}


def state_label(state: State, gettext: Gettext, *, by_schedule: bool = False) -> str:
    """A component's state as text; `by_schedule` means that it only follows from the end of a window."""
    if by_schedule and state is State.OPERATIONAL:
        return gettext("Operational again by schedule")
    return gettext(word(state))
