"""The report as sections in the site's language (sentences, figures, lists), used by all formats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from msgspec import Struct

from outspoken.derive.measures.communication_report import CommunicationReport
from outspoken.derive.measures.distribution import Distribution
from outspoken.model.incident import Incident
from outspoken.model.vocabulary import Detection
from outspoken.render.language.language import Language
from outspoken.render.language.terms import word


class FigureRow(Struct, frozen=True, kw_only=True):
    """One row of figures: number of values, median, 90th percentile, the worst value and its incident.

    `spread` is None if a histogram makes no sense: for a single value, and for values that can be negative.
    """

    label: str
    count: int
    median: str
    ninetieth: str
    worst: str
    worst_incident: Incident
    spread: Distribution | None = None


_LISTED = 20
"""The most incidents in a list; the newest are shown."""


class IncidentList(Struct, frozen=True, kw_only=True):
    """The newest incidents behind a figure, each with a note that may be empty; `total` counts all.

    `total` is 0 for a list of one incident: a reader would take the 1 for the figure itself.
    """

    label: str
    total: int
    incidents: tuple[tuple[Incident, str], ...]


class ReportSection(Struct, frozen=True, kw_only=True):
    """One section: `anchor` is its id on the page, `counts` are pairs of a label and a number."""

    anchor: str
    title: str
    sentence: str = ""
    figures: tuple[FigureRow, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    lists: tuple[IncidentList, ...] = ()


class ReportSections:
    """Makes the sections of a report; empty ones are left out."""

    def __init__(
        self,
        report: CommunicationReport,
        language: Language,
        by_id: Mapping[str, Incident],
        *,
        is_single: bool = False,
    ) -> None:
        """`by_id` has every incident of the history: a repeat may follow one from before the period.

        `is_single` means that the report is about one incident: sentences about half of them are left out.
        """
        self._is_single = is_single
        self._report, self._language, self._by_id = report, language, by_id
        self._ = language.gettext

    def all(self) -> tuple[ReportSection, ...]:
        """Every section, in order."""
        made = (
            self._first_update(),
            self._between(),
            self._promises(),
            self._estimates(),
            self._detection(),
            self._duration(),
            self._follow_up(),
            self._feedback(),
        )
        return tuple(one for one in made if one.sentence or one.figures or one.counts or one.lists)

    def amount(self, length: timedelta) -> str:
        """A duration as text: `12 minutes`, `under 1 minute`; a negative one is `12 minutes earlier`."""
        if length < timedelta():
            return self._("%(duration)s earlier") % {"duration": self._language.duration(-length)}
        return self._language.duration(length) if length >= timedelta(minutes=1) else self._("under 1 minute")

    def _figure(
        self, label: str, found: Distribution | None, *, is_drawn: bool = True
    ) -> Iterator[FigureRow]:
        if found is None:
            return
        yield FigureRow(
            label=label,
            count=len(found.samples),
            median=self.amount(found.median),
            ninetieth=self.amount(found.ninetieth),
            worst=self.amount(found.worst.length),
            worst_incident=self._by_id[found.worst.incident_id],
            spread=found if is_drawn and len(found.samples) > 1 else None,
        )

    def _first_update(self) -> ReportSection:
        report, _ = self._report, self._
        sentence = ""
        if report.first_update and self._is_single:
            length = self.amount(report.first_update.median)
            sentence = _("The first update came %(length)s after the start.") % {"length": length}
        elif report.usual_first_update:
            sentence = _(
                "Half of all incidents had a first update within %(median)s of their start, "
                "nine in ten within %(ninetieth)s."
            ) % self._middle(report.usual_first_update)
        figures = (
            *self._figure(_("First update, from the start"), report.first_update),
            *self._figure(_("First update, from when we noticed"), report.first_update_noticed),
        )
        return ReportSection(anchor="first", title=_("First update"), sentence=sentence, figures=figures)

    def _between(self) -> ReportSection:
        report, _ = self._report, self._
        sentence = ""
        if report.longest_silence and self._is_single:
            length = self.amount(report.longest_silence.median)
            sentence = _("The longest time between two updates was %(length)s.") % {"length": length}
        elif report.gaps:
            sentence = _(
                "While customers were affected, half of all updates came within %(median)s "
                "of the one before, nine in ten within %(ninetieth)s."
            ) % self._middle(report.gaps)
        figures = [
            *self._figure(_("Between two updates"), report.gaps),
            *self._figure(_("Longest time without an update, each incident"), report.longest_silence),
        ]
        if report.gaps_with_maintenance != report.gaps:
            figures += [
                *self._figure(
                    _("Between two updates, with maintenance"), report.gaps_with_maintenance, is_drawn=False
                ),
                *self._figure(
                    _("Longest time without an update, with maintenance"),
                    report.longest_silence_with_maintenance,
                    is_drawn=False,
                ),
            ]
        return ReportSection(
            anchor="between", title=_("Between updates"), sentence=sentence, figures=tuple(figures)
        )

    def _promises(self) -> ReportSection:
        found, _ = self._report.promises, self._
        sentence = (
            _("%(kept)d of %(made)d promised updates came on time.")
            % {"kept": found.kept, "made": found.made}
            if found.made
            else _("No time for a next update was promised.")
        )
        return ReportSection(
            anchor="promises",
            title=_("Promised updates"),
            sentence=sentence if self._report.incidents else "",
            figures=tuple(self._figure(_("Late by"), found.late)),
            lists=tuple(self._listed(_("Promised updates that came late"), found.broken)),
        )

    def _estimates(self) -> ReportSection:
        found, _ = self._report.eta_drift, self._
        return ReportSection(
            anchor="estimates",
            title=_("Estimates"),
            figures=tuple(self._figure(_("End, after the first estimate"), found, is_drawn=False)),
        )

    def _detection(self) -> ReportSection:
        report, _ = self._report, self._
        detected = report.detected_by
        counts = [(_(word(one)), detected[one]) for one in Detection if detected.get(one)]
        # If `detected_by` was never written, the only line would be "not recorded".
        if counts and detected.get(None):
            counts.append((_("not recorded"), detected[None]))
        repeats = tuple((one, self._by_id[before].title) for one, before in report.repeats)
        return ReportSection(
            anchor="light",
            title=_("How incidents were detected"),
            counts=tuple(counts),
            lists=(
                *self._listed(_("First update only after the end"), report.only_afterwards),
                *self._listed(_("Reopened"), report.reopened),
                *self._listed(
                    _("The same component again within 90 days"),
                    (one for one, _before in repeats),
                    (_("after: %(title)s") % {"title": title} for _one, title in repeats),
                ),
            ),
        )

    def _duration(self) -> ReportSection:
        _ = self._
        return ReportSection(
            anchor="duration",
            title=_("Duration"),
            figures=tuple(self._figure(_("Customers were affected for"), self._report.open_for)),
        )

    def _follow_up(self) -> ReportSection:
        report, _ = self._report, self._
        sentence = ""
        if report.actions:
            sentence = _("Follow-up actions done: %(done)d of %(total)d. Overdue: %(overdue)d.") % {
                "done": report.actions_done,
                "total": len(report.actions),
                "overdue": len(report.actions_overdue),
            }
        late = report.actions_overdue
        return ReportSection(
            anchor="follow-up",
            title=_("Follow-up"),
            sentence=sentence,
            figures=tuple(self._figure(_("Post-mortem published after"), report.postmortem_after)),
            lists=(
                *self._listed(_("Post-mortem missing"), report.postmortems_missing),
                *self._listed(
                    _("Overdue actions"),
                    (one.incident_id for one in late),
                    (one.action.what for one in late),
                ),
            ),
        )

    def _feedback(self) -> ReportSection:
        found, _ = self._report.feedback, self._
        if found is None:
            return ReportSection(anchor="feedback", title="")
        sentence = self._language.ngettext(
            "%(num)d customer answered; the median is %(median)d of 5.",
            "%(num)d customers answered; the median is %(median)d of 5.",
            found.count,
        ) % {"num": found.count, "median": found.median}
        return ReportSection(
            anchor="feedback",
            title=_("Feedback"),
            sentence=sentence,
            counts=tuple((_("%(score)d of 5") % {"score": one}, many) for one, many in found.scores.items()),
            lists=(
                IncidentList(
                    label=_("Lowest median"),
                    total=0,
                    incidents=(
                        (self._by_id[found.lowest], _("%(score)d of 5") % {"score": found.lowest_median}),
                    ),
                ),
            ),
        )

    def _listed(self, label: str, ids: Iterable[str], notes: Iterable[str] = ()) -> Iterator[IncidentList]:
        named = [self._by_id[one] for one in ids]
        texts = list(notes) or [""] * len(named)
        if named:
            # The ids are oldest first: this takes the last 20, in reverse.
            pairs = tuple(zip(named, texts, strict=True))[: -_LISTED - 1 : -1]
            yield IncidentList(label=label, total=len(named), incidents=pairs)

    def _middle(self, found: Distribution) -> dict[str, str]:
        # Rounded up, so that "within" is true of the exact value too.
        lengths = {"median": found.median, "ninetieth": found.ninetieth}
        return {name: self._language.duration(rounded_up(length)) for name, length in lengths.items()}


def rounded_up(length: timedelta) -> timedelta:
    """A duration rounded up to whole minutes."""
    minute = timedelta(minutes=1)
    return -(-length // minute) * minute
