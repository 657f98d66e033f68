"""``is248 ingest 2016 FILE``: read, check and prepare the answers of a year."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from is248.base.errors import UserError
from is248.cli.commands import say
from is248.edition.plan import read_year
from is248.survey.places import all_prepared

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from is248.base.paths import Project
    from is248.survey.findings import Finding
    from is248.survey.ingest import Outcome

FOUND = 1
LIST_HELP = (
    "skriv listen over funn hit (.xlsx); ellers data/prepared/findings-ÅR.xlsx, som aldri "
    "kommer i git eller outputs"
)

FILE_HELP = "svarene: .csv, .tsv, .xlsx, .xls, .ods, .sav, .zsav, .dta eller .parquet"
MAPPING_HELP = "les filens egne navn og verdier slik denne filen sier, i stedet for columns.yml"
DRAFT_HELP = (
    "lag et utkast til columns.yml av filen, som YAML og som arbeidsbok; ingenting klargjøres"
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """The year, the file, and where the list of findings goes."""
    parser.add_argument("year", metavar="ÅR")
    parser.add_argument("file", metavar="FIL", type=Path, help=FILE_HELP)
    parser.add_argument("--mapping", metavar="FIL", type=Path, help=MAPPING_HELP)
    parser.add_argument("--draft-mapping", action="store_true", help=DRAFT_HELP)
    parser.add_argument("--list", metavar="LISTE", type=Path, help=LIST_HELP)


def run(options: argparse.Namespace, project: Project) -> int:
    """Prepare the answers, or say everything that is wrong with them."""
    year = read_year(options.year, project)
    if options.draft_mapping:
        return _draft(year, options.file, project)
    from is248.survey.findings import failed
    from is248.survey.folding import told
    from is248.survey.freshness import alone
    from is248.survey.ingest import ingest

    listed = _list_path(options, year, project)
    with alone(year, project):
        outcome = ingest(year, options.file, project, options.mapping)
    _write_list(outcome.findings, listed, given=options.list is not None)
    say(told(outcome.findings, str(listed)))
    if failed(outcome.findings):
        sys.stderr.write(_failure(outcome, listed, year))
        return FOUND
    sys.stdout.write(_success(outcome, listed, project))
    return 0


def _draft(year: int, path: Path, project: Project) -> int:
    from is248.survey.mapping.draft_files import make_draft

    say(make_draft(year, path, project))
    return 0


def _list_path(options: argparse.Namespace, year: int, project: Project) -> Path:
    """Where the list goes; it may hold restricted answers, so its default is never in git."""
    if options.list is None:
        return all_prepared(project) / f"findings-{year}.xlsx"
    path: Path = options.list
    if path.suffix.lower() != ".xlsx":
        raise UserError(f"Listen skrives som .xlsx, så «{path.name}» må ende på det.")
    if not path.parent.is_dir():
        raise UserError(f"Mappen «{path.parent}» finnes ikke.")
    if path.exists() and options.file.exists() and path.samefile(options.file):
        raise UserError(f"«{path.name}» er filen med svarene. Gi listen et annet navn.")
    return path


def _write_list(findings: Sequence[Finding], path: Path, *, given: bool) -> None:
    from is248.survey.findings import write_list

    if findings or given:
        write_list(findings, path)
    else:
        path.unlink(missing_ok=True)  # the list of an earlier run says nothing of this one


def _failure(outcome: Outcome, listed: Path, year: int) -> str:
    from is248.survey.findings import grouped

    parts = [f for f in outcome.findings if not f.whole and f.severity == "error"]
    return (
        f"{grouped(sum(f.alike for f in parts))} feil må rettes. Ingenting er klargjort; det som "
        f"var klargjort for {year}, står som før. Hele listen: {listed}\n"
    )


def _success(outcome: Outcome, listed: Path, project: Project) -> str:
    assert outcome.prepared is not None
    assert outcome.folder is not None
    kind = "syntetiske svar" if outcome.prepared.synthetic else "svar"
    units = int(outcome.prepared.values.notna().any(axis=1).sum())
    line = f"Klargjort {kind} fra {units} enheter i {project.relative(outcome.folder)}."
    if outcome.findings:
        line += f" Advarslene står i {listed}."
    return line + "\n"
