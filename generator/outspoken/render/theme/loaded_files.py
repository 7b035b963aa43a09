"""Scripts and style sheets that pages load only when they are used, or after everything else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from outspoken.model.vocabulary import Impact
from outspoken.render.language.terms import word
from outspoken.render.output import Output
from outspoken.render.theme.template_faults import report_own_templates
from outspoken.render.theme.theme import Theme

FOLDER = "assets/outspoken/"


def loaded_files(theme: Theme) -> Iterator[Output]:
    """Scripts and their style sheets; the names are written in the header and the pages' templates."""
    with report_own_templates(theme.overrides):
        yield _file("search.js", theme.scripts("search", words=_as_code(_search_words(theme))))
        yield _file("copy.js", theme.scripts("copy", words=_as_code(_copy_words(theme))))
        yield _file("months.js", theme.scripts("months", words=_as_code(_month_words(theme))))
        yield _file("renew.js", theme.scripts("renew"))
        yield _file("search.css", theme.styles("search"))
        yield _file("bars.js", theme.scripts("bars", words=_as_code(_bar_words(theme))))
        yield _file("tips.css", theme.styles("tips"))
        yield _file("filter.js", theme.scripts("filter", words=_as_code(_filter_words(theme))))


def _search_words(theme: Theme) -> dict[str, str]:
    _ = theme.language.gettext
    return {
        "search": _("Search"),
        "close": _("Close"),
        "loading": _("Loading …"),
        "found": _("Results: %(number)s") % {"number": "{}"},
        "none": _("No results"),
        "failed": _("The search could not be loaded."),
        "history": _("Full history"),
    }


def _copy_words(theme: Theme) -> dict[str, str]:
    _ = theme.language.gettext
    return {"copy": _("Copy"), "copied": _("Copied")}


def _bar_words(theme: Theme) -> dict[str, str]:
    _, days = theme.language.gettext, theme.settings.uptime.days
    within = theme.language.ngettext("%(percent)s in the past day", "%(percent)s in %(num)d days", days)
    return {
        "comma": theme.language.pause,
        "scheduled": _("scheduled for %(duration)s") % {"duration": "{}"},
        "within": within % {"percent": "{}", "num": days},
        "none": _("no days with incidents"),
    }


def _filter_words(theme: Theme) -> dict[str, str]:
    return {"found": theme.language.gettext("Components found: %(number)s") % {"number": "{}"}}


def _month_words(theme: Theme) -> dict[str, object]:
    _ = theme.language.gettext
    impacts = {impact.value: _(word(impact)) for impact in (Impact.CRITICAL, Impact.MAJOR, Impact.MINOR)}
    return {
        "component": _("Component"),
        "all": _("All components"),
        "impact": _("Impact"),
        "any": _("All kinds"),
        "impacts": {**impacts, "none": _("Notice"), "maintenance": _("Maintenance")},
        "matches": _("Matches: %(number)s") % {"number": "{}"},
        "more": _("there may be earlier ones"),
        "earlier": _("Earlier months"),
        "loading": _("Loading …"),
        "failed": _("The months could not be loaded."),
    }


def _as_code(words: Mapping[str, object]) -> str:
    return json.dumps(words, ensure_ascii=False)


def _file(name: str, text: str) -> Output:
    return Output(FOLDER + name, text.encode(), maker=f"the file {name} of the frame")
