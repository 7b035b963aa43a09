"""The manual names everything there is, as it is."""

from __future__ import annotations

import re
import runpy
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from tests.test_words import IDIOM

from outspoken.channels.all_kinds import all_kinds
from outspoken.cli import main as outspoken
from outspoken.model.field import Field, RecordType
from outspoken.model.field import keys as record_keys
from outspoken.model.plan.plan_parts import PLAN_FILES
from outspoken.rules import RULES
from outspoken.source.format.incident_fields import INCIDENT, POSTMORTEM, UPDATE
from outspoken.source.settings.channel_fields import common_fields
from outspoken.source.settings.settings_fields import CHANNELS, SETTINGS

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]
CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s]+)\)")
refreshed: Callable[[str], str] = runpy.run_path(str(DOCS / "tables.py"))["refreshed"]


def text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def section(page: str, heading: str) -> str:
    """Return the text under one heading of the second level."""
    found = re.search(rf"^## {re.escape(heading)}$(.*?)(?=^## |\Z)", text(page), re.DOTALL | re.MULTILINE)
    assert found, f"{page} has no heading {heading}"
    return found[1]


def commands() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(outspoken)
    for name in outspoken.list_commands(context):
        command = outspoken.get_command(context, name)
        assert command is not None
        yield name, command
        yield from ((f"{name} {inner}", each) for inner, each in getattr(command, "commands", {}).items())


def keys(fields: tuple[Field, ...], prefix: str = "") -> Iterator[str]:
    for field in fields:
        yield f"{prefix}{field.name}"
        inner = common_fields() if field is CHANNELS else field.fields
        yield from keys(inner, f"{prefix}{field.name}.")


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_the_tables_of_the_manual_are_fresh(page: Path) -> None:
    written = page.read_text(encoding="utf-8")
    assert refreshed(written) == written, "make docs"


def test_a_stale_table_is_noticed() -> None:
    stale = "<!-- table: rules -->\nwhat it was\n<!-- end -->\n"
    assert "`naive-time`" in refreshed(stale)
    assert "what it was" not in refreshed(stale)


@pytest.mark.parametrize(("name", "command"), list(commands()))
def test_every_command_and_option_is_in_the_manual(name: str, command: click.Command) -> None:
    under = section("commands.md", f"`outspoken {name}`")
    options = [option for parameter in command.params for option in parameter.opts if option.startswith("-")]
    arguments = [
        parameter.make_metavar(click.Context(command))
        for parameter in command.params
        if isinstance(parameter, click.Argument)
    ]
    assert [word for word in options + arguments if word not in under] == []


@pytest.mark.parametrize(("name", "command"), list(commands()))
def test_every_command_and_option_explains_itself(name: str, command: click.Command) -> None:
    assert command.help, name
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    assert [option.name for option in options if not option.help] == []


@pytest.mark.parametrize(
    ("page", "name", "fields"),
    [
        ("fields.md", "incident", INCIDENT),
        ("fields.md", "update", UPDATE),
        ("fields.md", "postmortem", POSTMORTEM),
        ("settings.md", "settings", SETTINGS),
        ("channels.md", "channel", common_fields()),
        *(("channels.md", kind.name, kind.fields) for kind in all_kinds().values()),
    ],
)
def test_every_key_has_its_row(page: str, name: str, fields: tuple[Field, ...]) -> None:
    # A kind of channel may have its section from the code alone.
    start = f"<!-- fields: {name} -->" if f"<!-- fields: {name} -->" in text(page) else f"## `{name}`"
    table = text(page).partition(start)[2].partition("<!-- end -->")[0]
    assert [key for key in keys(fields) if f"| `{key}` |" not in table] == []


@pytest.mark.parametrize(("file", "record"), PLAN_FILES.items())
def test_every_key_of_the_plan_has_its_row(file: str, record: RecordType) -> None:
    table = text("plan.md").partition(f"### `{file}`")[2].partition("### ")[0]
    assert [key for key in keys(record_keys(record)) if f"| `{key}` |" not in table] == []


