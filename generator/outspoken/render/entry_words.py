"""What an entry of a timeline is called, and what the clock's own entries say: the same everywhere."""

from __future__ import annotations

from collections.abc import Callable

from outspoken.derive.timeline import Entry, EntryKind
from outspoken.model.incident import Action
from outspoken.model.vocabulary import State
from outspoken.render.language.terms import word

Gettext = Callable[[str], str]


def _(label: str) -> str:
    return label


_KINDS = {
    EntryKind.POSTMORTEM: _("Post-mortem"),
    EntryKind.WITHDRAWAL: _("Withdrawn"),
    EntryKind.ACTION: _("Follow-up"),
}


def entry_label(entry: Entry, gettext: Gettext) -> str:
    """The heading of an entry: the status that it brought about, or its kind; then a new impact."""
    if entry.kind in _KINDS:
        return gettext(_KINDS[entry.kind])
    # Withdrawn updates are shown struck through as they were published, though they have no effect.
    taken_back = entry.update.status if entry.update and entry.update.withdrawn else None
    if taken_back:
        label = gettext(word(taken_back))
    else:
        label = status_label(entry, gettext) if entry.says_status else gettext("Update")
    if entry.impact is not entry.impact_before:
        label += " · " + gettext(word(entry.impact))
    return label


def status_label(entry: Entry, gettext: Gettext) -> str:
    """The status that holds after an entry, in words; never `Completed` if no update said so."""
    return gettext("Scheduled end") if entry.by_schedule else gettext(word(entry.status))


def phase_words(entry: Entry, gettext: Gettext) -> str:
    """The text of an automatic phase: the clock knows the window, not the work."""
    if entry.status.is_final:
        return gettext("The scheduled window has ended.")
    return gettext("The scheduled maintenance has started.")


def action_words(action: Action, gettext: Gettext) -> str:
    """What the entry of a follow-up action says that is done."""
    return gettext("We have done what we promised: %(what)s") % {"what": action.what}


def state_label(state: State, gettext: Gettext, *, by_schedule: bool = False) -> str:
    """A component's state in words; `by_schedule` means that only the end of a window says so."""
    if by_schedule and state is State.OPERATIONAL:
        return gettext("Operational again by schedule")
    return gettext(word(state))
