"""Published entries keep their dates, whatever merges, pulls, rebases and reverts do to the history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st
from tests.derive.dated import dated_entries

from outspoken.derive.facts import HistoryFacts, IncidentFacts
from outspoken.review.change_problems import review
from outspoken.source.git.published_parent import Crossing, published_parent
from outspoken.source.git.read_history import first_parent_commits, start
from outspoken.source.load import load
from outspoken.source.site_on_disk import SiteOnDisk

Repository = Any
Dates = dict[tuple[str, str], datetime]
BEGIN = datetime(2026, 3, 1, 10, tzinfo=UTC)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
SETTINGS = """\
site_name: Example
site_url: https://status.example.com/
plugins:
  - outspoken:
      components:
        - {id: api, name: API}
"""


def dates(root: Path, now: datetime = NOW) -> Dates:
    """The date of every feed entry of a site, by incident and entry."""
    loaded = load(root, now=now, jobs=1, present=True)
    assert loaded.is_good, loaded.problems
    assert loaded.history is not None
    return {
        (one.incident.id, one.entry.id): one.date for one in dated_entries(HistoryFacts(loaded.history), now)
    }


class Team:
    """Clones of one published repository, and a clock that goes on by a minute with each step."""

    def __init__(self, new_repository: Callable[..., Repository], folder: Path, name: str = "team") -> None:
        self.minute = 0
        self.first = new_repository(f"{name}/ann")
        self.origin = folder / name / "origin"
        self.first.commit(self.stamp(), {"mkdocs.yml": SETTINGS})
        self.first.git("clone", "-q", "--bare", str(self.first.root), str(self.origin))
        self.first.git("remote", "add", "origin", str(self.origin))
        self.first.git("fetch", "-q", "origin")
        self.first.git("branch", "-q", "-u", "origin/main")
        self.second = type(self.first)(folder / name / "bob")
        self.first.git("clone", "-q", str(self.origin), str(self.second.root))
        self.published: Dates = {}

    @property
    def now(self) -> datetime:
        return BEGIN + timedelta(minutes=self.minute)

    def stamp(self) -> str:
        self.minute += 1
        return self.now.isoformat()

    def say(self, who: Repository, name: str) -> None:
        """Commit one update to an incident that is this person's own."""
        folder = f"incidents/2026-03/2026-03-01-{name}"
        files = {}
        if not (who.root / folder).exists():
            files[f"{folder}/incident.md"] = (
                "---\ntitle: Errors\nimpact: major\ncomponents: {api: partial_outage}\n"
                f"started: {BEGIN.isoformat()}\n---\n\nRequests fail.\n"
            )
        at = BEGIN + timedelta(minutes=self.minute)
        files[f"{folder}/updates/{at:%Y%m%dT%H%M%SZ}-update.md"] = (
            f"---\nat: {at.isoformat()}\n---\n\nWe are on it.\n"
        )
        who.commit(self.stamp(), files)

    def pull(self, who: Repository, *options: str) -> None:
        who.git("pull", "-q", "--no-edit", *(options or ("--no-rebase",)), at=self.stamp())

    def push(self, who: Repository) -> None:
        """Publish, and see that nothing that was published before has moved."""
        who.git("push", "-q", "origin", "main")
        found = dates(who.root)
        assert {key: date for key, date in found.items() if key in self.published} == {
            key: date for key, date in self.published.items() if key in found
        }
        self.published |= found


@pytest.fixture
def team(new_repository: Callable[..., Repository], tmp_path: Path) -> Team:
    return Team(new_repository, tmp_path)


def test_a_plain_git_pull_moves_no_date_and_claims_no_lateness(team: Team) -> None:
    team.say(team.first, "ann")
    team.push(team.first)
    team.say(team.second, "bob")
    team.minute += 60
    team.pull(team.second)
    assert team.second.git("log", "-1", "--format=%s").startswith("Merge branch 'main' of ")
    team.push(team.second)
    loaded = load(team.second.root, now=NOW, jobs=1)
    assert loaded.history is not None
    assert [
        entry.late for entry in IncidentFacts(loaded.history.incident("2026-03-01-ann")).timeline(NOW)
    ] == [None]


def test_what_was_committed_before_a_pull_is_published_by_the_merge(team: Team) -> None:
    team.say(team.first, "ann")
    team.push(team.first)
    team.say(team.second, "bob")
    team.minute += 60
    team.pull(team.second)
    merged = team.now
    team.push(team.second)
    (bob,) = (date for (incident, _), date in team.published.items() if incident.endswith("bob"))
    assert bob == merged


