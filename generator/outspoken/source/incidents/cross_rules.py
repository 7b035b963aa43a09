"""Rules that need more than one folder, the settings' policy, or the acknowledged rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from outspoken import rules
from outspoken.errors import Problem, Severity
from outspoken.model.file_names import INCIDENT_FILE, UPDATES
from outspoken.model.followup_dates import closed_at, postmortem_due, worst_impact
from outspoken.model.incident import Incident, Window
from outspoken.model.key_values import is_absent, references
from outspoken.model.settings import Planned, PostmortemPolicy, Settings
from outspoken.model.site_path import file_at, incident_path, path_key
from outspoken.model.vocabulary import Impact
from outspoken.source.format.instants import duration_text
from outspoken.source.format.read_context import did_you_mean, shown

Lines = Mapping[str, int]
ASKED = timedelta(days=7)
"""How long after its end an incident without `aftermath` gets a warning."""


def check_references(entries: Iterable[tuple[Incident, Lines]], known: Iterable[str]) -> Iterator[Problem]:
    """Check the incidents that keys refer to, and old paths; `known` are all ids."""
    ids = dict.fromkeys(known)
    listed = list(entries)
    taken = {_file(incident_path(each)): one.id for one, _ in listed for each in one.former_ids}
    pages = {_file(incident_path(each)) for each in ids} if any(one.redirects for one, _ in listed) else set()
    originals = {incident.id: incident.duplicate_of for incident, _ in listed if incident.duplicate_of}
    for incident, lines in listed:
        path = f"{incident.folder}/{INCIDENT_FILE}"
        if chain := _chain(incident.id, originals):
            message = f"duplicate_of leads back to this incident: {' → '.join(chain)}"
            yield rules.UNKNOWN_INCIDENT.problem(
                path, lines.get("duplicate_of"), message, "remove it from the incident that has the updates"
            )
        for name, field in references(Incident).items():
            target = getattr(incident, name)
            if target is not None and (target not in ids or target == incident.id):
                yield _unknown_incident(path, lines.get(field.name), field.name, target, incident.id, ids)
        for redirect in incident.redirects:
            other = taken.setdefault(_file(redirect), incident.id)
            if _file(redirect) in pages:
                message, hint = f"{shown(redirect)} is the page of an incident", "remove it from redirects"
            elif other != incident.id:
                message = f"{shown(redirect)} already redirects to {other}"
                hint = "keep it in one of the two incidents"
            else:
                continue
            yield rules.REDIRECT_CLASH.problem(path, lines.get("redirects"), message, hint)


def _file(path: str) -> str:
    """Return a key that is equal for paths at which hosts serve one file: with and without index.html."""
    return path_key(file_at(path))


def _chain(incident: str, originals: Mapping[str, str]) -> list[str]:
    """Return the chain of `duplicate_of` that leads from an incident back to itself; empty without one."""
    chain = [incident]
    while (following := originals.get(chain[-1])) and following not in chain[1:]:
        chain.append(following)
        # An incident that is a duplicate of itself is reported as another problem.
        if following == incident:
            return chain if len(chain) > 2 else []
    return []


def _unknown_incident(
    path: str, line: int | None, name: str, target: str, own: str, ids: Iterable[str]
) -> Problem:
    if target == own:
        return rules.UNKNOWN_INCIDENT.problem(
            path, line, f"{name} refers to the incident itself", "write the id of the other incident"
        )
    # Only that month: comparing with thousands of ids is slow and suggests unrelated ones.
    same_month = [known for known in ids if known[:7] == target[:7]]
    guess = (
        did_you_mean(target, same_month)
        or "write the name of an incident's folder, for example 2026-11-21-checkout-errors"
    )
    return rules.UNKNOWN_INCIDENT.problem(path, line, f"{name}: there is no incident {shown(target)}", guess)


def check_policy(
    entries: Iterable[tuple[Incident, Lines]], settings: Settings, now: datetime
) -> Iterator[Problem]:
    """Check planned maintenance, components and post-mortems against the settings at `now` (UTC)."""
    retired = {component.id: component.retired for component in settings.components if component.retired}
    for incident, lines in entries:
        if incident.withdrawn is None:
            yield from _check_retired(incident, lines, settings, retired)
            yield from _check_one(incident, lines, settings, now)


def _check_one(incident: Incident, lines: Lines, settings: Settings, now: datetime) -> Iterator[Problem]:
    path = f"{incident.folder}/{INCIDENT_FILE}"
    if incident.window and incident.window.end > now and closed_at(incident) is None:
        yield from _check_window(incident, incident.window, settings, path, lines.get("scheduled"))
    if not incident.is_maintenance:
        yield from _check_postmortem(incident, settings.postmortem, path, now)
        yield from _check_aftermath(incident, now)


def _check_retired(
    incident: Incident, lines: Lines, settings: Settings, retired: Mapping[str, date]
) -> Iterator[Problem]:
    path = f"{incident.folder}/{INCIDENT_FILE}"
    for component in incident.component_ids if retired else ():
        since = retired.get(component)
        if since and since <= settings.day(incident.started):
            message = f"{component} was retired on {since}, before this incident started"
            yield rules.RETIRED_COMPONENT.problem(
                path, lines.get("components"), message, "use the component that replaced it"
            )


def _check_window(
    incident: Incident, window: Window, settings: Settings, path: str, line: int | None
) -> Iterator[Problem]:
    planned = settings.planned
    ahead = window.start - _announced(incident)
    if planned.notice and ahead < planned.notice:
        when = (
            f"{duration_text(ahead)} before its start"
            if ahead >= timedelta()
            else f"{duration_text(-ahead)} after its start"
        )
        message = (
            f"the maintenance is announced {when}, but the settings require {duration_text(planned.notice)}"
        )
        yield rules.SHORT_NOTICE.problem(
            path, line, message, f"choose a later start, or {rules.SHORT_NOTICE.acceptance}"
        )
    if planned.longest and window.length > planned.longest:
        length, allowed = duration_text(window.length), duration_text(planned.longest)
        message = f"the maintenance takes {length}, but the settings allow {allowed}"
        yield rules.LONG_WORK.problem(path, line, message, f"split it, or {rules.LONG_WORK.acceptance}")
    if not _is_within(window, planned, planned.zone or settings.zone):
        yield rules.OUTSIDE_HOURS.problem(
            path,
            line,
            "the maintenance is outside the days or hours that the settings allow",
            f"choose another time, or {rules.OUTSIDE_HOURS.acceptance}",
        )


def _announced(incident: Incident) -> datetime:
    """Return since when readers know the start of the maintenance."""
    if incident.other_starts:
        return incident.other_starts[-1][0].moved.at
    return min((*(update.reached_readers for update in incident.updates), incident.publication.at))


def _is_within(window: Window, planned: Planned, zone: ZoneInfo) -> bool:
    """Whether it starts on an allowed day and is within the allowed hours, in local time of `zone`."""
    start, end = (moment.astimezone(zone) for moment in (window.start, window.end))
    if planned.days and start.weekday() not in planned.days:
        return False
    if planned.start is None or planned.end is None:
        return True
    opening = start.replace(hour=planned.start.hour, minute=planned.start.minute, second=0)
    # Hours such as 22:00-04:00 began on the evening before.
    if start.time() < planned.start:
        opening -= timedelta(days=1)
    # Wall-clock hours: on a day when the clocks change, the span is longer or shorter.
    closing = opening.replace(hour=planned.end.hour, minute=planned.end.minute)
    if closing <= opening:
        closing += timedelta(days=1)
    return opening <= start and end <= closing


def _check_postmortem(
    incident: Incident, policy: PostmortemPolicy, path: str, now: datetime
) -> Iterator[Problem]:
    due = postmortem_due(incident, policy)
    if due is not None and due < now:
        message = f"the post-mortem was due on {due:%Y-%m-%d} and is not published"
        hint = f"write {incident.folder}/postmortem.md, or {rules.POSTMORTEM_OWED.acceptance}"
        yield rules.POSTMORTEM_OWED.problem(path, None, message, hint)


def _check_aftermath(incident: Incident, now: datetime) -> Iterator[Problem]:
    """Warn while readers still ask what remains; imported history gets no warning."""
    ended, worst = closed_at(incident), worst_impact(incident)
    if ended is None or ended < now - ASKED or worst.rank < Impact.MAJOR.rank:
        return
    if incident.backfilled or incident.duplicate_of or not is_absent(incident.aftermath):
        return
    closing = [update for update in incident.updates if update.status and not update.withdrawn][-1]
    message = (
        f"no update says what remains after this {worst} incident: was data lost, what must customers do"
    )
    hint = (
        "write aftermath: {data: …, todo: …}, here or in a later update, "
        f"or {rules.AFTERMATH_MISSING.acceptance}"
    )
    path = f"{incident.folder}/{UPDATES}/{closing.id}.md"
    yield rules.AFTERMATH_MISSING.problem(path, None, message, hint)


def check_acknowledged(incident: Incident, lines: Lines) -> Iterator[Problem]:
    """Check that acknowledged rule ids exist and are warnings."""
    path = f"{incident.folder}/{INCIDENT_FILE}"
    for name in incident.acknowledged:
        rule = rules.RULES.get(name)
        if rule is None or rule.severity is Severity.ERROR:
            reason = "is an error, which cannot be acknowledged" if rule else "is not a rule"
            hint = "correct it instead" if rule else _meant_rule(name)
            yield rules.UNKNOWN_RULE.problem(path, lines.get("acknowledged"), f"{shown(name)} {reason}", hint)


def _meant_rule(name: str) -> str:
    return did_you_mean(name, rules.RULES) or f"write the id of a warning, as in {rules.SHORT_NOTICE.id}"


def without_acknowledged(
    problems: Iterable[Problem], acknowledged: Mapping[str, tuple[str, ...]]
) -> Iterator[Problem]:
    """Return the problems without the warnings that their incident (by folder path) acknowledged."""
    for problem in problems:
        folder = "/".join(problem.path.split("/")[:3])
        # Errors cannot be acknowledged: the page would be wrong.
        if problem.is_error or problem.rule not in acknowledged.get(folder, ()):
            yield problem
