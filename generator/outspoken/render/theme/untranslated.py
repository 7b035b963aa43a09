"""Marks English texts of the interface with `lang="en"`, on pages in a language without a catalogue."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Final

from markupsafe import Markup

from outspoken.render.language.language import Language

# Control characters cannot be in a site's texts, since the reader rejects them; `resolve` removes ours.
_BEGIN, _END, _TERM_BEGIN, _TERM_END = "\1", "\2", "\3", "\4"
_MARKS: Final = re.compile(f"[{_BEGIN}-{_TERM_END}]")
# Inside these elements markup would be shown as text, so marks are only removed there.
_TOKENS: Final = re.compile(
    rf"<(?P<raw>title|script|style|textarea|option)\b.*?</(?P=raw)>|<!--.*?-->|<[a-zA-Z/!][^>]*>|{_MARKS.pattern}",
    re.DOTALL | re.IGNORECASE,
)


class Untranslated:
    """Marks the interface's texts while a page is rendered, and turns the marks into elements afterwards.

    A screen reader then reads `Next update` with an English voice on a page in Polish, and punctuation is
    on the right side on a page in Arabic (WCAG 2.2, 3.1.2 "Language of Parts").
    """

    def __init__(self, language: Language) -> None:
        elements = {
            _BEGIN: '<span lang="en" dir="ltr">',
            _END: "</span>",
            _TERM_BEGIN: f'<bdi lang="{language.tag}">',
            _TERM_END: "</bdi>",
        }
        self._element: Callable[[str], str] = elements.__getitem__

    def marking(self, words_of: Callable[..., str]) -> Callable[..., Markup]:
        """Return the same translation function with its result marked.

        Named terms that are texts (a name, a day, a duration) are in the site's own language.
        """

        # `wraps` also copies the mark by which Jinja knows which functions take its context.
        @wraps(words_of)
        def marked(*message: object, **terms: object) -> Markup:
            own = {name: _own(term) if isinstance(term, str) else term for name, term in terms.items()}
            return Markup("{}{}{}").format(_BEGIN, words_of(*message, **own), _END)

        return marked

    def resolve(self, html: str) -> str:
        """The page with elements instead of marks; in attributes and titles the marks are removed."""
        return _TOKENS.sub(self._replacement, html)

    def _replacement(self, token: re.Match[str]) -> str:
        found = token.group()
        # A match of one character is a mark; longer ones are tags, comments and raw elements.
        return self._element(found) if len(found) == 1 else _MARKS.sub("", found)


def _own(term: str) -> Markup:
    return Markup("{}{}{}").format(_TERM_BEGIN, term, _TERM_END)
