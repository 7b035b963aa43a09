"""The answers of the form become arguments of one command, each value whole."""

from __future__ import annotations

import json

import pytest

from outspoken.authoring.form_answers import FormError, read_form

# What the host sends when a person opens the form and writes only a message.
DEFAULTS = {
    "what": "update", "incident": "", "message": "Some payments fail.", "impact": "unchanged",
    "status": "unchanged", "components": "", "next_update": "", "from": "", "until": "",
    "route": "pull request",
}  # fmt: skip


def words(**reported: str) -> list[str]:
    return list(read_form(json.dumps(DEFAULTS | reported)).arguments)


def test_every_default_serves_but_the_message() -> None:
    assert words() == ["update", "--message=Some payments fail.", "--pr", "--json", "--"]


def test_an_update_says_what_has_changed() -> None:
    reported = words(
        incident="payments", impact="minor", status="identified", next_update="30m",
        components="checkout = degraded_performance; search",
    )  # fmt: skip
    assert reported == [
        "update", "--impact=minor", "--status=identified", "--component=checkout=degraded_performance",
        "--component=search", "--next-update=30m", "--message=Some payments fail.", "--pr", "--json", "--",
        "payments",
    ]  # fmt: skip


def test_a_new_incident_without_more_is_major_and_touches_nothing() -> None:
    assert words(what="new", incident="Payments fail") == [
        "new", "--impact=major", "--no-components", "--message=Some payments fail.", "--pr", "--json", "--",
        "Payments fail",
    ]  # fmt: skip


def test_a_title_may_have_a_field_of_its_own() -> None:
    assert words(what="new", title="Payments fail", incident="ignored")[-1] == "Payments fail"


def test_straight_to_the_page_is_a_push() -> None:
    order = read_form(json.dumps(DEFAULTS | {"what": "resolve", "route": "straight to the page"}))
    assert order.is_straight
    assert order.arguments == ("resolve", "--message=Some payments fail.", "--push", "--json", "--")


def test_planned_work_has_its_hours() -> None:
    reported = words(
        what="schedule", incident="New database", until="20m", **{"from": "2026-12-01 02:00 Europe/Berlin"}
    )
    assert reported[:4] == [
        "schedule",
        "--from=2026-12-01 02:00 Europe/Berlin",
        "--until=20m",
        "--no-components",
    ]


@pytest.mark.parametrize("said", ["--push", "$(id)", "`id`; rm -rf .", "--root=/", "'\"\\"])
def test_nothing_that_is_typed_becomes_an_option(said: str) -> None:
    reported = words(what="new", incident=said, components=said, message=f"-m {said}", next_update=said)
    assert reported[reported.index("--") + 1 :] == [said]
    own = ("new", "--impact=", "--component=", "--next-update=", "--message=", "--pr", "--json")
    assert all(word.startswith(own) for word in reported[: reported.index("--")])


@pytest.mark.parametrize(
    ("more", "option"),
    [
        ({"announce": False}, "--no-announce"),
        ({"announce": "false"}, "--no-announce"),
        ({"data": "No data was lost."}, "--data=No data was lost."),
    ],
)
def test_a_bot_may_give_every_option(more: dict[str, object], option: str) -> None:
    order = read_form(json.dumps(DEFAULTS | {"what": "resolve"} | more))
    assert order.arguments[1] == option


def test_a_flag_that_changes_nothing_is_no_option() -> None:
    assert words(announce="true") == words()


def test_a_line_may_end_where_the_form_has_only_one() -> None:
    assert r"--message=One.\n\nTwo.".replace(r"\n", "\n") in words(message=r"One.\n\nTwo.")


@pytest.mark.parametrize(
    ("reported", "said"),
    [
        ({"what": "delete"}, "choose one of update, new, resolve, schedule"),
        ({"route": "fast"}, "route is 'fast'"),
        ({"message": "  "}, "the message is missing"),
        ({"message": "-"}, "only a hyphen"),
        ({"what": "new"}, "the title is missing"),
        ({"what": "schedule", "incident": "Work"}, "from is missing"),
    ],
)
def test_what_is_missing_is_said_in_one_line(reported: dict[str, str], said: str) -> None:
    with pytest.raises(FormError, match=said):
        words(**reported)


@pytest.mark.parametrize("text", ["", "{", "[]", '"x"'])
def test_a_form_is_an_object(text: str) -> None:
    with pytest.raises(FormError, match=r"the form is not (valid JSON|a JSON object)"):
        read_form(text)
