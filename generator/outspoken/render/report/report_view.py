"""The whole report as templates show it, and the documents made from it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import partial

from markupsafe import Markup
from msgspec import Struct

from outspoken.derive.followup.service_credits import ServiceCredit
from outspoken.derive.measures.communication_report import CommunicationReport, ComponentUptime
from outspoken.model.incident import Incident
from outspoken.render.report.histogram import histogram
from outspoken.render.report.report_sections import FigureRow, ReportSection, ReportSections
from outspoken.render.shared import Shared
from outspoken.render.theme.page_head import PageHead


class ReportView(Struct, frozen=True, kw_only=True):
    """The report and its sections, for templates; `notes` are sentences about what was not counted."""

    report: CommunicationReport
    title: str
    period: str
    notes: tuple[str, ...]
    sections: tuple[ReportSection, ...]
    uptime: tuple[ComponentUptime, ...]
    credits: tuple[ServiceCredit, ...] = ()
    only: Incident | None = None

    @property
    def sections_sentence(self) -> str:
        """The first sentence of the sections, for search engines."""
        return next((section.sentence for section in self.sections if section.sentence), "")


def report_view(shared: Shared, report: CommunicationReport, only: str = "") -> ReportView:
    """The view of a report; `only` is the id of its incident if it is about one, else empty."""
    language, _ = shared.language, shared.language.gettext
    titles: Mapping[str, Incident] = {one.id: one for one in shared.history.incidents}
    incident = titles.get(only)
    title = _("How we kept customers informed")
    if incident:
        title = _("%(label)s: %(value)s") % {"label": title, "value": incident.title}
    return ReportView(
        report=report,
        title=title,
        period="" if incident else _between(shared, report),
        notes=tuple(_notes(shared, report, incident)),
        sections=ReportSections(report, language, titles, is_single=bool(incident)).all(),
        uptime=report.uptime,
        credits=report.credits,
        only=incident,
    )


def _between(shared: Shared, report: CommunicationReport) -> str:
    language = shared.language
    return language.gettext("%(first)s to %(last)s") % {
        "first": language.day(report.first),
        "last": language.day(report.last),
    }


def _notes(shared: Shared, report: CommunicationReport, only: Incident | None) -> list[str]:
    _, ngettext = shared.language.gettext, shared.language.ngettext
    number = len(report.incidents)
    notes = []
    if only is None and number:
        notes.append(ngettext("%(num)d incident.", "%(num)d incidents.", number) % {"num": number})
    elif only is None:
        notes.append(_("There were no incidents in this period."))
    # Detection and duration are properties of outages; for planned work they would be misleading.
    elif only.is_maintenance:
        notes.append(_("This is scheduled maintenance: only the time between its updates is measured."))
    if report.withdrawn:
        text = ngettext(
            "%(num)d incident that was reported in error is not counted.",
            "%(num)d incidents that were reported in error are not counted.",
            report.withdrawn,
        )
        notes.append(text % {"num": report.withdrawn})
    if report.backfilled:
        text = ngettext(
            "%(num)d incident that was recorded afterwards is not counted.",
            "%(num)d incidents that were recorded afterwards are not counted.",
            report.backfilled,
        )
        notes.append(text % {"num": report.backfilled})
    if not report.is_dated:
        notes.append(
            _("When updates were published is not known here: the times are those written in the files.")
        )
    return notes


def markdown_report(shared: Shared, view: ReportView) -> str:
    """The report as Markdown, with absolute links."""
    template = shared.theme.environment.get_template("report/report.md")
    text = template.render(
        view=view, percent=partial(_percent, shared), text=_literal, link=partial(_link, shared)
    )
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def html_report(shared: Shared, view: ReportView) -> bytes:
    """The report as one HTML file that loads no other file, with absolute links."""
    return shared.theme.page("report", _head(shared, view, "report.html"), **context(shared, view))


def context(shared: Shared, view: ReportView) -> dict[str, object]:
    """The variables and functions of the report's templates."""
    return {
        "view": view,
        "spread": partial(_spread, shared),
        "percent": partial(_percent, shared),
    }


def _head(shared: Shared, view: ReportView, path: str) -> PageHead:
    return PageHead(title=shared.titled(view.title), path=path, indexed=False)


def _spread(shared: Shared, figure: FigureRow) -> Markup:
    if figure.spread is None:
        return Markup()
    language = shared.language
    name = language.gettext(
        "%(label)s: median %(median)s, 90th percentile %(ninetieth)s, longest %(worst)s"
    ) % {
        "label": figure.label,
        "median": figure.median,
        "ninetieth": figure.ninetieth,
        "worst": figure.worst,
    }
    return histogram(figure.spread, name, language.short_duration)


def _literal(text: str) -> str:
    """A person's text on one line, with Markdown escaped."""
    return re.sub(r"([\\`*_{}\[\]<>|#!~])", r"\\\1", " ".join(text.split()))


def _link(shared: Shared, incident: Incident) -> str:
    return f"[{_literal(incident.title)}]({shared.settings.incident_url(incident.id)})"


def _percent(shared: Shared, value: Decimal | None) -> str:
    language = shared.language
    return language.gettext("not counted") if value is None else language.percent(value)
