"""Shows a page of another time as its readers saw it then: with a clock that does not move, and a note."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import format_datetime

from msgspec import Struct

# It runs before all scripts of the page, so that each of them gets this time.
CLOCK_SCRIPT = """\
{
  const at = Number(new URL(document.currentScript.src).search.slice(1)), real = Date;
  const known = { now: () => at };
  self.Date = new Proxy(real, {
    construct: (_, values) => (values.length ? new real(...values) : new real(at)),
    apply: () => new real(at).toString(),
    get: (_, name) => known[name] ?? real[name],
  });
}
"""
NOTE_STYLE = """\
.outspoken-preview {
  margin: 0; padding: .5rem 1rem; background: #fff3c4; color: #3d2f00; border-bottom: 1px solid #8a6d00;
  font: 600 .9rem/1.4 system-ui, sans-serif; text-align: center;
}
@media print { .outspoken-preview { border: 1px solid; } }
"""
_BODY = re.compile(rb"<body\b[^>]*>")


class PinnedClock(Struct, frozen=True):
    """The time (UTC) of the page, and the path below which its script and style are served."""

    at: datetime
    files: str

    @property
    def date_header(self) -> str:
        """The value of `Date` (RFC 9110, 6.6.1): pages learn from it what time it is."""
        return format_datetime(self.at, usegmt=True)

    def shown_on(self, page: bytes) -> bytes:
        """Return the page with this clock, and a note on top that says so."""
        milliseconds = round(self.at.timestamp() * 1000)
        script = f'<script src="{self.files}clock.js?{milliseconds}"></script>'
        style = f'<link rel="stylesheet" href="{self.files}preview.css">'
        note = (
            '<p class="outspoken-preview" role="note" lang="en" dir="ltr">'
            f"Preview: the page as its readers saw it at {self.at:%Y-%m-%d %H:%M} UTC. "
            "Its clock does not move.</p>"
        )
        found = _BODY.search(page)
        if found is None:
            return page
        head, body = page[: found.start()], page[found.end() :]
        place = head.find(b"<script") if b"<script" in head else head.rfind(b"</head>")
        added = f"{script}{style}".encode()
        return head[:place] + added + head[place:] + found[0] + note.encode() + body
