"""A complete plan as files; with a canary, that word is in every value that only the team may see."""

from __future__ import annotations

from pathlib import Path

PLAN = {
    "plan.md": "---\nreview: 183d\n---\nOnly for the team CANARY.\n",
    "outages.md": "---\npublic: true\noutages:\n"
    "  - {impact: critical, means: No customer can order, examples: [The cart is empty]}\n"
    "  - {impact: minor, means: Something is slow}\n"
    "planned: {means: Work that we announced, examples: [A Saturday night]}\n---\n"
    "A supplier's outage is our outage. <!-- Ask Ada CANARY -->\n",
    "roles.md": "---\nroles:\n"
    "  - {role: commander, does: Decides CANARY, person: Ada CANARY, deputy: Tom CANARY}\n"
    "  - {role: communications, does: Writes, person: Tom CANARY, deputy: Ada CANARY}\n"
    "without: [engineering, support, marketing, leadership, scribe]\n---\nOnly for the team CANARY.\n",
    "people.md": "---\npeople:\n"
    '  - {name: Ada CANARY, phone: "+49 30 23125 100 CANARY", second_phone: "7 CANARY",'
    ' mail: a@CANARY.example, chat: "@ada CANARY"}\n'
    '  - {name: Tom CANARY, phone: "+49 30 23125 101 CANARY"}\n---\nOnly for the team CANARY.\n',
    "channels.md": "---\nchannels:\n"
    "  - {audience: customers, where: The page CANARY, when: At once CANARY, role: communications}\n"
    "---\nCANARY\n",
    "escalation.md": "---\nescalation:\n"
    "  - {impact: major, role: communications, what: Begin CANARY}\n"
    "  - {impact: major, after: 30m, role: commander, what: Decide CANARY}\n---\nCANARY\n",
    "going-public.md": '---\npublic: false\nquestions: ["Can customers notice it CANARY?"]\n---\nCANARY\n',
    "checklists.md": "---\nchecklists:\n"
    "  - role: communications\n"
    "    during: {first-update: Publish CANARY, brief: Brief the team CANARY}\n"
    "    after: {apology: Apologise CANARY}\n"
    "  - role: commander\n"
    "    during: {take-command: Say it CANARY}\n---\nCANARY\n",
    "alternatives.md": "---\nalternatives:\n"
    "  - {line: Phone CANARY, instead: Mobile CANARY, how: Redirect CANARY, role: commander,"
    " tested: 2026-11-02}\n---\nCANARY\n",
    "in-return.md": "---\noffers:\n  - {impact: critical, lasting: 1h, offer: 5 % CANARY}\n---\nCANARY\n",
    "sign-offs.md": "---\nsign_offs:\n"
    "  - {role: commander, name: Ada CANARY, date: 2026-11-02}\n"
    "  - {role: communications, name: Tom CANARY, date: 2026-11-02}\n---\nCANARY\n",
    "drills/2026-10-14-database.md": "Rehearsed CANARY.\n",
    "scenarios/own.yaml": "title: Own CANARY\nabout: A story CANARY\nlength: 20m\n"
    "injects:\n  - {at: +0m, as: alert, from: monitoring CANARY, text: Slow CANARY, reveals: [affected]}\n"
    "expects:\n  - {what: scope, within: 10m, says: [affected]}\n"
    "answers:\n  - {at: +4m, run: new, with: {title: Slow CANARY}, message: Slow CANARY}\n"
    "debrief: [Why CANARY?]\n",
}


def write_plan(folder: Path, canary: str = "", **changed: str | None) -> Path:
    """Write a plan into a folder; `changed` has other texts by file (`sign_offs`), None leaves it out."""
    for name, text in PLAN.items():
        new = changed.get(name.removesuffix(".md").replace("-", "_"), text)
        if new is not None:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            marked = (
                new.replace("CANARY", canary) if canary else new.replace(" CANARY", "").replace("CANARY", "x")
            )
            path.write_text(marked, encoding="utf-8", newline="\n")
    return folder
