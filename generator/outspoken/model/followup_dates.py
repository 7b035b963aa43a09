"""Computes when the follow-up of an incident is due: its post-mortem and each action."""

from __future__ import annotations

from datetime import date, datetime
from operator import attrgetter

from outspoken.model.incident import Action, Incident
from outspoken.model.settings import PostmortemPolicy, Settings
from outspoken.model.vocabulary import Impact


def impacts_of(incident: Incident) -> frozenset[Impact]:
    """Return every impact that an incident had, without withdrawn updates."""
    later = (update.impact for update in incident.updates if update.impact and not update.withdrawn)
    return frozenset({incident.impact, *later})


def worst_impact(incident: Incident) -> Impact:
    """Return the worst impact that an incident had."""
    return max(impacts_of(incident), key=attrgetter("rank"))


def closed_at(incident: Incident) -> datetime | None:
    """Return when the last status closed an incident (UTC); None while it is open."""
    # The newest status alone: an incident that was reopened was closed before, too.
    newest = next((one for one in reversed(incident.updates) if one.status and not one.withdrawn), None)
    return newest.at if newest and newest.status and newest.status.is_final else None


def postmortem_due(incident: Incident, policy: PostmortemPolicy) -> datetime | None:
    """Return when the policy requires the post-mortem (UTC); None if it is published or not required."""
    # Maintenance was explained before it; the original of a duplicate explains both.
    if not policy.within or incident.is_maintenance or incident.duplicate_of:
        return None
    ended = closed_at(incident)
    if ended is None:
        return None
    is_out = incident.postmortem is not None and incident.postmortem.published is not None
    is_required = not impacts_of(incident).isdisjoint(policy.required_for)
    return ended + policy.within if is_required and not is_out else None


def action_due(action: Action, incident: Incident, settings: Settings) -> date | None:
    """Return the day (of the site's zone) on which an action is due: its own, or by the policy; or None.

    The policy counts from the publication of the post-mortem, by the worst impact of the incident.
    """
    if action.due or not incident.postmortem:
        return action.due
    published = incident.postmortem.visible_from
    within = settings.postmortem.actions_within.get(worst_impact(incident))
    return settings.day(published + within) if published and within else None
