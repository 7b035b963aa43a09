"""Makes one incident of the rows of a table that belong to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from outspoken.importers.csv_rows.csv_mapping import CsvMapping
from outspoken.importers.csv_rows.csv_text import CsvRow
from outspoken.importers.csv_rows.csv_times import CsvTimes
from outspoken.importers.csv_rows.csv_words import CsvWords
from outspoken.importers.foreign_records import ForeignIncident, ForeignState, ForeignUpdate
from outspoken.importers.foreign_updates import without_repeats
from outspoken.importers.foreign_words import BY_IMPACT
from outspoken.importers.html_text import plain_to_markdown, to_markdown
from outspoken.importers.import_report import Remarks
from outspoken.importers.old_address import redirects_of
from outspoken.model.vocabulary import Impact, Kind, State, Status


class RowReader(Struct, frozen=True, kw_only=True):
    """What all rows of a table share: the places of its columns, and how words and times are read."""

    mapping: CsvMapping
    places: Mapping[str, tuple[int, ...]]
    words: CsvWords
    times: CsvTimes

    def cell(self, row: CsvRow, meaning: str) -> str:
        """Return the text in a row's column of this meaning; empty if there is no such column."""
        return next((row.fields[place].strip() for place in self.places.get(meaning, ())), "")

    def first(self, rows: Sequence[CsvRow], meaning: str) -> str:
        """Return the first text in this column that is not empty."""
        return next((text for row in rows if (text := self.cell(row, meaning))), "")

    def markdown(self, text: str) -> str:
        """Return a text of the table as Markdown."""
        if self.mapping.format == "plain":
            return plain_to_markdown(text)
        return to_markdown(text) if self.mapping.format == "html" else text

    def time(self, rows: Sequence[CsvRow], meaning: str, remarks: Remarks) -> datetime | None:
        return self.times.read(self.first(rows, meaning), remarks)


def read_incident(
    rows: Sequence[CsvRow], source_id: str, reader: RowReader, remarks: Remarks
) -> ForeignIncident:
    """Return the incident in these rows, which are one each for an update, or one for all of it."""
    started, ended = reader.time(rows, "started", remarks), reader.time(rows, "ended", remarks)
    kind_word = reader.first(rows, "kind")
    kind = (reader.words.kind.find(kind_word, remarks) if kind_word else None) or Kind.INCIDENT
    if reader.words.is_maintenance(reader.first(rows, "impact")):
        kind = Kind.MAINTENANCE
    if "at" in reader.places:
        updates = list(_posted(rows, started, reader, remarks))
        if any(each.status and each.status.kind is Kind.MAINTENANCE for each in updates):
            kind = Kind.MAINTENANCE
        updates += _end_alone(updates, ended, kind)
    else:
        updates = list(_whole(rows[0], started, ended, kind, reader, remarks))
    impact = _impact(rows, kind, reader, remarks)
    return ForeignIncident(
        path=remarks.path,
        key=f"{reader.mapping.name}:{source_id}",
        title=reader.first(rows, "title"),
        kind=kind,
        impact=impact,
        components=tuple(_components(rows, kind, impact, reader, remarks)),
        started=started,
        scheduled_until=ended if kind is Kind.MAINTENANCE else None,
        updates=without_repeats(updates),
        postmortem=reader.markdown(reader.first(rows, "postmortem")),
        redirects=redirects_of(reader.first(rows, "url"), remarks),
    )


def _impact(rows: Sequence[CsvRow], kind: Kind, reader: RowReader, remarks: Remarks) -> Impact:
    word = reader.first(rows, "impact")
    if word:
        return reader.words.impact.find(word, remarks) or Impact.NONE
    if kind is Kind.INCIDENT:
        remarks.chosen("it has no impact: minor was used")
    return Impact.MINOR


def _end_alone(
    updates: Sequence[ForeignUpdate], ended: datetime | None, kind: Kind
) -> Iterator[ForeignUpdate]:
    """Yield the end that has a time of its own, if no update says that it is over."""
    is_over = any(each.status is not None and each.status.is_final for each in updates)
    if ended and kind is Kind.INCIDENT and not is_over:
        yield ForeignUpdate(at=ended, status=Status.RESOLVED, label="Resolved")


def _posted(
    rows: Sequence[CsvRow], started: datetime | None, reader: RowReader, remarks: Remarks
) -> Iterator[ForeignUpdate]:
    """Yield an update for each row; without a readable time, that of the row above is used."""
    above = started
    for row in rows:
        at = reader.times.read(reader.cell(row, "at"), remarks)
        if at is None and above is None:
            remarks.left(
                "an update has no time that can be read", f"line {row.line}: {reader.cell(row, 'text')[:60]}"
            )
            continue
        if at is None:
            remarks.chosen("an update has no time: that of the row above was used", f"line {row.line}")
        above = at or above
        if above:
            word = reader.cell(row, "status")
            status = reader.words.status.find(word, remarks) if word else None
            yield ForeignUpdate(
                at=above, status=status, text=reader.markdown(reader.cell(row, "text")), label=word
            )


def _whole(
    row: CsvRow,
    started: datetime | None,
    ended: datetime | None,
    kind: Kind,
    reader: RowReader,
    remarks: Remarks,
) -> Iterator[ForeignUpdate]:
    """Yield the updates of an incident in one row: its text, the comments, and the end."""
    is_planned = kind is Kind.MAINTENANCE
    word = reader.cell(row, "status")
    status = reader.words.status.find(word, remarks) if word else None
    if started:
        text = reader.cell(row, "text")
        if not text:
            text = reader.cell(row, "title")
            remarks.chosen("no text: the title is used as the text", text)
        first = Status.SCHEDULED if is_planned else Status.INVESTIGATING
        yield ForeignUpdate(at=started, status=first, text=reader.markdown(text))
    yield from _comments(row, started, reader, remarks)
    is_over = status.is_final if status else not is_planned
    if ended and is_over:
        final = status if status and status.is_final else Status.RESOLVED
        text = reader.markdown(reader.cell(row, "resolution"))
        yield ForeignUpdate(at=ended, status=final, text=text, label=final.value.capitalize())


def _comments(
    row: CsvRow, started: datetime | None, reader: RowReader, remarks: Remarks
) -> Iterator[ForeignUpdate]:
    for place in reader.places.get("comments", ()):
        written = row.fields[place].strip()
        if not written:
            continue
        stamp, _, rest = written.partition(";")
        aside = Remarks(remarks.path)
        at = reader.times.read(stamp, aside)
        # `time;author;text`: who wrote it is not published.
        text = rest.partition(";")[2] if at else written
        if at is None:
            remarks.chosen("a comment has no time: the start was used", written[:60])
        if when := at or started:
            yield ForeignUpdate(at=when, text=reader.markdown(text), label="Update")


def _components(
    rows: Sequence[CsvRow], kind: Kind, impact: Impact, reader: RowReader, remarks: Remarks
) -> Iterator[ForeignState]:
    state_word = reader.first(rows, "state")
    state = reader.words.state.find(state_word, remarks) if state_word else BY_IMPACT[impact]
    if kind is Kind.MAINTENANCE:
        state = State.UNDER_MAINTENANCE
    cells = dict.fromkeys(reader.cell(row, "components") for row in rows)
    names = (name.strip() for cell in cells for name in cell.split(reader.mapping.separator))
    for name in dict.fromkeys(filter(None, names)):
        yield ForeignState(name=name, state=state or BY_IMPACT[impact])
    if any(cells) and not state_word and kind is Kind.INCIDENT:
        remarks.chosen("how a component was affected is taken from the impact", impact.value)
