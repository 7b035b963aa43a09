"""The facts that the kit's texts need: the value, or a mark with the name of the missing key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from jinja2 import UndefinedError

from outspoken.derive.facts import IncidentFacts
from outspoken.model.field import Field, attributes
from outspoken.model.incident_keys import IncidentKeys
from outspoken.model.key_values import is_absent
from outspoken.model.update_keys import UpdateKeys
from outspoken.model.vocabulary import Kind
from outspoken.render.kit.kit_text import MissingFact
from outspoken.render.language.language import Language
from outspoken.render.messages.message_facts import MessageFacts

# Facts without a key in the incident: the file to write them in, and what to write.
_ELSEWHERE = {
    "ended": ("the update that resolves it", "when it ended, and a final status"),
    "support": ("mkdocs.yml", "how customers reach a person"),
    "feedback_url": ("mkdocs.yml", "where customers say how well they were informed"),
    "decision": ("this text", "what leadership has to decide next, and by when"),
}
_UNKNOWN = ("affected", "symptoms", "workaround", "eta", "noticed", "numbers")
"""The facts that customers ask for, and a team has to find out; of maintenance, the first three."""


class KitNeeds:
    """The facts of one incident for one text; `missing` are those that the text uses and the incident lacks.

    `known` are values beside the keys of the incident: they are found first.
    """

    def __init__(self, facts: IncidentFacts, news: MessageFacts, known: Mapping[str, object]) -> None:
        self._facts, self._news, self.known = facts, news, known
        self.missing: dict[str, MissingFact] = {}

    def value(self, name: str) -> object:
        """The value of a fact; if it is missing, the mark `[name?]`, which is also added to `missing`."""
        found = self._find(name)
        if found:
            return found
        file, help_text = self._place(name)
        self.missing[name] = MissingFact(key=name, file=file, help=help_text)
        return f"[{name}?]"

    def when(self, name: str, write: Callable[[datetime], str]) -> object:
        """The same for an instant (UTC), formatted by `write`."""
        found = self.value(name)
        return write(found) if isinstance(found, datetime) else found

    def _find(self, name: str) -> object:
        top, _, inner = name.partition(".")
        if name in self.known:
            return self.known[name]
        value = self._news.keys.get(top, "")
        return getattr(value, inner, "") if inner else value

    def _place(self, name: str) -> tuple[str, str]:
        if name == "postmortem":
            return (
                f"{self._facts.incident.folder}/postmortem.md",
                "what happened, why, and what you are changing",
            )
        if name in _ELSEWHERE:
            return _ELSEWHERE[name]
        top, _, inner = name.partition(".")
        field, is_incidents = _declared(top)
        own = next((each for each in field.fields if each.attribute == inner), field)
        return (f"{self._facts.incident.folder}/incident.md" if is_incidents else "the next update"), own.help


def unknown(news: MessageFacts, language: Language) -> list[str]:
    """The labels of the facts that are not written yet, in the site's language."""
    found = {**news.keys, "eta": news.eta or news.keys["worst_case"]}
    asked = _UNKNOWN if news.kind is Kind.INCIDENT else _UNKNOWN[:3]
    return [language.gettext(_declared(name)[0].label) for name in asked if is_absent(found[name])]


def _declared(name: str) -> tuple[Field, bool]:
    """The declaration of a key, and whether it is one of incident.md. Raises UndefinedError."""
    for record in (IncidentKeys, UpdateKeys):
        if name in (found := attributes(record)):
            return found[name], record is IncidentKeys
    raise UndefinedError(f"need({name!r})")
