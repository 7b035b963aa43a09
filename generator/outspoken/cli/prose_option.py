"""The option that names the prose engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from outspoken.cli.stop import Stop

if TYPE_CHECKING:
    from outspoken.site.engines.choose_engine import EngineChoice

# The same values as in `Engine`, which is imported only when a site is built.
NAMES = ("auto", "mkdocs", "properdocs", "zensical", "none")

option = click.option(
    "--engine",
    type=click.Choice(NAMES),
    default="auto",
    show_default=True,
    help="What builds the pages of site_src; auto takes what is installed.",
)


def chosen(name: str, *, prose: bool = True, last_good: bool = False) -> EngineChoice:
    """Return the engine; print what is lost if none is installed.

    Raises Stop if it is not installed, except for a `last_good` build, which does without it.
    """
    from outspoken.site.engines.choose_engine import EngineChoice, EngineError, choose_engine
    from outspoken.site.engines.engine_name import Engine

    if not prose:
        return EngineChoice(engine=Engine.NONE)
    try:
        choice = choose_engine(name, forgiving=last_good)
    except EngineError as fault:
        raise Stop(str(fault)) from None
    if choice.note:
        click.echo(choice.note, err=True)
    return choice
