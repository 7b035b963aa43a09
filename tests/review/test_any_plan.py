"""Whatever is written into a plan: all problems at once, and never a traceback."""

from __future__ import annotations

import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.example_plan import PLAN, write_plan

from outspoken.derive.plan.on_duty import on_duty
from outspoken.derive.plan.plan_cases import standing_cases
from outspoken.model.component import Component
from outspoken.model.plan.plan_parts import PLAN_FILES
from outspoken.model.settings import Settings
from outspoken.review.plan_problems import plan_problems
from outspoken.site.prose_request import prose_placeholders
from outspoken.source.plan.checklist_file import new_checklist
from outspoken.source.plan.read_plan import read_plan

NOW = datetime(2026, 11, 21, tzinfo=UTC)
SETTINGS = Settings(
    site_name="Example",
    url="https://status.example.com/",
    host="status.example.com",
    components=(Component(id="checkout", name="Checkout"),),
)
ODD = (
    "",
    "~",
    "[]",
    "{}",
    "[[]]",
    "[{}]",
    "[~]",
    "-1",
    "2026-13-40",
    "{a: {b: [c]}}",
    "'  '",
    "true",
    "&a",
    "\x01",
)
PLACES = "".join(
    f"<!-- outspoken: {place} -->\n"
    for place in ("outages", "planned", "going-public", "in-return", "cadence")
)


def judged(files: dict[str, bytes]) -> None:
    """Read a plan with these files, check it and render what is public."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_plan(root / "plan")
        for name, data in files.items():
            (root / "plan" / name).write_bytes(data)
        for problem in plan_problems(root, SETTINGS, NOW, latest=NOW, is_public=True):
            assert problem.path.startswith("plan")
            assert problem.message
        prose_placeholders(root, SETTINGS).filled(PLACES, "site_src/promise.md", [])


@settings(max_examples=30, deadline=None)
@given(name=st.sampled_from(sorted(PLAN_FILES)), data=st.binary(max_size=200))
def test_any_bytes_are_read(name: str, data: bytes) -> None:
    judged({name: data})


@settings(max_examples=30, deadline=None)
@given(name=st.sampled_from(sorted(PLAN_FILES)), text=st.text(max_size=120))
def test_any_front_matter_is_read(name: str, text: str) -> None:
    judged({name: f"---\n{text}\n---\n".encode("utf-8", "surrogatepass")})


def mutants(text: str) -> list[str]:
    """The text with each of its values replaced by each odd one, and with each key misspelt."""
    values = [m.span(1) for m in re.finditer(r"(?<=: )([^,{}\[\]\n]+|\[[^\]\n]*\]|\{[^}\n]*\})", text)]
    keys = [m.start() for m in re.finditer(r"(?<=[{\n ])[a-z_]+(?=:)", text)]
    return [
        *(text[:start] + odd + text[end:] for start, end in values for odd in ODD),
        *(f"{text[:place]}x{text[place:]}" for place in keys),
    ]


@pytest.mark.parametrize("name", sorted(PLAN_FILES))
def test_every_value_may_be_odd_and_every_key_misspelt(name: str, tmp_path: Path) -> None:
    write_plan(tmp_path / "plan")
    tried = mutants(PLAN[name])

    assert tried
    for text in tried:
        (tmp_path / "plan" / name).write_text(text, encoding="utf-8")
        reading = read_plan(tmp_path, None)
        assert reading is not None
        # What follows from a plan that was read in part.
        on_duty(reading.plan, NOW.date())
        standing_cases(reading.plan, ZoneInfo("Europe/Berlin"))
        new_checklist(reading.plan, "major")
