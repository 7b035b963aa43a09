"""Turns the HTML of another page into the Markdown that means the same here."""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdownify import MarkdownConverter

# Spaces beside a line break are not shown, but in Markdown they may mean code or a list.
_BREAK = re.compile(r"\s*(<br\b[^>]*>)\s*", re.IGNORECASE)
# The tags that a text may have; a comment is none, since it could hide the rest.
_KNOWN = (
    r"a|abbr|b|blockquote|br|caption|center|cite|code|dd|del|div|dl|dt|em|font|h[1-6]|hr|i|img|ins|kbd|li"
    r"|mark|ol|p|pre|q|s|samp|small|span|strike|strong|sub|sup|table|tbody|td|tfoot|th|thead|time|tr|tt|u"
    r"|ul|var"
)
_UNKNOWN = re.compile(rf"<(?!/?(?:{_KNOWN})(?:\s[^<>]*)?/?>)", re.IGNORECASE)
_ADDRESS = re.compile(r"(https?://[^\s<>]+)")
# An ampersand means something only in front of a name, an underscore not within a word.
_SIGN = re.compile(r"[\\*`\[\]<]|~(?=~)|(?<=\S)~|&(?=#?\w+;)|:(?=[\w+-]+:)|(?<![^\W_])_|_(?![^\W_])")
# The last of these is a line that would make a table of the one above.
_START = re.compile(
    r"^([ \t]*)([>=]|[-+](?=[\s-]|$)|#{1,6}(?=\s|$)|(?=[:| \t]*-)[-:|](?=[-:| \t]*$))", re.MULTILINE
)
_ORDERED = re.compile(r"^([ \t]*\d{1,9})([.)])(?=\s|$)", re.MULTILINE)
# The converter knows no line starts: behind a word these mean nothing.
_BEHIND = re.compile(r"(?<=[\w*\"'!?,;:])([ \t]+)\\([-+=>#])(?=\s)")
_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)
_TAG = re.compile(rf"</?(?:{_KNOWN})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_BLOCK = re.compile(r"<(?:br|p|div|ul|ol|table)\b", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n[ \t]*\n+")
_BREAKS = re.compile(r"(?:\\\n){2,}")
_MANY_BLANK = re.compile(r"\n{3,}")


def to_markdown(html: str) -> str:
    """Return Markdown for a piece of HTML: links, lists, emphasis, code and tables are kept.

    All characters that mean something in Markdown are escaped; a tag that is not one of a text, such as
    `<script>` or `<your-name>`, is shown as it is written. HTML that is nested too deeply becomes its text
    alone. Never raises because of the content.
    """
    broken = _BREAK.sub(r"\1", _UNKNOWN.sub("&lt;", html))
    try:
        text: str = _converter().convert(broken)
    except RecursionError:
        text = plain_to_markdown(re.sub(r"<[^>]*>", " ", broken))
    return _cleaned(text)


def mixed_to_markdown(text: str) -> str:
    """Return Markdown for a text that people may have typed with HTML in it, or without any.

    Without a tag for it, a line break of the text is one on the page too.
    """
    if not _TAG.search(text):
        return plain_to_markdown(unescape(text))
    html = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not _BLOCK.search(html):
        paragraphs = "</p><p>".join(_BLANK_LINE.split(html))
        html = f"<p>{paragraphs}</p>".replace("\n", "<br>")
    return to_markdown(html)


def plain_to_markdown(text: str) -> str:
    """Return a plain text as Markdown in which every character means itself; line breaks are kept."""
    rows = text.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n")
    paragraphs = _BLANK_LINE.split("\n".join(" ".join(row.split()) for row in rows))
    shown = ("\\\n".join(map(escaped, paragraph.split("\n"))) for paragraph in paragraphs)
    return "\n\n".join(shown)


def _cleaned(markdown: str) -> str:
    plain = _BEHIND.sub(r"\1\2", _TRAILING.sub("", markdown))
    # Two line breaks in a row are a paragraph, as readers see it.
    return _MANY_BLANK.sub("\n\n", _BREAKS.sub("\n\n", plain)).strip()


def escaped(text: str) -> str:
    """Return a text in which no character means anything in Markdown, with as few backslashes as possible.

    Addresses stay as they are: a backslash would end the link that is made of them.
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

    # A table's first row becomes its heading: Markdown has no table without one.
    return Converter(heading_style="ATX", bullets="-", newline_style="BACKSLASH", table_infer_header=True)
