"""`outspoken preview`: what merging would change on the page, and what each channel would get."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from click.testing import CliRunner

from outspoken.cli import main
from outspoken.review import preview_text
from outspoken.site.offline_links import linked_by_file

HERE = "incidents/2026-11/2026-11-21-checkout-errors"
HEAD = f"{HERE}/incident.md"
FIRST = f"{HERE}/updates/20261121T141000Z-investigating.md"
NEXT = f"{HERE}/updates/20261121T142000Z-identified.md"
OVER = f"{HERE}/updates/20261121T142000Z-resolved.md"
INCIDENT = """\
---
title: Checkout errors
impact: major
components: {checkout: partial_outage}
started: 2026-11-21T14:05Z
---
Some payments fail.
"""
CHANNELS = """\
site_name: Example status
site_url: https://status.example.com/
plugins:
  - outspoken:
      time_zone: Europe/Berlin
      components:
        - {id: checkout, name: Checkout}
        - {id: search, name: Search}
      channels:
        team: {kind: slack_webhook, audience: internal, secret: TEAM_WEBHOOK}
        x: {kind: x, audience: customers, api_key: A, api_secret: B, token: C, token_secret: D}
        bosses: {kind: webhook, audience: executives, secret: BOSSES, filter: {impacts: [critical]}}
