"""Plain English in the package: docstrings, comments, messages and help avoid the idioms listed here."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "generator" / "outspoken"
# CONTRIBUTING.md names the plain words to write instead.
IDIOMS = {
    "nobody": r"\b[Nn]obody\b",
    "somebody": r"\b[Ss]omebody\b",
    "anybody": r"\b[Aa]nybody\b",
    "whoever": r"\b[Ww]hoever\b",
    "everybody": r"\b[Ee]verybody\b",
    "anew": r"\banew\b",
    "in vain": r"\bin vain\b",
    "for ever": r"\bfor ever\b",
    "told": r"\b[Tt]old\b",
    "stands": r"\bstands\b(?! for)",
    "lies": r"\blies\b",
    "is no": r"(?<![Tt]here )\bis no (?!longer|more|older|later)",
    "where there is none": r"\bwhere there is none\b",
    "became of": r"\b(?:became|becomes) of\b",
    "says of": r"\b[Ss](?:ays?|aid) of\b",
    "nothing of": r"\b[Nn]othing of\b",
    "need not": r"\bneed not\b",
    "all the same": r"\ball the same\b",
    "as often as needed": r"\b[Aa]s often as needed\b",
    "as for such as": r", as `?\d",
    "as one has it": r"\bas .{1,20} ha(?:s|ve) it\b",
    "is of": r"\b(?:is|are|was|were) of (?:the|a|an|its|their|this|one|another)\b",
    "there twice": r"\bthere twice\b",
    "default without a colon": r"; default (?=\w)",
    "left out as a label": r"; left out: ",
    "acknowledge a rule": r"\backnowledge [a-z]+-[a-z]+\b",
    "also if": r"\balso if\b",
    "real present": r"\breal present\b",
    "a sentence that begins with Of": r"(?:^|# |[.;] )Of [a-z]",
}
IDIOM = re.compile("|".join(f"(?P<{name.replace(' ', '_')}>{text})" for name, text in IDIOMS.items()))
MODULES = sorted(PACKAGE.rglob("*.py"))


def texts(source: str) -> Iterator[tuple[int, str]]:
    """Every text of a module that a person reads, with its line: docstrings, messages, comments."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            yield node.lineno, node.value
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def idioms(source: str) -> list[str]:
    found = ((line, IDIOM.search(text)) for line, text in texts(source))
    return [f"line {line}: {match[0].strip()}" for line, match in found if match]


def test_every_module_is_written_in_plain_english() -> None:
    found = {path.relative_to(PACKAGE).as_posix(): idioms(path.read_text("utf-8")) for path in MODULES}
    assert {name: idioms for name, idioms in found.items() if idioms} == {}


def test_templates_workflows_and_scripts_are_in_plain_english() -> None:
    files = [path for folder in ("templates", ".github", ".ci") for path in (ROOT / folder).rglob("*")]
    lines = {
        f"{path.relative_to(ROOT)}:{number}": line.strip()
        for path in (*files, ROOT / "Makefile")
        if path.is_file() and path.suffix not in {".png", ".pyc"} and not path.name.endswith(".min.js")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
    }
    assert {place: found[0] for place, line in lines.items() if (found := IDIOM.search(line))} == {}


def test_a_function_is_named_for_what_it_returns_and_not_of_what() -> None:
    found = (re.findall(r"def (_of_\w+)", path.read_text("utf-8")) for path in MODULES)
    assert [name for names in found for name in names] == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('"""What nobody knows."""', ["line 1: nobody"]),
        ("x = 1  # where it stands", ["line 1: stands"]),
        ('f"{name} is no key"', ["line 1: is no"]),
        ('"""Of two updates, the last."""', ["line 1: Of t"]),
        ('"a time, as 14:05"', ["line 1: , as 1"]),
        ('"the zone; default UTC"', ["line 1: ; default"]),
        ('"there is no key, and this is no longer one"', []),
        ('"one of the two, as in 14:05"', []),
        ('"a sign that stands for a word"', []),
        ("told = newest = 1", []),
    ],
)
def test_an_idiom_is_found_in_texts_and_not_in_names(source: str, found: list[str]) -> None:
    assert idioms(source) == found
