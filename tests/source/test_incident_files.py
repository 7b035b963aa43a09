"""What people write in an incident's files, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from outspoken.model.incident import Action, Incident, Publication, Symptoms, Window
from outspoken.model.vocabulary import Detection, Impact, Kind, State, Status
from outspoken.source.load import Loaded, load

Files = Mapping[str, str | bytes]
MakeSite = Callable[[Files], Path]
NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)
FOLDER = "incidents/2026-11/2026-11-21-checkout-errors"
HEAD = """---
title: Checkout errors
impact: major
components: {checkout: partial_outage}
started: 2026-11-21T14:05Z
---
Some payments fail.
"""
RESOLVED = (
    "---\nstatus: resolved\nat: 2026-11-21T14:10Z\naftermath: {data: No data was lost}\n---\nIt works.\n"
)
UPDATE = "---\nstatus: investigating\nat: 2026-11-21T14:10Z\n---\nWe are looking into it.\n"


def at(hour: int, minute: int = 0, day: int = 21) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def read(make_site: MakeSite, files: Files, head: str = HEAD) -> Loaded:
    site = make_site(
        {f"{FOLDER}/incident.md": head, **{f"{FOLDER}/{name}": text for name, text in files.items()}}
    )
    return load(site, now=NOW, use_git=False)


def incident(loaded: Loaded) -> Incident:
    assert (loaded.problems, loaded.history is not None) == ((), True)
    assert loaded.history
    return loaded.history.incidents[0]


def rules(loaded: Loaded) -> list[str]:
    return [problem.rule for problem in loaded.problems]


def test_every_field_of_an_incident_arrives(make_site: MakeSite) -> None:
    head = """---
title: "Checkout errors: no payments"
kind: incident
impact: critical
components: {cart: major_outage, search: operational}
started: 2026-11-21 15:05 Europe/Berlin
affected: about 12 % of customers in the EU
symptoms:
  signing_in: The page stays white
  signed_in: Orders are not saved
workaround: |
  Pay by invoice
  or call us.
worst_case: 1h30m
detected_by: customers
roles: {commander: Kim, communications: no}
credit: 10 % of November
backfilled: true
withdrawn: A false alarm
redirects: [issues/1/, /old.html]
acknowledged: [reopened]
key: 12:30
---

Some *payments* fail.

"""
    found = incident(read(make_site, {}, head))

    assert found == Incident(
        id="2026-11-21-checkout-errors",
        title="Checkout errors: no payments",
        kind=Kind.INCIDENT,
        impact=Impact.CRITICAL,
        components=(("checkout", State.MAJOR_OUTAGE), ("search", State.OPERATIONAL)),
        started=at(14, 5),
        body="Some *payments* fail.",
        publication=Publication(at=at(14, 5)),
        folder=FOLDER,
        affected="about 12 % of customers in the EU",
        symptoms=Symptoms(signing_in="The page stays white", signed_in="Orders are not saved"),
        workaround="Pay by invoice\nor call us.",
        worst_case=timedelta(minutes=90),
        detected_by=Detection.CUSTOMERS,
        roles=(("commander", "Kim"), ("communications", "no")),
        credit="10 % of November",
        backfilled=True,
        withdrawn="A false alarm",
        redirects=("/issues/1/", "/old.html"),
        acknowledged=("reopened",),
        key="12:30",
    )


def test_every_field_of_an_update_arrives(make_site: MakeSite) -> None:
    text = """---
