"""Updates that people wrote in ways of their own: one message for each, and every word kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC
from typing import Any

import pytest
from tests.importers.conftest import spoken

from outspoken.importers.old_text.dialects import Role
from outspoken.importers.old_text.split_messages import read_messages
from outspoken.model.vocabulary import Status

Make = Callable[..., Any]
WORD = re.compile(r"\w+")
WELL = "All is well. *2024-03-01 16:00:00*"
CROWDED = "a message seems to contain several messages: split it by hand"
END = "2024-03-01T16:00:00Z"


def test_labelled_paragraphs_are_parted_by_the_stamp_below_each(issue: Make) -> None:
    body = """**All back**:
Everything runs.
{{< track "2024-03-01 16:00:00" >}}

**Moving to
another host**:
Still moving.
{{< track "2024-03-01 12:00:00" >}}

Nothing is lost so far.
{{< track "2024-03-01 11:00:00" >}}

**Disk full**:
Nothing can be stored.
{{< track "2024-03-01 10:00:00" >}}
"""
    done = issue(body, resolvedWhen=END)
    assert [when for when, _ in spoken(done)] == ["01T10:00", "01T11:00", "01T12:00", "01T16:00"]
    assert [text.splitlines()[0] for text in done.texts()] == [
        "**Disk full**:",
        "Nothing is lost so far.",
        "**Moving to",
        "**All back**:",
    ]
    assert done.history.incidents[0].updates[-1].status is Status.RESOLVED
    assert CROWDED not in done.abouts


def test_a_label_without_a_stamp_is_a_message_where_labels_have_stamps(issue: Make) -> None:
    body = """**Restored**
Up. {{< track "2024-03-01 16:00:00" >}}

**Rolling back**
It is worse now.

**Wrong address**:
Down. {{< track "2024-03-01 10:00:00" >}}
"""
    done = issue(body, resolvedWhen=END)
    assert [when for when, _ in spoken(done)] == ["01T10:00", "01T13:00", "01T16:00"]
    assert done.texts()[1] == "**Rolling back**\nIt is worse now."


def test_a_shortcode_in_the_opening_paragraph_is_its_time(issue: Make) -> None:
    body = (
        'Builds fail\nsince noon. {{< track "2024-03-01 10:30:00" >}}\n\n'
        '**Resolved:** Done. {{< track "2024-03-01 16:00:00" >}}\n'
    )
    assert spoken(issue(body, resolvedWhen=END)) == [
        ("01T10:30", "since noon. *2024-03-01 10:30:00*"),
        ("01T16:00", "**Resolved:** Done. *2024-03-01 16:00:00*"),
    ]


def test_paragraphs_belong_to_the_stamp_below_them(issue: Make) -> None:
    body = """Builds fail.

We look into it. {{< track "2024-03-01 10:30:00" >}}

```
run this
```

Some still fail.

- one
- two

{{< track "2024-03-01 12:00:00" >}}

All is well. {{< track "2024-03-01 16:00:00" >}}
"""
    texts = issue(body, resolvedWhen=END).texts()
    assert [text.splitlines()[0] for text in texts] == ["Builds fail.", "Some still fail.", WELL]
    assert "run this" in texts[0]


def test_a_stamp_in_the_line_of_a_label_heads_the_text_below(issue: Make) -> None:
    body = """**Update** {{< track "2024-03-01 12:00:00" >}}

We found it.

**Initial message** {{< track "2024-03-01 10:00:00" >}}

