"""The settings with which all folders of incidents of one site are read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from outspoken.errors import Problem
from outspoken.model.component import ids_by_name
from outspoken.model.incident import Incident
from outspoken.source.format.read_context import ReadContext

if TYPE_CHECKING:
    from outspoken.model.settings import Settings

TOLERANCE = timedelta(minutes=5)
"""How far a person's clock may be ahead of ours before an instant counts as future."""


class Context(Struct, frozen=True, kw_only=True):
    """Settings with which all folders of one site are read.

    A time (UTC) after `latest` is in the future. `zone` is the name of the site's time zone; `components`
    maps ids, former ones too, to ids, `names` folded names to the ids that they may mean, `retired` are the
    ids of retired ones; `sections` are the headings that a post-mortem must have; a person has to confirm the
    end of windows that end at `confirm_from` (UTC) or later; of no window if it is None.
    """

    latest: datetime
    zone: str
    components: Mapping[str, str]
    names: Mapping[str, tuple[str, ...]]
    retired: frozenset[str] = frozenset()
    sections: tuple[str, ...] = ()
    confirm_from: datetime | None = None

    def confirms(self, incident: Incident) -> bool:
        """Whether only an update ends this maintenance; backfilled maintenance is over."""
        window, limit = incident.window, self.confirm_from
        return bool(window and limit and window.end >= limit and not incident.backfilled)

    def day(self, moment: datetime) -> date:
        """Return the site's calendar day at a time; the day in UTC if there is no such time zone."""
        # Most folders are named after the day in UTC: for them no zone is needed.
        from zoneinfo import ZoneInfo

        try:
            return moment.astimezone(ZoneInfo(self.zone)).date()
        except (KeyError, ValueError, OSError):
            return moment.astimezone(UTC).date()

    def reading(self, path: str, problems: list[Problem], day: str) -> ReadContext:
        return ReadContext(path, problems, day, self.zone, self.components, self.names)


def context_for(settings: Settings, now: datetime) -> Context:
    """Return the context for reading the folders of a site with these settings, `now` in UTC."""
    components = settings.components
    return Context(
        latest=now + TOLERANCE,
        zone=settings.zone.key,
        components={word: each.id for each in components for word in (each.id, *each.aliases)},
        names=ids_by_name((each.id, each.name) for each in components),
        retired=frozenset(each.id for each in components if each.retired),
        sections=settings.postmortem.sections,
        confirm_from=_confirm_from(settings),
    )


def _confirm_from(settings: Settings) -> datetime | None:
    asked = settings.planned.confirm
    if isinstance(asked, date):
        return datetime.combine(asked, time(), settings.zone).astimezone(UTC)
    return datetime.min.replace(tzinfo=UTC) if asked else None