status: identified
at: 2026-11-21T14:30Z
components: {checkout: degraded_performance}
impact: minor
next_update: 30m
eta: 2026-11-21T16:00Z
announce: false
withdrawn: Posted to the wrong incident
---
A certificate ran out.
"""
    update = incident(read(make_site, {"updates/20261121T143000Z-identified.md": text})).updates[0]

    assert (update.id, update.at, update.status) == (
        "20261121T143000Z-identified",
        at(14, 30),
        Status.IDENTIFIED,
    )
    assert (update.components, update.impact) == ((("checkout", State.DEGRADED_PERFORMANCE),), Impact.MINOR)
    assert (update.next_update, update.promise, update.eta) == (timedelta(minutes=30), at(15), at(16))
    assert (update.announce, update.withdrawn) == (False, "Posted to the wrong incident")
    assert (update.body, update.publication) == ("A certificate ran out.", Publication(at=at(14, 30)))


def test_an_update_may_say_nothing_but_words(make_site: MakeSite) -> None:
    text = "---\nat: 2026-11-21T14:30Z\nstatus:\nimpact: ~\n---\nStill looking.\n"
    update = incident(read(make_site, {"updates/20261121T143000Z-update.md": text})).updates[0]

    assert (update.status, update.impact, update.components, update.announce) == (None, None, (), True)


def test_an_incident_with_keys_without_values_is_not_lost(make_site: MakeSite) -> None:
    empty = "kind:\nbackfilled: ~\nwithdrawn: null\nnumbers:\n"
    found = incident(read(make_site, {}, HEAD.replace("title:", f"{empty}title:", 1)))

    assert (found.kind, found.backfilled, found.withdrawn, found.numbers) == (Kind.INCIDENT, False, None, ())


def test_updates_are_sorted_by_time_then_status_then_stem(make_site: MakeSite) -> None:
    files = {
        "updates/20261121T141000Z-resolved.md": RESOLVED,
        "updates/20261121T141000Z-identified-2.md": UPDATE.replace("investigating", "identified"),
        "updates/20261121T141000Z-identified.md": UPDATE.replace("investigating", "identified"),
        "updates/20261121T140500Z-investigating.md": UPDATE.replace("14:10", "14:06"),
    }
    found = incident(read(make_site, files))

    assert [update.id[9:] for update in found.updates] == [
        "140500Z-investigating", "141000Z-identified", "141000Z-identified-2", "141000Z-resolved",
    ]  # fmt: skip


MAINTENANCE = """---
title: Database upgrade
kind: maintenance
components: {checkout: under_maintenance}
scheduled:
  from: 2026-11-21T20:00Z
  until: 2026-11-21T22:00Z
  auto: false
---
The shop is closed for two hours.
"""


def test_a_maintenance_starts_with_its_window(make_site: MakeSite) -> None:
    text = UPDATE.replace("investigating", "scheduled")
    found = incident(read(make_site, {"updates/20261121T141000Z-scheduled.md": text}, MAINTENANCE))

    assert (found.kind, found.started, found.window) == (
        Kind.MAINTENANCE,
        at(20),
        Window(start=at(20), end=at(22)),
    )
    assert (found.auto, found.impact) == (False, Impact.NONE)
    assert found.publication == Publication(at=at(14, 10))


def test_a_post_mortem_arrives_with_its_actions(make_site: MakeSite) -> None:
    text = """---
published: 2026-11-28T09:00Z
actions:
  - {what: "Alert earlier", owner: Kim, due: 2026-12-05}
  - what: Renew automatically
    done: 2026-11-22
---
## What happened

