"""A generated history of any size: seeded, so that the same size and seed give the same bytes."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from random import Random

from entries import Corpus, Entry, Note, new_id, slug, stamp, stem
from words import ACTIONS, CAUSES, OPENINGS, PLACES, PROGRESS, REMEDIES, SERVICES, SYMPTOMS

FIRST = datetime(2020, 11, 1, tzinfo=UTC)
LAST = datetime(2026, 10, 31, tzinfo=UTC)
# 4.5 on average, with the long tail that large hosts' histories have.
COUNTS, COUNT_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 12), (15, 20, 20, 20, 12, 6, 4, 3)
IMPACTS, IMPACT_WEIGHTS = ("none", "minor", "major", "critical"), (4, 75, 17, 4)
STATES = {
    "none": "operational",
    "minor": "degraded_performance",
    "major": "partial_outage",
    "critical": "major_outage",
}
MAINTENANCE_SHARE = 0.1
POSTMORTEM_SHARE = 0.15
SECTIONS = ("What happened", "Why it happened", "How we fixed it", "What we are doing about it")


def default_components(size: int) -> int:
    """How many components a history of this many incidents has: one in twenty, from 12 to 500."""
    return max(12, min(500, size // 20))


def make_corpus(
    size: int,
    *,
    components: int | None = None,
    seed: int = 1,
    since: datetime = FIRST,
    until: datetime = LAST,
) -> Corpus:
    """A site with `size` incidents spread from `since` to `until` (UTC), oldest first."""
    random = Random(seed)
    named = _components(default_components(size) if components is None else components)
    ids = [component for component, _, _ in named]
    names = {component: name for component, name, _ in named}
    step = (until - since) / max(size, 1)
    entries, taken = [], set[str]()
    for number in range(size):
        started = since + number * step + random.random() * step * 0.9
        started = started.replace(second=0, microsecond=0)
        touched = random.sample(ids, random.choices((1, 2, 3), (70, 20, 10))[0])
        entry = _maintenance if random.random() < MAINTENANCE_SHARE else _incident
        entries.append(entry(random, started, touched, names, taken))
    return Corpus(name=f"Synthetic {size}", components=named, entries=entries)


def _components(count: int) -> tuple[tuple[str, str, str], ...]:
    """Services in regions, grouped by region once there are more than the services' names."""
    made = []
    for number in range(count):
        place, service = divmod(number, len(SERVICES))
        suffix = (
            "" if place == 0 else f" {PLACES[(place - 1) % len(PLACES)]} {(place - 1) // len(PLACES) + 1}"
        )
        name = SERVICES[service] + suffix
        made.append((slug(name), name, "Everywhere" if place == 0 else suffix.strip()))
    return tuple(made)


def _incident(
    random: Random, started: datetime, touched: list[str], names: dict[str, str], taken: set[str]
) -> Entry:
    impact = random.choices(IMPACTS, IMPACT_WEIGHTS)[0]
    title = f"{random.choice(SYMPTOMS).capitalize()} on {names[touched[0]]}"
    share = POSTMORTEM_SHARE / (1 - MAINTENANCE_SHARE)
    notes, at, stems = [], started, set[str]()
    statuses = _statuses(random, random.choices(COUNTS, COUNT_WEIGHTS)[0])
    for place, status in enumerate(statuses):
        at += timedelta(minutes=random.randint(2, 12) if place == 0 else random.randint(8, 75))
        fields = [f"at: {stamp(at)}"]
        if status:
            fields.insert(0, f"status: {status}")
        if status == "monitoring":
            fields.append(f"components: {{{touched[0]}: operational}}")
        elif place < len(statuses) - 1 and random.random() < 0.5:
            fields.append("next_update: 30m")
        notes.append(_note(stem(at, status or "update", stems), at, status, fields, _said(random, status)))
    fields = [
        f"title: {title}",
        f"impact: {impact}",
        "components:",
        *(f"  {component}: {STATES[impact]}" for component in touched),
        f"started: {stamp(started)}",
        f"affected: {json.dumps(f'about {random.randint(1, 40)} % of customers in {random.choice(PLACES)}')}",
    ]
    return Entry(
        id=new_id(started, title, taken, longest=74),
        title=title,
        started=started,
        fields=tuple(fields),
        body=f"{random.choice(OPENINGS)} {random.choice(SYMPTOMS).capitalize()} may be seen on "
        + ", ".join(names[component] for component in touched)
        + ".",
        notes=tuple(notes),
        postmortem=_postmortem(random, at) if random.random() < share else None,
    )


