"""One announcement as the command makes it: the ledger opened, the repository read where that is needed."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from outspoken.announce.announcement import announce
from outspoken.announce.ledger.ledger import Ledger, Store
from outspoken.announce.ledger.open_ledger import LedgerPlace, ledger_at
from outspoken.announce.request import AnnounceDependencies, AnnounceRequest, AnnounceResult
from outspoken.source.repository_reader import RepositoryReader


def announced(
    request: AnnounceRequest,
    dependencies: AnnounceDependencies,
    *,
    remote: str = "origin",
    folder: Path | None = None,
    store: Store | None = None,
) -> AnnounceResult:
    """Announce what is due in the repository of a request; with a `store`, that alone has the ledger."""
    place = LedgerPlace(
        root=request.root,
        remote=remote,
        folder=folder,
        clock=dependencies.clock,
        sleep=dependencies.sleep,
        elapsed=dependencies.elapsed,
        step=dependencies.step,
        is_dry=request.dry_run,
    )
    reader = RepositoryReader(request.root, now=request.now, last_good=True)
    if store is not None:
        alone = Ledger(store, step=place.step, sleep=place.sleep, elapsed=place.elapsed)
        alone.open()
        return announce(request, dependencies, alone, reader.read)
    with ledger_at(place) as (ledger, why):
        result = announce(request, dependencies, ledger, reader.read)
    return replace(result, problems=(*why, *result.problems))
