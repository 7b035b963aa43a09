"""Maps the old site's component names, including former ones, to component ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from outspoken.importers.foreign_records import ForeignComponent
from outspoken.importers.import_names import NAME_LIMIT, clean_line, component_id, matching, shortened
from outspoken.importers.import_report import MappedWord
from outspoken.model.component import Component
from outspoken.source.format.writing import quoted, text_scalar

DESCRIPTION_LIMIT = 500


class NewComponent(Struct, frozen=True, kw_only=True):
    """A component to be written; if it `is_gone`, `retired` is the last day an incident affected it."""

    id: str
    name: str
    description: str = ""
    group: str | None = None
    aliases: tuple[str, ...] = ()
    retired: date | None = None
    is_gone: bool = False


class ComponentDirectory:
    """Finds components by name; names that differ only in case or punctuation are the same.

    `foreign` are those that the source lists, `components` those of the existing site; if there are any,
    only these count.
    """

    def __init__(
        self, foreign: Sequence[ForeignComponent] = (), components: Iterable[Component] = ()
    ) -> None:
        # Without a list of components, as in a table, a source does not show which ones no longer exist.
        self._is_listed = bool(foreign)
        self._listed: dict[str, NewComponent] = {}
        self._ids: set[str] = set()
        self._known: dict[str, str] = {}
        self._found: Counter[tuple[str, str]] = Counter()
        for component in components:
            self._ids.add(component.id)
            for word in (component.id, component.name, *component.aliases):
                # If two components share a name, it means the first one, as in the old page.
                self._known.setdefault(matching(word), component.id)
        for each in () if self._known else foreign:
            name = clean_line(each.name)
            if not name:
                continue
            ours = self._add(name, clean_line(each.description), each.group)
            for alias in each.aliases:
                self._known.setdefault(matching(alias), ours)

    def _add(self, name: str, description: str = "", group: str | None = None, *, gone: bool = False) -> str:
        # Spelling is normalised, since old incidents write one component in several ways.
        key = matching(name)
        if key in self._known:
            return self._known[key]
        new = component_id(name, self._ids)
        shown = shortened(name, NAME_LIMIT)
        # The full name goes into the description, so that nothing is lost.
        words = description if shown == name else " ".join([name, description]).strip()
        self._listed[new] = NewComponent(
            id=new,
            name=shown,
            description=shortened(words, DESCRIPTION_LIMIT),
            group=group and shortened(group, NAME_LIMIT),
            is_gone=gone,
        )
        self._known[key] = new
        return new

    def find(self, name: str, until: date | None) -> str:
        """Return the id for a name; an unlisted name becomes a component retired since `until`."""
        words = " ".join(name.split())
        found = self._add(words, gone=self._is_listed)
        self._found[(words, found)] += 1
        if found in self._listed:
            one = self._listed[found]
            # Other spellings in old incidents become aliases.
            if len(words) <= NAME_LIMIT and words not in (one.name, one.id, *one.aliases):
                one = replace(one, aliases=(*one.aliases, words))
            if one.is_gone and until:
                one = replace(one, retired=max(one.retired or until, until))
            self._listed[found] = one
        return found

    def add_whole(self, title: str) -> None:
        """Add one component for the whole site."""
        self._add(title)

    @property
    def seen(self) -> tuple[MappedWord, ...]:
        """The names that incidents use, and the ids for them, the most frequent first."""
        return tuple(
            MappedWord(what="component", old=name, new=ours, count=count)
            for (name, ours), count in self._found.most_common()
        )

    @property
    def listed(self) -> tuple[NewComponent, ...]:
        """The components that the settings do not have yet, in the order in which they were found."""
        return tuple(self._listed.values())

    @property
    def gone(self) -> tuple[NewComponent, ...]:
        """The components that incidents name but the site does not list."""
        return tuple(each for each in self.listed if each.is_gone)


def entries(listed: Iterable[NewComponent], indent: str) -> Iterator[str]:
    """Return lines of the `components` setting, groups in the order of their first component."""
    groups: dict[str | None, list[NewComponent]] = {}
    for each in listed:
        groups.setdefault(each.group, []).append(each)
    for group, members in groups.items():
        if group is not None:
            yield f"{indent}- group: {text_scalar(group)}"
            yield f"{indent}  components:"
        inner = indent if group is None else indent + "    "
        yield from (f"{inner}- {_entry(each)}" for each in members)


def _entry(each: NewComponent) -> str:
    fields = [f"id: {text_scalar(each.id)}", f"name: {_flow(each.name)}"]
    if each.description:
        fields.append(f"description: {_flow(each.description)}")
    if each.aliases:
        fields.append(f"aliases: [{', '.join(map(_flow, each.aliases))}]")
    if each.retired:
        fields.append(f"retired: {each.retired.isoformat()}")
    return "{" + ", ".join(fields) + "}"


def _flow(text: str) -> str:
    """Return a scalar for a YAML flow mapping, in which a comma would end it."""
    return quoted(text) if "," in text else text_scalar(text)
