"""Answers requests for the desk, for browsers on this computer only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from ipaddress import IPv6Address, ip_address
from pathlib import Path

from msgspec.structs import replace

from outspoken.announce.plan_watch import PlanWatch
from outspoken.derive.facts import HistoryFacts
from outspoken.model.followup_dates import worst_impact
from outspoken.model.incident import Incident
from outspoken.pipeline.watch_list import WatchMatter, watch_list
from outspoken.render.desk.desk_facts import DeskMatter, DeskTask
from outspoken.render.desk.desk_pages import SCRIPT, STYLE, DeskPages
from outspoken.render.kit.kit_text import KitStage
from outspoken.shipped import own_templates
from outspoken.source.plan.checklist_file import checklist_path, read_checklist, ticks_in
from outspoken.source.plan.read_plan import read_plan

DESK = "desk/"
"""Where the desk is, below the site's path. It is made on request, so that no build ever contains it."""

FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")
"""Headers that a proxy or a tunnel adds: then the request comes from another computer."""


def is_local(client: str, host: str) -> bool:
    """Whether a request comes from this computer, by the client's address and the header `Host`.

    A foreign page can change the address of its own name to this computer's (DNS rebinding), and its scripts
    could read the desk: so the name has to be this computer's, too.
    """
    name = host.rpartition("]")[0].lstrip("[") if host.startswith("[") else host.partition(":")[0]
    return _is_loopback(client) and (name.casefold() == "localhost" or _is_loopback(name))


def _is_loopback(text: str) -> bool:
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    # A socket for both versions of IP reports 127.0.0.1 as ::ffff:127.0.0.1.
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


class LocalDesk:
    """The desk for the files as read once; every request is answered for its own `now`."""

    def __init__(self, root: Path, facts: HistoryFacts, banner: str = "") -> None:
        self._root, self._facts, self._settings = root, facts, facts.history.settings
        self._pages = DeskPages(self._settings, own_templates(root), banner)

    def find(self, path: str, now: datetime) -> bytes | None:
        """Return the page or file at a path below the desk at `now` (UTC); None if there is none.

        Raises ProblemsError for templates of the kit that fail.
        """
        if path in (STYLE, SCRIPT):
            return self._pages.file(path)
        if path == "index.html":
            return self._pages.index(self._facts, tuple(self._matters(now)), now)
        name, _, rest = path.removesuffix("/index.html").partition("/")
        incident = self._facts.find(name)
        if incident is None or not path.endswith("/index.html") or (rest and rest not in list(KitStage)):
            return None
        matters = tuple(one for one in self._matters(now) if one.incident == name)
        tasks = tuple(self._tasks(incident))
        stage = KitStage(rest) if rest else None
        return self._pages.incident(self._facts.of(incident), matters, tasks, now, stage)

    def _matters(self, now: datetime) -> Iterator[DeskMatter]:
        return (_matter(one) for one in watch_list(PlanWatch(self._root, now), self._facts, now))

    def _tasks(self, incident: Incident) -> Iterator[DeskTask]:
        """The tasks of the plan, each with whether it is done; nothing without a plan."""
        reading = read_plan(self._root, self._settings)
        if reading is None:
            return
        done = ticks_in(read_checklist(checklist_path(self._root, self._settings, incident.id)))
        for item in reading.plan.items:
            tick = done.get(item.id)
            # By the worst impact so far: a task stays on the list when the impact gets better.
            if item.impact not in ("", worst_impact(incident)):
                continue
            task = DeskTask(id=item.id, what=item.what, role=item.role, is_after=item.after)
            yield replace(task, is_done=True, who=tick.who, at=tick.at) if tick else task


def _matter(one: WatchMatter) -> DeskMatter:
    return DeskMatter(
        what=one.what,
        due=one.due,
        is_overdue=one.is_overdue,
        incident=one.incident,
        detail=one.detail,
        hint=one.hint,
    )
