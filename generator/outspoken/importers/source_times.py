"""Parses a time in a source's data, with remarks on assumptions."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from outspoken.importers.import_report import Remarks
from outspoken.importers.old_text.foreign_times import read_moment

# The same years as in front matter.
_FIRST, _LAST = 1970, 2200


def moment_of(written: str, zone: tzinfo, remarks: Remarks) -> datetime | None:
    """Return the time (UTC) in a text; `zone` is used for times without one. None if the text is empty.

    Accepts ISO 8601 and the usual ways of writing. None, with a remark, for any other text.
    """
    if not written:
        return None
    try:
        exact: datetime | None = datetime.fromisoformat(written)
    except ValueError:
        exact = None
    if exact is None or exact.tzinfo is None:
        found = read_moment(written, zone)
        exact = found.at if found else None
        for oddity in found.oddities if found else ():
            remarks.understood(oddity, written)
    if exact is None or not _FIRST < exact.year < _LAST:
        remarks.assumed("a time that cannot be read was ignored", written)
        return None
    return exact.astimezone(UTC)
