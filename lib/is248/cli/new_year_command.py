"""``is248 new-year 2020 --from 2016``: draft all files of a year, and say what was made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from is248.base.errors import UserError
from is248.cli.commands import say
from is248.edition.plan import read_year

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from is248.base.paths import Project

_THEME = r"[a-z][a-z0-9_]*"
FROM_HELP = "året som det nye lages av"
FORM_HELP = (
    "liste over spørsmålene i det nye skjemaet (.yml, .csv, .xlsx): number, label, kind, answers"
)
THEME_HELP = "nytt tema med tittel, for eksempel relatives=Pårørende; kan gjentas"
PRINT_HELP = "hva den trykte rapporten kalles, når det kommer en"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The year, where it starts from, the form and what is new."""
    parser.add_argument("year", metavar="ÅR")
    parser.add_argument("--from", metavar="ÅR", dest="last", required=True, help=FROM_HELP)
    parser.add_argument("--form", metavar="FIL", type=Path, help=FORM_HELP)
    parser.add_argument("--theme", metavar="TEMA=TITTEL", action="append", help=THEME_HELP)
    parser.add_argument("--print", metavar="NAVN", default="", dest="printed", help=PRINT_HELP)


def run(options: argparse.Namespace, project: Project) -> int:
    """Make what is missing, and list it."""
    from is248.edition.new_year import Wish, new_year

    year, last = read_year(options.year, project), read_year(options.last, project)
    wish = Wish(year, last, options.form, _themes(options.theme or []), options.printed)
    done = new_year(project, wish)
    say(f"Laget: {name}" for name in done.made)
    say(f"Har fått nye linjer: {name}" for name in done.grown)
    say(f"Fantes, og er urørt: {name}" for name in done.kept)
    say(done.notes)
    say([f"Hva som gjenstår, sier «is248 ready {year}». Fremgangsmåten står i docs/new_year.md."])
    return 0


def _themes(words: Sequence[str]) -> dict[str, str]:
    import re

    found = {}
    for word in words:
        theme, _, title = word.partition("=")
        if not title or not re.fullmatch(_THEME, theme):
            raise UserError(
                f"«{word}» er ikke av formen tema=Tittel, der temaet har små bokstaver fra a til "
                "z, tall og understrek."
            )
        found[theme] = title.strip()
    return found
