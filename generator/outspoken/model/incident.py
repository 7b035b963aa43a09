"""Incidents, maintenances, their updates and post-mortems."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from outspoken.model.incident_keys import IncidentKeys
from outspoken.model.nested_keys import Aftermath, Changes, Quantity, Symptoms, Window
from outspoken.model.update_keys import Action, PostmortemKeys, UpdateKeys
from outspoken.model.vocabulary import Kind

__all__ = [
    "Action",
    "Aftermath",
    "Changes",
    "Completion",
    "Difference",
    "EarlierWindow",
    "Edit",
    "Incident",
    "Postmortem",
    "Publication",
    "Quantity",
    "Symptoms",
    "Update",
    "Window",
]


class Publication(Struct, frozen=True, kw_only=True):
    """When a file was published.

    `at` is the committer date (UTC) of the oldest published commit that added it, but never later than the
    time of the build; `order` is that commit's position on the chain, 0 the oldest; `bulk` means that it was
    part of an imported history (or that there is no git), so that its own `at` is its date. `stamp` is the
    commit's date if its clock is slightly ahead of the build's: feeds use it once that time has passed.
    """

    at: datetime
    order: int = 0
    bulk: bool = True
    stamp: datetime | None = None

    @property
    def dated(self) -> datetime:
        """The date (UTC) in feeds: the same at every build."""
        return self.stamp or self.at

    def reached_readers(self, stated: datetime) -> datetime:
        """Return when readers first had a text that states the time `stated` (both UTC)."""
        # An imported text was published elsewhere at its own time, long before the commit.
        return stated if self.bulk else self.at

    def is_out(self, now: datetime) -> bool:
        """Whether the file itself was published by `now` (UTC); an imported one always was."""
        return self.bulk or self.at <= now


class Difference(Struct, frozen=True, kw_only=True):
    """A fact that changed: the record's field, its value before and its value after."""

    name: str
    before: object
    after: object


class Edit(Struct, frozen=True, kw_only=True):
    """A change of published content at a time (UTC), by the commit at position `order` on the chain.

    `before` is the old body, None if it did not change; `facts` are those that changed; `stamp` is as in a
    Publication.
    """

    at: datetime
    before: str | None = None
    facts: tuple[Difference, ...] = ()
    order: int = 0
    stamp: datetime | None = None

    @property
    def is_withdrawal(self) -> bool:
        # Only from "not withdrawn": a later correction of the reason does not withdraw it again.
        return any(fact.name == "withdrawn" and fact.before is None for fact in self.facts)


class Update(UpdateKeys, frozen=True, kw_only=True):
    """One message about an incident, with the values of its keys.

    `id` is its file name without .md, unique within the incident; `next_update` is a promise, as a time
    or as a duration from publication; `body` is Markdown.
    """

    id: str
    body: str
    publication: Publication
    edits: tuple[Edit, ...] = ()

    @property
    def reached_readers(self) -> datetime:
        """When readers first had it (UTC)."""
        return self.publication.reached_readers(self.at)

    @property
    def promise(self) -> datetime | None:
        """When the next update was promised (UTC)."""
        if isinstance(self.next_update, timedelta):
            # `dated` is the same at every build: a promise must not move with the build's clock.
            return (self.at if self.publication.bulk else self.publication.dated) + self.next_update
        return self.next_update

    @property
    def withdrawal(self) -> Edit | None:
        """The edit that first withdrew it, even if the withdrawal was undone later."""
        return next((edit for edit in self.edits if edit.is_withdrawal), None)

    @property
    def sort_key(self) -> tuple[datetime, int, int, str]:
        """`at`, then publication order, then the status's order, then the id.

        An update without a status comes before those with one.
        """
        status = -1 if self.status is None else self.status.order
        return (self.at, self.publication.order, status, self.id)


class Completion(Struct, frozen=True, kw_only=True):
    """A follow-up action that was done after its post-mortem was published.

    `action` is as it is now; `key` is its permanent id, made from its first published text. `at` (UTC),
    `order` and `stamp` are those of the commit that marked it as done, as in an Edit.
    """

    action: Action
    key: str
    at: datetime
    order: int = 0
    stamp: datetime | None = None


