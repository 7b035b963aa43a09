"""`outspoken move`: another id; what is published keeps its former ids."""

from __future__ import annotations

from typing import Any

from tests.cli.conftest import DOWN, Type


def test_a_new_name_keeps_the_day_and_every_file(site: Any) -> None:
    incident = site.open("Paymets fail")
    before = {path.replace(incident, "2026-11-21-payments-fail"): text for path, text in site.files().items()}
    done = site.run("move", "paymets", "payments fail")

    assert (done.returncode, done.stdout) == (0, "incidents/2026-11/2026-11-21-payments-fail\n")
    assert site.files() == before
    assert site.check() == "1 incident, 1 update: no problems.\n"


def test_another_day_is_another_month_s_folder(site: Any) -> None:
    site.open("Payments fail")
    done = site.run("move", "payments", "2026-10-31-payments-fail")

    assert done.stdout == "incidents/2026-10/2026-10-31-payments-fail\n"
    assert not (site.root / "incidents/2026-11").exists()


def test_keys_of_other_incidents_follow_and_other_mentions_are_listed(site: Any) -> None:
    old = site.open("Paymets fail")
    twin = site.open("Checkout fails")
    site.run("merge", "checkout", "paymets")
    done = site.run("move", old, "payments-fail")
    head, update = sorted(path for path in site.files() if twin in path and "investigating" not in path)

    assert "duplicate_of: 2026-11-21-payments-fail\n" in site.files()[head]
    assert done.stderr == f"{head}: refers to the new id\n{update} names {old}: correct it by hand\n"


def test_an_id_that_begins_with_the_old_one_is_not_a_mention(site: Any) -> None:
    site.open("Checkout")
    site.open("Checkout fails")
    site.run("merge", "checkout-fails", "2026-11-21-checkout")
    done = site.run("move", "2026-11-21-checkout", "2026-11-21-checkout-slow")
    assert done.stderr.count("names 2026-11-21-checkout") == 1


def aliases(site: Any) -> str:
    (line,) = [line for line in "".join(site.files().values()).splitlines() if line.startswith("aliases")]
    return str(line)


def test_what_is_published_keeps_its_former_id(site: Any) -> None:
    old = site.open("Paymets fail", "--push")
    site.git("pull", "-q")
    done = site.run("move", "paymets", "payments-fail")

    assert done.stdout == "incidents/2026-11/2026-11-21-payments-fail\n"
    assert done.stderr == (
        f"aliases: {old}: the old address leads to the new one, and feeds, programs and announcements keep "
        f"{old}\n"
    )
    assert aliases(site) == f"aliases: [{old}]"
    assert site.run("check", "--base", "HEAD").stdout.endswith(": no problems.\n")


def test_the_first_id_stays_first_there_and_back(site: Any) -> None:
    first = site.open("Paymets fail", "--push")
    site.git("pull", "-q")
    seen = []
    for name in ("payments-fail", "cards-fail", "payments-fail", first):
        assert site.run("move", "2026-11-21", name).returncode == 0
        seen.append(aliases(site))
        site.git("add", "-A")
        site.git("commit", "-qm", "Move")
    second, third = "2026-11-21-payments-fail", "2026-11-21-cards-fail"

    assert seen == [
        f"aliases: [{first}]",
        f"aliases: [{first}, {second}]",
        f"aliases: [{first}, {third}]",
        f"aliases: [{first}, {third}, {second}]",
    ]
    assert "error" not in site.check()


def test_a_former_id_names_the_incident_in_every_command(site: Any) -> None:
    old = site.open("Paymets fail", "--push")
    site.git("pull", "-q")
    site.run("move", old, "cards-fail")

    assert site.id_of(site.run("update", old, "-m", "We look for the cause.")) == "2026-11-21-cards-fail"
    assert site.id_of(site.run("resolve", "paymets", "-m", "It works.")) == "2026-11-21-cards-fail"


def test_a_former_id_is_not_given_to_another_incident(site: Any) -> None:
    old = site.open("Paymets fail", "--push")
    site.git("pull", "-q")
    site.run("move", old, "cards-fail")
    assert site.open("Paymets fail") == f"{old}-2"
    site.open("Search fails")

    assert site.run("move", "search", "paymets-fail").stderr == (
        f"{old} is a former id of 2026-11-21-cards-fail, whose old address leads there: choose another\n"
    )


def test_the_id_of_a_removed_incident_is_not_used_again(site: Any) -> None:
    gone = site.open("Paymets fail", "--push")
    site.git("pull", "-q")
    site.git("rm", "-qr", "incidents")
    site.open("Payments fail")

    done = site.run("move", "payments", gone)
    assert done.stderr == f"{gone} was published before, and removed: choose another id\n"


def test_what_a_colleague_has_just_merged_is_published(site: Any) -> None:
    incident = site.open("Paymets fail", "--pr")
    site.git("push", "-q", "../remote.git", f"status/{incident}:main")
    site.run("move", "paymets", "payments-fail")

    assert aliases(site) == f"aliases: [{incident}]"


def test_without_a_remote_the_branch_of_the_settings_is_what_is_published(site: Any) -> None:
    incident = site.open("Paymets fail")
    site.git("remote", "remove", "origin")
    site.git("add", "-A")
    site.git("commit", "-qm", "Open")
    site.run("move", "paymets", "payments-fail")

    assert aliases(site) == f"aliases: [{incident}]"


def test_a_pull_request_that_is_not_merged_is_not_published(site: Any) -> None:
    site.open("Paymets fail", "--pr")

    assert site.run("move", "paymets", "payments-fail").returncode == 0
    assert site.git("status", "--short", "--untracked-files=all").count("payments-fail") == 2


def test_an_id_that_exists_or_cannot_be_one_is_refused(site: Any) -> None:
    site.open("Payments fail")
    site.open("Checkout fails")

    taken = site.run("move", "payments", "checkout-fails")
    assert (taken.returncode, taken.stderr) == (
        1,
        "incidents/2026-11/2026-11-21-checkout-fails already exists: choose another id\n",
    )
    assert site.run("move", "payments", "2026-13-01-x").stderr.startswith("2026-13-01 is not a day; write")


def test_on_a_terminal_the_incident_and_its_new_id_are_asked_for(site: Any, terminal: Type) -> None:
    site.open("Paymets fail")
    site.open("Checkout fails")
    screen = terminal("move")
    screen.answer("Which incident?", DOWN)
    screen.answer("What is its new id?", "checkout-fails")
    screen.answer("incidents/2026-11/2026-11-21-checkout-fails already exists", "-again")

    assert screen.end() == 0, screen.text
    assert "2026-11-21-checkout-fails-again" in "".join(site.files())
    assert "answers are kept" not in screen.text


def test_a_new_id_that_was_not_written_is_offered_again(site: Any, terminal: Type) -> None:
    old = site.open("Paymets fail")
    month = site.write("incidents/2026-10", "a file where a folder belongs")
    screen = terminal("move", old)
    screen.answer("What is its new id?", "2026-10-31-payments-fail")
    assert screen.end() == 1, screen.text
    month.unlink()
    again = terminal("move", old)
    again.answer("were kept. Use them?")

    assert again.end() == 0, again.text
    assert "2026-10-31-payments-fail" in "".join(site.files())
