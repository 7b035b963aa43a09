"""`outspoken withdraw`: what should not have been published is withdrawn, with the reason."""

from __future__ import annotations

import json
from typing import Any

from tests.cli.conftest import Type


def test_the_reason_is_written_into_incident_md_and_nothing_else_changes(site: Any) -> None:
    incident = site.open("Payments fail")
    before = site.files()[f"incidents/2026-11/{incident}/incident.md"]
    done = site.run("withdraw", "fail", "--reason", "A test of our monitoring: nothing failed")

    assert done.stdout == f"incidents/2026-11/{incident}/incident.md\n"
    assert site.files()[done.stdout.strip()] == before.replace(
        "\n---\n", '\nwithdrawn: "A test of our monitoring: nothing failed"\n---\n'
    )
    assert site.check() == "1 incident, 1 update: no problems.\n"


def test_one_update_is_withdrawn_by_a_part_of_its_name(site: Any) -> None:
    incident = site.open()
    site.run("resolve", "-m", "Over.", "--data", "No data was lost.")
    done = site.run("withdraw", incident, "--update", "resolved", "--reason", "It still fails", "--json")
    found = json.loads(done.stdout)

    assert found["update"].endswith("-resolved")
    assert "withdrawn: It still fails\n" in site.files()[found["path"]]
    assert incident in site.run("status", "--no-ledger").stdout


def test_it_says_what_this_means_before_it_is_done(site: Any) -> None:
    incident = site.open()
    done = site.run("withdraw", "--reason", "A test")

    assert done.stderr == (
        f"{incident} (Payments fail) will be withdrawn:\n"
        "- on its page it is struck through, with the reason, and it changes no state and no uptime;\n"
        "- messages that were not sent yet are not sent; people who got the original get one about this;\n"
        "- in the feeds the withdrawal takes its place.\n"
    )


def test_what_is_withdrawn_is_not_withdrawn_again(site: Any) -> None:
    incident = site.open()
    site.run("withdraw", "--reason", "A test")
    done = site.run("withdraw", incident, "--reason", "Another reason")

    assert (done.returncode, done.stderr) == (1, f"{incident} is withdrawn already: A test\n")


def test_an_update_that_does_not_exist_is_reported_with_those_that_do(site: Any) -> None:
    incident = site.open()
    done = site.run("withdraw", incident, "--update", "resolved", "--reason", "x")

    assert (done.returncode, done.stderr) == (
        2,
        f"{incident} has no update resolved; its updates are 20261121T140520Z-investigating\n",
    )


def test_without_a_terminal_the_reason_is_required(site: Any) -> None:
    before = site.open() and site.files()
    done = site.run("withdraw")

    assert (done.returncode, done.stderr.splitlines()[-1]) == (
        2,
        "--reason is missing: write why it was wrong; readers see it",
    )
    assert site.files() == before


def test_an_empty_reason_writes_nothing(site: Any) -> None:
    before = site.open() and site.files()

    assert site.run("withdraw", "--reason", " ").returncode == 2
    assert site.files() == before


def test_on_a_terminal_the_reason_is_asked_for(site: Any, terminal: Type) -> None:
    incident = site.open()
    shown = terminal("withdraw")
    shown.expect("will be withdrawn")
    shown.answer("Why is it withdrawn?", "A false alarm")

    assert shown.end() == 0
    assert "withdrawn: A false alarm\n" in site.files()[f"incidents/2026-11/{incident}/incident.md"]


def test_only_the_edited_file_is_committed(site: Any) -> None:
    incident = site.open("Payments fail", "--commit")
    site.write("notes.txt", "mine")
    site.git("add", "notes.txt")
    found = json.loads(site.run("withdraw", "--reason", "A test", "--commit", "--json").stdout)

    assert site.git("show", "--format=%s", "--name-only", found["commit"]) == (
        f"Withdraw {incident}\n\nincidents/2026-11/{incident}/incident.md"
    )
    assert site.git("diff", "--cached", "--name-only") == "notes.txt"


def test_a_commit_that_is_refused_leaves_the_edit_and_stages_nothing(site: Any) -> None:
    site.open("Payments fail", "--commit")
    site.write(".git/hooks/pre-commit", "#!/bin/sh\nexit 1\n", 0o755)
    done = site.run("withdraw", "--reason", "A test", "--commit")

    assert (done.returncode, "written but not committed" in done.stderr) == (1, True)
    assert site.git("diff", "--cached", "--name-only") == ""
    assert site.git("diff", "--name-only").endswith("incident.md")


def test_a_push_edits_the_published_file_and_not_the_work_tree(site: Any) -> None:
    incident = site.open("Payments fail", "--push")
    site.git("switch", "-q", "-c", "other")
    done = site.run("withdraw", incident, "--reason", "A test", "--push")

    assert done.returncode == 0, done.stderr
    published = site.git("show", f"main:incidents/2026-11/{incident}/incident.md", where=site.remote)
    assert "withdrawn: A test" in published
    assert "withdrawn" not in site.files()[f"incidents/2026-11/{incident}/incident.md"]


def test_a_reason_that_was_typed_is_offered_by_the_next_run(site: Any, terminal: Type) -> None:
    site.open()
    site.publish()
    hook = site.write("../remote.git/hooks/update", "#!/bin/sh\nexit 1\n", 0o755)
    failed = terminal("withdraw", "--push", "--yes")
    failed.answer("Why is it withdrawn?", "A test of our monitoring")
    assert (failed.end(), "your answers are kept" in failed.text) == (1, True)
    hook.unlink()
    again = terminal("withdraw", "--push", "--yes")
    again.answer("“A test of our monitoring”, 1 answer")

    assert again.end() == 0, again.text
    subject = site.git("log", "-1", "--format=%s", "main", where=site.remote)
    assert subject.startswith("Withdraw ")
