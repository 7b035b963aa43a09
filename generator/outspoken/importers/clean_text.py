"""Makes imported Markdown safe to write: no control characters, unclosed comments or remote images."""

from __future__ import annotations

import re

from outspoken.importers.import_report import Remarks
from outspoken.importers.old_text.text_lines import ends_in_comment, scan
from outspoken.source.format.front_matter import CONTROL
from outspoken.source.format.open_questions import questions

# Pages show no images from other sites, so these become links.
_REMOTE = re.compile(r"!\[([^\]\n]*)\]\((https?://[^)\s]+)\)")


def clean_body(text: str, remarks: Remarks) -> str:
    """Return a Markdown text with the same words that passes `check`, and add remarks on the changes."""
    text = without_controls(text.replace("\r\n", "\n").replace("\r", "\n"), remarks)
    if "<!--" in text and ends_in_comment(scan(text)):
        # Closed here, since `check` reports it as an error: it would hide all text below it.
        remarks.assumed("a comment is not closed: it was closed at the end of the text")
        text = f"{text.rstrip()}\n-->"
    for question in questions(text):
        # Escaped, since two brackets are an unanswered question of our scaffolds, which is an error.
        text = text.replace(question, question.replace("[[", r"\[\[").replace("]]", r"\]\]"))
    return remote_images_linked(text, remarks).strip("\n")


def without_controls(text: str, remarks: Remarks) -> str:
    """Return the text without characters that XML, and so every feed, cannot contain."""
    if not CONTROL.search(text):
        return text
    remarks.understood("control characters were removed")
    return CONTROL.sub("", text)


def remote_images_linked(text: str, remarks: Remarks) -> str:
    """Return the text with links instead of pictures from other sites."""
    for image in _REMOTE.finditer(text):
        remarks.understood("an image from another site became a link to it", image[2])
    return _REMOTE.sub(_linked, text)


def _linked(image: re.Match[str]) -> str:
    return f"[{image[1] or 'Picture'}]({image[2]})"
