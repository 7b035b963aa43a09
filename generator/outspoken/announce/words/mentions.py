"""Nobody is called by accident and nothing turns bold: what channels would read as more than words."""

from __future__ import annotations

import re

from outspoken.model.channel import ChannelKind
from outspoken.render.text.plain_links import addresses

_MAILS = {ChannelKind.SMTP, ChannelKind.TWILIO_SMS, ChannelKind.WEBHOOK}
# <!channel>, <!here|here>, <!subteam^S1|@team>, <@U1>, <@!1>, <@&1>, <#C1|name>, <at>name</at>
_BRACKETED = re.compile(r"<(?:[!@#][^<>|\n]*)(?:\|([^<>\n]*))?>")
_TEAMS = re.compile(r"</?at(?:\s[^<>]*)?>", re.IGNORECASE)
_OPENING = re.compile(r"<(?=[!@#]|/?at\b)", re.IGNORECASE)
_SIGN = re.compile(r"(?<![\w.+/-])([@\uff20])(?=\w)")
_APART = "\u200b"
_MARKUP = re.compile(r"[\\*_~`|<>]|\](?=\()|^[ ]*(?:#{1,3}|-#|-|\d+\.)(?= )", re.MULTILINE)


def without_mentions(text: str, kind: ChannelKind) -> str:
    """The text as it calls nobody: brackets of mentions go, an `@` stands apart from the name behind it.

    Mail, text messages and webhooks, where no text is a mention, keep it as it is.
    """
    if kind in _MAILS:
        return text
    text = _TEAMS.sub("", text)
    text = _BRACKETED.sub(lambda match: match[1] or match[0][1:-1].lstrip("!"), text)
    # What was nested one bracket deeper must not become a mention by losing its outer pair.
    text = _OPENING.sub(f"<{_APART}", text)
    links = list(addresses(text))

    def apart(match: re.Match[str]) -> str:
        is_in_link = any(start < match.start() < end for start, end in links)
        return match[0] if is_in_link else match[1] + _APART

    return _SIGN.sub(apart, text)


def without_markup(text: str) -> str:
    """The text as Discord shows it unchanged: a backslash before each sign of its Markdown, links as is.

    One that ends in a bracket stands in angle brackets, which are not shown: Discord would cut it off.
    """
    kept, place = [], 0
    for start, end in addresses(text):
        link = text[start:end]
        kept += [_escaped(text, place, start), f"<{link}>" if link.endswith((")", "]")) else link]
        place = end
    return "".join((*kept, _escaped(text, place, len(text))))


def _escaped(text: str, start: int, end: int) -> str:
    # With the place given, what begins a line is still known by what stands before it.
    found = (match for match in _MARKUP.finditer(text, start, end))
    kept, place = [], start
    for match in found:
        kept += [text[place : match.start()], _plain(match[0])]
        place = match.end()
    return "".join((*kept, text[place:end]))


def _plain(sign: str) -> str:
    # Lists may stay lists; a heading may not become one.
    return (
        sign
        if sign.strip()[0] in "-0123456789" and "#" not in sign
        else sign.replace(sign.strip(), f"\\{sign.strip()}")
    )
