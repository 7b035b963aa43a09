"""Fetches older incidents from the page's history, since the API lists only the newest 50."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator

from outspoken.importers.import_report import Remarks
from outspoken.importers.import_request import Step
from outspoken.importers.sources.foreign_files import ForeignFiles
from outspoken.source.foreign_data import mapping_of, mappings_of, text_of

_CODE = re.compile(r"[A-Za-z0-9]{1,64}")
# The most incidents that the API lists.
LISTED = 50
# Each page has three months: after a year without any incident, fetching stops.
_EMPTY_PAGES = 4
_MOST_PAGES = 200


def archived_files(
    files: ForeignFiles, known: Collection[str], gathered: list[Remarks], step: Step
) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each incident in the page's history that is not `known` by its id.

    If older incidents cannot be fetched, a remark is added.
    """
    remarks = Remarks("history.json")
    gathered.append(remarks)
    codes = list(dict.fromkeys(_codes(files)))
    if not codes and len(known) >= LISTED:
        remarks.not_imported(
            "the API lists the newest 50 only, and the page's history cannot be read", files.address
        )
    wanted = [f"incidents/{code}.json" for code in codes if code not in known]
    for number, name in enumerate(wanted, start=1):
        data = files.read(name)
        if data is None:
            remarks.not_imported("an incident of the history cannot be fetched", name)
        else:
            yield name, data
        step(number, len(wanted))


def _codes(files: ForeignFiles) -> Iterator[str]:
    empty = 0
    for page in range(1, _MOST_PAGES + 1):
        months = _months(files.read(f"history.json?page={page}"))
        if months is None:
            return
        found = [
            text_of(each.get("code")) for month in months for each in mappings_of(month.get("incidents"))
        ]
        # An id becomes a part of an address that is fetched, so only letters and digits are accepted.
        yield from filter(_CODE.fullmatch, found)
        empty = 0 if found else empty + 1
        if empty == _EMPTY_PAGES:
            return


def _months(data: bytes | None) -> tuple[dict[str, object], ...] | None:
    """Return the months of one page of the history; None if it is not one."""
    try:
        loaded = json.loads(data or b"")
    except (ValueError, RecursionError):
        return None
    page = mapping_of(loaded)
    return tuple(dict(month) for month in mappings_of(page["months"])) if "months" in page else None
