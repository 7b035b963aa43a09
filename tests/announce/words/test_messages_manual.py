"""docs/messages.md names all that a template can use, and every template that is shipped."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from msgspec.structs import fields
from tests.announce.words.conftest import SETTINGS

from outspoken.announce.words.template_check import message_problems
from outspoken.channels.all_kinds import all_kinds
from outspoken.channels.message import Message
from outspoken.model.channel import Audience
from outspoken.model.incident_keys import IncidentKeys
from outspoken.model.key_values import facts
from outspoken.model.update_keys import UpdateKeys
from outspoken.render.messages.message_facts import MessageFacts
from outspoken.render.messages.news_case import Case

ROOT = Path(__file__).parents[3]
MANUAL = (ROOT / "docs" / "messages.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*(field.name for field in fields(MessageFacts)), "is_open", *Case])
def test_the_manual_names_what_a_template_can_use(name: str) -> None:
    assert f"`{name}`" in MANUAL


@pytest.mark.parametrize("name", dict.fromkeys((*facts(IncidentKeys), *facts(UpdateKeys))))
def test_the_manual_names_every_fact_of_the_front_matter(name: str) -> None:
    assert f"`news.{name}`" in MANUAL or f"`{name}`" in MANUAL


@pytest.mark.parametrize("kind", all_kinds())
def test_the_manual_has_the_limit_of_each_message(kind: str) -> None:
    section = MANUAL.split("## How long")[1].split("## ")[0]
    (row,) = (line for line in section.splitlines() if line.startswith("|") and f"`{kind}`" in line)
    limit = all_kinds()[kind].scale.measure("").limit
    assert (f"{limit:,}" if limit else "any") in row


def test_the_manual_names_what_programs_get(message_for: Callable[..., Message]) -> None:
    data = message_for("postmortem", "webhook").data
    names = set(data)
    for part in data.values():
        names |= set(part) if isinstance(part, Mapping) else set()
    # A key without a place of its own has its row in the table of facts.
    named = {name for name in names if f"`{name}`" in MANUAL or f"`news.{name}`" in MANUAL}
    assert names - named == set()


def test_every_medium_has_words_for_every_audience() -> None:
    names = {path.name for path in (ROOT / "templates" / "messages").iterdir()}
    listeners = [*(audience.value for audience in Audience), "overdue"]
    assert names == {
        "parts.txt",
        "mail.html",
        *(f"{medium}-{listener}.txt" for medium in ("short", "chat", "mail") for listener in listeners),
        *(f"mail-{listener}.html" for listener in listeners),
    }


def test_the_shipped_templates_pass_their_own_check(tmp_path: Path) -> None:
    (tmp_path / "templates" / "messages").mkdir(parents=True)
    assert message_problems(tmp_path, SETTINGS) == ()


def test_no_message_says_how_far_away_an_instant_is() -> None:
    for path in (Path(__file__).parent / "golden").glob("*.txt"):
        assert not re.search(r"\bin \d+ (?:minutes|hours)\b|\bago\b", path.read_text(encoding="utf-8")), (
            path.name
        )
