"""Parses the HTML comment of an Upptime issue with the window of its maintenance."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from msgspec import Struct

from outspoken.importers.import_report import Remarks
from outspoken.importers.source_times import moment_of

# Only the first comment is read, as by Upptime itself.
_COMMENT = re.compile(r"<!--(.*?)-->\n?", re.DOTALL)
_KNOWN = frozenset({"start", "end", "expecteddown", "expecteddegraded"})


class MaintenanceMarks(Struct, frozen=True, kw_only=True):
    """The window (UTC), and the labels of the sites that are expected to be down or degraded in it."""

    start: datetime
    end: datetime
    down: tuple[str, ...] = ()
    degraded: tuple[str, ...] = ()


def read_marks(body: str, remarks: Remarks) -> tuple[MaintenanceMarks | None, str]:
    """Return the window and the text without it; None, with a remark, if there is no usable window."""
    found = _COMMENT.search(body)
    lines = found[1].strip().splitlines() if found else []
    pairs = [line.partition(":") for line in lines if ":" in line]
    marks = {name.strip().lower(): value.strip() for name, _, value in pairs}
    start, end = (moment_of(marks.get(name, ""), UTC, remarks) for name in ("start", "end"))
    if found is None or start is None or end is None:
        remarks.assumed("maintenance without a start and an end in a comment")
        return None, body
    # A comment with other text stays in the body, so that nothing is lost.
    is_plain = len(pairs) == len([line for line in lines if line.strip()]) and marks.keys() <= _KNOWN
    text = f"{body[: found.start()]}{body[found.end() :]}".strip() if is_plain else body
    read = MaintenanceMarks(
        start=start, end=end, down=_listed(marks, "expecteddown"), degraded=_listed(marks, "expecteddegraded")
    )
    return read, text


def _listed(marks: dict[str, str], name: str) -> tuple[str, ...]:
    return tuple(word for each in marks.get(name, "").split(",") if (word := each.strip()))
