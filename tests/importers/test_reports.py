"""Reports of several headings in an old text are post-mortems."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Make = Callable[..., Any]


@pytest.mark.parametrize("mark", ["## {}", "### {}", "**{}**", "**{}:**"])
def test_sections_of_a_report_are_one_post_mortem(issue: Make, mark: str) -> None:
    titles = ("Background", "Problem", "Solution", "Timeline", "Impact", "Future Solutions")
    report = "\n\n".join(f"{mark.format(title)}\n\n* 11:00 {title} words" for title in titles)
    done = issue(f"All services were down.\n\n{report}\n")
    assert done.texts() == ["All services were down.", "Resolved."]
    assert done.history.incidents[0].postmortem.body == report


def test_a_resolution_and_times_within_a_report_are_no_messages(issue: Make) -> None:
    report = "# Post-mortem\n\n## Timeline\n\n**10:00** - down\n\n**11:00** - up\n\n## Resolution\n\nA cable."
    done = issue(f"[Final]\nUp.\n\n{report}\n\n[Initial]\nDown.\n")
    assert done.history.incidents[0].postmortem.body == report
    assert [text.splitlines()[-1] for text in done.texts()] == ["Down.", "Up."]


@pytest.mark.parametrize(
    "body", ["Down.\n\n## Impact\n\nAll.\n", "Down.\n\n**Update: root cause found**\n\nA cable.\n"]
)
def test_one_usual_heading_is_no_post_mortem(issue: Make, body: str) -> None:
    assert issue(body).history.incidents[0].postmortem is None


def test_an_announcement_with_headings_is_no_post_mortem(issue: Make) -> None:
    body = "We will upgrade mail.\n\n## Background\n\nOld.\n\n## Impact\n\nShort.\n"
    done = issue(body, title="Upgrade of mail", severity="notice")
    assert done.history.incidents[0].postmortem is None
    assert "## Impact" in done.texts()[0]


def test_an_open_incident_has_no_post_mortem(issue: Make) -> None:
    done = issue("Down.\n\n## Problem\n\nx\n\n## Impact\n\ny\n", resolved="false", resolvedWhen="")
    assert done.history.incidents[0].postmortem is None


def test_a_report_alone_is_a_post_mortem_below_the_title(issue: Make) -> None:
    done = issue("## Problem\n\nA cable.\n\n## Impact\n\nAll.\n")
    assert done.texts() == ["Slow pages", "Resolved."]
    assert done.history.incidents[0].postmortem.body.startswith("## Problem")
