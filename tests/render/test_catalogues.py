"""Every word of the interface goes through gettext, and every catalogue has all of them."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from outspoken.shipped import catalogues_dir

ROOT = Path(__file__).parent.parent.parent
RENDER = ROOT / "generator" / "outspoken" / "render"
# The desk is for the team alone, and speaks English like the commands that it names.
PAGES = sorted(path for path in (ROOT / "templates").glob("*/*.html") if path.parent.name != "desk")
LANGUAGES = sorted(path.name for path in catalogues_dir().iterdir())
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|%")
GETTEXT = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
LETTERS = re.compile(r"[^\W\d_]{2,}")

Key = tuple[str | None, str]
"""Context and the English words, of two the singular."""


def key(message: Message) -> Key:
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def strings(words: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


def mapping() -> list[dict[str, str]]:
    found: list[dict[str, str]] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))[
        "tool"
    ]["babel"]["mappings"]
    return found


@pytest.fixture(scope="module")
def extracted() -> set[Key]:
    """What the code and the templates say, as `make messages` finds it."""
    methods = [(part["pattern"], part["method"]) for part in mapping()]
    options = {part["pattern"]: {"silent": "false"} for part in mapping()}
    found = extract_from_dir(ROOT, methods, options)
    return {(context, strings(words)[0]) for _, _, words, _, context in found}


def catalogue(language: str) -> Catalog:
    with (catalogues_dir() / language / "LC_MESSAGES" / "outspoken.po").open("rb") as file:
        return read_po(file, locale=language)


def messages(language: str) -> list[Message]:
    return [message for message in catalogue(language) if message.id]


def test_german_french_spanish_and_japanese_are_here() -> None:
    assert {"de", "es", "fr", "ja"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated(language: str, extracted: set[Key]) -> None:
    done = {
        key(message) for message in messages(language) if all(strings(message.string)) and not message.fuzzy
    }
    assert extracted - done == set(), "make messages"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_an_orphan(language: str, extracted: set[Key]) -> None:
    assert {key(message) for message in messages(language)} - extracted == set(), "make messages"
    assert not catalogue(language).obsolete, "make messages"


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_as_many_plurals_as_the_language_has(language: str) -> None:
    of = catalogue(language)
    assert {len(message.string) for message in of if message.pluralizable} == {of.num_plurals}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_placeholders_of_its_message(language: str) -> None:
    for message in messages(language):
        *singular, plural = (set(PLACEHOLDER.findall(text)) for text in strings(message.id))
        for text in strings(message.string):
            assert set(PLACEHOLDER.findall(text)) in (*singular, plural), text
        assert set(PLACEHOLDER.findall(strings(message.string)[-1])) == plural


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_markup(language: str) -> None:
    """They are put into pages, and into attributes, as they are."""
    texts = [text for message in messages(language) for text in strings(message.string)]
    assert [text for text in texts if re.search(r'[<>&"]', text)] == []


def called(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call to gettext, by the function's name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", None) or getattr(node.func, "id", "")
            if name in GETTEXT:
                yield name, node


@pytest.mark.parametrize("path", sorted(RENDER.glob("*.py")), ids=lambda path: path.name)
def test_what_the_code_says_is_found(path: Path, extracted: set[Key]) -> None:
    """A call within an f-string, for one, is not seen by every Python's tokenizer."""
    for name, call in called(ast.parse(path.read_text(encoding="utf-8"))):
        words = [one.value for one in call.args if isinstance(one, ast.Constant)]
        if words:
            context, message = words[:2] if name in {"pgettext", "npgettext"} else (None, words[0])
            assert (context, message) in extracted


