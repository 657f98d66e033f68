"""The commands of ``is248``, one module each, imported only when it is run.

A module has ``arguments(parser)``, which adds its own arguments, and ``run(options, project)``,
which does the work and returns the exit code.
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Protocol, cast

from is248.base.invisible import visible

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from is248.base.paths import Project

COMMANDS = {
    "report": "bygg et år, eller et utkast av noen kapitler",
    "preview": "vis et kapittel i nettleseren mens du skriver det",
    "grid": "kjør et kapittel med mange verdier av parametrene, her eller på en klynge",
    "sheets": "lag et ark for hver kommune og bydel",
    "site": "samle utgavene av flere år i ett nettsted",
    "chapters": "vis kapitlene i et år og parametrene deres",
    "cache": "vis hvor mye plass kjøringer av kapitler tar, og rydd bort de eldste",
    "verify": "kontroller at en utgave er slik den ble publisert",
    "audit": "hold de trykte tallene opp mot resultatene",
    "lab": "åpne JupyterLab på arbeidskopier av notatbøkene",
    "ingest": "les, kontroller og klargjør svarene for et år",
    "check": "kontroller svarene, og lag kontrollspørsmål til kommunene",
    "synthesise": "bygg syntetiske svar av de trykte tallene",
    "codebook": "slå opp i spørsmålene på skjemaet",
    "inhabitants": "bruk offisielle innbyggere fra SSB i stedet for de rekonstruerte",
    "series": "skriv serier over alle årene som finnes, i grensene for ett år",
    "coding": "kod åpne svar: ut til regneark, inn igjen, og sitater",
    "new-year": "lag filene til et nytt år av året før",
    "ready": "si alt som mangler før et år kan bygges, og hva som må gjøres",
}
"""Command → what it does, in Norwegian."""


class Command(Protocol):
    """What every command module has."""

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's own arguments."""

    def run(self, options: argparse.Namespace, project: Project) -> int:
        """Do the work; the result is the exit code."""


def command_module(name: str) -> Command:
    """Import the module of a command."""
    return cast("Command", importlib.import_module(f"is248.cli.{name.replace('-', '_')}_command"))


def say(lines: Iterable[str]) -> None:
    """Write lines to stdout."""
    sys.stdout.writelines(f"{visible(line)}\n" for line in lines)


def warn(lines: Iterable[str]) -> None:
    """Write lines to stderr."""
    sys.stderr.writelines(f"{visible(line)}\n" for line in lines)
