"""`outspoken plan`: the number to call at night, what is due, and the tasks that are done."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.example_plan import write_plan


@pytest.fixture
def planned(site: Any) -> Any:
    """A site with a plan."""
    write_plan(Path(site.root, "plan"))
    return site


def test_one_command_shows_who_to_call(planned: Any) -> None:
    done = planned.run("plan")

    assert done.returncode == 0
    assert "commander       Ada: +49 30 23125 100, 7, a@x.example, @ada\n" in done.stdout
    assert "                then Tom: +49 30 23125 101\n" in done.stdout


def test_the_numbers_are_shown_although_the_settings_are_broken(planned: Any) -> None:
    planned.write("mkdocs.yml", "site_name: [\n")

    done = planned.run("plan")

    assert (done.returncode, "+49 30 23125 100" in done.stdout) == (0, True)
    assert "mkdocs.yml" in done.stderr


@pytest.mark.parametrize("text", [None, "---\nroles: nobody\n---\n", "roles:\n"])
def test_the_numbers_are_shown_although_the_roles_are_broken(planned: Any, text: str | None) -> None:
    roles = planned.root / "plan" / "roles.md"
    roles.unlink()
    if text:
        planned.write("plan/roles.md", text)

    done = planned.run("plan")

    assert "Everyone in people.md:\n\nAda: +49 30 23125 100" in done.stdout
    assert "Tom: +49 30 23125 101" in done.stdout
    assert "roles.md" in (done.stderr if text else done.stdout)
    assert "unknown role" not in done.stderr


@pytest.mark.parametrize("line", ["../private", '"../private/" # kept apart', "'../private'"])
def test_broken_settings_still_lead_to_a_private_plan(site: Any, line: str) -> None:
    write_plan(site.root.parent / "private")
    site.write("mkdocs.yml", f"site_name: [\nplugins:\n  - outspoken:\n      plan_dir: {line}\n")

    assert "+49 30 23125 100" in site.run("plan").stdout


def test_a_broken_file_of_the_plan_is_named_and_the_rest_is_shown(planned: Any) -> None:
    planned.write("plan/channels.md", "no front matter\n")

    done = planned.run("plan")

    assert (done.returncode, "+49 30 23125 100" in done.stdout) == (1, True)
    assert "plan/channels.md:1: error" in done.stderr


def test_one_role_is_shown_with_its_tasks_and_its_second_line(planned: Any) -> None:
    said = planned.run("plan", "show", "Commander").stdout

    assert "Decides" in said
    assert "take-command" in said
    assert "first-update" not in said
    assert "If this fails: Phone\n    Mobile. Redirect\n" in said


@pytest.mark.parametrize(
    ("role", "hint"), [("comander", "did you mean commander?"), ("cook", "the roles are")]
)
def test_an_unknown_role_is_answered_with_a_guess_or_the_list(planned: Any, role: str, hint: str) -> None:
    done = planned.run("plan", "show", role)

    assert (done.returncode, done.stdout) == (2, "")
    assert hint in done.stderr


def test_without_a_plan_the_command_says_how_to_begin_one(site: Any) -> None:
    done = site.run("plan")

    assert (done.returncode, done.stderr) == (1, "there is no plan in plan: run outspoken plan init\n")


def test_init_writes_a_plan_that_check_has_no_error_for(site: Any) -> None:
    done = site.run("plan", "init")
    again = site.run("plan", "init")
    checked = site.run("plan", "check")

    assert "plan/roles.md\n" in done.stdout
    assert (again.stdout, "kept unchanged: plan/roles.md" in again.stderr) == ("", True)
    assert (checked.returncode, "error" in checked.stdout) == (0, False)
    assert site.run("plan", "check", "--strict").returncode == 1


def test_init_writes_where_the_settings_say(site: Any) -> None:
    site.write("mkdocs.yml", f"{(site.root / 'mkdocs.yml').read_text()}      plan_dir: ../private\n")

    assert "../private/roles.md\n" in site.run("plan", "init").stdout
    assert (site.root.parent / "private" / "roles.md").is_file()
    assert not (site.root / "plan").exists()


def test_check_finds_the_problems_of_the_plan_too(planned: Any) -> None:
    planned.write("plan/channels.md", "---\nchannels: []\nchanels: []\n---\n")

    assert "plan/channels.md:3: error: unknown key chanels; did you mean channels?" in planned.check()
    assert "unknown key chanels" in planned.run("plan", "check").stdout


def test_options_before_the_subcommand_count_for_it(planned: Any, tmp_path: Path) -> None:
    done = planned.run("plan", "--root", str(planned.root), "check", cwd=tmp_path)

    assert "the plan:" in done.stdout


def test_a_new_incident_gets_its_checklist_where_there_is_a_plan(planned: Any) -> None:
    incident = planned.open()

    text = (planned.root / f"incidents/2026-11/{incident}/checklist.md").read_text(encoding="utf-8")

    assert "- [ ] `escalate-major-commander` Call commander: Decide" in text
    assert "- [ ] `first-update` Publish" in text


def test_scheduled_maintenance_gets_no_checklist(planned: Any) -> None:
    words = ("--from", "2026-12-05T02:00Z", "--until", "30m", "--component", "api", "-m", "We upgrade.")
    planned.run("schedule", "Upgrade", *words)

    assert [path for path in planned.files() if path.endswith("checklist.md")] == []


def test_the_json_of_new_still_ends_with_the_update(planned: Any) -> None:
    words = ("new", "Down", "--impact", "major", "--component", "api", "-m", "Down.", "--json")

    assert "/updates/" in json.loads(planned.run(*words).stdout)["path"]


def test_what_is_due_is_shown_until_it_is_ticked(planned: Any) -> None:
    incident = planned.open("Payments fail", "--started", "1h")

    before = planned.run("plan").stdout
    planned.run("plan", "tick", "escalate-major-commander", "--by", "Ada")
    after = planned.run("plan").stdout

    line = f"{incident}: Call commander: Decide (due 13:35 UTC; tick it: escalate-major-commander)"
    assert (line in before, line in after) == (True, False)
    assert "escalate-major-communications" in after


def test_the_watch_gives_a_command_that_settles_the_escalation(planned: Any) -> None:
    incident = planned.open("Payments fail", "--started", "1h")
    planned.git("add", "-A")
    planned.git("commit", "-q", "-m", "Open")
    command = f"outspoken plan tick {incident} escalate-major-commander"

    before = planned.run("watch").stderr
    planned.run(*command.split()[1:], "--by", "Ada")

    assert command in before
    assert command not in planned.run("watch").stderr


def test_a_tick_says_who_did_it_and_when(planned: Any) -> None:
    incident = planned.open()

    done = planned.run("plan", "tick", incident, "brief", "--by", "Ada")

    assert done.stdout == f"incidents/2026-11/{incident}/checklist.md\n"
    line = "- [x] `brief` Brief the team (done by Ada at 2026-11-21T14:05:30Z)"
    assert line in planned.files()[done.stdout.strip()]


def test_a_tick_again_changes_nothing(planned: Any) -> None:
    planned.open()
    planned.run("plan", "tick", "brief", "--by", "Ada")
    before = planned.files()

    done = planned.run("plan", "tick", "brief", "--by", "Tom")

    assert (done.returncode, planned.files()) == (0, before)
    assert "brief was ticked already by Ada at 2026-11-21 14:05 UTC" in done.stderr


def test_an_unknown_task_is_answered_with_a_guess(planned: Any) -> None:
    planned.open()
    before = planned.files()

    done = planned.run("plan", "tick", "first-updat")

    assert (done.returncode, planned.files()) == (2, before)
    assert "did you mean first-update?" in done.stderr


def test_the_tasks_are_listed_with_what_is_done(planned: Any) -> None:
    planned.open()
    planned.run("plan", "tick", "brief", "--by", "Ada")

    said = planned.run("plan", "tick").stdout

    assert "[x] brief                    communications: Brief the team (Ada)\n" in said
    assert "[ ] apology                  communications: Apologise\n" in said


def test_a_tick_can_be_committed_alone(planned: Any) -> None:
    planned.git("add", "-A")
    planned.git("commit", "-q", "-m", "Plan")
    incident = planned.open("Payments fail", "--commit")
    planned.write("other.txt", "mine")

    done = planned.run("plan", "tick", "brief", "--by", "Ada", "--commit")

    assert done.returncode == 0, done.stderr
    assert planned.git("show", "--name-only", "--format=%s") == (
        f"Tick brief: {incident}\n\nincidents/2026-11/{incident}/checklist.md"
    )
    assert planned.git("status", "--porcelain") == "?? other.txt"


def test_the_checklist_of_a_plan_in_a_submodule_stays_in_it(planned: Any) -> None:
    planned.write("plan/.git", "gitdir: ../.git/modules/plan\n")
    incident = planned.open()

    planned.run("plan", "tick", "brief", "--by", "Ada")

    assert (planned.root / "plan" / "checklists" / f"{incident}.md").is_file()
    assert [path for path in planned.files() if path.endswith("checklist.md")] == []


def test_the_checklist_of_a_private_plan_stays_beside_it(site: Any) -> None:
    site.write("mkdocs.yml", f"{(site.root / 'mkdocs.yml').read_text()}      plan_dir: ../private\n")
    private = write_plan(site.root.parent / "private")
    incident = site.open()

    done = site.run("plan", "tick", "brief", "--by", "Ada")

    assert (private / "checklists" / f"{incident}.md").is_file()
    assert done.stdout.endswith(f"private/checklists/{incident}.md\n")
    assert [path for path in site.files() if path.endswith("checklist.md")] == []