def test_a_branch_that_took_main_in_may_become_main(team: Team) -> None:
    ann = team.first
    ann.git("checkout", "-q", "-b", "outage")
    team.say(ann, "branch")
    ann.git("checkout", "-q", "main")
    team.say(ann, "main")
    team.push(ann)
    ann.git("checkout", "-q", "outage")
    ann.git("merge", "-q", "--no-edit", "main", at=team.stamp())
    assert ann.git("log", "-1", "--format=%s") == "Merge branch 'main' into outage"
    ann.git("checkout", "-q", "main")
    ann.git("merge", "-q", "--ff-only", "outage")
    team.push(ann)


def test_main_may_be_one_of_several_branches_that_are_merged_at_once(team: Team) -> None:
    ann = team.first
    for branch in ("one", "two"):
        ann.git("checkout", "-q", "-b", branch, "main")
        team.say(ann, branch)
    ann.git("checkout", "-q", "main")
    team.say(ann, "main")
    team.push(ann)
    ann.git("checkout", "-q", "one")
    ann.git("merge", "-q", "--no-edit", "two", "main", at=team.stamp())
    ann.git("checkout", "-q", "main")
    ann.git("merge", "-q", "--ff-only", "one")
    team.push(ann)


def test_what_was_reverted_and_came_back_keeps_its_date(team: Team) -> None:
    ann = team.first
    team.say(ann, "kept")
    team.say(ann, "ann")
    team.push(ann)
    ann.git("revert", "--no-edit", "HEAD", at=team.stamp())
    team.push(ann)
    ann.git("revert", "--no-edit", "HEAD", at=team.stamp())
    team.push(ann)
    assert {incident for incident, _ in dates(ann.root)} == {"2026-03-01-kept", "2026-03-01-ann"}


def test_a_pull_after_a_month_was_renamed_moves_no_date(team: Team) -> None:
    team.say(team.first, "ann")
    team.push(team.first)
    before = start(team.first.root).result()
    team.say(team.second, "bob")
    team.first.git("mv", "incidents/2026-03", "incidents/2026-04")
    team.first.commit(team.stamp())
    team.first.git("push", "-q", "origin", "main")
    team.pull(team.second)
    after = start(team.second.root).result()
    assert before is not None and after is not None
    assert {name: after.added[name] for name in before.added} == dict(before.added)


def behind(team: Team, *subject: str) -> Repository:
    """A branch from before the newest update that took main in, with a subject of its own or git's."""
    ann = team.first
    ann.git("checkout", "-q", "-b", "outage")
    team.say(ann, "branch")
    ann.git("checkout", "-q", "main")
    team.say(ann, "main")
    team.push(ann)
    ann.git("checkout", "-q", "outage")
    ann.git("merge", "-q", *(subject or ("--no-edit",)), "main", at=team.stamp())
    return ann


def rules_against(site: Repository, base: str = "main") -> list[str]:
    return [problem.rule for problem in review(SiteOnDisk(site.root, NOW), base, present=True).problems]


def test_check_says_before_the_push_that_a_merge_would_move_dates(team: Team) -> None:
    ann = behind(team, "-m", "Take in the newest")
    (problem,) = (
        one
        for one in review(SiteOnDisk(ann.root, NOW), "main", present=True).problems
        if one.rule == "dates-move"
    )
    merge = ann.git("rev-parse", "HEAD")
    assert problem.message.startswith(f"merge {merge[:12]} ")
    assert not problem.is_error


def test_check_is_content_with_gits_own_subject(team: Team) -> None:
    assert "dates-move" not in rules_against(behind(team))


def test_check_is_content_with_a_rebase(team: Team) -> None:
    ann = behind(team, "-m", "Take in the newest")
    ann.git("rebase", "-q", "main", at=team.stamp())
    assert "dates-move" not in rules_against(ann)


def test_check_is_content_with_a_pull_request_merged_under_any_subject(team: Team) -> None:
    ann = behind(team, "-m", "Take in the newest")
    ann.git("checkout", "-q", "main")
    ann.git("merge", "-q", "--no-ff", "-m", "Our outage", "outage", at=team.stamp())
    assert "dates-move" not in rules_against(ann, "origin/main")
    team.push(ann)


