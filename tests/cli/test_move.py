"""`outspoken move`: another id, as long as nobody can have the old one."""

from __future__ import annotations

from typing import Any


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


def test_what_is_published_keeps_its_name(site: Any) -> None:
    incident = site.open("Paymets fail", "--push")
    before = site.files()
    done = site.run("move", "paymets", "payments-fail")

    assert (done.returncode, site.files()) == (1, before)
    assert done.stderr == (
        f"{incident} is published: its address, its feed entries and its messages have this name; correct "
        "the title instead, which nothing depends on\n"
    )


def test_what_a_colleague_has_just_merged_is_published(site: Any) -> None:
    incident = site.open("Paymets fail", "--pr")
    site.git("push", "-q", "../remote.git", f"status/{incident}:main")

    assert "is published" in site.run("move", "paymets", "payments-fail").stderr


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
        "incidents/2026-11/2026-11-21-checkout-fails already exists\n",
    )
    assert site.run("move", "payments", "2026-13-01-x").stderr.startswith("2026-13-01 is not a day; write")
