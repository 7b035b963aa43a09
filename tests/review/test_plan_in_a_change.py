"""A change of the plan is checked as such, and a tick holds no update up."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.example_plan import write_plan

HERE = "incidents/2026-11/2026-11-21-checkout-errors"
SETTINGS = """\
site_name: Example status
site_url: https://status.example.com/
plugins:
  - outspoken:
      approval: {required_for: [major]}
      components: [{id: checkout, name: Checkout}]
"""
INCIDENT = "---\ntitle: Checkout errors\nimpact: major\ncomponents: {checkout: partial_outage}\n"
UPDATE = "---\nstatus: {status}\nat: {at}\n---\n{words}\n"
FILES = {
    f"{HERE}/incident.md": f"{INCIDENT}started: 2026-11-21T14:05Z\n---\nPayments fail.\n",
    f"{HERE}/updates/20261121T141000Z-investigating.md": UPDATE.format(
        status="investigating", at="2026-11-21T14:10Z", words="Some card payments fail."
    ),
    f"{HERE}/checklist.md": "# Checklist\n\n- [ ] `brief` Brief the team\n",
}
TICKED = {f"{HERE}/checklist.md": "# Checklist\n\n- [x] `brief` Brief (done by Ada at 2026-11-21T14:12Z)\n"}
NEXT = f"{HERE}/updates/20261121T141500Z-identified.md"


@pytest.fixture
def site(publish: Callable[..., Any]) -> Any:
    """A published incident with its checklist, under a policy of approvals."""
    return publish(FILES, settings=SETTINGS)


def route(site: Any) -> str:
    return str(json.loads(site.run("approval", "--json").output)["route"])


def test_a_tick_alone_needs_no_approval_and_publishes_nothing(site: Any) -> None:
    site.write(TICKED)

    assert route(site) == "free"
    assert "Ada" not in site.run("preview").output
    assert site.run("check").output.endswith("no problems.\n")


def test_a_tick_beside_an_update_from_a_template_keeps_it_fast(site: Any) -> None:
    words, own = "We know the cause.", "templates/scaffolds/messages/known.md"
    site.git("checkout", "-q", "main")
    site.commit({own: f"---\nabout: Known\n---\n{words}\n"}, "2026-11-21T14:11:00Z")
    site.git("checkout", "-q", "-B", "change")
    update = UPDATE.format(status="identified", at="2026-11-21T14:15Z", words=words)

    site.write({**TICKED, NEXT: update})

    assert route(site) == "fast"


def test_an_update_beside_a_tick_waits_as_it_would_alone(site: Any) -> None:
    site.write(
        {**TICKED, NEXT: UPDATE.format(status="identified", at="2026-11-21T14:15Z", words="It was us.")}
    )

    assert route(site) == "waits"


def test_the_plan_is_checked_if_the_change_touches_it(publish: Callable[..., Any], tmp_path: Path) -> None:
    plan = write_plan(tmp_path / "example", channels="---\nchanels: []\n---\n")
    files = {f"plan/{p.relative_to(plan).as_posix()}": p.read_text() for p in plan.rglob("*") if p.is_file()}
    site = publish({**FILES, **files}, settings=SETTINGS)

    untouched = site.run("check").output
    site.write({"plan/escalation.md": "---\nescalation: []\n---\n"})
    touched = site.run("check").output

    assert "plan/" not in untouched
    assert "plan/channels.md:2: error: unknown key chanels; did you mean channels?" in touched
    assert "signed before escalation.md was changed" in touched


def test_a_place_on_a_page_is_checked_if_the_change_touches_the_page(site: Any) -> None:
    site.write({"site_src/promise.md": "<!-- outspoken: cadense -->\n"})
    site.git("add", "-A")

    assert "site_src/promise.md:1: error: outspoken: cadense is unknown here" in site.run("check").output
