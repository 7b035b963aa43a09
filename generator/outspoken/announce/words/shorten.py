"""Shortens a text to fit a channel's limit."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence

from outspoken.channels.text.lengths import grapheme_ends
from outspoken.channels.text.plain_links import addresses
from outspoken.channels.text.text_limit import Scale

_SENTENCE = re.compile(r"(?:[.!?…]+[\"'”’»)\]]*(?=\s)|[。！？]+[」』）]*|\n)")  # noqa: RUF001 - Japanese ends
_WORD = re.compile(r"\s+")


def fit(text: str, scale: Scale, link: str, shorter: Sequence[str] = ()) -> str:
    """Return the text if it fits, otherwise cut it and keep the whole link at its end.

    `shorter` are links to use instead if not even the first fits, such as the page without its anchor.
    """
    if scale.fits(text):
        return text
    kept = next((one for one in (link, *shorter) if scale.fits(one)), "")
    # The link is moved to the end, where it is never cut.
    rest = text.replace(link, "").rstrip() if link else text
    return cut(rest, lambda part: scale.fits(_joined(part, kept)), scale.ellipsis, after=kept)


def cut(text: str, fits: Callable[[str], bool], ellipsis: str = "…", after: str = "") -> str:
    """Return the longest beginning that fits: up to the end of a sentence, a word, or a character.

    A sentence's end is used if at least half of what fits is kept; no URL is cut in two. `after` is
    appended, in the form checked by `fits`.
    """
    whole = _longest(text, _whole_characters(text), lambda part: fits(part + ellipsis))
    sentence = _longest(text, [match.end() for match in _SENTENCE.finditer(text)], fits)
    # A whole sentence reads better, but not if most of the text would be lost.
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
    # A shorter text may count more: networks count a complete URL as a fixed number of characters.
    while found and not fits(text[: ends[found - 1]].rstrip()):
        found -= 1
    return text[: ends[found - 1]] if found else ""


def _whole_characters(text: str) -> list[int]:
    """Return where the text may end without cutting a character or a URL in two."""
    within = {place for start, stop in addresses(text) for place in range(start + 1, stop)}
    return [end for end in grapheme_ends(text) if end not in within]
