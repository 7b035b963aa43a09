"""A bad day at the end of a generated history: three incidents are open, and a maintenance is planned."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from entries import Corpus, Entry, Note, stamp, stem
from synthetic import make_corpus

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
COMPONENTS = 20
_NEWEST = 12
_RECENT = NOW - timedelta(days=92)

_WORDS = (
    (
        "major",
        "Card payments fail at the last step",
        "about 12 % of customers, those who pay with a card issued in the EU",
        "the order is refused after the bank's confirmation, and the cart stays as it is",
        "Pay by bank transfer or invoice; nothing is charged twice",
    ),
    (
        "minor",
        "Answers from North America come slowly",
        "partners that call us from North America",
        "calls take up to eight seconds, and none of them fails",
        "Let your program wait ten seconds before it gives up",
    ),
    (
        "minor",
        "Text messages arrive late in the south of Europe",
        "customers with a mobile number from Spain, Portugal or Italy",
        "one-time codes take up to ten minutes to arrive",
        "Choose e-mail instead, or use the code that the app shows",
    ),
)
_SAID = (
    "We are looking into it. The first reports came in a few minutes ago, and our monitoring agrees.",
    "A change that we released this morning throws away the answer of some banks. We are **undoing it** "
    "region by region, starting with Frankfurt, and expect to be done within the hour.",
    "Two regions of three are back to normal. We watch the third and will say when it follows.",
)


def bad_day(size: int) -> Corpus:
    """A history of `size` incidents and 20 components; at `NOW` three more are open and one is planned.

    The dozen incidents of the last three months are the same in every history: only the past grows.
    """
    newest = make_corpus(_NEWEST, components=COMPONENTS, since=_RECENT).entries
    past = make_corpus(max(0, size - _NEWEST), components=COMPONENTS, until=_RECENT)
    ids = [component for component, _, _ in past.components]
    entries = [_incident(place, ids[place * 3 : place * 3 + 2]) for place in range(len(_WORDS))]
    return replace(past, entries=(*past.entries, *newest, *entries, _maintenance(ids[-1])))


OPEN = f"incidents/{NOW:%Y-%m-%d}-bad-0/"
"""The page of the worst of the three."""


def _incident(place: int, touched: list[str]) -> Entry:
    impact, title, affected, symptoms, workaround = _WORDS[place]
    started = NOW - timedelta(hours=1, minutes=7 * place)
    state = "partial_outage" if impact == "major" else "degraded_performance"
    return Entry(
        id=f"{NOW:%Y-%m-%d}-bad-{place}",
        title=title,
        started=started,
        fields=(
            f"title: {title}",
            f"impact: {impact}",
            f"components: {{{', '.join(f'{component}: {state}' for component in touched)}}}",
            f"started: {stamp(started)}",
            f"affected: {affected}",
            f"symptoms: {{signed_in: '{symptoms.replace(chr(39), chr(39) * 2)}'}}",
            f"workaround: {workaround}",
            "worst_case: 4h",
        ),
        body="It began after a release. What was ordered before is not affected.",
        notes=tuple(_note(started, number, status) for number, status in enumerate(_STATUSES)),
    )


_STATUSES = ("investigating", "identified", "")


def _note(started: datetime, number: int, status: str) -> Note:
    at = started + timedelta(minutes=4 + 15 * number)
    fields = [*([f"status: {status}"] if status else []), f"at: {stamp(at)}", "next_update: 45m"]
    name = f"updates/{stem(at, status or 'update', set())}.md"
    return Note(name=name, at=at, heading=status or "update", fields=tuple(fields), body=_SAID[number])


def _maintenance(component: str) -> Entry:
    start, said = NOW + timedelta(days=2), NOW - timedelta(days=3)
    note = Note(
        name=f"updates/{stem(said, 'scheduled', set())}.md",
        at=said,
        heading="scheduled",
        fields=("status: scheduled", f"at: {stamp(said)}"),
        body="We move to a new database at night, when few people are awake.",
    )
    return Entry(
        id=f"{start:%Y-%m-%d}-new-database",
        title="A new database",
        started=start,
        fields=(
            "title: A new database",
            "kind: maintenance",
            f"components: {{{component}: under_maintenance}}",
            f"scheduled: {{from: {stamp(start)}, until: {stamp(start + timedelta(minutes=20))}}}",
        ),
        body="Requests wait for up to a minute.",
        notes=(note,),
    )
