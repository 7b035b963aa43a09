"""`/problem.json`: the body of the product gateway's 503 responses while it is down (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from outspoken.derive.current import IncidentState, Situation
from outspoken.derive.estimates import expected_end
from outspoken.derive.promises import newest_update
from outspoken.model.iso_time import iso
from outspoken.model.vocabulary import Level
from outspoken.render.messages.plain_text import plain
from outspoken.render.output import Output
from outspoken.render.shared import Shared
from outspoken.render.standards.standard_paths import PROBLEM

# Characters: a client may log the text with each failed request.
_LONGEST = 1000


def problem_body(shared: Shared, current: Situation) -> Output:
    """The body for the situation at the build's `now`.

    Every time in it is absolute: a gateway keeps the file, and a number of seconds would be wrong a minute
    later. `type` is the page that people read instead; its title is the same for every incident, as the
    standard asks for.
    """
    _ = shared.language.gettext
    body: dict[str, object] = {
        "type": f"{shared.settings.url}unavailable.html",
        "title": _("The service is unavailable right now"),
        "status": 503,
        "detail": _("We may not know about it yet. If it lasts, please contact us."),
        "status_page": shared.settings.url,
        "as_of": iso(shared.now),
    }
    # A notice without any impact cannot be the cause of a 503.
    if current.active and current.active[0].level is not Level.OPERATIONAL:
        body |= _incident_members(shared, current.active[0])
    data = json.dumps(body, indent=1, ensure_ascii=False).encode() + b"\n"
    return Output(PROBLEM, data, maker="the body of a 503")


def retry_after(current: IncidentState) -> datetime | None:
    """When a client should retry (UTC): at the estimated end, or when the next update is due.

    None once both have passed: nothing is known then.
    """
    window = current.incident.window
    ends = (expected_end(current), window.end if window else None, current.promise)
    return next((at for at in ends if at is not None and at > current.now), None)


def _incident_members(shared: Shared, current: IncidentState) -> dict[str, object]:
    incident, update = current.incident, newest_update(current.incident, current.now)
    words = plain(update.body if update else incident.body, _LONGEST)
    return dict(
        _given(
            detail=words or incident.title,
            incident=shared.settings.incident_url(incident.id),
            incident_title=incident.title,
            incident_status=current.status.value,
            impact=current.impact.value,
            workaround=incident.workaround,
            updated_at=update.at if update else None,
            estimated_end=expected_end(current),
            next_update=current.promise,
            retry_after=retry_after(current),
        )
    )


def _given(**values: str | datetime | None) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if value:
            yield name, iso(value) if isinstance(value, datetime) else value
