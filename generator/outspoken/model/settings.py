"""The settings of a site, from `plugins: - outspoken:` and MkDocs' own settings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from msgspec import Struct, field
from msgspec.structs import replace

from outspoken.model.channel import Channel
from outspoken.model.component import Component, ComponentGroup, public_names
from outspoken.model.file_names import DOCS_DIR
from outspoken.model.site_path import incident_path
from outspoken.model.update_rhythm import Cadence
from outspoken.model.vocabulary import Impact, State


class Uptime(Struct, frozen=True, kw_only=True):
    """The share of each state's minutes that counts as downtime, and the number of days in the bars."""

    weights: Mapping[State, float] = field(
        # Degraded performance is not downtime: the component works, but slowly.
        default_factory=lambda: {State.PARTIAL_OUTAGE: 0.3, State.MAJOR_OUTAGE: 1.0}
    )
    days: int = 90


class Planned(Struct, frozen=True, kw_only=True):
    """When maintenance may happen: weekdays (Monday 0), hours in `zone`, longest duration, notice.

    `confirm` means that only an update ends it; a day means the same for windows that end from that day on.
    `remind` is how long before its start a reminder is sent, the longest first.
    """

    days: tuple[int, ...] = ()
    start: time | None = None
    end: time | None = None
    zone: ZoneInfo | None = None
    longest: timedelta | None = None
    notice: timedelta | None = None
    confirm: bool | date = False
    remind: tuple[timedelta, ...] = ()


class Contact(Struct, frozen=True, kw_only=True):
    """One way to contact support: `kind` is phone, mail, chat, form or link."""

    kind: str
    label: str
    value: str
    hours: str = ""


class PostmortemPolicy(Struct, frozen=True, kw_only=True):
    """Which incidents need a post-mortem, how soon, and its required sections (headings).

    `actions_within` is how soon after its publication each follow-up action is due that has no day of its
    own, by the incident's worst impact.
    """

    required_for: tuple[Impact, ...] = ()
    within: timedelta | None = None
    sections: tuple[str, ...] = ()
    actions_within: Mapping[Impact, timedelta] = {}


class ApprovalPolicy(Struct, frozen=True, kw_only=True):
    """Which impacts' texts wait for an approval, how long at most (None: no limit), and by whom.

    `by` are logins at the git host; empty: everyone except the author.
    """

    required_for: tuple[Impact, ...] = ()
    within: timedelta | None = None
    by: tuple[str, ...] = ()


# All kinds are on by default, so that a site is protected without knowing them.
PRIVATE_WORDS = ("secrets", "ip-addresses", "mail-addresses", "ticket-keys", "internal-hosts")
"""The default kinds of private content that `check` searches for in public texts."""


class Credit(Struct, frozen=True, kw_only=True):
    """The service credit offered when a month's uptime (percent) is below a limit."""

    monthly_uptime_below: float
    credit: str


FEEDBACK_ID = "{id}"
"""The part of `feedback_url` that is replaced by the incident's id."""


class NavItem(Struct, frozen=True, kw_only=True):
    """A link of the header: a title and a URL relative to the site's root (or absolute).

    Without a title it is one of our own pages, whose name depends on the language.
    """

    title: str
    url: str


class Brand(Struct, frozen=True, kw_only=True):
    """The theme's settings for the design: `accent` is a CSS colour, paths are from the site's root."""

    accent: str = ""
    logo: str = ""
    favicon: str = ""
    css: tuple[str, ...] = ()


# dict=True: cached properties need an instance dictionary.
class Settings(Struct, frozen=True, kw_only=True, dict=True):
    """A site's settings.

    `url` is absolute and ends with a slash; `host` is the permanent name in feed ids; `components` and
    `named_groups` are in display order; `cadence` is how long readers may be without an update while an
    incident is open; `private_words` are names of kinds and regular expressions of content that must not be
    public; `claim_within` is how long after its month a credit can be claimed; `feedback_url` has `{id}` for
    the id; `is_indexed` allows search engines to list the pages; `public_names` has each component's name by
    id, for places without its group; `repo_url` has no trailing slash (empty if unknown); `preview_nav` has
    links to drafts too; `docs_dir` is the prose folder's path; `plan_dir` is the plan's folder, from the root
    or absolute (empty: the usual one).
    """

    site_name: str
    url: str
    # Not taken from `url`: ids of feed entries must stay the same if the address changes.
    host: str
    components: tuple[Component, ...]
    named_groups: tuple[ComponentGroup, ...] = ()
    description: str = ""
    language: str = "en"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    uptime: Uptime = field(default_factory=Uptime)
    cadence: Cadence = field(default_factory=Cadence)
    planned: Planned = field(default_factory=Planned)
    support: tuple[Contact, ...] = ()
    postmortem: PostmortemPolicy = field(default_factory=PostmortemPolicy)
    approval: ApprovalPolicy = field(default_factory=ApprovalPolicy)
    private_words: tuple[str, ...] = PRIVATE_WORDS
    credits: tuple[Credit, ...] = ()
    claim_within: timedelta | None = None
    feedback_url: str = ""
    source_links: bool = False
    mail_list: str = ""
    repo_url: str = ""
    branch: str = "main"
    nav: tuple[NavItem, ...] = ()
    preview_nav: tuple[NavItem, ...] = ()
    brand: Brand = field(default_factory=Brand)
    docs_dir: str = DOCS_DIR
    plan_dir: str = ""
    record: bool = False
    is_indexed: bool = True
    channels: tuple[Channel, ...] = ()

    @cached_property
    def _by_id(self) -> Mapping[str, Component]:
        return {component.id: component for component in self.components}

    @cached_property
    def public_names(self) -> Mapping[str, str]:
        """Each component's name by its id, with the group where the name alone is ambiguous."""
        return public_names(self.components)

    @property
    def previewed(self) -> Settings:
        """These settings for a preview, whose header leads to drafts too."""
        return replace(self, nav=self.preview_nav or self.nav)

    @property
    def path(self) -> str:
        """The path of the site on its host, with slashes at both ends: `/` or `/status/`."""
        return "/" + self.url.split("://", 1)[-1].partition("/")[2]

    @property
    def groups(self) -> tuple[tuple[str | None, tuple[Component, ...]], ...]:
        """Components by group, groups and members in the order of the settings; None means no group."""
        grouped: dict[str | None, list[Component]] = {}
        for component in self.components:
            grouped.setdefault(component.group, []).append(component)
        return tuple((name, tuple(members)) for name, members in grouped.items())

    def component(self, component_id: str) -> Component:
        """Return the component of this id. Raises KeyError."""
        return self._by_id[component_id]

    def incident_url(self, incident_id: str) -> str:
        """Return the absolute address of an incident's page, with a slash at the end."""
        return f"{self.url}{incident_path(incident_id)}"

    def feedback_link(self, incident_id: str) -> str:
        """Return where customers say how an incident was handled; empty if the settings name no place."""
        return self.feedback_url.replace(FEEDBACK_ID, incident_id)

    def day(self, instant: datetime) -> date:
        """Return the site's calendar day at a time."""
        return instant.astimezone(self.zone).date()
