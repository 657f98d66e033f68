"""``is248 check 2016``: quality control, the list of control questions, and the answers to them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from is248.base.errors import DataError, UserError
from is248.cli.commands import say, warn
from is248.edition.plan import read_year

if TYPE_CHECKING:
    import argparse

    from is248.base.paths import Project
    from is248.checks.control_rules import Checked
    from is248.checks.control_workbook import ControlList
    from is248.survey.answers import Answers
    from is248.year.labels import Labels

FINDINGS = 1
REPLIES_HELP = "les inn svarene fra en utfylt liste, i stedet for å lage en ny"
WHO_HELP = "navnet på den som leser dem inn; føres i decisions.yml"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The year, and a list that has been filled in."""
    parser.add_argument("year", metavar="ÅR")
    parser.add_argument("--replies", metavar="FIL", type=Path, help=REPLIES_HELP)
    parser.add_argument("--who", metavar="NAVN", help=WHO_HELP)


def run(options: argparse.Namespace, project: Project) -> int:
    """Check a year, or read the answers to its control questions."""
    from is248.survey import freshness as prepare
    from is248.survey.last_year import load_last_year

    year = read_year(options.year, project)
    answers = prepare.load(year, project)
    if options.replies:
        return _read(options.replies, options.who, answers, project)
    if options.who:
        raise UserError("--who hører sammen med --replies.")
    return _check(answers, load_last_year(year, project), project)


def _check(answers: Answers, before: Answers | None, project: Project) -> int:
    from is248.checks.borders import borders_told
    from is248.checks.control import control_folder, control_list, write_control
    from is248.checks.control_rules import check_year
    from is248.checks.marks import decisions_of
    from is248.checks.rule_book import load_rules
    from is248.register.municipalities import load_units
    from is248.year.labels import load_labels
    from is248.year.params import load_year

    year = answers.codebook.year
    labels = load_labels(project, year)
    units = load_units(year, project)
    quality = load_year(year, project).quality
    checked = check_year(answers, before, units, quality, load_rules(project))
    content = control_list(checked, answers, units, labels, decisions_of(answers, project))
    folder = control_folder(project, year)
    write_control(content, units, labels, folder)
    say([*borders_told(before, year)])
    say(_summary(checked, content, labels, compared=before is not None))
    say([f"Listen og tekstene ligger i {project.relative(folder)}."])
    return 0


def _summary(
    checked: Checked, content: ControlList, labels: Labels, *, compared: bool
) -> list[str]:  # fmt: skip
    from is248.base.keys import TOTAL
    from is248.checks.control_rules import municipalities, tally
    from is248.checks.control_workbook import SYNTHETIC

    named = labels.category("quality_check").values
    counts = tally(checked)
    width = max(len(value.label) for value in named.values())
    rows = [
        f"{'I alt' if check == TOTAL else named[str(check)].label:<{width}}"
        f"{row['found_units']:>9}{row['asked_units']:>9}"
        for check, row in counts.to_dict("index").items()
    ]
    units = {question.unit for question in content.questions}
    return [
        *([SYNTHETIC] if content.synthetic else []),
        *([] if compared else ["Det er ingen svar fra året før: endringer er ikke kontrollert."]),
        f"{'Kontroll':<{width}}{'enheter':>9}{'spørres':>9}",
        *rows,
        f"{len(content.questions)} spørsmål til {len(units)} enheter i {municipalities(units)} "
        "kommuner.",
    ]


def _read(path: Path, who: str | None, answers: Answers, project: Project) -> int:
    import datetime as dt

    from is248.checks.replies import Signature, read_replies, store
    from is248.survey.places import survey_folder

    if not who:
        raise UserError("Si hvem som leser inn svarene: --who NAVN.")
    if not path.is_file():
        raise DataError(f"Fant ikke filen «{path}».")
    today = dt.datetime.now().astimezone().date()
    replies = read_replies(path, answers, Signature(who, today))
    if replies.findings:
        warn(finding.line for finding in replies.findings)
        say([f"{len(replies.findings)} funn må rettes. Ingenting er lest inn."])
        return FINDINGS
    if not replies.changes:
        say(["Listen har ingen svar. Ingenting er lest inn."])
        return 0
    written = store(replies, survey_folder(answers.codebook.year, project))
    say([f"{len(replies.changes)} avgjørelser er ført i {project.relative(written)}."])
    say([f"{replies.open} spørsmål står åpne."])
    return 0
