"""What merges on its check alone, and what waits for approved words, for whom and until when."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from outspoken.model.settings import ApprovalPolicy
from outspoken.model.vocabulary import Impact
from outspoken.review.approval.approval_rule import Approval, ApprovalFacts, ApprovalRoute, decide
from outspoken.review.approval.approved_wording import follows

NOW = datetime(2026, 11, 21, 14, 20, tzinfo=UTC)
WITHIN = timedelta(minutes=10)
POLICY = ApprovalPolicy(required_for=(Impact.CRITICAL, Impact.MAJOR), within=WITHIN)
TEMPLATE = """\
Since {started}, pages load slowly.
Affected: {affected}.
[[What did you see?]]
{workaround}
What was saved before is safe.
"""


def facts(
    *, impact: Impact = Impact.MAJOR, only_adds: bool = True, from_templates: bool = False
) -> ApprovalFacts:
    return ApprovalFacts(impacts=frozenset({impact}), only_adds=only_adds, from_templates=from_templates)


@pytest.mark.parametrize(
    ("impact", "only_adds", "from_templates", "approved", "opened"),
    list(product(Impact, (True, False), (True, False), (True, False), (None, 0, 9, 10, 11))),
)
def test_the_rule_in_every_case(
    impact: Impact, only_adds: bool, from_templates: bool, approved: bool, opened: int | None
) -> None:
    review = Approval(
        author="kim",
        approvals=("ada",) if approved else (),
        opened=None if opened is None else NOW - timedelta(minutes=opened),
    )
    verdict = decide(
        facts(impact=impact, only_adds=only_adds, from_templates=from_templates), POLICY, review, NOW
    )
    if impact not in (Impact.CRITICAL, Impact.MAJOR):
        assert verdict.route is ApprovalRoute.FREE
    elif only_adds and from_templates:
        assert verdict.route is ApprovalRoute.FAST
    elif approved:
        assert verdict.route is ApprovalRoute.APPROVED
    elif opened is not None and opened >= 10:
        assert verdict.route is ApprovalRoute.WAITED
    else:
        end = None if review.opened is None else review.opened + WITHIN
        assert (verdict.route, verdict.until) == (ApprovalRoute.WAITS, end)
    assert verdict.merges is (verdict.route is not ApprovalRoute.WAITS)


def test_the_worst_impact_decides() -> None:
    mixed = ApprovalFacts(
        impacts=frozenset({Impact.NONE, Impact.CRITICAL, Impact.MAJOR}), only_adds=False, from_templates=False
    )
    assert "critical impact" in decide(mixed, POLICY, Approval(), NOW).why


def test_without_a_limit_words_wait_until_they_are_approved() -> None:
    policy = ApprovalPolicy(required_for=(Impact.MAJOR,))
    verdict = decide(facts(), policy, Approval(opened=NOW - timedelta(days=9)), NOW)
    assert (verdict.route, verdict.until) == (ApprovalRoute.WAITS, None)


def test_without_a_policy_nothing_waits() -> None:
    assert (
        decide(facts(impact=Impact.CRITICAL), ApprovalPolicy(), Approval(), NOW).route is ApprovalRoute.FREE
    )


@pytest.mark.parametrize(
    ("approvals", "by", "counts"),
    [
        (("kim",), (), False),
        (("@Kim",), (), False),
        (("kim", "ada"), (), True),
        (("ada",), ("lin",), False),
        (("ada", "@Lin"), ("lin",), True),
        (("kim",), ("kim",), False),
        ((), ("lin",), False),
    ],
)
def test_whose_approval_counts(approvals: tuple[str, ...], by: tuple[str, ...], counts: bool) -> None:
    policy = ApprovalPolicy(required_for=(Impact.MAJOR,), within=WITHIN, by=by)
    verdict = decide(facts(), policy, Approval(author="kim", approvals=approvals, opened=NOW), NOW)
    assert verdict.route is (ApprovalRoute.APPROVED if counts else ApprovalRoute.WAITS)


@pytest.mark.parametrize(
    ("body", "is_from_it"),
    [
        ("Since 14:05 UTC, pages load slowly.\n\nAffected: everybody.\nWhat was saved before is safe.", True),
        ("Since 14:05 UTC, pages load slowly.\nWhat was saved before is safe.", True),
        ("What was saved before is safe.", True),
        ("Since 14:05 UTC, pages load slowly.", False),
        ("What was saved before is safe.\nSince 14:05 UTC, pages load slowly.", False),
        ("Since 14:05 UTC, pages load slowly.\nIt was Kim.\nWhat was saved before is safe.", False),
        ("Since 14:05 UTC, pages load slowly. What was saved before is safe.", False),
        ("What was saved before is not safe.", False),
        (f"Since {'x' * 301}, pages load slowly.\nWhat was saved before is safe.", False),
        ("Words of a slot alone.\nWhat was saved before is safe.", False),
        ("[[What did you see?]]\nWhat was saved before is safe.", False),
        ("", False),
    ],
)
def test_which_words_come_from_a_template(body: str, is_from_it: bool) -> None:
    assert follows(body, TEMPLATE) is is_from_it


def test_a_template_that_asks_for_everything_approves_nothing() -> None:
    assert not follows("Anything at all.", "[[What is new?]]\n{workaround}\n")


HERE = "incidents/2026-11/2026-11-21-pages-are-slow"
INCIDENT = (
    "---\ntitle: Pages are slow\nimpact: major\ncomponents: {checkout: partial_outage}\n"
    "started: 2026-11-21T14:05Z\n---\n"
)
FROM_TEMPLATE = (
    "---\nstatus: investigating\nat: 2026-11-21T14:10Z\n---\n"
    "Since 14:05 UTC, pages load slowly or not at all, and some changes are not saved.\n"
    "What was saved before is safe.\n"
)
FIRST = f"{HERE}/updates/20261121T141000Z-investigating.md"
APPROVAL = "      approval: {required_for: [critical, major], within: 10m}\n"
Publish = Callable[..., Any]


@pytest.fixture
def site(publish: Publish) -> Any:
    """A published site whose words with major impact want an approval; one approved template is its own."""
    template = (
        "---\nabout: Slow\n---\n\n"
        "Since {started}, pages load slowly or not at all, and some changes are not saved.\n"
        "What was saved before is safe.\n"
    )
    made = publish({"templates/scaffolds/messages/slow.md": template})
    settings = (made.root / "mkdocs.yml").read_text(encoding="utf-8")
    made.commit({"mkdocs.yml": settings + APPROVAL}, "2026-11-21T14:11:00Z")
    made.git("branch", "-f", "main")
    return made


def route(site: Any, *words: str) -> tuple[str, int]:
    result = site.run("approval", "--json", *words)
    return json.loads(result.output)["route"], result.exit_code


def test_a_first_acknowledgement_from_a_template_goes_at_once(site: Any) -> None:
    site.commit({f"{HERE}/incident.md": INCIDENT, FIRST: FROM_TEMPLATE}, "2026-11-21T14:12:00Z")
    assert route(site) == ("fast", 0)


def test_words_of_ones_own_wait(site: Any) -> None:
    own = FROM_TEMPLATE + "It was the new index.\n"
    site.commit({f"{HERE}/incident.md": INCIDENT, FIRST: own}, "2026-11-21T14:12:00Z")
    assert route(site) == ("waits", 1)
    assert route(site, "--author", "kim", "--approved-by", "kim") == ("waits", 1)
    assert route(site, "--author", "kim", "--approved-by", "ada") == ("approved", 0)
    assert route(site, "--opened-at", "2026-11-21T14:10Z") == ("waited", 0)
    reported = json.loads(site.run("approval", "--json", "--opened-at", "2026-11-21T14:12Z").output)
    assert reported == {
        "route": "waits",
        "merges": False,
        "until": "2026-11-21T14:22:00Z",
        "state": "pending",
        "description": "its texts have major impact and wait for an approval, until 14:22 UTC at most",
    }


def test_an_incident_without_an_update_is_not_an_acknowledgement(site: Any) -> None:
    site.commit({f"{HERE}/incident.md": INCIDENT}, "2026-11-21T14:12:00Z")
    assert route(site) == ("waits", 1)


def test_a_change_cannot_ease_the_rule_it_is_under(site: Any) -> None:
    settings = (site.root / "mkdocs.yml").read_text(encoding="utf-8").replace(APPROVAL, "")
    files = {f"{HERE}/incident.md": INCIDENT, FIRST: FROM_TEMPLATE, "mkdocs.yml": settings}
    site.commit(files, "2026-11-21T14:12:00Z")
    assert route(site) == ("waits", 1)


def test_a_change_cannot_bring_the_template_it_comes_from(site: Any) -> None:
    template = "---\nabout: Mine\n---\nIt was the new index.\n"
    files = {
        f"{HERE}/incident.md": INCIDENT,
        FIRST: FROM_TEMPLATE.replace("What was saved before is safe.\n", "").replace("Since 14:05 UTC", "It"),
        "templates/scaffolds/messages/mine.md": template,
    }
    site.commit(files, "2026-11-21T14:12:00Z")
    assert route(site) == ("waits", 1)


def test_an_update_that_lowers_the_impact_is_judged_by_its_own(site: Any) -> None:
    site.commit({f"{HERE}/incident.md": INCIDENT, FIRST: FROM_TEMPLATE}, "2026-11-21T14:12:00Z")
    site.git("branch", "-f", "main")
    lower = "---\nimpact: minor\nat: 2026-11-21T14:15Z\n---\nMost of it works.\n"
    site.commit({f"{HERE}/updates/20261121T141500Z-update.md": lower}, "2026-11-21T14:16:00Z")
    assert route(site) == ("free", 0)


def test_published_words_of_major_impact_wait_when_they_are_altered(site: Any) -> None:
    site.commit({f"{HERE}/incident.md": INCIDENT, FIRST: FROM_TEMPLATE}, "2026-11-21T14:12:00Z")
    site.git("branch", "-f", "main")
    site.commit({FIRST: FROM_TEMPLATE.replace("is safe", "is not safe")}, "2026-11-21T14:16:00Z")
    assert route(site) == ("waits", 1)


def test_a_change_without_words_is_free(site: Any) -> None:
    site.commit({"README.md": "Hello\n"}, "2026-11-21T14:12:00Z")
    assert route(site) == ("free", 0)


def test_unusable_settings_are_reported(site: Any) -> None:
    site.write({"mkdocs.yml": "site_name: E\n"})
    result = site.run("approval")
    assert (result.exit_code, "no-settings" in result.output) == (1, True)
