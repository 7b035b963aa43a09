"""Which pages of `site_src/` are drafts, and what they still ask."""

from __future__ import annotations

import pytest

from outspoken.source.draft_pages import Draft, OpenQuestion, draft_of, marked_questions


@pytest.mark.parametrize(
    "text",
    [
        "<!-- answer: Who? -->",
        "<!--ANSWER:Who?-->",
        "text <!--\n  answer :\n Who? -->",
        "```\n<!-- answer: Who? -->\n```",
        "never closed <!-- answer: Who?",
        "---\ndraft: true\n---\ntext",
        "---\r\ntitle: x\r\ndraft: 'True'\r\n---\r\ntext",
    ],
)
def test_a_page_with_a_question_or_the_key_is_a_draft(text: str) -> None:
    assert draft_of(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "text",
        "<!-- outspoken: cadence -->",
        "<!-- answers: none -->",
        "---\ndraft: false\n---\ntext",
        "---\ntitle: x\n---\ndraft: true\n",
        "---\nseo:\n  draft: true\n---\ntext",
    ],
)
def test_any_other_page_is_published(text: str) -> None:
    assert draft_of(text) is None


def test_questions_have_lines_and_are_one_line_long() -> None:
    text = "---\ndraft: true\n---\n# A\n\n<!-- answer: How\n  long? -->\n<!-- answer: Who? -->"

    assert draft_of(text) == Draft(
        declared=2, questions=(OpenQuestion(6, "How long?"), OpenQuestion(8, "Who?"))
    )
    assert marked_questions(text, "[", "]").endswith("[How long?]\n[Who?]")
