"""Rewrites relative links and images of an old page, so that they work on another page."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from outspoken.importers.old_text.text_lines import scan

# A code span ends with as many backticks as it began with (CommonMark 6.1); links in it are text.
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_INLINE = re.compile(r"(\]\(\s*<?)([^()\s<>]+)")
_DEFINED = re.compile(r"^( {0,3}\[[^\[\]]+\]:\s+<?)([^\s<>]+)")
# Already absolute: with a host, from the root, within the page, or from a shortcode.
_WHOLE = re.compile(r"[a-z][a-z0-9+.-]*:|/|#|\{\{", re.IGNORECASE)


def from_the_root(body: str, page: str) -> str:
    """Return the text with relative links and images as paths from the root; `page` is the old page's."""
    lines = scan(body)
    if "](" not in body and not any(line.definition for line in lines):
        return body
    return "\n".join(line.text if line.is_skipped else _line(line.text, page) for line in lines)


def _line(text: str, page: str) -> str:
    made, last = "", 0
    for code in _CODE.finditer(text):
        made += _rooted(text[last : code.start()], page) + code[0]
        last = code.end()
    return made + _rooted(text[last:], page)


def _rooted(text: str, page: str) -> str:
    for pattern in (_INLINE, _DEFINED):
        text = pattern.sub(lambda match: match[1] + _target(match[2], page), text)
    return text


def _target(written: str, page: str) -> str:
    if _WHOLE.match(written):
        return written
    try:
        return urljoin(page, written)
    # Python refuses some hosts, such as `//[`: the link stays as it was.
    except ValueError:
        return written
