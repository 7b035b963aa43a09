"""One key is set, and no other character of the file changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outspoken.authoring.edits.front_matter_edit import with_key
from outspoken.authoring.refusal import RefusedError
from outspoken.source.format.front_matter import compose_mapping, split
from outspoken.source.format.writing import scalar

HEAD = b"---\ntitle: Payments fail  # not final\nimpact: major\n---\n\nSome **fail**.\n"
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1).map(str.strip)


def test_a_new_key_comes_last() -> None:
    assert with_key(HEAD, "withdrawn", "a test", "a.md") == HEAD.decode().replace(
        "major\n", "major\nwithdrawn: a test\n"
    )


def test_a_key_that_exists_is_replaced_where_it_is() -> None:
    assert with_key(HEAD, "title", "Other", "a.md") == HEAD.decode().replace(
        "title: Payments fail  # not final", "title: Other"
    )


@pytest.mark.parametrize(
    "value",
    ["\n  - /a/\n  - /b/", ">-\n  a text\n  of two lines", "{a: 1,\n  b: 2}", '"in two\n  lines"'],
    ids=["list", "folded", "braces", "quoted"],
)
def test_a_value_of_several_lines_is_replaced_as_a_whole(value: str) -> None:
    text = f"---\ntitle: Other\nredirects: {value}\nimpact: minor\n---\n\nWords.\n"

    assert with_key(text.encode(), "redirects", "[/c/]", "a.md") == (
        "---\ntitle: Other\nredirects: [/c/]\nimpact: minor\n---\n\nWords.\n"
    )


def test_line_ends_of_windows_and_a_byte_order_mark_stay() -> None:
    data = b"\xef\xbb\xbf" + HEAD.replace(b"\n", b"\r\n")

    assert with_key(data, "withdrawn", "x", "a.md").encode() == data.replace(
        b"major\r\n", b"major\r\nwithdrawn: x\r\n"
    )


@pytest.mark.parametrize("data", [b"no front matter", b"---\n{title: x}\n---\n", b"---\na: \xff\n---\n"])
def test_a_file_that_cannot_be_edited_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(RefusedError, match=r"^a\.md cannot be read"):
        with_key(data, "withdrawn", "x", "a.md")


@given(TEXTS.filter(bool))
def test_every_text_comes_back_and_the_others_stay(text: str) -> None:
    root = compose_mapping(split(with_key(HEAD, "withdrawn", scalar(text), "a.md"))[0], "front matter")

    assert root is not None
    assert {key.value: value.value for key, value in root.value} == {
        "title": "Payments fail",
        "impact": "major",
        "withdrawn": text,
    }
