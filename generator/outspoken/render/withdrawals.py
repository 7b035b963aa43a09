"""Texts about an update or an incident that is withdrawn, or maintenance that is cancelled."""

from __future__ import annotations

from collections.abc import Callable

from outspoken.derive.timeline import Entry
from outspoken.model.incident import Incident
from outspoken.render.entry_words import status_label


def labelled_title(incident: Incident, gettext: Callable[[str], str], *, is_cancelled: bool) -> str:
    """The title for programs that show only a title: `Withdrawn:` or `Cancelled:` is put before it."""
    if incident.withdrawn:
        return gettext("%(label)s: %(value)s") % {"label": gettext("Withdrawn"), "value": incident.title}
    return gettext("Cancelled: %(title)s") % {"title": incident.title} if is_cancelled else incident.title


def withdrawal_words(
    incident: Incident, entry: Entry, at: str, gettext: Callable[[str], str]
) -> tuple[str, ...]:
    """The sentences of a withdrawal's entry; `at` is the time of the withdrawn update, as text."""
    if entry.withdraws is None:
        return (gettext("We reported this in error: %(reason)s") % {"reason": incident.withdrawn},)
    return (
        gettext("We withdraw our update of %(time)s: %(reason)s")
        % {"time": at, "reason": entry.withdraws.withdrawn},
        gettext("Current status: %(status)s") % {"status": status_label(entry, gettext)},
    )
