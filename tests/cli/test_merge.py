"""`outspoken merge`: two people opened the same incident."""

from __future__ import annotations

from typing import Any

import pytest
from tests.cli.conftest import DOWN, Type

NEW = ("new", "Cards fail", "--impact", "minor", "--component", "checkout", "-m", "Some fail.")


@pytest.fixture
def two(site: Any) -> tuple[str, str]:
    """The ids of a duplicate and of its original, both open."""
    original = site.open("Payments fail")
    return site.open("Checkout is [very] slow"), original


def test_a_duplicate_is_marked_and_closed_with_a_way_to_the_other(site: Any, two: tuple[str, str]) -> None:
    original = two[1]
    done = site.run("merge", "slow", "fail")
    head, update = done.stdout.split()

    assert f"\nduplicate_of: {original}\n---\n" in site.files()[head]
    assert site.files()[update] == (
        "---\nstatus: resolved\nat: 2026-11-21T14:05:40Z\n---\n\n"
        f"This is the same incident as [Payments fail](../{original}/).\nAll further updates are there.\n"
    )
    assert site.check() == "2 incidents, 3 updates: no problems.\n"
    assert [one in site.run("status", "--no-ledger").stdout for one in two] == [False, True]


def test_the_title_of_the_other_cannot_break_the_link(site: Any, two: tuple[str, str]) -> None:
    done = site.run("merge", "fail", "slow")

    assert r"as [Checkout is \[very\] slow](../" in site.files()[done.stdout.split()[1]]
    assert site.check().endswith("no problems.\n")


def test_what_the_other_does_not_have_as_badly_is_posted_there_first(site: Any, two: tuple[str, str]) -> None:
    duplicate, original = two
    site.run("update", duplicate, "--component", "api=major_outage", "--impact", "critical", "-m", "Worse.")
    before = site.files()
    done = site.run("merge", duplicate, original)

    assert (done.returncode, site.files()) == (1, before)
    assert done.stderr == (
        f"{duplicate} reports what {original} does not: first run outspoken update {original} "
        "--component api=major_outage --impact critical, or add --works-again if that is over\n"
    )
    assert site.run("merge", duplicate, original, "--works-again").returncode == 0


def test_an_incident_that_is_over_is_only_marked(site: Any, two: tuple[str, str]) -> None:
    duplicate, original = two
    site.run("resolve", duplicate, "-m", "Over.", "--data", "No data was lost.")
    done = site.run("merge", duplicate, original)

    assert done.stdout == f"incidents/2026-11/{duplicate}/incident.md\n"
    assert "- an update closes it" not in done.stderr


def test_a_site_in_another_language_needs_words_of_its_own(site: Any, two: tuple[str, str]) -> None:
    settings = site.root / "mkdocs.yml"
    settings.write_text(
        settings.read_text("utf-8").replace("  - outspoken:\n", "  - outspoken:\n      language: de\n"),
        "utf-8",
    )
    missing = site.run("merge", *two)

    assert (missing.returncode, missing.stderr.partition(":")[0]) == (2, "-m is missing")
    site.write(
        "templates/scaffolds/messages/duplicate.md",
        "---\nabout: Doppelt\n---\n\nSiehe [{original}]({link}).\n",
    )
    update = site.run("merge", *two).stdout.split()[1]
    assert f"\n\nSiehe [Payments fail](../{two[1]}/).\n" in site.files()[update]


def test_what_cannot_be_merged_is_refused_with_what_to_do_instead(site: Any, two: tuple[str, str]) -> None:
    duplicate, original = two
    window = ("--from", "2026-12-01T02:00Z", "--until", "30m", "--component", "api", "-m", "x")
    work = site.id_of(site.run("schedule", "Work", *window))
    refused = {
        (duplicate, duplicate): "an incident cannot be a duplicate of itself",
        (work, original): f"{work} is maintenance: cancel it with outspoken update --status cancelled",
        (
            original,
            work,
        ): f"{work} is maintenance: write caused_by: {work} in incidents/2026-11/{original}/incident.md",
    }

    assert {pair: site.run("merge", *pair).stderr.strip() for pair in refused} == refused


def test_there_is_no_circle_and_no_chain_of_duplicates(site: Any, two: tuple[str, str]) -> None:
    duplicate, original = two
    third = site.open("Sign-in fails")
    site.run("merge", duplicate, original)

    assert "is marked as a duplicate of" in site.run("merge", original, duplicate).stderr
    assert f"is itself a duplicate: merge into {original}" in site.run("merge", third, duplicate).stderr
    assert "already" in site.run("merge", duplicate, third).stderr


