"""The `outspoken` command: the module of a subcommand is imported only when the subcommand is used."""

from __future__ import annotations

import gc

# Run the garbage collector rarely: a command creates few cycles, and collections during imports take a tenth
# of a short command's time. Worker processes of a build inherit this and copy less shared memory.
gc.set_threshold(1_000_000, 50, 50)

import sys  # noqa: E402
from importlib import import_module  # noqa: E402
from typing import Any  # noqa: E402

import click  # noqa: E402

import outspoken  # noqa: E402
from outspoken.cli.streams import take_every_character  # noqa: E402

# Package of commands -> (its section in --help, command -> one line in --help). The module of a command has
# the command's name, with `_` for `-`.
SECTIONS: dict[str, tuple[str, dict[str, str]]] = {
    "writing": (
        "Writing",
        {
            "init": "Create a status page: settings, workflows, pages, one example.",
            "new": "Open an incident.",
            "update": "Add an update to an incident.",
            "resolve": "Resolve an incident.",
            "schedule": "Schedule maintenance.",
            "postmortem": "Start a post-mortem.",
            "withdraw": "Withdraw an incident or an update, with the reason.",
            "merge": "Mark an incident as a duplicate of another one.",
            "move": "Give an incident another id; old addresses redirect to it.",
            "repeat": "Schedule maintenance again, week after week or by a rule.",
            "upgrade": "Bring workflows and locks up to date with this version.",
            "import": "Import the history of another status page.",
        },
    ),
    "reading": (
        "Reading",
        {
            "status": "Show what is open, scheduled, overdue, and not sent yet.",
            "check": "Check all files and print all problems at once.",
            "preview": "Show what merging a change would publish and send.",
            "kit": "Print ready texts about an incident, for each audience.",
            "report": "Report how well customers were kept informed.",
            "export": "Write the whole history as JSON Lines, to take it elsewhere.",
        },
    ),
    "prepared": (
        "Preparing for outages",
        {
            "doctor": "Show what is missing in the set-up, and what to do about it.",
            "plan": "Show who has which role now; write, check and tick the plan for outages.",
            "drill": "Rehearse an outage in a copy of the repository.",
        },
    ),
    "publishing": (
        "Publishing",
        {
            "build": "Build the site into a folder.",
            "serve": "Serve the site on this computer while you write.",
            "announce": "Send new updates, once on every channel.",
            "remind": "List the reminders of scheduled maintenance, or send one now.",
        },
    ),
    "automation": (
        "For CI",
        {
            "watch": "Report what is overdue, and whether to publish again.",
            "approval": "Decide whether a change may be merged without an approval.",
            "approvals": "Set the status `approval` on every open pull request.",
            "form": "Run the command that was chosen in a filled-in form.",
            "verify-served": "Wait until the site serves a given build.",
            "timings": "Show how long each job of a publish took.",
        },
    ),
}
COMMANDS = {name: package for package, (_, commands) in SECTIONS.items() for name in commands}


class LazyGroup(click.Group):
    """Imports a subcommand only when it runs or prints its help, so that start-up is fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names in the order of --help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of this name, or None if it is unknown."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(_module(cmd_name)).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        for section, commands in SECTIONS.values():
            with formatter.section(section):
                formatter.write_dl(list(commands.items()))

    def main(self, *args: Any, **options: Any) -> Any:
        """Run the command line; see `click.Command.main`."""
        take_every_character()
        return super().main(*args, **options)

    def make_context(self, *args: Any, **options: Any) -> click.Context:
        """Read the arguments before the subcommand; wrong usage is reported in one line."""
        try:
            return super().make_context(*args, **options)
        except click.UsageError as fault:
            raise _in_one_line(fault) from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand; print the problems of a ProblemsError, or what is missing, and exit with 1."""
        try:
            return super().invoke(ctx)
        except click.ClickException as fault:
            raise _in_one_line(fault) from None
        except ModuleNotFoundError as fault:
            from outspoken.cli.stop import not_installed

            raise not_installed(fault) from fault
        except OSError as fault:
            from outspoken.cli.stop import refused_by_system

            raise refused_by_system(fault) or fault from None
        except Exception as fault:
            # Imported only here: it would add some milliseconds to the start of every command.
            from outspoken.errors import ProblemsError

            if not isinstance(fault, ProblemsError):
                raise
            from outspoken.cli.print_problems import print_problems

            print_problems(fault.problems, err=True)
            sys.exit(1)


def _module(name: str) -> str:
    # `import` is a keyword of Python, so its module has another name.
    file = "import_" if name == "import" else name.replace("-", "_")
    return f"{__name__}.{COMMANDS[name]}.{file}"


def _in_one_line(fault: click.ClickException) -> click.ClickException:
    from outspoken.cli.wrong_usage import in_one_line

    return in_one_line(fault)


def _version() -> str:
    # A fast path without git: a release is identified by its number alone.
    from pathlib import Path

    place = Path(__file__).parent.parent
    if not ((place / "commit.txt").is_file() or (place.parent.parent / ".git").exists()):
        return outspoken.__version__
    from outspoken.authoring.scaffold.installation import this_installation

    return str(this_installation())


def _print_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"outspoken {_version()}")
        ctx.exit()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and exit.",
)
def main() -> None:
    """A folder of Markdown in git becomes a status page, with its feeds and announcements."""
