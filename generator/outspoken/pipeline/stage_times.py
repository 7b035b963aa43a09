"""Measures how long each stage of a publish took, and compares it with the goals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

from msgspec import Struct

GOALS = {"prove that readers": 180, "announce": 180}
"""Goals: start of a job's name -> seconds from the merge to its end, to be met by 95 % of publishes."""


class Stage(Struct, frozen=True, kw_only=True):
    """One job of a run: its start, end and goal in seconds after the merge, and its conclusion."""

    name: str
    began: int
    ended: int
    conclusion: str
    goal: int | None = None

    @property
    def is_late(self) -> bool:
        """Whether it ended later than its goal."""
        return self.goal is not None and self.ended > self.goal


def read_stages(data: bytes, merged: datetime) -> tuple[Stage, ...]:
    """Return the stages of a run, from the git host's list of its jobs; `merged` is aware.

    The bytes are the answer of `GET /repos/…/actions/runs/…/jobs`; jobs that have not ended or were skipped
    are left out. Raises ValueError for any other answer.
    """
    try:
        jobs = json.loads(data)["jobs"]
        return tuple(sorted(_stages(jobs, merged), key=lambda stage: (stage.began, stage.name)))
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise ValueError("this is not a list of a run's jobs") from fault


def _stages(jobs: list[dict[str, str]], merged: datetime) -> Iterator[Stage]:
    for job in jobs:
        # The job that runs this code is part of the run, and has not ended.
        if not job["completed_at"] or job["conclusion"] == "skipped":
            continue
        name = job["name"]
        yield Stage(
            name=name,
            began=_seconds(job["started_at"], merged),
            ended=_seconds(job["completed_at"], merged),
            conclusion=job["conclusion"],
            goal=next((goal for word, goal in GOALS.items() if name.lower().startswith(word)), None),
        )


def _seconds(text: str, merged: datetime) -> int:
    return round((datetime.fromisoformat(text).astimezone(UTC) - merged).total_seconds())


def as_markdown(stages: tuple[Stage, ...]) -> str:
    """Return a Markdown table for the page of the run."""
    rows = ["| stage | took | ended after | goal | |", "| --- | ---: | ---: | ---: | --- |"]
    for stage in stages:
        goal = f"{stage.goal} s" if stage.goal is not None else ""
        result = "late" if stage.is_late else stage.conclusion
        rows.append(f"| {stage.name} | {stage.ended - stage.began} s | {stage.ended} s | {goal} | {result} |")
    return "\n".join(rows) + "\n"
