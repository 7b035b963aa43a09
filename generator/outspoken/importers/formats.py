"""The formats that can be imported, each declared once for the command, its help and the manual."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from outspoken.importers.foreign_records import ForeignHistory
from outspoken.importers.import_report import Import
from outspoken.importers.import_request import ImportRequest


class Format(Struct, frozen=True, kw_only=True):
    """A format: its name in the command, what SOURCE is, and its reader.

    `read` gets SOURCE as it was typed. It raises SourceError if that is not a source of this format. An error
    in one incident is a remark, and the rest is imported. `make` replaces `read` for our own export, which
    must not be changed: it returns the files to write below a root, or raises ProblemsError.
    """

    name: str
    source: str
    read: Callable[[str, ImportRequest], ForeignHistory] | None = None
    make: Callable[[str, Path, ImportRequest], Import] | None = None


# Imported only when needed: the command line must start quickly, and a run needs only one format.
def _cstate(source: str, request: ImportRequest) -> ForeignHistory:
    from outspoken.importers.cstate.cstate_import import read_cstate

    return read_cstate(source, request)


def _statuspage(source: str, request: ImportRequest) -> ForeignHistory:
    from outspoken.importers.statuspage.statuspage_import import read_statuspage

    return read_statuspage(source, request)


def _csv(source: str, request: ImportRequest) -> ForeignHistory:
    from outspoken.importers.csv_rows.csv_import import read_csv

    return read_csv(source, request)


def _cachet(source: str, request: ImportRequest) -> ForeignHistory:
    from outspoken.importers.cachet.cachet_import import read_cachet

    return read_cachet(source, request)


def _upptime(source: str, request: ImportRequest) -> ForeignHistory:
    from outspoken.importers.upptime.upptime_import import read_upptime

    return read_upptime(source, request)


def _statusfy(source: str, request: ImportRequest) -> ForeignHistory:
    from outspoken.importers.statusfy.statusfy_import import read_statusfy

    return read_statusfy(source, request)


def _gatus(source: str, request: ImportRequest) -> ForeignHistory:
    from outspoken.importers.gatus.gatus_import import read_gatus

    return read_gatus(source, request)


def _outspoken(source: str, root: Path, request: ImportRequest) -> Import:
    from outspoken.importers.outspoken.import_outspoken import import_outspoken

    return import_outspoken(source, root, request)


FORMATS = {
    each.name: each
    for each in (
        Format(
            name="cstate",
            source="the folder of a cState (Hugo) site, with its settings and content/issues or issues",
            read=_cstate,
        ),
        Format(
            name="statuspage",
            source="a folder, a file or an address with a hosted page's JSON or its feed (history.atom)",
            read=_statuspage,
        ),
        Format(
            name="csv",
            source="a CSV file, one row for each update or incident; --map says what its columns mean",
            read=_csv,
        ),
        Format(
            name="cachet",
            source="a folder or a file with answers of Cachet's API (version 1 or 3), or the page's address",
            read=_cachet,
        ),
        Format(
            name="upptime",
            source="a folder with .upptimerc.yml and the issues as JSON, or the JSON alone",
            read=_upptime,
        ),
        Format(
            name="statusfy",
            source="the folder of a Statusfy site, with its config.js and content/",
            read=_statusfy,
        ),
        Format(
            name="gatus",
            source="the configuration of Gatus with its announcements: a YAML file, or a folder",
            read=_gatus,
        ),
        Format(
            name="outspoken",
            source="a file of outspoken export: it is restored byte for byte, completely or not at all",
            make=_outspoken,
        ),
    )
}
"""The formats by name, in the order of the manual."""
