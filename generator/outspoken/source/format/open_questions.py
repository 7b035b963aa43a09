"""Finds unanswered scaffold questions and texts that consist of comments alone."""

from __future__ import annotations

import re

from outspoken import rules
from outspoken.source.format.front_matter import Document
from outspoken.source.format.lazy_pattern import pattern
from outspoken.source.format.read_context import ReadContext, shown

# The question mark distinguishes it from intended brackets, for example `[[ -f file ]]` in shell.
_COMMENT = pattern(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_QUESTION = pattern(r"\[\[[^\[\]]*\?\]\]")


def check_leftovers(document: Document, reading: ReadContext) -> None:
    """Report each unanswered scaffold question in the body of a document."""
    body = document.body
    if "[[" not in body:
        return
    for found in _QUESTION.finditer(body):
        place = document.body_line + body.count("\n", 0, found.start())
        message = f"{shown(found[0])} is an unanswered question from the scaffold"
        reading.report(rules.SCAFFOLD_TEXT, place, message, "replace it with the answer, or delete it")


def has_only_comments(body: str) -> bool:
    """Whether a text consists of HTML comments alone, which are not published."""
    return "<!--" in body and not _COMMENT.sub("", body).strip()


def questions(text: str) -> list[str]:
    """Return the scaffold questions in a text, with their brackets."""
    return _QUESTION.findall(text)
