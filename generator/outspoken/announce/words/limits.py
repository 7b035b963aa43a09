"""Measures a text as each channel counts it, and shortens it to fit."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

import regex
from msgspec import Struct

from outspoken.announce.words.mentions import without_markup
from outspoken.announce.words.sms import segments, simplified
from outspoken.model.channel import ChannelKind
from outspoken.render.text.plain_links import addresses, without_square_brackets

URL = re.compile(r"https?://[^\s<>()]+")
_GRAPHEME = regex.compile(r"\X")
# Text that a network may link as a URL, and then counts as one. That some matches are
# not URLs (`Node.js`) only makes our count too high, which is safe.
_DOMAIN = re.compile(r"(?<![@\w./-])(?:\w[\w-]*\.)+[^\W\d_]{2,}(?:/[^\s<>()]*)?", re.ASCII)
_EMOJI = regex.compile(r"\p{Emoji_Presentation}|\p{Emoji}\uFE0F|\p{Regional_Indicator}|[0-9#*]\uFE0F?\u20E3")
_SENTENCE = re.compile(r"(?:[.!?…]+[\"'”’»)\]]*(?=\s)|[。！？]+[」』）]*|\n)")  # noqa: RUF001 - Japanese ends
_WORD = re.compile(r"\s+")

_LINK = 23  # docs.x.com/fundamentals/counting-characters; Mastodon's StatusLengthValidator
# twitter-text's configuration v3: these ranges weigh one, all else two, an emoji two however it is made up.
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))


class Figure(Struct, frozen=True, kw_only=True):
    """The length of a text and the channel's limit: `212 of 280 characters`."""

    used: int
    limit: int
    unit: str = "characters"

    @property
    def fits(self) -> bool:
        return self.used <= self.limit

    def __str__(self) -> str:
        return f"{self.used} of {self.limit} {self.unit}"


class Scale(Struct, frozen=True, kw_only=True):
    """A channel's way of counting: `measure` returns the Figure; `ready` escapes a text once."""

    measure: Callable[[str], Figure]
    ready: Callable[[str], str] = str
    ellipsis: str = "…"

    def fits(self, text: str) -> bool:
        return self.measure(text).fits


def graphemes(text: str) -> int:
    """Count characters as people see them (UAX #29): a flag or a family is one."""
    return len(_GRAPHEME.findall(text))


def weighted(text: str) -> int:
    """Return the weight of a text on X: 23 for a URL, two for an emoji and most Asian letters."""
    text = unicodedata.normalize("NFC", text)
    return _with_links(text, lambda part: sum(map(_weight, _GRAPHEME.findall(part))), bare=True)


def with_short_links(text: str) -> int:
    """Return the length of a text on Mastodon: graphemes, 23 for a URL."""
    return _with_links(text, graphemes, bare=False)


def utf16(text: str) -> int:
    """Count UTF-16 units, as most chat clients do; never fewer than characters."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def slack(text: str) -> int:
    """Like `utf16`, with Slack's three escaped characters (& < >)."""
    return utf16(text) + 4 * text.count("&") + 3 * (text.count("<") + text.count(">"))


def utf8(text: str) -> int:
    """Count bytes of JSON: six for each UTF-16 unit outside of ASCII and for a control character."""
    return sum(1 if 31 < ord(sign) < 127 and sign not in '"\\' else 6 * utf16(sign) for sign in text)


def _weight(cluster: str) -> int:
    if _EMOJI.match(cluster):
        return 2
    return sum(1 if any(low <= ord(sign) <= high for low, high in _LIGHT) else 2 for sign in cluster)


def _with_links(text: str, count: Callable[[str], int], *, bare: bool) -> int:
    total, end = 0, 0
    for start, stop in _links(text, bare=bare):
        link = text[start:stop]
        is_certain = URL.fullmatch(link) and "." in link.split("/")[2]
        total += count(text[end:start]) + (_LINK if is_certain else max(_LINK, count(link)))
        end = stop
    return total + count(text[end:])


def _links(text: str, *, bare: bool) -> Iterator[tuple[int, int]]:
    pattern = re.compile(f"{URL.pattern}|{_DOMAIN.pattern}", re.ASCII) if bare else URL
    return (match.span() for match in pattern.finditer(text))