def unmarked(path: Path) -> Iterator[str]:
    """Strings of a module that look like something said to readers, outside gettext and docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    marked = {id(part) for _, call in called(tree) for part in ast.walk(call)}
    marked |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        text = getattr(node, "value", None) if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and id(node) not in marked and LIKE_WORDS.search(text):
            yield text


LIKE_WORDS = re.compile(r"(?:^|\W)[A-Z][a-z]+(?: [a-z]|$)|^[a-z]+ [a-z]+$")
# Names, formats, and words for whoever builds the site.
SAID_TO_NOBODY = re.compile(
    r"<\?xml|User-agent|Content-Security-Policy|^-//|^(?:the|a) [\w -]+$|^component $|^Outspoken$|^c r$"
    r"|^alternate feed$|^(?:Hm|Part|Value)$"
)


# Speaks to whoever writes templates.
ENGLISH = {"templatefaults.py"}
SPEAKING = [path for path in sorted(RENDER.glob("*.py")) if path.name not in ENGLISH]


@pytest.mark.parametrize("path", SPEAKING, ids=lambda path: path.name)
def test_the_code_says_nothing_past_gettext(path: Path) -> None:
    assert [text for text in unmarked(path) if not SAID_TO_NOBODY.search(text)] == []


def literals(node: nodes.Expr) -> str:
    """The text that an expression is sure to write, such as both branches of a condition."""
    if isinstance(node, nodes.TemplateData):
        return node.data
    if isinstance(node, nodes.Const):
        return str(node.value)
    if isinstance(node, nodes.CondExpr):
        return literals(node.expr1) + (literals(node.expr2) if node.expr2 else "")
    if isinstance(node, nodes.Concat):
        return "".join(map(literals, node.nodes))
    return ""


class Said(HTMLParser):
    """What a reader of a page sees or hears: its text, and the attributes that browsers read out."""

    ALOUD = ("title", "alt", "aria-label", "placeholder", "content", "label", "data-title", "data-changed")
    SILENT = ("style", "script", "code")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._within: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.SILENT:
            self._within.append(tag)
        given = dict(attrs)
        if tag == "meta" and not (given.get("name") == "description" or given.get("property") == "og:title"):
            return
        self.texts += [value for name, value in attrs if name in self.ALOUD and value]

    def handle_endtag(self, tag: str) -> None:
        if tag in self._within:
            self._within.remove(tag)

    def handle_data(self, data: str) -> None:
        if not self._within:
            self.texts.append(data)


def bare(source: str) -> list[str]:
    """Words that a template says without gettext."""
    tree = Environment(extensions=["jinja2.ext.i18n"], trim_blocks=True).parse(source)
    parts = [part for output in tree.find_all(nodes.Output) for part in output.nodes]
    return [text.strip() for text in Said("".join(map(literals, parts))).texts if LETTERS.search(text)]


MESSAGES = sorted((ROOT / "templates" / "messages").glob("*.txt"))
KIT = sorted((ROOT / "templates" / "kit").rglob("*.md"))


@pytest.mark.parametrize("path", [*MESSAGES, *KIT], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_message_says_nothing_past_gettext(path: Path) -> None:
    """What begins a subject is no word of it."""
    assert bare(path.read_text(encoding="utf-8").replace("Subject:", "")) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_template_says_nothing_past_gettext(path: Path) -> None:
    assert [text for text in bare(path.read_text(encoding="utf-8")) if text != "UTC"] == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Since {{ x }}</p>",
        "<p>{{ 'Open' if x else 'Closed' }}</p>",
        '<nav aria-label="Months">',
        '{% macro m() %}<b title="{{ "Newest" }}"></b>{% endmacro %}',
    ],
)
def test_a_bare_word_in_a_template_is_noticed(source: str) -> None:
    assert bare(source) != []


def test_the_script_takes_its_words_from_the_page() -> None:
    script = (ROOT / "templates" / "theme" / "live.js").read_text(encoding="utf-8")
    shown = re.findall(r"(?:textContent = |append\(|tell\(|title = )([^;]*);", script)
    assert shown
    words = [re.sub(r"\$\{.*?\}", "", text) for line in shown for text in re.findall(r"[`\"].*?[`\"]", line)]
    assert {found for text in words for found in LETTERS.findall(text)} <= {"UTC", "h1"}
