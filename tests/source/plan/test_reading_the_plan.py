"""A plan is read whole, and one bad file hides nothing of the others."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.example_plan import write_plan

from outspoken.authoring.plan_scaffold import start_plan
from outspoken.model.plan.plan_parts import PLAN_FILES
from outspoken.source.plan.public_part import read_public
from outspoken.source.plan.read_plan import PlanReading, read_plan
from outspoken.source.settings.read_settings import read_settings

SETTINGS = """\
site_name: Example status
site_url: https://status.example.com/
plugins:
  - outspoken:
      components: [{id: checkout, name: Checkout}]
"""


def reading_of(root: Path) -> PlanReading:
    found = read_plan(root, None)
    assert found is not None
    return found


def test_a_site_without_a_plan_has_none(tmp_path: Path) -> None:
    assert read_plan(tmp_path, None) is None


def test_a_complete_plan_is_read_with_all_its_values(tmp_path: Path) -> None:
    write_plan(tmp_path / "plan")

    reading = reading_of(tmp_path)

    assert reading.problems == ()
    plan = reading.plan
    assert [role.role for role in plan.roles.roles] == ["commander", "communications"]
    assert plan.person("Ada") and plan.person("Ada").phone == "+49 30 23125 100"  # type: ignore[union-attr]
    assert plan.escalation.escalation[1].after == timedelta(minutes=30)
    assert plan.drilled == date(2026, 10, 14)
    assert plan.sign_offs.sign_offs[1].day == date(2026, 11, 2)
    assert [item.id for item in plan.items] == [
        *("escalate-major-communications", "escalate-major-commander"),
        *("first-update", "brief", "take-command", "apology"),
    ]


def test_the_plan_that_init_writes_has_no_errors_and_lacks_no_file(tmp_path: Path) -> None:
    start_plan(tmp_path / "plan")

    assert reading_of(tmp_path).problems == ()
    assert set(PLAN_FILES) <= {path.name for path in (tmp_path / "plan").iterdir()}


def test_init_keeps_what_exists_and_writes_the_rest(tmp_path: Path) -> None:
    start_plan(tmp_path)
    (tmp_path / "roles.md").write_text("ours", encoding="utf-8")
    (tmp_path / "people.md").unlink()

    written, kept = start_plan(tmp_path)

    assert written == ("people.md",)
    assert "roles.md" in kept
    assert (tmp_path / "roles.md").read_text(encoding="utf-8") == "ours"


def test_a_broken_file_does_not_hide_a_phone_number_of_another(tmp_path: Path) -> None:
    write_plan(tmp_path / "plan", checklists="---\n: [\n---\n")

    reading = reading_of(tmp_path)

    assert not reading.is_good
    assert [problem.path for problem in reading.problems] == ["plan/checklists.md"]
    assert reading.plan.people.people[0].phone == "+49 30 23125 100"


def test_a_file_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    plan = write_plan(tmp_path / "plan", outages=None)
    (tmp_path / "secret.md").write_text("---\npublic: true\noutages: []\n---\nSecret.\n", encoding="utf-8")
    (plan / "outages.md").symlink_to(tmp_path / "secret.md")

    reading = reading_of(tmp_path)

    assert "Secret" not in str(reading.plan)
    assert [problem.path for problem in reading.problems] == ["plan/outages.md"]


def test_a_plan_may_be_beside_the_repository(tmp_path: Path) -> None:
    root = tmp_path / "status"
    root.mkdir()
    (root / "mkdocs.yml").write_text(f"{SETTINGS}      plan_dir: ../private/plan/\n", encoding="utf-8")
    write_plan(tmp_path / "private" / "plan", channels=None)

    reading = read_plan(root, read_settings(root, []))

    assert reading is not None
    assert [problem.path for problem in reading.problems] == ["../private/plan/channels.md"]


@pytest.mark.parametrize(
    ("mark", "is_shown"), [("true", True), ("false", False), ("yes", False), ("", False)]
)
def test_only_a_plain_true_makes_a_file_public(tmp_path: Path, mark: str, is_shown: bool) -> None:
    (tmp_path / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    settings = read_settings(tmp_path, [])
    assert settings is not None
    write_plan(tmp_path / "plan", outages=f"---\npublic: {mark}\noutages: []\n---\n")

    public = read_public(tmp_path, settings, [])

    assert public is not None
    assert (public.outages is not None) is is_shown
    assert public.going_public is None
    assert public.in_return is None
