"""Checks that a message has the text of an approved template, and no other text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from outspoken.authoring.situation_templates import Template

_SLOT = re.compile(r"\{\w+\}")
_QUESTION = "[["
# An answer is a phrase within a line: the sentence around it is what was approved.
_ANSWER = r".{1,300}?"


def follows_any(body: str, templates: Iterable[Template]) -> bool:
    """Whether the message comes from one of the templates."""
    return any(follows(body, template.body) for template in templates)


def follows(body: str, template: str) -> bool:
    """Whether every line of the message is one of the template's, in its order, with its slots filled in.

    Lines with a slot, and lines with a question in `[[…]]`, may be left out. An answer to such a question
    is new text, which is not approved; neither is the text of a line that is only slots.
    """
    # Empty lines and repeated spaces change nothing that readers see, and editors add and remove them.
    lines = [line for line in (" ".join(row.split()) for row in body.splitlines()) if line]
    place = 0
    for pattern, needed in _patterns(template):
        if place < len(lines) and pattern is not None and pattern.fullmatch(lines[place]):
            place += 1
        elif needed:
            return False
    return bool(lines) and place == len(lines)


def _patterns(template: str) -> Iterator[tuple[re.Pattern[str] | None, bool]]:
    """Yield for each line of text its pattern (None: nothing matches it), and whether it is required."""
    for row in template.splitlines():
        line = " ".join(row.split())
        if not line:
            continue
        fixed = _SLOT.split(line)
        is_open = _QUESTION in line or not any(sign.isalpha() for part in fixed for sign in part)
        pattern = None if is_open else re.compile(_ANSWER.join(re.escape(part) for part in fixed))
        yield pattern, len(fixed) == 1 and not is_open
