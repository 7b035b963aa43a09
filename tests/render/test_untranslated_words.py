"""A language without a catalogue: the interface's English words are marked as English, all else is not."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from tests.render.test_languages import site

VOID = {"meta", "link", "img", "br", "hr", "input", "use", "path", "circle", "rect", "source", "col", "wbr"}


class Texts(HTMLParser):
    """Every text of a page with the language and direction of the nearest element that names one."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str, str]] = []
        self.found: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        _, lang, direction = self.open[-1] if self.open else ("", "", "")
        given = dict(attrs)
        self.open.append((tag, given.get("lang") or lang, given.get("dir") or direction))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and any(name == tag for name, *_ in self.open):
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if data.strip() and self.open[-1][0] not in {"style", "script", "title"}:
            self.found.append((data.strip(), *self.open[-1][1:]))


def texts(page: str) -> list[tuple[str, str, str]]:
    parser = Texts()
    parser.feed(page)
    return parser.found


@pytest.mark.parametrize("path", ["index.html", "history/index.html", "404.html"])
@pytest.mark.parametrize("tag", ["ar", "pl"])
def test_english_words_say_that_they_are_english(tag: str, path: str) -> None:
    found = texts(site(tag)[path])
    known = {words: (lang, direction) for words, lang, direction in found}
    assert known["Skip to content"] == ("en", "ltr")
    assert known["History"] == ("en", "ltr")


def test_titles_and_dates_keep_the_language_of_the_site() -> None:
    found = texts(site("pl")["index.html"])
    assert {lang for words, lang, _ in found if words.startswith("Δέλτα")} == {"pl"}
    assert {lang for words, lang, _ in found if "lis" in words.split()} == {"pl"}


def test_nothing_is_marked_in_attributes_and_titles() -> None:
    for path, page in site("pl").items():
        assert not set("\1\2\3\4") & set(page), path
        assert "<title><" not in page


@pytest.mark.parametrize("tag", ["en", "en-GB", "de-AT"])
def test_a_translated_language_marks_nothing(tag: str) -> None:
    assert all('lang="en"' not in page.partition("<head>")[2] for page in site(tag).values())
