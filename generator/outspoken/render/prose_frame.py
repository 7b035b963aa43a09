"""What pages of the prose engine take from our own pages, so that both have the same frame."""

from __future__ import annotations

import re
from pathlib import Path

from markupsafe import Markup
from msgspec import Struct

from outspoken.model.settings import Settings
from outspoken.render.language.language import Language
from outspoken.render.shared import Shared, site_feeds
from outspoken.render.sharing.site_icons import site_icon
from outspoken.render.text.markdown import text_with_links
from outspoken.render.theme.csp import Allowed, meta, policy
from outspoken.render.theme.page_head import FeedLink, PageHead
from outspoken.render.theme.template_faults import report_own_templates
from outspoken.render.theme.theme import Theme, root_of
from outspoken.render.topic import OPML_FILE

_PLACE = Markup('<div class="strips"></div>')
# Another plugin may write the page again, with other quotes.
_PLACES = re.compile(rb"""<div class=["']?strips["']?></div>""")


class FramedPage(Struct, frozen=True, kw_only=True):
    """A prose page that we render ourselves; `html` is its content, `url` is from the site's root."""

    url: str
    title: str
    html: str
    description: str = ""
    copyright: str = ""


class ProseFrame:
    """Header, feed links and styles for pages that another engine renders; URLs are from the site's root."""

    def __init__(self, *, settings: Settings, overrides: Path | None = None) -> None:
        self.settings, self.overrides = settings, overrides
        self.theme = Theme(settings=settings, language=Language(settings.language), overrides=overrides)

    def feeds(self, root: str) -> Markup:
        """The `<link>`s to the site's feeds, and to the list of all feeds: the page to subscribe is prose.

        `root` is the way from the page to the site's root.
        """
        feeds, every = site_feeds(self.theme.language), _every_feed(self.theme.language)
        # For each element whose rel is just "alternate", the theme's script loads the whole sitemap.
        named = self.theme.part(root, "feeds", feeds=feeds, rel="alternate feed")
        return named + self.theme.part(root, "feeds", feeds=every, rel="outline")

    def page(self, page: FramedPage) -> bytes:
        """The bytes of a page in our own frame, with a place for the strip."""
        head = PageHead(
            title=f"{page.title} · {self.settings.site_name}",
            path=page.url,
            description=page.description or self.settings.description,
            feeds=site_feeds(self.theme.language),
        )
        return self.theme.page(
            "theme/written",
            head,
            content=Markup(page.html),  # noqa: S704 - written by the site's team; the policy blocks scripts
            title=page.title,
            has_heading="<h1" in page.html,
            others=_every_feed(self.theme.language),
            copyright=self.copyright(page.copyright),
            place=_PLACE,
            policy=meta(policy(self.allowed)),
            sheet=self._sheet,
            run=self.script,
        )

    @property
    def allowed(self) -> Allowed:
        """The inline code of the pages in our own frame."""
        return Allowed.of(styles=[self._sheet], scripts=[self.script])

    @property
    def _sheet(self) -> Markup:
        return self.styles("frame", "strip", "facts", "text", "written")

    @property
    def icon(self) -> str:
        """The tab's icon: without one of its own, a site would show the engine's."""
        return site_icon(self.settings)

    def styles(self, *names: str) -> Markup:
        """Our style sheets of these names, for a `<style>` element."""
        with report_own_templates(self.overrides):
            return self.theme.styles(*names)

    def copyright(self, text: str | None) -> Markup:
        """The setting of this name: `&copy; 2026 <a href="…">Harbour</a>` is usual, a script is not."""
        return Markup(text_with_links(text or ""))  # noqa: S704 - sanitised

    @property
    def script(self) -> Markup:
        """The script of every prose page: it loads search and theme when used, and updates the strip."""
        with report_own_templates(self.overrides):
            return Markup(self.theme.scripts("use", "reach", "prose", "strip"))  # noqa: S704 - our own file

    @property
    def strip(self) -> Markup:
        """The place of the strip: what is open is not known yet when the other engine begins."""
        return _PLACE

    def gettext(self, message: str) -> str:
        """A word in the site's language."""
        return self.theme.language.gettext(message)


def _every_feed(language: Language) -> tuple[FeedLink, ...]:
    return (FeedLink(title=language.gettext("All feeds"), path=OPML_FILE, type="text/x-opml"),)


def with_strip(page: bytes, path: str, shared: Shared) -> bytes:
    """The page that the other engine made for `path` of the site, with what is open in its place."""
    if not _PLACES.search(page):
        return page
    theme = shared.theme
    with report_own_templates(theme.overrides):
        strip = theme.part(root_of(path, shared.settings), "strip", page_of="", on_prose=True)
    if not strip.strip():
        return page
    # A landmark of its own: on these pages it is outside of the main content.
    name = shared.language.gettext("Current status")
    filled = Markup('<aside class="strips" aria-label="{}">{}</aside>').format(name, strip)
    return _PLACES.sub(lambda _: filled.encode(), page)
