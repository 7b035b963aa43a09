"""A thing that can be up or down, and the group it is shown in."""

from __future__ import annotations

from datetime import date

from outspoken.frozen import record


@record
class Component:
    """Something customers know by name.

    `aliases` are former ids and names; `since` and `retired` are days in the site's zone: before
    `since` and from `retired` on, no uptime is counted and the home page does not list it.
    """

    id: str
    name: str
    description: str = ""
    group: str | None = None
    aliases: tuple[str, ...] = ()
    since: date | None = None
    retired: date | None = None

    def is_listed(self, day: date) -> bool:
        """Whether the component exists for customers on this day."""
        return (self.since is None or self.since <= day) and (self.retired is None or day < self.retired)
