"""Converts the HTML of another page to Markdown."""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdownify import MarkdownConverter

# Spaces beside a line break are removed: in Markdown they could begin code or a list.
_BREAK = re.compile(r"\s*(<br\b[^>]*>)\s*", re.IGNORECASE)
# The tags that are converted. Not comments: one without an end would hide the rest of the text.
_KNOWN = (
    r"a|abbr|b|blockquote|br|caption|center|cite|code|dd|del|div|dl|dt|em|font|h[1-6]|hr|i|img|ins|kbd|li"
    r"|mark|ol|p|pre|q|s|samp|small|span|strike|strong|sub|sup|table|tbody|td|tfoot|th|thead|time|tr|tt|u"
    r"|ul|var"
)
_UNKNOWN = re.compile(rf"<(?!/?(?:{_KNOWN})(?:\s[^<>]*)?/?>)", re.IGNORECASE)
_ADDRESS = re.compile(r"(https?://[^\s<>]+)")
# An ampersand is special only before an entity's name, an underscore only outside of words.
_SIGN = re.compile(r"[\\*`\[\]<]|~(?=~)|(?<=\S)~|&(?=#?\w+;)|:(?=[\w+-]+:)|(?<![^\W_])_|_(?![^\W_])")
# Characters that are special at the start of a line; the last is a line that begins a table.
_START = re.compile(
    r"^([ \t]*)([>=]|[-+](?=[\s-]|$)|#{1,6}(?=\s|$)|(?=[:| \t]*-)[-:|](?=[-:| \t]*$))", re.MULTILINE
)
_ORDERED = re.compile(r"^([ \t]*\d{1,9})([.)])(?=\s|$)", re.MULTILINE)
# Unescapes what the converter escapes everywhere although it is special only at the start of a line.
_BEHIND = re.compile(r"(?<=[\w*\"'!?,;:])([ \t]+)\\([-+=>#])(?=\s)")
_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)
_TAG = re.compile(rf"</?(?:{_KNOWN})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_BLOCK = re.compile(r"<(?:br|p|div|ul|ol|table)\b", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n[ \t]*\n+")
_BREAKS = re.compile(r"(?:\\\n){2,}")
_MANY_BLANK = re.compile(r"\n{3,}")


def to_markdown(html: str) -> str:
    """Return Markdown for a piece of HTML: links, lists, emphasis, code and tables are kept.

    All characters that are special in Markdown are escaped; a tag that is not formatting, such as
    `<script>` or `<your-name>`, is shown as it is written. HTML that is nested too deeply becomes plain text.
    Never raises because of the content.
    """
    broken = _BREAK.sub(r"\1", _UNKNOWN.sub("&lt;", html))
    try:
        text: str = _converter().convert(broken)
    except RecursionError:
        text = plain_to_markdown(re.sub(r"<[^>]*>", " ", broken))
    return _cleaned(text)


def mixed_to_markdown(text: str) -> str:
    """Return Markdown for a text that people may have typed with HTML in it, or without any.

    Without tags for line breaks or paragraphs, the line breaks of the text are kept.
    """
    if not _TAG.search(text):
        return plain_to_markdown(unescape(text))
    html = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not _BLOCK.search(html):
        paragraphs = "</p><p>".join(_BLANK_LINE.split(html))
        html = f"<p>{paragraphs}</p>".replace("\n", "<br>")
    return to_markdown(html)


def plain_to_markdown(text: str) -> str:
    """Return a plain text as Markdown, with all special characters escaped and line breaks kept."""
    rows = text.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n")
    paragraphs = _BLANK_LINE.split("\n".join(" ".join(row.split()) for row in rows))
    shown = ("\\\n".join(map(escaped, paragraph.split("\n"))) for paragraph in paragraphs)
    return "\n\n".join(shown)


def _cleaned(markdown: str) -> str:
    plain = _BEHIND.sub(r"\1\2", _TRAILING.sub("", markdown))
    # Two line breaks in a row look like a new paragraph, so they become one.
    return _MANY_BLANK.sub("\n\n", _BREAKS.sub("\n\n", plain)).strip()


def escaped(text: str) -> str:
    """Return a text with its special characters escaped for Markdown, with as few backslashes as possible.

    URLs are not escaped: a backslash would end the automatic link.
    """
    parts = _ADDRESS.split(text)
    parts[::2] = [
        _START.sub(r"\1\\\2", _ORDERED.sub(r"\1\\\2", _SIGN.sub(r"\\\g<0>", part))) for part in parts[::2]
    ]
    return "".join(parts)


# Imported only when needed: the command line must start quickly.
@cache
def _converter() -> MarkdownConverter:
    from markdownify import MarkdownConverter

    class Converter(MarkdownConverter):
        def escape(self, text: str, parent_tags: set[str]) -> str:
            plain = escaped(text)
            return plain.replace("|", r"\|") if parent_tags & {"td", "th"} else plain

    # The first row of a table becomes its heading, since Markdown tables must have one.
    return Converter(heading_style="ATX", bullets="-", newline_style="BACKSLASH", table_infer_header=True)
