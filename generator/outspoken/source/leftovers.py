"""Questions of a scaffold that nobody answered, left in a text that goes out."""

from __future__ import annotations

from outspoken import rules
from outspoken.source.pattern import pattern
from outspoken.source.reading import Reading, shown

# The question mark tells it from brackets that somebody meant, as in a line of shell.
_QUESTION = pattern(r"\[\[[^\[\]]*\?\]\]")


def check_leftovers(body: str, line: int, reading: Reading) -> None:
    """Report each scaffold question in a body that begins on `line`."""
    if "[[" not in body:
        return
    for found in _QUESTION.finditer(body):
        place = line + body.count("\n", 0, found.start())
        message = f"{shown(found[0])} was left from the scaffold"
        reading.report(rules.SCAFFOLD_TEXT, place, message, "answer it, or delete it")


def questions(text: str) -> list[str]:
    """The scaffold questions in a text, with their brackets."""
    return _QUESTION.findall(text)
