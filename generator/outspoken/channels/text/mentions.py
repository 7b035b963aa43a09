"""Neutralises mentions and markup, so that no one is notified by accident."""

from __future__ import annotations

import re

from outspoken.channels.text.plain_links import addresses

# <!channel>, <!here|here>, <!subteam^S1|@team>, <@U1>, <@!1>, <@&1>, <#C1|name>, <at>name</at>
_BRACKETED = re.compile(r"<(?:[!@#][^<>|\n]*)(?:\|([^<>\n]*))?>")
_TEAMS = re.compile(r"</?at(?:\s[^<>]*)?>", re.IGNORECASE)
_OPENING = re.compile(r"<(?=[!@#]|/?at\b)", re.IGNORECASE)
_SIGN = re.compile(r"(?<![\w.+/-])([@\uff20])(?=\w)")
_APART = "\u200b"
_MARKUP = re.compile(r"[\\*_~`|<>]|\](?=\()|^[ ]*(?:#{1,3}|-#|-|\d+\.)(?= )", re.MULTILINE)


def unchanged(text: str) -> str:
    """Return the text as it is: mail, text messages and webhooks have no mentions in the text."""
    return text


def without_mentions(text: str) -> str:
    """Return the text without effective mentions: brackets removed, a space after `@`."""
    text = _TEAMS.sub("", text)
    text = _BRACKETED.sub(lambda match: match[1] or match[0][1:-1].lstrip("!"), text)
    # Repeat: removing an outer pair of brackets must not create a mention from a nested one.
    text = _OPENING.sub(f"<{_APART}", text)
    links = list(addresses(text))

    def apart(match: re.Match[str]) -> str:
        is_in_link = any(start < match.start() < end for start, end in links)
        return match[0] if is_in_link else match[1] + _APART

    return _SIGN.sub(apart, text)


def without_markup(text: str) -> str:
    """Return the text with Discord's Markdown escaped by backslashes, except in links.

    A link that ends in a bracket is put in angle brackets, which are not shown: Discord would cut it off.
    """
    kept, place = [], 0
    for start, end in addresses(text):
        link = text[start:end]
        kept += [_escaped(text, place, start), f"<{link}>" if link.endswith((")", "]")) else link]
        place = end
    return "".join((*kept, _escaped(text, place, len(text))))


def _escaped(text: str, start: int, end: int) -> str:
    # Match with a position, not on a slice, because `^` depends on the text before it.
    found = (match for match in _MARKUP.finditer(text, start, end))
    kept, place = [], start
    for match in found:
        kept += [text[place : match.start()], _plain(match[0])]
        place = match.end()
    return "".join((*kept, text[place:end]))


def _plain(sign: str) -> str:
    # Lists may stay lists, but a line must not become a heading.
    return (
        sign
        if sign.strip()[0] in "-0123456789" and "#" not in sign
        else sign.replace(sign.strip(), f"\\{sign.strip()}")
    )


def escaped_for_slack(text: str) -> str:
    """Return the text with the three characters escaped that begin mentions and links in Slack."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
