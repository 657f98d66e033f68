"""``is248 coding export|import|quotes``: code open answers, and check the quotes for print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from is248.base.errors import UserError
from is248.base.exchange import said, write_whole
from is248.cli.commands import say, warn

if TYPE_CHECKING:
    import argparse

    from is248.base.paths import Project
    from is248.survey.answers import Answers
    from is248.survey.coding.coding_model import Coding

FINDINGS = 1
WITH_CODES_HELP = "fyll inn kodene som svarene har fra før"
SECOND_HELP = "den andre koderens fil: vis hvor enige de to er"
BY_THEME_HELP = "skriv også svarene sortert etter tema til denne filen"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, the year, the question and the workbooks."""
    actions = parser.add_subparsers(dest="action", metavar="HANDLING", required=True)
    export = actions.add_parser("export", help="skriv svarene på et spørsmål til et kodeark")
    export.add_argument("year", metavar="ÅR")
    export.add_argument("variable", metavar="VARIABEL")
    export.add_argument("file", metavar="FIL", type=Path)
    export.add_argument("--with-codes", action="store_true", help=WITH_CODES_HELP)
    back = actions.add_parser("import", help="les inn et kodet ark, og vis hva som må rettes")
    back.add_argument("year", metavar="ÅR")
    back.add_argument("variable", metavar="VARIABEL")
    back.add_argument("file", metavar="FIL", type=Path)
    back.add_argument("second", metavar="ANDRE", type=Path, nargs="?", help=SECOND_HELP)
    back.add_argument("--by-theme", metavar="FIL", type=Path, help=BY_THEME_HELP)
    quotes = actions.add_parser("quotes", help="se om sitatene i quotes.yml kan trykkes")
    quotes.add_argument("year", metavar="ÅR")


def run(options: argparse.Namespace, project: Project) -> int:
    """Export, import or check quotes."""
    from is248.survey.answers import load_answers

    answers = load_answers(_year(options.year), project)
    actions = {"export": _export, "import": _import, "quotes": _quotes}
    return actions[options.action](options, answers, project)


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise UserError(f"«{text}» er ikke et år. Skriv det med fire sifre.")
    return int(text)


def _export(options: argparse.Namespace, answers: Answers, project: Project) -> int:
    from is248.survey.coding.coding_sheet import export_workbook

    target = _new_file(options.file)
    content, n = export_workbook(answers, options.variable, project, with_codes=options.with_codes)
    _write(target, content)
    say([f"{target.name}: {n} svar på «{options.variable}» {answers.codebook.year}."])
    return 0


def _import(options: argparse.Namespace, answers: Answers, project: Project) -> int:
    from is248.survey.coding.coding_checks import check_file
    from is248.survey.coding.sheet_reading import read_workbook

    by_theme = _new_file(options.by_theme) if options.by_theme else None
    paths = [path for path in (options.file, options.second) if path]
    files = [read_workbook(path) for path in paths]
    checked = [check_file(file, answers, options.variable, project) for file in files]
    warn(finding.line for result in checked for finding in result.findings)
    codings = [result.coding for result in checked if result.coding]
    if len(codings) < len(checked):
        errors = sum(f.severity == "error" for result in checked for f in result.findings)
        warn([f"{errors} funn må rettes. Ingenting er lest inn."])
        return FINDINGS
    _accept(codings, answers, by_theme, project)
    return 0


def _accept(
    codings: list[Coding], answers: Answers, by_theme: Path | None, project: Project
) -> None:
    from is248.survey.coding.coding_model import open_answers, save_coding
    from is248.survey.coding.coding_report import agreement_lines, frequency_lines
    from is248.survey.coding.coding_sheet import by_theme_workbook

    first = codings[0]
    compared = agreement_lines(first, codings[1]) if len(codings) > 1 else []
    path = save_coding(first, project)
    say([*frequency_lines(first), *compared, f"Lagret i {project.relative(path)}."])
    if by_theme:
        texts = open_answers(answers, first.variable, project)
        _write(by_theme, by_theme_workbook(first, texts))


def _quotes(_options: argparse.Namespace, answers: Answers, project: Project) -> int:
    from is248.survey.coding.quotes import blocked, load_quotes

    faults = blocked(answers, project)
    warn(faults)
    if not faults:
        n = len(load_quotes(answers.codebook.year, project).quotes)
        say([f"{n} sitater kan trykkes."])
    return FINDINGS if faults else 0


def _write(path: Path, content: bytes) -> None:
    """Answers in words are for their owner's eyes only."""
    with said(path.name):
        write_whole(path, content, private=True)


def _new_file(path: Path) -> Path:
    """A file that is not there yet: a coder's work is never overwritten."""
    if path.suffix.lower() != ".xlsx":
        raise UserError(f"«{path}» må ende på .xlsx.")
    if path.exists():
        raise UserError(f"«{path}» finnes fra før. Velg et annet navn, eller flytt den.")
    if not path.parent.is_dir():
        raise UserError(f"Mappen «{path.parent}» finnes ikke.")
    return path