def _statuses(random: Random, count: int) -> list[str]:
    """The first investigates, the last resolves; most between do not change the status."""
    between = [""] * (count - 2)
    if len(between) >= 2:
        between[random.randrange(len(between) // 2)] = "identified"
        between[-1] = "monitoring"
    return ["investigating", *between, "resolved"]


def _note(name: str, at: datetime, status: str, fields: list[str], body: str) -> Note:
    return Note(name=f"updates/{name}.md", at=at, heading=status or "update", fields=tuple(fields), body=body)


def _said(random: Random, status: str) -> str:
    if status == "resolved":
        return f"{random.choice(REMEDIES)} This incident is resolved. {random.choice(PROGRESS)}"
    if status == "investigating":
        return f"{random.choice(OPENINGS)} We see {random.choice(SYMPTOMS)} and are looking for the cause."
    return (
        f"{random.choice(PROGRESS)} {random.choice(CAUSES)} {random.choice(REMEDIES)}\n\n"
        f"- Seen: {random.choice(SYMPTOMS)}\n- Where: **{random.choice(PLACES)}**"
    )


def _postmortem(random: Random, closed: datetime) -> Note:
    published = closed + timedelta(days=random.randint(1, 9))
    done = f"{published + timedelta(days=14):%Y-%m-%d}"
    fields = [
        f"published: {stamp(published)}",
        "actions:",
        *(f"  - {{what: {json.dumps(random.choice(ACTIONS))}, owner: platform, due: {done}}}" for _ in "ab"),
    ]
    paragraphs = []
    for section in SECTIONS:
        said = " ".join(random.choice(pool) for pool in (OPENINGS, CAUSES, PROGRESS, REMEDIES, CAUSES))
        paragraphs.append(f"## {section}\n\n{said}")
    return Note(
        name="postmortem.md",
        at=published,
        heading="post-mortem",
        fields=tuple(fields),
        body="\n\n".join(paragraphs),
    )


def _maintenance(
    random: Random, started: datetime, touched: list[str], names: dict[str, str], taken: set[str]
) -> Entry:
    until = started + timedelta(minutes=random.randint(20, 180))
    title = f"Planned maintenance of {names[touched[0]]}"
    course = [
        ("scheduled", started - timedelta(days=2)),
        ("in_progress", started),
        ("", started + (until - started) / 2),
        ("completed", until),
    ]
    if random.random() < 0.5:
        course.insert(3, ("verifying", started + (until - started) * 0.8))
    stems, notes = set[str](), []
    for status, moment in course:
        at = moment.replace(microsecond=0)
        fields = [*([f"status: {status}"] if status else []), f"at: {stamp(at)}"]
        words = f"{random.choice(PROGRESS)} {random.choice(REMEDIES)}"
        notes.append(_note(stem(at, status or "update", stems), at, status, fields, words))
    fields = [
        f"title: {title}",
        "kind: maintenance",
        "components:",
        *(f"  {component}: under_maintenance" for component in touched),
        f"scheduled: {{from: {stamp(started)}, until: {stamp(until)}}}",
    ]
    return Entry(
        id=new_id(started, title, taken, longest=74),
        title=title,
        started=started,
        fields=tuple(fields),
        body=f"We are going to work on {names[touched[0]]}. {random.choice(REMEDIES)}",
        notes=tuple(notes),
    )
