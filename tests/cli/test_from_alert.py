"""`outspoken new --from-alert -`: a monitor drafts, a person publishes."""

from __future__ import annotations

import json
from typing import Any

import pytest

ALERTMANAGER = {
    "version": "4",
    "groupKey": '{}:{alertname="PaymentErrors"}',
    "status": "firing",
    "receiver": "status",
    "groupLabels": {"alertname": "PaymentErrors"},
    "commonLabels": {"alertname": "PaymentErrors", "severity": "critical"},
    "commonAnnotations": {"summary": "Payments fail"},
    "externalURL": "http://alerts.internal",
    "alerts": [
        {
            "status": "firing",
            "labels": {"service": "Cart"},
            "annotations": {"description": "pay-gw-7 answers 5xx [12 %]"},
            "startsAt": "2026-11-21T13:58:07.123Z",
            "endsAt": "0001-01-01T00:00:00Z",
            "fingerprint": "c3b0",
        },
        {"status": "firing", "labels": {"service": "pay-gw"}, "startsAt": "2026-11-21T14:01:00Z"},
    ],
}
FOLDER = "incidents/2026-11/2026-11-21-payments-fail"


def draft(site: Any, alert: object, *words: str) -> Any:
    return site.run("new", "--from-alert", "-", *words, said=json.dumps(alert))


def test_an_alert_becomes_a_draft_with_questions_for_its_author(site: Any) -> None:
    done = draft(site, ALERTMANAGER)

    assert done.returncode == 0, done.stderr
    head, update = site.files().values()
    assert head.startswith(
        "---\ntitle: Payments fail\nimpact: critical\ncomponents: {checkout: major_outage}\n"
        "started: 2026-11-21T13:58:07Z\nkey: alert-"
    )
    assert head.endswith(
        "---\n\n[[The monitor says: pay-gw-7 answers 5xx (12 %): what does a customer experience?]]\n"
        "[[Which component is pay-gw?]]\n"
    )
    assert update.endswith("\n\n[[What is broken, as a customer would say it, and for whom?]]\n")
    # Nothing of it can be published before somebody has answered.
    assert site.check().count("[scaffold-text]") == 3


def test_the_same_alert_again_is_the_same_incident(site: Any) -> None:
    first, again = (json.loads(draft(site, ALERTMANAGER, "--json").stdout) for _ in "12")

    assert again == first | {"created": False}


def test_the_same_alert_next_month_is_another_incident(site: Any) -> None:
    draft(site, ALERTMANAGER)
    later = [alert | {"startsAt": "2026-11-21T14:04:00Z"} for alert in ALERTMANAGER["alerts"]]  # type: ignore[operator]
    draft(site, ALERTMANAGER | {"alerts": later})

    assert len(site.files()) == 4


def test_an_alert_that_is_over_opens_nothing(site: Any) -> None:
    done = draft(site, ALERTMANAGER | {"status": "resolved"}, "--json")

    assert (done.returncode, site.files(), json.loads(done.stdout)["path"]) == (0, {}, None)


def test_a_plain_alert_needs_a_title_alone(site: Any) -> None:
    done = draft(site, {"title": "Payments fail"})

    assert done.returncode == 0, done.stderr
    assert (
        "impact: major\ncomponents: {}\nstarted: 2026-11-21T14:05:20Z\n"
        in site.files()[f"{FOLDER}/incident.md"]
    )


def test_a_plain_alert_may_say_everything(site: Any) -> None:
    alert = {
        "title": "Payments fail",
        "impact": "minor",
        "components": {"search": "partial_outage", "CART": ""},
        "started": "2026-11-21 15:00 Europe/Berlin",
        "text": "Some payments fail.",
        "key": "monitor-7",
    }
    draft(site, alert)

    head, update = site.files().values()
    assert head == (
        "---\ntitle: Payments fail\nimpact: minor\n"
        "components: {search: partial_outage, checkout: degraded_performance}\n"
        "started: 2026-11-21T14:00Z\nkey: monitor-7\n---\n"
    )
    assert update.endswith("\n\nSome payments fail.\n")
    assert site.check() == "1 incident, 1 update: no problems.\n"


def test_options_win_over_what_the_alert_says(site: Any) -> None:
    draft(site, ALERTMANAGER, "--impact", "minor", "--component", "api", "-m", "The interface is slow.")

    head, _ = site.files().values()
    assert "impact: minor\ncomponents: {api: degraded_performance}\n" in head
    assert "Which component" not in head


def test_an_alert_opens_a_draft_pull_request(site: Any) -> None:
    done = draft(site, ALERTMANAGER, "--pr")

    assert (done.returncode, "--draft" in done.stderr) == (0, True)
    assert site.git("branch", "--show-current") == "status/2026-11-21-payments-fail"


def test_an_alert_never_publishes(site: Any) -> None:
    done = draft(site, ALERTMANAGER, "--push")

    assert (done.returncode, site.files(), done.stderr.count("\n")) == (2, {}, 1)


@pytest.mark.parametrize(
    ("said", "reported"),
    [
        ("", "the alert is empty"),
        ("{", "the alert is not JSON"),
        ("[]", "the alert is not a JSON object"),
        ("{}", "the alert has no title"),
        ('{"alerts": []}', "the alert has an empty list of alerts"),
        ('{"title": "Down", "started": "14:05"}', "started: 14:05 has no date and no time zone"),
        ("[" * 100_000, "the alert is not JSON"),
    ],
)
def test_what_is_no_alert_is_reported_in_one_line(site: Any, said: str, reported: str) -> None:
    done = site.run("new", "--from-alert", "-", said=said)

    assert (done.returncode, done.stderr.count("\n"), site.files()) == (2, 1, {})
    assert done.stderr.startswith(reported)
