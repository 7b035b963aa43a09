"""The options of an import, and the error that ends it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path

from msgspec import Struct

Step = Callable[[int, int], None]
"""Called with the number of incidents read and their total."""


class SourceError(ValueError):
    """Raised if the source cannot be read as this format; the message says what was expected."""


class ImportRequest(Struct, frozen=True, kw_only=True):
    """The options of an import.

    `url` is the address of the new site, empty if it is unknown. `zone` is used for times without one;
    None if the user named none. `map` is the file (or the name of a preset) that says what columns mean.
    """

    now: datetime
    url: str = ""
    zone: tzinfo | None = None
    map: Path | None = None
    step: Step = lambda _done, _total: None
