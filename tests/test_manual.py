"""The examples of the manual can be copied unchanged, and the demo has no problem."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from outspoken.source.load import load

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 12, 15, 12, 0, tzinfo=UTC)
SETTINGS = """\
site_name: Example
site_url: https://status.example.com/
plugins:
  - outspoken:
      time_zone: Europe/Berlin
      components: [{id: checkout}, {id: accounts}, {id: gift-cards}]
      planned: {days: [saturday, sunday], between: "02:00-06:00 Europe/Berlin", longest: 60m, notice: 5d}
      postmortem: {required_for: [critical, major], within: 5d}
"""
INCIDENT = "incidents/2026-11/2026-11-21-card-payments-fail"
MAINTENANCE = "incidents/2026-11/2026-11-28-checkout-database"
PLACES = {
    "incident": f"{INCIDENT}/incident.md",
    "update": f"{INCIDENT}/updates/20261121T143200Z-identified.md",
    "postmortem": f"{INCIDENT}/postmortem.md",
    "maintenance": f"{MAINTENANCE}/incident.md",
    "announcement": f"{MAINTENANCE}/updates/20261120T100000Z-scheduled.md",
}
_EXAMPLE = re.compile(r"<!-- example: (\w+) -->\n```\w+\n(.*?)```", re.DOTALL)


def test_the_examples_of_the_manual_check_clean(tmp_path: Path) -> None:
    examples = dict(_EXAMPLE.findall((ROOT / "docs" / "incidents.md").read_text(encoding="utf-8")))
    assert examples.keys() == PLACES.keys()
    (tmp_path / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    for name, text in examples.items():
        path = tmp_path / PLACES[name]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    loaded = load(tmp_path, now=NOW, use_git=False)
    assert [problem for problem in loaded.problems if problem.rule != "no-git-history"] == []
    assert loaded.history is not None
    assert [incident.folder for incident in loaded.history.incidents] == [INCIDENT, MAINTENANCE]


def test_the_demo_has_neither_errors_nor_warnings() -> None:
    loaded = load(ROOT, now=NOW, use_git=False)
    assert loaded.problems == ()
    assert loaded.history is not None
    assert len(loaded.history.incidents) >= 15
