"""Data that all pages of one build share; prepared once, before the first page."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from msgspec import Struct

from outspoken.derive.as_of import as_of
from outspoken.derive.boundaries import next_boundary
from outspoken.derive.facts import HistoryFacts
from outspoken.derive.periods import ONE_DAY, midnight
from outspoken.model.history import History
from outspoken.model.incident import Incident, Postmortem
from outspoken.model.settings import Settings
from outspoken.render.fact_values import HtmlValues
from outspoken.render.incident_view import Item, item
from outspoken.render.language.language import Language
from outspoken.render.over_time import TimeStep, steps
from outspoken.render.prose_result import Prose
from outspoken.render.strip import Strips
from outspoken.render.theme.page_head import FeedLink
from outspoken.render.theme.theme import Theme
from outspoken.shipped import own_templates


class SourceLinks(Struct, frozen=True, kw_only=True):
    """The URLs of a page's source file on the git host, and of its history."""

    file: str
    history: str


class Shared(Struct, frozen=True, kw_only=True):
    """The published history at `now` (UTC), and what is needed to render it.

    `facts` has the history and the facts of each incident; `items` is the cache of `item`. With
    `preview`, drafts are shown, marked as such.
    """

    facts: HistoryFacts
    now: datetime
    theme: Theme
    language: Language
    prose: Prose
    preview: bool
    feeds: tuple[FeedLink, ...]
    strips: Strips
    # A cache: an incident is on the home page, in its months and on its own page.
    items: dict[str, Item] = {}

    @property
    def history(self) -> History:
        return self.facts.history

    @property
    def settings(self) -> Settings:
        return self.facts.history.settings

    @property
    def today(self) -> tuple[TimeStep[date], ...]:
        """The site's day and the next, so that a page read after midnight shows the right "today"."""
        settings = self.settings
        tomorrow = midnight(settings.day(self.now) + ONE_DAY, settings.zone)
        return steps(self.now, (tomorrow,), settings.day)

    @property
    def values(self) -> HtmlValues:
        """What writes the values of keys on pages."""
        return HtmlValues(self.language, self.settings, self.facts.find)

    def titled(self, title: str) -> str:
        """A page's title with the site's name, for the `<title>` element."""
        return f"{title} · {self.settings.site_name}"

    def shows(self, postmortem: Postmortem | None) -> bool:
        """Whether a post-mortem has a page: if it is published; in a preview, drafts too."""
        return postmortem is not None and (self.preview or postmortem.is_visible(self.now))

    def item(self, incident: Incident) -> Item:
        """One of the history's incidents as pages show it; cached."""
        if incident.id not in self.items:
            self.items[incident.id] = item(self.facts.of(incident), self.settings, self.now)
        return self.items[incident.id]

    def source_links(self, incident: Incident) -> SourceLinks | None:
        """Links to the git host; None if the settings do not enable them."""
        settings = self.settings
        if not (settings.source_links and settings.repo_url):
            return None
        place = f"{settings.branch}/{incident.folder}"
        return SourceLinks(
            file=f"{settings.repo_url}/tree/{place}", history=f"{settings.repo_url}/commits/{place}"
        )


def prepare(
    history: History,
    now: datetime,
    *,
    preview: bool = False,
    prose: Prose | None = None,
    overrides: Path | None = None,
) -> Shared:
    """Prepare what pages share at `now` (UTC); `overrides` is the site's own `templates/` folder."""
    # First of all: updates dated in the future must not reach any page or feed.
    facts = HistoryFacts(as_of(history, now))
    language, strips = Language(history.settings.language), Strips(facts, now)
    return Shared(
        facts=facts,
        now=now,
        theme=Theme(
            settings=history.settings,
            language=language,
            overrides=overrides,
            now=now,
            due=next_boundary(facts, now),
            strips=strips,
        ),
        language=language,
        prose=prose or Prose(),
        preview=preview,
        feeds=site_feeds(language),
        strips=strips,
    )


def shared_for(
    root: Path, history: History, now: datetime, *, preview: bool = False, own: bool = True
) -> Shared:
    """The same for a repository in `root`; `own` uses its `templates/` before the shipped ones."""
    return prepare(history, now, preview=preview, overrides=own_templates(root) if own else None)


def updates_feeds(name: str, folder: str) -> tuple[FeedLink, ...]:
    """The feeds of updates in a folder (with a slash at its end), in each format."""
    return (
        FeedLink(title=name, path=f"{folder}updates.atom"),
        FeedLink(title=f"{name} (RSS)", path=f"{folder}updates.rss", type="application/rss+xml"),
        FeedLink(title=f"{name} (JSON)", path=f"{folder}updates.json", type="application/feed+json"),
    )


def site_feeds(language: Language) -> tuple[FeedLink, ...]:
    """The feeds that every page links to in its head."""
    _ = language.gettext
    rss = "application/rss+xml"
    return (
        FeedLink(title=_("All updates"), path="updates.atom"),
        FeedLink(title=_("All updates (RSS)"), path="updates.rss", type=rss),
        FeedLink(title=_("All updates (JSON)"), path="updates.json", type="application/feed+json"),
        FeedLink(title=_("Incident history"), path="history.atom"),
        FeedLink(title=_("Incident history (RSS)"), path="history.rss", type=rss),
    )
