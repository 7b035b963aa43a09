"""Whose approval of a pull request counts."""

from __future__ import annotations

from typing import Any

from outspoken.review.approval.approval_rule import LONGEST, ApprovalDecision, ApprovalRoute
from outspoken.review.approval.host_status import approvals


def review(
    login: str, state: str = "APPROVED", commit: str = "new", belongs: str = "MEMBER"
) -> dict[str, Any]:
    return {"user": {"login": login}, "state": state, "commit_id": commit, "author_association": belongs}


def test_an_approval_of_the_newest_commit_counts() -> None:
    assert approvals([review("kim")], "new") == ("kim",)


def test_an_approval_of_an_earlier_commit_does_not() -> None:
    assert approvals([review("kim", commit="old")], "new") == ()


def test_a_strangers_approval_does_not() -> None:
    assert approvals([review("kim", belongs="CONTRIBUTOR"), review("ada", belongs="NONE")], "new") == ()


def test_the_last_word_counts_and_a_comment_is_none() -> None:
    said = [review("kim"), review("kim", "CHANGES_REQUESTED"), review("ada"), review("ada", "COMMENTED")]
    assert approvals(said, "new") == ("ada",)
    assert approvals([review("kim"), review("kim", "DISMISSED")], "new") == ()


def test_a_reviewer_who_is_gone_is_no_one() -> None:
    assert approvals([{**review("kim"), "user": None}], "new") == ()


def test_a_description_is_as_long_as_the_host_takes_it() -> None:
    long, short = (ApprovalDecision(route=ApprovalRoute.FREE, why="a" * length) for length in (200, 1))
    assert (short.description, len(long.description)) == ("a", LONGEST)