def _scale(limit: int, count: Callable[[str], int], ready: Callable[[str], str] = str) -> Scale:
    return Scale(measure=lambda text: Figure(used=count(text), limit=limit), ready=ready)


def _bluesky(text: str) -> Figure:
    """300 graphemes and 3,000 bytes (lexicon app.bsky.feed.post); reports the one that is used up more."""
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > 3000:
        return Figure(used=size, limit=3000, unit="bytes")
    return Figure(used=graphemes(text), limit=300)


MOST_SEGMENTS = 3
"""Each is paid for and may be lost by itself; three hold the essential in any alphabet."""

_SLACK = _scale(
    3000, slack, ready=without_square_brackets
)  # one section's text; a whole message takes 40,000
SCALES: Mapping[ChannelKind, Scale] = MappingProxyType(
    {
        ChannelKind.X: _scale(280, weighted, ready=without_square_brackets),
        ChannelKind.BLUESKY: Scale(measure=_bluesky),
        ChannelKind.MASTODON: _scale(500, with_short_links, ready=without_square_brackets),
        ChannelKind.TWILIO_SMS: Scale(
            measure=lambda text: Figure(used=segments(text), limit=MOST_SEGMENTS, unit="segments"),
            ready=lambda text: simplified(without_square_brackets(text)),
            ellipsis="...",
        ),
        ChannelKind.DISCORD_WEBHOOK: _scale(2000, utf16, ready=without_markup),
        ChannelKind.SLACK_WEBHOOK: _SLACK,
        ChannelKind.SLACK_BOT: _SLACK,
        # A card and its request must stay below 28 KB.
        ChannelKind.TEAMS_WEBHOOK: Scale(
            measure=lambda text: Figure(used=utf8(text), limit=20_000, unit="bytes")
        ),
        ChannelKind.APPRISE: _scale(2000, utf16),
    }
)
"""Kinds that are not here take a text of any length."""
ENDLESS = _scale(1 << 40, len)


def fit(text: str, scale: Scale, link: str, shorter: Sequence[str] = ()) -> str:
    """Return the text if it fits, otherwise cut it and keep the whole link at its end.

    `shorter` are links to use instead if not even the first fits, such as the page without its anchor.
    """
    if scale.fits(text):
        return text
    kept = next((one for one in (link, *shorter) if scale.fits(one)), "")
    rest = text.replace(link, "").rstrip() if link else text
    return cut(rest, lambda part: scale.fits(_joined(part, kept)), scale.ellipsis, after=kept)


def cut(text: str, fits: Callable[[str], bool], ellipsis: str = "…", after: str = "") -> str:
    """Return the longest beginning that fits: up to the end of a sentence, a word, or a character.

    A sentence's end is used if at least half of what fits is kept; no URL is cut in two. `after` is
    appended, in the form checked by `fits`.
    """
    whole = _longest(text, _whole_characters(text), lambda part: fits(part + ellipsis))
    sentence = _longest(text, [match.end() for match in _SENTENCE.finditer(text)], fits)
    if 2 * len(sentence) >= len(whole) and sentence.strip():
        return _joined(sentence.rstrip(), after)
    words = _longest(
        text, [match.start() for match in _WORD.finditer(text)], lambda part: fits(part + ellipsis)
    )
    best = words if 2 * len(words) >= len(whole) else whole
    best = best.rstrip(" \n,;:-(\u2013\u2014")
    return _joined(best + ellipsis if best else "", after)


def _joined(text: str, link: str) -> str:
    return f"{text}\n{link}" if text and link else text or link


def _longest(text: str, ends: Sequence[int], fits: Callable[[str], bool]) -> str:
    """Return the longest beginning that fits; a longer text is assumed never to fit better."""
    found = bisect_right(ends, 0, key=lambda end: 0 if fits(text[:end].rstrip()) else 1)
    # A part of a URL may count more than the whole URL, which networks shorten.
    while found and not fits(text[: ends[found - 1]].rstrip()):
        found -= 1
    return text[: ends[found - 1]] if found else ""


def _whole_characters(text: str) -> list[int]:
    """Return where the text may end without cutting a character or a URL in two."""
    ends = [match.end() for match in _GRAPHEME.finditer(text)]
    within = {place for start, stop in addresses(text) for place in range(start + 1, stop)}
    return [end for end in ends if end not in within]
