"""Translates the texts of a template when it is compiled, not each time when a page is rendered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import cast

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from outspoken.render.language.language import Language

_TERM = re.compile(r"%\((\w+)\)s")
_DEPTH = {"lparen": 1, "lbracket": 1, "lbrace": 1, "rparen": -1, "rbracket": -1, "rbrace": -1}
_CALL = ["variable_begin", "name", "lparen", "string"]
_CALL_END = ["rparen", "variable_end"]


class TranslatedText(Extension):
    """Compiles `{{ _("As of %(time)s.", time=now|at) }}` as `Stand: {{ now|at }}.`, in the site's language.

    A template is read once a build, and each of its texts is on thousands of pages. A text in any other
    place, for instance within an expression, is left to the function `_` of the environment.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Yield the tokens of a template, its texts translated."""
        autoescape = self.environment.autoescape
        tokens = list(stream)
        # `{% autoescape %}` could change whether a term is escaped; `_` always escapes it.
        if not callable(autoescape) or not autoescape(stream.name) or _uses_autoescape(tokens):
            return iter(tokens)
        gettext = cast(Language, self.environment.globals["language"]).gettext
        return (token for part in _parts(tokens) for token in (_translated(part, gettext) or part))


def _uses_autoescape(tokens: Sequence[Token]) -> bool:
    return any(token.type == "name" and token.value == "autoescape" for token in tokens)


def _parts(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Divide tokens into output expressions, `{{ … }}`, and the tokens between them."""
    start = 0
    for place, token in enumerate(tokens):
        if token.type == "variable_begin":
            yield tokens[start:place]
            start = place
        elif token.type == "variable_end":
            yield tokens[start : place + 1]
            start = place + 1
    yield tokens[start:]


def _translated(part: Sequence[Token], gettext: Callable[[str], str]) -> list[Token] | None:
    """Return the tokens of a translated text; None if the part is anything else."""
    types = [token.type for token in part]
    if types[:4] != _CALL or types[-2:] != _CALL_END or part[1].value != "_":
        return None
    terms = _terms(part[4:-2])
    # `re.split` with one group returns texts at even positions and names at odd ones.
    pieces = _TERM.split(gettext(part[3].value))
    names, texts = pieces[1::2], pieces[::2]
    if (
        terms is None
        or not terms.keys() >= set(names)
        or any("%" in text.replace("%%", "") for text in texts)
    ):
        return None
    line = part[0].lineno
    found = [Token(line, "data", texts[0].replace("%%", "%"))]
    for name, text in zip(names, texts[1:], strict=True):
        found += [part[0], *terms[name], part[-1], Token(line, "data", text.replace("%%", "%"))]
    return found


def _terms(tokens: Sequence[Token]) -> Mapping[str, Sequence[Token]] | None:
    """Return the expression of each named term; None for other arguments, or if the call is not the whole."""
    terms: dict[str, list[Token]] = {}
    depth, current = 0, None
    for place, token in enumerate(tokens):
        depth += _DEPTH.get(token.type, 0)
        if token.type == "comma" and depth == 0:
            if [after.type for after in tokens[place + 1 : place + 3]] != ["name", "assign"]:
                return None
            current = terms.setdefault(tokens[place + 1].value, [])
        elif current is None or depth < 0:
            return None
        else:
            current.append(token)
    # The first two tokens are the name and the equals sign.
    return {name: expression[2:] for name, expression in terms.items()}
