"""Decides whether a changed text is a correction of the old one, or has another meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

KEPT = 0.8
"""The share of the words that a correction keeps, in their order."""

_ALIKE = 0.8
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
# Comparing in order takes the square of the length; longer texts are compared without the order.
_LONG = 3000
# Comparing two words can take the product of their lengths, and a hostile text has words of any length.
_LONGEST_WORD = 40


def is_correction(before: str, after: str) -> bool:
    """Whether at least four of five words stay, in their order, and all figures.

    Case, punctuation and markup are ignored; a word spelled almost the same counts as kept.
    """
    old, new = _words(before), _words(after)
    # A time, a version or a percentage is one word of many, and changes what customers do.
    return _figures(old) == _figures(new) and kept(old, new) >= KEPT


def kept(before: Sequence[str], after: Sequence[str]) -> float:
    """Return the share of words (0 to 1) that two texts have in common, in their order."""
    if not before and not after:
        return 1.0
    # autojunk ignores words that occur often in texts of 200 and more, such as "the".
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if len(before) + len(after) > _LONG:
        return matcher.quick_ratio()
    return 2 * sum(_matches(matcher, before, after)) / (len(before) + len(after))


def _matches(matcher: SequenceMatcher[str], before: Sequence[str], after: Sequence[str]) -> Iterator[int]:
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            yield end - start
        elif kind == "replace":
            pairs = zip(before[start:end], after[new_start:new_end], strict=False)
            yield sum(_is_spelling(old, new) for old, new in pairs)


def _is_spelling(old: str, new: str) -> bool:
    """Whether it is a typing error: the first letter stays, so `unresolved` is not a misspelt `resolved`."""
    if old[0] != new[0] or max(len(old), len(new)) > _LONGEST_WORD:
        return False
    return SequenceMatcher(None, old, new).ratio() >= _ALIKE


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _figures(words: Sequence[str]) -> list[str]:
    # Sorted: a sentence may move, but no figure may change.
    return sorted(word for word in words if any(sign.isdecimal() for sign in word))
