"""What a site's owners decided, under `plugins: - outspoken:` and in MkDocs' own settings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from outspoken.model.channel import Channel
from outspoken.model.component import Component, public_names
from outspoken.model.vocabulary import Impact, State


class Uptime(Struct, frozen=True, kw_only=True):
    """Which share of a state's minutes counts as lost, and how many days the bars show."""

    weights: Mapping[State, float] = field(
        default_factory=lambda: {State.PARTIAL_OUTAGE: 0.3, State.MAJOR_OUTAGE: 1.0}
    )
    days: int = 90


class Planned(Struct, frozen=True, kw_only=True):
    """When planned work may happen: weekday numbers (Monday 0), hours in `zone`, longest, notice."""

    days: tuple[int, ...] = ()
    start: time | None = None
    end: time | None = None
    zone: ZoneInfo | None = None
    longest: timedelta | None = None
    notice: timedelta | None = None


class Contact(Struct, frozen=True, kw_only=True):
    """One way to reach people: `kind` is phone, mail, chat, form or link."""

    kind: str
    label: str
    value: str
    hours: str = ""


class PostmortemPolicy(Struct, frozen=True, kw_only=True):
    """Which incidents owe a post-mortem, how soon, and the sections (headings) it must have."""

    required_for: tuple[Impact, ...] = ()
    within: timedelta | None = None
    sections: tuple[str, ...] = ()


class ApprovalPolicy(Struct, frozen=True, kw_only=True):
    """Which impacts' words wait for an approval, for how long at most (None: until there is one), and whose.

    `by` are logins at the git host; empty: anybody's but the author's own.
    """

    required_for: tuple[Impact, ...] = ()
    within: timedelta | None = None
    by: tuple[str, ...] = ()


PRIVATE_WORDS = ("secrets", "ip-addresses", "mail-addresses", "ticket-keys", "internal-hosts")
"""The kinds of words that are not for a public page, where the settings do not say."""


class Credit(Struct, frozen=True, kw_only=True):
    """What is offered when a month's uptime (percent) falls below a figure."""

    monthly_uptime_below: float
    credit: str


class NavItem(Struct, frozen=True, kw_only=True):
    """A link of the header: a title and a URL relative to the site's root (or absolute).

    Without a title it is one of our own pages, which the language names.
    """

    title: str
    url: str


class Brand(Struct, frozen=True, kw_only=True):
    """What the theme's settings say of looks: `accent` is a CSS colour, paths are from the site's root."""

    accent: str = ""
    logo: str = ""
    favicon: str = ""
    css: tuple[str, ...] = ()


class Settings(Struct, frozen=True, kw_only=True, dict=True):
    """A site's settings.

    `url` is absolute and ends with a slash; `host` is the name in feed ids for ever; `components`
    are in display order; `cadence` is the longest silence per impact while an incident is open;
    `private_words` are names of kinds and regular expressions of words that are not for a public page;
    `public_names` has what each component is called, by id, where its group is not shown;
    `repo_url` has no trailing slash (empty where unknown); `docs_dir` is the prose folder's path.
    """

    site_name: str
    url: str
    host: str
    components: tuple[Component, ...]
    description: str = ""
    language: str = "en"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    uptime: Uptime = field(default_factory=Uptime)
    cadence: Mapping[Impact, timedelta] = {}
    planned: Planned = field(default_factory=Planned)
    support: tuple[Contact, ...] = ()
    postmortem: PostmortemPolicy = field(default_factory=PostmortemPolicy)
    approval: ApprovalPolicy = field(default_factory=ApprovalPolicy)
    private_words: tuple[str, ...] = PRIVATE_WORDS
    credits: tuple[Credit, ...] = ()
    source_links: bool = False
    mail_list: str = ""
    repo_url: str = ""
    branch: str = "main"
    nav: tuple[NavItem, ...] = ()
    brand: Brand = field(default_factory=Brand)
    docs_dir: str = "site_src"
    channels: tuple[Channel, ...] = ()

    @cached_property
    def _by_id(self) -> Mapping[str, Component]:
        return {component.id: component for component in self.components}

    @cached_property
    def public_names(self) -> Mapping[str, str]:
        """Each component's name by its id, with the group where the name alone is ambiguous."""
        return public_names(self.components)

    @property
    def path(self) -> str:
        """The path of the site on its host, with slashes at both ends: `/` or `/status/`."""
        return "/" + self.url.split("://", 1)[-1].partition("/")[2]

    @property
    def groups(self) -> tuple[tuple[str | None, tuple[Component, ...]], ...]:
        """Components by group, groups and members in the order they were written; None is no group."""
        grouped: dict[str | None, list[Component]] = {}
        for component in self.components:
            grouped.setdefault(component.group, []).append(component)
        return tuple((name, tuple(members)) for name, members in grouped.items())

    def component(self, component_id: str) -> Component:
        """The component of this id. Raises KeyError."""
        return self._by_id[component_id]

    def day(self, instant: datetime) -> date:
        """The site's calendar day at an instant."""
        return instant.astimezone(self.zone).date()