class Postmortem(PostmortemKeys, frozen=True, kw_only=True):
    """A post-mortem; a draft until `published` has passed."""

    body: str
    publication: Publication
    completions: tuple[Completion, ...] = ()

    @property
    def visible_from(self) -> datetime | None:
        """When readers can first see it (UTC): its date, or its merge if later; None for a draft."""
        if self.published is None or self.publication.bulk:
            return self.published
        # Readers cannot see the file before its merge, whatever it states.
        return max(self.published, self.publication.at)

    def is_visible(self, now: datetime) -> bool:
        return self.visible_from is not None and self.visible_from <= now


class EarlierWindow(Struct, frozen=True, kw_only=True):
    """A former window of a maintenance; `moved` is when the next one was published."""

    window: Window
    auto: bool
    moved: Publication


# weakref: a test proves that no incident outlives its build (docs/decisions/0009).
class Incident(IncidentKeys, frozen=True, kw_only=True, weakref=True):
    """One incident or maintenance with its updates, in their order (`Update.sort_key`).

    `impact` and `components` are those at the start; later values are in the updates and in
    `outspoken.derive`. `confirm` means that maintenance ends only by an update, as the settings require.
    `folder` is its path from the repository's root, `images` are the files in it that its text may show.
    """

    id: str
    body: str
    publication: Publication
    folder: str = ""
    confirm: bool = False
    updates: tuple[Update, ...] = ()
    postmortem: Postmortem | None = None
    images: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()

    @property
    def is_maintenance(self) -> bool:
        return self.kind is Kind.MAINTENANCE

    @property
    def first_id(self) -> str:
        """Its first id: feeds, calendars, the API and the ledger always use this one."""
        return self.aliases[0] if self.aliases else self.id

    @property
    def ids(self) -> tuple[str, ...]:
        """Its id, then its former ids."""
        return (self.id, *self.former_ids)

    @property
    def former_ids(self) -> tuple[str, ...]:
        """The former ids, whose addresses redirect to it; never the present one."""
        return tuple(alias for alias in self.aliases if alias != self.id)

    @property
    def withdrawal(self) -> Edit | None:
        """The edit that first withdrew it, even if the withdrawal was undone later."""
        return next((edit for edit in self.edits if edit.is_withdrawal), None)

    @property
    def is_known(self) -> bool:
        """Whether readers know of it: not withdrawn, or only after its publication."""
        return not self.withdrawn or self.withdrawal is not None

    @property
    def earlier_windows(self) -> tuple[EarlierWindow, ...]:
        """The former windows of a maintenance, as far as git knows, oldest first."""
        if self.window is None or not self.edits:
            return ()
        found: list[EarlierWindow] = []
        window, auto = self.window, self.auto
        # From the newest edit back, since each has only the value before it.
        for edit in reversed(self.edits):
            was = {fact.name: fact.before for fact in edit.facts}
            before, was_auto = was.get("window", window), bool(was.get("auto", auto))
            if not isinstance(before, Window):
                break
            # `auto` counts too: it decides whether the clock brings phases.
            if (before, was_auto) != (window, auto):
                moved = Publication(at=edit.at, order=edit.order, bulk=False, stamp=edit.stamp)
                found.append(EarlierWindow(window=before, auto=was_auto, moved=moved))
            window, auto = before, was_auto
        return tuple(reversed(found))

    @property
    def other_starts(self) -> tuple[tuple[EarlierWindow, Window], ...]:
        """The former windows whose start was changed, each with the window that replaced it."""
        if self.window is None:
            return ()
        windows = (*(earlier.window for earlier in self.earlier_windows), self.window)
        moves = zip(self.earlier_windows, windows[1:], strict=True)
        return tuple(move for move in moves if move[0].window.start != move[1].start)

    @property
    def aftermath(self) -> Aftermath:
        """The newest texts about what remains; empty unless the last status closes the incident.

        A later update may complete it: each text counts until a newer one replaces it.
        """
        data = todo = ""
        for update in reversed(self.updates):
            if update.withdrawn:
                continue
            # Texts from before a reopening were about an end that did not last.
            if update.status is not None and not update.status.is_final:
                break
            data, todo = data or update.aftermath.data, todo or update.aftermath.todo
            if update.status is not None:
                return Aftermath(data=data, todo=todo)
        return Aftermath()

    @property
    def component_ids(self) -> tuple[str, ...]:
        """Every component that was ever affected, in the order of first mention."""
        # A mapping: it keeps the order of first mention and drops repetitions.
        named = dict(self.components)
        for update in self.updates:
            named.update(update.components)
        return tuple(named)
