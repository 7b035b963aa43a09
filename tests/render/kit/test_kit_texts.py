"""Ready texts say what the incident's files say, and nothing else."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from outspoken.derive.facts import IncidentFacts
from outspoken.errors import ProblemsError
from outspoken.model.component import Component
from outspoken.model.incident import (
    Aftermath,
    Incident,
    Postmortem,
    Publication,
    Quantity,
    Symptoms,
    Update,
    Window,
)
from outspoken.model.settings import Contact, Credit, PostmortemPolicy, Settings
from outspoken.model.vocabulary import Detection, Impact, Kind, State, Status
from outspoken.render.kit.kit_check import kit_problems
from outspoken.render.kit.kit_facts import is_over, stage_of
from outspoken.render.kit.kit_templates import KitTemplates
from outspoken.render.kit.kit_text import KitAudience, KitStage, KitText
from outspoken.render.language.language import Language
from outspoken.render.messages.plain_text import plain_words

BEGAN = datetime(2026, 3, 10, 14, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NOW = BEGAN + 30 * MINUTE
LANGUAGES = ("en", "de", "es", "fr", "ja")
SITE = Settings(
    site_name="Example",
    url="https://status.example.com/",
    host="status.example.com",
    components=(Component(id="api", name="The API"),),
)
MARK = re.compile(r"\[([a-z_.]+)\?\]")
CAUSE = "We know the cause and are fixing it."


def says(minutes: int, status: Status | None, **more: object) -> Update:
    at = BEGAN + minutes * MINUTE
    given = {"id": f"u{minutes}", "at": at, "body": "We say so.", "status": status}
    return Update(**given, publication=Publication(at=at, order=minutes), **more)  # type: ignore[arg-type]


OUTAGE = Incident(
    id="2026-03-10-errors",
    folder="incidents/2026-03/2026-03-10-errors",
    title="Queries fail",
    kind=Kind.INCIDENT,
    impact=Impact.MAJOR,
    components=(("api", State.MAJOR_OUTAGE),),
    started=BEGAN,
    body="Queries fail.",
    publication=Publication(at=BEGAN),
    updates=(says(5, Status.INVESTIGATING),),
)
FULL = replace(
    OUTAGE,
    affected="a tenth of all shops",
    symptoms=Symptoms(signing_in="A white page", signed_in="A red line"),
    workaround="Pay by invoice",
    worst_case=timedelta(hours=4),
    noticed=BEGAN + 2 * MINUTE,
    detected_by=Detection.CUSTOMERS,
    numbers=(Quantity(what="Requests failed", value="41000"),),
    credit="a tenth of March",
    roles=(("commander", "Canary Kim"),),
    key="canary-key",
)
RESOLVED = replace(FULL, updates=(*FULL.updates, says(60, Status.RESOLVED)))
WORK = replace(
    FULL,
    id="2026-03-10-work",
    title="A new database",
    kind=Kind.MAINTENANCE,
    impact=Impact.NONE,
    components=(("api", State.UNDER_MAINTENANCE),),
    worst_case=None,
    noticed=None,
    started=BEGAN,
    window=Window(start=BEGAN, end=BEGAN + 60 * MINUTE),
    updates=(says(-600, Status.SCHEDULED),),
)


@cache
def templates(language: str = "en") -> KitTemplates:
    return KitTemplates(settings=replace(SITE, language=language), language=Language(language))


def texts(
    incident: Incident, stage: KitStage, now: datetime = NOW, language: str = "en"
) -> tuple[KitText, ...]:
    return templates(language).texts(IncidentFacts(incident), stage, now)


def one(incident: Incident, stage: KitStage, name: str, now: datetime = NOW) -> KitText:
    return next(text for text in texts(incident, stage, now) if f"{text.audience}-{text.medium}" == name)


def all_of(incident: Incident, now: datetime = NOW, language: str = "en") -> list[KitText]:
    return [text for stage in KitStage for text in texts(incident, stage, now, language)]


@pytest.mark.parametrize("audience", list(KitAudience))
@pytest.mark.parametrize("stage", list(KitStage))
@pytest.mark.parametrize("incident", [OUTAGE, FULL, RESOLVED, WORK], ids=["bare", "full", "resolved", "work"])
def test_every_audience_has_a_text_at_every_stage(
    stage: KitStage, audience: KitAudience, incident: Incident
) -> None:
    assert any(text.audience is audience for text in texts(incident, stage))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_kit_is_written_in_the_language_of_the_site(language: str) -> None:
    english = {text.name: text for text in all_of(FULL)}
    for text in all_of(FULL, language=language):
        same = english[text.name]
        assert (text.missing, bool(text.notes)) == (same.missing, bool(same.notes))
        assert (text.text == same.text) is (language == "en"), text.name
        assert (text.title == same.title) is (language == "en"), text.name


def test_a_missing_fact_is_a_mark_in_the_text_and_names_its_key_and_file() -> None:
    page = one(OUTAGE, KitStage.SCOPE, "customers-page")
    assert "- Workaround: [workaround?]" in page.text.splitlines()
    asked = {fact.key: fact for fact in page.missing}
    assert set(asked) == {"affected", "symptoms.signed_in", "workaround", "next_update"}
    assert asked["workaround"].file == "incidents/2026-03/2026-03-10-errors/incident.md"
    assert asked["next_update"].file == "the next update"
    assert asked["symptoms.signed_in"].help == "what customers see once they are signed in"


def test_a_promise_that_has_passed_is_a_missing_fact() -> None:
    late = replace(OUTAGE, updates=(says(5, Status.INVESTIGATING, next_update=BEGAN + 20 * MINUTE),))
    assert (
        "Next update by Mar 10, 2026, 14:20 UTC"
        in one(late, KitStage.WAITING, "customers-page", BEGAN + 10 * MINUTE).text
    )
    assert "Next update by [next_update?]" in one(late, KitStage.WAITING, "customers-page").text


def test_no_text_states_an_end_while_the_incident_is_open() -> None:
    for stage in (KitStage.RESOLVED, KitStage.AFTER):
        for text in texts(FULL, stage):
            if "resolved" in text.text and text.medium != "feedback":
                assert "[ended?]" in text.text, text.name


@pytest.mark.parametrize("stage", [one for one in KitStage if one.is_open])
def test_no_text_states_a_cause_before_it_is_known(stage: KitStage) -> None:
    assert not [text.name for text in texts(FULL, stage) if CAUSE in text.text]
    known = replace(FULL, updates=(*FULL.updates, says(10, Status.IDENTIFIED)))
    assert [text.name for text in texts(known, stage) if CAUSE in text.text]


def test_what_is_over_is_in_the_past() -> None:
    for text in texts(RESOLVED, KitStage.RESOLVED, BEGAN + 70 * MINUTE):
        assert "Who is affected" not in text.text
        assert "[ended?]" not in text.text
        assert "Workaround" not in text.text


def test_what_was_said_about_data_is_kept_by_a_later_update() -> None:
    left = Aftermath(data="No order was lost", todo="Receipts come tonight")
    said = (says(60, Status.RESOLVED, aftermath=left), says(90, None))
    ended = replace(FULL, updates=(*FULL.updates, *said))
    page = one(ended, KitStage.RESOLVED, "customers-page", BEGAN + 100 * MINUTE)
    assert "- Your data: No order was lost" in page.text.splitlines()
    assert "- Still to do: Receipts come tonight" in page.text.splitlines()
    assert page.missing == ()


def test_the_apology_says_when_customers_learn_the_reason() -> None:
    policy = PostmortemPolicy(required_for=(Impact.MAJOR,), within=timedelta(days=5))
    now = BEGAN + 70 * MINUTE
    due = KitTemplates(settings=replace(SITE, postmortem=policy), language=Language("en"))
    mail = {text.name: text.text for text in due.texts(IncidentFacts(RESOLVED), KitStage.AFTER, now)}
    assert "By Mar 15, 2026, 15:00 UTC, we will publish what happened" in mail["after/customers-mail"]
    assert "[postmortem?]" in one(RESOLVED, KitStage.AFTER, "customers-mail", now).text
    out = replace(
        RESOLVED, postmortem=Postmortem(body="Why.", publication=Publication(at=now), published=now - MINUTE)
    )
    assert "/2026-03-10-errors/postmortem/" in one(out, KitStage.AFTER, "customers-mail", now).text


def test_maintenance_is_announced_without_an_apology_or_a_promise() -> None:
    for text in texts(WORK, KitStage.ACKNOWLEDGE, BEGAN - 60 * MINUTE):
        assert "sorry" not in text.text
        assert "next_update" not in {fact.key for fact in text.missing}
    page = one(WORK, KitStage.ACKNOWLEDGE, "customers-page", BEGAN - 60 * MINUTE)
    assert page.text.startswith("We have scheduled maintenance: A new database.")
    assert "- Scheduled for Mar 10, 2026, 14:00" in page.text


def test_what_takes_longer_says_so() -> None:
    begun = replace(WORK, updates=(*WORK.updates, says(2, Status.IN_PROGRESS)), auto=False)
    longer = "- It is taking longer than estimated."
    late = BEGAN + 90 * MINUTE
    assert longer in one(begun, KitStage.WAITING, "customers-page", late).text.splitlines()
    assert longer not in one(begun, KitStage.WAITING, "customers-page").text.splitlines()
    hoped = replace(FULL, updates=(says(5, Status.INVESTIGATING, eta=BEGAN + 60 * MINUTE),))
    page = one(hoped, KitStage.WAITING, "customers-page", late).text.splitlines()
    assert longer in page
    assert "- Worst case: lasts 4 hours" in page


def test_maintenance_that_only_its_window_ended_is_not_called_complete() -> None:
    for text in texts(WORK, KitStage.RESOLVED, BEGAN + 90 * MINUTE):
        assert "is complete:" not in text.text


def test_a_false_alarm_needs_no_apology() -> None:
    withdrawn = replace(OUTAGE, withdrawn="A false alarm of our monitoring")
    assert is_over(IncidentFacts(withdrawn), NOW)
    for text in texts(withdrawn, KitStage.RESOLVED):
        assert "sorry" not in text.text
        assert "resolved" not in text.text
    assert "We reported this in error" in one(withdrawn, KitStage.RESOLVED, "customers-page").text


def test_a_service_credit_is_what_was_decided_or_what_the_settings_say() -> None:
    table = (Credit(monthly_uptime_below=99.9, credit="10 %"),)
    some = replace(SITE, credits=table, claim_within=timedelta(days=30))
    kit = KitTemplates(settings=some, language=Language("en"))

    def replies(incident: Incident) -> str:
        found = kit.texts(IncidentFacts(incident), KitStage.SCOPE, NOW, "support")
        return next(text.text for text in found if text.medium == "replies")

    assert "- Service credit: a tenth of March" in replies(FULL)
    assert "- below 99.9%: 10 %" in replies(OUTAGE)
    assert "- Last day to claim: Apr 30, 2026" in replies(OUTAGE)
    assert "- Service credit: [credit?]" in one(OUTAGE, KitStage.SCOPE, "support-replies").text


def test_people_are_reached_as_the_settings_say() -> None:
    some = replace(SITE, support=(Contact(kind="phone", label="Call us", value="+49 30 1", hours="always"),))
    kit = KitTemplates(settings=some, language=Language("en"))
    found = kit.texts(IncidentFacts(FULL), KitStage.SCOPE, NOW, "major-customers")
    assert "- Call us: +49 30 1 (always)" in found[0].text
    assert "[support?]" in one(FULL, KitStage.SCOPE, "major-customers-mail").text


def test_the_question_how_well_we_informed_leads_to_the_place_that_the_settings_name() -> None:
    some = replace(SITE, feedback_url="https://survey.example.com/?about={id}")
    kit = KitTemplates(settings=some, language=Language("en"))
    found = {
        text.medium: text for text in kit.texts(IncidentFacts(RESOLVED), KitStage.AFTER, NOW + 60 * MINUTE)
    }
    assert "https://survey.example.com/?about=2026-03-10-errors" in found["feedback"].text.splitlines()
    assert "[feedback_url?]" in one(RESOLVED, KitStage.AFTER, "customers-feedback").text


def test_a_short_text_that_is_too_long_says_so() -> None:
    assert 0 < one(FULL, KitStage.SCOPE, "customers-social").length <= 280
    long = replace(FULL, title="Queries fail and " * 20)
    social = one(long, KitStage.SCOPE, "customers-social")
    assert (social.limit, social.length > 280) == (280, True)


@pytest.mark.parametrize(
    ("incident", "minutes", "stage"),
    [
        (OUTAGE, 30, KitStage.ACKNOWLEDGE),
        (FULL, 30, KitStage.SCOPE),
        (replace(OUTAGE, updates=(says(5, Status.IDENTIFIED),)), 30, KitStage.SCOPE),
        (RESOLVED, 70, KitStage.RESOLVED),
        (RESOLVED, 180, KitStage.AFTER),
        (WORK, -60, KitStage.ACKNOWLEDGE),
        (WORK, 30, KitStage.SCOPE),
    ],
)
def test_the_stage_follows_from_the_incident(incident: Incident, minutes: int, stage: KitStage) -> None:
    assert stage_of(IncidentFacts(incident), BEGAN + minutes * MINUTE) is stage


FACTS = {
    "affected": "sentinel affected",
    "symptoms": Symptoms(signing_in="sentinel signing", signed_in="sentinel signed"),
    "workaround": "sentinel workaround",
    "worst_case": timedelta(hours=3),
    "numbers": (Quantity(what="sentinel count", value="777"),),
    "credit": "sentinel credit",
    "roles": (("commander", "canary person"),),
    "key": "canary key",
}
STATUSES = (Status.INVESTIGATING, Status.IDENTIFIED, Status.MONITORING, Status.RESOLVED)
ALWAYS = {"10", "14", "00", "2026", "03"}
"""The numbers of the beginning (March 10, 14:00), and of the addresses."""


@st.composite
def incidents(draw: st.DrawFn) -> tuple[Incident, set[str], set[str]]:
    """An incident with some facts, their names, and every number that its files say."""
    names = draw(st.sets(st.sampled_from(sorted(FACTS))))
    updates, numbers = [], set(ALWAYS)
    for place, status in enumerate(STATUSES[: draw(st.integers(1, 4))]):
        promise = BEGAN + timedelta(hours=7, minutes=33) if draw(st.booleans()) else None
        updates.append(says(6 + place * 7, status, next_update=promise))
    if any(update.next_update for update in updates):
        numbers |= {"21", "33"}
    if updates[-1].status is Status.RESOLVED:
        numbers |= {"27"}
    if "worst_case" in names:
        numbers |= {"3"}
    if "numbers" in names:
        numbers |= {"777"}
    found = replace(OUTAGE, updates=tuple(updates), **{name: FACTS[name] for name in names})
    return found, names, numbers


@settings(max_examples=40, deadline=None)
@given(incidents())
def test_no_text_ever_has_an_invented_value(drawn: tuple[Incident, set[str], set[str]]) -> None:
    incident, names, numbers = drawn
    for text in all_of(incident):
        assert set(re.findall(r"\d+", text.text)) <= numbers, text.name
        for name in FACTS.keys() - names:
            for value in re.findall(r"sentinel \w+", repr(FACTS[name])):
                assert value not in text.text, text.name
        assert set(MARK.findall(text.text)) == {fact.key for fact in text.missing}, text.name
        assert "canary" not in text.text.casefold(), text.name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("incident", [FULL, RESOLVED, WORK], ids=["full", "resolved", "work"])
def test_nothing_private_is_in_any_text(incident: Incident, language: str) -> None:
    now = BEGAN + 180 * MINUTE
    for text in (*all_of(incident, language=language), *all_of(incident, now, language)):
        assert "canary" not in repr(text).casefold()


def test_facts_are_copied_character_by_character() -> None:
    said = "use *.example.com, not <b>api_v1</b> & `x`"
    page = one(replace(FULL, workaround=said), KitStage.SCOPE, "customers-page")
    assert f"- Workaround: {said}" in plain_words(page.text).splitlines()


def test_a_site_replaces_one_text_by_a_file_of_its_own(tmp_path: Path) -> None:
    own = tmp_path / "templates"
    (own / "kit" / "waiting").mkdir(parents=True)
    (own / "kit" / "waiting" / "support-phone.md").write_text(
        '# Ours\n{{ note("Smile.") }}\nStill {{ news.title }}, {{ need("affected") }}.\n', encoding="utf-8"
    )
    kit = KitTemplates(settings=SITE, language=Language("en"), overrides=own)
    found = {text.medium: text for text in kit.texts(IncidentFacts(FULL), KitStage.WAITING, NOW, "support")}
    assert (found["phone"].title, found["phone"].notes) == ("Ours", ("Smile.",))
    assert found["phone"].text == "Still Queries fail, a tenth of all shops."
    assert found["replies"].name == "open/support-replies"
    before = kit.texts(IncidentFacts(FULL), KitStage.SCOPE, NOW, "support")
    assert {text.name for text in before if text.medium == "phone"} == {"open/support-phone"}


def test_a_broken_template_is_a_problem_on_its_line(tmp_path: Path) -> None:
    path = tmp_path / "templates" / "kit" / "open" / "support-phone.md"
    path.parent.mkdir(parents=True)
    assert kit_problems(tmp_path, SITE) == ()
    path.write_text('# Ours\n\n{{ need("afected") }}\n', encoding="utf-8")
    (found,) = kit_problems(tmp_path, SITE)
    assert (found.path, found.line) == ("templates/kit/open/support-phone.md", 3)
    kit = KitTemplates(settings=SITE, language=Language("en"), overrides=tmp_path / "templates")
    with pytest.raises(ProblemsError) as raised:
        kit.texts(IncidentFacts(FULL), KitStage.SCOPE, NOW)
    assert list(raised.value.problems) == [found]
