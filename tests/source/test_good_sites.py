"""Every folder of tests/pass is a site without a Problem."""

from __future__ import annotations

import runpy
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from outspoken.source.load import load

NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)
SITES = Path(__file__).parent.parent / "pass"


@pytest.mark.parametrize("name", sorted(path.name for path in SITES.iterdir() if path.is_dir()))
def test_a_good_site_has_no_problem_and_all_its_incidents(tmp_path: Path, name: str) -> None:
    site = shutil.copytree(SITES / name, tmp_path / "site")
    if (arrange := site / "arrange.py").exists():
        runpy.run_path(str(arrange))["arrange"](site)
    loaded = load(site, now=NOW, use_git=False)

    assert loaded.problems == ()
    assert loaded.history
    written = sorted(path.parent.name for path in site.glob("incidents/*/*/incident.md"))
    assert sorted(incident.id for incident in loaded.history.incidents) == written
