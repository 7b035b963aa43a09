"""`outspoken serve`: serves the site on this computer while you write."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING

import click

from outspoken.cli import print_problems, prose_option, shared_options
from outspoken.serve.live_server import listen
from outspoken.serve.live_site import LiveSite
from outspoken.serve.reread import KeptRepository

if TYPE_CHECKING:
    from outspoken.serve.live_server import LiveServer
    from outspoken.site.engines.engine_name import Engine


def _address(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> tuple[str, int] | None:
    if value is None:
        return None
    # Split at the last colon, since an IPv6 address contains colons.
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal():
        raise click.BadParameter("write a host and a port, such as 127.0.0.1:8000")
    return host.strip("[]"), int(port)


@click.command("serve")
@shared_options.root
@shared_options.now
@click.option("--host", default="127.0.0.1", show_default=True, help="Address of this computer to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on; 0 takes a free one.",
)
@click.option("--dev-addr", "address", callback=_address, help="Host and port in one option, as in MkDocs.")
@click.option("--open", "show", is_flag=True, help="Open the page in a browser.")
@prose_option.option
@click.option("--no-prose", is_flag=True, help="Serve only the status pages, without the pages of site_src.")
def command(
    *,
    root: Path,
    now: datetime | None,
    host: str,
    port: int,
    address: tuple[str, int] | None,
    show: bool,
    engine: str,
    no_prose: bool,
) -> None:
    """Serve the site while you write.

    The browser reloads by itself after every save; drafts of post-mortems are shown too. Problems are listed
    on the page and here. Ends with Ctrl-C.

    /desk/ has what is overdue, and for each incident its timeline, checklist and ready texts to copy. It
    answers browsers on this computer only, and no build contains it.

    With --now the pages are as their readers saw them then, without drafts: their clock stops at that time,
    and a note on top of each says so.
    """
    host, port = address or (host, port)
    wanted = None if no_prose else prose_option.chosen(engine).engine
    with _serving(root.resolve(), now, host, port, wanted) as server:
        click.echo(f"Serving on {server.live.url} until you press Ctrl-C", err=True)
        click.echo(f"The desk for your team is at {server.live.url}desk/, on this computer only", err=True)
        if show:
            click.launch(server.live.url)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo(err=True)


@contextmanager
def _serving(
    root: Path, now: datetime | None, host: str, port: int, engine: Engine | None
) -> Iterator[LiveServer]:
    with TemporaryDirectory(prefix="outspoken-") as scratch:
        live = LiveSite(
            repository=KeptRepository(root),
            clock=lambda: shared_options.instant_or_clock(now),
            present=shared_options.is_present(now),
            scratch=Path(scratch) if engine else None,
            engine=engine,
            # With --now a note on each page says that readers saw it like this, so drafts must be left out.
            drafts=now is None,
        )
        try:
            # Before the first reading, which may take seconds: a port that is in use is reported at once.
            server = listen(live, host, port, now)
        except OSError as fault:
            raise click.ClickException(_refused(host, port, fault)) from fault
        # Before the first request, for which there would be no page yet.
        live.refresh(prose=True)
        _print(live)

        def saved(prose: bool) -> None:
            live.refresh(prose=prose)
            _print(live)

        watcher = live.watcher(saved)
        # A daemon thread, so that Ctrl-C does not wait for its next check of the files.
        Thread(target=watcher.run, daemon=True).start()
        with server:
            yield server
        watcher.stop()


def _refused(host: str, port: int, fault: OSError) -> str:
    """Return why the address cannot be listened on, and what to do about it."""
    if fault.errno == errno.EADDRINUSE:
        return f"port {port} is already in use: stop what uses it, or choose another with --port"
    if fault.errno == errno.EACCES:
        return f"port {port} is for administrators only: choose one above 1023 with --port"
    return f"{host}:{port} is not available: {fault.strerror}; try another --host or --port"


def _print(live: LiveSite) -> None:
    click.echo(print_problems.as_text(live.problems), err=True, nl=False)
    click.echo(f"Preview {live.generation}: {print_problems.summary(live.problems)}", err=True)
