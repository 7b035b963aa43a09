"""Following the manual's first page leads to a site."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from outspoken.cli import main
from outspoken.source.load import load

PAGE = Path(__file__).parent.parent / "docs" / "starting.md"
NOW = "2026-11-21T14:00Z"
INCIDENT = "incidents/2026-11/2026-11-21-checkout-errors"
PLACES = [
    "mkdocs.yml",
    "site_src/index.md",
    f"{INCIDENT}/incident.md",
    f"{INCIDENT}/updates/20261121T131000Z-investigating.md",
]


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A folder with the files that the page says to write."""
    blocks = re.findall(r"```(?:yaml|markdown)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    for place, text in zip(PLACES, blocks, strict=True):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(text, encoding="utf-8")
    return tmp_path


def test_what_the_first_page_says_to_write_has_no_problem(written: Path) -> None:
    loaded = load(written, now=datetime.fromisoformat(NOW).astimezone(UTC), use_git=False)
    assert loaded.problems == ()


def test_what_the_first_page_says_to_write_becomes_a_site(written: Path) -> None:
    result = CliRunner().invoke(main, ["build", "--root", str(written), "--now", NOW, "--jobs", "1"])
    assert result.exit_code == 0, result.output
    home = (written / "site" / "index.html").read_text(encoding="utf-8")
    assert "Checkout errors" in home
    assert "Subscribe to learn of an incident before you notice it." in home
