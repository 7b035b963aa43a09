"""Renders the pages of a site, with their styles and script, and the globals of every template."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

import rcssmin
from markupsafe import Markup, escape

from outspoken.model.iso_time import iso
from outspoken.model.settings import NavItem, Settings
from outspoken.render.language.language import Language
from outspoken.render.language.terms import OWN_PAGES, word
from outspoken.render.sharing.share_picture import can_draw, site_picture
from outspoken.render.sharing.site_icons import site_icon, touch_icon
from outspoken.render.strip import Strips
from outspoken.render.theme.bars import SHAPES
from outspoken.render.theme.colours import readable
from outspoken.render.theme.constant_parts import ConstantParts
from outspoken.render.theme.csp import Allowed, digest, meta, policy, policy_alone, policy_framed
from outspoken.render.theme.page_head import PageHead
from outspoken.render.theme.signs import MARKS, Sign, drawn, icon, shape, tab_icon
from outspoken.render.theme.small_script import INLINE, MADE, STRIP, script_file, small
from outspoken.render.theme.template_environment import TemplateEnvironment, template_environment
from outspoken.render.theme.template_faults import report_own_templates
from outspoken.render.theme.time_tags import TimeTags, epoch
from outspoken.render.theme.translated_text import TranslatedText
from outspoken.render.theme.untranslated import Untranslated

# Not compiled in advance: only some sites, or pages of another engine, need them.
_RARE = {
    "theme/written.html",
    "theme/figures.html",
    "pages/record.html",
    "pages/report.html",
    "pages/moved.html",
}


class Theme:
    """Renders templates for one site; `overrides` is the site's own `templates/` folder, if any.

    `now` is the build's instant; by `due` the pages should be built again, since something begins or ends
    then (both UTC). `strips` lists the open incidents at the top of every page.
    """

    def __init__(
        self,
        *,
        settings: Settings,
        language: Language,
        overrides: Path | None = None,
        now: datetime | None = None,
        due: datetime | None = None,
        strips: Strips | None = None,
    ) -> None:
        self.settings, self.language, self.overrides, self.due = settings, language, overrides, due
        self.strips = strips
        with report_own_templates(overrides):
            self._prepare(now)

    def _prepare(self, now: datetime | None) -> None:
        environment = _environment(self.settings, self.language, self.overrides, now, self.due)
        self.environment = environment
        self._untranslated = None if self.language.is_translated else Untranslated(self.language)
        if self._untranslated:
            _mark_words(environment, self._untranslated)
        # Fragments that are equal on thousands of pages are rendered once for each depth of folders.
        self.fragment: Callable[..., Markup] = cache(partial(_fragment, environment))
        self._constants = ConstantParts()
        self._marked: Callable[..., Markup] = cache(
            lambda *place, **terms: self._constants.mark(self.part(*place, **terms))
        )
        self.styles: Callable[..., Markup] = cache(partial(_styles, environment, self.settings.brand.accent))
        self.script = self.scripts(*INLINE)
        environment.globals |= {
            "strips": self.strips,
            "seen": cache(lambda: self._constants.mark(self.part("", "seen"))),
            "script": Markup("<script>{}</script>").format(Markup(self.script)),  # noqa: S704 - our own file
            "styled": cache(lambda *names, later=(): self._constants.mark(self._styled(names, later))),
            "styled_later": cache(lambda *names: self._constants.mark(_style(self.styles(*names)))),
            "styled_alone": partial(_styled_alone, self.styles),
            "styled_framed": self._styled_framed,
        }

    def sheets(self, names: Sequence[str], later: Sequence[str] = ()) -> tuple[Markup, ...]:
        """The sheets of these names for a page's head, and those of `later` for below the first screen.

        On a slow connection the headline then shows before the styles of the rest have arrived.
        """
        if not later:
            return (self.styles(*names),)
        first, rest = self.styles(*names), self.styles(*later)
        # The live script compares only the first sheet to decide on a reload: it gets a digest of the rest.
        return first + Markup("/*{}*/").format(digest(rest)[7:15]), rest

    def _styled(self, names: Sequence[str], later: Sequence[str]) -> Markup:
        """The first sheets in one element, behind the policy that allows just all of them and the script."""
        sheets = self.sheets(names, later)
        return meta(policy(Allowed.of(styles=sheets, scripts=[self.script]))) + _style(sheets[0])

    def _styled_framed(self, *names: str) -> Markup:
        """The sheets in one element, for the strip that other sites show in a frame, with its own script."""
        sheet, script = self.styles(*names), self.scripts(*STRIP)
        rules = policy_framed(Allowed.of(styles=[sheet], scripts=[script]))
        return meta(rules) + _style(sheet)

    def scripts(self, *names: str, **values: object) -> str:
        """The text of our scripts of these names, one after the other, filled in with the values."""
        texts = (self.environment.get_template(f"{script_file(name)}.js").render(values) for name in names)
        made = _source(self.environment, MADE[names]) if names in MADE else ""
        return small("\n".join(texts), made, names)

    def compile(self) -> None:
        """Compile the pages' templates once, before worker processes are forked, and not in each worker.

        A template that cannot be compiled is reported when a page uses it.
        """
        for name in self.environment.list_templates(extensions=["html"]):
            if name.startswith(("pages/", "theme/", "embed/")) and name not in _RARE:
                # Not reported here: the page that uses it reports it, with file and line.
                with suppress(Exception):
                    self.environment.get_template(name)

    def page(self, template: str, head: PageHead, **context: object) -> bytes:
        """The bytes of a page, from `templates/<template>.html`, styled by the sheets it names.

        A template without a folder is in `pages/`.

        Raises ProblemsError for a template of the site's own that cannot be read or filled in.
        """
        root = root_of(head.path, self.settings)
        with report_own_templates(self.overrides):
            file = template if "/" in template else f"pages/{template}"
            html = self.environment.get_template(f"{file}.html").render(
                head=head,
                url=partial(_link, root),
                fragment=partial(self._marked, root),
                **context,
            )
        return self._constants.encode(self._resolved(html))

    def shape(self, sign: Sign) -> str:
        """The SVG content of a sign, for an image file; see `signs.shape`."""
        return shape(_source(self.environment, "theme/icons.svg"), sign)

    def part(self, root: str, name: str, **terms: object) -> Markup:
        """A fragment with all marks resolved, for a page that another engine renders."""
        return Markup(self._resolved(self.fragment(root, name, **terms)))  # noqa: S704 - a template's output

    def _resolved(self, html: str) -> str:
        return self._untranslated.resolve(html) if self._untranslated else html


def _environment(
    settings: Settings, language: Language, overrides: Path | None, now: datetime | None, due: datetime | None
) -> TemplateEnvironment:
    environment = template_environment(settings, language, overrides)
    # Replaces the i18n extension's function, which translates and formats each message again on every page.
    environment.globals["_"] = _translator(language)
    # Not for a language without a catalogue: each English text is then marked with its own `lang`.
    if language.is_translated:
        environment.add_extension(TranslatedText)
    tags = TimeTags(language, now)
    environment.filters |= {
        "iso": iso,
        "epoch": epoch,
        "at": tags.at,
        "clock": tags.clock,
        "until": tags.until,
        "word": lambda term: language.gettext(word(term)),
        "icon": icon,
        "drawn": partial(drawn, _source(environment, "theme/icons.svg")),
    }
    environment.globals |= {
        "named": partial(_named, environment),
        "due": due,
        "now": now,
        "window": tags.window,
        "marks": MARKS,
        "shapes": SHAPES,
        "tab_icon": tab_icon,
        "site_icon": site_icon(settings),
        "touch_icon": touch_icon(settings),
        "site_picture": site_picture(settings, language).address if can_draw() else "",
        # Pages whose header or body differs from that of all others.
        "own_paths": frozenset(("404.html", *(entry.url for entry in settings.nav))),
        "sprite": Markup(_source(environment, "theme/icons.svg").strip()),  # noqa: S704 - our own file
    }
    return environment


def _named(environment: TemplateEnvironment, item: NavItem) -> str:
    """The title of an item of the navigation: the site's own, or the interface's word for our page."""
    words: Any = environment.globals["_"]
    own: Markup = words(OWN_PAGES.get(item.url, item.url))
    return item.title or own


def _mark_words(environment: TemplateEnvironment, untranslated: Untranslated) -> None:
    """Let every function that returns texts of the interface mark them as English."""
    functions: dict[str, Any] = environment.globals
    functions |= {name: untranslated.marking(functions[name]) for name in ("_", "ngettext", "pgettext")}
    environment.filters["word"] = untranslated.marking(environment.filters["word"])


def _translator(language: Language) -> Callable[..., Markup]:
    """`_("…")` and `_("… %(name)s", name=…)` for templates: safe HTML, the terms escaped."""

    pattern = cache(language.gettext)
    # Most messages have no terms, and are the same on every page.
    plain = cache(lambda message: Markup(pattern(message) % {}))  # noqa: S704 - the interface's own text

    def translate(message: str, **terms: object) -> Markup:
        if not terms:
            return plain(message)
        safe = {name: term if isinstance(term, int | float) else escape(term) for name, term in terms.items()}
        return Markup(pattern(message) % safe)  # noqa: S704 - the interface's own text

    return translate


def root_of(path: str, settings: Settings) -> str:
    """The relative URL from a page to the site's root.

    A 404 page is served at any depth, so its links begin with `/`; `unavailable.html` is served from another
    host, so its links have the whole address.
    """
    if path == "unavailable.html":
        return settings.url
    return settings.path if path == "404.html" else "../" * path.count("/")


def _link(root: str, target: str) -> str:
    if "://" in target or target.startswith(("mailto:", "tel:", "/", "#")):
        return target
    # An empty URL would link to the page itself.
    return (root + target) or "./"


def _fragment(environment: TemplateEnvironment, root: str, name: str, **terms: object) -> Markup:
    """`templates/theme/<name>.html` for pages with this `root`; the terms must be hashable (the cache)."""
    template = environment.get_template(f"theme/{name}.html")
    return Markup(template.render(terms, url=partial(_link, root)))  # noqa: S704 - a template's output


def _source(environment: TemplateEnvironment, name: str) -> str:
    loader = environment.loader
    return loader.get_source(environment, name)[0] if loader else ""


def _styles(environment: TemplateEnvironment, accent: str, *names: str) -> Markup:
    sheets = "".join(_source(environment, f"{script_file(name)}.css") for name in names)
    if accent:
        light, dark = readable(accent)
        sheets += f":root{{--accent:{light}}}@media(prefers-color-scheme:dark){{:root{{--accent:{dark}}}}}"
    # `</` would end the <style> element; in CSS the backslash changes nothing.
    return Markup(rcssmin.cssmin(sheets).replace("</", "<\\/"))  # noqa: S704 - our own and the site's own


def _style(sheet: Markup) -> Markup:
    return Markup("<style>{}</style>").format(sheet)


def _styled_alone(styles: Callable[..., Markup], *names: str) -> Markup:
    """The sheets in one element, for a page without script and without any other file."""
    sheet = styles(*names)
    return meta(policy_alone(Allowed.of(styles=[sheet]))) + _style(sheet)