def test_every_rule_has_its_row() -> None:
    assert [rule for rule in RULES if f"| `{rule}` |" not in text("rules.md")] == []


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as the git host makes them."""
    prose = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    headings = re.findall(r"^#+ (.*)$", prose, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    dead = []
    for link in LINK.findall(CODE.sub("", page.read_text(encoding="utf-8"))):
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            dead.append(link)
    assert dead == []


NOT_PROSE = re.compile(
    r"^```.*?^```|^<!-- (?:table|fields):.*?<!-- end -->|^[|>#].*?$", re.DOTALL | re.MULTILINE
)
ASIDE = re.compile(r"`[^`\n]*`|\([^()\n]*\)|“[^”\n]*”|\"[^\"\n]*\"")
SECOND_SENTENCE = re.compile(r"[^\s.][.!?]\**\s(?=[A-Z*\[`]).*")


def prose(written: str) -> str:
    """What a person wrote in sentences: no code, no table, no quotation."""
    return ASIDE.sub("`…`", NOT_PROSE.sub("", written))


def second_sentences(written: str) -> list[str]:
    """What follows the first sentence on a line of prose."""
    return [
        found[0]
        for line in prose(written).splitlines()
        if (found := SECOND_SENTENCE.search(line.lstrip(" 0123456789.")))
    ]


# Beside the idioms of the package's own texts.
PHRASE = re.compile(r"\b(?:put|call)(?:s|ed)? (?:it )?off\b|\balso (?:if|where|when|without)\b|, else ", re.I)
READ = [page for page in PAGES if not re.fullmatch(r"[\w-]+\.\w+\.md", page.name)]


def idioms(page: Path) -> list[str]:
    written = prose(page.read_text(encoding="utf-8"))
    return [found[0] for idiom in (IDIOM, PHRASE) for found in idiom.finditer(written)]


@pytest.mark.parametrize("page", READ, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_uses_plain_words(page: Path) -> None:
    assert idioms(page) == []


def test_every_note_of_a_change_uses_plain_words() -> None:
    notes = (page for page in PAGES if page not in READ)
    assert {page.name: found for page in notes if (found := idioms(page))} == {}


@pytest.mark.parametrize("page", READ, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_has_one_sentence_a_line(page: Path) -> None:
    assert second_sentences(page.read_text(encoding="utf-8")) == []


def test_a_second_sentence_on_a_line_is_noticed() -> None:
    assert second_sentences("One sentence.\nTwo here. And *here*.\n") == ["e. And *here*."]
    assert second_sentences("- **Bold.** Then more.\n1. One.\n") == ["d.** Then more."]
    assert second_sentences("| A. B |\n> A. B\nSay `a. B` and (a. B) at 2.5 s.\n") == []


def test_the_index_names_every_page_of_the_manual() -> None:
    linked = set(LINK.findall(text("README.md")))
    assert {page.name for page in DOCS.glob("*.md")} - {"README.md"} - linked == set()


PACKAGE = ROOT / "generator" / "outspoken"
DOORS = {"cli", "plugin"}


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", DOCS / "how-an-update-travels.md"], ids=lambda page: page.stem
)
def test_the_tour_names_every_room_and_no_other(page: Path) -> None:
    rooms = {path.parent.name for path in PACKAGE.glob("*/*.py")} | DOORS
    linked = re.findall(
        r"\[`([\w.]+)`\]\((?:\.\./)?generator/outspoken/[\w.]+\)", page.read_text(encoding="utf-8")
    )
    assert {name.removesuffix(".py") for name in linked} == rooms


def test_the_picture_of_the_rooms_names_each() -> None:
    picture = text("how-an-update-travels.md").partition("```text")[2].partition("```")[0]
    rooms = {path.parent.name for path in PACKAGE.glob("*/*.py")} | DOORS | {"errors", "rules", "shipped"}
    assert rooms - set(re.findall(r"\w+", picture)) == set()


def test_a_folder_that_the_manual_names_exists() -> None:
    page = text("how-an-update-travels.md")
    rooms = "|".join(path.name for path in PACKAGE.iterdir() if path.is_dir())
    named = set(re.findall(rf"`((?:{rooms})/\w+)`", page))
    assert named
    assert [name for name in named if not (PACKAGE / name).is_dir()] == []


def test_the_list_of_decisions_names_each() -> None:
    linked = set(LINK.findall(text("decisions/README.md")))
    assert {page.name for page in (DOCS / "decisions").glob("0*.md")} == linked


@pytest.mark.parametrize("decision", sorted((DOCS / "decisions").glob("0*.md")), ids=lambda path: path.stem)
def test_a_decision_says_why_what_and_until_when(decision: Path) -> None:
    written = decision.read_text(encoding="utf-8")
    for part in ("**Context.**", "**Choice.**", "**What would change our mind.**"):
        assert part in written


def test_a_change_to_come_is_of_a_known_kind() -> None:
    kinds = {"added", "changed", "fixed", "removed", "docs", "chore"}
    changes = [path.name for path in (DOCS / "changes").glob("*.md") if path.name != "README.md"]
    assert [name for name in changes if name.split(".")[1:-1] not in [[kind] for kind in kinds]] == []
