"""The demo's own plan is whole, signed by every role, and says that its people are made up."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from outspoken.derive.plan.on_duty import missing_roles, on_duty
from outspoken.derive.plan.sign_off_states import sign_off_states
from outspoken.review.plan_problems import plan_problems
from outspoken.source.plan.read_plan import read_plan
from outspoken.source.settings.read_settings import read_settings

ROOT = Path(__file__).parent.parent.parent
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


def test_check_has_nothing_to_say_about_it_even_in_public() -> None:
    settings = read_settings(ROOT, [])
    assert settings is not None

    found = plan_problems(ROOT, settings, NOW, latest=NOW, is_public=True)

    # A shallow clone, as some checkouts are, cannot date the text.
    assert [problem for problem in found if problem.rule != "no-git-history"] == []


def test_every_usual_role_has_a_person_a_deputy_and_a_signature() -> None:
    settings, reading = read_settings(ROOT, []), read_plan(ROOT, None)
    assert settings is not None
    assert reading is not None

    assert missing_roles(reading.plan) == ()
    assert all(duty.first and duty.next for duty in on_duty(reading.plan, NOW.date()))
    assert all(state.sign_off for state in sign_off_states(reading.plan, settings.zone))


def test_it_says_why_names_are_in_a_public_repository() -> None:
    assert "These people do not exist" in (ROOT / "plan" / "README.md").read_text(encoding="utf-8")
    assert "None of these people exists" in (ROOT / "plan" / "people.md").read_text(encoding="utf-8")
