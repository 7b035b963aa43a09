"""What is said where an update or a whole incident is taken back."""

from __future__ import annotations

from collections.abc import Callable

from outspoken.derive.timeline import Entry
from outspoken.model.incident import Incident
from outspoken.render.entry_words import status_label


def withdrawal_words(
    incident: Incident, entry: Entry, at: str, gettext: Callable[[str], str]
) -> tuple[str, ...]:
    """The sentences of an entry that withdraws; `at` is the time of the update that is withdrawn."""
    if entry.withdraws is None:
        return (gettext("We reported this in error: %(reason)s") % {"reason": incident.withdrawn},)
    return (
        gettext("We withdraw our update of %(time)s: %(reason)s")
        % {"time": at, "reason": entry.withdraws.withdrawn},
        gettext("Current status: %(status)s") % {"status": status_label(entry, gettext)},
    )