A certificate ran out.
"""
    postmortem = incident(read(make_site, {"postmortem.md": text})).postmortem

    assert postmortem
    assert (postmortem.published, postmortem.body) == (
        at(9, day=28),
        "## What happened\n\nA certificate ran out.",
    )
    assert postmortem.actions == (
        Action(what="Alert earlier", owner="Kim", due=date(2026, 12, 5)),
        Action(what="Renew automatically", done=date(2026, 11, 22)),
    )


def test_a_post_mortem_without_front_matter_fields_is_a_draft(make_site: MakeSite) -> None:
    postmortem = incident(read(make_site, {"postmortem.md": "---\n---\nTo be written.\n"})).postmortem

    assert postmortem
    assert not postmortem.is_visible(NOW)


def test_images_in_the_folder_are_listed(make_site: MakeSite) -> None:
    images = {
        "graph.PNG": b"\x89PNG\r\n\x1a\n...",
        "map.webp": b"RIFF1234WEBPVP8 ",
        "a.jpg": b"\xff\xd8\xff\xe0",
    }

    assert incident(read(make_site, images)).images == ("a.jpg", "graph.PNG", "map.webp")


def test_hidden_files_are_ignored(make_site: MakeSite) -> None:
    found = incident(read(make_site, {".DS_Store": b"\0\0", "updates/.gitkeep": ""}))

    assert found.images == ()


def test_a_fault_in_one_field_does_not_hide_the_others(make_site: MakeSite) -> None:
    head = HEAD.replace("major", "huge").replace("checkout:", "chekout:").replace("T14:05Z", " 14:05")

    assert [(problem.line, problem.rule) for problem in read(make_site, {}, head).problems] == [
        (3, "unknown-word"), (4, "unknown-component"), (5, "naive-time"),
    ]  # fmt: skip


def test_a_blank_key_that_is_needed_is_missing_on_its_line(make_site: MakeSite) -> None:
    loaded = read(make_site, {}, HEAD.replace("major", ""))

    assert [(problem.line, problem.rule, problem.hint) for problem in loaded.problems] == [
        (3, "missing-key", "write impact: major")
    ]


def test_a_clock_that_is_four_minutes_fast_is_forgiven(make_site: MakeSite) -> None:
    names = {minute: f"updates/20261121T18{minute:02}00Z-investigating.md" for minute in (4, 6)}
    texts = {name: UPDATE.replace("14:10", f"18:{minute:02}") for minute, name in names.items()}

    assert [(problem.path, problem.rule) for problem in read(make_site, texts).problems] == [
        (f"{FOLDER}/{names[6]}", "future-time")
    ]


def test_an_acknowledged_warning_is_not_reported(make_site: MakeSite) -> None:
    texts = {
        "updates/20261121T141000Z-resolved.md": RESOLVED,
        "updates/20261121T150000Z-identified.md": UPDATE.replace("investigating", "identified").replace(
            "14:10", "15:00"
        ),
    }
    acknowledged = HEAD.replace("started:", "acknowledged: [reopened]\nstarted:")

    assert (rules(read(make_site, texts)), rules(read(make_site, texts, acknowledged))) == (["reopened"], [])


def test_a_postscript_does_not_reopen(make_site: MakeSite) -> None:
    texts = {
        "updates/20261121T141000Z-resolved.md": RESOLVED,
        "updates/20261121T150000Z-update.md": UPDATE.replace("status: investigating\n", "").replace(
            "14:10", "15:00"
        ),
    }

    assert rules(read(make_site, texts)) == []


def test_a_maintenance_that_began_early_may_end_before_its_window(make_site: MakeSite) -> None:
    texts = {
        "updates/20261121T141000Z-in_progress.md": UPDATE.replace("investigating", "in_progress"),
        "updates/20261121T150000Z-completed.md": UPDATE.replace("investigating", "completed").replace(
            "14:10", "15:00"
        ),
    }

    assert rules(read(make_site, texts, MAINTENANCE)) == []


@pytest.mark.parametrize("heading", ["## What happened", "# WHAT HAPPENED #", "What happened\n---"])
def test_a_section_is_found_however_its_heading_is_written(make_site: MakeSite, heading: str) -> None:
    settings = (
        "site_name: x\nsite_url: https://status.example.com/\nplugins:\n  - outspoken:\n"
        "      components: [{id: checkout}]\n      postmortem: {sections: [What happened]}\n"
    )
    site = make_site({
        "mkdocs.yml": settings,
        f"{FOLDER}/incident.md": HEAD,
        f"{FOLDER}/postmortem.md": f"---\npublished: 2026-11-21T17:00Z\n---\n{heading}\n",
    })  # fmt: skip

    assert load(site, now=NOW, use_git=False).problems == ()


@pytest.mark.parametrize("blank", ["", " \n\t\n", "\u200b\u00a0\n"])
def test_words_that_no_one_can_see_are_none(make_site: MakeSite, blank: str) -> None:
    text = UPDATE.replace("We are looking into it.\n", blank)

    assert rules(read(make_site, {"updates/20261121T141000Z-investigating.md": text})) == ["empty-body"]


def test_a_translation_is_distinguished_from_a_file_that_does_not_belong(make_site: MakeSite) -> None:
    found = read(make_site, {"incident.de.md": HEAD, "incident.copy.md": HEAD})

    assert rules(found) == ["unexpected-file", "reserved-name"]


def test_a_component_renamed_without_alias_is_reported_quickly_in_every_file(make_site: MakeSite) -> None:
    update = UPDATE.replace("at:", "components: {chekout: operational}\nat:")
    files = {f"updates/20261121T1410{number:02}Z-investigating.md": update for number in range(50)}

    assert rules(read(make_site, files)) == ["unknown-component"] * 50
