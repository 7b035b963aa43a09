"""Maps the words of the hosted status API v2 to ours."""

from __future__ import annotations

from outspoken.importers.foreign_words import WordMap
from outspoken.importers.import_report import MappedWord
from outspoken.model.vocabulary import Impact, State, Status

POSTMORTEM = "postmortem"
# "Update" is what pages and feeds show for an update that does not change the status.
_STATUSES: dict[str, Status | None] = {
    **{status.value: status for status in Status},
    "canceled": Status.CANCELLED,
    "update": None,
    POSTMORTEM: None,
}
_IMPACTS: dict[str, Impact | None] = {
    **{impact.value: impact for impact in Impact},
    # The impact of scheduled maintenance, which has its own kind here.
    "maintenance": Impact.NONE,
}


class StatuspageWords:
    """Maps statuses, impacts and component states, and counts them."""

    def __init__(self) -> None:
        self.status = WordMap("status", _STATUSES, None)
        self.impact = WordMap("impact", _IMPACTS, Impact.MINOR)
        self.state = WordMap("state", {state.value: state for state in State}, State.DEGRADED_PERFORMANCE)

    @property
    def seen(self) -> tuple[MappedWord, ...]:
        return (*self.status.seen, *self.impact.seen, *self.state.seen)
