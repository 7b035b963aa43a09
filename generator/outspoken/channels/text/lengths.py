"""How long a text is, as channels count: characters that people see, weights, bytes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import regex

URL = re.compile(r"https?://[^\s<>()]+")
# Text that a network may link as a URL, and then counts as one. That some matches are
# not URLs (`Node.js`) only makes our count too high, which is safe.
_DOMAIN = re.compile(r"(?<![@\w./-])(?:\w[\w-]*\.)+[^\W\d_]{2,}(?:/[^\s<>()]*)?", re.ASCII)
_LINK = 23  # docs.x.com/fundamentals/counting-characters; Mastodon's StatusLengthValidator
# twitter-text's configuration v3: these ranges weigh one, all else two, and every emoji two.
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))


# The library is imported when a text is measured: the settings need only the limits.
@cache
def _grapheme() -> regex.Pattern[str]:
    import regex

    return regex.compile(r"\X")


@cache
def _emoji() -> regex.Pattern[str]:
    import regex

    return regex.compile(
        r"\p{Emoji_Presentation}|\p{Emoji}\uFE0F|\p{Regional_Indicator}|[0-9#*]\uFE0F?\u20E3"
    )


def graphemes(text: str) -> int:
    """Count characters as people see them (UAX #29): a flag or a family is one."""
    return len(_grapheme().findall(text))


def weighted(text: str) -> int:
    """Return the weight of a text on X: 23 for a URL, two for an emoji and most Asian letters."""
    # X counts the composed form, whichever was typed.
    text = unicodedata.normalize("NFC", text)
    return _with_links(text, lambda part: sum(map(_weight, _grapheme().findall(part))), bare=True)


def with_short_links(text: str) -> int:
    """Return the length of a text on Mastodon: graphemes, 23 for a URL."""
    return _with_links(text, graphemes, bare=False)


def utf16(text: str) -> int:
    """Count UTF-16 units, as most chat clients do; never fewer than characters."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def slack(text: str) -> int:
    """Like `utf16`, with Slack's three escaped characters (& < >)."""
    # `&amp;` is four characters more than `&`, `&lt;` and `&gt;` are three: the limit is on escaped text.
    return utf16(text) + 4 * text.count("&") + 3 * (text.count("<") + text.count(">"))


def utf8(text: str) -> int:
    """Count bytes in UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


def json_bytes(text: str) -> int:
    """Count bytes of JSON: six for each UTF-16 unit outside of ASCII and for a control character."""
    return sum(1 if 31 < ord(sign) < 127 and sign not in '"\\' else 6 * utf16(sign) for sign in text)


def _weight(cluster: str) -> int:
    if _emoji().match(cluster):
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


def grapheme_ends(text: str) -> list[int]:
    """Return where each character, as people see them, ends."""
    return [match.end() for match in _grapheme().finditer(text)]
