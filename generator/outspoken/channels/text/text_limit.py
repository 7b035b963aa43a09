"""How much of a channel's limit a text uses, in the channel's own way of counting."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct


class Figure(Struct, frozen=True, kw_only=True):
    """How much of a limit a text uses: `212 of 280 characters`; without a limit, its length."""

    used: int
    limit: int | None
    unit: str = "characters"

    @property
    def fits(self) -> bool:
        return self.limit is None or self.used <= self.limit

    def __str__(self) -> str:
        of = "" if self.limit is None else f" of {self.limit}"
        return f"{self.used}{of} {self.unit}"


class Limit(Struct, frozen=True, kw_only=True):
    """The most that a channel accepts, as `count` counts a text; `explained` is for the manual."""

    most: int
    count: Callable[[str], int]
    explained: str
    unit: str = "characters"

    def measure(self, text: str) -> Figure:
        """Return how much of this limit a text uses."""
        return Figure(used=self.count(text), limit=self.most, unit=self.unit)


class Scale(Struct, frozen=True, kw_only=True):
    """A channel's limits, and how a text is changed before it is measured.

    Without a `limit`, any length fits. `hard` is a second limit that most texts are far from. `ready`
    replaces characters that the channel would change or charge for.
    """

    limit: Limit | None = None
    hard: Limit | None = None
    ready: Callable[[str], str] = str
    ellipsis: str = "…"

    def measure(self, text: str) -> Figure:
        """Return how much of the limit a text uses; of the hard limit, if it is above that."""
        if self.limit is None:
            return Figure(used=len(text), limit=None)
        # The hard limit is shown only if it is the one that does not fit.
        figure = self.hard.measure(text) if self.hard else None
        return self.limit.measure(text) if figure is None or figure.fits else figure

    def fits(self, text: str) -> bool:
        """Whether the channel takes a text of this length."""
        return self.measure(text).fits