def test_the_versions_of_a_folder_are_those_that_were_published(team: Team) -> None:
    team.say(team.first, "ann")
    team.push(team.first)
    published = team.first.git("rev-parse", "HEAD")
    team.say(team.second, "bob")
    team.pull(team.second)
    folder = "incidents/2026-03/2026-03-01-ann"
    assert first_parent_commits(team.second.root, folder) == (published,)


SUBJECTS = [
    ("Merge branch 'main' of github.com:acme/status", "main", 1),
    ("Merge branch 'main' of https://git.example.com/acme/status into main", "main", 1),
    ("Merge remote-tracking branch 'origin/main'", "main", 1),
    ("Merge remote-tracking branch 'origin/main' into outage", "main", 1),
    ("Merge branch 'main' into outage", "main", 1),
    ("Merge branch 'master' into outage", "main", 1),
    ("Merge branch 'main' into 'outage'", "main", 1),
    ("Merge branch 'production' of github.com:acme/status into production", "production", 1),
    ("Merge branch 'main' into production", "production", 0),
    ("Merge branch 'outage'", "main", 0),
    ("Merge branch 'outage' into main", "main", 0),
    ("Merge branch 'outage' into 'main'", "main", 0),
    ("Merge branch 'outage' of github.com:acme/status", "main", 0),
    ("Merge pull request #12 from acme/main", "main", 0),
    ("Merged in outage (pull request #3)", "main", 0),
    ("Merge branch 'main'", "main", 0),
    ("Take in the newest", "main", 0),
    ("", "main", 0),
]


@pytest.mark.parametrize(("subject", "branch", "parent"), SUBJECTS)
def test_the_subject_of_a_merge_shows_which_parent_was_published(
    subject: str, branch: str, parent: int
) -> None:
    assert published_parent(Crossing(("a", "b"), subject), branch) == parent
    assert published_parent(Crossing(("a",), subject), branch) == 0


def test_of_several_branches_the_published_one_is_found_by_its_place() -> None:
    subject = "Merge branches 'one', 'main' and 'two' into outage"
    assert published_parent(Crossing(("a", "b", "c", "d"), subject), "main") == 2
    assert published_parent(Crossing(("a", "b", "c"), subject), "main") == 0


STEPS = ["say", "pull", "rebase", "pull request", "behind", "octopus", "revert"]


@given(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.booleans()), min_size=3, max_size=7))
@tried(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_shape_of_the_history_moves_a_date(
    steps: list[tuple[str, bool]], new_repository: Callable[..., Repository], tmp_path: Path
) -> None:
    team = Team(new_repository, tmp_path, f"team{len(list(tmp_path.iterdir()))}")
    for number, (step, is_second) in enumerate(steps):
        who, name = (team.second, "bob") if is_second else (team.first, "ann")
        take(team, step, who, name, number)


def take(team: Team, step: str, who: Repository, name: str, number: int) -> None:
    """One thing that people do; all but a commit of one's own end with a push."""
    if step == "say":
        team.say(who, name)
        return
    team.pull(who, *(("--rebase",) if step == "rebase" else ()))
    if step in ("pull request", "octopus"):
        branches = [f"b{number}-{each}" for each in range(2 if step == "octopus" else 1)]
        for branch in branches:
            who.git("checkout", "-q", "-b", branch, "main")
            team.say(who, f"{name}-{branch}")
        who.git("checkout", "-q", "main")
        team.say(who, name)
        who.git("merge", "-q", "--no-ff", "--no-edit", *branches, at=team.stamp())
    elif step == "behind":
        who.git("checkout", "-q", "-b", f"b{number}")
        team.say(who, f"{name}-b{number}")
        who.git("checkout", "-q", "main")
        team.say(who, name)
        team.push(who)
        who.git("checkout", "-q", f"b{number}")
        who.git("merge", "-q", "--no-edit", "main", at=team.stamp())
        who.git("checkout", "-q", "main")
        who.git("merge", "-q", "--ff-only", f"b{number}")
    elif step == "revert" and who.git("log", "-1", "--format=%s", "main", "--", "incidents"):
        team.say(who, name)
        team.push(who)
        who.git("revert", "--no-edit", "HEAD", at=team.stamp())
        team.push(who)
        who.git("revert", "--no-edit", "HEAD", at=team.stamp())
    team.push(who)
