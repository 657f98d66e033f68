"""``is248 preview 2016 --chapter housing``: a chapter in the browser while it is written."""

from __future__ import annotations

import html
import os
import sys
import tempfile
import threading
import webbrowser
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from is248.base.errors import UserError
from is248.cli.commands import say
from is248.edition.plan import make_plan, read_overrides, read_year

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from is248.base.paths import Project
    from is248.edition.preview_server import Board, Server

HIGHEST_PORT = 65535
LOOKS = 0.1
"""Seconds within which the server learns that it is over."""

CHAPTER_HELP = "kapittelet som vises; uten det listes kapitlene"
PARAMETER_HELP = "parameter til notatboken, for eksempel by=hf_area; kan gjentas"
ENGINE_HELP = (
    "warm: fra den første endrede cellen, der systemet kan det; kernel: hele kapittelet hver gang"
)
PORT_HELP = "porten på denne maskinen; vanligvis en som er ledig"
NO_BROWSER_HELP = "ikke åpne nettleseren; adressen skrives uansett"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Year, chapter, parameters, and how it is shown."""
    parser.add_argument("year", metavar="ÅR")
    parser.add_argument("--chapter", metavar="TEMA", help=CHAPTER_HELP)
    parser.add_argument("-p", metavar="NAVN=VERDI", action="append", help=PARAMETER_HELP)
    parser.add_argument("--engine", choices=["warm", "kernel"], default="warm", help=ENGINE_HELP)
    parser.add_argument("--port", metavar="N", default="0", help=PORT_HELP)
    parser.add_argument("--no-browser", action="store_true", help=NO_BROWSER_HELP)


def run(options: argparse.Namespace, project: Project) -> int:
    """Show the chapter until the user ends it."""
    from is248.edition.forks import can_fork
    from is248.edition.preview import Preview
    from is248.edition.preview_server import Board
    from is248.edition.preview_warm import Plain, Warm
    from is248.edition.preview_watch import Watch
    from is248.edition.preview_words import Subject

    year, given = read_year(options.year, project), read_overrides(options.p or [])
    if not options.chapter:
        return _list_chapters(year, project)
    (task,) = make_plan(project, year, [options.chapter], given, dirty=True).tasks
    board = Board(f"{task.chapter.heading} {year}")
    with (
        tempfile.TemporaryDirectory(prefix="is248-", ignore_cleanup_errors=True) as place,
        _served(board, read_port(options.port)) as server,
    ):
        forks = can_fork() and options.engine == "warm"
        subject = Subject(project, year, options.chapter, given, Path(place), forks)
        warm = Warm(subject) if forks else Plain(subject)
        watch = Watch(project, project.notebook(options.chapter))
        say([f"Forhåndsvisning av {options.chapter}: {server.address}", "Avslutt med Ctrl-C."])
        sys.stdout.flush()
        if not options.no_browser and _has_window():
            _open_browser(server.address, Path(place))
        try:
            Preview(board, warm, watch, _tell).run()
        except KeyboardInterrupt:
            say(["Forhåndsvisningen er avsluttet."])
        finally:
            warm.end()
    return 0


def _list_chapters(year: int, project: Project) -> int:
    from is248.year.params import load_year

    say([f"Velg et kapittel, for eksempel is248 preview {year} --chapter TEMA:"])
    say(f"  {one.theme:<32} {one.heading}" for one in load_year(year, project).chapters)
    return 0


def read_port(text: str) -> int:
    """The port in an argument; 0 for any that is free.

    Raises:
        UserError: It is none.
    """
    if not text.isascii() or not text.isdigit() or int(text) > HIGHEST_PORT:
        raise UserError(f"«{text}» er ikke en port: et helt tall fra 1 til {HIGHEST_PORT}.")
    return int(text)


@contextmanager
def _served(board: Board, port: int) -> Iterator[Server]:
    from is248.edition.preview_server import Server

    try:
        server = Server(board, port)
    except OSError as error:
        raise UserError(f"Kan ikke bruke port {port}: {error.strerror}. Velg en annen.") from error
    with server:
        threading.Thread(target=server.serve_forever, args=(LOOKS,), daemon=True).start()
        yield server
        server.shutdown()


def _tell(words: str) -> None:
    say([words])
    sys.stdout.flush()


def _has_window() -> bool:
    """Whether there is a screen to open a browser on, and a user before it."""
    is_unix = os.name == "posix" and sys.platform != "darwin"
    has_screen = not is_unix or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))
    return has_screen and sys.stdout.isatty()


def _open_browser(address: str, place: Path) -> None:
    """Open the browser by a file that only the user can read.

    The words of a command are seen by all users of a machine, and the address holds the key.
    """
    file = place / "preview.html"
    to = html.escape(address)
    file.write_text(f'<meta http-equiv="refresh" content="0; url={to}">', encoding="utf-8")
    webbrowser.open(file.as_uri())
