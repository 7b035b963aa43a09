"""Find the pages of `site_src/` that are drafts: declared with `draft: true`, or with an open question.

`<!-- answer: How do customers reach you? -->` is an open question. A draft is never published: what it says
would be a promise that no person has made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from outspoken import rules
from outspoken.errors import Problem
from outspoken.source.format.front_matter import MAX_FILE
from outspoken.source.format.lazy_pattern import pattern
from outspoken.source.incidents.incident_files import read_file

# Questions in code and unclosed ones count too: a page that only explains questions is then not published
# either, but no page with an open question ever is.
_QUESTION = pattern(r"<!--\s*answer\s*:\s*(.*?)\s*(?:-->|\Z)", re.DOTALL | re.IGNORECASE)
_FRONT_MATTER = pattern(r"\s*---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_DECLARED = pattern(r"""^draft[ \t]*:[ \t]*["']?(?:true|yes|on)\b""", re.MULTILINE | re.IGNORECASE)


class OpenQuestion(Struct, frozen=True):
    """A question that a page still asks its writer; `line` counts from 1."""

    line: int
    text: str


class Draft(Struct, frozen=True, kw_only=True):
    """Why a page is a draft: the line of `draft: true` if it has one, and its open questions."""

    declared: int | None = None
    questions: tuple[OpenQuestion, ...] = ()


def draft_of(text: str) -> Draft | None:
    """Return why the text of a page is a draft; None if it is to be published."""
    # A fast path: most pages have neither, so no pattern has to be compiled.
    if "<!--" not in text and "draft" not in text.lower():
        return None
    head = _FRONT_MATTER.match(text)
    said = _DECLARED.search(head[1]) if head else None
    declared = _line(text, head.start(1) + said.start()) if head and said else None
    questions = tuple(
        OpenQuestion(_line(text, one.start()), _one_line(one[1])) for one in _QUESTION.finditer(text)
    )
    return Draft(declared=declared, questions=questions) if declared or questions else None


def marked_questions(text: str, before: str, after: str) -> str:
    """Return the text of a page with each open question made visible between two texts."""
    return _QUESTION.sub(lambda one: f"{before}{_one_line(one[1])}{after}", text)


def is_draft(docs: Path, page: str) -> bool:
    """Whether the page (its path in the folder `docs`) is a draft; one that cannot be read is not."""
    text = _text(docs / page)
    return text is not None and draft_of(text) is not None


def drafts_in(docs: Path) -> dict[str, Draft]:
    """Return the drafts among all pages of the folder `docs`, by their paths in it."""
    names = (path.relative_to(docs).as_posix() for path in sorted(docs.rglob("*.md")))
    texts = ((name, _text(docs / name)) for name in names)
    return {name: draft for name, text in texts if text is not None and (draft := draft_of(text))}


def draft_problems(root: Path, docs: str) -> tuple[Problem, ...]:
    """Return a warning for each open question of the pages in `docs`, and for each draft without one."""
    return tuple(
        problem for name, one in drafts_in(root / docs).items() for problem in _of(one, f"{docs}/{name}")
    )


def _of(draft: Draft, path: str) -> Iterator[Problem]:
    for question in draft.questions:
        message = f"“{question.text or 'answer'}” is not answered, so the page is not published"
        hint = "write the answer in place of the comment, or delete it"
        yield rules.OPEN_QUESTION.problem(path, question.line, message, hint)
    if not draft.questions:
        message = "the page is a draft, and is not published"
        hint = "delete the line draft: true to publish it"
        yield rules.DRAFT_PAGE.problem(path, draft.declared, message, hint)


def _text(path: Path) -> str | None:
    data = read_file(str(path), MAX_FILE, "", []) if path.suffix == ".md" else None
    return None if data is None else data.decode("utf-8-sig", "replace")


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def _one_line(text: str) -> str:
    return " ".join(text.split())
