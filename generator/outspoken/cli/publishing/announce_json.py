"""The result of an announcement, and the ledger's state, as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from outspoken.model.iso_time import iso

if TYPE_CHECKING:
    from datetime import datetime

    from outspoken.announce.ledger.ledger_record import DeliveryState, Key, Record
    from outspoken.announce.request import AnnounceResult
    from outspoken.channels.delivery_promise import DeliveryPromise


def report_json(report: AnnounceResult) -> str:
    """Return the state of every message that was due or waits, by key, and whether a person is needed."""
    # The results of this run come last: they are newer than the ledger's state before it.
    records = {**report.retry, **report.held, **report.done}
    return _text(
        {
            "messages": [_message(key, record) for key, record in sorted(records.items())],
            "waiting": {str(key): why for key, why in report.waiting.items()},
            "ended": {str(key): record.why for key, record in report.ended.items()},
            "too_old": [str(key) for key in report.stale],
            "withheld": ["/".join(update) for update in report.withheld],
            "not_committed": list(report.uncommitted),
            "changed_since": list(report.outdated),
            "channel_problems": [asdict(problem) for problem in report.channel_problems],
            "would_send": [
                {"key": message.key, "subject": message.subject, "text": message.text}
                for message in report.written
            ],
            "problems": [asdict(problem) for problem in report.problems],
            "needs_a_person": report.needs_a_person,
        }
    )


def status_json(
    counts: Mapping[DeliveryState, int],
    channels: Mapping[str, datetime],
    waiting: Mapping[Key, Record],
    promised: Mapping[str, DeliveryPromise],
) -> str:
    """Return the number of messages in each state, the start of each channel, and what waits.

    `promised` is what each channel can promise.
    """
    return _text(
        {
            "counts": {str(state): count for state, count in sorted(counts.items())},
            "channels": {name: iso(since) for name, since in sorted(channels.items())},
            "promises": {name: str(promise) for name, promise in sorted(promised.items())},
            "messages": [_message(key, record) for key, record in sorted(waiting.items())],
        }
    )


def _message(key: Key, record: Record) -> dict[str, Any]:
    given = {
        "key": str(key),
        "state": str(record.state),
        "at": iso(record.at),
        "not_before": iso(record.not_before) if record.not_before else None,
        "may_have_been_sent": record.may_be_out,
        "url": record.url,
        "why": record.why,
        "recipients": [
            {"who": one.who, "state": str(one.state), "why": one.why} for one in record.recipients
        ],
    }
    return {name: value for name, value in given.items() if value not in ("", None, [])}


def _text(given: object) -> str:
    return json.dumps(given, indent=2, ensure_ascii=False, default=str)
