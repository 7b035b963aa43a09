"""Draft a post-mortem: the sections from the settings, the times, and a line for each update."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from outspoken.derive.facts import IncidentFacts
from outspoken.derive.timeline import EntryKind
from outspoken.model.file_names import TEMPLATES
from outspoken.model.followup_dates import worst_impact
from outspoken.model.incident import Incident
from outspoken.model.settings import Settings
from outspoken.shipped import templates_dir

SCAFFOLD = "scaffolds/postmortem.md"
_SURPRISE = "What surprised us"
_SECTIONS = (
    "What happened",
    "Why it happened",
    "How we fixed it",
    _SURPRISE,
    "What we are doing about it",
)
_QUESTIONS = {
    "what happened": "Which of these moments matter to a customer?",
    "why it happened": "Why? Ask again until the answer is not about a person",
    "how we fixed it": "What helped, and what did not?",
    "what surprised us": "What did you believe that was not true, and what worked only by luck?",
    "what we are doing about it": "Which tasks, who does them, by when? Also write them as actions above",
}
_SENTENCE = re.compile(r"(.+?[.!?…])(?:\s|$)", re.DOTALL)


def scaffold(root: Path, incident: Incident, settings: Settings, now: datetime) -> str:
    """Return a draft of postmortem.md at `now` (UTC), from the site's own template or the shipped one."""
    own = root / TEMPLATES / SCAFFOLD
    template = (own if own.is_file() else templates_dir() / SCAFFOLD).read_text(encoding="utf-8")
    facts = IncidentFacts(incident)
    found = facts.spans
    start = found[0].start if found else incident.started
    end = (found[-1].end if found else None) or now
    policy = settings.postmortem
    due = now + (policy.actions_within.get(worst_impact(incident)) or policy.within or timedelta(days=14))
    local = start.astimezone(settings.zone)
    slots = {
        "title": incident.title,
        "day": f"{local:%A}, {local.day} {local:%B %Y}",
        "from": _clock(start),
        "until": _clock(end) if end.date() == start.date() else f"{_clock(end)} on {end.day} {end:%B}",
        "tomorrow": f"{now + timedelta(days=1):%Y-%m-%dT09:00Z}",
        "due": f"{due:%Y-%m-%d}",
        "sections": "\n\n".join(_sections(facts, settings, now)),
    }
    # Unknown slots stay: the site's own template may use braces for something else.
    return re.sub(r"\{(\w+)\}", lambda slot: slots.get(slot[1], slot[0]), template)


def _sections(facts: IncidentFacts, settings: Settings, now: datetime) -> Iterator[str]:
    names = settings.postmortem.sections or _SECTIONS
    is_asked = any("surpris" in name.casefold() for name in names)
    for place, name in enumerate(names):
        question = _QUESTIONS.get(name.casefold(), f"What belongs under {name}?").rstrip("?")
        moments = "\n".join(_moments(facts, now))
        before = f"{moments}\n\n" if place == 0 and moments else ""
        # A site with its own headings gets this question too, without a heading.
        if place == len(names) - 1 and not is_asked:
            before += f"[[{_QUESTIONS[_SURPRISE.casefold()]}]]\n\n"
        yield f"## {name}\n\n{before}[[{question}?]]"


def _moments(facts: IncidentFacts, now: datetime) -> Iterator[str]:
    """Yield a line for each update and automatic phase: its time, status and first sentence."""
    incident = facts.incident
    day = incident.started.date()
    if incident.noticed:
        yield f"- {_clock(incident.started)}: it began"
        after = int((incident.noticed - incident.started).total_seconds()) // 60
        yield f"- {_clock(incident.noticed)}: we noticed it, {after} minutes later"
    for entry in facts.timeline(now):
        if entry.kind not in (EntryKind.UPDATE, EntryKind.AUTO) or entry.withdrawn:
            continue
        when = _clock(entry.at) if entry.at.date() == day else f"{entry.at:%Y-%m-%d} {_clock(entry.at)}"
        text = _first_sentence(entry.update.body) if entry.update else ""
        became = "scheduled end" if entry.by_schedule else entry.status.replace("_", " ")
        status = f" ({became})" if entry.sets_status else ""
        yield f"- {when}{status}{': ' if text else ''}{text}"


def _first_sentence(body: str) -> str:
    paragraph = " ".join(body.strip().partition("\n\n")[0].split())
    found = _SENTENCE.match(paragraph)
    return found[1] if found else paragraph


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M} UTC"
