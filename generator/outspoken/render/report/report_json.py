"""The report as JSON: lengths of time in whole seconds, times in UTC, percentages as numbers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from outspoken.derive.measures.communication_report import CommunicationReport
from outspoken.derive.measures.distribution import Distribution
from outspoken.derive.measures.incident_measures import IncidentMeasures

_DISTRIBUTIONS = (
    "first_update",
    "first_update_noticed",
    "gaps",
    "gaps_with_maintenance",
    "longest_silence",
    "longest_silence_with_maintenance",
    "open_for",
    "eta_drift",
    "postmortem_after",
)


def json_report(report: CommunicationReport, only: str = "") -> bytes:
    """The report, indented; every key is always present, and an unknown value is null."""
    return msgspec.json.format(msgspec.json.encode(_report(report, only)), indent=2) + b"\n"


def _report(report: CommunicationReport, only: str) -> dict[str, Any]:
    return {
        "incident": only or None,
        "from": None if only else report.first,
        "until": None if only else report.last,
        "now": report.now,
        "dates": "published" if report.is_dated else "as written",
        "incidents": len(report.incidents),
        "not_counted": {"withdrawn": report.withdrawn, "backfilled": report.backfilled},
        **{name: _distribution(getattr(report, name)) for name in _DISTRIBUTIONS},
        "promises": {
            "made": report.promises.made,
            "kept": report.promises.kept,
            "late": _distribution(report.promises.late),
            "broken": report.promises.broken,
        },
        "detected_by": {name or "unknown": number for name, number in report.detected_by.items()},
        "only_afterwards": report.only_afterwards,
        "reopened": report.reopened,
        "repeats": [{"incident": one, "after": before} for one, before in report.repeats],
        "postmortems_missing": report.postmortems_missing,
        "actions": {
            "total": len(report.actions),
            "done": report.actions_done,
            "overdue": [
                {"incident": one.incident_id, "what": one.action.what, "due": one.action.due}
                for one in report.actions_overdue
            ],
        },
        "uptime": [
            {
                "component": one.component.id,
                "percent": _number(one.percent),
                "percent_outages_whole": _number(one.percent_whole),
                "incidents": one.incidents,
            }
            for one in report.uptime
        ],
        "credits": [
            {
                "component": one.component,
                "month": f"{one.month:%Y-%m}",
                "percent": float(one.percent),
                "credit": one.credit,
                "claim_by": one.claim_by,
                "has_maintenance": one.has_maintenance,
            }
            for one in report.credits
        ],
        "feedback": report.feedback
        and {
            "answers": report.feedback.count,
            "median": report.feedback.median,
            "scores": {str(score): many for score, many in report.feedback.scores.items()},
            "lowest": report.feedback.lowest,
            "lowest_median": report.feedback.lowest_median,
        },
        "by_incident": [_incident(one, report.now) for one in report.incidents],
    }


def _incident(one: IncidentMeasures, now: datetime) -> dict[str, Any]:
    return {
        "id": one.incident.id,
        "title": one.incident.title,
        "started": one.incident.started,
        "ended": one.ended,
        "first_update": _seconds(one.first_update),
        "first_update_noticed": _seconds(one.first_update_noticed),
        "gaps": _all_seconds(one.gaps),
        "longest_silence": _seconds(one.longest_silence),
        "promises": [
            {"update": each.update_id, "due": each.due, "late": _seconds(each.late(now))}
            for each in one.promises
        ],
        "eta_drift": _seconds(one.eta_drift),
        "only_afterwards": one.only_afterwards,
        "times_reopened": one.times_reopened,
        "repeats": one.repeats or None,
        "postmortem_after": _seconds(one.postmortem_after),
    }


def _distribution(found: Distribution | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "count": len(found.samples),
        "median": _seconds(found.median),
        "percentile_90": _seconds(found.ninetieth),
        "longest": {"length": _seconds(found.worst.length), "incident": found.worst.incident_id},
    }


def _all_seconds(lengths: Iterable[timedelta]) -> list[int | None]:
    return [_seconds(length) for length in lengths]


def _seconds(length: timedelta | None) -> int | None:
    return None if length is None else int(length.total_seconds())


def _number(percent: Decimal | None) -> float | None:
    # Also 0, which is false: without this, JSON would have it as a text.
    return None if percent is None else float(percent)
