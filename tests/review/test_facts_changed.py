"""`check --base` and `preview` report every published fact that a change removes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

FOLDER = "incidents/2026-11/2026-11-21-checkout-errors"
HEAD = f"{FOLDER}/incident.md"
FIRST = f"{FOLDER}/updates/20261121T141000Z-investigating.md"
REPORT = f"{FOLDER}/postmortem.md"
INCIDENT = """\
---
title: Checkout errors
impact: major
components: {checkout: partial_outage}
started: 2026-11-21T14:05Z
affected: About 12 % of customers
workaround: Pay by invoice
symptoms: {signing_in: The page stays white}
---
Some payments fail.
"""
UPDATE = """\
---
status: investigating
at: 2026-11-21T14:10Z
next_update: 30m
---
We are looking into it.
"""
PUBLISHED = {HEAD: INCIDENT, FIRST: UPDATE}

WORK = "incidents/2026-11/2026-11-28-database-move"
PLAN = f"{WORK}/incident.md"
NEWS = f"{WORK}/updates/20261121T130000Z-scheduled.md"
AGAIN = f"{WORK}/updates/20261121T141500Z-scheduled.md"
PLANNED = """\
---
title: Database move
kind: maintenance
components: {search: under_maintenance}
scheduled: {from: 2026-11-28T02:00Z, until: 2026-11-28T04:00Z}
---
We move a database.
"""
SAID = "---\nstatus: scheduled\nat: 2026-11-21T13:00Z\n---\nWe will move a database.\n"
ANNOUNCED = {PLAN: PLANNED, NEWS: SAID}
Publish = Callable[..., Any]


def reported(site: Any, rule: str = "facts-changed") -> list[tuple[str, int | None, str]]:
    """(file, line, what) of every problem of the rule."""
    problems = json.loads(site.run("check", "--format", "json").output)["problems"]
    return [
        (
            one["path"].rpartition("/")[2],
            one["line"],
            one["message"].removeprefix("published facts are changed: ").partition(";")[0],
        )
        for one in problems
        if one["rule"] == rule
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "fact"),
    [
        ("impact: major", "impact: none", 3, "impact was major, becomes none"),
        (
            "14:05Z",
            "11:05Z",
            5,
            "started was 2026-11-21T14:05Z, becomes 2026-11-21T11:05Z",
        ),
        ("{checkout: partial_outage}", "{}", 4, "components was {checkout: partial_outage}, becomes {}"),
        ("Checkout errors", "Search is slow", 2, "title was Checkout errors, becomes Search is slow"),
        (
            "affected: About 12 % of customers\n",
            "",
            None,
            "affected was About 12 % of customers, becomes not set",
        ),
        (
            "affected: About 12 %",
            "affected: About 72 %",
            6,
            "affected was About 12 % of customers, becomes About 72 % of customers",
        ),
        ("workaround: Pay by invoice\n", "", None, "workaround was Pay by invoice, becomes not set"),
        (
            "{signing_in: The page stays white}",
            "{signed_in: Nothing}",
            8,
            "symptoms was {signing_in: The page stays white}, becomes {signed_in: Nothing}",
        ),
        ("impact:", "backfilled: true\nimpact:", 3, "backfilled was false, becomes true"),
        ("impact:", "withdrawn: A test\nimpact:", 3, "withdrawn was not set, becomes A test"),
    ],
)
def test_a_fact_that_differs_is_reported_with_its_value_before(
    publish: Publish, old: str, new: str, line: int | None, fact: str
) -> None:
    site = publish(PUBLISHED)
    site.write({HEAD: INCIDENT.replace(old, new)})
    assert reported(site) == [("incident.md", line, fact)]
    assert f"  - {fact}" in site.run("preview").output


@pytest.mark.parametrize(
    ("old", "new", "fact"),
    [
        (
            "at: 2026-11-21T14:10Z",
            "at: 2026-11-21T14:06Z",
            "at was 2026-11-21T14:10Z, becomes 2026-11-21T14:06Z",
        ),
        ("investigating", "identified", "status was investigating, becomes identified"),
        ("next_update: 30m", "next_update: 2h", "next_update was 30m, becomes 2h"),
        ("next_update: 30m\n", "", "next_update was 30m, becomes not set"),
        ("next_update:", "announce: false\nnext_update:", "announce was true, becomes false"),
        ("next_update:", "withdrawn: A test\nnext_update:", "withdrawn was not set, becomes A test"),
    ],
)
def test_a_fact_of_an_update_that_differs_is_reported_too(
    publish: Publish, old: str, new: str, fact: str
) -> None:
    site = publish(PUBLISHED)
    site.write({FIRST: UPDATE.replace(old, new)})
    assert [what for name, _, what in reported(site) if name != "incident.md"] == [fact]
    assert f"  - 20261121T141000Z-investigating: {fact}" in site.run("preview").output


@pytest.mark.parametrize("path", [HEAD, FIRST])
def test_a_withdrawal_that_is_taken_back_is_reported(publish: Publish, path: str) -> None:
    withdrawn = PUBLISHED[path].replace("---\n", "---\nwithdrawn: A test\n", 1)
    site = publish({**PUBLISHED, path: withdrawn})
    site.write({path: PUBLISHED[path]})
    assert [what for _, _, what in reported(site)] == ["withdrawn was A test, becomes not set"]


@pytest.mark.parametrize(
    "new",
    [
        INCIDENT.replace("Checkout errors", "Checkout erors"),
        INCIDENT.replace("workaround: Pay by invoice", "workaround: Pay by invoice.\ncredit: 10 %"),
        INCIDENT.replace("impact:", "roles: {commander: Kim}\nacknowledged: [long-ago]\nimpact:"),
        INCIDENT.replace("{checkout:", "{cart:"),
        INCIDENT.replace("2026-11-21T14:05Z", "2026-11-21 15:05 Europe/Berlin"),
    ],
    ids=["spelling", "added", "private", "alias", "zone"],
)
def test_a_fact_that_customers_never_had_is_no_changed_fact(publish: Publish, new: str) -> None:
    site = publish({**PUBLISHED, HEAD: INCIDENT})
    site.write({HEAD: new})
    assert reported(site) == []


def test_a_component_s_new_id_is_no_changed_fact_of_the_incidents_that_name_it(publish: Publish) -> None:
    site = publish(PUBLISHED)
    settings = (site.root / "mkdocs.yml").read_text(encoding="utf-8")
    renamed = settings.replace("id: checkout", "id: shop").replace("[cart]", "[cart, checkout]")
    site.write({"mkdocs.yml": renamed, HEAD: INCIDENT.replace("checkout:", "shop:")})
    assert (reported(site), reported(site, "component-removed")) == ([], [])
    assert "components was" not in site.run("preview").output


def test_a_moved_window_asks_for_an_update_and_the_preview_has_both(publish: Publish) -> None:
    site = publish(ANNOUNCED)
    site.write({PLAN: PLANNED.replace("11-28T", "11-29T")})
    window = (
        "scheduled was 2026-11-28T02:00Z to 2026-11-28T04:00Z, becomes 2026-11-29T02:00Z to 2026-11-29T04:00Z"
    )
    assert reported(site) == [("incident.md", 5, window)]
    preview = site.run("preview").output
    assert "“Database move” is moved to another time" in preview
    assert (
        "  - now planned for 2026-11-29 02:00\u201304:00 UTC, was 2026-11-28 02:00\u201304:00 UTC" in preview
    )
    site.write({AGAIN: SAID.replace("13:00Z", "14:15Z")})
    assert reported(site) == []
    assert "now planned for 2026-11-29 02:00\u201304:00 UTC" in site.run("preview").output


def test_automatic_phases_that_are_turned_off_are_reported(publish: Publish) -> None:
    site = publish(ANNOUNCED)
    site.write({PLAN: PLANNED.replace("04:00Z}", "04:00Z, auto: false}")})
    assert reported(site) == [("incident.md", 5, "scheduled.auto was true, becomes false")]


def test_another_kind_is_reported_with_all_that_it_changes(publish: Publish) -> None:
    site = publish({PLAN: PLANNED})
    started = "started: 2026-11-21T14:00Z\nimpact: minor"
    new = PLANNED.replace("kind: maintenance\n", "").replace(PLANNED.split("\n")[4], started)
    site.write({PLAN: new})
    ((_, line, what),) = reported(site)
    assert (line, what.partition(",")[0]) == (None, "kind was maintenance")
    assert "scheduled was 2026-11-28T02:00Z to 2026-11-28T04:00Z, becomes not set" in what


@pytest.mark.parametrize(
    ("after", "line", "fact"),
    [
        ("---\n---\nWhat happened.\n", None, "and is now removed together with its page"),
        (None, None, "and is now removed together with its page"),
        (
            "---\npublished: 2026-11-21T13:30Z\n---\nWhat happened.\n",
            2,
            "becomes published at 2026-11-21T13:30Z",
        ),
    ],
)
def test_a_post_mortem_that_is_unpublished_is_reported(
    publish: Publish, after: str | None, line: int | None, fact: str
) -> None:
    site = publish({**PUBLISHED, REPORT: "---\npublished: 2026-11-21T13:00Z\n---\nWhat happened.\n"})
    site.write({REPORT: after})
    problems = [one for one in reported(site) if one[0] == "postmortem.md"]
    assert problems == [
        ("postmortem.md", line, f"the post-mortem was published at 2026-11-21T13:00Z, {fact}")
    ]


def test_a_draft_that_is_published_or_dropped_takes_nothing_away(publish: Publish) -> None:
    site = publish({**PUBLISHED, REPORT: "---\n---\nWhat happened.\n"})
    site.write({REPORT: "---\npublished: 2026-11-21T14:15Z\n---\nWhat happened.\n"})
    assert reported(site) == []
    site.write({REPORT: None})
    assert reported(site) == []


def test_a_changed_fact_can_be_acknowledged(publish: Publish) -> None:
    site = publish(PUBLISHED)
    site.write({HEAD: INCIDENT.replace("impact: major", "impact: none\nacknowledged: [facts-changed]")})
    assert reported(site) == []


@pytest.mark.parametrize(
    ("old", "new", "gone"),
    [
        ("id: checkout", "id: shop", ["checkout"]),
        ("id: checkout, name: Checkout, aliases: [cart]", "id: shop, name: Checkout", ["checkout", "cart"]),
        (", aliases: [cart]", "", ["cart"]),
        ("aliases: [cart]", "aliases: [cart, till]", []),
        (
            "id: checkout, name: Checkout, aliases: [cart]",
            "id: shop, name: Shop, aliases: [cart, checkout]",
            [],
        ),
        ("name: Checkout", "name: Shop", []),
        ("aliases: [cart]", "aliases: [cart], retired: 2026-11-20", []),
        ("\n        - {id: search, name: Search}", "", ["search"]),
    ],
)
def test_a_component_s_former_id_must_lead_somewhere(
    publish: Publish, old: str, new: str, gone: list[str]
) -> None:
    site = publish({})
    settings = (site.root / "mkdocs.yml").read_text(encoding="utf-8")
    assert old in settings
    site.write({"mkdocs.yml": settings.replace(old, new)})
    found = reported(site, "component-removed")
    assert sorted(what.split()[3] for _, _, what in found) == sorted(gone)


def test_the_hint_names_the_component_that_took_its_place(publish: Publish) -> None:
    site = publish({})
    settings = (site.root / "mkdocs.yml").read_text(encoding="utf-8")
    site.write({"mkdocs.yml": settings.replace("id: checkout", "id: shop")})
    (problem,) = json.loads(site.run("check", "--format", "json").output)["problems"]
    assert problem["hint"] == (
        "add aliases: [checkout] to shop, if it is the same component; "
        "or keep it, and add retired: with the day"
    )
