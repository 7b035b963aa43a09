"""Everything that a team has to do, from the first update to the last action."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from outspoken.derive.cadence import OverdueKind
from outspoken.derive.facts import HistoryFacts
from outspoken.derive.followup.due_for_team import due_for_team, overdue_for_team
from outspoken.model.incident import Action
from outspoken.model.settings import PostmortemPolicy
from outspoken.model.update_rhythm import Cadence
from outspoken.model.vocabulary import Impact

POLICY = PostmortemPolicy(
    required_for=(Impact.MAJOR,),
    within=timedelta(days=5),
    actions_within={Impact.MAJOR: timedelta(days=30)},
)


@pytest.fixture
def owed(make):
    settings = make.settings(
        postmortem=POLICY, cadence=Cadence(executives=timedelta(hours=1)), zone="Europe/Berlin"
    )

    def cases(*incidents, now):
        found = overdue_for_team(HistoryFacts(make.history(*incidents, settings=settings)), make.at(now))
        return [(one.case, f"{one.since:%Y-%m-%d %H:%M}") for one in found]

    return cases


@pytest.fixture
def reviewed(make):
    """A resolved incident with a published post-mortem and these actions."""

    def made(*actions):
        postmortem = replace(make.postmortem("2026-03-03 09:00"), actions=actions)
        return make.incident(make.update("15:00", "resolved"), postmortem=postmortem)

    return made


def test_a_post_mortem_is_due_from_the_day_that_the_policy_gives(make, owed):
    incident = make.incident(make.update("15:00", "resolved"))
    assert owed(incident, now="2026-03-06 14:59") == []
    assert owed(incident, now="2026-03-06 15:00") == [("postmortem-20260306", "2026-03-06 15:00")]


def test_no_post_mortem_is_due_unless_it_is_required(make, owed):
    closed = make.update("15:00", "resolved")
    for incident in (
        make.incident(closed, impact="minor"),
        make.incident(closed, backfilled=True),
        make.incident(closed, acknowledged=("postmortem-owed",)),
        make.incident(closed, postmortem=make.postmortem("2026-03-03 09:00")),
        make.incident(
            closed, make.update("16:00", "identified"), make.update("16:10", "resolved"), withdrawn="x"
        ),
    ):
        assert owed(incident, now="2026-05-01 00:00") == []


def test_an_action_is_overdue_once_its_day_is_over_in_the_zone_of_the_site(owed, reviewed):
    incident = reviewed(Action(what="Alert", due=date(2026, 3, 10)))
    assert owed(incident, now="2026-03-10 22:59") == []
    assert owed(incident, now="2026-03-10 23:00") == [("actions-20260310", "2026-03-10 23:00")]


def test_an_action_without_a_day_is_due_by_the_policy(owed, reviewed):
    assert owed(reviewed(Action(what="Alert")), now="2026-04-03 00:00") == [
        ("actions-20260402", "2026-04-02 22:00")
    ]


def test_actions_of_one_day_are_one_case_and_done_ones_are_none(make, owed, reviewed):
    day = date(2026, 3, 10)
    incident = reviewed(
        Action(what="Alert", due=day, priority="P1", ticket="OPS-1", owner="Kim"),
        Action(what="Limit", due=day),
        Action(what="Done", due=day, done=day),
    )
    history = make.history(incident, settings=make.settings())
    (case,) = overdue_for_team(HistoryFacts(history), make.at("2026-03-12 00:00"))
    assert (case.kind, case.detail) == (OverdueKind.ACTIONS, "P1 OPS-1 Alert (Kim); Limit")


def test_leaders_are_without_news_for_longer_than_the_settings_allow(make, owed):
    incident = make.incident(make.update("14:10", id="a", next_update=make.at("18:00")))
    assert owed(incident, now="15:09") == []
    assert owed(incident, now="15:10") == [("executives-a", "2026-03-01 15:10")]
    assert owed(make.incident(make.update("14:10"), impact="minor"), now="17:00") == []


def test_an_estimate_that_passes_again_is_another_case(make, owed):
    first = make.update("14:10", eta=make.at("14:30"), next_update=make.at("20:00"))
    second = make.update("14:35", eta=make.at("14:50"), next_update=make.at("20:00"))
    assert owed(make.incident(first), now="14:40") == [("eta-20260301T1430Z", "2026-03-01 14:30")]
    assert owed(make.incident(first, second), now="14:51") == [("eta-20260301T1450Z", "2026-03-01 14:50")]


def test_maintenance_to_come_is_next_and_never_overdue(make):
    history = HistoryFacts(make.history(make.maintenance()))
    assert [
        one.kind for one in due_for_team(history, make.at("01:00")) if one.kind is OverdueKind.BEGINS
    ] == [OverdueKind.BEGINS]
    assert overdue_for_team(history, make.at("05:00")) == ()
