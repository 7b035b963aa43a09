"""Fills the placeholders of a prose page from the settings and the public part of the plan.

`<!-- outspoken: cadence -->` on a line of its own is replaced by the table of that setting.
The text is in the site's language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from babel.dates import format_date
from msgspec import Struct

from outspoken import rules
from outspoken.errors import Problem
from outspoken.model.plan.outage_plan import PublicPlan
from outspoken.model.plan.plan_parts import GoingPublicFile, InReturnFile, OutagesFile
from outspoken.model.plan.plan_public import PlannedClass
from outspoken.model.settings import Settings
from outspoken.model.update_rhythm import UpdateRhythm
from outspoken.model.vocabulary import Impact
from outspoken.render.language.language import Language
from outspoken.render.language.terms import word
from outspoken.render.pages.follow_places import badge_lines, feed_lines, plain
from outspoken.render.text.find_comments import without_comments

_MARK = re.compile(r"^[ \t]*<!--[ \t]*outspoken:[ \t]*([\w-]*)[ \t]*-->[ \t]*$", re.MULTILINE)
# Babel names a weekday only through a date. 2024 began on a Monday: adding 0 to 6 days gives every weekday.
_MONDAY = date(2024, 1, 1)


class ProsePlaceholders(Struct, frozen=True, kw_only=True, dict=True):
    """What prose pages may show: `plan` is the public part of the plan, None if there is no plan.

    `problems` are those of reading it; `overrides` is the site's own `templates/` folder, if any.
    """

    settings: Settings
    overrides: Path | None = None
    plan: PublicPlan | None = None
    problems: tuple[Problem, ...] = ()

    def filled(self, markdown: str, path: str, found: list[Problem]) -> str:
        """Return the page at `path` with its placeholders filled; empty ones add Problems to `found`.

        The lines of these Problems are those of the text that was passed.
        """
        if "outspoken:" not in markdown:
            return markdown

        def fill(mark: re.Match[str]) -> str:
            line = markdown.count("\n", 0, mark.start()) + 1
            text = self._part(mark[1], path, line, found)
            # Without the empty comment, Markdown would join a list at the end with a list that follows.
            return f"\n{text}\n\n<!-- -->\n" if text else ""

        return _MARK.sub(fill, markdown)

    def links(self, written: Iterable[str]) -> Iterator[str]:
        """Yield the lines with links that may fill the placeholders with these names."""
        # Each link costs a check: a site may have hundreds of components, and few pages list their feeds.
        names = {"feeds", "badge"}.intersection(written)
        return (line for name in sorted(names) for line in self._made(name, ""))

    def _made(self, name: str, path: str) -> Iterator[str]:
        if name in self._makers:
            return self._makers[name]()
        # Minus one: the first folder of the path is the folder of all pages.
        root = "../" * (path.count("/") - 1)
        if name == "feeds":
            return feed_lines(self.settings, self._language.gettext, root)
        return badge_lines(self.settings, root) if name == "badge" else self._banner()

    def _part(self, name: str, path: str, line: int, found: list[Problem]) -> str:
        if name not in _HINTS:
            hint = f"write one of {', '.join(_HINTS)}"
            found.append(rules.UNKNOWN_WORD.problem(path, line, f"outspoken: {name} is unknown here", hint))
            return ""
        text = "\n".join(self._made(name, path)).strip("\n")
        if not text:
            message = f"outspoken: {name} has nothing to show, so the page has a gap"
            found.append(rules.NO_PLAN.problem(path, line, message, _HINTS[name]))
        return text

    def _banner(self) -> Iterator[str]:
        # Imported late: few pages have a banner, and creating a theme takes longer than the rest of the page.
        from outspoken.render.embed.banner_snippet import banner_lines, banner_script
        from outspoken.render.theme.template_faults import report_own_templates
        from outspoken.render.theme.theme import Theme

        theme = Theme(settings=self.settings, language=self._language, overrides=self.overrides)
        with report_own_templates(self.overrides):
            script = banner_script(theme)
        return banner_lines(script, self.settings.url, self._language.gettext)

    @cached_property
    def _makers(self) -> dict[str, Callable[[], Iterator[str]]]:
        plan = self.plan or PublicPlan()
        return {
            "cadence": self._cadence,
            "credits": self._credits,
            "planned": lambda: self._planned(plan.outages.planned if plan.outages else None),
            "outages": lambda: self._outages(plan.outages) if plan.outages else iter(()),
            "going-public": lambda: _questions(plan.going_public) if plan.going_public else iter(()),
            "in-return": lambda: self._offers(plan.in_return) if plan.in_return else iter(()),
        }

    @cached_property
    def _language(self) -> Language:
        return Language(self.settings.language)

    def _impact(self, impact: Impact) -> str:
        return self._language.gettext(word(impact))

    def _cadence(self) -> Iterator[str]:
        _ = self._language.gettext
        rows = [
            (self._impact(impact), "; ".join(self._rhythm(rhythm)))
            for impact in reversed(Impact)
            if (rhythm := self.settings.cadence.impacts.get(impact))
        ]
        if rows:
            yield from _table((_("Impact"), _("Time between updates, at most")), rows)

    def _rhythm(self, rhythm: UpdateRhythm) -> Iterator[str]:
        _, length = self._language.gettext, self._language.duration
        if rhythm.every:
            yield length(rhythm.every)
        for status, span in rhythm.statuses.items():
            yield _("%(label)s: %(value)s") % {"label": _(word(status)), "value": length(span)}
        if rhythm.after and rhythm.then:
            yield _("after %(start)s: %(length)s") % {
                "start": length(rhythm.after),
                "length": length(rhythm.then),
            }

    def _planned(self, defined: PlannedClass | None) -> Iterator[str]:
        _, planned = self._language.gettext, self.settings.planned
        if defined:
            yield from (plain(defined.means), "")
        if planned.days:
            days = self._language.listing([self._weekday(day) for day in planned.days])
            yield "- " + _("Days: %(days)s") % {"days": days}
        if planned.start and planned.end and planned.zone:
            hours = {"start": f"{planned.start:%H:%M}", "end": f"{planned.end:%H:%M}"}
            yield "- " + _("Between %(start)s and %(end)s (%(zone)s)") % {**hours, "zone": planned.zone.key}
        if planned.longest:
            yield "- " + _("Lasts at most %(length)s") % self._length(planned.longest)
        if planned.notice:
            yield "- " + _("Announced at least %(length)s in advance") % self._length(planned.notice)
        if defined and defined.examples:
            yield from ("", _("For example:"), "")
            yield from (f"- {plain(example)}" for example in defined.examples)

    def _credits(self) -> Iterator[str]:
        _ = self._language.gettext
        rows = [
            (
                _("below %(percent)s") % {"percent": self._language.share(each.monthly_uptime_below / 100)},
                plain(each.credit),
            )
            for each in self.settings.credits
        ]
        if rows:
            yield from _table((_("Uptime in a month"), _("Service credit")), rows)

    def _weekday(self, day: int) -> str:
        return str(format_date(_MONDAY + timedelta(days=day), "EEEE", locale=self._language.locale))

    def _length(self, span: timedelta) -> dict[str, str]:
        return {"length": self._language.duration(span)}

    def _outages(self, file: OutagesFile) -> Iterator[str]:
        for each in file.outages:
            yield f"- **{self._impact(each.impact)}**: {plain(each.means)}"
            # Four spaces: Python-Markdown, the prose engine, reads fewer as the same list.
            yield from (f"    - {plain(example)}" for example in each.examples)
        yield from ("", without_comments(file.body))

    def _offers(self, file: InReturnFile) -> Iterator[str]:
        _ = self._language.gettext
        rows = (
            (
                self._impact(each.impact),
                self._language.duration(each.lasting) if each.lasting else _("any length"),
                plain(each.offer),
            )
            for each in file.offers
        )
        yield from _table((_("Impact"), _("Longer than"), _("What you get")), rows)
        yield from ("", without_comments(file.body))


def _questions(file: GoingPublicFile) -> Iterator[str]:
    yield from (f"- {plain(question)}" for question in file.questions)
    yield from ("", without_comments(file.body))


_PUBLIC = "write public: true in its file of the plan, or delete the line"
_HINTS = {
    "cadence": "write cadence in mkdocs.yml, or delete the line",
    "credits": "write credits in mkdocs.yml, or delete the line",
    "feeds": "delete retired: from every component that is still offered, or delete the line",
    "badge": "write site_name in mkdocs.yml",
    "banner": "write site_url in mkdocs.yml",
    "planned": "write planned in mkdocs.yml, or delete the line",
    "outages": _PUBLIC,
    "going-public": _PUBLIC,
    "in-return": _PUBLIC,
}


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + ":---|" * len(head)
    yield from (f"| {' | '.join(row)} |" for row in rows)
