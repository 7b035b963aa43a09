"""Parts that many pages share: a page is rendered with a short mark for each, and gets their bytes last."""

from __future__ import annotations

import re

from markupsafe import Markup

# No text of a page has this character: HTML forbids it.
_MARK = re.compile(rb"\x00\d+\x00")


class ConstantParts:
    """The parts of one build's pages, each encoded once.

    Styles, script and frame are most of a page's bytes. To join and to encode them again for each page takes
    a tenth of the time of the page.
    """

    def __init__(self) -> None:
        self._bytes: dict[bytes, bytes] = {}

    def mark(self, part: Markup) -> Markup:
        """Return a mark that stands for a part in a page's text; the part may have marks too."""
        mark = Markup(f"\0{len(self._bytes)}\0")  # noqa: S704 - digits
        self._bytes[mark.encode()] = self.encode(part)
        return mark

    def encode(self, html: str) -> bytes:
        """Return the bytes of a page, with each part in the place of its mark."""
        return _MARK.sub(lambda match: self._bytes.get(match[0], match[0]), html.encode())
