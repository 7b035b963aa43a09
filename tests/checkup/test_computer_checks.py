"""What this computer has, and lacks."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from outspoken.authoring.scaffold.installation import Installation
from outspoken.checkup.computer_checks import computer_findings
from outspoken.checkup.finding import Finding, Verdict

RUNS = Installation(version="1.2.3")


def found(environ: dict[str, str], encoding: str = "utf-8") -> dict[str, Finding]:
    return {one.check: one for one in computer_findings(RUNS, environ, encoding, ZoneInfo("Europe/Berlin"))}


def test_an_editor_that_is_named_is_installed(tmp_path: Path) -> None:
    (tmp_path / "edit").write_text("#!/bin/sh\n", encoding="utf-8")
    (tmp_path / "edit").chmod(0o755)
    path = {"PATH": str(tmp_path)}

    assert "typed in the terminal" in found(path)["editor"].message
    assert found({**path, "EDITOR": "absent"})["editor"].message == "the editor absent is not installed"
    assert found({**path, "VISUAL": "edit --wait", "EDITOR": "absent"})["editor"].verdict is Verdict.GOOD


@pytest.mark.parametrize(
    ("encoding", "good"), [("utf-8", True), ("UTF8", True), ("ascii", False), ("", False)]
)
def test_a_terminal_that_cannot_show_titles_is_named(encoding: str, good: bool) -> None:
    assert (found({}, encoding)["terminal"].verdict is Verdict.GOOD) is good


def test_a_time_zone_that_does_not_exist_is_named() -> None:
    assert found({"TZ": "Europe/Atlantis"})["time zone"].verdict is Verdict.TO_DO
    good = found({"TZ": ":America/New_York"})["time zone"]
    assert good.message == "times are shown in America/New_York; the page's is Europe/Berlin"


def test_nothing_to_upgrade_with_is_not_a_failure(tmp_path: Path) -> None:
    assert found({"PATH": str(tmp_path)})["installer"].verdict is Verdict.UNKNOWN
