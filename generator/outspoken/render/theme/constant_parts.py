"""Parts that many pages share: a page is rendered with a mark for each, and the bytes replace it last."""

from __future__ import annotations

import re

from markupsafe import Markup

# HTML forbids the character NUL, so that no text of a page can contain a mark.
_MARK = re.compile(rb"\x00\d+\x00")


class ConstantParts:
    """The parts of one build's pages, each encoded once.

    Styles, script and frame are most of a page's bytes. Joining and encoding them again for each page takes
    a tenth of the page's time.
    """

    def __init__(self) -> None:
        self._bytes: dict[bytes, bytes] = {}

    def mark(self, part: Markup) -> Markup:
        """Return a mark to write into a page's text instead of a part; the part may contain marks itself."""
        mark = Markup(f"\0{len(self._bytes)}\0")  # noqa: S704 - digits
        self._bytes[mark.encode()] = self.encode(part)
        return mark

    def encode(self, html: str) -> bytes:
        """Return the bytes of a page, with each part in the place of its mark."""
        return _MARK.sub(lambda match: self._bytes.get(match[0], match[0]), html.encode())