It is down.
"""
    assert issue(body).texts()[:2] == [
        "**Initial message** *2024-03-01 10:00:00*\n\nIt is down.",
        "**Update** *2024-03-01 12:00:00*\n\nWe found it.",
    ]


def test_a_message_stamped_with_the_end_alone_gives_the_end(issue: Make) -> None:
    done = issue('It was down, and is up. {{< track "2024-03-01 12:00:00" >}}\n')
    assert [update.status for update in done.history.incidents[0].updates] == [Status.RESOLVED]
    assert done.problems == ()


def test_an_opening_without_a_stamp_is_below_the_last_rule(issue: Make) -> None:
    above = "---\n2024-03-01 12:00 UTC\n\nUp.\n\n---\n2024-03-01 11:00 UTC\n\nSoon.\n\n"
    body = f"{above}---\nDown.\n\nWe look.\n\n---\n"
    done = issue(body)
    assert [when for when, _ in spoken(done)] == ["01T10:00", "01T11:00", "01T12:00"]
    assert done.texts()[0] == "Down.\n\nWe look."


@pytest.mark.parametrize("heading", ["## Update {} UTC", "**{} UTC**"])
def test_an_opening_is_below_the_only_rule_under_updates_with_headings(heading: str) -> None:
    newest, older = heading.format("14:20"), heading.format("13:05")
    said = read_messages(f"{newest}\n\nUp.\n\n{older}\n\nSoon.\n\n---\n\nDown.\n", UTC).entries
    assert [message.text.splitlines()[-1] for message in said] == ["Down.", "Soon.", "Up."]
    assert said[0].text == "Down."


def test_a_rule_under_updates_in_their_order_parts_no_opening() -> None:
    said = read_messages("## 13:05 UTC\n\nDown.\n\n## 14:20 UTC\n\nUp.\n\n---\n\nSorry.\n", UTC).entries
    assert [message.text.splitlines()[-1] for message in said] == ["Down.", "Sorry."]


def test_a_rule_within_a_message_parts_nothing(issue: Make) -> None:
    assert len(issue("[Update]\nSoon.\n\n---\n\nMore.\n\n[Initial]\nDown.\n").texts()) == 3
    assert (
        "Soon.\n\n---\n\nMore."
        in read_messages("[Initial]\nDown.\n\nx\n\n[Update]\nSoon.\n\n---\n\nMore.", UTC).entries[1].text
    )


def test_an_opening_may_have_a_heading_of_its_own() -> None:
    above = "### Update 2\n\nUp.\n\n### Update\n\nSoon.\n\n#### How\n\nSo.\n\n"
    said = read_messages(f"{above}### Packages are broken\n\nDown.\n\n### More\n\nx\n", UTC).entries
    assert [message.text.splitlines()[-1] for message in said] == ["x", "So.", "Up."]
    assert said[0].role is Role.OPENING
    assert said[0].text.startswith("### Packages are broken\n\nDown.")


def test_an_original_post_is_the_opening() -> None:
    said = read_messages("### Update - 2024-03-02\n\nUp.\n\n### Original Post\n\nDown.\n", UTC).entries
    assert [message.role for message in said] == [Role.OPENING, Role.UPDATE]


@pytest.mark.parametrize(
    "body",
    [
        'Down {{< track "2024-03-01 10:00:00" >}} and up {{< track "2024-03-01 11:00:00" >}}',
        "Down.\n\n- **Update:** soon\n- **Resolved:** up\n",
        "Down.\n\n* 2024-03-01 10:00 UTC down\n* 2024-03-01 10:30 UTC up\n* 2024-03-01 11:00 UTC down\n",
    ],
)
def test_a_message_that_seems_to_hold_several_is_named(issue: Make, body: str) -> None:
    assert CROWDED in issue(body).abouts


def test_the_address_of_a_link_follows_the_link_into_its_message() -> None:
    body = (
        '**Up**:\nFine, [see][x]. {{< track "2024-03-01 11:00:00" >}}\n\n'
        'We use [a list][x]. {{< track "2024-03-01 10:00:00" >}}\n\n[x]: https://x.example\n'
    )
    said = read_messages(body, UTC).entries
    assert [("[x]: https://x.example" in message.text) for message in said] == [True, True]


def test_a_bold_update_needs_no_colon() -> None:
    body = 'It is down.\n\n**Update** It is up. {{< track "2024-03-01 11:00:00" >}}\n'
    assert [message.text.splitlines()[0][:10] for message in read_messages(body, UTC).entries] == [
        "It is down",
        "**Update**",
    ]


@pytest.mark.parametrize(
    "body",
    [
        '{{< track "2024-03-01 12:00" >}}Up.\n\nMore.\n\n{{< track "2024-03-01 10:00" >}}\nDown.\n\nof it.\n',
        '{{< track "2024-03-01 12:00" >}}\n\nMore.\n\n{{< track "2024-03-01 10:00" >}}\n\nDown.\n\nof it.\n',
    ],
)
def test_a_stamp_above_the_words_heads_its_message(body: str) -> None:
    said = read_messages(body, UTC).entries
    assert [(message.stamp.at.hour, message.text.split()[-1]) for message in said if message.stamp] == [
        (10, "it."),
        (12, "More."),
    ]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("[see](../2024-02-01-other/)", "[see](/issues/2024-02-01-other/)"),
        ("[see](more.html)", "[see](/issues/2024-03-01-slow/more.html)"),
        ("![Graph](img/a.png)", "![Graph](/issues/2024-03-01-slow/img/a.png)"),
        ("[x]: ../y/", "[x]: /issues/y/"),
        ("`[see](../a/)` [see](/b/) [c](#d) [e](https://x.example)",) * 2,
        ("```\n[see](../a/)\n```",) * 2,
    ],
)
def test_links_beside_the_old_page_are_named_from_the_root(issue: Make, written: str, kept: str) -> None:
    assert issue(f"Down.\n\n{written}\n").texts()[0] == f"Down.\n\n{kept}"


def test_a_comment_without_an_end_is_ended(issue: Make) -> None:
    done = issue("Down.\n\n<!-- [Final]\nhidden\n")
    assert done.texts()[0] == "Down.\n\n<!-- [Final]\nhidden\n-->"
    assert any("comment" in about for about in done.abouts)


def test_a_comment_alone_is_no_message(issue: Make) -> None:
    done = issue("<!-- Nothing yet -->\n")
    assert done.texts() == ["Slow pages", "Resolved."]
    written = done.root / done.history.incidents[0].folder / "incident.md"
    assert "<!-- Nothing yet -->" in written.read_text(encoding="utf-8")


def test_a_time_may_close_the_text_between_two_rules(issue: Make) -> None:
    done = issue("Up.\n\n2024-03-01 12:00 UTC\n\n---\n\nDown.\n\n2024-03-01 10:00 UTC\n")
    assert [(when, text) for when, text in zip((w for w, _ in spoken(done)), done.texts(), strict=True)] == [
        ("01T10:00", "Down.\n\n2024-03-01 10:00 UTC"),
        ("01T12:00", "Up.\n\n2024-03-01 12:00 UTC"),
    ]
    assert CROWDED not in done.abouts


def test_headings_need_no_empty_lines() -> None:
    above = "### Resolved - 11:00 UTC\nUp.\n### Monitoring - 10:30 UTC\nNearly.\n"
    said = read_messages(f"{above}### Investigating - 10:00 UTC\nDown.\n", UTC).entries
    assert [message.status for message in said] == [Status.INVESTIGATING, Status.MONITORING, None]
    assert said[-1].role is Role.CLOSING


@pytest.mark.parametrize(
    "mark",
    [
        "EDIT 11:00 UTC: {}",
        "Update 2 (11:00 UTC): {}",
        "\u2705 **Update 11:00**: {}",
        "\U0001f50e Update: {}",
    ],
)
def test_an_opening_may_follow_an_update(mark: str) -> None:
    said = read_messages(f"{mark.format('Up.')}\n\nDown.\n\nAll of it.\n", UTC).entries
    assert [message.text for message in said] == ["Down.\n\nAll of it.", mark.format("Up.")]


def test_a_list_of_times_is_one_message_and_named(issue: Make) -> None:
    done = issue("We will work:\n\n* 10:00 UTC - one\n* 11:00 UTC - two\n")
    assert done.texts()[0] == "We will work:\n\n* 10:00 UTC - one\n* 11:00 UTC - two"
    assert CROWDED in done.abouts
