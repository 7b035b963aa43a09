"""Reads the times of a table: in the formats of the mapping, as ISO 8601, or as seconds since 1970."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, tzinfo

from outspoken.importers.csv_rows.csv_mapping import CsvMapping
from outspoken.importers.import_report import Remarks
from outspoken.importers.old_text.foreign_times import NO_ZONE
from outspoken.importers.source_times import moment_of


class CsvTimes:
    """Reads times; those without a zone are in the zone of --zone, else of the mapping, else in UTC."""

    def __init__(self, mapping: CsvMapping, zone: tzinfo | None) -> None:
        self._formats, self._zone = mapping.times, zone or mapping.zone or UTC

    def read(self, written: str, remarks: Remarks) -> datetime | None:
        """Return the time in UTC; None, with a remark unless it is empty, if it cannot be read."""
        text = written.strip()
        for form in self._formats:
            with suppress(ValueError, OverflowError):
                # Without %z in the format the result is naive, and gets its zone in the next line.
                read = datetime.strptime(text, form)  # noqa: DTZ007
                if read.tzinfo is None:
                    remarks.understood(NO_ZONE, text)
                return (read if read.tzinfo else read.replace(tzinfo=self._zone)).astimezone(UTC)
        # Seconds or milliseconds of the years 2001 to 2286: shorter numbers may be ids.
        if text.isdecimal() and len(text) in (10, 13):
            return datetime.fromtimestamp(int(text) / (1000 if len(text) == 13 else 1), UTC)
        return moment_of(text, self._zone, remarks)
