"""The part of an incident that pages show, as a line of an export."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from outspoken.exporting.file_lines import exported_files
from outspoken.model.incident import Incident, Postmortem, Update
from outspoken.render.text.find_comments import without_comments
from outspoken.source.format.export_lines import ExportedIncident, ExportedPostmortem, ExportedUpdate
from outspoken.source.format.typed_values import typed


def public_line(incident: Incident, files: Mapping[str, bytes], now: datetime) -> ExportedIncident:
    """Return an incident without private keys, comments, and a post-mortem that is a draft at `now` (UTC).

    Of its `files`, only the pictures that the texts show are included: the others contain private keys.
    """
    body, updates = _text(incident.body), tuple(map(_update, incident.updates))
    written = incident.postmortem
    postmortem = _postmortem(written) if written and written.is_visible(now) else None
    texts = (body, *(update.body for update in updates), postmortem.body if postmortem else "")
    # Not inside of a longer name: a text that shows `data.png` does not show `a.png`.
    named = {name: re.compile(rf"(?<![\w.-]){re.escape(name)}") for name in incident.images}
    shown = {name: files[name] for name, sign in named.items() if any(map(sign.search, texts))}
    # Public, though no page shows them: their addresses work, and feeds and the API have the first one.
    former = {"aliases": list(incident.aliases)} if incident.aliases else {}
    return ExportedIncident(
        id=incident.id,
        front_matter=typed(incident, kind=incident.kind, published=without_comments) | former,
        body=body,
        updates=updates,
        postmortem=postmortem,
        files=exported_files(shown),
    )


def _update(update: Update) -> ExportedUpdate:
    values = typed(update, published=without_comments)
    return ExportedUpdate(id=update.id, front_matter=values, body=_text(update.body))


def _postmortem(written: Postmortem) -> ExportedPostmortem:
    values = typed(written, published=without_comments)
    return ExportedPostmortem(front_matter=values, body=_text(written.body))


def _text(body: str) -> str:
    return without_comments(body).strip("\n")
