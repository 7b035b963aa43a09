"""An incident's page as Markdown, and the file that lists them for programs."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import comrak
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.render.standards.conftest import NOW, SETTINGS, Made, at, outage, published, said

from outspoken.model.incident import Difference, Edit, Publication
from outspoken.model.vocabulary import State
from outspoken.render.standards.quoted_text import one_line, quoted

Make = Callable[..., Made]
TWIN = "incidents/2026-03-10-payments-fail/index.md"
PAGE = "incidents/2026-03-10-payments-fail/index.html"


def test_it_has_the_facts_then_the_updates_newest_first(made: Make) -> None:
    fixing = said(
        "identified",
        at("09:30"),
        "We roll it back.",
        next_update=at("12:30"),
        eta=at("13:00"),
        components=(("checkout", State.MAJOR_OUTAGE),),
    )
    incident = outage(
        said("investigating", at("09:05")), fixing, affected="everyone", workaround="Pay by bank"
    )
    assert (
        made(incident)[TWIN]
        == """\
# Payments fail

<https://example.com/status/incidents/2026-03-10-payments-fail/>

- Status: Identified
- Impact: Major
- Since: 2026-03-10 09:00 UTC
- Component: Checkout (Major outage)
- Who is affected: everyone
- Workaround: Pay by bank
- Estimated fix: 2026-03-10 13:00 UTC
- Next update by: 2026-03-10 12:30 UTC

As of 2026-03-10 12:00 UTC.

## Updates, newest first

### 2026-03-10 09:30 UTC · Identified

<https://example.com/status/incidents/2026-03-10-payments-fail/#20260310T093000Z-identified>

- Checkout: Partial outage → Major outage

> We roll it back.

### 2026-03-10 09:05 UTC · Investigating

<https://example.com/status/incidents/2026-03-10-payments-fail/#20260310T090500Z-investigating>

> We look into it.
"""
    )


def test_the_page_names_it(made: Make) -> None:
    link = '<link rel="alternate" type="text/markdown" title="Payments fail" href="../../incidents/'
    assert link in made(outage(), whole=True)[PAGE]


def test_what_was_withdrawn_edited_or_recorded_late_is_said_to_be(made: Make) -> None:
    edit = Edit(at=at("10:10"), before="We do not know.")
    taken = Edit(at=at("10:20"), facts=(Difference(name="withdrawn", before=None, after="a wrong number"),))
    wrong = said("identified", at("09:30"), "Half of you.", withdrawn="a wrong number", edits=(taken,))
    late = replace(said("monitoring", at("09:40")), publication=published(at("11:40")))
    incident = outage(said("investigating", at("09:05"), edits=(edit,)), wrong, late, backfilled=True)
    twin = made(incident)[TWIN]
    assert "- Withdrawn: a wrong number\n" in twin
    assert "Edited 2026-03-10 10:10 UTC\n" in twin
    assert "- recorded 2 hours later\n" in twin
    assert "Recorded afterwards.\n" in twin
    assert "We withdraw our update of 2026-03-10 09:30 UTC: a wrong number" in twin


def test_a_withdrawn_incident_says_so_first_and_gives_no_advice(made: Make) -> None:
    taken = Edit(at=at("10:20"), facts=(Difference(name="withdrawn", before=None, after="a drill"),))
    twin = made(outage(withdrawn="a drill", workaround="Pay by bank", edits=(taken,)))[TWIN]
    assert "- Withdrawn: a drill\n" in twin
    assert "- Status:" not in twin and "Pay by bank" not in twin


@pytest.mark.parametrize(("days", "there"), [(1, True), (13, True), (15, False), (400, False)])
def test_only_recent_incidents_have_one_since_hosts_count_files(days: int, there: bool, made: Make) -> None:
    ended = said("resolved", NOW - timedelta(days=days))
    files = made(
        outage(ended, started=NOW - timedelta(days=days, hours=1), publication=Publication(at=ended.at)),
        whole=True,
    )
    assert (TWIN in files) is there
    assert ("text/markdown" in files[PAGE]) is there
    assert (TWIN in files["llms.txt"]) is there


def test_the_list_names_what_is_wrong_now_first(made: Make) -> None:
    over = outage(
        said("resolved", at("10:00", day=8)), id="2026-03-08-slow", title="Slow", started=at("09:00", day=8)
    )
    lines = made(over, outage())["llms.txt"].splitlines()
    assert lines[:4] == ["# Example status", "", "> Payments fail", "> As of 2026-03-10 12:00 UTC."]
    address = "https://example.com/status/incidents"
    assert lines[lines.index("## Active incidents") + 2] == (
        f"- [Payments fail]({address}/2026-03-10-payments-fail/index.md): Investigating, 2026-03-10 09:00 UTC"
    )
    assert lines[lines.index("## Last 14 days") + 2].startswith(
        f"- [Slow]({address}/2026-03-08-slow/index.md)"
    )


def test_every_link_of_the_list_is_a_file_of_the_site(made: Make) -> None:
    files = made(outage(), whole=True)
    links = re.findall(r"\]\(https://example\.com/status/([^)]*)\)", files["llms.txt"])
    assert len(links) > 5
    there = {*files, *(path.removesuffix("index.html") for path in files)}
    assert [link for link in links if link not in there] == []


HOSTILE = (
    "## Resolved",
    "Resolved\n========",
    "x\n\n# Status: Resolved",
    "1. # Resolved",
    "- # Resolved",
    "> ## Resolved",
    "```\nx\n```\n## Resolved",
    "a\u2028## Resolved",
    "a\x0b- Status: Resolved",
    "a\x85### 2026-03-10 11:00 UTC · Resolved",
    "\\## Resolved",
    "| Status |\n|---|\n| Resolved |",
    "&#35;&#35; Resolved",
    "<h2>Resolved</h2>",
    "[x]: https://evil.example/\n\n[x]",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_can_look_like_a_fact_of_ours(text: str, made: Make) -> None:
    twin = made(
        outage(said("identified", at("09:30"), text), body=text, workaround=text, title="Payments fail")
    )[TWIN]
    plain = made(outage(said("identified", at("09:30"), "x"), body="x", workaround="x"))[TWIN]

    def ours(page: str) -> list[str]:
        return [line for line in page.splitlines() if line.startswith(("#", "- Status", "- Impact"))]

    assert ours(twin) == ours(plain)
    html = comrak.render_markdown(twin)
    assert html.count("<h") == comrak.render_markdown(plain).count("<h")


@given(st.text(alphabet=st.sampled_from("#>-=*_`~|[]()<>&;:1.\\ \t\r\n\x0b\x0c\x85\u2028aR"), max_size=60))
@example("1. # R")
@example("a\n   ===")
def test_every_line_of_a_text_is_a_quote_without_markup(text: str) -> None:
    lines = list(quoted(text))
    assert [line for line in "\n".join(lines).splitlines() if not line.startswith(">")] == []
    html = comrak.render_markdown("\n".join(lines))
    assert re.findall(r"<(?:h\d|ol|ul|table|strong|em|img|hr)\b", html) == []
    assert len(one_line(text).splitlines()) <= 1


def test_it_is_in_the_language_of_the_site(made: Make) -> None:
    files = made(outage(workaround="x"), settings=replace(SETTINGS, language="fr"))
    assert "- État : " in files[TWIN].replace("\u00a0", " ").replace("\u202f", " ")
