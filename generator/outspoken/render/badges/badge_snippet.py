"""The Markdown that shows a badge on another page."""

from __future__ import annotations

import re

_MARKUP = re.compile(r"[\\`*_\[\]<>&]")


def badge_snippet(name: str, url: str, folder: str, page: str) -> str:
    """Return the badge in `folder` as an image that links to `page`; both are paths from the site's `url`.

    The alternative text is only the name: the state is not known when it is written.
    """
    text = _MARKUP.sub(r"\\\g<0>", name)
    return f"[![{text}]({url}{folder}badge.svg)]({url}{page})"
