"""The link to write the next update: the git host's form for a new file, with the known values filled in."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote, urlencode, urlsplit

from outspoken.model.incident import Incident
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Status

_TIME_TO_FILL_IN = "HH:MM"


def next_post_url(
    incident: Incident, status: Status, settings: Settings, at: datetime, *, by_schedule: bool = False
) -> str:
    """Return the URL of the form for the update after `at` (UTC); empty if the settings have no git host.

    The status is filled in while an update may change it: as long as the incident is open, and after an end
    `by_schedule`. The hour is `HH:MM`, so that `check` reports an update in which it was not replaced.
    Hosts are recognised by their names; any other is treated as GitHub Enterprise.
    """
    if not (settings.repo_url and incident.folder):
        return ""
    day = settings.day(at)
    # Later updates are not counted, so that a message that is rendered again has the same text.
    count = sum(update.at <= at for update in incident.updates)
    # A number instead of the time, which the person has not written yet.
    name = f"{day:%Y%m%d}-update-{count + 1}.md"
    place = quote(f"{settings.branch}/{incident.folder}/updates")
    form, name_key, text_key = _form(settings.repo_url)
    fields = {name_key: name}
    if text_key:
        may_change = by_schedule or not status.is_final
        fields[text_key] = _front_matter(incident, status if may_change else None, settings, at)
    return f"{settings.repo_url}{form}{place}?{urlencode(fields, quote_via=quote)}"


def _form(repo_url: str) -> tuple[str, str, str]:
    """Return the form's path and its query keys for the file's name and text; an empty key: not supported."""
    host = (urlsplit(repo_url).hostname or "").lower()
    # GitLab's form accepts a file's name in the URL, but no text.
    if "gitlab" in host:
        return "/-/new/", "file_name", ""
    if host == "codeberg.org" or any(word in host for word in ("gitea", "forgejo")):
        return "/_new/", "filename", "value"
    return "/new/", "filename", "value"


def _front_matter(incident: Incident, status: Status | None, settings: Settings, at: datetime) -> str:
    lines = [f"at: {settings.day(at)} {_TIME_TO_FILL_IN} {settings.zone.key}"]
    if status is not None:
        # The current status is written, so that a person only has to change a word.
        lines.insert(0, f"status: {status}")
    if not (status is None or incident.is_maintenance):
        lines.append("next_update: 30m")
    return "\n".join(["---", *lines, "---", "", ""])
