"""`/record/`: how well customers were kept informed; built only if the setting `record` is on."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from outspoken.derive.measures.communication_report import public_report
from outspoken.render.output import Output
from outspoken.render.report.report_sections import rounded_up
from outspoken.render.report.report_view import context, report_view
from outspoken.render.shared import Shared
from outspoken.render.theme.page_head import PageHead


class RecordSentence(Struct, frozen=True, kw_only=True):
    """The record in one sentence on the home page: promises kept of those made, median time to first update.

    `first_update` is a duration as text; empty if it was never measured.
    """

    kept: int
    made: int
    first_update: str


def record_page(shared: Shared) -> Iterator[Output]:
    """`record/index.html`."""
    view = report_view(shared, public_report(shared.facts, shared.now))
    head = PageHead(
        title=shared.titled(view.title),
        path="record/",
        description=view.sections_sentence,
        feeds=shared.feeds,
    )
    data = shared.theme.page("record", head, **context(shared, view))
    yield Output("record/index.html", data, maker="the record of how customers were kept informed")


def record_sentence(shared: Shared) -> RecordSentence | None:
    """The sentence of the home page; None if the record is not public or has no figures.

    None as well without the dates of git: the record page explains which times it then uses.
    """
    if not shared.settings.record:
        return None
    report = public_report(shared.facts, shared.now, has_uptime=False)
    first = report.usual_first_update
    if not report.is_dated or (not report.promises.made and first is None):
        return None
    return RecordSentence(
        kept=report.promises.kept,
        made=report.promises.made,
        # Rounded up: "within" must hold.
        first_update=shared.language.duration(rounded_up(first.median)) if first else "",
    )
