"""A tick changes one line and nothing else, and says who did it and when."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tests.example_plan import write_plan

from outspoken.authoring.checklist_ticks import tick_item
from outspoken.model.plan.outage_plan import ChecklistItem, Plan
from outspoken.source.plan.checklist_file import new_checklist, ticked, ticks_in
from outspoken.source.plan.read_plan import read_plan

NOW = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)
NAMES = ("first-update", "brief", "take-command", "apology")


def plan_in(folder: Path) -> Plan:
    write_plan(folder / "plan")
    reading = read_plan(folder, None)
    assert reading is not None
    return reading.plan


def item(plan: Plan, name: str) -> ChecklistItem:
    return next(each for each in plan.items if each.id == name)


def test_a_new_checklist_has_every_task_and_the_escalations_of_its_impact(tmp_path: Path) -> None:
    plan = plan_in(tmp_path)

    assert "escalate-major-commander" in new_checklist(plan, "major")
    assert "escalate" not in new_checklist(plan, "minor")
    assert all(f"- [ ] `{name}`" in new_checklist(plan, "minor") for name in NAMES)
    assert ticks_in(new_checklist(plan, "major")) == {}


def test_a_tick_is_read_back_with_its_person_and_time(tmp_path: Path) -> None:
    plan = plan_in(tmp_path)

    result = tick_item(
        tmp_path / "c.md", item(plan, "brief"), "Ada (on call)", NOW, new_checklist(plan, "major")
    )

    assert (result.tick.who, result.tick.at, result.is_earlier) == ("Ada on call", NOW, False)
    text = (tmp_path / "c.md").read_text(encoding="utf-8")
    assert "- [x] `brief` Brief the team (done by Ada on call at 2026-11-21T14:05Z)" in text


def test_a_second_tick_changes_nothing_and_names_the_first(tmp_path: Path) -> None:
    plan, path = plan_in(tmp_path), tmp_path / "c.md"
    tick_item(path, item(plan, "brief"), "Ada", NOW, new_checklist(plan, "major"))
    before = path.read_bytes()

    again = tick_item(path, item(plan, "brief"), "Tom", NOW.replace(hour=15), "")

    assert (again.is_earlier, again.tick.who) == (True, "Ada")
    assert path.read_bytes() == before


def test_a_box_that_a_person_ticked_by_hand_counts(tmp_path: Path) -> None:
    text = new_checklist(plan_in(tmp_path), "major").replace("- [ ] `brief`", "- [X] `brief`")

    assert [tick.item for tick in ticks_in(text).values()] == ["brief"]


def test_a_task_that_the_plan_got_later_is_added_with_its_tick(tmp_path: Path) -> None:
    new = ChecklistItem(id="call-bank", what="Call the bank")

    text = ticked(new_checklist(plan_in(tmp_path), "major"), new, "Ada", NOW)

    assert text.endswith("\n\n- [x] `call-bank` Call the bank (done by Ada at 2026-11-21T14:05Z)\n")


WORD = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp", "Zs"), blacklist_characters="()"), min_size=1
)


@given(names=st.lists(st.sampled_from(NAMES), unique=True), who=WORD)
def test_ticks_in_any_order_are_all_read_back_and_leave_other_lines_alone(names: list[str], who: str) -> None:
    text = (
        "\n\n".join(["# Checklist", "Our own words.", *(f"- [ ] `{name}` Do {name}" for name in NAMES)])
        + "\n"
    )
    for name in names:
        text = ticked(text, ChecklistItem(id=name, what=f"Do {name}"), who, NOW)

    assert {name: tick.who for name, tick in ticks_in(text).items()} == dict.fromkeys(names, who)
    assert [line for line in text.splitlines() if "- [x]" not in line] == [
        line
        for line in [
            "# Checklist",
            "",
            "Our own words.",
            *(part for n in NAMES for part in ("", f"- [ ] `{n}` Do {n}")),
        ]
        if not any(f"`{name}`" in line for name in names)
    ]


def test_two_people_who_tick_neighbouring_tasks_do_not_conflict(tmp_path: Path, quiet_git: None) -> None:
    plan, path = plan_in(tmp_path), tmp_path / "checklist.md"

    def git(*words: str) -> None:
        subprocess.run(["git", *words], cwd=tmp_path, check=True, capture_output=True)

    def tick(name: str, who: str) -> None:
        tick_item(path, item(plan, name), who, NOW, "")
        git("commit", "-q", "-a", "-m", name)

    path.write_text(new_checklist(plan, "major"), encoding="utf-8", newline="\n")
    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-q", "-m", "Open the incident")
    git("switch", "-q", "-c", "other")
    tick("first-update", "Ada")
    git("switch", "-q", "main")
    tick("brief", "Tom")
    git("merge", "-q", "--no-edit", "other")

    who = {name: each.who for name, each in ticks_in(path.read_text(encoding="utf-8")).items()}
    assert who == {"first-update": "Ada", "brief": "Tom"}
