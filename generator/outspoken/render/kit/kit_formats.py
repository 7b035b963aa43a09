"""The kit's texts as plain text, Markdown, JSON and one HTML file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec
from markupsafe import Markup

from outspoken.model.incident import Incident
from outspoken.render.kit.kit_text import KitText, MissingFact
from outspoken.render.language.language import Language
from outspoken.render.messages.plain_text import plain_words
from outspoken.render.text.markdown import render_markdown

# Inline: the file is sent by mail or opened from disk, without other files beside it.
_STYLE = Markup(
    "body{font:1rem/1.55 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;"
    "color-scheme:light dark}article{border-block-start:1px solid;padding-block:1rem}"
    "h2{margin:0}h3{font-size:1rem}small,.note{opacity:.8}"
)


def as_text(incident: Incident, texts: Sequence[KitText], language: Language) -> bytes:
    """Plain text for a terminal: each text below its title."""
    parts = [_plain(one, language) for one in texts]
    return ("\n\n\n".join([f"{incident.title} ({incident.id})", *parts, *_to_write(texts)]) + "\n").encode()


def as_markdown(incident: Incident, texts: Sequence[KitText], language: Language) -> bytes:
    """One Markdown document: a section for each text, then the facts still to write."""
    parts = [f"# {incident.title}"]
    for one in texts:
        parts += [f"## {_heading(one)}", *(f"*{note}*" for note in notes_of(one, language)), one.text]
    return ("\n\n".join([*parts, *_to_write(texts)]) + "\n").encode()


def as_json(incident: Incident, texts: Sequence[KitText], _: Language) -> bytes:
    """An object `{incident, title, texts}`; a text has its missing facts, and `plain` without Markdown."""
    rows = [{**msgspec.to_builtins(one), "plain": plain_words(one.text)} for one in texts]
    body = {"incident": incident.id, "title": incident.title, "texts": rows}
    return msgspec.json.format(msgspec.json.encode(body), indent=2) + b"\n"


def as_html(incident: Incident, texts: Sequence[KitText], language: Language) -> bytes:
    """One HTML file that loads no other file."""
    page = Markup(
        '<!doctype html><html lang="{tag}" dir="{direction}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>{title}</title><style>{style}</style>'
        "<h1>{title}</h1>{missing}{articles}"
    ).format(
        tag=language.tag,
        direction=language.direction,
        title=incident.title,
        style=_STYLE,
        missing=_list_of(map(_line, missing_of(texts))),
        articles=Markup("\n").join(_article(one, language) for one in texts),
    )
    return f"{page}\n".encode()


def notes_of(one: KitText, language: Language) -> Iterator[str]:
    """Notes for the person who sends a text; one of them if it is too long."""
    yield from one.notes
    if one.is_too_long:
        long = language.gettext(
            "Too long: %(length)s of %(limit)s characters. Shorten it before you post it."
        )
        yield long % {"length": one.length, "limit": one.limit}


def missing_of(texts: Iterable[KitText]) -> tuple[MissingFact, ...]:
    """Every fact that at least one text is missing, without repetition."""
    return tuple({one.key: one for text in texts for one in text.missing}.values())


def _plain(one: KitText, language: Language) -> str:
    heading = _heading(one)
    notes = "".join(f"({note})\n" for note in notes_of(one, language))
    return f"{heading}\n{'-' * len(heading)}\n{notes}\n{plain_words(one.text)}"


def _article(one: KitText, language: Language) -> Markup:
    notes = Markup().join(
        Markup('<p class="note"><em>{}</em></p>').format(note) for note in notes_of(one, language)
    )
    return Markup("<article><h2>{}</h2><small>{}</small>{}{}</article>").format(
        one.title, one.name, notes, render_markdown(one.text)
    )


def _list_of(lines: Iterable[str]) -> Markup:
    items = Markup().join(Markup("<li>{}</li>").format(line) for line in lines)
    return Markup("<h2>Still to write</h2><ul>{}</ul>").format(items) if items else Markup()


def _heading(one: KitText) -> str:
    """The title, with the name of the template, so that a reader knows which file to change."""
    return f"{one.title} ({one.name})"


def _to_write(texts: Iterable[KitText]) -> list[str]:
    lines = [f"- {_line(one)}" for one in missing_of(texts)]
    return ["\n".join(["Still to write:", "", *lines])] if lines else []


def _line(fact: MissingFact) -> str:
    return f"{fact.key} in {fact.file}: {fact.help}"