def test_an_open_incident_is_not_merged_into_one_that_is_over(site: Any, two: tuple[str, str]) -> None:
    duplicate, original = two
    site.run("resolve", original, "-m", "Over.")
    done = site.run("merge", duplicate, original)

    assert (done.returncode, done.stderr) == (
        1,
        f"{original} is over, but {duplicate} is not: reopen it with outspoken update {original} "
        f"--status investigating, or resolve {duplicate}\n",
    )


def test_check_reports_a_circle_that_was_written_by_hand(site: Any, two: tuple[str, str]) -> None:
    for one, other in (two, two[::-1]):
        path = site.root / f"incidents/2026-11/{one}/incident.md"
        path.write_text(path.read_text("utf-8").replace("---\n", f"---\nduplicate_of: {other}\n", 1), "utf-8")

    assert "duplicate_of leads back to this incident" in site.check()
    assert site.check().endswith("2 errors.\n")


def test_a_merge_is_added_to_the_open_pull_request_of_the_duplicate(site: Any) -> None:
    original = site.open("Payments fail")
    site.publish()
    duplicate = site.id_of(site.run(*NEW, "--pr"))
    site.git("switch", "-q", "main")
    done = site.run("merge", "cards", "payments", "--pr")

    assert (done.returncode, f"on status/{duplicate}, whose pull request is open" in done.stderr) == (0, True)
    listed = site.git("ls-tree", "-r", "--name-only", f"status/{duplicate}", where=site.remote)
    assert (listed.count(duplicate), listed.count(original)) == (3, 2)


def test_two_incidents_in_two_pull_requests_are_merged_once_one_is_on_the_page(site: Any) -> None:
    site.id_of(site.run(*NEW, "--pr"))
    site.git("switch", "-q", "main")
    site.id_of(site.run(*NEW[:1], "Payments fail", *NEW[2:], "--pr"))
    site.git("switch", "-q", "main")
    done = site.run("merge", "cards", "payments", "--pr")

    assert (done.returncode, "merge the pull request of one of the two first" in done.stderr) == (2, True)


def test_words_of_a_merge_that_failed_are_offered_for_the_same_two_alone(
    site: Any, two: tuple[str, str], terminal: Type
) -> None:
    third = site.open("Sign-in fails")
    site.publish()
    hook = site.write("../remote.git/hooks/update", "#!/bin/sh\nexit 1\n", 0o755)
    failed = terminal("merge", *two, "-m", "Precious words.", "--push", "--yes")
    assert (failed.end(), "your answers are kept" in failed.text) == (1, True), failed.text
    hook.unlink()
    other = terminal("merge", two[0], third)
    assert (other.end(), "were kept" in other.text) == (0, False), other.text
    site.git("checkout", "-q", "."), site.git("clean", "-qfd", "incidents")
    again = terminal("merge", *two, "--push", "--yes")
    again.answer("Precious words.")

    assert again.end() == 0, again.text
    assert "Precious words." in site.git("show", f"main:{_last(site, two[0])}", where=site.remote)


def test_a_question_names_no_answers_where_none_were_given(
    site: Any, two: tuple[str, str], terminal: Type
) -> None:
    site.publish()
    screen = terminal("merge", *two, "--push")
    screen.expect("Push it to main now?")
    screen.answer("No", DOWN + DOWN)

    assert (screen.end(), "answers are kept" in screen.text) == (1, False), screen.text


def test_on_a_terminal_the_duplicate_is_chosen_and_the_other_one_is_meant(
    site: Any, two: tuple[str, str], terminal: Type
) -> None:
    window = ("--from", "2026-12-01T02:00Z", "--until", "30m", "--component", "api", "-m", "x")
    site.run("schedule", "Work", *window)
    screen = terminal("merge")
    screen.answer("Which incident is the duplicate?", DOWN)

    assert screen.end() == 0, screen.text
    assert f"{two[0]} becomes a duplicate of {two[1]}" in screen.text


def test_on_a_terminal_the_other_one_of_several_is_chosen(
    site: Any, two: tuple[str, str], terminal: Type
) -> None:
    third = site.open("Sign-in fails")
    screen = terminal("merge", third)
    screen.answer(f"Which incident is {third} a duplicate of?", DOWN)

    assert screen.end() == 0, screen.text
    assert f"{third} becomes a duplicate of {two[0]}" in screen.text


def _last(site: Any, incident: str) -> str:
    """The path of an incident's last update on the remote."""
    listed: str = site.git("ls-tree", "-r", "--name-only", "main", f"incidents/2026-11/{incident}/updates/",
                           where=site.remote)  # fmt: skip
    return listed.splitlines()[-1]