"""
Publish = Callable[..., Any]


def update(at: str, words: str, status: str, extra: str = "") -> str:
    return f"---\nstatus: {status}\nat: {at}\n{extra}---\n{words}\n"


PUBLISHED = {HEAD: INCIDENT, FIRST: update("2026-11-21T14:10Z", "Some card payments fail.", "investigating")}
IDENTIFIED = update("2026-11-21T14:20Z", "A bank refuses our cards.", "identified", "next_update: 20m\n")


@pytest.fixture
def site(publish: Publish) -> Any:
    """A site with an open incident and three channels."""
    return publish(PUBLISHED, settings=CHANNELS)


def section(text: str, heading: str) -> str:
    """Return the text under a heading."""
    return text.partition(f"\n{heading}\n{'-' * len(heading)}\n")[2].split("\n\nWhat stands")[0]


def test_an_update_goes_to_every_channel_that_wants_it_in_its_own_words(site: Any) -> None:
    site.write({NEXT: IDENTIFIED})
    result = site.run("preview")
    said = section(result.output, "On the channels")
    assert result.exit_code == 0
    assert "team (internal, slack_webhook), " in said
    assert re.search(r"x \(customers, x\), \d+ of 280 characters, as a reply:", said)
    assert "bosses (executives, webhook): no message, because its filter excludes all of it." in said
    assert said.count("A bank refuses our cards.") == 2
    # Merged now, its promise counts from now.
    assert "Next update by 15:40 CET (14:40 UTC)" in said


def test_the_words_are_those_that_an_announcement_sends(site: Any) -> None:
    site.write({NEXT: IDENTIFIED})
    said = section(site.run("preview").output, "On the channels")
    foretold = said.partition("characters:\n\n")[2].partition("\n\nx (")[0]
    site.commit({}, "2026-11-21T14:20:00Z")
    order = ["--root", str(site.root), "--now", "2026-11-21T14:20Z", "--dry-run"]
    sent = CliRunner().invoke(main, ["announce", *order, "--ledger", str(site.root.parent / "ledger")]).output
    assert foretold.startswith("    [Identified] Checkout errors\n    A bank refuses our cards.\n")
    assert foretold in sent


def test_what_people_send_by_hand_is_named_with_what_it_is_missing(site: Any) -> None:
    site.write({NEXT: IDENTIFIED})
    said = section(site.run("preview").output, "To send by hand").splitlines()
    assert said[0] == (
        "- “Checkout errors”, 8 texts for the stage scope: outspoken kit 2026-11-21-checkout-errors"
    )
    assert any(line.startswith(f"  - still to write: workaround in {HEAD}: ") for line in said)
    # The update itself promises the next one.
    assert not [line for line in said if "next_update" in line]


def test_an_incident_that_is_long_over_has_nothing_to_send(site: Any) -> None:
    old = HEAD.replace("11-21", "11-01").replace("errors", "over")
    over = OVER.replace("11-21", "11-01").replace("1121T", "1101T").replace("errors", "over")
    site.write(
        {old: INCIDENT.replace("11-21", "11-01"), over: update("2026-11-01T15:00Z", "Over.", "resolved")}
    )
    assert "To send by hand" not in site.run("preview").output


def test_a_broken_text_of_the_kit_keeps_no_update_back(publish: Publish) -> None:
    broken = {"templates/kit/open/support-phone.md": "# Ours\n{{ news.titel }}\n"}
    site = publish(PUBLISHED | broken, settings=CHANNELS)
    site.write({NEXT: IDENTIFIED})
    result = site.run("preview")
    assert result.exit_code == 0, result.output
    assert "the texts cannot be filled in: run `outspoken check`" in result.output


def test_the_page_is_shown_before_and_after(site: Any) -> None:
    site.write({OVER: update("2026-11-21T14:20Z", "All is well.", "resolved")})
    page = section(site.run("preview").output, "On the page").partition("\n\n")[0]
    assert page.splitlines() == [
        "- Headline: Major incident, “Checkout errors” → Everything works",
        "- Checkout: Partial outage → Operational",
        "- “Checkout errors” is closed: investigating, major → resolved, major",
    ]


@pytest.mark.parametrize(
    ("files", "reported"),
    [
        ({HEAD.replace("checkout", "search"): INCIDENT}, "is opened: investigating, major"),
        ({NEXT: IDENTIFIED}, "is updated: investigating, major → identified, major"),
        ({HEAD: INCIDENT + "More.\n"}, "is edited: investigating, major"),
        ({HEAD: INCIDENT.replace("impact:", "withdrawn: A test\nimpact:")}, "is withdrawn: "),
        ({HEAD: None, FIRST: None}, "“Checkout errors” is gone"),
        (
            {
                HEAD.replace("errors", "over"): INCIDENT,
                OVER.replace("errors", "over"): update("2026-11-21T14:20Z", "Over.", "resolved"),
            },
            "is recorded: resolved, major",
        ),
    ],
)
def test_what_becomes_of_an_incident(site: Any, files: dict[str, str | None], reported: str) -> None:
    site.write(files)
    assert reported in section(site.run("preview").output, "On the page")


MORTEM = "---\n{}actions:\n  - {{what: Alert, owner: Ops{}}}\n---\nSorry.\n\n## What happened\n\nIt fails.\n"
OUT, DONE = "published: 2026-11-21T14:12Z\n", ", done: 2026-11-21"


@pytest.mark.parametrize(
    ("before", "after", "reported", "reason"),
    [
        ((), ("", ""), "is unchanged for readers", "readers do not see it"),
        (("", ""), ("", DONE), "is unchanged for readers", "readers do not see it"),
        (
            (OUT, ""),
            (OUT, DONE),
            "is changed in its follow-up actions",
            "finished actions are shown on the page",
        ),
        ((OUT, ""), (OUT, ", due: 2026-12-01"), "is edited", "it changes what was published"),
    ],
)
def test_a_post_mortem_is_news_only_where_readers_have_it(
    site: Any, before: tuple[str, ...], after: tuple[str, ...], reported: str, reason: str
) -> None:
    over = {OVER: update("2026-11-21T14:11Z", "All is well.", "resolved")}
    old = {f"{HERE}/postmortem.md": MORTEM.format(*before)} if before else {}
    site.commit(over | old, "2026-11-21T14:13:00Z")
    site.write({f"{HERE}/postmortem.md": MORTEM.format(*after)})
    said = site.run("preview", "--base", "HEAD").output
    assert reported in section(said, "On the page")
    assert f"No messages are sent: {reason}" in said


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"README.md": "Hello\n"}, "no incident is touched"),
        ({FIRST: PUBLISHED[FIRST].replace("card", "credit card")}, "it changes what was published"),
        (
            {NEXT: IDENTIFIED.replace("---\nA", "announce: false\n---\nA")},
            "every update it adds has announce",
        ),
        (
            {NEXT: IDENTIFIED, HEAD: INCIDENT.replace("impact:", "backfilled: true\nimpact:")},
            "it is recorded after the fact",
        ),
        (
            {
                HEAD.replace("11-21", "10-21").replace("2026-11/", "2026-10/"): INCIDENT.replace(
                    "11-21", "10-21"
                ),
                FIRST.replace("11-21", "10-21").replace("2026-11/", "2026-10/"): PUBLISHED[FIRST].replace(
                    "11-21", "10-21"
                ),
            },
            "what it adds is older than 24 hours",
        ),
    ],
)
def test_where_no_one_is_notified_it_says_why(site: Any, files: dict[str, str], reason: str) -> None:
    site.write(files)
    assert f"No messages are sent: {reason}" in site.run("preview").output


def test_a_site_without_channels_notifies_no_one(publish: Publish) -> None:
    site = publish(PUBLISHED)
    site.write({NEXT: IDENTIFIED})
    assert "No messages are sent: the settings name no channels." in site.run("preview").output


def test_more_updates_than_usual_at_once_are_reported(site: Any) -> None:
    more = {
        f"{HERE}/updates/20261121T14{minute}00Z-u.md": f"---\nat: 2026-11-21T14:{minute}Z\n---\nMore.\n"
        for minute in range(11, 17)
    }
    site.write(more)
    assert (
        "6 updates are more than 5: none is sent until a person runs announce --force"
        in site.run("preview").output
    )


def test_a_broken_template_holds_its_channel_alone(site: Any) -> None:
    site.write({NEXT: IDENTIFIED, "templates/messages/short-customers.txt": "{{ nothing.there }}\n"})
    result = site.run("preview")
    assert result.exit_code == 1
    assert "x (customers, x) is held: its message cannot be rendered, see below." in result.output
    assert "error: templates/messages/short-customers.txt:1: " in result.output
    assert "team (internal, slack_webhook), " in result.output


def test_problems_are_listed_and_fail_the_command(site: Any) -> None:
    site.write({NEXT: IDENTIFIED.replace("14:20Z", "14:20"), FIRST: None})
    result = site.run("preview")
    against = result.output.partition("Problems")[2]
    assert (result.exit_code, "(naive-time)" in against, "(update-removed)" in against) == (1, True, True)


def test_settings_that_cannot_be_read_leave_nothing_to_foretell(site: Any) -> None:
    site.write({"mkdocs.yml": "site_name: E\n"})
    result = site.run("preview")
    assert (result.exit_code, "Nothing can be published" in result.output) == (1, True)


def test_an_unknown_base_is_one_clear_problem(site: Any) -> None:
    result = site.run("preview", "--base", "nowhere")
    assert (result.exit_code, "[unknown-base]" in result.output) == (1, True)


def test_markdown_neither_mentions_nor_marks_up_what_a_person_wrote(site: Any) -> None:
    title = "**Bold** @everyone [link](https://x.example) <b> #12"
    site.write(
        {
            HEAD: INCIDENT.replace("Checkout errors", f"'{title}'"),
            NEXT: IDENTIFIED.replace("A bank", "\\`\\`\\`\n\n@team A bank"),
        }
    )
    text = site.run("preview", "--format", "markdown").output
    outside = re.sub(r"^(`{3,})text$.*?^\1$", "", text, flags=re.DOTALL | re.MULTILINE)
    assert r"\*\*Bold\*\* &#64;everyone \[link\]\(https://x.example\) &lt;b&gt; \#12" in outside
    assert "@" not in outside
    assert "````text" in text


def test_markdown_fits_into_a_comment(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview_text, "LONGEST", 1000)
    site.write({NEXT: IDENTIFIED})
    text = site.run("preview", "--format", "markdown").output
    assert len(text) <= 1000
    assert text.count("```") % 2 == 0
    assert text.endswith("run `outspoken preview` to read all of it.\n")


def test_planned_work_is_previewed_as_planned(site: Any) -> None:
    planned = (
        "---\ntitle: New database\nkind: maintenance\ncomponents: {search: under_maintenance}\n"
        "scheduled: {from: 2026-11-28T02:00Z, until: 2026-11-28T03:00Z}\n---\nWords.\n"
    )
    place = "incidents/2026-11/2026-11-28-new-database"
    first = update("2026-11-21T14:20Z", "Search will not answer for an hour.", "scheduled")
    site.write({f"{place}/incident.md": planned, f"{place}/updates/20261121T142000Z-scheduled.md": first})
    output = site.run("preview").output
    assert "“New database” is planned: scheduled, no impact" in output
    assert "Search will not answer for an hour." in output


def test_an_update_dated_a_few_minutes_ahead_is_previewed(site: Any) -> None:
    site.write({NEXT: IDENTIFIED})
    assert "A bank refuses our cards." in site.run("preview", now="2026-11-21T14:17Z").output


def links(page: Path) -> Iterator[str]:
    for target in re.findall(r'<(?:a|link)\b[^<>]*?\shref="([^"]*)"', page.read_text(encoding="utf-8")):
        parts = urlsplit(target)
        if not (parts.scheme or target.startswith("#")):
            yield unquote(parts.path)


@pytest.mark.parametrize(
    ("url", "prose"), [("https://example.com/status/", True), ("https://status.example.com/", False)]
)
def test_the_previews_site_opens_from_disk(publish: Publish, url: str, prose: bool) -> None:
    settings = CHANNELS.replace("https://status.example.com/", url)
    draft = f"{HERE}/postmortem.md"
    site = publish(
        {
            **PUBLISHED,
            "site_src/index.md": "---\ntemplate: status.html\n---\nSee [support](support.md).\n",
            "site_src/support.md": "# Support\n\n[Home](index.md), [past](history/index.md)\n",
        },
        settings=f"docs_dir: site_src\ntheme: {{name: material, font: false}}\n{settings}",
    )
    site.write({NEXT: IDENTIFIED, draft: "---\n---\n## What happened\nA secret to come.\n"})
    folder = site.root.parent / "preview"
    words = ["--site-dir", str(folder), *([] if prose else ["--no-prose"])]
    result = site.run("preview", *words)
    assert result.exit_code == 0, result.output
    pages = [page for page in folder.rglob("*.html") if page.name != "unavailable.html"]
    dead = [
        f"{page.relative_to(folder)}: {target}"
        for page in pages
        for target in links(page)
        if not (page.parent / target).resolve().is_file()
    ]
    assert (dead, len(pages) > 6) == ([], True)
    shown = (folder / "incidents" / "2026-11-21-checkout-errors" / "postmortem" / "index.html").read_text(
        encoding="utf-8"
    )
    assert "A secret to come." in shown
    assert 'content="noindex"' in shown


@pytest.mark.parametrize(
    ("link", "by_file"),
    [
        ("../", "../index.html"),
        ("./", "./index.html"),
        ("..", "../index.html"),
        ("", "index.html"),
        ("history/", "history/index.html"),
        ("history/?a=b#c", "history/index.html?a=b#c"),
        ("updates.atom", "updates.atom"),
        ("#main", "#main"),
        ("mailto:a@b", "mailto:a@b"),
        ("https://example.com/a/", "https://example.com/a/"),
        ("//cdn.example.com/a/", "//cdn.example.com/a/"),
        ("/status/history/", "../../history/index.html"),
        ("/status/", "../../index.html"),
        ("/elsewhere/", "/elsewhere/"),
    ],
)
def test_a_link_names_its_file(link: str, by_file: str) -> None:
    page = f'<a class="x" href="{link}">a</a>'.encode()
    assert linked_by_file(page, "../../", "/status/") == f'<a class="x" href="{by_file}">a</a>'.encode()


def test_a_script_is_left_alone() -> None:
    page = b"<script>x.innerHTML = 'href=\"a/\"'</script>"
    assert linked_by_file(page, "", "/") == page


def test_a_withdrawal_is_previewed_if_its_update_counts_as_sent(site: Any) -> None:
    site.write({FIRST: PUBLISHED[FIRST].replace("at:", "withdrawn: Another shop's alarm\nat:")})
    said = section(site.run("preview").output, "On the channels")
    assert said.count("We withdraw our update of 15:10 CET (14:10 UTC): Another shop's alarm") == 2
    assert "Withdrawn" in said
    assert "bosses (executives, webhook): no message, because nothing is new for it." in said


def test_a_whole_incident_s_withdrawal_is_previewed_too(site: Any) -> None:
    site.write({HEAD: INCIDENT.replace("impact:", "withdrawn: A test\nimpact:")})
    output = site.run("preview").output
    assert "is withdrawn: " in output
    assert "    [Withdrawn] Checkout errors\n    We reported this in error: A test\n" in section(
        output, "On the channels"
    )


def test_reminders_of_maintenance_are_named_with_their_times(publish: Publish) -> None:
    settings = CHANNELS.replace("      channels:", "      planned: {remind: [1d, 1h]}\n      channels:")
    site = publish(PUBLISHED, settings=settings)
    folder = "incidents/2026-11/2026-11-28-new-database"
    head = (
        "---\ntitle: New database\nkind: maintenance\ncomponents: {search: under_maintenance}\n"
        "scheduled: {from: 2026-11-28T02:00Z, until: 2026-11-28T03:00Z}\n---\n"
    )
    announcement = update("2026-11-21T14:20Z", "Search pauses.", "scheduled")
    site.write(
        {f"{folder}/incident.md": head, f"{folder}/updates/20261121T142000Z-scheduled.md": announcement}
    )

    said = section(site.run("preview").output, "On the channels")
    assert "Reminders of “New database” are sent later: 2026-11-27 02:00 UTC, 2026-11-28 01:00 UTC." in said
