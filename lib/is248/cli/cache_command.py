"""``is248 cache``: how much room kept runs of chapters take, and clearing away the oldest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.base.errors import UserError
from is248.base.numbers import format_number
from is248.cli.commands import say
from is248.edition.store_room import MOST_MEGABYTES, clear, contents

if TYPE_CHECKING:
    import argparse

    from is248.base.paths import Project

MEGABYTE = 1_000_000
LIMIT_HELP = f"største plass i megabyte; {MOST_MEGABYTES} når ikke annet er sagt, 0 tømmer alt"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Whether to clear, and to what size."""
    parser.add_argument("--prune", action="store_true", help="rydd bort de eldste kjøringene")
    parser.add_argument("--limit", metavar="MB", help=LIMIT_HELP)


def run(options: argparse.Namespace, project: Project) -> int:
    """Say what is kept; clear away what is asked for."""
    limit = _limit(options.limit)
    if options.limit is not None and not options.prune:
        raise UserError("--limit hører sammen med --prune.")
    gone = clear(project, limit * MEGABYTE) if options.prune else 0
    if options.prune:
        say([f"Ryddet bort {_counted(gone)}."])
    runs, size = contents(project)
    say([f"Lageret har {_counted(runs)} og tar {format_number(size / MEGABYTE, 1)} MB."])
    return 0


def _counted(runs: int) -> str:
    return "én kjøring" if runs == 1 else f"{format_number(runs) if runs else 'ingen'} kjøringer"


def _limit(text: str | None) -> int:
    if text is None:
        return MOST_MEGABYTES
    if not text.isascii() or not text.isdigit():
        raise UserError(f"--limit må være et helt antall megabyte, ikke «{text}».")
    return int(text)
